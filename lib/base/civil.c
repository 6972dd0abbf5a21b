/* Calendar arithmetic by eras of 400 years. */
#include <config.h>
#include "base/civil.h"
#include "base/text.h"

#include <stdio.h>

static int
days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool
cp_civil_to_seconds(const cp_civil *civil, int64_t *seconds)
{
	int64_t year, month, days;

	if (civil->year < 0 || civil->year > 9999 || civil->month < 1 || civil->month > 12 ||
		civil->day < 1 || civil->day > days_in_month(civil->year, civil->month) ||
		civil->hour < 0 || civil->hour > 23 || civil->minute < 0 || civil->minute > 59 ||
		civil->second < 0 || civil->second > 59)
		return false;
	/* Counting from 1 March of year -400 keeps leap days last and every quotient positive. */
	year = civil->year + 400 - (civil->month <= 2);
	month = (civil->month + 9) % 12;
	days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 +
	       civil->day - 1;
	days -= 719468 + 146097;
	*seconds =
		days * CP_SECONDS_PER_DAY + civil->hour * 3600 + civil->minute * 60 + civil->second;
	return true;
}

void
cp_civil_from_seconds(int64_t seconds, cp_civil *civil)
{
	int64_t days, rest, era, day, year;

	if (seconds < CP_TIME_MIN)
		seconds = CP_TIME_MIN;
	if (seconds > CP_TIME_MAX)
		seconds = CP_TIME_MAX;
	rest = (seconds - CP_TIME_MIN) % CP_SECONDS_PER_DAY;
	/* Days since 1 March of year -400. */
	days = (seconds - CP_TIME_MIN) / CP_SECONDS_PER_DAY + 146097 - 60;
	era = days / 146097;
	day = days % 146097;
	year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day -= 365 * year + year / 4 - year / 100;
	civil->month = (int)((5 * day + 2) / 153);
	civil->day = (int)(day - (153 * civil->month + 2) / 5 + 1);
	civil->month = civil->month < 10 ? civil->month + 3 : civil->month - 9;
	civil->year = (int)(year + era * 400 - 400 + (civil->month <= 2));
	civil->hour = (int)(rest / 3600);
	civil->minute = (int)(rest / 60 % 60);
	civil->second = (int)(rest % 60);
}

/* Takes `n` digits off the front of *text. */
static bool
take_number(cp_bytes *text, size_t n, int *number)
{
	size_t i;

	if (text->len < n)
		return false;
	*number = 0;
	for (i = 0; i < n; i++) {
		if (!cp_ascii_is_digit(text->data[i]))
			return false;
		*number = *number * 10 + (text->data[i] - '0');
	}
	*text = cp_bytes_slice(*text, n, text->len);
	return true;
}

static bool
take_char(cp_bytes *text, char c)
{
	if (text->len == 0 || cp_ascii_lower(text->data[0]) != (uint8_t)c)
		return false;
	*text = cp_bytes_slice(*text, 1, text->len);
	return true;
}

/* "Z" or "+hh:mm", in seconds east of UTC. */
static bool
take_offset(cp_bytes *text, int64_t *offset)
{
	int hours, minutes;
	bool west = text->len > 0 && text->data[0] == '-';

	*offset = 0;
	if (take_char(text, 'z'))
		return true;
	if (!take_char(text, west ? '-' : '+') || !take_number(text, 2, &hours) ||
		!take_char(text, ':') || !take_number(text, 2, &minutes) || hours > 23 ||
		minutes > 59)
		return false;
	*offset = (west ? -1 : 1) * (hours * INT64_C(3600) + minutes * INT64_C(60));
	return true;
}

bool
cp_time_parse(cp_bytes text, bool day_allowed, int64_t *seconds)
{
	cp_civil civil = {0, 0, 0, 23, 59, 59};
	int64_t offset, parsed;

	if (!take_number(&text, 4, &civil.year) || !take_char(&text, '-') ||
		!take_number(&text, 2, &civil.month) || !take_char(&text, '-') ||
		!take_number(&text, 2, &civil.day))
		return false;
	if (text.len == 0)
		return day_allowed && cp_civil_to_seconds(&civil, seconds);
	if (!(take_char(&text, 't') || take_char(&text, ' ')) ||
		!take_number(&text, 2, &civil.hour) || !take_char(&text, ':') ||
		!take_number(&text, 2, &civil.minute) || !take_char(&text, ':') ||
		!take_number(&text, 2, &civil.second))
		return false;
	if (take_char(&text, '.')) {
		int digit;

		if (!take_number(&text, 1, &digit))
			return false;
		while (take_number(&text, 1, &digit))
			continue;
	}
	if (!take_offset(&text, &offset) || text.len != 0 || !cp_civil_to_seconds(&civil, &parsed))
		return false;
	parsed -= offset;
	if (parsed < CP_TIME_MIN || parsed > CP_TIME_MAX)
		return false;
	*seconds = parsed;
	return true;
}

void
cp_time_format(int64_t seconds, char text[CP_TIME_TEXT_LEN])
{
	cp_civil civil;

	cp_civil_from_seconds(seconds, &civil);
	snprintf(text, CP_TIME_TEXT_LEN, "%04u-%02u-%02uT%02u:%02u:%02uZ",
		(unsigned)civil.year % 10000, (unsigned)civil.month % 100,
		(unsigned)civil.day % 100, (unsigned)civil.hour % 100, (unsigned)civil.minute % 100,
		(unsigned)civil.second % 100);
}
