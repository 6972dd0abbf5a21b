/*
 * Runs the case folders of tests/rules (see make there): every request is judged by an engine of
 * its own, through the public calls only, and the rule is found or not; and again with a rule of
 * the application, which only adds. Every code that is judged has a folder.
 */
#include <config.h>

#include <certpolicy/certpolicy.h>

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned n_passed, n_failed;
static const char *folder_name, *file_name;

static void
fail(const char *title, const char *why, const char *what)
{
	fprintf(stderr, "%s/%s: \"%s\": %s%s%s\n", folder_name, file_name, title, why,
		what != NULL ? ": " : "", what != NULL ? what : "");
}

/* Our own mistakes and the machine's end the run. */
static void
give_up(const char *what)
{
	fprintf(stderr, "%s: %s\n", folder_name != NULL ? folder_name : "tests/rules", what);
	exit(99);
}

static void
must(int status, certpolicy_error *error)
{
	if (status != CERTPOLICY_OK)
		give_up(error != NULL ? certpolicy_error_get_message(error) : "no memory");
}

/* A temporary file that holds the strings of an array, a line each, between two lines of its own.
 */
static void
write_lines(char *path, const json_t *lines, const char *before, const char *after)
{
	size_t i;
	json_t *line;
	int descriptor = mkstemp(path);
	FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;

	if (file == NULL)
		give_up("no temporary file");
	json_array_foreach(lines, i, line)
		fprintf(file, "%s%s\n%s", before, json_string_value(line), after);
	if (fclose(file) != 0)
		give_up("no temporary file");
}

static void
set_ct_log_list(certpolicy_engine *engine, json_t *list)
{
	char path[] = "rules-XXXXXX";
	certpolicy_error *error = NULL;
	int descriptor = mkstemp(path);

	if (descriptor < 0 || close(descriptor) != 0 || json_dump_file(list, path, 0) != 0)
		give_up("no temporary file");
	must(certpolicy_engine_set_ct_log_list(engine, path, &error), error);
	unlink(path);
}

static void
set_up(certpolicy_engine *engine, json_t *terms)
{
	char path[] = "rules-XXXXXX";
	certpolicy_error *error = NULL;
	const char *key;
	json_t *value;

	json_object_foreach(terms, key, value)
	{
		if (strcmp(key, "limits") == 0) {
			const char *name;
			json_t *limit;

			json_object_foreach(value, name, limit)
				must(certpolicy_engine_set_limit(engine, name,
					     (uint64_t)json_integer_value(limit), &error),
					error);
		} else if (strcmp(key, "denylist") == 0) {
			write_lines(path, value, "", "");
			must(certpolicy_engine_add_denylist(engine, path, &error), error);
			unlink(path);
		} else if (strcmp(key, "weak_keys") == 0) {
			write_lines(path, value, "", "");
			must(certpolicy_engine_add_weak_keys(engine, path, &error), error);
			unlink(path);
		} else if (strcmp(key, "ct_log_list") == 0) {
			set_ct_log_list(engine, value);
		} else if (strcmp(key, "system") == 0) {
			write_lines(path, value, "-----BEGIN CERTIFICATE-----\n",
				"-----END CERTIFICATE-----\n");
			setenv("SSL_CERT_FILE", path, 1);
			must(certpolicy_engine_add_anchors(engine, "system", &error), error);
			unsetenv("SSL_CERT_FILE");
			unlink(path);
		} else {
			give_up("an unknown key in \"engine\"");
		}
	}
}

/* A rule of the application that always finds something. */
static int
find_something(const certpolicy_facts *facts, void *user)
{
	(void)user;
	return certpolicy_facts_add_finding(facts, -1, NULL);
}

/* The report as jansson reads it; NULL when there is none. `own`: what a rule beside those of the
 * table asks for; IGNORE: there is none. */
static json_t *
judge(const json_t *given, json_t *terms, certpolicy_action own)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = NULL;
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	char *text = json_dumps(given, 0), *out = NULL;
	json_t *answer = NULL;

	if (engine == NULL || text == NULL)
		give_up("no memory");
	set_up(engine, terms);
	if (own != CERTPOLICY_ACTION_IGNORE)
		must(certpolicy_engine_add_rule(
			     engine, "x-own", own, "something", find_something, NULL, &error),
			error);
	must(certpolicy_request_from_json(text, strlen(text), 0, &request, &error), error);
	must(certpolicy_evaluate(engine, NULL, request, &report, &error), error);
	out = certpolicy_report_to_json(report);
	if (out != NULL)
		answer = json_loads(out, 0, NULL);
	certpolicy_string_free(out);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	free(text);
	return answer;
}

static const json_t *
find(const json_t *report, const char *rule, const json_t *certificate)
{
	const json_t *findings = json_object_get(report, "findings");
	json_t *finding;
	size_t i;

	json_array_foreach(findings, i, finding)
	{
		const char *found = json_string_value(json_object_get(finding, "rule"));

		if (found != NULL && strcmp(found, rule) == 0 &&
			(certificate == NULL ||
				json_equal(json_object_get(finding, "certificate"), certificate)))
			return finding;
	}
	return NULL;
}

static bool
texts_are_whole(const json_t *finding)
{
	static const char *const keys[] = {"message", "why", "remediation"};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *text = json_string_value(json_object_get(finding, keys[i]));

		/* A placeholder that has no value reads "unknown". */
		if (text == NULL || *text == '\0' || strstr(text, "unknown") != NULL)
			return false;
	}
	return true;
}

/* What the finding rests on: those of its evidence that the case names. */
static bool
evidence_is(const json_t *finding, json_t *expected)
{
	const json_t *evidence = json_object_get(finding, "evidence");
	const char *key;
	json_t *value;

	json_object_foreach(expected, key, value)
	{
		if (!json_equal(json_object_get(evidence, key), value))
			return false;
	}
	return true;
}

/* "embedded valid", … of every timestamp in its order; NULL: not asked. */
static bool
timestamps_are(const json_t *report, const json_t *expected)
{
	const json_t *scts = json_object_get(report, "scts");
	json_t *sct;
	size_t i;

	if (expected == NULL)
		return true;
	json_array_foreach(scts, i, sct)
	{
		const char *text = json_string_value(json_array_get(expected, i));
		char is[64];

		snprintf(is, sizeof(is), "%s %s", json_string_value(json_object_get(sct, "source")),
			json_string_value(json_object_get(sct, "status")));
		if (text == NULL || strcmp(text, is) != 0)
			return false;
	}
	return json_array_size(scts) == json_array_size(expected);
}

static bool
keys_are_known(json_t *row)
{
	static const char *const known[] = {
		"title", "rule", "certificate", "action", "detail", "request", "engine", "evidence",
		"scts"};
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach(row, key, value)
	{
		for (i = 0; i < sizeof(known) / sizeof(known[0]) && strcmp(known[i], key) != 0; i++)
			continue;
		if (i == sizeof(known) / sizeof(known[0]))
			return false;
	}
	return true;
}

static size_t
verdict_of(const json_t *report)
{
	static const char *const verdicts[] = {"allow", "warn", "deny"};
	const char *verdict = json_string_value(json_object_get(report, "verdict"));
	size_t i;

	for (i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
		if (verdict != NULL && strcmp(verdict, verdicts[i]) == 0)
			return i;
	}
	give_up("a verdict that is none");
	return 0;
}

/* The verdict is the worse one of the table's and of what the application's rule asks for. */
static bool
own_rules_only_add(const json_t *row, const json_t *report)
{
	static const certpolicy_action actions[] = {
		CERTPOLICY_ACTION_INFO, CERTPOLICY_ACTION_WARN, CERTPOLICY_ACTION_DENY};
	size_t i, alone = verdict_of(report), with;

	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		json_t *other = judge(json_object_get(row, "request"),
			json_object_get(row, "engine"), actions[i]);

		with = verdict_of(other);
		json_decref(other);
		if (with != (alone > i ? alone : i))
			return false;
	}
	return true;
}

/* `detail` of a case: a part of what the finding says why; null: that it says nothing. */
static bool
detail_is(const json_t *finding, const json_t *wanted)
{
	const char *found =
		json_string_value(json_object_get(json_object_get(finding, "evidence"), "detail"));

	if (wanted == NULL)
		return true;
	if (json_is_null(wanted))
		return found == NULL;
	return found != NULL && strstr(found, json_string_value(wanted)) != NULL;
}

static bool
run_case(json_t *row, bool raises)
{
	const char *title = json_string_value(json_object_get(row, "title"));
	const char *rule = json_string_value(json_object_get(row, "rule"));
	const char *action = json_string_value(json_object_get(row, "action"));
	const json_t *finding;
	json_t *report;
	bool good = false;
	char *shown;

	if (title == NULL || rule == NULL || !keys_are_known(row) ||
		strncmp(rule, folder_name, strlen(folder_name)) != 0 || raises != (action != NULL))
		give_up("a case is not as tests/rules/make writes it");
	report = judge(json_object_get(row, "request"), json_object_get(row, "engine"),
		CERTPOLICY_ACTION_IGNORE);
	finding = find(report, rule, json_object_get(row, "certificate"));
	shown = json_dumps(json_object_get(report, "findings"), JSON_COMPACT);
	if (raises && finding == NULL)
		fail(title, "not found", shown);
	else if (!raises && finding != NULL)
		fail(title, "found", shown);
	else if (raises &&
		 strcmp(json_string_value(json_object_get(finding, "action")), action) != 0)
		fail(title, "another action", shown);
	else if (raises && !detail_is(finding, json_object_get(row, "detail")))
		fail(title, "for another reason", shown);
	else if (raises && !texts_are_whole(finding))
		fail(title, "its texts lack something", shown);
	else if (raises && !evidence_is(finding, json_object_get(row, "evidence")))
		fail(title, "other evidence", shown);
	else if (!timestamps_are(report, json_object_get(row, "scts")))
		fail(title, "other timestamps", shown);
	else if (!own_rules_only_add(row, report))
		fail(title, "a rule of the application changes more than it says", shown);
	else
		good = true;
	free(shown);
	json_decref(report);
	return good;
}

static void
run_file(const char *folder, const char *name, bool raises)
{
	char path[1024];
	json_error_t error;
	json_t *rows, *row;
	size_t i;

	folder_name = folder;
	file_name = name;
	snprintf(path, sizeof(path), "%s/tests/rules/%s/%s", SRCDIR, folder, name);
	rows = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	if (!json_is_array(rows))
		give_up(error.text);
	/* What covers several requirements is looked at in every one's own cases. */
	if (json_array_size(rows) == 0)
		give_up("a kind of case is missing");
	json_array_foreach(rows, i, row)
	{
		if (run_case(row, raises))
			n_passed++;
		else
			n_failed++;
	}
	json_decref(rows);
}

/* Codes that a later version judges have no folder yet. */
static bool
is_judged(const char *code)
{
	certpolicy_error *error = NULL;
	char *text = NULL;
	json_t *row;
	bool judged;

	must(certpolicy_code_to_json(code, &text, &error), error);
	row = json_loads(text, 0, NULL);
	judged = json_array_size(json_object_get(row, "rules")) > 0;
	json_decref(row);
	certpolicy_string_free(text);
	return judged;
}

int
main(void)
{
	const char *code;
	size_t i;

	for (i = 0; (code = certpolicy_code_name(i)) != NULL; i++) {
		if (!is_judged(code))
			continue;
		run_file(code, "raises.json", true);
		run_file(code, "near.json", false);
		run_file(code, "not-applicable.json", false);
	}
	printf("%u cases passed, %u failed\n", n_passed, n_failed);
	return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
