/* Values of a request and the walk over lists of them: text, octets, dates, keys, each with the
 * errors that people meet. */
#include <config.h>
#include "request/json.h"
#include "base/civil.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "x509/input.h"

#include <stdarg.h>
#include <stdio.h>

#define LONGEST_MESSAGE 512

/* Longer keys are cut in messages, and have no neighbours. */
#define LONGEST_KEY_SHOWN 64u

int
cp_json_bad(const cp_request_reader *reader, const cp_json_place *place, const char *code,
	const char *format, ...)
{
	char message[LONGEST_MESSAGE], index[24] = "";
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	if (place->field == NULL)
		return cp_error_set(
			reader->error, CERTPOLICY_ERROR_BAD_REQUEST, code, "%s", message);
	if (place->has_index)
		snprintf(index, sizeof(index), "[%zu]", place->index);
	return cp_error_set(reader->error, CERTPOLICY_ERROR_BAD_REQUEST, code, "%s%s%s%s: %s",
		place->field, index, place->inner != NULL ? "." : "",
		place->inner != NULL ? place->inner : "", message);
}

int
cp_json_wrong_type(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, const char *wanted)
{
	static const char *const kinds[] = {
		"null", "true or false", "a number", "a string", "a list", "an object"};

	return cp_json_bad(reader, place, "request.bad-type", "this must be %s, not %s", wanted,
		kinds[value->kind]);
}

int
cp_json_unknown_key(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *key, const char *const *words)
{
	char word[LONGEST_KEY_SHOWN + 1];
	const char *nearest;
	size_t len = key->inner.len < LONGEST_KEY_SHOWN ? key->inner.len : LONGEST_KEY_SHOWN;

	memcpy(word, key->inner.data, len);
	word[len] = '\0';
	nearest = cp_text_nearest(word, words);
	return cp_json_bad(reader, place, "request.unknown-key", "unknown key \"%s\"%s%s%s", word,
		nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest : "",
		nearest != NULL ? "\"?" : "");
}

int
cp_json_see_key(
	const cp_request_reader *reader, const cp_json_place *place, const char *key, bool *seen)
{
	if (*seen)
		return cp_json_bad(
			reader, place, "request.duplicate-key", "key \"%s\" stands twice", key);
	*seen = true;
	return CERTPOLICY_OK;
}

int
cp_json_text(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, cp_bytes *text, uint8_t **owned)
{
	*owned = NULL;
	if (value->kind != CP_JSON_STRING)
		return cp_json_wrong_type(reader, place, value, "a string");
	if (value->inner.len == 0)
		return cp_json_bad(reader, place, "request.bad-value", "this is empty");
	*text = value->inner;
	if (!value->escaped)
		return CERTPOLICY_OK;
	*owned = cp_malloc(value->inner.len);
	if (*owned == NULL)
		return cp_error_no_memory(reader->error);
	*text = cp_bytes_of(*owned, cp_json_unescape(value, *owned));
	return CERTPOLICY_OK;
}

int
cp_json_string(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, char **string)
{
	cp_bytes text;
	uint8_t *owned;
	int status = cp_json_text(reader, place, value, &text, &owned);

	if (status == CERTPOLICY_OK && memchr(text.data, 0, text.len) != NULL)
		status = cp_json_bad(
			reader, place, "request.bad-value", "this holds a NUL character");
	if (status == CERTPOLICY_OK) {
		*string = cp_strndup((const char *)text.data, text.len);
		if (*string == NULL)
			status = cp_error_no_memory(reader->error);
	}
	cp_free(owned);
	return status;
}

int
cp_json_bool(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, bool *flag)
{
	if (value->kind != CP_JSON_BOOL)
		return cp_json_wrong_type(reader, place, value, "true or false");
	*flag = value->whole.data[0] == 't';
	return CERTPOLICY_OK;
}

int
cp_json_count(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, unsigned *count)
{
	cp_bytes text = value->whole;
	unsigned number = 0;
	size_t i;

	if (value->kind != CP_JSON_NUMBER)
		return cp_json_wrong_type(reader, place, value, "a number");
	for (i = 0; i < text.len && i < 6 && cp_ascii_is_digit(text.data[i]); i++)
		number = number * 10 + (unsigned)(text.data[i] - '0');
	if (i < text.len || number == 0)
		return cp_json_bad(reader, place, "request.bad-value",
			"this must be a whole number from 1 to 999999");
	*count = number;
	return CERTPOLICY_OK;
}

int
cp_json_time(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, int64_t *time)
{
	cp_bytes text;
	uint8_t *owned;
	int status = cp_json_text(reader, place, value, &text, &owned);

	if (status == CERTPOLICY_OK && !cp_time_parse(text, false, time))
		status = cp_json_bad(reader, place, "request.bad-value",
			"this is no instant as RFC 3339 writes it (2026-11-23T14:48:12Z)");
	cp_free(owned);
	return status;
}

/* Base64 without armour. */
static bool
decode_base64(cp_bytes text, cp_bytes *octets, bool *no_memory)
{
	uint8_t *out = cp_malloc(text.len);
	size_t len;

	*no_memory = out == NULL;
	if (out == NULL)
		return false;
	if (!cp_base64_decode(text, out, &len) || len == 0) {
		cp_free(out);
		return false;
	}
	*octets = cp_bytes_of(out, len);
	return true;
}

static int
count_object(cp_request_reader *reader, const cp_json_place *place)
{
	uint64_t limit = reader->limits->limit[CP_LIMIT_CERTIFICATES];

	if (++reader->n_objects <= limit)
		return CERTPOLICY_OK;
	return cp_error_set(reader->error, CERTPOLICY_ERROR_LIMIT, "request.too-large",
		"%s: more than %llu anchors, lists and responses in one request", place->field,
		(unsigned long long)limit);
}

int
cp_json_counted(cp_request_reader *reader, const cp_json_place *place, const cp_json_value *value,
	bool pem_allowed, cp_bytes *octets)
{
	int status = count_object(reader, place);

	return status == CERTPOLICY_OK ? cp_json_octets(reader, place, value, pem_allowed, octets)
				       : status;
}

int
cp_json_octets(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, bool pem_allowed, cp_bytes *octets)
{
	cp_bytes text = CP_BYTES_NONE;
	uint8_t *owned = NULL;
	bool no_memory, decoded;
	int status = cp_json_text(reader, place, value, &text, &owned);

	if (status != CERTPOLICY_OK)
		return status;
	decoded = pem_allowed ? cp_input_decode_one(text, octets, &no_memory)
			      : decode_base64(text, octets, &no_memory);
	cp_free(owned);
	if (decoded)
		return CERTPOLICY_OK;
	if (no_memory)
		return cp_error_no_memory(reader->error);
	return pem_allowed ? cp_json_bad(reader, place, "request.bad-certificate",
				     "this is neither PEM of one object nor base64 of DER; several "
				     "objects are several items")
			   : cp_json_bad(reader, place, "request.bad-value", "this is no base64");
}

cp_json_place
cp_json_place_of(const char *field)
{
	cp_json_place place = {field, false, 0, NULL};

	return place;
}

int
cp_json_list(cp_request_reader *reader, const cp_json_value *value, const char *field,
	const char *wanted,
	int (*read)(cp_request_reader *reader, const cp_json_place *place,
		const cp_json_value *element))
{
	cp_json_place place = cp_json_place_of(field);
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

size_t
cp_json_find_word(const cp_json_value *key, const char *const *words)
{
	size_t i;

	for (i = 0; words[i] != NULL && !cp_json_is_word(key, words[i]); i++)
		;
	return i;
}

bool
cp_json_is_own_key(const cp_json_value *key)
{
	return key->inner.len >= 2 && key->inner.data[0] == 'x' && key->inner.data[1] == '-';
}
