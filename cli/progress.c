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
	char bar[BAR + 1];
	size_t full;

	if (progress->n_parts < 2) {
		(void)dprintf(STDERR_FILENO, "\r%zu certificates", progress->n);
		return;
	}
	full = progress->parts * BAR / progress->n_parts;
	memset(bar, '.', BAR);
	memset(bar, '#', full < BAR ? full : BAR);
	bar[BAR] = '\0';
	(void)dprintf(STDERR_FILENO, "\r[%s] %zu of %zu files, %zu certificates", bar,
		progress->parts, progress->n_parts, progress->n);
}

void
cli_progress_step(cli_progress *progress)
{
	int64_t time;

	progress->n++;
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
cli_progress_end(cli_progress *progress)
{
	if (progress->drawn)
		(void)dprintf(STDERR_FILENO, "\r\033[K");
	progress->drawn = false;
}
