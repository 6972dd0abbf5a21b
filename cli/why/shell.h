/* Commands as this machine's shell takes them. */
#ifndef CLI_WHY_SHELL_H
#define CLI_WHY_SHELL_H

#include "options.h"

#include <stdbool.h>
#include <stdio.h>

/* Printable ASCII: what is not cannot be typed, and is in no command. */
bool
why_is_typable(const char *text);

/* Letters, digits, hyphens and underscores with dots between, and never an option: what a
 * certificate may call a host in a command. */
bool
why_is_host_name(const char *text);

/* As one word of a shell's, quoted if need be. */
void
why_put_word(FILE *out, const char *word);

/* "certpolicy NAME TARGET OPTION…" with the options of this command line that the command NAME
 * takes too, but `policy` in the place of its own: NULL leaves it out. */
void
why_put_command(
	FILE *out, const cli_settings *settings, const char *name, unsigned id, const char *policy);

#endif
