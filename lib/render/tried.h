/*
 * How the search for paths went: each step in its order, then each path that was looked at and what
 * the policy said of it. Kept for whoever asks (certpolicy_request_set_explain_path); the report's
 * own findings and path stay what they are without it.
 */
#ifndef CP_RENDER_TRIED_H
#define CP_RENDER_TRIED_H

#include "path/trail.h"
#include "render/page.h"
#include "render/writer.h"

/* What a finding says in short. */
typedef struct cp_tried_finding {
	const char *code, *rule_id; /* lent by the table or the engine */
	certpolicy_action action;
	int place; /* in the path; -1: about the whole of it */
} cp_tried_finding;

typedef struct cp_tried_path {
	cp_cert *certs[CP_PATH_MAX]; /* references, leaf first */
	size_t n_certs;
	cp_path_end end;
	const char *anchor_source; /* arena; NULL without an anchor */
	bool anchor_is_public;
	bool is_reported; /* the report is about this one */
	bool is_judged;   /* by the report's policy; else only others came to look at it */
	certpolicy_verdict verdict;
	const cp_tried_finding *findings; /* arena; the worst first */
	size_t n_findings;
} cp_tried_path;

struct cp_tried {
	cp_trail trail;
	cp_tried_path *paths; /* owned; in the order in which they were found */
	size_t n_paths, capacity;
	cp_arena arena;
};

/* NULL without memory. */
CP_CHECK_RESULT cp_tried *
cp_tried_new(void);
void
cp_tried_free(cp_tried *tried);

/* Adds a candidate with what was said of it. False without memory. */
CP_CHECK_RESULT bool
cp_tried_add(cp_tried *tried, const cp_judgement *candidate, bool is_reported);

/* The member "search" of a report. */
void
cp_tried_write(cp_writer *writer, const certpolicy_report *report);
/* The same for people. */
void
cp_tried_put(cp_page *page, const cp_tried *tried);

#endif
