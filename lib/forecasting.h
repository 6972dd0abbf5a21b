/* What the parts of a forecast on its way share: forecast.c, forecast_events.c, forecast_renewal.c. */
#ifndef CP_FORECASTING_H
#define CP_FORECASTING_H

#include "forecast.h"

/* Of one forecast, each a judgement or two, and once more of its renewal; what changes more often is
 * given up, and says so. Paths have some ten dates. */
#define CP_FORECAST_STEPS 128
/* What halving the time between two instants counts for: 2^32 seconds are 136 years. */
#define CP_FORECAST_HALVING 32

typedef struct cp_forecasting {
	const cp_forecast_input *input;
	certpolicy_forecast *forecast;
	certpolicy_error **error;
	certpolicy_request request; /* the input's, at one instant or another; lends from it */
	size_t n_steps;
	int64_t *dates; /* owned; of issue, from which on other rules hold */
	size_t n_dates, dates_capacity;
} cp_forecasting;

/* CERTPOLICY_ERROR_NO_MEMORY, and says so. */
int
cp_forecast_no_memory(cp_forecasting *f);

/* Judges f->request as of an instant. */
CP_CHECK_RESULT int
cp_forecast_judge_at(cp_forecasting *f, int64_t time, certpolicy_report **report);

/* Whether two judgements find something else, or do something else about it. */
bool
cp_forecast_differ(const certpolicy_report *a, const certpolicy_report *b);
/* The same, but for what a day of issue brings with it: that it is in time, and for how long still. */
bool
cp_forecast_differ_beyond_dates(const certpolicy_report *a, const certpolicy_report *b);

/* Adds what differs; nothing when both say the same. */
CP_CHECK_RESULT int
cp_forecast_add_event(cp_forecasting *f, certpolicy_event_kind kind, int64_t time,
	const certpolicy_report *before, const certpolicy_report *after);

/* A day of issue on which something may change, once. False: no memory. */
CP_CHECK_RESULT bool
cp_forecast_note_date(cp_forecasting *f, int64_t date);

/* What certificates issued later would come to. */
CP_CHECK_RESULT int
cp_forecast_follow_renewal(cp_forecasting *f);

#endif
