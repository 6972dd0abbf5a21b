/* lib/base: comma-separated values (RFC 4180). */
#include <config.h>
#include "base/csv.h"
#include "unit/unit.h"

#include <string.h>

/* Writes out what is read: fields between brackets, rows by their lines. */
static void
show(const char *text, size_t len, bool has_comments, char *out, size_t size)
{
	cp_csv csv;
	cp_csv_step step;
	size_t i;

	out[0] = '\0';
	cp_csv_begin(&csv, cp_bytes_of(text, len), has_comments);
	do {
		char *end = out + strlen(out);
		size_t room = size - strlen(out);

		step = cp_csv_next(&csv);
		if (step == CP_CSV_COMMENT)
			snprintf(end, room, "%zu#%.*s;", csv.line, (int)csv.comment.len,
				csv.comment.len > 0 ? (const char *)csv.comment.data : "");
		if (step == CP_CSV_FAULT)
			snprintf(end, room, "%zu!%s", csv.line, csv.what);
		if (step == CP_CSV_ROW)
			snprintf(end, room, "%zu:", csv.line);
		for (i = 0; i < csv.n_fields; i++) {
			uint8_t field[64];
			size_t n = cp_csv_unquote(&csv.fields[i], field);

			snprintf(out + strlen(out), size - strlen(out), "[%.*s]", (int)n, field);
		}
	} while (step == CP_CSV_ROW || step == CP_CSV_COMMENT);
	CU_ASSERT_EQUAL(cp_csv_next(&csv), step);
}

static void
rows_are_read(void)
{
	static const struct {
		const char *name, *text, *shown;
		bool has_comments;
	} rows[] = {
		{"nothing", "", "", false},
		{"one field", "a", "1:[a]", false},
		{"two rows", "a,b\r\nc,d\r\n", "1:[a][b]2:[c][d]", false},
		{"LF, and no end of the last line", "a,b\nc,d", "1:[a][b]2:[c][d]", false},
		{"empty fields", ",\n,,x", "1:[][]2:[][][x]", false},
		{"a comma at the very end", "a,", "1:[a][]", false},
		{"empty lines are no rows", "\n\r\na\n\n\nb\n\n", "3:[a]6:[b]", false},
		{"quotes", "\"a\",\"\",b", "1:[a][][b]", false},
		{"an empty field in quotes is a row", "\"\"\n", "1:[]", false},
		{"a comma in quotes", "\"a,b\",c", "1:[a,b][c]", false},
		{"doubled quotes", "\"a\"\"b\"\"\",\"\"\"\"", "1:[a\"b\"][\"]", false},
		{"newlines in quotes", "\"a\nb\r\nc\",d\ne", "1:[a\nb\r\nc][d]4:[e]", false},
		{"white space belongs to a field", " a , b\t", "1:[ a ][ b\t]", false},
		{"mark of UTF-8", "\xef\xbb\xbf\"a\",b", "1:[a][b]", false},
		{"mark of UTF-8 alone", "\xef\xbb\xbf", "", false},
		{"comments", "# a,\"b\r\nc,#d\n#\n \"",
			"1# a,\"b;2:[c][#d]3#;4!a quote within a "
			"field that does not begin with one",
			true},
		{"comments not asked for", "# a,b", "1:[# a][b]", false},
		{"a number sign within quotes", "\"\n#a\"", "1:[\n#a]", true},
		{"a comment without an end", "a\n#b", "1:[a]2#b;", true},
		{"a quote left open", "a\nb,\"c\nd\ne",
			"1:[a]2!a quote in this row is never closed", false},
		{"a quote alone", "\"", "1!a quote in this row is never closed", false},
		{"three quotes", "\"\"\"", "1!a quote in this row is never closed", false},
		{"text behind a quote", "\"a\"b",
			"1!a comma or the end of the line should stand here", false},
		{"text behind a quote, further down", "\"a\n\"b",
			"2!a comma or the end of the line should stand here", false},
		{"CR alone", "a\rb", "1!a comma or the end of the line should stand here", false},
		{"CR at the end", "a\r", "1!a comma or the end of the line should stand here",
			false},
		{"a quote in the middle", "a\nb\"c\"",
			"1:[a]2!a quote within a field that does not begin with one", false},
	};
	char shown[512];
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		show(rows[i].text, strlen(rows[i].text), rows[i].has_comments, shown,
			sizeof(shown));
		UNIT_ROW(rows[i].name, strcmp(shown, rows[i].shown) == 0);
	}
	show("a\0b", 3, false, shown, sizeof(shown));
	CU_ASSERT_STRING_EQUAL(shown, "1!a NUL within a field");
	show("\"a\n\0\"", 5, false, shown, sizeof(shown));
	CU_ASSERT_STRING_EQUAL(shown, "2!a NUL within a field");
}

static void
fields_have_a_limit(void)
{
	static const struct {
		size_t n_commas;
		cp_csv_step step;
	} rows[] = {
		{CP_CSV_MOST_FIELDS - 1, CP_CSV_ROW},
		{CP_CSV_MOST_FIELDS, CP_CSV_FAULT},
	};
	char text[CP_CSV_MOST_FIELDS];
	cp_csv csv;
	size_t i;

	memset(text, ',', sizeof(text));
	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_csv_begin(&csv, cp_bytes_of(text, rows[i].n_commas), false);
		CU_ASSERT_EQUAL(cp_csv_next(&csv), rows[i].step);
	}
	CU_ASSERT_STRING_EQUAL(csv.what, "a row has too many fields");
	CU_ASSERT_EQUAL(csv.n_fields, 0);
}

static void
columns_are_found_by_name(void)
{
	cp_csv csv;

	cp_csv_begin(&csv, cp_bytes_of_string(" Listingdate,\"SHA1\" \n"), false);
	CU_ASSERT_EQUAL(cp_csv_next(&csv), CP_CSV_FAULT);
	cp_csv_begin(&csv, cp_bytes_of_string(" Listingdate\t,\"SHA1\",sha1,\n"), false);
	CU_ASSERT_EQUAL(cp_csv_next(&csv), CP_CSV_ROW);
	CU_ASSERT_EQUAL(cp_csv_find(&csv, "listingdate"), 0);
	CU_ASSERT_EQUAL(cp_csv_find(&csv, "sha1"), 1);
	CU_ASSERT_EQUAL(cp_csv_find(&csv, ""), 3);
	CU_ASSERT_EQUAL(cp_csv_find(&csv, "sha"), CP_CSV_MOST_FIELDS);
	CU_ASSERT_EQUAL(cp_csv_get(&csv, 2).text.len, 4);
	CU_ASSERT_EQUAL(cp_csv_get(&csv, 4).text.len, 0);
	CU_ASSERT_EQUAL(cp_csv_get(&csv, CP_CSV_MOST_FIELDS).text.len, 0);
}

static const unit_test tests[] = {
	{"rows are read", rows_are_read},
	{"fields have a limit", fields_have_a_limit},
	{"columns are found by name", columns_are_found_by_name},
	{NULL, NULL},
};

int
main(void)
{
	return unit_main("csv", tests);
}
