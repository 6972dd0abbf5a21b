/* A forecast as JSON. */
#include <config.h>
#include "render/forecast.h"

#include "render/json_certificate.h"
#include "render/writer.h"

static void
write_change(cp_writer *writer, const cp_change *change)
{
	cp_write_object(writer, NULL);
	cp_write_string(writer, "code", change->code);
	cp_write_string(writer, "rule", change->rule);
	cp_write_string(writer, "before", certpolicy_action_name(change->before));
	cp_write_string(writer, "after", certpolicy_action_name(change->after));
	if (change->has_certificate)
		cp_write_hex(writer, "certificate",
			"sha256:", cp_bytes_of(change->certificate, sizeof(change->certificate)));
	else
		cp_write_null(writer, "certificate");
	cp_write_string(writer, "message", change->message);
	cp_write_string(writer, "remediation", change->remedy);
	cp_write_object_end(writer);
}

static void
write_event(cp_writer *writer, const char *name, const certpolicy_forecast *forecast,
	const cp_event *event)
{
	size_t i;

	cp_write_object(writer, name);
	cp_write_time(writer, "time", event->time);
	cp_write_string(writer, "kind", certpolicy_event_kind_name(event->kind));
	cp_write_string(writer, "before", certpolicy_verdict_name(event->before));
	cp_write_string(writer, "after", certpolicy_verdict_name(event->after));
	cp_write_array(writer, "changes");
	for (i = 0; i < event->n_changes; i++)
		write_change(writer, &forecast->changes[event->first_change + i]);
	cp_write_array_end(writer);
	cp_write_object_end(writer);
}

static void
write_subject(cp_writer *writer, const certpolicy_forecast *forecast)
{
	const cp_cert *leaf = forecast->report->leaf;

	cp_write_object(writer, "certificate");
	cp_write_string(writer, "sha256", forecast->sha256);
	cp_write_string(writer, "subject", forecast->subject);
	cp_write_string(writer, "names", forecast->names);
	if (leaf->not_before_form != CP_TIME_NONE)
		cp_write_time(writer, "not_before", leaf->not_before);
	if (leaf->not_after_form != CP_TIME_NONE)
		cp_write_time(writer, "not_after", leaf->not_after);
	cp_write_object_end(writer);
}

void
cp_forecast_append_json(
	cp_buf *buf, const certpolicy_forecast *forecast, const char *source, size_t number)
{
	const certpolicy_report *report = forecast->report;
	cp_writer writer = {buf, false};
	size_t i;

	cp_write_object(&writer, NULL);
	cp_write_string(&writer, "schema", "certpolicy.forecast/1");
	cp_write_string(&writer, "library", "certpolicy " PACKAGE_VERSION);
	cp_write_string(&writer, "source", source);
	if (number > 0)
		cp_write_uint(&writer, "number", number);
	cp_write_string(&writer, "policy", report->policy->name);
	cp_write_string(&writer, "policy_digest", report->policy->digest);
	cp_write_time(&writer, "time", report->time);
	cp_write_time(&writer, "until", forecast->until);
	cp_write_bool(&writer, "complete", forecast->is_complete);
	write_subject(&writer, forecast);
	cp_write_string(
		&writer, "verdict", certpolicy_verdict_name(certpolicy_report_get_verdict(report)));
	if (certpolicy_report_get_primary(report) != NULL)
		cp_write_string(&writer, "primary", certpolicy_report_get_primary(report));
	else
		cp_write_null(&writer, "primary");
	if (forecast->next < forecast->n_events)
		write_event(&writer, "next", forecast, &forecast->events[forecast->next]);
	else
		cp_write_null(&writer, "next");
	cp_write_array(&writer, "events");
	for (i = 0; i < forecast->n_events; i++)
		write_event(&writer, NULL, forecast, &forecast->events[i]);
	cp_write_array_end(&writer);
	cp_write_object_end(&writer);
}
