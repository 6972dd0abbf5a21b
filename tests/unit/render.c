/* JSON as it is written, and what reaches a person's terminal and clipboard. */
#include <config.h>

#include "base/mem.h"
#include "engine.h"
#include "render/catalogue.h"
#include "render/writer.h"
#include "unit/make_cert.h"
#include "unit/unit.h"

#include <jansson.h>

static void
writes_strings(void)
{
	static const struct {
		const char *name;
		cp_bytes text;
		const char *json;
	} rows[] = {
		{"plain", {(const uint8_t *)"abc", 3}, "\"abc\""},
		{"empty", {NULL, 0}, "\"\""},
		{"quote and backslash", {(const uint8_t *)"a\"b\\c", 5}, "\"a\\\"b\\\\c\""},
		{"line end", {(const uint8_t *)"a\nb", 3}, "\"a\\nb\""},
		{"control",
			{(const uint8_t *)"a\x01"
					  "b",
				3},
			"\"a\\u0001b\""},
		{"NUL", {(const uint8_t *)"a\0b", 3}, "\"a\\u0000b\""},
		{"UTF-8", {(const uint8_t *)"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 9},
			"\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\""},
		{"not UTF-8", {(const uint8_t *)"a\xff\xc3", 3}, "\"a\xef\xbf\xbd\xef\xbf\xbd\""},
		{"surrogate", {(const uint8_t *)"\xed\xa0\x80", 3},
			"\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_buf buf = CP_BUF_EMPTY;
		cp_writer writer = {&buf, false};
		char *json;

		cp_write_bytes(&writer, NULL, rows[i].text);
		json = cp_buf_finish(&buf);
		CU_ASSERT_PTR_NOT_NULL_FATAL(json);
		UNIT_ROW(rows[i].name, strcmp(json, rows[i].json) == 0);
		cp_free(json);
	}
}

static void
writes_structures(void)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_writer writer = {&buf, false};
	char *json;

	cp_write_object(&writer, NULL);
	cp_write_array(&writer, "empty");
	cp_write_array_end(&writer);
	cp_write_array(&writer, "list");
	cp_write_int(&writer, NULL, INT64_MIN);
	cp_write_uint(&writer, NULL, UINT64_MAX);
	cp_write_object(&writer, NULL);
	cp_write_object_end(&writer);
	cp_write_bool(&writer, NULL, true);
	cp_write_null(&writer, NULL);
	cp_write_array_end(&writer);
	cp_write_string(&writer, "left out", NULL);
	cp_write_time(&writer, "time", 0);
	cp_write_hex(&writer, "hex", "sha256:", cp_bytes_of("\x0a\xff", 2));
	cp_write_base64(&writer, "base64", "", cp_bytes_of("\x0a\xff", 2));
	cp_write_list(&writer, "references", "RFC 5280 6.1; RFC 9525 6.3");
	cp_write_object_end(&writer);
	json = cp_buf_finish(&buf);
	CU_ASSERT_PTR_NOT_NULL_FATAL(json);
	CU_ASSERT_STRING_EQUAL(json,
		"{\"empty\":[],\"list\":[-9223372036854775808,18446744073709551615,{},true,null],"
		"\"time\":\"1970-01-01T00:00:00Z\",\"hex\":\"sha256:0aff\",\"base64\":\"Cv8=\","
		"\"references\":[\"RFC 5280 6.1\",\"RFC 9525 6.3\"]}");
	cp_free(json);
}

/* Every code explains itself in JSON, without a placeholder left. */
static void
explains_codes(void)
{
	size_t i;

	for (i = 0; i < CP_N_CODES; i++) {
		cp_buf buf = CP_BUF_EMPTY;
		json_t *code;

		cp_catalogue_append_json(&buf, (cp_code)i);
		code = json_loadb((const char *)buf.data, buf.len, JSON_REJECT_DUPLICATES, NULL);
		UNIT_ROW(cp_code_name((cp_code)i), json_is_object(code));
		UNIT_ROW(cp_code_name((cp_code)i),
			strpbrk(json_string_value(json_object_get(code, "message")), "{}[]") ==
				NULL);
		json_decref(code);
		cp_buf_clear(&buf);
	}
}

/* A report on one leaf whose issuer nobody knows; its caIssuers URL is `url`. */
static certpolicy_report *
report_on(const char *issuer, const char *url_hex, certpolicy_engine *engine)
{
	/* authorityInfoAccess: SEQUENCE { SEQUENCE { caIssuers, [6] url } } */
	const unit_extension extensions[] = {
		{"1.3.6.1.5.5.7.1.1", url_hex, false}, {NULL, NULL, false}};
	const unit_cert_spec spec = {.subject = "CN=leaf",
		.issuer = issuer,
		.issuer_key = unit_key(UNIT_P256, 1),
		.is_not_ca = true,
		.names = "dns:a.example",
		.extensions = extensions};
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	cp_bytes der = unit_cert(&spec);

	CU_ASSERT_EQUAL_FATAL(
		certpolicy_request_add_certificate_der(request, der.data, der.len, NULL),
		CERTPOLICY_OK);
	CU_ASSERT_EQUAL_FATAL(
		certpolicy_request_add_peer_dns(request, "a.example", NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL_FATAL(
		certpolicy_request_set_time(request, 1796083200, NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL_FATAL(
		certpolicy_evaluate(engine, NULL, request, &report, NULL), CERTPOLICY_OK);
	certpolicy_request_free(request);
	return report;
}

/* What a certificate says reaches a command as one word, or not at all. */
static void
keeps_commands_safe(void)
{
	static const struct {
		const char *name, *hex, *command; /* NULL: no command */
	} rows[] = {
		{"plain", "301c301a06082b06010505073002860e687474703a2f2f612f622e637274",
			"    'http://a/b.crt' &&\n"},
		{"is safe within quotes only",
			"301c301a06082b06010505073002860e687474703a2f2f612f3f62266364",
			"    'http://a/?b&cd' &&\n"},
		{"would end the quotes",
			"301c301a06082b06010505073002860e687474703a2f2f612f273b622763", NULL},
		{"reads as an option",
			"301c301a06082b06010505073002860e2d6f2f6574632f70617373776473", NULL},
	};
	certpolicy_engine *engine = certpolicy_engine_new();
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_report *report = report_on("CN=nobody", rows[i].hex, engine);
		const char *remedy = certpolicy_report_get_finding_remediation(report, 0);

		CU_ASSERT_STRING_EQUAL(
			certpolicy_report_get_primary(report), "path.unknown-issuer");
		CU_ASSERT_PTR_NOT_NULL_FATAL(remedy);
		if (rows[i].command != NULL)
			UNIT_ROW(rows[i].name, strstr(remedy, rows[i].command) != NULL);
		else
			UNIT_ROW(rows[i].name, strstr(remedy, "curl") == NULL);
		certpolicy_report_free(report);
	}
	certpolicy_engine_free(engine);
}

/* Columns of a line of UTF-8 in which every character takes one. */
static size_t
columns(const char *line, const char *end)
{
	size_t n = 0;

	for (; line < end; line++)
		n += ((unsigned char)*line & 0xc0) != 0x80;
	return n;
}

/* Lines stay within the page, but for commands and single words. */
static void
wraps_text(void)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_report *report =
		report_on("CN=nobody knows this rather long name,O=Somebody somewhere",
			"301c301a06082b06010505073002860e687474703a2f2f612f622e637274", engine);
	char *text = certpolicy_report_to_text(report, 0, 60);
	const char *line, *end;

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	CU_ASSERT_EQUAL(strncmp(text, "deny: a.example under public-strict", 35), 0);
	for (line = text; *line != '\0'; line = end + 1) {
		size_t words = strspn(line, " ");

		end = strchr(line, '\n');
		CU_ASSERT_PTR_NOT_NULL_FATAL(end);
		UNIT_ROW(line,
			columns(line, end) <= 60 || words > 15 ||
				memchr(line + words, ' ', (size_t)(end - line) - words) == NULL);
	}
	CU_ASSERT_PTR_NULL(strchr(text, '\033'));
	cp_free(text);
	text = certpolicy_report_to_text(report, 1, 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\033[1;31mdeny\033[0m"));
	cp_free(text);
	certpolicy_report_free(report);
	certpolicy_engine_free(engine);
}

/* What a person is to type fits beside its label on a page of 80 columns. */
static void
commands_fit_the_page(void)
{
	size_t i;

	for (i = 0; i < CP_N_CODES; i++) {
		const char *line = cp_code_row_of((cp_code)i)->remedy;

		for (; *line != '\0'; line += *line == '\n') {
			size_t len = strcspn(line, "\n");

			UNIT_ROW(cp_code_name((cp_code)i),
				strncmp(line + (*line == '['), "  ", 2) != 0 || len <= 65);
			line += len;
		}
	}
}

/* The remedy of a self-signed certificate for `peer`. */
static char *
remedy_for(const char *peer)
{
	const unit_cert_spec spec = {
		.subject = "CN=self", .key = unit_key(UNIT_P256, 1), .names = "dns:self.example"};
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	cp_bytes der = unit_cert(&spec);
	char *remedy;

	CU_ASSERT_EQUAL(
		certpolicy_request_add_certificate_der(request, der.data, der.len, NULL), 0);
	if (strchr(peer, '@') != NULL)
		CU_ASSERT_EQUAL(certpolicy_request_add_peer_email(request, peer, NULL), 0)
	else if (*peer == '_')
		CU_ASSERT_EQUAL(certpolicy_request_add_peer_srv(request, peer, NULL), 0)
	else
		CU_ASSERT_EQUAL(certpolicy_request_add_peer_host(request, peer, NULL), 0)
	CU_ASSERT_EQUAL_FATAL(certpolicy_evaluate(engine, NULL, request, &report, NULL), 0);
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_primary(report), "identity.self-signed");
	remedy = cp_strdup(certpolicy_report_get_finding_remediation(report, 0));
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return remedy;
}

/* No public CA issues for localhost, and nobody should pin what a public CA would issue for. */
static void
remedies_suit_the_zone(void)
{
	static const struct {
		const char *peer;
		bool pins, buys;
	} rows[] = {
		{"localhost", true, false},
		{"10.1.2.3", true, false},
		{"www.example.org", false, true},
		{"192.0.2.7", false, false},
		{"somebody@example.org", false, false},
		{"_sip.example.org", false, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		char *remedy = remedy_for(rows[i].peer);

		CU_ASSERT_PTR_NOT_NULL_FATAL(remedy);
		UNIT_ROW(rows[i].peer, (strstr(remedy, "pins:") != NULL) == rows[i].pins);
		UNIT_ROW(rows[i].peer, (strstr(remedy, "certbot") != NULL) == rows[i].buys);
		cp_free(remedy);
	}
}

/* The remedy of one finding; NULL: there is none. */
static const char *
remedy_of(const certpolicy_report *report, const char *code)
{
	size_t i;

	for (i = 0; i < certpolicy_report_count_findings(report); i++) {
		if (strcmp(certpolicy_report_get_finding_code(report, i), code) == 0)
			return certpolicy_report_get_finding_remediation(report, i);
	}
	return NULL;
}

/* `certpolicy trust` connects: it serves for one server that has a name or an address. */
static void
pins_are_made_by_the_command(void)
{
	static const struct {
		const char *name, *policy, *peer, *second;
		certpolicy_purpose purpose;
		const char *code;
		bool trusts, replaces;
	} rows[] = {
		{"a name", "bare", "a.internal", NULL, CERTPOLICY_PURPOSE_SERVER,
			"pin.not-configured", true, false},
		{"an address", "bare", "10.1.2.3", NULL, CERTPOLICY_PURPOSE_SERVER,
			"pin.not-configured", true, false},
		{"a client", "bare", "a.internal", NULL, CERTPOLICY_PURPOSE_CLIENT,
			"pin.not-configured", false, false},
		{"a mailbox", "bare", "a@b.internal", NULL, CERTPOLICY_PURPOSE_SERVER,
			"pin.not-configured", false, false},
		{"two names", "bare", "a.internal", "b.internal", CERTPOLICY_PURPOSE_SERVER,
			"pin.not-configured", false, false},
		{"another key", "pinned", "a.internal", NULL, CERTPOLICY_PURPOSE_SERVER,
			"pin.mismatch", true, true},
		{"another key of a client", "pinned", "a.internal", NULL, CERTPOLICY_PURPOSE_CLIENT,
			"pin.mismatch", false, false},
	};
	static const char policies[] =
		"version: 1\npolicies:\n  bare: {extends: internal-pinned}\n  pinned:\n"
		"    extends: internal-pinned\n"
		"    pins: [{spki: sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=}]\n";
	const unit_cert_spec spec = {
		.subject = "CN=self", .key = unit_key(UNIT_P256, 1), .names = "dns:a.internal"};
	certpolicy_engine *engine = certpolicy_engine_new();
	cp_bytes der = unit_cert(&spec);
	size_t i;

	CU_ASSERT_EQUAL_FATAL(certpolicy_engine_add_policy_text(
				      engine, policies, strlen(policies), "pins.yaml", NULL),
		0);
	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_request *request = certpolicy_request_new();
		certpolicy_report *report = NULL;
		const char *remedy;

		CU_ASSERT_EQUAL(
			certpolicy_request_add_certificate_der(request, der.data, der.len, NULL),
			0);
		CU_ASSERT_EQUAL(certpolicy_request_set_policy(request, rows[i].policy, NULL), 0);
		CU_ASSERT_EQUAL(certpolicy_request_set_purpose(request, rows[i].purpose, NULL), 0);
		if (strchr(rows[i].peer, '@') != NULL)
			CU_ASSERT_EQUAL(
				certpolicy_request_add_peer_email(request, rows[i].peer, NULL), 0)
		else
			CU_ASSERT_EQUAL(
				certpolicy_request_add_peer_host(request, rows[i].peer, NULL), 0)
		if (rows[i].second != NULL)
			CU_ASSERT_EQUAL(
				certpolicy_request_add_peer_host(request, rows[i].second, NULL), 0)
		CU_ASSERT_EQUAL_FATAL(certpolicy_evaluate(engine, NULL, request, &report, NULL), 0);
		remedy = remedy_of(report, rows[i].code);
		CU_ASSERT_PTR_NOT_NULL_FATAL(remedy);
		UNIT_ROW(rows[i].name,
			(strstr(remedy, "certpolicy trust HOST:PORT") != NULL) == rows[i].trusts);
		UNIT_ROW(rows[i].name, (strstr(remedy, "--replace") != NULL) == rows[i].replaces);
		UNIT_ROW(rows[i].name, strstr(remedy, "  pins:\n") != NULL);
		certpolicy_report_free(report);
		certpolicy_request_free(request);
	}
	certpolicy_engine_free(engine);
}

/* A chain that needs a little of every limit: policies, constraints, two wrong keys of the issuer's
 * name, which are tried before the right one. */
enum { LEAF, CA, ROOT, OTHER, ANOTHER, N_CERTS };

static void
make_certs(cp_bytes der[N_CERTS])
{
	static const unit_extension explicit_policy[] = {
		{"2.5.29.36", "3003800100", true}, {NULL, NULL, false}};
	const unit_cert_spec specs[N_CERTS] = {
		[LEAF] = {.subject = "CN=leaf",
			.issuer = "CN=ca",
			.issuer_key = unit_key(UNIT_P256, 2),
			.is_not_ca = true,
			.policies = "1.2.3.4",
			.names = "dns:a.test"},
		[CA] = {.subject = "CN=ca",
			.issuer = "CN=root",
			.key = unit_key(UNIT_P256, 2),
			.issuer_key = unit_key(UNIT_P256, 3),
			.is_ca = true,
			.key_usage = GNUTLS_KEY_KEY_CERT_SIGN,
			.policies = "1.2.3.4",
			.permitted = "dns:test",
			.extensions = explicit_policy},
		[ROOT] = {.subject = "CN=root",
			.key = unit_key(UNIT_P256, 3),
			.is_ca = true,
			.key_usage = GNUTLS_KEY_KEY_CERT_SIGN},
		[OTHER] = {.subject = "CN=ca",
			.key = unit_key(UNIT_P256, 4),
			.is_ca = true,
			.no_ski = true},
		[ANOTHER] = {.subject = "CN=ca",
			.key = unit_key(UNIT_P256, 5),
			.is_ca = true,
			.no_ski = true},
	};
	size_t i;

	for (i = 0; i < N_CERTS; i++)
		der[i] = unit_cert(&specs[i]);
}

static certpolicy_report *
judge_within(const cp_bytes der[N_CERTS], const char *limit, uint64_t value)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	size_t i;

	if (limit != NULL)
		CU_ASSERT_EQUAL(certpolicy_engine_set_limit(engine, limit, value, NULL), 0);
	for (i = 0; i < N_CERTS; i++)
		CU_ASSERT_EQUAL(i >= ROOT ? certpolicy_request_add_anchor_der(
						    request, der[i].data, der[i].len, NULL)
					  : certpolicy_request_add_certificate_der(
						    request, der[i].data, der[i].len, NULL),
			0);
	CU_ASSERT_EQUAL(certpolicy_request_add_peer_dns(request, "a.test", NULL), 0);
	CU_ASSERT_EQUAL(certpolicy_request_set_time(request, 1796083200, NULL), 0);
	CU_ASSERT_EQUAL(certpolicy_request_set_policy(request, "pkix", NULL), 0);
	CU_ASSERT_EQUAL_FATAL(certpolicy_evaluate(engine, NULL, request, &report, NULL), 0);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return report;
}

/* Limits that only bound what is read or remembered, and those of lists and responses
 * (tests/unit/status.c, tests/rules/path.budget). */
static const char *const of_another_kind[] = {
	"request_octets", "remembered_links", "list_octets", "responses"};

/* A judgement that a limit ended is never an allow, and says which limit it was. */
static void
spent_budget_is_a_finding(void)
{
	static const struct {
		const char *limit;
		uint64_t value;
		bool is_enough;
	} rows[] = {
		{NULL, 0, true},
		{"signatures", 5, true},
		{"signatures", 3, false},
		{"signatures", 0, false},
		{"signed_octets", 5000, true},
		{"signed_octets", 0, false},
		{"paths", 1, true},
		{"paths", 0, false},
		{"path_octets", 5000, true},
		{"path_octets", 500, false},
		{"steps", 7, true},
		{"steps", 6, false},
		{"steps", 0, false},
		{"depth", 3, true},
		{"depth", 2, false},
		{"depth", 0, false},
		{"name_comparisons", 4, true},
		{"name_comparisons", 3, false},
		{"name_comparisons", 0, false},
		{"policy_nodes", 20, true},
		{"policy_nodes", 1, false},
		{"certificates", 2, true},
		{"certificates", 1, false},
		{"certificates", 0, false},
		{"certificate_octets", 1000, true},
		{"certificate_octets", 100, false},
		{"chain_octets", 2000, true},
		{"chain_octets", 600, false},
		{"chain_octets", 100, false},
		{"remembered_links", 0, true},
	};
	cp_bytes der[N_CERTS];
	const char *name;
	size_t i, k;

	make_certs(der);
	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_report *report = judge_within(der, rows[i].limit, rows[i].value);
		char *json = certpolicy_report_to_json(report), wanted[64];
		const char *row = rows[i].limit != NULL ? rows[i].limit : "as it is";

		snprintf(wanted, sizeof(wanted), "\"evidence\":{\"limit\":\"%s\"}", row);
		UNIT_ROW(row, certpolicy_report_get_verdict(report) ==
				      (rows[i].is_enough ? CERTPOLICY_VERDICT_ALLOW
							 : CERTPOLICY_VERDICT_DENY));
		UNIT_ROW(row, json != NULL && (strstr(json, wanted) == NULL) == rows[i].is_enough);
		certpolicy_string_free(json);
		certpolicy_report_free(report);
	}
	/* No limit without a row that lowers it. */
	for (k = 0; (name = certpolicy_limit_name(k)) != NULL; k++) {
		bool is_lowered = false;

		for (i = 1; i < CP_COUNT(rows); i++)
			is_lowered |= strcmp(rows[i].limit, name) == 0 && !rows[i].is_enough;
		for (i = 0; i < CP_COUNT(of_another_kind); i++)
			is_lowered |= strcmp(of_another_kind[i], name) == 0;
		UNIT_ROW(name, is_lowered);
		UNIT_ROW(name, strlen(certpolicy_limit_origin(k)) > 20);
	}
}

int
main(void)
{
	static const unit_test tests[] = {
		{"writes strings", writes_strings},
		{"writes structures", writes_structures},
		{"explains codes", explains_codes},
		{"keeps commands safe", keeps_commands_safe},
		{"wraps text", wraps_text},
		{"commands fit the page", commands_fit_the_page},
		{"remedies suit the zone", remedies_suit_the_zone},
		{"pins are made by the command", pins_are_made_by_the_command},
		{"a spent budget is a finding", spent_budget_is_a_finding},
		{NULL, NULL},
	};

	return unit_main("render", tests);
}
