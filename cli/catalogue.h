/* The library's JSON about codes and policies, read once more so that it can be laid out for
 * people. */
#ifndef CLI_CATALOGUE_H
#define CLI_CATALOGUE_H

#include "options.h"

#include <certpolicy/certpolicy.h>

#include <jansson.h>
#include <stdio.h>

/* What the library knows of a code. 0 and a new reference, or an exit code after a line on stderr.
 */
int
cli_catalogue_code(const cli_settings *settings, const char *code, json_t **object);

/* Takes a string of the library, released in either case: NULL means no memory. 0 or an exit code.
 */
int
cli_catalogue_read(char *text, json_t **object);

/* A member that is a string; "" for anything else. Lent. */
const char *
cli_catalogue_string(const json_t *object, const char *name);

/* The action of a cell, "deny", with an asterisk when it is milder in some cases. `room` takes the
 * text. */
const char *
cli_catalogue_action(const json_t *cell, char room[16]);

/* A table's heading: the policies' names over `n` columns of `width[i]`, cut at a hyphen into two
 * lines, with `lead` columns before them. */
void
cli_catalogue_heading(
	FILE *out, const char *lead_text, int lead, const char *const *names, size_t n);

/* How wide a policy's column has to be. */
int
cli_catalogue_width(const char *name);

#endif
