/* Published lists of weak keys, searched for a key of which everything is the input, too. */
#include <config.h>
#include "fuzz.h"
#include "store/weak_keys.h"

#include <certpolicy/certpolicy.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const cp_key_type types[] = {CP_KEY_RSA, CP_KEY_EC, CP_KEY_ED25519, CP_KEY_UNKNOWN};
	cp_bytes content = cp_bytes_of(data, len);
	cp_public_key key = {
		.spki = content, .key = content, .modulus = content, .exponent = content};
	cp_weak_keys *lists = cp_weak_keys_new();
	certpolicy_error *error = NULL;
	uint8_t digest[CP_SHA256_LEN];
	size_t i;
	int status;

	CP_INVARIANT(lists != NULL);
	cp_crypto_sha256(content, digest);
	status = cp_weak_keys_add(lists, content, "seed", &error);
	CP_INVARIANT((status == CERTPOLICY_OK) == (error == NULL));
	for (i = 0; i < CP_COUNT(types); i++) {
		key.type = types[i];
		if (len > 0 && data[0] != 0)
			(void)cp_weak_keys_find(lists, &key, digest);
	}
	certpolicy_error_free(error);
	cp_weak_keys_free(lists);
	return 0;
}
