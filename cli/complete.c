/*
 * What the shells' completion asks for: certpolicy __complete WORD..., the last of which is being
 * typed. One candidate a line, a tab and its help after it; ":file" says that files may stand
 * there. Derived from the tables of commands and options, so that it is never out of date.
 */
#include <config.h>
#include "cli.h"
#include "net/service.h"
#include "output.h"
#include "setup.h"

#include <certpolicy/certpolicy.h>

#include <string.h>
#include <unistd.h>

static void
offer(FILE *out, const char *typed, const char *word, const char *help)
{
	if (strncmp(word, typed, strlen(typed)) != 0)
		return;
	if (help != NULL && *help != '\0')
		fprintf(out, "%s\t%s\n", word, help);
	else
		fprintf(out, "%s\n", word);
}

/* The words of commands: the first, or the second of a group. */
static void
offer_commands(FILE *out, const char *typed, const cli_group *group)
{
	const cli_command *command;
	const cli_group *other;
	const char *second;
	size_t i;

	for (i = 0; (command = cli_command_at(i)) != NULL; i++) {
		if (group != NULL && cli_group_has(group, command, &second))
			offer(out, typed, second, command->summary);
		else if (group == NULL && strchr(command->name, ' ') == NULL)
			offer(out, typed, command->name, command->summary);
	}
	if (group != NULL)
		return;
	for (i = 0; (other = cli_group_at(i)) != NULL; i++)
		offer(out, typed, other->name, other->summary);
	offer(out, typed, "help", "show help");
}

/* An option's help up to the first ':' or ';' or '(' is enough beside a word. */
static void
offer_options(FILE *out, const char *typed, const cli_command *command)
{
	const cli_option *option;
	char word[64], help[128];
	size_t i, len;

	for (i = 0; (option = cli_option_at(i)) != NULL; i++) {
		if ((option->commands & command->id) == 0)
			continue;
		len = strcspn(option->help, ":;(");
		if (len >= sizeof(help))
			len = sizeof(help) - 1;
		memcpy(help, option->help, len);
		help[len] = '\0';
		snprintf(word, sizeof(word), "--%s", option->name);
		offer(out, typed, word, help);
	}
}

static void
offer_codes(FILE *out, const char *typed)
{
	const char *code;
	size_t i;

	for (i = 0; (code = certpolicy_code_name(i)) != NULL; i++)
		offer(out, typed, code, NULL);
}

/* The built-in policies, and those of the files that are in force here. */
static void
offer_policies(FILE *out, const char *typed)
{
	cli_settings none;
	certpolicy_engine *engine = NULL;
	const char *name;
	size_t i;

	for (i = 0; (name = certpolicy_policy_builtin_name(i)) != NULL; i++)
		offer(out, typed, name, NULL);
	memset(&none, 0, sizeof(none));
	if (cli_setup_policies(&none, &engine) != 0)
		return;
	for (i = 0; (name = certpolicy_engine_policy_name(engine, i)) != NULL; i++)
		offer(out, typed, name, NULL);
	certpolicy_engine_free(engine);
}

static void
offer_limits(FILE *out, const char *typed)
{
	const char *name;
	char word[64];
	size_t i;

	for (i = 0; (name = certpolicy_limit_name(i)) != NULL; i++) {
		snprintf(word, sizeof(word), "%s=", name);
		offer(out, typed, word, certpolicy_limit_origin(i));
	}
}

static void
offer_kinds(FILE *out, const char *typed)
{
	const char *name;
	size_t i;

	for (i = 0; (name = certpolicy_data_kind_name(i)) != NULL; i++)
		offer(out, typed, name, certpolicy_data_kind_summary(i));
}

/* The protocols that lead to TLS. */
static void
offer_talks(FILE *out, const char *typed)
{
	const cli_service *service;
	size_t i;

	offer(out, typed, "none", "TLS at once");
	for (i = 0; (service = cli_service_at(i)) != NULL; i++) {
		if (service->starttls != CLI_STARTTLS_NONE)
			offer(out, typed, service->name, NULL);
	}
}

static void
offer_argument(FILE *out, const char *typed, const cli_option *option)
{
	size_t i;

	switch (option->takes) {
	case CLI_ARGUMENT_ANCHORS:
		offer(out, typed, "system", "what this machine trusts");
		offer(out, typed, "nss", "Mozilla's list");
		fputs(":file\n", out);
		break;
	case CLI_ARGUMENT_FILE:
		fputs(":file\n", out);
		break;
	case CLI_ARGUMENT_POLICY:
		offer_policies(out, typed);
		break;
	case CLI_ARGUMENT_LIMIT:
		offer_limits(out, typed);
		break;
	case CLI_ARGUMENT_STARTTLS:
		offer_talks(out, typed);
		break;
	case CLI_ARGUMENT_WORDS:
		for (i = 0; option->words[i] != NULL; i++)
			offer(out, typed, option->words[i], NULL);
		break;
	case CLI_ARGUMENT_FREE:
		break;
	}
}

static void
offer_operand(FILE *out, const char *typed, const cli_command *command)
{
	switch (command->operand) {
	case CLI_OPERAND_TARGET:
	case CLI_OPERAND_FILE:
		fputs(":file\n", out);
		break;
	case CLI_OPERAND_CODE:
		offer_codes(out, typed);
		break;
	case CLI_OPERAND_POLICY:
		offer_policies(out, typed);
		break;
	case CLI_OPERAND_DATA:
		offer_kinds(out, typed);
		fputs(":file\n", out);
		break;
	case CLI_OPERAND_NONE:
		break;
	}
}

/* What may follow the words of a command. */
static void
offer_rest(FILE *out, const cli_command *command, const char *before, const char *typed)
{
	const cli_option *option = NULL;

	if (strncmp(before, "--", 2) == 0)
		option = cli_option_find(command->id, before + 2, strlen(before + 2));
	if (option != NULL && option->kind != CLI_OPTION_FLAG)
		offer_argument(out, typed, option);
	else if (*typed == '-')
		offer_options(out, typed, command);
	else
		offer_operand(out, typed, command);
}

/* The command that the words before the last name; NULL while they do not yet. */
static const cli_command *
command_of(size_t n_words, char **words)
{
	const cli_command *command;
	char name[64];
	size_t i;

	if (n_words > 2 && cli_group_find(words[0]) != NULL)
		snprintf(name, sizeof(name), "%s %s", words[0], words[1]);
	else
		snprintf(name, sizeof(name), "%s", words[0]);
	for (i = 0; (command = cli_command_at(i)) != NULL; i++) {
		if (strcmp(command->name, name) == 0)
			return command;
	}
	return NULL;
}

int
cli_complete(size_t n_words, char **words)
{
	const cli_command *command;
	const char *typed;
	cli_page page;

	if (n_words == 0 || !cli_page_start(&page))
		return CLI_USAGE;
	typed = words[n_words - 1];
	if (n_words == 1 || (n_words == 2 && strcmp(words[0], "help") == 0)) {
		offer_commands(page.out, typed, NULL);
		if (*typed == '-') {
			offer(page.out, typed, "--help", "show help");
			offer(page.out, typed, "--version", "show the version");
		}
	} else if (n_words == 2 && cli_group_find(words[0]) != NULL) {
		offer_commands(page.out, typed, cli_group_find(words[0]));
	} else {
		command = command_of(n_words, words);
		if (command != NULL)
			offer_rest(page.out, command, words[n_words - 2], typed);
	}
	return cli_page_finish(&page);
}
