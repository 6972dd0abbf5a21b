/* validity.*: whether it is in time, and for how long. */
#include <config.h>

#include "rules/families.h"

#include "base/civil.h"
#include "rules/dates.h"

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

/* CA/B BR 6.3.2 and its ballots: SC-081v3, SC-31, 193. In force for what is issued from `since`. */
static const struct {
	int64_t since;
	int days;
} limits[] = {
	{CP_DATE_2029_03_15, 47}, {CP_DATE_2027_03_15, 100}, {CP_DATE_2026_03_15, 200},
	{CP_DATE_2020_09_01, 398}, {CP_DATE_2018_03_01, 825},
	{INT64_MIN, 1188}, /* 39 months, at their longest */
};

static int
days_allowed(int64_t not_before)
{
	size_t i = 0;

	while (not_before < limits[i].since)
		i++;
	return limits[i].days;
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
	int allowed = days_allowed(subject->cert->not_before);
	cp_finding *finding;

	if (days <= allowed)
		return;
	finding = cp_rule_emit(context, subject);
	cp_evidence_int(finding, "days", days);
	cp_evidence_int(finding, "limit", allowed);
}

void
cp_rule_validity_expires_soon(cp_rule_context *context, const cp_subject *subject)
{
	int64_t divisor = context->params[CP_PARAM_EXPIRES_SOON_DIVISOR];
	cp_finding *finding;

	if (subject->expired || subject->not_yet_valid ||
		subject->seconds_left * divisor >= subject->lifetime)
		return;
	finding = cp_rule_emit(context, subject);
	cp_evidence_time(finding, "expires_at", subject->cert->not_after);
	cp_evidence_int(finding, "days", subject->seconds_left / CP_SECONDS_PER_DAY);
}
