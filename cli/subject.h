/* What check and describe look at: a request filled from the TARGET operand. */
#ifndef CLI_SUBJECT_H
#define CLI_SUBJECT_H

#include "options.h"

#include <certpolicy/certpolicy.h>

/* The engine and the request of a command with a TARGET. 0, or an exit code after a line on stderr.
 */
int
cli_subject_get(
	const cli_settings *settings, certpolicy_engine **engine, certpolicy_request **request);

#endif
