/* Saying what went wrong: one line on stderr, an exit code, and for machines an error object. */
#ifndef CLI_FAIL_H
#define CLI_FAIL_H

#include <certpolicy/types.h>

struct cli_command;
struct cli_settings;

#define CLI_PRINTF(nth, first) __attribute__((format(printf, nth, first)))

/* What went wrong with one target of many, instead of a line on stderr: settings->failure. */
typedef struct cli_failure {
	char code[64];
	char message[1024]; /* escaped as for stderr */
} cli_failure;

/* A mistake on the command line; `command` may be NULL. CLI_USAGE. */
int
cli_fail_usage(const struct cli_command *command, const char *format, ...) CLI_PRINTF(2, 3);

/*
 * Something could not be judged. `code` is stable and dotted ("connect.refused"). With --format
 * json an error object goes to stdout as well. With settings->failure both are kept there instead.
 * CLI_NOT_JUDGED.
 */
int
cli_fail(const struct cli_settings *settings, const char *code, const char *format, ...)
	CLI_PRINTF(3, 4);

/* The same for an error of the library, which is released. CLI_NOT_JUDGED or CLI_INTERNAL. */
int
cli_fail_library(const struct cli_settings *settings, certpolicy_error *error);

/* A name of the command line that the library does not know; the error is released. CLI_USAGE. */
int
cli_fail_name(const struct cli_settings *settings, certpolicy_error *error);

/* CLI_INTERNAL. */
int
cli_fail_no_memory(void);

/* One line that stops nothing. */
void
cli_note(const char *format, ...) CLI_PRINTF(1, 2);

#endif
