/* Reads the attributes of a subject against one table. */
#include <config.h>

#include "classify/holder.h"

#include "asn1/der.h"
#include "x509/name.h"

#include <string.h>

enum {
	REPEATS = 1 << 0,   /* CA/B BR 7.1.2.7: several are allowed */
	ANY_STRING = 1 << 1 /* CA/B BR 7.1.4.2: its own string type, or none is said */
};

/*
 * Attributes with a bit, a bound or a string type of their own. Bounds are in characters: RFC 5280
 * A.1, for streets and post codes X.520 (2001) Annex C. serialNumber, country and dnQualifier are
 * PrintableString alone, domainComponent and emailAddress IA5String: the reader sees to that.
 */
static const struct {
	cp_oid oid;
	unsigned bit;
	size_t max; /* characters; 0: no bound */
	unsigned flags;
} rows[] = {
	{CP_OID_COMMON_NAME, CP_HOLDER_COMMON_NAME, 64, 0},
	{CP_OID_SURNAME, CP_HOLDER_SURNAME, 32768, 0},
	{CP_OID_SERIAL_NUMBER, CP_HOLDER_SERIAL_NUMBER, 64, ANY_STRING},
	{CP_OID_COUNTRY, CP_HOLDER_COUNTRY, 2, ANY_STRING},
	{CP_OID_LOCALITY, CP_HOLDER_LOCALITY, 128, 0},
	{CP_OID_STATE, CP_HOLDER_STATE, 128, 0},
	{CP_OID_STREET, CP_HOLDER_OTHER, 128, REPEATS},
	{CP_OID_ORGANIZATION, CP_HOLDER_ORGANIZATION, 64, 0},
	{CP_OID_ORGANIZATIONAL_UNIT, CP_HOLDER_ORGANIZATIONAL_UNIT, 64, REPEATS},
	{CP_OID_TITLE, CP_HOLDER_OTHER, 64, 0},
	{CP_OID_BUSINESS_CATEGORY, CP_HOLDER_BUSINESS_CATEGORY, 128, 0},
	{CP_OID_POSTAL_CODE, CP_HOLDER_OTHER, 40, 0},
	{CP_OID_GIVEN_NAME, CP_HOLDER_GIVEN_NAME, 32768, 0},
	{CP_OID_PSEUDONYM, CP_HOLDER_OTHER, 128, 0},
	{CP_OID_ORGANIZATION_IDENTIFIER, CP_HOLDER_OTHER, 0, 0},
	{CP_OID_JURISDICTION_LOCALITY, CP_HOLDER_OTHER, 128, 0},
	{CP_OID_JURISDICTION_STATE, CP_HOLDER_OTHER, 128, 0},
	{CP_OID_JURISDICTION_COUNTRY, CP_HOLDER_JURISDICTION_COUNTRY, 2, 0},
	{CP_OID_EMAIL_ADDRESS, CP_HOLDER_OTHER, 255, ANY_STRING},
	{CP_OID_DOMAIN_COMPONENT, CP_HOLDER_OTHER, 0, REPEATS | ANY_STRING},
};

/* Their row; CP_COUNT(rows) for one without. */
static size_t
row_of(cp_oid oid)
{
	size_t i = 0;

	while (i < CP_COUNT(rows) && rows[i].oid != oid)
		i++;
	return i;
}

static size_t
count_characters(const cp_attribute *attribute)
{
	size_t i, n = 0;

	if (attribute->tag == CP_DER_BMP_STRING)
		return attribute->value.len / 2;
	if (attribute->tag == CP_DER_UNIVERSAL_STRING)
		return attribute->value.len / 4;
	if (attribute->tag != CP_DER_UTF8_STRING)
		return attribute->value.len;
	/* Each character has one octet that does not go on with another. */
	for (i = 0; i < attribute->value.len; i++)
		n += (attribute->value.data[i] & 0xc0) != 0x80;
	return n;
}

/* What is wrong with an attribute that has a row, beyond what was found before. */
static void
read_form(const cp_attribute *attribute, size_t row, cp_holder *holder)
{
	if (holder->too_long == NULL && rows[row].max > 0 &&
		count_characters(attribute) > rows[row].max)
		holder->too_long = cp_oid_name(attribute->id);
	if (holder->other_string == NULL && !(rows[row].flags & ANY_STRING) &&
		attribute->tag != CP_DER_UTF8_STRING && attribute->tag != CP_DER_PRINTABLE_STRING)
		holder->other_string = cp_oid_name(attribute->id);
}

/* An attribute without a value says nothing of anybody. */
static void
add_bit(const cp_attribute *attribute, unsigned bit, cp_holder *holder)
{
	if (attribute->value.len > 0)
		holder->attributes |= bit;
}

void
cp_holder_read(cp_bytes subject, cp_holder *holder)
{
	cp_name_walk walk = cp_name_walk_start(subject);
	cp_attribute attribute;
	uint32_t seen = 0;
	size_t row, n = 0, last = 0;

	memset(holder, 0, sizeof(*holder));
	while (cp_name_walk_next(&walk, &attribute)) {
		holder->several_in_one |= n++ > 0 && attribute.rdn == last;
		last = attribute.rdn;
		row = row_of(attribute.id);
		if (row == CP_COUNT(rows)) {
			add_bit(&attribute, CP_HOLDER_OTHER, holder);
			continue;
		}
		add_bit(&attribute, rows[row].bit, holder);
		read_form(&attribute, row, holder);
		if (seen & UINT32_C(1) << row && !(rows[row].flags & REPEATS) &&
			holder->repeated == NULL)
			holder->repeated = cp_oid_name(attribute.id);
		seen |= UINT32_C(1) << row;
	}
}
