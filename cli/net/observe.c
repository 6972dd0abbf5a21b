/*
 * Puts the input of a probe together for a target, and goes through its addresses. The
 * proxy of the environment is looked up for each target, since no_proxy speaks of hosts.
 */
#include <config.h>
#include "observe.h"
#include "deadline.h"
#include "network.h"
#include "options.h"

#include <stdint.h>
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
		return cli_network_fail(
			seen, "connect.proxy", "the proxy of %s: %s", way->proxy.source, reason);
	way->input.proxy = &way->proxy;
	seen->stage = CLI_STAGE_RESOLVE;
	if (!cli_network_look_up(network, way->proxy.host, way->proxy.port, way->input.deadline,
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
	       cli_network_fixed(way->network, way->target) == NULL &&
	       !way->target->host_is_address;
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
		found = cli_network_fail(seen, "connect.proxy",
			"the addresses of %s are the proxy's to know: it resolves names",
			target->host);
	else if (found)
		found = cli_network_addresses(
			network, target, way.input.deadline, aside, addresses, seen);
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
	else if (cli_network_addresses(
			 network, target, way.input.deadline, aside, &addresses, seen))
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
