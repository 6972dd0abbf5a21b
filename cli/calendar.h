/* Forecasts as an iCalendar (RFC 5545). */
#ifndef CLI_CALENDAR_H
#define CLI_CALENDAR_H

#include <certpolicy/forecast.h>

#include <stddef.h>
#include <stdint.h>

/* What tells one event from all others, for those that were written already. */
typedef struct cli_event_key {
	uint64_t certificate[2]; /* of its SHA-256 */
	int64_t time;            /* with the kind in the lowest bit */
} cli_event_key;

typedef struct cli_calendar {
	int64_t stamp;       /* DTSTAMP: when the calendar was made */
	cli_event_key *keys; /* owned; open addressing, all zero: free */
	size_t n, size;      /* `size` is a power of two */
} cli_calendar;

/* Writes the beginning. These three: 0, or an exit code after a line on stderr. */
int
cli_calendar_start(cli_calendar *calendar, int64_t stamp);
/* The events of a forecast that are still to come, each once: a certificate may be in several
 * files. `source` says where it was. */
int
cli_calendar_add(cli_calendar *calendar, const certpolicy_forecast *forecast, const char *source);
int
cli_calendar_end(const cli_calendar *calendar);
void
cli_calendar_clear(cli_calendar *calendar);

#endif
