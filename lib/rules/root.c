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

	(void)leaf;
	if (facts->anchored && facts->distrusted)
		cp_evidence_text(emit_about_anchor(context), "distrusted_by", facts->distrusted_by);
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
