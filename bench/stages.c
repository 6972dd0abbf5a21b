/*
 * Where the time of `certpolicy batch` goes: reading requests, signatures, the rest of judging,
 * writing reports. Usage: stages ROWS.jsonl. A line is a request; lines that are none are left out.
 *
 * Signatures: the time of a first judgement less that of a second one of the same engine, which
 * remembers the links.
 */
#include <config.h>
#include "bench.h"

#include <certpolicy/certpolicy.h>

#include <stdio.h>
#include <string.h>

typedef struct stage_times {
	double reading, cold, warm, writing;
	size_t n_rows, n_octets;
} stage_times;

static certpolicy_report *
judge(certpolicy_engine *engine, const certpolicy_request *request, double *seconds)
{
	certpolicy_report *report = NULL;
	double start = bench_now();

	bench_require(certpolicy_evaluate(engine, NULL, request, &report, NULL) == 0, "judging");
	*seconds += bench_now() - start;
	return report;
}

static void
judge_row(certpolicy_engine *engine, const char *line, size_t len, stage_times *times)
{
	certpolicy_request *request;
	certpolicy_report *report;
	double start = bench_now();
	char *json;

	if (certpolicy_request_from_json(line, len, 0, &request, NULL) != 0)
		return;
	times->reading += bench_now() - start;
	certpolicy_report_free(judge(engine, request, &times->cold));
	report = judge(engine, request, &times->warm);
	start = bench_now();
	json = certpolicy_report_to_json(report);
	times->writing += bench_now() - start;
	bench_require(json != NULL, "writing");
	times->n_octets += strlen(json);
	times->n_rows++;
	certpolicy_string_free(json);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
}

int
main(int argc, char **argv)
{
	stage_times times = {0, 0, 0, 0, 0, 0};
	certpolicy_engine *engine = certpolicy_engine_new();
	bench_data rows;
	char *line, *end;
	double whole;

	bench_require(argc == 2, "usage: stages ROWS.jsonl");
	rows = bench_read(argv[1]);
	for (line = (char *)rows.data; (end = strchr(line, '\n')) != NULL; line = end + 1)
		judge_row(engine, line, (size_t)(end - line), &times);
	whole = times.reading + times.cold + times.writing;
	printf("%zu rows, %.1f us a row\n", times.n_rows, whole / (double)times.n_rows * 1e6);
	printf("  signatures            %5.1f %%\n", (times.cold - times.warm) / whole * 100);
	printf("  the rest of judging   %5.1f %%\n", times.warm / whole * 100);
	printf("  reading requests      %5.1f %%\n", times.reading / whole * 100);
	printf("  writing reports       %5.1f %%  (%zu octets a row)\n",
		times.writing / whole * 100,
		times.n_octets / (times.n_rows > 0 ? times.n_rows : 1));
	certpolicy_engine_free(engine);
	return 0;
}
