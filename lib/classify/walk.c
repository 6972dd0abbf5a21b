/*
 * From a path to facts. Here stand the parts of RFC 5280 6.1 that look at one certificate in its
 * place (validity, basic constraints, path length, key usage, purposes), the peer, and the order in
 * which the other files of this room are asked.
 */
#include <config.h>

#include "classify/walk.h"

#include "base/text.h"
#include "classify/classify.h"
#include "classify/constraints.h"
#include "classify/names.h"
#include "classify/pins.h"
#include "classify/policy_graph.h"
#include "classify/steps.h"
#include "x509/name.h"

/* RFC 5280 4.1.2.5: from notBefore to notAfter, both inclusive. A date that could not be read is a
 * problem of the encoding; here it bounds nothing. */
static void
judge_validity(cp_subject *subject, int64_t time, cp_horizon *horizon)
{
	const cp_cert *cert = subject->cert;

	if (cert->not_before_form != CP_TIME_NONE) {
		subject->not_yet_valid = time < cert->not_before;
		cp_horizon_note(horizon, cert->not_before);
	}
	if (cert->not_after_form != CP_TIME_NONE) {
		subject->expired = time > cert->not_after;
		cp_horizon_note_end(horizon, cert->not_after);
		subject->seconds_left = cert->not_after - time;
	}
	if (cert->not_before_form != CP_TIME_NONE && cert->not_after_form != CP_TIME_NONE)
		subject->lifetime = cert->not_after - cert->not_before + 1;
}

/* RFC 5280 6.1.4 (k) to (n); an anchor is a certificate, and its own limits hold. */
static void
judge_as_issuer(cp_subject *subject, size_t n_below)
{
	const cp_cert *cert = subject->cert;

	subject->n_below = n_below;
	subject->not_a_ca =
		cert->version != 3 || !cert->ext[CP_EXT_BASIC_CONSTRAINTS].present || !cert->is_ca;
	subject->path_len_exceeded = cert->has_path_len && n_below > cert->path_len;
	subject->may_not_sign =
		cert->ext[CP_EXT_KEY_USAGE].present && (cert->key_usage & CP_KU_KEY_CERT_SIGN) == 0;
}

/*
 * RFC 5280 4.2.1.12 at the leaf; at issuers as CAs and browsers have it: an extended key usage
 * there limits what may be issued. Netscape's and Microsoft's server gated crypto is no serverAuth.
 */
static bool
eku_forbids(const cp_cert *cert, certpolicy_purpose purpose)
{
	unsigned wanted = CP_EKU_ANY;

	if (!cert->ext[CP_EXT_EXTENDED_KEY_USAGE].present)
		return false;
	switch (purpose) {
	case CERTPOLICY_PURPOSE_SERVER:
		wanted |= CP_EKU_SERVER_AUTH;
		break;
	case CERTPOLICY_PURPOSE_CLIENT:
		wanted |= CP_EKU_CLIENT_AUTH;
		break;
	default:
		return false;
	}
	return (cert->eku & wanted) == 0;
}

static unsigned
roles_of(size_t index, const cp_path *path)
{
	unsigned roles = index == 0 ? CP_ROLE_LEAF : 0;
	bool is_last = index + 1 == path->n_certs;

	if (is_last && path->end == CP_PATH_ANCHORED)
		return roles | CP_ROLE_ANCHOR;
	return index > 0 ? roles | CP_ROLE_INTERMEDIATE : roles;
}

static void
read_subjects(cp_facts *facts, cp_subject *subjects, cp_arena *arena, const int *report_index,
	cp_walk_known *known)
{
	const cp_path *path = facts->path;
	size_t i, n_below = 0;

	for (i = 0; i < path->n_certs; i++) {
		cp_subject *subject = &subjects[i];

		subject->cert = path->certs[i];
		subject->report_index = report_index[i];
		subject->roles = roles_of(i, path);
		subject->self_issued = cp_cert_is_self_issued(subject->cert);
		subject->signature_judged = (subject->roles & CP_ROLE_ANCHOR) == 0;
		subject->revocation.reason = -1;
		if (known == NULL)
			cp_profile_read(subject->cert, &subject->profile);
		else if (!cp_profile_get(&known->profiles, subject->cert, &subject->profile))
			arena->failed = true;
		judge_validity(subject, facts->time, facts->horizon);
		if (i > 0)
			judge_as_issuer(subject, n_below);
		subject->eku_forbids = eku_forbids(subject->cert, facts->purpose);
		cp_critical_judge(subject, arena);
		if (i > 0 && (subject->roles & CP_ROLE_INTERMEDIATE) != 0 && !subject->self_issued)
			n_below++;
	}
	facts->n_intermediates = n_below;
}

static void
match_peers(cp_facts *facts, cp_arena *arena, const cp_walk_request *request)
{
	cp_peer_fact *peers;
	cp_name_match *matches;
	size_t i, n = request->n_peers;

	facts->peer_state = request->peer_state;
	if (n == 0)
		return;
	peers = cp_arena_alloc(arena, n, sizeof(*peers));
	matches = cp_arena_alloc(arena, n, sizeof(*matches));
	if (peers == NULL || matches == NULL)
		return;
	facts->peers = peers;
	facts->n_peers = n;
	if (facts->leaf_readable)
		cp_peers_match(request->peers, n, facts->subjects[0].cert, matches);
	for (i = 0; i < n; i++) {
		peers[i].peer = &request->peers[i];
		peers[i].match = facts->leaf_readable ? matches[i] : CP_MATCH_NO_NAMES;
	}
}

/* Where people still put a server's name although nobody looks there any more. */
static bool
has_common_name_only(const cp_cert *leaf)
{
	cp_bytes rest = leaf->san;
	cp_general_name name;
	cp_attribute cn;
	uint8_t address[16];
	size_t len;

	while (cp_general_name_next(&rest, &name)) {
		if (name.type == CP_GN_DNS || name.type == CP_GN_IP)
			return false;
	}
	return cp_name_find(leaf->subject, CP_OID_COMMON_NAME, &cn) &&
	       (cp_dns_looks_like_host(cn.value) || cp_address_parse(cn.value, address, &len) ||
		       cp_bytes_equal_nocase(cn.value, cp_bytes_of_string("localhost")));
}

static void
read_leaf(cp_facts *facts)
{
	const cp_cert *leaf = facts->subjects[0].cert;

	facts->common_name_only = has_common_name_only(leaf);
}

/* RFC 7633 4.2.3: a server that has the feature staples. 4.2.2: what a CA with it issues has it,
 * too. status_request_v2 (17) asks for no less; whoever can staple can answer it. */
static bool
demands_staple(const cp_facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n_subjects; i++) {
		const cp_cert *cert = facts->subjects[i].cert;

		if (cert->must_staple || cert->must_staple_v2)
			return true;
	}
	return false;
}

/* The same of another path: the leaf and the request are. */
static void
take_leaf(cp_facts *facts, const cp_facts *first, cp_arena *arena)
{
	cp_peer_fact *peers;

	facts->peer_state = first->peer_state;
	peers = first->n_peers > 0 ? cp_arena_alloc(arena, first->n_peers, sizeof(*peers)) : NULL;
	if (peers != NULL) {
		memcpy(peers, first->peers, first->n_peers * sizeof(*peers));
		facts->peers = peers;
		facts->n_peers = first->n_peers;
	}
	facts->common_name_only = first->common_name_only;
	facts->has_public_name = first->has_public_name;
	facts->has_development_names = first->has_development_names;
	facts->names_read = first->names_read;
	facts->names_read_by = first->names_read_by;
}

/* Marks that matter only where no public CA issued it. */
static void
take_marks(cp_facts *facts, const cp_facts *first, cp_arena *arena)
{
	facts->marks_read = first->marks_read;
	facts->development_tool = first->development_tool;
	if (first->impersonated != NULL)
		facts->impersonated = cp_arena_strdup(arena, first->impersonated);
}

/* What the policy's terms decide: zones, depth, pins, certificate policies. */
static void
apply_terms(cp_facts *facts, cp_arena *arena, cp_budget *budget, const cp_walk_request *request,
	const cp_walk_terms *terms)
{
	facts->name_zone = cp_zone_of_peers(terms->zones, request->peers, request->n_peers);
	facts->zone = facts->name_zone;
	if (request->has_address) {
		facts->address_zone = cp_zone_of_address(
			terms->zones, cp_bytes_of(request->address, request->address_len));
		if (facts->address_zone > facts->zone)
			facts->zone = facts->address_zone;
	}
	facts->depth_allowed = terms->has_path_depth ? terms->path_depth : UINT64_MAX;
	facts->too_deep = facts->n_intermediates > facts->depth_allowed;
	cp_pins_judge(&facts->pins, facts->path, request, terms);
	facts->policies = (cp_policy_facts){.failed_at = -1};
	if (facts->anchored)
		cp_policies_judge(
			&facts->policies, facts->subjects, facts->n_subjects, terms, arena, budget);
	if (facts->policies.budget_spent && !facts->budget_spent) {
		facts->budget_spent = true;
		facts->spent_limit = CP_LIMIT_POLICY_NODES;
	}
	cp_classify_names(facts, terms->zones);
	cp_classify_protected(facts, arena, budget, terms);
	cp_facts_recommend(facts);
}

void
cp_facts_build(cp_facts *facts, cp_arena *arena, cp_budget *budget, const cp_path *path,
	const int *report_index, const cp_walk_request *request, const cp_walk_terms *terms)
{
	cp_subject *subjects;

	memset(facts, 0, sizeof(*facts));
	facts->time = request->time;
	facts->horizon = request->horizon;
	facts->purpose = request->purpose;
	facts->path = path;
	facts->has_address = request->has_address;
	facts->address_text = request->address_text;
	facts->session = request->session;
	facts->chain_unavailable = request->session.said.resumed && request->chain_empty;
	subjects = cp_arena_alloc(arena, path->n_certs, sizeof(*subjects));
	if (subjects == NULL)
		return;
	facts->subjects = subjects;
	facts->n_subjects = path->n_certs;
	read_subjects(facts, subjects, arena, report_index, request->known);
	facts->leaf_readable = subjects[0].cert->skeleton;
	facts->leaf_self_signed =
		facts->leaf_readable && subjects[0].self_issued && path->leaf_self_signature_valid;
	if (request->known != NULL && request->known->first != NULL) {
		take_leaf(facts, request->known->first, arena);
		if (path->anchor == NULL || !path->anchor->is_public)
			take_marks(facts, request->known->first, arena);
	} else {
		match_peers(facts, arena, request);
		if (facts->leaf_readable)
			read_leaf(facts);
	}
	facts->must_staple = demands_staple(facts);
	cp_anchor_judge(facts, arena, budget);
	if (!cp_constraints_judge(subjects, facts->n_subjects, arena, budget)) {
		facts->budget_spent = true;
		facts->spent_limit = CP_LIMIT_NAME_COMPARISONS;
	}
	cp_classify(facts, arena);
	apply_terms(facts, arena, budget, request, terms);
}

void
cp_facts_rebuild(cp_facts *facts, const cp_facts *base, cp_arena *arena, cp_budget *budget,
	const cp_walk_request *request, const cp_walk_terms *terms)
{
	*facts = *base;
	if (base->budget_spent && base->spent_limit == CP_LIMIT_POLICY_NODES)
		facts->budget_spent = false;
	if (facts->n_subjects > 0)
		apply_terms(facts, arena, budget, request, terms);
}
