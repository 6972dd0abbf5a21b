/* Input of any form: PEM, DER, base64, PKCS#7, PKCS#12. */
#include <config.h>
#include "base/error.h"
#include "base/mem.h"
#include "fuzz.h"
#include "x509/input.h"

static int
touch_object(void *user, cp_object_kind kind, cp_bytes der)
{
	size_t *n_objects = user;

	(void)kind;
	(void)fuzz_touch(der);
	++*n_objects;
	return CERTPOLICY_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const passwords[] = {NULL, "secret"};
	cp_bytes input = cp_bytes_of(data, len), der;
	size_t i;
	bool no_memory;

	for (i = 0; i < CP_COUNT(passwords); i++) {
		certpolicy_error *error = NULL;
		size_t n_objects = 0;
		int status = cp_input_each(
			input, "seed", passwords[i], touch_object, &n_objects, &error);

		CP_INVARIANT((status == CERTPOLICY_OK) == (error == NULL));
		CP_INVARIANT(status != CERTPOLICY_OK || n_objects > 0);
		certpolicy_error_free(error);
	}
	if (cp_input_decode_one(input, &der, &no_memory)) {
		CP_INVARIANT(der.len > 0);
		(void)fuzz_touch(der);
	}
	cp_free((void *)(uintptr_t)der.data);
	return 0;
}
