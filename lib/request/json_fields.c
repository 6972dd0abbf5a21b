/* The fields of a request, one reader each (doc/schema/request.json says the same as a schema). */
#include <config.h>
#include "request/json.h"
#include "base/error.h"
#include "base/json_compact.h"
#include "base/mem.h"

static cp_json_place
place_of(const char *field)
{
	cp_json_place place = {field, false, 0, NULL};

	return place;
}

/* Walks a list; `read` sees each element with its place. */
static int
read_list(cp_request_reader *reader, const cp_json_value *value, const char *field,
	const char *wanted,
	int (*read)(cp_request_reader *reader, const cp_json_place *place,
		const cp_json_value *element))
{
	cp_json_place place = place_of(field);
	cp_json_value element;
	cp_bytes rest = value->inner;
	int status = CERTPOLICY_OK;

	if (value->kind != CP_JSON_ARRAY)
		return cp_json_wrong_type(reader, &place, value, wanted);
	place.has_index = true;
	while (status == CERTPOLICY_OK && cp_json_next_element(&rest, &element)) {
		status = read(reader, &place, &element);
		place.index++;
	}
	return status;
}

/* ---- id, policy ---- */

static int
read_id(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = place_of("id");
	int status = cp_json_compact(value->whole, &reader->request->id);

	if (status == CERTPOLICY_ERROR_BAD_INPUT)
		return cp_json_bad(reader, &place, "request.bad-value", "a key stands twice");
	return status == CERTPOLICY_OK ? status : cp_error_no_memory(reader->error);
}

/* What it says is understood when it is needed, and what it extends is known. */
static int
read_inline_policy(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = place_of("policy");
	int status = cp_json_compact(value->whole, &reader->request->policy_inline);

	if (status == CERTPOLICY_ERROR_BAD_INPUT)
		return cp_json_bad(reader, &place, "request.duplicate-key", "a key stands twice");
	return status == CERTPOLICY_OK ? status : cp_error_no_memory(reader->error);
}

static int
read_policy(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = place_of("policy");

	if (value->kind == CP_JSON_OBJECT)
		return read_inline_policy(reader, value);
	if (value->kind != CP_JSON_STRING)
		return cp_json_wrong_type(reader, &place, value, "a name or a policy object");
	return cp_json_string(reader, &place, value, &reader->request->policy_name);
}

/* ---- certificates ---- */

/* What the peer sends ends in a finding, however much it is; what is too much is not even decoded.
 */
static bool
leave_out(cp_request_reader *reader)
{
	if (reader->n_certificates < reader->limits->limit[CP_LIMIT_CERTIFICATES]) {
		reader->n_certificates++;
		return false;
	}
	reader->request->is_cut = true;
	return true;
}

static int
read_chain_element(
	cp_request_reader *reader, const cp_json_place *place, const cp_json_value *element)
{
	cp_bytes der = CP_BYTES_NONE;
	int status;

	/* The leaf is there, whatever came before it. */
	if (reader->request->n_chain > 0 && leave_out(reader))
		return CERTPOLICY_OK;
	status = cp_json_octets(reader, place, element, true, &der);
	if (status == CERTPOLICY_OK)
		status = cp_request_add_certificate(reader->request, der, reader->error);
	cp_free((void *)(uintptr_t)der.data);
	return status;
}

static int
read_chain(cp_request_reader *reader, const cp_json_value *value)
{
	return read_list(reader, value, "chain", "a list of certificates", read_chain_element);
}

static int
read_intermediate(
	cp_request_reader *reader, const cp_json_place *place, const cp_json_value *element)
{
	cp_bytes der = CP_BYTES_NONE;
	int status;

	if (leave_out(reader))
		return CERTPOLICY_OK;
	status = cp_json_octets(reader, place, element, true, &der);
	if (status == CERTPOLICY_OK)
		status = cp_request_add_intermediate(reader->request, der, reader->error);
	cp_free((void *)(uintptr_t)der.data);
	return status;
}

static int
read_intermediates(cp_request_reader *reader, const cp_json_value *value)
{
	return read_list(
		reader, value, "intermediates", "a list of certificates", read_intermediate);
}

/* ---- anchors ---- */

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
	cp_free((void *)(uintptr_t)anchor->der.data);
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

static size_t
find_word(const cp_json_value *key, const char *const *words)
{
	size_t i;

	for (i = 0; words[i] != NULL && !cp_json_is_word(key, words[i]); i++)
		;
	return i;
}

static bool
is_own_key(const cp_json_value *key)
{
	return key->inner.len >= 2 && key->inner.data[0] == 'x' && key->inner.data[1] == '-';
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
		size_t i = find_word(&key, anchor_keys);

		if (anchor_keys[i] == NULL && is_own_key(&key))
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

static int
read_anchors(cp_request_reader *reader, const cp_json_value *value)
{
	reader->request->own_anchors = true;
	return read_list(reader, value, "anchors", "a list of certificates", read_anchor);
}

/* Beside the engine's, and private whatever is said: they come with the endpoint. */
static int
read_extra_anchor(
	cp_request_reader *reader, const cp_json_place *place, const cp_json_value *element)
{
	return add_anchor(reader, place, element, false);
}

static int
read_extra_anchors(cp_request_reader *reader, const cp_json_value *value)
{
	return read_list(
		reader, value, "extra_anchors", "a list of certificates", read_extra_anchor);
}

/* ---- the peer ---- */

static int
read_identity(cp_request_reader *reader, const cp_json_place *place, const cp_json_value *object)
{
	static const char *const kinds[] = {"dns", "ip", "email", "uri", "srv", NULL};
	cp_json_value key, value;
	cp_json_place inside = *place;
	cp_bytes rest = object->inner, text;
	uint8_t *owned;
	size_t kind, n = 0;
	int status = CERTPOLICY_OK;

	if (object->kind != CP_JSON_OBJECT)
		return cp_json_wrong_type(
			reader, place, object, "an object such as {\"dns\": \"example.org\"}");
	while (status == CERTPOLICY_OK && cp_json_next_member(&rest, &key, &value)) {
		kind = find_word(&key, kinds);
		if (kinds[kind] == NULL && is_own_key(&key))
			continue;
		if (kinds[kind] == NULL)
			return cp_json_unknown_key(reader, place, &key, kinds);
		if (n++ > 0)
			break;
		inside.inner = kinds[kind];
		if (value.kind != CP_JSON_STRING)
			return cp_json_wrong_type(reader, &inside, &value, "a string");
		if (value.inner.len == 0)
			return cp_json_bad(
				reader, &inside, "request.bad-peer", "the name is empty");
		status = cp_json_text(reader, &inside, &value, &text, &owned);
		if (status == CERTPOLICY_OK)
			status = cp_request_add_peer(
				reader->request, (cp_peer_kind)kind, text, reader->error);
		cp_free(owned);
	}
	if (status == CERTPOLICY_OK && n != 1)
		status = cp_json_bad(reader, place, "request.bad-peer",
			"one identity has one of dns, ip, email, uri and srv; several stand in a "
			"list");
	return status;
}

static int
read_peer(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = place_of("peer");
	int status;

	if (value->kind == CP_JSON_NULL) {
		reader->request->peer_state = CP_PEERS_NOT_CHECKED;
		return CERTPOLICY_OK;
	}
	if (value->kind == CP_JSON_OBJECT)
		return read_identity(reader, &place, value);
	status = read_list(
		reader, value, "peer", "an object, a list of them or null", read_identity);
	if (status == CERTPOLICY_OK && reader->request->n_peers == 0)
		status = cp_json_bad(reader, &place, "request.bad-peer",
			"the list is empty; null says that no name is to be checked");
	return status;
}

static int
read_address(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = place_of("address");
	cp_bytes text;
	uint8_t *owned;
	int status = cp_json_text(reader, &place, value, &text, &owned);

	if (status == CERTPOLICY_OK)
		status = cp_request_set_address(reader->request, text, reader->error);
	cp_free(owned);
	return status;
}

/* ---- time, purpose ---- */

static int
read_time(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = place_of("time");

	reader->request->has_time = true;
	return cp_json_time(reader, &place, value, &reader->request->time);
}

static int
read_purpose(cp_request_reader *reader, const cp_json_value *value)
{
	static const char *const words[] = {"server", "client", "any", NULL};
	cp_json_place place = place_of("purpose");
	size_t i;

	if (value->kind != CP_JSON_STRING)
		return cp_json_wrong_type(reader, &place, value, "a string");
	i = find_word(value, words);
	if (words[i] == NULL)
		return cp_json_bad(reader, &place, "request.bad-value",
			"no such purpose: it is server, client or any");
	reader->request->purpose = (certpolicy_purpose)i;
	reader->request->has_purpose = true;
	return CERTPOLICY_OK;
}

/* ---- revocation and transparency ---- */

static int
read_crl(cp_request_reader *reader, const cp_json_place *place, const cp_json_value *element)
{
	cp_bytes der = CP_BYTES_NONE;
	int status = cp_json_counted(reader, place, element, true, &der);

	if (status == CERTPOLICY_OK)
		status = cp_request_add_crl(reader->request, der, reader->error);
	cp_free((void *)(uintptr_t)der.data);
	return status;
}

static int
read_crls(cp_request_reader *reader, const cp_json_value *value)
{
	return read_list(reader, value, "crls", "a list of CRLs", read_crl);
}

static int
read_staple(cp_request_reader *reader, const cp_json_place *place, const cp_json_value *element)
{
	cp_bytes response = CP_BYTES_NONE;
	int status = CERTPOLICY_OK;

	if (element->kind != CP_JSON_NULL)
		status = cp_json_counted(reader, place, element, false, &response);
	if (status == CERTPOLICY_OK)
		status = cp_request_set_staple(
			reader->request, place->index, response, reader->error);
	cp_free((void *)(uintptr_t)response.data);
	return status;
}

static int
read_ocsp_staple(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = place_of("ocsp_staple");

	if (value->kind == CP_JSON_STRING)
		return read_staple(reader, &place, value);
	return read_list(
		reader, value, "ocsp_staple", "a string or a list of strings", read_staple);
}

static int
read_response(cp_request_reader *reader, const cp_json_place *place, const cp_json_value *element)
{
	cp_bytes response = CP_BYTES_NONE;
	int status = cp_json_counted(reader, place, element, false, &response);

	if (status == CERTPOLICY_OK)
		status = cp_request_add_ocsp(reader->request, response, reader->error);
	cp_free((void *)(uintptr_t)response.data);
	return status;
}

static int
read_ocsp(cp_request_reader *reader, const cp_json_value *value)
{
	return read_list(reader, value, "ocsp", "a list of strings", read_response);
}

static int
read_sct_list(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = place_of("sct_list");
	cp_bytes list = CP_BYTES_NONE;
	int status = cp_json_counted(reader, &place, value, false, &list);

	if (status == CERTPOLICY_OK)
		status = cp_request_set_sct_list(reader->request, list, reader->error);
	cp_free((void *)(uintptr_t)list.data);
	return status;
}

/* ---- the session ---- */

static int
read_session_members(cp_request_reader *reader, cp_bytes rest, char *texts[3], bool *resumed)
{
	static const char *const keys[] = {"protocol", "cipher", "group", "resumed", NULL};
	cp_json_place place = place_of("session");
	bool seen[CP_COUNT(keys)] = {false};
	cp_json_value key, value;
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK && cp_json_next_member(&rest, &key, &value)) {
		size_t i = find_word(&key, keys);

		place.inner = NULL;
		if (keys[i] == NULL && is_own_key(&key))
			continue;
		if (keys[i] == NULL)
			return cp_json_unknown_key(reader, &place, &key, keys);
		status = cp_json_see_key(reader, &place, keys[i], &seen[i]);
		place.inner = keys[i];
		if (status == CERTPOLICY_OK)
			status = i < 3 ? cp_json_string(reader, &place, &value, &texts[i])
				       : cp_json_bool(reader, &place, &value, resumed);
	}
	return status;
}

static int
read_session(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = place_of("session");
	char *texts[3] = {NULL, NULL, NULL};
	bool resumed = false;
	size_t i;
	int status;

	if (value->kind != CP_JSON_OBJECT)
		return cp_json_wrong_type(reader, &place, value, "an object");
	status = read_session_members(reader, value->inner, texts, &resumed);
	if (status == CERTPOLICY_OK)
		status = cp_request_set_session(
			reader->request, texts[0], texts[1], texts[2], resumed, reader->error);
	for (i = 0; i < CP_COUNT(texts); i++)
		cp_free(texts[i]);
	return status;
}

static int
read_explain_path(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = place_of("explain_path");

	return cp_json_bool(reader, &place, value, &reader->request->explain_path);
}

const cp_request_field cp_request_fields[] = {
	{"id", 0, read_id},
	{"policy", CERTPOLICY_LOCK_POLICY, read_policy},
	{"chain", 0, read_chain},
	{"anchors", CERTPOLICY_LOCK_ANCHORS, read_anchors},
	{"extra_anchors", CERTPOLICY_LOCK_EXTRA_ANCHORS, read_extra_anchors},
	{"intermediates", CERTPOLICY_LOCK_INTERMEDIATES, read_intermediates},
	{"peer", 0, read_peer},
	{"address", 0, read_address},
	{"time", CERTPOLICY_LOCK_TIME, read_time},
	{"purpose", 0, read_purpose},
	{"crls", 0, read_crls},
	{"ocsp_staple", 0, read_ocsp_staple},
	{"ocsp", 0, read_ocsp},
	{"sct_list", 0, read_sct_list},
	{"session", 0, read_session},
	{"explain_path", 0, read_explain_path},
	{NULL, 0, NULL},
};
