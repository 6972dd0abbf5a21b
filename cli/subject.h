/* What check and describe look at: a request filled from the TARGET operand. */
#ifndef CLI_SUBJECT_H
#define CLI_SUBJECT_H

#include "net/target.h"
#include "options.h"

#include <certpolicy/certpolicy.h>

/* The engine and the request of a command with a TARGET. 0, or an exit code after a line on stderr.
 */
int
cli_subject_get(
	const cli_settings *settings, certpolicy_engine **engine, certpolicy_request **request);

/* Puts what a target presents into a request; of a host, it is the peer unless the options say
 * otherwise. 0, or an exit code after a line on stderr. */
int
cli_subject_fill(
	const cli_settings *settings, const cli_target *target, certpolicy_request *request);

#endif
