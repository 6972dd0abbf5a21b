/* The policy files that are in force without being named on the command line. */
#ifndef CLI_POLICY_FILES_H
#define CLI_POLICY_FILES_H

#include "options.h"

#include <certpolicy/engine.h>

typedef int
cli_policy_file_callback(void *user, const cli_settings *settings, const char *path);

/* Calls for each of the files below, in their order. 0, what the callback stopped with, or an exit
 * code after a line on stderr. */
int
cli_policy_files_each(const cli_settings *settings, cli_policy_file_callback *callback, void *user);

/*
 * Loads /etc/certpolicy/policy.d, $XDG_CONFIG_HOME/certpolicy (else ~/.config/certpolicy) and the
 * file that CERTPOLICY_FILE names: of folders the *.yaml, *.yml and *.json in the order of their
 * names. 0, or an exit code after a line on stderr.
 */
int
cli_policy_files_add(const cli_settings *settings, certpolicy_engine *engine);

/* The user's folder of policy files, owned by the caller; NULL when there is none, or no memory. */
char *
cli_policy_files_folder(void);

/* Loads one file, or the draft that stands in its place. 0, or an exit code after a line on stderr.
 */
int
cli_policy_files_add_one(const cli_settings *settings, certpolicy_engine *engine, const char *path);

#endif
