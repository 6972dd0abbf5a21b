/*
 * Dates without time zones or locales: int64_t seconds since 1970-01-01T00:00:00Z in the proleptic
 * Gregorian calendar, years 0000 to 9999.
 */
#ifndef CP_BASE_CIVIL_H
#define CP_BASE_CIVIL_H

#include "base/bytes.h"
#include "base/compiler.h"

#define CP_SECONDS_PER_DAY INT64_C(86400)

/* The earliest and latest instants that can be written: 0000-01-01T00:00:00Z, 9999-12-31T23:59:59Z. */
#define CP_TIME_MIN INT64_C(-62167219200)
#define CP_TIME_MAX INT64_C(253402300799)

/*
 * 00:00:00Z of a day of the years 0001 to 9999 as a constant, for tables: CP_UTC(2026, 4, 15).
 * Months and days without a leading zero, which C takes for octal. Years are counted from March on,
 * so that the leap day is the last of one.
 */
#define CP_UTC(YEAR, MONTH, DAY)                                                                   \
	(CP_SECONDS_PER_DAY * (CP_DAYS_OF_YEARS((int64_t)(YEAR) - ((MONTH) < 3)) - 719469 +        \
				      CP_DAYS_FROM_MARCH(MONTH) + (DAY)))
#define CP_DAYS_OF_YEARS(YEARS) ((YEARS)*365 + (YEARS) / 4 - (YEARS) / 100 + (YEARS) / 400)
#define CP_DAYS_FROM_MARCH(MONTH) ((153 * ((MONTH) + ((MONTH) < 3 ? 9 : -3)) + 2) / 5)

typedef struct cp_civil {
	int year, month, day;     /* 0..9999, 1..12, 1..31 */
	int hour, minute, second; /* 0..23, 0..59, 0..59: no leap seconds */
} cp_civil;

/* False when a field is out of its range for that month and year. */
CP_CHECK_RESULT bool
cp_civil_to_seconds(const cp_civil *civil, int64_t *seconds);

/* `seconds` is clamped to CP_TIME_MIN..CP_TIME_MAX. */
void
cp_civil_from_seconds(int64_t seconds, cp_civil *civil);

/*
 * RFC 3339 date-time with "Z" or a numeric offset, fraction allowed and dropped; 60 as the second is
 * refused. With `day_allowed` a bare date "2027-06-30" is taken too and means the last second of
 * that day in UTC.
 */
CP_CHECK_RESULT bool
cp_time_parse(cp_bytes text, bool day_allowed, int64_t *seconds);

/* "2026-11-23T14:48:12Z" and its NUL. */
#define CP_TIME_TEXT_LEN 21
void
cp_time_format(int64_t seconds, char text[CP_TIME_TEXT_LEN]);

#endif
