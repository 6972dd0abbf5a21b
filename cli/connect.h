/* A TLS connection that fetches what a server presents. */
#ifndef CLI_CONNECT_H
#define CLI_CONNECT_H

#include "net/target.h"
#include "options.h"

#include <certpolicy/request.h>

/*
 * Connects to a host, makes a handshake without verifying anything, and puts chain, staple, session
 * and address into the request. The server is asked for by `server_name`, or for NULL by none. 0,
 * or an exit code after a line on stderr.
 */
int
cli_connect(const cli_settings *settings, const cli_target *target, const char *server_name,
	certpolicy_request *request);

#endif
