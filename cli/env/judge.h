/* Holding what a machine says against the table. */
#ifndef CLI_ENV_JUDGE_H
#define CLI_ENV_JUDGE_H

#include "setting.h"

/* What is being looked at. Lent. */
typedef struct env_place {
	env_found *found;
	const char *tool;
	const char *file; /* NULL: the environment */
} env_place;

/* `entry`: the line of a file that sets it; NULL: it is in the environment. */
void
env_judge_variable(env_place *w, const char *name, const char *value, const env_entry *entry);
void
env_judge_key(env_place *w, const env_entry *entry);
/* A whole file. */
void
env_judge_json(env_place *w, const char *text);

void
env_keep_unread(env_found *found, const char *path, const char *why);

#endif
