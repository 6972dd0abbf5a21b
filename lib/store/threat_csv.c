/*
 * Threat lists as CSV: that of abuse.ch's SSLBL, whose header is a comment, and others with a
 * column of digests. Columns are told by their names, or else by the first row.
 */
#include <config.h>
#include "store/threat_read.h"
#include "base/civil.h"
#include "base/csv.h"
#include "base/text.h"

#define NO_COLUMN CP_CSV_MOST_FIELDS

typedef struct columns {
	size_t digest, reason, date;
	cp_threat_section section;
} columns;

/* ---- dates ---- */

static bool
take_number(cp_bytes *rest, int *number)
{
	size_t len = 0;

	*number = 0;
	while (len < rest->len && len < 4 && cp_ascii_is_digit(rest->data[len]))
		*number = *number * 10 + (rest->data[len++] - '0');
	*rest = cp_bytes_slice(*rest, len, rest->len);
	return len > 0;
}

static bool
take_char(cp_bytes *rest, char c)
{
	if (rest->len == 0 || rest->data[0] != (uint8_t)c)
		return false;
	*rest = cp_bytes_slice(*rest, 1, rest->len);
	return true;
}

/* " 06:58:00" or " 6:58"; nothing at all is the beginning of the day. */
static bool
take_clock(cp_bytes rest, cp_civil *civil)
{
	if (!take_char(&rest, ' ') && !take_char(&rest, 'T'))
		return rest.len == 0;
	if (!take_number(&rest, &civil->hour) || !take_char(&rest, ':') ||
		!take_number(&rest, &civil->minute))
		return false;
	if (take_char(&rest, ':') && !take_number(&rest, &civil->second))
		return false;
	return rest.len == 0 || rest.data[0] == ' ' || rest.data[0] == 'Z';
}

/* "2023-12-22 06:58:00" as SSLBL writes, in UTC, and "12/22/2023 6:58" as spreadsheets do. */
static bool
read_date(cp_bytes text, int64_t *seconds)
{
	cp_civil civil = {0};

	while (take_char(&text, ' '))
		continue;
	if (!take_number(&text, &civil.year))
		return false;
	if (take_char(&text, '-')) {
		if (!take_number(&text, &civil.month) || !take_char(&text, '-') ||
			!take_number(&text, &civil.day))
			return false;
	} else {
		civil.month = civil.year;
		if (!take_char(&text, '/') || !take_number(&text, &civil.day) ||
			!take_char(&text, '/') || !take_number(&text, &civil.year))
			return false;
	}
	return take_clock(text, &civil) && cp_civil_to_seconds(&civil, seconds);
}

/* ---- columns ---- */

static size_t
find_column(const cp_csv *csv, const char *const *names)
{
	size_t found = NO_COLUMN;

	for (; *names != NULL && found == NO_COLUMN; names++)
		found = cp_csv_find(csv, *names);
	return found;
}

static bool
read_header(const cp_csv *csv, columns *found)
{
	static const char *const sha1[] = {"SHA1", "SHA-1", "sha1_fingerprint", "sha1_hash", NULL};
	static const char *const sha256[] = {
		"SHA256", "SHA-256", "sha256_fingerprint", "sha256_hash", NULL};
	static const char *const reason[] = {
		"Listingreason", "listing_reason", "reason", "comment", "malware", NULL};
	static const char *const date[] = {
		"Listingdate", "listing_date", "date", "first_seen", "firstseen", NULL};
	columns named;

	named.section = CP_THREAT_SHA256;
	named.digest = find_column(csv, sha256);
	if (named.digest == NO_COLUMN) {
		named.section = CP_THREAT_SHA1;
		named.digest = find_column(csv, sha1);
	}
	if (named.digest == NO_COLUMN)
		return false;
	named.reason = find_column(csv, reason);
	named.date = find_column(csv, date);
	*found = named;
	return true;
}

/* "# Last updated: 2023-12-22 06:58:00 UTC", or the names of the columns. */
static void
read_comment(cp_threat_reading *reading, cp_bytes comment, columns *found)
{
	static const char updated[] = "Last updated:";
	cp_csv header;
	int64_t date;
	size_t i;

	cp_csv_begin(&header, comment, false);
	if (cp_csv_next(&header) == CP_CSV_ROW && header.n_fields > 1)
		(void)read_header(&header, found);
	for (i = 0; i + sizeof(updated) <= comment.len; i++) {
		if (memcmp(comment.data + i, updated, sizeof(updated) - 1) != 0)
			continue;
		i += sizeof(updated) - 1;
		if (read_date(cp_bytes_slice(comment, i, comment.len), &date))
			cp_threat_note_date(reading, date);
	}
}

/* Without names: the first column of digests, and the others in SSLBL's order around it. */
static bool
guess_columns(const cp_csv *csv, columns *found)
{
	static const cp_threat_section sections[] = {CP_THREAT_SHA256, CP_THREAT_SHA1};
	uint8_t digest[CP_THREAT_KEY_MAX];
	size_t i, j;

	for (i = 0; i < csv->n_fields; i++) {
		for (j = 0; j < CP_COUNT(sections); j++) {
			if (!cp_threat_digest(cp_text_trim(csv->fields[i].text, " "),
				    cp_threat_key_len(sections[j]), digest))
				continue;
			found->digest = i;
			found->section = sections[j];
			found->date = i > 0 ? i - 1 : NO_COLUMN;
			found->reason = i + 1 < csv->n_fields ? i + 1 : NO_COLUMN;
			return true;
		}
	}
	return false;
}

/* ---- rows ---- */

static int
refuse_row(const cp_threat_reading *reading, const cp_csv *csv, const char *what)
{
	cp_bytes rest = reading->text;
	size_t line;

	/* Lines are counted by the reader of CSV; their offsets are not known. */
	for (line = 1; line < csv->line && rest.len > 0; line++) {
		const uint8_t *end = memchr(rest.data, '\n', rest.len);

		rest = cp_bytes_slice(
			rest, end != NULL ? (size_t)(end - rest.data) + 1 : rest.len, rest.len);
	}
	return cp_threat_refuse(reading,
		rest.len > 0 ? (size_t)(rest.data - reading->text.data) : reading->text.len, "%s",
		what);
}

static int
add_row(cp_threat_reading *reading, const cp_csv *csv, const columns *found)
{
	cp_csv_field reason = cp_csv_get(csv, found->reason);
	uint8_t digest[CP_THREAT_KEY_MAX], label[2 * CP_THREAT_LABEL_MAX];
	cp_threat_terms terms;

	memset(&terms, 0, sizeof(terms));
	if (!cp_threat_digest(cp_text_trim(cp_csv_get(csv, found->digest).text, " "),
		    cp_threat_key_len(found->section), digest))
		return refuse_row(reading, csv,
			found->section == CP_THREAT_SHA1
				? "there is no SHA-1 digest of 40 hexadecimal digits in this row"
				: "there is no SHA-256 digest of 64 hexadecimal digits in this "
				  "row");
	/* It is cut to less than this anyway. */
	reason.text = cp_bytes_slice(reason.text, 0, sizeof(label));
	terms.label = cp_text_trim(cp_bytes_of(label, cp_csv_unquote(&reason, label)), " ");
	terms.times.has_listed = read_date(cp_csv_get(csv, found->date).text, &terms.times.listed);
	if (terms.times.has_listed)
		cp_threat_note_date(reading, terms.times.listed);
	return cp_threat_builder_add_digest(reading->builder, found->section, digest,
		CP_THREAT_CERTIFICATE, &terms, reading->error);
}

int
cp_threat_read_csv(cp_threat_reading *reading)
{
	columns found = {NO_COLUMN, NO_COLUMN, NO_COLUMN, CP_THREAT_SHA1};
	int status = CERTPOLICY_OK;
	size_t n_rows = 0;
	cp_csv_step step;
	cp_csv csv;

	reading->about.format = CP_THREAT_CSV;
	cp_csv_begin(&csv, reading->text, true);
	while (status == CERTPOLICY_OK && (step = cp_csv_next(&csv)) != CP_CSV_END) {
		if (step == CP_CSV_FAULT)
			return refuse_row(reading, &csv, csv.what);
		if (step == CP_CSV_COMMENT)
			read_comment(reading, csv.comment, &found);
		else if (n_rows++ == 0 && read_header(&csv, &found))
			continue;
		else if (found.digest == NO_COLUMN && !guess_columns(&csv, &found))
			status = refuse_row(reading, &csv,
				"no column of SHA-256 or SHA-1 digests is in this row");
		else
			status = add_row(reading, &csv, &found);
	}
	return status;
}
