/*
 * The C side of the benchmarks of the bindings: judges one request again and again by a warm engine.
 * Usage: warm ANCHORS REQUEST.json. For each line of a number on stdin it makes that many judgements,
 * and prints what one took, in microseconds: so a language can take turns with it, round by round.
 */
#include <config.h>
#include "bench.h"

#include <certpolicy/certpolicy.h>

#include <stdio.h>
#include <stdlib.h>

static double
judge(certpolicy_engine *engine, const certpolicy_request *request, unsigned long n)
{
	double start = bench_now();
	unsigned long i;

	for (i = 0; i < n; i++) {
		certpolicy_report *report = NULL;

		bench_require(
			certpolicy_evaluate(engine, NULL, request, &report, NULL) == 0, "judging");
		certpolicy_report_free(report);
	}
	return (bench_now() - start) * 1e6 / (double)n;
}

int
main(int argc, char **argv)
{
	static char json[1 << 20], line[64];
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = NULL;
	FILE *file;
	size_t len;

	bench_require(argc == 3 && engine != NULL, "usage: warm ANCHORS REQUEST.json");
	bench_require(certpolicy_engine_add_anchors(engine, argv[1], NULL) == 0, "the anchors");
	file = fopen(argv[2], "rb");
	bench_require(file != NULL, "the request");
	len = fread(json, 1, sizeof(json), file);
	fclose(file);
	bench_require(
		certpolicy_request_from_json(json, len, 0, &request, NULL) == 0, "the request");
	while (fgets(line, sizeof(line), stdin) != NULL) {
		unsigned long n = strtoul(line, NULL, 10);

		bench_require(n > 0, "a number of judgements");
		printf("%.3f\n", judge(engine, request, n));
		fflush(stdout);
	}
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return 0;
}
