/* apt's format of configuration files: "A::B "value";", and the same with braces. */
#include <config.h>
#include "parse.h"

#include <string.h>

#define APT_DEEPEST 8
#define APT_LONGEST 256

typedef struct apt {
	char name[APT_LONGEST];
	size_t ends[APT_DEEPEST]; /* how long the name was before each brace */
	size_t depth, len;
	char value[APT_LONGEST];
	bool has_value;
	size_t line;
} apt;

/* A word is a part of the name, or after one the value. */
static void
take_apt_word(apt *a, const char *word, size_t len, bool quoted, size_t *n_words)
{
	if ((*n_words)++ == 0 && !quoted) {
		if (a->len + len + 3 >= APT_LONGEST)
			return;
		if (a->len > 0) {
			memcpy(a->name + a->len, "::", 2);
			a->len += 2;
		}
		memcpy(a->name + a->len, word, len);
		a->len += len;
		a->name[a->len] = '\0';
	} else if (len < APT_LONGEST) {
		memcpy(a->value, word, len);
		a->value[len] = '\0';
		a->has_value = true;
	}
}

/* Past white space and comments; counts lines. */
static const char *
skip_apt(const char *at, size_t *line)
{
	for (;;) {
		if (*at == '\n')
			(*line)++;
		if (*at != '\0' && strchr(" \t\r\n", *at) != NULL) {
			at++;
		} else if (*at == '#' || (at[0] == '/' && at[1] == '/')) {
			at += strcspn(at, "\n");
		} else if (at[0] == '/' && at[1] == '*') {
			for (at += 2; *at != '\0' && !(at[0] == '*' && at[1] == '/'); at++)
				*line += *at == '\n';
			at += *at != '\0' ? 2 : 0;
		} else {
			return at;
		}
	}
}

static void
finish_apt(apt *a, env_entry_callback *callback, void *user)
{
	env_entry entry = {"", a->name, a->value, a->line, a->line, false, false};

	if (a->has_value)
		callback(user, &entry);
	a->has_value = false;
	a->len = a->depth > 0 ? a->ends[a->depth - 1] : 0;
	a->name[a->len] = '\0';
}

/* Deeper braces than we follow are not followed at all: the rest is passed over. */
void
env_parse_apt(const char *at, env_entry_callback *callback, void *user)
{
	apt a = {.depth = 0};
	size_t line = 1, n_words = 0, len;

	for (at = skip_apt(at, &line); *at != '\0'; at = skip_apt(at, &line)) {
		if (*at == ';' || *at == '}') {
			if (*at == '}' && a.depth > 0)
				a.depth--;
			if (*at == '}')
				a.has_value = false;
			finish_apt(&a, callback, user);
			n_words = 0;
			at++;
		} else if (*at == '{') {
			if (a.depth == APT_DEEPEST)
				return;
			a.ends[a.depth++] = a.len;
			n_words = 0;
			at++;
		} else if (*at == '"') {
			len = strcspn(at + 1, "\"\n");
			a.line = line;
			take_apt_word(&a, at + 1, len, true, &n_words);
			at += len + 1 + (at[len + 1] == '"');
		} else {
			len = strcspn(at, " \t\r\n;{}\"");
			a.line = line;
			take_apt_word(&a, at, len, false, &n_words);
			at += len;
		}
	}
}
