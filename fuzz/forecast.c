/* What a file holds, forecast: which certificates are one chain, and what their dates lead to. */
#include <config.h>
#include "fuzz.h"

#include <certpolicy/certpolicy.h>

#include <string.h>

#define NOW INT64_C(1796083200)   /* 2026-12-01T00:00:00Z */
#define FAR INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

static void
look_at_event(const certpolicy_forecast *forecast, size_t event)
{
	size_t i, n = certpolicy_forecast_count_changes(forecast, event);

	CP_INVARIANT(n > 0);
	CP_INVARIANT(event == 0 || certpolicy_forecast_get_event_time(forecast, event - 1) <=
					   certpolicy_forecast_get_event_time(forecast, event));
	for (i = 0; i < n; i++)
		CP_INVARIANT(
			certpolicy_forecast_get_change_action_before(forecast, event, i) !=
				certpolicy_forecast_get_change_action_after(forecast, event, i) &&
			certpolicy_forecast_get_change_message(forecast, event, i) != NULL);
}

static int
look(void *user, size_t number, const certpolicy_forecast *forecast)
{
	size_t *n = user, i, n_events = certpolicy_forecast_count_events(forecast);
	char *json = certpolicy_forecast_to_json(forecast, "seed", number);

	CP_INVARIANT(json != NULL && json[strlen(json) - 1] == '}');
	CP_INVARIANT(certpolicy_forecast_get_next(forecast) <= n_events);
	for (i = 0; i < n_events; i++)
		look_at_event(forecast, i);
	certpolicy_string_free(json);
	return ++*n == 100; /* enough of one input */
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_error *error = NULL;
	size_t n = 0;
	int status, stopped = 0;

	CP_INVARIANT(engine != NULL && request != NULL);
	status = certpolicy_engine_add_public_anchors(
		engine, SRCDIR "/tests/api/data/root.pem", &error);
	CP_INVARIANT(status == CERTPOLICY_OK);
	CP_INVARIANT(certpolicy_request_set_time(request, NOW, &error) == CERTPOLICY_OK);
	status = certpolicy_forecast_make_each(
		engine, NULL, request, data, len, NULL, FAR, look, &n, &stopped, &error);
	CP_INVARIANT((status == CERTPOLICY_OK) == (error == NULL));
	CP_INVARIANT(status != CERTPOLICY_OK || n > 0);
	certpolicy_error_free(error);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return 0;
}
