/* The files below a folder. */
#ifndef CLI_FOLDER_H
#define CLI_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/* Called for each regular file; `path` is lent. A value other than 0 stops and is handed back. */
typedef int
cli_folder_callback(void *user, const char *path);

/*
 * Walks a folder and those below it, each in the order of its names. Hidden entries are passed
 * over, links to folders are not followed, and nothing deeper than 32 folders is looked at. Folders
 * that cannot be read get a line on stderr and set *incomplete. 0, what the callback stopped with,
 * or an exit code after a line on stderr.
 */
int
cli_folder_walk(const char *path, cli_folder_callback *callback, void *user, bool *incomplete);

#endif
