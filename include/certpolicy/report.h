/*
 * Judging, and the report that comes of it.
 *
 * A report is immutable; its getters lend strings that live as long as the report does, and may be
 * called from any thread. It keeps what it needs alive: engine, policy and request may go first.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_REPORT_H
#define CERTPOLICY_REPORT_H

#include <certpolicy/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Judges a request. *report receives a new report, released with certpolicy_report_free; NULL on
 * failure. `policy` may be NULL: then the request's own, else the first route of the
 * engine that matches, else "public-strict".
 *
 * Returns CERTPOLICY_OK whenever there is a verdict, deny included: look at the report. Anything else
 * means that nothing was judged and the connection must not go on.
 * Thread rule: any number of calls at once on one engine. The first call freezes it.
 * Since 0.1.0.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_evaluate(certpolicy_engine *engine, const certpolicy_policy *policy,
	const certpolicy_request *request, certpolicy_report **report, certpolicy_error **error);

/*
 * Describes and classifies without a trust decision: the report has no verdict (its getter answers
 * CERTPOLICY_VERDICT_DENY, so that a mix-up is safe) and no policy. Else as certpolicy_evaluate.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_describe(certpolicy_engine *engine, const certpolicy_request *request,
	certpolicy_report **report, certpolicy_error **error);

/* Releases the report. NULL is fine. */
CERTPOLICY_API void
certpolicy_report_free(certpolicy_report *report);

/* The verdict; CERTPOLICY_VERDICT_DENY for NULL. */
CERTPOLICY_API certpolicy_verdict
certpolicy_report_get_verdict(const certpolicy_report *report);

/* The code of the finding to mend first; NULL when nothing was found. */
CERTPOLICY_API const char *
certpolicy_report_get_primary(const certpolicy_report *report);

/* The name of the policy that judged; NULL from certpolicy_describe. */
CERTPOLICY_API const char *
certpolicy_report_get_policy(const certpolicy_report *report);

/* The instant of judgement, seconds since 1970-01-01T00:00:00Z. */
CERTPOLICY_API int64_t
certpolicy_report_get_time(const certpolicy_report *report);

/* Classification, in the words of the report's JSON. Never NULL. */
CERTPOLICY_API const char *
certpolicy_report_get_kind(const certpolicy_report *report);
CERTPOLICY_API const char *
certpolicy_report_get_validation(const certpolicy_report *report);
CERTPOLICY_API const char *
certpolicy_report_get_zone(const certpolicy_report *report);
CERTPOLICY_API const char *
certpolicy_report_get_encryption_strength(const certpolicy_report *report);
CERTPOLICY_API const char *
certpolicy_report_get_setup_cost(const certpolicy_report *report);
/* 1 when Chromium and Firefox would show the page and the root is a public one, else 0. Private
 * anchors count as installed on the visitor's machine. */
CERTPOLICY_API int
certpolicy_report_get_browser_trusted(const certpolicy_report *report);
/* The headline of the browser's page, NULL when it shows none. */
CERTPOLICY_API const char *
certpolicy_report_get_browser_warning(const certpolicy_report *report);

/*
 * Findings, worst first; the texts are for people and hold no octet of a certificate that is not
 * escaped. Getters answer NULL (or IGNORE, INFO, -1) for an index past the end; a rule of an
 * application's own has neither a why nor a remediation.
 */
CERTPOLICY_API size_t
certpolicy_report_count_findings(const certpolicy_report *report);
CERTPOLICY_API const char *
certpolicy_report_get_finding_code(const certpolicy_report *report, size_t index);
CERTPOLICY_API const char *
certpolicy_report_get_finding_rule(const certpolicy_report *report, size_t index);
CERTPOLICY_API certpolicy_action
certpolicy_report_get_finding_action(const certpolicy_report *report, size_t index);
CERTPOLICY_API certpolicy_severity
certpolicy_report_get_finding_severity(const certpolicy_report *report, size_t index);
/* What was found, why it matters and what to do about it, each for people. */
CERTPOLICY_API const char *
certpolicy_report_get_finding_message(const certpolicy_report *report, size_t index);
CERTPOLICY_API const char *
certpolicy_report_get_finding_why(const certpolicy_report *report, size_t index);
CERTPOLICY_API const char *
certpolicy_report_get_finding_remediation(const certpolicy_report *report, size_t index);
/* Index into the report's certificates, -1 when the finding is about the path, session or request. */
CERTPOLICY_API int
certpolicy_report_get_finding_certificate(const certpolicy_report *report, size_t index);

/*
 * The whole report as one line of JSON (schema certpolicy.report/1, doc/schema/report.json), the
 * same bytes that `certpolicy batch` prints. NULL without memory; certpolicy_string_free it.
 */
CERTPOLICY_API char *
certpolicy_report_to_json(const certpolicy_report *report);

/*
 * Judges a request given as JSON, as `certpolicy batch` does with each line. `locked` is an OR of
 * CERTPOLICY_LOCK_*. `defaults` may be NULL; else its policy, peers (or their absence on purpose),
 * purpose and address serve where the JSON leaves them out. *report_json receives what
 * certpolicy_report_to_json would give; release it with certpolicy_string_free.
 * JSON of more octets than the engine's limit "request_octets" is CERTPOLICY_ERROR_LIMIT and is not
 * looked at. Thread rule: as certpolicy_evaluate. Since 0.1.0.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_evaluate_json(certpolicy_engine *engine, const certpolicy_request *defaults,
	const char *json, size_t json_len, unsigned locked, char **report_json,
	certpolicy_error **error);

/*
 * The line that `certpolicy batch` prints in place of a report: {"id": …, "verdict": "error",
 * "error": {"code": …, "message": …, "line": …}}. The id is the one in `request_json`, as far as that
 * can be read, else null; `request_json` may be NULL. `line` counts from 1, 0 leaves it out. NULL
 * without memory; certpolicy_string_free it. Since 0.1.0.
 */
CERTPOLICY_API char *
certpolicy_error_to_json(const certpolicy_error *error, const char *request_json,
	size_t request_json_len, size_t line);

/* The report for people. `colour`: 1 uses terminal colours. `columns`: the width, 0 means 80. NULL
 * without memory; certpolicy_string_free it. */
CERTPOLICY_API char *
certpolicy_report_to_text(const certpolicy_report *report, int colour, unsigned columns);

#ifdef __cplusplus
}
#endif

#endif
