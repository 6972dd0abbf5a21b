/*
 * Password-based encryption by GnuTLS's hashes and ciphers. GnuTLS opens PKCS#12 itself, but keeps
 * no bound on iteration counts or memory and drops certificates after the 32nd of a bag.
 */
#include <config.h>
#include "crypto/pbe.h"
#include "asn1/ber.h"
#include "base/mem.h"
#include "base/text.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#define MAX_SALT 1024u
#define MAX_KEY 64u
#define MAX_BLOCK 128u /* of a hash: SHA-384 and SHA-512 */
#define MAX_DIGEST 64u

#define PKCS5 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05 /* 1.2.840.113549.1.5 */
#define PKCS12_PBE                                                                                 \
	0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01 /* 1.2.840.113549.1.12.1              \
							      */
#define RSADSI 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d            /* 1.2.840.113549 */
#define NIST 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04        /* 2.16.840.1.101.3.4 */

/* Object identifiers by which parameters name their algorithms; `id` is GnuTLS's number. */
typedef struct known_oid {
	uint8_t len, oid[11];
	int id;
} known_oid;

static const known_oid hashes[] = {
	{5, {0x2b, 0x0e, 0x03, 0x02, 0x1a}, GNUTLS_DIG_SHA1},
	{9, {NIST, 0x02, 0x01}, GNUTLS_DIG_SHA256},
	{9, {NIST, 0x02, 0x02}, GNUTLS_DIG_SHA384},
	{9, {NIST, 0x02, 0x03}, GNUTLS_DIG_SHA512},
	{9, {NIST, 0x02, 0x04}, GNUTLS_DIG_SHA224},
	{0, {0}, 0},
};

static const known_oid macs[] = {
	{8, {RSADSI, 0x02, 0x07}, GNUTLS_MAC_SHA1},
	{8, {RSADSI, 0x02, 0x08}, GNUTLS_MAC_SHA224},
	{8, {RSADSI, 0x02, 0x09}, GNUTLS_MAC_SHA256},
	{8, {RSADSI, 0x02, 0x0a}, GNUTLS_MAC_SHA384},
	{8, {RSADSI, 0x02, 0x0b}, GNUTLS_MAC_SHA512},
	{0, {0}, 0},
};

static const known_oid pbes2_ciphers[] = {
	{9, {NIST, 0x01, 0x02}, GNUTLS_CIPHER_AES_128_CBC},
	{9, {NIST, 0x01, 0x16}, GNUTLS_CIPHER_AES_192_CBC},
	{9, {NIST, 0x01, 0x2a}, GNUTLS_CIPHER_AES_256_CBC},
	{8, {RSADSI, 0x03, 0x07}, GNUTLS_CIPHER_3DES_CBC},
	{0, {0}, 0},
};

static const known_oid pkcs12_ciphers[] = {
	{10, {PKCS12_PBE, 0x03}, GNUTLS_CIPHER_3DES_CBC},
	{10, {PKCS12_PBE, 0x06}, GNUTLS_CIPHER_RC2_40_CBC},
	{0, {0}, 0},
};

static const uint8_t pbkdf2_oid[] = {PKCS5, 0x0c};
static const uint8_t pbes2_oid[] = {PKCS5, 0x0d};
static const uint8_t pbmac1_oid[] = {PKCS5, 0x0e};

/* What RFC 7292 appendix B.3 calls the ID of what is derived. */
enum { FOR_KEY = 1, FOR_IV = 2, FOR_MAC = 3 };

static bool
find(const known_oid *rows, cp_bytes oid, int *id)
{
	for (; rows->len > 0; rows++) {
		if (cp_bytes_equal(oid, cp_bytes_of(rows->oid, rows->len))) {
			*id = rows->id;
			return true;
		}
	}
	return false;
}

static bool
oid_is(cp_bytes oid, const uint8_t *content, size_t len)
{
	return cp_bytes_equal(oid, cp_bytes_of(content, len));
}

static void
put16(cp_pbe_password *password, uint32_t unit)
{
	password->utf16[password->utf16_len++] = (uint8_t)(unit >> 8);
	password->utf16[password->utf16_len++] = (uint8_t)unit;
}

bool
cp_pbe_password_set(cp_pbe_password *password, const char *utf8)
{
	cp_bytes rest = utf8 != NULL ? cp_bytes_of_string(utf8) : CP_BYTES_NONE;

	memset(password, 0, sizeof(*password));
	password->utf8 = utf8 != NULL ? utf8 : "";
	password->utf8_len = rest.len;
	if (rest.len > CP_PBE_PASSWORD_MAX)
		return false;
	while (rest.len > 0) {
		uint32_t c;
		size_t n = cp_utf8_decode(rest, &c);

		if (n == 0)
			return false;
		if (c >= 0x10000) {
			put16(password, 0xd800 + ((c - 0x10000) >> 10));
			c = 0xdc00 + (c & 0x3ff);
		}
		put16(password, c);
		rest = cp_bytes_slice(rest, n, rest.len);
	}
	if (utf8 != NULL)
		put16(password, 0);
	return true;
}

void
cp_pbe_password_wipe(cp_pbe_password *password)
{
	cp_pbe_wipe(password, sizeof(*password));
}

void
cp_pbe_wipe(void *data, size_t len)
{
	if (len > 0)
		gnutls_memset(data, 0, len);
}

/* Takes the price of `iterations` for each of the blocks that make up `len` octets. */
static bool
afford(uint64_t *allowance, uint64_t iterations, size_t len, size_t digest_len)
{
	uint64_t n_blocks = (len + digest_len - 1) / digest_len;

	if (iterations > *allowance || iterations * n_blocks > *allowance)
		return false;
	*allowance -= iterations * n_blocks;
	return true;
}

/* Fills whole blocks with repetitions of `from`; gives the length. */
static size_t
fill_blocks(uint8_t *out, cp_bytes from, size_t block_len)
{
	size_t total = (from.len + block_len - 1) / block_len * block_len, i;

	for (i = 0; i < total; i++)
		out[i] = from.data[i % from.len];
	return total;
}

/* One block of the number in RFC 7292 B.2, 6 C: block = (block + add + 1) mod 2^(8 * len). */
static void
add_and_one(uint8_t *block, const uint8_t *digest, size_t digest_len, size_t len)
{
	unsigned carry = 1;
	size_t i;

	for (i = len; i-- > 0;) {
		carry += (unsigned)block[i] + digest[i % digest_len];
		block[i] = (uint8_t)carry;
		carry >>= 8;
	}
}

/* RFC 7292 appendix B.2. The salt is not longer than MAX_SALT. */
static cp_pbe_result
derive_pkcs12(const cp_pbe_password *password, gnutls_digest_algorithm_t hash, cp_bytes salt,
	uint64_t iterations, uint8_t purpose, uint64_t *allowance, uint8_t *out, size_t out_len)
{
	uint8_t input[MAX_BLOCK + MAX_SALT + MAX_BLOCK + 2 * CP_PBE_PASSWORD_MAX + 2 + MAX_BLOCK];
	uint8_t digest[MAX_DIGEST];
	size_t digest_len = gnutls_hash_get_len(hash);
	size_t block_len = digest_len > 32 ? 128 : 64, len = block_len, done, i;
	int status = 0;

	if (!afford(allowance, iterations, out_len, digest_len))
		return CP_PBE_TOO_COSTLY;
	memset(input, purpose, block_len);
	len += fill_blocks(input + len, salt, block_len);
	len += fill_blocks(
		input + len, cp_bytes_of(password->utf16, password->utf16_len), block_len);
	for (done = 0; done < out_len && status == 0; done += digest_len) {
		size_t wanted = out_len - done < digest_len ? out_len - done : digest_len;
		uint64_t round;

		status = gnutls_hash_fast(hash, input, len, digest);
		for (round = 1; round < iterations && status == 0; round++)
			status = gnutls_hash_fast(hash, digest, digest_len, digest);
		memcpy(out + done, digest, wanted);
		for (i = block_len; i < len; i += block_len)
			add_and_one(input + i, digest, digest_len, block_len);
	}
	cp_pbe_wipe(input, sizeof(input));
	cp_pbe_wipe(digest, sizeof(digest));
	return status == 0 ? CP_PBE_OK : CP_PBE_UNSUPPORTED;
}

/* PBKDF2 by its AlgorithmIdentifier (RFC 8018 A.2): keyLength, if given, must be what is wanted. */
static cp_pbe_result
derive_pbkdf2(const cp_pbe_password *password, cp_bytes algorithm, uint64_t *allowance,
	uint8_t *out, size_t out_len)
{
	cp_bytes oid, params, salt, prf, prf_oid;
	uint64_t iterations, key_len;
	int mac = GNUTLS_MAC_SHA1;
	gnutls_datum_t secret, salted;

	if (!cp_ber_take(&algorithm, CP_DER_OID, &oid) ||
		!oid_is(oid, pbkdf2_oid, sizeof(pbkdf2_oid)) ||
		!cp_ber_take(&algorithm, CP_DER_SEQUENCE, &params) ||
		!cp_ber_take(&params, CP_DER_OCTET_STRING, &salt) || salt.len > MAX_SALT ||
		!cp_ber_take_unsigned(&params, &iterations) || iterations == 0)
		return CP_PBE_UNSUPPORTED;
	if (params.len > 0 && params.data[0] == CP_DER_INTEGER &&
		(!cp_ber_take_unsigned(&params, &key_len) || key_len != out_len))
		return CP_PBE_UNSUPPORTED;
	if (params.len > 0 &&
		(!cp_ber_take(&params, CP_DER_SEQUENCE, &prf) ||
			!cp_ber_take(&prf, CP_DER_OID, &prf_oid) || !find(macs, prf_oid, &mac)))
		return CP_PBE_UNSUPPORTED;
	/* An HMAC is two hashes. */
	if (iterations > CP_PBE_ALLOWANCE ||
		!afford(allowance, 2 * iterations, out_len, gnutls_hmac_get_len(mac)))
		return CP_PBE_TOO_COSTLY;
	secret.data = (unsigned char *)(uintptr_t)password->utf8;
	secret.size = (unsigned)password->utf8_len;
	salted.data = (unsigned char *)(uintptr_t)salt.data;
	salted.size = (unsigned)salt.len;
	return gnutls_pbkdf2(mac, &secret, &salted, (unsigned)iterations, out, out_len) == 0
		       ? CP_PBE_OK
		       : CP_PBE_UNSUPPORTED;
}

static cp_pbe_result
derive_for_pbes2(const cp_pbe_password *password, cp_bytes params, uint64_t *allowance, int *cipher,
	uint8_t key[MAX_KEY], cp_bytes *iv)
{
	cp_bytes parts, kdf, scheme, oid;

	if (!cp_ber_take(&params, CP_DER_SEQUENCE, &parts) ||
		!cp_ber_take(&parts, CP_DER_SEQUENCE, &kdf) ||
		!cp_ber_take(&parts, CP_DER_SEQUENCE, &scheme) ||
		!cp_ber_take(&scheme, CP_DER_OID, &oid) || !find(pbes2_ciphers, oid, cipher) ||
		!cp_ber_take(&scheme, CP_DER_OCTET_STRING, iv))
		return CP_PBE_UNSUPPORTED;
	return derive_pbkdf2(password, kdf, allowance, key, gnutls_cipher_get_key_size(*cipher));
}

static bool
take_salt_and_count(cp_bytes params, cp_bytes *salt, uint64_t *iterations)
{
	cp_bytes parts;

	return cp_ber_take(&params, CP_DER_SEQUENCE, &parts) &&
	       cp_ber_take(&parts, CP_DER_OCTET_STRING, salt) && salt->len <= MAX_SALT &&
	       cp_ber_take_unsigned(&parts, iterations) && *iterations > 0;
}

static cp_pbe_result
derive_for_pkcs12(const cp_pbe_password *password, cp_bytes params, uint64_t *allowance, int cipher,
	uint8_t key[MAX_KEY], uint8_t iv[MAX_BLOCK])
{
	cp_bytes salt;
	uint64_t iterations;
	cp_pbe_result result;

	if (!take_salt_and_count(params, &salt, &iterations))
		return CP_PBE_UNSUPPORTED;
	result = derive_pkcs12(password, GNUTLS_DIG_SHA1, salt, iterations, FOR_KEY, allowance, key,
		gnutls_cipher_get_key_size(cipher));
	if (result != CP_PBE_OK)
		return result;
	return derive_pkcs12(password, GNUTLS_DIG_SHA1, salt, iterations, FOR_IV, allowance, iv,
		gnutls_cipher_get_iv_size(cipher));
}

/* RFC 8018 6.1.1: the last octet says how many there are of it. */
static bool
strip_padding(const uint8_t *data, size_t *len, size_t block_len)
{
	size_t padding = data[*len - 1], i;

	if (padding == 0 || padding > block_len)
		return false;
	for (i = 1; i <= padding; i++) {
		if (data[*len - i] != padding)
			return false;
	}
	*len -= padding;
	return true;
}

static cp_pbe_result
decrypt_cbc(int cipher, const uint8_t *key, cp_bytes iv, cp_bytes encrypted, uint8_t *out,
	size_t *out_len)
{
	gnutls_cipher_hd_t handle;
	gnutls_datum_t key_datum, iv_datum;
	size_t block_len = gnutls_cipher_get_block_size(cipher);
	int status;

	if (iv.len != gnutls_cipher_get_iv_size(cipher))
		return CP_PBE_UNSUPPORTED;
	if (encrypted.len == 0 || encrypted.len % block_len != 0)
		return CP_PBE_MISMATCH;
	key_datum.data = (unsigned char *)(uintptr_t)key;
	key_datum.size = (unsigned)gnutls_cipher_get_key_size(cipher);
	iv_datum.data = (unsigned char *)(uintptr_t)iv.data;
	iv_datum.size = (unsigned)iv.len;
	status = gnutls_cipher_init(&handle, cipher, &key_datum, &iv_datum);
	if (status != 0)
		return status == GNUTLS_E_MEMORY_ERROR ? CP_PBE_NO_MEMORY : CP_PBE_UNSUPPORTED;
	status = gnutls_cipher_decrypt2(handle, encrypted.data, encrypted.len, out, encrypted.len);
	gnutls_cipher_deinit(handle);
	if (status != 0)
		return CP_PBE_UNSUPPORTED;
	*out_len = encrypted.len;
	return strip_padding(out, out_len, block_len) ? CP_PBE_OK : CP_PBE_MISMATCH;
}

cp_pbe_result
cp_pbe_decrypt(const cp_pbe_password *password, cp_bytes algorithm, cp_bytes encrypted,
	uint64_t *allowance, uint8_t *out, size_t *out_len)
{
	uint8_t key[MAX_KEY], derived_iv[MAX_BLOCK];
	cp_bytes oid, iv;
	cp_pbe_result result = CP_PBE_UNSUPPORTED;
	int cipher;

	if (!cp_ber_take(&algorithm, CP_DER_OID, &oid))
		return CP_PBE_UNSUPPORTED;
	if (oid_is(oid, pbes2_oid, sizeof(pbes2_oid))) {
		result = derive_for_pbes2(password, algorithm, allowance, &cipher, key, &iv);
	} else if (find(pkcs12_ciphers, oid, &cipher)) {
		result = derive_for_pkcs12(password, algorithm, allowance, cipher, key, derived_iv);
		iv = cp_bytes_of(derived_iv, gnutls_cipher_get_iv_size(cipher));
	}
	if (result == CP_PBE_OK)
		result = decrypt_cbc(cipher, key, iv, encrypted, out, out_len);
	cp_pbe_wipe(key, sizeof(key));
	return result;
}

/* PBMAC1 (RFC 9579): the MAC's key by PBKDF2 as long as the digest, or as its keyLength says. */
static cp_pbe_result
mac_key_of_pbmac1(const cp_pbe_password *password, cp_bytes params, uint64_t *allowance, int *mac,
	uint8_t key[MAX_KEY], size_t *key_len)
{
	cp_bytes parts, kdf, scheme, oid;

	if (!cp_ber_take(&params, CP_DER_SEQUENCE, &parts) ||
		!cp_ber_take(&parts, CP_DER_SEQUENCE, &kdf) ||
		!cp_ber_take(&parts, CP_DER_SEQUENCE, &scheme) ||
		!cp_ber_take(&scheme, CP_DER_OID, &oid) || !find(macs, oid, mac))
		return CP_PBE_UNSUPPORTED;
	*key_len = gnutls_hmac_get_len(*mac);
	return derive_pbkdf2(password, kdf, allowance, key, *key_len);
}

/* The numbers of HMACs and of their hashes are the same in GnuTLS. */
static cp_pbe_result
mac_key_of_pkcs12(const cp_pbe_password *password, cp_bytes oid, cp_bytes salt_and_count,
	uint64_t *allowance, int *mac, uint8_t key[MAX_KEY], size_t *key_len)
{
	cp_bytes salt;
	uint64_t iterations = 1;

	if (!find(hashes, oid, mac) || !cp_ber_take(&salt_and_count, CP_DER_OCTET_STRING, &salt) ||
		salt.len > MAX_SALT)
		return CP_PBE_UNSUPPORTED;
	if (salt_and_count.len > 0 &&
		(!cp_ber_take_unsigned(&salt_and_count, &iterations) || iterations == 0))
		return CP_PBE_UNSUPPORTED;
	*key_len = gnutls_hmac_get_len(*mac);
	return derive_pkcs12(password, (gnutls_digest_algorithm_t)*mac, salt, iterations, FOR_MAC,
		allowance, key, *key_len);
}

cp_pbe_result
cp_pbe_check_mac(
	const cp_pbe_password *password, cp_bytes mac_data, cp_bytes data, uint64_t *allowance)
{
	uint8_t key[MAX_KEY], computed[MAX_DIGEST];
	cp_bytes info, algorithm, digest, oid;
	cp_pbe_result result;
	size_t key_len = 0;
	int mac;

	if (!cp_ber_take(&mac_data, CP_DER_SEQUENCE, &info) ||
		!cp_ber_take(&info, CP_DER_SEQUENCE, &algorithm) ||
		!cp_ber_take(&info, CP_DER_OCTET_STRING, &digest) ||
		!cp_ber_take(&algorithm, CP_DER_OID, &oid))
		return CP_PBE_UNSUPPORTED;
	if (oid_is(oid, pbmac1_oid, sizeof(pbmac1_oid)))
		result = mac_key_of_pbmac1(password, algorithm, allowance, &mac, key, &key_len);
	else
		result = mac_key_of_pkcs12(password, oid, mac_data, allowance, &mac, key, &key_len);
	if (result == CP_PBE_OK &&
		gnutls_hmac_fast(mac, key, key_len, data.data, data.len, computed) != 0)
		result = CP_PBE_UNSUPPORTED;
	if (result == CP_PBE_OK &&
		!cp_bytes_equal(digest, cp_bytes_of(computed, gnutls_hmac_get_len(mac))))
		result = CP_PBE_MISMATCH;
	cp_pbe_wipe(key, sizeof(key));
	return result;
}
