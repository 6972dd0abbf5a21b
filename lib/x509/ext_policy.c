/* Extensions about policies, and statements about the subject. */
#include <config.h>
#include "x509/ext.h"

/* DisplayText (RFC 5280 4.2.1.4): one of four string types. */
static void
read_display_text(cp_der_reader *reader, const cp_tlv *text)
{
	switch (text->tag) {
	case CP_DER_IA5_STRING:
	case CP_DER_VISIBLE_STRING:
	case CP_DER_BMP_STRING:
	case CP_DER_UTF8_STRING:
		(void)cp_der_read_string(reader, text, text->tag);
		break;
	default:
		cp_der_problem(reader, CP_PROBLEM_STRING_TYPE, text->whole.data);
	}
}

/* NoticeReference ::= SEQUENCE { organization DisplayText, noticeNumbers SEQUENCE OF INTEGER } */
static void
read_notice_reference(cp_der_reader *reader, cp_bytes content)
{
	cp_tlv text, numbers;
	cp_bytes number;

	cp_der_enter(reader, "organization");
	if (cp_der_next(reader, &content, &text))
		read_display_text(reader, &text);
	cp_der_leave(reader);
	if (!cp_der_open(reader, &content, CP_DER_SEQUENCE, "noticeNumbers", &numbers))
		return;
	while (numbers.content.len > 0)
		(void)cp_der_take_integer(reader, &numbers.content, CP_DER_INTEGER, NULL, &number);
	cp_der_leave(reader);
	cp_der_end(reader, content);
}

/* UserNotice ::= SEQUENCE { noticeRef NoticeReference OPTIONAL, explicitText DisplayText OPTIONAL }
 */
static void
read_user_notice(cp_der_reader *reader, cp_bytes *rest)
{
	cp_tlv notice, tlv;

	if (!cp_der_open(reader, rest, CP_DER_SEQUENCE, "userNotice", &notice))
		return;
	if (cp_der_open_optional(reader, &notice.content, CP_DER_SEQUENCE, "noticeRef", &tlv)) {
		read_notice_reference(reader, tlv.content);
		cp_der_leave(reader);
	}
	if (notice.content.len > 0) {
		cp_der_enter(reader, "explicitText");
		if (cp_der_next(reader, &notice.content, &tlv))
			read_display_text(reader, &tlv);
		cp_der_leave(reader);
	}
	cp_der_end(reader, notice.content);
	cp_der_leave(reader);
}

/* CPSuri ::= IA5String */
static void
read_cps(cp_der_reader *reader, cp_bytes *rest)
{
	cp_tlv uri;

	if (!cp_der_open(reader, rest, CP_DER_IA5_STRING, "cPSuri", &uri))
		return;
	(void)cp_der_read_string(reader, &uri, CP_DER_IA5_STRING);
	cp_der_leave(reader);
}

/* PolicyQualifierInfo ::= SEQUENCE { policyQualifierId, qualifier ANY DEFINED BY it } */
static void
read_qualifier(cp_der_reader *reader, cp_bytes content)
{
	cp_oid id = CP_OID_UNKNOWN;
	cp_bytes oid;
	cp_tlv any;

	if (cp_der_take_oid(reader, &content, "policyQualifierId", &oid))
		id = cp_oid_find(oid);
	if (id == CP_OID_QUALIFIER_CPS) {
		read_cps(reader, &content);
	} else if (id == CP_OID_QUALIFIER_USER_NOTICE) {
		read_user_notice(reader, &content);
	} else {
		cp_der_enter(reader, "qualifier");
		if (content.len == 0)
			cp_der_problem(reader, CP_PROBLEM_MISSING, content.data);
		else if (cp_der_next(reader, &content, &any))
			(void)cp_der_read_any(reader, &any);
		cp_der_leave(reader);
	}
	cp_der_end(reader, content);
}

/* PolicyInformation ::= SEQUENCE { policyIdentifier, policyQualifiers SEQUENCE SIZE (1..MAX)
 * OPTIONAL } */
static void
read_policy(cp_der_reader *reader, cp_bytes content)
{
	cp_tlv qualifiers, qualifier;
	cp_bytes oid;
	size_t n = 0;

	(void)cp_der_take_oid(reader, &content, "policyIdentifier", &oid);
	if (cp_der_open_optional(
		    reader, &content, CP_DER_SEQUENCE, "policyQualifiers", &qualifiers)) {
		cp_der_not_empty(reader, &qualifiers);
		while (qualifiers.content.len > 0) {
			cp_der_at(reader, n++);
			if (cp_der_take(
				    reader, &qualifiers.content, CP_DER_SEQUENCE, NULL, &qualifier))
				read_qualifier(reader, qualifier.content);
		}
		cp_der_leave(reader);
	}
	cp_der_end(reader, content);
}

/* RFC 5280 4.2.1.5: SEQUENCE { issuerDomainPolicy, subjectDomainPolicy } */
static void
read_mapping(cp_der_reader *reader, cp_bytes content)
{
	cp_bytes oid;

	(void)cp_der_take_oid(reader, &content, "issuerDomainPolicy", &oid);
	(void)cp_der_take_oid(reader, &content, "subjectDomainPolicy", &oid);
	cp_der_end(reader, content);
}

/* QCStatement ::= SEQUENCE { statementId, statementInfo ANY OPTIONAL } (RFC 3739 3.2.6) */
static void
read_statement(cp_der_reader *reader, cp_bytes content)
{
	cp_bytes oid;
	cp_tlv any;

	(void)cp_der_take_oid(reader, &content, "statementId", &oid);
	if (content.len > 0 && cp_der_next(reader, &content, &any))
		(void)cp_der_read_any(reader, &any);
	cp_der_end(reader, content);
}

/* Attribute ::= SEQUENCE { type, values SET OF ANY, at least one } */
static void
read_attribute(cp_der_reader *reader, cp_bytes content)
{
	cp_bytes oid, before = CP_BYTES_NONE;
	cp_tlv values, value;

	(void)cp_der_take_oid(reader, &content, "type", &oid);
	if (cp_der_open(reader, &content, CP_DER_SET, "values", &values)) {
		cp_der_not_empty(reader, &values);
		while (cp_der_next(reader, &values.content, &value)) {
			(void)cp_der_read_any(reader, &value);
			cp_der_set_order(reader, before, value.whole);
			before = value.whole;
		}
		cp_der_leave(reader);
	}
	cp_der_end(reader, content);
}

/* RFC 5280 4.2.1.4 */
void
cp_ext_certificate_policies(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cert->policies = cp_ext_read_rows(reader, value, false, read_policy);
}

void
cp_ext_policy_mappings(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cert->policy_mappings = cp_ext_read_rows(reader, value, false, read_mapping);
}

/* RFC 5280 4.2.1.8 */
void
cp_ext_subject_directory_attributes(cp_der_reader *reader, cp_bytes *value, CP_UNUSED cp_cert *cert)
{
	(void)cp_ext_read_rows(reader, value, false, read_attribute);
}

/* RFC 3739 A.1 gives the sequence no least size. */
void
cp_ext_qc_statements(cp_der_reader *reader, cp_bytes *value, CP_UNUSED cp_cert *cert)
{
	(void)cp_ext_read_rows(reader, value, true, read_statement);
}

/* SkipCerts ::= INTEGER (0..MAX) */
static bool
read_skip_certs(
	cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *field, uint64_t *number)
{
	bool readable;
	cp_tlv tlv;

	if (!cp_der_open_optional(reader, rest, tag, field, &tlv))
		return false;
	readable = cp_der_read_unsigned(reader, &tlv, number);
	cp_der_leave(reader);
	return readable;
}

/* RFC 5280 4.2.1.11; that one of the two must be there is the profile's. */
void
cp_ext_policy_constraints(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cp_tlv sequence;

	if (!cp_der_take(reader, value, CP_DER_SEQUENCE, NULL, &sequence))
		return;
	cert->has_require_explicit = read_skip_certs(reader, &sequence.content, CP_DER_CONTEXT(0),
		"requireExplicitPolicy", &cert->require_explicit);
	cert->has_inhibit_mapping = read_skip_certs(reader, &sequence.content, CP_DER_CONTEXT(1),
		"inhibitPolicyMapping", &cert->inhibit_mapping);
	cp_der_end(reader, sequence.content);
}

/* RFC 5280 4.2.1.14 */
void
cp_ext_inhibit_any_policy(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cp_tlv tlv;

	if (cp_der_take(reader, value, CP_DER_INTEGER, NULL, &tlv))
		cert->has_inhibit_any = cp_der_read_unsigned(reader, &tlv, &cert->inhibit_any);
}

/* A field of one string type. */
static void
read_string_field(
	cp_der_reader *reader, cp_bytes *rest, unsigned tag, unsigned type, const char *field)
{
	cp_tlv tlv;

	if (!cp_der_open(reader, rest, tag, field, &tlv))
		return;
	(void)cp_der_read_string(reader, &tlv, type);
	cp_der_leave(reader);
}

/* CA/B EV Guidelines 9.8.2 (7.1.2.2 of later editions). */
void
cp_ext_cabf_organization_id(cp_der_reader *reader, cp_bytes *value, CP_UNUSED cp_cert *cert)
{
	cp_tlv sequence;
	cp_bytes *rest = &sequence.content;

	if (!cp_der_take(reader, value, CP_DER_SEQUENCE, NULL, &sequence))
		return;
	read_string_field(reader, rest, CP_DER_PRINTABLE_STRING, CP_DER_PRINTABLE_STRING,
		"registrationSchemeIdentifier");
	read_string_field(reader, rest, CP_DER_PRINTABLE_STRING, CP_DER_PRINTABLE_STRING,
		"registrationCountry");
	if (cp_der_peek(*rest) == CP_DER_CONTEXT(0))
		read_string_field(reader, rest, CP_DER_CONTEXT(0), CP_DER_PRINTABLE_STRING,
			"registrationStateOrProvince");
	read_string_field(
		reader, rest, CP_DER_UTF8_STRING, CP_DER_UTF8_STRING, "registrationReference");
	cp_der_end(reader, *rest);
}
