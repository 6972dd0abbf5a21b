/* Until when an answer holds. */
#include <config.h>

#include "base/horizon.h"

#include <stddef.h>

void
cp_horizon_start(cp_horizon *horizon, int64_t time)
{
	horizon->time = time;
	horizon->next = INT64_MAX;
}

void
cp_horizon_note(cp_horizon *horizon, int64_t instant)
{
	if (horizon != NULL && instant > horizon->time && instant < horizon->next)
		horizon->next = instant;
}

void
cp_horizon_note_end(cp_horizon *horizon, int64_t last)
{
	if (last < INT64_MAX)
		cp_horizon_note(horizon, last + 1);
}
