/* A report's life: made empty, cut off from the request once it is filled, released. */
#include <config.h>
#include "render/report.h"

#include "base/mem.h"
#include "render/tried.h"

void
cp_judgement_free(cp_judgement *judgement)
{
	if (judgement == NULL)
		return;
	cp_arena_clear(&judgement->arena);
	cp_free(judgement);
}

certpolicy_report *
cp_report_new(void)
{
	certpolicy_report *report = cp_calloc(1, sizeof(*report));

	if (report == NULL)
		return NULL;
	report->texts = cp_calloc(1, sizeof(*report->texts));
	if (report->texts == NULL) {
		cp_free(report);
		return NULL;
	}
	return report;
}

void
cp_report_free(certpolicy_report *report)
{
	size_t i;

	if (report == NULL)
		return;
	cp_finding_texts_free(*report->texts);
	cp_free(report->texts);
	cp_judgement_free(report->judgement);
	cp_tried_free(report->tried);
	cp_cert_unref(report->leaf);
	for (i = 0; i < report->n_held; i++)
		cp_cert_unref(report->certificates[i]);
	cp_free(report->certificates);
	certpolicy_policy_free(report->policy);
	cp_free(report->id);
	cp_arena_clear(&report->arena);
	cp_free(report);
}

static cp_bytes
copy_of(cp_arena *arena, cp_bytes bytes)
{
	const char *copy =
		bytes.len > 0 ? cp_arena_strndup(arena, (const char *)bytes.data, bytes.len) : NULL;

	return copy != NULL ? cp_bytes_of(copy, bytes.len) : CP_BYTES_NONE;
}

/*
 * An anchor may stand in the request's own store: what the report tells of it is copied, field by
 * field, since another thread may be publishing its certificate.
 */
static void
keep_anchor(cp_arena *arena, cp_judgement *judgement)
{
	const cp_anchor *anchor = judgement->path.anchor;
	cp_anchor *kept;

	if (anchor == NULL)
		return;
	kept = cp_arena_alloc(arena, 1, sizeof(*kept));
	if (kept != NULL) {
		kept->source = cp_arena_strdup(arena, anchor->source);
		kept->is_public = anchor->is_public;
		kept->programme_distrusted = anchor->programme_distrusted;
		kept->has_distrust_after = anchor->has_distrust_after;
		kept->distrust_after = anchor->distrust_after;
		kept->has_sct_not_after = anchor->has_sct_not_after;
		kept->sct_not_after = anchor->sct_not_after;
		kept->constrained = anchor->constrained;
	}
	judgement->path.anchor = judgement->facts.anchor = kept;
}

static void
keep_peers(cp_arena *arena, cp_facts *facts)
{
	cp_peer_fact *peers = cp_arena_alloc(arena, facts->n_peers, sizeof(*peers));
	size_t i;

	for (i = 0; peers != NULL && i < facts->n_peers; i++) {
		cp_peer *peer = cp_arena_alloc(arena, 1, sizeof(*peer));

		if (peer == NULL)
			return;
		*peer = *facts->peers[i].peer;
		peer->text = cp_arena_strdup(arena, peer->text);
		peer->local_part = cp_arena_strdup(arena, peer->local_part);
		peer->scheme = cp_arena_strdup(arena, peer->scheme);
		peers[i].peer = peer;
		peers[i].match = facts->peers[i].match;
	}
	facts->peers = peers;
}

/* Evidence may lend a peer's text, an address, an anchor's source or name. */
static void
keep_evidence(cp_arena *arena, cp_findings *findings)
{
	size_t i, k;

	for (i = 0; i < findings->n; i++) {
		cp_finding *finding = &findings->list[i];

		for (k = 0; k < finding->n_evidence; k++) {
			cp_evidence *evidence = &finding->evidence[k];

			evidence->text = cp_arena_strdup(arena, evidence->text);
			evidence->name = copy_of(arena, evidence->name);
		}
	}
}

static void
keep_session(cp_arena *arena, cp_session_said *said)
{
	said->protocol = cp_arena_strdup(arena, said->protocol);
	said->cipher = cp_arena_strdup(arena, said->cipher);
	said->group = cp_arena_strdup(arena, said->group);
	said->signature = cp_arena_strdup(arena, said->signature);
}

void
cp_report_detach(certpolicy_report *report)
{
	cp_arena *arena = &report->arena;
	cp_facts *facts = &report->judgement->facts;

	report->peer_is_list = facts->n_peers > 1;
	report->judgement->path.failed_issuer = NULL;
	keep_anchor(arena, report->judgement);
	keep_peers(arena, facts);
	keep_evidence(arena, &report->judgement->findings);
	facts->address_text = cp_arena_strdup(arena, facts->address_text);
	keep_session(arena, &facts->session.said);
	facts->ocsp_sct_list = CP_BYTES_NONE;
}

cp_builtin
cp_report_fit_for_builtin(size_t index)
{
	static const cp_builtin builtins[CP_N_FIT_FOR] = {
		CP_BUILTIN_DEV_ALLOW, CP_BUILTIN_INTERNAL_PINNED, CP_BUILTIN_PUBLIC_STRICT};

	return builtins[index];
}

certpolicy_severity
cp_finding_severity(const cp_finding *finding)
{
	if (finding->rule != NULL)
		return cp_code_row_of(finding->rule->code)->severity;
	switch (finding->action) {
	case CERTPOLICY_ACTION_DENY:
		return CERTPOLICY_SEVERITY_HIGH;
	case CERTPOLICY_ACTION_WARN:
		return CERTPOLICY_SEVERITY_MEDIUM;
	default:
		return CERTPOLICY_SEVERITY_INFO;
	}
}
