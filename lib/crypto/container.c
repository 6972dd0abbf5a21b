/*
 * PKCS#12 by one walk: PFX, AuthenticatedSafe, SafeContents, SafeBag. Memory is what is decrypted
 * (as long as what is encrypted) and two words for each certificate; work is bounded by pbe.h.
 */
#include <config.h>
#include "crypto/container.h"
#include "crypto/pbe.h"
#include "asn1/ber.h"
#include "base/error.h"
#include "base/mem.h"

#define RSADSI_PKCS 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01 /* 1.2.840.113549.1 */

static const uint8_t oid_data[] = {RSADSI_PKCS, 0x07, 0x01};
static const uint8_t oid_encrypted_data[] = {RSADSI_PKCS, 0x07, 0x06};
static const uint8_t oid_key_bag[] = {RSADSI_PKCS, 0x0c, 0x0a, 0x01, 0x01};
static const uint8_t oid_shrouded_key_bag[] = {RSADSI_PKCS, 0x0c, 0x0a, 0x01, 0x02};
static const uint8_t oid_cert_bag[] = {RSADSI_PKCS, 0x0c, 0x0a, 0x01, 0x03};
static const uint8_t oid_crl_bag[] = {RSADSI_PKCS, 0x0c, 0x0a, 0x01, 0x04};
static const uint8_t oid_nested_bag[] = {RSADSI_PKCS, 0x0c, 0x0a, 0x01, 0x06};
static const uint8_t oid_x509_certificate[] = {RSADSI_PKCS, 0x09, 0x16, 0x01};
static const uint8_t oid_x509_crl[] = {RSADSI_PKCS, 0x09, 0x17, 0x01};
static const uint8_t oid_local_key_id[] = {RSADSI_PKCS, 0x09, 0x15};

#define IS(oid, name) cp_bytes_equal((oid), cp_bytes_of((name), sizeof(name)))

typedef struct cp_pkcs12_buffer {
	uint8_t *data; /* owned, wiped when released: decrypted bags may hold keys */
	size_t len;
} cp_pkcs12_buffer;

typedef struct reading {
	cp_pkcs12 *out;
	size_t certificates_capacity, crls_capacity, buffers_capacity;
	const cp_pbe_password *password;
	uint64_t *allowance;
	bool has_key;       /* a key bag was met */
	cp_bytes key_id;    /* of the first one */
	cp_bytes *cert_ids; /* owned; of the certificates, empty where there is none */
	size_t cert_ids_capacity;
	cp_pbe_result
		result; /* why a step failed, unless it says OK: then the structure is broken */
} reading;

/* A step that fails says why; without a word the structure is broken. */
static bool
fail(reading *r, cp_pbe_result result)
{
	r->result = result;
	return false;
}

static bool
keep_buffer(reading *r, uint8_t *data, size_t len)
{
	if (data == NULL)
		return true;
	if (!cp_grow((void **)&r->out->buffers, r->out->n_buffers, &r->buffers_capacity,
		    sizeof(cp_pkcs12_buffer))) {
		cp_pbe_wipe(data, len);
		cp_free(data);
		return fail(r, CP_PBE_NO_MEMORY);
	}
	r->out->buffers[r->out->n_buffers].data = data;
	r->out->buffers[r->out->n_buffers++].len = len;
	return true;
}

/* An OCTET STRING in any of its forms. */
static bool
take_octets(reading *r, cp_bytes *rest, cp_bytes *octets)
{
	cp_ber element;
	uint8_t *joined;
	bool no_memory;

	if (!cp_ber_next(rest, &element))
		return false;
	if (!cp_ber_octets(&element, octets, &joined, &no_memory))
		return no_memory ? fail(r, CP_PBE_NO_MEMORY) : false;
	return keep_buffer(r, joined, octets->len);
}

/* CertBag and CRLBag: SEQUENCE { type, [0] EXPLICIT OCTET STRING }; other types are passed over. */
static bool
read_value_bag(reading *r, cp_bytes bag, bool is_crl, cp_bytes *der)
{
	cp_bytes parts, type, value;

	*der = CP_BYTES_NONE;
	if (!cp_ber_take(&bag, CP_DER_SEQUENCE, &parts) || !cp_ber_take(&parts, CP_DER_OID, &type))
		return false;
	if (is_crl ? !IS(type, oid_x509_crl) : !IS(type, oid_x509_certificate))
		return true;
	return cp_ber_take(&parts, CP_DER_CONTEXT_CONSTRUCTED(0), &value) &&
	       take_octets(r, &value, der);
}

/* The localKeyId among bagAttributes, a SET OF SEQUENCE { type, SET OF value }. */
static bool
find_key_id(reading *r, cp_bytes attributes, cp_bytes *id)
{
	*id = CP_BYTES_NONE;
	while (attributes.len > 0) {
		cp_bytes attribute, type, values;

		if (!cp_ber_take(&attributes, CP_DER_SEQUENCE, &attribute) ||
			!cp_ber_take(&attribute, CP_DER_OID, &type) ||
			!cp_ber_take(&attribute, CP_DER_SET, &values))
			return false;
		if (IS(type, oid_local_key_id))
			return take_octets(r, &values, id);
	}
	return true;
}

static bool
add_certificate(reading *r, cp_bytes der, cp_bytes id)
{
	cp_pkcs12 *out = r->out;

	if (!cp_grow((void **)&out->certificates, out->n_certificates, &r->certificates_capacity,
		    sizeof(cp_bytes)) ||
		!cp_grow((void **)&r->cert_ids, out->n_certificates, &r->cert_ids_capacity,
			sizeof(cp_bytes)))
		return fail(r, CP_PBE_NO_MEMORY);
	r->cert_ids[out->n_certificates] = id;
	out->certificates[out->n_certificates++] = der;
	return true;
}

static bool
add_crl(reading *r, cp_bytes der)
{
	cp_pkcs12 *out = r->out;

	if (!cp_grow((void **)&out->crls, out->n_crls, &r->crls_capacity, sizeof(cp_bytes)))
		return fail(r, CP_PBE_NO_MEMORY);
	out->crls[out->n_crls++] = der;
	return true;
}

static bool
read_bag(reading *r, cp_bytes bag)
{
	cp_bytes type, value, attributes = CP_BYTES_NONE, id, der;

	if (!cp_ber_take(&bag, CP_DER_OID, &type) ||
		!cp_ber_take(&bag, CP_DER_CONTEXT_CONSTRUCTED(0), &value) ||
		(bag.len > 0 && !cp_ber_take(&bag, CP_DER_SET, &attributes)) ||
		!find_key_id(r, attributes, &id))
		return false;
	if (IS(type, oid_nested_bag))
		return fail(r, CP_PBE_UNSUPPORTED);
	if ((IS(type, oid_key_bag) || IS(type, oid_shrouded_key_bag)) && !r->has_key) {
		r->has_key = true;
		r->key_id = id;
	}
	if (IS(type, oid_cert_bag))
		return read_value_bag(r, value, false, &der) &&
		       (der.len == 0 || add_certificate(r, der, id));
	if (IS(type, oid_crl_bag))
		return read_value_bag(r, value, true, &der) && (der.len == 0 || add_crl(r, der));
	return true;
}

static bool
read_bags(reading *r, cp_bytes safe_contents)
{
	cp_bytes bags, bag;

	if (!cp_ber_take(&safe_contents, CP_DER_SEQUENCE, &bags))
		return false;
	while (bags.len > 0) {
		if (!cp_ber_take(&bags, CP_DER_SEQUENCE, &bag) || !read_bag(r, bag))
			return false;
	}
	return true;
}

/* EncryptedData (RFC 5652 section 8): decrypts its content, which lives as long as r->out. */
static bool
decrypt(reading *r, cp_bytes encrypted_data, cp_bytes *plain)
{
	cp_bytes data, info, type, algorithm, encrypted;
	uint64_t version;
	uint8_t *out;
	size_t len = 0;

	if (!cp_ber_take(&encrypted_data, CP_DER_SEQUENCE, &data) ||
		!cp_ber_take_unsigned(&data, &version) ||
		!cp_ber_take(&data, CP_DER_SEQUENCE, &info) ||
		!cp_ber_take(&info, CP_DER_OID, &type) || !IS(type, oid_data) ||
		!cp_ber_take(&info, CP_DER_SEQUENCE, &algorithm) ||
		!take_octets(r, &info, &encrypted))
		return false;
	out = cp_malloc(encrypted.len);
	if (out == NULL)
		return fail(r, CP_PBE_NO_MEMORY);
	r->result = cp_pbe_decrypt(r->password, algorithm, encrypted, r->allowance, out, &len);
	*plain = cp_bytes_of(out, len);
	return keep_buffer(r, out, encrypted.len) && r->result == CP_PBE_OK;
}

/* AuthenticatedSafe: each ContentInfo is plain or encrypted SafeContents. */
static bool
read_safes(reading *r, cp_bytes authenticated_safe)
{
	cp_bytes safes, safe, type, content, plain;

	if (!cp_ber_take(&authenticated_safe, CP_DER_SEQUENCE, &safes))
		return false;
	while (safes.len > 0) {
		if (!cp_ber_take(&safes, CP_DER_SEQUENCE, &safe) ||
			!cp_ber_take(&safe, CP_DER_OID, &type) ||
			!cp_ber_take(&safe, CP_DER_CONTEXT_CONSTRUCTED(0), &content))
			return false;
		if (IS(type, oid_data)) {
			if (!take_octets(r, &content, &plain) || !read_bags(r, plain))
				return false;
			continue;
		}
		if (!IS(type, oid_encrypted_data))
			return fail(r, CP_PBE_UNSUPPORTED);
		if (!decrypt(r, content, &plain))
			return false;
		/* Padding can fit a wrong password by chance. */
		if (!read_bags(r, plain))
			return r->result == CP_PBE_OK ? fail(r, CP_PBE_MISMATCH) : false;
	}
	return true;
}

static void
put_leaf_first(reading *r)
{
	cp_pkcs12 *out = r->out;
	size_t i;

	for (i = 0; i < out->n_certificates && r->key_id.len > 0; i++) {
		cp_bytes leaf = out->certificates[i];

		if (!cp_bytes_equal(r->cert_ids[i], r->key_id))
			continue;
		memmove(out->certificates + 1, out->certificates, i * sizeof(cp_bytes));
		out->certificates[0] = leaf;
		out->leaf_is_first = true;
		return;
	}
}

/* Tries one password: OK, or why not; `broken` tells a broken structure from the rest. */
static cp_pbe_result
try_password(cp_pkcs12 *out, const cp_pbe_password *password, cp_bytes authenticated_safe,
	cp_bytes mac_data, uint64_t *allowance, bool *broken)
{
	reading r;
	cp_pbe_result result = CP_PBE_OK;

	memset(&r, 0, sizeof(r));
	r.out = out;
	r.password = password;
	r.allowance = allowance;
	*broken = false;
	if (mac_data.len > 0)
		result = cp_pbe_check_mac(password, mac_data, authenticated_safe, allowance);
	if (result != CP_PBE_OK)
		return result;
	if (read_safes(&r, authenticated_safe))
		put_leaf_first(&r);
	else if (r.result == CP_PBE_OK)
		*broken = true;
	cp_free(r.cert_ids);
	return r.result;
}

/* PFX up to the octets that the MAC covers; one that is signed with a key has none. */
static cp_pbe_result
open_pfx(cp_bytes ber, cp_bytes *authenticated_safe, uint8_t **joined, cp_bytes *mac_data,
	bool *broken)
{
	cp_bytes pfx, info, type, content;
	cp_ber element;
	uint64_t version;
	bool no_memory;

	*mac_data = CP_BYTES_NONE;
	*broken = true;
	if (!cp_ber_take(&ber, CP_DER_SEQUENCE, &pfx) || !cp_ber_take_unsigned(&pfx, &version) ||
		version != 3 || !cp_ber_take(&pfx, CP_DER_SEQUENCE, &info) ||
		!cp_ber_take(&info, CP_DER_OID, &type) ||
		!cp_ber_take(&info, CP_DER_CONTEXT_CONSTRUCTED(0), &content) ||
		!cp_ber_next(&content, &element) ||
		(pfx.len > 0 && !cp_ber_take(&pfx, CP_DER_SEQUENCE, mac_data)))
		return CP_PBE_OK;
	*broken = false;
	if (!IS(type, oid_data))
		return CP_PBE_UNSUPPORTED;
	if (cp_ber_octets(&element, authenticated_safe, joined, &no_memory))
		return CP_PBE_OK;
	*broken = !no_memory;
	return no_memory ? CP_PBE_NO_MEMORY : CP_PBE_OK;
}

static int
say_why(cp_pbe_result result, bool broken, const char *password, certpolicy_error **error)
{
	if (broken)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.pkcs12",
			"the PKCS#12 container is broken");
	switch (result) {
	case CP_PBE_OK:
		return CERTPOLICY_OK;
	case CP_PBE_MISMATCH:
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.password",
			password != NULL ? "the password does not open the PKCS#12 container"
					 : "the PKCS#12 container needs a password");
	case CP_PBE_TOO_COSTLY:
		return cp_error_set(error, CERTPOLICY_ERROR_LIMIT, "input.too-costly",
			"the iteration counts of the PKCS#12 container are too high");
	case CP_PBE_NO_MEMORY:
		return cp_error_no_memory(error);
	case CP_PBE_UNSUPPORTED:
		break;
	}
	return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.unsupported",
		"the PKCS#12 container is protected in a way that is not supported");
}

int
cp_pkcs12_open(cp_bytes ber, const char *password, cp_pkcs12 *out, certpolicy_error **error)
{
	/* Programs that "set no password" mean one of two things (RFC 7292 appendix B.1). */
	const char *candidates[2] = {"", NULL};
	size_t n_candidates = password != NULL ? 1 : 2, i;
	uint64_t allowance = CP_PBE_ALLOWANCE;
	cp_bytes authenticated_safe, mac_data;
	cp_pbe_result result;
	uint8_t *joined = NULL;
	bool broken;

	memset(out, 0, sizeof(*out));
	if (password != NULL)
		candidates[0] = password;
	result = open_pfx(ber, &authenticated_safe, &joined, &mac_data, &broken);
	if (result == CP_PBE_OK && !broken)
		result = CP_PBE_MISMATCH;
	for (i = 0; i < n_candidates && result == CP_PBE_MISMATCH; i++) {
		cp_pbe_password secret;

		cp_pkcs12_clear(out);
		if (cp_pbe_password_set(&secret, candidates[i]))
			result = try_password(
				out, &secret, authenticated_safe, mac_data, &allowance, &broken);
		cp_pbe_password_wipe(&secret);
	}
	out->joined = joined;
	return say_why(result, broken, password, error);
}

void
cp_pkcs12_clear(cp_pkcs12 *pkcs12)
{
	size_t i;

	for (i = 0; i < pkcs12->n_buffers; i++) {
		cp_pbe_wipe(pkcs12->buffers[i].data, pkcs12->buffers[i].len);
		cp_free(pkcs12->buffers[i].data);
	}
	cp_free(pkcs12->buffers);
	cp_free(pkcs12->joined);
	cp_free(pkcs12->certificates);
	cp_free(pkcs12->crls);
	memset(pkcs12, 0, sizeof(*pkcs12));
}
