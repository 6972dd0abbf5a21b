/*
 * A scanner of JSON with an explicit stack, which allocates nothing. It is our own because
 * Jansson's lexer does not look whether its buffer could grow: short of memory, a string may lose
 * octets and still be read (akheron/jansson #362, #735, #747), and a request must never be; and
 * because a tree of a hostile line would be many times its size. What requests mean by it is in
 * request/json.c.
 */
#include <config.h>
#include "base/json_scan.h"
#include "base/text.h"

#include <stddef.h>

static void
skip_white_space(cp_bytes *rest)
{
	while (rest->len > 0 && (rest->data[0] == ' ' || rest->data[0] == '\t' ||
					rest->data[0] == '\n' || rest->data[0] == '\r')) {
		rest->data++;
		rest->len--;
	}
}

static void
skip(cp_bytes *rest, size_t n)
{
	rest->data += n;
	rest->len -= n;
}

static bool
begins_with(cp_bytes rest, char c)
{
	return rest.len > 0 && rest.data[0] == (uint8_t)c;
}

static bool
is_plain(uint8_t c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

#define EIGHT(OCTET) (UINT64_C(0x0101010101010101) * (OCTET))

/* Whether one of eight octets is below `bound`; a lower one beside it may make it say so wrongly.
 */
static uint64_t
some_below(uint64_t octets, uint64_t bound)
{
	return (octets - EIGHT(bound)) & ~octets & EIGHT(0x80);
}

/* How many octets from the front are plain: eight at a time, for a request is mostly base64. */
static size_t
count_plain(cp_bytes text)
{
	size_t n = 0;
	uint64_t octets;

	for (; text.len - n >= sizeof(octets); n += sizeof(octets)) {
		memcpy(&octets, text.data + n, sizeof(octets));
		if (((octets & EIGHT(0x80)) | some_below(octets, 0x20) |
			    some_below(octets ^ EIGHT('"'), 1) |
			    some_below(octets ^ EIGHT('\\'), 1)) != 0)
			break;
	}
	while (n < text.len && is_plain(text.data[n]))
		n++;
	return n;
}

/* ---- checking ---- */

/* The four digits of \uXXXX; false when they are none. */
static bool
read_unit(cp_bytes digits, uint32_t *unit)
{
	uint8_t octets[2];

	if (digits.len < 4 || !cp_hex_decode(cp_bytes_slice(digits, 0, 4), octets))
		return false;
	*unit = (uint32_t)octets[0] << 8 | octets[1];
	return true;
}

/* A character written as \uXXXX or as a pair of surrogates; its length, 0 when it is none. */
static size_t
read_unicode_escape(cp_bytes text, uint32_t *c)
{
	uint32_t low;

	if (!read_unit(cp_bytes_slice(text, 2, 4), c))
		return 0;
	if (*c < 0xd800 || *c > 0xdfff)
		return 6;
	if (*c > 0xdbff || text.len < 12 || text.data[6] != '\\' || text.data[7] != 'u' ||
		!read_unit(cp_bytes_slice(text, 8, 4), &low) || low < 0xdc00 || low > 0xdfff)
		return 0;
	*c = 0x10000 + ((*c - 0xd800) << 10) + (low - 0xdc00);
	return 12;
}

static size_t
escape_len(cp_bytes text)
{
	uint32_t c;

	if (text.len < 2)
		return 0;
	if (text.data[1] == 'u')
		return read_unicode_escape(text, &c);
	return memchr("\"\\/bfnrt", text.data[1], 8) != NULL ? 2 : 0;
}

/* Behind the closing quote, or NULL and why not. */
static const char *
check_string(cp_bytes *rest)
{
	uint32_t c;
	size_t n;

	skip(rest, 1);
	for (;;) {
		skip(rest, count_plain(*rest));
		if (rest->len == 0)
			return "the text ends within a string";
		if (rest->data[0] == '"') {
			skip(rest, 1);
			return NULL;
		}
		if (rest->data[0] == '\\') {
			n = escape_len(*rest);
			if (n == 0)
				return "no such escape in a string";
		} else if (rest->data[0] < 0x20) {
			return "a control character within a string";
		} else {
			n = cp_utf8_decode(*rest, &c);
			if (n == 0)
				return "a string is not UTF-8";
		}
		skip(rest, n);
	}
}

static size_t
skip_digits(cp_bytes *rest)
{
	size_t n = 0;

	while (n < rest->len && cp_ascii_is_digit(rest->data[n]))
		n++;
	skip(rest, n);
	return n;
}

/* RFC 8259 section 6. */
static const char *
check_number(cp_bytes *rest)
{
	static const char wrong[] = "a number is not written as JSON wants it";
	bool zero;

	if (begins_with(*rest, '-'))
		skip(rest, 1);
	zero = begins_with(*rest, '0');
	if ((skip_digits(rest) != 1 && zero) || !cp_ascii_is_digit(rest->data[-1]))
		return wrong;
	if (begins_with(*rest, '.')) {
		skip(rest, 1);
		if (skip_digits(rest) == 0)
			return wrong;
	}
	if (rest->len > 0 && cp_ascii_lower(rest->data[0]) == 'e') {
		skip(rest, 1);
		if (rest->len > 0 && (rest->data[0] == '+' || rest->data[0] == '-'))
			skip(rest, 1);
		if (skip_digits(rest) == 0)
			return wrong;
	}
	return NULL;
}

static const char *
check_word(cp_bytes *rest)
{
	static const char *const words[] = {"true", "false", "null"};
	size_t i;

	for (i = 0; i < CP_COUNT(words); i++) {
		size_t len = strlen(words[i]);

		if (cp_bytes_equal(cp_bytes_slice(*rest, 0, len), cp_bytes_of_string(words[i]))) {
			skip(rest, len);
			return NULL;
		}
	}
	return "this is no value";
}

static const char *
check_scalar(cp_bytes *rest)
{
	if (rest->len == 0)
		return "the text ends where a value should stand";
	if (rest->data[0] == '"')
		return check_string(rest);
	if (rest->data[0] == '-' || cp_ascii_is_digit(rest->data[0]))
		return check_number(rest);
	return check_word(rest);
}

/* Containers that are open. */
typedef struct open_stack {
	char closing[CP_JSON_DEEPEST];
	size_t depth, n_values;
} open_stack;

static const char *
check_key(cp_bytes *rest)
{
	const char *wrong;

	skip_white_space(rest);
	if (!begins_with(*rest, '"'))
		return "a key in quotes should stand here";
	wrong = check_string(rest);
	if (wrong != NULL)
		return wrong;
	skip_white_space(rest);
	if (!begins_with(*rest, ':'))
		return "a colon should stand here";
	skip(rest, 1);
	return NULL;
}

/* One value, or the opening of one: then its first value is next. *ended: a value has ended. */
static const char *
check_next(cp_bytes *rest, open_stack *open, bool *ended)
{
	bool is_object;

	skip_white_space(rest);
	*ended = true;
	open->n_values++;
	is_object = begins_with(*rest, '{');
	if (!is_object && !begins_with(*rest, '['))
		return check_scalar(rest);
	skip(rest, 1);
	skip_white_space(rest);
	if (begins_with(*rest, is_object ? '}' : ']')) {
		skip(rest, 1);
		return NULL;
	}
	*ended = false;
	if (open->depth < CP_JSON_DEEPEST)
		open->closing[open->depth] = is_object ? '}' : ']';
	open->depth++;
	return is_object && open->depth <= CP_JSON_DEEPEST ? check_key(rest) : NULL;
}

/* Behind a value: closings, then a comma (and a key), or the end of the outermost value. */
static const char *
check_behind(cp_bytes *rest, open_stack *open)
{
	while (open->depth > 0) {
		char closing = open->closing[open->depth - 1];

		skip_white_space(rest);
		if (begins_with(*rest, ',')) {
			skip(rest, 1);
			return closing == '}' ? check_key(rest) : NULL;
		}
		if (!begins_with(*rest, closing))
			return rest->len == 0 ? "the text ends too early"
					      : "a comma or a closing bracket should stand here";
		skip(rest, 1);
		open->depth--;
	}
	return NULL;
}

bool
cp_json_check_value(cp_bytes *rest, cp_json_fault *fault)
{
	open_stack open;
	const uint8_t *start = rest->data;
	const char *wrong;
	bool ended;

	open.depth = 0;
	open.n_values = 0;
	do {
		wrong = check_next(rest, &open, &ended);
		if (wrong == NULL && ended)
			wrong = check_behind(rest, &open);
		fault->too_large =
			open.depth > CP_JSON_DEEPEST || open.n_values > CP_JSON_MOST_VALUES;
		if (wrong == NULL && fault->too_large)
			wrong = open.depth > CP_JSON_DEEPEST ? "it is nested too deeply"
							     : "it holds too many values";
	} while (wrong == NULL && open.depth > 0);
	fault->what = wrong;
	fault->offset = (size_t)(rest->data - start);
	return wrong == NULL;
}

bool
cp_json_check(cp_bytes text, cp_json_fault *fault)
{
	cp_bytes rest = text;

	if (!cp_json_check_value(&rest, fault))
		return false;
	skip_white_space(&rest);
	if (rest.len == 0)
		return true;
	fault->offset = text.len - rest.len;
	fault->what = "something stands behind the end";
	return false;
}

bool
cp_json_begin_object(cp_bytes *rest)
{
	skip_white_space(rest);
	if (!begins_with(*rest, '{'))
		return false;
	skip(rest, 1);
	return true;
}

/* ---- walking ---- */

/* Behind the closing quote: the first one with an even number of backslashes before it. */
static void
skip_string(cp_bytes *rest, bool *escaped)
{
	const uint8_t *start = rest->data + 1, *quote = start;
	size_t n_backslashes;

	do {
		quote = memchr(quote, '"', (size_t)(rest->data + rest->len - quote));
		for (n_backslashes = 0; quote[-1 - (ptrdiff_t)n_backslashes] == '\\';)
			n_backslashes++;
		quote++;
	} while (n_backslashes % 2 != 0);
	*escaped = memchr(start, '\\', (size_t)(quote - start)) != NULL;
	skip(rest, (size_t)(quote - rest->data));
}

static void
skip_container(cp_bytes *rest)
{
	size_t depth = 0;
	bool escaped;

	do {
		uint8_t c = rest->data[0];

		if (c == '"') {
			skip_string(rest, &escaped);
			continue;
		}
		if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']')
			depth--;
		skip(rest, 1);
	} while (depth > 0);
}

static void
skip_plain_word(cp_bytes *rest)
{
	while (rest->len > 0 && memchr(",]} \t\r\n", rest->data[0], 7) == NULL)
		skip(rest, 1);
}

bool
cp_json_next(cp_bytes *rest, cp_json_value *value)
{
	const uint8_t *start;

	skip_white_space(rest);
	if (rest->len == 0)
		return false;
	start = rest->data;
	value->escaped = false;
	switch (start[0]) {
	case '"':
		value->kind = CP_JSON_STRING;
		skip_string(rest, &value->escaped);
		break;
	case '{':
	case '[':
		value->kind = start[0] == '{' ? CP_JSON_OBJECT : CP_JSON_ARRAY;
		skip_container(rest);
		break;
	default:
		value->kind = start[0] == 'n'                      ? CP_JSON_NULL
			      : start[0] == 't' || start[0] == 'f' ? CP_JSON_BOOL
								   : CP_JSON_NUMBER;
		skip_plain_word(rest);
		break;
	}
	value->whole = cp_bytes_of(start, (size_t)(rest->data - start));
	value->inner = value->kind >= CP_JSON_STRING ? cp_bytes_of(start + 1, value->whole.len - 2)
						     : value->whole;
	return true;
}

bool
cp_json_next_element(cp_bytes *inner, cp_json_value *value)
{
	skip_white_space(inner);
	if (begins_with(*inner, ','))
		skip(inner, 1);
	return cp_json_next(inner, value);
}

bool
cp_json_next_member(cp_bytes *inner, cp_json_value *key, cp_json_value *value)
{
	if (!cp_json_next_element(inner, key))
		return false;
	skip_white_space(inner);
	skip(inner, 1); /* the colon */
	return cp_json_next(inner, value);
}

bool
cp_json_check_key(cp_bytes *rest, cp_json_value *key)
{
	cp_bytes start;

	skip_white_space(rest);
	if (begins_with(*rest, ','))
		skip(rest, 1);
	start = *rest;
	return check_key(rest) == NULL && cp_json_next(&start, key);
}

static size_t
put_utf8(uint8_t *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (uint8_t)(0xc0 | c >> 6);
		out[1] = (uint8_t)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (uint8_t)(0xe0 | c >> 12);
		out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | c >> 18);
	out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (c & 0x3f));
	return 4;
}

static uint32_t
short_escape(uint8_t letter)
{
	switch (letter) {
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return letter;
	}
}

size_t
cp_json_unescape(const cp_json_value *string, uint8_t *out)
{
	cp_bytes rest = string->inner;
	size_t len = 0, n;
	uint32_t c;

	while (rest.len > 0) {
		if (rest.data[0] != '\\') {
			out[len++] = rest.data[0];
			skip(&rest, 1);
			continue;
		}
		n = rest.data[1] == 'u' ? read_unicode_escape(rest, &c) : 2;
		if (rest.data[1] != 'u')
			c = short_escape(rest.data[1]);
		len += put_utf8(out + len, c);
		skip(&rest, n);
	}
	return len;
}

bool
cp_json_is_word(const cp_json_value *string, const char *word)
{
	uint8_t decoded[64 * 6];

	if (!string->escaped)
		return cp_bytes_equal(string->inner, cp_bytes_of_string(word));
	/* No word that is asked for is longer than 64. */
	if (string->inner.len > sizeof(decoded))
		return false;
	return cp_bytes_equal(
		cp_bytes_of(decoded, cp_json_unescape(string, decoded)), cp_bytes_of_string(word));
}
