/*
 * The report for people, as a good compiler would say it: the verdict first, what the certificate
 * is, then each finding with why it matters, what to do and what it rests on.
 */
#include <config.h>
#include "render/report.h"

#include "base/civil.h"
#include "base/text.h"
#include "x509/name.h"

#include <inttypes.h>

#define DEFAULT_COLUMNS 80
#define FEWEST_COLUMNS 40
/* Where the words of a labelled line start. */
#define LABEL_COLUMNS 15
/* Evidence and names are cut here: the JSON has them whole. */
#define LONGEST_VALUE 200

typedef struct sheet {
	cp_buf *buf;
	const certpolicy_report *report;
	bool colour;
	size_t columns;
	cp_buf line; /* what is to be wrapped */
} sheet;

static const char *
colour_of(const sheet *page, certpolicy_action action)
{
	static const char *const colours[] = {"", "\033[36m", "\033[1;33m", "\033[1;31m"};

	return page->colour ? colours[action] : "";
}

static const char *
bold(const sheet *page)
{
	return page->colour ? "\033[1m" : "";
}

static const char *
faint(const sheet *page)
{
	return page->colour ? "\033[2m" : "";
}

static const char *
plain(const sheet *page)
{
	return page->colour ? "\033[0m" : "";
}

/* Columns of a run of UTF-8: one a character, which is near enough for names and URLs. */
static size_t
columns_of(cp_bytes text)
{
	size_t n = 0;
	size_t i;

	for (i = 0; i < text.len; i++)
		n += (text.data[i] & 0xc0) != 0x80;
	return n;
}

static void
indent(cp_buf *buf, size_t columns)
{
	while (columns-- > 0)
		cp_buf_append_char(buf, ' ');
}

/* Words of one paragraph between `left` and the page's width; the first stands at `column` already.
 */
static void
wrap_paragraph(sheet *page, cp_bytes text, size_t left, size_t column)
{
	bool first = true;

	while (text.len > 0) {
		const uint8_t *space = memchr(text.data, ' ', text.len);
		size_t len = space != NULL ? (size_t)(space - text.data) : text.len;
		cp_bytes word = cp_bytes_of(text.data, len);
		size_t wide = columns_of(word);

		if (!first && column + 1 + wide > page->columns) {
			cp_buf_append_char(page->buf, '\n');
			indent(page->buf, left);
			column = left;
			first = true;
		}
		if (!first) {
			cp_buf_append_char(page->buf, ' ');
			column++;
		}
		cp_buf_append(page->buf, word.data, word.len);
		column += wide;
		first = false;
		text = cp_bytes_slice(text, len + 1, text.len);
	}
}

/* Text of several lines: those that start with two spaces are commands and stand as they are. */
static void
wrap(sheet *page, cp_bytes text, size_t left)
{
	bool first = true;

	while (text.len > 0) {
		const uint8_t *end = memchr(text.data, '\n', text.len);
		size_t len = end != NULL ? (size_t)(end - text.data) : text.len;
		cp_bytes line = cp_bytes_of(text.data, len);

		if (!first) {
			cp_buf_append_char(page->buf, '\n');
			indent(page->buf, left);
		}
		if (len >= 2 && line.data[0] == ' ' && line.data[1] == ' ')
			cp_buf_append(page->buf, line.data, line.len);
		else
			wrap_paragraph(page, line, left, left);
		first = false;
		text = cp_bytes_slice(text, len + 1, text.len);
	}
	cp_buf_append_char(page->buf, '\n');
}

/* "  label        words": what stands in page->line, which is emptied. */
static void
put_labelled(sheet *page, const char *label)
{
	if (page->line.failed) {
		page->buf->failed = true;
		return;
	}
	if (page->line.len > 0) {
		cp_buf_printf(page->buf, "  %s%-*s%s", faint(page), LABEL_COLUMNS - 2, label,
			plain(page));
		wrap(page, cp_bytes_of(page->line.data, page->line.len), LABEL_COLUMNS);
	}
	page->line.len = 0;
}

/* Long text of others is cut between characters. */
static void
append_cut(cp_buf *buf, cp_bytes text)
{
	size_t len = text.len;

	if (len > LONGEST_VALUE) {
		len = LONGEST_VALUE;
		while (len > 0 && (text.data[len] & 0xc0) == 0x80)
			len--;
	}
	cp_buf_append(buf, text.data, len);
	if (len < text.len)
		cp_buf_append_string(buf, "…");
}

static void
append_name(cp_buf *buf, cp_bytes name, const char *when_empty)
{
	cp_buf text = CP_BUF_EMPTY;

	cp_name_append_text(&text, name);
	if (text.failed)
		buf->failed = true;
	else if (text.len == 0)
		cp_buf_append_string(buf, when_empty);
	else
		append_cut(buf, cp_bytes_of(text.data, text.len));
	cp_buf_clear(&text);
}

static void
append_day(cp_buf *buf, int64_t seconds)
{
	char text[CP_TIME_TEXT_LEN];

	cp_time_format(seconds, text);
	cp_buf_append(buf, text, strlen("2026-11-23"));
}

static void
put_verdict(sheet *page)
{
	const certpolicy_report *report = page->report;
	const cp_facts *facts = &report->judgement->facts;
	const cp_verdict *verdict = &report->judgement->verdict;
	size_t i;

	cp_buf_append_string(page->buf,
		report->is_description ? bold(page)
				       : colour_of(page, (certpolicy_action)verdict->verdict));
	if (!report->is_description && verdict->verdict == CERTPOLICY_VERDICT_ALLOW && page->colour)
		cp_buf_append_string(page->buf, "\033[1;32m");
	cp_buf_append_string(page->buf,
		report->is_description ? "description" : certpolicy_verdict_name(verdict->verdict));
	cp_buf_append_string(page->buf, plain(page));
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
	if (page->line.failed)
		page->buf->failed = true;
	else
		wrap(page, cp_bytes_of(page->line.data, page->line.len), 2);
	page->line.len = 0;
}

static void
put_certificate(sheet *page)
{
	const certpolicy_report *report = page->report;
	const cp_cert *leaf = report->judgement->path.certs[0];

	if (leaf->der.len == 0) {
		cp_buf_append_string(&page->line, "none was presented");
		put_labelled(page, "certificate");
		return;
	}
	append_name(&page->line, leaf->subject, "(empty subject)");
	put_labelled(page, "certificate");
	append_name(&page->line, leaf->issuer, "(empty issuer)");
	put_labelled(page, "issued by");
	if (leaf->not_before_form != CP_TIME_NONE && leaf->not_after_form != CP_TIME_NONE) {
		append_day(&page->line, leaf->not_before);
		cp_buf_append_string(&page->line, " to ");
		append_day(&page->line, leaf->not_after);
		cp_buf_append_string(&page->line, ", judged at ");
		append_day(&page->line, report->time);
		put_labelled(page, "valid");
	}
}

static void
put_names(sheet *page)
{
	cp_arena arena = CP_ARENA_EMPTY;
	const char *names = cp_names_text(&arena, page->report->judgement->path.certs[0]);

	if (names != NULL)
		append_cut(&page->line, cp_bytes_of_string(names));
	if (cp_arena_failed(&arena))
		page->buf->failed = true;
	put_labelled(page, "names");
	cp_arena_clear(&arena);
}

static void
put_encryption(sheet *page)
{
	const cp_classification *classification = &page->report->judgement->facts.classification;
	const cp_cert *leaf = page->report->judgement->path.certs[0];

	cp_buf_append_string(&page->line, classification->encryption_enabled ? "yes" : "no");
	if (leaf->key.spki.len > 0) {
		cp_buf_printf(&page->line, ": %s", cp_key_name(&leaf->key));
		if (leaf->key.bits > 0)
			cp_buf_printf(&page->line, ", %u bits", leaf->key.bits);
		cp_buf_printf(&page->line, " (%s)", cp_strength_name(classification->strength));
	}
	put_labelled(page, "encryption");
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
put_classification(sheet *page)
{
	const certpolicy_report *report = page->report;
	const cp_classification *classification = &report->judgement->facts.classification;
	size_t i;

	cp_buf_printf(&page->line, "%s, validation %s", cp_kind_name(classification->kind),
		cp_validation_name(classification->validation));
	put_labelled(page, "kind");
	put_encryption(page);
	cp_buf_append_string(&page->line, cp_setup_cost_name(classification->setup_cost));
	put_labelled(page, "setup cost");
	append_scope(&page->line, classification);
	put_labelled(page, "fit for");
	for (i = 0; i < CP_N_FIT_FOR; i++)
		cp_buf_printf(&page->line, "%s%s %s", i > 0 ? ", " : "",
			cp_builtin_name(cp_report_fit_for_builtin(i)),
			certpolicy_verdict_name(report->fit_for[i]));
	put_labelled(page, "policies");
}

static void
append_browser(cp_buf *buf, const char *name, const char *code, const char *warning)
{
	cp_buf_append_string(buf, name);
	if (strcmp(code, "OK") == 0)
		cp_buf_append_string(buf, " shows the page");
	else if (warning != NULL)
		cp_buf_printf(buf, " shows \"%s\" (%s)", warning, code);
	else
		cp_buf_printf(buf, " refuses (%s)", code);
}

static void
put_browser(sheet *page)
{
	const cp_browser *browser = &page->report->browser;

	append_browser(&page->line, "Chromium", browser->chromium, browser->warning);
	put_labelled(page, "browser");
	append_browser(&page->line, "Firefox", browser->firefox,
		strcmp(browser->chromium, "OK") == 0 ? browser->warning : NULL);
	put_labelled(page, "");
}

static void
put_path(sheet *page)
{
	const certpolicy_report *report = page->report;
	const cp_path *path = &report->judgement->path;

	if (path->anchor == NULL)
		return;
	append_name(&page->line, path->certs[path->n_certs - 1]->subject, "(empty subject)");
	cp_buf_printf(&page->line, " (%s", path->anchor->is_public ? "public" : "private");
	cp_buf_append_string(&page->line, ", ");
	cp_buf_append_escaped(&page->line, cp_bytes_of_string(path->anchor->source));
	cp_buf_append_char(&page->line, ')');
	put_labelled(page, "trusted by");
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
		append_cut(buf, cp_bytes_of_string(evidence->text));
		break;
	case CP_EVIDENCE_NAME:
		append_name(buf, evidence->name, "");
		break;
	}
}

/* What the message does not say itself; the JSON has all of it. */
static void
put_evidence(sheet *page, const cp_finding *finding)
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
	put_labelled(page, "evidence");
}

static void
put_waiver(sheet *page, const cp_finding *finding)
{
	if (finding->waiver == NULL)
		return;
	cp_buf_append_string(&page->line, finding->waived ? "until " : "lapsed on ");
	append_day(&page->line, finding->waiver->until);
	cp_buf_append_string(&page->line, ", ");
	cp_buf_append_escaped(&page->line, cp_bytes_of_string(finding->waiver->owner));
	cp_buf_append_string(&page->line, ": ");
	cp_buf_append_escaped(&page->line, cp_bytes_of_string(finding->waiver->reason));
	put_labelled(page, "waived");
}

static void
put_finding(sheet *page, const cp_finding *finding)
{
	const char *word = page->report->is_description
				   ? certpolicy_severity_name(cp_finding_severity(finding))
				   : certpolicy_action_name(finding->action);
	bool in_full = page->report->is_description
			       ? cp_finding_severity(finding) > CERTPOLICY_SEVERITY_INFO
			       : finding->action >= CERTPOLICY_ACTION_WARN;

	cp_buf_printf(page->buf, "\n%s%s%s: ", colour_of(page, finding->action), word, plain(page));
	cp_finding_append_text(&page->line, page->report, finding, CP_TEXT_MESSAGE);
	cp_buf_printf(&page->line, " [%s]", finding->rule_id);
	if (page->line.failed)
		page->buf->failed = true;
	else
		wrap_paragraph(
			page, cp_bytes_of(page->line.data, page->line.len), 2, strlen(word) + 2);
	cp_buf_append_char(page->buf, '\n');
	page->line.len = 0;
	if (in_full) {
		cp_finding_append_text(&page->line, page->report, finding, CP_TEXT_WHY);
		put_labelled(page, "why");
		cp_finding_append_text(&page->line, page->report, finding, CP_TEXT_REMEDY);
		put_labelled(page, "what to do");
	}
	put_evidence(page, finding);
	put_waiver(page, finding);
}

void
cp_report_append_text(cp_buf *buf, const certpolicy_report *report, bool colour, size_t columns)
{
	const cp_findings *findings = &report->judgement->findings;
	sheet page = {buf, report, colour, columns == 0 ? DEFAULT_COLUMNS : columns, CP_BUF_EMPTY};
	size_t i;

	if (page.columns < FEWEST_COLUMNS)
		page.columns = FEWEST_COLUMNS;
	put_verdict(&page);
	put_certificate(&page);
	put_names(&page);
	put_classification(&page);
	put_browser(&page);
	put_path(&page);
	for (i = 0; i < findings->n; i++)
		put_finding(&page, &findings->list[i]);
	if (page.line.failed)
		buf->failed = true;
	cp_buf_clear(&page.line);
}
