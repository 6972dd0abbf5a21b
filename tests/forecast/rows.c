/*
 * Lines of requests in, lines of forecasts out, for forecast.py: rows UNTIL [FROM [ISSUED]]. With
 * FROM the engine has a rule of its own that finds "x-late" from that instant on, with ISSUED one
 * that finds "x-new" in what was issued from that day on. Nobody is told of these.
 */
#include <certpolicy/certpolicy.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST ((size_t)32 << 20)

static int
late(const certpolicy_facts *facts, void *user)
{
	const int64_t *from = user;

	if (certpolicy_facts_get_time(facts) < *from)
		return 0;
	return certpolicy_facts_add_finding(facts, -1, NULL);
}

static int new (const certpolicy_facts *facts, void *user)
{
	const int64_t *issued = user;

	if (certpolicy_facts_get_not_before(facts, 0) < *issued)
		return 0;
	return certpolicy_facts_add_finding(facts, 0, NULL);
}

static void
answer(certpolicy_engine *engine, const char *line, size_t len, int64_t until)
{
	certpolicy_request *request = NULL;
	certpolicy_forecast *forecast = NULL;
	certpolicy_error *error = NULL;
	char *json;

	if (certpolicy_request_from_json(line, len, 0, &request, &error) == CERTPOLICY_OK &&
		certpolicy_forecast_make(engine, NULL, request, until, &forecast, &error) ==
			CERTPOLICY_OK)
		json = certpolicy_forecast_to_json(forecast, NULL, 0);
	else
		json = certpolicy_error_to_json(error, line, len, 0);
	puts(json != NULL ? json : "null");
	certpolicy_string_free(json);
	certpolicy_forecast_free(forecast);
	certpolicy_request_free(request);
	certpolicy_error_free(error);
}

int
main(int argc, char **argv)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	int64_t until, from, issued;
	char *line = malloc(LONGEST);

	if (engine == NULL || line == NULL || argc < 2)
		return 99;
	until = strtoll(argv[1], NULL, 10);
	if (argc > 2) {
		from = strtoll(argv[2], NULL, 10);
		if (certpolicy_engine_add_rule(engine, "x-late", CERTPOLICY_ACTION_DENY,
			    "it is late", late, &from, NULL) != CERTPOLICY_OK)
			return 99;
	}
	if (argc > 3) {
		issued = strtoll(argv[3], NULL, 10);
		if (certpolicy_engine_add_rule(engine, "x-new", CERTPOLICY_ACTION_WARN, "it is new",
			    new, &issued, NULL) != CERTPOLICY_OK)
			return 99;
	}
	while (fgets(line, LONGEST, stdin) != NULL)
		answer(engine, line, strlen(line), until);
	free(line);
	certpolicy_engine_free(engine);
	return 0;
}
