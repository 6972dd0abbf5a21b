/* The anchors of a request, each with the terms under which it is trusted. */
#include <config.h>
#include "request/json.h"
#include "base/error.h"
#include "base/mem.h"

/* An anchor as it is read: its octets and terms. */
typedef struct anchor_entry {
	cp_bytes der;
	cp_anchor_terms terms;
	cp_scope_entry *permitted;
	size_t n_permitted, permitted_capacity;
} anchor_entry;

static void
clear_anchor(anchor_entry *anchor)
{
	size_t i;

	for (i = 0; i < anchor->n_permitted; i++)
		cp_scope_entry_clear(&anchor->permitted[i]);
	cp_free(anchor->permitted);
	cp_bytes_clear(&anchor->der);
}

static int
add_permitted(cp_request_reader *reader, const cp_json_place *place, const cp_json_value *element,
	anchor_entry *anchor)
{
	cp_bytes text = CP_BYTES_NONE;
	uint8_t *owned;
	int status = cp_json_text(reader, place, element, &text, &owned);

	if (status == CERTPOLICY_OK &&
		!cp_grow((void **)&anchor->permitted, anchor->n_permitted,
			&anchor->permitted_capacity, sizeof(*anchor->permitted)))
		status = cp_error_no_memory(reader->error);
	if (status == CERTPOLICY_OK)
		status = cp_scope_entry_parse(text, &anchor->permitted[anchor->n_permitted]);
	if (status == CERTPOLICY_ERROR_NO_MEMORY)
		status = cp_error_no_memory(reader->error);
	else if (status == CERTPOLICY_ERROR_BAD_INPUT)
		status = cp_json_bad(reader, place, "request.bad-value",
			"\"%.*s\" is no DNS suffix, address or network (as 10.0.0.0/8)",
			(int)(text.len < 64 ? text.len : 64), (const char *)text.data);
	else if (status == CERTPOLICY_OK)
		anchor->n_permitted++;
	cp_free(owned);
	return status;
}

static int
read_permitted(cp_request_reader *reader, const cp_json_place *place, const cp_json_value *value,
	anchor_entry *anchor)
{
	cp_json_value element;
	cp_bytes rest = value->inner;
	int status = CERTPOLICY_OK;

	if (value->kind != CP_JSON_ARRAY)
		return cp_json_wrong_type(reader, place, value, "a list of names and networks");
	while (status == CERTPOLICY_OK && cp_json_next_element(&rest, &element))
		status = add_permitted(reader, place, &element, anchor);
	anchor->terms.constrained = true;
	anchor->terms.permitted = anchor->permitted;
	anchor->terms.n_permitted = anchor->n_permitted;
	return status;
}

static const char *const anchor_keys[] = {
	"certificate", "public", "distrust_after", "sct_not_after", "permitted", NULL};

static int
read_anchor_key(cp_request_reader *reader, const cp_json_place *place, size_t key,
	const cp_json_value *value, anchor_entry *anchor)
{
	cp_anchor_terms *terms = &anchor->terms;

	switch (key) {
	case 0:
		return cp_json_counted(reader, place, value, true, &anchor->der);
	case 1:
		return cp_json_bool(reader, place, value, &terms->is_public);
	case 2:
		terms->has_distrust_after = true;
		return cp_json_time(reader, place, value, &terms->distrust_after);
	case 3:
		terms->has_sct_not_after = true;
		return cp_json_time(reader, place, value, &terms->sct_not_after);
	default:
		return read_permitted(reader, place, value, anchor);
	}
}

static int
read_anchor_object(cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *object, anchor_entry *anchor)
{
	bool seen[CP_COUNT(anchor_keys)] = {false};
	cp_json_place inside = *place;
	cp_json_value key, value;
	cp_bytes rest = object->inner;
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK && cp_json_next_member(&rest, &key, &value)) {
		size_t i = cp_json_find_word(&key, anchor_keys);

		if (anchor_keys[i] == NULL && cp_json_is_own_key(&key))
			continue;
		if (anchor_keys[i] == NULL)
			return cp_json_unknown_key(reader, place, &key, anchor_keys);
		status = cp_json_see_key(reader, place, anchor_keys[i], &seen[i]);
		inside.inner = anchor_keys[i];
		if (status == CERTPOLICY_OK)
			status = read_anchor_key(reader, &inside, i, &value, anchor);
	}
	if (status == CERTPOLICY_OK && !seen[0])
		status = cp_json_bad(reader, place, "request.missing-key",
			"an anchor needs its \"certificate\"");
	return status;
}

static int
add_anchor(cp_request_reader *reader, const cp_json_place *place, const cp_json_value *element,
	bool may_be_public)
{
	anchor_entry anchor = {.terms = {.source = "request"}};
	int status;

	if (element->kind == CP_JSON_OBJECT)
		status = read_anchor_object(reader, place, element, &anchor);
	else
		status = cp_json_counted(reader, place, element, true, &anchor.der);
	if (status == CERTPOLICY_OK) {
		anchor.terms.is_public &= may_be_public;
		status = cp_request_add_anchor(reader->request, anchor.der, &anchor.terms, NULL);
		if (status == CERTPOLICY_ERROR_NO_MEMORY)
			cp_error_no_memory(reader->error);
		else if (status != CERTPOLICY_OK)
			status = cp_json_bad(reader, place, "request.bad-anchor",
				"this is no certificate that could be trusted: it has no subject");
	}
	clear_anchor(&anchor);
	return status;
}

static int
read_anchor(cp_request_reader *reader, const cp_json_place *place, const cp_json_value *element)
{
	return add_anchor(reader, place, element, true);
}

int
cp_request_read_anchors(cp_request_reader *reader, const cp_json_value *value)
{
	reader->request->own_anchors = true;
	return cp_json_list(reader, value, "anchors", "a list of certificates", read_anchor);
}

/* Beside the engine's, and private whatever is said: they come with the endpoint. */
static int
read_extra_anchor(
	cp_request_reader *reader, const cp_json_place *place, const cp_json_value *element)
{
	return add_anchor(reader, place, element, false);
}

int
cp_request_read_extra_anchors(cp_request_reader *reader, const cp_json_value *value)
{
	return cp_json_list(
		reader, value, "extra_anchors", "a list of certificates", read_extra_anchor);
}
