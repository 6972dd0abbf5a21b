/* The text of an exception; policy_edit.c puts it in its place. */
#ifndef CLI_POLICY_TEXT_H
#define CLI_POLICY_TEXT_H

#include "policy_edit.h"

#include <stdio.h>

/* JSON in one line, which is YAML as well. */
void
cli_policy_put_json(FILE *out, const json_t *value);
void
cli_policy_put_string(FILE *out, const char *text);

/* A policy with its name, in one line; and as a block, whose first line stands where it is put. */
void
cli_policy_put_line(FILE *out, const cli_policy_change *change);
void
cli_policy_put_block(FILE *out, const cli_policy_change *change, int indent);

void
cli_policy_put_route(FILE *out, const cli_policy_change *change);

/* A whole file. NULL without memory; release with free. */
char *
cli_policy_write_new(const cli_policy_change *change);

#endif
