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

#endif
