/*
 * The folders of policy files. A folder that does not exist is nothing; one that cannot be read is
 * an error, since a floor may stand in it.
 */
#include <config.h>
#include "policy_files.h"
#include "cli.h"
#include "fail.h"
#include "policy_edit.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The administrator's folder. It does not follow the prefix: a floor must hold for every build. */
#define MACHINE_FOLDER "/etc/certpolicy/policy.d"

static bool
ends_with(const char *name, const char *ending)
{
	size_t len = strlen(name), ending_len = strlen(ending);

	return len > ending_len && strcmp(name + len - ending_len, ending) == 0;
}

static int
is_policy_file(const struct dirent *entry)
{
	const char *name = entry->d_name;

	return name[0] != '.' &&
	       (ends_with(name, ".yaml") || ends_with(name, ".yml") || ends_with(name, ".json"));
}

/* By octets, whatever the locale. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* "folder/name", owned by the caller; NULL without memory. */
static char *
join(const char *folder, const char *name)
{
	size_t folder_len = strlen(folder), name_len = strlen(name);
	char *path = malloc(folder_len + name_len + 2);

	if (path == NULL)
		return NULL;
	memcpy(path, folder, folder_len);
	path[folder_len] = '/';
	memcpy(path + folder_len + 1, name, name_len + 1);
	return path;
}

/* Whom to call with what. */
typedef struct visit {
	const cli_settings *settings;
	cli_policy_file_callback *callback;
	void *user;
} visit;

int
cli_policy_files_add_one(const cli_settings *settings, certpolicy_engine *engine, const char *path)
{
	const cli_policy_draft *draft = settings->draft;
	certpolicy_error *error = NULL;
	int status;

	if (draft != NULL && strcmp(draft->path, path) == 0)
		status = certpolicy_engine_add_policy_text(
			engine, draft->text, strlen(draft->text), path, &error);
	else
		status = certpolicy_engine_add_policy_file(engine, path, &error);
	return status == CERTPOLICY_OK ? 0 : cli_fail_library(settings, error);
}

static int
add_file(void *engine, const cli_settings *settings, const char *path)
{
	return cli_policy_files_add_one(settings, engine, path);
}

/* The draft's name when it is a new file of this folder; else NULL. */
static const char *
new_name(const cli_settings *settings, const char *folder)
{
	const cli_policy_draft *draft = settings->draft;
	size_t len = strlen(folder);

	if (draft == NULL || draft->before != NULL || strncmp(draft->path, folder, len) != 0 ||
		draft->path[len] != '/' || strchr(draft->path + len + 1, '/') != NULL)
		return NULL;
	return draft->path + len + 1;
}

/* A new file has its turn where its name will have it; *name becomes NULL then. */
static int
visit_new(const visit *v, const char **name, const char *next)
{
	if (*name == NULL || (next != NULL && strcmp(*name, next) > 0))
		return 0;
	*name = NULL;
	return v->callback(v->user, v->settings, v->settings->draft->path);
}

static int
visit_folder(const visit *v, const char *folder)
{
	struct dirent **entries = NULL;
	const char *new = new_name(v->settings, folder);
	char *path;
	int n, i, code = 0;

	n = scandir(folder, &entries, is_policy_file, by_name);
	if (n < 0 && (errno == ENOENT || errno == ENOTDIR))
		return visit_new(v, &new, NULL);
	if (n < 0)
		return cli_fail(v->settings, "io.folder", "%s: %s", folder, strerror(errno));
	for (i = 0; i < n; i++) {
		if (code == 0)
			code = visit_new(v, &new, entries[i]->d_name);
		if (code == 0) {
			path = join(folder, entries[i]->d_name);
			code = path != NULL ? v->callback(v->user, v->settings, path)
					    : cli_fail_no_memory();
			free(path);
		}
		free(entries[i]);
	}
	free(entries);
	return code == 0 ? visit_new(v, &new, NULL) : code;
}

char *
cli_policy_files_folder(void)
{
	const char *base = getenv("XDG_CONFIG_HOME");
	const char *below = "certpolicy";

	if (base == NULL || *base != '/') { /* the XDG specification: relative ones are ignored */
		base = getenv("HOME");
		below = ".config/certpolicy";
	}
	return base != NULL && *base == '/' ? join(base, below) : NULL;
}

static int
visit_user_folder(const visit *v)
{
	char *folder = cli_policy_files_folder();
	int code = folder != NULL ? visit_folder(v, folder) : 0;

	free(folder);
	return code;
}

int
cli_policy_files_each(const cli_settings *settings, cli_policy_file_callback *callback, void *user)
{
	const char *file = getenv("CERTPOLICY_FILE");
	const visit v = {settings, callback, user};
	int code;

	code = visit_folder(&v, MACHINE_FOLDER);
	if (code == 0)
		code = visit_user_folder(&v);
	if (code == 0 && file != NULL && *file != '\0')
		code = callback(user, settings, file);
	return code;
}

int
cli_policy_files_add(const cli_settings *settings, certpolicy_engine *engine)
{
	return cli_policy_files_each(settings, add_file, engine);
}
