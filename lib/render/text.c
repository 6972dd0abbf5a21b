/*
 * The report for people, as a good compiler would say it: the verdict first, what the certificate
 * is, then each finding with why it matters, what to do and what it rests on.
 */
#include <config.h>
#include "render/page.h"

#include "base/civil.h"
#include "base/text.h"
#include "render/tried.h"
#include "x509/name.h"

#include <inttypes.h>

#define DEFAULT_COLUMNS 80
#define FEWEST_COLUMNS 40

static void
put_verdict(cp_page *page)
{
	const certpolicy_report *report = page->report;
	const cp_facts *facts = &report->judgement->facts;
	const cp_verdict *verdict = &report->judgement->verdict;
	size_t i;

	cp_buf_append_string(page->buf,
		report->is_description ? cp_page_bold(page)
				       : cp_page_colour(page, (certpolicy_action)verdict->verdict));
	if (!report->is_description && verdict->verdict == CERTPOLICY_VERDICT_ALLOW && page->colour)
		cp_buf_append_string(page->buf, "\033[1;32m");
	cp_buf_append_string(page->buf,
		report->is_description ? "description" : certpolicy_verdict_name(verdict->verdict));
	cp_buf_append_string(page->buf, cp_page_plain(page));
	cp_buf_append_string(page->buf, report->is_description ? "" : ":");
	for (i = 0; i < facts->n_peers; i++) {
		cp_buf_append_string(&page->line, i > 0                    ? ", "
						  : report->is_description ? "of "
									   : "");
		cp_buf_append_escaped(&page->line, cp_bytes_of_string(facts->peers[i].peer->text));
	}
	if (facts->n_peers == 0 && !report->is_description)
		cp_buf_append_string(&page->line, "a peer without a name");
	if (!report->is_description)
		cp_buf_printf(&page->line, " under %s", report->policy->name);
	if (verdict->primary != NULL && !report->is_description &&
		verdict->verdict != CERTPOLICY_VERDICT_ALLOW)
		cp_buf_printf(&page->line, " (%s)", verdict->primary->code);
	if (page->line.len > 0)
		cp_buf_append_char(page->buf, ' ');
	cp_page_put_words(page, 2, 2);
}

static void
put_certificate(cp_page *page)
{
	const certpolicy_report *report = page->report;
	const cp_cert *leaf = report->judgement->path.certs[0];

	if (leaf->der.len == 0) {
		cp_buf_append_string(&page->line, "none was presented");
		cp_page_put_labelled(page, "certificate");
		return;
	}
	cp_text_append_name(&page->line, leaf->subject, "(empty subject)");
	cp_page_put_labelled(page, "certificate");
	cp_text_append_name(&page->line, leaf->issuer, "(empty issuer)");
	cp_page_put_labelled(page, "issued by");
	if (leaf->not_before_form != CP_TIME_NONE && leaf->not_after_form != CP_TIME_NONE) {
		cp_text_append_day(&page->line, leaf->not_before);
		cp_buf_append_string(&page->line, " to ");
		cp_text_append_day(&page->line, leaf->not_after);
		cp_buf_append_string(&page->line, ", judged at ");
		cp_text_append_day(&page->line, report->time);
		cp_page_put_labelled(page, "valid");
	}
}

static void
put_names(cp_page *page)
{
	cp_arena arena = CP_ARENA_EMPTY;
	const char *names = cp_names_text(&arena, page->report->judgement->path.certs[0]);

	if (names != NULL)
		cp_text_append_cut(&page->line, cp_bytes_of_string(names));
	if (cp_arena_failed(&arena))
		page->buf->failed = true;
	cp_page_put_labelled(page, "names");
	cp_arena_clear(&arena);
}

static void
put_encryption(cp_page *page)
{
	const cp_classification *classification = &page->report->judgement->facts.classification;
	const cp_cert *leaf = page->report->judgement->path.certs[0];

	cp_buf_append_string(&page->line, classification->encryption_enabled ? "yes" : "no");
	if (leaf->key.spki.len > 0) {
		cp_buf_printf(&page->line, ": %s", cp_key_name(&leaf->key));
		if (leaf->key.bits > 0)
			cp_buf_printf(&page->line, ", %u bits", leaf->key.bits);
		cp_buf_printf(&page->line, " (%s", cp_strength_name(classification->strength));
		if (classification->strength_until < INT64_MAX) {
			cp_buf_append_string(&page->line, " until ");
			cp_text_append_day(&page->line, classification->strength_until);
		}
		cp_buf_append_char(&page->line, ')');
	}
	cp_page_put_labelled(page, "encryption");
}

static void
append_scope(cp_buf *buf, const cp_classification *classification)
{
	const char *separator = "";

	if (classification->fit_development) {
		cp_buf_append_string(buf, "development");
		separator = ", ";
	}
	if (classification->fit_internal) {
		cp_buf_printf(buf, "%sinternal", separator);
		separator = ", ";
	}
	if (classification->fit_public) {
		cp_buf_printf(buf, "%spublic", separator);
		separator = ", ";
	}
	if (*separator == '\0')
		cp_buf_append_string(buf, "nowhere");
}

static void
put_classification(cp_page *page)
{
	const certpolicy_report *report = page->report;
	const cp_classification *classification = &report->judgement->facts.classification;
	size_t i;

	cp_buf_printf(&page->line, "%s, validation %s", cp_kind_name(classification->kind),
		cp_validation_name(classification->validation));
	cp_page_put_labelled(page, "kind");
	put_encryption(page);
	cp_buf_append_string(&page->line, cp_setup_cost_name(classification->setup_cost));
	cp_page_put_labelled(page, "setup cost");
	append_scope(&page->line, classification);
	cp_page_put_labelled(page, "fit for");
	for (i = 0; i < CP_N_FIT_FOR; i++)
		cp_buf_printf(&page->line, "%s%s %s", i > 0 ? ", " : "",
			cp_builtin_name(cp_report_fit_for_builtin(i)),
			certpolicy_verdict_name(report->fit_for[i]));
	cp_page_put_labelled(page, "policies");
}

static void
put_browser_page(cp_page *page, const char *label, const char *name, const cp_browser_page *shown)
{
	if (shown->headline == NULL)
		cp_buf_printf(&page->line, "%s shows the page", name);
	else
		cp_buf_printf(&page->line, "%s shows \"%s\" (%s)%s", name, shown->headline,
			shown->error,
			shown->override == CP_BROWSER_NEVER ? ", and no way past it" : "");
	cp_page_put_labelled(page, label);
}

static void
put_browser(cp_page *page)
{
	put_browser_page(page, "browser", "Chromium", &page->report->browser.chromium);
	put_browser_page(page, "", "Firefox", &page->report->browser.firefox);
}

/* What of the session was given; whether what is recorded today can be opened by a quantum
 * computer. */
static void
put_session(cp_page *page)
{
	static const char *const kinds[] = {[CP_GROUP_UNKNOWN] = "",
		[CP_GROUP_CLASSIC] = "not post-quantum",
		[CP_GROUP_HYBRID] = "post-quantum, with a classic exchange beside it",
		[CP_GROUP_PURE] = "post-quantum",
		[CP_GROUP_DRAFT] = "post-quantum by a draft that browsers dropped"};
	const cp_session *session = &page->report->judgement->facts.session;
	const char *const said[] = {session->said.protocol, session->said.cipher,
		session->said.group, kinds[session->group_kind],
		session->said.resumed ? "resumed" : NULL};
	size_t i;

	if (!session->present)
		return;
	for (i = 0; i < CP_COUNT(said); i++) {
		if (said[i] == NULL || *said[i] == '\0')
			continue;
		cp_buf_append_string(&page->line, page->line.len > 0 ? ", " : "");
		cp_buf_append_escaped(&page->line, cp_bytes_of_string(said[i]));
	}
	cp_page_put_labelled(page, "session");
}

static void
put_path(cp_page *page)
{
	const certpolicy_report *report = page->report;
	const cp_path *path = &report->judgement->path;

	if (path->anchor == NULL)
		return;
	cp_text_append_name(
		&page->line, path->certs[path->n_certs - 1]->subject, "(empty subject)");
	cp_buf_printf(&page->line, " (%s", path->anchor->is_public ? "public" : "private");
	cp_buf_append_string(&page->line, ", ");
	cp_buf_append_escaped(&page->line, cp_bytes_of_string(path->anchor->source));
	cp_buf_append_char(&page->line, ')');
	cp_page_put_labelled(page, "trusted by");
}

/* Which log vouched for it, when, and what that is worth. */
static void
put_scts(cp_page *page)
{
	const cp_transparency *transparency = &page->report->judgement->facts.transparency;
	char time[CP_TIME_TEXT_LEN];
	size_t i;

	for (i = 0; i < transparency->n_scts; i++) {
		const cp_sct_fact *sct = &transparency->scts[i];

		cp_sct_append_log(&page->line, sct);
		cp_time_format(sct->time, time);
		cp_buf_printf(&page->line, ", %s, %s: %s", time, cp_sct_source_name(sct->source),
			cp_sct_status_name(sct->status));
		if (sct->status == CP_SCT_VALID && sct->why_not != NULL)
			cp_buf_printf(&page->line, " (%s)", sct->why_not);
		cp_page_put_labelled(page, i == 0 ? "logged by" : "");
	}
}

static void
append_evidence(cp_buf *buf, const cp_evidence *evidence)
{
	char text[CP_TIME_TEXT_LEN];

	cp_buf_printf(buf, "%s=", evidence->key);
	switch (evidence->type) {
	case CP_EVIDENCE_INT:
		cp_buf_printf(buf, "%" PRId64, evidence->number);
		break;
	case CP_EVIDENCE_TIME:
		cp_time_format(evidence->number, text);
		cp_buf_append_string(buf, text);
		break;
	case CP_EVIDENCE_TEXT:
		cp_text_append_cut(buf, cp_bytes_of_string(evidence->text));
		break;
	case CP_EVIDENCE_NAME:
		cp_text_append_name(buf, evidence->name, "");
		break;
	}
}

/* What the message does not say itself; the JSON has all of it. */
static void
put_evidence(cp_page *page, const cp_finding *finding)
{
	size_t i;

	if (finding->certificate > 0)
		cp_buf_printf(&page->line, "certificate %d", finding->certificate);
	for (i = 0; i < finding->n_evidence; i++) {
		if (cp_finding_message_says(finding, finding->evidence[i].key))
			continue;
		cp_buf_append_string(&page->line, page->line.len > 0 ? ", " : "");
		append_evidence(&page->line, &finding->evidence[i]);
	}
	cp_page_put_labelled(page, "evidence");
}

static void
put_waiver(cp_page *page, const cp_finding *finding)
{
	if (finding->waiver == NULL)
		return;
	cp_buf_append_string(&page->line, finding->waived ? "until " : "lapsed on ");
	cp_text_append_day(&page->line, finding->waiver->until);
	cp_buf_append_string(&page->line, ", ");
	cp_buf_append_escaped(&page->line, cp_bytes_of_string(finding->waiver->owner));
	cp_buf_append_string(&page->line, ": ");
	cp_buf_append_escaped(&page->line, cp_bytes_of_string(finding->waiver->reason));
	cp_page_put_labelled(page, "waived");
}

static void
put_finding(cp_page *page, const cp_finding *finding)
{
	const char *word = page->report->is_description
				   ? certpolicy_severity_name(cp_finding_severity(finding))
				   : certpolicy_action_name(finding->action);
	bool in_full = page->report->is_description
			       ? cp_finding_severity(finding) > CERTPOLICY_SEVERITY_INFO
			       : finding->action >= CERTPOLICY_ACTION_WARN;

	cp_buf_printf(page->buf, "\n%s%s%s: ", cp_page_colour(page, finding->action), word,
		cp_page_plain(page));
	cp_finding_append_text(&page->line, page->report, finding, CP_TEXT_MESSAGE);
	cp_buf_printf(&page->line, " [%s]", finding->rule_id);
	cp_page_put_words(page, 2, strlen(word) + 2);
	if (in_full) {
		cp_finding_append_text(&page->line, page->report, finding, CP_TEXT_WHY);
		cp_page_put_labelled(page, "why");
		cp_finding_append_text(&page->line, page->report, finding, CP_TEXT_REMEDY);
		cp_page_put_labelled(page, "what to do");
	}
	put_evidence(page, finding);
	put_waiver(page, finding);
}

void
cp_report_append_text(cp_buf *buf, const certpolicy_report *report, bool colour, size_t columns)
{
	const cp_findings *findings = &report->judgement->findings;
	cp_page page = {
		buf, report, colour, columns == 0 ? DEFAULT_COLUMNS : columns, CP_BUF_EMPTY};
	size_t i;

	if (page.columns < FEWEST_COLUMNS)
		page.columns = FEWEST_COLUMNS;
	put_verdict(&page);
	put_certificate(&page);
	put_names(&page);
	put_classification(&page);
	put_browser(&page);
	put_path(&page);
	put_session(&page);
	put_scts(&page);
	for (i = 0; i < findings->n; i++)
		put_finding(&page, &findings->list[i]);
	if (report->tried != NULL)
		cp_tried_put(&page, report->tried);
	if (page.line.failed)
		buf->failed = true;
	cp_buf_clear(&page.line);
}
