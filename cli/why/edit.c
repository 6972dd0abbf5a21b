/*
 * Changes are tried from the narrowest on: the key alone, the key and the root, and only then
 * waivers for what is still denied. A code that is in no row here is never waived, nor is what the
 * library refuses to waive.
 */
#include <config.h>
#include "edit.h"
#include "exception.h"
#include "shell.h"

#include "../catalogue.h"
#include "../cli.h"
#include "../fail.h"
#include "../instant.h"
#include "../setup.h"

#include <stdlib.h>
#include <string.h>

/* ---- trying ---- */

/* The policy by which another peer would be judged: it must not be the new one. */
static bool
is_for_this_peer_only(const why_attempt *trial, certpolicy_engine *engine)
{
	certpolicy_request *request = NULL;
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	bool only = false;

	if (why_facts_request(trial->facts, engine, "another-peer.invalid", NULL, &request) == 0 &&
		certpolicy_evaluate(engine, NULL, request, &report, &error) == CERTPOLICY_OK)
		only = strcmp(certpolicy_report_get_policy(report), trial->edit->policy) != 0;
	certpolicy_error_free(error);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	return only;
}

/* A policy that is named goes before routes. */
static const char *
policy_to_name(const why_facts *facts, const why_edit *edit)
{
	const char *named = getenv("CERTPOLICY_POLICY");

	return facts->settings->policy != NULL || (named != NULL && *named != '\0') ? edit->policy
										    : NULL;
}

static int
judge(why_attempt *trial, certpolicy_engine *engine)
{
	certpolicy_request *request = NULL;
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	int code = why_facts_request(
		trial->facts, engine, NULL, policy_to_name(trial->facts, trial->edit), &request);

	json_decref(trial->report);
	trial->report = NULL;
	if (code == 0 &&
		certpolicy_evaluate(engine, NULL, request, &report, &error) == CERTPOLICY_OK) {
		trial->edit->verdict = certpolicy_report_get_verdict(report);
		code = cli_catalogue_read(certpolicy_report_to_json(report), &trial->report);
	}
	certpolicy_error_free(error);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	return code;
}

/* Whether the change lets the peer through, and nobody else. */
static bool
helps(why_attempt *trial)
{
	cli_settings settings = *trial->facts->settings;
	cli_failure failure;
	certpolicy_engine *engine = NULL;
	bool good = false;

	trial->edit->verdict = CERTPOLICY_VERDICT_DENY;
	if (!cli_policy_draft_make(&trial->edit->draft, &trial->change, &trial->edit->reason))
		return false;
	trial->edit->reason = NULL;
	settings.draft = &trial->edit->draft;
	settings.failure = &failure; /* what cannot be loaded is no way, and nothing to be told */
	if (cli_setup_engine(&settings, &engine) == 0 && judge(trial, engine) == 0)
		good = trial->edit->verdict != CERTPOLICY_VERDICT_DENY &&
		       is_for_this_peer_only(trial, engine);
	certpolicy_engine_free(engine);
	return good;
}

/* ---- planning ---- */

/* Whether the peer can have an exception at all. */
static bool
is_possible(const why_facts *facts)
{
	static const char *const never[] = {"identity.impersonation", "scope.interception", NULL};
	const char *kind = why_word(facts, "peer_kind");
	const json_t *finding;
	size_t i, j;

	if ((strcmp(kind, "dns") != 0 && strcmp(kind, "ip") != 0) ||
		*why_word(facts, "pin") == '\0' ||
		json_is_array(json_object_get(facts->report, "peer")))
		return false;
	json_array_foreach(json_object_get(facts->report, "findings"), i, finding)
	{
		for (j = 0; never[j] != NULL; j++) {
			if (strcmp(cli_catalogue_string(finding, "code"), never[j]) == 0)
				return false;
		}
	}
	return true;
}

/* A peer that reaches us over a private network may be called internal; another one not. */
static bool
may_be_internal(const why_facts *facts)
{
	const char *kind =
		cli_catalogue_string(json_object_get(facts->report, "classification"), "kind");

	return strcmp(why_word(facts, "zone"), "public") == 0 && strcmp(kind, "public-ca") != 0 &&
	       (facts->bits & WHY_PRIVATE_ADDRESS) != 0;
}

static bool
try_trust(why_attempt *trial, const char *extends)
{
	trial->change.extends = extends;
	trial->change.anchors = trial->change.waivers = NULL;
	why_add_pin(trial);
	if (helps(trial))
		return true;
	why_add_anchor(trial);
	return helps(trial);
}

static bool
try_waivers(why_attempt *trial, const char *extends)
{
	trial->change.extends = extends;
	trial->edit->waives = why_add_waivers(trial) && helps(trial);
	return trial->edit->waives;
}

static bool
is_builtin(const char *name)
{
	size_t i;

	for (i = 0; certpolicy_policy_builtin_name(i) != NULL; i++) {
		if (strcmp(certpolicy_policy_builtin_name(i), name) == 0)
			return true;
	}
	return false;
}

/* The policy that judged if somebody wrote it, then the one for pins, then the one that judged. */
static bool
plan_trust(why_attempt *trial)
{
	const char *own = why_word(trial->facts, "policy");
	const char *bases[3] = {own, "internal-pinned", own};
	size_t i;

	trial->change.is_internal = may_be_internal(trial->facts);
	for (i = is_builtin(own) ? 1 : 0; i < 3; i++) {
		if (try_trust(trial, bases[i]) ||
			(trial->report != NULL && try_waivers(trial, bases[i])))
			return true;
	}
	return false;
}

/* Near ones by the policy for pins; what is public stays under the one that judges it. */
static bool
plan_pin(why_attempt *trial)
{
	const char *own = why_word(trial->facts, "policy");

	trial->change.is_internal = may_be_internal(trial->facts);
	if (is_builtin(own) && (trial->change.is_internal || (trial->facts->bits & WHY_NEAR) != 0))
		own = "internal-pinned";
	return try_trust(trial, own);
}

static bool
plan_waiver(why_attempt *trial)
{
	trial->report = json_incref(trial->facts->report);
	return try_waivers(trial, why_word(trial->facts, "policy"));
}

/* Where the old key came with an anchor, the new one needs one too. */
static bool
plan_new_key(why_attempt *trial)
{
	trial->change.new_key = why_word(trial->facts, "pin");
	trial->change.until = trial->edit->until;
	trial->change.extends = why_word(trial->facts, "policy");
	snprintf(trial->edit->policy, sizeof(trial->edit->policy), "%s", trial->change.extends);
	if (helps(trial))
		return true;
	why_add_anchor(trial);
	return helps(trial);
}

static bool
plan(why_attempt *trial, why_edit_kind kind)
{
	switch (kind) {
	case WHY_EDIT_TRUST:
		return plan_trust(trial);
	case WHY_EDIT_PIN:
		return plan_pin(trial);
	case WHY_EDIT_WAIVE:
		return plan_waiver(trial);
	case WHY_EDIT_NEW_KEY:
		break;
	}
	return plan_new_key(trial);
}

/* --until, which may shorten what is usual and not lengthen it. */
static int
read_until(why_attempt *trial)
{
	const cli_settings *settings = trial->facts->settings;
	int64_t until;

	if (settings->until == NULL)
		return 0;
	if (!cli_instant_parse_until(settings->until, trial->facts->now, &until))
		return cli_fail_usage(settings->command,
			"--until takes a day such as 2027-01-31 or a span such as 90d, not \"%s\"",
			settings->until);
	if (until <= trial->facts->now || until > trial->facts->now + WHY_LONGEST)
		return cli_fail_usage(settings->command,
			"--until takes a day after today, at most 398 days away, not \"%s\"",
			settings->until);
	why_format_day(until, trial->waived_until);
	return 0;
}

/* UTF-8 without what YAML 1.2 5.1 calls unprintable: it would come back otherwise, or not at all.
 */
static bool
is_printable(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	json_t *string = json_string(text);
	bool good = string != NULL;

	json_decref(string);
	for (; good && *at != '\0'; at++)
		good = *at >= ' ' && *at != 0x7f && !(at[0] == 0xc2 && at[1] < 0xa0) &&
		       !(at[0] == 0xef && at[1] == 0xbf && at[2] >= 0xbe);
	return good;
}

int
why_edit_check_texts(const cli_settings *settings)
{
	const char *const texts[][2] = {{"reason", settings->reason}, {"owner", settings->owner}};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (texts[i][1] != NULL && !is_printable(texts[i][1]))
			return cli_fail_usage(settings->command,
				"--%s takes a line of text in UTF-8, without control characters",
				texts[i][0]);
	}
	return 0;
}

/* How much of a text fits, in whole characters. */
static int
fitting(const char *text, size_t most)
{
	size_t len = strlen(text);

	if (len <= most)
		return (int)len;
	while ((text[most] & 0xc0) == 0x80)
		most--;
	return (int)most;
}

int
why_edit_plan(const why_facts *facts, const char *reason, why_edit_kind kind, why_edit *edit)
{
	why_attempt trial = {.facts = facts, .edit = edit};
	int code;

	memset(edit, 0, sizeof(*edit));
	code = cli_policy_draft_open(facts->settings, &edit->draft);
	if (code == 0)
		code = read_until(&trial);
	if (code != 0)
		return code;
	trial.reason = facts->settings->reason != NULL ? facts->settings->reason : reason;
	snprintf(trial.description, sizeof(trial.description), "%.*s", fitting(trial.reason, 120),
		trial.reason);
	why_name_policy(facts, edit);
	why_set_dates(&trial);
	trial.change.policy = edit->policy;
	trial.change.description = trial.description;
	trial.change.peer = why_word(facts, "peer");
	if (!is_possible(facts) || !plan(&trial, kind)) {
		free(edit->draft.text);
		edit->draft.text = NULL;
	}
	edit->is_internal = trial.change.is_internal;
	if (edit->waives) /* what is shown is the end of the exception, not that of its pin */
		strcpy(edit->until, trial.waived_until);
	json_decref(trial.pins);
	json_decref(trial.anchors);
	json_decref(trial.waivers);
	json_decref(trial.report);
	return 0;
}

void
why_edit_clear(why_edit *edit)
{
	cli_policy_draft_clear(&edit->draft);
}

char *
why_edit_check(const why_facts *facts, const why_edit *edit)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL)
		return NULL;
	why_put_command(out, facts->settings, "check", CLI_FOR_CHECK, policy_to_name(facts, edit));
	return fclose(out) == 0 ? text : NULL;
}
