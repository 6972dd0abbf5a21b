/*
 * Judging: the candidates of a search under one policy, until one is allowed or none is left. Facts
 * come from the search, findings from the rules, the verdict from verdict/.
 */
#include <config.h>
#include "judge.h"

#include "own_rules.h"

cp_walk_terms
cp_judge_terms(
	const certpolicy_policy *policy, const certpolicy_policy *floor, const cp_zones *zones)
{
	cp_walk_terms terms = {
		.zones = zones,
		.pins = policy->plain_pins,
		.n_pins = policy->n_pins,
		.has_path_depth = policy->has_path_depth,
		.path_depth = policy->path_depth,
		.acceptable_policies = policy->acceptable_policies,
		.n_acceptable_policies = policy->n_acceptable_policies,
		.require_explicit_policy = policy->require_explicit_policy,
		.inhibit_policy_mapping = policy->inhibit_policy_mapping,
		.inhibit_any_policy = policy->inhibit_any_policy,
		.protected_names = {policy->protected_names},
		.n_protected_names = {policy->n_protected_names},
	};

	if (floor == NULL)
		return terms;
	terms.protected_names[1] = floor->protected_names;
	terms.n_protected_names[1] = floor->n_protected_names;
	if (floor->has_path_depth &&
		(!terms.has_path_depth || floor->path_depth < terms.path_depth)) {
		terms.has_path_depth = true;
		terms.path_depth = floor->path_depth;
	}
	if (terms.n_acceptable_policies == 0) {
		terms.acceptable_policies = floor->acceptable_policies;
		terms.n_acceptable_policies = floor->n_acceptable_policies;
	}
	terms.require_explicit_policy |= floor->require_explicit_policy;
	terms.inhibit_policy_mapping |= floor->inhibit_policy_mapping;
	terms.inhibit_any_policy |= floor->inhibit_any_policy;
	return terms;
}

static bool
names_are_the_same(const cp_walk_terms *a, const cp_walk_terms *b)
{
	size_t i;

	for (i = 0; i < CP_COUNT(a->n_protected_names); i++) {
		if (a->n_protected_names[i] != b->n_protected_names[i] ||
			(a->n_protected_names[i] > 0 &&
				a->protected_names[i] != b->protected_names[i]))
			return false;
	}
	return true;
}

static bool
terms_are_the_same(const cp_walk_terms *a, const cp_walk_terms *b)
{
	return names_are_the_same(a, b) && a->n_pins == b->n_pins &&
	       (a->n_pins == 0 || a->pins == b->pins) && a->has_path_depth == b->has_path_depth &&
	       (!a->has_path_depth || a->path_depth == b->path_depth) &&
	       a->n_acceptable_policies == b->n_acceptable_policies &&
	       (a->n_acceptable_policies == 0 ||
		       a->acceptable_policies == b->acceptable_policies) &&
	       a->require_explicit_policy == b->require_explicit_policy &&
	       a->inhibit_policy_mapping == b->inhibit_policy_mapping &&
	       a->inhibit_any_policy == b->inhibit_any_policy;
}

/* What is said of a session holds without certificates; that some are missing is another matter. */
static bool
is_about_session(size_t code)
{
	return code != CP_CODE_SESSION_CHAIN_UNAVAILABLE &&
	       strncmp(cp_code_name((cp_code)code), "session.", strlen("session.")) == 0;
}

void
cp_judge_want_without_chain(bool wanted[CP_N_CODES], bool resumed)
{
	size_t i;

	for (i = 0; i < CP_N_CODES; i++)
		wanted[i] = wanted[i] &&
			    (i == CP_CODE_IDENTITY_PEER_MISSING ||
				    i == CP_CODE_IDENTITY_NOT_CHECKED || is_about_session(i) ||
				    i == (resumed ? CP_CODE_SESSION_CHAIN_UNAVAILABLE
						  : CP_CODE_ENCODING_MALFORMED));
}

static bool
cell_may_act(const cp_cell *cell)
{
	return cell->action != CERTPOLICY_ACTION_IGNORE ||
	       (cell->when != CP_WHEN_NEVER && cell->softer != CERTPOLICY_ACTION_IGNORE);
}

static void
want(const cp_bench *bench, const certpolicy_policy *policy, const certpolicy_policy *floor,
	bool wanted[CP_N_CODES])
{
	size_t i;

	for (i = 0; i < CP_N_CODES; i++)
		wanted[i] = cell_may_act(&policy->cells[i]) ||
			    (floor != NULL && cell_may_act(&floor->cells[i]));
	if (bench->request->n_chain == 0)
		cp_judge_want_without_chain(wanted, bench->asked->session.said.resumed);
	if (bench->describe) {
		/* A description need not say who the peer is: nothing is found in that. */
		wanted[CP_CODE_IDENTITY_PEER_MISSING] = false;
		wanted[CP_CODE_IDENTITY_NOT_CHECKED] = false;
		if (bench->request->n_peers == 0)
			wanted[CP_CODE_SCOPE_PRIVATE_IN_PUBLIC] = false;
	}
}

/* Per code the stricter of policy and floor holds, its parameters included. */
static void
stricter_params(const certpolicy_policy *policy, const certpolicy_policy *floor,
	int64_t params[CP_N_PARAMS])
{
	size_t i;

	memcpy(params, policy->params, CP_N_PARAMS * sizeof(*params));
	for (i = 0; floor != NULL && i < CP_N_PARAMS; i++) {
		const cp_param_row *row = cp_param_row_of((cp_param)i);
		int64_t theirs = floor->params[i];

		if (row->type == CP_PARAM_WORDS)
			params[i] = row->lower_is_weaker ? params[i] | theirs : params[i] & theirs;
		else if (row->lower_is_weaker ? theirs > params[i] : theirs < params[i])
			params[i] = theirs;
	}
}

/*
 * Rules, own rules, verdict: what one policy, with a floor or without, says of one candidate whose
 * facts stand in `ruled`.
 */
static int
rule(const cp_bench *bench, const certpolicy_policy *policy, const certpolicy_policy *floor,
	cp_arena *arena, cp_ruling *ruled)
{
	bool web = policy->web && (floor == NULL || floor->web);
	int64_t params[CP_N_PARAMS];
	bool wanted[CP_N_CODES];
	int status;

	want(bench, policy, floor, wanted);
	stricter_params(policy, floor, params);
	cp_findings_init(&ruled->findings, arena);
	cp_rules_run(&ruled->facts, params, wanted, web, &ruled->findings);
	status = cp_own_rules_run(bench->engine, &ruled->facts, &ruled->findings, bench->error);
	if (status != CERTPOLICY_OK)
		return status;
	if (cp_arena_failed(arena))
		return CERTPOLICY_ERROR_NO_MEMORY;
	ruled->verdict = cp_verdict_reach(policy, floor, &ruled->facts, &ruled->findings);
	return cp_arena_failed(arena) ? CERTPOLICY_ERROR_NO_MEMORY : CERTPOLICY_OK;
}

static bool
is_milder(const cp_verdict *a, const cp_verdict *b)
{
	return a->verdict != b->verdict ? a->verdict < b->verdict : a->weight < b->weight;
}

/* The facts of a candidate under a policy's terms: those it was built with, or others. */
static int
take_facts(const cp_bench *bench, cp_search *search, const cp_walk_terms *terms, cp_arena *arena,
	cp_ruling *ruled)
{
	cp_budget budget = search->budget;

	ruled->facts = ruled->candidate->facts;
	if (terms_are_the_same(terms, search->input.terms))
		return CERTPOLICY_OK;
	memset(budget.spent, 0, sizeof(budget.spent));
	cp_facts_rebuild(
		&ruled->facts, &ruled->candidate->facts, arena, &budget, bench->asked, terms);
	if (!ruled->facts.budget_spent) {
		ruled->facts.spent_limit = cp_budget_first_spent(&budget);
		ruled->facts.budget_spent = ruled->facts.spent_limit != CP_N_LIMITS;
	}
	return cp_arena_failed(arena) ? CERTPOLICY_ERROR_NO_MEMORY : CERTPOLICY_OK;
}

/* What was said of a candidate; its facts stay what other policies go by. */
static void
keep(const cp_ruling *ruling)
{
	cp_judgement *candidate = ruling->candidate;

	candidate->findings = ruling->findings;
	candidate->verdict = ruling->verdict;
	candidate->is_judged = true;
}

int
cp_judge(const cp_bench *bench, cp_search *search, const certpolicy_policy *policy,
	const certpolicy_policy *floor, cp_arena *scratch, cp_ruling *best)
{
	const cp_walk_terms terms = cp_judge_terms(policy, floor, bench->zones);
	cp_ruling next = {0};
	size_t i;
	int status = CERTPOLICY_OK;

	memset(best, 0, sizeof(*best));
	for (i = 0; best->verdict.verdict != CERTPOLICY_VERDICT_ALLOW; i++) {
		cp_arena *arena;

		status = cp_search_get(search, i, &next.candidate);
		if (status != CERTPOLICY_OK || next.candidate == NULL)
			break;
		arena = scratch != NULL ? scratch : &next.candidate->arena;
		status = take_facts(bench, search, &terms, arena, &next);
		if (status == CERTPOLICY_OK)
			status = rule(bench, policy, floor, arena, &next);
		if (status != CERTPOLICY_OK)
			return status;
		if (scratch == NULL)
			keep(&next);
		if (best->candidate == NULL || is_milder(&next.verdict, &best->verdict))
			*best = next;
	}
	if (status != CERTPOLICY_OK || best->verdict.verdict == CERTPOLICY_VERDICT_ALLOW ||
		best->facts.budget_spent)
		return status;
	best->facts.spent_limit = cp_budget_first_spent(&search->budget);
	best->facts.budget_spent = best->facts.spent_limit != CP_N_LIMITS;
	if (!best->facts.budget_spent)
		return CERTPOLICY_OK;
	status = rule(
		bench, policy, floor, scratch != NULL ? scratch : &best->candidate->arena, best);
	if (status == CERTPOLICY_OK && scratch == NULL)
		keep(best);
	return status;
}
