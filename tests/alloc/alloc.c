/*
 * Runs the public calls once for every allocation they make, and lets that one fail, and then every
 * one from there on. Each run ends in success or in CERTPOLICY_ERROR_NO_MEMORY; what is denied with
 * memory is never allowed without. Run with a leak checker it also shows that nothing stays behind.
 */
#include <config.h>

#include "base/mem.h"

#include <certpolicy/certpolicy.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATA SRCDIR "/tests/api/data/"
#define ROOTS SRCDIR "/tests/data/roots/"
#define RULES SRCDIR "/tests/rules/"
#define NOW INT64_C(1796083200) /* 2026-12-01T00:00:00Z */
#define FAR INT64_C(2493072000) /* 2049-01-01T00:00:00Z */

static uint8_t chain[1 << 16];
static size_t chain_len;

static const char policy_text[] =
	"version: 1\n"
	"policies:\n"
	"  own:\n"
	"    extends: internal-pinned\n"
	"    pins: [{spki: sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=, peer: "
	"pay.internal}]\n"
	"    rules: {crypto.weak-key: {action: deny, min_rsa_bits: 3072}, validity.expires-soon: "
	"warn}\n"
	"    protected_names: [pay.internal]\n"
	"    limits: {path_depth: 3}\n"
	"zones: {internal: [10.0.0.0/8, '*.svc.cluster.local']}\n"
	"routes: [{peer: pay.internal, policy: own}, {policy: public-strict}]\n"
	"floor: {internal: internal-pinned}\n";

/* What one run came to. */
typedef enum outcome { FINISHED, NO_MEMORY, WRONG } outcome;

static outcome
outcome_of(int status, const certpolicy_error *error)
{
	if (status == CERTPOLICY_OK)
		return FINISHED;
	if (status == CERTPOLICY_ERROR_NO_MEMORY)
		return NO_MEMORY;
	fprintf(stderr, "status %d: %s\n", status, certpolicy_error_get_message(error));
	return WRONG;
}

static int
own_rule(const certpolicy_facts *facts, void *user)
{
	(void)user;
	if (certpolicy_facts_get_subject(facts, 0) == NULL)
		return 0; /* without memory: the engine knows */
	return certpolicy_facts_add_finding(facts, 0, "seen") == CERTPOLICY_ERROR_BAD_ARGUMENT;
}

static int
fill_engine(certpolicy_engine *engine, certpolicy_error **error)
{
	int status = certpolicy_engine_add_anchors(engine, DATA "root.pem", error);

	if (status == CERTPOLICY_OK)
		status = certpolicy_engine_add_policy_text(
			engine, policy_text, strlen(policy_text), "own.yaml", error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_engine_add_intermediates(engine, DATA "chain.pem", error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_engine_add_weak_keys(
			engine, SRCDIR "/tests/data/weak-keys/badkeys.dat", error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_engine_add_weak_keys(
			engine, SRCDIR "/tests/data/weak-keys/openssh.txt", error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_engine_add_denylist(
			engine, SRCDIR "/fuzz/seeds/threats/stix.json", error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_engine_add_denylist(
			engine, SRCDIR "/fuzz/seeds/threats/misp.json", error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_engine_add_denylist(
			engine, SRCDIR "/fuzz/seeds/threat_index/sslbl.index", error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_engine_add_rule(
			engine, "x-own", CERTPOLICY_ACTION_INFO, "seen", own_rule, NULL, error);
	return status;
}

static int
fill_request(certpolicy_request *request, certpolicy_error **error)
{
	int status = certpolicy_request_add_chain(request, chain, chain_len, NULL, error);

	if (status == CERTPOLICY_OK)
		status = certpolicy_request_add_peer_host(request, "pay.internal", error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_request_set_address(request, "10.1.2.3", error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_request_set_time(request, NOW, error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_request_set_explain_path(request, 1, error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_request_set_session(
			request, "TLS1.3", "TLS_AES_128_GCM_SHA256", "X25519", 0, error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_request_set_session_signature(request, "ed25519", error);
	return status;
}

/* A report shows itself wholly or not at all. */
static outcome
show(const certpolicy_report *report)
{
	char *json = certpolicy_report_to_json(report);
	char *text = certpolicy_report_to_text(report, 1, 80);
	outcome result = json != NULL && text != NULL ? FINISHED : NO_MEMORY;
	size_t i;

	if (json != NULL && json[strlen(json) - 1] != '}')
		result = WRONG;
	for (i = 0; i < certpolicy_report_count_findings(report); i++) {
		if (certpolicy_report_get_finding_message(report, i) == NULL && result == FINISHED)
			result = NO_MEMORY;
	}
	certpolicy_string_free(json);
	certpolicy_string_free(text);
	return result;
}

/* The request goes against the route's policy "own", which denies it. */
static outcome
evaluate(void)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	outcome result = NO_MEMORY;
	int status;

	if (engine != NULL && request != NULL) {
		status = fill_engine(engine, &error);
		if (status == CERTPOLICY_OK)
			status = fill_request(request, &error);
		if (status == CERTPOLICY_OK)
			status = certpolicy_evaluate(engine, NULL, request, &report, &error);
		result = outcome_of(status, error);
	}
	if (report != NULL && certpolicy_report_get_verdict(report) != CERTPOLICY_VERDICT_DENY) {
		fprintf(stderr, "not denied\n");
		result = WRONG;
	} else if (report != NULL) {
		result = show(report);
	}
	certpolicy_report_free(report);
	certpolicy_error_free(error);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return result;
}

static outcome
describe(void)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	outcome result = NO_MEMORY;
	int status;

	if (engine != NULL && request != NULL) {
		status = fill_request(request, &error);
		if (status == CERTPOLICY_OK)
			status = certpolicy_describe(engine, request, &report, &error);
		result = outcome_of(status, error);
	}
	if (report != NULL)
		result = show(report);
	certpolicy_report_free(report);
	certpolicy_error_free(error);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return result;
}

#define LOGS SRCDIR "/tests/data/ct/logs.json"

static char forged[1 << 14]; /* a request */

/* A policy that names a list of logs as well; one of two timestamps is forged, which is too few. */
static outcome
evaluate_timestamps(void)
{
	static const char policy[] = "version: 1\npolicies: {own: {extends: public-strict, "
				     "ct_log_list: " LOGS "}}\n";
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_error *error = NULL;
	char *json = NULL;
	outcome result = NO_MEMORY;
	int status;

	if (engine != NULL) {
		status = certpolicy_engine_set_ct_log_list(engine, LOGS, &error);
		if (status == CERTPOLICY_OK)
			status = certpolicy_engine_add_policy_text(
				engine, policy, strlen(policy), "own.yaml", &error);
		if (status == CERTPOLICY_OK)
			status = certpolicy_evaluate_json(
				engine, NULL, forged, strlen(forged), 0, &json, &error);
		result = outcome_of(status, error);
	}
	if (json != NULL && (strstr(json, "\"verdict\":\"deny\"") == NULL ||
				    strstr(json, "\"ct.insufficient\"") == NULL))
		result = WRONG;
	certpolicy_string_free(json);
	certpolicy_error_free(error);
	certpolicy_engine_free(engine);
	return result;
}

/* A line with an inline policy and anchors of its own; its one certificate is no certificate. */
static outcome
evaluate_line(void)
{
	static const char line[] =
		"{\"id\": {\"n\": [1, \"\\u000a\"], \"m\": 2}, \"policy\": {\"extends\": \"pkix\", "
		"\"rules\": "
		"{\"crypto.weak-key\": \"warn\"}},"
		" \"chain\": [\"MAA=\"], \"anchors\": [], \"peer\": [{\"dns\": \"a.example\"}, "
		"{\"ip\": \"192.0.2.1\"}],"
		" \"time\": \"2026-12-01T00:00:00Z\", \"session\": {\"protocol\": \"TLS1.2\"}}";
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_error *error = NULL;
	char *json = NULL;
	outcome result = NO_MEMORY;

	if (engine != NULL) {
		int status = certpolicy_evaluate_json(
			engine, NULL, line, strlen(line), 0, &json, &error);

		result = outcome_of(status, error);
	}
	if (json != NULL && strstr(json, "\"verdict\":\"deny\"") == NULL)
		result = WRONG;
	certpolicy_string_free(json);
	if (result == NO_MEMORY && error != NULL) {
		json = certpolicy_error_to_json(error, line, strlen(line), 1);
		certpolicy_string_free(json);
	}
	certpolicy_error_free(error);
	certpolicy_engine_free(engine);
	return result;
}

/* Requests of tests/rules with a staple of a delegate that another response knows: one is allowed,
 * and one revoked. */
static char *stapled_line, *revoked_line;

static char *
line_of_case(const char *file, const char *title)
{
	json_t *cases = json_load_file(file, 0, NULL), *row;
	char *line = NULL;
	size_t i;

	json_array_foreach(cases, i, row)
	{
		if (strcmp(json_string_value(json_object_get(row, "title")), title) == 0)
			line = json_dumps(json_object_get(row, "request"), JSON_COMPACT);
	}
	json_decref(cases);
	return line;
}

/* `wanted` is in every report. */
static outcome
evaluate_stapled(const char *line, const char *wanted)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_error *error = NULL;
	char *json = NULL;
	outcome result = NO_MEMORY;

	if (engine != NULL)
		result = outcome_of(certpolicy_evaluate_json(
					    engine, NULL, line, strlen(line), 0, &json, &error),
			error);
	if (json != NULL && strstr(json, wanted) == NULL) {
		fprintf(stderr, "%s\n", json);
		result = WRONG;
	}
	certpolicy_string_free(json);
	certpolicy_error_free(error);
	certpolicy_engine_free(engine);
	return result;
}

static outcome
evaluate_good_staple(void)
{
	return evaluate_stapled(stapled_line, "\"status\":\"good\",\"source\":\"ocsp\"");
}

static outcome
evaluate_revoking_staple(void)
{
	return evaluate_stapled(revoked_line, "\"verdict\":\"deny\"");
}

/* A folder of this run's own. */
static char folder[] = "/tmp/certpolicy-alloc.XXXXXX";

/* Roots as anchors and as data, imported, looked at and used. */
static outcome
import_data(void)
{
	static const char *const files[] = {ROOTS "certdata.txt", ROOTS "roots.json",
		ROOTS "included.csv", ROOTS "records.csv", ROOTS "root_store.textproto"};
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_error *error = NULL;
	char *json = NULL;
	outcome result = NO_MEMORY;
	int status;

	if (engine != NULL) {
		status = certpolicy_data_import(folder, "roots", files, 5, NULL, &error);
		if (status == CERTPOLICY_OK)
			status = certpolicy_data_status(folder, &json, &error);
		if (status == CERTPOLICY_OK)
			status = certpolicy_engine_add_data(engine, folder, &error);
		if (status == CERTPOLICY_OK)
			status = certpolicy_engine_add_anchors(engine, files[0], &error);
		if (status == CERTPOLICY_OK)
			status = certpolicy_engine_add_anchors(engine, files[1], &error);
		result = outcome_of(status, error);
	}
	/* Nothing is damaged for want of memory. */
	if (json != NULL && strstr(json, "damaged") != NULL)
		result = WRONG;
	certpolicy_string_free(json);
	certpolicy_error_free(error);
	certpolicy_engine_free(engine);
	return result;
}

static int
shake_hands(
	certpolicy_guard *guard, int resumed, certpolicy_verdict *verdict, certpolicy_error **error)
{
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	uint8_t binding[CERTPOLICY_BINDING_LEN];
	int status = request != NULL ? fill_request(request, error) : CERTPOLICY_ERROR_NO_MEMORY;

	if (status == CERTPOLICY_OK)
		status = certpolicy_request_set_policy(request, "dev-allow", error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_request_set_session(
			request, "TLS1.3", NULL, NULL, resumed, error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_guard_get_binding(guard, request, binding, error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_guard_judge(guard, request, &report, error);
	if (report != NULL)
		*verdict = certpolicy_report_get_verdict(report);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	return status;
}

/* A handshake and its resumption, which is denied when there was no memory to keep the chain. */
static outcome
guard_twice(void)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_guard *guard = NULL;
	certpolicy_error *error = NULL;
	certpolicy_verdict full = CERTPOLICY_VERDICT_DENY, resumed = CERTPOLICY_VERDICT_DENY;
	int status = engine != NULL ? CERTPOLICY_OK : CERTPOLICY_ERROR_NO_MEMORY;
	outcome result;

	if (status == CERTPOLICY_OK)
		status = certpolicy_guard_new(engine, NULL, &guard, &error);
	if (status == CERTPOLICY_OK)
		status = shake_hands(guard, 0, &full, &error);
	if (status == CERTPOLICY_OK)
		status = shake_hands(guard, 1, &resumed, &error);
	result = engine != NULL && guard != NULL ? outcome_of(status, error) : NO_MEMORY;
	if (status == CERTPOLICY_OK && (full != CERTPOLICY_VERDICT_WARN || resumed < full))
		result = WRONG;
	certpolicy_error_free(error);
	certpolicy_guard_free(guard);
	certpolicy_engine_free(engine);
	return result;
}

/* A forecast shows itself wholly or not at all; what is denied stays denied. */
static outcome
show_forecast(const certpolicy_forecast *forecast)
{
	char *json = certpolicy_forecast_to_json(forecast, "a file", 1);
	outcome result = json != NULL ? FINISHED : NO_MEMORY;

	if (json != NULL && json[strlen(json) - 1] != '}')
		result = WRONG;
	if (certpolicy_report_get_verdict(certpolicy_forecast_get_report(forecast)) !=
			CERTPOLICY_VERDICT_DENY ||
		certpolicy_forecast_count_events(forecast) == 0)
		result = WRONG;
	certpolicy_string_free(json);
	return result;
}

static outcome
forecast(void)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_forecast *made = NULL;
	certpolicy_error *error = NULL;
	outcome result = NO_MEMORY;
	int status;

	if (engine != NULL && request != NULL) {
		status = fill_engine(engine, &error);
		if (status == CERTPOLICY_OK)
			status = fill_request(request, &error);
		if (status == CERTPOLICY_OK)
			status =
				certpolicy_forecast_make(engine, NULL, request, FAR, &made, &error);
		result = outcome_of(status, error);
	}
	if (made != NULL)
		result = show_forecast(made);
	certpolicy_forecast_free(made);
	certpolicy_error_free(error);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return result;
}

static int
count_forecast(void *user, size_t number, const certpolicy_forecast *forecast)
{
	size_t *n = user;

	(void)number;
	*n += forecast != NULL;
	return 0;
}

/* A collection: two leaves, and the CA that helps them. */
static outcome
forecast_each(void)
{
	static uint8_t twice[2 * sizeof(chain)];
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_error *error = NULL;
	outcome result = NO_MEMORY;
	size_t n = 0;
	int status;

	memcpy(twice, chain, chain_len);
	memcpy(twice + chain_len, chain, chain_len);
	if (engine != NULL && request != NULL) {
		status = certpolicy_request_set_time(request, NOW, &error);
		if (status == CERTPOLICY_OK)
			status = certpolicy_forecast_make_each(engine, NULL, request, twice,
				2 * chain_len, NULL, NOW + 1, count_forecast, &n, NULL, &error);
		result = outcome_of(status, error);
		if (status == CERTPOLICY_OK && n != 4)
			result = WRONG;
	}
	certpolicy_error_free(error);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return result;
}

static outcome
explain(void)
{
	certpolicy_policy *policy = NULL;
	certpolicy_error *error = NULL;
	char *code = NULL, *shown = NULL;
	outcome result;
	int status = certpolicy_code_to_json("encoding.profile", &code, &error);

	if (status == CERTPOLICY_OK)
		status = certpolicy_policy_find(NULL, "public-strict", &policy, &error);
	result = outcome_of(status, error);
	if (policy != NULL) {
		shown = certpolicy_policy_to_json(policy);
		if (shown == NULL)
			result = NO_MEMORY;
	}
	certpolicy_string_free(code);
	certpolicy_string_free(shown);
	certpolicy_policy_free(policy);
	certpolicy_error_free(error);
	return result;
}

/* Fails each allocation in turn, until a run makes no more of them. False when one was wrong. */
static bool
fail_each(const char *name, outcome (*run)(void), bool for_ever)
{
	outcome result = WRONG;
	long n;

	for (n = 0; n == 0 || cp_mem_count() >= n; n++) {
		cp_mem_fail_after(n, for_ever);
		result = run();
		if (result == WRONG)
			break;
	}
	cp_mem_fail_after(-1, false);
	if (result == WRONG)
		fprintf(stderr, "%s: wrong when allocation %ld fails%s\n", name, n + 1,
			for_ever ? " and all after it" : "");
	printf("%s: %ld allocations%s\n", name, n, for_ever ? ", for ever" : "");
	return result == FINISHED;
}

int
main(void)
{
	static const struct {
		const char *name;
		outcome (*run)(void);
	} runs[] = {
		{"evaluate", evaluate},
		{"describe", describe},
		{"evaluate_line", evaluate_line},
		{"evaluate_good_staple", evaluate_good_staple},
		{"evaluate_revoking_staple", evaluate_revoking_staple},
		{"evaluate_timestamps", evaluate_timestamps},
		{"explain", explain},
		{"guard_twice", guard_twice},
		{"forecast", forecast},
		{"forecast_each", forecast_each},
		{"import_data", import_data},
	};
	FILE *file = fopen(DATA "chain.pem", "rb");
	char remove[100];
	size_t n_failed = 0, i;

	if (file == NULL || mkdtemp(folder) == NULL)
		return 99;
	chain_len = fread(chain, 1, sizeof(chain), file);
	fclose(file);
	stapled_line = line_of_case(RULES "revocation.unavailable/near.json",
		"a delegate that its issuer's response knows");
	revoked_line = line_of_case(
		RULES "revocation.revoked/raises.json", "by a delegate that is revoked itself");
	if (stapled_line == NULL || revoked_line == NULL)
		return 99;
	file = fopen(SRCDIR "/tests/data/ct/forged.json", "rb");
	if (file == NULL)
		return 99;
	if (fread(forged, 1, sizeof(forged) - 1, file) == 0)
		return 99;
	fclose(file);
	for (i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		n_failed += !fail_each(runs[i].name, runs[i].run, false);
		n_failed += !fail_each(runs[i].name, runs[i].run, true);
	}
	free(stapled_line);
	free(revoked_line);
	snprintf(remove, sizeof(remove), "rm -rf %s", folder);
	return system(remove) != 0 || n_failed > 0;
}
