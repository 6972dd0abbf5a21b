/* What shells read at their start: assignments of variables, and aliases. A line that is more than
 * that is passed over. And the lines of all formats. */
#include <config.h>
#include "parse.h"

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

/* "export A=b", "A=b c", "setenv A b", "set -gx A b": the name, its value in *value. NULL: none. */
static char *
read_assignment(char *line, char **value)
{
	static const char *const before[] = {"export ", "declare -x ", "typeset -x ", "set -gx ",
		"set -Ux ", "set -x ", "setenv "};
	const char *marks = "=";
	size_t i, len;

	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		len = strlen(before[i]);
		if (strncmp(line, before[i], len) == 0) {
			line = env_trim(line + len);
			marks = i > 2 ? " \t" : "=";
			break;
		}
	}
	*value = line + strcspn(line, marks);
	if (**value == '\0' || *value == line)
		return NULL;
	*(*value)++ = '\0';
	*value = env_trim(*value);
	return line[strcspn(line, " \t$\"'(")] == '\0' ? line : NULL;
}

/* What a shell would take: up to a blank or a semicolon, or in quotes. *more: the line goes on. */
static char *
first_word(char *value, bool *more)
{
	char quote = *value, *end;

	value += quote == '"' || quote == '\'';
	if (quote == '"' || quote == '\'')
		end = value + strcspn(value, quote == '"' ? "\"" : "'");
	else
		end = value + strcspn(value, " \t;&|");
	*more = *end != '\0' && end[strspn(end, " \t;\"'")] != '\0' &&
		end[strspn(end, " \t;\"'")] != '#';
	*end = '\0';
	return value;
}

void
env_parse_shell(char *text, env_entry_callback *callback, void *user)
{
	env_lines all = {text, 0};
	env_entry entry = {.section = ""};
	char *line, *value, *key;

	while ((line = env_next_line(&all)) != NULL) {
		line = env_trim(line);
		if (*line == '#')
			continue;
		if (strncmp(line, "alias ", 6) == 0) {
			value = line + strcspn(line, "=");
			if (*value == '\0')
				continue;
			*value++ = '\0';
			key = env_trim(line);
		} else {
			key = read_assignment(line, &value);
		}
		if (key == NULL)
			continue;
		entry.key = key;
		entry.value = first_word(value, &entry.shares_line);
		entry.first = entry.last = all.number;
		callback(user, &entry);
	}
}
