/* The report as JSON, field by field in the order of its schema (doc/schema/report.json). */
#include <config.h>
#include "render/report.h"

#include "base/civil.h"
#include "base/mem.h"
#include "render/json_certificate.h"
#include "render/tried.h"
#include "render/writer.h"
#include "x509/crl.h"
#include "x509/name.h"

static void
write_head(cp_writer *writer, const certpolicy_report *report)
{
	const cp_finding *primary = report->judgement->verdict.primary;

	cp_write_string(writer, "schema", "certpolicy.report/1");
	cp_write_string(writer, "library", PACKAGE_NAME " " PACKAGE_VERSION);
	if (report->id != NULL)
		cp_write_raw(writer, "id", cp_bytes_of_string(report->id));
	if (!report->is_description) {
		cp_write_string(writer, "policy", report->policy->name);
		cp_write_string(writer, "policy_digest", report->policy->digest);
	}
	cp_write_time(writer, "time", report->time);
	if (report->is_description)
		return;
	cp_write_string(
		writer, "verdict", certpolicy_verdict_name(report->judgement->verdict.verdict));
	if (primary != NULL)
		cp_write_string(writer, "primary", primary->code);
	else
		cp_write_null(writer, "primary");
}

static void
write_one_peer(cp_writer *writer, const char *name, const cp_peer *peer)
{
	static const char *const kinds[] = {[CP_PEER_DNS] = "dns",
		[CP_PEER_IP] = "ip",
		[CP_PEER_EMAIL] = "email",
		[CP_PEER_URI] = "uri",
		[CP_PEER_SRV] = "srv"};

	cp_write_object(writer, name);
	cp_write_string(writer, kinds[peer->kind], peer->text);
	cp_write_object_end(writer);
}

static void
write_peer(cp_writer *writer, const certpolicy_report *report)
{
	const cp_facts *facts = &report->judgement->facts;
	size_t i;

	if (facts->peer_state == CP_PEERS_NOT_CHECKED) {
		cp_write_null(writer, "peer");
	} else if (report->peer_is_list) {
		cp_write_array(writer, "peer");
		for (i = 0; i < facts->n_peers; i++)
			write_one_peer(writer, NULL, facts->peers[i].peer);
		cp_write_array_end(writer);
	} else if (facts->n_peers == 1) {
		write_one_peer(writer, "peer", facts->peers[0].peer);
	}
	cp_write_string(writer, "zone", cp_zone_name(facts->zone));
}

static void
write_encryption(cp_writer *writer, const certpolicy_report *report)
{
	const cp_classification *classification = &report->judgement->facts.classification;
	const cp_cert *leaf = report->judgement->path.certs[0];

	cp_write_object(writer, "encryption");
	cp_write_bool(writer, "enabled", classification->encryption_enabled);
	cp_write_string(writer, "strength", cp_strength_name(classification->strength));
	if (classification->strength_until < INT64_MAX)
		cp_write_time(writer, "strength_until", classification->strength_until);
	cp_write_string(writer, "strength_source", classification->strength_source);
	if (leaf->key.spki.len > 0) {
		cp_write_string(writer, "key", cp_key_name(&leaf->key));
		if (leaf->key.bits > 0)
			cp_write_uint(writer, "bits", leaf->key.bits);
	}
	if (leaf->outer_algorithm.whole.len > 0)
		cp_write_string(writer, "signature", cp_signature_name(&leaf->outer_algorithm));
	cp_write_object_end(writer);
}

static void
write_scope(cp_writer *writer, const cp_classification *classification)
{
	cp_write_array(writer, "recommended_scope");
	if (classification->fit_development)
		cp_write_string(writer, NULL, cp_zone_name(CP_ZONE_DEVELOPMENT));
	if (classification->fit_internal)
		cp_write_string(writer, NULL, cp_zone_name(CP_ZONE_INTERNAL));
	if (classification->fit_public)
		cp_write_string(writer, NULL, cp_zone_name(CP_ZONE_PUBLIC));
	cp_write_array_end(writer);
}

/* Null where the browser shows what was asked for. */
static void
write_page(cp_writer *writer, const char *browser, const cp_browser_page *page)
{
	if (page->headline == NULL) {
		cp_write_null(writer, browser);
		return;
	}
	cp_write_object(writer, browser);
	cp_write_string(writer, "headline", page->headline);
	cp_write_string(writer, "overridable", cp_browser_override_name(page->override));
	cp_write_object_end(writer);
}

static void
write_classification(cp_writer *writer, const certpolicy_report *report)
{
	const cp_classification *classification = &report->judgement->facts.classification;
	size_t i;

	cp_write_object(writer, "classification");
	cp_write_string(writer, "kind", cp_kind_name(classification->kind));
	cp_write_string(writer, "validation", cp_validation_name(classification->validation));
	if (classification->validation == CP_VALIDATION_EV && classification->ev_root_known)
		cp_write_bool(writer, "ev_root", classification->ev_root);
	write_encryption(writer, report);
	cp_write_object(writer, "browser_trust");
	cp_write_bool(writer, "trusted", report->browser.trusted);
	cp_write_string(writer, "warning", report->browser.warning);
	cp_write_object_end(writer);
	cp_write_string(writer, "setup_cost", cp_setup_cost_name(classification->setup_cost));
	write_scope(writer, classification);
	cp_write_object(writer, "fit_for");
	for (i = 0; i < CP_N_FIT_FOR; i++)
		cp_write_string(writer, cp_builtin_name(cp_report_fit_for_builtin(i)),
			certpolicy_verdict_name(report->fit_for[i]));
	cp_write_object_end(writer);
	cp_write_object_end(writer);
	cp_write_object(writer, "browser");
	cp_write_string(writer, "chromium", report->browser.chromium.error);
	cp_write_string(writer, "firefox", report->browser.firefox.error);
	cp_write_object(writer, "pages");
	write_page(writer, "chromium", &report->browser.chromium);
	write_page(writer, "firefox", &report->browser.firefox);
	cp_write_object_end(writer);
	cp_write_object_end(writer);
}

/* Escaped: a request may say anything. */
static void
write_said(cp_writer *writer, const char *name, const char *said)
{
	cp_buf text = CP_BUF_EMPTY;

	if (said == NULL)
		return;
	cp_buf_append_escaped(&text, cp_bytes_of_string(said));
	cp_write_bytes(writer, name, cp_bytes_of(text.data, text.len));
	writer->buf->failed |= text.failed;
	cp_buf_clear(&text);
}

static void
write_session(cp_writer *writer, const cp_session *session)
{
	size_t i;

	if (!session->present)
		return;
	cp_write_object(writer, "session");
	write_said(writer, "protocol", session->said.protocol);
	write_said(writer, "cipher", session->said.cipher);
	write_said(writer, "group", session->said.group);
	write_said(writer, "signature", session->said.signature);
	if (session->said.dh_bits > 0)
		cp_write_uint(writer, "dh_bits", session->said.dh_bits);
	cp_write_string(writer, "key_exchange", cp_group_kind_name(session->group_kind));
	if (session->group_kind == CP_GROUP_UNKNOWN)
		cp_write_null(writer, "post_quantum");
	else
		cp_write_bool(writer, "post_quantum", session->group_kind != CP_GROUP_CLASSIC);
	cp_write_bool(writer, "resumed", session->said.resumed);
	for (i = 0; i < CP_N_SESSION_FACTS; i++) {
		if (session->said.facts[i] != CP_UNTOLD)
			cp_write_bool(writer, cp_session_fact_name((cp_session_fact)i),
				session->said.facts[i] == CP_TOLD_YES);
	}
	cp_write_object_end(writer);
}

static void
write_name(cp_writer *writer, const char *key, cp_bytes name)
{
	cp_buf text = CP_BUF_EMPTY;

	cp_name_append_shown(&text, name);
	cp_write_bytes(writer, key, cp_bytes_of(text.data, text.len));
	writer->buf->failed |= text.failed;
	cp_buf_clear(&text);
}

static void
write_evidence(cp_writer *writer, const cp_finding *finding)
{
	size_t i;

	cp_write_object(writer, "evidence");
	for (i = 0; i < finding->n_evidence; i++) {
		const cp_evidence *evidence = &finding->evidence[i];

		switch (evidence->type) {
		case CP_EVIDENCE_INT:
			cp_write_int(writer, evidence->key, evidence->number);
			break;
		case CP_EVIDENCE_TIME:
			cp_write_time(writer, evidence->key, evidence->number);
			break;
		case CP_EVIDENCE_TEXT:
			cp_write_string(writer, evidence->key, evidence->text);
			break;
		case CP_EVIDENCE_NAME:
			write_name(writer, evidence->key, evidence->name);
			break;
		}
	}
	cp_write_object_end(writer);
}

static void
write_waiver(cp_writer *writer, const cp_finding *finding)
{
	if (finding->waiver == NULL)
		return;
	cp_write_object(writer, finding->waived ? "waived" : "waiver_lapsed");
	cp_write_string(writer, "reason", finding->waiver->reason);
	cp_write_time(writer, "until", finding->waiver->until);
	cp_write_string(writer, "owner", finding->waiver->owner);
	cp_write_object_end(writer);
}

static void
write_text(cp_writer *writer, const char *name, const certpolicy_report *report,
	const cp_finding *finding, cp_finding_text which, cp_buf *text)
{
	text->len = 0;
	cp_finding_append_text(text, report, finding, which);
	if (text->len > 0)
		cp_write_bytes(writer, name, cp_bytes_of(text->data, text->len));
}

static void
write_finding(
	cp_writer *writer, const certpolicy_report *report, const cp_finding *finding, cp_buf *text)
{
	const cp_code_row *row = finding->rule != NULL ? cp_code_row_of(finding->rule->code) : NULL;

	cp_write_object(writer, NULL);
	cp_write_string(writer, "code", finding->code);
	cp_write_string(writer, "rule", finding->rule_id);
	if (!report->is_description)
		cp_write_string(writer, "action", certpolicy_action_name(finding->action));
	cp_write_string(writer, "severity", certpolicy_severity_name(cp_finding_severity(finding)));
	cp_write_string(writer, "overridable",
		cp_overridable_name(row != NULL ? row->overridable : CP_OVERRIDE_NEVER));
	if (finding->certificate >= 0)
		cp_write_int(writer, "certificate", finding->certificate);
	else
		cp_write_null(writer, "certificate");
	write_text(writer, "message", report, finding, CP_TEXT_MESSAGE, text);
	write_text(writer, "why", report, finding, CP_TEXT_WHY, text);
	write_text(writer, "remediation", report, finding, CP_TEXT_REMEDY, text);
	write_evidence(writer, finding);
	cp_write_list(writer, "references", row != NULL ? row->references : "");
	write_waiver(writer, finding);
	cp_write_object_end(writer);
}

static void
write_findings(cp_writer *writer, const certpolicy_report *report)
{
	const cp_findings *findings = &report->judgement->findings;
	cp_buf text = CP_BUF_EMPTY;
	size_t i;

	cp_write_array(writer, "findings");
	for (i = 0; i < findings->n; i++)
		write_finding(writer, report, &findings->list[i], &text);
	cp_write_array_end(writer);
	if (text.failed)
		writer->buf->failed = true;
	cp_buf_clear(&text);
}

static void
write_path(cp_writer *writer, const certpolicy_report *report)
{
	const cp_path *path = &report->judgement->path;
	size_t i;

	cp_write_array(writer, "path");
	for (i = 0; i < path->n_certs && path->certs[i]->der.len > 0; i++)
		cp_write_hex(writer, NULL,
			"sha256:", cp_bytes_of(path->certs[i]->sha256, CP_SHA256_LEN));
	cp_write_array_end(writer);
	if (path->anchor == NULL)
		return;
	cp_write_object(writer, "anchor");
	cp_write_hex(writer, "sha256", "",
		cp_bytes_of(path->certs[path->n_certs - 1]->sha256, CP_SHA256_LEN));
	cp_write_string(writer, "source", path->anchor->source);
	cp_write_bool(writer, "public", path->anchor->is_public);
	cp_write_object_end(writer);
}

static void
write_sct(cp_writer *writer, const cp_sct_fact *sct)
{
	cp_write_object(writer, NULL);
	cp_write_base64(writer, "log_id", "", cp_bytes_of(sct->log_id, sizeof(sct->log_id)));
	cp_write_string(writer, "operator", sct->operator_name);
	cp_write_string(writer, "log", sct->log);
	cp_write_time(writer, "timestamp", sct->time);
	cp_write_string(writer, "source", cp_sct_source_name(sct->source));
	cp_write_string(writer, "status", cp_sct_status_name(sct->status));
	cp_write_bool(writer, "counts", sct->why_not == NULL);
	cp_write_string(writer, "why_not", sct->why_not);
	cp_write_object_end(writer);
}

static const char *
revocation_source(const cp_revocation *revocation)
{
	switch (revocation->source) {
	case CP_REVOCATION_BY_CRL:
		return "crl";
	case CP_REVOCATION_BY_OCSP:
		return "ocsp";
	default:
		return "none";
	}
}

static void
write_revocation(cp_writer *writer, const cp_subject *subject)
{
	static const char *const statuses[] = {[CP_REVOCATION_UNKNOWN] = "unknown",
		[CP_REVOCATION_GOOD] = "good",
		[CP_REVOCATION_REVOKED] = "revoked"};
	const cp_revocation *revocation = &subject->revocation;

	cp_write_object(writer, NULL);
	cp_write_int(writer, "certificate", subject->report_index);
	cp_write_string(writer, "status", statuses[revocation->status]);
	cp_write_string(writer, "source", revocation_source(revocation));
	if (revocation->has_this_update)
		cp_write_time(writer, "this_update", revocation->this_update);
	if (revocation->has_next_update)
		cp_write_time(writer, "next_update", revocation->next_update);
	if (revocation->has_revoked_at)
		cp_write_time(writer, "revoked_at", revocation->revoked_at);
	if (revocation->status == CP_REVOCATION_REVOKED)
		cp_write_string(writer, "reason", cp_crl_reason_name(revocation->reason));
	cp_write_string(writer, "detail", revocation->detail);
	cp_write_object_end(writer);
}

/* Timestamps of the leaf; revocation of every certificate of the path below the anchor. */
static void
write_status(cp_writer *writer, const certpolicy_report *report)
{
	const cp_facts *facts = &report->judgement->facts;
	size_t i;

	cp_write_array(writer, "scts");
	for (i = 0; i < facts->transparency.n_scts; i++)
		write_sct(writer, &facts->transparency.scts[i]);
	cp_write_array_end(writer);
	cp_write_array(writer, "revocation");
	for (i = 0; i < facts->n_subjects; i++) {
		const cp_subject *subject = &facts->subjects[i];

		if (subject->report_index >= 0 && !(subject->roles & CP_ROLE_ANCHOR))
			write_revocation(writer, subject);
	}
	cp_write_array_end(writer);
}

static void
write_inputs(cp_writer *writer, const certpolicy_report *report)
{
	static const char *const kinds[] = {
		[CP_INPUT_ANCHORS] = "anchors",
		[CP_INPUT_CT_LOG_LIST] = "ct-log-list",
		[CP_INPUT_CRL] = "crl",
		[CP_INPUT_DENYLIST] = "denylist",
		[CP_INPUT_ROOT_PROGRAMME] = "root-programme",
		[CP_INPUT_POLICY] = "policy",
	};
	cp_buf source = CP_BUF_EMPTY;
	size_t i;

	cp_write_array(writer, "inputs");
	for (i = 0; i < report->n_inputs; i++) {
		const cp_input_row *row = &report->inputs[i];

		cp_write_object(writer, NULL);
		cp_write_string(writer, "kind", kinds[row->kind]);
		source.len = 0;
		cp_buf_append_escaped(&source, cp_bytes_of_string(row->source));
		cp_write_bytes(writer, "source", cp_bytes_of(source.data, source.len));
		if (row->has_date)
			cp_write_time(writer, "date", row->date);
		if (row->has_sha256)
			cp_write_hex(writer, "sha256", "",
				cp_bytes_of(row->sha256, sizeof(row->sha256)));
		if (row->n_skipped > 0)
			cp_write_uint(writer, "skipped", row->n_skipped);
		cp_write_object_end(writer);
	}
	cp_write_array_end(writer);
	if (source.failed)
		writer->buf->failed = true;
	cp_buf_clear(&source);
}

/* What a judgement spends; the sizes of its input are limits of another kind. */
static void
write_limits(cp_writer *writer, const cp_budget *budget)
{
	static const cp_limit shown[] = {CP_LIMIT_SIGNATURES, CP_LIMIT_SIGNED_OCTETS,
		CP_LIMIT_LIST_OCTETS, CP_LIMIT_PATHS, CP_LIMIT_PATH_OCTETS, CP_LIMIT_STEPS,
		CP_LIMIT_NAME_COMPARISONS, CP_LIMIT_POLICY_NODES};
	size_t i;

	cp_write_object(writer, "limits");
	for (i = 0; i < CP_COUNT(shown); i++) {
		cp_write_object(writer, cp_limit_name(shown[i]));
		cp_write_uint(writer, "used", budget->used[shown[i]]);
		cp_write_uint(writer, "limit", budget->limit[shown[i]]);
		cp_write_object_end(writer);
	}
	cp_write_object_end(writer);
}

void
cp_report_append_json(cp_buf *buf, const certpolicy_report *report)
{
	cp_writer writer = {buf, false};
	size_t i;

	cp_write_object(&writer, NULL);
	write_head(&writer, report);
	write_peer(&writer, report);
	write_classification(&writer, report);
	write_session(&writer, &report->judgement->facts.session);
	write_findings(&writer, report);
	write_path(&writer, report);
	cp_write_array(&writer, "certificates");
	for (i = 0; i < report->n_certificates; i++)
		cp_write_certificate(&writer, report->certificates[i]);
	cp_write_array_end(&writer);
	write_status(&writer, report);
	write_inputs(&writer, report);
	write_limits(&writer, &report->budget);
	if (report->tried != NULL)
		cp_tried_write(&writer, report);
	cp_write_object_end(&writer);
}
