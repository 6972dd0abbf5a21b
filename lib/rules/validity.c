/* validity.*: whether it is in time, and for how long. */
#include <config.h>

#include "rules/families.h"

#include "base/civil.h"

void
cp_rule_validity_expired(cp_rule_context *context, const cp_subject *subject)
{
	cp_finding *finding;

	if (!subject->expired)
		return;
	finding = cp_rule_emit(context, subject);
	cp_rule_name_subject(finding, subject);
	cp_evidence_time(finding, "expired_at", subject->cert->not_after);
	if (subject->seconds_left <= -CP_SECONDS_PER_DAY)
		cp_evidence_int(finding, "days", -(subject->seconds_left / CP_SECONDS_PER_DAY));
}

void
cp_rule_validity_not_yet_valid(cp_rule_context *context, const cp_subject *subject)
{
	cp_finding *finding;

	if (!subject->not_yet_valid)
		return;
	finding = cp_rule_emit(context, subject);
	cp_rule_name_subject(finding, subject);
	cp_evidence_time(finding, "valid_from", subject->cert->not_before);
}

/* A day is 86,400 seconds, and any excess counts as one more (CA/B BR 6.3.2). */
static int64_t
days_of(int64_t lifetime)
{
	return lifetime / CP_SECONDS_PER_DAY + (lifetime % CP_SECONDS_PER_DAY > 0);
}

void
cp_rule_validity_too_long(cp_rule_context *context, const cp_subject *subject)
{
	int64_t days = days_of(subject->lifetime);
	int allowed = context->rule->days;
	cp_finding *finding;

	if (days <= allowed)
		return;
	finding = cp_rule_emit(context, subject);
	cp_evidence_int(finding, "days", days);
	cp_evidence_int(finding, "limit", allowed);
}

/* The last instant at which a part of its life is left: seconds_left * divisor >= lifetime. */
static int64_t
last_of_plenty(const cp_subject *subject, int64_t divisor)
{
	return subject->cert->not_after - (subject->lifetime + divisor - 1) / divisor;
}

void
cp_rule_validity_expires_soon(cp_rule_context *context, const cp_subject *subject)
{
	int64_t divisor = context->params[CP_PARAM_EXPIRES_SOON_DIVISOR];
	cp_finding *finding;

	if (subject->expired || subject->lifetime <= 0)
		return;
	cp_horizon_note_end(context->facts->horizon, last_of_plenty(subject, divisor));
	if (subject->not_yet_valid || subject->seconds_left * divisor >= subject->lifetime)
		return;
	finding = cp_rule_emit(context, subject);
	cp_evidence_time(finding, "expires_at", subject->cert->not_after);
	cp_evidence_int(finding, "days", subject->seconds_left / CP_SECONDS_PER_DAY);
}
