/*
 * The report: one object for C, the command, Python and Lua. engine.c fills it, message.c, json.c
 * and text.c show it. Once filled it changes no more and may be read from any thread.
 */
#ifndef CP_RENDER_REPORT_H
#define CP_RENDER_REPORT_H

#include "base/buf.h"
#include "browser/browser.h"
#include "policy/policy.h"
#include "request/request.h"
#include "verdict/verdict.h"

#include <certpolicy/report.h>

/* One candidate path with its facts, and what the policy asked for says of it. */
typedef struct cp_judgement {
	cp_arena arena; /* owns what facts and findings point to */
	cp_path path;
	cp_facts facts;
	cp_findings findings;
	cp_verdict verdict;
	bool is_judged; /* findings and verdict are the report's policy's */
} cp_judgement;

/* How the search for paths went, for whoever asked (render/tried.h). */
typedef struct cp_tried cp_tried;

typedef enum cp_input_kind {
	CP_INPUT_ANCHORS,
	CP_INPUT_CT_LOG_LIST,
	CP_INPUT_CRL,
	CP_INPUT_DENYLIST,
	CP_INPUT_ROOT_PROGRAMME,
	CP_INPUT_POLICY
} cp_input_kind;

typedef struct cp_input_row {
	cp_input_kind kind;
	const char *source; /* arena of the report */
	bool has_date;
	int64_t date;
	bool has_sha256;
	uint8_t sha256[32];
	uint64_t n_skipped; /* entries that nothing can be held against */
} cp_input_row;

/* The texts of the findings, made when a getter first asks and then shared. */
typedef struct cp_finding_texts cp_finding_texts;

/* The policies that fit_for names, in its order. */
#define CP_N_FIT_FOR 3

struct certpolicy_report {
	cp_arena arena;
	certpolicy_engine *engine; /* a reference: anchors, own rules and floors stay alive */
	bool is_description;       /* certpolicy_describe: there is no verdict */
	char *id;                  /* JSON, owned; NULL when the request had none */
	certpolicy_policy
		*policy;         /* a reference; of a description public-strict's, and not shown */
	int64_t time;            /* the instant of judgement */
	cp_horizon horizon;      /* until when it holds */
	cp_cert *leaf;           /* owned reference; an empty one when the peer sent none */
	cp_judgement *judgement; /* owned */
	cp_tried *tried;         /* owned; NULL unless the request asked */
	certpolicy_verdict fit_for[CP_N_FIT_FOR];
	cp_browser browser;
	cp_cert **certificates; /* owned references: what the peer sent, then what the path took */
	size_t n_certificates;
	size_t n_held;     /* of the same array, with the path's own copies behind them */
	bool peer_is_list; /* the request gave an array of peers */
	cp_input_row *inputs; /* arena */
	size_t n_inputs;
	cp_budget budget;         /* what the judgement took */
	cp_finding_texts **texts; /* owned; *texts is NULL until somebody asks */
};

void
cp_judgement_free(cp_judgement *judgement);

/* An empty report, NULL without memory. */
CP_CHECK_RESULT certpolicy_report *
cp_report_new(void);

/* Releases everything but the engine's reference. NULL is fine. */
void
cp_report_free(certpolicy_report *report);

/*
 * Cuts the report off from the request and the stores that live no longer than it: what the facts
 * lend from there is copied. Without memory the report's arena says so.
 */
void
cp_report_detach(certpolicy_report *report);

/* The built-in policy at a place of fit_for. */
cp_builtin
cp_report_fit_for_builtin(size_t index);

/* Of a finding of the table its row's, of an application's own by its action. */
certpolicy_severity
cp_finding_severity(const cp_finding *finding);

/* Which of a finding's texts. */
typedef enum cp_finding_text { CP_TEXT_MESSAGE, CP_TEXT_WHY, CP_TEXT_REMEDY } cp_finding_text;

/* The length of "{key}" with its braces at the start of `template`; 0 when there is none. */
size_t
cp_placeholder_len(const char *template);
/* Whether the finding's message has a place for this evidence. */
bool
cp_finding_message_says(const cp_finding *finding, const char *key);
/* Appends a text with its evidence put in; nothing when the finding has no such text. */
void
cp_finding_append_text(cp_buf *buf, const certpolicy_report *report, const cp_finding *finding,
	cp_finding_text which);

/* The same, lent by the report; NULL without the text or without memory. Any thread. */
const char *
cp_report_finding_text(const certpolicy_report *report, size_t index, cp_finding_text which);
void
cp_finding_texts_free(cp_finding_texts *texts);

/* Appends the report as one line of JSON, without a line end. */
void
cp_report_append_json(cp_buf *buf, const certpolicy_report *report);

/* Appends the report for people. */
void
cp_report_append_text(cp_buf *buf, const certpolicy_report *report, bool colour, size_t columns);

#endif
