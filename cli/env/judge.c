/* Whether a variable or an entry of a file fits a row, and keeping what does. */
#include <config.h>
#include "judge.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* More is not kept: nobody has so many. */
#define MOST_SETTINGS 1000u

/* ---- keeping ---- */

static bool
grow(void **list, size_t n, size_t *room, size_t size)
{
	void *bigger;

	if (n < *room)
		return true;
	bigger = realloc(*list, (*room + 32) * size);
	if (bigger == NULL)
		return false;
	*list = bigger;
	*room += 32;
	return true;
}

static char *
shown_value(const env_row *row, const char *value, const char *match, size_t match_len)
{
	switch (row->show) {
	case ENV_SHOW_VALUE:
	case ENV_SHOW_URL:
		return env_printable_url(value);
	case ENV_SHOW_MATCH:
		return env_printable(match, match_len);
	case ENV_SHOW_HIDDEN:
		break;
	}
	return NULL;
}

/* A store that is named has to be there. */
static char *
problem_of(const env_row *row, const char *value)
{
	if ((row->effect != ENV_STORE && row->effect != ENV_ADDS) || row->show != ENV_SHOW_VALUE)
		return NULL;
	if (value[0] != '/' || strchr(value, ':') != NULL || access(value, R_OK) == 0)
		return NULL;
	return strdup(strerror(errno));
}

/* A new setting; the caller fills in where it stands. NULL when there is no room. */
static env_setting *
keep(env_place *w, const env_row *row, const char *name, const char *value, const char *match,
	size_t match_len)
{
	env_found *found = w->found;
	env_setting *setting;

	if (found->n_settings == MOST_SETTINGS)
		return NULL;
	if (!grow((void **)&found->settings, found->n_settings, &found->room, sizeof(*setting))) {
		found->no_memory = true;
		return NULL;
	}
	setting = &found->settings[found->n_settings++];
	*setting = (env_setting){.row = row,
		.name = env_printable_url(name),
		.value = shown_value(row, value, match, match_len),
		.problem = problem_of(row, value)};
	found->no_memory |= setting->name == NULL;
	return setting;
}

void
env_keep_unread(env_found *found, const char *path, const char *why)
{
	char *shown = env_printable(path, strlen(path)), *line = NULL;

	if (shown != NULL &&
		grow((void **)&found->unread, found->n_unread, &found->unread_room,
			sizeof(char *)) &&
		(line = malloc(strlen(shown) + strlen(why) + 3)) != NULL) {
		sprintf(line, "%s: %s", shown, why);
		found->unread[found->n_unread++] = line;
	}
	found->no_memory |= line == NULL;
	free(shown);
}

/* ---- variables ---- */

static bool
is_name_of(const env_row *row, const char *name)
{
	const char *names = row->key;
	size_t len;

	for (;; names += len + 1) {
		len = strcspn(names, "|");
		if (strlen(name) == len && strncmp(names, name, len) == 0)
			return true;
		if (names[len] == '\0')
			return false;
	}
}

/* `entry`: the line of a file that sets it; NULL: it is in the environment. */
void
env_judge_variable(env_place *w, const char *name, const char *value, const env_entry *entry)
{
	const env_row *row;
	const char *match;
	size_t i, len;

	for (i = 0; (row = env_row_at(i)) != NULL; i++) {
		env_setting *setting;

		if (row->tool != NULL || !is_name_of(row, name) ||
			!env_test(row->test, value, &match, &len))
			continue;
		setting = keep(w, row, name, value, match, len);
		if (setting == NULL)
			return;
		if (entry == NULL) {
			setting->undo = env_undo_variable(name);
			continue;
		}
		setting->file = env_printable(w->file, strlen(w->file));
		setting->line = entry->first;
		setting->undo = env_undo_lines(row, w->file, entry);
	}
}

/* ---- entries of files ---- */

/* Hyphens and underscores are one, as wget, npm and curl have it. */
static bool
same_key(const char *a, size_t a_len, const char *b)
{
	size_t i;

	for (i = 0; i < a_len; i++) {
		if (b[i] == '\0' ||
			(a[i] != b[i] && strncasecmp(a + i, b + i, 1) != 0 &&
				!(strchr("-_", a[i]) != NULL && strchr("-_", b[i]) != NULL)))
			return false;
	}
	return b[a_len] == '\0';
}

/* "http.sslVerify" fits the key in every section that begins with that word. */
static bool
fits_section(const env_row *row, const env_entry *entry)
{
	size_t dot = strcspn(row->key, ".");

	return strcspn(entry->section, " \t\".") == dot &&
	       strncasecmp(row->key, entry->section, dot) == 0 &&
	       same_key(row->key + dot + 1, strlen(row->key + dot + 1), entry->key);
}

/* "Acquire::https::Verify-Peer" fits "Acquire::https::HOST::Verify-Peer", too. */
static bool
fits_below(const env_row *row, const env_entry *entry)
{
	const char *last = strrchr(row->key, ':') + 1;
	size_t above = (size_t)(last - row->key), len = strlen(entry->key);

	return len >= strlen(row->key) && strncasecmp(row->key, entry->key, above) == 0 &&
	       strcasecmp(entry->key + len - strlen(last), last) == 0 &&
	       entry->key[len - strlen(last) - 1] == ':';
}

static bool
fits(const env_row *row, const env_entry *entry)
{
	if (strstr(row->key, "::") != NULL)
		return fits_below(row, entry);
	if (*entry->section != '\0' && strchr(row->key, '.') != NULL)
		return fits_section(row, entry);
	return same_key(row->key, strlen(row->key), entry->key);
}

/* "http "https://x".sslVerify": the section tells for which hosts it holds. */
static void
name_with_section(env_setting *setting, const env_entry *entry)
{
	char *whole = malloc(strlen(entry->section) + strlen(entry->key) + 2);

	if (whole == NULL || *entry->section == '\0') {
		free(whole);
		return;
	}
	sprintf(whole, "%s.%s", entry->section, entry->key);
	free(setting->name);
	setting->name = env_printable_url(whole);
	free(whole);
}

void
env_judge_key(env_place *w, const env_entry *entry)
{
	const env_row *row;
	const char *match;
	size_t i, len;

	for (i = 0; (row = env_row_at(i)) != NULL; i++) {
		env_setting *setting;

		if (row->tool == NULL || strcmp(row->tool, w->tool) != 0 || !fits(row, entry) ||
			!env_test(row->test, entry->value, &match, &len))
			continue;
		setting = keep(w, row, entry->key, entry->value, match, len);
		if (setting == NULL)
			return;
		name_with_section(setting, entry);
		if (w->file == NULL)
			continue;
		setting->file = env_printable(w->file, strlen(w->file));
		setting->line = entry->first;
		setting->undo = env_undo_lines(row, w->file, entry);
	}
}

/* ---- JSON ---- */

static const json_t *
member(const json_t *object, const char *path)
{
	char name[64];
	size_t len;

	for (; object != NULL && *path != '\0'; path += len + (path[len] == '.')) {
		len = strcspn(path, ".");
		snprintf(name, sizeof(name), "%.*s", (int)len, path);
		object = json_object_get(object, name);
	}
	return object;
}

/* A list as its items, a switch as a word. For free(); "" for what is empty. */
static char *
json_text(const json_t *value)
{
	char *text = NULL;
	size_t len, i;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL)
		return NULL;
	for (i = 0; i < json_array_size(value); i++)
		fprintf(out, "%s%s", i > 0 ? " " : "",
			json_is_string(json_array_get(value, i))
				? json_string_value(json_array_get(value, i))
				: "?");
	if (json_is_string(value))
		fputs(json_string_value(value), out);
	else if (json_is_boolean(value))
		fputs(json_is_true(value) ? "true" : "false", out);
	fclose(out);
	return text;
}

void
env_judge_json(env_place *w, const char *text)
{
	json_t *root = json_loads(text, 0, NULL);
	const env_row *row;
	const char *match;
	size_t i, len;

	if (root == NULL) {
		env_keep_unread(w->found, w->file, "this is not JSON");
		return;
	}
	for (i = 0; (row = env_row_at(i)) != NULL; i++) {
		const json_t *value = row->tool != NULL && strcmp(row->tool, w->tool) == 0
					      ? member(root, row->key)
					      : NULL;
		char *plain = value != NULL ? json_text(value) : NULL;
		env_setting *setting = NULL;

		if (plain != NULL && *plain != '\0' && env_test(row->test, plain, &match, &len))
			setting = keep(w, row, row->key, plain, match, len);
		if (setting != NULL) {
			setting->file = env_printable(w->file, strlen(w->file));
			setting->undo = env_undo_json(row, w->file);
		}
		free(plain);
	}
	json_decref(root);
}
