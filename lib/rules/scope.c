/* scope.*: whether this kind of certificate belongs where the peer is. */
#include <config.h>

#include "rules/families.h"

static const char *
kind_text(cp_kind kind)
{
	return kind == CP_KIND_SELF_SIGNED ? "self-signed" : "private";
}

void
cp_rule_scope_private_in_public(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;
	cp_kind kind = facts->classification.kind;
	const char *peer = cp_rule_peer_text(context);
	cp_finding *finding;

	if ((kind != CP_KIND_SELF_SIGNED && kind != CP_KIND_PRIVATE_CA) ||
		cp_zone_is_near(facts->zone))
		return;
	finding = cp_rule_emit(context, leaf);
	cp_evidence_text(finding, "kind", kind_text(kind));
	cp_evidence_text(finding, "peer_name", peer != NULL ? peer : "a peer that nobody named");
	cp_evidence_text(finding, "zone", cp_zone_name(facts->zone));
	cp_rule_name_inspection(context, finding);
}

/* A public CA vouches for what is no public name: of the peer, or (a CA's mistake) of the
 * certificate. */
static void
judge_public(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;

	if (facts->peer_state == CP_PEERS_GIVEN && facts->zone == CP_ZONE_INTERNAL)
		cp_evidence_text(
			cp_rule_emit(context, leaf), "peer_name", cp_rule_peer_text(context));
	else if (leaf->profile.san_is_not_public)
		cp_evidence_text(cp_rule_emit(context, leaf), "internal_name",
			cp_internal_name_text(context->findings->arena, leaf->cert));
}

/* One finding of the three: a development tool's certificate is never a public one. */
void
cp_rule_scope_public_in_internal(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;
	cp_finding *finding;

	if (facts->classification.kind == CP_KIND_PUBLIC_CA) {
		judge_public(context, leaf);
	} else if (facts->peer_state == CP_PEERS_GIVEN && facts->is_development_certificate &&
		   facts->zone != CP_ZONE_DEVELOPMENT) {
		finding = cp_rule_emit(context, leaf);
		cp_evidence_text(finding, "known_by",
			facts->development_tool != NULL ? facts->development_tool : "by its names");
		cp_evidence_text(finding, "mark",
			cp_development_mark_text(context->findings->arena, leaf->cert));
		cp_evidence_text(finding, "zone", cp_zone_name(facts->zone));
	}
}

/* Whether both are known, and only one of them is near. */
static bool
is_apart(const cp_facts *facts)
{
	return facts->peer_state == CP_PEERS_GIVEN && facts->has_address &&
	       cp_zone_is_near(facts->name_zone) != cp_zone_is_near(facts->address_zone);
}

void
cp_rule_scope_address_mismatch(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;
	cp_finding *finding;

	(void)leaf;
	if (!is_apart(facts) || facts->address_zone != CP_ZONE_PUBLIC)
		return;
	finding = cp_rule_emit(context, NULL);
	cp_evidence_text(finding, "peer_name", cp_rule_peer_text(context));
	cp_evidence_text(finding, "name_zone", cp_zone_name(facts->name_zone));
	cp_evidence_text(finding, "address", facts->address_text);
}

void
cp_rule_scope_internal_address(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;
	cp_finding *finding;

	(void)leaf;
	if (!is_apart(facts) || facts->name_zone != CP_ZONE_PUBLIC)
		return;
	finding = cp_rule_emit(context, NULL);
	cp_evidence_text(finding, "peer_name", cp_rule_peer_text(context));
	cp_evidence_text(finding, "address", facts->address_text);
	cp_evidence_text(finding, "address_zone", cp_zone_name(facts->address_zone));
}

void
cp_rule_scope_interception(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;
	bool public_name = facts->peer_state == CP_PEERS_GIVEN ? facts->name_zone == CP_ZONE_PUBLIC
							       : facts->has_public_name;
	const cp_subject *anchor = &facts->subjects[facts->n_subjects - 1];
	cp_finding *finding;

	if (!facts->anchored || !facts->anchor_is_local || facts->leaf_is_anchor || !public_name)
		return;
	finding = cp_rule_emit(context, anchor);
	cp_evidence_name(finding, "anchor", anchor->cert->subject);
	cp_evidence_text(finding, "name", cp_rule_peer_text(context));
	cp_rule_name_inspection(context, finding);
	if (anchor->cert->not_before_form != CP_TIME_NONE)
		cp_evidence_time(finding, "since", anchor->cert->not_before);
	if (leaf->cert->not_before_form != CP_TIME_NONE)
		cp_evidence_time(finding, "issued", leaf->cert->not_before);
}
