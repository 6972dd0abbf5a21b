/* The targets of a run: operands, and the lines of --targets. */
#ifndef CLI_TARGET_LIST_H
#define CLI_TARGET_LIST_H

#include "input.h"
#include "net/target.h"
#include "options.h"

#include <stddef.h>

typedef struct cli_entry {
	cli_target target;
	const char *file;  /* of --targets; NULL for an operand; lent */
	size_t line;       /* in it, from 1 */
	char problem[256]; /* why the line names no target; "" when it does */
} cli_entry;

typedef struct cli_target_list {
	cli_entry *items; /* owned */
	size_t n, room;
	cli_content *files; /* owned; the texts of targets are in them */
	size_t n_files;
	bool is_many; /* what comes out tells its targets apart */
} cli_target_list;

/*
 * Reads them all. An operand that is no target ends the command; of a file such a line is an entry
 * with a problem. 0, or an exit code after a line on stderr; clear the list in either case.
 */
int
cli_target_list_read(const cli_settings *settings, cli_target_list *list);
void
cli_target_list_clear(cli_target_list *list);

#endif
