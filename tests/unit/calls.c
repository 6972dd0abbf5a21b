/*
 * Public calls that the other programs have no use for: names by index, getters of reports held
 * against the report's JSON, peers of each kind, what an engine is given octet by octet.
 */
#include <config.h>
#include "base/compiler.h"
#include "unit/der_text.h"
#include "unit/make_cert.h"
#include "unit/make_crl.h"
#include "unit/unit.h"

#include <certpolicy/certpolicy.h>
#include <certpolicy/data.h>
#include <certpolicy/forecast.h>

#include <jansson.h>
#include <string.h>

#define NOW INT64_C(1767225600) /* 2026-01-01T00:00:00Z */

static cp_bytes
root(void)
{
	const unit_cert_spec spec = {.subject = "CN=ca",
		.key = unit_key(UNIT_P256, 1),
		.is_ca = true,
		.key_usage = GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN};
	static cp_bytes made; /* once: a signature is another each time */

	if (made.data == NULL)
		made = unit_cert(&spec);
	return made;
}

static cp_bytes
leaf(void)
{
	const unit_cert_spec spec = {.subject = "CN=leaf",
		.issuer = "CN=ca",
		.key = unit_key(UNIT_P256, 2),
		.issuer_key = unit_key(UNIT_P256, 1),
		.serial = 5,
		.is_not_ca = true,
		.key_usage = GNUTLS_KEY_DIGITAL_SIGNATURE,
		.eku = "1.3.6.1.5.5.7.3.1",
		.names = "dns:a.example ip:192.0.2.1 uri:https://a.example/"};
	static cp_bytes made;

	if (made.data == NULL)
		made = unit_cert(&spec);
	return made;
}

static certpolicy_engine *
make_engine(void)
{
	certpolicy_engine *engine = certpolicy_engine_new();

	CU_ASSERT_PTR_NOT_NULL_FATAL(engine);
	CU_ASSERT_EQUAL_FATAL(
		certpolicy_engine_add_anchor_der(engine, root().data, root().len, NULL), 0);
	return engine;
}

static certpolicy_request *
make_request(cp_bytes der, const char *policy)
{
	certpolicy_request *request = certpolicy_request_new();

	CU_ASSERT_PTR_NOT_NULL_FATAL(request);
	CU_ASSERT_EQUAL(
		certpolicy_request_add_certificate_der(request, der.data, der.len, NULL), 0);
	if (policy != NULL)
		CU_ASSERT_EQUAL(certpolicy_request_set_policy(request, policy, NULL), 0);
	CU_ASSERT_EQUAL(certpolicy_request_set_time(request, NOW, NULL), 0);
	return request;
}

/* Releases the request. */
static certpolicy_report *
judge(certpolicy_engine *engine, certpolicy_request *request)
{
	certpolicy_report *report = NULL;

	CU_ASSERT_EQUAL_FATAL(certpolicy_evaluate(engine, NULL, request, &report, NULL), 0);
	certpolicy_request_free(request);
	return report;
}

static bool
has(const certpolicy_report *report, const char *code)
{
	size_t i;

	for (i = 0; i < certpolicy_report_count_findings(report); i++) {
		if (strcmp(certpolicy_report_get_finding_code(report, i), code) == 0)
			return true;
	}
	return false;
}

static json_t *
read_report(const certpolicy_report *report)
{
	char *text = certpolicy_report_to_json(report);
	json_t *json;

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	json = json_loads(text, 0, NULL);
	certpolicy_string_free(text);
	CU_ASSERT_PTR_NOT_NULL_FATAL(json);
	return json;
}

static const char *
word(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

/* ---- names ---- */

static void
indexes_end(void)
{
	static const char *const builtins[] = {
		"pkix", "webpki", "dev-allow", "internal-pinned", "public-strict"};
	const char *name;
	size_t i;

	for (i = 0; i < CP_COUNT(builtins); i++)
		CU_ASSERT_STRING_EQUAL(certpolicy_policy_builtin_name(i), builtins[i]);
	CU_ASSERT_PTR_NULL(certpolicy_policy_builtin_name(i));
	for (i = 0; (name = certpolicy_data_kind_name(i)) != NULL; i++) {
		const char *summary = certpolicy_data_kind_summary(i);

		UNIT_ROW(name, *name != '\0' && summary != NULL && *summary != '\0');
		UNIT_ROW(name, certpolicy_data_kind_name(i + 1) == NULL ||
				       strcmp(certpolicy_data_kind_name(i + 1), name) != 0);
	}
	CU_ASSERT(i >= 5);
	CU_ASSERT_PTR_NULL(certpolicy_data_kind_summary(i));
	CU_ASSERT_STRING_EQUAL(
		certpolicy_event_kind_name(CERTPOLICY_EVENT_CERTIFICATE), "certificate");
	CU_ASSERT_STRING_EQUAL(certpolicy_event_kind_name(CERTPOLICY_EVENT_RENEWAL), "renewal");
}

/* A default is what holds: said explicitly, it changes nothing, not even the shown limits. */
static void
limits_have_defaults(void)
{
	certpolicy_engine *engine = make_engine(), *told = make_engine();
	certpolicy_report *usual, *same;
	char *first, *second;
	const char *name;
	size_t i;

	for (i = 0; (name = certpolicy_limit_name(i)) != NULL; i++) {
		UNIT_ROW(name, certpolicy_limit_default(i) > 0);
		UNIT_ROW(name, certpolicy_engine_set_limit(
				       told, name, certpolicy_limit_default(i), NULL) == 0);
	}
	CU_ASSERT_EQUAL(certpolicy_limit_default(i), 0);
	usual = judge(engine, make_request(leaf(), "pkix"));
	same = judge(told, make_request(leaf(), "pkix"));
	first = certpolicy_report_to_json(usual);
	second = certpolicy_report_to_json(same);
	CU_ASSERT_STRING_EQUAL(first, second);
	CU_ASSERT_PTR_NOT_NULL(strstr(first, "\"limits\""));
	certpolicy_string_free(first);
	certpolicy_string_free(second);
	certpolicy_report_free(usual);
	certpolicy_report_free(same);
	certpolicy_engine_free(engine);
	certpolicy_engine_free(told);
}

/* ---- policies ---- */

static void
policies_tell_what_they_say(void)
{
	static const char text[] =
		"version: 1\npolicies:\n"
		"  house: {extends: public-strict, rules: {ct.not-checkable: deny}}\n"
		"  again: {extends: house}\n";
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_policy *house = NULL, *again = NULL, *strict = NULL;
	certpolicy_action action = CERTPOLICY_ACTION_IGNORE;
	certpolicy_error *error = NULL;

	CU_ASSERT_EQUAL_FATAL(
		certpolicy_engine_add_policy_text(engine, text, strlen(text), "house.yaml", NULL),
		0);
	CU_ASSERT_STRING_EQUAL(certpolicy_engine_policy_name(engine, 0), "house");
	CU_ASSERT_STRING_EQUAL(certpolicy_engine_policy_name(engine, 1), "again");
	CU_ASSERT_PTR_NULL(certpolicy_engine_policy_name(engine, 2));
	CU_ASSERT_PTR_NULL(certpolicy_engine_policy_name(NULL, 0));
	CU_ASSERT_EQUAL_FATAL(certpolicy_policy_find(engine, "house", &house, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(certpolicy_policy_find(engine, "again", &again, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(certpolicy_policy_find(engine, "public-strict", &strict, NULL), 0);
	CU_ASSERT_STRING_EQUAL(certpolicy_policy_get_name(house), "house");
	CU_ASSERT_EQUAL(strlen(certpolicy_policy_get_digest(house)), 7 + 64);
	CU_ASSERT_EQUAL(strncmp(certpolicy_policy_get_digest(house), "sha256:", 7), 0);
	CU_ASSERT_STRING_EQUAL(
		certpolicy_policy_get_digest(house), certpolicy_policy_get_digest(again));
	CU_ASSERT_STRING_NOT_EQUAL(
		certpolicy_policy_get_digest(house), certpolicy_policy_get_digest(strict));
	CU_ASSERT_EQUAL(certpolicy_policy_get_action(house, "ct.not-checkable", &action, NULL), 0);
	CU_ASSERT_EQUAL(action, CERTPOLICY_ACTION_DENY);
	CU_ASSERT_EQUAL(certpolicy_policy_get_action(strict, "ct.not-checkable", &action, NULL), 0);
	CU_ASSERT_EQUAL(action, CERTPOLICY_ACTION_INFO);
	CU_ASSERT_EQUAL(certpolicy_policy_get_action(house, "ct.not-checkabel", &action, &error),
		CERTPOLICY_ERROR_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(error);
	certpolicy_error_free(error);
	certpolicy_policy_free(house);
	certpolicy_policy_free(again);
	certpolicy_policy_free(strict);
	certpolicy_engine_free(engine);
}

/* ---- reports ---- */

static void
compare_findings(const certpolicy_report *report, const json_t *findings)
{
	size_t n = certpolicy_report_count_findings(report), i;

	CU_ASSERT(n > 0);
	CU_ASSERT_EQUAL(n, json_array_size(findings));
	for (i = 0; i < n; i++) {
		const json_t *one = json_array_get(findings, i);
		const char *code = certpolicy_report_get_finding_code(report, i);
		certpolicy_action action = certpolicy_report_get_finding_action(report, i);
		certpolicy_severity severity = certpolicy_report_get_finding_severity(report, i);

		UNIT_ROW(code, strcmp(word(one, "code"), code) == 0);
		UNIT_ROW(code, strcmp(word(one, "rule"),
				       certpolicy_report_get_finding_rule(report, i)) == 0);
		UNIT_ROW(code, strcmp(word(one, "action"), certpolicy_action_name(action)) == 0);
		UNIT_ROW(code,
			strcmp(word(one, "severity"), certpolicy_severity_name(severity)) == 0);
	}
	CU_ASSERT_PTR_NULL(certpolicy_report_get_finding_rule(report, n));
	CU_ASSERT_EQUAL(certpolicy_report_get_finding_action(report, n), CERTPOLICY_ACTION_IGNORE);
	CU_ASSERT_EQUAL(
		certpolicy_report_get_finding_severity(report, n), CERTPOLICY_SEVERITY_INFO);
}

static void
getters_say_what_json_says(void)
{
	const unit_cert_spec spec = {.subject = "CN=self", .names = "dns:localhost"};
	certpolicy_engine *engine = make_engine();
	certpolicy_request *request = make_request(unit_cert(&spec), "dev-allow");
	certpolicy_report *report;
	const json_t *shown;
	json_t *json;

	CU_ASSERT_EQUAL(certpolicy_request_add_peer_host(request, "localhost", NULL), 0);
	report = judge(engine, request);
	json = read_report(report);
	CU_ASSERT_EQUAL(certpolicy_report_get_time(report), NOW);
	CU_ASSERT_STRING_EQUAL(word(json, "time"), "2026-01-01T00:00:00Z");
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_zone(report), "development");
	CU_ASSERT_STRING_EQUAL(word(json, "zone"), "development");
	shown = json_object_get(json_object_get(json, "classification"), "browser_trust");
	CU_ASSERT_STRING_EQUAL(
		certpolicy_report_get_browser_warning(report), "Your connection is not private");
	CU_ASSERT_STRING_EQUAL(word(shown, "warning"), "Your connection is not private");
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_encryption_strength(report), "strong");
	shown = json_object_get(json_object_get(json, "classification"), "encryption");
	CU_ASSERT_STRING_EQUAL(word(shown, "strength"), "strong");
	compare_findings(report, json_object_get(json, "findings"));
	json_decref(json);
	certpolicy_report_free(report);
	certpolicy_engine_free(engine);
}

/* ---- who the peer is ---- */

typedef int
add_peer(certpolicy_request *request, const char *text, certpolicy_error **error);

static void
peers_of_each_kind(void)
{
	static const struct {
		const char *text;
		add_peer *add;
		bool taken, matches;
	} rows[] = {
		{"192.0.2.1", certpolicy_request_add_peer_ip, true, true},
		{"::ffff:192.0.2.1", certpolicy_request_add_peer_ip, true, false},
		{"192.0.2.2", certpolicy_request_add_peer_ip, true, false},
		{"a.example", certpolicy_request_add_peer_ip, false, false},
		{"192.0.2.1/32", certpolicy_request_add_peer_ip, false, false},
		{"https://a.example/", certpolicy_request_add_peer_uri, true, true},
		{"https://b.example/", certpolicy_request_add_peer_uri, true, false},
		{"a.example", certpolicy_request_add_peer_uri, false, false},
	};
	certpolicy_engine *engine = make_engine();
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_request *request = make_request(leaf(), "pkix");
		int status = rows[i].add(request, rows[i].text, NULL);
		certpolicy_report *report;

		UNIT_ROW(rows[i].text, (status == CERTPOLICY_OK) == rows[i].taken);
		if (!rows[i].taken) {
			certpolicy_request_free(request);
			continue;
		}
		report = judge(engine, request);
		UNIT_ROW(rows[i].text, has(report, "identity.name-mismatch") != rows[i].matches);
		UNIT_ROW(rows[i].text, (certpolicy_report_get_verdict(report) ==
					       CERTPOLICY_VERDICT_ALLOW) == rows[i].matches);
		certpolicy_report_free(report);
	}
	certpolicy_engine_free(engine);
}

static int
keep_zone(const certpolicy_facts *facts, void *user)
{
	*(const char **)user = certpolicy_facts_get_zone(facts);
	return 0;
}

static void
rules_see_the_zone(void)
{
	static const char *const rows[][2] = {{"localhost", "development"},
		{"10.1.2.3", "internal"}, {"www.example.org", "public"}};
	certpolicy_engine *engine = make_engine();
	const char *zone = NULL;
	size_t i;

	CU_ASSERT_EQUAL_FATAL(certpolicy_engine_add_rule(engine, "x-zone", CERTPOLICY_ACTION_INFO,
				      "a zone", keep_zone, &zone, NULL),
		0);
	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_request *request = make_request(leaf(), "pkix");

		zone = "none";
		CU_ASSERT_EQUAL(certpolicy_request_add_peer_host(request, rows[i][0], NULL), 0);
		certpolicy_report_free(judge(engine, request));
		UNIT_ROW(rows[i][0], strcmp(zone, rows[i][1]) == 0);
	}
	certpolicy_engine_free(engine);
}

/* ---- what is given in octets ---- */

/* Whom it is: the same root, trusted here or by a public programme. */
static void
anchors_are_public_or_private(void)
{
	certpolicy_engine *here = make_engine(), *public = certpolicy_engine_new();
	certpolicy_report *report;

	CU_ASSERT_EQUAL_FATAL(
		certpolicy_engine_add_public_anchor_der(public, root().data, root().len, NULL), 0);
	CU_ASSERT_EQUAL(certpolicy_engine_count_anchors(public), 1);
	report = judge(here, make_request(leaf(), "pkix"));
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_kind(report), "private-ca");
	certpolicy_report_free(report);
	report = judge(public, make_request(leaf(), "pkix"));
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_kind(report), "public-ca");
	certpolicy_report_free(report);
	certpolicy_engine_free(here);
	certpolicy_engine_free(public);
	public = certpolicy_engine_new();
	CU_ASSERT_EQUAL(
		certpolicy_engine_add_public_anchor_der(public, (const uint8_t *)"0", 1, NULL),
		CERTPOLICY_ERROR_BAD_INPUT);
	CU_ASSERT_EQUAL(certpolicy_engine_count_anchors(public), 0);
	certpolicy_engine_free(public);
}

/* Writes a file of the tests' folder for as long as it is read. */
static const char *
write_file(const char *text)
{
	static char path[] = "calls.XXXXXX";
	FILE *file;
	int fd;

	memcpy(path, "calls.XXXXXX", sizeof(path));
	fd = mkstemp(path);
	file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
		exit(99);
	return path;
}

/* The same from files; what is not there is an error, and nothing is trusted. */
static void
files_are_read(void)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	const char *path = write_file(unit_pem(root()));
	certpolicy_request *request;
	certpolicy_report *report;

	CU_ASSERT_EQUAL(certpolicy_engine_add_public_anchors(engine, path, NULL), 0);
	remove(path);
	CU_ASSERT_NOT_EQUAL(certpolicy_engine_add_public_anchors(engine, path, NULL), 0);
	CU_ASSERT_EQUAL(certpolicy_engine_count_anchors(engine), 1);
	path = write_file("version: 1\npolicies: {house: {extends: pkix}}\n"
			  "routes: [{peer: a.example, policy: house}]\n");
	CU_ASSERT_EQUAL(certpolicy_engine_add_policy_file(engine, path, NULL), 0);
	remove(path);
	CU_ASSERT_NOT_EQUAL(certpolicy_engine_add_policy_file(engine, path, NULL), 0);
	request = make_request(leaf(), NULL);
	CU_ASSERT_EQUAL(certpolicy_request_add_peer_host(request, "a.example", NULL), 0);
	report = judge(engine, request);
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_policy(report), "house");
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_kind(report), "public-ca");
	certpolicy_report_free(report);
	certpolicy_engine_free(engine);
}

static void
lists_revoke(void)
{
	static const struct {
		const char *name, *entries;
		bool revoked;
	} rows[] = {{"its serial", CRL_ENTRY("05"), true}, {"another's", CRL_ENTRY("06"), false}};
	certpolicy_engine *engine;
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		const unit_crl_spec spec = {.entries = rows[i].entries};
		cp_bytes list = unit_crl(&spec);
		certpolicy_report *report;

		engine = make_engine();
		CU_ASSERT_EQUAL(
			certpolicy_engine_add_crl_der(engine, list.data, list.len, NULL), 0);
		report = judge(engine, make_request(leaf(), "pkix"));
		UNIT_ROW(rows[i].name, has(report, "revocation.revoked") == rows[i].revoked);
		certpolicy_report_free(report);
		certpolicy_engine_free(engine);
	}
	engine = make_engine();
	CU_ASSERT_EQUAL(certpolicy_engine_add_crl_der(engine, leaf().data, leaf().len, NULL),
		CERTPOLICY_ERROR_BAD_INPUT);
	certpolicy_engine_free(engine);
}

/* RFC 6962 3.2 and 3.3: a list of one timestamp, by a log that nobody knows; cut, it is none. */
static void
timestamps_of_the_session(void)
{
	uint8_t list[2 + 2 + 1 + 32 + 8 + 2 + 2 + 2 + 1] = {0, 50, 0, 48};
	size_t cut;

	list[4 + 1] = 0x17;                        /* the log */
	list[4 + 1 + 32 + 8 + 2] = 4;              /* sha256 */
	list[4 + 1 + 32 + 8 + 2 + 1] = 3;          /* ecdsa */
	list[4 + 1 + 32 + 8 + 2 + 2 + 1] = 1;      /* length of the signature */
	list[1] = (uint8_t)(sizeof(list) - 2);     /* the list's */
	list[3] = (uint8_t)(sizeof(list) - 2 - 2); /* the timestamp's */
	for (cut = 0; cut < 2; cut++) {
		certpolicy_engine *engine = make_engine();
		certpolicy_request *request = make_request(leaf(), "pkix");
		certpolicy_report *report;
		const json_t *scts;
		json_t *json;

		CU_ASSERT_EQUAL(
			certpolicy_request_set_sct_list(request, list, sizeof(list) - cut, NULL),
			0);
		report = judge(engine, request);
		json = read_report(report);
		scts = json_object_get(json, "scts");
		CU_ASSERT_EQUAL(json_array_size(scts), 1 - cut);
		CU_ASSERT_STRING_EQUAL(
			word(json_array_get(scts, 0), "source"), cut == 0 ? "tls" : "");
		json_decref(json);
		certpolicy_report_free(report);
		certpolicy_engine_free(engine);
	}
}

int
main(void)
{
	static const unit_test tests[] = {
		{"indexes end", indexes_end},
		{"limits have defaults", limits_have_defaults},
		{"policies tell what they say", policies_tell_what_they_say},
		{"getters say what JSON says", getters_say_what_json_says},
		{"peers of each kind", peers_of_each_kind},
		{"rules see the zone", rules_see_the_zone},
		{"anchors are public or private", anchors_are_public_or_private},
		{"files are read", files_are_read},
		{"lists revoke", lists_revoke},
		{"timestamps of the session", timestamps_of_the_session},
		{NULL, NULL},
	};
	int code = unit_main("calls", tests);

	der_text_free_all();
	return code;
}
