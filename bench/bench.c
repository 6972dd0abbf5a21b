/* The frame of the benchmarks. */
#include <config.h>
#include "bench.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double
seconds_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double
bench_now(void)
{
	return seconds_of(CLOCK_MONOTONIC);
}

double
bench_processor(void)
{
	return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

size_t
bench_heap(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

void
bench_require(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

bench_data
bench_read(const char *path)
{
	bench_data file = {NULL, 0};
	FILE *stream = fopen(path, "rb");
	long len;

	bench_require(stream != NULL, path);
	fseek(stream, 0, SEEK_END);
	len = ftell(stream);
	rewind(stream);
	bench_require(len > 0, path);
	file.data = malloc((size_t)len + 1);
	bench_require(
		file.data != NULL && fread(file.data, 1, (size_t)len, stream) == (size_t)len, path);
	file.data[len] = '\0';
	file.len = (size_t)len;
	fclose(stream);
	return file;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void
bench_compare(const char *title, const bench_contestant *contestants, size_t n, size_t rounds,
	size_t repeats)
{
	double *seconds = calloc(n * rounds, sizeof(*seconds));
	double first = 0;
	size_t i, round, repeat;

	bench_require(seconds != NULL, "out of memory");
	for (round = 0; round < rounds; round++) {
		for (i = 0; i < n; i++) {
			double start = bench_now();

			for (repeat = 0; repeat < repeats; repeat++)
				contestants[i].run(contestants[i].context);
			seconds[i * rounds + round] = (bench_now() - start) / (double)repeats;
		}
	}
	printf("%s\n", title);
	for (i = 0; i < n; i++) {
		double *mine = seconds + i * rounds;

		qsort(mine, rounds, sizeof(*mine), by_value);
		if (i == 0)
			first = mine[rounds / 2];
		printf("  %-24s %10.1f us  (%.1f .. %.1f)  %6.2fx\n", contestants[i].name,
			mine[rounds / 2] * 1e6, mine[0] * 1e6, mine[rounds - 1] * 1e6,
			mine[rounds / 2] / first);
	}
	free(seconds);
}
