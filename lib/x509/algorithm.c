/*
 * AlgorithmIdentifiers: of signatures, with the parameters that their standards ask for (RFC 3279,
 * RFC 4055, RFC 5758, RFC 8410). What may be used is not decided here; keys are in spki.c.
 */
#include <config.h>
#include "x509/read.h"

bool
cp_read_algorithm(cp_der_reader *reader, cp_bytes *rest, const char *field, cp_algorithm *algorithm)
{
	cp_tlv sequence;
	cp_bytes inside;

	memset(algorithm, 0, sizeof(*algorithm));
	if (!cp_der_open(reader, rest, CP_DER_SEQUENCE, field, &sequence))
		return false;
	algorithm->whole = sequence.whole;
	inside = sequence.content;
	if (cp_der_take_oid(reader, &inside, "algorithm", &algorithm->oid))
		algorithm->id = cp_oid_find(algorithm->oid);
	if (inside.len > 0) {
		cp_der_enter(reader, "parameters");
		if (cp_der_next(reader, &inside, &algorithm->parameters)) {
			algorithm->has_parameters = true;
			(void)cp_der_read_any(reader, &algorithm->parameters);
		}
		cp_der_leave(reader);
		cp_der_end(reader, inside);
	}
	cp_der_leave(reader);
	return true;
}

/* The schemes by OID. */
static const struct {
	cp_signature_scheme scheme;
	cp_hash hash;
} schemes[CP_N_OIDS] = {
	[CP_OID_MD2_WITH_RSA] = {CP_SIGNATURE_RSA_PKCS1, CP_HASH_MD2},
	[CP_OID_MD5_WITH_RSA] = {CP_SIGNATURE_RSA_PKCS1, CP_HASH_MD5},
	[CP_OID_SHA1_WITH_RSA] = {CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA1},
	[CP_OID_SHA1_WITH_RSA_OIW] = {CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA1},
	[CP_OID_SHA224_WITH_RSA] = {CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA224},
	[CP_OID_SHA256_WITH_RSA] = {CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA256},
	[CP_OID_SHA384_WITH_RSA] = {CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA384},
	[CP_OID_SHA512_WITH_RSA] = {CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA512},
	[CP_OID_RSASSA_PSS] = {CP_SIGNATURE_RSA_PSS, CP_HASH_SHA1},
	[CP_OID_ECDSA_WITH_SHA1] = {CP_SIGNATURE_ECDSA, CP_HASH_SHA1},
	[CP_OID_ECDSA_WITH_SHA224] = {CP_SIGNATURE_ECDSA, CP_HASH_SHA224},
	[CP_OID_ECDSA_WITH_SHA256] = {CP_SIGNATURE_ECDSA, CP_HASH_SHA256},
	[CP_OID_ECDSA_WITH_SHA384] = {CP_SIGNATURE_ECDSA, CP_HASH_SHA384},
	[CP_OID_ECDSA_WITH_SHA512] = {CP_SIGNATURE_ECDSA, CP_HASH_SHA512},
	[CP_OID_ED25519] = {CP_SIGNATURE_ED25519, CP_HASH_SHA512},
	[CP_OID_ED448] = {CP_SIGNATURE_ED448, CP_HASH_SHAKE256},
	[CP_OID_DSA_WITH_SHA1] = {CP_SIGNATURE_DSA, CP_HASH_SHA1},
	[CP_OID_DSA_WITH_SHA224] = {CP_SIGNATURE_DSA, CP_HASH_SHA224},
	[CP_OID_DSA_WITH_SHA256] = {CP_SIGNATURE_DSA, CP_HASH_SHA256},
	[CP_OID_DSA_WITH_SHA384] = {CP_SIGNATURE_DSA, CP_HASH_SHA384},
	[CP_OID_DSA_WITH_SHA512] = {CP_SIGNATURE_DSA, CP_HASH_SHA512},
	[CP_OID_ML_DSA_44] = {CP_SIGNATURE_ML_DSA, CP_HASH_UNKNOWN},
	[CP_OID_ML_DSA_65] = {CP_SIGNATURE_ML_DSA, CP_HASH_UNKNOWN},
	[CP_OID_ML_DSA_87] = {CP_SIGNATURE_ML_DSA, CP_HASH_UNKNOWN},
	[CP_OID_SLH_DSA_SHA2_128S] = {CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN},
	[CP_OID_SLH_DSA_SHA2_128F] = {CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN},
	[CP_OID_SLH_DSA_SHA2_192S] = {CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN},
	[CP_OID_SLH_DSA_SHA2_192F] = {CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN},
	[CP_OID_SLH_DSA_SHA2_256S] = {CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN},
	[CP_OID_SLH_DSA_SHA2_256F] = {CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN},
	[CP_OID_SLH_DSA_SHAKE_128S] = {CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN},
	[CP_OID_SLH_DSA_SHAKE_128F] = {CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN},
	[CP_OID_SLH_DSA_SHAKE_192S] = {CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN},
	[CP_OID_SLH_DSA_SHAKE_192F] = {CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN},
	[CP_OID_SLH_DSA_SHAKE_256S] = {CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN},
	[CP_OID_SLH_DSA_SHAKE_256F] = {CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN},
};

static cp_hash
hash_by_oid(cp_oid id)
{
	switch (id) {
	case CP_OID_MD2:
		return CP_HASH_MD2;
	case CP_OID_MD5:
		return CP_HASH_MD5;
	case CP_OID_SHA1:
		return CP_HASH_SHA1;
	case CP_OID_SHA224:
		return CP_HASH_SHA224;
	case CP_OID_SHA256:
		return CP_HASH_SHA256;
	case CP_OID_SHA384:
		return CP_HASH_SHA384;
	case CP_OID_SHA512:
		return CP_HASH_SHA512;
	default:
		return CP_HASH_UNKNOWN;
	}
}

static bool
is_null(const cp_algorithm *algorithm)
{
	return algorithm->has_parameters && algorithm->parameters.tag == CP_DER_NULL;
}

/* RFC 4055 2.1: parameters of a hash are NULL or absent, and both must be taken. */
bool
cp_read_hash(cp_der_reader *reader, cp_bytes *rest, const char *field, cp_hash *hash)
{
	cp_algorithm algorithm;

	if (!cp_read_algorithm(reader, rest, field, &algorithm))
		return false;
	*hash = hash_by_oid(algorithm.id);
	return !algorithm.has_parameters || is_null(&algorithm);
}

/* MaskGenAlgorithm: MGF1 and its hash. */
static bool
read_mask(cp_der_reader *reader, cp_bytes *rest, cp_hash *hash)
{
	cp_algorithm algorithm;
	cp_bytes parameters;
	bool right;

	if (!cp_read_algorithm(reader, rest, NULL, &algorithm) || algorithm.id != CP_OID_MGF1 ||
		!algorithm.has_parameters)
		return false;
	parameters = algorithm.parameters.whole;
	cp_der_enter(reader, "parameters");
	right = cp_read_hash(reader, &parameters, NULL, hash);
	cp_der_leave(reader);
	return right;
}

/* An INTEGER inside its EXPLICIT tag. */
static bool
read_number(cp_der_reader *reader, cp_bytes *rest, uint64_t *number)
{
	cp_tlv integer;

	return cp_der_take(reader, rest, CP_DER_INTEGER, NULL, &integer) &&
	       cp_der_read_unsigned(reader, &integer, number);
}

static void
note_default(cp_der_reader *reader, bool is_default, const cp_tlv *field)
{
	if (is_default)
		cp_der_problem(reader, CP_PROBLEM_DEFAULT_ENCODED, field->whole.data);
}

bool
cp_read_pss_parameters(
	cp_der_reader *reader, const cp_tlv *parameters, cp_signature_algorithm *algorithm)
{
	cp_bytes rest = parameters->content;
	uint64_t salt_len = 20, trailer = 1;
	size_t malformed = reader->n_malformed;
	bool right = parameters->tag == CP_DER_SEQUENCE;
	cp_tlv field;

	algorithm->hash = CP_HASH_SHA1;
	algorithm->mgf_hash = CP_HASH_SHA1;
	algorithm->salt_len = 20;
	if (!right)
		return false;
	if (cp_der_open_optional(
		    reader, &rest, CP_DER_CONTEXT_CONSTRUCTED(0), "hashAlgorithm", &field)) {
		right &= cp_read_hash(reader, &field.content, NULL, &algorithm->hash);
		cp_der_end(reader, field.content);
		note_default(reader, right && algorithm->hash == CP_HASH_SHA1, &field);
		cp_der_leave(reader);
	}
	if (cp_der_open_optional(
		    reader, &rest, CP_DER_CONTEXT_CONSTRUCTED(1), "maskGenAlgorithm", &field)) {
		right &= read_mask(reader, &field.content, &algorithm->mgf_hash);
		cp_der_end(reader, field.content);
		note_default(reader, right && algorithm->mgf_hash == CP_HASH_SHA1, &field);
		cp_der_leave(reader);
	}
	if (cp_der_open_optional(
		    reader, &rest, CP_DER_CONTEXT_CONSTRUCTED(2), "saltLength", &field)) {
		right &= read_number(reader, &field.content, &salt_len);
		cp_der_end(reader, field.content);
		note_default(reader, right && salt_len == 20, &field);
		cp_der_leave(reader);
	}
	if (cp_der_open_optional(
		    reader, &rest, CP_DER_CONTEXT_CONSTRUCTED(3), "trailerField", &field)) {
		right &= read_number(reader, &field.content, &trailer) && trailer == 1;
		cp_der_end(reader, field.content);
		note_default(reader, right, &field);
		cp_der_leave(reader);
	}
	cp_der_end(reader, rest);
	algorithm->salt_len = salt_len < UINT32_MAX ? (unsigned)salt_len : UINT32_MAX;
	return right && reader->n_malformed == malformed;
}

bool
cp_read_signature_algorithm(
	cp_der_reader *reader, cp_bytes *rest, const char *field, cp_signature_algorithm *algorithm)
{
	cp_algorithm read;

	memset(algorithm, 0, sizeof(*algorithm));
	if (!cp_read_algorithm(reader, rest, field, &read))
		return false;
	algorithm->oid = read.oid;
	algorithm->whole = read.whole;
	algorithm->scheme = schemes[read.id].scheme;
	algorithm->hash = schemes[read.id].hash;
	switch (algorithm->scheme) {
	case CP_SIGNATURE_UNKNOWN:
		break;
	case CP_SIGNATURE_RSA_PKCS1: /* RFC 4055 5: NULL; absent must be taken as well */
		algorithm->parameters_absent = !read.has_parameters;
		algorithm->parameters_wrong = read.has_parameters && !is_null(&read);
		break;
	case CP_SIGNATURE_RSA_PSS: /* RFC 4055 3.1: must be present in a signature */
		cp_der_enter(reader, field);
		cp_der_enter(reader, "parameters");
		algorithm->parameters_absent = !read.has_parameters;
		algorithm->parameters_wrong =
			!read.has_parameters ||
			!cp_read_pss_parameters(reader, &read.parameters, algorithm);
		cp_der_leave(reader);
		cp_der_leave(reader);
		break;
	default: /* RFC 5758 3, RFC 8410 3, RFC 9881, RFC 9909: absent */
		algorithm->parameters_wrong = read.has_parameters;
	}
	return true;
}
