/*
 * Forecasts: what a request will come to over the years, judged by the engine itself on both sides
 * of every instant at which something changes.
 *
 * A forecast is immutable; its getters lend strings that live as long as the forecast does, and may
 * be called from any thread. It keeps what it needs alive: engine, policy and request may go first.
 * Indices that are too large, and NULL, answer NULL, 0 or what is said below.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_FORECAST_H
#define CERTPOLICY_FORECAST_H

#include <certpolicy/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct certpolicy_forecast certpolicy_forecast;

/* What an event is about. More kinds may come. */
typedef enum certpolicy_event_kind {
	CERTPOLICY_EVENT_CERTIFICATE = 0, /* the certificate and its path, as they are */
	CERTPOLICY_EVENT_RENEWAL = 1      /* one issued from then on, by the same CA, for as long and for
	                                   * the same uses: dates of root programmes and requirements */
} certpolicy_event_kind;

/*
 * Forecasts a request, from its time (else the engine's clock) up to and including `until` (seconds
 * since 1970-01-01T00:00:00Z). *forecast receives a new forecast, released with
 * certpolicy_forecast_free; NULL on failure. `policy` as for certpolicy_evaluate.
 *
 * Lists, responses, policies and anchors are taken as they are now; only time goes on. What the
 * forecast says of an instant is what certpolicy_evaluate says of it.
 * Thread rule: as certpolicy_evaluate. Since 0.1.0.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_forecast_make(certpolicy_engine *engine, const certpolicy_policy *policy,
	const certpolicy_request *request, int64_t until, certpolicy_forecast **forecast,
	certpolicy_error **error);

/*
 * Called for each forecast of certpolicy_forecast_make_each, in the order of the file. `number` counts
 * from 1; 0: the file is one chain. `forecast` is lent for the call. A value other than 0 stops.
 */
typedef int certpolicy_forecast_callback(void *user, size_t number,
	const certpolicy_forecast *forecast);

/*
 * Forecasts what a file holds (the forms of certpolicy_request_add_chain), one after the other. One
 * certificate that is no CA, with any CAs beside it, is one chain as a server sends it; so are CAs
 * of which one was issued under all others. Anything else is a collection: each certificate is
 * forecast by itself, with the CAs of the file to help its path as long as the file holds no more
 * than 64.
 *
 * `request` says everything but the chain; `password` may be NULL. CERTPOLICY_ERROR_BAD_INPUT with
 * the code "input.no-certificate" when there is not one. *stopped receives what the callback stopped
 * with, else 0; it may be NULL.
 * Thread rule: as certpolicy_evaluate; the callback runs in the calling thread. Since 0.1.0.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_forecast_make_each(certpolicy_engine *engine, const certpolicy_policy *policy,
	const certpolicy_request *request, const uint8_t *data, size_t data_len,
	const char *password, int64_t until, certpolicy_forecast_callback *callback, void *user,
	int *stopped, certpolicy_error **error);

/* Releases the forecast. NULL is fine. */
CERTPOLICY_API void
certpolicy_forecast_free(certpolicy_forecast *forecast);

/* The judgement at the beginning. Lent; NULL for NULL. */
CERTPOLICY_API const certpolicy_report *
certpolicy_forecast_get_report(const certpolicy_forecast *forecast);

/* How far the forecast goes, seconds since 1970-01-01T00:00:00Z: `until`, unless so much changes that
 * it was given up before; certpolicy_forecast_is_complete then answers 0. */
CERTPOLICY_API int64_t
certpolicy_forecast_get_until(const certpolicy_forecast *forecast);
CERTPOLICY_API int
certpolicy_forecast_is_complete(const certpolicy_forecast *forecast);

/* The certificate that was judged, the leaf: its subject (RFC 4514, escaped), its names in one line
 * (NULL: none), its SHA-256 in hexadecimal. */
CERTPOLICY_API const char *
certpolicy_forecast_get_subject(const certpolicy_forecast *forecast);
CERTPOLICY_API const char *
certpolicy_forecast_get_names(const certpolicy_forecast *forecast);
CERTPOLICY_API const char *
certpolicy_forecast_get_sha256(const certpolicy_forecast *forecast);
/* Its dates, seconds since 1970-01-01T00:00:00Z. 1, or 0 when they cannot be read. */
CERTPOLICY_API int
certpolicy_forecast_get_validity(const certpolicy_forecast *forecast, int64_t *not_before,
	int64_t *not_after);

/*
 * Events, in the order of their dates. Those of a renewal may lie before the beginning: from then on
 * one like this certificate, which is older, could no longer be had.
 */
CERTPOLICY_API size_t
certpolicy_forecast_count_events(const certpolicy_forecast *forecast);
/* The first event by which the certificate itself comes to be worse, by a finding of warn or deny;
 * certpolicy_forecast_count_events when there is none. */
CERTPOLICY_API size_t
certpolicy_forecast_get_next(const certpolicy_forecast *forecast);
/* The first second of what is new, since 1970-01-01T00:00:00Z. */
CERTPOLICY_API int64_t
certpolicy_forecast_get_event_time(const certpolicy_forecast *forecast, size_t event);
CERTPOLICY_API certpolicy_event_kind
certpolicy_forecast_get_event_kind(const certpolicy_forecast *forecast, size_t event);
/* The verdicts on both sides; CERTPOLICY_VERDICT_DENY past the end. */
CERTPOLICY_API certpolicy_verdict
certpolicy_forecast_get_event_verdict_before(const certpolicy_forecast *forecast, size_t event);
CERTPOLICY_API certpolicy_verdict
certpolicy_forecast_get_event_verdict_after(const certpolicy_forecast *forecast, size_t event);

/* The findings that come, go or do something else from then on, the worst first. */
CERTPOLICY_API size_t
certpolicy_forecast_count_changes(const certpolicy_forecast *forecast, size_t event);
CERTPOLICY_API const char *
certpolicy_forecast_get_change_code(const certpolicy_forecast *forecast, size_t event,
	size_t change);
CERTPOLICY_API const char *
certpolicy_forecast_get_change_rule(const certpolicy_forecast *forecast, size_t event,
	size_t change);
/* CERTPOLICY_ACTION_IGNORE: it is not found on that side. */
CERTPOLICY_API certpolicy_action
certpolicy_forecast_get_change_action_before(const certpolicy_forecast *forecast, size_t event,
	size_t change);
CERTPOLICY_API certpolicy_action
certpolicy_forecast_get_change_action_after(const certpolicy_forecast *forecast, size_t event,
	size_t change);
/* The finding's own words, of the side on which it is. An application's rule has no remediation. */
CERTPOLICY_API const char *
certpolicy_forecast_get_change_message(const certpolicy_forecast *forecast, size_t event,
	size_t change);
CERTPOLICY_API const char *
certpolicy_forecast_get_change_remediation(const certpolicy_forecast *forecast, size_t event,
	size_t change);

/*
 * The whole forecast as one line of JSON (schema certpolicy.forecast/1, doc/schema/forecast.json).
 * `source` and `number` say where the certificate was: a file or host and its number there; NULL and
 * 0 leave them out. NULL without memory; certpolicy_string_free it.
 */
CERTPOLICY_API char *
certpolicy_forecast_to_json(const certpolicy_forecast *forecast, const char *source, size_t number);

/* "certificate", "renewal": the words of the JSON. Static strings. */
CERTPOLICY_API const char *
certpolicy_event_kind_name(certpolicy_event_kind kind);

#ifdef __cplusplus
}
#endif

#endif
