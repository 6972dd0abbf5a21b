/*
 * Events of forecasts as VEVENTs. Clause numbers are RFC 5545's. A UID is made of the certificate,
 * the kind and the instant: the same event has the same one in every calendar that is made.
 */
#include <config.h>
#include "calendar.h"
#include "cli.h"
#include "fail.h"
#include "instant.h"
#include "output.h"

#include <certpolicy/certpolicy.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE 75 /* octets, the line end not counted (3.1) */
#define DAY 86400

/* How many octets of a character stand here; 1 for what is no UTF-8. */
static size_t
character(const char *text)
{
	size_t len = 1;

	while (((unsigned char)text[len] & 0xc0) == 0x80 && len < 4)
		len++;
	return ((unsigned char)*text & 0xc0) == 0xc0 ? len : 1;
}

/* A content line, folded where a character ends (3.1). */
static void
put_line(FILE *out, const char *line)
{
	size_t at = 0, len;

	for (; *line != '\0'; line += len, at += len) {
		len = character(line);
		if (at + len > LINE) {
			fputs("\r\n ", out);
			at = 1;
		}
		fwrite(line, 1, len, out);
	}
	fputs("\r\n", out);
}

/* TEXT (3.3.11). Other controls may not stand there at all. */
static void
put_escaped(FILE *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			fputs("\\n", out);
		else if (*text == '\\' || *text == ';' || *text == ',')
			fprintf(out, "\\%c", *text);
		else if ((unsigned char)*text < ' ' || *text == 0x7f)
			fputc('?', out);
		else
			fputc(*text, out);
	}
}

/* What people call the certificate: its first name, its subject, else where it was. */
static void
put_name(FILE *out, const certpolicy_forecast *forecast, const char *source)
{
	const char *names = certpolicy_forecast_get_names(forecast);
	const char *subject = certpolicy_forecast_get_subject(forecast);
	const char *colon = names != NULL ? strchr(names, ':') : NULL;
	char name[256];

	if (colon != NULL)
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(colon + 1, ", "), colon + 1);
	if (colon != NULL)
		put_escaped(out, name);
	else
		put_escaped(out, subject != NULL && *subject != '\0' ? subject : source);
}

static void
put_summary(FILE *out, const certpolicy_forecast *forecast, size_t event, const char *source)
{
	const char *message = certpolicy_forecast_get_change_message(forecast, event, 0);

	fputs("SUMMARY:", out);
	put_name(out, forecast, source);
	if (certpolicy_forecast_get_event_kind(forecast, event) == CERTPOLICY_EVENT_RENEWAL)
		fputs("\\, its renewal", out);
	fputs(": ", out);
	put_escaped(out, message != NULL ? message : "the verdict changes");
}

static void
put_change(FILE *out, const certpolicy_forecast *forecast, size_t event, size_t change)
{
	certpolicy_action after =
		certpolicy_forecast_get_change_action_after(forecast, event, change);
	const char *remedy = certpolicy_forecast_get_change_remediation(forecast, event, change);

	fputs("\\n\\n", out);
	put_escaped(out,
		after == CERTPOLICY_ACTION_IGNORE ? "no longer" : certpolicy_action_name(after));
	fputs(": ", out);
	put_escaped(out, certpolicy_forecast_get_change_message(forecast, event, change));
	fprintf(out, " [%s]", certpolicy_forecast_get_change_rule(forecast, event, change));
	if (remedy == NULL || after == CERTPOLICY_ACTION_IGNORE)
		return;
	fputs("\\n", out);
	put_escaped(out, remedy);
}

static void
put_description(FILE *out, const certpolicy_forecast *forecast, size_t event, const char *source)
{
	const char *subject = certpolicy_forecast_get_subject(forecast);
	size_t i;

	fputs("DESCRIPTION:", out);
	put_escaped(out, source);
	fputs("\\n", out);
	put_escaped(out, subject != NULL ? subject : "");
	fprintf(out, "\\nsha256 %s\\n%s: %s\\, then %s", certpolicy_forecast_get_sha256(forecast),
		certpolicy_report_get_policy(certpolicy_forecast_get_report(forecast)),
		certpolicy_verdict_name(
			certpolicy_forecast_get_event_verdict_before(forecast, event)),
		certpolicy_verdict_name(
			certpolicy_forecast_get_event_verdict_after(forecast, event)));
	for (i = 0; i < certpolicy_forecast_count_changes(forecast, event); i++)
		put_change(out, forecast, event, i);
}

/* A tenth of the certificate's life before, in days: time enough to renew one by hand. What a
 * renewal will have to be different in wants more thought. */
static int
days_ahead(const certpolicy_forecast *forecast, size_t event)
{
	int64_t not_before, not_after, days = 30;

	if (certpolicy_forecast_get_event_kind(forecast, event) == CERTPOLICY_EVENT_CERTIFICATE &&
		certpolicy_forecast_get_validity(forecast, &not_before, &not_after))
		days = (not_after - not_before) / (10 * DAY);
	return days < 1 ? 1 : days > 30 ? 30 : (int)days;
}

static bool
is_worse(const certpolicy_forecast *forecast, size_t event)
{
	certpolicy_action after = certpolicy_forecast_get_change_action_after(forecast, event, 0);

	return after >= CERTPOLICY_ACTION_WARN &&
	       after > certpolicy_forecast_get_change_action_before(forecast, event, 0);
}

/* One content line at a time, made as text and then folded. */
typedef struct line {
	cli_page page;
	FILE *out;
	bool failed;
} line;

static FILE *
begin_line(line *l)
{
	l->failed = l->failed || !cli_page_start(&l->page);
	return l->failed ? NULL : l->page.out;
}

static void
end_line(line *l)
{
	(void)fflush(l->page.out);
	if (ferror(l->page.out) || l->page.text == NULL)
		l->failed = true;
	else
		put_line(l->out, l->page.text);
	(void)cli_page_drop(&l->page, 0);
}

static void
put_alarm(line *l, const certpolicy_forecast *forecast, size_t event, const char *source)
{
	FILE *out;

	put_line(l->out, "BEGIN:VALARM");
	put_line(l->out, "ACTION:DISPLAY");
	fprintf(l->out, "TRIGGER:-P%dD\r\n", days_ahead(forecast, event));
	out = begin_line(l);
	if (out == NULL)
		return;
	fputs("DESCRIPTION:", out);
	put_name(out, forecast, source);
	end_line(l);
	put_line(l->out, "END:VALARM");
}

static void
put_event(line *l, const cli_calendar *calendar, const certpolicy_forecast *forecast, size_t event,
	const char *source)
{
	const char *kind =
		certpolicy_event_kind_name(certpolicy_forecast_get_event_kind(forecast, event));
	char stamp[CLI_INSTANT_ROOM], start[CLI_INSTANT_ROOM];
	FILE *out;

	cli_instant_format_basic(calendar->stamp, stamp);
	cli_instant_format_basic(certpolicy_forecast_get_event_time(forecast, event), start);
	put_line(l->out, "BEGIN:VEVENT");
	out = begin_line(l);
	if (out != NULL) {
		fprintf(out, "UID:%s-%s-%s@certpolicy", certpolicy_forecast_get_sha256(forecast),
			kind, start);
		end_line(l);
	}
	fprintf(l->out, "DTSTAMP:%s\r\nDTSTART:%s\r\n", stamp, start);
	out = begin_line(l);
	if (out != NULL) {
		put_summary(out, forecast, event, source);
		end_line(l);
	}
	out = begin_line(l);
	if (out != NULL) {
		put_description(out, forecast, event, source);
		end_line(l);
	}
	fprintf(l->out, "CATEGORIES:%s\r\nTRANSP:TRANSPARENT\r\n",
		strcmp(kind, "renewal") == 0 ? "RENEWAL" : "CERTIFICATE");
	if (is_worse(forecast, event))
		put_alarm(l, forecast, event, source);
	put_line(l->out, "END:VEVENT");
}

/* ---- what was written already ---- */

static cli_event_key
key_of(const certpolicy_forecast *forecast, size_t event)
{
	const char *sha256 = certpolicy_forecast_get_sha256(forecast);
	int64_t time = certpolicy_forecast_get_event_time(forecast, event);
	cli_event_key key = {{0, 0}, 0};

	(void)sscanf(sha256, "%16" SCNx64 "%16" SCNx64, &key.certificate[0], &key.certificate[1]);
	key.time = time * 2 + (certpolicy_forecast_get_event_kind(forecast, event) ==
				      CERTPOLICY_EVENT_RENEWAL);
	return key;
}

static bool
is_free(const cli_event_key *key)
{
	return key->certificate[0] == 0 && key->certificate[1] == 0 && key->time == 0;
}

/* Where a key stands or would stand. The digest is as good as a hash. */
static cli_event_key *
place_of(const cli_calendar *calendar, const cli_event_key *key)
{
	size_t at = (size_t)(key->certificate[0] ^ (uint64_t)key->time * 0x9e3779b97f4a7c15u);

	for (;; at++) {
		cli_event_key *place = &calendar->keys[at & (calendar->size - 1)];

		if (is_free(place) || memcmp(place, key, sizeof(*key)) == 0)
			return place;
	}
}

static bool
make_room(cli_calendar *calendar)
{
	cli_calendar wider = *calendar;
	size_t i;

	if (calendar->n * 2 < calendar->size)
		return true;
	wider.size = calendar->size == 0 ? 64 : calendar->size * 2;
	wider.keys = calloc(wider.size, sizeof(*wider.keys));
	if (wider.keys == NULL)
		return false;
	for (i = 0; i < calendar->size; i++) {
		if (!is_free(&calendar->keys[i]))
			*place_of(&wider, &calendar->keys[i]) = calendar->keys[i];
	}
	free(calendar->keys);
	*calendar = wider;
	return true;
}

/* *is_new: it was not, and now it is. False without memory. */
static bool
note_event(cli_calendar *calendar, const cli_event_key *key, bool *is_new)
{
	cli_event_key *place;

	if (!make_room(calendar))
		return false;
	place = place_of(calendar, key);
	*is_new = is_free(place);
	if (*is_new) {
		*place = *key;
		calendar->n++;
	}
	return true;
}

int
cli_calendar_add(cli_calendar *calendar, const certpolicy_forecast *forecast, const char *source)
{
	int64_t now = certpolicy_report_get_time(certpolicy_forecast_get_report(forecast));
	cli_page page;
	line l = {.failed = false};
	size_t i;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	l.out = page.out;
	for (i = 0; i < certpolicy_forecast_count_events(forecast); i++) {
		const cli_event_key key = key_of(forecast, i);
		bool is_new = false;

		if (certpolicy_forecast_get_event_time(forecast, i) <= now)
			continue;
		if (!note_event(calendar, &key, &is_new))
			l.failed = true;
		if (is_new)
			put_event(&l, calendar, forecast, i, source);
	}
	if (l.failed)
		return cli_page_drop(&page, cli_fail_no_memory());
	return cli_page_finish(&page);
}

int
cli_calendar_start(cli_calendar *calendar, int64_t stamp)
{
	char text[320];

	memset(calendar, 0, sizeof(*calendar));
	calendar->stamp = stamp;
	snprintf(text, sizeof(text),
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//certpolicy//certpolicy %s//EN\r\n"
		"CALSCALE:GREGORIAN\r\nX-WR-CALNAME:Certificates\r\n"
		"REFRESH-INTERVAL;VALUE=DURATION:P1D\r\n",
		certpolicy_version());
	return cli_put(text);
}

/* A calendar wants a component (3.4): one without events says what UTC is. */
int
cli_calendar_end(const cli_calendar *calendar)
{
	static const char utc[] = "BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\n"
				  "DTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\n"
				  "TZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
	int code = calendar->n > 0 ? 0 : cli_put(utc);

	return code == 0 ? cli_put("END:VCALENDAR\r\n") : code;
}

void
cli_calendar_clear(cli_calendar *calendar)
{
	free(calendar->keys);
}
