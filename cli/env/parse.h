/* Formats of configuration files. */
#ifndef CLI_ENV_PARSE_H
#define CLI_ENV_PARSE_H

#include <stdbool.h>
#include <stddef.h>

typedef enum env_format {
	ENV_FORMAT_CURL,  /* options as curl has them, with or without dashes */
	ENV_FORMAT_WORDS, /* "key value" */
	ENV_FORMAT_INI,   /* "key = value", sections, lines that go on */
	ENV_FORMAT_GIT,   /* likewise, and other files are drawn in */
	ENV_FORMAT_YAML,  /* "key: value" at whatever depth, lists */
	ENV_FORMAT_APT,   /* "A::B "value";", and braces */
	ENV_FORMAT_JSON,  /* not of lines: gather.c's */
	ENV_FORMAT_SHELL, /* assignments, which are variables; aliases */
	ENV_FORMAT_XML    /* each line as it is */
} env_format;

/* An entry of a file; lent. */
typedef struct env_entry {
	const char *section, *key, *value;
	size_t first, last; /* its lines, from 1; 0: not told */
	bool shares_line;    /* a shell's: other commands stand in it, too */
	bool shares_command; /* a shell's: other variables are set by the same command */
} env_entry;

typedef void env_entry_callback(void *user, const env_entry *entry);

/* Hands over every entry of a text, which is written over. False for a format that is not of lines. */
bool
env_parse(env_format format, char *text, env_entry_callback *callback, void *user);

/* Whether a word is options of curl in one, one of which is -k: "-sSk". */
bool
env_is_insecure_cluster(const char *word);

/* The lines of a text, in place. */
typedef struct env_lines {
	char *rest;
	size_t number; /* of the line handed out last */
} env_lines;

#define ENV_BLANKS " \t\r\f\v"

/* NULL past the last. */
char *
env_next_line(env_lines *text);
/* Without the blanks around it. */
char *
env_trim(char *text);

void
env_parse_shell(char *text, env_entry_callback *callback, void *user);

/* The same of apt's, of which names are parted by "::". */
void
env_parse_apt(const char *text, env_entry_callback *callback, void *user);

#endif
