/* Reading of Name: RFC 5280 4.1.2.4 and appendix A.1. Walking and comparing is name.c. */
#include <config.h>
#include "x509/read.h"

/* What values an attribute may have; appendix A.1 of RFC 5280 unless said otherwise. */
typedef enum syntax {
	SYNTAX_ANY = 0, /* a type not known here */
	SYNTAX_DIRECTORY,
	SYNTAX_PRINTABLE,
	SYNTAX_IA5
} syntax;

static const uint8_t syntaxes[CP_N_OIDS] = {
	[CP_OID_NAME] = SYNTAX_DIRECTORY,
	[CP_OID_SURNAME] = SYNTAX_DIRECTORY,
	[CP_OID_GIVEN_NAME] = SYNTAX_DIRECTORY,
	[CP_OID_INITIALS] = SYNTAX_DIRECTORY,
	[CP_OID_GENERATION_QUALIFIER] = SYNTAX_DIRECTORY,
	[CP_OID_COMMON_NAME] = SYNTAX_DIRECTORY,
	[CP_OID_LOCALITY] = SYNTAX_DIRECTORY,
	[CP_OID_STATE] = SYNTAX_DIRECTORY,
	[CP_OID_ORGANIZATION] = SYNTAX_DIRECTORY,
	[CP_OID_ORGANIZATIONAL_UNIT] = SYNTAX_DIRECTORY,
	[CP_OID_TITLE] = SYNTAX_DIRECTORY,
	[CP_OID_PSEUDONYM] = SYNTAX_DIRECTORY,
	[CP_OID_DN_QUALIFIER] = SYNTAX_PRINTABLE,
	[CP_OID_COUNTRY] = SYNTAX_PRINTABLE,
	[CP_OID_SERIAL_NUMBER] = SYNTAX_PRINTABLE,
	[CP_OID_DOMAIN_COMPONENT] = SYNTAX_IA5,
	[CP_OID_EMAIL_ADDRESS] = SYNTAX_IA5,
	/* X.520, CA/B EV Guidelines 9.2. */
	[CP_OID_STREET] = SYNTAX_DIRECTORY,
	[CP_OID_POSTAL_CODE] = SYNTAX_DIRECTORY,
	[CP_OID_PO_BOX] = SYNTAX_DIRECTORY,
	[CP_OID_BUSINESS_CATEGORY] = SYNTAX_DIRECTORY,
	[CP_OID_ORGANIZATION_IDENTIFIER] = SYNTAX_DIRECTORY,
	[CP_OID_USER_ID] = SYNTAX_DIRECTORY,
	[CP_OID_JURISDICTION_LOCALITY] = SYNTAX_DIRECTORY,
	[CP_OID_JURISDICTION_STATE] = SYNTAX_DIRECTORY,
	/* A PrintableString by the EV Guidelines, no syntax of RFC 5280's, and a UTF8String in the
	 * certificates of several public CAs. */
	[CP_OID_JURISDICTION_COUNTRY] = SYNTAX_DIRECTORY,
};

/* A string of exactly one type. */
static void
read_exactly(cp_der_reader *reader, const cp_tlv *value, unsigned type)
{
	if (value->tag == type)
		(void)cp_der_read_string(reader, value, type);
	else
		cp_der_problem(reader, CP_PROBLEM_STRING_TYPE, value->whole.data);
}

static void
read_value(cp_der_reader *reader, cp_oid type, const cp_tlv *value)
{
	switch (syntaxes[type]) {
	case SYNTAX_DIRECTORY:
		(void)cp_der_read_directory_string(reader, value);
		break;
	case SYNTAX_PRINTABLE:
		read_exactly(reader, value, CP_DER_PRINTABLE_STRING);
		break;
	case SYNTAX_IA5:
		read_exactly(reader, value, CP_DER_IA5_STRING);
		break;
	default:
		(void)cp_der_read_any(reader, value);
	}
}

/* AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY } */
static void
read_attribute(cp_der_reader *reader, cp_bytes content)
{
	cp_oid type = CP_OID_UNKNOWN;
	cp_bytes oid;
	cp_tlv value;

	if (cp_der_take_oid(reader, &content, "type", &oid))
		type = cp_oid_find(oid);
	cp_der_enter(reader, type == CP_OID_UNKNOWN ? "value" : cp_oid_name(type));
	if (content.len == 0)
		cp_der_problem(reader, CP_PROBLEM_MISSING, content.data);
	else if (cp_der_next(reader, &content, &value))
		read_value(reader, type, &value);
	cp_der_leave(reader);
	cp_der_end(reader, content);
}

void
cp_read_rdn(cp_der_reader *reader, const cp_tlv *rdn)
{
	cp_bytes rest = rdn->content, before = CP_BYTES_NONE;
	cp_tlv attribute;

	cp_der_not_empty(reader, rdn);
	while (rest.len > 0) {
		if (!cp_der_take(reader, &rest, CP_DER_SEQUENCE, NULL, &attribute))
			continue;
		cp_der_set_order(reader, before, attribute.whole);
		before = attribute.whole;
		read_attribute(reader, attribute.content);
	}
}

bool
cp_read_name(cp_der_reader *reader, cp_bytes *rest, const char *field, cp_bytes *name)
{
	cp_tlv sequence, rdn;
	size_t n = 0;

	if (!cp_der_open(reader, rest, CP_DER_SEQUENCE, field, &sequence))
		return false;
	*name = sequence.whole;
	while (sequence.content.len > 0) {
		cp_der_at(reader, n++);
		if (cp_der_take(reader, &sequence.content, CP_DER_SET, NULL, &rdn))
			cp_read_rdn(reader, &rdn);
	}
	cp_der_leave(reader);
	return true;
}
