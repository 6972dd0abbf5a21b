/*
 * SubjectPublicKeyInfo (RFC 5280 4.1.2.7; RFC 3279, RFC 4055, RFC 5480, RFC 8410, RFC 9881, RFC
 * 9909): what key it is and what is odd about it. Nothing is computed and nothing judged here.
 */
#include <config.h>
#include "x509/read.h"

static unsigned
bits_of(cp_bytes magnitude)
{
	unsigned bits = 0;
	uint8_t top;

	if (magnitude.len == 0 || magnitude.len > UINT32_MAX / 8)
		return 0;
	for (top = magnitude.data[0]; top != 0; top >>= 1)
		bits++;
	return bits + (unsigned)(magnitude.len - 1) * 8;
}

/* The magnitude of a positive INTEGER; false for zero and below. */
static bool
positive(cp_bytes integer, cp_bytes *magnitude)
{
	*magnitude = CP_BYTES_NONE;
	if (integer.len == 0 || integer.data[0] >= 0x80)
		return false;
	while (integer.len > 0 && integer.data[0] == 0)
		integer = cp_bytes_of(integer.data + 1, integer.len - 1);
	*magnitude = integer;
	return integer.len > 0;
}

static bool
is_even(cp_bytes magnitude)
{
	return magnitude.len > 0 && (magnitude.data[magnitude.len - 1] & 1) == 0;
}

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } (RFC 8017 A.1.1) */
static void
read_rsa(cp_der_reader *reader, cp_public_key *key)
{
	size_t malformed = reader->n_malformed;
	cp_bytes rest = key->key, modulus, exponent;
	cp_tlv sequence;

	if (!cp_der_take(reader, &rest, CP_DER_SEQUENCE, NULL, &sequence) ||
		!cp_der_take_integer(
			reader, &sequence.content, CP_DER_INTEGER, "modulus", &modulus) ||
		!cp_der_take_integer(
			reader, &sequence.content, CP_DER_INTEGER, "publicExponent", &exponent)) {
		key->flaws |= CP_KEY_FLAW_UNREADABLE;
		return;
	}
	cp_der_end(reader, sequence.content);
	cp_der_end(reader, rest);
	if (reader->n_malformed > malformed)
		key->flaws |= CP_KEY_FLAW_UNREADABLE;
	if (!positive(modulus, &key->modulus) | !positive(exponent, &key->exponent))
		key->flaws |= CP_KEY_FLAW_NEGATIVE;
	key->bits = bits_of(key->modulus);
	if (is_even(key->modulus))
		key->flaws |= CP_KEY_FLAW_MODULUS_EVEN;
	if (is_even(key->exponent))
		key->flaws |= CP_KEY_FLAW_EXPONENT_EVEN;
	if (key->exponent.len == 1 && key->exponent.data[0] < 3)
		key->flaws |= CP_KEY_FLAW_EXPONENT_SMALL;
}

static const struct {
	cp_oid oid;
	cp_curve curve;
	unsigned bits;
} curves[] = {
	{CP_OID_SECP256R1, CP_CURVE_P256, 256},
	{CP_OID_SECP384R1, CP_CURVE_P384, 384},
	{CP_OID_SECP521R1, CP_CURVE_P521, 521},
	{CP_OID_SECP192R1, CP_CURVE_P192, 192},
	{CP_OID_SECP224R1, CP_CURVE_P224, 224},
	{CP_OID_SECP256K1, CP_CURVE_SECP256K1, 256},
	{CP_OID_BRAINPOOL256, CP_CURVE_BRAINPOOL256, 256},
	{CP_OID_BRAINPOOL384, CP_CURVE_BRAINPOOL384, 384},
	{CP_OID_BRAINPOOL512, CP_CURVE_BRAINPOOL512, 512},
};

/* ECParameters (RFC 5480 2.1.1): only the name of a curve. */
static void
read_curve(const cp_algorithm *algorithm, cp_public_key *key)
{
	cp_oid oid;
	size_t i;

	key->curve = CP_CURVE_UNKNOWN;
	if (algorithm->has_parameters && algorithm->parameters.tag == CP_DER_SEQUENCE)
		key->flaws |= CP_KEY_FLAW_EXPLICIT_CURVE;
	else if (!algorithm->has_parameters || algorithm->parameters.tag != CP_DER_OID)
		key->flaws |= CP_KEY_FLAW_PARAMETERS;
	if (!algorithm->has_parameters || algorithm->parameters.tag != CP_DER_OID)
		return;
	oid = cp_oid_find(algorithm->parameters.content);
	for (i = 0; i < CP_COUNT(curves) && curves[i].oid != oid; i++)
		continue;
	if (i < CP_COUNT(curves)) {
		key->curve = curves[i].curve;
		key->bits = curves[i].bits;
	}
}

/* ECPoint (RFC 5480 2.2, SEC 1 2.3.3). */
static void
read_point(cp_public_key *key)
{
	size_t field_len = (key->bits + 7) / 8, len = key->key.len;
	unsigned form = len > 0 ? key->key.data[0] : 0;
	size_t expected = form == 2 || form == 3 ? 1 + field_len : 1 + 2 * field_len;

	if (form == 2 || form == 3)
		key->flaws |= CP_KEY_FLAW_POINT_COMPRESSED;
	else if (form == 6 || form == 7)
		key->flaws |= CP_KEY_FLAW_POINT_HYBRID;
	else if (form != 4)
		key->flaws |= CP_KEY_FLAW_POINT_LENGTH; /* infinity or nothing at all */
	if (field_len > 0 && len != expected)
		key->flaws |= CP_KEY_FLAW_POINT_LENGTH;
	if (field_len > 0 && form == 4 && len == expected) {
		key->point_x = cp_bytes_slice(key->key, 1, field_len);
		key->point_y = cp_bytes_slice(key->key, 1 + field_len, field_len);
	}
}

/* RFC 8410 3 and 4: no parameters, octets of one length. */
static void
read_octets(const cp_algorithm *algorithm, cp_public_key *key, size_t len, unsigned bits)
{
	key->bits = bits;
	if (algorithm->has_parameters)
		key->flaws |= CP_KEY_FLAW_PARAMETERS;
	if (key->key.len != len)
		key->flaws |= CP_KEY_FLAW_POINT_LENGTH;
}

/* Dss-Parms ::= SEQUENCE { p, q, g INTEGER } and the key an INTEGER (RFC 3279 2.3.2). */
static void
read_dsa(cp_der_reader *reader, const cp_algorithm *algorithm, cp_public_key *key)
{
	cp_bytes rest = key->key, y, p, q, g, magnitude;
	bool readable;

	readable = cp_der_take_integer(reader, &rest, CP_DER_INTEGER, NULL, &y);
	cp_der_end(reader, rest);
	if (!readable || !positive(y, &magnitude))
		key->flaws |= CP_KEY_FLAW_UNREADABLE;
	if (!algorithm->has_parameters) {
		key->flaws |= CP_KEY_FLAW_INHERITED;
		return;
	}
	rest = algorithm->parameters.content;
	if (algorithm->parameters.tag != CP_DER_SEQUENCE ||
		!cp_der_take_integer(reader, &rest, CP_DER_INTEGER, "p", &p) ||
		!cp_der_take_integer(reader, &rest, CP_DER_INTEGER, "q", &q) ||
		!cp_der_take_integer(reader, &rest, CP_DER_INTEGER, "g", &g) ||
		!positive(p, &magnitude) || rest.len > 0) {
		key->flaws |= CP_KEY_FLAW_PARAMETERS;
		return;
	}
	key->bits = bits_of(magnitude);
}

/* RFC 4055 1.2: absent means any; present, they bind. */
static void
read_pss_restriction(cp_der_reader *reader, const cp_algorithm *algorithm, cp_public_key *key)
{
	cp_signature_algorithm pss;

	if (!algorithm->has_parameters)
		return;
	key->pss_restricted = true;
	memset(&pss, 0, sizeof(pss));
	cp_der_enter(reader, "parameters");
	if (!cp_read_pss_parameters(reader, &algorithm->parameters, &pss) ||
		pss.hash != pss.mgf_hash)
		key->flaws |= CP_KEY_FLAW_PARAMETERS;
	cp_der_leave(reader);
	key->pss_hash = pss.hash;
	key->pss_min_salt_len = pss.salt_len;
}

/* Keys that are octets of one length and have no parameters: RFC 9881 (FIPS 204 table 2), RFC 9909
 * (FIPS 205 table 2). */
static const struct {
	cp_oid oid;
	cp_key_type type;
	size_t len;
} octet_keys[] = {
	{CP_OID_ML_DSA_44, CP_KEY_ML_DSA, 1312},
	{CP_OID_ML_DSA_65, CP_KEY_ML_DSA, 1952},
	{CP_OID_ML_DSA_87, CP_KEY_ML_DSA, 2592},
	{CP_OID_SLH_DSA_SHA2_128S, CP_KEY_SLH_DSA, 32},
	{CP_OID_SLH_DSA_SHA2_128F, CP_KEY_SLH_DSA, 32},
	{CP_OID_SLH_DSA_SHA2_192S, CP_KEY_SLH_DSA, 48},
	{CP_OID_SLH_DSA_SHA2_192F, CP_KEY_SLH_DSA, 48},
	{CP_OID_SLH_DSA_SHA2_256S, CP_KEY_SLH_DSA, 64},
	{CP_OID_SLH_DSA_SHA2_256F, CP_KEY_SLH_DSA, 64},
	{CP_OID_SLH_DSA_SHAKE_128S, CP_KEY_SLH_DSA, 32},
	{CP_OID_SLH_DSA_SHAKE_128F, CP_KEY_SLH_DSA, 32},
	{CP_OID_SLH_DSA_SHAKE_192S, CP_KEY_SLH_DSA, 48},
	{CP_OID_SLH_DSA_SHAKE_192F, CP_KEY_SLH_DSA, 48},
	{CP_OID_SLH_DSA_SHAKE_256S, CP_KEY_SLH_DSA, 64},
	{CP_OID_SLH_DSA_SHAKE_256F, CP_KEY_SLH_DSA, 64},
};

static void
read_post_quantum(const cp_algorithm *algorithm, cp_public_key *key)
{
	size_t i;

	if (algorithm->has_parameters)
		key->flaws |= CP_KEY_FLAW_PARAMETERS;
	for (i = 0; i < CP_COUNT(octet_keys) && octet_keys[i].oid != algorithm->id; i++)
		continue;
	if (i == CP_COUNT(octet_keys) || key->key.len != octet_keys[i].len)
		key->flaws |= CP_KEY_FLAW_UNREADABLE;
}

static cp_key_type
post_quantum_type(cp_oid id)
{
	size_t i;

	for (i = 0; i < CP_COUNT(octet_keys); i++) {
		if (octet_keys[i].oid == id)
			return octet_keys[i].type;
	}
	return CP_KEY_UNKNOWN;
}

static cp_key_type
type_by_oid(cp_oid id)
{
	switch (id) {
	case CP_OID_RSA_ENCRYPTION:
		return CP_KEY_RSA;
	case CP_OID_RSASSA_PSS:
		return CP_KEY_RSA_PSS;
	case CP_OID_EC_PUBLIC_KEY:
		return CP_KEY_EC;
	case CP_OID_ED25519:
		return CP_KEY_ED25519;
	case CP_OID_ED448:
		return CP_KEY_ED448;
	case CP_OID_X25519:
		return CP_KEY_X25519;
	case CP_OID_X448:
		return CP_KEY_X448;
	case CP_OID_DSA:
		return CP_KEY_DSA;
	default:
		return post_quantum_type(id);
	}
}

static void
read_by_type(cp_der_reader *reader, const cp_algorithm *algorithm, cp_public_key *key)
{
	switch (key->type) {
	case CP_KEY_RSA:
		if (!algorithm->has_parameters || algorithm->parameters.tag != CP_DER_NULL)
			key->flaws |= CP_KEY_FLAW_PARAMETERS;
		read_rsa(reader, key);
		break;
	case CP_KEY_RSA_PSS:
		read_pss_restriction(reader, algorithm, key);
		read_rsa(reader, key);
		break;
	case CP_KEY_EC:
		read_curve(algorithm, key);
		read_point(key);
		break;
	case CP_KEY_ED25519:
	case CP_KEY_X25519:
		read_octets(algorithm, key, 32, 256);
		break;
	case CP_KEY_ED448:
		read_octets(algorithm, key, 57, 456);
		break;
	case CP_KEY_X448:
		read_octets(algorithm, key, 56, 448);
		break;
	case CP_KEY_DSA:
		read_dsa(reader, algorithm, key);
		break;
	case CP_KEY_ML_DSA:
	case CP_KEY_SLH_DSA:
		read_post_quantum(algorithm, key);
		break;
	case CP_KEY_UNKNOWN:
		break;
	}
}

bool
cp_read_public_key(cp_der_reader *reader, cp_bytes *rest, cp_public_key *key)
{
	cp_algorithm algorithm;
	cp_tlv spki, bits;
	bool complete = false;

	memset(key, 0, sizeof(*key));
	if (!cp_der_open(reader, rest, CP_DER_SEQUENCE, "subjectPublicKeyInfo", &spki))
		return false;
	if (cp_read_algorithm(reader, &spki.content, "algorithm", &algorithm) &&
		cp_der_open(reader, &spki.content, CP_DER_BIT_STRING, "subjectPublicKey", &bits)) {
		complete = true;
		key->type = type_by_oid(algorithm.id);
		key->algorithm = algorithm.oid;
		key->spki = spki.whole;
		if (cp_der_read_octet_bits(reader, &bits, &key->key))
			read_by_type(reader, &algorithm, key);
		else
			key->flaws |= CP_KEY_FLAW_UNREADABLE;
		cp_der_leave(reader);
		cp_der_end(reader, spki.content);
	}
	cp_der_leave(reader);
	return complete;
}
