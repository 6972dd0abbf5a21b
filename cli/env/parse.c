/*
 * The formats of configuration files, as far as settings need them: entries of section, key and
 * value, line by line, in place. What is odd is passed over; nothing is followed, nothing runs.
 * apt's is parse_apt.c's, shells' parse_shell.c's.
 */
#include <config.h>
#include "parse.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char blanks[] = ENV_BLANKS;

/* Without the quotes around it. */
static char *
unquote(char *text)
{
	size_t len = strlen(text);

	if (len >= 2 && (text[0] == '"' || text[0] == '\'') && text[len - 1] == text[0]) {
		text[len - 1] = '\0';
		text++;
	}
	return text;
}

/* Ends the text where a comment begins: at one of `marks` after a blank, outside of quotes. */
static void
cut_comment(char *text, const char *marks)
{
	char quote = '\0', *at;

	for (at = text; *at != '\0'; at++) {
		if (quote != '\0')
			quote = *at == quote ? '\0' : quote;
		else if (*at == '"' || *at == '\'')
			quote = *at;
		else if (strchr(marks, *at) != NULL && (at == text || strchr(blanks, at[-1]))) {
			*at = '\0';
			return;
		}
	}
}

/* Splits at the first of `marks`, or at a blank when that is among them; the key is cut off. */
static char *
split(char *line, const char *marks)
{
	char *value = line + strcspn(line, marks);

	if (*value == '\0')
		return value;
	*value++ = '\0';
	value += strspn(value, blanks);
	if (strchr(marks, ' ') != NULL && *value != '\0' && strchr("=:", *value) != NULL)
		value++;
	return unquote(env_trim(value));
}

/* ---- sections, and entries that go on in the next line ---- */

typedef struct pending {
	env_entry entry;
	char *section, *key, *value;
} pending;

static void
hand_over(pending *p, env_entry_callback *callback, void *user)
{
	if (p->key == NULL)
		return;
	p->entry.section = p->section != NULL ? p->section : "";
	p->entry.key = p->key;
	p->entry.value = unquote(p->value);
	callback(user, &p->entry);
	p->key = NULL;
}

static void
begin(pending *p, char *key, char *value, size_t line)
{
	p->key = key;
	p->value = value;
	p->entry.first = p->entry.last = line;
}

/* The value grows into what has been read of its own text: there is room. */
static void
go_on(pending *p, const char *more, size_t line)
{
	size_t len = strlen(p->value), more_len = strlen(more);

	if (len > 0)
		p->value[len++] = ' ';
	memmove(p->value + len, more, more_len + 1);
	p->entry.last = line;
}

/* "[a]", "[[a]]", "[a "b"] key = value": the section, and what follows it. */
static char *
read_section(pending *p, char *line)
{
	char *end;

	line += strspn(line, "[");
	p->section = line;
	for (end = line; *end != '\0' && *end != ']'; end++) {
		if (*end == '"')
			end += strcspn(end + 1, "\"") + 1;
		if (*end == '\0')
			return end;
	}
	if (*end == '\0')
		return end;
	*end++ = '\0';
	return end + strspn(end, "] \t");
}

static void
parse_ini(char *text, bool goes_on, env_entry_callback *callback, void *user)
{
	pending p = {.key = NULL};
	env_lines all = {text, 0};
	char *line, *value;

	while ((line = env_next_line(&all)) != NULL) {
		bool is_indented = *line != '\0' && strchr(blanks, *line) != NULL;

		cut_comment(line, "#;");
		line = env_trim(line);
		if (*line == '\0')
			continue;
		if (goes_on && is_indented && p.key != NULL && strchr(line, '=') == NULL) {
			go_on(&p, line, all.number);
			continue;
		}
		hand_over(&p, callback, user);
		if (*line == '[')
			line = read_section(&p, line);
		if (*line == '\0')
			continue;
		value = split(line, "=");
		begin(&p, env_trim(line), value, all.number);
	}
	hand_over(&p, callback, user);
}

/* Keys at any depth; the items of a list belong to the key above them. */
static void
parse_yaml(char *text, env_entry_callback *callback, void *user)
{
	pending p = {.key = NULL};
	env_lines all = {text, 0};
	char *line, *mark;

	while ((line = env_next_line(&all)) != NULL) {
		cut_comment(line, "#");
		line = env_trim(line);
		mark = *line == ':' ? line + 1 : line; /* Ruby's symbols */
		mark = strstr(mark, ":");
		while (mark != NULL && mark[1] != '\0' && strchr(blanks, mark[1]) == NULL)
			mark = strstr(mark + 1, ":");
		if (mark == NULL) {
			if (p.key != NULL && line[0] == '-' && line[1] == ' ')
				go_on(&p, line + 2, all.number);
			continue;
		}
		hand_over(&p, callback, user);
		*mark = '\0';
		if (line[0] == '-' && line[1] == ' ')
			line = env_trim(line + 2);
		begin(&p, unquote(line), env_trim(mark + 1), all.number);
	}
	hand_over(&p, callback, user);
}

/* ---- a line, an entry ---- */

static void
parse_words(char *text, env_entry_callback *callback, void *user)
{
	env_lines all = {text, 0};
	pending p = {.key = NULL};
	char *line, *value;

	while ((line = env_next_line(&all)) != NULL) {
		cut_comment(line, "#");
		line = env_trim(line);
		if (*line == '\0')
			continue;
		value = split(line, " \t=");
		begin(&p, unquote(line), value, all.number);
		hand_over(&p, callback, user);
	}
}

/* The letters of curl's options that take no argument and may stand in one word: "-sSk". */
static const char curl_flags[] = "#0123469BGIJLMNOSVZafgijklnpqsv";

bool
env_is_insecure_cluster(const char *line)
{
	return line[0] == '-' && line[1] != '-' &&
	       memchr(line + 1, 'k', strspn(line + 1, curl_flags)) != NULL;
}

static void
parse_curl(char *text, env_entry_callback *callback, void *user)
{
	env_lines all = {text, 0};
	pending p = {.key = NULL};
	char *line, *value;
	char insecure[] = "insecure", proxy[] = "proxy", nothing[] = "";

	while ((line = env_next_line(&all)) != NULL) {
		line = env_trim(line);
		if (*line == '\0' || *line == '#')
			continue;
		if (env_is_insecure_cluster(line)) {
			begin(&p, insecure, nothing, all.number);
		} else {
			line += line[0] == '-' && line[1] == '-' ? 2 : 0;
			value = split(line, " \t=:");
			begin(&p, strcmp(line, "-x") == 0 ? proxy : line, value, all.number);
		}
		hand_over(&p, callback, user);
	}
}

static void
parse_whole_lines(char *text, env_entry_callback *callback, void *user)
{
	env_entry entry = {"", "line", NULL, 0, 0, false, false};
	env_lines all = {text, 0};
	char *line;

	while ((line = env_next_line(&all)) != NULL) {
		entry.value = env_trim(line);
		entry.first = entry.last = all.number;
		callback(user, &entry);
	}
}

bool
env_parse(env_format format, char *text, env_entry_callback *callback, void *user)
{
	switch (format) {
	case ENV_FORMAT_CURL:
		parse_curl(text, callback, user);
		return true;
	case ENV_FORMAT_WORDS:
		parse_words(text, callback, user);
		return true;
	case ENV_FORMAT_INI:
		parse_ini(text, true, callback, user);
		return true;
	case ENV_FORMAT_GIT:
		parse_ini(text, false, callback, user);
		return true;
	case ENV_FORMAT_YAML:
		parse_yaml(text, callback, user);
		return true;
	case ENV_FORMAT_APT:
		env_parse_apt(text, callback, user);
		return true;
	case ENV_FORMAT_SHELL:
		env_parse_shell(text, callback, user);
		return true;
	case ENV_FORMAT_XML:
		parse_whole_lines(text, callback, user);
		return true;
	case ENV_FORMAT_JSON:
		break;
	}
	return false;
}
