/* The line of progress. */
#include <config.h>
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BAR 30
#define PAUSE_MS 200

static int64_t
now(void)
{
	struct timespec clock;

	(void)clock_gettime(CLOCK_MONOTONIC, &clock);
	return (int64_t)clock.tv_sec * 1000 + clock.tv_nsec / 1000000;
}

void
cli_progress_start(cli_progress *progress)
{
	memset(progress, 0, sizeof(*progress));
	progress->shown = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	progress->last = now();
}

static void
draw(const cli_progress *progress)
{
	size_t done = progress->unit != NULL ? progress->n_done : progress->parts;
	char bar[BAR + 1];
	size_t full;

	if (progress->n_parts < 2) {
		(void)dprintf(STDERR_FILENO, "\r%zu certificates", progress->n);
		return;
	}
	full = done * BAR / progress->n_parts;
	memset(bar, '.', BAR);
	memset(bar, '#', full < BAR ? full : BAR);
	bar[BAR] = '\0';
	(void)dprintf(STDERR_FILENO, "\r[%s] %zu of %zu %s", bar, done, progress->n_parts,
		progress->unit != NULL ? progress->unit : "files");
	if (progress->unit == NULL)
		(void)dprintf(STDERR_FILENO, ", %zu certificates", progress->n);
}

void
cli_progress_draw(cli_progress *progress)
{
	int64_t time;

	if (!progress->shown)
		return;
	time = now();
	if (time - progress->last < PAUSE_MS)
		return;
	progress->last = time;
	progress->drawn = true;
	draw(progress);
}

void
cli_progress_step(cli_progress *progress)
{
	progress->n++;
	cli_progress_draw(progress);
}

void
cli_progress_end(cli_progress *progress)
{
	if (progress->drawn)
		(void)dprintf(STDERR_FILENO, "\r\033[K");
	progress->drawn = false;
}
