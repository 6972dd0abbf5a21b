/* Forecasts as an iCalendar (RFC 5545). */
#ifndef CLI_CALENDAR_H
#define CLI_CALENDAR_H

#include <certpolicy/forecast.h>

#include <stdbool.h>
#include <stdint.h>

typedef struct cli_calendar {
	int64_t stamp; /* DTSTAMP: when the calendar was made */
	bool has_events;
} cli_calendar;

/* Writes the beginning. These three: 0, or an exit code after a line on stderr. */
int
cli_calendar_start(cli_calendar *calendar, int64_t stamp);
/* The events of a forecast that are still to come; `source` says where the certificate was. */
int
cli_calendar_add(
	cli_calendar *calendar, const certpolicy_forecast *forecast, const char *source);
int
cli_calendar_end(const cli_calendar *calendar);

#endif
