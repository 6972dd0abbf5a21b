/* Walks folders with a stack of its own: of each folder on the way only the names are held. */
#include <config.h>
#include "folder.h"
#include "cli.h"
#include "fail.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEEPEST 32

typedef struct folder {
	char *path;            /* owned */
	struct dirent **names; /* owned, each and all */
	int n, at;
} folder;

static int
is_wanted(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void
close_folder(folder *f)
{
	int i;

	for (i = f->at; i < f->n; i++)
		free(f->names[i]);
	free(f->names);
	free(f->path);
}

/* Takes the path. False when it cannot be read, which is said. */
static bool
open_folder(folder *f, char *path)
{
	f->path = path;
	f->at = 0;
	f->n = scandir(path, &f->names, is_wanted, alphasort);
	if (f->n >= 0)
		return true;
	cli_note("%s: %s", path, strerror(errno));
	free(path);
	return false;
}

static char *
join(const char *above, const char *name)
{
	size_t len = strlen(above) + strlen(name) + 2;
	char *path = malloc(len);

	if (path != NULL)
		snprintf(path, len, "%s/%s", above, name);
	return path;
}

/* The next entry of a folder as a path; NULL without memory. */
static char *
next_entry(folder *f)
{
	char *path = join(f->path, f->names[f->at]->d_name);

	free(f->names[f->at++]);
	return path;
}

typedef struct walk {
	cli_folder_callback *callback;
	void *user;
	bool *incomplete;
	folder stack[DEEPEST];
	int depth;
} walk;

static void
enter(walk *w, char *path)
{
	if (w->depth == DEEPEST) {
		cli_note("%s: too deep, not looked at", path);
		free(path);
		*w->incomplete = true;
	} else if (open_folder(&w->stack[w->depth], path)) {
		w->depth++;
	} else {
		*w->incomplete = true;
	}
}

/* Takes the path. What is neither a file nor a folder, such as a link that leads nowhere, is passed
 * over. */
static int
visit(walk *w, char *path)
{
	struct stat about;
	int code = 0;

	if (lstat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
		enter(w, path);
		return 0;
	}
	if (stat(path, &about) == 0 && S_ISREG(about.st_mode))
		code = w->callback(w->user, path);
	free(path);
	return code;
}

int
cli_folder_walk(const char *path, cli_folder_callback *callback, void *user, bool *incomplete)
{
	walk w = {.callback = callback, .user = user, .incomplete = incomplete};
	char *next = strdup(path);
	int code = 0;

	if (next == NULL)
		return cli_fail_no_memory();
	enter(&w, next);
	while (w.depth > 0 && code == 0) {
		folder *top = &w.stack[w.depth - 1];

		if (top->at == top->n) {
			close_folder(top);
			w.depth--;
			continue;
		}
		next = next_entry(top);
		code = next != NULL ? visit(&w, next) : cli_fail_no_memory();
	}
	while (w.depth > 0)
		close_folder(&w.stack[--w.depth]);
	return code;
}
