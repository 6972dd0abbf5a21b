/* --help, written from the tables of commands and options; --version. */
#include <config.h>
#include "help.h"
#include "cli.h"
#include "output.h"

#include <certpolicy/certpolicy.h>

#include <stdio.h>
#include <string.h>

/* Where the text beside an option or a command begins. */
#define COMMAND_COLUMN 20
#define OPTION_COLUMN 26

int
cli_help_overview(const struct cli_group *group)
{
	const cli_command *command;
	const char *second;
	cli_page page;
	size_t i;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	fprintf(page.out, "Usage: certpolicy %s%s [OPTION...]\n\n",
		group != NULL ? group->name : "COMMAND", group != NULL ? " COMMAND" : "");
	if (group == NULL)
		fputs("Judges certificates by a policy, and says why.\n\n", page.out);
	for (i = 0; (command = cli_command_at(i)) != NULL; i++) {
		if (group == NULL || cli_group_has(group, command, &second))
			fprintf(page.out, "  %-*s%s\n", COMMAND_COLUMN - 2, command->name,
				command->summary);
	}
	fputs("\n\"certpolicy COMMAND --help\" tells more of each, with examples.\n", page.out);
	if (group == NULL)
		fputs("Exit codes: 0 allow, 1 warn, 2 deny, 3 could not be judged, 64 usage, 70 "
		      "internal.\n",
			page.out);
	return cli_page_finish(&page);
}

static void
print_option(FILE *out, const cli_option *option)
{
	int n = fprintf(out, "  --%s%s%s", option->name, option->argument != NULL ? " " : "",
		option->argument != NULL ? option->argument : "");

	if (n > 0 && option->letter != 0)
		n += fprintf(out, ", -%c", option->letter);
	if (n < 0 || n >= OPTION_COLUMN - 1) {
		fputc('\n', out);
		n = 0;
	}
	fprintf(out, "%*s", OPTION_COLUMN - n, "");
	cli_wrap(out, option->help, OPTION_COLUMN, OPTION_COLUMN, 80);
}

/* The examples, each line of them indented. */
static void
print_examples(FILE *out, const char *examples)
{
	size_t len;

	fputs("\nExamples:\n", out);
	while (*examples != '\0') {
		len = strcspn(examples, "\n");
		fprintf(out, "  %.*s\n", (int)len, examples);
		examples += len + (examples[len] == '\n');
	}
}

int
cli_help_command(const cli_command *command)
{
	const cli_option *option;
	cli_page page;
	size_t i;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	fprintf(page.out, "Usage: certpolicy %s [OPTION...]%s%s\n\n", command->name,
		*command->usage != '\0' ? " " : "", command->usage);
	cli_paragraphs(page.out, command->details, 0, 80);
	fputs("\nOptions:\n", page.out);
	for (i = 0; (option = cli_option_at(i)) != NULL; i++) {
		if ((option->commands & command->id) != 0)
			print_option(page.out, option);
	}
	print_examples(page.out, command->examples);
	return cli_page_finish(&page);
}

int
cli_help_version(void)
{
	cli_page page;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	fprintf(page.out, "certpolicy %s\n", certpolicy_version());
	return cli_page_finish(&page);
}
