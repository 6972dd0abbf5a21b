/* Writes down what the connection and the report say, as facts, words and evidence. */
#include <config.h>
#include "facts.h"
#include "shell.h"

#include "../catalogue.h"

#include <arpa/inet.h>

#include <stdio.h>
#include <string.h>

/* Loopback, link-local, RFC 1918, RFC 6598 and RFC 4193. */
static bool
is_private_address(const char *text)
{
	unsigned char a[16];

	if (inet_pton(AF_INET, text, a) == 1)
		return a[0] == 127 || a[0] == 10 || (a[0] == 172 && (a[1] & 0xf0) == 16) ||
		       (a[0] == 192 && a[1] == 168) || (a[0] == 169 && a[1] == 254) ||
		       (a[0] == 100 && (a[1] & 0xc0) == 64);
	if (inet_pton(AF_INET6, text, a) == 1)
		return (a[0] & 0xfe) == 0xfc || (a[0] == 0xfe && (a[1] & 0xc0) == 0x80) ||
		       strcmp(text, "::1") == 0;
	return false;
}

void
why_note_connection(why_facts *facts)
{
	const cli_observation *seen = &facts->seen;
	const cli_service *service =
		seen->speaks != NULL ? cli_service_find(seen->speaks, strlen(seen->speaks)) : NULL;

	why_set_word(facts, "host", facts->target.host);
	why_set_word(facts, "port", facts->target.port);
	why_set_word(facts, "address", seen->address);
	why_set_word(facts, "via", seen->via);
	why_set_word(facts, "said", seen->said);
	why_set_word(facts, "speaks", seen->speaks != NULL ? seen->speaks : "");
	why_set_word(facts, "what", seen->message);
	why_set_word(facts, "protocol", seen->protocol != NULL ? seen->protocol : "");
	facts->bits |= seen->speaks != NULL ? WHY_SPEAKS : 0;
	facts->bits |=
		seen->speaks != NULL && strcmp(seen->speaks, "http") == 0 ? WHY_SPEAKS_HTTP : 0;
	facts->bits |=
		service != NULL && service->starttls != CLI_STARTTLS_NONE ? WHY_HAS_STARTTLS : 0;
	/* RFC 8446 6.2: handshake_failure 40, bad_certificate 42, protocol_version 70,
	 * unrecognized_name 112, certificate_required 116. */
	facts->bits |= seen->alert == 70 ? WHY_ALERT_VERSION : 0;
	facts->bits |= seen->alert == 112 ? WHY_ALERT_NAME : 0;
	if (seen->wants_certificate && facts->settings->cert == NULL &&
		(seen->stage != CLI_STAGE_DONE || seen->alert >= 0))
		facts->bits |= WHY_ASKS_CLIENT;
	facts->bits |=
		seen->wants_certificate && facts->settings->cert == NULL ? WHY_ASKED_CLIENT : 0;
	facts->bits |= seen->via[0] != '\0' ? WHY_BEHIND_PROXY : 0;
	facts->bits |= strncmp(seen->address, "127.", 4) == 0 || strcmp(seen->address, "::1") == 0
			       ? WHY_HERE
			       : 0;
	facts->bits |= is_private_address(seen->address) ? WHY_PRIVATE_ADDRESS : 0;
	if (seen->address[0] != '\0' && seen->code == NULL)
		why_add_evidence(facts, "%s port %s answered from %s%s%s", facts->target.host,
			facts->target.port, seen->address, seen->protocol != NULL ? ", with " : "",
			seen->protocol != NULL ? seen->protocol : "");
	if (seen->said[0] != '\0')
		why_add_evidence(facts, "what it said first: %s", seen->said);
	if (seen->alert_name != NULL)
		why_add_evidence(facts, "the last alert of TLS was %s", seen->alert_name);
	if (seen->message[0] != '\0')
		why_add_evidence(facts, "%s", seen->message);
}

/* "DNS:a, IP:b" of the leaf, and the first that is a host whom a command may ask for. */
static void
note_names(why_facts *facts, const json_t *leaf)
{
	char shown[600] = "", first[256] = "";
	const json_t *name;
	const char *text;
	size_t i, n = 0;

	json_array_foreach(json_object_get(leaf, "names"), i, name)
	{
		text = json_string_value(name);
		if (n < 8)
			snprintf(shown + strlen(shown), sizeof(shown) - strlen(shown), "%s%.60s",
				n > 0 ? ", " : "", text);
		n++;
		if (first[0] == '\0' && strncmp(text, "DNS:", 4) == 0 && why_is_host_name(text + 4))
			strcpy(first, text + 4);
	}
	if (n > 8)
		snprintf(shown + strlen(shown), sizeof(shown) - strlen(shown), " and %zu more",
			n - 8);
	why_set_word(facts, "names", n > 0 ? shown : "none");
	why_set_word(facts, "first_name", first);
}

/* One line about each certificate that was sent. */
static void
note_chain(why_facts *facts)
{
	const json_t *list = json_object_get(facts->report, "certificates"), *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		if (i >= facts->n_chain || i >= 6)
			break;
		why_add_evidence(facts,
			"certificate %zu of %zu: %.200s, issued by %.200s, %.10s to %.10s", i + 1,
			facts->n_chain, cli_catalogue_string(one, "subject"),
			cli_catalogue_string(one, "issuer"),
			cli_catalogue_string(one, "not_before"),
			cli_catalogue_string(one, "not_after"));
	}
}

static void
note_leaf(why_facts *facts)
{
	const json_t *leaf = json_array_get(json_object_get(facts->report, "certificates"), 0);

	why_set_word(facts, "subject", cli_catalogue_string(leaf, "subject"));
	why_set_word(facts, "issuer", cli_catalogue_string(leaf, "issuer"));
	why_set_word(facts, "not_before", cli_catalogue_string(leaf, "not_before"));
	why_set_word(facts, "not_after", cli_catalogue_string(leaf, "not_after"));
	why_set_word(facts, "pin", cli_catalogue_string(leaf, "pin"));
	why_set_word(facts, "leaf", cli_catalogue_string(leaf, "sha256"));
	why_set_word(facts, "key", cli_catalogue_string(leaf, "key"));
	note_names(facts, leaf);
}

static void
note_peer(why_facts *facts)
{
	static const char *const kinds[] = {"dns", "ip", "email", "uri", "srv", NULL};
	const json_t *peer = json_object_get(facts->report, "peer");
	const char *key, *text;
	size_t i = 0;

	if (json_is_array(peer))
		peer = json_array_get(peer, 0);
	while (kinds[i] != NULL && json_object_get(peer, kinds[i]) == NULL)
		i++;
	key = kinds[i] != NULL ? kinds[i] : "";
	text = cli_catalogue_string(peer, key);
	if (*text == '\0')
		text = facts->is_host ? facts->target.host : "";
	why_set_word(facts, "peer", text);
	why_set_word(facts, "peer_kind", key);
	facts->bits |= strcmp(key, "ip") == 0 ? WHY_PEER_ADDRESS : 0;
}

/* A path that took a certificate which the server should have sent. */
static void
note_path(why_facts *facts)
{
	const json_t *path = json_object_get(facts->report, "path"), *one;
	const json_t *list = json_object_get(facts->report, "certificates");
	const char *digest;
	size_t i, j;

	for (i = 1; i + 1 < json_array_size(path); i++) {
		digest = json_string_value(json_array_get(path, i));
		for (j = facts->n_chain; j < json_array_size(list); j++) {
			one = json_array_get(list, j);
			if (strcmp(digest + strlen("sha256:"),
				    cli_catalogue_string(one, "sha256")) != 0)
				continue;
			facts->bits |= WHY_AT_HAND;
			why_set_word(facts, "missing", cli_catalogue_string(one, "subject"));
			why_set_word(facts, "missing_sha256", cli_catalogue_string(one, "sha256"));
			why_add_evidence(facts,
				"the path needs %.300s, which was not sent and is at hand here",
				cli_catalogue_string(one, "subject"));
		}
	}
}

static bool
finding_is_about_issuer(const why_facts *facts, const json_t *finding, bool *is_root)
{
	json_int_t index = json_integer_value(json_object_get(finding, "certificate"));
	const json_t *one = json_array_get(
		json_object_get(facts->report, "certificates"), (size_t)(index > 0 ? index : 0));

	*is_root = strcmp(cli_catalogue_string(one, "subject"),
			   cli_catalogue_string(one, "issuer")) == 0;
	return index > 0;
}

static void
note_findings(why_facts *facts)
{
	const json_t *ended = why_facts_find(facts, "validity.expired"), *finding;
	const char *zone = cli_catalogue_string(facts->report, "zone"), *product;
	const char *kind =
		cli_catalogue_string(json_object_get(facts->report, "classification"), "kind");
	size_t i;
	bool is_root = false;

	why_set_word(facts, "zone", zone);
	why_set_word(facts, "policy", cli_catalogue_string(facts->report, "policy"));
	facts->bits |=
		strcmp(zone, "development") == 0 || strcmp(zone, "internal") == 0 ? WHY_NEAR : 0;
	facts->bits |= strcmp(kind, "self-signed") == 0 ? WHY_SELF_SIGNED : 0;
	facts->bits |= strcmp(kind, "public-ca") == 0 ? WHY_PUBLIC : 0;
	facts->bits |= facts->verdict == CERTPOLICY_VERDICT_ALLOW ? WHY_ALLOWED : 0;
	if (ended != NULL && finding_is_about_issuer(facts, ended, &is_root))
		facts->bits |= is_root ? WHY_ROOT_ENDED : WHY_ISSUER_ENDED;
	json_array_foreach(json_object_get(facts->report, "findings"), i, finding)
	{
		if (strcmp(cli_catalogue_string(finding, "code"), "identity.common-name-only") == 0)
			facts->bits |= WHY_CN_ONLY;
		product = why_evidence_text(finding, "product");
		if (*product == '\0')
			continue;
		facts->bits |= WHY_PRODUCT;
		why_set_word(facts, "product", product);
		why_set_word(facts, "product_kind", why_evidence_text(finding, "product_kind"));
	}
	for (i = 0; i < facts->seen.n_chain && facts->seen.staples != NULL; i++)
		facts->bits |= facts->seen.staples[i].size > 0 ? WHY_STALE : 0;
	facts->bits |= facts->settings->staples.n > 0 ? WHY_STALE : 0;
}

void
why_note_report(why_facts *facts)
{
	note_peer(facts);
	note_leaf(facts);
	note_chain(facts);
	note_path(facts);
	note_findings(facts);
}
