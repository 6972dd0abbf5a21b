/* What a server sent, kept in files. */
#ifndef CLI_CHAIN_FILE_H
#define CLI_CHAIN_FILE_H

#include "checked.h"

/* Whether --save-chain can be done for so many: of several it must be a folder. 0, or an exit code
 * after a line on stderr. */
int
cli_chain_file_check(const cli_settings *settings, bool is_many);

/* Writes the chain of one target, whole or not at all. 0, or an exit code after a line on stderr.
 */
int
cli_chain_file_save(
	const cli_settings *settings, const cli_entry *entry, const cli_checked *checked);

#endif
