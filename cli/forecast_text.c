/* A forecast as lines: what is now and what comes next, then every event; at the end what all of
 * them come to. */
#include <config.h>
#include "forecast_text.h"
#include "cli.h"
#include "instant.h"
#include "output.h"

#include <certpolicy/certpolicy.h>

#include <stdio.h>
#include <string.h>

#define EVENT_COLUMN 31

static void
put_day(FILE *out, int64_t time, const char *before, const char *after)
{
	char text[CLI_INSTANT_ROOM];

	cli_instant_format(time, text);
	fprintf(out, "%s%.10s%s", before, text, after);
}

/* "deny", or "gone" for what is no longer found. */
static const char *
effect_of(const certpolicy_forecast *forecast, size_t event, size_t change)
{
	certpolicy_action after =
		certpolicy_forecast_get_change_action_after(forecast, event, change);

	return after == CERTPOLICY_ACTION_IGNORE ? "gone" : certpolicy_action_name(after);
}

static void
put_headline(FILE *out, const certpolicy_forecast *forecast, const char *source)
{
	const certpolicy_report *report = certpolicy_forecast_get_report(forecast);
	const char *primary = certpolicy_report_get_primary(report);
	certpolicy_verdict verdict = certpolicy_report_get_verdict(report);
	size_t next = certpolicy_forecast_get_next(forecast);

	fprintf(out, "%s: %s", source, certpolicy_verdict_name(verdict));
	if (primary != NULL && verdict != CERTPOLICY_VERDICT_ALLOW)
		fprintf(out, " (%s)", primary);
	if (next < certpolicy_forecast_count_events(forecast)) {
		put_day(out, certpolicy_forecast_get_event_time(forecast, next), ", next ", ": ");
		fprintf(out, "%s (%s)\n", effect_of(forecast, next, 0),
			certpolicy_forecast_get_change_code(forecast, next, 0));
	} else {
		put_day(out, certpolicy_forecast_get_until(forecast), ", nothing worse to ", "\n");
	}
}

static void
put_certificate(FILE *out, const certpolicy_forecast *forecast)
{
	const char *names = certpolicy_forecast_get_names(forecast);
	int64_t not_before, not_after;

	fprintf(out, "  certificate  %s\n", certpolicy_forecast_get_subject(forecast));
	if (names != NULL) {
		fputs("  names        ", out);
		cli_wrap(out, names, 15, 15, cli_columns());
	}
	if (!certpolicy_forecast_get_validity(forecast, &not_before, &not_after))
		return;
	put_day(out, not_before, "  valid        ", " to ");
	put_day(out, not_after, "", "\n");
}

static void
put_change(FILE *out, const certpolicy_forecast *forecast, size_t event, size_t change)
{
	bool renewal =
		certpolicy_forecast_get_event_kind(forecast, event) == CERTPOLICY_EVENT_RENEWAL;
	char text[CLI_INSTANT_ROOM];
	cli_page page;

	cli_instant_format(certpolicy_forecast_get_event_time(forecast, event), text);
	fprintf(out, "  %-20s  %-5s  ", change == 0 ? text : "",
		effect_of(forecast, event, change));
	if (!cli_page_start(&page))
		return;
	fprintf(page.out, "%s%s [%s]", renewal ? "its renewal: " : "",
		certpolicy_forecast_get_change_message(forecast, event, change),
		certpolicy_forecast_get_change_rule(forecast, event, change));
	(void)fflush(page.out);
	if (page.text != NULL)
		cli_wrap(out, page.text, EVENT_COLUMN, EVENT_COLUMN, cli_columns());
	(void)cli_page_drop(&page, 0);
}

/* Information that goes where something else comes: "expires soon", once it has expired. */
static bool
is_beside_the_point(const certpolicy_forecast *forecast, size_t event, size_t change)
{
	return change > 0 &&
	       certpolicy_forecast_get_change_action_before(forecast, event, change) ==
		       CERTPOLICY_ACTION_INFO &&
	       certpolicy_forecast_get_change_action_after(forecast, event, change) ==
		       CERTPOLICY_ACTION_IGNORE;
}

int
cli_forecast_put_text(const certpolicy_forecast *forecast, const char *source)
{
	cli_page page;
	size_t i, k;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	put_headline(page.out, forecast, source);
	put_certificate(page.out, forecast);
	for (i = 0; i < certpolicy_forecast_count_events(forecast); i++) {
		for (k = 0; k < certpolicy_forecast_count_changes(forecast, i); k++) {
			if (!is_beside_the_point(forecast, i, k))
				put_change(page.out, forecast, i, k);
		}
	}
	if (!certpolicy_forecast_is_complete(forecast))
		put_day(page.out, certpolicy_forecast_get_until(forecast),
			"  too much changes: given up at ", "\n");
	fputc('\n', page.out);
	return cli_page_finish(&page);
}

/* Keeps the few that come first. */
static void
note_soonest(cli_forecast_sum *sum, const certpolicy_forecast *forecast, size_t event,
	const char *source)
{
	int64_t time = certpolicy_forecast_get_event_time(forecast, event);
	size_t at = sum->n_soonest;

	if (at == CLI_SOONEST && sum->soonest[at - 1].time <= time)
		return;
	if (at == CLI_SOONEST)
		at--;
	else
		sum->n_soonest++;
	for (; at > 0 && sum->soonest[at - 1].time > time; at--)
		sum->soonest[at] = sum->soonest[at - 1];
	sum->soonest[at].time = time;
	snprintf(sum->soonest[at].text, sizeof(sum->soonest[at].text), "%-5s %.100s (%s)",
		effect_of(forecast, event, 0), source,
		certpolicy_forecast_get_change_code(forecast, event, 0));
}

void
cli_forecast_count(cli_forecast_sum *sum, const certpolicy_forecast *forecast, const char *source)
{
	size_t next = certpolicy_forecast_get_next(forecast);
	certpolicy_verdict verdict =
		certpolicy_report_get_verdict(certpolicy_forecast_get_report(forecast));

	sum->n++;
	sum->n_allow += verdict == CERTPOLICY_VERDICT_ALLOW;
	sum->n_warn += verdict == CERTPOLICY_VERDICT_WARN;
	sum->n_deny += verdict == CERTPOLICY_VERDICT_DENY;
	if (next < certpolicy_forecast_count_events(forecast)) {
		sum->n_worse++;
		note_soonest(sum, forecast, next, source);
	}
}

int
cli_forecast_put_sum(const cli_forecast_sum *sum)
{
	cli_page page;
	size_t i;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	fprintf(page.out, "%zu certificates: %zu allow, %zu warn, %zu deny; %zu will be worse\n",
		sum->n, sum->n_allow, sum->n_warn, sum->n_deny, sum->n_worse);
	if (sum->n_without > 0)
		fprintf(page.out, "%zu of %zu files hold none\n", sum->n_without, sum->n_files);
	for (i = 0; i < sum->n_soonest; i++) {
		put_day(page.out, sum->soonest[i].time, "  ", "  ");
		fprintf(page.out, "%s\n", sum->soonest[i].text);
	}
	return cli_page_finish(&page);
}
