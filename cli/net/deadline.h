/* Instants of a clock that only goes forward. */
#ifndef CLI_NET_DEADLINE_H
#define CLI_NET_DEADLINE_H

#include <stdint.h>

/* Milliseconds of that clock, now. */
int64_t
cli_deadline_now(void);
/* The instant in so many milliseconds, or `latest` if that is earlier. */
int64_t
cli_deadline_in(unsigned milliseconds, int64_t latest);
/* Milliseconds until an instant, at least 0. */
int
cli_deadline_left(int64_t instant);

#endif
