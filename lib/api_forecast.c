/* The public calls that forecast, and the forecast's getters: argument checks, then one call. */
#include <config.h>

#include "base/error.h"
#include "base/mem.h"
#include "forecast.h"

static int
missing_argument(certpolicy_error **error)
{
	return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.null",
		"an argument that must be given is NULL");
}

int
certpolicy_forecast_make(certpolicy_engine *engine, const certpolicy_policy *policy,
	const certpolicy_request *request, int64_t until, certpolicy_forecast **forecast,
	certpolicy_error **error)
{
	const cp_forecast_input input = {engine, policy, request, until};

	cp_error_clear(error);
	if (forecast != NULL)
		*forecast = NULL;
	if (engine == NULL || request == NULL || forecast == NULL)
		return missing_argument(error);
	return cp_forecast_make(&input, forecast, error);
}

int
certpolicy_forecast_make_each(certpolicy_engine *engine, const certpolicy_policy *policy,
	const certpolicy_request *request, const uint8_t *data, size_t data_len,
	const char *password, int64_t until, certpolicy_forecast_callback *callback, void *user,
	int *stopped, certpolicy_error **error)
{
	const cp_forecast_input input = {engine, policy, request, until};

	cp_error_clear(error);
	if (stopped != NULL)
		*stopped = 0;
	if (engine == NULL || request == NULL || data == NULL || callback == NULL)
		return missing_argument(error);
	return cp_forecast_make_each(
		&input, cp_bytes_of(data, data_len), password, callback, user, stopped, error);
}

void
certpolicy_forecast_free(certpolicy_forecast *forecast)
{
	if (forecast == NULL)
		return;
	certpolicy_report_free(forecast->report);
	cp_free(forecast->events);
	cp_free(forecast->changes);
	cp_arena_clear(&forecast->arena);
	cp_free(forecast);
}

const certpolicy_report *
certpolicy_forecast_get_report(const certpolicy_forecast *forecast)
{
	return forecast != NULL ? forecast->report : NULL;
}

int64_t
certpolicy_forecast_get_until(const certpolicy_forecast *forecast)
{
	return forecast != NULL ? forecast->until : 0;
}

int
certpolicy_forecast_is_complete(const certpolicy_forecast *forecast)
{
	return forecast != NULL && forecast->is_complete ? 1 : 0;
}

const char *
certpolicy_forecast_get_subject(const certpolicy_forecast *forecast)
{
	return forecast != NULL ? forecast->subject : NULL;
}

const char *
certpolicy_forecast_get_names(const certpolicy_forecast *forecast)
{
	return forecast != NULL ? forecast->names : NULL;
}

const char *
certpolicy_forecast_get_sha256(const certpolicy_forecast *forecast)
{
	return forecast != NULL ? forecast->sha256 : NULL;
}

int
certpolicy_forecast_get_validity(
	const certpolicy_forecast *forecast, int64_t *not_before, int64_t *not_after)
{
	const cp_cert *leaf = forecast != NULL ? forecast->report->leaf : NULL;

	if (leaf == NULL || not_before == NULL || not_after == NULL ||
		leaf->not_before_form == CP_TIME_NONE || leaf->not_after_form == CP_TIME_NONE)
		return 0;
	*not_before = leaf->not_before;
	*not_after = leaf->not_after;
	return 1;
}

size_t
certpolicy_forecast_count_events(const certpolicy_forecast *forecast)
{
	return forecast != NULL ? forecast->n_events : 0;
}

size_t
certpolicy_forecast_get_next(const certpolicy_forecast *forecast)
{
	return forecast != NULL ? forecast->next : 0;
}

static const cp_event *
event_at(const certpolicy_forecast *forecast, size_t event)
{
	return event < certpolicy_forecast_count_events(forecast) ? &forecast->events[event] : NULL;
}

int64_t
certpolicy_forecast_get_event_time(const certpolicy_forecast *forecast, size_t event)
{
	const cp_event *found = event_at(forecast, event);

	return found != NULL ? found->time : 0;
}

certpolicy_event_kind
certpolicy_forecast_get_event_kind(const certpolicy_forecast *forecast, size_t event)
{
	const cp_event *found = event_at(forecast, event);

	return found != NULL ? found->kind : CERTPOLICY_EVENT_CERTIFICATE;
}

certpolicy_verdict
certpolicy_forecast_get_event_verdict_before(const certpolicy_forecast *forecast, size_t event)
{
	const cp_event *found = event_at(forecast, event);

	return found != NULL ? found->before : CERTPOLICY_VERDICT_DENY;
}

certpolicy_verdict
certpolicy_forecast_get_event_verdict_after(const certpolicy_forecast *forecast, size_t event)
{
	const cp_event *found = event_at(forecast, event);

	return found != NULL ? found->after : CERTPOLICY_VERDICT_DENY;
}

size_t
certpolicy_forecast_count_changes(const certpolicy_forecast *forecast, size_t event)
{
	const cp_event *found = event_at(forecast, event);

	return found != NULL ? found->n_changes : 0;
}

/* What stands for a change that is not there: nothing. */
static cp_change
change_at(const certpolicy_forecast *forecast, size_t event, size_t change)
{
	static const cp_change none = {.code = NULL};
	const cp_event *found = event_at(forecast, event);

	return found != NULL && change < found->n_changes
		       ? forecast->changes[found->first_change + change]
		       : none;
}

const char *
certpolicy_forecast_get_change_code(
	const certpolicy_forecast *forecast, size_t event, size_t change)
{
	return change_at(forecast, event, change).code;
}

const char *
certpolicy_forecast_get_change_rule(
	const certpolicy_forecast *forecast, size_t event, size_t change)
{
	return change_at(forecast, event, change).rule;
}

certpolicy_action
certpolicy_forecast_get_change_action_before(
	const certpolicy_forecast *forecast, size_t event, size_t change)
{
	return change_at(forecast, event, change).before;
}

certpolicy_action
certpolicy_forecast_get_change_action_after(
	const certpolicy_forecast *forecast, size_t event, size_t change)
{
	return change_at(forecast, event, change).after;
}

const char *
certpolicy_forecast_get_change_message(
	const certpolicy_forecast *forecast, size_t event, size_t change)
{
	return change_at(forecast, event, change).message;
}

const char *
certpolicy_forecast_get_change_remediation(
	const certpolicy_forecast *forecast, size_t event, size_t change)
{
	return change_at(forecast, event, change).remedy;
}

char *
certpolicy_forecast_to_json(const certpolicy_forecast *forecast, const char *source, size_t number)
{
	cp_buf buf = CP_BUF_EMPTY;

	if (forecast == NULL)
		return NULL;
	cp_forecast_append_json(&buf, forecast, source, number);
	return cp_buf_finish(&buf);
}

const char *
certpolicy_event_kind_name(certpolicy_event_kind kind)
{
	return kind == CERTPOLICY_EVENT_RENEWAL ? "renewal" : "certificate";
}
