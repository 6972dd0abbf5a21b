/*
 * All cryptography of the library: verify and digest, by GnuTLS.
 *
 * The gates on algorithms and key sizes that hold whatever a policy says stand here: what GnuTLS
 * would accept but nobody should (MD5, SHA-1 is left to policy, keys it cannot hold) is told apart
 * from a signature that is wrong.
 */
#ifndef CP_CRYPTO_CRYPTO_H
#define CP_CRYPTO_CRYPTO_H

#include "base/budget.h"
#include "base/bytes.h"
#include "base/compiler.h"
#include "crypto/key.h"

typedef enum cp_verify_result {
	CP_VERIFY_OK = 0,
	CP_VERIFY_BAD,         /* the signature is not by this key, or the key does not fit the algorithm */
	CP_VERIFY_UNSUPPORTED, /* nobody here can tell: an algorithm, curve or key that cannot be used */
	CP_VERIFY_NO_MEMORY    /* the library failed; nothing was learnt */
} cp_verify_result;

/* Whether `signature` over `tbs` is by `key` under `algorithm`. Pure; any thread. */
CP_CHECK_RESULT cp_verify_result
cp_crypto_verify(const cp_public_key *key, const cp_signature_algorithm *algorithm, cp_bytes tbs,
	cp_bytes signature);

/*
 * The same of what was hashed before: `digest` is what algorithm->hash makes of it. For RSA as in
 * PKCS #1 and for ECDSA; other schemes are CP_VERIFY_UNSUPPORTED.
 */
CP_CHECK_RESULT cp_verify_result
cp_crypto_verify_digest(const cp_public_key *key, const cp_signature_algorithm *algorithm,
	cp_bytes digest, cp_bytes signature);

/* How many checks with an ordinary key one with this key counts for: 1 and more. */
unsigned
cp_crypto_cost(const cp_public_key *key);

/* Takes a check of `tbs` from SIGNATURES, and from SIGNED_OCTETS unless it is the first: once
 * hashing costs nothing, since reading did as much. */
bool
cp_crypto_pay(cp_budget *budget, const cp_public_key *key, cp_bytes tbs, bool was_hashed);

/* Whether the point of an EC key lies on its curve (NIST SP 800-56A rev. 3 5.6.2.3); true, too, where
 * that cannot be asked: of other keys, unknown curves and points that are compressed. */
bool
cp_crypto_point_is_on_curve(const cp_public_key *key);

#define CP_SHA256_LEN 32
#define CP_SHA1_LEN 20
#define CP_MD5_LEN 16

/* Cannot fail: GnuTLS's own SHA-256 is always there. CP_INVARIANT says so. */
void
cp_crypto_sha256(cp_bytes data, uint8_t digest[CP_SHA256_LEN]);

/* SHA-256 over several runs, one after the other. */
void
cp_crypto_sha256_parts(const cp_bytes *parts, size_t n_parts, uint8_t digest[CP_SHA256_LEN]);

/* For identifiers only (key identifiers, OCSP CertID), never for trust. */
void
cp_crypto_sha1(cp_bytes data, uint8_t digest[CP_SHA1_LEN]);

/* The longest digest of cp_crypto_digest. */
#define CP_DIGEST_MAX 64

/* SHA-1 to SHA-512, for identifiers only; the digest's length, 0 for another hash. */
size_t
cp_crypto_digest(cp_hash hash, cp_bytes data, uint8_t digest[CP_DIGEST_MAX]);

/* For the identifiers of old lists only, never for trust. */
void
cp_crypto_md5(cp_bytes data, uint8_t digest[CP_MD5_LEN]);

#endif
