/*
 * The list of findings of one judgement and their evidence. What a finding does under a policy is
 * verdict/'s office, how it reads render/'s.
 */
#include <config.h>

#include "finding/finding.h"

void
cp_findings_init(cp_findings *findings, cp_arena *arena)
{
	memset(findings, 0, sizeof(*findings));
	findings->arena = arena;
}

/* In a new block, since an arena does not grow what it gave. */
static bool
has_room(cp_findings *findings)
{
	size_t capacity = findings->capacity == 0 ? 4 : 2 * findings->capacity;
	cp_finding *list;

	if (findings->n < findings->capacity)
		return true;
	list = cp_arena_alloc(findings->arena, capacity, sizeof(*list));
	if (list == NULL)
		return false;
	if (findings->n > 0)
		memcpy(list, findings->list, findings->n * sizeof(*list));
	findings->list = list;
	findings->capacity = capacity;
	return true;
}

/* The leaf is 0; a policy may be milder about its own leaf than about the rest. */
static bool
is_kept_already(const cp_findings *findings, const char *rule_id, int certificate)
{
	size_t i;

	for (i = 0; i < findings->n; i++) {
		const cp_finding *kept = &findings->list[i];

		if (strcmp(kept->rule_id, rule_id) == 0 &&
			(kept->certificate == 0) == (certificate == 0))
			return true;
	}
	return false;
}

cp_finding *
cp_emit(cp_findings *findings, const struct cp_rule *rule, const char *code, const char *rule_id,
	size_t rank, int certificate)
{
	cp_finding *finding = &findings->spare;

	if ((findings->n < CP_FINDINGS_MAX || !is_kept_already(findings, rule_id, certificate)) &&
		has_room(findings))
		finding = &findings->list[findings->n++];
	memset(finding, 0, sizeof(*finding));
	finding->rule = rule;
	finding->code = code;
	finding->rule_id = rule_id;
	finding->rank = rank;
	finding->order = findings->n;
	finding->certificate = certificate;
	return finding;
}

cp_finding *
cp_emit_own(cp_findings *findings, const char *code, size_t rank, certpolicy_action action,
	const char *message, int certificate)
{
	cp_finding *finding = cp_emit(findings, NULL, code, code, rank, certificate);

	finding->action = action;
	finding->own_message = message;
	return finding;
}

static cp_evidence *
add(cp_finding *finding, const char *key, cp_evidence_type type)
{
	cp_evidence *evidence = &finding->evidence[finding->n_evidence];

	CP_INVARIANT(finding->n_evidence < CP_EVIDENCE_MAX);
	finding->n_evidence++;
	evidence->key = key;
	evidence->type = type;
	return evidence;
}

void
cp_evidence_int(cp_finding *finding, const char *key, int64_t number)
{
	add(finding, key, CP_EVIDENCE_INT)->number = number;
}

void
cp_evidence_time(cp_finding *finding, const char *key, int64_t seconds)
{
	add(finding, key, CP_EVIDENCE_TIME)->number = seconds;
}

void
cp_evidence_text(cp_finding *finding, const char *key, const char *text)
{
	if (text != NULL)
		add(finding, key, CP_EVIDENCE_TEXT)->text = text;
}

void
cp_evidence_name(cp_finding *finding, const char *key, cp_bytes name)
{
	add(finding, key, CP_EVIDENCE_NAME)->name = name;
}

void
cp_evidence_problem(cp_findings *findings, cp_finding *finding, const cp_problem *problem)
{
	cp_buf buf = CP_BUF_EMPTY;

	cp_evidence_text(finding, "problem", cp_problem_kind_text(problem->kind));
	cp_evidence_text(finding, "kind", cp_problem_kind_name(problem->kind));
	cp_problem_append_path(&buf, problem);
	if (buf.len > 0)
		cp_evidence_text(finding, "field",
			cp_arena_strndup(findings->arena, (const char *)buf.data, buf.len));
	findings->arena->failed |= buf.failed;
	cp_buf_clear(&buf);
	cp_evidence_int(finding, "offset", (int64_t)problem->offset);
}
