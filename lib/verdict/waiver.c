/* Finding the waiver for a finding. What it does then is verdict.c's. */
#include <config.h>

#include "verdict/waiver.h"

#include "store/scope_entry.h"

bool
cp_waiver_is_live(const cp_waiver *waiver, int64_t time)
{
	return time <= waiver->until;
}

/* A plain name means itself, as it does for pins; what lies below it would be a second peer. */
static bool
covers_peer(const cp_waiver *waiver, const cp_peer *peer)
{
	const cp_scope_entry *entry = &waiver->peer;
	cp_bytes host = cp_bytes_of_string(peer->host);

	if (entry->is_network)
		return peer->address_len > 0 &&
		       cp_scope_entry_covers_address(
			       entry, cp_bytes_of(peer->address, peer->address_len));
	if (host.len == 0)
		return false;
	return entry->is_wildcard ? cp_scope_entry_covers_name(entry, host)
				  : cp_bytes_equal(host, cp_bytes_of_string(entry->name));
}

static bool
covers_peers(const cp_waiver *waiver, const cp_facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n_peers; i++) {
		if (!covers_peer(waiver, facts->peers[i].peer))
			return false;
	}
	return facts->n_peers > 0;
}

static bool
names(const cp_waiver *waiver, const cp_facts *facts, const cp_finding *finding)
{
	return (strcmp(waiver->code_or_rule, finding->code) == 0 ||
		       strcmp(waiver->code_or_rule, finding->rule_id) == 0) &&
	       memcmp(waiver->certificate, facts->subjects[0].cert->sha256,
		       sizeof(waiver->certificate)) == 0 &&
	       covers_peers(waiver, facts);
}

const cp_waiver *
cp_waiver_find(const certpolicy_policy *policy, const cp_facts *facts, const cp_finding *finding,
	bool floor_file_only)
{
	const cp_waiver *found = NULL;
	size_t i;

	if (finding->rule != NULL &&
		cp_code_row_of(finding->rule->code)->guard == CP_GUARD_NEVER_WAIVED)
		return NULL;
	for (i = 0; i < policy->n_waivers; i++) {
		const cp_waiver *waiver = &policy->waivers[i];

		if (floor_file_only && !waiver->by_floor_file)
			continue;
		if (names(waiver, facts, finding) &&
			(found == NULL || waiver->until > found->until))
			found = waiver;
	}
	return found;
}
