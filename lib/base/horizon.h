/*
 * Until when an answer holds. Whoever compares something with the instant of judgement notes here the
 * first instant at which the comparison will come out otherwise; the earliest of them is the first at
 * which the whole answer may be another one. So the future can be told by asking again then, with no
 * second account of what hangs on time.
 */
#ifndef CP_BASE_HORIZON_H
#define CP_BASE_HORIZON_H

#include <stdint.h>

/* All instants are seconds since 1970-01-01T00:00:00Z. */
typedef struct cp_horizon {
	int64_t time; /* of judgement */
	int64_t next; /* the earliest instant noted; INT64_MAX: none */
} cp_horizon;

void
cp_horizon_start(cp_horizon *horizon, int64_t time);

/* `instant`: the first one of another answer, such as notBefore; what is past changes no more. NULL
 * for `horizon` is fine. */
void
cp_horizon_note(cp_horizon *horizon, int64_t instant);

/* The same of something that holds up to `last` and no longer, such as notAfter. */
void
cp_horizon_note_end(cp_horizon *horizon, int64_t last);

#endif
