/* What check and describe look at: a request filled from the TARGET operand. */
#ifndef CLI_SUBJECT_H
#define CLI_SUBJECT_H

#include "net/observe.h"
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

/* The first part of that: responses of --ocsp and --ocsp-staple, and the peer. */
int
cli_subject_frame(
	const cli_settings *settings, const cli_target *target, certpolicy_request *request);
/* The last part for a host, once it was observed; what cannot be judged is said. */
int
cli_subject_take(
	const cli_settings *settings, const cli_observation *seen, certpolicy_request *request);

#endif
