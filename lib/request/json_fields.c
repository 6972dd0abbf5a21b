/* The fields of a request, one reader each (doc/schema/request.json says the same as a schema);
 * those of anchors are in json_anchors.c. */
#include <config.h>
#include "request/json.h"
#include "base/error.h"
#include "base/json_compact.h"
#include "base/mem.h"

/* ---- id, policy ---- */

static int
read_id(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = cp_json_place_of("id");
	int status = cp_json_compact(value->whole, &reader->request->id);

	if (status == CERTPOLICY_ERROR_BAD_INPUT)
		return cp_json_bad(reader, &place, "request.bad-value", "a key stands twice");
	return status == CERTPOLICY_OK ? status : cp_error_no_memory(reader->error);
}

/* What it says is understood when it is needed, and what it extends is known. */
static int
read_inline_policy(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = cp_json_place_of("policy");
	int status = cp_json_compact(value->whole, &reader->request->policy_inline);

	if (status == CERTPOLICY_ERROR_BAD_INPUT)
		return cp_json_bad(reader, &place, "request.duplicate-key", "a key stands twice");
	return status == CERTPOLICY_OK ? status : cp_error_no_memory(reader->error);
}

static int
read_policy(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = cp_json_place_of("policy");

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
	cp_bytes_clear(&der);
	return status;
}

static int
read_chain(cp_request_reader *reader, const cp_json_value *value)
{
	return cp_json_list(reader, value, "chain", "a list of certificates", read_chain_element);
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
	cp_bytes_clear(&der);
	return status;
}

static int
read_intermediates(cp_request_reader *reader, const cp_json_value *value)
{
	return cp_json_list(
		reader, value, "intermediates", "a list of certificates", read_intermediate);
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
		kind = cp_json_find_word(&key, kinds);
		if (kinds[kind] == NULL && cp_json_is_own_key(&key))
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
	cp_json_place place = cp_json_place_of("peer");
	int status;

	if (value->kind == CP_JSON_NULL) {
		reader->request->peer_state = CP_PEERS_NOT_CHECKED;
		return CERTPOLICY_OK;
	}
	if (value->kind == CP_JSON_OBJECT)
		return read_identity(reader, &place, value);
	status = cp_json_list(
		reader, value, "peer", "an object, a list of them or null", read_identity);
	if (status == CERTPOLICY_OK && reader->request->n_peers == 0)
		status = cp_json_bad(reader, &place, "request.bad-peer",
			"the list is empty; null says that no name is to be checked");
	return status;
}

static int
read_address(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = cp_json_place_of("address");
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
	cp_json_place place = cp_json_place_of("time");

	reader->request->has_time = true;
	return cp_json_time(reader, &place, value, &reader->request->time);
}

static int
read_purpose(cp_request_reader *reader, const cp_json_value *value)
{
	static const char *const words[] = {"server", "client", "any", NULL};
	cp_json_place place = cp_json_place_of("purpose");
	size_t i;

	if (value->kind != CP_JSON_STRING)
		return cp_json_wrong_type(reader, &place, value, "a string");
	i = cp_json_find_word(value, words);
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
	cp_bytes_clear(&der);
	return status;
}

static int
read_crls(cp_request_reader *reader, const cp_json_value *value)
{
	return cp_json_list(reader, value, "crls", "a list of CRLs", read_crl);
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
	cp_bytes_clear(&response);
	return status;
}

static int
read_ocsp_staple(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = cp_json_place_of("ocsp_staple");

	if (value->kind == CP_JSON_STRING)
		return read_staple(reader, &place, value);
	return cp_json_list(
		reader, value, "ocsp_staple", "a string or a list of strings", read_staple);
}

static int
read_response(cp_request_reader *reader, const cp_json_place *place, const cp_json_value *element)
{
	cp_bytes response = CP_BYTES_NONE;
	int status = cp_json_counted(reader, place, element, false, &response);

	if (status == CERTPOLICY_OK)
		status = cp_request_add_ocsp(reader->request, response, reader->error);
	cp_bytes_clear(&response);
	return status;
}

static int
read_ocsp(cp_request_reader *reader, const cp_json_value *value)
{
	return cp_json_list(reader, value, "ocsp", "a list of strings", read_response);
}

static int
read_sct_list(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = cp_json_place_of("sct_list");
	cp_bytes list = CP_BYTES_NONE;
	int status = cp_json_counted(reader, &place, value, false, &list);

	if (status == CERTPOLICY_OK)
		status = cp_request_set_sct_list(reader->request, list, reader->error);
	cp_bytes_clear(&list);
	return status;
}

/* ---- the session ---- */

/* Its members: words first, then what is yes or no in the order of cp_session_fact. */
enum { PROTOCOL, CIPHER, GROUP, SIGNATURE, N_WORDS, DH_BITS = N_WORDS, RESUMED, FACTS };

typedef struct session_members {
	char *words[N_WORDS];
	bool resumed;
} session_members;

static int
read_session_member(cp_request_reader *reader, const cp_json_place *place, size_t i,
	const cp_json_value *value, session_members *members)
{
	unsigned bits = 0;
	bool holds = false;
	int status;

	if (i < N_WORDS)
		return cp_json_string(reader, place, value, &members->words[i]);
	if (i == DH_BITS) {
		status = cp_json_count(reader, place, value, &bits);
		if (status == CERTPOLICY_OK)
			cp_request_set_session_dh_bits(reader->request, bits);
		return status;
	}
	status = cp_json_bool(reader, place, value, &holds);
	if (status == CERTPOLICY_OK && i == RESUMED)
		members->resumed = holds;
	else if (status == CERTPOLICY_OK)
		cp_request_set_session_fact(reader->request, (cp_session_fact)(i - FACTS), holds);
	return status;
}

static int
read_session_members(cp_request_reader *reader, cp_bytes rest, session_members *members)
{
	static const char *const keys[] = {"protocol", "cipher", "group", "signature", "dh_bits",
		"resumed", "extended_master_secret", "secure_renegotiation", "compression",
		"early_data", NULL};
	cp_json_place place = cp_json_place_of("session");
	bool seen[CP_COUNT(keys)] = {false};
	cp_json_value key, value;
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK && cp_json_next_member(&rest, &key, &value)) {
		size_t i = cp_json_find_word(&key, keys);

		place.inner = NULL;
		if (keys[i] == NULL && cp_json_is_own_key(&key))
			continue;
		if (keys[i] == NULL)
			return cp_json_unknown_key(reader, &place, &key, keys);
		status = cp_json_see_key(reader, &place, keys[i], &seen[i]);
		place.inner = keys[i];
		if (status == CERTPOLICY_OK)
			status = read_session_member(reader, &place, i, &value, members);
	}
	return status;
}

static int
read_session(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = cp_json_place_of("session");
	session_members members = {{NULL, NULL, NULL, NULL}, false};
	size_t i;
	int status;

	if (value->kind != CP_JSON_OBJECT)
		return cp_json_wrong_type(reader, &place, value, "an object");
	status = read_session_members(reader, value->inner, &members);
	if (status == CERTPOLICY_OK)
		status = cp_request_set_session(reader->request, members.words[PROTOCOL],
			members.words[CIPHER], members.words[GROUP], members.resumed,
			reader->error);
	if (status == CERTPOLICY_OK)
		status = cp_request_set_session_signature(
			reader->request, members.words[SIGNATURE], reader->error);
	for (i = 0; i < N_WORDS; i++)
		cp_free(members.words[i]);
	return status;
}

static int
read_explain_path(cp_request_reader *reader, const cp_json_value *value)
{
	cp_json_place place = cp_json_place_of("explain_path");

	return cp_json_bool(reader, &place, value, &reader->request->explain_path);
}

const cp_request_field cp_request_fields[] = {
	{"id", 0, read_id},
	{"policy", CERTPOLICY_LOCK_POLICY, read_policy},
	{"chain", 0, read_chain},
	{"anchors", CERTPOLICY_LOCK_ANCHORS, cp_request_read_anchors},
	{"extra_anchors", CERTPOLICY_LOCK_EXTRA_ANCHORS, cp_request_read_extra_anchors},
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
