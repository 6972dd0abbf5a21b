/* A forecast: forecast.c fills it, forecast_json.c shows it. Once filled it changes no more. */
#ifndef CP_RENDER_FORECAST_H
#define CP_RENDER_FORECAST_H

#include "render/report.h"

#include <certpolicy/forecast.h>

/* A finding that is on one side of an event only, or does something else there. */
typedef struct cp_change {
	const char *code, *rule;         /* arena */
	certpolicy_action before, after; /* IGNORE: not found on that side */
	const char *message, *remedy;    /* arena; NULL */
	bool has_certificate;            /* it is about one */
	uint8_t certificate[CP_SHA256_LEN];
} cp_change;

typedef struct cp_event {
	certpolicy_event_kind kind;
	int64_t time; /* the first second of what is new */
	certpolicy_verdict before, after;
	size_t first_change, n_changes;
} cp_event;

struct certpolicy_forecast {
	cp_arena arena;
	certpolicy_report *report; /* owned: of the beginning */
	int64_t until;
	bool is_complete;
	const char *subject, *names; /* of the leaf; arena; names may be NULL */
	char sha256[2 * CP_SHA256_LEN + 1];
	cp_event *events; /* owned */
	size_t n_events, events_capacity;
	cp_change *changes; /* owned */
	size_t n_changes, changes_capacity;
	size_t next; /* n_events: none */
};

/* Appends the forecast as one line of JSON, without a line end. */
void
cp_forecast_append_json(
	cp_buf *buf, const certpolicy_forecast *forecast, const char *source, size_t number);

#endif
