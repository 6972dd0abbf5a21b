/* root.*: whether this anchor may vouch for this certificate. */
#include <config.h>

#include "rules/families.h"

static cp_finding *
emit_about_anchor(cp_rule_context *context)
{
	const cp_facts *facts = context->facts;
	const cp_subject *anchor = &facts->subjects[facts->n_subjects - 1];
	cp_finding *finding = cp_rule_emit(context, anchor);

	cp_evidence_name(finding, "anchor", anchor->cert->subject);
	return finding;
}

void
cp_rule_root_not_public(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;

	(void)leaf;
	if (facts->anchored && !facts->anchor_is_public)
		cp_evidence_text(emit_about_anchor(context), "source", facts->anchor->source);
}

void
cp_rule_root_distrusted(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;

	size_t i;

	(void)leaf;
	for (i = 0; i < facts->n_distrusts; i++) {
		const cp_distrust *distrust = &facts->distrusts[i];
		cp_finding *finding;

		if (!distrust->fired)
			continue;
		finding = emit_about_anchor(context);
		cp_evidence_text(finding, "distrusted_by",
			cp_distrust_text(context->findings->arena, facts, distrust));
		cp_evidence_text(finding, "programme", distrust->programme);
		if (distrust->by != CP_DISTRUST_BY_MARK)
			cp_evidence_time(finding, "last_accepted", distrust->last);
		cp_evidence_text(finding, "source", distrust->source);
	}
}

void
cp_rule_root_public_for_client(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;

	(void)leaf;
	if (facts->anchored && facts->anchor_is_public &&
		facts->purpose == CERTPOLICY_PURPOSE_CLIENT)
		(void)emit_about_anchor(context);
}

void
cp_rule_root_out_of_scope(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;

	(void)leaf;
	if (facts->anchored && facts->out_of_scope)
		cp_evidence_text(emit_about_anchor(context), "name", facts->out_of_scope_name);
}
