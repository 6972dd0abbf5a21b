/*
 * Signatures and digests by GnuTLS: the only place that verifies or hashes. The gates before the
 * call keep out what GnuTLS would take but must not reach it (keys of any size, exponents that make
 * a check slow, encodings it is lenient about); what is merely weak is verified, and judged by
 * rules.
 */
#include <config.h>
#include "crypto/crypto.h"
#include "asn1/der.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

/*
 * Octets. OpenSSL bounds moduli at 16,384 bits too. What a check costs grows with both numbers:
 * within these bounds it stays below a millisecond (measured: 70 us for RSA-4096, 730 us for the
 * dearest).
 */
#define LARGEST_MODULUS 2048u
#define LARGE_MODULUS 512u
#define LARGEST_EXPONENT 8u
#define LARGEST_EXPONENT_OF_LARGE 3u
/* Octets. FIPS 186-4 4.2: p has 3,072 bits at most, q 256. Both exponents of a check are as long as
 * q: with p and q of twice as many bits it takes ten milliseconds. */
#define LARGEST_DSA_P 384u
#define LARGEST_DSA_Q 32u

/* Weak algorithms are for the rules to refuse: a weak signature must be told from a bad one. */
#define VERIFY_FLAGS (GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1)

static const struct algorithm_row {
	cp_signature_scheme scheme;
	cp_hash hash;
	gnutls_sign_algorithm_t sign;
	gnutls_digest_algorithm_t digest;
} algorithm_rows[] = {
	{CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA256, GNUTLS_SIGN_RSA_SHA256, GNUTLS_DIG_SHA256},
	{CP_SIGNATURE_ECDSA, CP_HASH_SHA256, GNUTLS_SIGN_ECDSA_SHA256, GNUTLS_DIG_SHA256},
	{CP_SIGNATURE_ECDSA, CP_HASH_SHA384, GNUTLS_SIGN_ECDSA_SHA384, GNUTLS_DIG_SHA384},
	{CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA384, GNUTLS_SIGN_RSA_SHA384, GNUTLS_DIG_SHA384},
	{CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA512, GNUTLS_SIGN_RSA_SHA512, GNUTLS_DIG_SHA512},
	{CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA224, GNUTLS_SIGN_RSA_SHA224, GNUTLS_DIG_SHA224},
	{CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA1, GNUTLS_SIGN_RSA_SHA1, GNUTLS_DIG_SHA1},
	{CP_SIGNATURE_RSA_PKCS1, CP_HASH_MD5, GNUTLS_SIGN_RSA_MD5, GNUTLS_DIG_MD5},
	{CP_SIGNATURE_RSA_PSS, CP_HASH_SHA256, GNUTLS_SIGN_RSA_PSS_SHA256, GNUTLS_DIG_SHA256},
	{CP_SIGNATURE_RSA_PSS, CP_HASH_SHA384, GNUTLS_SIGN_RSA_PSS_SHA384, GNUTLS_DIG_SHA384},
	{CP_SIGNATURE_RSA_PSS, CP_HASH_SHA512, GNUTLS_SIGN_RSA_PSS_SHA512, GNUTLS_DIG_SHA512},
	{CP_SIGNATURE_ECDSA, CP_HASH_SHA512, GNUTLS_SIGN_ECDSA_SHA512, GNUTLS_DIG_SHA512},
	{CP_SIGNATURE_ECDSA, CP_HASH_SHA224, GNUTLS_SIGN_ECDSA_SHA224, GNUTLS_DIG_SHA224},
	{CP_SIGNATURE_ECDSA, CP_HASH_SHA1, GNUTLS_SIGN_ECDSA_SHA1, GNUTLS_DIG_SHA1},
	{CP_SIGNATURE_DSA, CP_HASH_SHA1, GNUTLS_SIGN_DSA_SHA1, GNUTLS_DIG_SHA1},
	{CP_SIGNATURE_DSA, CP_HASH_SHA224, GNUTLS_SIGN_DSA_SHA224, GNUTLS_DIG_SHA224},
	{CP_SIGNATURE_DSA, CP_HASH_SHA256, GNUTLS_SIGN_DSA_SHA256, GNUTLS_DIG_SHA256},
	{CP_SIGNATURE_DSA, CP_HASH_SHA384, GNUTLS_SIGN_DSA_SHA384, GNUTLS_DIG_SHA384},
	{CP_SIGNATURE_DSA, CP_HASH_SHA512, GNUTLS_SIGN_DSA_SHA512, GNUTLS_DIG_SHA512},
};

static gnutls_datum_t
datum(cp_bytes bytes)
{
	/* GnuTLS only reads, but its type has no const. */
	gnutls_datum_t lent = {(unsigned char *)(uintptr_t)bytes.data, (unsigned)bytes.len};

	return lent;
}

static cp_verify_result
result_of(int rc)
{
	switch (rc) {
	case GNUTLS_E_MEMORY_ERROR:
		return CP_VERIFY_NO_MEMORY;
	case GNUTLS_E_INSUFFICIENT_SECURITY: /* the machine's own configuration switched it off */
	case GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM:
	case GNUTLS_E_UNKNOWN_HASH_ALGORITHM:
	case GNUTLS_E_UNKNOWN_PK_ALGORITHM:
	case GNUTLS_E_UNIMPLEMENTED_FEATURE:
	case GNUTLS_E_ECC_UNSUPPORTED_CURVE:
	case GNUTLS_E_ECC_NO_SUPPORTED_CURVES:
		return CP_VERIFY_UNSUPPORTED;
	default:
		return rc >= 0 ? CP_VERIFY_OK : CP_VERIFY_BAD;
	}
}

static const struct algorithm_row *
find_algorithm(const cp_signature_algorithm *algorithm)
{
	size_t i;

	for (i = 0; i < CP_COUNT(algorithm_rows); i++) {
		if (algorithm_rows[i].scheme == algorithm->scheme &&
			algorithm_rows[i].hash == algorithm->hash)
			return &algorithm_rows[i];
	}
	return NULL;
}

/* Whether keys of this type sign under this scheme at all (RFC 4055 1.2, RFC 8410 3). */
static bool
type_fits_scheme(cp_key_type type, cp_signature_scheme scheme)
{
	switch (scheme) {
	case CP_SIGNATURE_RSA_PKCS1:
		return type == CP_KEY_RSA;
	case CP_SIGNATURE_RSA_PSS:
		return type == CP_KEY_RSA || type == CP_KEY_RSA_PSS;
	case CP_SIGNATURE_ECDSA:
		return type == CP_KEY_EC;
	case CP_SIGNATURE_ED25519:
		return type == CP_KEY_ED25519;
	case CP_SIGNATURE_ED448:
		return type == CP_KEY_ED448;
	case CP_SIGNATURE_DSA:
		return type == CP_KEY_DSA;
	case CP_SIGNATURE_ML_DSA:
		return type == CP_KEY_ML_DSA;
	case CP_SIGNATURE_SLH_DSA:
		return type == CP_KEY_SLH_DSA;
	case CP_SIGNATURE_UNKNOWN:
		break;
	}
	return false;
}

static cp_verify_result
gate_rsa(const cp_public_key *key)
{
	const unsigned wrong = CP_KEY_FLAW_EXPONENT_EVEN | CP_KEY_FLAW_EXPONENT_SMALL |
			       CP_KEY_FLAW_MODULUS_EVEN | CP_KEY_FLAW_NEGATIVE;
	cp_bytes n = key->modulus, e = key->exponent;

	if ((key->flaws & wrong) != 0 || n.len == 0 || e.len == 0 || n.data[0] == 0 ||
		e.data[0] == 0 || (n.data[n.len - 1] & 1) == 0 || (e.data[e.len - 1] & 1) == 0)
		return CP_VERIFY_BAD;
	if (n.len > LARGEST_MODULUS || e.len > LARGEST_EXPONENT ||
		(n.len > LARGE_MODULUS && e.len > LARGEST_EXPONENT_OF_LARGE))
		return CP_VERIFY_UNSUPPORTED;
	return CP_VERIFY_OK;
}

/* RFC 4055 3.1 and 1.2: one hash for message and mask, and within what the key's own parameters
 * allow. */
static cp_verify_result
gate_pss(const cp_public_key *key, const cp_signature_algorithm *algorithm)
{
	if (algorithm->mgf_hash != algorithm->hash || algorithm->salt_len > LARGEST_MODULUS)
		return CP_VERIFY_UNSUPPORTED;
	if (key->type == CP_KEY_RSA_PSS && key->pss_restricted &&
		(key->pss_hash != algorithm->hash || key->pss_min_salt_len > algorithm->salt_len))
		return CP_VERIFY_BAD;
	return CP_VERIFY_OK;
}

static bool
take_positive(cp_der_reader *reader, cp_bytes *rest, size_t max)
{
	cp_bytes integer;

	if (!cp_der_take_integer(reader, rest, CP_DER_INTEGER, NULL, &integer) ||
		integer.len == 0 || (integer.data[0] & 0x80) != 0)
		return false;
	return integer.len - (integer.data[0] == 0) <= max;
}

/*
 * Whether a signature is SEQUENCE { r INTEGER, s INTEGER } in DER (RFC 3279 2.2.2, 2.2.3). GnuTLS
 * reads BER here, by which one signature would have many encodings.
 */
static bool
is_der_signature(cp_bytes signature, size_t max)
{
	cp_der_reader reader;
	cp_tlv tlv;
	cp_bytes inner, rest = signature;

	cp_der_reader_init(&reader, signature, NULL, 0);
	if (!cp_der_take(&reader, &rest, CP_DER_SEQUENCE, NULL, &tlv))
		return false;
	inner = tlv.content;
	if (!take_positive(&reader, &inner, max) || !take_positive(&reader, &inner, max))
		return false;
	return inner.len == 0 && rest.len == 0 && reader.n_all_problems == 0;
}

static bool
find_curve(cp_curve curve, gnutls_ecc_curve_t *found, size_t *len)
{
	static const struct {
		cp_curve curve;
		gnutls_ecc_curve_t gnutls;
		size_t len; /* octets of a coordinate */
	} rows[] = {
		{CP_CURVE_P256, GNUTLS_ECC_CURVE_SECP256R1, 32},
		{CP_CURVE_P384, GNUTLS_ECC_CURVE_SECP384R1, 48},
		{CP_CURVE_P521, GNUTLS_ECC_CURVE_SECP521R1, 66},
		{CP_CURVE_P224, GNUTLS_ECC_CURVE_SECP224R1, 28},
		{CP_CURVE_P192, GNUTLS_ECC_CURVE_SECP192R1, 24},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		if (rows[i].curve == curve) {
			*found = rows[i].gnutls;
			*len = rows[i].len;
			return true;
		}
	}
	return false;
}

static cp_verify_result
import_rsa(gnutls_pubkey_t pubkey, const cp_public_key *key)
{
	gnutls_datum_t n = datum(key->modulus), e = datum(key->exponent);

	return result_of(gnutls_pubkey_import_rsa_raw(pubkey, &n, &e));
}

/* GnuTLS takes the salt to be as long as the hash unless it is told. */
static cp_verify_result
set_pss_salt(gnutls_pubkey_t pubkey, const struct algorithm_row *row, unsigned salt_len)
{
	gnutls_x509_spki_t spki = NULL;
	int rc = gnutls_x509_spki_init(&spki);

	if (rc < 0)
		return result_of(rc);
	gnutls_x509_spki_set_rsa_pss_params(spki, row->digest, salt_len);
	rc = gnutls_pubkey_set_spki(pubkey, spki, 0);
	gnutls_x509_spki_deinit(spki);
	return result_of(rc);
}

/* *len: octets of a coordinate. */
static cp_verify_result
import_point(gnutls_pubkey_t pubkey, const cp_public_key *key, size_t *len)
{
	gnutls_ecc_curve_t curve;
	gnutls_datum_t x = datum(key->point_x), y = datum(key->point_y);

	if (!find_curve(key->curve, &curve, len))
		return CP_VERIFY_UNSUPPORTED;
	if (key->point_x.len != *len || key->point_y.len != *len)
		return CP_VERIFY_BAD;
	return result_of(gnutls_pubkey_import_ecc_raw(pubkey, curve, &x, &y));
}

static cp_verify_result
import_ec(gnutls_pubkey_t pubkey, const cp_public_key *key, cp_bytes signature)
{
	size_t len;
	cp_verify_result result = import_point(pubkey, key, &len);

	return result == CP_VERIFY_OK && !is_der_signature(signature, len) ? CP_VERIFY_BAD : result;
}

/* RFC 8410: a key is its point, a signature two numbers of the same size. */
static cp_verify_result
import_eddsa(gnutls_pubkey_t pubkey, const cp_public_key *key, cp_bytes signature)
{
	size_t len = key->type == CP_KEY_ED25519 ? 32 : 57;
	gnutls_datum_t point = datum(key->key);

	if (key->key.len != len || signature.len != 2 * len)
		return CP_VERIFY_BAD;
	/* RFC 8032 5.2.7: S is below the order, of 446 bits. Nettle 3.8 does not look at the last
	 * octet. */
	if (key->type == CP_KEY_ED448 && signature.data[signature.len - 1] != 0)
		return CP_VERIFY_BAD;
	return result_of(gnutls_pubkey_import_ecc_raw(pubkey,
		key->type == CP_KEY_ED25519 ? GNUTLS_ECC_CURVE_ED25519 : GNUTLS_ECC_CURVE_ED448,
		&point, NULL));
}

/* Nettle divides by p and q: they must be odd, and no larger than anyone makes them. */
static bool
is_sane_dsa_number(const gnutls_datum_t *number, size_t largest)
{
	size_t skip = 0;

	while (skip < number->size && number->data[skip] == 0)
		skip++;
	return number->size > skip && number->size - skip <= largest &&
	       (number->data[number->size - 1] & 1) != 0;
}

static cp_verify_result
import_dsa(gnutls_pubkey_t pubkey, const cp_public_key *key, cp_bytes signature)
{
	gnutls_datum_t spki = datum(key->spki);
	gnutls_datum_t p = {NULL, 0}, q = {NULL, 0}, g = {NULL, 0}, y = {NULL, 0};
	bool sane;
	int rc;

	if (key->spki.len > 8 * LARGEST_DSA_P)
		return CP_VERIFY_UNSUPPORTED;
	if (!is_der_signature(signature, LARGEST_DSA_Q))
		return CP_VERIFY_BAD;
	rc = gnutls_pubkey_import(pubkey, &spki, GNUTLS_X509_FMT_DER);
	if (rc < 0)
		return result_of(rc);
	rc = gnutls_pubkey_export_dsa_raw(pubkey, &p, &q, &g, &y);
	if (rc < 0)
		return result_of(rc);
	sane = is_sane_dsa_number(&p, LARGEST_DSA_P) && is_sane_dsa_number(&q, LARGEST_DSA_Q) &&
	       g.size <= LARGEST_DSA_P + 1 && y.size <= LARGEST_DSA_P + 1;
	gnutls_free(p.data);
	gnutls_free(q.data);
	gnutls_free(g.data);
	gnutls_free(y.data);
	return sane ? CP_VERIFY_OK : CP_VERIFY_UNSUPPORTED;
}

/* Gates and imports: OK means that `pubkey` may be asked, for `sign`. */
static cp_verify_result
prepare(gnutls_pubkey_t pubkey, const cp_public_key *key, const cp_signature_algorithm *algorithm,
	cp_bytes signature, gnutls_sign_algorithm_t *sign)
{
	const struct algorithm_row *row = find_algorithm(algorithm);
	cp_verify_result result;

	switch (algorithm->scheme) {
	case CP_SIGNATURE_ED25519:
	case CP_SIGNATURE_ED448:
		*sign = algorithm->scheme == CP_SIGNATURE_ED25519 ? GNUTLS_SIGN_EDDSA_ED25519
								  : GNUTLS_SIGN_EDDSA_ED448;
		return import_eddsa(pubkey, key, signature);
	case CP_SIGNATURE_UNKNOWN:
		return CP_VERIFY_UNSUPPORTED;
	default:
		break;
	}
	if (row == NULL)
		return CP_VERIFY_UNSUPPORTED;
	*sign = row->sign;
	switch (algorithm->scheme) {
	case CP_SIGNATURE_ECDSA:
		return import_ec(pubkey, key, signature);
	case CP_SIGNATURE_DSA:
		return import_dsa(pubkey, key, signature);
	default:
		break;
	}
	result = gate_rsa(key);
	if (result == CP_VERIFY_OK && algorithm->scheme == CP_SIGNATURE_RSA_PSS)
		result = gate_pss(key, algorithm);
	if (result == CP_VERIFY_OK)
		result = import_rsa(pubkey, key);
	if (result == CP_VERIFY_OK && algorithm->scheme == CP_SIGNATURE_RSA_PSS)
		result = set_pss_salt(pubkey, row, algorithm->salt_len);
	return result;
}

/* Measured, in units of P-384, the dearest of ordinary keys: RSA of 16,384 bits, P-521 and DSA of
 * 2,048 bits take up to two, DSA of 3,072 bits takes four. */
unsigned
cp_crypto_cost(const cp_public_key *key)
{
	switch (key->type) {
	case CP_KEY_RSA:
	case CP_KEY_RSA_PSS:
		return key->bits > 8192 ? 2 : 1;
	case CP_KEY_EC:
		return key->curve == CP_CURVE_P521 ? 2 : 1;
	case CP_KEY_DSA:
		return key->bits > 2048 ? 4 : key->bits > 1024 ? 2 : 1;
	default:
		return 1;
	}
}

bool
cp_crypto_pay(cp_budget *budget, const cp_public_key *key, cp_bytes tbs, bool was_hashed)
{
	return cp_budget_take(budget, CP_LIMIT_SIGNED_OCTETS, was_hashed ? tbs.len : 0) &&
	       cp_budget_take(budget, CP_LIMIT_SIGNATURES, cp_crypto_cost(key));
}

/* Whether such a key may be asked about such a signature at all. */
static cp_verify_result
gate(const cp_public_key *key, const cp_signature_algorithm *algorithm, cp_bytes signature)
{
	const unsigned unusable = CP_KEY_FLAW_UNREADABLE | CP_KEY_FLAW_PARAMETERS |
				  CP_KEY_FLAW_POINT_COMPRESSED | CP_KEY_FLAW_POINT_HYBRID |
				  CP_KEY_FLAW_POINT_LENGTH | CP_KEY_FLAW_EXPLICIT_CURVE |
				  CP_KEY_FLAW_INHERITED;

	if (algorithm->scheme == CP_SIGNATURE_UNKNOWN || key->type == CP_KEY_UNKNOWN ||
		algorithm->parameters_wrong)
		return CP_VERIFY_UNSUPPORTED;
	if (!type_fits_scheme(key->type, algorithm->scheme))
		return CP_VERIFY_BAD;
	if ((key->flaws & unusable) != 0)
		return CP_VERIFY_UNSUPPORTED;
	/* Before their signatures, which are longer than any modulus, count as too long. */
	if (algorithm->scheme == CP_SIGNATURE_ML_DSA || algorithm->scheme == CP_SIGNATURE_SLH_DSA)
		return CP_VERIFY_UNSUPPORTED;
	if (signature.len == 0 || signature.len > LARGEST_MODULUS)
		return CP_VERIFY_BAD;
	return CP_VERIFY_OK;
}

/* `is_digest`: `data` was hashed before. */
static cp_verify_result
verify(const cp_public_key *key, const cp_signature_algorithm *algorithm, cp_bytes data,
	bool is_digest, cp_bytes signature)
{
	gnutls_pubkey_t pubkey = NULL;
	gnutls_sign_algorithm_t sign = GNUTLS_SIGN_UNKNOWN;
	gnutls_datum_t signed_data = datum(data), signature_data = datum(signature);
	cp_verify_result result;
	int rc = gnutls_pubkey_init(&pubkey);

	if (rc < 0)
		return result_of(rc);
	result = prepare(pubkey, key, algorithm, signature, &sign);
	if (result == CP_VERIFY_OK)
		result =
			result_of(is_digest ? gnutls_pubkey_verify_hash2(pubkey, sign, VERIFY_FLAGS,
						      &signed_data, &signature_data)
					    : gnutls_pubkey_verify_data2(pubkey, sign, VERIFY_FLAGS,
						      &signed_data, &signature_data));
	gnutls_pubkey_deinit(pubkey);
	return result;
}

cp_verify_result
cp_crypto_verify(const cp_public_key *key, const cp_signature_algorithm *algorithm, cp_bytes tbs,
	cp_bytes signature)
{
	cp_verify_result result = gate(key, algorithm, signature);

	if (result != CP_VERIFY_OK)
		return result;
	return tbs.len > UINT32_MAX ? CP_VERIFY_UNSUPPORTED
				    : verify(key, algorithm, tbs, false, signature);
}

cp_verify_result
cp_crypto_verify_digest(const cp_public_key *key, const cp_signature_algorithm *algorithm,
	cp_bytes digest, cp_bytes signature)
{
	cp_verify_result result = gate(key, algorithm, signature);
	const struct algorithm_row *row = find_algorithm(algorithm);

	if (result != CP_VERIFY_OK)
		return result;
	if ((algorithm->scheme != CP_SIGNATURE_RSA_PKCS1 &&
		    algorithm->scheme != CP_SIGNATURE_ECDSA) ||
		row == NULL || digest.len != gnutls_hash_get_len(row->digest))
		return CP_VERIFY_UNSUPPORTED;
	return verify(key, algorithm, digest, true, signature);
}

bool
cp_crypto_point_is_on_curve(const cp_public_key *key)
{
	gnutls_pubkey_t pubkey = NULL;
	cp_verify_result result;
	size_t len;

	if (key->type != CP_KEY_EC || key->flaws != 0)
		return true;
	if (gnutls_pubkey_init(&pubkey) < 0)
		return false;
	result = import_point(pubkey, key, &len);
	if (result == CP_VERIFY_OK)
		result = result_of(gnutls_pubkey_verify_params(pubkey));
	gnutls_pubkey_deinit(pubkey);
	return result == CP_VERIFY_OK || result == CP_VERIFY_UNSUPPORTED;
}

void
cp_crypto_sha256(cp_bytes data, uint8_t digest[CP_SHA256_LEN])
{
	CP_INVARIANT(gnutls_hash_fast(GNUTLS_DIG_SHA256, data.data, data.len, digest) == 0);
}

void
cp_crypto_sha256_parts(const cp_bytes *parts, size_t n_parts, uint8_t digest[CP_SHA256_LEN])
{
	gnutls_hash_hd_t hash = NULL;
	size_t i;

	CP_INVARIANT(gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) == 0);
	for (i = 0; i < n_parts; i++)
		CP_INVARIANT(gnutls_hash(hash, parts[i].data, parts[i].len) == 0);
	gnutls_hash_deinit(hash, digest);
}

void
cp_crypto_sha1(cp_bytes data, uint8_t digest[CP_SHA1_LEN])
{
	CP_INVARIANT(gnutls_hash_fast(GNUTLS_DIG_SHA1, data.data, data.len, digest) == 0);
}

size_t
cp_crypto_digest(cp_hash hash, cp_bytes data, uint8_t digest[CP_DIGEST_MAX])
{
	static const gnutls_digest_algorithm_t digests[] = {
		[CP_HASH_SHA1] = GNUTLS_DIG_SHA1,
		[CP_HASH_SHA224] = GNUTLS_DIG_SHA224,
		[CP_HASH_SHA256] = GNUTLS_DIG_SHA256,
		[CP_HASH_SHA384] = GNUTLS_DIG_SHA384,
		[CP_HASH_SHA512] = GNUTLS_DIG_SHA512,
	};
	gnutls_digest_algorithm_t found =
		(size_t)hash < CP_COUNT(digests) ? digests[hash] : GNUTLS_DIG_UNKNOWN;

	if (found == GNUTLS_DIG_UNKNOWN)
		return 0;
	CP_INVARIANT(gnutls_hash_fast(found, data.data, data.len, digest) == 0);
	return gnutls_hash_get_len(found);
}

/* A name for a key is no cryptography: where FIPS 140 is in force GnuTLS has to be told so. */
void
cp_crypto_md5(cp_bytes data, uint8_t digest[CP_MD5_LEN])
{
	gnutls_fips_mode_t mode = (gnutls_fips_mode_t)gnutls_fips140_mode_enabled();

	if (mode != GNUTLS_FIPS140_DISABLED)
		gnutls_fips140_set_mode(GNUTLS_FIPS140_LAX, GNUTLS_FIPS140_SET_MODE_THREAD);
	CP_INVARIANT(gnutls_hash_fast(GNUTLS_DIG_MD5, data.data, data.len, digest) == 0);
	if (mode != GNUTLS_FIPS140_DISABLED)
		gnutls_fips140_set_mode(mode, GNUTLS_FIPS140_SET_MODE_THREAD);
}
