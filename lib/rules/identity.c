/* identity.*: whether the peer is who it should be, and whether anybody said who that is. */
#include <config.h>

#include "rules/families.h"

void
cp_rule_identity_self_signed(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;

	if (facts->leaf_self_signed && !facts->anchored && !facts->pins.leaf_matched)
		cp_rule_emit(context, leaf);
}

void
cp_rule_identity_peer_missing(cp_rule_context *context, const cp_subject *leaf)
{
	(void)leaf;
	if (context->facts->peer_state == CP_PEERS_MISSING)
		cp_rule_emit(context, NULL);
}

void
cp_rule_identity_not_checked(cp_rule_context *context, const cp_subject *leaf)
{
	(void)leaf;
	if (context->facts->peer_state == CP_PEERS_NOT_CHECKED)
		cp_rule_emit(context, NULL);
}

void
cp_rule_identity_name_mismatch(cp_rule_context *context, const cp_subject *subject)
{
	const cp_facts *facts = context->facts;
	const char *names = NULL;
	cp_finding *finding;
	size_t i;

	if (facts->peer_state != CP_PEERS_GIVEN)
		return;
	for (i = 0; i < facts->n_peers; i++) {
		if (facts->peers[i].match == CP_MATCH_YES)
			continue;
		if (names == NULL)
			names = cp_names_text(context->findings->arena, subject->cert);
		finding = cp_rule_emit(context, subject);
		cp_evidence_text(finding, "wanted", facts->peers[i].peer->text);
		cp_evidence_text(finding, "names", names);
	}
}

void
cp_rule_identity_common_name_only(cp_rule_context *context, const cp_subject *subject)
{
	if (context->facts->common_name_only)
		cp_rule_emit(context, subject);
}

void
cp_rule_identity_wildcard_public_suffix(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->profile.san_has_public_suffix_wildcard)
		cp_evidence_text(cp_rule_emit(context, subject), "names",
			cp_names_text(context->findings->arena, subject->cert));
}

void
cp_rule_identity_impersonation(cp_rule_context *context, const cp_subject *subject)
{
	const cp_facts *facts = context->facts;
	cp_finding *finding;

	if (facts->impersonated == NULL && facts->protected_name == NULL &&
		facts->claimed_policy == NULL)
		return;
	finding = cp_rule_emit(context, subject);
	cp_evidence_text(finding, "impersonated", facts->impersonated);
	cp_evidence_text(finding, "protected_name", facts->protected_name);
	cp_evidence_text(finding, "claimed_policy", facts->claimed_policy);
	if (facts->claimed_policy != NULL)
		cp_evidence_name(finding, "claimed_by", subject->cert->issuer);
	cp_rule_name_inspection(context, finding);
}
