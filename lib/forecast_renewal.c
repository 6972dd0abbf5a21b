/*
 * What certificates issued later would come to: the leaf read as one issued on another day, by the
 * same CA, for as long and for the same uses, and judged by the same rules. Where to look the table
 * and the anchors say; what they do not say is found by halving.
 */
#include <config.h>
#include "forecasting.h"

#include "base/civil.h"
#include "base/mem.h"

#include <certpolicy/report.h>

#include <stdlib.h>

/* As a CA would write it (RFC 5280 4.1.2.5). */
static cp_time_form
form_of(int64_t date)
{
	cp_civil civil;

	cp_civil_from_seconds(date, &civil);
	return civil.year < 2050 ? CP_TIME_UTC : CP_TIME_GENERALIZED;
}

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
	made->not_before_form = form_of(made->not_before);
	made->not_after_form = form_of(made->not_after);
	made->sct_list = CP_BYTES_NONE;
	return made;
}

/* What the request says of this very certificate is left out: responses, SCTs, its session. */
static int
judge_renewal(cp_forecasting *f, int64_t issued, int64_t time, certpolicy_report **report)
{
	const certpolicy_request *request = f->input->request;
	certpolicy_request *renewed = &f->request;
	cp_cert **chain = cp_calloc(request->n_chain, sizeof(*chain));
	int status = CERTPOLICY_ERROR_NO_MEMORY;

	*report = NULL;
	if (chain == NULL)
		return cp_forecast_no_memory(f);
	memcpy(chain, request->chain, request->n_chain * sizeof(*chain));
	chain[0] = reissue(request->chain[0], issued);
	renewed->chain = chain;
	renewed->n_staples = renewed->n_ocsp = 0;
	renewed->sct_list = CP_BYTES_NONE;
	renewed->has_sct_list = renewed->has_session = false;
	if (chain[0] != NULL)
		status = cp_forecast_judge_at(f, time, report);
	else
		status = cp_forecast_no_memory(f);
	cp_cert_unref(chain[0]);
	cp_free(chain);
	*renewed = *request;
	return status;
}

/* Both judged on the same day, so that only the day of issue differs. */
static int
compare_renewals(cp_forecasting *f, int64_t date)
{
	int64_t start = f->forecast->report->time, time = date > start ? date : start;
	certpolicy_report *before, *after = NULL;
	int status = judge_renewal(f, date - 1, time, &before);

	if (status == CERTPOLICY_OK)
		status = judge_renewal(f, date, time, &after);
	if (status == CERTPOLICY_OK)
		status = cp_forecast_add_event(f, CERTPOLICY_EVENT_RENEWAL, date, before, after);
	certpolicy_report_free(before);
	certpolicy_report_free(after);
	return status;
}

/* The dates of issue at which rules of the table come into force or out of it. */
static bool
note_rules(cp_forecasting *f)
{
	const cp_rule *rules;
	size_t n = cp_rules_list(&rules), i;

	for (i = 0; i < n; i++) {
		if ((rules[i].since > INT64_MIN && !cp_forecast_note_date(f, rules[i].since)) ||
			(rules[i].until < INT64_MAX &&
				!cp_forecast_note_date(f, rules[i].until + 1)))
			return false;
	}
	return true;
}

/* A renewal judged at the beginning of the forecast, whatever its day. */
typedef struct renewal {
	certpolicy_report *report; /* owned */
	int64_t issued;
} renewal;

static int
judge_issued(cp_forecasting *f, int64_t date, renewal *made)
{
	made->issued = date;
	return judge_renewal(f, date, f->forecast->report->time, &made->report);
}

static void
go_to(renewal *at, const renewal *later)
{
	certpolicy_report_free(at->report);
	*at = *later;
}

/* The first day of issue by which something differs that did not at `at`, and does at `late`, by
 * halving; `late` goes there. */
static int
halve(cp_forecasting *f, const renewal *at, renewal *late)
{
	int64_t low = at->issued;
	int status = CERTPOLICY_OK;

	f->n_steps += CP_FORECAST_HALVING;
	while (status == CERTPOLICY_OK && late->issued - low > 1) {
		renewal half;

		status = judge_issued(f, low + (late->issued - low) / 2, &half);
		if (status != CERTPOLICY_OK)
			break;
		if (cp_forecast_differ_beyond_dates(at->report, half.report)) {
			go_to(late, &half);
		} else {
			low = half.issued;
			certpolicy_report_free(half.report);
		}
	}
	return status;
}

/* Goes to the last day of issue before one that is known; what differs on the way nobody noted,
 * such as dates in data about roots. */
static int
go_to_the_end(cp_forecasting *f, renewal *at, int64_t last)
{
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK && at->issued < last && f->n_steps++ < CP_FORECAST_STEPS) {
		renewal near;

		status = judge_issued(f, last, &near);
		if (status == CERTPOLICY_OK &&
			cp_forecast_differ_beyond_dates(at->report, near.report)) {
			status = halve(f, at, &near);
			if (status == CERTPOLICY_OK)
				status = compare_renewals(f, near.issued);
		}
		if (near.report != NULL)
			go_to(at, &near);
	}
	return status;
}

static int
step_over(cp_forecasting *f, renewal *at, int64_t date)
{
	renewal far;
	int status = go_to_the_end(f, at, date - 1);

	if (status != CERTPOLICY_OK || at->issued != date - 1)
		return status;
	status = judge_issued(f, date, &far);
	if (status != CERTPOLICY_OK)
		return status;
	if (cp_forecast_differ_beyond_dates(at->report, far.report))
		status = compare_renewals(f, date);
	go_to(at, &far);
	return status;
}

static int
compare_dates(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static int
follow_dates(cp_forecasting *f, renewal *at)
{
	int64_t until = f->forecast->until;
	size_t i;
	int status = CERTPOLICY_OK;

	if (!note_rules(f))
		return cp_forecast_no_memory(f);
	qsort(f->dates, f->n_dates, sizeof(*f->dates), compare_dates);
	for (i = 0; i < f->n_dates && status == CERTPOLICY_OK; i++) {
		if (f->dates[i] > at->issued && f->dates[i] <= until)
			status = step_over(f, at, f->dates[i]);
	}
	if (status == CERTPOLICY_OK)
		status = go_to_the_end(f, at, until);
	if (status == CERTPOLICY_OK && at->issued < until)
		f->forecast->is_complete = false;
	return status;
}

int
cp_forecast_follow_renewal(cp_forecasting *f)
{
	const cp_cert *leaf = f->forecast->report->leaf;
	renewal at = {NULL, 0};
	int status;

	if (f->input->request->n_chain == 0 || !leaf->skeleton ||
		leaf->not_before_form == CP_TIME_NONE || leaf->not_after_form == CP_TIME_NONE)
		return CERTPOLICY_OK;
	f->n_steps = 0;
	status = judge_issued(f, leaf->not_before, &at);
	if (status == CERTPOLICY_OK)
		status = follow_dates(f, &at);
	certpolicy_report_free(at.report);
	return status;
}
