/*
 * Work in order on several threads: what is put in comes out in the order in which it was put in,
 * and only so much is held at a time.
 */
#ifndef CLI_WINDOW_H
#define CLI_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

typedef struct cli_window cli_window;

typedef struct cli_job {
	char *text; /* owned: what is to be worked on; freed after it */
	size_t len;
	size_t line;
	char *result; /* what became of it; the window hands it to `put` */
	bool failed;  /* for the owner's count */
} cli_job;

/* Runs on one of the threads, on several jobs at once. */
typedef void
cli_window_work(void *user, cli_job *job);
/* Runs on one thread at a time, in order; releases the result. False stops the window. */
typedef bool
cli_window_put(void *user, cli_job *job);

/*
 * Starts `n_threads` threads. At most `most_octets` of text are held at a time, or one job,
 * whatever its length. NULL when memory or threads run out.
 */
cli_window *
cli_window_start(size_t n_threads, size_t most_octets, cli_window_work *work, cli_window_put *put,
	void *user);

/* Puts a job in, when there is room for it. False: the window has stopped; the text is freed. */
bool
cli_window_add(cli_window *window, char *text, size_t len, size_t line);

/* Waits for all jobs and releases the window. False when it had stopped. */
bool
cli_window_finish(cli_window *window);

#endif
