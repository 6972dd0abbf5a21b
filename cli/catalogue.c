/* Reading of the library's JSON, and what the tables of codes have in common. */
#include <config.h>
#include "catalogue.h"
#include "cli.h"
#include "fail.h"

#include <string.h>

/* "ignore" and "warn*" fit. */
#define NARROWEST 6

int
cli_catalogue_read(char *text, json_t **object)
{
	*object = text != NULL ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
	certpolicy_string_free(text);
	return *object != NULL ? 0 : cli_fail_no_memory();
}

int
cli_catalogue_code(const cli_settings *settings, const char *code, json_t **object)
{
	certpolicy_error *error = NULL;
	char *text = NULL;
	int status = certpolicy_code_to_json(code, &text, &error);

	*object = NULL;
	if (status == CERTPOLICY_ERROR_NOT_FOUND)
		return cli_fail_name(settings, error);
	if (status != CERTPOLICY_OK)
		return cli_fail_library(settings, error);
	return cli_catalogue_read(text, object);
}

const char *
cli_catalogue_string(const json_t *object, const char *name)
{
	const char *string = json_string_value(json_object_get(object, name));

	return string != NULL ? string : "";
}

const char *
cli_catalogue_action(const json_t *cell, char room[16])
{
	snprintf(room, 16, "%.8s%s", cli_catalogue_string(cell, "action"),
		json_object_get(cell, "softer") != NULL ? "*" : "");
	return room;
}

/* Where a name is cut into two lines: after its first hyphen; its whole length when it has none. */
static int
cut_of(const char *name)
{
	const char *hyphen = strchr(name, '-');

	return hyphen != NULL ? (int)(hyphen - name) + 1 : (int)strlen(name);
}

int
cli_catalogue_width(const char *name)
{
	int first = cut_of(name);
	int rest = (int)strlen(name) - first;
	int width = first > rest ? first : rest;

	return width > NARROWEST ? width : NARROWEST;
}

void
cli_catalogue_heading(
	FILE *out, const char *lead_text, int lead, const char *const *names, size_t n)
{
	size_t i;

	fprintf(out, "%-*s", lead, "");
	for (i = 0; i < n; i++)
		fprintf(out, " %-*.*s", i + 1 < n ? cli_catalogue_width(names[i]) : 0,
			cut_of(names[i]), names[i]);
	fprintf(out, "\n%-*s", lead, lead_text);
	for (i = 0; i < n; i++)
		fprintf(out, " %-*s", i + 1 < n ? cli_catalogue_width(names[i]) : 0,
			names[i] + cut_of(names[i]));
	fputc('\n', out);
}
