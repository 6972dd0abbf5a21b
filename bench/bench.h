/*
 * A small frame for benchmarks: several contestants do the same work in turn, round by round, so that
 * a machine that slows down slows all of them; medians and the ratio to the first are printed.
 */
#ifndef CP_BENCH_H
#define CP_BENCH_H

#include <stddef.h>

typedef struct bench_contestant {
	const char *name;
	void (*run)(void *context); /* one unit of work */
	void *context;
} bench_contestant;

/* Runs `rounds` rounds of `repeats` units each and prints a line per contestant, in us a unit. */
void
bench_compare(const char *title, const bench_contestant *contestants, size_t n, size_t rounds,
	size_t repeats);

/* Octets of heap in use. */
size_t
bench_heap(void);

/* Seconds of a monotonic clock. */
double
bench_now(void);

/* Seconds of processor time that the program took. */
double
bench_processor(void);

/* Ends the program with a message when `condition` does not hold: a benchmark of wrong answers is none. */
void
bench_require(int condition, const char *what);

typedef struct bench_data {
	unsigned char *data;
	size_t len;
} bench_data;

/* A whole file; ends the program without it. */
bench_data
bench_read(const char *path);

#endif
