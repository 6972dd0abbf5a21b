/*
 * A request out of a line of JSON: checked as JSON first, then read key by key. A key that is
 * unknown, repeated or locked is an error, so that no typo switches a check off. What each field
 * means is in json_fields.c.
 */
#include <config.h>
#include "request/json.h"
#include "base/error.h"
#include "base/json_compact.h"
#include "base/mem.h"

#define MOST_FIELDS 32u

static int
check_text(const cp_request_reader *reader, cp_bytes text)
{
	uint64_t limit = reader->limits->limit[CP_LIMIT_REQUEST_OCTETS];
	cp_json_fault fault = {0, NULL, false};

	if (text.len > limit)
		return cp_error_set(reader->error, CERTPOLICY_ERROR_LIMIT, "request.too-large",
			"the request has %zu octets, and the limit is %llu", text.len,
			(unsigned long long)limit);
	if (cp_json_check(text, &fault))
		return CERTPOLICY_OK;
	if (fault.too_large)
		return cp_error_set(reader->error, CERTPOLICY_ERROR_LIMIT, "request.too-large",
			"%s, at octet %zu", fault.what, fault.offset + 1);
	return cp_error_set(reader->error, CERTPOLICY_ERROR_BAD_REQUEST, "request.not-json",
		"this is no JSON: %s, at octet %zu", fault.what, fault.offset + 1);
}

static const cp_request_field *
find_field(const cp_json_value *key)
{
	const cp_request_field *field;

	for (field = cp_request_fields; field->name != NULL; field++) {
		if (cp_json_is_word(key, field->name))
			return field;
	}
	return NULL;
}

static int
refuse_key(const cp_request_reader *reader, const cp_json_value *key)
{
	static const cp_json_place nowhere = {NULL, false, 0, NULL};
	const char *words[MOST_FIELDS];
	size_t i;

	for (i = 0; cp_request_fields[i].name != NULL && i + 1 < MOST_FIELDS; i++)
		words[i] = cp_request_fields[i].name;
	words[i] = NULL;
	return cp_json_unknown_key(reader, &nowhere, key, words);
}

static int
read_field(cp_request_reader *reader, const cp_request_field *field, const cp_json_value *value,
	unsigned locked, bool *seen)
{
	static const cp_json_place nowhere = {NULL, false, 0, NULL};
	int status = cp_json_see_key(reader, &nowhere, field->name, seen);

	if (status != CERTPOLICY_OK)
		return status;
	if ((field->lock & locked) != 0)
		return cp_json_bad(reader, &nowhere, "request.locked",
			"a request may not bring \"%s\" here", field->name);
	return field->read(reader, value);
}

static int
read_members(cp_request_reader *reader, cp_bytes inner, unsigned locked, bool *seen)
{
	cp_json_value key, value;
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK && cp_json_next_member(&inner, &key, &value)) {
		const cp_request_field *field = find_field(&key);

		if (field != NULL)
			status = read_field(
				reader, field, &value, locked, &seen[field - cp_request_fields]);
		else if (!cp_json_is_own_key(&key))
			status = refuse_key(reader, &key);
	}
	return status;
}

/* Without a chain there is nothing to judge; a resumed session may have lost its own. */
static int
check_chain_given(const cp_request_reader *reader, const bool *seen)
{
	static const cp_json_place nowhere = {NULL, false, 0, NULL};
	size_t i;

	for (i = 0; cp_request_fields[i].name != NULL; i++) {
		if (seen[i] && strcmp(cp_request_fields[i].name, "chain") == 0)
			return CERTPOLICY_OK;
	}
	if (reader->request->has_session && reader->request->session.resumed)
		return CERTPOLICY_OK;
	return cp_json_bad(reader, &nowhere, "request.missing-key",
		"\"chain\" is missing: what the peer presented, leaf first");
}

static int
read_request(cp_request_reader *reader, cp_bytes text, unsigned locked)
{
	static const cp_json_place nowhere = {NULL, false, 0, NULL};
	bool seen[MOST_FIELDS] = {false};
	cp_json_value object;
	int status = check_text(reader, text);

	if (status != CERTPOLICY_OK)
		return status;
	if ((locked & ~CERTPOLICY_LOCK_ALL) != 0)
		return cp_error_set(reader->error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.value",
			"a lock that the library does not know would hold nothing");
	if (!cp_json_next(&text, &object) || object.kind != CP_JSON_OBJECT)
		return cp_json_wrong_type(reader, &nowhere, &object, "an object");
	status = read_members(reader, object.inner, locked, seen);
	return status == CERTPOLICY_OK ? check_chain_given(reader, seen) : status;
}

int
cp_request_read_json(cp_bytes text, unsigned locked, const cp_budget *limits,
	certpolicy_request **request, certpolicy_error **error)
{
	cp_budget defaults;
	cp_request_reader reader = {certpolicy_request_new(), limits, error, 0, 0};
	int status;

	if (reader.request == NULL)
		return cp_error_no_memory(error);
	if (limits == NULL) {
		cp_budget_init(&defaults);
		reader.limits = &defaults;
	}
	status = read_request(&reader, text, locked);
	if (status == CERTPOLICY_OK)
		*request = reader.request;
	else
		certpolicy_request_free(reader.request);
	return status;
}

char *
cp_request_peek_id(cp_bytes text)
{
	cp_json_fault fault;
	cp_json_value key;
	cp_bytes start;
	char *id = NULL;

	if (!cp_json_begin_object(&text))
		return NULL;
	while (cp_json_check_key(&text, &key)) {
		start = text;
		if (!cp_json_check_value(&text, &fault))
			return NULL;
		if (!cp_json_is_word(&key, "id"))
			continue;
		(void)!cp_json_compact(cp_bytes_slice(start, 0, start.len - text.len), &id);
		return id;
	}
	return NULL;
}
