/*
 * From a TARGET and the options to what was seen there: which addresses, which proxy, which talk
 * before TLS, which name to ask for. One that does not answer is followed by the next; a server
 * that TLS 1.3 is too much for is asked again without.
 */
#ifndef CLI_NET_OBSERVE_H
#define CLI_NET_OBSERVE_H

#include "probe.h"

struct cli_settings;

/* What the options say of every connection of a run. */
typedef struct cli_network cli_network;

/* Reads --sni, --connect, --resolve, --proxy, --starttls, --cert, time-outs and the rest, and the
 * variables of proxies. 0, or an exit code after a line on stderr. */
int
cli_network_new(const struct cli_settings *settings, cli_network **network);
void
cli_network_free(cli_network *network);

/* The input of a probe of a host, but for its address: for attempts that are otherwise than usual.
 * What it points to is lent by both. */
void
cli_network_input(const cli_network *network, const cli_target *target, cli_probe_input *input);

/* The addresses of a host, as the options have them; none with a proxy that resolves. False: `seen`
 * says why. Any thread. */
bool
cli_network_resolve(const cli_network *network, const cli_target *target, cli_aside *aside,
	cli_addresses *addresses, cli_observation *seen);

/* Goes through the addresses of a host until one answers. `seen` is always to be cleared; look at
 * its code. `aside` may be NULL. Any thread; false without memory. */
bool
cli_observe(const cli_network *network, const cli_target *target, cli_aside *aside,
	cli_observation *seen);

/* The same for one address of cli_network_resolve. */
bool
cli_observe_address(const cli_network *network, const cli_target *target,
	const cli_address *address, cli_aside *aside, cli_observation *seen);

#endif
