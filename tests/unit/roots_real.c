/*
 * Real publications of root programmes, read whole and held against what is stated of them; and
 * their dates, on either side, for certificates of stand-ins with the same attributes and of the
 * roots themselves. Needs shared data ($CERTPOLICY_SHARED or ../shared beside the source tree).
 */
#include <config.h>
#include "base/buf.h"
#include "base/civil.h"
#include "base/csv.h"
#include "base/mem.h"
#include "base/text.h"
#include "classify/programmes.h"
#include "store/anchor_stage.h"
#include "store/stamp.h"
#include "unit/make_walk.h"
#include "unit/unit.h"
#include "x509/input.h"

#include <certpolicy/certpolicy.h>

#include <jansson.h>
#include <unistd.h>

static char folder[4096];

static const char *
path_of(const char *name)
{
	static char path[8192];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static cp_bytes
read_file(const char *name)
{
	cp_bytes content;

	CU_ASSERT_FATAL(
		cp_input_read_file(path_of(name), 1u << 26, &content, NULL) == CERTPOLICY_OK);
	return content;
}

static void
free_bytes(cp_bytes bytes)
{
	cp_free((void *)(uintptr_t)bytes.data);
}

static cp_roots *
read_roots(const char *name)
{
	cp_roots *roots = cp_roots_new();
	cp_bytes content = read_file(name);
	certpolicy_error *error = NULL;
	int64_t date = INT64_C(1777593600); /* 2026-05-01T00:00:00Z */

	CU_ASSERT_FATAL(roots != NULL);
	if (cp_roots_read(roots, content, name, &date, &error) != CERTPOLICY_OK)
		fprintf(stderr, "%s:%zu: %s\n", name, certpolicy_error_get_line(error),
			certpolicy_error_get_message(error));
	CU_ASSERT_FATAL(error == NULL);
	free_bytes(content);
	return roots;
}

/* By its digest in hexadecimal; NULL. */
static const cp_root *
find(const cp_roots *roots, const char *hex)
{
	uint8_t sha256[CP_SHA256_LEN];
	size_t i;

	if (strlen(hex) != 64 || !cp_hex_decode(cp_bytes_of_string(hex), sha256))
		return NULL;
	for (i = 0; i < cp_roots_count(roots); i++) {
		if (memcmp(cp_roots_at(roots, i)->sha256, sha256, CP_SHA256_LEN) == 0)
			return cp_roots_at(roots, i);
	}
	return NULL;
}

/* A table of the collector's, row by row, without its head; the fields of a row end with NUL. */
#define MOST_FIELDS 8
static size_t
each_row(const char *name, void (*see)(char **fields, void *user), void *user)
{
	cp_bytes content = read_file(name);
	char *text = cp_strndup((const char *)content.data, content.len), *line = text;
	size_t n = 0;

	free_bytes(content);
	CU_ASSERT_FATAL(text != NULL);
	while (*line != '\0') {
		char *fields[MOST_FIELDS] = {NULL}, *end = line + strcspn(line, "\n");
		char *next = end + (*end == '\n'), *field = line;
		size_t i;

		*end = '\0';
		for (i = 0; i < MOST_FIELDS; i++) {
			fields[i] = field;
			field += strcspn(field, "\t");
			if (*field == '\t')
				*field++ = '\0';
		}
		if (n++ > 0)
			see(fields, user);
		line = next;
	}
	cp_free(text);
	return n - 1;
}

typedef struct census {
	size_t n, n_public, n_distrusted, n_dated;
} census;

static census
count(const cp_roots *roots)
{
	census counted = {0};
	size_t i;

	for (i = 0; i < cp_roots_count(roots); i++) {
		const cp_root *root = cp_roots_at(roots, i);

		counted.n += root->is_anchor;
		counted.n_public += root->is_public && !root->is_distrusted;
		counted.n_distrusted += root->is_distrusted;
		counted.n_dated += root->is_public && root->dates[CP_DISTRUST_BY_NOT_BEFORE].is_set;
	}
	return counted;
}

/* sha256, label, trust for servers, for e-mail, distrust for servers, … */
static void
see_debian(char **fields, void *user)
{
	const cp_root *root = find(user, fields[0]);
	bool trusted = strcmp(fields[2], "CKT_NSS_TRUSTED_DELEGATOR") == 0;
	bool marked = strcmp(fields[2], "CKT_NSS_NOT_TRUSTED") == 0;
	int64_t date = 0;

	UNIT_ROW(fields[1], (root != NULL && root->is_anchor) == (trusted || marked));
	if (root == NULL)
		return;
	UNIT_ROW(fields[1], root->is_distrusted == marked);
	UNIT_ROW(fields[1], root->dates[0].is_set == (fields[4][0] != '\0'));
	if (root->dates[0].is_set)
		UNIT_ROW(fields[1], cp_stamp_parse(cp_bytes_of_string(fields[4]), &date) &&
					    date == root->dates[0].at);
}

static void
debian_has_what_its_table_says(void)
{
	cp_roots *roots = read_roots("debian_certdata_20230311+deb12u1.txt");
	census counted = count(roots);

	CU_ASSERT(counted.n == 141 && counted.n_public == 140 && counted.n_distrusted == 1);
	CU_ASSERT(counted.n_dated == 3);
	CU_ASSERT(each_row("debian_certdata_20230311+deb12u1.roots.tsv", see_debian, roots) == 160);
	cp_roots_free(roots);
}

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

static bool
begins_with(const char *text, const char *word)
{
	return strncmp(text, word, strlen(word)) == 0;
}

/* The library's own date for a root. */
static int64_t
built_in(const char *hex, cp_distrust_by by)
{
	uint8_t sha256[CP_SHA256_LEN];
	int64_t last = 0;

	if (strlen(hex) != 64 || !cp_hex_decode(cp_bytes_of_string(hex), sha256) ||
		!cp_programme_date_find(sha256, by, &last))
		return 0;
	return last;
}

static void
see_case(const json_t *stated, const cp_roots *nss)
{
	const char *id = text_of(stated, "id"), *expected = text_of(stated, "expected");
	const char *hex = text_of(json_object_get(stated, "inputs"), "root_sha256");
	const cp_root *root;
	int64_t date = -1;

	if (begins_with(id, "certdata-distrust-after/")) {
		root = find(nss, hex);
		expected += strlen("distrust_after ");
		UNIT_ROW(id, cp_stamp_parse(cp_bytes_of_string(expected), &date));
		UNIT_ROW(id, root != NULL && root->dates[0].is_set && root->dates[0].at == date);
	} else if (begins_with(id, "chrome-root-constraint/")) {
		sscanf(expected, "leaf needs an SCT with timestamp <= %lld", (long long *)&date);
		UNIT_ROW(id, built_in(hex, CP_DISTRUST_BY_SCT) == date);
	} else if (begins_with(id, "go-roots-distrust-after/")) {
		expected += strlen("distrust_after ");
		UNIT_ROW(id, cp_time_parse(cp_bytes_of_string(expected), false, &date));
		UNIT_ROW(id, built_in(hex, CP_DISTRUST_BY_NOT_BEFORE) == date);
	} else {
		UNIT_ROW(id, strcmp(id, "certdata/debian_certdata_20230311+deb12u1") == 0);
	}
}

static void
stated_cases_come_out(void)
{
	cp_roots *nss = read_roots("nss_certdata_2026-05.txt");
	cp_bytes content = read_file("cases.jsonl");
	const char *at = (const char *)content.data, *end = at + content.len;
	size_t n = 0;

	CU_ASSERT(count(nss).n_public == 121);
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		json_t *stated;

		stop = stop != NULL ? stop : end;
		stated = json_loadb(at, (size_t)(stop - at), 0, NULL);
		CU_ASSERT_FATAL(stated != NULL);
		see_case(stated, nss);
		json_decref(stated);
		at = stop + 1;
		n++;
	}
	CU_ASSERT(n == 11);
	free_bytes(content);
	cp_roots_free(nss);
}

/* sha256, subject, EV policies, constraints */
static void
see_chrome(char **fields, void *user)
{
	const char *stated = strstr(fields[3], "sct_not_after_sec=");
	int64_t last = stated != NULL ? strtoll(stated + 18, NULL, 10) : 0;

	(void)user;
	/* What came later is in the table only. */
	if (stated != NULL)
		UNIT_ROW(fields[1], built_in(fields[0], CP_DISTRUST_BY_SCT) == last);
	else
		UNIT_ROW(fields[1],
			built_in(fields[0], CP_DISTRUST_BY_SCT) == 0 ||
				built_in(fields[0], CP_DISTRUST_BY_SCT) > INT64_C(1735689600));
}

typedef struct concatenation {
	cp_bytes rest;
	size_t n;
} concatenation;

/* sha256, subject, distrust_after */
static void
see_go(char **fields, void *user)
{
	concatenation *bundle = user;
	cp_bytes der = bundle->rest;
	uint8_t sha256[CP_SHA256_LEN], stated[CP_SHA256_LEN];
	int64_t date = 0;

	CU_ASSERT_FATAL(der.len > 4 && der.data[0] == 0x30 && der.data[1] == 0x82);
	der = cp_bytes_slice(der, 0, 4 + ((size_t)der.data[2] << 8 | der.data[3]));
	bundle->rest = cp_bytes_slice(bundle->rest, der.len, bundle->rest.len);
	bundle->n++;
	cp_crypto_sha256(der, sha256);
	UNIT_ROW(fields[1], cp_hex_decode(cp_bytes_of_string(fields[0]), stated));
	UNIT_ROW(fields[1], memcmp(sha256, stated, CP_SHA256_LEN) == 0);
	if (fields[2][0] == '\0')
		return;
	UNIT_ROW(fields[1], cp_time_parse(cp_bytes_of_string(fields[2]), false, &date));
	UNIT_ROW(fields[1], built_in(fields[0], CP_DISTRUST_BY_NOT_BEFORE) == date);
}

static void
the_table_agrees_with_chrome_and_go(void)
{
	concatenation bundle = {read_file("go_x509roots_2026-10-30_bundle.der"), 0};
	cp_bytes whole = bundle.rest;

	CU_ASSERT(each_row("chrome_root_store_v17.tsv", see_chrome, NULL) == 134);
	CU_ASSERT(each_row("go_x509roots_2026-10-30.tsv", see_go, &bundle) == bundle.n);
	CU_ASSERT(bundle.n > 100 && bundle.rest.len == 0);
	free_bytes(whole);
}

/* Whether a leaf of that instant, under this root, is distrusted by that date. */
static bool
is_distrusted(const cp_roots *roots, cp_bytes root, cp_distrust_by by, int64_t issued)
{
	cp_cert *cert = cp_cert_read(root);
	unit_walk walk = unit_walk_three(NULL, NULL, NULL);
	bool fired = false;
	size_t i;

	CU_ASSERT_FATAL(cert != NULL);
	cp_cert_unref(walk.certs[2]);
	walk.certs[2] = walk.path.certs[2] = cert;
	walk.anchor.is_public = true;
	walk.certs[0]->not_before = issued;
	unit_walk_build(&walk);
	cp_programmes_judge(&walk.facts, &walk.arena, &walk.budget, roots);
	for (i = 0; i < walk.facts.n_distrusts; i++)
		fired = fired ||
			(walk.facts.distrusts[i].by == by && walk.facts.distrusts[i].fired);
	unit_walk_clear(&walk);
	return fired;
}

/* Every date of the library and of NSS, for the roots themselves. */
static void
roots_are_distrusted_on_the_right_side(void)
{
	static const char *const files[] = {
		"nss_certdata_2026-05.txt", "debian_certdata_20230311+deb12u1.txt"};
	cp_roots *empty = cp_roots_new();
	size_t f, i, n_seen = 0;

	CU_ASSERT_FATAL(empty != NULL);
	cp_roots_freeze(empty);
	for (f = 0; f < CP_COUNT(files); f++) {
		cp_roots *roots = read_roots(files[f]);
		const cp_programme_date *row;

		cp_roots_freeze(roots);
		for (i = 0; (row = cp_programme_date_at(i)) != NULL; i++) {
			const cp_root *root = find(roots, row->sha256);

			if (root == NULL)
				continue;
			n_seen++;
			UNIT_ROW(row->root, !is_distrusted(empty, root->der, row->by, row->last));
			UNIT_ROW(
				row->root, is_distrusted(empty, root->der, row->by, row->last + 1));
		}
		for (i = 0; i < cp_roots_count(roots); i++) {
			const cp_root *root = cp_roots_at(roots, i);
			const cp_root_date *date = &root->dates[CP_DISTRUST_BY_NOT_BEFORE];

			if (!date->is_set)
				continue;
			UNIT_ROW(root->name, !is_distrusted(roots, root->der,
						     CP_DISTRUST_BY_NOT_BEFORE, date->at));
			UNIT_ROW(root->name, is_distrusted(roots, root->der,
						     CP_DISTRUST_BY_NOT_BEFORE, date->at + 1));
		}
		cp_roots_free(roots);
	}
	CU_ASSERT(n_seen >= 40);
	cp_roots_free(empty);
}

/* A leaf issued at an instant, judged under public-strict with the stand-in root as JSON has it. */
static bool
report_distrusts(const char *terms, const char *issued)
{
	unit_cert_spec root = unit_root_spec(), leaf = unit_leaf_spec();
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_report *report = NULL;
	cp_buf buf = CP_BUF_EMPTY;
	bool found = false;
	char *json;
	size_t i;

	leaf.issuer = root.subject;
	leaf.issuer_key = root.key;
	leaf.not_before = issued;
	cp_buf_printf(&buf, "{\"peer\": {\"dns\": \"a.example\"}, \"policy\": \"public-strict\", "
			    "\"time\": \"2027-01-01T00:00:00Z\", \"chain\": [\"");
	cp_buf_append_base64(&buf, unit_cert(&leaf));
	cp_buf_append_string(&buf, "\"], \"anchors\": [{\"public\": true, \"certificate\": \"");
	cp_buf_append_base64(&buf, unit_cert(&root));
	cp_buf_printf(&buf, "\", %s}]}", terms);
	json = cp_buf_finish(&buf);
	CU_ASSERT_FATAL(engine != NULL && json != NULL);
	{
		certpolicy_request *request = NULL;

		CU_ASSERT_FATAL(certpolicy_request_from_json(
					json, strlen(json), 0, &request, NULL) == CERTPOLICY_OK);
		CU_ASSERT_FATAL(
			certpolicy_evaluate(engine, NULL, request, &report, NULL) == CERTPOLICY_OK);
		certpolicy_request_free(request);
	}
	for (i = 0; i < certpolicy_report_count_findings(report); i++)
		found = found || strcmp(certpolicy_report_get_finding_code(report, i),
					 "root.distrusted") == 0;
	certpolicy_report_free(report);
	certpolicy_engine_free(engine);
	cp_free(json);
	return found;
}

/* Stand-ins that carry the attributes of the real ones, through the whole library. */
static void
stand_ins_are_distrusted_on_the_right_side(void)
{
	const cp_programme_date *row;
	size_t i;

	for (i = 0; (row = cp_programme_date_at(i)) != NULL; i++) {
		char terms[128], last[CP_TIME_TEXT_LEN], after[CP_TIME_TEXT_LEN];

		cp_time_format(row->last, last);
		cp_time_format(row->last + 1, after);
		snprintf(terms, sizeof(terms), "\"%s\": \"%s\"",
			row->by == CP_DISTRUST_BY_SCT ? "sct_not_after" : "distrust_after", last);
		UNIT_ROW(row->root, !report_distrusts(terms, last));
		UNIT_ROW(row->root, report_distrusts(terms, after));
	}
}

/* As a source of anchors: public, with their dates; and with them the system's roots are told
 * apart. */
static void
certdata_serves_as_anchors(void)
{
	cp_anchors *anchors = cp_anchors_new();
	const cp_anchor *entrust;
	uint8_t sha256[CP_SHA256_LEN];
	size_t n_public = 0, i;

	CU_ASSERT_FATAL(anchors != NULL);
	CU_ASSERT(cp_anchors_add_source(anchors, path_of("nss_certdata_2026-05.txt"), false,
			  NULL) == CERTPOLICY_OK);
	CU_ASSERT(cp_anchors_freeze(anchors, NULL) == CERTPOLICY_OK);
	CU_ASSERT(cp_anchors_count(anchors) == 121);
	for (i = 0; i < cp_roots_count(cp_anchors_roots(anchors)); i++) {
		const cp_root *root = cp_roots_at(cp_anchors_roots(anchors), i);
		const cp_anchor *anchor = cp_anchors_find_exact(anchors, root->sha256);

		n_public += anchor != NULL && anchor->is_public;
	}
	CU_ASSERT(n_public == 121);
	CU_ASSERT(
		cp_hex_decode(cp_bytes_of_string("c0a6f4dc63a24bfdcf54ef2a6a082a0a72de35803e2ff5ff"
						 "527ae5d87206dfd5"),
			sha256));
	entrust = cp_anchors_find_exact(anchors, sha256);
	CU_ASSERT(entrust == NULL || entrust->has_distrust_after);
	cp_anchors_free(anchors);
}

/* Mozilla's report has one root, with its certificate; the sample of all records has none. */
static void
ccadb_reports_are_read(void)
{
	cp_roots *roots = read_roots("ccadb_IncludedCACertificateReportPEMCSV.test.csv");
	cp_bytes content = read_file("ccadb_AllCertificateRecordsCSVFormat.test.csv");
	const cp_root *isrg =
		find(roots, "96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6");
	certpolicy_error *error = NULL;
	int64_t date = 0;

	CU_ASSERT_FATAL(isrg != NULL && cp_roots_count(roots) == 1);
	CU_ASSERT(isrg->is_public && isrg->is_anchor && isrg->der.len == 1391);
	CU_ASSERT(strcmp(isrg->name, "ISRG Root X1") == 0);
	CU_ASSERT(isrg->ev_is_told && isrg->n_ev_policies == 0 && !isrg->constrained);
	CU_ASSERT(isrg->dates[0].is_told && !isrg->dates[0].is_set);
	CU_ASSERT(
		cp_roots_read(roots, content, "all", &date, &error) == CERTPOLICY_ERROR_BAD_INPUT);
	CU_ASSERT(error != NULL &&
		  strstr(certpolicy_error_get_message(error), "not one root") != NULL);
	certpolicy_error_free(error);
	free_bytes(content);
	cp_roots_free(roots);
}

/* The key of this certificate, by the table of the CCADB: 1 as stated, 0 otherwise, -1 not there.
 */
static int
compare_key(cp_csv *csv, cp_bytes table, const cp_cert *cert)
{
	uint8_t octets[128];
	size_t len;
	int found = -1;

	cp_csv_begin(csv, table, false);
	while (cp_csv_next(csv) == CP_CSV_ROW) {
		cp_bytes ski = cp_csv_get(csv, 0).text, key = cp_csv_get(csv, 1).text;

		if (ski.len > sizeof(octets) || !cp_base64_decode(ski, octets, &len) ||
			!cp_bytes_equal(cp_bytes_of(octets, len), cert->ski))
			continue;
		CU_ASSERT_FATAL(key.len <= sizeof(octets) && cp_base64_decode(key, octets, &len));
		if (cp_bytes_equal(cp_bytes_of(octets, len),
			    cp_bytes_of(cert->spki_sha256, CP_SHA256_LEN)))
			return 1;
		found = 0; /* another of the same identifier may follow */
	}
	return found;
}

static void
keys_are_those_of_the_ccadb(void)
{
	cp_roots *roots = read_roots("nss_certdata_2026-05.txt");
	cp_bytes table = read_file("ccadb_ski_spkisha256.csv");
	static cp_csv csv;
	size_t i, n_seen = 0;

	for (i = 0; i < cp_roots_count(roots); i++) {
		const cp_root *root = cp_roots_at(roots, i);
		cp_cert *cert = cp_cert_read(root->der);
		int found;

		CU_ASSERT_FATAL(cert != NULL);
		found = cert->ski.len > 0 ? compare_key(&csv, table, cert) : -1;
		UNIT_ROW(root->name, found != 0);
		n_seen += found == 1;
		cp_cert_unref(cert);
	}
	CU_ASSERT(n_seen > 100);
	free_bytes(table);
	cp_roots_free(roots);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"Debian's file has what its table says", debian_has_what_its_table_says},
		{"the stated cases come out", stated_cases_come_out},
		{"the table agrees with Chrome and Go", the_table_agrees_with_chrome_and_go},
		{"roots are distrusted on the right side", roots_are_distrusted_on_the_right_side},
		{"stand-ins are distrusted on the right side",
			stand_ins_are_distrusted_on_the_right_side},
		{"certdata serves as anchors", certdata_serves_as_anchors},
		{"reports of the CCADB are read", ccadb_reports_are_read},
		{"keys are those of the CCADB", keys_are_those_of_the_ccadb},
		{NULL, NULL},
	};
	const char *named = getenv("CERTPOLICY_SHARED");

	snprintf(folder, sizeof(folder), "%s/data/real/03-roots-metadata",
		named != NULL ? named : SRCDIR "/../shared");
	if (access(path_of("INDEX.tsv"), R_OK) != 0) {
		printf("skipped: no shared data at %s\n", folder);
		return 77;
	}
	return unit_main("roots_real", tests);
}
