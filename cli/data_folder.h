/* The folder of imported data. */
#ifndef CLI_DATA_FOLDER_H
#define CLI_DATA_FOLDER_H

#include "options.h"

#include <certpolicy/certpolicy.h>

/*
 * What --data says, or the user's own folder; *folder is for free(), NULL for "none" and where
 * there is no home. 0, or an exit code after a line on stderr.
 */
int
cli_data_folder(const cli_settings *settings, char **folder);

/* Into an engine: what the folder has; the user's own need not be there. */
int
cli_data_add(const cli_settings *settings, certpolicy_engine *engine);

#endif
