/* Whether a browser finds the peer's name in the leaf, where that differs from RFC 9525 as judged
 * here. */
#include <config.h>
#include "browser/checks.h"

typedef bool
name_test(cp_bytes presented, cp_bytes reference);

/* A dot at the end is no part of the name, and a wildcard never stands for whole registries. */
static bool
chromium_matches(cp_bytes presented, cp_bytes reference)
{
	if (presented.len > 1 && presented.data[presented.len - 1] == '.')
		presented.len--;
	return cp_dns_matches(presented, reference) &&
	       !cp_dns_is_wildcard_of_public_suffix(presented);
}

static bool
is_presented(const cp_cert *leaf, const char *host, name_test *matches)
{
	cp_bytes rest = leaf->san;
	cp_general_name name;

	while (cp_general_name_next(&rest, &name)) {
		if (name.type == CP_GN_DNS && matches(name.value, cp_bytes_of_string(host)))
			return true;
	}
	return false;
}

static bool
is_misnamed(const cp_browser_view *view, size_t i, name_test *matches)
{
	const cp_facts *facts = view->facts;
	size_t k;

	for (k = 0; facts->peer_state == CP_PEERS_GIVEN && k < facts->n_peers; k++) {
		const cp_peer_fact *fact = &facts->peers[k];

		if (fact->peer != NULL && fact->peer->kind == CP_PEER_DNS
				? !is_presented(facts->subjects[i].cert, fact->peer->host, matches)
				: fact->match != CP_MATCH_YES)
			return true;
	}
	return false;
}

bool
cp_check_name_for_chromium(const cp_browser_view *view, size_t i)
{
	return is_misnamed(view, i, chromium_matches);
}

bool
cp_check_name_for_firefox(const cp_browser_view *view, size_t i)
{
	return is_misnamed(view, i, cp_dns_matches);
}

/* Hosts and whole domains of every browser's list of hosts that are https only. */
static const char *const preloaded[] = {
#define CP_PRELOADED(HOST) HOST,
#include "browser/preloaded.def"
#undef CP_PRELOADED
};

static bool
is_within(const char *host, const char *domain)
{
	size_t len = strlen(host), suffix = strlen(domain);

	return len >= suffix && strcmp(host + len - suffix, domain) == 0 &&
	       (len == suffix || host[len - suffix - 1] == '.');
}

bool
cp_browser_host_is_preloaded(const cp_browser_view *view)
{
	const cp_facts *facts = view->facts;
	size_t k, n;

	for (k = 0; k < facts->n_peers; k++) {
		if (facts->peers[k].peer == NULL || facts->peers[k].peer->kind != CP_PEER_DNS)
			continue;
		for (n = 0; n < CP_COUNT(preloaded); n++) {
			if (is_within(facts->peers[k].peer->host, preloaded[n]))
				return true;
		}
	}
	return false;
}
