/* Instants as the command line gives them. */
#ifndef CLI_INSTANT_H
#define CLI_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * RFC 3339 date-time ("2026-11-23T12:00:00Z", "…+01:00", a fraction is dropped), or a date, which
 * means its first second in UTC. Seconds since 1970-01-01T00:00:00Z.
 */
bool
cli_instant_parse(const char *text, int64_t *seconds);

/*
 * "90d" after `from`: a number of hours (h), days (d), weeks (w) or calendar years (y); or an
 * instant as above.
 */
bool
cli_instant_parse_until(const char *text, int64_t from, int64_t *seconds);

/* "2026-11-23T12:00:00Z", and "20261123T120000Z" as calendars have it. */
#define CLI_INSTANT_ROOM 32
void
cli_instant_format(int64_t seconds, char text[CLI_INSTANT_ROOM]);
void
cli_instant_format_basic(int64_t seconds, char text[CLI_INSTANT_ROOM]);

#endif
