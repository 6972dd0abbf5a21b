/* JSON (RFC 8259) into a buffer, compact, in UTF-8. */
#include <config.h>
#include "render/writer.h"

#include "base/civil.h"
#include "base/text.h"

#include <inttypes.h>

static void
append_escape(cp_buf *buf, uint8_t c)
{
	cp_buf_append_char(buf, '\\');
	if (c >= 0x20) {
		cp_buf_append_char(buf, (char)c);
		return;
	}
	cp_buf_append(buf, "u00", 3);
	cp_buf_append_hex(buf, cp_bytes_of(&c, 1));
}

/* How much of the start is ASCII that stands for itself. */
static size_t
plain_len(cp_bytes text)
{
	size_t len = 0;

	while (len < text.len && text.data[len] >= 0x20 && text.data[len] < 0x80 &&
		text.data[len] != '"' && text.data[len] != '\\')
		len++;
	return len;
}

/* Text is copied in runs of what needs no escape. */
static void
append_quoted(cp_buf *buf, cp_bytes text)
{
	size_t from = 0;
	size_t i = 0;

	cp_buf_append_char(buf, '"');
	for (;;) {
		uint32_t ignored;
		size_t len;
		uint8_t c;

		i += plain_len(cp_bytes_slice(text, i, text.len));
		if (i == text.len)
			break;
		c = text.data[i];
		len = c >= 0x80 ? cp_utf8_decode(cp_bytes_slice(text, i, 4), &ignored) : 0;
		if (len > 0) {
			i += len;
			continue;
		}
		cp_buf_append(buf, text.data + from, i - from);
		if (c >= 0x80)
			cp_buf_append_string(buf, "\xef\xbf\xbd");
		else if (c == '\n')
			cp_buf_append_string(buf, "\\n");
		else
			append_escape(buf, c);
		from = ++i;
	}
	cp_buf_append(buf, text.data + from, text.len - from);
	cp_buf_append_char(buf, '"');
}

static void
begin(cp_writer *writer, const char *name)
{
	if (writer->needs_comma)
		cp_buf_append_char(writer->buf, ',');
	writer->needs_comma = true;
	if (name == NULL)
		return;
	cp_buf_append_char(writer->buf, '"');
	cp_buf_append_string(writer->buf, name);
	cp_buf_append(writer->buf, "\":", 2);
}

static void
open_with(cp_writer *writer, const char *name, char bracket)
{
	begin(writer, name);
	cp_buf_append_char(writer->buf, bracket);
	writer->needs_comma = false;
}

static void
close_with(cp_writer *writer, char bracket)
{
	cp_buf_append_char(writer->buf, bracket);
	writer->needs_comma = true;
}

void
cp_write_object(cp_writer *writer, const char *name)
{
	open_with(writer, name, '{');
}

void
cp_write_object_end(cp_writer *writer)
{
	close_with(writer, '}');
}

void
cp_write_array(cp_writer *writer, const char *name)
{
	open_with(writer, name, '[');
}

void
cp_write_array_end(cp_writer *writer)
{
	close_with(writer, ']');
}

void
cp_write_bytes(cp_writer *writer, const char *name, cp_bytes text)
{
	begin(writer, name);
	append_quoted(writer->buf, text);
}

void
cp_write_string(cp_writer *writer, const char *name, const char *text)
{
	if (text != NULL)
		cp_write_bytes(writer, name, cp_bytes_of_string(text));
}

/* Digits of the largest number, 18446744073709551615. */
#define MOST_DIGITS 20

void
cp_write_uint(cp_writer *writer, const char *name, uint64_t number)
{
	char digits[MOST_DIGITS];
	size_t first = MOST_DIGITS;

	do {
		digits[--first] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	begin(writer, name);
	cp_buf_append(writer->buf, digits + first, MOST_DIGITS - first);
}

void
cp_write_int(cp_writer *writer, const char *name, int64_t number)
{
	if (number >= 0) {
		cp_write_uint(writer, name, (uint64_t)number);
		return;
	}
	begin(writer, name);
	cp_buf_printf(writer->buf, "%" PRId64, number);
}

void
cp_write_bool(cp_writer *writer, const char *name, bool value)
{
	begin(writer, name);
	cp_buf_append_string(writer->buf, value ? "true" : "false");
}

void
cp_write_null(cp_writer *writer, const char *name)
{
	begin(writer, name);
	cp_buf_append(writer->buf, "null", 4);
}

void
cp_write_time(cp_writer *writer, const char *name, int64_t seconds)
{
	char text[CP_TIME_TEXT_LEN];

	cp_time_format(seconds, text);
	cp_write_string(writer, name, text);
}

void
cp_write_hex(cp_writer *writer, const char *name, const char *prefix, cp_bytes octets)
{
	begin(writer, name);
	cp_buf_append_char(writer->buf, '"');
	cp_buf_append_string(writer->buf, prefix);
	cp_buf_append_hex(writer->buf, octets);
	cp_buf_append_char(writer->buf, '"');
}

void
cp_write_base64(cp_writer *writer, const char *name, const char *prefix, cp_bytes octets)
{
	begin(writer, name);
	cp_buf_append_char(writer->buf, '"');
	cp_buf_append_string(writer->buf, prefix);
	cp_buf_append_base64(writer->buf, octets);
	cp_buf_append_char(writer->buf, '"');
}

void
cp_write_list(cp_writer *writer, const char *name, const char *list)
{
	cp_write_array(writer, name);
	while (*list != '\0') {
		size_t len = strcspn(list, ";");

		cp_write_bytes(writer, NULL, cp_bytes_of(list, len));
		list += len;
		list += strspn(list, "; ");
	}
	cp_write_array_end(writer);
}

void
cp_write_raw(cp_writer *writer, const char *name, cp_bytes text)
{
	begin(writer, name);
	cp_buf_append(writer->buf, text.data, text.len);
}
