/*
 * Reports of the CCADB (Common CA Database) as CSV. A report with a column for trust bits is of the
 * roots that Mozilla includes (IncludedCACertificateReport, with certificates or without); one with
 * a record type is of all certificates there are (AllCertificateRecords), of which the roots are
 * taken that Mozilla or Chrome include. Columns are found by their names, whatever their order.
 */
#include <config.h>
#include "base/civil.h"
#include "base/csv.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/roots_read.h"
#include "x509/cert.h"
#include "x509/input.h"

#include <stdio.h>

typedef enum column {
	DIGEST,
	NAME,
	TRUST_BITS,
	DISTRUST_AFTER,
	EV_POLICIES,
	CONSTRAINTS,
	CERTIFICATE,
	RECORD_TYPE,
	RECORD_NAME,
	MOZILLA_STATUS,
	CHROME_STATUS,
	DERIVED_BITS,
	N_COLUMNS
} column;

static const char *const titles[N_COLUMNS] = {
	[DIGEST] = "SHA-256 Fingerprint",
	[NAME] = "Common Name or Certificate Name",
	[TRUST_BITS] = "Trust Bits",
	[DISTRUST_AFTER] = "Distrust for TLS After Date",
	[EV_POLICIES] = "EV Policy OID(s)",
	[CONSTRAINTS] = "Mozilla Applied Constraints",
	[CERTIFICATE] = "PEM Info",
	[RECORD_TYPE] = "Certificate Record Type",
	[RECORD_NAME] = "Certificate Name",
	[MOZILLA_STATUS] = "Mozilla Status",
	[CHROME_STATUS] = "Chrome Status",
	[DERIVED_BITS] = "Derived Trust Bits",
};

typedef struct ccadb {
	cp_roots_reading *reading;
	cp_csv csv;
	size_t places[N_COLUMNS]; /* CP_CSV_MOST_FIELDS: there is no such column */
} ccadb;

static bool
has(const ccadb *report, column which)
{
	return report->places[which] < CP_CSV_MOST_FIELDS;
}

/* A field without white space around it; with doubled quotes as they stand: none that is read has
 * any but names, which are for people. */
static cp_bytes
field(const ccadb *report, column which)
{
	cp_bytes text = has(report, which) ? cp_csv_get(&report->csv, report->places[which]).text
					   : CP_BYTES_NONE;

	return cp_text_trim(text, " \n");
}

static int
refuse(const ccadb *report, column which)
{
	return cp_roots_refuse(report->reading, report->csv.line,
		"the field \"%s\" of this row cannot be read", titles[which]);
}

/* One of several words parted by semicolons; *list moves behind it. */
static bool
next_word(cp_bytes *list, cp_bytes *word)
{
	size_t len = 0;

	while (list->len > 0 &&
		(list->data[0] == ' ' || list->data[0] == ';' || list->data[0] == ','))
		*list = cp_bytes_slice(*list, 1, list->len);
	while (len < list->len && list->data[len] != ';' && list->data[len] != ',')
		len++;
	*word = cp_bytes_slice(*list, 0, len);
	*list = cp_bytes_slice(*list, len, list->len);
	while (word->len > 0 && word->data[word->len - 1] == ' ')
		word->len--;
	return word->len > 0;
}

static bool
lists(cp_bytes list, const char *wanted)
{
	cp_bytes word;

	while (next_word(&list, &word)) {
		if (cp_bytes_equal_nocase(word, cp_bytes_of_string(wanted)))
			return true;
	}
	return false;
}

/* "2024.11.30", to its end in UTC, or a date with hyphens. */
static bool
read_day(cp_bytes text, int64_t *instant)
{
	char iso[11];
	size_t i;

	if (text.len != sizeof(iso) - 1)
		return false;
	for (i = 0; i < text.len; i++)
		iso[i] = text.data[i] == '.' ? '-' : (char)text.data[i];
	return cp_time_parse(cp_bytes_of(iso, text.len), true, instant);
}

/* A certificate in the quotes that keep spreadsheets from reading it; its digest is the row's. */
static int
make_record(ccadb *report, cp_root **root)
{
	cp_bytes digits = field(report, DIGEST), pem = field(report, CERTIFICATE),
		 der = CP_BYTES_NONE;
	uint8_t sha256[CP_SHA256_LEN];
	cp_bytes subject, key_id;
	bool no_memory = false, sound;

	if (digits.len != 2 * CP_SHA256_LEN || !cp_hex_decode(digits, sha256))
		return refuse(report, DIGEST);
	if (pem.len == 0) {
		*root = cp_roots_new_record(report->reading, sha256);
		return *root != NULL ? CERTPOLICY_OK : CERTPOLICY_ERROR_NO_MEMORY;
	}
	if (pem.len >= 2 && pem.data[0] == '\'' && pem.data[pem.len - 1] == '\'')
		pem = cp_bytes_slice(pem, 1, pem.len - 2);
	sound = cp_input_decode_one(pem, &der, &no_memory) && cp_cert_peek(der, &subject, &key_id);
	*root = sound ? cp_roots_new_certificate(report->reading, der) : NULL;
	cp_bytes_clear(&der);
	if (*root == NULL)
		return sound || no_memory ? CERTPOLICY_ERROR_NO_MEMORY
					  : refuse(report, CERTIFICATE);
	return memcmp((*root)->sha256, sha256, CP_SHA256_LEN) == 0 ? CERTPOLICY_OK
								   : refuse(report, CERTIFICATE);
}

/* "Not EV", or policies. */
static int
read_ev(ccadb *report, cp_root *root)
{
	cp_bytes list = field(report, EV_POLICIES), word;
	int status = CERTPOLICY_OK;

	root->ev_is_told = has(report, EV_POLICIES);
	if (cp_bytes_equal_nocase(list, cp_bytes_of_string("Not EV")))
		return CERTPOLICY_OK;
	while (status == CERTPOLICY_OK && next_word(&list, &word))
		status = cp_roots_add_ev_policy(report->reading, root, word);
	return status == CERTPOLICY_ERROR_BAD_INPUT ? refuse(report, EV_POLICIES) : status;
}

/* "*.gov.tr; *.edu.tr": names below, as the field has them. */
static int
read_constraints(ccadb *report, cp_root *root)
{
	cp_bytes list = field(report, CONSTRAINTS), word;
	int status = CERTPOLICY_OK;

	root->constrained = list.len > 0;
	while (status == CERTPOLICY_OK && next_word(&list, &word))
		status = cp_roots_add_permitted(report->reading, root, word);
	return status == CERTPOLICY_ERROR_BAD_INPUT ? refuse(report, CONSTRAINTS) : status;
}

/* A row of the roots that Mozilla includes: of those for servers. */
static int
read_included(ccadb *report)
{
	cp_bytes date = field(report, DISTRUST_AFTER);
	cp_root_date *told;
	cp_root *root = NULL;
	int status;

	if (!lists(field(report, TRUST_BITS), "Websites"))
		return CERTPOLICY_OK;
	status = make_record(report, &root);
	if (status != CERTPOLICY_OK)
		return status;
	root->is_anchor = root->der.len > 0;
	root->is_public = true;
	root->name = cp_roots_keep_name(report->reading, field(report, NAME));
	told = &root->dates[CP_DISTRUST_BY_NOT_BEFORE];
	told->is_told = has(report, DISTRUST_AFTER);
	told->is_set = date.len > 0;
	if (told->is_set && !read_day(date, &told->at))
		return refuse(report, DISTRUST_AFTER);
	status = read_ev(report, root);
	return status == CERTPOLICY_OK ? read_constraints(report, root) : status;
}

/* A row of all certificates: of roots for servers, who includes them. Whether one may issue EV
 * there says nothing of which policy. */
static int
read_any(ccadb *report)
{
	cp_root *root = NULL;
	int status;

	if (!cp_bytes_equal_nocase(
		    field(report, RECORD_TYPE), cp_bytes_of_string("Root Certificate")) ||
		!lists(field(report, DERIVED_BITS), "Server Authentication") ||
		!(lists(field(report, MOZILLA_STATUS), "Included") ||
			lists(field(report, CHROME_STATUS), "Included")))
		return CERTPOLICY_OK;
	status = make_record(report, &root);
	if (status != CERTPOLICY_OK)
		return status;
	root->is_public = true;
	root->name = cp_roots_keep_name(report->reading, field(report, RECORD_NAME));
	return CERTPOLICY_OK;
}

static bool
find_columns(ccadb *report)
{
	size_t i;

	for (i = 0; i < N_COLUMNS; i++)
		report->places[i] = cp_csv_find(&report->csv, titles[i]);
	return has(report, DIGEST) &&
	       (has(report, TRUST_BITS) ||
		       (has(report, RECORD_TYPE) && has(report, DERIVED_BITS) &&
			       has(report, MOZILLA_STATUS) && has(report, CHROME_STATUS)));
}

static int
read_rows(ccadb *report)
{
	size_t n_columns = report->csv.n_fields;
	cp_csv_step step = cp_csv_next(&report->csv);
	int status = CERTPOLICY_OK;

	for (; step == CP_CSV_ROW && status == CERTPOLICY_OK; step = cp_csv_next(&report->csv)) {
		if (report->csv.n_fields != n_columns)
			return cp_roots_refuse(report->reading, report->csv.line,
				"the row has %zu fields, not %zu: it was cut", report->csv.n_fields,
				n_columns);
		status = has(report, TRUST_BITS) ? read_included(report) : read_any(report);
	}
	if (status == CERTPOLICY_OK && step == CP_CSV_FAULT)
		return cp_roots_refuse(report->reading, report->csv.line, "%s", report->csv.what);
	return status;
}

bool
cp_roots_is_ccadb(cp_bytes first_line)
{
	static const char title[] = "SHA-256 Fingerprint";
	size_t i;

	for (i = 0; i + sizeof(title) - 1 <= first_line.len; i++) {
		if (memcmp(first_line.data + i, title, sizeof(title) - 1) == 0)
			return true;
	}
	return false;
}

int
cp_roots_read_ccadb(cp_roots_reading *reading)
{
	ccadb *report = cp_calloc(1, sizeof(*report)); /* its row is too large for a stack */
	int status;

	if (report == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	report->reading = reading;
	cp_csv_begin(&report->csv, reading->content, false);
	if (cp_csv_next(&report->csv) != CP_CSV_ROW || !find_columns(report))
		status = cp_roots_refuse(reading, report->csv.line,
			"the head of this report lacks columns of the CCADB");
	else
		status = read_rows(report);
	cp_free(report);
	return status;
}
