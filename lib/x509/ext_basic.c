/* Extensions about keys, usage and the certificate itself. */
#include <config.h>
#include "x509/ext.h"
#include "x509/sct.h"

/* RFC 5280 4.2.1.1; issuer and serial number come together or not at all, which is the profile's.
 */
void
cp_ext_authority_key_id(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cp_tlv sequence, tlv;

	if (!cp_der_take(reader, value, CP_DER_SEQUENCE, NULL, &sequence))
		return;
	if (cp_der_take_optional(
		    reader, &sequence.content, CP_DER_CONTEXT(0), "keyIdentifier", &tlv)) {
		cert->aki_has_key_id = true;
		cert->aki_key_id = tlv.content;
	}
	cert->aki_has_issuer = cp_read_optional_general_names(reader, &sequence.content,
		CP_DER_CONTEXT_CONSTRUCTED(1), "authorityCertIssuer", &cert->aki_issuer);
	if (cp_der_open_optional(reader, &sequence.content, CP_DER_CONTEXT(2),
		    "authorityCertSerialNumber", &tlv)) {
		cert->aki_has_serial = true;
		cert->aki_serial = tlv.content;
		(void)cp_der_read_integer(reader, &tlv);
		cp_der_leave(reader);
	}
	cp_der_end(reader, sequence.content);
}

/* RFC 5280 4.2.1.2 */
void
cp_ext_subject_key_id(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cp_tlv tlv;

	if (cp_der_take(reader, value, CP_DER_OCTET_STRING, NULL, &tlv))
		cert->ski = tlv.content;
}

/* RFC 5280 4.2.1.3 */
void
cp_ext_key_usage(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cp_tlv tlv;

	if (cp_der_take(reader, value, CP_DER_BIT_STRING, NULL, &tlv))
		(void)cp_der_read_named_bits(reader, &tlv, &cert->key_usage);
}

/* RFC 5280 4.2.1.9: SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX)
 * OPTIONAL } */
void
cp_ext_basic_constraints(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cp_tlv sequence, tlv;

	if (!cp_der_take(reader, value, CP_DER_SEQUENCE, NULL, &sequence))
		return;
	if (cp_der_open_optional(reader, &sequence.content, CP_DER_BOOLEAN, "cA", &tlv)) {
		(void)cp_der_read_boolean_default_false(reader, &tlv, &cert->is_ca);
		cp_der_leave(reader);
	}
	if (cp_der_open_optional(
		    reader, &sequence.content, CP_DER_INTEGER, "pathLenConstraint", &tlv)) {
		cert->has_path_len = cp_der_read_unsigned(reader, &tlv, &cert->path_len);
		cp_der_leave(reader);
	}
	cp_der_end(reader, sequence.content);
}

static unsigned
purpose(cp_bytes oid)
{
	switch (cp_oid_find(oid)) {
	case CP_OID_EKU_SERVER_AUTH:
		return CP_EKU_SERVER_AUTH;
	case CP_OID_EKU_CLIENT_AUTH:
		return CP_EKU_CLIENT_AUTH;
	case CP_OID_EKU_CODE_SIGNING:
		return CP_EKU_CODE_SIGNING;
	case CP_OID_EKU_EMAIL_PROTECTION:
		return CP_EKU_EMAIL_PROTECTION;
	case CP_OID_EKU_TIME_STAMPING:
		return CP_EKU_TIME_STAMPING;
	case CP_OID_EKU_OCSP_SIGNING:
		return CP_EKU_OCSP_SIGNING;
	case CP_OID_EKU_ANY:
		return CP_EKU_ANY;
	case CP_OID_EKU_NETSCAPE_SGC:
		return CP_EKU_NETSCAPE_SGC;
	case CP_OID_EKU_PRECERTIFICATE_SIGNING:
		return CP_EKU_PRECERTIFICATE_SIGNING;
	default:
		return CP_EKU_OTHER;
	}
}

/* RFC 5280 4.2.1.12: SEQUENCE SIZE (1..MAX) OF KeyPurposeId */
void
cp_ext_extended_key_usage(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cp_tlv sequence;
	cp_bytes oid;

	if (!cp_der_take(reader, value, CP_DER_SEQUENCE, NULL, &sequence))
		return;
	cp_der_not_empty(reader, &sequence);
	while (sequence.content.len > 0) {
		cp_der_at(reader, cert->n_eku);
		if (!cp_der_take_oid(reader, &sequence.content, NULL, &oid))
			continue;
		cert->eku |= purpose(oid);
		cert->n_eku++;
	}
}

/* RFC 7633 4.1: SEQUENCE OF INTEGER */
void
cp_ext_tls_feature(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cp_tlv sequence, tlv;
	uint64_t feature;

	if (!cp_der_take(reader, value, CP_DER_SEQUENCE, NULL, &sequence))
		return;
	while (sequence.content.len > 0) {
		if (!cp_der_take(reader, &sequence.content, CP_DER_INTEGER, NULL, &tlv) ||
			!cp_der_read_unsigned(reader, &tlv, &feature))
			continue;
		cert->must_staple |= feature == 5;
		cert->must_staple_v2 |= feature == 17;
	}
}

/* Precertificate poison (RFC 6962 3.1), no-check (RFC 6960 4.2.2.2.1): a NULL. */
void
cp_ext_null(cp_der_reader *reader, cp_bytes *value, CP_UNUSED cp_cert *cert)
{
	cp_tlv tlv;

	if (cp_der_take(reader, value, CP_DER_NULL, NULL, &tlv))
		(void)cp_der_read_null(reader, &tlv);
}

/*
 * RFC 6962 3.3: an OCTET STRING that holds the list behind its outer length. A list that is cut is
 * no fault of the certificate's syntax: those who need SCTs will find none.
 */
void
cp_ext_sct_list(CP_UNUSED cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cp_tlv tlv;

	if (cp_der_walk(value, &tlv) && tlv.tag == CP_DER_OCTET_STRING &&
		!cp_sct_list_open(tlv.content, &cert->sct_list))
		cert->sct_list = CP_BYTES_NONE;
	*value = CP_BYTES_NONE;
}

/* Netscape's own: named bits, which its times did not trim. */
void
cp_ext_netscape_cert_type(cp_der_reader *reader, cp_bytes *value, CP_UNUSED cp_cert *cert)
{
	unsigned unused;
	cp_bytes bits;
	cp_tlv tlv;

	if (cp_der_take(reader, value, CP_DER_BIT_STRING, NULL, &tlv))
		(void)cp_der_read_bits(reader, &tlv, &bits, &unused);
}
