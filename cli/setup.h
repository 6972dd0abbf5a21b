/* From settings to an engine: what is trusted, what is known, which policies are in force. */
#ifndef CLI_SETUP_H
#define CLI_SETUP_H

#include "options.h"

#include <certpolicy/certpolicy.h>

#include <limits.h>

/* An engine that holds the policy files of the machine, the user, the environment and the command
 * line, in that order. 0, or an exit code after a line on stderr. */
int
cli_setup_policies(const cli_settings *settings, certpolicy_engine **engine);

/* The same with anchors, limits, the clock and all else that the options name. */
int
cli_setup_engine(const cli_settings *settings, certpolicy_engine **engine);

/*
 * What the options say of any request: policy (from CERTPOLICY_POLICY too), peers, purpose. A new
 * request without a chain.
 */
int
cli_setup_request(const cli_settings *settings, const certpolicy_engine *engine,
	certpolicy_request **request);

/* Adds an identity by its look: a URI has "://", a mailbox "@", a service begins with "_", the rest
 * is a host or an address. */
int
cli_setup_peer(const cli_settings *settings, certpolicy_request *request, const char *peer);

/* The largest value that --limit takes; sums of two cannot overflow. */
#define CLI_LARGEST_LIMIT (ULONG_MAX / 4)

/* Reads a positive number no larger than `most`; 0 when it is none. */
unsigned long
cli_setup_number(const char *text, unsigned long most);

#endif
