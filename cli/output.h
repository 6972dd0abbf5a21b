/* Standard output: whole texts, the terminal's width and colours, wrapped paragraphs. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "options.h"

#include <certpolicy/report.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Writes a text to stdout, in one call as long as the system takes it. 0, or CLI_NOT_JUDGED when it
 * did not get through: after a line on stderr, unless nobody reads any more.
 */
int
cli_put(const char *text);
/* The same with a line end after it; the two are not torn apart. */
int
cli_put_line(const char *text);

/* A report in the format that was asked for. */
int
cli_put_report(const cli_settings *settings, const certpolicy_report *report);

/* 0 to use no terminal colours, 1 to use them: NO_COLOR, CLICOLOR_FORCE, else whether stdout is a
 * terminal. */
int
cli_colour(void);

/* The width of texts: 80, or the terminal's, at most 100. */
unsigned
cli_columns(void);

/* Prints the words of a text up to the column `columns`; the first line goes on at column `at`, the
 * others begin at `indent`. */
void
cli_wrap(FILE *out, const char *text, unsigned at, unsigned indent, unsigned columns);

/* Paragraphs: each line of `text` wrapped and indented, but lines that start with a space
 * (commands) as they are. */
void
cli_paragraphs(FILE *out, const char *text, unsigned indent, unsigned columns);

/* A text that grows, and then goes to stdout whole. */
typedef struct cli_page {
	FILE *out; /* NULL without memory */
	char *text;
	size_t len;
} cli_page;

/* False without memory; cli_page_finish says so. */
bool
cli_page_start(cli_page *page);
/* Writes the page and releases it. An exit code. */
int
cli_page_finish(cli_page *page);
/* Releases the page unwritten; returns `code`. */
int
cli_page_drop(cli_page *page, int code);

#endif
