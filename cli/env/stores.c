/* Which store of trusted roots each client takes here: the first of its row in stores.def that is
 * there. */
#include <config.h>
#include "document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

typedef enum store_kind { VARIABLE, KEY, FILE_OR_FOLDER, BUILTIN } store_kind;

#define FILE FILE_OR_FOLDER
static const struct {
	const char *client;
	store_kind kind;
	const char *what;
} stores[] = {
#define ENV_STORE(client, kind, what) {client, kind, what},
#include "stores.def"
#undef ENV_STORE
};
#undef FILE

#define N_STORES (sizeof(stores) / sizeof(stores[0]))

/* The word at *words, which moves on; false past the last. */
static bool
next_word(const char **words, char *word, size_t room)
{
	size_t len = strcspn(*words, "|");

	if (**words == '\0')
		return false;
	snprintf(word, room, "%.*s", (int)len, *words);
	*words += len + ((*words)[len] == '|');
	return true;
}

static bool
variable_is_set(const char *names)
{
	char name[64];
	const char *value;

	while (next_word(&names, name, sizeof(name))) {
		value = getenv(name);
		if (value != NULL && *value != '\0')
			return true;
	}
	return false;
}

/* "pip|cert": whether a setting of that tool and key was found in a file. */
static bool
key_is_found(const env_found *found, const char *words)
{
	char tool[64], key[64];
	size_t i;

	next_word(&words, tool, sizeof(tool));
	while (next_word(&words, key, sizeof(key))) {
		for (i = 0; i < found->n_settings; i++) {
			const env_row *row = found->settings[i].row;

			if (row->tool != NULL && row->effect == ENV_STORE &&
				strcmp(row->tool, tool) == 0 && strcmp(row->key, key) == 0)
				return true;
		}
	}
	return false;
}

static bool
is_there(const env_found *found, store_kind kind, const char *what)
{
	switch (kind) {
	case VARIABLE:
		return variable_is_set(what);
	case KEY:
		return key_is_found(found, what);
	case FILE_OR_FOLDER:
		return access(what, R_OK) == 0;
	case BUILTIN:
		break;
	}
	return true;
}

/* "PIP_CERT", "cert in pip's files", a path. */
static void
name_source(char *name, size_t room, store_kind kind, const char *what)
{
	size_t tool = strcspn(what, "|");
	const char *rest = what;
	char word[64];
	size_t n = 0;

	if (kind == KEY)
		rest += tool + 1;
	name[0] = '\0';
	while (next_word(&rest, word, sizeof(word)) && n < room)
		n += (size_t)snprintf(name + n, room - n, "%s%s", n > 0 ? ", " : "", word);
	if (kind == KEY && n < room)
		snprintf(name + n, room - n, " in %.*s's files", (int)tool, what);
}

json_t *
env_stores(const env_found *found)
{
	json_t *list = json_array(), *sources = NULL;
	bool chosen = false;
	char name[256];
	size_t i;

	for (i = 0; list != NULL && i < N_STORES; i++) {
		bool counts;

		if (i == 0 || strcmp(stores[i].client, stores[i - 1].client) != 0) {
			sources = json_array();
			chosen = false;
			json_array_append_new(list, json_pack("{s:s,s:o}", "client",
							    stores[i].client, "sources", sources));
		}
		counts = !chosen && is_there(found, stores[i].kind, stores[i].what);
		chosen |= counts;
		name_source(name, sizeof(name), stores[i].kind, stores[i].what);
		json_array_append_new(
			sources, json_pack("{s:s,s:b}", "source", name, "in_force", counts));
	}
	return list;
}
