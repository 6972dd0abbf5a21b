/*
 * JSON (RFC 8259) read where it lies: checked once as a whole, then walked without a tree and without
 * copies. A request is mostly base64, which needs neither.
 */
#ifndef CP_BASE_JSON_SCAN_H
#define CP_BASE_JSON_SCAN_H

#include "base/bytes.h"
#include "base/compiler.h"

typedef enum cp_json_kind {
	CP_JSON_NULL,
	CP_JSON_BOOL,
	CP_JSON_NUMBER,
	CP_JSON_STRING,
	CP_JSON_ARRAY,
	CP_JSON_OBJECT
} cp_json_kind;

typedef struct cp_json_value {
	cp_json_kind kind;
	cp_bytes whole; /* as it stands, quotes and brackets included */
	cp_bytes inner; /* string, array, object: between them */
	bool escaped;   /* string: holds backslashes, so that cp_json_unescape is needed */
} cp_json_value;

/* Where a text ceases to be JSON, and why. */
typedef struct cp_json_fault {
	size_t offset;
	const char *what; /* static */
	bool too_large;   /* it may be JSON: it is nested too deeply, or holds too many values */
} cp_json_fault;

#define CP_JSON_DEEPEST 64u
#define CP_JSON_MOST_VALUES 1000000u

/* Checks the one value that *rest begins with, white space before it allowed, and moves behind it. */
CP_CHECK_RESULT bool
cp_json_check_value(cp_bytes *rest, cp_json_fault *fault);

/* For texts that need not be JSON to their end: moves behind the opening brace, if it is one; behind
 * the next key (a comma before it) and its colon. */
CP_CHECK_RESULT bool
cp_json_begin_object(cp_bytes *rest);
CP_CHECK_RESULT bool
cp_json_check_key(cp_bytes *rest, cp_json_value *key);

/* Checks that `text` is one value and nothing else. */
CP_CHECK_RESULT bool
cp_json_check(cp_bytes text, cp_json_fault *fault);

/* The rest works on checked text only. */

/* Reads the value that *rest begins with and moves behind it; false when there is none. */
bool
cp_json_next(cp_bytes *rest, cp_json_value *value);

/* Walks the inside of an array or an object; false at its end. */
bool
cp_json_next_element(cp_bytes *inner, cp_json_value *value);
bool
cp_json_next_member(cp_bytes *inner, cp_json_value *key, cp_json_value *value);

/* The octets of a string into `out`, which has room for string->inner.len of them; how many. */
size_t
cp_json_unescape(const cp_json_value *string, uint8_t *out);

/* Whether a string is that word. */
bool
cp_json_is_word(const cp_json_value *string, const char *word);

#endif
