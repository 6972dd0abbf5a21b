/*
 * Whether the server has another certificate: it is asked once more, without a name where it was
 * asked for one, with the name where it was not.
 */
#include <config.h>
#include "facts.h"

#include "../catalogue.h"
#include "../cli.h"

#include <string.h>

static bool
is_same_leaf(const cli_observation *a, const cli_observation *b)
{
	return a->n_chain > 0 && b->n_chain > 0 && a->chain[0].size == b->chain[0].size &&
	       memcmp(a->chain[0].data, b->chain[0].data, a->chain[0].size) == 0;
}

/* Whether what was seen bears the peer's name. */
static bool
bears_name(const why_facts *facts, const cli_observation *other)
{
	why_facts as = *facts;
	certpolicy_request *request = NULL;
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	size_t i;
	bool bears = cli_observation_is_judgeable(other);

	as.seen = *other;
	if (why_facts_request(&as, facts->engine, NULL, NULL, &request) != 0 ||
		certpolicy_evaluate(facts->engine, NULL, request, &report, &error) != CERTPOLICY_OK)
		bears = false;
	for (i = 0; bears && i < certpolicy_report_count_findings(report); i++)
		bears = strcmp(certpolicy_report_get_finding_code(report, i),
				"identity.name-mismatch") != 0;
	certpolicy_error_free(error);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	return bears;
}

static void
compare(why_facts *facts, const cli_observation *other, const char *asked)
{
	if (other->n_chain == 0) {
		why_add_evidence(facts, "asked %s, it shows nothing: %s", asked, other->message);
		return;
	}
	if (is_same_leaf(&facts->seen, other)) {
		facts->bits |= WHY_SNI_SAME;
		why_add_evidence(facts, "asked %s, it shows the same certificate", asked);
		return;
	}
	if (bears_name(facts, other))
		facts->bits |= WHY_SNI_HELPS;
	why_add_evidence(facts, "asked %s, it shows another certificate, which %s", asked,
		facts->bits & WHY_SNI_HELPS ? "matches" : "does not match either");
}

/* What to ask for the second time: NULL for nothing new. */
static const char *
other_name(const why_facts *facts, bool *had_name)
{
	cli_probe_input input;
	const char *kind = why_word(facts, "peer_kind");

	cli_network_input(facts->network, &facts->target, &input);
	*had_name = input.server_name != NULL;
	if (!*had_name)
		return strcmp(kind, "dns") == 0 ? why_word(facts, "peer") : NULL;
	if (strcmp(kind, "dns") == 0 && strcasecmp(input.server_name, why_word(facts, "peer")) != 0)
		return why_word(facts, "peer");
	return "none";
}

void
why_look_at_names(why_facts *facts)
{
	cli_settings settings = *facts->settings;
	cli_network *network = NULL;
	cli_observation other;
	char asked[300];
	bool had_name;

	if (!facts->is_host || why_facts_find(facts, "identity.name-mismatch") == NULL)
		return;
	settings.sni = other_name(facts, &had_name);
	if (settings.sni == NULL || cli_network_new(&settings, &network) != 0)
		return;
	snprintf(asked, sizeof(asked), "%s%.255s",
		strcmp(settings.sni, "none") == 0 ? "without a name" : "for ",
		strcmp(settings.sni, "none") == 0 ? "" : settings.sni);
	facts->n_connections++;
	if (cli_observe(network, &facts->target, NULL, &other))
		compare(facts, &other, asked);
	else
		facts->no_memory = true;
	cli_observation_clear(&other);
	cli_network_free(network);
}
