/* certpolicy codes: the table of finding codes. */
#include <config.h>
#include "catalogue.h"
#include "cli.h"
#include "fail.h"
#include "output.h"

#include <string.h>

#define CODE_WIDTH 31
#define SEVERITY_WIDTH 8
#define ACTION_WIDTH 5 /* "warn*" */

/* Short names over narrow columns, in the order of certpolicy_policy_builtin_name. */
static const char *const headings[] = {"pkix", "web", "dev", "int", "pub"};

static void
print_row(FILE *out, const json_t *code)
{
	const char *policy, *action;
	char room[16];
	size_t i;

	fprintf(out, "%-*s %-*s", CODE_WIDTH, cli_catalogue_string(code, "code"), SEVERITY_WIDTH,
		cli_catalogue_string(code, "severity"));
	for (i = 0; (policy = certpolicy_policy_builtin_name(i)) != NULL; i++) {
		action = cli_catalogue_action(
			json_object_get(json_object_get(code, "policies"), policy), room);
		fprintf(out, " %-*s", ACTION_WIDTH, strcmp(action, "ignore") == 0 ? "-" : action);
	}
	fprintf(out, " %s\n", cli_catalogue_string(code, "judged_since"));
}

static int
print_table(const cli_settings *settings, FILE *out)
{
	const char *name;
	json_t *code;
	size_t i;
	int result;

	fprintf(out, "%-*s %-*s", CODE_WIDTH, "CODE", SEVERITY_WIDTH, "SEVERITY");
	for (i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		fprintf(out, " %-*s", ACTION_WIDTH, headings[i]);
	fputs(" since\n", out);
	for (i = 0; (name = certpolicy_code_name(i)) != NULL; i++) {
		result = cli_catalogue_code(settings, name, &code);
		if (result != 0)
			return result;
		print_row(out, code);
		json_decref(code);
	}
	fputs("\nweb webpki, dev dev-allow, int internal-pinned, pub public-strict; - ignore;\n"
	      "* milder in some cases: certpolicy explain CODE\n",
		out);
	return 0;
}

/* "2026-03-15", or a dash. */
static const char *
day_of(const json_t *rule, const char *name, char room[11])
{
	const char *time = cli_catalogue_string(rule, name);

	snprintf(room, 11, "%s", *time != '\0' ? time : "-");
	return room;
}

static void
print_dated(FILE *out, const json_t *code)
{
	const json_t *rules = json_object_get(code, "rules"), *rule, *days;
	char since[11], until[11], count[12];
	size_t i;

	json_array_foreach(rules, i, rule)
	{
		if (json_object_get(rule, "since") == NULL &&
			json_object_get(rule, "until") == NULL)
			continue;
		days = json_object_get(rule, "days");
		snprintf(count, sizeof(count), "%d", (int)json_integer_value(days));
		fprintf(out, "%-10s %-10s %4s  %s\n", day_of(rule, "since", since),
			day_of(rule, "until", until), days != NULL ? count : "-",
			cli_catalogue_string(rule, "rule"));
	}
}

/* The rules that do not hold for certificates of every date. */
static int
print_dates(const cli_settings *settings, FILE *out)
{
	const char *name;
	json_t *code;
	size_t i;
	int result;

	fprintf(out, "%-10s %-10s %4s  %s\n", "FROM", "UNTIL", "DAYS", "RULE");
	for (i = 0; (name = certpolicy_code_name(i)) != NULL; i++) {
		result = cli_catalogue_code(settings, name, &code);
		if (result != 0)
			return result;
		print_dated(out, code);
		json_decref(code);
	}
	fputs("\nFor certificates issued on these days, in UTC and inclusive; the days are those\n"
	      "that the rule counts by: certpolicy explain CODE\n",
		out);
	return 0;
}

/* The library's objects as they are, in one array. */
static int
print_array(const cli_settings *settings, FILE *out)
{
	certpolicy_error *error = NULL;
	const char *name;
	char *text = NULL;
	size_t i;

	for (i = 0; (name = certpolicy_code_name(i)) != NULL; i++) {
		if (certpolicy_code_to_json(name, &text, &error) != CERTPOLICY_OK)
			return cli_fail_library(settings, error);
		fprintf(out, "%s%s", i == 0 ? "[" : ",\n", text);
		certpolicy_string_free(text);
	}
	fputs("]\n", out);
	return 0;
}

int
cli_codes(const cli_settings *settings)
{
	cli_page page;
	int code;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	if (cli_wants_json(settings))
		code = print_array(settings, page.out);
	else
		code = settings->dates ? print_dates(settings, page.out)
				       : print_table(settings, page.out);
	return code == 0 ? cli_page_finish(&page) : cli_page_drop(&page, code);
}
