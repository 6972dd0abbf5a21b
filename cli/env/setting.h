/* What is found on a machine that says how programs verify certificates. */
#ifndef CLI_ENV_SETTING_H
#define CLI_ENV_SETTING_H

#include "parse.h"

typedef enum env_effect {
	ENV_WEAKENS,
	ENV_LEAKS,
	ENV_STORE,
	ENV_ADDS,
	ENV_PROXY,
	ENV_OTHER
} env_effect;

typedef enum env_shown { ENV_SHOW_VALUE, ENV_SHOW_URL, ENV_SHOW_MATCH, ENV_SHOW_HIDDEN } env_shown;

/* A row of settings.def; all static. */
typedef struct env_row {
	const char *tool; /* NULL: a variable */
	const char *key;  /* of a variable its names, parted by | */
	const char *test;
	env_effect effect;
	env_shown show;
	const char *who;  /* of a variable */
	const char *safe; /* of a key */
	const char *what;
} env_row;

typedef struct env_file {
	const char *tool, *path;
	env_format format;
} env_file;

/* Rows by index; NULL past the end. */
const env_row *
env_row_at(size_t index);
const env_file *
env_file_at(size_t index);

/* Whether a value passes a row's test; *match and *match_len receive the part that did it. */
bool
env_test(const char *test, const char *value, const char **match, size_t *match_len);

/* Something that was found; its strings are owned and printable. */
typedef struct env_setting {
	const env_row *row;
	char *name;   /* "SSL_CERT_FILE", "http.sslVerify" */
	char *value;  /* as it may be shown; NULL: hidden */
	char *file;   /* where it stands; NULL: in the environment */
	size_t line;  /* 0: not told */
	char *undo;   /* a command; NULL: there is none to give */
	char *problem; /* of a store that is not there; NULL */
} env_setting;

/* All of it. */
typedef struct env_found {
	env_setting *settings;
	size_t n_settings, room;
	char **unread; /* "/etc/x: Permission denied" */
	size_t n_unread, unread_room;
	bool no_memory;
} env_found;

/* Looks at the environment, then at every file of the table. */
void
env_gather(env_found *found);
void
env_found_clear(env_found *found);

bool
env_is_weakening(const env_setting *setting);
const char *
env_effect_name(env_effect effect);

/*
 * Reads a regular file of at most 1 MiB, with a NUL after it. NULL: *why says why, or is NULL for a
 * file that is not there. For free().
 */
char *
env_read(const char *path, const char **why);

/* Printable ASCII, the rest as \xHH, at most 1,000 characters of it; NULL without memory. For free(). */
char *
env_printable(const char *text, size_t len);
/* The same of a URL, its login replaced by ***. */
char *
env_printable_url(const char *text);

/* What undoes an entry of a file or a variable; NULL: nothing that could be given. For free(). */
char *
env_undo_lines(const env_row *row, const char *file, const env_entry *entry);
char *
env_undo_json(const env_row *row, const char *file);
char *
env_undo_variable(const char *name);

#endif
