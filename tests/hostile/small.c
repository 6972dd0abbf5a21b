/*
 * The chains of `make bench-hostile` in a small form, without a clock: none is allowed under any
 * policy, the limit that ends a judgement is named, and no counter passes its limit.
 */
#include <config.h>
#include "bench/hostile_chains.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int n_failed;

void
bench_require(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "hostile: %s\n", what);
	exit(99);
}

static void
check(int holds, const hostile_case *each, const char *policy, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s, %s: %s\n", each->name, policy, what);
	n_failed++;
}

/* "limits": {"signatures": {"used": 2, "limit": 100}, …} */
static int
counters_hold(const char *json)
{
	const char *at = strstr(json, "\"limits\":{");
	unsigned long long used, limit;
	int n = 0;

	for (; at != NULL && (at = strstr(at, "{\"used\":")) != NULL; at++, n++) {
		if (sscanf(at, "{\"used\":%llu,\"limit\":%llu}", &used, &limit) != 2 ||
			used > limit)
			return 0;
	}
	return n >= 5;
}

static void
judge(const hostile_case *each, const hostile_input *input, const char *policy)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = hostile_request(input);
	certpolicy_report *report = NULL;
	char *json, wanted[64];

	if (each->lowered > 0)
		bench_require(
			certpolicy_engine_set_limit(engine, each->limit, each->lowered, NULL) == 0,
			each->limit);
	bench_require(certpolicy_request_set_policy(request, policy, NULL) == 0, policy);
	if (certpolicy_evaluate(engine, NULL, request, &report, NULL) == 0) {
		json = certpolicy_report_to_json(report);
		bench_require(json != NULL, "writing");
		check(certpolicy_report_get_verdict(report) == CERTPOLICY_VERDICT_DENY, each,
			policy, "it is not denied");
		snprintf(wanted, sizeof(wanted), "\"evidence\":{\"limit\":\"%s\"}",
			each->limit != NULL ? each->limit : "");
		check(each->limit == NULL || strstr(json, wanted) != NULL, each, policy,
			"the limit is not named");
		check(counters_hold(json), each, policy, "a counter passes its limit");
		certpolicy_string_free(json);
	} else {
		check(0, each, policy, "it cannot be judged");
	}
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
}

static void
try(const hostile_case *each)
{
	static const char *const policies[] = {"pkix", "webpki", "public-strict"};
	hostile_input input;
	size_t i;

	memset(&input, 0, sizeof(input));
	each->make(&input, each->small);
	for (i = 0; i < sizeof(policies) / sizeof(policies[0]); i++)
		judge(each, &input, policies[i]);
	hostile_input_free(&input);
}

int
main(void)
{
	const hostile_case *const *table, *each;

	for (table = hostile_tables; *table != NULL; table++) {
		for (each = *table; each->name != NULL; each++)
			try(each);
	}
	return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
