/* The story of a search: what is kept of it. How it is told stands in tried_json.c and
 * tried_text.c. */
#include <config.h>
#include "render/tried.h"

#include "base/mem.h"

cp_tried *
cp_tried_new(void)
{
	return cp_calloc(1, sizeof(cp_tried));
}

void
cp_tried_free(cp_tried *tried)
{
	size_t i, k;

	if (tried == NULL)
		return;
	for (i = 0; i < tried->n_paths; i++) {
		for (k = 0; k < tried->paths[i].n_certs; k++)
			cp_cert_unref(tried->paths[i].certs[k]);
	}
	cp_free(tried->paths);
	cp_trail_clear(&tried->trail);
	cp_arena_clear(&tried->arena);
	cp_free(tried);
}

/* Findings know a certificate's place in the report, and a candidate is told by its own. */
static int
place_of(const cp_facts *facts, int report_index)
{
	size_t i;

	for (i = 0; i < facts->n_subjects; i++) {
		if (report_index >= 0 && facts->subjects[i].report_index == report_index)
			return (int)i;
	}
	return -1;
}

static void
keep_findings(cp_tried *tried, cp_tried_path *path, const cp_judgement *candidate)
{
	const cp_findings *findings = &candidate->findings;
	cp_tried_finding *kept = cp_arena_alloc(&tried->arena, findings->n, sizeof(*kept));
	size_t i;

	for (i = 0; kept != NULL && i < findings->n; i++) {
		const cp_finding *finding = &findings->list[i];

		kept[i] = (cp_tried_finding){finding->code, finding->rule_id, finding->action,
			place_of(&candidate->facts, finding->certificate)};
	}
	path->findings = kept;
	path->n_findings = kept != NULL ? findings->n : 0;
}

bool
cp_tried_add(cp_tried *tried, const cp_judgement *candidate, bool is_reported)
{
	const cp_path *path = &candidate->path;
	cp_tried_path *kept;

	if (!cp_grow((void **)&tried->paths, tried->n_paths, &tried->capacity,
		    sizeof(*tried->paths)))
		return false;
	kept = &tried->paths[tried->n_paths++];
	memset(kept, 0, sizeof(*kept));
	for (; kept->n_certs < path->n_certs; kept->n_certs++)
		kept->certs[kept->n_certs] = cp_cert_ref(path->certs[kept->n_certs]);
	kept->end = path->end;
	if (path->anchor != NULL) {
		kept->anchor_source = cp_arena_strdup(&tried->arena, path->anchor->source);
		kept->anchor_is_public = path->anchor->is_public;
	}
	kept->is_reported = is_reported;
	kept->is_judged = candidate->is_judged;
	if (candidate->is_judged) {
		kept->verdict = candidate->verdict.verdict;
		keep_findings(tried, kept, candidate);
	}
	return !cp_arena_failed(&tried->arena);
}
