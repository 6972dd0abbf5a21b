/*
 * Checked JSON written anew: what a report echoes, and what is kept of a policy object. Equal
 * strings are equal octets afterwards, so that keys that stand twice are found there. Checking and
 * walking are in json_scan.c.
 */
#include <config.h>
#include "base/json_compact.h"
#include "base/buf.h"
#include "base/json_scan.h"
#include "base/mem.h"

#include <certpolicy/types.h>
#include <stdlib.h>

static void
append_escape(cp_buf *out, uint8_t c)
{
	static const char controls[] = "\b\f\n\r\t", letters[] = "bfnrt";
	const char *control = memchr(controls, c, sizeof(controls) - 1);

	if (control != NULL)
		cp_buf_printf(out, "\\%c", letters[control - controls]);
	else if (c < 0x20)
		cp_buf_printf(out, "\\u%04X", c);
	else
		cp_buf_printf(out, "\\%c", c);
}

/* Only a string that has escapes can need some. */
static void
append_string(cp_buf *out, const cp_json_value *string)
{
	size_t len, from = 0, i;
	uint8_t *text;

	if (!string->escaped) {
		cp_buf_append(out, string->whole.data, string->whole.len);
		return;
	}
	text = cp_malloc(string->inner.len);
	if (text == NULL) {
		out->failed = true;
		return;
	}
	len = cp_json_unescape(string, text);
	cp_buf_append_char(out, '"');
	for (i = 0; i < len; i++) {
		if (text[i] >= 0x20 && text[i] != '"' && text[i] != '\\')
			continue;
		cp_buf_append(out, text + from, i - from);
		append_escape(out, text[i]);
		from = i + 1;
	}
	cp_buf_append(out, text + from, len - from);
	cp_buf_append_char(out, '"');
	cp_free(text);
}

static void
append_tokens(cp_buf *out, cp_bytes text)
{
	cp_json_value string;

	while (text.len > 0) {
		if (text.data[0] == '"') {
			(void)cp_json_next(&text, &string);
			append_string(out, &string);
			continue;
		}
		if (memchr(" \t\r\n", text.data[0], 4) == NULL)
			cp_buf_append_char(out, (char)text.data[0]);
		text.data++;
		text.len--;
	}
}

/* ---- keys ---- */

/* The keys of the objects that are open, the innermost object's last. */
typedef struct open_keys {
	cp_bytes *keys;
	size_t n, capacity;
	size_t first[CP_JSON_DEEPEST +
		     1]; /* where each object's begin; an empty one may be deeper */
	size_t depth;
} open_keys;

static int
compare_keys(const void *a, const void *b)
{
	const cp_bytes *left = a, *right = b;

	if (left->len != right->len)
		return left->len < right->len ? -1 : 1;
	return memcmp(left->data, right->data, left->len);
}

/* Forgets the innermost object; false when one of its keys stood twice. */
static bool
close_object(open_keys *open)
{
	size_t first = open->first[--open->depth], i;

	if (open->n - first > 1)
		qsort(open->keys + first, open->n - first, sizeof(*open->keys), compare_keys);
	for (i = first + 1; i < open->n; i++) {
		if (cp_bytes_equal(open->keys[i - 1], open->keys[i]))
			return false;
	}
	open->n = first;
	return true;
}

static bool
add_key(open_keys *open, cp_bytes key)
{
	if (!cp_grow((void **)&open->keys, open->n, &open->capacity, sizeof(*open->keys)))
		return false;
	open->keys[open->n++] = key;
	return true;
}

/* In compact text a string is a key if a colon follows it. */
static int
check_keys(cp_bytes text, open_keys *open)
{
	cp_json_value string;

	while (text.len > 0) {
		uint8_t c = text.data[0];

		if (c == '"') {
			(void)cp_json_next(&text, &string);
			if (text.len > 0 && text.data[0] == ':' && !add_key(open, string.inner))
				return CERTPOLICY_ERROR_NO_MEMORY;
			continue;
		}
		if (c == '{')
			open->first[open->depth++] = open->n;
		else if (c == '}' && !close_object(open))
			return CERTPOLICY_ERROR_BAD_INPUT;
		text.data++;
		text.len--;
	}
	return CERTPOLICY_OK;
}

int
cp_json_compact(cp_bytes text, char **compact)
{
	cp_buf out = CP_BUF_EMPTY;
	open_keys open = {.keys = NULL};
	int status;

	append_tokens(&out, text);
	status = out.failed ? CERTPOLICY_ERROR_NO_MEMORY
			    : check_keys(cp_bytes_of(out.data, out.len), &open);
	cp_free(open.keys);
	if (status == CERTPOLICY_OK && (*compact = cp_buf_finish(&out)) == NULL)
		status = CERTPOLICY_ERROR_NO_MEMORY;
	cp_buf_clear(&out);
	return status;
}
