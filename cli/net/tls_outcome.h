/* What comes after a handshake. Only the files of this folder see it. */
#ifndef CLI_NET_TLS_OUTCOME_H
#define CLI_NET_TLS_OUTCOME_H

#include "attempt.h"

/* Fills the observation; GnuTLS's status and that of the wire say how it went. */
bool
cli_tls_take(cli_attempt *attempt, cli_wire_result result, int status);
/* What came was no TLS. False. */
bool
cli_tls_fail_no_tls(cli_attempt *attempt);

#endif
