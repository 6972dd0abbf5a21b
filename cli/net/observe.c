/*
 * Puts the input of a probe together for a target, finds the addresses, and goes through them. The
 * proxy of the environment is looked up for each target, since no_proxy speaks of hosts.
 */
#include <config.h>
#include "observe.h"
#include "deadline.h"
#include "network.h"
#include "options.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One target: what is asked for, and what that took. */
typedef struct journey {
	const cli_network *network;
	const cli_target *target;
	cli_probe_input input;
	cli_proxy proxy;
	cli_addresses proxy_addresses;
	cli_observation *seen;
} journey;

static bool
fail(cli_observation *seen, const char *code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static bool
fail(cli_observation *seen, const char *code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(seen->message, sizeof(seen->message), format, args);
	va_end(args);
	seen->code = code;
	return false;
}

static bool
is_name(const char *peer)
{
	return !cli_target_is_address(peer) && strpbrk(peer, "@/:") == NULL;
}

/* The name that the server is asked for: of the first --peer that is one (of a service, its
 * domain), else the host itself. Addresses are never sent (RFC 6066 section 3). */
static const char *
server_name(const cli_network *network, const cli_target *target)
{
	const cli_list *peers = &network->settings->peers;
	const char *dot;
	size_t i;

	if (network->sends_no_name)
		return NULL;
	if (network->server_name != NULL)
		return network->server_name;
	for (i = 0; i < peers->n; i++) {
		dot = *peers->items[i] == '_' ? strchr(peers->items[i], '.') : NULL;
		if (is_name(peers->items[i]))
			return dot != NULL ? dot + 1 : peers->items[i];
	}
	return target->host_is_address ? NULL : target->host;
}

void
cli_network_input(const cli_network *network, const cli_target *target, cli_probe_input *input)
{
	memset(input, 0, sizeof(*input));
	input->host = target->host;
	input->port = target->port;
	input->server_name = server_name(network, target);
	input->starttls = network->has_starttls ? network->starttls : target->service->starttls;
	input->credentials = network->credentials;
	input->timeouts = network->timeouts;
	input->deadline = cli_deadline_in(network->timeouts.all, INT64_MAX);
}

static bool
resolve(const cli_network *network, const char *host, const char *port, int64_t deadline,
	cli_aside *aside, cli_addresses *addresses, cli_observation *seen)
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
		return fail(seen, "connect.timeout",
			"the look-up of %s did not end within its time", host);
	case CLI_RESOLVED_NO_MEMORY:
		return fail(seen, "library.no-memory", "out of memory");
	case CLI_RESOLVED_NOT:
		break;
	}
	return fail(seen, "connect.resolve", "cannot resolve %s: %s", host, reason);
}

static const cli_fixed *
find_fixed(const cli_network *network, const cli_target *target)
{
	size_t i;

	for (i = 0; i < network->n_fixed; i++) {
		if (strcasecmp(network->fixed[i].host, target->host) == 0 &&
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
		return fail(seen, "library.no-memory", "out of memory");
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
	       fail(seen, "connect.resolve", "--resolve has no address of this family for %s",
		       fixed->host);
}

/* Where to connect to, as far as that is decided here. */
static bool
find_addresses(const cli_network *network, const cli_target *target, int64_t deadline,
	cli_aside *aside, cli_addresses *addresses, cli_observation *seen)
{
	const cli_fixed *fixed = find_fixed(network, target);
	const char *port = network->connect_port[0] != '\0' ? network->connect_port : target->port;
	bool found;

	addresses->items = NULL;
	addresses->n = 0;
	if (network->connect_host[0] != '\0')
		return resolve(
			network, network->connect_host, port, deadline, aside, addresses, seen);
	if (fixed != NULL)
		return resolve_fixed(network, fixed, addresses, seen);
	found = resolve(network, target->host, target->port, deadline, aside, addresses, seen);
	if (!found && strcmp(target->text, target->host) == 0)
		strncat(seen->message, ", and there is no such file",
			sizeof(seen->message) - strlen(seen->message) - 1);
	return found;
}

/* The proxy for this target, with its own addresses; input.proxy stays NULL for none. */
static bool
find_proxy(journey *way)
{
	const cli_network *network = way->network;
	cli_observation *seen = way->seen;
	const char *reason = NULL;

	if (network->proxy_is_none)
		return true;
	if (network->has_proxy)
		way->proxy = network->proxy;
	else if (!cli_proxy_from_environment(
			 way->target->service->name, way->target->host, &way->proxy, &reason))
		return true;
	if (reason != NULL)
		return fail(
			seen, "connect.proxy", "the proxy of %s: %s", way->proxy.source, reason);
	way->input.proxy = &way->proxy;
	seen->stage = CLI_STAGE_RESOLVE;
	if (!resolve(network, way->proxy.host, way->proxy.port, way->input.deadline,
		    way->input.aside, &way->proxy_addresses, seen))
		return false;
	way->input.proxy_addresses = &way->proxy_addresses;
	return true;
}

/* Whether the proxy is to look the name up. */
static bool
leaves_name_to_proxy(const journey *way)
{
	return way->input.proxy != NULL && way->input.proxy->kind != CLI_PROXY_SOCKS5 &&
	       way->network->connect_host[0] == '\0' &&
	       find_fixed(way->network, way->target) == NULL && !way->target->host_is_address;
}

static bool
begin(journey *way, const cli_network *network, const cli_target *target, cli_aside *aside,
	cli_observation *seen)
{
	memset(way, 0, sizeof(*way));
	memset(seen, 0, sizeof(*seen));
	seen->alert = -1;
	way->network = network;
	way->target = target;
	way->seen = seen;
	cli_network_input(network, target, &way->input);
	way->input.aside = aside;
	return find_proxy(way);
}

static void
end(journey *way)
{
	cli_addresses_clear(&way->proxy_addresses);
	explicit_bzero(&way->proxy, sizeof(way->proxy));
}

static bool
has_same_leaf(const cli_observation *seen, const gnutls_datum_t *leaf)
{
	return seen->n_chain > 0 && seen->chain[0].size == leaf->size &&
	       memcmp(seen->chain[0].data, leaf->data, leaf->size) == 0;
}

/* Once more without asking for timestamps, which GnuTLS tripped over; those that came are kept for
 * the same leaf. They need no handshake to be true: logs signed them. */
static bool
probe_without_timestamps(journey *way)
{
	cli_observation first = *way->seen;
	bool ran;

	way->input.asks_no_timestamps = true;
	ran = cli_probe(&way->input, way->seen);
	if (ran && has_same_leaf(way->seen, &first.chain[0])) {
		way->seen->sct_list = first.sct_list;
		first.sct_list.data = NULL;
	}
	cli_observation_clear(&first);
	return ran;
}

/* One address, and if need be once more with less. */
static bool
probe(journey *way, const cli_address *address)
{
	way->input.address = address;
	way->input.priority = NULL;
	way->input.asks_no_timestamps = false;
	if (!cli_probe(&way->input, way->seen))
		return false;
	if (cli_deadline_left(way->input.deadline) == 0)
		return true;
	if (way->seen->is_tripped)
		return probe_without_timestamps(way);
	if (!way->seen->is_retryable)
		return true;
	cli_observation_clear(way->seen);
	way->input.priority = cli_probe_fewer;
	return cli_probe(&way->input, way->seen);
}

/* A silent address does not use up the time of those behind it. */
static void
share_time(journey *way, size_t n_left)
{
	unsigned *connect = &way->input.timeouts.phase[CLI_STAGE_CONNECT];
	unsigned left = (unsigned)cli_deadline_left(way->input.deadline);

	if (left > way->network->timeouts.phase[CLI_STAGE_CONNECT])
		left = way->network->timeouts.phase[CLI_STAGE_CONNECT];
	*connect = n_left > 1 ? left / (unsigned)n_left : left;
}

static bool
probe_each(journey *way, const cli_addresses *addresses)
{
	size_t i;
	bool ran = true;

	for (i = 0; i < addresses->n && ran; i++) {
		if (i > 0)
			cli_observation_clear(way->seen);
		share_time(way, addresses->n - i);
		ran = probe(way, &addresses->items[i]);
		if (way->seen->code == NULL || way->seen->stage > CLI_STAGE_CONNECT)
			break;
	}
	return ran;
}

bool
cli_network_resolve(const cli_network *network, const cli_target *target, cli_aside *aside,
	cli_addresses *addresses, cli_observation *seen)
{
	journey way;
	bool found = begin(&way, network, target, aside, seen);

	addresses->items = NULL;
	addresses->n = 0;
	if (found && leaves_name_to_proxy(&way))
		found = fail(seen, "connect.proxy",
			"the addresses of %s are the proxy's to know: it resolves names",
			target->host);
	else if (found)
		found = find_addresses(network, target, way.input.deadline, aside, addresses, seen);
	end(&way);
	return found;
}

bool
cli_observe(const cli_network *network, const cli_target *target, cli_aside *aside,
	cli_observation *seen)
{
	journey way;
	cli_addresses addresses = {NULL, 0};
	bool ran = true;

	if (!begin(&way, network, target, aside, seen))
		ran = strcmp(seen->code, "library.no-memory") != 0;
	else if (leaves_name_to_proxy(&way))
		ran = probe(&way, NULL);
	else if (find_addresses(network, target, way.input.deadline, aside, &addresses, seen))
		ran = probe_each(&way, &addresses);
	else
		ran = strcmp(seen->code, "library.no-memory") != 0;
	cli_addresses_clear(&addresses);
	end(&way);
	return ran;
}

bool
cli_observe_address(const cli_network *network, const cli_target *target,
	const cli_address *address, cli_aside *aside, cli_observation *seen)
{
	journey way;
	bool ran = true;

	if (begin(&way, network, target, aside, seen))
		ran = probe(&way, address);
	end(&way);
	return ran;
}
