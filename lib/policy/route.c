/* Which policy an endpoint gets: routes, first match wins, and the floor of its zone. */
#include <config.h>
#include "policy/set.h"

/* A plain name stands for itself only: a route to corp.example is none to what lies below. */
static bool
entry_is_peer(const cp_scope_entry *entry, const cp_peer *peer)
{
	cp_bytes host = cp_bytes_of_string(peer->host);

	if (peer->address_len > 0)
		return cp_scope_entry_covers_address(
			entry, cp_bytes_of(peer->address, peer->address_len));
	if (entry->is_network || entry->is_wildcard)
		return cp_scope_entry_covers_name(entry, host);
	return cp_bytes_equal(cp_bytes_of_string(entry->name), host);
}

/* Of several peers all have to be meant: no peer gets a policy through another's name. */
static bool
route_matches(const cp_route *route, const cp_peer *peers, size_t n_peers, cp_zone zone)
{
	size_t i;

	if (route->has_zone && route->zone != zone)
		return false;
	if (!route->has_peer)
		return true;
	for (i = 0; i < n_peers; i++) {
		if (!entry_is_peer(&route->peer, &peers[i]))
			return false;
	}
	return n_peers > 0;
}

certpolicy_policy *
cp_policy_set_route(const cp_policy_set *set, const cp_peer *peers, size_t n_peers, cp_zone zone)
{
	size_t i;

	for (i = 0; i < set->n_routes; i++) {
		if (route_matches(&set->routes[i], peers, n_peers, zone))
			return set->routes[i].policy;
	}
	return NULL;
}

certpolicy_policy *
cp_policy_set_floor(const cp_policy_set *set, cp_zone zone)
{
	/* What the table says of peers outside the near zones holds for the dmz: it is nearer to
	 * public. */
	if (zone == CP_ZONE_DMZ && set->floors[zone].policy == NULL)
		zone = set->floors[CP_ZONE_PUBLIC].policy != NULL ? CP_ZONE_PUBLIC
								  : CP_ZONE_INTERNAL;
	return set->floors[zone].policy;
}
