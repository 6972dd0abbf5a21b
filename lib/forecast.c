/*
 * Makes forecasts. Nothing about dates is known here but where to look: a judgement says itself
 * until when it holds (base/horizon.h), and the engine is asked on both sides of that instant. What
 * differs is the event. For renewals the certificate is read as one issued at the dates of the
 * table and of the anchors, and judged by the same rules.
 */
#include <config.h>
#include "forecasting.h"

#include "base/civil.h"
#include "base/error.h"
#include "base/mem.h"

#include <certpolicy/report.h>

#include <stdlib.h>

int
cp_forecast_no_memory(cp_forecasting *f)
{
	return cp_error_no_memory(f->error);
}

int
cp_forecast_judge_at(cp_forecasting *f, int64_t time, certpolicy_report **report)
{
	f->request.has_time = true;
	f->request.time = time;
	f->request.explain_path = false;
	return cp_engine_judge(f->input->engine, f->input->policy, &f->request, report, f->error);
}

/* ---- the certificate as it is ---- */

bool
cp_forecast_note_date(cp_forecasting *f, int64_t date)
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
note_anchor(cp_forecasting *f, const certpolicy_report *report)
{
	const cp_anchor *anchor = report->judgement->facts.anchor;

	if (anchor == NULL)
		return true;
	return (!anchor->has_distrust_after ||
		       cp_forecast_note_date(f, anchor->distrust_after + 1)) &&
	       (!anchor->has_sct_not_after || cp_forecast_note_date(f, anchor->sct_not_after + 1));
}

/* Trades the judgement at hand for a later one. */
static int
go_to(cp_forecasting *f, certpolicy_report **at, certpolicy_report *later)
{
	if (*at != f->forecast->report)
		certpolicy_report_free(*at);
	*at = later;
	return note_anchor(f, later) ? CERTPOLICY_OK : cp_forecast_no_memory(f);
}

/*
 * Something changed between two instants that nobody noted, an application's own rule perhaps:
 * finds one second of it by halving, and goes there.
 */
static int
find_unnoted(cp_forecasting *f, certpolicy_report **at, int64_t until)
{
	certpolicy_report *late = NULL, *middle;
	int64_t low = (*at)->time, high = until;
	int status = cp_forecast_judge_at(f, high, &late);

	f->n_steps += CP_FORECAST_HALVING;

	while (status == CERTPOLICY_OK && high - low > 1) {
		int64_t half = low + (high - low) / 2;

		status = cp_forecast_judge_at(f, half, &middle);
		if (status != CERTPOLICY_OK)
			break;
		if (cp_forecast_differ(*at, middle)) {
			certpolicy_report_free(late);
			late = middle;
			high = half;
		} else {
			certpolicy_report_free(middle);
			low = half;
		}
	}
	if (status == CERTPOLICY_OK)
		status = cp_forecast_add_event(f, CERTPOLICY_EVENT_CERTIFICATE, high, *at, late);
	if (status != CERTPOLICY_OK) {
		certpolicy_report_free(late);
		return status;
	}
	return go_to(f, at, late);
}

/* Goes to the last instant of what holds now. */
static int
go_to_the_end(cp_forecasting *f, certpolicy_report **at, int64_t last)
{
	certpolicy_report *near;
	int status = CERTPOLICY_OK;
	bool same = (*at)->time >= last;

	while (status == CERTPOLICY_OK && !same && f->n_steps++ < CP_FORECAST_STEPS) {
		status = cp_forecast_judge_at(f, last, &near);
		if (status != CERTPOLICY_OK)
			break;
		same = !cp_forecast_differ(*at, near);
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
follow(cp_forecasting *f, certpolicy_report **at)
{
	int64_t until = f->forecast->until;
	certpolicy_report *far;
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK && (*at)->time < until && f->n_steps++ < CP_FORECAST_STEPS) {
		int64_t next = (*at)->horizon.next;

		status = go_to_the_end(f, at, next <= until ? next - 1 : until);
		if (status != CERTPOLICY_OK || next > until || (*at)->time != next - 1)
			continue;
		status = cp_forecast_judge_at(f, next, &far);
		if (status != CERTPOLICY_OK)
			break;
		status = cp_forecast_add_event(f, CERTPOLICY_EVENT_CERTIFICATE, next, *at, far);
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
follow_certificate(cp_forecasting *f)
{
	certpolicy_report *at = f->forecast->report;
	int status = note_anchor(f, at) ? CERTPOLICY_OK : cp_forecast_no_memory(f);

	if (status == CERTPOLICY_OK)
		status = follow(f, &at);
	if (at != f->forecast->report)
		certpolicy_report_free(at);
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
finish(cp_forecasting *f)
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
	return cp_arena_failed(&forecast->arena) ? cp_forecast_no_memory(f) : CERTPOLICY_OK;
}

static int
begin(cp_forecasting *f)
{
	int status;

	f->forecast = cp_calloc(1, sizeof(*f->forecast));
	if (f->forecast == NULL)
		return cp_forecast_no_memory(f);
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
	cp_forecasting f = {.input = input, .error = error};
	int status = begin(&f);

	*forecast = NULL;
	if (status == CERTPOLICY_OK)
		status = follow_certificate(&f);
	if (status == CERTPOLICY_OK)
		status = cp_forecast_follow_renewal(&f);
	if (status == CERTPOLICY_OK)
		status = finish(&f);
	cp_free(f.dates);
	if (status == CERTPOLICY_OK)
		*forecast = f.forecast;
	else
		certpolicy_forecast_free(f.forecast);
	return status;
}
