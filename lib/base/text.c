/* Text from outside, without locales and without trust. */
#include <config.h>
#include "base/text.h"

size_t
cp_utf8_decode(cp_bytes text, uint32_t *c)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n, i;
	uint32_t value;

	if (text.len == 0)
		return 0;
	value = text.data[0];
	if (value < 0x80) {
		*c = value;
		return 1;
	}
	n = value >= 0xf0 ? 4 : value >= 0xe0 ? 3 : 2;
	if (value < 0xc2 || value > 0xf4 || text.len < n)
		return 0;
	value &= 0xffu >> (n + 1);
	for (i = 1; i < n; i++) {
		if ((text.data[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (text.data[i] & 0x3f);
	}
	if (value < smallest[n] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*c = value;
	return n;
}

bool
cp_utf8_is_valid(cp_bytes text)
{
	uint32_t c;
	size_t n;

	while (text.len > 0) {
		n = cp_utf8_decode(text, &c);
		if (n == 0)
			return false;
		text = cp_bytes_slice(text, n, text.len);
	}
	return true;
}

bool
cp_text_is_unprintable(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{0x0000, 0x001f},   /* C0 */
		{0x007f, 0x009f},   /* DEL, C1 */
		{0x00ad, 0x00ad},   /* soft hyphen */
		{0x034f, 0x034f},   /* combining grapheme joiner */
		{0x061c, 0x061c},   /* Arabic letter mark */
		{0x115f, 0x1160},   /* Hangul fillers */
		{0x17b4, 0x17b5},   /* Khmer inherent vowels */
		{0x180b, 0x180f},   /* Mongolian selectors */
		{0x200b, 0x200f},   /* zero width, left-to-right and right-to-left marks */
		{0x2028, 0x202e},   /* separators, bidirectional embeddings and overrides */
		{0x2060, 0x206f},   /* word joiner, invisible operators, isolates */
		{0x3164, 0x3164},   /* Hangul filler */
		{0xfdd0, 0xfdef},   /* noncharacters */
		{0xfe00, 0xfe0f},   /* variation selectors */
		{0xfeff, 0xfeff},   /* byte order mark */
		{0xffa0, 0xffa0},   /* half-width Hangul filler */
		{0xfff0, 0xfffb},   /* interlinear annotation */
		{0xfffe, 0xffff},   /* noncharacters */
		{0x1bca0, 0x1bca3}, /* shorthand format controls */
		{0x1d173, 0x1d17a}, /* musical format controls */
		{0xe0000, 0xe0fff}, /* tags, variation selectors */
	};
	size_t i;

	if ((c & 0xfffe) == 0xfffe)
		return true;
	for (i = 0; i < CP_COUNT(ranges) && c >= ranges[i].first; i++) {
		if (c <= ranges[i].last)
			return true;
	}
	return false;
}

static bool
is_one_of(uint8_t c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

cp_bytes
cp_text_trim(cp_bytes text, const char *blanks)
{
	while (text.len > 0 && is_one_of(text.data[0], blanks))
		text = cp_bytes_slice(text, 1, text.len);
	while (text.len > 0 && is_one_of(text.data[text.len - 1], blanks))
		text.len--;
	return text;
}

bool
cp_bytes_equal_nocase(cp_bytes a, cp_bytes b)
{
	size_t i;

	if (a.len != b.len)
		return false;
	for (i = 0; i < a.len; i++) {
		if (cp_ascii_lower(a.data[i]) != cp_ascii_lower(b.data[i]))
			return false;
	}
	return true;
}

/* A digit's value, or why the octet is none. */
#define BASE64_PADDING 64
#define BASE64_SPACE 65
#define BASE64_BAD 66
#define IS_BASE64_DIGIT(value) ((value) < 64)
#define P BASE64_PADDING
#define S BASE64_SPACE
#define X BASE64_BAD
#define X32                                                                                        \
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,  \
		X, X

/* clang-format off */
static const uint8_t base64_values[256] = {
	X, X, X, X, X, X, X, X, X, S, S, X, X, S, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	S, X, X, X, X, X, X, X, X, X, X, 62, X, X, X, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, X, X, X, P, X, X,
	X, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, X, X, X, X, X,
	X, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, X, X, X, X, X,
	X32, X32, X32, X32,
};
/* clang-format on */
#undef P
#undef S
#undef X
#undef X32

/* Decodes whole groups of four digits up to the first one that holds anything else. */
static size_t
base64_decode_groups(cp_bytes text, uint8_t *out)
{
	size_t i;

	for (i = 0; i + 4 <= text.len; i += 4) {
		uint32_t a = base64_values[text.data[i]], b = base64_values[text.data[i + 1]];
		uint32_t c = base64_values[text.data[i + 2]], d = base64_values[text.data[i + 3]];
		uint32_t group = a << 18 | b << 12 | c << 6 | d;

		if (!IS_BASE64_DIGIT(a | b | c | d))
			break;
		*out++ = (uint8_t)(group >> 16);
		*out++ = (uint8_t)(group >> 8);
		*out++ = (uint8_t)group;
	}
	return i / 4;
}

bool
cp_base64_decode(cp_bytes text, uint8_t *out, size_t *out_len)
{
	uint32_t group = 0;
	size_t n_digits = 0, n_padding = 0, len = 0, i = 0;

	while (i < text.len) {
		uint8_t value;

		if (n_digits % 4 == 0 && n_padding == 0) {
			size_t n_groups =
				base64_decode_groups(cp_bytes_slice(text, i, text.len), out + len);

			i += n_groups * 4;
			len += n_groups * 3;
			if (i == text.len)
				break;
		}
		value = base64_values[text.data[i++]];
		if (value == BASE64_SPACE)
			continue;
		if (value == BASE64_PADDING)
			n_padding++;
		else if (value == BASE64_BAD || n_padding > 0)
			return false;
		group = group << 6 | (value == BASE64_PADDING ? 0 : value);
		if (++n_digits % 4 != 0)
			continue;
		if (n_padding > 2)
			return false;
		out[len++] = (uint8_t)(group >> 16);
		if (n_padding < 2)
			out[len++] = (uint8_t)(group >> 8);
		if (n_padding < 1)
			out[len++] = (uint8_t)group;
		if ((n_padding == 2 && (group & 0xffff) != 0) ||
			(n_padding == 1 && (group & 0xff) != 0))
			return false;
		group = 0;
	}
	*out_len = len;
	return n_digits % 4 == 0 && n_padding <= 2;
}

static int
hex_value(uint8_t c)
{
	c = cp_ascii_lower(c);
	if (cp_ascii_is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
cp_hex_decode(cp_bytes text, uint8_t *out)
{
	size_t i;

	if (text.len % 2 != 0)
		return false;
	for (i = 0; i < text.len; i += 2) {
		int high = hex_value(text.data[i]), low = hex_value(text.data[i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i / 2] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* Words longer than this have no neighbours. */
#define LONGEST_WORD 64u

/* Levenshtein distance by one row; both words are at most LONGEST_WORD long. */
static size_t
edit_distance(const char *a, const char *b)
{
	size_t row[LONGEST_WORD + 1];
	size_t a_len = strlen(a), b_len = strlen(b), i, j;

	for (j = 0; j <= b_len; j++)
		row[j] = j;
	for (i = 1; i <= a_len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (j = 1; j <= b_len; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b_len];
}

/* "policy" for "policies", "depth" for "path_depth": near to a person, far by edits. */
static bool
is_part_of(const char *word, size_t len, const char *whole)
{
	return len >= 4 && (strstr(whole, word) != NULL || strncmp(word, whole, len - 1) == 0);
}

const char *
cp_text_nearest(const char *word, const char *const *words)
{
	const char *nearest = NULL, *containing = NULL;
	size_t len = strlen(word), bound = len < 3 ? 1 : (len + 2) / 3;

	if (len > LONGEST_WORD)
		return NULL;
	for (; *words != NULL; words++) {
		size_t distance;

		if (strlen(*words) > LONGEST_WORD)
			continue;
		if (containing == NULL && is_part_of(word, len, *words))
			containing = *words;
		distance = edit_distance(word, *words);
		if (distance <= bound && (nearest == NULL || distance < bound)) {
			nearest = *words;
			bound = distance;
		}
	}
	return nearest != NULL ? nearest : containing;
}
