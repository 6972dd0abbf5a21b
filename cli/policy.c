/* certpolicy policy list, table, validate, and the way to show; what show prints stands in
 * policy_show.c. */
#include <config.h>
#include "catalogue.h"
#include "cli.h"
#include "fail.h"
#include "output.h"
#include "policy_show.h"
#include "setup.h"

#include <stdlib.h>
#include <string.h>

#define CODE_WIDTH 31

/* The built-in policies, then those of the engine; NULL past the end. */
static const char *
policy_name(const certpolicy_engine *engine, size_t index)
{
	size_t n = 0;

	while (certpolicy_policy_builtin_name(n) != NULL)
		n++;
	return index < n ? certpolicy_policy_builtin_name(index)
			 : certpolicy_engine_policy_name(engine, index - n);
}

static int
find(const cli_settings *settings, const certpolicy_engine *engine, const char *name,
	certpolicy_policy **policy)
{
	certpolicy_error *error = NULL;
	int status = certpolicy_policy_find(engine, name, policy, &error);

	if (status == CERTPOLICY_OK)
		return 0;
	*policy = NULL;
	return status == CERTPOLICY_ERROR_NOT_FOUND ? cli_fail_name(settings, error)
						    : cli_fail_library(settings, error);
}

/* One row of `policy list`: the name, what it extends, its description. */
static int
list_policy(const cli_settings *settings, const certpolicy_engine *engine, const char *name,
	FILE *out, json_t *array)
{
	certpolicy_policy *policy;
	json_t *object = NULL;
	int code = find(settings, engine, name, &policy);

	if (code == 0)
		code = cli_catalogue_read(certpolicy_policy_to_json(policy), &object);
	if (code == 0 && out != NULL) {
		fprintf(out, "%-20s ", name);
		cli_wrap(out, cli_catalogue_string(object, "description"), 21, 21, cli_columns());
	}
	if (code == 0 && array != NULL &&
		json_array_append_new(
			array, json_pack("{s:s,s:s?,s:s,s:s}", "name", name, "extends",
				       json_string_value(json_object_get(object, "extends")),
				       "description", cli_catalogue_string(object, "description"),
				       "digest", certpolicy_policy_get_digest(policy))) != 0)
		code = cli_fail_no_memory();
	json_decref(object);
	certpolicy_policy_free(policy);
	return code;
}

int
cli_policy_list(const cli_settings *settings)
{
	certpolicy_engine *engine;
	json_t *array = cli_wants_json(settings) ? json_array() : NULL;
	const char *name;
	char *text;
	cli_page page;
	size_t i;
	int code;

	code = cli_setup_policies(settings, &engine);
	if (code == 0 && !cli_page_start(&page))
		code = cli_page_finish(&page);
	if (code != 0) {
		certpolicy_engine_free(engine);
		json_decref(array);
		return code;
	}
	for (i = 0; code == 0 && (name = policy_name(engine, i)) != NULL; i++)
		code = list_policy(settings, engine, name, array == NULL ? page.out : NULL, array);
	if (code == 0 && array != NULL) {
		text = json_dumps(array, JSON_COMPACT);
		fprintf(page.out, "%s\n", text != NULL ? text : "");
		free(text);
	}
	code = code == 0 ? cli_page_finish(&page) : cli_page_drop(&page, code);
	json_decref(array);
	certpolicy_engine_free(engine);
	return code;
}

/* The names in the operands, or all there are; the array is the caller's. */
static const char **
names_of(const cli_settings *settings, const certpolicy_engine *engine, size_t *n)
{
	const char **names;
	size_t i;

	*n = settings->operands.n;
	while (settings->operands.n == 0 && policy_name(engine, *n) != NULL)
		(*n)++;
	names = calloc(*n + 1, sizeof(*names));
	for (i = 0; names != NULL && i < *n; i++)
		names[i] = settings->operands.n > 0 ? settings->operands.items[i]
						    : policy_name(engine, i);
	return names;
}

/* What each of the policies says, as the library tells it; released by free_rules. */
static int
read_rules(const cli_settings *settings, const certpolicy_engine *engine, const char *const *names,
	size_t n, json_t **policies)
{
	certpolicy_policy *policy;
	size_t i;
	int code = 0;

	for (i = 0; i < n && code == 0; i++) {
		code = find(settings, engine, names[i], &policy);
		if (code == 0)
			code = cli_catalogue_read(certpolicy_policy_to_json(policy), &policies[i]);
		certpolicy_policy_free(policy);
	}
	return code;
}

static void
free_rules(json_t **policies, size_t n)
{
	size_t i;

	for (i = 0; policies != NULL && i < n; i++)
		json_decref(policies[i]);
	free(policies);
}

/* A policy's cell for the code of that index; its rules are in the order of the codes. */
static const json_t *
cell_of(const json_t *policy, size_t code)
{
	return json_array_get(json_object_get(policy, "rules"), code);
}

static void
print_text_table(FILE *out, const char *const *names, json_t *const *policies, size_t n)
{
	const char *code;
	char room[16];
	size_t i, j;

	cli_catalogue_heading(out, "CODE", CODE_WIDTH, names, n);
	for (i = 0; (code = certpolicy_code_name(i)) != NULL; i++) {
		fprintf(out, "%-*s", CODE_WIDTH, code);
		for (j = 0; j < n; j++)
			fprintf(out, " %-*s", j + 1 < n ? cli_catalogue_width(names[j]) : 0,
				cli_catalogue_action(cell_of(policies[j], i), room));
		fputc('\n', out);
	}
	fputs("\n* milder in some cases: certpolicy policy show NAME\n", out);
}

/* {"action": "deny"}, and "softer" and "when" where it is milder in some cases. */
static json_t *
json_of_cell(const json_t *cell)
{
	return json_pack("{s:O?,s:O*,s:O*}", "action", json_object_get(cell, "action"), "softer",
		json_object_get(cell, "softer"), "when", json_object_get(cell, "when"));
}

static int
print_json_table(FILE *out, const char *const *names, json_t *const *policies, size_t n)
{
	const char *code;
	json_t *row;
	char *text;
	size_t i, j;

	for (i = 0; (code = certpolicy_code_name(i)) != NULL; i++) {
		row = json_pack("{s:s,s:{}}", "code", code, "policies");
		for (j = 0; j < n; j++)
			(void)json_object_set_new(json_object_get(row, "policies"), names[j],
				json_of_cell(cell_of(policies[j], i)));
		text = row != NULL ? json_dumps(row, JSON_COMPACT) : NULL;
		json_decref(row);
		if (text == NULL)
			return cli_fail_no_memory();
		fprintf(out, "%s%s", i == 0 ? "[" : ",\n", text);
		free(text);
	}
	fputs("]\n", out);
	return 0;
}

static int
print_table(
	const cli_settings *settings, const char *const *names, json_t *const *policies, size_t n)
{
	cli_page page;
	int code = 0;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	if (cli_wants_json(settings))
		code = print_json_table(page.out, names, policies, n);
	else
		print_text_table(page.out, names, policies, n);
	return code == 0 ? cli_page_finish(&page) : cli_page_drop(&page, code);
}

int
cli_policy_table(const cli_settings *settings)
{
	certpolicy_engine *engine;
	json_t **policies = NULL;
	const char **names = NULL;
	size_t n = 0;
	int code;

	code = cli_setup_policies(settings, &engine);
	if (code == 0) {
		names = names_of(settings, engine, &n);
		policies = calloc(n + 1, sizeof(*policies));
		if (names == NULL || policies == NULL)
			code = cli_fail_no_memory();
	}
	if (code == 0)
		code = read_rules(settings, engine, names, n, policies);
	if (code == 0)
		code = print_table(settings, names, policies, n);
	free_rules(policies, n);
	free(names);
	certpolicy_engine_free(engine);
	return code;
}

/* "FILE:3:5: advice" lines, or the library's array as it is. */
static int
print_advice(const cli_settings *settings, const char *file, const char *advice)
{
	json_t *array = NULL, *item;
	cli_page page;
	size_t i;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	if (cli_wants_json(settings)) {
		fprintf(page.out, "{\"valid\":true,\"advice\":%s}\n", advice);
		return cli_page_finish(&page);
	}
	array = json_loads(advice, 0, NULL);
	json_array_foreach(array, i, item)
		fprintf(page.out, "%s:%" JSON_INTEGER_FORMAT ":%" JSON_INTEGER_FORMAT ": %s\n",
			file, json_integer_value(json_object_get(item, "line")),
			json_integer_value(json_object_get(item, "column")),
			cli_catalogue_string(item, "message"));
	fprintf(page.out, "%s: valid\n", file);
	json_decref(array);
	return cli_page_finish(&page);
}

int
cli_policy_validate(const cli_settings *settings)
{
	const char *file = settings->operands.items[0];
	certpolicy_error *error = NULL;
	char *advice = NULL;
	int code;

	if (certpolicy_policy_validate_file(file, &advice, &error) != CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	code = print_advice(settings, file, advice);
	certpolicy_string_free(advice);
	return code;
}

int
cli_policy_show(const cli_settings *settings)
{
	certpolicy_engine *engine;
	certpolicy_policy *policy = NULL;
	char *text;
	json_t *object = NULL;
	int code;

	code = cli_setup_policies(settings, &engine);
	if (code == 0)
		code = find(settings, engine, settings->operands.items[0], &policy);
	text = code == 0 ? certpolicy_policy_to_json(policy) : NULL;
	if (code == 0 && cli_wants_json(settings)) {
		code = text != NULL ? cli_put_line(text) : cli_fail_no_memory();
		certpolicy_string_free(text);
	} else if (code == 0) {
		code = cli_catalogue_read(text, &object);
		if (code == 0)
			code = cli_policy_show_text(object);
	}
	json_decref(object);
	certpolicy_policy_free(policy);
	certpolicy_engine_free(engine);
	return code;
}
