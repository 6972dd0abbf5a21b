/* The clock behind every time-out, and who steps aside while it runs. */
#include <config.h>
#include "deadline.h"
#include "aside.h"

#include <limits.h>
#include <stddef.h>
#include <time.h>

int64_t
cli_deadline_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int64_t
cli_deadline_in(unsigned milliseconds, int64_t latest)
{
	int64_t instant = cli_deadline_now() + (int64_t)milliseconds;

	return instant < latest ? instant : latest;
}

int
cli_deadline_left(int64_t instant)
{
	int64_t left = instant - cli_deadline_now();

	if (left <= 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}

bool
cli_aside_is_due(const cli_aside *aside)
{
	return aside != NULL && !aside->done;
}

void
cli_aside_step(cli_aside *aside)
{
	if (!cli_aside_is_due(aside))
		return;
	aside->done = true;
	aside->step(aside->user);
}
