/* Lists what a judgement rested on. */
#include <config.h>
#include "inputs.h"

static cp_input_row *
add_row(certpolicy_report *report, cp_input_kind kind, const char *source)
{
	cp_input_row *row = &report->inputs[report->n_inputs++];

	row->kind = kind;
	row->source = cp_arena_strdup(&report->arena, source);
	return row;
}

static size_t
count_sources(const cp_anchors *anchors)
{
	const cp_source_row *rows;

	return anchors != NULL ? cp_anchors_sources(anchors, &rows) : 0;
}

static void
add_sources(certpolicy_report *report, const cp_anchors *anchors)
{
	const cp_source_row *rows = NULL;
	size_t n = anchors != NULL ? cp_anchors_sources(anchors, &rows) : 0;
	size_t i;

	for (i = 0; i < n; i++) {
		cp_input_row *row = add_row(report, CP_INPUT_ANCHORS, rows[i].source);

		row->has_sha256 = true;
		memcpy(row->sha256, rows[i].sha256, sizeof(row->sha256));
	}
}

static void
add_files(certpolicy_report *report, const certpolicy_engine *engine)
{
	size_t i;

	for (i = 0; i < engine->n_files; i++) {
		const cp_input_file *file = &engine->files[i];
		cp_input_row *row = add_row(report, file->kind, file->path);

		row->has_date = file->has_date;
		row->date = file->date;
		row->has_sha256 = file->has_sha256;
		memcpy(row->sha256, file->sha256, sizeof(row->sha256));
		row->n_skipped = file->n_skipped;
	}
}

static void
add_lists(certpolicy_report *report, const certpolicy_policy *policy)
{
	size_t i;

	for (i = 0; i < policy->n_crls; i++) {
		cp_input_row *row = add_row(report, CP_INPUT_CRL, policy->crls[i].source);

		row->has_date = true;
		row->date = policy->crls[i].crl->this_update;
		row->has_sha256 = true;
		memcpy(row->sha256, policy->crls[i].sha256, sizeof(row->sha256));
	}
}

static void
add_ct_logs(certpolicy_report *report, const cp_policy_ct_logs *logs)
{
	cp_input_row *row = add_row(report, CP_INPUT_CT_LOG_LIST, logs->source);

	row->has_date = logs->list->has_date;
	row->date = logs->list->date;
	row->has_sha256 = true;
	memcpy(row->sha256, logs->sha256, sizeof(row->sha256));
}

int
cp_inputs_list(certpolicy_report *report, const certpolicy_engine *engine,
	const certpolicy_request *request, const certpolicy_policy *floor)
{
	const cp_anchors *theirs = request->own_anchors ? NULL : engine->anchors;
	size_t n = count_sources(theirs) + count_sources(request->anchors) +
		   count_sources(report->policy->anchor_store) + report->policy->n_crls +
		   (floor != NULL ? floor->n_crls : 0) + engine->n_files +
		   (report->policy->ct_logs.list != NULL) +
		   (floor != NULL && floor->ct_logs.list != NULL);

	report->inputs = cp_arena_alloc(&report->arena, n, sizeof(*report->inputs));
	if (report->inputs == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	add_sources(report, theirs);
	add_sources(report, request->anchors);
	add_sources(report, report->policy->anchor_store);
	add_lists(report, report->policy);
	if (floor != NULL && floor->crl_store != report->policy->crl_store)
		add_lists(report, floor);
	if (report->policy->ct_logs.list != NULL)
		add_ct_logs(report, &report->policy->ct_logs);
	if (floor != NULL && floor->ct_logs.list != NULL &&
		floor->ct_logs.list != report->policy->ct_logs.list)
		add_ct_logs(report, &floor->ct_logs);
	add_files(report, engine);
	return cp_arena_failed(&report->arena) ? CERTPOLICY_ERROR_NO_MEMORY : CERTPOLICY_OK;
}
