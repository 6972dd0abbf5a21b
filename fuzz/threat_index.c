/* Index files that somebody damaged: opening and looking up stay within the file. */
#include <config.h>
#include "base/mem.h"
#include "fuzz.h"
#include "store/threat_index.h"

#include <certpolicy/certpolicy.h>

static void
look_up(const cp_threat_index *index, const uint8_t key[CP_THREAT_KEY_MAX])
{
	size_t section;

	for (section = 0; section < CP_N_THREAT_SECTIONS; section++) {
		cp_threat_cursor cursor =
			cp_threat_index_seek(index, (cp_threat_section)section, key);
		cp_threat_note note;

		while (cp_threat_index_next(&cursor, &note) == CP_THREAT_ROW) {
			CP_INVARIANT(note.list < index->n_lists);
			(void)fuzz_touch(note.label);
			(void)fuzz_touch(note.id);
		}
	}
}

static void
walk_all(const cp_threat_index *index)
{
	cp_threat_walk walk = cp_threat_walk_start(index);
	uint8_t whole[CP_THREAT_KEY_MAX];
	cp_threat_section section;
	cp_threat_note note;
	const uint8_t *key;

	while (cp_threat_walk_next(&walk, &section, &key, &note) == CP_THREAT_ROW) {
		memset(whole, 0, sizeof(whole));
		memcpy(whole, key, cp_threat_key_len(section));
		look_up(index, whole);
	}
}

/* The checks would stop every change: the header's is made anew, so that what lies behind is read.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint8_t some_key[CP_THREAT_KEY_MAX] = {0x5a};
	uint8_t *octets = cp_memdup(data, len);
	certpolicy_error *error = NULL;
	cp_threat_index index;
	int i;

	CP_INVARIANT(octets != NULL);
	for (i = 0; i < 2; i++) {
		if (cp_threat_index_open(cp_bytes_of(octets, len), "seed", &index, &error) ==
			CERTPOLICY_OK) {
			look_up(&index, some_key);
			walk_all(&index);
			cp_threat_index_close(&index);
		}
		certpolicy_error_free(error);
		error = NULL;
		if (len >= CP_THREAT_HEADER_LEN)
			cp_threat_header_seal(octets, len);
	}
	cp_free(octets);
	return 0;
}
