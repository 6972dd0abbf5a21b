/* What shells read at their start: assignments of variables, and aliases, wherever they stand in a
 * line. And the lines of all formats. */
#include <config.h>
#include "parse.h"

#include <stdio.h>
#include <string.h>

static const char blanks[] = ENV_BLANKS;

char *
env_next_line(env_lines *text)
{
	char *line = text->rest;

	if (line == NULL || *line == '\0')
		return NULL;
	text->rest = strchr(line, '\n');
	if (text->rest != NULL)
		*text->rest++ = '\0';
	text->number++;
	return line;
}

char *
env_trim(char *text)
{
	size_t len;

	text += strspn(text, blanks);
	len = strlen(text);
	while (len > 0 && strchr(blanks, text[len - 1]) != NULL)
		len--;
	text[len] = '\0';
	return text;
}

/* ---- the words of a line, as a shell takes them ---- */

/* Longer commands are not looked at. */
#define MOST_WORDS 64u

static const char separators[] = ";&|()";

typedef struct command {
	char *words[MOST_WORDS]; /* without their quotes */
	size_t n;
} command;

typedef struct shell_line {
	env_entry_callback *callback;
	void *user;
	size_t number;
	bool is_shared; /* other commands stand in the line, too */
} shell_line;

static bool
is_keyword(const char *word)
{
	static const char *const keywords[] = {
		"then", "do", "else", "if", "elif", "while", "{", "!"};
	size_t i;

	for (i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
		if (strcmp(word, keywords[i]) == 0)
			return true;
	}
	return false;
}

static bool
is_assignment(const char *word)
{
	size_t len =
		strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

	return len > 0 && word[len] == '=';
}

static void
hand_over(const shell_line *line, const char *key, const char *value, bool is_one_of_several)
{
	const env_entry entry = {"", key, value, line->number, line->number,
		line->is_shared || is_one_of_several, is_one_of_several};

	line->callback(line->user, &entry);
}

/* "A=b"; "curl=curl -k" after alias. Words that are none are passed over. */
static void
take_assignments(const shell_line *line, const command *c, size_t from, bool aliases)
{
	char alias[80], *value;
	size_t i;

	for (i = from; i < c->n; i++) {
		value = strchr(c->words[i], '=');
		if (value == NULL || (!aliases && !is_assignment(c->words[i])))
			continue;
		*value++ = '\0';
		snprintf(alias, sizeof(alias), "%s%s", aliases ? "alias " : "", c->words[i]);
		hand_over(line, alias, value, c->n - from > 1);
	}
}

static size_t
after_flags(const command *c, size_t at)
{
	while (at < c->n && c->words[at][0] == '-')
		at++;
	return at;
}

/* "export A=b C=d", "A=b" alone, "setenv A b", "set -gx A b", "alias a=b". What is set for one
 * command only ("A=b make") is not for keeps. */
static void
take_command(shell_line *line, const command *c)
{
	size_t at = 0, i;
	const char *word;

	while (at < c->n && is_keyword(c->words[at]))
		at++;
	line->is_shared |= at > 0;
	if (at == c->n)
		return;
	word = c->words[at];
	if (strcmp(word, "export") == 0 || strcmp(word, "declare") == 0 ||
		strcmp(word, "typeset") == 0) {
		take_assignments(line, c, after_flags(c, at + 1), false);
	} else if (strcmp(word, "alias") == 0) {
		take_assignments(line, c, at + 1, true);
	} else if (strcmp(word, "setenv") == 0 || strcmp(word, "set") == 0) {
		at = after_flags(c, at + 1);
		if (at + 1 < c->n)
			hand_over(line, c->words[at], c->words[at + 1], false);
	} else {
		for (i = at; i < c->n && is_assignment(c->words[i]);)
			i++;
		if (i == c->n)
			take_assignments(line, c, at, false);
	}
}

/* Reads one word in place, quotes taken off; `*text` is left at what ended it. */
static char *
read_word(char **text)
{
	char *start = *text, *to = *text, *at, quote = '\0';

	for (at = *text; *at != '\0'; at++) {
		if (quote == '\0' &&
			(strchr(blanks, *at) != NULL || strchr(separators, *at) != NULL))
			break;
		if (quote != '\0' ? *at == quote : *at == '"' || *at == '\'')
			quote = quote != '\0' ? '\0' : *at;
		else
			*to++ = *at;
	}
	*text = at;
	if (to < at)
		*to = '\0';
	return start;
}

/* A command has ended, and `rest` follows. */
static void
end_command(shell_line *line, command *c, const char *rest)
{
	rest += strspn(rest, blanks);
	rest += strspn(rest, separators);
	rest += strspn(rest, blanks);
	line->is_shared |= *rest != '\0' && *rest != '#';
	take_command(line, c);
	line->is_shared |= c->n > 0;
	c->n = 0;
}

static void
take_line(shell_line *line, char *text)
{
	command c = {.n = 0};
	char ender, *word;

	for (;;) {
		text += strspn(text, blanks);
		if (*text == '\0' || *text == '#') {
			end_command(line, &c, "");
			return;
		}
		if (strchr(separators, *text) != NULL) {
			end_command(line, &c, ++text);
			continue;
		}
		word = read_word(&text);
		ender = *text;
		if (ender != '\0')
			*text++ = '\0';
		if (c.n == MOST_WORDS)
			return;
		c.words[c.n++] = word;
		if (ender != '\0' && strchr(separators, ender) != NULL)
			end_command(line, &c, text);
	}
}

void
env_parse_shell(char *text, env_entry_callback *callback, void *user)
{
	env_lines all = {text, 0};
	char *line;

	while ((line = env_next_line(&all)) != NULL) {
		shell_line here = {callback, user, all.number, false};

		take_line(&here, line);
	}
}
