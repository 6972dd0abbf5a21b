/* A policy laid out for people. */
#ifndef CLI_POLICY_SHOW_H
#define CLI_POLICY_SHOW_H

#include <jansson.h>

/* Prints what certpolicy_policy_to_json says. An exit code. */
int
cli_policy_show_text(const json_t *policy);

#endif
