/* The report: one object for C, the command, Python, Lua; filled by engine.c, shown by json.c and text.c. */
#ifndef CP_RENDER_REPORT_H
#define CP_RENDER_REPORT_H

#include "browser/browser.h"
#include "policy/policy.h"
#include "request/request.h"
#include "verdict/verdict.h"

#include <certpolicy/report.h>

/* One candidate path judged under one policy. */
typedef struct cp_judgement {
	cp_arena arena; /* owns what facts and findings point to */
	cp_path path;
	cp_facts facts;
	cp_findings findings;
	cp_verdict verdict;
} cp_judgement;

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
} cp_input_row;

struct certpolicy_report {
	cp_arena arena;
	certpolicy_engine *engine; /* reference: keeps anchors and own rules alive */
	bool is_description; /* certpolicy_describe: no verdict */
	json_t *id;
	certpolicy_policy *policy; /* reference; for a description public-strict's, not shown */
	int64_t time;
	json_t *peer; /* as the request gave it, normalised spelling kept; NULL: absent; json null: on purpose */
	cp_judgement *judgement; /* owned; allocated by cp_malloc */
	certpolicy_verdict fit_for[3]; /* dev-allow, internal-pinned, public-strict */
	cp_browser browser;
	cp_cert **certificates; /* references; what the peer sent, then what the path took from elsewhere */
	size_t n_certificates, n_sent;
	cp_input_row *inputs;
	size_t n_inputs;
	cp_budget budget;
};

void
cp_judgement_free(cp_judgement *judgement);

/* The texts of a finding with its evidence put in; arena of the report or NULL without memory. */
const char *
cp_finding_message(certpolicy_report *report, const cp_finding *finding);
const char *
cp_finding_why(certpolicy_report *report, const cp_finding *finding);
const char *
cp_finding_remedy(certpolicy_report *report, const cp_finding *finding);

/* The report as jansson objects; NULL without memory. */
CP_CHECK_RESULT json_t *
cp_report_json(const certpolicy_report *report);

#endif
