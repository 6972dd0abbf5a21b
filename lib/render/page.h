/* A page of text for people: labelled and indented lines, wrapped at its width. */
#ifndef CP_RENDER_PAGE_H
#define CP_RENDER_PAGE_H

#include "base/buf.h"
#include "render/report.h"

typedef struct cp_page {
	cp_buf *buf; /* lent; what is finished */
	const certpolicy_report *report;
	bool colour;
	size_t columns;
	cp_buf line; /* owned; what is to be wrapped */
} cp_page;

/* Escape sequences, or nothing on a page without colour. */
const char *
cp_page_colour(const cp_page *page, certpolicy_action action);
const char *
cp_page_bold(const cp_page *page);
const char *
cp_page_faint(const cp_page *page);
const char *
cp_page_plain(const cp_page *page);

/* Each puts page->line on the page and empties it. */

/* "  label        words"; nothing when the line is empty. */
void
cp_page_put_labelled(cp_page *page, const char *label);
/* Words that go on at `column` of a line begun, and at `left` in those after it. */
void
cp_page_put_words(cp_page *page, size_t left, size_t column);
/* A line of its own that starts at `left`; where it is wrapped, a little further in. */
void
cp_page_put_indented(cp_page *page, size_t left);

/* Text of others, cut between characters where it is too long for a page. */
void
cp_text_append_cut(cp_buf *buf, cp_bytes text);
/* A distinguished name, cut likewise. */
void
cp_text_append_name(cp_buf *buf, cp_bytes name, const char *when_empty);
/* "2026-11-23" */
void
cp_text_append_day(cp_buf *buf, int64_t seconds);

#endif
