/* The public calls that judge, and the report's getters: argument checks, then one call. */
#include <config.h>

#include "base/error.h"
#include "base/mem.h"
#include "engine.h"
#include "render/writer.h"

static int
missing_argument(certpolicy_error **error)
{
	return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.null",
		"an argument that must be given is NULL");
}

int
certpolicy_evaluate(certpolicy_engine *engine, const certpolicy_policy *policy,
	const certpolicy_request *request, certpolicy_report **report, certpolicy_error **error)
{
	cp_error_clear(error);
	if (report != NULL)
		*report = NULL;
	if (engine == NULL || request == NULL || report == NULL)
		return missing_argument(error);
	return cp_engine_evaluate(engine, policy, request, false, report, error);
}

int
certpolicy_describe(certpolicy_engine *engine, const certpolicy_request *request,
	certpolicy_report **report, certpolicy_error **error)
{
	cp_error_clear(error);
	if (report != NULL)
		*report = NULL;
	if (engine == NULL || request == NULL || report == NULL)
		return missing_argument(error);
	return cp_engine_evaluate(engine, NULL, request, true, report, error);
}

/* The request with what `defaults` say where it says nothing; lends from both. */
static certpolicy_request
with_defaults(const certpolicy_request *request, const certpolicy_request *defaults)
{
	certpolicy_request whole = *request;

	if (defaults == NULL)
		return whole;
	if (request->policy_name == NULL && request->policy_inline == NULL) {
		whole.policy_name = defaults->policy_name;
		whole.policy_inline = defaults->policy_inline;
	}
	if (request->peer_state == CP_PEERS_MISSING) {
		whole.peer_state = defaults->peer_state;
		whole.peers = defaults->peers;
		whole.n_peers = defaults->n_peers;
	}
	if (!request->has_purpose)
		whole.purpose = defaults->purpose;
	if (request->address_len == 0) {
		whole.address_text = defaults->address_text;
		memcpy(whole.address, defaults->address, sizeof(whole.address));
		whole.address_len = defaults->address_len;
	}
	return whole;
}

int
certpolicy_evaluate_json(certpolicy_engine *engine, const certpolicy_request *defaults,
	const char *json, size_t json_len, unsigned locked, char **report_json,
	certpolicy_error **error)
{
	certpolicy_request *request = NULL;
	certpolicy_report *report = NULL;
	certpolicy_request whole;
	int status;

	cp_error_clear(error);
	if (report_json != NULL)
		*report_json = NULL;
	if (engine == NULL || json == NULL || report_json == NULL)
		return missing_argument(error);
	status = cp_request_read_json(
		cp_bytes_of(json, json_len), locked, &engine->budget, &request, error);
	if (status != CERTPOLICY_OK)
		return status == CERTPOLICY_ERROR_NO_MEMORY ? cp_error_no_memory(error) : status;
	whole = with_defaults(request, defaults);
	status = cp_engine_evaluate(engine, NULL, &whole, false, &report, error);
	if (status == CERTPOLICY_OK) {
		*report_json = certpolicy_report_to_json(report);
		if (*report_json == NULL)
			status = cp_error_no_memory(error);
	}
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	return status;
}

/* The id of a line, as far as it can be read; else null, so that the member is always there. */
static void
write_line_id(cp_writer *writer, const char *json, size_t json_len)
{
	char *id = json != NULL ? cp_request_peek_id(cp_bytes_of(json, json_len)) : NULL;

	if (id != NULL)
		cp_write_raw(writer, "id", cp_bytes_of_string(id));
	else
		cp_write_null(writer, "id");
	cp_free(id);
}

char *
certpolicy_error_to_json(const certpolicy_error *error, const char *request_json,
	size_t request_json_len, size_t line)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_writer writer = {&buf, false};

	cp_write_object(&writer, NULL);
	write_line_id(&writer, request_json, request_json_len);
	cp_write_string(&writer, "verdict", "error");
	cp_write_object(&writer, "error");
	cp_write_string(&writer, "code", certpolicy_error_get_code(error));
	cp_write_string(&writer, "message", certpolicy_error_get_message(error));
	if (line > 0)
		cp_write_uint(&writer, "line", line);
	cp_write_object_end(&writer);
	cp_write_object_end(&writer);
	return cp_buf_finish(&buf);
}

void
certpolicy_report_free(certpolicy_report *report)
{
	certpolicy_engine *engine = report != NULL ? report->engine : NULL;

	cp_report_free(report);
	certpolicy_engine_free(engine);
}

certpolicy_verdict
certpolicy_report_get_verdict(const certpolicy_report *report)
{
	if (report == NULL || report->is_description)
		return CERTPOLICY_VERDICT_DENY;
	return report->judgement->verdict.verdict;
}

const char *
certpolicy_report_get_primary(const certpolicy_report *report)
{
	if (report == NULL || report->is_description || report->judgement->verdict.primary == NULL)
		return NULL;
	return report->judgement->verdict.primary->code;
}

const char *
certpolicy_report_get_policy(const certpolicy_report *report)
{
	return report != NULL && !report->is_description ? report->policy->name : NULL;
}

int64_t
certpolicy_report_get_time(const certpolicy_report *report)
{
	return report != NULL ? report->time : 0;
}

const char *
certpolicy_report_get_kind(const certpolicy_report *report)
{
	return cp_kind_name(
		report != NULL ? report->judgement->facts.classification.kind : CP_KIND_UNREADABLE);
}

const char *
certpolicy_report_get_validation(const certpolicy_report *report)
{
	return cp_validation_name(report != NULL
					  ? report->judgement->facts.classification.validation
					  : CP_VALIDATION_UNKNOWN);
}

const char *
certpolicy_report_get_zone(const certpolicy_report *report)
{
	return cp_zone_name(report != NULL ? report->judgement->facts.zone : CP_ZONE_PUBLIC);
}

const char *
certpolicy_report_get_encryption_strength(const certpolicy_report *report)
{
	return cp_strength_name(report != NULL ? report->judgement->facts.classification.strength
					       : CP_STRENGTH_WEAK);
}

const char *
certpolicy_report_get_setup_cost(const certpolicy_report *report)
{
	return cp_setup_cost_name(report != NULL
					  ? report->judgement->facts.classification.setup_cost
					  : CP_COST_UNKNOWN);
}

int
certpolicy_report_get_browser_trusted(const certpolicy_report *report)
{
	return report != NULL && report->browser.trusted ? 1 : 0;
}

const char *
certpolicy_report_get_browser_warning(const certpolicy_report *report)
{
	return report != NULL ? report->browser.warning : NULL;
}

size_t
certpolicy_report_count_findings(const certpolicy_report *report)
{
	return report != NULL ? report->judgement->findings.n : 0;
}

static const cp_finding *
finding_at(const certpolicy_report *report, size_t index)
{
	return index < certpolicy_report_count_findings(report)
		       ? &report->judgement->findings.list[index]
		       : NULL;
}

const char *
certpolicy_report_get_finding_code(const certpolicy_report *report, size_t index)
{
	const cp_finding *finding = finding_at(report, index);

	return finding != NULL ? finding->code : NULL;
}

const char *
certpolicy_report_get_finding_rule(const certpolicy_report *report, size_t index)
{
	const cp_finding *finding = finding_at(report, index);

	return finding != NULL ? finding->rule_id : NULL;
}

certpolicy_action
certpolicy_report_get_finding_action(const certpolicy_report *report, size_t index)
{
	const cp_finding *finding = finding_at(report, index);

	return finding != NULL ? finding->action : CERTPOLICY_ACTION_IGNORE;
}

certpolicy_severity
certpolicy_report_get_finding_severity(const certpolicy_report *report, size_t index)
{
	const cp_finding *finding = finding_at(report, index);

	return finding != NULL ? cp_finding_severity(finding) : CERTPOLICY_SEVERITY_INFO;
}

int
certpolicy_report_get_finding_certificate(const certpolicy_report *report, size_t index)
{
	const cp_finding *finding = finding_at(report, index);

	return finding != NULL ? finding->certificate : -1;
}

const char *
certpolicy_report_get_finding_message(const certpolicy_report *report, size_t index)
{
	return report != NULL ? cp_report_finding_text(report, index, CP_TEXT_MESSAGE) : NULL;
}

const char *
certpolicy_report_get_finding_why(const certpolicy_report *report, size_t index)
{
	return report != NULL ? cp_report_finding_text(report, index, CP_TEXT_WHY) : NULL;
}

const char *
certpolicy_report_get_finding_remediation(const certpolicy_report *report, size_t index)
{
	return report != NULL ? cp_report_finding_text(report, index, CP_TEXT_REMEDY) : NULL;
}

char *
certpolicy_report_to_json(const certpolicy_report *report)
{
	cp_buf buf = CP_BUF_EMPTY;

	if (report == NULL)
		return NULL;
	cp_report_append_json(&buf, report);
	return cp_buf_finish(&buf);
}

char *
certpolicy_report_to_text(const certpolicy_report *report, int colour, unsigned columns)
{
	cp_buf buf = CP_BUF_EMPTY;

	if (report == NULL)
		return NULL;
	cp_report_append_text(&buf, report, colour != 0, columns);
	return cp_buf_finish(&buf);
}
