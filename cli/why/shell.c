/* Quoting, and this command line once more as another command. */
#include <config.h>
#include "shell.h"

#include <string.h>

bool
why_is_typable(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7e)
			return false;
	}
	return true;
}

bool
why_is_host_name(const char *text)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	size_t len = strlen(text), label;

	if (len == 0 || len > 253)
		return false;
	for (;; text += label + 1) {
		label = strspn(text, letters);
		if (label == 0 || *text == '-' || (text[label] != '.' && text[label] != '\0'))
			return false;
		if (text[label] == '\0')
			return true;
	}
}

void
why_put_word(FILE *out, const char *word)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,=";

	if (*word != '\0' && word[strspn(word, plain)] == '\0') {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word != '\0'; word++)
		fputs(*word == '\'' ? "'\\''" : (char[]){*word, '\0'}, out);
	fputc('\'', out);
}

static void
put_option(FILE *out, const cli_option *option, const char *value)
{
	fprintf(out, " --%s", option->name);
	if (value != NULL) {
		fputc(' ', out);
		why_put_word(out, value);
	}
}

static void
put_set(FILE *out, const cli_settings *settings, const cli_option *option)
{
	const char *field = (const char *)settings + option->offset;
	const cli_list *list;
	size_t i;

	switch (option->kind) {
	case CLI_OPTION_FLAG:
		if (*(const bool *)(const void *)field)
			put_option(out, option, NULL);
		break;
	case CLI_OPTION_SINGLE:
		if (*(const char *const *)(const void *)field != NULL)
			put_option(out, option, *(const char *const *)(const void *)field);
		break;
	case CLI_OPTION_LIST:
		list = (const cli_list *)(const void *)field;
		for (i = 0; i < list->n; i++)
			put_option(out, option, list->items[i]);
	}
}

void
why_put_command(
	FILE *out, const cli_settings *settings, const char *name, unsigned id, const char *policy)
{
	cli_settings own = *settings;
	const cli_option *option;
	size_t i;

	own.policy = policy;
	own.format = own.apply = NULL;
	own.yes = false;
	fprintf(out, "certpolicy %s ", name);
	why_put_word(out, settings->operands.n > 0 ? settings->operands.items[0] : "-");
	for (i = 0; (option = cli_option_at(i)) != NULL; i++) {
		if ((option->commands & id) != 0)
			put_set(out, &own, option);
	}
}
