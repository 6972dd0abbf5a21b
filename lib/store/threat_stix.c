/*
 * Objects of STIX 2.0 and 2.1: indicators by their patterns; certificates, domain names and
 * addresses as they stand in a bundle, or in the observed data of 2.0.
 */
#include <config.h>
#include "store/threat_json.h"
#include "base/civil.h"
#include "base/error.h"
#include "store/threat_pattern.h"

enum {
	TYPE,
	ID,
	REVOKED,
	CREATED,
	MODIFIED,
	NAME,
	DESCRIPTION,
	PATTERN,
	PATTERN_TYPE,
	VALID_FROM,
	VALID_UNTIL,
	HASHES,
	ISSUER,
	SUBJECT,
	SERIAL,
	MODULUS,
	NOT_BEFORE,
	NOT_AFTER,
	VALUE,
	OBJECTS,
	N_MEMBERS
};

static const char *const names[N_MEMBERS] = {
	[TYPE] = "type",
	[ID] = "id",
	[REVOKED] = "revoked",
	[CREATED] = "created",
	[MODIFIED] = "modified",
	[NAME] = "name",
	[DESCRIPTION] = "description",
	[PATTERN] = "pattern",
	[PATTERN_TYPE] = "pattern_type",
	[VALID_FROM] = "valid_from",
	[VALID_UNTIL] = "valid_until",
	[HASHES] = "hashes",
	[ISSUER] = "issuer",
	[SUBJECT] = "subject",
	[SERIAL] = "serial_number",
	[MODULUS] = "subject_public_key_modulus",
	[NOT_BEFORE] = "validity_not_before",
	[NOT_AFTER] = "validity_not_after",
	[VALUE] = "value",
	[OBJECTS] = "objects",
};

static int
read_members(const cp_threat_json *json, const cp_json_value *object,
	cp_threat_member members[N_MEMBERS])
{
	return cp_threat_members(json, object, names, N_MEMBERS, members);
}

static bool
is_type(const cp_threat_member *members, const char *type)
{
	return members[TYPE].is_there && members[TYPE].value.kind == CP_JSON_STRING &&
	       cp_json_is_word(&members[TYPE].value, type);
}

/* A time that is there but cannot be read could mean that an entry holds or not. */
static int
read_time(cp_threat_json *json, const cp_threat_member *member, bool *has, int64_t *seconds)
{
	*has = member->is_there;
	if (!*has || cp_time_parse(cp_threat_text(json, member), false, seconds))
		return CERTPOLICY_OK;
	return cp_threat_refuse(json->reading,
		(size_t)(member->value.whole.data - json->reading->text.data),
		"this is no time as RFC 3339 writes it");
}

static int
read_terms(cp_threat_json *json, const cp_threat_member *members, cp_threat_terms *terms)
{
	cp_threat_times *times = &terms->times;
	const cp_threat_member *changed = &members[members[MODIFIED].is_there ? MODIFIED : CREATED];
	int64_t modified = 0;
	bool has_modified;
	int status;

	memset(terms, 0, sizeof(*terms));
	terms->id = cp_threat_text(json, &members[ID]);
	terms->label = cp_threat_text(json, &members[NAME]);
	if (terms->label.len == 0)
		terms->label = cp_threat_text(json, &members[DESCRIPTION]);
	status = read_time(json, &members[CREATED], &times->has_listed, &times->listed);
	if (status == CERTPOLICY_OK)
		status = read_time(json, changed, &has_modified, &modified);
	if (status == CERTPOLICY_OK)
		status = read_time(json, &members[VALID_FROM], &times->has_from, &times->from);
	if (status == CERTPOLICY_OK)
		status = read_time(json, &members[VALID_UNTIL], &times->has_until, &times->until);
	if (status == CERTPOLICY_OK && has_modified)
		cp_threat_note_date(json->reading, modified);
	return status;
}

/* ---- indicators ---- */

static int
add_clause(cp_threat_json *json, const cp_threat_clause *clause, const cp_threat_terms *terms)
{
	cp_threat_reading *reading = json->reading;

	switch (clause->kind) {
	case CP_CLAUSE_CERTIFICATE:
		return cp_threat_builder_add_subject(
			reading->builder, &clause->subject, terms, reading->error);
	case CP_CLAUSE_NAME:
		return cp_threat_builder_add_name(
			reading->builder, clause->text, false, terms, reading->error);
	case CP_CLAUSE_NETWORK:
		return cp_threat_builder_add_network(
			reading->builder, clause->text, terms, reading->error);
	case CP_CLAUSE_FOREIGN:
		break;
	}
	return CERTPOLICY_OK;
}

static int
add_pattern(cp_threat_json *json, cp_bytes pattern, const cp_threat_terms *terms)
{
	cp_threat_reading *reading = json->reading;
	cp_threat_clauses *clauses = json->clauses;
	int status = cp_threat_pattern_read(pattern, clauses);
	size_t i;

	if (status != CERTPOLICY_OK)
		return cp_error_no_memory(reading->error);
	for (i = 0; i < clauses->n_unusable; i++)
		cp_threat_builder_skip(reading->builder);
	for (i = 0; i < clauses->n && status == CERTPOLICY_OK; i++)
		status = add_clause(json, &clauses->list[i], terms);
	return status;
}

/* Patterns of other languages (pattern_type, new in 2.1) say nothing here. */
static int
add_indicator(cp_threat_json *json, const cp_threat_member *members, const cp_threat_terms *terms)
{
	cp_bytes type = cp_threat_text(json, &members[PATTERN_TYPE]);

	if (members[PATTERN_TYPE].is_there && !cp_bytes_equal(type, cp_bytes_of_string("stix"))) {
		cp_threat_builder_skip(json->reading->builder);
		return CERTPOLICY_OK;
	}
	return add_pattern(json, cp_threat_text(json, &members[PATTERN]), terms);
}

/* ---- what was observed ---- */

static void
set_hashes(cp_threat_json *json, const cp_json_value *hashes, cp_threat_subject *subject)
{
	cp_bytes inner = hashes->inner;
	cp_threat_member member = {.is_there = true};
	cp_json_value key;

	if (hashes->kind != CP_JSON_OBJECT)
		return;
	while (cp_json_next_member(&inner, &key, &member.value))
		cp_threat_subject_set(
			subject, cp_threat_hash_field(key.inner), cp_threat_text(json, &member));
}

/*
 * What is said of an observed certificate is what somebody saw of it: of more than it takes to find
 * it again nothing is left out, and its issuer or its number alone would find others.
 */
static int
add_certificate(cp_threat_json *json, const cp_threat_member *members, const cp_threat_terms *terms)
{
	static const struct {
		int member;
		cp_threat_field field;
	} fields[] = {
		{ISSUER, CP_FIELD_ISSUER},
		{SUBJECT, CP_FIELD_SUBJECT},
		{SERIAL, CP_FIELD_SERIAL},
		{MODULUS, CP_FIELD_MODULUS},
		{NOT_BEFORE, CP_FIELD_NOT_BEFORE},
		{NOT_AFTER, CP_FIELD_NOT_AFTER},
	};
	cp_threat_reading *reading = json->reading;
	cp_threat_subject subject;
	unsigned set;
	size_t i;

	memset(&subject, 0, sizeof(subject));
	if (members[HASHES].is_there)
		set_hashes(json, &members[HASHES].value, &subject);
	for (i = 0; i < CP_COUNT(fields); i++) {
		if (members[fields[i].member].is_there)
			cp_threat_subject_set(&subject, fields[i].field,
				cp_threat_text(json, &members[fields[i].member]));
	}
	set = cp_threat_subject_traits(&subject);
	if (!cp_threat_subject_is_usable(&subject) ||
		(!cp_threat_subject_has_digest(&subject) &&
			set != (CP_TRAIT_ISSUER | CP_TRAIT_SERIAL) &&
			(set & (CP_TRAIT_SUBJECT | CP_TRAIT_MODULUS)) == 0)) {
		cp_threat_builder_skip(reading->builder);
		return CERTPOLICY_OK;
	}
	return cp_threat_builder_add_subject(reading->builder, &subject, terms, reading->error);
}

/* An object of the kinds that can be seen on a connection; others say nothing here. */
static int
add_observed(cp_threat_json *json, const cp_threat_member *members, const cp_threat_terms *terms)
{
	cp_threat_reading *reading = json->reading;
	cp_bytes value = cp_threat_text(json, &members[VALUE]);

	if (is_type(members, "x509-certificate"))
		return add_certificate(json, members, terms);
	if (is_type(members, "domain-name"))
		return cp_threat_builder_add_name(
			reading->builder, value, false, terms, reading->error);
	if (is_type(members, "ipv4-addr") || is_type(members, "ipv6-addr"))
		return cp_threat_builder_add_network(
			reading->builder, value, terms, reading->error);
	return CERTPOLICY_OK;
}

/* STIX 2.0 2.5: the objects stand within, under numbers, and share what is said of them all. */
static int
add_observed_data(
	cp_threat_json *json, const cp_threat_member *members, const cp_threat_terms *terms)
{
	cp_bytes inner = members[OBJECTS].value.inner;
	cp_threat_member within[N_MEMBERS];
	cp_json_value key, value;
	int status = CERTPOLICY_OK;

	if (!members[OBJECTS].is_there || members[OBJECTS].value.kind != CP_JSON_OBJECT)
		return CERTPOLICY_OK;
	while (status == CERTPOLICY_OK && cp_json_next_member(&inner, &key, &value)) {
		if (value.kind != CP_JSON_OBJECT)
			continue;
		status = read_members(json, &value, within);
		if (status == CERTPOLICY_OK)
			status = add_observed(json, within, terms);
	}
	return status;
}

int
cp_threat_add_stix(cp_threat_json *json, const cp_json_value *object)
{
	cp_threat_member members[N_MEMBERS];
	cp_threat_terms terms;
	int status = read_members(json, object, members);

	if (status == CERTPOLICY_OK)
		status = read_terms(json, members, &terms);
	if (status != CERTPOLICY_OK)
		return status;
	/* STIX 2.1 3.6: for ever, and for every version of the object. */
	if (cp_threat_is_true(&members[REVOKED]))
		return cp_threat_builder_withdraw(
			json->reading->builder, terms.id, json->reading->error);
	if (is_type(members, "indicator"))
		return add_indicator(json, members, &terms);
	if (is_type(members, "observed-data"))
		return add_observed_data(json, members, &terms);
	return add_observed(json, members, &terms);
}
