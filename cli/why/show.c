/* Text for people: the cause first, then what shows it, who is concerned, and what to do. */
#include <config.h>
#include "show.h"

#include "../catalogue.h"
#include "../output.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void
put_list(FILE *out, const char *heading, const json_t *list)
{
	const json_t *item;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	fprintf(out, "\n%s\n", heading);
	json_array_foreach(list, i, item)
	{
		fputs("  - ", out);
		cli_wrap(out,
			json_is_string(item) ? json_string_value(item)
					     : cli_catalogue_string(item, "message"),
			4, 4, cli_columns());
	}
}

static bool
says_the_same(const json_t *a, const json_t *b)
{
	return b != NULL &&
	       json_equal(json_object_get(a, "accepts"), json_object_get(b, "accepts")) &&
	       strcmp(cli_catalogue_string(a, "detail"), cli_catalogue_string(b, "detail")) == 0;
}

/* Those that do the same stand in one line. */
static void
put_clients(FILE *out, const json_t *clients)
{
	const json_t *client, *accepts;
	const char *detail;
	char line[1200];
	size_t i;

	if (json_array_size(clients) == 0)
		return;
	fputs("\nWhat clients here would do, each with its own roots:\n  ", out);
	json_array_foreach(clients, i, client)
	{
		fputs(cli_catalogue_string(client, "client"), out);
		if (says_the_same(client, json_array_get(clients, i + 1))) {
			fputs(", ", out);
			continue;
		}
		accepts = json_object_get(client, "accepts");
		detail = cli_catalogue_string(client, "detail");
		snprintf(line, sizeof(line), "%s%s%s",
			json_is_null(accepts)   ? "unknown"
			: json_is_true(accepts) ? "go on"
						: "refuse",
			*detail != '\0' ? ": " : "", detail);
		fputs("\n      ", out);
		cli_wrap(out, line, 6, 6, cli_columns());
		fputs(i + 1 < json_array_size(clients) ? "  " : "", out);
	}
}

/* Commands are never wrapped: what is copied has to be what is meant. */
static void
put_command(FILE *out, const char *command)
{
	size_t len;

	for (; *command != '\0'; command += len + (command[len] == '\n')) {
		len = strcspn(command, "\n");
		/* The inside of a here-document has no indent. */
		fprintf(out, "%s%.*s\n", strchr(command, '\n') == NULL && len > 4 ? "       " : "",
			(int)len, command);
	}
}

static void
put_fixes(FILE *out, const json_t *fixes)
{
	const json_t *fix;
	size_t i;

	if (json_array_size(fixes) > 0)
		fputs("\nWhat to do, the safest first:\n", out);
	json_array_foreach(fixes, i, fix)
	{
		fprintf(out, "  %zu. ", i + 1);
		cli_wrap(out, cli_catalogue_string(fix, "title"), 5, 5, cli_columns());
		put_command(out, cli_catalogue_string(fix, "command"));
	}
}

int
why_show(const json_t *document)
{
	cli_page page;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	cli_wrap(page.out, cli_catalogue_string(document, "sentence"), 0, 0, cli_columns());
	put_list(page.out, "What shows it:", json_object_get(document, "evidence"));
	put_list(page.out,
		"What comes of it, or stands beside it:", json_object_get(document, "symptoms"));
	put_clients(page.out, json_object_get(document, "clients"));
	put_fixes(page.out, json_object_get(document, "fixes"));
	return cli_page_finish(&page);
}
