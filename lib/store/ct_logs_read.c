/*
 * Reading a log list: JSON of version 3
 * (https://www.gstatic.com/ct/log_list/v3/log_list_schema.json). What is wrong is an error with its
 * place; a list that is read in part is none.
 */
#include <config.h>
#include "store/ct_logs.h"
#include "base/buf.h"
#include "base/civil.h"
#include "base/error.h"
#include "base/json_scan.h"
#include "base/mem.h"
#include "base/text.h"
#include "x509/read.h"

/* A list on its way. */
typedef struct reading {
	cp_ct_logs *list;
	cp_bytes json;
	const char *source;
	const char *operator_name; /* whose logs are read */
	const char *log;           /* which one; NULL outside of logs */
	certpolicy_error **error;
} reading;

/* An error at a place of the text. */
static int
fail(const reading *r, cp_bytes at, const char *what)
{
	size_t line = 1, column = 1, i, offset = (size_t)(at.data - r->json.data);
	int status;

	for (i = 0; i < offset; i++) {
		column = r->json.data[i] == '\n' ? 1 : column + 1;
		line += r->json.data[i] == '\n';
	}
	if (r->log != NULL)
		status = cp_error_set(r->error, CERTPOLICY_ERROR_BAD_INPUT, "ct-log-list.bad-log",
			"the log %s of %s: %s", r->log, r->operator_name, what);
	else
		status = cp_error_set(
			r->error, CERTPOLICY_ERROR_BAD_INPUT, "ct-log-list.unreadable", "%s", what);
	cp_error_set_place(r->error, r->source, line, column);
	return status;
}

static int
fail_memory(const reading *r)
{
	return cp_error_no_memory(r->error);
}

/* The member of an object, of a kind that it must have; *found is false when it is not there. */
static int
find(const reading *r, cp_json_value object, const char *name, cp_json_kind kind,
	cp_json_value *found, bool *is_there)
{
	cp_json_value key, value;

	*is_there = false;
	while (cp_json_next_member(&object.inner, &key, &value)) {
		if (!cp_json_is_word(&key, name))
			continue;
		if (*is_there)
			return fail(r, key.whole, "a member stands twice");
		if (value.kind != kind)
			return fail(r, value.whole, "this has the wrong type");
		*found = value;
		*is_there = true;
	}
	return CERTPOLICY_OK;
}

/* A string, made such that it can be shown. */
static int
keep_text(const reading *r, const cp_json_value *string, const char **text)
{
	cp_arena *arena = &r->list->arena;
	uint8_t *octets = cp_arena_alloc(arena, string->inner.len + 1, 1);
	cp_buf buf = CP_BUF_EMPTY;

	*text = NULL;
	if (octets != NULL) {
		cp_buf_append_escaped(&buf, cp_bytes_of(octets, cp_json_unescape(string, octets)));
		if (!buf.failed)
			*text = cp_arena_strndup(arena, (const char *)buf.data, buf.len);
	}
	cp_buf_clear(&buf);
	return *text != NULL ? CERTPOLICY_OK : fail_memory(r);
}

/* An optional string; *text is NULL without it. */
static int
find_text(const reading *r, cp_json_value object, const char *name, const char **text)
{
	cp_json_value string;
	bool is_there;
	int status = find(r, object, name, CP_JSON_STRING, &string, &is_there);

	*text = NULL;
	return status == CERTPOLICY_OK && is_there ? keep_text(r, &string, text) : status;
}

/* An optional instant, RFC 3339. */
static int
find_time(const reading *r, cp_json_value object, const char *name, int64_t *time, bool *is_there)
{
	cp_json_value string;
	uint8_t text[64];
	int status = find(r, object, name, CP_JSON_STRING, &string, is_there);

	if (status != CERTPOLICY_OK || !*is_there)
		return status;
	if (string.inner.len > sizeof(text) ||
		!cp_time_parse(cp_bytes_of(text, cp_json_unescape(&string, text)), false, time))
		return fail(r, string.whole, "this is no instant (as 2026-03-31T00:00:00Z)");
	return CERTPOLICY_OK;
}

static int
need_time(const reading *r, cp_json_value object, const char *name, const char *otherwise,
	int64_t *time)
{
	bool is_there;
	int status = find_time(r, object, name, time, &is_there);

	return status == CERTPOLICY_OK && !is_there ? fail(r, object.whole, otherwise) : status;
}

/* Octets in base64, which a log must have; `at` may be NULL. */
static int
need_octets(const reading *r, cp_json_value object, const char *name, const char *otherwise,
	cp_bytes *octets, cp_bytes *at)
{
	cp_json_value string;
	uint8_t *text, *data;
	size_t len = 0;
	bool is_there;
	int status = find(r, object, name, CP_JSON_STRING, &string, &is_there);

	if (status != CERTPOLICY_OK)
		return status;
	if (!is_there)
		return fail(r, object.whole, otherwise);
	text = cp_arena_alloc(&r->list->arena, string.inner.len + 1, 1);
	data = cp_arena_alloc(&r->list->arena, string.inner.len + 1, 1);
	if (text == NULL || data == NULL)
		return fail_memory(r);
	if (!cp_base64_decode(cp_bytes_of(text, cp_json_unescape(&string, text)), data, &len))
		return fail(r, string.whole, "this is no base64");
	*octets = cp_bytes_of(data, len);
	if (at != NULL)
		*at = string.whole;
	return CERTPOLICY_OK;
}

/* {"usable": {"timestamp": …}}; some lists give each state that a log went through. */
static int
read_states(const reading *r, cp_json_value object, cp_ct_log *log)
{
	cp_json_value states, state;
	bool is_there;
	int i, status = find(r, object, "state", CP_JSON_OBJECT, &states, &is_there);

	if (!is_there)
		return status;
	for (i = CP_CT_STATE_PENDING; i < CP_N_CT_STATES && status == CERTPOLICY_OK; i++) {
		status = find(r, states, cp_ct_state_name((cp_ct_state)i), CP_JSON_OBJECT, &state,
			&log->has_state[i]);
		if (status == CERTPOLICY_OK && log->has_state[i])
			status = need_time(r, state, "timestamp", "this state has no timestamp",
				&log->since[i]);
	}
	return status;
}

static int
read_interval(const reading *r, cp_json_value object, cp_ct_log *log)
{
	cp_json_value interval;
	int status =
		find(r, object, "temporal_interval", CP_JSON_OBJECT, &interval, &log->has_interval);

	if (status != CERTPOLICY_OK || !log->has_interval)
		return status;
	status =
		need_time(r, interval, "start_inclusive", "the interval has no start", &log->start);
	if (status == CERTPOLICY_OK)
		status = need_time(
			r, interval, "end_exclusive", "the interval has no end", &log->end);
	if (status == CERTPOLICY_OK && log->start >= log->end)
		return fail(r, interval.whole, "the interval ends before it starts");
	return status;
}

static int
read_previous(const reading *r, cp_json_value object, cp_ct_log *log)
{
	cp_json_value list, entry;
	cp_ct_operator *previous;
	cp_bytes rest;
	size_t n = 0;
	bool is_there;
	int status = find(r, object, "previous_operators", CP_JSON_ARRAY, &list, &is_there);

	if (status != CERTPOLICY_OK || !is_there)
		return status;
	for (rest = list.inner; cp_json_next_element(&rest, &entry); n++)
		continue;
	previous = cp_arena_alloc(&r->list->arena, n, sizeof(*previous));
	if (n > 0 && previous == NULL)
		return fail_memory(r);
	for (rest = list.inner, n = 0; cp_json_next_element(&rest, &entry); n++) {
		if (entry.kind != CP_JSON_OBJECT)
			return fail(r, entry.whole, "this is no operator");
		status = find_text(r, entry, "name", &previous[n].name);
		if (status == CERTPOLICY_OK && previous[n].name == NULL)
			return fail(r, entry.whole, "a previous operator has no name");
		if (status == CERTPOLICY_OK)
			status = need_time(r, entry, "end_time",
				"a previous operator has no end_time", &previous[n].until);
		if (status != CERTPOLICY_OK)
			return status;
	}
	log->previous = previous;
	log->n_previous = n;
	return CERTPOLICY_OK;
}

static bool
read_spki(cp_bytes spki, cp_public_key *key)
{
	cp_der_reader reader;
	cp_bytes rest = spki;

	cp_der_reader_init(&reader, spki, NULL, 0);
	return cp_read_public_key(&reader, &rest, key) && rest.len == 0 && reader.n_malformed == 0;
}

/*
 * RFC 6962 3.2: a log's id is the SHA-256 of its key. What hashes right and is no key that can be
 * read does not spoil the list: published ones have such a log. It vouches for nothing.
 */
static int
read_key(const reading *r, cp_json_value object, cp_ct_log *log)
{
	cp_bytes id, spki, at;
	uint8_t digest[CP_SHA256_LEN];
	int status = need_octets(r, object, "log_id", "it has no log_id", &id, &at);

	if (status == CERTPOLICY_OK)
		status = need_octets(r, object, "key", "it has no key", &spki, NULL);
	if (status != CERTPOLICY_OK)
		return status;
	cp_crypto_sha256(spki, digest);
	if (!cp_bytes_equal(id, cp_bytes_of(digest, sizeof(digest))))
		return fail(r, at, "its log_id is not the SHA-256 of its key");
	memcpy(log->log_id, digest, sizeof(digest));
	if (!read_spki(spki, &log->key))
		memset(&log->key, 0, sizeof(log->key));
	return CERTPOLICY_OK;
}

static int
add_log(const reading *r, cp_json_value object, const cp_ct_log *log)
{
	cp_ct_logs *list = r->list;
	size_t n = list->n_logs;

	if (cp_ct_logs_find(list, log->log_id) != NULL)
		return fail(r, object.whole, "another log has the same log_id");
	if (n >= CP_TABLE_NONE ||
		!cp_grow((void **)&list->logs, n, &list->capacity, sizeof(*log)) ||
		!cp_table_reserve(&list->by_id, n + 1))
		return fail_memory(r);
	list->logs[n] = *log;
	cp_table_add(&list->by_id, cp_table_hash(log->log_id), (uint32_t)n);
	list->n_logs++;
	return CERTPOLICY_OK;
}

static int
read_log(reading *r, cp_json_value object, bool is_tiled)
{
	cp_ct_log log = {.operator_name = r->operator_name, .is_tiled = is_tiled};
	int status;

	r->log = "without a description";
	if (object.kind != CP_JSON_OBJECT)
		return fail(r, object.whole, "this is no log");
	status = find_text(r, object, "description", &log.description);
	if (log.description != NULL)
		r->log = log.description;
	if (status == CERTPOLICY_OK)
		status = read_states(r, object, &log);
	if (status == CERTPOLICY_OK)
		status = read_key(r, object, &log);
	if (status == CERTPOLICY_OK)
		status = read_interval(r, object, &log);
	if (status == CERTPOLICY_OK)
		status = read_previous(r, object, &log);
	if (status == CERTPOLICY_OK)
		status = add_log(r, object, &log);
	r->log = NULL;
	return status;
}

static int
read_operator(reading *r, cp_json_value object)
{
	static const char *const lists[] = {"logs", "tiled_logs"};
	cp_json_value list, log;
	size_t i;
	bool is_there;
	int status;

	if (object.kind != CP_JSON_OBJECT)
		return fail(r, object.whole, "this is no operator");
	status = find_text(r, object, "name", &r->operator_name);
	if (status == CERTPOLICY_OK && (r->operator_name == NULL || *r->operator_name == '\0'))
		return fail(r, object.whole, "an operator has no name");
	for (i = 0; i < CP_COUNT(lists) && status == CERTPOLICY_OK; i++) {
		status = find(r, object, lists[i], CP_JSON_ARRAY, &list, &is_there);
		while (status == CERTPOLICY_OK && is_there &&
			cp_json_next_element(&list.inner, &log))
			status = read_log(r, log, i == 1);
	}
	r->list->n_operators++;
	return status;
}

static int
read_list(reading *r)
{
	cp_json_fault fault;
	cp_json_value top, operators, entry;
	cp_bytes rest = r->json;
	bool is_there = false;
	int status;

	if (!cp_json_check(r->json, &fault))
		return fail(r, cp_bytes_of(r->json.data + fault.offset, 0), fault.what);
	if (!cp_json_next(&rest, &top) || top.kind != CP_JSON_OBJECT)
		return fail(r, r->json, "this is no list of logs (an object in JSON)");
	status = find(r, top, "operators", CP_JSON_ARRAY, &operators, &is_there);
	if (status == CERTPOLICY_OK && !is_there)
		return fail(r, top.whole, "this is no list of logs: it has no \"operators\"");
	if (status == CERTPOLICY_OK)
		status =
			find_time(r, top, "log_list_timestamp", &r->list->date, &r->list->has_date);
	if (status == CERTPOLICY_OK)
		status = find_text(r, top, "version", &r->list->version);
	while (status == CERTPOLICY_OK && cp_json_next_element(&operators.inner, &entry))
		status = read_operator(r, entry);
	if (status == CERTPOLICY_OK && r->list->n_logs == 0)
		return fail(r, top.whole, "the list names no log");
	return status;
}

int
cp_ct_logs_read(cp_bytes json, const char *source, cp_ct_logs **logs, certpolicy_error **error)
{
	reading r = {.json = json, .source = source, .error = error};
	int status;

	*logs = NULL;
	r.list = cp_calloc(1, sizeof(*r.list));
	if (r.list == NULL)
		return cp_error_no_memory(error);
	status = read_list(&r);
	if (status == CERTPOLICY_OK)
		*logs = r.list;
	else
		cp_ct_logs_free(r.list);
	return status;
}
