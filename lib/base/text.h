/* Text from outside: UTF-8, what cannot be shown, ASCII case, base64, and the nearest right word. */
#ifndef CP_BASE_TEXT_H
#define CP_BASE_TEXT_H

#include "base/bytes.h"
#include "base/compiler.h"

/*
 * Decodes one character: its length in octets (1 to 4), 0 when `text` does not begin with valid
 * UTF-8 (RFC 3629: no surrogates, nothing overlong, nothing above U+10FFFF).
 */
size_t
cp_utf8_decode(cp_bytes text, uint32_t *c);

bool
cp_utf8_is_valid(cp_bytes text);

/*
 * Whether a character must not be shown raw: controls (C0, DEL, C1), line and paragraph separators,
 * bidirectional controls (UAX 9), zero width and other invisible format characters, noncharacters.
 */
bool
cp_text_is_unprintable(uint32_t c);

/* ASCII only, whatever the locale. */
static inline uint8_t
cp_ascii_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static inline bool
cp_ascii_is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static inline bool
cp_ascii_is_letter(uint8_t c)
{
	return (uint8_t)((c | 0x20) - 'a') < 26;
}

bool
cp_bytes_equal_nocase(cp_bytes a, cp_bytes b);

/* The text without those characters of `blanks` that stand at its ends. */
cp_bytes
cp_text_trim(cp_bytes text, const char *blanks);

/*
 * Strict base64 (RFC 4648 section 4) with white space between allowed: decodes into `out`, which has
 * room for text.len octets, and gives the count. False on anything else, padding missing included.
 */
CP_CHECK_RESULT bool
cp_base64_decode(cp_bytes text, uint8_t *out, size_t *out_len);

/* Pairs of hexadecimal digits of either case into `out` of text.len / 2 octets. */
CP_CHECK_RESULT bool
cp_hex_decode(cp_bytes text, uint8_t *out);

/*
 * The word of a NULL-terminated list that is nearest to `word` by edits, NULL when none is near
 * (more than a third of the word would change) and none begins likewise or contains it.
 */
const char *
cp_text_nearest(const char *word, const char *const *words);

#endif
