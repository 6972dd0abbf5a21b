/* Forecasts for people. */
#ifndef CLI_FORECAST_TEXT_H
#define CLI_FORECAST_TEXT_H

#include <certpolicy/forecast.h>

#include <stddef.h>

/* The soonest events of a run, so that they can be named at its end. */
#define CLI_SOONEST 10
typedef struct cli_soonest {
	int64_t time;
	char text[160]; /* what is shown of it */
} cli_soonest;

typedef struct cli_forecast_sum {
	size_t n, n_allow, n_warn, n_deny; /* forecasts, by their verdicts at the beginning */
	size_t n_worse;                    /* that have an event to come by which they are worse */
	size_t n_files, n_without;        /* files (and hosts) looked at, those that held nothing */
	size_t n_failed;                  /* targets that could not be judged */
	cli_soonest soonest[CLI_SOONEST]; /* earliest first */
	size_t n_soonest;
} cli_forecast_sum;

/* Counts a forecast in. */
void
cli_forecast_count(cli_forecast_sum *sum, const certpolicy_forecast *forecast, const char *source);

/* These two: 0, or an exit code after a line on stderr. */
int
cli_forecast_put_text(const certpolicy_forecast *forecast, const char *source);
int
cli_forecast_put_sum(const cli_forecast_sum *sum);

#endif
