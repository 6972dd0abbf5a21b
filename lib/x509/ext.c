/*
 * Extension (RFC 5280 4.1.2.9) and THE table of those that are read: OID -> parser. The parsers are
 * in ext_basic.c, ext_names.c and ext_policy.c.
 */
#include <config.h>
#include "x509/ext.h"

static const struct {
	cp_oid oid;
	cp_ext_parser *parse;
} rows[CP_N_EXTS] = {
	[CP_EXT_AUTHORITY_KEY_ID] = {CP_OID_EXT_AUTHORITY_KEY_ID, cp_ext_authority_key_id},
	[CP_EXT_SUBJECT_KEY_ID] = {CP_OID_EXT_SUBJECT_KEY_ID, cp_ext_subject_key_id},
	[CP_EXT_KEY_USAGE] = {CP_OID_EXT_KEY_USAGE, cp_ext_key_usage},
	[CP_EXT_CERTIFICATE_POLICIES] = {CP_OID_EXT_CERTIFICATE_POLICIES,
		cp_ext_certificate_policies},
	[CP_EXT_POLICY_MAPPINGS] = {CP_OID_EXT_POLICY_MAPPINGS, cp_ext_policy_mappings},
	[CP_EXT_SUBJECT_ALT_NAME] = {CP_OID_EXT_SUBJECT_ALT_NAME, cp_ext_subject_alt_name},
	[CP_EXT_ISSUER_ALT_NAME] = {CP_OID_EXT_ISSUER_ALT_NAME, cp_ext_issuer_alt_name},
	[CP_EXT_SUBJECT_DIRECTORY_ATTRIBUTES] = {CP_OID_EXT_SUBJECT_DIRECTORY_ATTRIBUTES,
		cp_ext_subject_directory_attributes},
	[CP_EXT_BASIC_CONSTRAINTS] = {CP_OID_EXT_BASIC_CONSTRAINTS, cp_ext_basic_constraints},
	[CP_EXT_NAME_CONSTRAINTS] = {CP_OID_EXT_NAME_CONSTRAINTS, cp_ext_name_constraints},
	[CP_EXT_POLICY_CONSTRAINTS] = {CP_OID_EXT_POLICY_CONSTRAINTS, cp_ext_policy_constraints},
	[CP_EXT_EXTENDED_KEY_USAGE] = {CP_OID_EXT_EXTENDED_KEY_USAGE, cp_ext_extended_key_usage},
	[CP_EXT_CRL_DISTRIBUTION_POINTS] = {CP_OID_EXT_CRL_DISTRIBUTION_POINTS,
		cp_ext_crl_distribution_points},
	[CP_EXT_INHIBIT_ANY_POLICY] = {CP_OID_EXT_INHIBIT_ANY_POLICY, cp_ext_inhibit_any_policy},
	[CP_EXT_FRESHEST_CRL] = {CP_OID_EXT_FRESHEST_CRL, cp_ext_freshest_crl},
	[CP_EXT_AUTHORITY_INFO_ACCESS] = {CP_OID_EXT_AUTHORITY_INFO_ACCESS,
		cp_ext_authority_info_access},
	[CP_EXT_SUBJECT_INFO_ACCESS] = {CP_OID_EXT_SUBJECT_INFO_ACCESS, cp_ext_subject_info_access},
	[CP_EXT_SCT_LIST] = {CP_OID_EXT_SCT_LIST, cp_ext_sct_list},
	[CP_EXT_PRECERTIFICATE_POISON] = {CP_OID_EXT_PRECERTIFICATE_POISON, cp_ext_null},
	[CP_EXT_TLS_FEATURE] = {CP_OID_EXT_TLS_FEATURE, cp_ext_tls_feature},
	[CP_EXT_OCSP_NO_CHECK] = {CP_OID_EXT_OCSP_NO_CHECK, cp_ext_null},
	[CP_EXT_CABF_ORGANIZATION_ID] = {CP_OID_EXT_CABF_ORGANIZATION_ID,
		cp_ext_cabf_organization_id},
	[CP_EXT_NETSCAPE_CERT_TYPE] = {CP_OID_EXT_NETSCAPE_CERT_TYPE, cp_ext_netscape_cert_type},
	[CP_EXT_QC_STATEMENTS] = {CP_OID_EXT_QC_STATEMENTS, cp_ext_qc_statements},
};

cp_ext_id
cp_ext_find(cp_bytes oid)
{
	cp_oid id = cp_oid_find(oid);
	size_t i;

	if (id == CP_OID_UNKNOWN)
		return CP_EXT_OTHER;
	for (i = 0; i < CP_N_EXTS && rows[i].oid != id; i++)
		continue;
	return (cp_ext_id)i;
}

/* What cannot be read counts as critical. */
static bool
read_critical(cp_der_reader *reader, const cp_tlv *boolean)
{
	bool critical;

	return !cp_der_read_boolean_default_false(reader, boolean, &critical) || critical;
}

/* Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING } */
bool
cp_read_extension(cp_der_reader *reader, cp_bytes *rest, cp_extension *extension)
{
	cp_tlv sequence, tlv;
	bool readable;

	memset(extension, 0, sizeof(*extension));
	if (!cp_der_take(reader, rest, CP_DER_SEQUENCE, NULL, &sequence))
		return false;
	readable = cp_der_take_oid(reader, &sequence.content, "extnID", &extension->oid);
	if (cp_der_open_optional(reader, &sequence.content, CP_DER_BOOLEAN, "critical", &tlv)) {
		extension->critical = read_critical(reader, &tlv);
		cp_der_leave(reader);
	}
	if (!cp_der_take(reader, &sequence.content, CP_DER_OCTET_STRING, "extnValue", &tlv))
		return false;
	extension->value = tlv.content;
	extension->offset = (size_t)(tlv.content.data - reader->start);
	cp_der_end(reader, sequence.content);
	extension->present = readable;
	return readable;
}

void
cp_read_known_extension(cp_der_reader *reader, cp_ext_id id, cp_extension *extension, cp_cert *cert)
{
	cp_bytes rest = extension->value;
	size_t malformed = reader->n_malformed;

	cp_der_enter(reader, cp_oid_name(rows[id].oid));
	rows[id].parse(reader, &rest, cert);
	cp_der_leave(reader);
	cp_der_enter(reader, cp_oid_name(rows[id].oid)); /* no longer under the index of a row */
	cp_der_end(reader, rest);
	cp_der_leave(reader);
	extension->readable = reader->n_malformed == malformed;
}

cp_bytes
cp_ext_read_rows(cp_der_reader *reader, cp_bytes *value, bool may_be_empty,
	void (*read)(cp_der_reader *reader, cp_bytes row))
{
	cp_tlv sequence, row;
	cp_bytes rest;
	size_t n = 0;

	if (!cp_der_take(reader, value, CP_DER_SEQUENCE, NULL, &sequence))
		return CP_BYTES_NONE;
	if (!may_be_empty)
		cp_der_not_empty(reader, &sequence);
	rest = sequence.content;
	while (rest.len > 0) {
		cp_der_at(reader, n++);
		if (cp_der_take(reader, &rest, CP_DER_SEQUENCE, NULL, &row))
			read(reader, row.content);
	}
	return sequence.content;
}
