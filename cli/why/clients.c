/*
 * Judges once more for each client with the roots of its own store, by the base profile "pkix", and
 * without the help that the command line gave. It derives; no client is run.
 */
#include <config.h>
#include "clients.h"

#include "../catalogue.h"
#include "../fail.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum client_judge { STORE, CHROMIUM, FIREFOX } client_judge;

typedef struct client_row {
	const char *name;
	client_judge judge;
	const char *stores, *where, *beside;
} client_row;

static const client_row clients[] = {
#define WHY_CLIENT(name, judge, stores, where, beside) {name, judge, stores, where, beside},
#include "clients.def"
#undef WHY_CLIENT
};

/* The first store that is there. */
static void
find_store(const client_row *client, char store[512])
{
	const char *at = client->stores, *value;
	char word[128];
	size_t len;

	for (; *at != '\0'; at += len + (at[len] == '|')) {
		len = strcspn(at, "|");
		snprintf(word, sizeof(word), "%.*s", (int)len, at);
		value = *word == '$' ? getenv(word + 1) : word;
		if (value == NULL || *value == '\0' || (*word == '/' && access(value, R_OK) != 0))
			continue;
		snprintf(store, 512, "%s", value);
		return;
	}
	strcpy(store, "system");
}

static certpolicy_report *
judge(const why_facts *facts, certpolicy_engine *engine)
{
	certpolicy_policy *policy = NULL;
	certpolicy_request *request = NULL;
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	int code = why_facts_request(facts, engine, NULL, "pkix", &request);

	if (code == 0 &&
		certpolicy_request_set_time(request, facts->now, &error) == CERTPOLICY_OK &&
		certpolicy_policy_find(engine, "pkix", &policy, &error) == CERTPOLICY_OK &&
		certpolicy_evaluate(engine, policy, request, &report, &error) != CERTPOLICY_OK)
		report = NULL;
	certpolicy_error_free(error);
	certpolicy_policy_free(policy);
	certpolicy_request_free(request);
	return report;
}

/* NULL when its store cannot be read. */
static certpolicy_report *
judge_with_store(const why_facts *facts, const char *store)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;

	if (engine != NULL && certpolicy_engine_add_anchors(engine, store, &error) == CERTPOLICY_OK)
		report = judge(facts, engine);
	certpolicy_error_free(error);
	certpolicy_engine_free(engine);
	return report;
}

static json_t *
by_store(const why_facts *facts, const client_row *client)
{
	char store[512];
	certpolicy_report *report;
	const char *message;
	bool accepts;
	json_t *row;

	find_store(client, store);
	report = judge_with_store(facts, store);
	if (report == NULL)
		return json_pack("{s:s,s:s,s:n,s:s}", "client", client->name, "store", store,
			"accepts", "detail", "its roots cannot be read here");
	accepts = certpolicy_report_get_verdict(report) != CERTPOLICY_VERDICT_DENY;
	message = accepts ? "" : certpolicy_report_get_finding_message(report, 0);
	row = json_pack("{s:s,s:s,s:s,s:b,s:s}", "client", client->name, "store", store, "roots",
		client->where, "accepts", accepts, "detail", message != NULL ? message : "");
	certpolicy_report_free(report);
	return row;
}

/* The report takes private roots for installed in the browser; that is another step. */
static json_t *
by_report(const why_facts *facts, const client_row *client)
{
	const char *shown = cli_catalogue_string(json_object_get(facts->report, "browser"),
		client->judge == CHROMIUM ? "chromium" : "firefox");
	const json_t *anchor = json_object_get(facts->report, "anchor");
	bool accepts = strcmp(shown, "OK") == 0, is_private;
	char detail[300];

	is_private = accepts && !json_is_true(json_object_get(anchor, "public"));
	snprintf(detail, sizeof(detail), "%s%s%s", accepts ? "" : shown,
		is_private ? "its root has to be put into the browser's own store first" : "",
		(facts->bits & (WHY_GAP | WHY_AT_HAND)) == 0 ? ""
		: is_private || !accepts                     ? "; "
							     : "");
	if ((facts->bits & (WHY_GAP | WHY_AT_HAND)) != 0)
		strncat(detail, client->beside, sizeof(detail) - strlen(detail) - 1);
	return json_pack("{s:s,s:s,s:s,s:b,s:s}", "client", client->name, "store", "its own",
		"roots", client->where, "accepts", accepts && !is_private, "detail", detail);
}

json_t *
why_clients(const why_facts *facts)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; facts->report != NULL && i < sizeof(clients) / sizeof(clients[0]); i++)
		json_array_append_new(list, clients[i].judge == STORE
						    ? by_store(facts, &clients[i])
						    : by_report(facts, &clients[i]));
	return list;
}
