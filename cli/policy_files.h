/* The policy files that are in force without being named on the command line. */
#ifndef CLI_POLICY_FILES_H
#define CLI_POLICY_FILES_H

#include "options.h"

#include <certpolicy/engine.h>

/*
 * Loads /etc/certpolicy/policy.d, $XDG_CONFIG_HOME/certpolicy (else ~/.config/certpolicy) and the
 * file that CERTPOLICY_FILE names: of folders the *.yaml, *.yml and *.json in the order of their
 * names. 0, or an exit code after a line on stderr.
 */
int
cli_policy_files_add(const cli_settings *settings, certpolicy_engine *engine);

#endif
