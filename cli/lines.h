/* Lines of standard input, one at a time, none held beyond a limit. */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cli_lines {
	size_t most;       /* octets of a line that are kept; the rest is read over */
	size_t number;     /* of the line last given, from 1 */
	size_t start, end; /* what is left of the piece */
	char piece[65536];
} cli_lines;

typedef enum cli_line {
	CLI_LINE_ONE,
	CLI_LINE_END,
	CLI_LINE_UNREADABLE, /* errno says why */
	CLI_LINE_UNWANTED,   /* nobody reads standard output any more */
	CLI_LINE_NO_MEMORY
} cli_line;

/*
 * The next line without its end, in *text, which the caller frees; the last one needs no end. Of a
 * line longer than `most` the first `most` + 1 octets are given, so that it is known to be too
 * long.
 */
cli_line
cli_lines_next(cli_lines *lines, char **text, size_t *len);

#endif
