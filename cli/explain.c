/* certpolicy explain: all that is known of one code. */
#include <config.h>
#include "catalogue.h"
#include "cli.h"
#include "fail.h"
#include "output.h"

#include <string.h>

#define INDENT 2
#define POLICY_COLUMN 19

/* "Why" and what stands under it; nothing when there is nothing to say. */
static void
print_part(FILE *out, const char *heading, const char *text)
{
	if (*text == '\0')
		return;
	fprintf(out, "\n%s\n", heading);
	cli_paragraphs(out, text, INDENT, cli_columns());
}

static void
print_actions(FILE *out, const json_t *code)
{
	const json_t *cell;
	const char *policy, *when;
	size_t i;

	fputs("\nWhat the built-in policies do\n", out);
	for (i = 0; (policy = certpolicy_policy_builtin_name(i)) != NULL; i++) {
		cell = json_object_get(json_object_get(code, "policies"), policy);
		when = cli_catalogue_string(cell, "when");
		fprintf(out, "  %-17s%s\n", policy, cli_catalogue_string(cell, "action"));
		if (*when != '\0') {
			fprintf(out, "%*s%s when ", POLICY_COLUMN, "",
				cli_catalogue_string(cell, "softer"));
			cli_wrap(out, when,
				POLICY_COLUMN +
					(unsigned)strlen(cli_catalogue_string(cell, "softer")) + 6,
				POLICY_COLUMN, cli_columns());
		}
	}
}

/* The parameters that a policy can set under the code. */
static void
print_parameters(FILE *out, const json_t *code)
{
	const json_t *parameters = json_object_get(code, "parameters"), *parameter;
	size_t i;

	if (json_array_size(parameters) == 0)
		return;
	fputs("\nParameters\n", out);
	json_array_foreach(parameters, i, parameter)
	{
		fprintf(out, "  %s: ", cli_catalogue_string(parameter, "name"));
		cli_wrap(out, cli_catalogue_string(parameter, "means"),
			4 + (unsigned)strlen(cli_catalogue_string(parameter, "name")), 2 * INDENT,
			cli_columns());
	}
}

/* "2024-03-15" of an instant. */
static void
print_dates(FILE *out, const json_t *rule)
{
	const char *since = cli_catalogue_string(rule, "since");
	const char *until = cli_catalogue_string(rule, "until");
	const json_t *days = json_object_get(rule, "days");

	if (days != NULL)
		fprintf(out, "    %d days\n", (int)json_integer_value(days));
	if (*since != '\0')
		fprintf(out, "    for certificates from %.10s\n", since);
	if (*until != '\0')
		fprintf(out, "    for certificates until %.10s\n", until);
}

/* The requirements that a code covers, each with its clause. */
static void
print_rules(FILE *out, const json_t *code)
{
	const json_t *rules = json_object_get(code, "rules"), *rule;
	size_t i;

	if (json_array_size(rules) == 0)
		return;
	fputs("\nRules\n", out);
	json_array_foreach(rules, i, rule)
	{
		fprintf(out, "  %s\n", cli_catalogue_string(rule, "rule"));
		if (*cli_catalogue_string(rule, "message") != '\0')
			cli_paragraphs(out, cli_catalogue_string(rule, "message"), 2 * INDENT,
				cli_columns());
		fputs("    ", out);
		cli_wrap(out, cli_catalogue_string(rule, "source"), 2 * INDENT, 2 * INDENT,
			cli_columns());
		print_dates(out, rule);
	}
}

static void
print_references(FILE *out, const json_t *code)
{
	const json_t *references = json_object_get(code, "references"), *reference;
	size_t i;

	if (json_array_size(references) == 0)
		return;
	fputs("\nReferences\n", out);
	json_array_foreach(references, i, reference)
		fprintf(out, "  %s\n", json_string_value(reference));
}

static int
print_text(const json_t *code)
{
	cli_page page;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	fprintf(page.out, "%s (%s, judged since %s)\n", cli_catalogue_string(code, "code"),
		cli_catalogue_string(code, "severity"), cli_catalogue_string(code, "judged_since"));
	print_part(page.out, "What", cli_catalogue_string(code, "means"));
	print_part(page.out, "Why it matters", cli_catalogue_string(code, "why"));
	print_part(page.out, "What to do", cli_catalogue_string(code, "remediation"));
	print_actions(page.out, code);
	print_parameters(page.out, code);
	print_rules(page.out, code);
	print_references(page.out, code);
	return cli_page_finish(&page);
}

int
cli_explain(const cli_settings *settings)
{
	const char *name = settings->operands.items[0];
	certpolicy_error *error = NULL;
	json_t *object = NULL;
	char *text = NULL;
	int code;

	if (!cli_wants_json(settings)) {
		code = cli_catalogue_code(settings, name, &object);
		if (code == 0)
			code = print_text(object);
		json_decref(object);
		return code;
	}
	code = certpolicy_code_to_json(name, &text, &error);
	if (code == CERTPOLICY_ERROR_NOT_FOUND)
		return cli_fail_name(settings, error);
	if (code != CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	code = cli_put_line(text);
	certpolicy_string_free(text);
	return code;
}
