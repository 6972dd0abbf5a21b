/* revocation.*: what CRLs and OCSP responses that verify say of the path. */
#include <config.h>

#include "rules/families.h"

#include "base/civil.h"
#include "x509/crl.h"

void
cp_rule_revocation_revoked(cp_rule_context *context, const cp_subject *subject)
{
	const cp_revocation *revocation = &subject->revocation;
	cp_finding *finding;

	if (revocation->status != CP_REVOCATION_REVOKED)
		return;
	finding = cp_rule_emit(context, subject);
	cp_rule_name_subject(finding, subject);
	if (revocation->has_revoked_at)
		cp_evidence_time(finding, "revoked_at", revocation->revoked_at);
	cp_evidence_text(finding, "reason", cp_crl_reason_name(revocation->reason));
}

/* CA/B BR 1.6.1 "Short-lived Subscriber Certificate": nothing about revocation is asked of it. */
static bool
is_short_lived(const cp_subject *subject, int days)
{
	return subject->roles & CP_ROLE_LEAF && subject->lifetime > 0 &&
	       subject->lifetime <= days * CP_SECONDS_PER_DAY;
}

void
cp_rule_revocation_unavailable(cp_rule_context *context, const cp_subject *subject)
{
	cp_finding *finding;

	if (!context->facts->anchored || subject->revocation.status != CP_REVOCATION_UNKNOWN ||
		is_short_lived(subject, context->rule->days))
		return;
	finding = cp_rule_emit(context, subject);
	cp_rule_name_subject(finding, subject);
	cp_evidence_text(finding, "detail", subject->revocation.detail);
}

/* Who is trusted itself has no CA that could answer for it. */
void
cp_rule_revocation_staple_required(cp_rule_context *context, const cp_subject *subject)
{
	const cp_facts *facts = context->facts;
	cp_finding *finding;

	if (!facts->anchored || facts->leaf_is_anchor || !facts->must_staple || facts->stapled)
		return;
	finding = cp_rule_emit(context, subject);
	cp_evidence_text(finding, "detail", facts->staple_fault);
}
