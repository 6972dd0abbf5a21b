/* Files of certificates, and passwords. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "options.h"
#include "target.h"

#include <certpolicy/request.h>

/* Adds the certificates of a file or of standard input to a request. 0, or an exit code after a
 * line on stderr. */
int
cli_input_add(const cli_settings *settings, const cli_target *target, certpolicy_request *request);

/* Adds the OCSP responses of --ocsp-staple and --ocsp. 0, or an exit code after a line on stderr. */
int
cli_input_add_responses(const cli_settings *settings, certpolicy_request *request);

#endif
