/*
 * Attributes and objects of MISP events. Those that MISP says are not for detection (to_ids), and
 * those that were deleted, are left out.
 */
#include <config.h>
#include "store/threat_json.h"
#include "store/threat_subject.h"

enum {
	TYPE,
	RELATION,
	VALUE,
	TO_IDS,
	DELETED,
	UUID,
	COMMENT,
	TIMESTAMP,
	NAME,
	ATTRIBUTES,
	N_MEMBERS
};

static const char *const names[N_MEMBERS] = {
	[TYPE] = "type",
	[RELATION] = "object_relation",
	[VALUE] = "value",
	[TO_IDS] = "to_ids",
	[DELETED] = "deleted",
	[UUID] = "uuid",
	[COMMENT] = "comment",
	[TIMESTAMP] = "timestamp",
	[NAME] = "name",
	[ATTRIBUTES] = "Attribute",
};

static int
read_members(const cp_threat_json *json, const cp_json_value *object,
	cp_threat_member members[N_MEMBERS])
{
	return cp_threat_members(json, object, names, N_MEMBERS, members);
}

static bool
counts(const cp_threat_member *members)
{
	return !cp_threat_is_false(&members[TO_IDS]) && !cp_threat_is_true(&members[DELETED]);
}

static cp_threat_terms
terms_of(cp_threat_json *json, const cp_threat_member *members)
{
	cp_threat_terms terms = {.id = cp_threat_text(json, &members[UUID]),
		.label = cp_threat_text(json, &members[COMMENT])};

	if (terms.label.len == 0)
		terms.label = json->event;
	return terms;
}

/* How a value is looked up. Of "domain|ip" and the like the part before the bar counts. */
typedef enum form { FORM_DIGEST, FORM_DOMAIN, FORM_HOST, FORM_ADDRESS } form;

static const struct {
	const char *type;
	form form;
	cp_threat_field field;
} types[] = {
	{"x509-fingerprint-md5", FORM_DIGEST, CP_FIELD_MD5},
	{"x509-fingerprint-sha1", FORM_DIGEST, CP_FIELD_SHA1},
	{"x509-fingerprint-sha256", FORM_DIGEST, CP_FIELD_SHA256},
	{"domain", FORM_DOMAIN, CP_FIELD_OTHER},
	{"domain|ip", FORM_DOMAIN, CP_FIELD_OTHER},
	{"hostname", FORM_HOST, CP_FIELD_OTHER},
	{"hostname|port", FORM_HOST, CP_FIELD_OTHER},
	{"ip-dst", FORM_ADDRESS, CP_FIELD_OTHER},
	{"ip-src", FORM_ADDRESS, CP_FIELD_OTHER},
	{"ip-dst|port", FORM_ADDRESS, CP_FIELD_OTHER},
	{"ip-src|port", FORM_ADDRESS, CP_FIELD_OTHER},
};

static cp_bytes
before_bar(cp_bytes text)
{
	const uint8_t *bar = text.len > 0 ? memchr(text.data, '|', text.len) : NULL;

	return bar != NULL ? cp_bytes_slice(text, 0, (size_t)(bar - text.data)) : text;
}

/* A digest that is none is damage: MISP itself takes only those of the right length. */
static int
add_digest(cp_threat_json *json, const cp_threat_member *members, cp_threat_field field)
{
	cp_threat_reading *reading = json->reading;
	cp_threat_section section = (cp_threat_section)field;
	cp_threat_terms terms = terms_of(json, members);
	uint8_t digest[CP_THREAT_KEY_MAX];

	if (!cp_threat_digest(
		    cp_threat_text(json, &members[VALUE]), cp_threat_key_len(section), digest))
		return cp_threat_refuse(reading,
			(size_t)(members[TYPE].value.whole.data - reading->text.data),
			"the value of this attribute is no digest of %zu hexadecimal digits",
			2 * cp_threat_key_len(section));
	return cp_threat_builder_add_digest(
		reading->builder, section, digest, CP_THREAT_CERTIFICATE, &terms, reading->error);
}

static int
add_attribute(cp_threat_json *json, const cp_threat_member *members)
{
	cp_threat_reading *reading = json->reading;
	cp_threat_terms terms = terms_of(json, members);
	cp_bytes type = cp_threat_text(json, &members[TYPE]);
	cp_bytes value = before_bar(cp_threat_text(json, &members[VALUE]));
	size_t i;

	for (i = 0; i < CP_COUNT(types); i++) {
		if (cp_bytes_equal(type, cp_bytes_of_string(types[i].type)))
			break;
	}
	if (i == CP_COUNT(types))
		return CERTPOLICY_OK;
	switch (types[i].form) {
	case FORM_DIGEST:
		return add_digest(json, members, types[i].field);
	case FORM_DOMAIN:
	case FORM_HOST:
		return cp_threat_builder_add_name(reading->builder, value,
			types[i].form == FORM_DOMAIN, &terms, reading->error);
	case FORM_ADDRESS:
		return cp_threat_builder_add_network(
			reading->builder, value, &terms, reading->error);
	}
	return CERTPOLICY_OK;
}

int
cp_threat_add_misp_attribute(cp_threat_json *json, const cp_json_value *object)
{
	cp_threat_member members[N_MEMBERS];
	int status = read_members(json, object, members);

	if (status != CERTPOLICY_OK || !counts(members))
		return status;
	return add_attribute(json, members);
}

/* ---- objects ---- */

static const struct {
	const char *relation;
	cp_threat_field field;
} relations[] = {
	{"x509-fingerprint-md5", CP_FIELD_MD5},
	{"x509-fingerprint-sha1", CP_FIELD_SHA1},
	{"x509-fingerprint-sha256", CP_FIELD_SHA256},
	{"issuer", CP_FIELD_ISSUER},
	{"subject", CP_FIELD_SUBJECT},
	{"serial-number", CP_FIELD_SERIAL},
	{"pubkey-info-modulus", CP_FIELD_MODULUS},
	{"validity-not-before", CP_FIELD_NOT_BEFORE},
	{"validity-not-after", CP_FIELD_NOT_AFTER},
};

static cp_threat_field
field_of(cp_bytes relation)
{
	size_t i;

	for (i = 0; i < CP_COUNT(relations); i++) {
		if (cp_bytes_equal(relation, cp_bytes_of_string(relations[i].relation)))
			return relations[i].field;
	}
	return CP_FIELD_OTHER;
}

/* The certificate that an object describes by all of its attributes that count. */
static int
add_x509(cp_threat_json *json, const cp_threat_member *object)
{
	cp_bytes inner = object[ATTRIBUTES].value.inner;
	cp_threat_reading *reading = json->reading;
	cp_threat_member members[N_MEMBERS];
	cp_threat_terms terms = terms_of(json, object);
	cp_threat_subject subject;
	cp_json_value value;
	bool has_any = false;

	memset(&subject, 0, sizeof(subject));
	while (cp_json_next_element(&inner, &value)) {
		int status = value.kind == CP_JSON_OBJECT ? read_members(json, &value, members)
							  : CERTPOLICY_OK;

		if (status != CERTPOLICY_OK)
			return status;
		if (value.kind != CP_JSON_OBJECT || !counts(members))
			continue;
		has_any = true;
		cp_threat_subject_set(&subject, field_of(cp_threat_text(json, &members[RELATION])),
			cp_threat_text(json, &members[VALUE]));
	}
	if (has_any && cp_threat_subject_is_usable(&subject))
		return cp_threat_builder_add_subject(
			reading->builder, &subject, &terms, reading->error);
	cp_threat_builder_skip(reading->builder);
	return CERTPOLICY_OK;
}

static int
add_each_attribute(cp_threat_json *json, const cp_threat_member *object)
{
	cp_bytes inner = object[ATTRIBUTES].value.inner;
	cp_json_value value;
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK && cp_json_next_element(&inner, &value)) {
		if (value.kind == CP_JSON_OBJECT)
			status = cp_threat_add_misp_attribute(json, &value);
	}
	return status;
}

int
cp_threat_add_misp_object(cp_threat_json *json, const cp_json_value *object)
{
	cp_threat_member members[N_MEMBERS];
	int status = read_members(json, object, members);

	if (status != CERTPOLICY_OK || cp_threat_is_true(&members[DELETED]) ||
		!members[ATTRIBUTES].is_there || members[ATTRIBUTES].value.kind != CP_JSON_ARRAY)
		return status;
	if (cp_bytes_equal(cp_threat_text(json, &members[NAME]), cp_bytes_of_string("x509")))
		return add_x509(json, members);
	return add_each_attribute(json, members);
}
