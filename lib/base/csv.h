/*
 * Comma-separated values (RFC 4180) read where they lie: row by row, without copies. Where the RFC
 * leaves room: a line may end in LF alone, the last one need not end, empty lines are no rows, the
 * mark of UTF-8 that some editors put first is taken off, and rows may differ in length; how many
 * fields a row should have its reader knows. White space belongs to a field (2.4).
 */
#ifndef CP_BASE_CSV_H
#define CP_BASE_CSV_H

#include "base/bytes.h"
#include "base/compiler.h"

/* Reports of the CCADB have some eighty columns. */
#define CP_CSV_MOST_FIELDS 256u

typedef struct cp_csv_field {
	cp_bytes text;   /* without the quotes around it */
	bool has_quotes; /* doubled ones, so that cp_csv_unquote is needed */
} cp_csv_field;

typedef enum cp_csv_step { CP_CSV_ROW, CP_CSV_COMMENT, CP_CSV_END, CP_CSV_FAULT } cp_csv_step;

typedef struct cp_csv {
	cp_bytes rest;
	bool has_comments; /* lines that begin with "#" are no rows */
	size_t next_line;
	/* Of the last step, until the next one. */
	size_t line;      /* where the row or comment begins, where the fault lies; from 1 */
	const char *what; /* fault: static */
	cp_bytes comment; /* behind its "#" */
	size_t n_fields;
	cp_csv_field fields[CP_CSV_MOST_FIELDS];
} cp_csv;

void
cp_csv_begin(cp_csv *csv, cp_bytes text, bool has_comments);

/* A fault ends the reading: the same one comes again. */
CP_CHECK_RESULT cp_csv_step
cp_csv_next(cp_csv *csv);

/* The octets of a field into `out`, which has room for field->text.len of them; how many. */
size_t
cp_csv_unquote(const cp_csv_field *field, uint8_t *out);

/* The field of the row with this number, an empty one where the row is shorter. */
cp_csv_field
cp_csv_get(const cp_csv *csv, size_t index);

/* The number of the first field that is this word, in whatever case and with white space around it
 * or not; CP_CSV_MOST_FIELDS when there is none. */
size_t
cp_csv_find(const cp_csv *csv, const char *word);

#endif
