/* What differs between two judgements of a forecast, and the event that is made of it. */
#include <config.h>
#include "forecasting.h"

#include "base/mem.h"

static const cp_cert *
certificate_of(const certpolicy_report *report, const cp_finding *finding)
{
	return finding->certificate >= 0 && (size_t)finding->certificate < report->n_certificates
		       ? report->certificates[finding->certificate]
		       : NULL;
}

static bool
is_about_the_same(const certpolicy_report *a, const cp_finding *of_a, const certpolicy_report *b,
	const cp_finding *of_b)
{
	const cp_cert *its = certificate_of(a, of_a), *theirs = certificate_of(b, of_b);

	if (strcmp(of_a->rule_id, of_b->rule_id) != 0 || (its == NULL) != (theirs == NULL))
		return false;
	return its == NULL || memcmp(its->sha256, theirs->sha256, CP_SHA256_LEN) == 0;
}

/* What another judgement does about the same; IGNORE: nothing. Findings are sorted worst first. */
static certpolicy_action
action_elsewhere(const certpolicy_report *report, const cp_finding *finding,
	const certpolicy_report *elsewhere)
{
	const cp_findings *findings = &elsewhere->judgement->findings;
	size_t i;

	for (i = 0; i < findings->n; i++) {
		if (is_about_the_same(report, finding, elsewhere, &findings->list[i]))
			return findings->list[i].action;
	}
	return CERTPOLICY_ACTION_IGNORE;
}

/* Whether it says that the leaf is in time, or for how long still. */
static bool
is_about_dates(const certpolicy_report *report, const cp_finding *finding)
{
	const cp_cert *cert = certificate_of(report, finding);

	if (finding->rule == NULL || cert == NULL ||
		memcmp(cert->sha256, report->leaf->sha256, CP_SHA256_LEN) != 0)
		return false;
	return finding->rule->code == CP_CODE_VALIDITY_EXPIRED ||
	       finding->rule->code == CP_CODE_VALIDITY_NOT_YET_VALID ||
	       finding->rule->code == CP_CODE_VALIDITY_EXPIRES_SOON;
}

/* Whether all that one judgement finds is in the other one, too. */
static bool
is_contained(const certpolicy_report *a, const certpolicy_report *b, bool with_dates)
{
	const cp_findings *findings = &a->judgement->findings;
	size_t i;

	for (i = 0; i < findings->n; i++) {
		const cp_finding *finding = &findings->list[i];

		if ((with_dates || !is_about_dates(a, finding)) &&
			action_elsewhere(a, finding, b) != finding->action)
			return false;
	}
	return true;
}

bool
cp_forecast_differ(const certpolicy_report *a, const certpolicy_report *b)
{
	return a->judgement->verdict.verdict != b->judgement->verdict.verdict ||
	       !is_contained(a, b, true) || !is_contained(b, a, true);
}

bool
cp_forecast_differ_beyond_dates(const certpolicy_report *a, const certpolicy_report *b)
{
	return !is_contained(a, b, false) || !is_contained(b, a, false);
}

static bool
add_change(cp_forecasting *f, const certpolicy_report *report, size_t index,
	certpolicy_action before, certpolicy_action after)
{
	certpolicy_forecast *forecast = f->forecast;
	const cp_finding *finding = &report->judgement->findings.list[index];
	const cp_cert *cert = certificate_of(report, finding);
	cp_arena *arena = &forecast->arena;
	cp_change *change;

	if (!cp_grow((void **)&forecast->changes, forecast->n_changes, &forecast->changes_capacity,
		    sizeof(*change)))
		return false;
	change = &forecast->changes[forecast->n_changes++];
	memset(change, 0, sizeof(*change));
	change->code = cp_arena_strdup(arena, finding->code);
	change->rule = cp_arena_strdup(arena, finding->rule_id);
	change->before = before;
	change->after = after;
	change->message =
		cp_arena_strdup(arena, cp_report_finding_text(report, index, CP_TEXT_MESSAGE));
	change->remedy =
		cp_arena_strdup(arena, cp_report_finding_text(report, index, CP_TEXT_REMEDY));
	if (cert != NULL) {
		change->has_certificate = true;
		memcpy(change->certificate, cert->sha256, CP_SHA256_LEN);
	}
	return change->message != NULL;
}

/* What comes or does something else, then what goes. */
static bool
add_changes(cp_forecasting *f, const certpolicy_report *before, const certpolicy_report *after)
{
	const cp_findings *old = &before->judgement->findings, *new = &after->judgement->findings;
	certpolicy_action action;
	size_t i;

	for (i = 0; i < new->n; i++) {
		action = action_elsewhere(after, &new->list[i], before);
		if (action != new->list[i].action &&
			!add_change(f, after, i, action, new->list[i].action))
			return false;
	}
	for (i = 0; i < old->n; i++) {
		action = action_elsewhere(before, &old->list[i], after);
		if (action == CERTPOLICY_ACTION_IGNORE &&
			!add_change(f, before, i, old->list[i].action, action))
			return false;
	}
	return true;
}

int
cp_forecast_add_event(cp_forecasting *f, certpolicy_event_kind kind, int64_t time,
	const certpolicy_report *before, const certpolicy_report *after)
{
	certpolicy_forecast *forecast = f->forecast;
	cp_event *event;

	if (!cp_forecast_differ(before, after))
		return CERTPOLICY_OK;
	if (!cp_grow((void **)&forecast->events, forecast->n_events, &forecast->events_capacity,
		    sizeof(*event)))
		return cp_forecast_no_memory(f);
	event = &forecast->events[forecast->n_events++];
	*event = (cp_event){kind, time, before->judgement->verdict.verdict,
		after->judgement->verdict.verdict, forecast->n_changes, 0};
	if (!add_changes(f, before, after))
		return cp_forecast_no_memory(f);
	event->n_changes = forecast->n_changes - event->first_change;
	return CERTPOLICY_OK;
}
