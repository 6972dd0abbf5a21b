/* Reading and writing of times, without time zones of the machine. */
#include <config.h>
#include "instant.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Reads exactly `n` digits, no more than `most`; moves *at on. */
static bool
digits(const char **at, int n, int most, int *value)
{
	*value = 0;
	for (; n > 0; n--, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		*value = *value * 10 + (**at - '0');
	}
	return *value <= most;
}

static bool
letter(const char **at, const char *any_of)
{
	if (**at == '\0' || strchr(any_of, **at) == NULL)
		return false;
	(*at)++;
	return true;
}

static int
days_of_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (leap && month == 2);
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar; years 0 to 9999. */
static int64_t
days_of_date(int year, int month, int day)
{
	int64_t y = year - 1;
	int64_t days = y * 365 + (y >= 0 ? y / 4 - y / 100 + y / 400 : -1);
	int i;

	for (i = 1; i < month; i++)
		days += days_of_month(year, i);
	return days + day - 1 - 719162; /* 719162 days from 0001-01-01 to 1970-01-01 */
}

static bool
date(const char **at, int64_t *seconds)
{
	int year, month, day;

	if (!digits(at, 4, 9999, &year) || !letter(at, "-") || !digits(at, 2, 12, &month) ||
		!letter(at, "-") || !digits(at, 2, 31, &day))
		return false;
	if (month < 1 || day < 1 || day > days_of_month(year, month))
		return false;
	*seconds = days_of_date(year, month, day) * 86400;
	return true;
}

/* "Z" or "+01:00", in seconds. */
static bool
offset(const char **at, int64_t *seconds)
{
	int sign, hour, minute;

	*seconds = 0;
	if (letter(at, "Zz"))
		return true;
	sign = **at == '-' ? -1 : 1;
	if (!letter(at, "+-") || !digits(at, 2, 23, &hour) || !letter(at, ":") ||
		!digits(at, 2, 59, &minute))
		return false;
	*seconds = sign * (hour * 3600 + minute * 60);
	return true;
}

bool
cli_instant_parse(const char *text, int64_t *seconds)
{
	int64_t day, zone;
	int hour, minute, second;

	if (!date(&text, &day))
		return false;
	if (*text == '\0') {
		*seconds = day;
		return true;
	}
	if (!letter(&text, "Tt ") || !digits(&text, 2, 23, &hour) || !letter(&text, ":") ||
		!digits(&text, 2, 59, &minute) || !letter(&text, ":") ||
		!digits(&text, 2, 59, &second))
		return false;
	if (*text == '.') {
		text++;
		if (*text < '0' || *text > '9')
			return false;
		text += strspn(text, "0123456789");
	}
	if (!offset(&text, &zone) || *text != '\0')
		return false;
	*seconds = day + hour * 3600 + minute * 60 + second - zone;
	return true;
}

/* The same day and time in another year; the 28th of February where the 29th is not. */
static int64_t
years_later(int64_t from, int64_t years)
{
	time_t then = (time_t)from;
	struct tm civil;
	int year, month, day;

	if (gmtime_r(&then, &civil) == NULL || years + civil.tm_year + 1900 > 9999)
		return INT64_MAX;
	year = (int)years + civil.tm_year + 1900;
	month = civil.tm_mon + 1;
	day = civil.tm_mday;
	if (day > days_of_month(year, month))
		day = days_of_month(year, month);
	return days_of_date(year, month, day) * 86400 + civil.tm_hour * 3600 + civil.tm_min * 60 +
	       civil.tm_sec;
}

/* No span that anybody asks for has more. */
#define MOST_OF_A_UNIT 99999

bool
cli_instant_parse_until(const char *text, int64_t from, int64_t *seconds)
{
	const char *unit = text + strspn(text, "0123456789");
	int64_t n = 0;

	if (unit == text || *unit == '\0' || strchr("hdwy", *unit) == NULL || unit[1] != '\0')
		return cli_instant_parse(text, seconds);
	for (; text < unit && n <= MOST_OF_A_UNIT; text++)
		n = n * 10 + (*text - '0');
	if (n == 0 || n > MOST_OF_A_UNIT)
		return false;
	if (*unit == 'y') {
		*seconds = years_later(from, n);
		return *seconds != INT64_MAX;
	}
	*seconds = from + n * (*unit == 'h' ? 3600 : *unit == 'd' ? 86400 : 7 * 86400);
	return true;
}

/* Zeros where the machine knows no such year. */
static struct tm
civil_of(int64_t seconds)
{
	time_t then = (time_t)seconds;
	struct tm civil;

	memset(&civil, 0, sizeof(civil));
	(void)gmtime_r(&then, &civil);
	return civil;
}

/* Puts the year, which has four digits; "%Y" gives it fewer before 1000. Returns how many. */
static size_t
put_year(const struct tm *civil, char text[CLI_INSTANT_ROOM])
{
	return (size_t)snprintf(text, CLI_INSTANT_ROOM, "%04d", (civil->tm_year + 1900) % 10000);
}

void
cli_instant_format(int64_t seconds, char text[CLI_INSTANT_ROOM])
{
	struct tm civil = civil_of(seconds);
	size_t n = put_year(&civil, text);

	(void)strftime(text + n, CLI_INSTANT_ROOM - n, "-%m-%dT%H:%M:%SZ", &civil);
}

void
cli_instant_format_basic(int64_t seconds, char text[CLI_INSTANT_ROOM])
{
	struct tm civil = civil_of(seconds);
	size_t n = put_year(&civil, text);

	(void)strftime(text + n, CLI_INSTANT_ROOM - n, "%m%dT%H%M%SZ", &civil);
}
