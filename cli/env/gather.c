/* Looks at the environment and at the files of the table, and keeps what a row fits. */
#include <config.h>
#include "judge.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

extern char **environ;

/* More is not looked at: nobody has so many. */
#define MOST_INCLUDED 16u
#define MOST_SEEN 512u

typedef struct walk {
	env_place place;
	env_format format;
	char *included[MOST_INCLUDED]; /* files that git draws in; owned */
	size_t n_included;
	struct {
		dev_t device;
		ino_t number;
	} seen[MOST_SEEN];
	size_t n_seen;
} walk;

/* "path" in git's sections include and includeIf. */
static void
draw_in(walk *w, const env_entry *entry)
{
	const char *home = getenv("HOME"), *slash = strrchr(w->place.file, '/');
	const char *base = "", *name = entry->value;
	size_t base_len = 0;
	char *path;

	if (strncasecmp(entry->section, "include", 7) != 0 || strcasecmp(entry->key, "path") != 0 ||
		w->n_included == MOST_INCLUDED)
		return;
	if (name[0] == '~' && name[1] == '/' && home != NULL) {
		base = home;
		base_len = strlen(home);
		name++;
	} else if (name[0] != '/' && slash != NULL) {
		base = w->place.file;
		base_len = (size_t)(slash - w->place.file) + 1;
	}
	path = malloc(base_len + strlen(name) + 1);
	if (path == NULL) {
		w->place.found->no_memory = true;
		return;
	}
	memcpy(path, base, base_len);
	strcpy(path + base_len, name);
	w->included[w->n_included++] = path;
}

static void
take_entry(void *user, const env_entry *entry)
{
	walk *w = user;

	if (w->format == ENV_FORMAT_SHELL)
		env_judge_variable(&w->place, entry->key, entry->value, entry);
	if (w->format == ENV_FORMAT_GIT)
		draw_in(w, entry);
	env_judge_key(&w->place, entry);
}

/* ---- files ---- */

/* Whether a file was looked at before, by another of its names. */
static bool
was_seen(walk *w, const char *path)
{
	struct stat about;
	size_t i;

	if (stat(path, &about) != 0)
		return false;
	for (i = 0; i < w->n_seen; i++) {
		if (w->seen[i].device == about.st_dev && w->seen[i].number == about.st_ino)
			return true;
	}
	if (w->n_seen < MOST_SEEN) {
		w->seen[w->n_seen].device = about.st_dev;
		w->seen[w->n_seen++].number = about.st_ino;
	}
	return false;
}

static void
look_at_file(walk *w, const char *path)
{
	const char *why;
	char *text;

	if (was_seen(w, path))
		return;
	text = env_read(path, &why);
	if (text == NULL) {
		if (why != NULL)
			env_keep_unread(w->place.found, path, why);
		return;
	}
	w->place.file = path;
	if (!env_parse(w->format, text, take_entry, w))
		env_judge_json(&w->place, text);
	w->place.file = NULL;
	free(text);
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void
look_at_folder(walk *w, const char *folder)
{
	struct dirent **names = NULL;
	int n = scandir(folder, &names, is_visible, alphasort), i;
	char *path;

	if (n < 0 && errno != ENOENT && errno != ENOTDIR)
		env_keep_unread(w->place.found, folder, strerror(errno));
	for (i = 0; i < n; i++) {
		path = malloc(strlen(folder) + strlen(names[i]->d_name) + 1);
		if (path != NULL) {
			sprintf(path, "%s%s", folder, names[i]->d_name);
			look_at_file(w, path);
		}
		w->place.found->no_memory |= path == NULL;
		free(path);
		free(names[i]);
	}
	free(names);
}

static void
look_at(walk *w, const char *base, size_t base_len, const char *below)
{
	char *path = malloc(base_len + strlen(below) + 1);

	if (path == NULL) {
		w->place.found->no_memory = true;
		return;
	}
	memcpy(path, base, base_len);
	strcpy(path + base_len, below);
	if (*path != '\0' && path[strlen(path) - 1] == '/')
		look_at_folder(w, path);
	else
		look_at_file(w, path);
	free(path);
}

/* "$NAME/x" and "$NAME"; a variable may name several, parted by colons. */
static void
look_at_variable(walk *w, const char *path)
{
	size_t len = strcspn(path, "/");
	char name[64];
	const char *value;

	snprintf(name, sizeof(name), "%.*s", (int)len - 1, path + 1);
	value = getenv(name);
	while (value != NULL && *value != '\0') {
		size_t part = strcspn(value, ":");

		if (part > 0)
			look_at(w, value, part, path + len);
		value += part + (value[part] == ':');
	}
}

static void
look_at_row(walk *w, const env_file *file)
{
	const char *home = getenv("HOME"), *config = getenv("XDG_CONFIG_HOME");

	w->place.tool = file->tool;
	w->format = file->format;
	if (file->path[0] == '$')
		look_at_variable(w, file->path);
	else if (strncmp(file->path, "~/.config/", 10) == 0 && config != NULL && *config == '/')
		look_at(w, config, strlen(config), file->path + 9);
	else if (file->path[0] == '~' && home != NULL && *home == '/')
		look_at(w, home, strlen(home), file->path + 1);
	else if (file->path[0] != '~')
		look_at(w, "", 0, file->path);
}

static void
look_at_included(walk *w)
{
	size_t i;

	w->place.tool = "git";
	w->format = ENV_FORMAT_GIT;
	for (i = 0; i < w->n_included; i++)
		look_at_file(w, w->included[i]);
	for (i = 0; i < w->n_included; i++)
		free(w->included[i]);
}

/* GIT_CONFIG_KEY_0=http.sslVerify and GIT_CONFIG_VALUE_0=false. */
static void
look_at_git_variables(walk *w)
{
	char name[32], section[256], *dot;
	const char *key, *value;
	unsigned i;

	w->place.tool = "git";
	w->place.file = NULL;
	for (i = 0; i < 64; i++) {
		env_entry entry = {section, NULL, NULL, 0, 0, false, false};

		snprintf(name, sizeof(name), "GIT_CONFIG_KEY_%u", i);
		key = getenv(name);
		snprintf(name, sizeof(name), "GIT_CONFIG_VALUE_%u", i);
		value = getenv(name);
		if (key == NULL || value == NULL)
			return;
		snprintf(section, sizeof(section), "%s", key);
		dot = strrchr(section, '.');
		if (dot == NULL)
			continue;
		*dot = '\0';
		entry.key = dot + 1;
		entry.value = value;
		env_judge_key(&w->place, &entry);
	}
}

void
env_gather(env_found *found)
{
	walk *w = calloc(1, sizeof(*w));
	const env_file *file;
	char **variable, *name;
	size_t i;

	*found = (env_found){.settings = NULL};
	if (w == NULL) {
		found->no_memory = true;
		return;
	}
	w->place.found = found;
	for (variable = environ; *variable != NULL; variable++) {
		name = strndup(*variable, strcspn(*variable, "="));
		if (name != NULL && strlen(name) < strlen(*variable))
			env_judge_variable(&w->place, name, *variable + strlen(name) + 1, NULL);
		found->no_memory |= name == NULL;
		free(name);
	}
	look_at_git_variables(w);
	for (i = 0; (file = env_file_at(i)) != NULL; i++)
		look_at_row(w, file);
	look_at_included(w);
	free(w);
}

void
env_found_clear(env_found *found)
{
	size_t i;

	for (i = 0; i < found->n_settings; i++) {
		free(found->settings[i].name);
		free(found->settings[i].value);
		free(found->settings[i].file);
		free(found->settings[i].undo);
		free(found->settings[i].problem);
	}
	for (i = 0; i < found->n_unread; i++)
		free(found->unread[i]);
	free(found->settings);
	free(found->unread);
}
