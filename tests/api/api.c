/*
 * The public calls, seen from outside: installed headers, the shared library, and certificates from
 * tests/api/data. All judgements are at one instant.
 */
#include <certpolicy/certpolicy.h>

#include <CUnit/Basic.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATA SRCDIR "/tests/api/data/"
/* 2026-12-01T00:00:00Z */
#define NOW INT64_C(1796083200)

static uint8_t chain[1 << 16];
static size_t chain_len;

static size_t
read_file(const char *path, uint8_t *data, size_t room)
{
	FILE *file = fopen(path, "rb");
	size_t len = 0;

	if (file == NULL)
		exit(99);
	len = fread(data, 1, room, file);
	fclose(file);
	return len;
}

/* An engine that trusts the example root. */
static certpolicy_engine *
make_engine(void)
{
	certpolicy_engine *engine = certpolicy_engine_new();

	CU_ASSERT_PTR_NOT_NULL_FATAL(engine);
	CU_ASSERT_EQUAL(
		certpolicy_engine_add_anchors(engine, DATA "root.pem", NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(certpolicy_engine_count_anchors(engine), 1);
	return engine;
}

/* The example chain for a peer; NULL: nobody was named. */
static certpolicy_request *
make_request(const char *host, const char *policy)
{
	certpolicy_request *request = certpolicy_request_new();

	CU_ASSERT_PTR_NOT_NULL_FATAL(request);
	CU_ASSERT_EQUAL(
		certpolicy_request_add_chain(request, chain, chain_len, NULL, NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(certpolicy_request_set_time(request, NOW, NULL), CERTPOLICY_OK);
	if (host != NULL)
		CU_ASSERT_EQUAL(
			certpolicy_request_add_peer_host(request, host, NULL), CERTPOLICY_OK);
	if (policy != NULL)
		CU_ASSERT_EQUAL(
			certpolicy_request_set_policy(request, policy, NULL), CERTPOLICY_OK);
	return request;
}

static certpolicy_report *
evaluate(certpolicy_engine *engine, const char *host, const char *policy)
{
	certpolicy_request *request = make_request(host, policy);
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;

	CU_ASSERT_EQUAL(certpolicy_evaluate(engine, NULL, request, &report, &error), CERTPOLICY_OK);
	CU_ASSERT_PTR_NULL(error);
	if (error != NULL)
		fprintf(stderr, "%s\n", certpolicy_error_get_message(error));
	CU_ASSERT_PTR_NOT_NULL_FATAL(report);
	certpolicy_request_free(request);
	return report;
}

static bool
has_finding(const certpolicy_report *report, const char *code)
{
	size_t i;

	for (i = 0; i < certpolicy_report_count_findings(report); i++) {
		if (strcmp(certpolicy_report_get_finding_code(report, i), code) == 0)
			return true;
	}
	return false;
}

/* Appends each certificate of PEM text as a JSON string. */
static char *
append_pem(char *to, const uint8_t *pem, size_t len)
{
	const char *text = (const char *)pem;
	bool is_first = true;

	for (; len > 0; text++, len--) {
		if (strncmp(text, "-----BEGIN", 10) == 0) {
			to += sprintf(to, is_first ? "\"" : "\", \"");
			is_first = false;
		}
		if (*text == '\n')
			to += sprintf(to, "\\n");
		else if (!is_first)
			*to++ = *text;
	}
	return to + sprintf(to, "\"");
}

/* The peer sent the root as well, and the request trusts it: two copies of one certificate. */
static void
report_outlives_the_anchors_of_its_request(void)
{
	static uint8_t root[4096];
	static char json[32768];
	size_t root_len = read_file(DATA "root.pem", root, sizeof(root));
	char *at = json + sprintf(json, "{\"peer\": {\"dns\": \"localhost\"}, \"time\": "
					"\"2026-06-01T00:00:00Z\", \"policy\": \"pkix\", "
					"\"anchors\": [");
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = NULL, *others[8];
	certpolicy_report *report = NULL;
	char *before, *after;
	size_t i;

	at = append_pem(at, root, root_len);
	at += sprintf(at, "], \"chain\": [");
	at = append_pem(at, chain, chain_len);
	at += sprintf(at, ", ");
	at = append_pem(at, root, root_len);
	sprintf(at, "]}");
	CU_ASSERT_EQUAL_FATAL(
		certpolicy_request_from_json(json, strlen(json), 0, &request, NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL_FATAL(
		certpolicy_evaluate(engine, NULL, request, &report, NULL), CERTPOLICY_OK);
	certpolicy_engine_free(engine);
	before = certpolicy_report_to_json(report);
	certpolicy_request_free(request);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		others[i] = make_request("localhost", NULL); /* where the first one lay */
	after = certpolicy_report_to_json(report);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		certpolicy_request_free(others[i]);
	CU_ASSERT_PTR_NOT_NULL(strstr(after, "\"source\":\"request\""));
	CU_ASSERT_STRING_EQUAL(before, after);
	certpolicy_string_free(before);
	certpolicy_string_free(after);
	certpolicy_report_free(report);
}

static const uint8_t *
der_of_root(const certpolicy_facts *facts, size_t *len)
{
	size_t n = certpolicy_facts_count_path(facts);

	return certpolicy_facts_get_der(facts, n - 1, len);
}

/* A root's DER, as a rule sees it. */
static uint8_t root_der[2048];
static size_t root_der_len;

static int
copy_root(const certpolicy_facts *facts, void *user)
{
	const uint8_t *der = der_of_root(facts, &root_der_len);

	(void)user;
	if (root_der_len > sizeof(root_der))
		return 1;
	memcpy(root_der, der, root_der_len);
	return 0;
}

static void
judged_request_takes_no_more_anchors(void)
{
	certpolicy_engine *engine = make_engine(), *empty = certpolicy_engine_new();
	certpolicy_request *request = make_request("localhost", "pkix");
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;

	CU_ASSERT_EQUAL(certpolicy_engine_add_rule(engine, "x-look", CERTPOLICY_ACTION_INFO, "look",
				copy_root, NULL, NULL),
		CERTPOLICY_OK);
	certpolicy_report_free(evaluate(engine, "localhost", "pkix"));
	CU_ASSERT_EQUAL(certpolicy_request_add_anchor_der(request, root_der, root_der_len, NULL),
		CERTPOLICY_OK);
	CU_ASSERT_EQUAL(certpolicy_evaluate(empty, NULL, request, &report, NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(certpolicy_report_get_verdict(report), CERTPOLICY_VERDICT_ALLOW);
	CU_ASSERT_EQUAL(certpolicy_request_add_anchor_der(request, root_der, root_der_len, &error),
		CERTPOLICY_ERROR_FROZEN);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "request.frozen");
	certpolicy_error_free(error);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	certpolicy_engine_free(empty);
}

static void
judges_under_each_policy(void)
{
	static const struct {
		const char *host, *policy;
		certpolicy_verdict verdict;
		const char *finding; /* NULL: none is looked for */
	} rows[] = {
		{"pay.internal", "pkix", CERTPOLICY_VERDICT_ALLOW, NULL},
		{"localhost", "dev-allow", CERTPOLICY_VERDICT_ALLOW, NULL},
		{"127.0.0.1", "dev-allow", CERTPOLICY_VERDICT_ALLOW, NULL},
		{"pay.internal", "internal-pinned", CERTPOLICY_VERDICT_DENY, "pin.not-configured"},
		{"pay.internal", "public-strict", CERTPOLICY_VERDICT_DENY, "root.not-public"},
		{"pay.internal", NULL, CERTPOLICY_VERDICT_DENY, "root.not-public"},
		{"other.internal", "pkix", CERTPOLICY_VERDICT_DENY, "identity.name-mismatch"},
		{"pay.example.org", "dev-allow", CERTPOLICY_VERDICT_DENY, "identity.name-mismatch"},
		{NULL, "dev-allow", CERTPOLICY_VERDICT_DENY, "identity.peer-missing"},
	};
	certpolicy_engine *engine = make_engine();
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		certpolicy_report *report = evaluate(engine, rows[i].host, rows[i].policy);

		if (certpolicy_report_get_verdict(report) != rows[i].verdict ||
			(rows[i].finding != NULL && !has_finding(report, rows[i].finding)))
			fprintf(stderr, "%s under %s: %s, %s\n",
				rows[i].host != NULL ? rows[i].host : "-",
				rows[i].policy != NULL ? rows[i].policy : "-",
				certpolicy_verdict_name(certpolicy_report_get_verdict(report)),
				certpolicy_report_get_primary(report));
		CU_ASSERT_EQUAL(certpolicy_report_get_verdict(report), rows[i].verdict);
		CU_ASSERT_TRUE(rows[i].finding == NULL || has_finding(report, rows[i].finding));
		certpolicy_report_free(report);
	}
	certpolicy_engine_free(engine);
}

static void
says_on_purpose_that_no_name_is_checked(void)
{
	certpolicy_engine *engine = make_engine();
	certpolicy_request *request = make_request(NULL, "dev-allow");
	certpolicy_report *report = NULL;

	CU_ASSERT_EQUAL(certpolicy_request_set_insecure_no_peer(request, NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(certpolicy_evaluate(engine, NULL, request, &report, NULL), CERTPOLICY_OK);
	CU_ASSERT_TRUE(has_finding(report, "identity.not-checked"));
	CU_ASSERT_FALSE(has_finding(report, "identity.peer-missing"));
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
}

static void
describes_without_a_verdict(void)
{
	certpolicy_engine *engine = make_engine();
	certpolicy_request *request = make_request(NULL, NULL);
	certpolicy_report *report = NULL;
	char *json;

	CU_ASSERT_EQUAL(certpolicy_describe(engine, request, &report, NULL), CERTPOLICY_OK);
	CU_ASSERT_PTR_NOT_NULL_FATAL(report);
	CU_ASSERT_EQUAL(certpolicy_report_get_verdict(report), CERTPOLICY_VERDICT_DENY);
	CU_ASSERT_PTR_NULL(certpolicy_report_get_policy(report));
	CU_ASSERT_PTR_NULL(certpolicy_report_get_primary(report));
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_kind(report), "private-ca");
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_validation(report), "private");
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_setup_cost(report), "free");
	CU_ASSERT_FALSE(certpolicy_report_get_browser_trusted(report));
	CU_ASSERT_FALSE(has_finding(report, "identity.peer-missing"));
	CU_ASSERT_FALSE(has_finding(report, "scope.private-in-public"));
	json = certpolicy_report_to_json(report);
	CU_ASSERT_PTR_NOT_NULL_FATAL(json);
	CU_ASSERT_PTR_NULL(strstr(json, "\"verdict\":"));
	certpolicy_string_free(json);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
}

/* The floor's depth, parameters and actions hold where they are the stricter ones. */
static void
floor_holds(void)
{
	static const struct {
		const char *floor, *finding;
		certpolicy_verdict verdict;
	} rows[] = {
		{"{extends: pkix}", "", CERTPOLICY_VERDICT_ALLOW},
		{"{extends: pkix, limits: {path_depth: 0}}", "path.depth", CERTPOLICY_VERDICT_DENY},
		{"{extends: pkix, rules: {crypto.weak-key: {action: deny, curves: [P-384]}}}",
			"crypto.weak-key", CERTPOLICY_VERDICT_DENY},
		{"{extends: pkix, rules: {revocation.unavailable: warn}}", "revocation.unavailable",
			CERTPOLICY_VERDICT_WARN},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		certpolicy_engine *engine = make_engine();
		certpolicy_report *report;
		certpolicy_error *error = NULL;
		char text[300];
		int len = snprintf(text, sizeof(text),
			"version: 1\npolicies: {base: %s}\nfloor: {internal: base}\n",
			rows[i].floor);

		CU_ASSERT_EQUAL(certpolicy_engine_add_policy_text(
					engine, text, (size_t)len, "floor.yaml", &error),
			CERTPOLICY_OK);
		if (error != NULL)
			fprintf(stderr, "%s\n", certpolicy_error_get_message(error));
		report = evaluate(engine, "pay.internal", "pkix");
		if (certpolicy_report_get_verdict(report) != rows[i].verdict)
			fprintf(stderr, "%s: %s\n", rows[i].floor,
				certpolicy_verdict_name(certpolicy_report_get_verdict(report)));
		CU_ASSERT_EQUAL(certpolicy_report_get_verdict(report), rows[i].verdict);
		CU_ASSERT_TRUE(rows[i].finding[0] == '\0' || has_finding(report, rows[i].finding));
		certpolicy_report_free(report);
		report = evaluate(engine, "localhost", "pkix");
		CU_ASSERT_EQUAL(certpolicy_report_get_verdict(report), CERTPOLICY_VERDICT_ALLOW);
		certpolicy_report_free(report);
		certpolicy_engine_free(engine);
	}
}

/* Everything that made it goes first. */
static void
report_outlives_what_made_it(void)
{
	certpolicy_engine *engine = make_engine();
	certpolicy_request *request = make_request("pay.internal", NULL);
	certpolicy_policy *policy = NULL;
	certpolicy_report *report = NULL;
	char *json, *text;
	size_t i;

	CU_ASSERT_EQUAL(certpolicy_engine_add_policy_text(engine,
				"version: 1\npolicies: {own: {extends: internal-pinned}}", 54,
				"own.yaml", NULL),
		CERTPOLICY_OK);
	CU_ASSERT_EQUAL(certpolicy_policy_find(engine, "own", &policy, NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(certpolicy_evaluate(engine, policy, request, &report, NULL), CERTPOLICY_OK);
	certpolicy_policy_free(policy);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);

	CU_ASSERT_PTR_NOT_NULL_FATAL(report);
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_policy(report), "own");
	for (i = 0; i < certpolicy_report_count_findings(report); i++) {
		CU_ASSERT_PTR_NOT_NULL(certpolicy_report_get_finding_message(report, i));
		CU_ASSERT_PTR_NOT_NULL(certpolicy_report_get_finding_why(report, i));
		CU_ASSERT_PTR_NOT_NULL(certpolicy_report_get_finding_remediation(report, i));
	}
	CU_ASSERT_PTR_NULL(certpolicy_report_get_finding_code(report, i));
	CU_ASSERT_PTR_NULL(certpolicy_report_get_finding_message(report, i));
	CU_ASSERT_EQUAL(certpolicy_report_get_finding_certificate(report, i), -1);
	json = certpolicy_report_to_json(report);
	text = certpolicy_report_to_text(report, 1, 60);
	CU_ASSERT_PTR_NOT_NULL(json);
	CU_ASSERT_PTR_NOT_NULL(text);
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"peer\":{\"dns\":\"pay.internal\"}"));
	certpolicy_string_free(text);
	certpolicy_string_free(json);
	certpolicy_report_free(report);
}

static void
same_request_same_bytes(void)
{
	certpolicy_engine *engine = make_engine();
	certpolicy_report *first = evaluate(engine, "pay.internal", NULL);
	certpolicy_report *second = evaluate(engine, "pay.internal", NULL);
	char *first_json = certpolicy_report_to_json(first);
	char *second_json = certpolicy_report_to_json(second);

	CU_ASSERT_STRING_EQUAL(first_json, second_json);
	certpolicy_string_free(first_json);
	certpolicy_string_free(second_json);
	certpolicy_report_free(first);
	certpolicy_report_free(second);
	certpolicy_engine_free(engine);
}

static void
engine_freezes_at_first_use(void)
{
	certpolicy_engine *engine = make_engine();
	certpolicy_error *error = NULL;

	certpolicy_report_free(evaluate(engine, "localhost", "dev-allow"));
	CU_ASSERT_EQUAL(certpolicy_engine_add_anchors(engine, DATA "self.pem", &error),
		CERTPOLICY_ERROR_FROZEN);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "engine.frozen");
	CU_ASSERT_EQUAL(certpolicy_error_get_status(error), CERTPOLICY_ERROR_FROZEN);
	certpolicy_error_free(error);
	CU_ASSERT_EQUAL(
		certpolicy_engine_set_limit(engine, "paths", 1, NULL), CERTPOLICY_ERROR_FROZEN);
	certpolicy_engine_free(engine);
}

static void
others_report_errors_the_same_way(void)
{
	certpolicy_error *error = NULL;

	CU_ASSERT_EQUAL(certpolicy_error_set(&error, CERTPOLICY_ERROR_UNSUPPORTED, "house.hook",
				"no hook\x1b here"),
		CERTPOLICY_ERROR_UNSUPPORTED);
	CU_ASSERT_EQUAL(certpolicy_error_get_status(error), CERTPOLICY_ERROR_UNSUPPORTED);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "house.hook");
	CU_ASSERT_PTR_NULL(strchr(certpolicy_error_get_message(error), '\x1b'));
	certpolicy_error_free(error);
	CU_ASSERT_EQUAL(certpolicy_error_set(NULL, CERTPOLICY_ERROR_IO, "house.io", "no"),
		CERTPOLICY_ERROR_IO);
}

static void
wrong_words_are_errors(void)
{
	certpolicy_engine *engine = make_engine();
	certpolicy_request *request = make_request("localhost", "no-such-policy");
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	char *json = NULL;

	CU_ASSERT_EQUAL(
		certpolicy_engine_set_limit(engine, "path", 1, &error), CERTPOLICY_ERROR_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(strstr(certpolicy_error_get_message(error), "paths"));
	certpolicy_error_free(error);
	CU_ASSERT_EQUAL(certpolicy_code_to_json("validity.expred", &json, &error),
		CERTPOLICY_ERROR_NOT_FOUND);
	CU_ASSERT_PTR_NULL(json);
	CU_ASSERT_PTR_NOT_NULL(strstr(certpolicy_error_get_message(error), "validity.expired"));
	certpolicy_error_free(error);
	CU_ASSERT_EQUAL(certpolicy_evaluate(engine, NULL, request, &report, &error),
		CERTPOLICY_ERROR_NOT_FOUND);
	CU_ASSERT_PTR_NULL(report);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "policy.unknown-name");
	certpolicy_error_free(error);
	CU_ASSERT_EQUAL(certpolicy_evaluate(NULL, NULL, request, &report, NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_EQUAL(certpolicy_evaluate(engine, NULL, NULL, &report, NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_EQUAL(certpolicy_evaluate(engine, NULL, request, NULL, NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_EQUAL(certpolicy_report_get_verdict(NULL), CERTPOLICY_VERDICT_DENY);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
}

static void
catalogue_explains_every_code(void)
{
	const char *code;
	size_t i;

	for (i = 0; (code = certpolicy_code_name(i)) != NULL; i++) {
		char *json = NULL;

		CU_ASSERT_EQUAL(certpolicy_code_to_json(code, &json, NULL), CERTPOLICY_OK);
		CU_ASSERT_PTR_NOT_NULL_FATAL(json);
		CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"public-strict\":"));
		certpolicy_string_free(json);
	}
	CU_ASSERT_TRUE(i > 40);
	for (i = 0; certpolicy_limit_name(i) != NULL; i++)
		CU_ASSERT_PTR_NOT_NULL(certpolicy_limit_origin(i));
	CU_ASSERT_PTR_NULL(certpolicy_limit_origin(i));
	CU_ASSERT_STRING_EQUAL(certpolicy_version(), CERTPOLICY_VERSION);
	CU_ASSERT_EQUAL(certpolicy_has_feature("pkcs11"), 1);
	CU_ASSERT_EQUAL(certpolicy_has_feature("teleport"), 0);
}

/* ---- an application's own rules ---- */

static int
find_something(const certpolicy_facts *facts, void *user)
{
	size_t der_len = 0;

	CU_ASSERT_EQUAL(certpolicy_facts_count_path(facts), 3);
	CU_ASSERT_PTR_NOT_NULL(certpolicy_facts_get_der(facts, 0, &der_len));
	CU_ASSERT_TRUE(der_len > 100);
	CU_ASSERT_PTR_NULL(certpolicy_facts_get_der(facts, 3, &der_len));
	CU_ASSERT_EQUAL(der_len, 0);
	CU_ASSERT_STRING_EQUAL(certpolicy_facts_get_subject(facts, 0), "CN=pay.internal");
	CU_ASSERT_STRING_EQUAL(certpolicy_facts_get_issuer(facts, 2), "CN=Example Root");
	CU_ASSERT_STRING_EQUAL(certpolicy_facts_get_kind(facts), "private-ca");
	CU_ASSERT_EQUAL(certpolicy_facts_is_anchored(facts), 1);
	CU_ASSERT_EQUAL(certpolicy_facts_get_time(facts), NOW);
	CU_ASSERT_TRUE(certpolicy_facts_get_not_before(facts, 0) < NOW);
	CU_ASSERT_TRUE(certpolicy_facts_get_not_after(facts, 0) > NOW);
	CU_ASSERT_EQUAL(
		certpolicy_facts_add_finding(facts, 7, NULL), CERTPOLICY_ERROR_BAD_ARGUMENT);
	return certpolicy_facts_add_finding(facts, 0, user);
}

static int
fail(const certpolicy_facts *facts, void *user)
{
	(void)facts;
	(void)user;
	return 1;
}

static void
own_rule_adds_findings(void)
{
	static char message[] = "too \x1b[31m fancy";
	certpolicy_engine *engine = make_engine();
	certpolicy_report *report;

	CU_ASSERT_EQUAL(certpolicy_engine_add_rule(engine, "x-house.fancy", CERTPOLICY_ACTION_DENY,
				"too fancy for this house", find_something, message, NULL),
		CERTPOLICY_OK);
	report = evaluate(engine, "localhost", "dev-allow");
	CU_ASSERT_EQUAL(certpolicy_report_get_verdict(report), CERTPOLICY_VERDICT_DENY);
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_primary(report), "x-house.fancy");
	CU_ASSERT_STRING_EQUAL(
		certpolicy_report_get_finding_message(report, 0), "too \\x1b[31m fancy");
	certpolicy_report_free(report);
	certpolicy_engine_free(engine);
}

static void
own_rule_softens_nothing(void)
{
	certpolicy_engine *engine = make_engine();
	certpolicy_report *report;

	CU_ASSERT_EQUAL(certpolicy_engine_add_rule(engine, "x-house.fine", CERTPOLICY_ACTION_INFO,
				"all is fine", find_something, NULL, NULL),
		CERTPOLICY_OK);
	report = evaluate(engine, "other.internal", "dev-allow");
	CU_ASSERT_NOT_EQUAL(certpolicy_report_get_verdict(report), CERTPOLICY_VERDICT_ALLOW);
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_primary(report), "identity.name-mismatch");
	CU_ASSERT_TRUE(has_finding(report, "x-house.fine"));
	certpolicy_report_free(report);
	report = evaluate(engine, "localhost", "dev-allow");
	CU_ASSERT_EQUAL(certpolicy_report_get_verdict(report), CERTPOLICY_VERDICT_ALLOW);
	certpolicy_report_free(report);
	certpolicy_engine_free(engine);
}

static void
own_rule_that_fails_ends_the_judgement(void)
{
	certpolicy_engine *engine = make_engine();
	certpolicy_request *request = make_request("localhost", "dev-allow");
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;

	CU_ASSERT_EQUAL(certpolicy_engine_add_rule(engine, "x-broken", CERTPOLICY_ACTION_INFO,
				"broken", fail, NULL, NULL),
		CERTPOLICY_OK);
	CU_ASSERT_EQUAL(certpolicy_engine_add_rule(engine, "x-broken", CERTPOLICY_ACTION_INFO,
				"again", fail, NULL, NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_EQUAL(certpolicy_engine_add_rule(
				engine, "house", CERTPOLICY_ACTION_INFO, "no x-", fail, NULL, NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_EQUAL(certpolicy_engine_add_rule(engine, "x-allow", CERTPOLICY_ACTION_IGNORE,
				"no", fail, NULL, NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_EQUAL(certpolicy_evaluate(engine, NULL, request, &report, &error),
		CERTPOLICY_ERROR_INTERNAL);
	CU_ASSERT_PTR_NULL(report);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "rule.failed");
	certpolicy_error_free(error);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
}

static void
count_release(void *user)
{
	++*(int *)user;
}

static void
what_is_kept_lives_as_long_as_the_engine(void)
{
	int released = 0;
	certpolicy_engine *engine = make_engine();
	certpolicy_engine *other = certpolicy_engine_ref(engine);
	certpolicy_report *report;

	CU_ASSERT_EQUAL(
		certpolicy_engine_keep(engine, count_release, &released, NULL), CERTPOLICY_OK);
	report = evaluate(engine, "localhost", "dev-allow");
	CU_ASSERT_EQUAL(
		certpolicy_engine_keep(engine, count_release, &released, NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(certpolicy_engine_keep(engine, NULL, &released, NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_EQUAL(certpolicy_engine_keep(NULL, count_release, &released, NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	certpolicy_engine_free(engine);
	CU_ASSERT_EQUAL(released, 0);
	certpolicy_engine_free(other);
	CU_ASSERT_EQUAL(released, 0); /* a report keeps its engine alive */
	certpolicy_report_free(report);
	CU_ASSERT_EQUAL(released, 2);
}

/* ---- a session without a chain ---- */

static void
resumed_session_without_a_chain_is_denied(void)
{
	certpolicy_engine *engine = make_engine();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;

	CU_ASSERT_EQUAL(
		certpolicy_request_add_peer_host(request, "localhost", NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(certpolicy_request_set_session(
				request, "TLS1.3", "TLS_AES_128_GCM_SHA256", "X25519", 1, NULL),
		CERTPOLICY_OK);
	CU_ASSERT_EQUAL(certpolicy_evaluate(engine, NULL, request, &report, NULL), CERTPOLICY_OK);
	CU_ASSERT_PTR_NOT_NULL_FATAL(report);
	CU_ASSERT_EQUAL(certpolicy_report_get_verdict(report), CERTPOLICY_VERDICT_DENY);
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_primary(report), "session.chain-unavailable");
	CU_ASSERT_EQUAL(certpolicy_report_count_findings(report), 1);
	certpolicy_report_free(report);
	certpolicy_request_free(request);

	request = certpolicy_request_new();
	CU_ASSERT_EQUAL(
		certpolicy_request_add_peer_host(request, "localhost", NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(certpolicy_evaluate(engine, NULL, request, &report, NULL), CERTPOLICY_OK);
	CU_ASSERT_STRING_EQUAL(certpolicy_report_get_primary(report), "encoding.malformed");
	CU_ASSERT_EQUAL(certpolicy_report_get_finding_certificate(report, 0), -1);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
}

/* ---- a line of JSON ---- */

static void
judges_a_line_of_json(void)
{
	static const char line[] =
		"{\"id\": [1, \"a\"], \"chain\": [], \"peer\": null, \"policy\": \"pkix\"}";
	static const char typo[] = "{\"id\": 7, \"chian\": []}";
	certpolicy_engine *engine = make_engine();
	certpolicy_error *error = NULL;
	char *json = NULL;

	CU_ASSERT_EQUAL(
		certpolicy_evaluate_json(engine, NULL, line, strlen(line), 0, &json, &error),
		CERTPOLICY_OK);
	CU_ASSERT_PTR_NOT_NULL_FATAL(json);
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"id\":[1,\"a\"],\"policy\":\"pkix\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"verdict\":\"deny\""));
	certpolicy_string_free(json);
	CU_ASSERT_EQUAL(certpolicy_evaluate_json(engine, NULL, line, strlen(line),
				CERTPOLICY_LOCK_POLICY, &json, &error),
		CERTPOLICY_ERROR_BAD_REQUEST);
	CU_ASSERT_PTR_NULL(json);
	certpolicy_error_free(error);
	CU_ASSERT_EQUAL(
		certpolicy_evaluate_json(engine, NULL, typo, strlen(typo), 0, &json, &error),
		CERTPOLICY_ERROR_BAD_REQUEST);
	json = certpolicy_error_to_json(error, typo, strlen(typo), 3);
	CU_ASSERT_PTR_NOT_NULL_FATAL(json);
	CU_ASSERT_PTR_NOT_NULL(
		strstr(json, "{\"id\":7,\"verdict\":\"error\",\"error\":{\"code\":\"request."));
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"line\":3}}"));
	certpolicy_string_free(json);
	certpolicy_error_free(error);
	certpolicy_engine_free(engine);
}

static void
defaults_serve_where_the_line_is_silent(void)
{
	static const char line[] = "{\"chain\": []}";
	certpolicy_engine *engine = make_engine();
	certpolicy_request *defaults = certpolicy_request_new();
	char *json = NULL;

	CU_ASSERT_EQUAL(certpolicy_request_set_policy(defaults, "dev-allow", NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(
		certpolicy_request_add_peer_host(defaults, "localhost", NULL), CERTPOLICY_OK);
	CU_ASSERT_EQUAL(
		certpolicy_evaluate_json(engine, defaults, line, strlen(line), 0, &json, NULL),
		CERTPOLICY_OK);
	CU_ASSERT_PTR_NOT_NULL_FATAL(json);
	CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"policy\":\"dev-allow\""));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(json, "\"peer\":{\"dns\":\"localhost\"},\"zone\":\"development\""));
	certpolicy_string_free(json);
	certpolicy_request_free(defaults);
	certpolicy_engine_free(engine);
}

/* ---- threads ---- */

#define N_THREADS 8
#define N_ROUNDS 20

typedef struct worker {
	pthread_t thread;
	certpolicy_engine *engine;
	const certpolicy_report *shared;
	size_t n_right;
} worker;

static void *
work(void *argument)
{
	worker *self = argument;
	size_t i;

	for (i = 0; i < N_ROUNDS; i++) {
		certpolicy_request *request = certpolicy_request_new();
		certpolicy_report *report = NULL;
		char *json = NULL;

		if (certpolicy_request_add_chain(request, chain, chain_len, NULL, NULL) == 0 &&
			certpolicy_request_add_peer_host(request, "localhost", NULL) == 0 &&
			certpolicy_request_set_policy(request, "dev-allow", NULL) == 0 &&
			certpolicy_request_set_time(request, NOW, NULL) == 0 &&
			certpolicy_evaluate(self->engine, NULL, request, &report, NULL) == 0)
			json = certpolicy_report_to_json(report);
		self->n_right +=
			json != NULL &&
			certpolicy_report_get_verdict(report) == CERTPOLICY_VERDICT_ALLOW &&
			certpolicy_report_get_finding_message(self->shared, 0) != NULL;
		certpolicy_string_free(json);
		certpolicy_report_free(report);
		certpolicy_request_free(request);
	}
	return NULL;
}

/* The first evaluations race to freeze the engine; one report's texts are made by whoever comes
 * first. */
static void
one_engine_serves_many_threads(void)
{
	certpolicy_engine *engine = make_engine();
	certpolicy_engine *other = make_engine();
	certpolicy_report *shared = evaluate(other, "other.internal", "public-strict");
	worker workers[N_THREADS];
	size_t i;

	memset(workers, 0, sizeof(workers));
	for (i = 0; i < N_THREADS; i++) {
		workers[i].engine = engine;
		workers[i].shared = shared;
		CU_ASSERT_EQUAL_FATAL(
			pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	}
	for (i = 0; i < N_THREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		CU_ASSERT_EQUAL(workers[i].n_right, N_ROUNDS);
	}
	certpolicy_report_free(shared);
	certpolicy_engine_free(other);
	certpolicy_engine_free(engine);
}

/* 2051-01-01T00:00:00Z: after the end of the leaf and its issuer. */
#define FAR INT64_C(2556144000)

static certpolicy_forecast *
make_forecast(void)
{
	certpolicy_engine *engine = make_engine();
	certpolicy_request *request = make_request("pay.internal", "pkix");
	certpolicy_forecast *forecast = NULL;

	CU_ASSERT_EQUAL(certpolicy_forecast_make(engine, NULL, request, FAR, &forecast, NULL),
		CERTPOLICY_OK);
	CU_ASSERT_PTR_NOT_NULL_FATAL(forecast);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return forecast;
}

static void
a_forecast_outlives_what_made_it(void)
{
	certpolicy_forecast *forecast = make_forecast();
	size_t next = certpolicy_forecast_get_next(forecast);
	int64_t not_before = 0, not_after = 0;
	char *json = certpolicy_forecast_to_json(forecast, NULL, 0);

	CU_ASSERT_EQUAL(certpolicy_report_get_verdict(certpolicy_forecast_get_report(forecast)),
		CERTPOLICY_VERDICT_ALLOW);
	CU_ASSERT_EQUAL(certpolicy_forecast_get_until(forecast), FAR);
	CU_ASSERT_EQUAL(certpolicy_forecast_is_complete(forecast), 1);
	CU_ASSERT_STRING_EQUAL(certpolicy_forecast_get_subject(forecast), "CN=pay.internal");
	CU_ASSERT_EQUAL(strlen(certpolicy_forecast_get_sha256(forecast)), 64);
	CU_ASSERT_PTR_NOT_NULL(strstr(certpolicy_forecast_get_names(forecast), "pay.internal"));
	CU_ASSERT_EQUAL(certpolicy_forecast_get_validity(forecast, &not_before, &not_after), 1);
	CU_ASSERT_TRUE_FATAL(next < certpolicy_forecast_count_events(forecast));
	CU_ASSERT_EQUAL(certpolicy_forecast_get_event_time(forecast, next), not_after + 1);
	CU_ASSERT_EQUAL(
		certpolicy_forecast_get_event_kind(forecast, next), CERTPOLICY_EVENT_CERTIFICATE);
	CU_ASSERT_EQUAL(certpolicy_forecast_get_event_verdict_before(forecast, next),
		CERTPOLICY_VERDICT_ALLOW);
	CU_ASSERT_EQUAL(certpolicy_forecast_get_event_verdict_after(forecast, next),
		CERTPOLICY_VERDICT_DENY);
	CU_ASSERT_STRING_EQUAL(
		certpolicy_forecast_get_change_code(forecast, next, 0), "validity.expired");
	CU_ASSERT_STRING_EQUAL(
		certpolicy_forecast_get_change_rule(forecast, next, 0), "validity.expired");
	CU_ASSERT_EQUAL(certpolicy_forecast_get_change_action_before(forecast, next, 0),
		CERTPOLICY_ACTION_IGNORE);
	CU_ASSERT_EQUAL(certpolicy_forecast_get_change_action_after(forecast, next, 0),
		CERTPOLICY_ACTION_DENY);
	CU_ASSERT_PTR_NOT_NULL(certpolicy_forecast_get_change_message(forecast, next, 0));
	CU_ASSERT_PTR_NOT_NULL(certpolicy_forecast_get_change_remediation(forecast, next, 0));
	CU_ASSERT_PTR_NOT_NULL(json);
	certpolicy_string_free(json);
	certpolicy_forecast_free(forecast);
}

static void
a_forecast_has_nothing_past_its_end(void)
{
	certpolicy_forecast *forecasts[] = {NULL, make_forecast()};
	size_t i, end;

	for (i = 0; i < 2; i++) {
		const certpolicy_forecast *forecast = forecasts[i];

		end = certpolicy_forecast_count_events(forecast);
		CU_ASSERT_EQUAL(certpolicy_forecast_get_event_time(forecast, end), 0);
		CU_ASSERT_EQUAL(certpolicy_forecast_get_event_verdict_before(forecast, end),
			CERTPOLICY_VERDICT_DENY);
		CU_ASSERT_EQUAL(certpolicy_forecast_get_event_verdict_after(forecast, end),
			CERTPOLICY_VERDICT_DENY);
		CU_ASSERT_EQUAL(certpolicy_forecast_count_changes(forecast, end), 0);
		CU_ASSERT_PTR_NULL(certpolicy_forecast_get_change_code(forecast, 0, 1000));
		CU_ASSERT_PTR_NULL(certpolicy_forecast_get_change_message(forecast, end, 0));
		CU_ASSERT_EQUAL(certpolicy_forecast_get_change_action_after(forecast, end, 0),
			CERTPOLICY_ACTION_IGNORE);
	}
	CU_ASSERT_PTR_NULL(certpolicy_forecast_get_report(NULL));
	CU_ASSERT_PTR_NULL(certpolicy_forecast_get_subject(NULL));
	CU_ASSERT_PTR_NULL(certpolicy_forecast_to_json(NULL, NULL, 0));
	CU_ASSERT_EQUAL(certpolicy_forecast_is_complete(NULL), 0);
	CU_ASSERT_EQUAL(certpolicy_forecast_get_validity(forecasts[1], NULL, NULL), 0);
	certpolicy_forecast_free(NULL);
	certpolicy_forecast_free(forecasts[1]);
}

static int
stop_at_once(void *user, size_t number, const certpolicy_forecast *forecast)
{
	size_t *n = user;

	CU_ASSERT_EQUAL(number, ++*n);
	CU_ASSERT_PTR_NOT_NULL(certpolicy_forecast_get_subject(forecast));
	return 4711;
}

static void
a_collection_may_be_left_early(void)
{
	static uint8_t twice[2 * sizeof(chain)];
	certpolicy_engine *engine = make_engine();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_error *error = NULL;
	size_t n = 0;
	int stopped = 0;

	memcpy(twice, chain, chain_len);
	memcpy(twice + chain_len, chain, chain_len);
	CU_ASSERT_EQUAL(certpolicy_forecast_make_each(engine, NULL, request, twice, 2 * chain_len,
				NULL, FAR, stop_at_once, &n, &stopped, &error),
		CERTPOLICY_OK);
	CU_ASSERT_EQUAL(n, 1);
	CU_ASSERT_EQUAL(stopped, 4711);
	CU_ASSERT_EQUAL(certpolicy_forecast_make_each(engine, NULL, request, (const uint8_t *)"x",
				1, NULL, FAR, stop_at_once, &n, NULL, &error),
		CERTPOLICY_ERROR_BAD_INPUT);
	certpolicy_error_free(error);
	CU_ASSERT_EQUAL(certpolicy_forecast_make_each(engine, NULL, request, NULL, 0, NULL, FAR,
				stop_at_once, &n, NULL, NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{"judges under each policy", judges_under_each_policy},
		{"says on purpose that no name is checked",
			says_on_purpose_that_no_name_is_checked},
		{"describes without a verdict", describes_without_a_verdict},
		{"a floor holds", floor_holds},
		{"a judged request takes no more anchors", judged_request_takes_no_more_anchors},
		{"a report outlives what made it", report_outlives_what_made_it},
		{"same request, same bytes", same_request_same_bytes},
		{"an engine freezes at first use", engine_freezes_at_first_use},
		{"wrong words are errors", wrong_words_are_errors},
		{"the catalogue explains every code", catalogue_explains_every_code},
		{"an own rule adds findings", own_rule_adds_findings},
		{"an own rule softens nothing", own_rule_softens_nothing},
		{"an own rule that fails ends the judgement",
			own_rule_that_fails_ends_the_judgement},
		{"a report outlives the anchors of its request",
			report_outlives_the_anchors_of_its_request},
		{"what is kept lives as long as the engine",
			what_is_kept_lives_as_long_as_the_engine},
		{"a resumed session without a chain is denied",
			resumed_session_without_a_chain_is_denied},
		{"others report errors the same way", others_report_errors_the_same_way},
		{"judges a line of JSON", judges_a_line_of_json},
		{"defaults serve where the line is silent",
			defaults_serve_where_the_line_is_silent},
		{"one engine serves many threads", one_engine_serves_many_threads},
		{"a forecast outlives what made it", a_forecast_outlives_what_made_it},
		{"a forecast has nothing past its end", a_forecast_has_nothing_past_its_end},
		{"a collection may be left early", a_collection_may_be_left_early},
		CU_TEST_INFO_NULL,
	};
	CU_SuiteInfo suites[] = {{"api", NULL, NULL, NULL, NULL, tests}, CU_SUITE_INFO_NULL};
	unsigned failed;

	chain_len = read_file(DATA "chain.pem", chain, sizeof(chain));
	if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS)
		return 99;

	CU_basic_set_mode(CU_BRM_NORMAL);
	CU_basic_run_tests();
	failed = CU_get_number_of_failures();
	CU_cleanup_registry();
	return failed > 0;
}
