/*
 * Shapes: the first two or three elements tell certificates, revocation lists, containers, keys and
 * requests apart. A certificate is what is left over: its reader says what is wrong with it.
 */
#include <config.h>
#include "x509/shape.h"
#include "asn1/ber.h"

/* 1.2.840.113549.1.7.2 */
static const uint8_t signed_data[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02};
/* 1.2.840.113549.1.7 */
static const uint8_t pkcs7[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07};

static bool
next_is(cp_bytes rest, uint8_t tag)
{
	return rest.len > 0 && rest.data[0] == tag;
}

/* TBSCertList (RFC 5280 5.1): where a certificate has its validity, a SEQUENCE, stands a time. */
static bool
is_tbs_cert_list(cp_bytes tbs)
{
	cp_bytes ignored;

	if (next_is(tbs, CP_DER_INTEGER) && !cp_ber_take(&tbs, CP_DER_INTEGER, &ignored))
		return false;
	return cp_ber_take(&tbs, CP_DER_SEQUENCE, &ignored) &&
	       cp_ber_take(&tbs, CP_DER_SEQUENCE, &ignored) &&
	       (next_is(tbs, CP_DER_UTC_TIME) || next_is(tbs, CP_DER_GENERALIZED_TIME));
}

/* CertificationRequestInfo (RFC 2986 4.1): version, then a Name, which is empty or holds a SET. */
static bool
is_request_info(cp_bytes info)
{
	cp_bytes name;
	uint64_t version;

	return cp_ber_take_unsigned(&info, &version) && version == 0 &&
	       cp_ber_take(&info, CP_DER_SEQUENCE, &name) &&
	       (name.len == 0 || next_is(name, CP_DER_SET)) && next_is(info, CP_DER_SEQUENCE);
}

/* PFX (RFC 7292 4): version, then a ContentInfo. */
static bool
is_pfx(cp_bytes content)
{
	cp_bytes auth_safe, oid;
	uint64_t version;

	return cp_ber_take_unsigned(&content, &version) && version == 3 &&
	       cp_ber_take(&content, CP_DER_SEQUENCE, &auth_safe) &&
	       cp_ber_take(&auth_safe, CP_DER_OID, &oid) && oid.len > sizeof(pkcs7) &&
	       memcmp(oid.data, pkcs7, sizeof(pkcs7)) == 0;
}

/* SubjectPublicKeyInfo and EncryptedPrivateKeyInfo: an AlgorithmIdentifier, then a string. */
static bool
is_key_of_algorithm(cp_bytes content)
{
	cp_bytes algorithm;

	return cp_ber_take(&content, CP_DER_SEQUENCE, &algorithm) &&
	       next_is(algorithm, CP_DER_OID) &&
	       (next_is(content, CP_DER_BIT_STRING) || next_is(content, CP_DER_OCTET_STRING));
}

cp_shape
cp_shape_of(cp_bytes der)
{
	cp_bytes content, oid, rest, first;

	if (!cp_ber_take(&der, CP_DER_SEQUENCE, &content))
		return CP_SHAPE_CERTIFICATE;
	rest = content;
	if (cp_ber_take(&rest, CP_DER_OID, &oid) &&
		cp_bytes_equal(oid, cp_bytes_of(signed_data, sizeof(signed_data))))
		return CP_SHAPE_PKCS7;
	if (next_is(content, CP_DER_INTEGER))
		return is_pfx(content) ? CP_SHAPE_PKCS12 : CP_SHAPE_OTHER;
	if (is_key_of_algorithm(content))
		return CP_SHAPE_OTHER;
	rest = content;
	if (!cp_ber_take(&rest, CP_DER_SEQUENCE, &first))
		return CP_SHAPE_CERTIFICATE;
	if (is_tbs_cert_list(first))
		return CP_SHAPE_CRL;
	return is_request_info(first) ? CP_SHAPE_OTHER : CP_SHAPE_CERTIFICATE;
}

bool
cp_shape_names(cp_bytes der, cp_bytes *issuer, cp_bytes *subject)
{
	cp_bytes certificate, tbs, ignored;
	cp_ber element;

	if (!cp_ber_take(&der, CP_DER_SEQUENCE, &certificate) ||
		!cp_ber_take(&certificate, CP_DER_SEQUENCE, &tbs))
		return false;
	if (next_is(tbs, CP_DER_CONTEXT_CONSTRUCTED(0)) &&
		!cp_ber_take(&tbs, CP_DER_CONTEXT_CONSTRUCTED(0), &ignored))
		return false;
	if (!cp_ber_take(&tbs, CP_DER_INTEGER, &ignored) ||
		!cp_ber_take(&tbs, CP_DER_SEQUENCE, &ignored) || !cp_ber_next(&tbs, &element))
		return false;
	*issuer = element.whole;
	if (!cp_ber_take(&tbs, CP_DER_SEQUENCE, &ignored) || !cp_ber_next(&tbs, &element))
		return false;
	*subject = element.whole;
	return true;
}
