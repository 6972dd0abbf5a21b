/* The few keys that the library knows itself to be published (published_keys.def). */
#ifndef CP_STORE_PUBLISHED_KEYS_H
#define CP_STORE_PUBLISHED_KEYS_H

#include "crypto/crypto.h"

/* Whose it is and where the private key stands, or NULL. Static. */
const char *
cp_published_key_find(const uint8_t spki_sha256[CP_SHA256_LEN]);

#endif
