/* Lists of signed certificate timestamps, with their outer length. */
#include <config.h>
#include "fuzz.h"
#include "x509/sct.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	cp_bytes list;
	cp_sct sct;
	bool broken = false;

	if (!cp_sct_list_open(cp_bytes_of(data, len), &list))
		return 0;
	while (cp_sct_next(&list, &sct, &broken)) {
		CP_INVARIANT(sct.version != 0 || sct.log_id.len == 32);
		(void)fuzz_touch(sct.log_id);
		(void)fuzz_touch(sct.extensions);
		(void)fuzz_touch(sct.signature);
		(void)fuzz_touch(sct.whole);
	}
	CP_INVARIANT(list.len == 0);
	return 0;
}
