/*
 * From findings to a verdict. Softening happens in three places and nowhere else: a cell's softer
 * action, a waiver, a rule on trial; guards and the floor come after them.
 */
#include <config.h>

#include "verdict/verdict.h"

#include "verdict/waiver.h"

#include <stdlib.h>

/* What was forged or cannot be read is softened nowhere. */
static bool
is_forged_or_malformed(const cp_findings *findings)
{
	size_t i;

	for (i = 0; i < findings->n; i++) {
		const cp_rule *rule = findings->list[i].rule;

		if (rule != NULL && (rule->code == CP_CODE_ENCODING_MALFORMED ||
					    rule->code == CP_CODE_PATH_BAD_SIGNATURE))
			return true;
	}
	return false;
}

static bool
condition_holds(cp_when when, const cp_facts *facts, const cp_finding *finding, bool forged)
{
	switch (when) {
	case CP_WHEN_NEAR:
		return !forged && cp_zone_is_near(facts->zone);
	case CP_WHEN_PINNED_NEAR:
		return !forged && cp_zone_is_near(facts->zone) && facts->leaf_self_signed &&
		       facts->pins.leaf_matched;
	case CP_WHEN_OWN_LEAF:
		return !forged && finding->certificate == facts->subjects[0].report_index &&
		       (facts->leaf_is_anchor || facts->pins.leaf_matched);
	case CP_WHEN_NEVER:
		break;
	}
	return false;
}

/* How far a code may be lowered, whatever a policy says. */
static bool
must_be_denied(cp_guard guard, cp_zone zone)
{
	switch (guard) {
	case CP_GUARD_NEVER_LOWERED:
	case CP_GUARD_NEVER_WAIVED:
		return true;
	case CP_GUARD_NEVER_LOWERED_IN_PUBLIC:
		return zone == CP_ZONE_PUBLIC;
	case CP_GUARD_NONE:
		break;
	}
	return false;
}

/*
 * What a policy says of a finding, waivers aside. `own`: what it does with an application's own
 * code that it does not name.
 */
static certpolicy_action
action_under(const certpolicy_policy *policy, const cp_facts *facts, const cp_finding *finding,
	certpolicy_action own, bool forged)
{
	const cp_rule *rule = finding->rule;
	const cp_cell *cell;
	certpolicy_action action;

	if (rule == NULL)
		return cp_policy_own_action(policy, finding->code, own);
	cell = &policy->cells[rule->code];
	action = cell->action;
	if (condition_holds(cell->when, facts, finding, forged))
		action = cell->softer;
	if (must_be_denied(cp_code_row_of(rule->code)->guard, facts->zone))
		action = CERTPOLICY_ACTION_DENY;
	if (rule->flags & CP_RULE_INFO_ONLY && action > CERTPOLICY_ACTION_INFO)
		action = CERTPOLICY_ACTION_INFO;
	return action;
}

/* A live waiver turns deny into warn, a lapsed one is only shown. */
static certpolicy_action
waive(certpolicy_action action, const cp_waiver *waiver, const cp_facts *facts, cp_finding *finding)
{
	if (action != CERTPOLICY_ACTION_DENY || waiver == NULL)
		return action;
	finding->waiver = waiver;
	finding->waived = cp_waiver_is_live(waiver, facts->time);
	cp_horizon_note_end(facts->horizon, waiver->until);
	return finding->waived ? CERTPOLICY_ACTION_WARN : action;
}

static const cp_waiver *
later(const cp_waiver *a, const cp_waiver *b)
{
	return a == NULL || (b != NULL && b->until > a->until) ? b : a;
}

/* What the floor says, softened by waivers of the floor's own file only. */
static certpolicy_action
floor_action(const certpolicy_policy *policy, const certpolicy_policy *floor, const cp_facts *facts,
	bool forged, cp_finding *finding)
{
	certpolicy_action action =
		action_under(floor, facts, finding, CERTPOLICY_ACTION_IGNORE, forged);
	const cp_waiver *waiver = later(cp_waiver_find(policy, facts, finding, true),
		cp_waiver_find(floor, facts, finding, true));

	return waive(action, waiver, facts, finding);
}

static void
settle_action(const certpolicy_policy *policy, const certpolicy_policy *floor,
	const cp_facts *facts, bool forged, cp_finding *finding)
{
	certpolicy_action action = action_under(policy, facts, finding, finding->action, forged);
	cp_finding below = *finding;
	certpolicy_action least;

	action = waive(action, cp_waiver_find(policy, facts, finding, false), facts, finding);
	if (floor != NULL) {
		least = floor_action(policy, floor, facts, forged, &below);
		/* The floor decides: its waiver is the one that counts, or none does. */
		if (least > action || (least == action && below.waived)) {
			action = least;
			finding->waiver = below.waiver;
			finding->waived = below.waived;
		}
	}
	finding->action = action;
}

static void
drop_ignored(cp_findings *findings)
{
	size_t i, kept = 0;

	for (i = 0; i < findings->n; i++) {
		if (findings->list[i].action == CERTPOLICY_ACTION_IGNORE)
			continue;
		if (kept != i)
			findings->list[kept] = findings->list[i];
		kept++;
	}
	findings->n = kept;
}

#define ORDER(A, B) (((A) > (B)) - ((A) < (B)))

/* Worst action, table order, certificate; then as they were found. */
static int
compare(const void *left, const void *right)
{
	const cp_finding *a = left, *b = right;

	if (a->action != b->action)
		return ORDER(b->action, a->action);
	if (a->rank != b->rank)
		return ORDER(a->rank, b->rank);
	if (a->certificate != b->certificate)
		return ORDER(a->certificate, b->certificate);
	return ORDER(a->order, b->order);
}

/*
 * The severity of the worst of what decides, then whether there is a path at all, then how much of
 * it there is: a person mends one expired certificate sooner than two, and either sooner than a
 * forgery.
 */
static uint64_t
weigh(const cp_facts *facts, const cp_findings *findings)
{
	certpolicy_action worst = findings->n > 0 ? findings->list[0].action : 0;
	uint64_t severity = 0, n = 0;
	size_t i;

	for (i = 0; i < findings->n && findings->list[i].action == worst; i++) {
		const cp_rule *rule = findings->list[i].rule;
		uint64_t its = rule != NULL ? cp_code_row_of(rule->code)->severity
					    : (uint64_t)CERTPOLICY_SEVERITY_MEDIUM;

		severity = its > severity ? its : severity;
		n++;
	}
	return severity << 40 | (uint64_t)!facts->anchored << 32 | n << 16 |
	       (findings->n < 0xffff ? findings->n : 0xffff);
}

static certpolicy_verdict
verdict_of(certpolicy_action worst)
{
	switch (worst) {
	case CERTPOLICY_ACTION_IGNORE:
	case CERTPOLICY_ACTION_INFO:
		return CERTPOLICY_VERDICT_ALLOW;
	case CERTPOLICY_ACTION_WARN:
		return CERTPOLICY_VERDICT_WARN;
	case CERTPOLICY_ACTION_DENY:
		break;
	}
	return CERTPOLICY_VERDICT_DENY;
}

cp_verdict
cp_verdict_reach(const certpolicy_policy *policy, const certpolicy_policy *floor,
	const cp_facts *facts, cp_findings *findings)
{
	bool forged = is_forged_or_malformed(findings);
	cp_verdict verdict = {CERTPOLICY_VERDICT_ALLOW, NULL, 0};
	size_t i;

	for (i = 0; i < findings->n; i++)
		settle_action(policy, floor, facts, forged, &findings->list[i]);
	drop_ignored(findings);
	if (findings->n > 0) {
		qsort(findings->list, findings->n, sizeof(*findings->list), compare);
		verdict.verdict = verdict_of(findings->list[0].action);
		verdict.primary = &findings->list[0];
	}
	verdict.weight = weigh(facts, findings);
	CP_INVARIANT(verdict.verdict == CERTPOLICY_VERDICT_ALLOW || findings->n > 0);
	return verdict;
}
