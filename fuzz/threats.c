/* Threat lists of any form: what is taken makes an index that opens, and every row of it is found.
 */
#include <config.h>
#include "base/mem.h"
#include "fuzz.h"
#include "store/threat_read.h"

#include <certpolicy/certpolicy.h>

static bool
is_found(const cp_threat_index *index, cp_threat_section section, const uint8_t *key)
{
	cp_threat_cursor cursor = cp_threat_index_seek(index, section, key);
	cp_threat_note note;

	return cp_threat_index_next(&cursor, &note) == CP_THREAT_ROW;
}

static void
look_at(cp_bytes octets)
{
	cp_threat_index index;
	cp_threat_section section;
	cp_threat_note note;
	cp_threat_walk walk;
	cp_threat_step step;
	const uint8_t *key;
	size_t n = 0;

	CP_INVARIANT(cp_threat_index_open(octets, "seed", &index, NULL) == CERTPOLICY_OK);
	CP_INVARIANT(index.n_lists == 1 && index.lists[0].n_entries > 0);
	walk = cp_threat_walk_start(&index);
	while ((step = cp_threat_walk_next(&walk, &section, &key, &note)) == CP_THREAT_ROW) {
		CP_INVARIANT(is_found(&index, section, key));
		(void)fuzz_touch(note.label);
		(void)fuzz_touch(note.id);
		n++;
	}
	CP_INVARIANT(step == CP_THREAT_END && n > 0);
	cp_threat_index_close(&index);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	cp_threat_builder *builder;
	certpolicy_error *error = NULL;
	cp_bytes octets = CP_BYTES_NONE;
	int status = cp_threat_builder_new(NULL, &builder, &error);

	CP_INVARIANT(status == CERTPOLICY_OK);
	status = cp_threat_read(builder, cp_bytes_of(data, len), "seed", NULL, &error);
	CP_INVARIANT((status == CERTPOLICY_OK) == (error == NULL));
	if (status == CERTPOLICY_OK) {
		CP_INVARIANT(cp_threat_builder_finish(builder, &octets, NULL) == CERTPOLICY_OK);
		look_at(octets);
	}
	cp_free((void *)(uintptr_t)octets.data);
	certpolicy_error_free(error);
	cp_threat_builder_free(builder);
	return 0;
}
