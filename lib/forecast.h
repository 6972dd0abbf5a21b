/* Forecasts: the engine asked again wherever its answer may be another one. */
#ifndef CP_FORECAST_H
#define CP_FORECAST_H

#include "engine.h"
#include "render/forecast.h"

/* What a forecast is made of. Lent for the call. */
typedef struct cp_forecast_input {
	certpolicy_engine *engine;
	const certpolicy_policy *policy; /* NULL: the request's */
	const certpolicy_request *request;
	int64_t until; /* inclusive */
} cp_forecast_input;

CP_CHECK_RESULT int
cp_forecast_make(const cp_forecast_input *input, certpolicy_forecast **forecast,
	certpolicy_error **error);

/* One forecast for each target in the data (certpolicy_forecast_make_each); the request's own chain
 * is of no account. */
CP_CHECK_RESULT int
cp_forecast_make_each(const cp_forecast_input *input, cp_bytes data, const char *password,
	certpolicy_forecast_callback *callback, void *user, int *stopped, certpolicy_error **error);

#endif
