/*
 * Threat lists of millions of entries: what it takes to build an index, to open it and to look a
 * digest up in it, beside what a program would do without: all digests in one sorted array.
 * The list is made here, digests of SHA-1 with one of some reasons; times are of the processor,
 * medians of some rounds.
 */
#include <config.h>
#include "bench.h"

#include "store/denylist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIGEST_LEN 20u
#define LOOK_UPS 200000u
#define ROUNDS 7
#define NOW INT64_C(1796083200)

static size_t n_entries = 10000000;
static uint8_t *sorted; /* n_entries digests */
static cp_denylist *list;

static uint64_t
mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* The digest of an entry; those from n_entries on are on no list. */
static void
digest_of(uint64_t number, uint8_t digest[DIGEST_LEN])
{
	uint64_t words[3] = {mix(3 * number), mix(3 * number + 1), mix(3 * number + 2)};

	memcpy(digest, words, DIGEST_LEN);
}

static void
write_list(const char *path)
{
	static const char *const reasons[] = {"AsyncRAT C&C", "Dridex C&C", "Gozi C&C"};
	FILE *file = fopen(path, "w");
	uint8_t digest[DIGEST_LEN];
	char line[128];
	size_t i, j;

	bench_require(file != NULL, "the list can be written");
	fputs("# Listingdate,SHA1,Listingreason\n", file);
	for (i = 0; i < n_entries; i++) {
		size_t len = (size_t)snprintf(line, sizeof(line), "20%02zu-%02zu-%02zu 12:00:00,",
			10 + i % 16, 1 + i % 12, 1 + i % 28);

		digest_of(i, digest);
		for (j = 0; j < DIGEST_LEN; j++)
			len += (size_t)snprintf(line + len, 3, "%02x", digest[j]);
		fprintf(file, "%s,%s\n", line, reasons[i % 3]);
	}
	bench_require(fclose(file) == 0, "the list is written");
}

static int
by_octets(const void *a, const void *b)
{
	return memcmp(a, b, DIGEST_LEN);
}

static void
make_sorted(void)
{
	size_t i;

	sorted = malloc(n_entries * DIGEST_LEN);
	bench_require(sorted != NULL, "there is memory for the array");
	for (i = 0; i < n_entries; i++)
		digest_of(i, sorted + i * DIGEST_LEN);
	qsort(sorted, n_entries, DIGEST_LEN, by_octets);
}

static uint64_t turn;

/* A digest that nobody looked up lately: of an entry, or of none. */
static void
next_digest(bool listed, uint8_t digest[DIGEST_LEN])
{
	digest_of(mix(++turn) % n_entries + (listed ? 0 : n_entries), digest);
}

typedef void
look_up(bool listed);

static void
look_in_index(bool listed)
{
	uint8_t digest[DIGEST_LEN];
	cp_threat_hit hit;

	next_digest(listed, digest);
	bench_require(cp_denylist_find_digest(list, CP_THREAT_SHA1, digest, CP_THREAT_CERTIFICATE,
			      NOW, &hit) == listed,
		"the index says what is so");
}

static void
look_in_array(bool listed)
{
	uint8_t digest[DIGEST_LEN];

	next_digest(listed, digest);
	bench_require((bsearch(digest, sorted, n_entries, DIGEST_LEN, by_octets) != NULL) == listed,
		"the array says what is so");
}

static void
make_digest(bool listed)
{
	uint8_t digest[DIGEST_LEN];

	next_digest(listed, digest);
}

static const struct {
	const char *name;
	look_up *run;
} contestants[] = {
	{"index", look_in_index},
	{"sorted array, bsearch", look_in_array},
	{"making the digest alone", make_digest},
};

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* In turn, round by round: the median of each. */
static void
compare(bool listed)
{
	double times[CP_COUNT(contestants)][ROUNDS];
	size_t round, i, n;

	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < CP_COUNT(contestants); i++) {
			double start = bench_processor();

			for (n = 0; n < LOOK_UPS; n++)
				contestants[i].run(listed);
			times[i][round] = 1e6 * (bench_processor() - start) / LOOK_UPS;
		}
	}
	printf("a digest that is %s\n", listed ? "listed" : "not listed");
	for (i = 0; i < CP_COUNT(contestants); i++) {
		qsort(times[i], ROUNDS, sizeof(double), by_value);
		printf("  %-24s %6.2f us  (%.2f .. %.2f)\n", contestants[i].name,
			times[i][ROUNDS / 2], times[i][0], times[i][ROUNDS - 1]);
	}
}

static long
peak_kilobytes(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : 0;
}

static void
build_and_open(const char *text, const char *index)
{
	const char *files[] = {text};
	cp_denylist_about about;
	struct stat size;
	double start = bench_now(), processor = bench_processor();

	bench_require(cp_denylist_write_index(files, 1, index, &about, NULL) == CERTPOLICY_OK,
		"the index is built");
	printf("build          %8.2f s, %.2f s of processor time\n", bench_now() - start,
		bench_processor() - processor);
	bench_require(about.n_entries == n_entries && stat(index, &size) == 0, "it is whole");
	printf("size           %8.1f octets an entry\n", (double)size.st_size / (double)n_entries);
	list = cp_denylist_new();
	processor = bench_processor();
	bench_require(list != NULL && cp_denylist_add_file(list, index, NULL) == CERTPOLICY_OK,
		"the index is opened");
	printf("open           %8.1f us\n", 1e6 * (bench_processor() - processor));
}

int
main(int argc, char **argv)
{
	static const char text[] = "bench-threats.csv", index[] = "bench-threats.index";

	if (argc > 1)
		n_entries = strtoul(argv[1], NULL, 10);
	write_list(text);
	printf("%zu entries\n", n_entries);
	build_and_open(text, index);
	printf("peak memory    %8.1f MB of the process, the mapped list included\n",
		(double)peak_kilobytes() / 1024);
	unlink(text);
	make_sorted();
	compare(true);
	compare(false);
	cp_denylist_free(list);
	free(sorted);
	unlink(index);
	return 0;
}
