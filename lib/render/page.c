/* Wrapping, labels and colours. What is said stands in text.c and tried_text.c. */
#include <config.h>
#include "render/page.h"

#include "base/civil.h"
#include "x509/name.h"

/* Where the words of a labelled line start. */
#define LABEL_COLUMNS 15
/* Evidence and names are cut here: the JSON has them whole. */
#define LONGEST_VALUE 200

const char *
cp_page_colour(const cp_page *page, certpolicy_action action)
{
	static const char *const colours[] = {"", "\033[36m", "\033[1;33m", "\033[1;31m"};

	return page->colour ? colours[action] : "";
}

const char *
cp_page_bold(const cp_page *page)
{
	return page->colour ? "\033[1m" : "";
}

const char *
cp_page_faint(const cp_page *page)
{
	return page->colour ? "\033[2m" : "";
}

const char *
cp_page_plain(const cp_page *page)
{
	return page->colour ? "\033[0m" : "";
}

/* Columns of a run of UTF-8: one a character, which is near enough for names and URLs. */
static size_t
columns_of(cp_bytes text)
{
	size_t n = 0;
	size_t i;

	for (i = 0; i < text.len; i++)
		n += (text.data[i] & 0xc0) != 0x80;
	return n;
}

static void
indent(cp_buf *buf, size_t columns)
{
	while (columns-- > 0)
		cp_buf_append_char(buf, ' ');
}

/* Words of one paragraph between `left` and the page's width; the first stands at `column` already.
 */
static void
wrap_paragraph(cp_page *page, cp_bytes text, size_t left, size_t column)
{
	bool first = true;

	while (text.len > 0) {
		const uint8_t *space = memchr(text.data, ' ', text.len);
		size_t len = space != NULL ? (size_t)(space - text.data) : text.len;
		cp_bytes word = cp_bytes_of(text.data, len);
		size_t wide = columns_of(word);

		if (!first && column + 1 + wide > page->columns) {
			cp_buf_append_char(page->buf, '\n');
			indent(page->buf, left);
			column = left;
			first = true;
		}
		if (!first) {
			cp_buf_append_char(page->buf, ' ');
			column++;
		}
		cp_buf_append(page->buf, word.data, word.len);
		column += wide;
		first = false;
		text = cp_bytes_slice(text, len + 1, text.len);
	}
}

/* Text of several lines: those that start with two spaces are commands and stand as they are. */
static void
wrap(cp_page *page, cp_bytes text, size_t left)
{
	bool first = true;

	while (text.len > 0) {
		const uint8_t *end = memchr(text.data, '\n', text.len);
		size_t len = end != NULL ? (size_t)(end - text.data) : text.len;
		cp_bytes line = cp_bytes_of(text.data, len);

		if (!first) {
			cp_buf_append_char(page->buf, '\n');
			indent(page->buf, left);
		}
		if (len >= 2 && line.data[0] == ' ' && line.data[1] == ' ')
			cp_buf_append(page->buf, line.data, line.len);
		else
			wrap_paragraph(page, line, left, left);
		first = false;
		text = cp_bytes_slice(text, len + 1, text.len);
	}
	cp_buf_append_char(page->buf, '\n');
}

void
cp_page_put_labelled(cp_page *page, const char *label)
{
	if (page->line.failed) {
		page->buf->failed = true;
		return;
	}
	if (page->line.len > 0) {
		cp_buf_printf(page->buf, "  %s%-*s%s", cp_page_faint(page), LABEL_COLUMNS - 2,
			label, cp_page_plain(page));
		wrap(page, cp_bytes_of(page->line.data, page->line.len), LABEL_COLUMNS);
	}
	page->line.len = 0;
}

void
cp_page_put_words(cp_page *page, size_t left, size_t column)
{
	if (page->line.failed)
		page->buf->failed = true;
	else
		wrap_paragraph(page, cp_bytes_of(page->line.data, page->line.len), left, column);
	cp_buf_append_char(page->buf, '\n');
	page->line.len = 0;
}

/* Indentation stops where it would leave too little room for words. */
#define FURTHEST_LEFT 24

void
cp_page_put_indented(cp_page *page, size_t left)
{
	if (left > FURTHEST_LEFT)
		left = FURTHEST_LEFT;
	indent(page->buf, left);
	cp_page_put_words(page, left + 4, left);
}

void
cp_text_append_cut(cp_buf *buf, cp_bytes text)
{
	size_t len = text.len;

	if (len > LONGEST_VALUE) {
		len = LONGEST_VALUE;
		while (len > 0 && (text.data[len] & 0xc0) == 0x80)
			len--;
	}
	cp_buf_append(buf, text.data, len);
	if (len < text.len)
		cp_buf_append_string(buf, "…");
}

void
cp_text_append_name(cp_buf *buf, cp_bytes name, const char *when_empty)
{
	cp_buf text = CP_BUF_EMPTY;

	cp_name_append_shown(&text, name);
	if (text.failed)
		buf->failed = true;
	else if (text.len == 0)
		cp_buf_append_string(buf, when_empty);
	else
		cp_text_append_cut(buf, cp_bytes_of(text.data, text.len));
	cp_buf_clear(&text);
}

void
cp_text_append_day(cp_buf *buf, int64_t seconds)
{
	char text[CP_TIME_TEXT_LEN];

	cp_time_format(seconds, text);
	cp_buf_append(buf, text, strlen("2026-11-23"));
}
