/* lib/store/roots*: publications of root programmes, and what classify/ makes of them. */
#include <config.h>
#include "store/roots.h"
#include "base/buf.h"
#include "base/civil.h"
#include "base/error.h"
#include "base/mem.h"
#include "classify/programmes.h"
#include "unit/make_walk.h"
#include "unit/unit.h"

static cp_bytes
root_der(void)
{
	static cp_bytes made; /* signatures differ from one making to the next */
	unit_cert_spec spec = unit_root_spec();

	if (made.len == 0)
		made = unit_cert(&spec);
	return made;
}

static void
append_octal(cp_buf *buf, const char *name, cp_bytes octets)
{
	size_t i;

	cp_buf_printf(buf, "%s MULTILINE_OCTAL\n", name);
	for (i = 0; i < octets.len; i++)
		cp_buf_printf(buf, "\\%03o%s", octets.data[i], i % 16 == 15 ? "\n" : "");
	cp_buf_append_string(buf, octets.len % 16 != 0 ? "\nEND\n" : "END\n");
}

/* A certificate and what is said of it, as certdata.txt has them. */
typedef struct certdata_spec {
	const char *trust; /* its word; NULL: no trust object */
	const char *stamp; /* NULL: CK_FALSE */
	bool no_policy;    /* not of Mozilla's programme */
	bool other_hash;   /* the SHA-1 is another certificate's */
	bool newer_words;  /* of PKCS#11 3.2 */
} certdata_spec;

static void
append_trust(cp_buf *buf, const certdata_spec *spec, const cp_cert *cert)
{
	uint8_t sha1[CP_SHA1_LEN];

	cp_crypto_sha1(cert->der, sha1);
	sha1[0] ^= spec->other_hash;
	cp_buf_printf(buf, "# Trust\nCKA_CLASS CK_OBJECT_CLASS %s\n",
		spec->newer_words ? "CKO_TRUST" : "CKO_NSS_TRUST");
	append_octal(buf, "CKA_CERT_SHA1_HASH", cp_bytes_of(sha1, sizeof(sha1)));
	append_octal(buf, "CKA_ISSUER", cert->issuer);
	append_octal(buf, "CKA_SERIAL_NUMBER", cert->serial);
	cp_buf_printf(buf, "%s CK_TRUST %s\n",
		spec->newer_words ? "CKA_PKCS_TRUST_SERVER_AUTH" : "CKA_TRUST_SERVER_AUTH",
		spec->trust);
}

static char *
make_certdata(const certdata_spec *spec)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_cert *cert = cp_cert_read(root_der());
	char *text;

	CP_INVARIANT(cert != NULL);
	cp_buf_append_string(&buf,
		"#\n# made\nBEGINDATA\nCKA_CLASS CK_OBJECT_CLASS CKO_NSS_BUILTIN_ROOT_LIST\n"
		"CKA_LABEL UTF8 \"Mozilla Builtin Roots\"\n\n"
		"CKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\nCKA_TOKEN CK_BBOOL CK_TRUE\n"
		"CKA_LABEL UTF8 \"A root\"\n");
	append_octal(&buf, "CKA_ISSUER", cert->issuer);
	append_octal(&buf, "CKA_SERIAL_NUMBER", cert->serial);
	append_octal(&buf, "CKA_VALUE", cert->der);
	if (!spec->no_policy)
		cp_buf_append_string(&buf, "CKA_NSS_MOZILLA_CA_POLICY CK_BBOOL CK_TRUE\n");
	if (spec->stamp != NULL)
		append_octal(
			&buf, "CKA_NSS_SERVER_DISTRUST_AFTER", cp_bytes_of_string(spec->stamp));
	else
		cp_buf_append_string(&buf, "CKA_NSS_SERVER_DISTRUST_AFTER CK_BBOOL CK_FALSE\n");
	if (spec->trust != NULL)
		append_trust(&buf, spec, cert);
	cp_cert_unref(cert);
	text = cp_buf_finish(&buf);
	CP_INVARIANT(text != NULL);
	return text;
}

/* Reads one text; *error as the reader left it. */
static int
read_text(cp_roots *roots, const char *text, certpolicy_error **error)
{
	int64_t date = 0;

	return cp_roots_read(roots, cp_bytes_of_string(text), "made", &date, error);
}

static cp_roots *
new_roots(void)
{
	cp_roots *roots = cp_roots_new();

	CP_INVARIANT(roots != NULL);
	return roots;
}

static void
certdata_is_read(void)
{
	static const struct {
		const char *name;
		certdata_spec spec;
		bool is_error;
		size_t n;
		bool is_public, is_distrusted, is_dated;
		int64_t date;
	} rows[] = {
		{"trusted", {.trust = "CKT_NSS_TRUSTED_DELEGATOR"}, false, 1, true, false, false,
			0},
		{"old words", {.trust = "CKT_NETSCAPE_TRUSTED_DELEGATOR"}, false, 1, true, false,
			false, 0},
		{"new words", {.trust = "CKT_TRUST_ANCHOR", .newer_words = true}, false, 1, true,
			false, false, 0},
		{"dated", {.trust = "CKT_NSS_TRUSTED_DELEGATOR", .stamp = "241130235959Z"}, false,
			1, true, false, true, INT64_C(1733011199)},
		{"dated in full",
			{.trust = "CKT_NSS_TRUSTED_DELEGATOR", .stamp = "20241130235959Z"}, false,
			1, true, false, true, INT64_C(1733011199)},
		{"distrusted", {.trust = "CKT_NSS_NOT_TRUSTED", .no_policy = true}, false, 1, true,
			true, false, 0},
		{"somebody else's", {.trust = "CKT_NSS_TRUSTED_DELEGATOR", .no_policy = true},
			false, 1, false, false, false, 0},
		{"e-mail only", {.trust = "CKT_NSS_MUST_VERIFY_TRUST"}, true, 0, false, false,
			false, 0},
		{"an odd date", {.trust = "CKT_NSS_TRUSTED_DELEGATOR", .stamp = "241330235959Z"},
			true, 0, false, false, false, 0},
		{"an odd word", {.trust = "CKT_NSS_TRUSTED_DELEGATE"}, true, 0, false, false, false,
			0},
		{"another's hash", {.trust = "CKT_NSS_TRUSTED_DELEGATOR", .other_hash = true}, true,
			0, false, false, false, 0},
		{"nothing is said", {.trust = NULL}, true, 0, false, false, false, 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		char *text = make_certdata(&rows[i].spec);
		cp_roots *roots = new_roots();
		certpolicy_error *error = NULL;
		const cp_root *root;

		UNIT_ROW(rows[i].name,
			cp_roots_form_of(cp_bytes_of_string(text)) == CP_ROOTS_CERTDATA);
		UNIT_ROW(rows[i].name, (read_text(roots, text, &error) ==
					       CERTPOLICY_ERROR_BAD_INPUT) == rows[i].is_error);
		UNIT_ROW(rows[i].name, (error != NULL) == rows[i].is_error);
		UNIT_ROW(rows[i].name, cp_roots_count(roots) == rows[i].n);
		root = rows[i].n > 0 ? cp_roots_at(roots, 0) : NULL;
		if (root != NULL) {
			const cp_root_date *date = &root->dates[CP_DISTRUST_BY_NOT_BEFORE];

			UNIT_ROW(
				rows[i].name, root->is_public == rows[i].is_public &&
						      root->is_distrusted == rows[i].is_distrusted);
			UNIT_ROW(rows[i].name, date->is_told && date->is_set == rows[i].is_dated &&
						       date->at == rows[i].date);
			UNIT_ROW(rows[i].name, strcmp(root->name, "A root") == 0);
			UNIT_ROW(rows[i].name, cp_bytes_equal(root->der, root_der()));
		}
		certpolicy_error_free(error);
		cp_roots_free(roots);
		cp_free(text);
	}
}

/* Wherever it is cut: an error with a line, or all of the roots. Never fewer. */
static void
certdata_that_was_cut_is_an_error(void)
{
	const certdata_spec spec = {.trust = "CKT_NSS_TRUSTED_DELEGATOR"};
	char *text = make_certdata(&spec);
	size_t len, whole = strlen(text);

	for (len = 0; len < whole; len++) {
		cp_roots *roots = new_roots();
		certpolicy_error *error = NULL;
		int64_t date = 0;
		int status = cp_roots_read(roots, cp_bytes_of(text, len), "cut", &date, &error);

		CU_ASSERT(status == CERTPOLICY_OK
				  ? len == whole - 1 && cp_roots_count(roots) == 1
				  : status == CERTPOLICY_ERROR_BAD_INPUT && error != NULL &&
					    cp_roots_count(roots) == 0);
		certpolicy_error_free(error);
		cp_roots_free(roots);
	}
	cp_free(text);
}

static void
odd_certdata_is_refused_with_its_line(void)
{
	static const struct {
		const char *name, *text;
		size_t line;
	} rows[] = {
		{"no attribute", "BEGINDATA\nhello world\n", 2},
		{"before a class", "BEGINDATA\nCKA_LABEL UTF8 \"x\"\n", 2},
		{"not octal",
			"BEGINDATA\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\n"
			"CKA_VALUE MULTILINE_OCTAL\n\\060\\9\nEND\n",
			4},
		{"too high",
			"BEGINDATA\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\n"
			"CKA_VALUE MULTILINE_OCTAL\n\\400\nEND\n",
			4},
		{"no END",
			"BEGINDATA\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\n"
			"CKA_VALUE MULTILINE_OCTAL\n\\060\n",
			4},
		{"twice",
			"BEGINDATA\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\n"
			"CKA_VALUE MULTILINE_OCTAL\n\\060\nEND\n"
			"CKA_VALUE MULTILINE_OCTAL\n\\060\nEND\n",
			8},
		{"not octets",
			"BEGINDATA\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\n"
			"CKA_VALUE UTF8 \"x\"\n",
			3},
		{"not whole",
			"BEGINDATA\n\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\n"
			"CKA_TOKEN CK_BBOOL CK_TRUE\n",
			3},
		{"no value", "BEGINDATA\nCKA_CLASS CK_OBJECT_CLASS\n", 2},
		{"no root", "BEGINDATA\n", 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_roots *roots = new_roots();
		certpolicy_error *error = NULL;

		UNIT_ROW(rows[i].name,
			read_text(roots, rows[i].text, &error) == CERTPOLICY_ERROR_BAD_INPUT);
		UNIT_ROW(rows[i].name, certpolicy_error_get_line(error) == rows[i].line);
		UNIT_ROW(rows[i].name, strcmp(certpolicy_error_get_file(error), "made") == 0);
		certpolicy_error_free(error);
		cp_roots_free(roots);
	}
}

#define DIGEST "0000000000000000000000000000000000000000000000000000000000000001"
#define ROOTS(entries) "{\"schema\": \"certpolicy.roots/1\",\n\"roots\": [" entries "]}"

static void
json_is_read(void)
{
	static const char text[] =
		"{\"schema\": \"certpolicy.roots/1\", \"source\": \"ours\", \"date\": "
		"\"2026-11-01\", "
		"\"x-note\": 1, \"roots\": [\n{\"sha256\": \"" DIGEST
		"\", \"name\": \"A \\u202e\", "
		"\"public\": true, \"distrusted\": false, \"distrust_after\": null, "
		"\"sct_not_after\": \"2024-11-11\", \"ev\": [\"2.23.140.1.1\", \"1.2.3\"], "
		"\"permitted\": [\"gov.example\", \"10.0.0.0/8\"]}]}";
	cp_roots *roots = new_roots();
	const cp_root *root;
	int64_t date = 0;

	CU_ASSERT_FATAL(cp_roots_read(roots, cp_bytes_of_string(text), "made", &date, NULL) ==
			CERTPOLICY_OK);
	CU_ASSERT(date == INT64_C(1793577599) && cp_roots_count(roots) == 1);
	root = cp_roots_at(roots, 0);
	CU_ASSERT(root->is_public && !root->is_distrusted && root->der.len == 0);
	CU_ASSERT(strcmp(root->name, "A \\u{202e}") == 0);
	CU_ASSERT(root->dates[CP_DISTRUST_BY_NOT_BEFORE].is_told &&
		  !root->dates[CP_DISTRUST_BY_NOT_BEFORE].is_set);
	CU_ASSERT(root->dates[CP_DISTRUST_BY_SCT].at == INT64_C(1731369599));
	CU_ASSERT(root->ev_is_told && root->n_ev_policies == 2 && root->ev_policies[0].len == 5);
	CU_ASSERT(root->constrained && root->n_permitted == 2 && root->permitted[1].is_network);
	CU_ASSERT(root->source->date == date && strcmp(root->source->name, "made") == 0);
	cp_roots_free(roots);
}

static void
odd_json_is_refused_with_its_line(void)
{
	static const struct {
		const char *name, *text;
		size_t line;
	} rows[] = {
		{"not JSON", "{\"schema\":\n, }", 2},
		{"another schema", "{\"schema\": \"certpolicy.roots/2\", \"roots\": []}", 1},
		{"no schema", "{\"roots\": [{\"sha256\": \"" DIGEST "\"}]}", 1},
		{"an unknown key", "{\"schema\": \"certpolicy.roots/1\",\n\"rots\": []}", 2},
		{"a list twice", ROOTS("{\"sha256\": \"" DIGEST "\"}],\n\"roots\": ["), 3},
		{"no root", ROOTS(""), 0},
		{"no list", "{\"schema\": \"certpolicy.roots/1\",\n\"roots\": {}}", 2},
		{"no object", ROOTS("\n\"x\""), 3},
		{"no digest", ROOTS("\n{\"public\": true}"), 3},
		{"half a digest", ROOTS("\n{\"sha256\": \"00\"}"), 3},
		{"a key twice", ROOTS("{\"public\": true,\n\"public\": true}"), 3},
		{"an unknown key of a root", ROOTS("{\"sct_not_afterr\": null}"), 2},
		{"no date", ROOTS("{\"sct_not_after\": \"soon\"}"), 2},
		{"no bool", ROOTS("{\"public\": \"true\"}"), 2},
		{"no OID", ROOTS("{\"ev\": [\"2.23.\"]}"), 2},
		{"no name or network", ROOTS("{\"permitted\": [\"10.0.0.1/8\"]}"), 2},
		{"no certificate", ROOTS("{\"certificate\": \"AAAA\"}"), 2},
		{"an empty string", ROOTS("{\"name\": \"\"}"), 2},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_roots *roots = new_roots();
		certpolicy_error *error = NULL;

		UNIT_ROW(rows[i].name,
			read_text(roots, rows[i].text, &error) == CERTPOLICY_ERROR_BAD_INPUT);
		UNIT_ROW(rows[i].name, certpolicy_error_get_line(error) == rows[i].line);
		UNIT_ROW(rows[i].name, cp_roots_count(roots) == 0);
		certpolicy_error_free(error);
		cp_roots_free(roots);
	}
}

#define INCLUDED                                                                                   \
	"\"SHA-256 Fingerprint\",\"Trust Bits\",\"Distrust for TLS After Date\","                  \
	"\"EV Policy OID(s)\",\"Mozilla Applied Constraints\",\"Common Name or Certificate "       \
	"Name\"\n"
#define ALL_RECORDS                                                                                \
	"Certificate Name,Certificate Record Type,Mozilla Status,Chrome Status,"                   \
	"SHA-256 Fingerprint,Derived Trust Bits\n"

static void
ccadb_is_read(void)
{
	static const struct {
		const char *name, *text;
		size_t line; /* of the error; 0: of the whole */
		size_t n;    /* 0: an error */
		bool is_dated;
		size_t n_ev, n_permitted;
	} rows[] = {
		{"included", INCLUDED DIGEST ",Websites,,Not EV,,\"A \"\"root\"\"\"\n", 0, 1, false,
			0, 0},
		{"all of it",
			INCLUDED DIGEST ",Websites;Email,2024.11.30,2.23.140.1.1; "
					"1.2.3,*.gov.example; x.example,A\r\n",
			0, 1, true, 2, 2},
		{"e-mail's beside", INCLUDED DIGEST ",Email,,,,A\n" DIGEST ",Websites,,,,B\n", 0, 1,
			false, 0, 0},
		{"e-mail's only", INCLUDED DIGEST ",Email,,,,A\n", 0, 0, false, 0, 0},
		{"a cut row", INCLUDED DIGEST ",Websites,,,,A\n" DIGEST ",Websites\n", 3, 0, false,
			0, 0},
		{"cut in quotes", INCLUDED DIGEST ",Websites,,,,\"A", 2, 0, false, 0, 0},
		{"no digest", INCLUDED "00,Websites,,,,A\n", 2, 0, false, 0, 0},
		{"no date", INCLUDED DIGEST ",Websites,2024.13.01,,,A\n", 2, 0, false, 0, 0},
		{"no policy", INCLUDED DIGEST ",Websites,,EV,,A\n", 2, 0, false, 0, 0},
		{"no constraint", INCLUDED DIGEST ",Websites,,,a b,A\n", 2, 0, false, 0, 0},
		{"no columns", "\"SHA-256 Fingerprint\",x\n" DIGEST ",y\n", 1, 0, false, 0, 0},
		{"a root among all records",
			ALL_RECORDS
			"A,Root Certificate,Included,Not Included," DIGEST
			",Server Authentication;Secure Email\n"
			"B,Intermediate Certificate,Provided by CA,Provided by CA," DIGEST
			",Server Authentication\n",
			0, 1, false, 0, 0},
		{"no root among all records",
			ALL_RECORDS "A,Root Certificate,Removed,Not Included," DIGEST
				    ",Server Authentication\n",
			0, 0, false, 0, 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_roots *roots = new_roots();
		certpolicy_error *error = NULL;
		int status = read_text(roots, rows[i].text, &error);
		const cp_root *root;

		UNIT_ROW(rows[i].name, (status == CERTPOLICY_OK) == (rows[i].n > 0));
		UNIT_ROW(rows[i].name, cp_roots_count(roots) == rows[i].n);
		if (error != NULL)
			UNIT_ROW(rows[i].name, certpolicy_error_get_line(error) == rows[i].line);
		root = rows[i].n > 0 && status == CERTPOLICY_OK ? cp_roots_at(roots, 0) : NULL;
		if (root != NULL) {
			UNIT_ROW(rows[i].name, root->is_public && !root->is_anchor);
			UNIT_ROW(rows[i].name, root->dates[0].is_set == rows[i].is_dated);
			UNIT_ROW(rows[i].name,
				!rows[i].is_dated || root->dates[0].at == INT64_C(1733011199));
			UNIT_ROW(rows[i].name, root->n_ev_policies == rows[i].n_ev &&
						       root->n_permitted == rows[i].n_permitted);
		}
		certpolicy_error_free(error);
		cp_roots_free(roots);
	}
}

#define ANCHOR(fields) "version_major: 17\n\ntrust_anchors {\n" fields "}\n"
#define HEX "sha256_hex: \"" DIGEST "\"\n"

static void
chromes_root_store_is_read(void)
{
	static const struct {
		const char *name, *text;
		size_t line; /* of the error; 0: none */
		bool is_public, is_dated;
		int64_t date;
		size_t n_ev, n_permitted;
	} rows[] = {
		{"plain", ANCHOR(HEX), 0, true, false, 0, 0, 0},
		{"unknown fields",
			ANCHOR("# x }\n" HEX "eutl: true\nx { y: [1, 2] z < a: '\\'}' > }\n"), 0,
			true, false, 0, 0, 0},
		{"EV", ANCHOR(HEX "ev_policy_oids: \"2.23.140.1.1\"\nev_policy_oids: \"1.2.3\"\n"),
			0, true, false, 0, 2, 0},
		{"dated", ANCHOR(HEX "constraints: {\n sct_not_after_sec: 1719791999\n}\n"), 0,
			true, true, INT64_C(1719791999), 0, 0},
		{"dated for the newer",
			ANCHOR(HEX "constraints {\n sct_not_after_sec: 1731369599\n"
				   "min_version: \"131\"\n}\n"
				   "constraints {\n max_version_exclusive: \"131\"\n}\n"),
			0, true, true, INT64_C(1731369599), 0, 0},
		{"the later of two",
			ANCHOR(HEX "constraints { sct_not_after_sec: 5 }\n"
				   "constraints { sct_not_after_sec: 7 }\n"),
			0, true, true, 7, 0, 0},
		{"a date and names",
			ANCHOR(HEX "constraints { sct_not_after_sec: 5 }\n"
				   "constraints { permitted_dns_names: \"tr\" }\n"),
			0, true, true, 5, 0, 1},
		{"for the older only",
			ANCHOR(HEX "constraints { max_version_exclusive: \"120\" }\n"), 0, false,
			true, CP_TIME_MIN, 0, 0},
		{"what is no anchor passes", ANCHOR(HEX) "additional_certs { sha256_hex: \"x\" }\n",
			0, true, false, 0, 0, 0},
		{"an unknown constraint", ANCHOR(HEX "constraints {\n index_after: 1\n}\n"), 6,
			false, false, 0, 0, 0},
		{"no digest", ANCHOR("eutl: true\n"), 6, false, false, 0, 0, 0},
		{"half a digest", ANCHOR("sha256_hex: \"00\"\n"), 5, false, false, 0, 0, 0},
		{"no policy", ANCHOR(HEX "ev_policy_oids: \"EV\"\n"), 6, false, false, 0, 0, 0},
		{"no instant", ANCHOR(HEX "constraints { sct_not_after_sec: soon }\n"), 5, false,
			false, 0, 0, 0},
		{"no name", ANCHOR(HEX "constraints { permitted_dns_names: \"a b\" }\n"), 5, false,
			false, 0, 0, 0},
		{"a cut string", ANCHOR(HEX) "trust_anchors {\nsha256_hex: \"00", 7, false, false,
			0, 0, 0},
		{"a cut anchor", ANCHOR(HEX) "trust_anchors {\n" HEX, 8, false, false, 0, 0, 0},
		{"a cut field", ANCHOR(HEX) "trust_anchors {\nx { y", 7, false, false, 0, 0, 0},
		{"an odd octet", ANCHOR(HEX "x: \001\n"), 5, false, false, 0, 0, 0},
		{"no value", ANCHOR(HEX "x: }\n"), 5, false, false, 0, 0, 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_roots *roots = new_roots();
		certpolicy_error *error = NULL;
		int status = read_text(roots, rows[i].text, &error);
		const cp_root *root = cp_roots_count(roots) > 0 ? cp_roots_at(roots, 0) : NULL;

		UNIT_ROW(rows[i].name, (status == CERTPOLICY_OK) == (rows[i].line == 0));
		UNIT_ROW(rows[i].name, (root != NULL) == (rows[i].line == 0));
		if (error != NULL)
			UNIT_ROW(rows[i].name, certpolicy_error_get_line(error) == rows[i].line);
		if (root != NULL) {
			const cp_root_date *date = &root->dates[CP_DISTRUST_BY_SCT];

			UNIT_ROW(rows[i].name, root->is_public == rows[i].is_public);
			UNIT_ROW(rows[i].name, date->is_told && date->is_set == rows[i].is_dated &&
						       date->at == rows[i].date);
			UNIT_ROW(rows[i].name, root->ev_is_told &&
						       root->n_ev_policies == rows[i].n_ev &&
						       root->n_permitted == rows[i].n_permitted);
			UNIT_ROW(rows[i].name, !root->dates[CP_DISTRUST_BY_NOT_BEFORE].is_told);
		}
		certpolicy_error_free(error);
		cp_roots_free(roots);
	}
}

/* One root of each publication, with the last instant that it allows. */
static void
dates_are_as_published(void)
{
	static const struct {
		const char *root;
		cp_distrust_by by;
		const char *last;
	} rows[] = {
#define MOZILLA CP_DISTRUST_BY_NOT_BEFORE
#define CHROME CP_DISTRUST_BY_SCT
		{"CNNIC ROOT", MOZILLA, "2015-03-31T23:59:59Z"},
		{"CA WoSign ECC Root", MOZILLA, "2016-10-21T23:59:59Z"},
		{"StartCom Certification Authority G2", MOZILLA, "2016-10-21T23:59:59Z"},
		{"TrustCor ECA-1", MOZILLA, "2022-11-30T00:00:00Z"},
		{"GLOBALTRUST 2020", MOZILLA, "2024-06-30T00:00:00Z"},
		{"GLOBALTRUST 2020", CHROME, "2024-06-30T23:59:59Z"},
		{"AffirmTrust Premium", MOZILLA, "2024-11-30T23:59:59Z"},
		{"AffirmTrust Premium", CHROME, "2024-11-11T23:59:59Z"},
		{"ePKI Root Certification Authority", MOZILLA, "2025-04-15T23:59:59Z"},
		{"ePKI Root Certification Authority", CHROME, "2025-07-31T23:59:59Z"},
		{"Izenpe.com", MOZILLA, "2026-04-15T23:59:59Z"},
		{"DigiCert Trusted Root G4", CHROME, "2026-06-30T23:59:59Z"},
#undef MOZILLA
#undef CHROME
	};
	size_t i, k;

	for (i = 0; i < CP_COUNT(rows); i++) {
		const cp_programme_date *row;
		char last[CP_TIME_TEXT_LEN] = "";

		for (k = 0; (row = cp_programme_date_at(k)) != NULL; k++) {
			if (row->by == rows[i].by && strcmp(row->root, rows[i].root) == 0)
				cp_time_format(row->last, last);
		}
		UNIT_ROW(rows[i].root, strcmp(last, rows[i].last) == 0);
	}
}

static void
the_table_is_well_formed(void)
{
	const cp_programme_date *row;
	size_t i;

	for (i = 0; (row = cp_programme_date_at(i)) != NULL; i++) {
		UNIT_ROW(row->root,
			strlen(row->sha256) == 64 && strspn(row->sha256, "0123456789abcdef") == 64);
		UNIT_ROW(row->root,
			row->last > CP_UTC(2015, 1, 1) && row->last < CP_UTC(2030, 1, 1));
		UNIT_ROW(row->root, row->by < CP_N_DISTRUST_DATES && row->source[0] != '\0');
	}
	CU_ASSERT(i > 20);
}

/* 2020-01-01T00:00:00Z, when the leaf was issued. */
#define ISSUED INT64_C(1577836800)

/* What is known of the root of a path, and what comes of it. */
typedef struct word_row {
	const char *name;
	bool is_private, is_local;
	bool has_own;          /* a date of the anchor's own source: the day before the leaf */
	const char *published; /* what JSON says of the root; NULL: nothing */
	int64_t earliest_sct;  /* 0: none */
	const char *fired;     /* "Mozilla", "Chrome", "both", "own" or NULL */
} word_row;

#define BEFORE "\"2019-12-31\""
#define ON "\"2020-01-01T00:00:00Z\""

static const word_row words[] = {
	{"nothing is said", false, false, false, NULL, 0, NULL},
	{"by notBefore", false, false, false, "\"distrust_after\": " BEFORE, 0, "Mozilla"},
	{"by notBefore, on the instant", false, false, false, "\"distrust_after\": " ON, 0, NULL},
	{"by notBefore, whatever the SCT", false, false, false, "\"distrust_after\": " BEFORE,
		ISSUED - 999999, "Mozilla"},
	{"by SCT, none is there", false, false, false, "\"sct_not_after\": " BEFORE, 0, "Chrome"},
	{"by SCT, none is there, on the instant", false, false, false, "\"sct_not_after\": " ON, 0,
		NULL},
	{"by SCT, logged in time", false, false, false, "\"sct_not_after\": " BEFORE, ISSUED - 1,
		NULL},
	{"by SCT, logged too late", false, false, false, "\"sct_not_after\": " BEFORE, ISSUED,
		"Chrome"},
	{"by SCT, issued in time, logged too late", false, false, false, "\"sct_not_after\": " ON,
		ISSUED + 1, "Chrome"},
	{"by both", false, false, false,
		"\"distrust_after\": " BEFORE ", \"sct_not_after\": " BEFORE, 0, "both"},
	{"Chrome's, locally trusted besides", false, true, false, "\"sct_not_after\": " BEFORE, 0,
		NULL},
	{"Mozilla's, locally trusted besides", false, true, false, "\"distrust_after\": " BEFORE, 0,
		"Mozilla"},
	{"programmes do not speak of a private root", true, true, false,
		"\"distrust_after\": " BEFORE ", \"sct_not_after\": " BEFORE, 0, NULL},
	{"who gave a private root does", true, true, true, NULL, 0, "own"},
	{"no publication lifts what the source says", false, false, true,
		"\"distrust_after\": null", 0, "own"},
};

/* `date`: as of when, RFC 3339; NULL: long ago. */
static void
publish(unit_walk *walk, const char *date, const char *what)
{
	cp_roots *roots = new_roots();
	cp_buf buf = CP_BUF_EMPTY;
	cp_bytes digest = cp_bytes_of(walk->certs[2]->sha256, CP_SHA256_LEN);

	cp_buf_printf(&buf,
		"{\"schema\": \"certpolicy.roots/1\", \"date\": \"%s\", \"roots\": "
		"[{\"sha256\": \"",
		date != NULL ? date : "1970-01-01");
	cp_buf_append_hex(&buf, digest);
	cp_buf_printf(&buf, "\", \"public\": true, %s}]}", what);
	cp_buf_append_char(&buf, '\0');
	CU_ASSERT_FATAL(
		!buf.failed && read_text(roots, (const char *)buf.data, NULL) == CERTPOLICY_OK);
	cp_buf_clear(&buf);
	cp_roots_freeze(roots);
	cp_roots_free(walk->roots);
	walk->roots = roots;
}

static const char *
who_fired(const cp_facts *facts)
{
	const char *who = NULL;
	size_t i;

	for (i = 0; i < facts->n_distrusts; i++) {
		const cp_distrust *distrust = &facts->distrusts[i];

		if (!distrust->fired)
			continue;
		if (who != NULL)
			return "both";
		who = distrust->programme != NULL ? distrust->programme : "own";
	}
	return who;
}

static bool
is_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
programmes_are_named(void)
{
	size_t i;

	for (i = 0; i < CP_COUNT(words); i++) {
		const word_row *row = &words[i];
		unit_walk walk = unit_walk_three(NULL, NULL, NULL);

		walk.anchor.is_public = !row->is_private;
		walk.anchor.is_local = row->is_local;
		walk.anchor.has_distrust_after = row->has_own;
		walk.anchor.distrust_after = ISSUED - 1;
		if (row->published != NULL)
			publish(&walk, NULL, row->published);
		unit_walk_build(&walk);
		walk.facts.has_earliest_sct = row->earliest_sct != 0;
		walk.facts.earliest_sct = row->earliest_sct;
		cp_programmes_judge(&walk.facts, &walk.arena, &walk.budget, walk.roots);
		UNIT_ROW(row->name, is_text(who_fired(&walk.facts), row->fired));
		UNIT_ROW(row->name, walk.facts.distrusted == (row->fired != NULL));
		unit_walk_clear(&walk);
	}
}

/* The library's own dates: a newer publication goes before them by a date of its own, and never by
 * saying that there is none. */
static void
the_table_stands_until_a_date_is_newer(void)
{
	static const struct {
		const char *name, *date, *published;
		bool fired;
	} rows[] = {
		{"nothing is published", NULL, NULL, true},
		{"older, another date", "2001-01-01", "\"sct_not_after\": \"2099-01-01\"", true},
		{"newer, a later date", "2099-01-01", "\"sct_not_after\": \"2099-01-01\"", false},
		{"newer, an earlier date", "2099-01-01", "\"sct_not_after\": \"2001-01-01\"", true},
		{"newer, no date", "2099-01-01", "\"sct_not_after\": null", true},
		{"newer, not a word", "2099-01-01", "\"name\": \"x\"", true},
	};
	const cp_programme_date *chrome = cp_programme_date_at(0);
	uint8_t sha256[CP_SHA256_LEN];
	size_t i, k;

	for (i = 0; chrome->by != CP_DISTRUST_BY_SCT; i++)
		chrome = cp_programme_date_at(i);
	for (k = 0; k < CP_SHA256_LEN; k++)
		CU_ASSERT_EQUAL(sscanf(chrome->sha256 + 2 * k, "%2hhx", &sha256[k]), 1);
	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_walk walk = unit_walk_three(NULL, NULL, NULL);

		memcpy(walk.certs[2]->sha256, sha256, sizeof(sha256));
		walk.anchor.is_public = true;
		if (rows[i].published != NULL)
			publish(&walk, rows[i].date, rows[i].published);
		unit_walk_build(&walk);
		walk.facts.has_earliest_sct = true;
		walk.facts.earliest_sct = chrome->last + 1;
		cp_programmes_judge(&walk.facts, &walk.arena, &walk.budget, walk.roots);
		UNIT_ROW(rows[i].name, walk.facts.distrusted == rows[i].fired);
		unit_walk_clear(&walk);
	}
}

static void
ev_and_names_come_from_publications(void)
{
	static const struct {
		const char *name, *published, *policies;
		bool known, ev, out_of_scope;
	} rows[] = {
		{"nothing is said", "\"name\": \"x\"", "2.23.140.1.1", false, false, false},
		{"enabled", "\"ev\": [\"2.23.140.1.1\"]", "2.23.140.1.1", true, true, false},
		{"for another policy", "\"ev\": [\"1.2.3\"]", "2.23.140.1.1", true, false, false},
		{"not enabled", "\"ev\": []", "2.23.140.1.1", true, false, false},
		{"its own names", "\"permitted\": [\"a.example\"]", NULL, false, false, false},
		{"other names", "\"permitted\": [\"gov.example\"]", NULL, false, false, true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = unit_leaf_spec();
		unit_walk walk;

		leaf.policies = rows[i].policies;
		walk = unit_walk_three(&leaf, NULL, NULL);
		walk.anchor.is_public = true;
		publish(&walk, NULL, rows[i].published);
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.facts.classification.ev_root_known == rows[i].known);
		UNIT_ROW(rows[i].name, walk.facts.classification.ev_root == rows[i].ev);
		UNIT_ROW(rows[i].name, walk.facts.out_of_scope == rows[i].out_of_scope);
		unit_walk_clear(&walk);
	}
}

int
main(void)
{
	static const unit_test tests[] = {
		{"certdata is read", certdata_is_read},
		{"certdata that was cut is an error", certdata_that_was_cut_is_an_error},
		{"odd certdata is refused with its line", odd_certdata_is_refused_with_its_line},
		{"JSON is read", json_is_read},
		{"odd JSON is refused with its line", odd_json_is_refused_with_its_line},
		{"reports of the CCADB are read", ccadb_is_read},
		{"Chrome's root store is read", chromes_root_store_is_read},
		{"the table is well formed", the_table_is_well_formed},
		{"dates are as published", dates_are_as_published},
		{"programmes are named", programmes_are_named},
		{"the table stands until a date is newer", the_table_stands_until_a_date_is_newer},
		{"EV and names come from publications", ev_and_names_come_from_publications},
		{NULL, NULL},
	};

	return unit_main("roots", tests);
}
