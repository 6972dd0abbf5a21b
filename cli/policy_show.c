/* certpolicy policy show as text: each value with the place that it comes from at the end of its
 * line. */
#include <config.h>
#include "policy_show.h"
#include "catalogue.h"
#include "output.h"

#include <string.h>

#define CODE_WIDTH 31
#define VALUE_WIDTH 16

/* "[internal-pinned]", "[payments.yaml:9:5]" */
static void
print_from(FILE *out, const json_t *value)
{
	const json_t *from = json_object_get(value, "from");
	json_int_t line = json_integer_value(json_object_get(from, "line"));

	if (from == NULL) {
		fputc('\n', out);
		return;
	}
	fprintf(out, " [%s", cli_catalogue_string(from, "source"));
	if (line > 0)
		fprintf(out, ":%" JSON_INTEGER_FORMAT ":%" JSON_INTEGER_FORMAT, line,
			json_integer_value(json_object_get(from, "column")));
	fputs("]\n", out);
}

/* A number, a word or a list of words on one line. */
static void
print_value(FILE *out, const json_t *value)
{
	const json_t *item;
	size_t i;

	if (json_is_integer(value))
		fprintf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_boolean(value))
		fputs(json_is_true(value) ? "true" : "false", out);
	else if (json_is_string(value))
		fputs(json_string_value(value), out);
	json_array_foreach(value, i, item) fprintf(out, "%s%s", i == 0 ? "" : ", ",
		json_is_string(item) ? json_string_value(item) : "");
}

/* "peer-in-development-or-internal" as words. */
static void
print_when(FILE *out, const char *when)
{
	for (; *when != '\0'; when++)
		fputc(*when == '-' ? ' ' : *when, out);
	fputc('\n', out);
}

static void
print_rule(FILE *out, const json_t *rule)
{
	const json_t *parameters = json_object_get(rule, "parameters"), *parameter;
	const char *when = cli_catalogue_string(rule, "when");
	size_t i;

	fprintf(out, "  %-*s %-6s", CODE_WIDTH, cli_catalogue_string(rule, "code"),
		cli_catalogue_string(rule, "action"));
	print_from(out, rule);
	if (*when != '\0') {
		fprintf(out, "  %*s %s when ", CODE_WIDTH, "",
			cli_catalogue_string(rule, "softer"));
		print_when(out, when);
	}
	json_array_foreach(parameters, i, parameter)
	{
		fprintf(out, "    %s: ", cli_catalogue_string(parameter, "name"));
		print_value(out, json_object_get(parameter, "value"));
		print_from(out, parameter);
	}
}

/* The members of an anchor, a pin or a waiver: the first starts a line, the others are set below
 * it. */
static void
print_entry(FILE *out, json_t *entry)
{
	const char *name;
	json_t *value;
	bool first = true;

	json_object_foreach(entry, name, value)
	{
		if (strcmp(name, "from") == 0)
			continue;
		fprintf(out, "%s%s: ", first ? "  " : "    ", name);
		print_value(out, value);
		if (first)
			print_from(out, entry);
		else
			fputc('\n', out);
		first = false;
	}
}

static void
print_entries(FILE *out, const json_t *policy, const char *name, const char *heading)
{
	const json_t *entries = json_object_get(policy, name);
	json_t *entry;
	size_t i;

	if (json_array_size(entries) == 0)
		return;
	fprintf(out, "\n%s\n", heading);
	json_array_foreach(entries, i, entry) print_entry(out, entry);
}

/* Members that hold a value, or an object of a value and its place. */
static void
print_members(FILE *out, const json_t *policy, const char *name, const char *heading)
{
	json_t *members = json_object_get(policy, name), *value;
	const char *member;

	if (json_object_size(members) == 0)
		return;
	fprintf(out, "\n%s\n", heading);
	json_object_foreach(members, member, value)
	{
		if (strcmp(member, "from") == 0)
			continue;
		fprintf(out, "  %s: ", member);
		print_value(out, json_is_object(value) ? json_object_get(value, "value") : value);
		print_from(out, json_is_object(value) ? value : members);
	}
}

int
cli_policy_show_text(const json_t *policy)
{
	const json_t *rules = json_object_get(policy, "rules"), *rule;
	const char *description = cli_catalogue_string(policy, "description");
	const char *extends = cli_catalogue_string(policy, "extends");
	cli_page page;
	size_t i;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	fprintf(page.out, "%s", cli_catalogue_string(policy, "name"));
	if (*extends != '\0')
		fprintf(page.out, ", extends %s", extends);
	fputc('\n', page.out);
	if (*description != '\0')
		cli_paragraphs(page.out, description, 2, cli_columns());
	fprintf(page.out, "  %s\n\nRules\n", cli_catalogue_string(policy, "digest"));
	json_array_foreach(rules, i, rule) print_rule(page.out, rule);
	print_entries(page.out, policy, "anchors", "Anchors");
	print_entries(page.out, policy, "crls", "Revocation lists");
	print_entries(page.out, policy, "pins", "Pins");
	print_entries(page.out, policy, "protected_names", "Protected names");
	print_entries(page.out, policy, "waivers", "Waivers");
	print_members(page.out, policy, "limits", "Limits");
	print_members(page.out, policy, "certificate_policies", "Certificate policies");
	return cli_page_finish(&page);
}
