/*
 * Makes forecasts. Nothing about dates is known here but where to look: a judgement says itself
 * until when it holds (base/horizon.h), and the engine is asked on both sides of that instant. What
 * differs is the event. For renewals the certificate is read as one issued at the dates of the
 * table and of the anchors, and judged by the same rules.
 */
#include <config.h>
#include "forecast.h"

#include "base/civil.h"
#include "base/error.h"
#include "base/mem.h"

#include <certpolicy/report.h>

#include <stdlib.h>

/* Of one forecast, each a judgement or two; what changes more often is given up, and says so. Paths
 * have some ten dates. */
#define MOST_STEPS 128
/* What halving the time between two instants counts for: 2^32 seconds are 136 years. */
#define STEPS_OF_HALVING 32

typedef struct forecasting {
	const cp_forecast_input *input;
	certpolicy_forecast *forecast;
	certpolicy_error **error;
	certpolicy_request request; /* the input's, at one instant or another; lends from it */
	size_t n_steps;
	int64_t *dates; /* owned; of issue, from which on other rules hold */
	size_t n_dates, dates_capacity;
} forecasting;

static int
no_memory(forecasting *f)
{
	return cp_error_no_memory(f->error);
}

static int
judge_at(forecasting *f, int64_t time, certpolicy_report **report)
{
	f->request.has_time = true;
	f->request.time = time;
	f->request.explain_path = false;
	return cp_engine_judge(f->input->engine, f->input->policy, &f->request, report, f->error);
}

/* ---- what differs between two judgements ---- */

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

static bool
differ(const certpolicy_report *a, const certpolicy_report *b)
{
	const cp_findings *of_a = &a->judgement->findings, *of_b = &b->judgement->findings;
	size_t i;

	if (a->judgement->verdict.verdict != b->judgement->verdict.verdict)
		return true;
	for (i = 0; i < of_a->n; i++) {
		if (action_elsewhere(a, &of_a->list[i], b) != of_a->list[i].action)
			return true;
	}
	for (i = 0; i < of_b->n; i++) {
		if (action_elsewhere(b, &of_b->list[i], a) != of_b->list[i].action)
			return true;
	}
	return false;
}

/* ---- events ---- */

static bool
add_change(forecasting *f, const certpolicy_report *report, size_t index, certpolicy_action before,
	certpolicy_action after)
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
add_changes(forecasting *f, const certpolicy_report *before, const certpolicy_report *after)
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

/* Nothing when the two say the same. */
static int
add_event(forecasting *f, certpolicy_event_kind kind, int64_t time, const certpolicy_report *before,
	const certpolicy_report *after)
{
	certpolicy_forecast *forecast = f->forecast;
	cp_event *event;

	if (!differ(before, after))
		return CERTPOLICY_OK;
	if (!cp_grow((void **)&forecast->events, forecast->n_events, &forecast->events_capacity,
		    sizeof(*event)))
		return no_memory(f);
	event = &forecast->events[forecast->n_events++];
	*event = (cp_event){kind, time, before->judgement->verdict.verdict,
		after->judgement->verdict.verdict, forecast->n_changes, 0};
	if (!add_changes(f, before, after))
		return no_memory(f);
	event->n_changes = forecast->n_changes - event->first_change;
	return CERTPOLICY_OK;
}

/* ---- the certificate as it is ---- */

static bool
note_date(forecasting *f, int64_t date)
{
	size_t i;

	for (i = 0; i < f->n_dates; i++) {
		if (f->dates[i] == date)
			return true;
	}
	if (!cp_grow((void **)&f->dates, f->n_dates, &f->dates_capacity, sizeof(*f->dates)))
		return false;
	f->dates[f->n_dates++] = date;
	return true;
}

/* Until when the anchor of a path is good for new certificates. */
static bool
note_anchor(forecasting *f, const certpolicy_report *report)
{
	const cp_anchor *anchor = report->judgement->facts.anchor;

	if (anchor == NULL)
		return true;
	return (!anchor->has_distrust_after || note_date(f, anchor->distrust_after + 1)) &&
	       (!anchor->has_sct_not_after || note_date(f, anchor->sct_not_after + 1));
}

/* Trades the judgement at hand for a later one. */
static int
go_to(forecasting *f, certpolicy_report **at, certpolicy_report *later)
{
	if (*at != f->forecast->report)
		certpolicy_report_free(*at);
	*at = later;
	return note_anchor(f, later) ? CERTPOLICY_OK : no_memory(f);
}

/*
 * Something changed between two instants that nobody noted, an application's own rule perhaps:
 * finds one second of it by halving, and goes there.
 */
static int
find_unnoted(forecasting *f, certpolicy_report **at, int64_t until)
{
	certpolicy_report *late = NULL, *middle;
	int64_t low = (*at)->time, high = until;
	int status = judge_at(f, high, &late);

	f->n_steps += STEPS_OF_HALVING;

	while (status == CERTPOLICY_OK && high - low > 1) {
		int64_t half = low + (high - low) / 2;

		status = judge_at(f, half, &middle);
		if (status != CERTPOLICY_OK)
			break;
		if (differ(*at, middle)) {
			certpolicy_report_free(late);
			late = middle;
			high = half;
		} else {
			certpolicy_report_free(middle);
			low = half;
		}
	}
	if (status == CERTPOLICY_OK)
		status = add_event(f, CERTPOLICY_EVENT_CERTIFICATE, high, *at, late);
	if (status != CERTPOLICY_OK) {
		certpolicy_report_free(late);
		return status;
	}
	return go_to(f, at, late);
}

/* Goes to the last instant of what holds now. */
static int
go_to_the_end(forecasting *f, certpolicy_report **at, int64_t last)
{
	certpolicy_report *near;
	int status = CERTPOLICY_OK;
	bool same = (*at)->time >= last;

	while (status == CERTPOLICY_OK && !same && f->n_steps++ < MOST_STEPS) {
		status = judge_at(f, last, &near);
		if (status != CERTPOLICY_OK)
			break;
		same = !differ(*at, near);
		if (same) {
			status = go_to(f, at, near);
		} else {
			certpolicy_report_free(near);
			status = find_unnoted(f, at, last);
			same = (*at)->time >= last;
		}
	}
	return status;
}

static int
follow(forecasting *f, certpolicy_report **at)
{
	int64_t until = f->forecast->until;
	certpolicy_report *far;
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK && (*at)->time < until && f->n_steps++ < MOST_STEPS) {
		int64_t next = (*at)->horizon.next;

		status = go_to_the_end(f, at, next <= until ? next - 1 : until);
		if (status != CERTPOLICY_OK || next > until || (*at)->time != next - 1)
			continue;
		status = judge_at(f, next, &far);
		if (status != CERTPOLICY_OK)
			break;
		status = add_event(f, CERTPOLICY_EVENT_CERTIFICATE, next, *at, far);
		if (status == CERTPOLICY_OK)
			status = go_to(f, at, far);
		else
			certpolicy_report_free(far);
	}
	if (status == CERTPOLICY_OK && (*at)->time < until) {
		f->forecast->until = (*at)->time;
		f->forecast->is_complete = false;
	}
	return status;
}

static int
follow_certificate(forecasting *f)
{
	certpolicy_report *at = f->forecast->report;
	int status = note_anchor(f, at) ? CERTPOLICY_OK : no_memory(f);

	if (status == CERTPOLICY_OK)
		status = follow(f, &at);
	if (at != f->forecast->report)
		certpolicy_report_free(at);
	return status;
}

/* ---- its renewal ---- */

/*
 * The certificate as if issued at `date`, for as long. It has no SCTs: those of this one are of its
 * own day, and without any the date of issue counts. NULL means no memory.
 */
static cp_cert *
reissue(const cp_cert *cert, int64_t date)
{
	cp_cert *made = cp_cert_read(cert->der);

	if (made == NULL)
		return NULL;
	made->not_after += date - made->not_before;
	made->not_before = date;
	made->sct_list = CP_BYTES_NONE;
	return made;
}

/* What the request says of this very certificate is left out: responses, SCTs, its session. */
static int
judge_renewal(forecasting *f, int64_t issued, int64_t time, certpolicy_report **report)
{
	const certpolicy_request *request = f->input->request;
	certpolicy_request *renewed = &f->request;
	cp_cert **chain = cp_calloc(request->n_chain, sizeof(*chain));
	int status = CERTPOLICY_ERROR_NO_MEMORY;

	*report = NULL;
	if (chain == NULL)
		return no_memory(f);
	memcpy(chain, request->chain, request->n_chain * sizeof(*chain));
	chain[0] = reissue(request->chain[0], issued);
	renewed->chain = chain;
	renewed->n_staples = renewed->n_ocsp = 0;
	renewed->sct_list = CP_BYTES_NONE;
	renewed->has_sct_list = renewed->has_session = false;
	if (chain[0] != NULL)
		status = judge_at(f, time, report);
	else
		status = no_memory(f);
	cp_cert_unref(chain[0]);
	cp_free(chain);
	*renewed = *request;
	return status;
}

/* Both judged on the same day, so that only the day of issue differs. */
static int
compare_renewals(forecasting *f, int64_t date)
{
	int64_t start = f->forecast->report->time, time = date > start ? date : start;
	certpolicy_report *before, *after = NULL;
	int status = judge_renewal(f, date - 1, time, &before);

	if (status == CERTPOLICY_OK)
		status = judge_renewal(f, date, time, &after);
	if (status == CERTPOLICY_OK)
		status = add_event(f, CERTPOLICY_EVENT_RENEWAL, date, before, after);
	certpolicy_report_free(before);
	certpolicy_report_free(after);
	return status;
}

/* The dates of issue at which rules of the table come into force or out of it. */
static bool
note_rules(forecasting *f)
{
	const cp_rule *rules;
	size_t n = cp_rules_list(&rules), i;

	for (i = 0; i < n; i++) {
		if ((rules[i].since > INT64_MIN && !note_date(f, rules[i].since)) ||
			(rules[i].until < INT64_MAX && !note_date(f, rules[i].until + 1)))
			return false;
	}
	return true;
}

static int
follow_renewal(forecasting *f)
{
	const cp_cert *leaf = f->forecast->report->leaf;
	size_t i;
	int status = CERTPOLICY_OK;

	if (f->input->request->n_chain == 0 || !leaf->skeleton ||
		leaf->not_before_form == CP_TIME_NONE || leaf->not_after_form == CP_TIME_NONE)
		return status;
	if (!note_rules(f))
		return no_memory(f);
	for (i = 0; i < f->n_dates && status == CERTPOLICY_OK; i++) {
		if (f->dates[i] > leaf->not_before && f->dates[i] <= f->forecast->until)
			status = compare_renewals(f, f->dates[i]);
	}
	return status;
}

/* ---- the whole ---- */

static int
compare_events(const void *left, const void *right)
{
	const cp_event *a = left, *b = right;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return (a->kind > b->kind) - (a->kind < b->kind);
}

static bool
is_a_loss(const certpolicy_forecast *forecast, const cp_event *event)
{
	size_t i;

	for (i = 0; i < event->n_changes; i++) {
		const cp_change *change = &forecast->changes[event->first_change + i];

		if (change->after > change->before && change->after >= CERTPOLICY_ACTION_WARN)
			return event->kind == CERTPOLICY_EVENT_CERTIFICATE;
	}
	return false;
}

static int
finish(forecasting *f)
{
	certpolicy_forecast *forecast = f->forecast;
	const cp_cert *leaf = forecast->report->leaf;
	size_t i;

	if (forecast->n_events > 1)
		qsort(forecast->events, forecast->n_events, sizeof(*forecast->events),
			compare_events);
	while (forecast->next < forecast->n_events &&
		!is_a_loss(forecast, &forecast->events[forecast->next]))
		forecast->next++;
	for (i = 0; i < CP_SHA256_LEN; i++) {
		forecast->sha256[2 * i] = "0123456789abcdef"[leaf->sha256[i] >> 4];
		forecast->sha256[2 * i + 1] = "0123456789abcdef"[leaf->sha256[i] & 15];
	}
	forecast->subject = cp_subject_text(&forecast->arena, leaf);
	forecast->names = cp_names_text(&forecast->arena, leaf);
	return cp_arena_failed(&forecast->arena) ? no_memory(f) : CERTPOLICY_OK;
}

static int
begin(forecasting *f)
{
	int status;

	f->forecast = cp_calloc(1, sizeof(*f->forecast));
	if (f->forecast == NULL)
		return no_memory(f);
	f->forecast->until = f->input->until < CP_TIME_MAX ? f->input->until : CP_TIME_MAX;
	f->forecast->is_complete = true;
	f->request = *f->input->request;
	status = cp_engine_judge(
		f->input->engine, f->input->policy, &f->request, &f->forecast->report, f->error);
	if (status == CERTPOLICY_OK && f->forecast->until < f->forecast->report->time)
		f->forecast->until = f->forecast->report->time;
	return status;
}

int
cp_forecast_make(
	const cp_forecast_input *input, certpolicy_forecast **forecast, certpolicy_error **error)
{
	forecasting f = {.input = input, .error = error};
	int status = begin(&f);

	*forecast = NULL;
	if (status == CERTPOLICY_OK)
		status = follow_certificate(&f);
	if (status == CERTPOLICY_OK)
		status = follow_renewal(&f);
	if (status == CERTPOLICY_OK)
		status = finish(&f);
	cp_free(f.dates);
	if (status == CERTPOLICY_OK)
		*forecast = f.forecast;
	else
		certpolicy_forecast_free(f.forecast);
	return status;
}
