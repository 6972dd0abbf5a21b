/*
 * Whether the work for a certificate at hand stays the same, however many there are: a good chain
 * judged with 10 to 9,900 other certificates beside it, that have names of their own or the name of
 * the leaf's issuer, in the request or in the engine. Processor time, median of some rounds; what a
 * chain alone costs is taken off.
 */
#include <config.h>
#include "bench.h"
#include "hostile_make.h"

#include <certpolicy/certpolicy.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 7
#define MOST 9900u

typedef enum place { SENT, BESIDE, IN_ENGINE, N_PLACES } place;

static bench_data leaf, ca, root, *others;

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *values)
{
	qsort(values, ROUNDS, sizeof(*values), by_value);
	return values[ROUNDS / 2];
}

static void
make_others(bool same_name)
{
	char name[64];
	size_t i;

	for (i = 0; i < MOST; i++) {
		const make_cert spec = {.subject = same_name ? "ca" : name,
			.issuer = "root",
			.key = 3 + i,
			.issuer_key = 0,
			.is_ca = true,
			.forged = true};

		snprintf(name, sizeof(name), "other%zu", i);
		free(others[i].data);
		others[i] = make_certificate(&spec);
	}
}

static certpolicy_request *
make_request(size_t n, place where)
{
	certpolicy_request *request = certpolicy_request_new();
	int status = request == NULL;
	size_t i;

	status |= certpolicy_request_add_certificate_der(request, leaf.data, leaf.len, NULL);
	for (i = 0; i < n && where == SENT; i++)
		status |= certpolicy_request_add_certificate_der(
			request, others[i].data, others[i].len, NULL);
	for (i = 0; i < n && where == BESIDE; i++)
		status |= certpolicy_request_add_intermediate_der(
			request, others[i].data, others[i].len, NULL);
	status |= certpolicy_request_add_certificate_der(request, ca.data, ca.len, NULL);
	status |= certpolicy_request_add_anchor_der(request, root.data, root.len, NULL);
	status |= certpolicy_request_add_peer_dns(request, "www.example", NULL);
	status |= certpolicy_request_set_time(request, HOSTILE_TIME, NULL);
	status |= certpolicy_request_set_policy(request, "pkix", NULL);
	bench_require(status == 0, "making a request");
	return request;
}

static void
judge(certpolicy_engine *engine, const certpolicy_request *request)
{
	certpolicy_report *report = NULL;

	bench_require(certpolicy_evaluate(engine, NULL, request, &report, NULL) == 0 &&
			      certpolicy_report_get_verdict(report) == CERTPOLICY_VERDICT_ALLOW,
		"the chain is good");
	certpolicy_report_free(report);
}

/* ns of one reading and of one judgement, the first judgement apart. */
static void
measure(size_t n, place where, double *reading, double *judging)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	double reads[ROUNDS], judgements[ROUNDS];
	size_t i, round, repeats = 1 + 2000 / (n + 1);

	for (i = 0; i < n && where == IN_ENGINE; i++)
		bench_require(certpolicy_engine_add_intermediate_der(
				      engine, others[i].data, others[i].len, NULL) == 0,
			"adding");
	for (round = 0; round < ROUNDS; round++) {
		double start = bench_processor();
		certpolicy_request *request = make_request(n, where);

		reads[round] = 1e9 * (bench_processor() - start);
		judge(engine, request);
		start = bench_processor();
		for (i = 0; i < repeats; i++)
			judge(engine, request);
		judgements[round] = 1e9 * (bench_processor() - start) / (double)repeats;
		certpolicy_request_free(request);
	}
	certpolicy_engine_free(engine);
	*reading = median(reads);
	*judging = median(judgements);
}

static void
compare(place where, const char *title)
{
	static const size_t sizes[] = {10, 100, 1000, MOST};
	double alone_reading, alone_judging, reading, judging;
	size_t i;

	measure(0, where, &alone_reading, &alone_judging);
	printf("%-44s", title);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		measure(sizes[i], where, &reading, &judging);
		printf(" %8.0f %7.0f", (reading - alone_reading) / (double)sizes[i],
			(judging - alone_judging) / (double)sizes[i]);
		fflush(stdout);
	}
	printf("\n");
}

int
main(void)
{
	const make_cert specs[] = {{.subject = "leaf",
					   .issuer = "ca",
					   .key = 2,
					   .issuer_key = 1,
					   .dns = "www.example"},
		{.subject = "ca", .issuer = "root", .key = 1, .issuer_key = 0, .is_ca = true},
		{.subject = "root", .issuer = "root", .is_ca = true}};
	static const char *const titles[2][N_PLACES] = {
		{"sent, names of their own", "beside the chain, names of their own",
			"in the engine, names of their own"},
		{"sent, the issuer's name", "beside the chain, the issuer's name",
			"in the engine, the issuer's name"}};
	size_t same, where;

	others = calloc(MOST, sizeof(*others));
	bench_require(others != NULL, "out of memory");
	leaf = make_certificate(&specs[0]);
	ca = make_certificate(&specs[1]);
	root = make_certificate(&specs[2]);
	printf("ns a certificate, to read it and to judge beside it\n%-44s %16s %16s %16s %16s\n",
		"", "10", "100", "1,000", "9,900");
	for (same = 0; same < 2; same++) {
		make_others(same == 1);
		for (where = SENT; where < N_PLACES; where++)
			compare((place)where, titles[same][where]);
	}
	return 0;
}
