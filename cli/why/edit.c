/*
 * Changes are tried from the narrowest on: the key alone, the key and the root, and only then
 * waivers for what is still denied. A code that is in no row here is never waived, nor is what the
 * library refuses to waive.
 */
#include <config.h>
#include "edit.h"
#include "shell.h"

#include "../catalogue.h"
#include "../cli.h"
#include "../fail.h"
#include "../instant.h"
#include "../setup.h"

#include <stdlib.h>
#include <string.h>

#define DAY INT64_C(86400)
/* A pin lives as long as the certificate, at most as long as public ones may (CA/B BR until 2026).
 */
#define LONGEST (398 * DAY)
/* A waiver, and a pin of what has expired: time to mend it. */
#define WAIVED_FOR (30 * DAY)

/* Codes that may be let through for one leaf until a date. What says that a path or an identity is
 * false is not among them. */
static const char *const waivable[] = {"validity.expired", "validity.not-yet-valid",
	"identity.name-mismatch", "crypto.weak-key", "crypto.weak-signature", "usage.key-usage",
	"usage.extended-key-usage", "usage.ca-as-leaf", "encoding.profile", "validity.too-long",
	"profile.server-certificate", "revocation.staple-required", "ct.insufficient",
	"root.distrusted", "session.legacy-protocol", "session.weak-cipher", "session.weak-group",
	"session.weak-signature", "session.insecure-renegotiation", "session.compression", NULL};

/* One attempt. */
typedef struct attempt {
	const why_facts *facts;
	why_edit *edit;
	cli_policy_change change;
	json_t *pins, *anchors, *waivers; /* owned */
	char description[200];
	const char *reason;
	char waived_until[16];
	json_t *report; /* owned; of the last attempt, NULL when it could not be loaded */
} attempt;

/* ---- what is put in ---- */

static void
format_day(int64_t instant, char day[16])
{
	char text[CLI_INSTANT_ROOM];

	cli_instant_format(instant, text);
	snprintf(day, 16, "%.10s", text);
}

static bool
is_word_of_policies(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       strchr("-_.", c) != NULL;
}

/* "peer-HOST"; whether the engine has it already is the same as whether the file has, or another
 * name is taken. */
static void
name_policy(const why_facts *facts, why_edit *edit)
{
	char name[65] = "peer-", peer[48];
	certpolicy_policy *policy = NULL;
	certpolicy_error *error = NULL;
	size_t i, n;

	snprintf(peer, sizeof(peer), "%s", why_word(facts, "peer"));
	for (i = 0; peer[i] != '\0'; i++)
		peer[i] = is_word_of_policies(peer[i]) ? peer[i] : '-';
	for (n = 1; n < 10; n++) {
		snprintf(name, sizeof(name), n == 1 ? "peer-%s" : "peer-%s-%zu", peer, n);
		if (certpolicy_policy_find(facts->engine, name, &policy, &error) != CERTPOLICY_OK)
			break;
		certpolicy_policy_free(policy);
		if (edit->draft.before != NULL && strstr(edit->draft.before, name) != NULL)
			break;
	}
	certpolicy_error_free(error);
	strcpy(edit->policy, name);
}

static void
set_dates(attempt *trial)
{
	const why_facts *facts = trial->facts;
	int64_t end, until = facts->now + LONGEST;

	if (facts->settings->until != NULL) {
		strcpy(trial->edit->until, trial->waived_until);
		return;
	}
	format_day(facts->now + WAIVED_FOR, trial->waived_until);
	if (!cli_instant_parse(why_word(facts, "not_after"), &end) || end < facts->now + DAY)
		until = facts->now + WAIVED_FOR;
	else if (end < until)
		until = end;
	format_day(until, trial->edit->until);
}

static void
add_pin(attempt *trial)
{
	json_decref(trial->pins);
	trial->pins = json_pack("[{s:s,s:s,s:s}]", "spki", why_word(trial->facts, "pin"), "peer",
		why_word(trial->facts, "peer"), "until", trial->edit->until);
	trial->change.pins = trial->pins;
}

/* The names of the leaf: all of them have to be permitted. */
static json_t *
permitted_names(const why_facts *facts)
{
	const json_t *leaf = json_array_get(json_object_get(facts->report, "certificates"), 0),
		     *name;
	json_t *list = json_array();
	const char *text;
	size_t i;

	json_array_foreach(json_object_get(leaf, "names"), i, name)
	{
		text = json_string_value(name);
		if (strncmp(text, "DNS:", 4) == 0)
			json_array_append_new(list,
				json_string(text + (strncmp(text, "DNS:*.", 6) == 0 ? 6 : 4)));
		else if (strncmp(text, "IP:", 3) == 0)
			json_array_append_new(list, json_string(text + 3));
	}
	if (json_array_size(list) == 0)
		json_array_append_new(list, json_string(why_word(facts, "peer")));
	return list;
}

static json_t *
in_base64(const gnutls_datum_t *der)
{
	gnutls_datum_t text = {NULL, 0};
	json_t *string = NULL;

	if (gnutls_base64_encode2(der, &text) >= 0)
		string = json_stringn((char *)text.data, text.size);
	gnutls_free(text.data);
	return string;
}

/* The topmost CA certificate that was sent on the way from the leaf, else the leaf itself. */
static size_t
topmost(const why_facts *facts)
{
	const json_t *path = json_object_get(facts->report, "path");
	const json_t *list = json_object_get(facts->report, "certificates");
	const char *top = json_string_value(json_array_get(path, json_array_size(path) - 1));
	size_t i;

	for (i = 0; top != NULL && i < facts->n_chain; i++) {
		if (strcmp(top + strlen("sha256:"),
			    cli_catalogue_string(json_array_get(list, i), "sha256")) == 0)
			return i;
	}
	return 0;
}

static void
add_anchor(attempt *trial)
{
	const why_facts *facts = trial->facts;
	size_t top = topmost(facts);

	if (top >= facts->n_chain)
		return;
	json_decref(trial->anchors);
	trial->anchors = json_pack("[{s:o,s:o}]", "certificate", in_base64(&facts->chain[top]),
		"permitted", permitted_names(facts));
	trial->change.anchors = trial->anchors;
}

static const char *
owner_of(const cli_settings *settings)
{
	const char *owner = settings->owner;

	if (owner == NULL)
		owner = getenv("SUDO_USER");
	if (owner == NULL || *owner == '\0')
		owner = getenv("USER");
	return owner != NULL && *owner != '\0' ? owner : "nobody named";
}

static bool
is_waivable(const char *code)
{
	size_t i;

	for (i = 0; waivable[i] != NULL; i++) {
		if (strcmp(waivable[i], code) == 0)
			return true;
	}
	return false;
}

/* For all that is still denied; false when something of it may not be waived. */
static bool
add_waivers(attempt *trial)
{
	const why_facts *facts = trial->facts;
	const json_t *finding;
	char leaf[80];
	size_t i;

	snprintf(leaf, sizeof(leaf), "sha256:%.64s", why_word(facts, "leaf"));
	json_decref(trial->waivers);
	trial->waivers = json_array();
	json_array_foreach(json_object_get(trial->report, "findings"), i, finding)
	{
		const char *code = cli_catalogue_string(finding, "code");
		const char *rule = cli_catalogue_string(finding, "rule");

		if (strcmp(cli_catalogue_string(finding, "action"), "deny") != 0)
			continue;
		if (!is_waivable(code))
			return false;
		json_array_append_new(trial->waivers,
			json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}",
				strcmp(code, rule) == 0 ? "code" : "rule", rule, "certificate",
				leaf, "peer", why_word(facts, "peer"), "until", trial->waived_until,
				"owner", owner_of(facts->settings), "reason", trial->reason));
	}
	trial->change.waivers = trial->waivers;
	return json_array_size(trial->waivers) > 0;
}

/* ---- trying ---- */

/* The policy by which another peer would be judged: it must not be the new one. */
static bool
is_for_this_peer_only(const attempt *trial, certpolicy_engine *engine)
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
judge(attempt *trial, certpolicy_engine *engine)
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
helps(attempt *trial)
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
try_trust(attempt *trial, const char *extends)
{
	trial->change.extends = extends;
	trial->change.anchors = trial->change.waivers = NULL;
	add_pin(trial);
	if (helps(trial))
		return true;
	add_anchor(trial);
	return helps(trial);
}

static bool
try_waivers(attempt *trial, const char *extends)
{
	trial->change.extends = extends;
	trial->edit->waives = add_waivers(trial) && helps(trial);
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
plan_trust(attempt *trial)
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
plan_pin(attempt *trial)
{
	const char *own = why_word(trial->facts, "policy");

	trial->change.is_internal = may_be_internal(trial->facts);
	if (is_builtin(own) && (trial->change.is_internal || (trial->facts->bits & WHY_NEAR) != 0))
		own = "internal-pinned";
	return try_trust(trial, own);
}

static bool
plan_waiver(attempt *trial)
{
	trial->report = json_incref(trial->facts->report);
	return try_waivers(trial, why_word(trial->facts, "policy"));
}

/* Where the old key came with an anchor, the new one needs one too. */
static bool
plan_new_key(attempt *trial)
{
	trial->change.new_key = why_word(trial->facts, "pin");
	trial->change.until = trial->edit->until;
	trial->change.extends = why_word(trial->facts, "policy");
	snprintf(trial->edit->policy, sizeof(trial->edit->policy), "%s", trial->change.extends);
	if (helps(trial))
		return true;
	add_anchor(trial);
	return helps(trial);
}

static bool
plan(attempt *trial, why_edit_kind kind)
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
read_until(attempt *trial)
{
	const cli_settings *settings = trial->facts->settings;
	int64_t until;

	if (settings->until == NULL)
		return 0;
	if (!cli_instant_parse_until(settings->until, trial->facts->now, &until))
		return cli_fail_usage(settings->command,
			"--until takes a day such as 2027-01-31 or a span such as 90d, not \"%s\"",
			settings->until);
	if (until <= trial->facts->now || until > trial->facts->now + LONGEST)
		return cli_fail_usage(settings->command,
			"--until takes a day after today, at most 398 days away, not \"%s\"",
			settings->until);
	format_day(until, trial->waived_until);
	return 0;
}

int
why_edit_plan(const why_facts *facts, const char *reason, why_edit_kind kind, why_edit *edit)
{
	attempt trial = {.facts = facts, .edit = edit};
	int code;

	memset(edit, 0, sizeof(*edit));
	code = cli_policy_draft_open(facts->settings, &edit->draft);
	if (code == 0)
		code = read_until(&trial);
	if (code != 0)
		return code;
	trial.reason = facts->settings->reason != NULL ? facts->settings->reason : reason;
	snprintf(trial.description, sizeof(trial.description), "%.120s", trial.reason);
	name_policy(facts, edit);
	set_dates(&trial);
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
