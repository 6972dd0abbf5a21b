/* Looking a key up among the few that are built in. */
#include <config.h>
#include "store/published_keys.h"

static const struct {
	const char *sha256; /* CP_SHA256_LEN octets */
	const char *whose;
} keys[] = {
#define CP_PUBLISHED_KEY(sha256, whose) {sha256, whose},
#include "store/published_keys.def"
#undef CP_PUBLISHED_KEY
};

const char *
cp_published_key_find(const uint8_t spki_sha256[CP_SHA256_LEN])
{
	size_t i;

	for (i = 0; i < CP_COUNT(keys); i++) {
		if (memcmp(keys[i].sha256, spki_sha256, CP_SHA256_LEN) == 0)
			return keys[i].whose;
	}
	return NULL;
}
