/*
 * From a path to facts: RFC 5280 section 6.1 walked from the anchor to the leaf, names, zones, pins
 * and the classification.
 */
#ifndef CP_CLASSIFY_WALK_H
#define CP_CLASSIFY_WALK_H

#include "classify/facts.h"

/* A pin as a policy has it. */
typedef struct cp_pin {
	uint8_t spki_sha256[32];
	bool has_peer;
	cp_scope_entry peer; /* a name (covers itself only), "*.suffix", or a network */
	bool has_until;
	int64_t until;       /* inclusive */
	bool backup;
} cp_pin;

/* What of the policy shapes the facts. Lent. */
typedef struct cp_walk_terms {
	const cp_zones *zones;
	const cp_pin *pins;
	size_t n_pins;
	/* Names that no private CA should issue for, beside the built-in ones: the policy's, the floor's. */
	const cp_scope_entry *protected_names[2];
	size_t n_protected_names[2];
	bool has_path_depth;
	uint64_t path_depth;
	/* RFC 5280 6.1.1 (c), (e), (f), (g). */
	const cp_bytes *acceptable_policies; /* OID contents; none: anyPolicy */
	size_t n_acceptable_policies;
	bool require_explicit_policy, inhibit_policy_mapping, inhibit_any_policy;
} cp_walk_terms;

/*
 * What earlier paths of one search taught: certificates say of themselves on this path what they said
 * on those, so that it is read once. Owned by the search; empty at first.
 */
typedef struct cp_walk_known {
	cp_cert_rows profiles;
	const cp_facts *first; /* those of the first path, which has the same leaf and request; lent */
} cp_walk_known;

/* What of the request shapes the facts. Lent. */
typedef struct cp_walk_request {
	int64_t time;
	cp_horizon *horizon; /* NULL: nobody asks until when the facts hold */
	certpolicy_purpose purpose;
	cp_peer_state peer_state;
	const cp_peer *peers;
	size_t n_peers;
	bool has_address;
	uint8_t address[16];
	size_t address_len;
	const char *address_text;
	cp_session session;
	bool chain_empty;
	cp_walk_known *known; /* NULL: nothing, and nothing is kept */
} cp_walk_request;

/*
 * Builds the facts of a path into `facts`, with `arena` for what it points to. `report_index` gives
 * each path certificate's place in the report. Revocation, denylists and spent budgets of the search
 * are filled in by their own stages afterwards. The path holds one certificate at least, which may
 * be one that nobody can read. Without memory the arena says so.
 */
void
cp_facts_build(cp_facts *facts, cp_arena *arena, cp_budget *budget, const cp_path *path,
	const int *report_index, const cp_walk_request *request, const cp_walk_terms *terms);

/*
 * The facts of the same path and request under the terms of another policy: what does not hang on
 * them (the subjects, what later stages filled in) is shared with `base`, which must live as long.
 */
void
cp_facts_rebuild(cp_facts *facts, const cp_facts *base, cp_arena *arena, cp_budget *budget,
	const cp_walk_request *request, const cp_walk_terms *terms);

/*
 * Says anew where the certificate fits: after later stages found out about revocation and denylists.
 */
void
cp_facts_recommend(cp_facts *facts);

const char *
cp_kind_name(cp_kind kind);
const char *
cp_validation_name(cp_validation validation);
const char *
cp_strength_name(cp_strength strength);
const char *
cp_setup_cost_name(cp_setup_cost cost);

#endif
