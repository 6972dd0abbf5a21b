/*
 * Password-based encryption and integrity as PKCS#12 uses them: PBES2 with PBKDF2 (RFC 8018), the
 * key derivation of RFC 7292 appendix B with 3DES and RC2-40, HMAC by either, PBMAC1 (RFC 9579).
 */
#ifndef CP_CRYPTO_PBE_H
#define CP_CRYPTO_PBE_H

#include "base/bytes.h"
#include "base/compiler.h"

typedef enum cp_pbe_result {
	CP_PBE_OK = 0,
	CP_PBE_MISMATCH,    /* not by this password, or damaged */
	CP_PBE_UNSUPPORTED, /* an algorithm that is not known, or parameters that cannot be read */
	CP_PBE_TOO_COSTLY,  /* iteration counts beyond the allowance */
	CP_PBE_NO_MEMORY
} cp_pbe_result;

/* Passwords longer than this many octets of UTF-8 are refused. */
#define CP_PBE_PASSWORD_MAX 1024u

typedef struct cp_pbe_password {
	const char *utf8; /* lent */
	size_t utf8_len;
	uint8_t utf16[2 * CP_PBE_PASSWORD_MAX + 2]; /* big-endian, two NUL octets at its end */
	size_t utf16_len;
} cp_pbe_password;

/*
 * NULL is no password, which for the derivation of RFC 7292 is another thing than an empty one.
 * False when it is too long or not UTF-8. cp_pbe_password_wipe afterwards.
 */
CP_CHECK_RESULT bool
cp_pbe_password_set(cp_pbe_password *password, const char *utf8);
void
cp_pbe_password_wipe(cp_pbe_password *password);

/*
 * Hash computations that one file may cost: iteration counts come from whoever made it. Programs
 * write 2,000 to 600,000 iterations; this is about four seconds of work.
 */
#define CP_PBE_ALLOWANCE UINT64_C(8000000)

/*
 * Decrypts `encrypted` under `algorithm` (the content of its AlgorithmIdentifier) into `out`, which
 * has room for as many octets. What it costs is taken off *allowance before it is done.
 */
CP_CHECK_RESULT cp_pbe_result
cp_pbe_decrypt(const cp_pbe_password *password, cp_bytes algorithm, cp_bytes encrypted,
	uint64_t *allowance, uint8_t *out, size_t *out_len);

/* Checks `data` against the content of a MacData (RFC 7292 section 4). */
CP_CHECK_RESULT cp_pbe_result
cp_pbe_check_mac(
	const cp_pbe_password *password, cp_bytes mac_data, cp_bytes data, uint64_t *allowance);

/* Overwrites what was secret. */
void
cp_pbe_wipe(void *data, size_t len);

#endif
