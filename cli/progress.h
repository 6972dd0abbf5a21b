/* How far a long run is, for whoever watches: on stderr, and only on a terminal. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cli_progress {
	bool shown; /* a terminal is there, and what goes to stdout does not go to it too */
	bool drawn; /* something stands in the line */
	size_t n_parts, parts; /* of the whole, as far as it is known, and done */
	size_t n;              /* certificates */
	const char *unit;      /* of parts that are all there is to count; NULL: files */
	size_t n_done;         /* of these */
	int64_t last;          /* milliseconds of the clock when it was drawn */
} cli_progress;

void
cli_progress_start(cli_progress *progress);
/* One certificate more; draws a few times a second. */
void
cli_progress_step(cli_progress *progress);
/* The same, once the caller has counted. */
void
cli_progress_draw(cli_progress *progress);
/* Takes the line away. */
void
cli_progress_end(cli_progress *progress);

#endif
