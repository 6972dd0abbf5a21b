/*
 * What hostile chains cost: milliseconds of one core, heap, the answer and the limit that ended it.
 * Usage: hostile [PART OF A NAME].
 *
 * Measured is all that happens from DER to JSON: reading the certificates and lists into a request,
 * judging it, writing the report. Reading a request that came as JSON is not (base64 of as many
 * octets). Processor time, median of some rounds.
 */
#include <config.h>
#include "bench.h"
#include "hostile_chains.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 3

/* The heap of this program, counted by standing in for malloc. */
static size_t heap_now, heap_peak;

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *
__libc_realloc(void *, size_t);
extern void
__libc_free(void *);

#pragma GCC visibility push(default)
static void *
count(void *block)
{
	if (block != NULL)
		heap_now += malloc_usable_size(block);
	if (heap_now > heap_peak)
		heap_peak = heap_now;
	return block;
}

void *
malloc(size_t size)
{
	return count(__libc_malloc(size));
}

void *
calloc(size_t n, size_t size)
{
	return count(__libc_calloc(n, size));
}

void *
realloc(void *block, size_t size)
{
	size_t before = block != NULL ? malloc_usable_size(block) : 0;
	void *grown = __libc_realloc(block, size);

	if (grown == NULL && size > 0)
		return NULL;
	heap_now -= before;
	return count(grown);
}

void
free(void *block)
{
	if (block != NULL)
		heap_now -= malloc_usable_size(block);
	__libc_free(block);
}
#pragma GCC visibility pop

typedef struct cost {
	double reading, judging, writing; /* milliseconds */
	size_t heap;                      /* peak, without the input */
} cost;

typedef struct answer {
	char verdict[8], primary[40], limit[24];
} answer;

/* The limit in the evidence of path.budget; "-": none. */
static void
read_answer(const certpolicy_report *report, const char *json, answer *said)
{
	static const char evidence[] = "\"evidence\":{\"limit\":\"";
	const char *limit = strstr(json, evidence);
	const char *primary = certpolicy_report_get_primary(report);

	snprintf(said->verdict, sizeof(said->verdict), "%s",
		certpolicy_verdict_name(certpolicy_report_get_verdict(report)));
	snprintf(said->primary, sizeof(said->primary), "%s", primary != NULL ? primary : "-");
	snprintf(said->limit, sizeof(said->limit), "-");
	if (limit != NULL)
		sscanf(limit + sizeof(evidence) - 1, "%23[^\"]", said->limit);
}

static cost
run_once(const hostile_input *input, const char *policy, answer *said)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	size_t heap_before = heap_now;
	double start, read, judged;
	certpolicy_request *request;
	cost spent = {0, 0, 0, 0};
	char *json = NULL;

	heap_peak = heap_now;
	start = bench_processor();
	request = hostile_request(input);
	bench_require(certpolicy_request_set_policy(request, policy, NULL) == 0, policy);
	read = bench_processor();
	if (certpolicy_evaluate(engine, NULL, request, &report, &error) == 0) {
		judged = bench_processor();
		json = certpolicy_report_to_json(report);
		bench_require(json != NULL, "writing");
		spent.writing = 1e3 * (bench_processor() - judged);
		read_answer(report, json, said);
	} else {
		judged = bench_processor();
		snprintf(said->verdict, sizeof(said->verdict), "error");
		snprintf(said->primary, sizeof(said->primary), "%s",
			certpolicy_error_get_code(error));
		snprintf(said->limit, sizeof(said->limit), "-");
	}
	spent.reading = 1e3 * (read - start);
	spent.judging = 1e3 * (judged - read);
	spent.heap = heap_peak - heap_before;
	certpolicy_string_free(json);
	certpolicy_error_free(error);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return spent;
}

static double
sum_of(const cost *spent)
{
	return spent->reading + spent->judging + spent->writing;
}

static int
by_sum(const void *a, const void *b)
{
	double x = sum_of(a), y = sum_of(b);

	return (x > y) - (x < y);
}

static void
run(const hostile_case *each)
{
	static const char *const policies[] = {"pkix", "webpki", "public-strict"};
	hostile_input input;
	size_t i, round;

	memset(&input, 0, sizeof(input));
	each->make(&input, each->full);
	for (i = 0; i < 3; i++) {
		cost spent[ROUNDS];
		answer said;

		for (round = 0; round < ROUNDS; round++) {
			spent[round] = run_once(&input, policies[i], &said);
			if (sum_of(&spent[round]) > 2000)
				break;
		}
		if (round == ROUNDS)
			round--;
		qsort(spent, round + 1, sizeof(*spent), by_sum);
		printf("%-36s %-13s %8.1f %8.1f %8.1f %8.1f %8.1f  %-6s %-32s %s\n",
			i == 0 ? each->name : "", policies[i], sum_of(&spent[round / 2]),
			spent[round / 2].reading, spent[round / 2].judging,
			spent[round / 2].writing, (double)spent[round / 2].heap / 1e6, said.verdict,
			said.primary, said.limit);
		fflush(stdout);
	}
	hostile_input_free(&input);
}

int
main(int argc, char **argv)
{
	const hostile_case *const *table, *each;

	printf("%-36s %-13s %8s %8s %8s %8s %8s  %-6s %-32s %s\n", "chain", "policy", "ms", "read",
		"judge", "write", "MB", "says", "primary", "limit");
	for (table = hostile_tables; *table != NULL; table++) {
		for (each = *table; each->name != NULL; each++) {
			if (argc < 2 || strstr(each->name, argv[1]) != NULL)
				run(each);
		}
	}
	return 0;
}
