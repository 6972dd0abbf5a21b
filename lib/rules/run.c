/*
 * The frame around the rules: which of them run, for which certificates. Rules themselves know
 * nothing of roles, flags and dates.
 */
#include <config.h>

#include "rules/families.h"

cp_finding *
cp_rule_emit(cp_rule_context *context, const cp_subject *subject)
{
	const cp_rule *rule = context->rule;

	return cp_emit(context->findings, rule, cp_code_name(rule->code), rule->id, rule->code,
		subject != NULL ? subject->report_index : -1);
}

void
cp_rule_name_subject(cp_finding *finding, const cp_subject *subject)
{
	cp_evidence_name(finding, "subject", subject->cert->subject);
}

const char *
cp_rule_peer_text(const cp_rule_context *context)
{
	const cp_facts *facts = context->facts;

	return facts->n_peers > 0 ? facts->peers[0].peer->text : facts->address_text;
}

void
cp_rule_name_inspection(cp_rule_context *context, cp_finding *finding)
{
	cp_inspection inspection;

	if (!cp_inspection_find(context->facts, context->findings->arena, &inspection))
		return;
	cp_evidence_text(finding, "product", inspection.product);
	cp_evidence_text(finding, "product_kind", inspection.kind);
	cp_evidence_text(finding, "product_known_by", inspection.known_by);
}

/* A leaf that is an anchor is judged as a leaf. */
static unsigned
role_of(const cp_subject *subject)
{
	return subject->roles & CP_ROLE_LEAF ? CP_ROLE_LEAF : subject->roles;
}

/* The flags of rules that have nothing to say about such a path. */
static unsigned
flags_ruled_out(const cp_facts *facts, bool web)
{
	cp_kind kind = facts->classification.kind;
	bool is_private = kind == CP_KIND_SELF_SIGNED || kind == CP_KIND_PRIVATE_CA;
	unsigned flags = 0;

	if (web)
		flags |= CP_RULE_UNLESS_WEB;
	if (kind != CP_KIND_PUBLIC_CA)
		flags |= CP_RULE_PUBLIC_ONLY;
	if (!is_private)
		flags |= CP_RULE_NOT_PUBLIC;
	if (facts->purpose == CERTPOLICY_PURPOSE_ANY)
		flags |= CP_RULE_TLS_ONLY;
	if (facts->purpose != CERTPOLICY_PURPOSE_SERVER)
		flags |= CP_RULE_SERVER_ONLY;
	return flags;
}

static bool
is_in_force(const cp_rule *rule, const cp_facts *facts, const cp_cert *cert)
{
	if (rule->flags & CP_RULE_DATED_IF_PUBLIC && !facts->anchor_is_public)
		return true;
	if (cert->not_before_form == CP_TIME_NONE)
		return rule->until == INT64_MAX;
	return cert->not_before >= rule->since && cert->not_before <= rule->until;
}

static bool
was_admitted(const cp_facts *facts, const cp_subject *subject)
{
	return facts->anchor_is_public && role_of(subject) != CP_ROLE_LEAF;
}

static bool
suits_subject(const cp_rule *rule, const cp_facts *facts, const cp_subject *subject)
{
	if (!(rule->flags & CP_RULE_UNREADABLE_TOO) && !subject->cert->skeleton)
		return false;
	return (rule->roles & role_of(subject)) != 0 &&
	       !(rule->flags & CP_RULE_NOT_ANCHOR && subject->roles & CP_ROLE_ANCHOR) &&
	       !(rule->flags & CP_RULE_UNLESS_ADMITTED && was_admitted(facts, subject)) &&
	       is_in_force(rule, facts, subject->cert);
}

static void
run_on_path(cp_rule_context *context)
{
	const cp_facts *facts = context->facts;

	if (facts->leaf_readable || context->rule->flags & CP_RULE_UNREADABLE_TOO)
		context->rule->run(context, &facts->subjects[0]);
}

static void
run_on_subjects(cp_rule_context *context)
{
	const cp_facts *facts = context->facts;
	size_t i;

	for (i = 0; i < facts->n_subjects; i++) {
		if (suits_subject(context->rule, facts, &facts->subjects[i]))
			context->rule->run(context, &facts->subjects[i]);
	}
}

void
cp_rules_run(const cp_facts *facts, const int64_t params[CP_N_PARAMS],
	const bool wanted[CP_N_CODES], bool web, cp_findings *findings)
{
	cp_rule_context context = {facts, params, findings, NULL};
	unsigned ruled_out = flags_ruled_out(facts, web);
	const cp_rule *rules;
	size_t n_rules = cp_rules_list(&rules), i;

	for (i = 0; i < n_rules; i++) {
		if (!wanted[rules[i].code] || (rules[i].flags & ruled_out) != 0)
			continue;
		context.rule = &rules[i];
		if (rules[i].flags & CP_RULE_PER_PATH)
			run_on_path(&context);
		else
			run_on_subjects(&context);
	}
}
