/* PKCS#12 (RFC 7292), opened for its certificates and revocation lists; keys are never decrypted.
 */
#ifndef CP_CRYPTO_CONTAINER_H
#define CP_CRYPTO_CONTAINER_H

#include "base/bytes.h"
#include "base/compiler.h"

#include <certpolicy/types.h>

/*
 * What the containers of one input may cost together. Iteration counts come from whoever made
 * them: programs write 2,000 to 600,000, and these are about two seconds of work. GnuTLS's time
 * grows with the square of the octets: at worst these are about a second of work and 12 MB.
 */
typedef struct cp_pkcs12_allowance {
	uint64_t iterations;
	size_t octets;
} cp_pkcs12_allowance;

#define CP_PKCS12_ITERATIONS UINT64_C(2000000)
#define CP_PKCS12_OCTETS ((size_t)64 * 1024)

#define CP_PKCS12_SAFES_MAX 16u

typedef struct cp_pkcs12 {
	cp_bytes *certificates; /* owned array; views into `safes` */
	size_t n_certificates;
	cp_bytes *crls; /* likewise */
	size_t n_crls;
	/* Whether the first certificate bears the local key id of the first private key. */
	bool leaf_is_first;
	struct gnutls_pkcs12_bag_int *safes[CP_PKCS12_SAFES_MAX]; /* owned */
	size_t n_safes;
} cp_pkcs12;

/*
 * Opens a PFX of version 3 whose integrity is by password or not protected. `password` is UTF-8;
 * NULL tries the empty password and none. What it costs is taken off *allowance before it is done.
 * Errors: input.password (one is needed, or it is wrong), input.pkcs12 (broken), input.unsupported
 * (what GnuTLS does not read), input.too-costly. cp_pkcs12_clear releases *out, also after an
 * error.
 */
CP_CHECK_RESULT int
cp_pkcs12_open(cp_bytes ber, const char *password, cp_pkcs12_allowance *allowance, cp_pkcs12 *out,
	certpolicy_error **error);
void
cp_pkcs12_clear(cp_pkcs12 *pkcs12);

#endif
