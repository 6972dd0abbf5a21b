/* What certpolicy env says, as JSON: the text is laid out from it. */
#ifndef CLI_ENV_DOCUMENT_H
#define CLI_ENV_DOCUMENT_H

#include "../options.h"
#include "setting.h"

#include <jansson.h>

/* Which store each client takes: [{"client", "sources": [{"source", "in_force"}]}]. NULL without
 * memory; so are the next ones. */
json_t *
env_stores(const env_found *found);

/* The policy files in force, in their order, and the policies of them; *invalid tells of one that
 * cannot be used. */
json_t *
env_policies(const cli_settings *settings, bool *invalid);

/* The folder of imported data. */
json_t *
env_data(const cli_settings *settings, bool *invalid);

/* A page of it. An exit code. */
int
env_show(const json_t *document);

#endif
