/*
 * Work of which most is waiting for others, done at once and handed out in order. So many jobs work
 * at a time; one that is kept waiting makes room for another, so that slow ones do not add up.
 */
#ifndef CLI_CROWD_H
#define CLI_CROWD_H

#include "net/aside.h"

#include <stdbool.h>
#include <stddef.h>

/* Does job `index`, on a thread of its own; steps aside when it is kept waiting. */
typedef void
cli_crowd_work(void *user, size_t index, cli_aside *aside);
/* Takes over what became of a job; on the calling thread, in order. False ends the run. */
typedef bool
cli_crowd_put(void *user, size_t index);

/* Jobs that may work at a time. */
#define CLI_MOST_CROWD 256

/* Does `n` jobs, `n_at_a_time` of them; with 1 strictly one after the other. False when memory or
 * threads ran out, or `put` ended it. */
bool
cli_crowd_run(size_t n, size_t n_at_a_time, cli_crowd_work *work, cli_crowd_put *put, void *user);

#endif
