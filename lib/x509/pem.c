/*
 * PEM: where blocks begin and end. Between blocks lines are looked at one by one; inside of one the
 * next hyphen is sought, since base64 has none. What the labels mean is input.c's business.
 */
#include <config.h>
#include "x509/pem.h"
#include "base/text.h"

#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static bool
is_line_end(uint8_t c)
{
	return c == '\n' || c == '\r';
}

static bool
starts_with(cp_bytes text, const char *word)
{
	size_t len = strlen(word);

	return text.len >= len && memcmp(text.data, word, len) == 0;
}

/* Takes a line off: its text without blanks at its ends. A line ends with LF, CR or both. */
static bool
next_line(cp_bytes text, size_t *offset, cp_bytes *line)
{
	size_t from = *offset, to;

	if (from >= text.len)
		return false;
	while (from < text.len && is_blank(text.data[from]))
		from++;
	for (to = from; to < text.len && !is_line_end(text.data[to]); to++)
		continue;
	*offset = to;
	if (*offset < text.len && text.data[*offset] == '\r')
		++*offset;
	if (*offset < text.len && text.data[*offset] == '\n')
		++*offset;
	while (to > from && is_blank(text.data[to - 1]))
		to--;
	*line = cp_bytes_slice(text, from, to - from);
	return true;
}

/* What stands between `prefix` and the dashes that end the line. */
static bool
label_of(cp_bytes line, const char *prefix, cp_bytes *label)
{
	size_t before = strlen(prefix), after = strlen(DASHES);

	if (!starts_with(line, prefix) || line.len < before + after ||
		memcmp(line.data + line.len - after, DASHES, after) != 0)
		return false;
	*label = cp_bytes_slice(line, before, line.len - before - after);
	return true;
}

/* RFC 1421 4.4: "Name: value" lines, continued or not, up to an empty one. */
static bool
skip_headers(cp_bytes text, size_t *offset)
{
	size_t ahead = *offset;
	cp_bytes line;

	if (!next_line(text, &ahead, &line) || line.len == 0 ||
		memchr(line.data, ':', line.len) == NULL)
		return true;
	while (next_line(text, &ahead, &line)) {
		if (line.len == 0) {
			*offset = ahead;
			return true;
		}
		if (starts_with(line, DASHES))
			return false;
	}
	return false;
}

static bool
is_at_line_start(cp_bytes text, size_t offset, size_t lowest)
{
	while (offset > lowest && is_blank(text.data[offset - 1]))
		offset--;
	return offset == lowest || is_line_end(text.data[offset - 1]);
}

/* The first line from `from` on that begins with dashes; the text's end when there is none. */
static size_t
find_dashes(cp_bytes text, size_t from)
{
	size_t at = from;

	while (at < text.len) {
		const uint8_t *hyphen = memchr(text.data + at, '-', text.len - at);

		if (hyphen == NULL)
			break;
		at = (size_t)(hyphen - text.data);
		if (starts_with(cp_bytes_slice(text, at, text.len), DASHES) &&
			is_at_line_start(text, at, from))
			return at;
		while (at < text.len && text.data[at] == '-')
			at++;
	}
	return text.len;
}

static cp_pem_result
broken(size_t *offset, size_t where, const char **what, const char *why)
{
	*offset = where;
	*what = why;
	return CP_PEM_BROKEN;
}

static cp_pem_result
read_block(cp_bytes text, size_t *offset, cp_pem_block *block, const char **what)
{
	size_t begin = block->begin, at = *offset, dashes;
	cp_bytes line, label;

	if (!skip_headers(text, &at))
		return broken(offset, begin, what, "the headers of the PEM block do not end");
	dashes = find_dashes(text, at);
	if (dashes == text.len)
		return broken(offset, begin, what, "the PEM block does not end");
	block->body = cp_bytes_slice(text, at, dashes - at);
	*offset = dashes;
	if (!next_line(text, offset, &line) || !label_of(line, END, &label))
		return broken(
			offset, dashes, what, "a PEM block must end before another line of dashes");
	if (!cp_bytes_equal(label, block->label))
		return broken(offset, dashes, what, "the PEM block ends under another label");
	block->end = *offset;
	return CP_PEM_BLOCK;
}

cp_pem_result
cp_pem_next(cp_bytes text, size_t *offset, cp_pem_block *block, const char **what)
{
	size_t begin = *offset;
	cp_bytes line;

	for (; next_line(text, offset, &line); begin = *offset) {
		if (line.len == 0 || line.data[0] != '-')
			continue;
		if (starts_with(line, END))
			return broken(
				offset, begin, what, "a PEM block ends here that did not begin");
		if (!starts_with(line, BEGIN))
			continue;
		block->begin = begin;
		if (!label_of(line, BEGIN, &block->label))
			return broken(offset, begin, what,
				"the line that begins the PEM block is broken");
		return read_block(text, offset, block, what);
	}
	return CP_PEM_NONE;
}

bool
cp_pem_label_is(const cp_pem_block *block, const char *label)
{
	return cp_bytes_equal(block->label, cp_bytes_of_string(label));
}

size_t
cp_pem_bad_octet(cp_bytes body)
{
	size_t i;

	for (i = 0; i < body.len; i++) {
		uint8_t c = body.data[i];

		if (!cp_ascii_is_letter(c) && !cp_ascii_is_digit(c) && c != '+' && c != '/' &&
			c != '=' && !is_blank(c) && !is_line_end(c))
			break;
	}
	return i;
}

size_t
cp_pem_line(cp_bytes text, size_t offset)
{
	size_t line = 1, i;

	for (i = 0; i < offset && i < text.len; i++) {
		if (text.data[i] == '\n' ||
			(text.data[i] == '\r' && (i + 1 == text.len || text.data[i + 1] != '\n')))
			line++;
	}
	return line;
}
