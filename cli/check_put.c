/* Text of check, and the sum of a run. */
#include <config.h>
#include "check_put.h"
#include "cli.h"
#include "instant.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>

static const char *
format_of(const cli_settings *settings)
{
	return settings->format != NULL ? settings->format : "text";
}

/* Which of two exit codes counts: a denial is known to be one, and what was not judged may hide
 * one. */
static int
worse(int a, int b)
{
	static const int ranks[] = {
		[CLI_ALLOW] = 0, [CLI_WARN] = 1, [CLI_DENY] = 3, [CLI_NOT_JUDGED] = 2};

	if (a > CLI_NOT_JUDGED || b > CLI_NOT_JUDGED)
		return a > b ? a : b;
	return ranks[a] > ranks[b] ? a : b;
}

static void
count_days(cli_check_sum *sum, const certpolicy_report *report)
{
	int64_t end = cli_check_not_after(report);
	int64_t days = (end - certpolicy_report_get_time(report)) / 86400;

	if (end == 0)
		return;
	if (days < 0)
		days = 0;
	if (sum->days < 0 || days < sum->days)
		sum->days = days;
}

void
cli_check_count(cli_check_sum *sum, const cli_checked *checked)
{
	int code = checked->code;

	sum->n++;
	sum->n_allow += code == CLI_ALLOW;
	sum->n_warn += code == CLI_WARN;
	sum->n_deny += code == CLI_DENY;
	sum->n_failed += code >= CLI_NOT_JUDGED;
	if (code == CLI_WARN && sum->only_deny)
		code = CLI_ALLOW;
	sum->code = worse(sum->code, code);
	if (checked->took > sum->took)
		sum->took = checked->took;
	if (checked->report != NULL)
		count_days(sum, checked->report);
}

int64_t
cli_check_not_after(const certpolicy_report *report)
{
	char *json = certpolicy_report_to_json(report);
	json_t *object = json != NULL ? json_loads(json, 0, NULL) : NULL;
	const char *text = json_string_value(json_object_get(
		json_array_get(json_object_get(object, "certificates"), 0), "not_after"));
	int64_t end = 0;

	if (text != NULL && !cli_instant_parse(text, &end))
		end = 0;
	json_decref(object);
	certpolicy_string_free(json);
	return end;
}

bool
cli_check_is_utf8(const char *text)
{
	json_t *string = json_string(text);

	json_decref(string);
	return string != NULL;
}

void
cli_check_name(const cli_check_line *line, char name[CLI_CHECK_NAME])
{
	const char *from = line->entry->target.text;
	bool ascii_only = !cli_check_is_utf8(from);
	size_t n = 0;

	for (; *from != '\0' && n < 500; from++)
		name[n++] = (unsigned char)*from < ' ' || *from == 0x7f ||
					    (ascii_only && (*from & 0x80) != 0)
				    ? '?'
				    : *from;
	name[n] = '\0';
	if (line->is_many && line->settings->all_addresses && line->checked->address[0] != '\0')
		snprintf(name + n, CLI_CHECK_NAME - n, " at %s", line->checked->address);
}

/* ---- text ---- */

static void
write_chain(FILE *out, const cli_check_line *line)
{
	if (!line->settings->show_chain || line->checked->chain == NULL)
		return;
	fprintf(out, "\nwhat the server sent, %zu certificate%s:\n%s", line->checked->n_chain,
		line->checked->n_chain == 1 ? "" : "s", line->checked->chain);
}

static void
write_failure(FILE *out, const char *name, const cli_checked *checked)
{
	fprintf(out, "not judged: %s (%s)\n  %s\n", name, checked->failure.code,
		checked->failure.message);
	if (checked->hint[0] != '\0')
		fprintf(out, "  %s\n", checked->hint);
}

/* In a run of several, one that is allowed is a line, and the others say whose report follows. */
static void
write_text_many(FILE *out, const cli_check_line *line)
{
	const cli_checked *checked = line->checked;
	char name[CLI_CHECK_NAME];
	char *text;

	cli_check_name(line, name);
	if (checked->report == NULL) {
		write_failure(out, name, checked);
	} else if (checked->code == CLI_ALLOW && !line->settings->explain_path &&
		   !line->settings->show_chain) {
		fprintf(out, "allow: %s under %s\n", name,
			certpolicy_report_get_policy(checked->report));
	} else {
		text = certpolicy_report_to_text(checked->report, cli_colour(), cli_columns());
		fprintf(out, "\n-- %s --\n%s", name, text != NULL ? text : "out of memory\n");
		certpolicy_string_free(text);
		if (checked->note[0] != '\0')
			fprintf(out, "note: %s\n", checked->note);
		write_chain(out, line);
		fputc('\n', out);
	}
	if (line->differs != NULL)
		fprintf(out, "the addresses of %s differ in: %s\n", line->entry->target.host,
			line->differs);
}

static void
write_text(FILE *out, const cli_check_line *line)
{
	char *text;

	if (line->is_many) {
		write_text_many(out, line);
	} else if (line->checked->report != NULL) {
		text = certpolicy_report_to_text(
			line->checked->report, cli_colour(), cli_columns());
		fputs(text != NULL ? text : "out of memory\n", out);
		certpolicy_string_free(text);
		write_chain(out, line);
	}
}

/* ---- all ---- */

typedef struct check_format {
	const char *name;
	void (*write)(FILE *out, const cli_check_line *line);
	bool is_whole;
} check_format;

static const check_format formats[] = {
	{"text", write_text, false},
	{"json", cli_check_write_json, false},
	{"junit", cli_check_write_junit, true},
	{"nagios", cli_check_write_nagios, true},
};

static const check_format *
find_format(const cli_settings *settings)
{
	size_t i = 0;

	while (strcmp(formats[i].name, format_of(settings)) != 0)
		i++;
	return &formats[i];
}

bool
cli_check_is_whole(const cli_settings *settings)
{
	return find_format(settings)->is_whole;
}

void
cli_check_write(FILE *out, const cli_check_line *line)
{
	find_format(line->settings)->write(out, line);
}

static void
write_suite(FILE *out, const cli_check_sum *sum, const char *results)
{
	fprintf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites>\n<testsuite name=\"certpolicy check\" tests=\"%zu\" failures=\"%zu\" "
		"errors=\"%zu\" time=\"%u.%03u\">\n%s</testsuite>\n</testsuites>\n",
		sum->n, sum->n_deny + (sum->only_deny ? 0 : sum->n_warn), sum->n_failed,
		sum->took / 1000, sum->took % 1000, results);
}

void
cli_check_write_whole(FILE *out, const cli_settings *settings, bool is_many,
	const cli_check_sum *sum, const char *results)
{
	if (strcmp(format_of(settings), "junit") == 0) {
		write_suite(out, sum, results);
		return;
	}
	cli_check_write_nagios_head(out, sum, is_many ? NULL : results);
	if (is_many)
		fputs(results, out);
}

void
cli_check_write_end(FILE *out, const cli_settings *settings, bool is_many, const cli_check_sum *sum)
{
	if (is_many && strcmp(format_of(settings), "text") == 0)
		fprintf(out, "%zu judged or tried: %zu allow, %zu warn, %zu deny, %zu not judged\n",
			sum->n, sum->n_allow, sum->n_warn, sum->n_deny, sum->n_failed);
}
