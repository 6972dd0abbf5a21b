/*
 * The parts of an exception. A code that is in no row here is never waived, nor is what the library
 * refuses to waive.
 */
#include <config.h>
#include "exception.h"

#include "../catalogue.h"
#include "../instant.h"

#include <gnutls/crypto.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A waiver, and a pin of what has expired: time to mend it. */
#define WAIVED_FOR (30 * WHY_DAY)

/* Codes that may be let through for one leaf until a date. What says that a path or an identity is
 * false is not among them. */
static const char *const waivable[] = {"validity.expired", "validity.not-yet-valid",
	"identity.name-mismatch", "crypto.weak-key", "crypto.weak-signature", "usage.key-usage",
	"usage.extended-key-usage", "usage.ca-as-leaf", "encoding.profile", "validity.too-long",
	"profile.server-certificate", "revocation.staple-required", "ct.insufficient",
	"root.distrusted", "session.legacy-protocol", "session.weak-cipher", "session.weak-group",
	"session.weak-signature", "session.insecure-renegotiation", "session.compression", NULL};

void
why_format_day(int64_t instant, char day[16])
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

/* A name as policies may have one, another for each peer: what had to be cut or changed gets a
 * digest of the whole, so that no peer comes under the policy of another that only begins alike. */
static void
name_peer(const char *whole, char peer[48])
{
	unsigned char digest[32] = {0};
	size_t i;

	snprintf(peer, 48, "%s", whole);
	for (i = 0; peer[i] != '\0'; i++)
		peer[i] = is_word_of_policies(peer[i]) ? peer[i] : '-';
	if (strcmp(peer, whole) == 0 ||
		gnutls_hash_fast(GNUTLS_DIG_SHA256, whole, strlen(whole), digest) < 0)
		return;
	peer[30] = '\0';
	for (i = 0; i < 8; i++)
		snprintf(peer + strlen(peer), 4, i == 0 ? "-%02x" : "%02x", digest[i]);
}

/* "peer-HOST"; whether the engine has it already is the same as whether the file has, or another
 * name is taken. */
void
why_name_policy(const why_facts *facts, why_edit *edit)
{
	char name[65] = "peer-", peer[48];
	certpolicy_policy *policy = NULL;
	certpolicy_error *error = NULL;
	size_t n;

	name_peer(why_word(facts, "peer"), peer);
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

void
why_set_dates(why_attempt *trial)
{
	const why_facts *facts = trial->facts;
	int64_t end, until = facts->now + WHY_LONGEST;

	if (facts->settings->until != NULL) {
		strcpy(trial->edit->until, trial->waived_until);
		return;
	}
	why_format_day(facts->now + WAIVED_FOR, trial->waived_until);
	if (!cli_instant_parse(why_word(facts, "not_after"), &end) || end < facts->now + WHY_DAY)
		until = facts->now + WAIVED_FOR;
	else if (end < until)
		until = end;
	why_format_day(until, trial->edit->until);
}

void
why_add_pin(why_attempt *trial)
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

void
why_add_anchor(why_attempt *trial)
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
bool
why_add_waivers(why_attempt *trial)
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
