/* The page of certpolicy env. */
#include <config.h>
#include "document.h"

#include "../catalogue.h"
#include "../output.h"

#include <string.h>

static bool
has_effect(const json_t *setting, const char *effect)
{
	return strcmp(cli_catalogue_string(setting, "effect"), effect) == 0;
}

static bool
weakens(const json_t *setting)
{
	return has_effect(setting, "weakens") || has_effect(setting, "leaks");
}

/* "GIT_SSL_NO_VERIFY=1, in the environment" */
static void
put_setting(FILE *out, const json_t *setting)
{
	const char *value = cli_catalogue_string(setting, "value");
	const char *file = cli_catalogue_string(setting, "file");
	json_int_t line = json_integer_value(json_object_get(setting, "line"));

	fprintf(out, "  %s%s%s", cli_catalogue_string(setting, "name"), *value != '\0' ? " = " : "",
		value);
	if (*file == '\0')
		fputs(" (environment)\n", out);
	else if (line > 0)
		fprintf(out, " (%s:%d)\n", file, (int)line);
	else
		fprintf(out, " (%s)\n", file);
	fputs("      ", out);
	cli_wrap(out, cli_catalogue_string(setting, "what"), 6, 6, cli_columns());
	if (*cli_catalogue_string(setting, "problem") != '\0')
		fprintf(out, "      but %s\n", cli_catalogue_string(setting, "problem"));
}

static void
put_weakening(FILE *out, const json_t *settings)
{
	const json_t *setting;
	bool any = false;
	size_t i;

	json_array_foreach(settings, i, setting)
	{
		if (!weakens(setting))
			continue;
		fputs(any ? "\n" : "Verification is weakened here:\n", out);
		any = true;
		put_setting(out, setting);
		if (*cli_catalogue_string(setting, "undo") != '\0')
			fprintf(out, "      undo: %s\n", cli_catalogue_string(setting, "undo"));
	}
	if (!any)
		fputs("Nothing that was looked at weakens verification here.\n", out);
}

static void
put_others(FILE *out, const json_t *settings)
{
	const json_t *setting;
	bool any = false;
	size_t i;

	json_array_foreach(settings, i, setting)
	{
		if (weakens(setting))
			continue;
		fputs(any ? "" : "\nOther settings:\n", out);
		any = true;
		put_setting(out, setting);
	}
}

/* One line a client: the source in force; those before it are not there. */
static void
put_stores(FILE *out, const json_t *stores)
{
	const json_t *store, *source;
	size_t i, j;

	fputs("\nTrusted roots, by client (the first source that is there counts):\n", out);
	json_array_foreach(stores, i, store)
	{
		fprintf(out, "  %-16s ", cli_catalogue_string(store, "client"));
		json_array_foreach(json_object_get(store, "sources"), j, source)
		{
			if (json_is_true(json_object_get(source, "in_force")))
				fprintf(out, "%s\n", cli_catalogue_string(source, "source"));
		}
	}
}

static void
put_lowered(FILE *out, const json_t *policy)
{
	const json_t *codes = json_object_get(policy, "lowers"), *code;
	size_t i;

	json_array_foreach(codes, i, code)
	{
		fprintf(out, "%s%s", i == 0 ? "; milder in " : ", ", json_string_value(code));
	}
}

static void
put_policies(FILE *out, const json_t *policies)
{
	const json_t *files = json_object_get(policies, "files"), *item;
	size_t i;

	fputs("\nPolicy files of certpolicy, in their order:\n", out);
	if (json_array_size(files) == 0)
		fputs("  none\n", out);
	json_array_foreach(files, i, item)
	{
		fprintf(out, "  %s\n", cli_catalogue_string(item, "file"));
		if (!json_is_true(json_object_get(item, "valid")))
			fprintf(out, "      cannot be used: %s\n",
				cli_catalogue_string(item, "problem"));
	}
	json_array_foreach(json_object_get(policies, "policies"), i, item)
	{
		fprintf(out, "  policy %s, on %s", cli_catalogue_string(item, "name"),
			cli_catalogue_string(item, "base"));
		put_lowered(out, item);
		fputc('\n', out);
	}
}

static void
put_unread(FILE *out, const json_t *unread)
{
	const json_t *line;
	size_t i;

	if (json_array_size(unread) > 0)
		fputs("\nCould not be looked at:\n", out);
	json_array_foreach(unread, i, line)
	{
		fprintf(out, "  %s\n", json_string_value(line));
	}
}

int
env_show(const json_t *document)
{
	const json_t *settings = json_object_get(document, "settings");
	const json_t *data = json_object_get(document, "data");
	cli_page page;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	put_weakening(page.out, settings);
	put_others(page.out, settings);
	put_stores(page.out, json_object_get(document, "stores"));
	put_policies(page.out, json_object_get(document, "policy"));
	if (*cli_catalogue_string(data, "folder") != '\0')
		fprintf(page.out, "\nImported data: %s (%s)\n",
			cli_catalogue_string(data, "folder"), cli_catalogue_string(data, "state"));
	put_unread(page.out, json_object_get(document, "unread"));
	return cli_page_finish(&page);
}
