/* A reader of CSV that walks over the text and allocates nothing. What columns mean is elsewhere.
 */
#include <config.h>
#include "base/csv.h"
#include "base/text.h"

void
cp_csv_begin(cp_csv *csv, cp_bytes text, bool has_comments)
{
	memset(csv, 0, sizeof(*csv));
	csv->has_comments = has_comments;
	csv->next_line = 1;
	csv->rest = text;
	if (cp_bytes_equal(cp_bytes_slice(text, 0, 3), cp_bytes_of_string("\xef\xbb\xbf")))
		csv->rest = cp_bytes_slice(text, 3, text.len);
}

static void
skip(cp_csv *csv, size_t n)
{
	csv->rest = cp_bytes_slice(csv->rest, n, csv->rest.len);
}

static bool
begins_with(const cp_csv *csv, char c)
{
	return csv->rest.len > 0 && csv->rest.data[0] == (uint8_t)c;
}

/* What an end of line has: 1 or 2 octets; 0: here is none. */
static size_t
end_len(const cp_csv *csv)
{
	if (begins_with(csv, '\n'))
		return 1;
	return begins_with(csv, '\r') && csv->rest.len > 1 && csv->rest.data[1] == '\n' ? 2 : 0;
}

static bool
skip_end(cp_csv *csv)
{
	size_t len = end_len(csv);

	skip(csv, len);
	csv->next_line += len > 0 ? 1 : 0;
	return len > 0;
}

static void
read_comment(cp_csv *csv)
{
	const uint8_t *end = memchr(csv->rest.data, '\n', csv->rest.len);
	size_t len = end != NULL ? (size_t)(end - csv->rest.data) : csv->rest.len;

	csv->comment = cp_bytes_slice(csv->rest, 1, len - 1);
	if (csv->comment.len > 0 && csv->comment.data[csv->comment.len - 1] == '\r')
		csv->comment.len--;
	skip(csv, len);
	(void)skip_end(csv);
}

/* RFC 4180 2.6 and 2.7: up to the quote that no quote follows. */
static const char *
read_quoted(cp_csv *csv, cp_csv_field *field)
{
	cp_bytes text = cp_bytes_slice(csv->rest, 1, csv->rest.len);
	size_t n = 0;

	for (; n < text.len; n++) {
		if (text.data[n] == '\n')
			csv->next_line++;
		if (text.data[n] == 0)
			return "a NUL within a field";
		if (text.data[n] != '"')
			continue;
		if (n + 1 == text.len || text.data[n + 1] != '"')
			break;
		field->has_quotes = true;
		n++;
	}
	if (n == text.len) {
		csv->next_line = csv->line;
		return "a quote in this row is never closed";
	}
	field->text = cp_bytes_slice(text, 0, n);
	skip(csv, n + 2);
	return NULL;
}

static bool
is_plain(uint8_t c)
{
	return c != ',' && c != '\n' && c != '\r' && c != '"' && c != 0;
}

static const char *
read_plain(cp_csv *csv, cp_csv_field *field)
{
	size_t n = 0;

	while (n < csv->rest.len && is_plain(csv->rest.data[n]))
		n++;
	field->text = cp_bytes_slice(csv->rest, 0, n);
	skip(csv, n);
	if (begins_with(csv, '"'))
		return "a quote within a field that does not begin with one";
	return begins_with(csv, 0) ? "a NUL within a field" : NULL;
}

/* *more: a comma stands behind it, and so does another field. */
static const char *
read_field(cp_csv *csv, bool *more)
{
	cp_csv_field field = {CP_BYTES_NONE, false};
	const char *wrong;

	if (csv->n_fields == CP_CSV_MOST_FIELDS)
		return "a row has too many fields";
	wrong = begins_with(csv, '"') ? read_quoted(csv, &field) : read_plain(csv, &field);
	if (wrong != NULL)
		return wrong;
	csv->fields[csv->n_fields++] = field;
	*more = begins_with(csv, ',');
	if (*more)
		skip(csv, 1);
	else if (csv->rest.len > 0 && !skip_end(csv))
		return "a comma or the end of the line should stand here";
	return NULL;
}

static cp_csv_step
fail(cp_csv *csv, const char *what)
{
	csv->what = what;
	csv->line = csv->next_line;
	csv->n_fields = 0;
	return CP_CSV_FAULT;
}

cp_csv_step
cp_csv_next(cp_csv *csv)
{
	const char *wrong = NULL;
	bool more = true;

	if (csv->what != NULL)
		return CP_CSV_FAULT;
	csv->n_fields = 0;
	csv->comment = CP_BYTES_NONE;
	while (skip_end(csv))
		continue;
	csv->line = csv->next_line;
	if (csv->rest.len == 0)
		return CP_CSV_END;
	if (csv->has_comments && begins_with(csv, '#')) {
		read_comment(csv);
		return CP_CSV_COMMENT;
	}
	while (wrong == NULL && more)
		wrong = read_field(csv, &more);
	return wrong == NULL ? CP_CSV_ROW : fail(csv, wrong);
}

size_t
cp_csv_unquote(const cp_csv_field *field, uint8_t *out)
{
	size_t len = 0, i;

	for (i = 0; i < field->text.len; i++) {
		out[len++] = field->text.data[i];
		if (field->has_quotes && field->text.data[i] == '"')
			i++;
	}
	return len;
}

cp_csv_field
cp_csv_get(const cp_csv *csv, size_t index)
{
	static const cp_csv_field none = {{NULL, 0}, false};

	return index < csv->n_fields ? csv->fields[index] : none;
}

size_t
cp_csv_find(const cp_csv *csv, const char *word)
{
	size_t i;

	for (i = 0; i < csv->n_fields; i++) {
		if (cp_bytes_equal_nocase(
			    cp_text_trim(csv->fields[i].text, " \t"), cp_bytes_of_string(word)))
			return i;
	}
	return CP_CSV_MOST_FIELDS;
}
