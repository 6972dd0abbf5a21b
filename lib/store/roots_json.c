/*
 * Roots as this library has them in JSON (doc/schema/roots.json): for who keeps a list of his own,
 * and for what no programme publishes in a form that a program could read.
 */
#include <config.h>
#include "base/civil.h"
#include "base/json_scan.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/roots_read.h"
#include "x509/cert.h"
#include "x509/input.h"
#include "x509/pem.h"

#define SCHEMA "certpolicy.roots/1"

/* One root on its way in; what it is about may stand behind what is said of it. */
typedef struct entry {
	cp_roots_reading *reading;
	cp_root root;
	bool has_sha256;
	cp_bytes der;
} entry;

static size_t
line_of(const cp_roots_reading *reading, const cp_json_value *value)
{
	return cp_pem_line(reading->content, (size_t)(value->whole.data - reading->content.data));
}

static int
refuse(cp_roots_reading *reading, const cp_json_value *value, const char *key, const char *wanted)
{
	return cp_roots_refuse(reading, line_of(reading, value), "\"%s\" is to be %s", key, wanted);
}

/* The octets of a string that is not empty; lent by the arena or the content. */
static int
read_text(cp_roots_reading *reading, const char *key, const cp_json_value *value, cp_bytes *text)
{
	uint8_t *copy;

	if (value->kind != CP_JSON_STRING || value->inner.len == 0)
		return refuse(reading, value, key, "a string that says something");
	*text = value->inner;
	if (!value->escaped)
		return CERTPOLICY_OK;
	copy = cp_arena_alloc(reading->arena, value->inner.len, 1);
	if (copy == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	*text = cp_bytes_of(copy, cp_json_unescape(value, copy));
	return CERTPOLICY_OK;
}

static int
read_bool(cp_roots_reading *reading, const char *key, const cp_json_value *value, bool *answer)
{
	*answer = cp_bytes_equal(value->whole, cp_bytes_of_string("true"));
	return value->kind == CP_JSON_BOOL ? CERTPOLICY_OK
					   : refuse(reading, value, key, "true or false");
}

static int
read_sha256(entry *one, const char *key, const cp_json_value *value)
{
	cp_bytes text;
	int status = read_text(one->reading, key, value, &text);

	if (status != CERTPOLICY_OK)
		return status;
	one->has_sha256 = true;
	if (text.len == 2 * CP_SHA256_LEN && cp_hex_decode(text, one->root.sha256))
		return CERTPOLICY_OK;
	return refuse(
		one->reading, value, key, "the SHA-256 of a certificate, 64 hexadecimal digits");
}

static int
read_certificate(entry *one, const char *key, const cp_json_value *value)
{
	cp_bytes text, subject, key_id;
	bool no_memory = false;
	int status = read_text(one->reading, key, value, &text);

	if (status != CERTPOLICY_OK)
		return status;
	if (cp_input_decode_one(text, &one->der, &no_memory) &&
		cp_cert_peek(one->der, &subject, &key_id))
		return CERTPOLICY_OK;
	if (no_memory)
		return CERTPOLICY_ERROR_NO_MEMORY;
	return refuse(one->reading, value, key, "one certificate, as PEM or in base64");
}

static int
read_name(entry *one, const char *key, const cp_json_value *value)
{
	cp_bytes text;
	int status = read_text(one->reading, key, value, &text);

	if (status == CERTPOLICY_OK)
		one->root.name = cp_roots_keep_name(one->reading, text);
	return status;
}

static int
read_public(entry *one, const char *key, const cp_json_value *value)
{
	return read_bool(one->reading, key, value, &one->root.is_public);
}

static int
read_distrusted(entry *one, const char *key, const cp_json_value *value)
{
	return read_bool(one->reading, key, value, &one->root.is_distrusted);
}

/* null says that there is no date, whatever others say. */
static int
read_date(entry *one, const char *key, const cp_json_value *value, cp_distrust_by by)
{
	cp_root_date *date = &one->root.dates[by];
	cp_bytes text;
	int status;

	date->is_told = true;
	if (value->kind == CP_JSON_NULL)
		return CERTPOLICY_OK;
	status = read_text(one->reading, key, value, &text);
	if (status != CERTPOLICY_OK)
		return status;
	date->is_set = true;
	if (cp_time_parse(text, true, &date->at))
		return CERTPOLICY_OK;
	return refuse(one->reading, value, key, "a day or an instant (RFC 3339), or null");
}

static int
read_distrust_after(entry *one, const char *key, const cp_json_value *value)
{
	return read_date(one, key, value, CP_DISTRUST_BY_NOT_BEFORE);
}

static int
read_sct_not_after(entry *one, const char *key, const cp_json_value *value)
{
	return read_date(one, key, value, CP_DISTRUST_BY_SCT);
}

/* A list of strings, each for `add`. */
static int
read_list(entry *one, const char *key, const cp_json_value *value, const char *wanted,
	int (*add)(cp_roots_reading *reading, cp_root *root, cp_bytes text))
{
	cp_json_value element;
	cp_bytes rest = value->inner, text;
	int status = CERTPOLICY_OK;

	if (value->kind != CP_JSON_ARRAY)
		return refuse(one->reading, value, key, "a list");
	while (status == CERTPOLICY_OK && cp_json_next_element(&rest, &element)) {
		status = read_text(one->reading, key, &element, &text);
		if (status == CERTPOLICY_OK) {
			status = add(one->reading, &one->root, text);
			if (status == CERTPOLICY_ERROR_BAD_INPUT)
				return refuse(one->reading, &element, key, wanted);
		}
	}
	return status;
}

static int
read_ev(entry *one, const char *key, const cp_json_value *value)
{
	one->root.ev_is_told = true;
	return read_list(
		one, key, value, "a list of policies such as 2.23.140.1.1", cp_roots_add_ev_policy);
}

static int
read_permitted(entry *one, const char *key, const cp_json_value *value)
{
	one->root.constrained = true;
	return read_list(
		one, key, value, "a list of DNS suffixes and networks", cp_roots_add_permitted);
}

static const struct {
	const char *key;
	int (*read)(entry *one, const char *key, const cp_json_value *value);
} fields[] = {
	{"sha256", read_sha256},
	{"certificate", read_certificate},
	{"name", read_name},
	{"public", read_public},
	{"distrusted", read_distrusted},
	{"distrust_after", read_distrust_after},
	{"sct_not_after", read_sct_not_after},
	{"ev", read_ev},
	{"permitted", read_permitted},
};

static bool
is_own_key(const cp_json_value *key)
{
	return key->inner.len > 2 && memcmp(key->inner.data, "x-", 2) == 0;
}

static int
refuse_key(cp_roots_reading *reading, const cp_json_value *key, const char *why)
{
	return cp_roots_refuse(reading, line_of(reading, key), "the key %.*s is %s",
		(int)(key->whole.len < 64 ? key->whole.len : 64), (const char *)key->whole.data,
		why);
}

static int
read_fields(entry *one, const cp_json_value *object)
{
	bool seen[CP_COUNT(fields)] = {false};
	cp_json_value key, value;
	cp_bytes rest = object->inner;
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK && cp_json_next_member(&rest, &key, &value)) {
		size_t i;

		for (i = 0; i < CP_COUNT(fields) && !cp_json_is_word(&key, fields[i].key); i++)
			continue;
		if (i == CP_COUNT(fields) && is_own_key(&key))
			continue;
		if (i == CP_COUNT(fields))
			return refuse_key(one->reading, &key, "unknown");
		if (seen[i])
			return refuse_key(one->reading, &key, "there twice");
		seen[i] = true;
		status = fields[i].read(one, fields[i].key, &value);
	}
	return status;
}

/* What was read becomes a record, under the digest that was given or that of the certificate. */
static int
keep(entry *one, const cp_json_value *object)
{
	cp_root *made;
	cp_root said = one->root;

	if (one->der.len == 0 && !one->has_sha256)
		return refuse(one->reading, object, "roots",
			"objects with a \"sha256\" or a \"certificate\"");
	made = one->der.len > 0 ? cp_roots_new_certificate(one->reading, one->der)
				: cp_roots_new_record(one->reading, one->root.sha256);
	if (made == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	if (one->has_sha256 && memcmp(made->sha256, one->root.sha256, CP_SHA256_LEN) != 0)
		return refuse(one->reading, object, "sha256", "that of the certificate beside it");
	said.source = made->source;
	said.der = made->der;
	said.is_anchor = made->der.len > 0;
	memcpy(said.sha256, made->sha256, CP_SHA256_LEN);
	*made = said;
	return CERTPOLICY_OK;
}

static int
read_root(cp_roots_reading *reading, const cp_json_value *object)
{
	entry one = {.reading = reading};
	int status;

	if (object->kind != CP_JSON_OBJECT)
		return refuse(reading, object, "roots", "a list of objects");
	status = read_fields(&one, object);
	if (status == CERTPOLICY_OK)
		status = keep(&one, object);
	cp_bytes_clear(&one.der);
	return status;
}

static int
read_roots(cp_roots_reading *reading, const cp_json_value *value)
{
	cp_json_value element;
	cp_bytes rest = value->inner;
	int status = CERTPOLICY_OK;

	if (value->kind != CP_JSON_ARRAY)
		return refuse(reading, value, "roots", "a list of objects");
	while (status == CERTPOLICY_OK && cp_json_next_element(&rest, &element))
		status = read_root(reading, &element);
	return status;
}

static int
read_own_date(cp_roots_reading *reading, const cp_json_value *value)
{
	cp_bytes text;
	int status = read_text(reading, "date", value, &text);

	if (status == CERTPOLICY_OK && !cp_time_parse(text, true, &reading->source->date))
		status = refuse(reading, value, "date", "a day or an instant (RFC 3339)");
	return status;
}

static int
read_schema(cp_roots_reading *reading, const cp_json_value *value)
{
	return cp_json_is_word(value, SCHEMA) ? CERTPOLICY_OK
					      : refuse(reading, value, "schema", "\"" SCHEMA "\"");
}

/* For people: who wrote this. */
static int
read_source(cp_roots_reading *reading, const cp_json_value *value)
{
	cp_bytes text;

	return read_text(reading, "source", value, &text);
}

static const struct {
	const char *key;
	int (*read)(cp_roots_reading *reading, const cp_json_value *value);
} parts[] = {
	{"schema", read_schema},
	{"source", read_source},
	{"date", read_own_date},
	{"roots", read_roots},
};

static int
read_document(cp_roots_reading *reading, const cp_json_value *document)
{
	cp_json_value key, value;
	cp_bytes rest = document->inner;
	bool seen[CP_COUNT(parts)] = {false};
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK && cp_json_next_member(&rest, &key, &value)) {
		size_t i;

		for (i = 0; i < CP_COUNT(parts) && !cp_json_is_word(&key, parts[i].key); i++)
			continue;
		if (i == CP_COUNT(parts) && is_own_key(&key))
			continue;
		if (i == CP_COUNT(parts))
			return refuse_key(reading, &key, "unknown");
		if (seen[i])
			return refuse_key(reading, &key, "there twice");
		seen[i] = true;
		status = parts[i].read(reading, &value);
	}
	if (status == CERTPOLICY_OK && !seen[0])
		status = refuse(reading, document, "schema", "\"" SCHEMA "\", and it is not there");
	return status;
}

int
cp_roots_read_json(cp_roots_reading *reading)
{
	cp_bytes rest = reading->content;
	cp_json_value document;
	cp_json_fault fault;

	if (!cp_json_check(reading->content, &fault))
		return cp_roots_refuse(reading, cp_pem_line(reading->content, fault.offset),
			"this is not JSON: %s", fault.what);
	if (!cp_json_next(&rest, &document) || document.kind != CP_JSON_OBJECT)
		return cp_roots_refuse(reading, 1, "this is no object");
	return read_document(reading, &document);
}
