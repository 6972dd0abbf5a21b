/* Tells forms of threat lists apart, and reads the plain one: a digest a line. */
#include <config.h>
#include "store/threat_read.h"
#include "base/error.h"
#include "base/json_stream.h"
#include "base/text.h"
#include "store/lines.h"

#include <stdarg.h>
#include <stdio.h>

#define LONGEST_REASON 200

int
cp_threat_refuse(const cp_threat_reading *reading, size_t offset, const char *format, ...)
{
	char text[LONGEST_REASON];
	size_t line, column;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	cp_json_stream_place(reading->text, offset, &line, &column);
	(void)cp_error_set(
		reading->error, CERTPOLICY_ERROR_BAD_INPUT, "input.denylist", "%s", text);
	cp_error_set_place(reading->error, reading->source, line, column);
	return CERTPOLICY_ERROR_BAD_INPUT;
}

void
cp_threat_note_date(cp_threat_reading *reading, int64_t date)
{
	if (!reading->about.has_date || date > reading->about.date) {
		reading->about.has_date = true;
		reading->about.date = date;
	}
}

/* ---- digests ---- */

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Takes the next line off, with the white space around it. */
static bool
next_line(cp_bytes *rest, cp_bytes *line)
{
	const uint8_t *end;

	if (rest->len == 0)
		return false;
	end = memchr(rest->data, '\n', rest->len);
	*line = cp_bytes_slice(*rest, 0, end != NULL ? (size_t)(end - rest->data) : rest->len);
	*rest = cp_bytes_slice(*rest, line->len + 1, rest->len);
	while (line->len > 0 && is_blank(line->data[line->len - 1]))
		line->len--;
	while (line->len > 0 && is_blank(line->data[0]))
		*line = cp_bytes_slice(*line, 1, line->len);
	return true;
}

static bool
is_comment(cp_bytes line)
{
	return line.len == 0 || line.data[0] == '#';
}

/* The digest at the beginning of a line, and what stands behind it. */
static size_t
split(cp_bytes line, cp_bytes *comment)
{
	size_t len = 0, i;

	while (len < line.len && !is_blank(line.data[len]) && line.data[len] != '#')
		len++;
	i = len;
	while (i < line.len && (is_blank(line.data[i]) || line.data[i] == '#'))
		i++;
	*comment = cp_bytes_slice(line, i, line.len);
	return len;
}

/* A digest may be of a certificate or of a key: nothing tells. */
static int
add_line(cp_threat_reading *reading, cp_bytes line)
{
	static const cp_threat_section sections[] = {CP_THREAT_SHA256, CP_THREAT_SHA1};
	cp_threat_terms terms;
	uint8_t digest[CP_THREAT_KEY_MAX];
	size_t i, len;

	memset(&terms, 0, sizeof(terms));
	len = split(line, &terms.label);
	for (i = 0; i < CP_COUNT(sections); i++) {
		if (cp_threat_digest(
			    cp_bytes_slice(line, 0, len), cp_threat_key_len(sections[i]), digest))
			return cp_threat_builder_add_digest(reading->builder, sections[i], digest,
				CP_THREAT_CERTIFICATE | CP_THREAT_KEY, &terms, reading->error);
	}
	return cp_threat_refuse(reading, (size_t)(line.data - reading->text.data),
		"this is no digest: 64 hexadecimal digits of SHA-256 or 40 of SHA-1");
}

static int
read_lines(cp_threat_reading *reading)
{
	cp_bytes rest = reading->text, line;
	int status = CERTPOLICY_OK;

	reading->about.format = CP_THREAT_DIGESTS;
	cp_lines_begin(&rest);
	while (status == CERTPOLICY_OK && next_line(&rest, &line)) {
		if (!is_comment(line))
			status = add_line(reading, line);
	}
	return status;
}

/* ---- telling forms apart ---- */

static bool
is_digest(cp_bytes text)
{
	uint8_t digest[CP_THREAT_KEY_MAX];

	return cp_threat_digest(text, cp_threat_key_len(CP_THREAT_SHA256), digest) ||
	       cp_threat_digest(text, cp_threat_key_len(CP_THREAT_SHA1), digest);
}

/* By the first line that is no comment: a digest and what is said of it, or several fields. */
static bool
is_csv(cp_bytes text)
{
	cp_bytes line = CP_BYTES_NONE, comment;

	cp_lines_begin(&text);
	while (is_comment(line) && next_line(&text, &line))
		continue;
	return !is_comment(line) && !is_digest(cp_bytes_slice(line, 0, split(line, &comment))) &&
	       (line.data[0] == '"' || memchr(line.data, ',', line.len) != NULL);
}

static bool
is_json(cp_bytes text)
{
	cp_lines_begin(&text);
	while (text.len > 0 && (is_blank(text.data[0]) || text.data[0] == '\n'))
		text = cp_bytes_slice(text, 1, text.len);
	return text.len > 0 && (text.data[0] == '{' || text.data[0] == '[');
}

int
cp_threat_read(cp_threat_builder *builder, cp_bytes text, const char *source, const int64_t *date,
	certpolicy_error **error)
{
	cp_threat_reading reading = {
		.builder = builder, .text = text, .source = source, .error = error};
	int status = cp_threat_builder_begin(builder, source, error);

	if (status != CERTPOLICY_OK)
		return status;
	if (is_json(text))
		status = cp_threat_read_json(&reading);
	else
		status = is_csv(text) ? cp_threat_read_csv(&reading) : read_lines(&reading);
	if (status != CERTPOLICY_OK)
		return status;
	if (!reading.about.has_date && date != NULL)
		cp_threat_note_date(&reading, *date);
	cp_crypto_sha256(text, reading.about.sha256);
	return cp_threat_builder_end(builder, &reading.about, error);
}
