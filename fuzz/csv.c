/* Comma-separated values: every field is within the text, and rows end where lines do. */
#include <config.h>
#include "base/csv.h"
#include "base/mem.h"
#include "fuzz.h"

static void
look_at(const cp_csv *csv, cp_bytes text)
{
	size_t i;

	for (i = 0; i < csv->n_fields; i++) {
		const cp_csv_field *field = &csv->fields[i];
		uint8_t *plain = cp_malloc(field->text.len);

		CP_INVARIANT(plain != NULL);
		CP_INVARIANT(cp_csv_unquote(field, plain) <= field->text.len);
		CP_INVARIANT(field->text.len == 0 ||
			     (field->text.data >= text.data && field->text.len <= text.len));
		(void)fuzz_touch(field->text);
		cp_free(plain);
	}
	(void)fuzz_touch(csv->comment);
	(void)cp_csv_find(csv, "sha1");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	cp_bytes text = cp_bytes_of(data, len);
	cp_csv_step step;
	cp_csv csv;
	size_t line = 0;

	cp_csv_begin(&csv, text, len % 2 == 0);
	while ((step = cp_csv_next(&csv)) == CP_CSV_ROW || step == CP_CSV_COMMENT) {
		CP_INVARIANT(csv.line > line);
		line = csv.line;
		look_at(&csv, text);
	}
	CP_INVARIANT(step == CP_CSV_END || csv.what != NULL);
	CP_INVARIANT(step == CP_CSV_FAULT || csv.rest.len == 0);
	return 0;
}
