/* certpolicy data import, status. */
#include <config.h>
#include "catalogue.h"
#include "cli.h"
#include "data_folder.h"
#include "fail.h"
#include "instant.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

#define KIND_WIDTH 11

/* The folder, which these commands cannot do without. */
static int
find_folder(const cli_settings *settings, char **folder)
{
	int code = cli_data_folder(settings, folder);

	if (code == 0 && *folder == NULL)
		return cli_fail_usage(settings->command,
			"there is no folder for imported data: name one with --data");
	return code;
}

static int
import(const cli_settings *settings, const char *folder, const int64_t *date)
{
	const char *const *words = settings->operands.items;
	certpolicy_error *error = NULL;
	int status = certpolicy_data_import(
		folder, words[0], words + 1, settings->operands.n - 1, date, &error);

	if (status == CERTPOLICY_ERROR_NOT_FOUND || status == CERTPOLICY_ERROR_BAD_ARGUMENT)
		return cli_fail_name(settings, error);
	return status == CERTPOLICY_OK ? 0 : cli_fail_library(settings, error);
}

static size_t
number(const json_t *object, const char *name)
{
	return (size_t)json_integer_value(json_object_get(object, name));
}

/* One file: "certdata.txt", as of when, how much, and what is wrong with it. */
static void
print_item(FILE *out, const json_t *item)
{
	bool sound = strcmp(cli_catalogue_string(item, "state"), "sound") == 0;

	fprintf(out, "%*s%s\n", KIND_WIDTH, "", cli_catalogue_string(item, "source"));
	fprintf(out, "%*s  as of %.10s, ", KIND_WIDTH, "", cli_catalogue_string(item, "date"));
	if (number(item, "entries") > 0)
		fprintf(out, "%zu entries, ", number(item, "entries"));
	fprintf(out, "%zu octets, %s\n", number(item, "octets"), sound ? "sound" : "damaged");
	if (!sound) {
		fprintf(out, "%*s  ", KIND_WIDTH, "");
		cli_wrap(out, cli_catalogue_string(item, "problem"), KIND_WIDTH + 2, KIND_WIDTH + 2,
			cli_columns());
	}
}

static void
print_kind(FILE *out, const json_t *kind)
{
	const char *state = cli_catalogue_string(kind, "state");
	const json_t *items = json_object_get(kind, "items");
	size_t i;

	fprintf(out, "%-*s", KIND_WIDTH, cli_catalogue_string(kind, "kind"));
	if (strcmp(state, "absent") == 0)
		fputs("not imported\n", out);
	else if (strcmp(state, "imported") == 0)
		fprintf(out, "imported %s\n", cli_catalogue_string(kind, "imported"));
	else
		cli_wrap(out, cli_catalogue_string(kind, "problem"), KIND_WIDTH, KIND_WIDTH,
			cli_columns());
	for (i = 0; i < json_array_size(items); i++)
		print_item(out, json_array_get(items, i));
}

/* Whether a kind or one of its files is not what it should be. */
static bool
is_damaged(const json_t *kind)
{
	const json_t *items = json_object_get(kind, "items");
	size_t i;

	if (strcmp(cli_catalogue_string(kind, "state"), "damaged") == 0)
		return true;
	for (i = 0; i < json_array_size(items); i++) {
		if (strcmp(cli_catalogue_string(json_array_get(items, i), "state"), "sound") != 0)
			return true;
	}
	return false;
}

static int
put_status(const json_t *status)
{
	const json_t *kinds = json_object_get(status, "kinds");
	cli_page page;
	size_t i;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	fprintf(page.out, "%s\n", cli_catalogue_string(status, "folder"));
	for (i = 0; i < json_array_size(kinds); i++)
		print_kind(page.out, json_array_get(kinds, i));
	return cli_page_finish(&page);
}

/* Lays out what the library says, and what comes of it. */
static int
show(const cli_settings *settings, const char *json)
{
	json_t *status = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	const json_t *kinds = json_object_get(status, "kinds");
	bool damaged = false;
	size_t i;
	int code;

	if (status == NULL)
		return cli_fail_no_memory();
	code = cli_wants_json(settings) ? cli_put_line(json) : put_status(status);
	for (i = 0; i < json_array_size(kinds); i++)
		damaged = damaged || is_damaged(json_array_get(kinds, i));
	json_decref(status);
	return code == 0 && damaged ? CLI_NOT_JUDGED : code;
}

static int
show_folder(const cli_settings *settings, const char *folder)
{
	certpolicy_error *error = NULL;
	char *json = NULL;
	int code;

	if (certpolicy_data_status(folder, &json, &error) != CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	code = show(settings, json);
	certpolicy_string_free(json);
	return code;
}

int
cli_data_import(const cli_settings *settings)
{
	int64_t date = 0;
	char *folder;
	int code;

	if (settings->date != NULL && !cli_instant_parse(settings->date, &date))
		return cli_fail_usage(settings->command,
			"--date takes a time such as 2026-11-23, not \"%s\"", settings->date);
	code = find_folder(settings, &folder);
	if (code == 0)
		code = import(settings, folder, settings->date != NULL ? &date : NULL);
	free(folder);
	return code;
}

int
cli_data_status(const cli_settings *settings)
{
	char *folder;
	int code = find_folder(settings, &folder);

	if (code == 0)
		code = show_folder(settings, folder);
	free(folder);
	return code;
}
