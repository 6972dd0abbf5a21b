/* Connections over TCP. */
#ifndef CLI_NET_DIAL_H
#define CLI_NET_DIAL_H

#include "resolve.h"
#include "wire.h"

/* Connects within the wire's deadline: 0 and wire->fd, which the caller closes, or an errno. */
int
cli_dial(const cli_address *address, cli_wire *wire);

/* Tries addresses in their order until one answers; a silent one does not use up the time of those
 * behind it. 0 and the one in *answered, or the errno of the last. */
int
cli_dial_any(const cli_addresses *addresses, cli_wire *wire, const cli_address **answered);

#endif
