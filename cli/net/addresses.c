/*
 * Where to connect to for a target: by --connect, by --resolve, else as the resolver says. What
 * comes of it when there is nowhere is put into words here.
 */
#include <config.h>
#include "deadline.h"
#include "network.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool
cli_network_fail(cli_observation *seen, const char *code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(seen->message, sizeof(seen->message), format, args);
	va_end(args);
	seen->code = code;
	return false;
}

bool
cli_network_look_up(const cli_network *network, const char *host, const char *port,
	int64_t deadline, cli_aside *aside, cli_addresses *addresses, cli_observation *seen)
{
	const char *reason;
	cli_resolved result = cli_resolve(host, port, network->family,
		cli_deadline_in(network->timeouts.phase[CLI_STAGE_RESOLVE], deadline), aside,
		addresses, &reason);

	switch (result) {
	case CLI_RESOLVED:
		if (addresses->n > 0)
			return true;
		reason = "it has no address";
		break;
	case CLI_RESOLVED_LATE:
		return cli_network_fail(seen, "connect.timeout",
			"the look-up of %s did not end within its time", host);
	case CLI_RESOLVED_NO_MEMORY:
		return cli_network_fail(seen, "library.no-memory", "out of memory");
	case CLI_RESOLVED_NOT:
		break;
	}
	return cli_network_fail(seen, "connect.resolve", "cannot resolve %s: %s", host, reason);
}

/* Whether two names of hosts are one: in any letters, with the root's dot at the end or without. */
static bool
is_same_host(const char *a, const char *b)
{
	size_t len = strlen(a), other = strlen(b);

	len -= len > 1 && a[len - 1] == '.';
	other -= other > 1 && b[other - 1] == '.';
	return len == other && strncasecmp(a, b, len) == 0;
}

const cli_fixed *
cli_network_fixed(const cli_network *network, const cli_target *target)
{
	size_t i;

	for (i = 0; i < network->n_fixed; i++) {
		if (is_same_host(network->fixed[i].host, target->host) &&
			strcmp(network->fixed[i].port, target->port) == 0)
			return &network->fixed[i];
	}
	return NULL;
}

/* The addresses of --resolve, one look-up each, which nobody is asked for. */
static bool
resolve_fixed(const cli_network *network, const cli_fixed *fixed, cli_addresses *addresses,
	cli_observation *seen)
{
	cli_addresses one;
	char host[64], port[6];
	const char *at = fixed->addresses, *reason;
	size_t len, n = 1;

	for (; *at != '\0'; at++)
		n += *at == ',';
	addresses->items = calloc(n, sizeof(*addresses->items));
	if (addresses->items == NULL)
		return cli_network_fail(seen, "library.no-memory", "out of memory");
	for (at = fixed->addresses; addresses->n < n && *at != '\0'; at += len + (at[len] == ',')) {
		len = strcspn(at, ",");
		if (!cli_network_address(at, len, host, port) ||
			cli_resolve(host, fixed->port, network->family, INT64_MAX, NULL, &one,
				&reason) != CLI_RESOLVED)
			continue; /* of the other family, with -4 or -6 */
		if (one.n > 0)
			addresses->items[addresses->n++] = one.items[0];
		cli_addresses_clear(&one);
	}
	return addresses->n > 0 ||
	       cli_network_fail(seen, "connect.resolve",
		       "--resolve has no address of this family for %s", fixed->host);
}

/* Where to connect to, as far as that is decided here. */
bool
cli_network_addresses(const cli_network *network, const cli_target *target, int64_t deadline,
	cli_aside *aside, cli_addresses *addresses, cli_observation *seen)
{
	const cli_fixed *fixed = cli_network_fixed(network, target);
	const char *port = network->connect_port[0] != '\0' ? network->connect_port : target->port;
	bool found;

	addresses->items = NULL;
	addresses->n = 0;
	if (network->connect_host[0] != '\0')
		return cli_network_look_up(
			network, network->connect_host, port, deadline, aside, addresses, seen);
	if (fixed != NULL)
		return resolve_fixed(network, fixed, addresses, seen);
	found = cli_network_look_up(
		network, target->host, target->port, deadline, aside, addresses, seen);
	if (!found && strcmp(target->text, target->host) == 0)
		strncat(seen->message, ", and there is no such file",
			sizeof(seen->message) - strlen(seen->message) - 1);
	return found;
}
