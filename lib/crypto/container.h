/* PKCS#12 (RFC 7292), opened for its certificates and revocation lists; keys are never decrypted.
 */
#ifndef CP_CRYPTO_CONTAINER_H
#define CP_CRYPTO_CONTAINER_H

#include "base/bytes.h"
#include "base/compiler.h"

#include <certpolicy/types.h>

typedef struct cp_pkcs12 {
	cp_bytes *certificates; /* owned array; views into `buffers` or into what was opened */
	size_t n_certificates;
	cp_bytes *crls; /* likewise */
	size_t n_crls;
	bool leaf_is_first; /* the first certificate bears the local key id of the first private key
			     */
	/* Octets that were decrypted or put together. */
	uint8_t *joined;
	struct cp_pkcs12_buffer *buffers;
	size_t n_buffers;
} cp_pkcs12;

/*
 * Opens a PFX of version 3 whose integrity is by password or not protected. `password` is UTF-8;
 * NULL tries the empty password and none. Errors: input.password (one is needed, or it is wrong),
 * input.pkcs12 (broken), input.unsupported (an algorithm), input.too-costly (iteration counts).
 * `ber` must outlive *out, which cp_pkcs12_clear releases, also after an error.
 */
CP_CHECK_RESULT int
cp_pkcs12_open(cp_bytes ber, const char *password, cp_pkcs12 *out, certpolicy_error **error);
void
cp_pkcs12_clear(cp_pkcs12 *pkcs12);

#endif
