/* The member "search" of a report: its certificates are numbered apart, since many a certificate
 * that was looked at stands in no path. */
#include <config.h>
#include "render/tried.h"

#include "base/mem.h"
#include "render/json_certificate.h"

/* The certificates that steps and paths speak of, each once: nodes of one search are unique. */
typedef struct roll {
	const cp_cert **certs; /* owned */
	size_t n, capacity;
	bool failed;
} roll;

static size_t
number_of(roll *all, const cp_cert *cert)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		if (all->certs[i] == cert)
			return i;
	}
	if (!cp_grow((void **)&all->certs, all->n, &all->capacity, sizeof(cp_cert *))) {
		all->failed = true;
		return 0;
	}
	all->certs[all->n++] = cert;
	return i;
}

static void
write_step(cp_writer *writer, roll *all, const cp_trail_step *step)
{
	static const char *const hints[] = {[CP_KEY_ID_MATCH] = "match",
		[CP_KEY_ID_NONE] = "none",
		[CP_KEY_ID_MISMATCH] = "mismatch"};

	cp_write_object(writer, NULL);
	cp_write_string(writer, "stage", step->stage == CP_TRAIL_SEARCH ? "search" : "dead-ends");
	cp_write_uint(writer, "depth", step->depth);
	cp_write_uint(writer, "certificate", number_of(all, step->cert));
	if (step->issuer != NULL) {
		cp_write_uint(writer, "issuer", number_of(all, step->issuer));
		cp_write_bool(writer, "anchor", step->is_anchor);
		cp_write_string(writer, "key_id", hints[step->key_id]);
	}
	cp_write_string(writer, "outcome", cp_trail_step_name(step));
	if (step->outcome == CP_TRAIL_LIMIT)
		cp_write_string(writer, "limit", cp_limit_name(step->limit));
	cp_write_object_end(writer);
}

static void
write_finding(cp_writer *writer, const certpolicy_report *report, const cp_tried_finding *finding)
{
	cp_write_object(writer, NULL);
	cp_write_string(writer, "code", finding->code);
	cp_write_string(writer, "rule", finding->rule_id);
	if (!report->is_description)
		cp_write_string(writer, "action", certpolicy_action_name(finding->action));
	if (finding->place >= 0)
		cp_write_int(writer, "place", finding->place);
	cp_write_object_end(writer);
}

static void
write_path(cp_writer *writer, const certpolicy_report *report, roll *all, const cp_tried_path *path)
{
	size_t i;

	cp_write_object(writer, NULL);
	cp_write_array(writer, "certificates");
	for (i = 0; i < path->n_certs; i++)
		cp_write_uint(writer, NULL, number_of(all, path->certs[i]));
	cp_write_array_end(writer);
	cp_write_string(writer, "end", cp_path_end_name(path->end));
	if (path->anchor_source != NULL) {
		cp_write_object(writer, "anchor");
		cp_write_string(writer, "source", path->anchor_source);
		cp_write_bool(writer, "public", path->anchor_is_public);
		cp_write_object_end(writer);
	}
	cp_write_bool(writer, "reported", path->is_reported);
	if (path->is_judged && !report->is_description)
		cp_write_string(writer, "verdict", certpolicy_verdict_name(path->verdict));
	if (path->is_judged) {
		cp_write_array(writer, "findings");
		for (i = 0; i < path->n_findings; i++)
			write_finding(writer, report, &path->findings[i]);
		cp_write_array_end(writer);
	}
	cp_write_object_end(writer);
}

void
cp_tried_write(cp_writer *writer, const certpolicy_report *report)
{
	const cp_tried *tried = report->tried;
	const cp_trail *trail = &tried->trail;
	roll all = {NULL, 0, 0, false};
	size_t i;

	cp_write_object(writer, "search");
	cp_write_array(writer, "steps");
	for (i = 0; i < trail->n_steps; i++)
		write_step(writer, &all, &trail->steps[i]);
	cp_write_array_end(writer);
	cp_write_uint(writer, "steps_left_out", trail->n_left_out);
	cp_write_array(writer, "paths");
	for (i = 0; i < tried->n_paths; i++)
		write_path(writer, report, &all, &tried->paths[i]);
	cp_write_array_end(writer);
	cp_write_array(writer, "certificates");
	for (i = 0; i < all.n; i++)
		cp_write_certificate(writer, all.certs[i]);
	cp_write_array_end(writer);
	cp_write_object_end(writer);
	if (all.failed)
		writer->buf->failed = true;
	cp_free(all.certs);
}
