/* From names to addresses, within a time. */
#ifndef CLI_NET_RESOLVE_H
#define CLI_NET_RESOLVE_H

#include "aside.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

typedef struct cli_address {
	struct sockaddr_storage socket; /* with the port */
	socklen_t socket_len;           /* octets */
	char text[64];                  /* numeric, without port and zone */
} cli_address;

/* More are not looked at. */
#define CLI_MOST_ADDRESSES 64

typedef struct cli_addresses {
	cli_address *items; /* owned; release with cli_addresses_clear */
	size_t n;
} cli_addresses;

typedef enum cli_resolved {
	CLI_RESOLVED,
	CLI_RESOLVED_NOT,  /* *reason says why */
	CLI_RESOLVED_LATE, /* no answer by the deadline */
	CLI_RESOLVED_NO_MEMORY
} cli_resolved;

/*
 * The addresses of a host (a name, with letters beyond ASCII too, or an address) for TCP at a port
 * (digits), in the resolver's order, by AF_UNSPEC, AF_INET or AF_INET6. `deadline` is of
 * cli_deadline_in, `aside` may be NULL. On CLI_RESOLVED_NOT *reason is static text, good until the
 * thread asks again. Any thread.
 */
cli_resolved
cli_resolve(const char *host, const char *port, int family, int64_t deadline, cli_aside *aside,
	cli_addresses *addresses, const char **reason);

void
cli_addresses_clear(cli_addresses *addresses);

#endif
