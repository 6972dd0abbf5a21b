/* What check prints: text, JSON, JUnit and the line of a monitoring plugin. */
#ifndef CLI_CHECK_PUT_H
#define CLI_CHECK_PUT_H

#include "checked.h"
#include "output.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cli_check_sum {
	size_t n, n_allow, n_warn, n_deny, n_failed;
	int code;       /* the worst: 2 before 3 before 1 before 0; 70 before all */
	unsigned took;  /* milliseconds, of the slowest */
	int64_t days;   /* until the first leaf ends, at least 0; -1 unknown */
	bool only_deny; /* --fail-on deny */
} cli_check_sum;

/* What is known of one that comes out. */
typedef struct cli_check_line {
	const cli_settings *settings;
	const cli_entry *entry;
	const cli_checked *checked;
	bool is_many;
	const char *differs; /* of several addresses of a host: in what; NULL: in nothing */
} cli_check_line;

void
cli_check_count(cli_check_sum *sum, const cli_checked *checked);

/* One result to a page, in the format of the settings. */
void
cli_check_write(FILE *out, const cli_check_line *line);
/* All of them, `results`, with what comes before and after in a format that is written whole. */
void
cli_check_write_whole(FILE *out, const cli_settings *settings, bool is_many,
	const cli_check_sum *sum, const char *results);
/* The last line of the others. */
void
cli_check_write_end(
	FILE *out, const cli_settings *settings, bool is_many, const cli_check_sum *sum);

/* Whether the head needs the sum of all, so that nothing can be printed before the end. */
bool
cli_check_is_whole(const cli_settings *settings);

/* An entry's text: no controls, valid UTF-8. With the address where that tells it apart. */
#define CLI_CHECK_NAME 600
void
cli_check_name(const cli_check_line *line, char name[CLI_CHECK_NAME]);

/* What was typed need not be; JSON and XML must. */
bool
cli_check_is_utf8(const char *text);

/* The formats of machines. */
void
cli_check_write_json(FILE *out, const cli_check_line *line);
void
cli_check_write_junit(FILE *out, const cli_check_line *line);
void
cli_check_write_nagios(FILE *out, const cli_check_line *line);
void
cli_check_write_nagios_head(FILE *out, const cli_check_sum *sum, const char *only);

/* Instant at which the leaf of a report ends; 0 when it has none. */
int64_t
cli_check_not_after(const certpolicy_report *report);

#endif
