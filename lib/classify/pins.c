/*
 * Pins. Those without a peer count for every peer; those with one for that peer only. Of several
 * peers each is looked at by itself and the worst stands: an endpoint that goes by two names must
 * satisfy the pins of both.
 */
#include <config.h>

#include "classify/pins.h"

static bool
is_peer_of(const cp_pin *pin, const cp_peer *peer)
{
	cp_bytes host = cp_bytes_of_string(peer->host);

	if (!pin->has_peer)
		return true;
	if (pin->peer.is_network)
		return peer->address_len > 0 &&
		       cp_scope_entry_covers_address(
			       &pin->peer, cp_bytes_of(peer->address, peer->address_len));
	if (host.len == 0)
		return false;
	/* A plain name means itself here, not what lies below it. */
	if (!pin->peer.is_wildcard)
		return cp_bytes_equal(host, cp_bytes_of_string(pin->peer.name));
	return cp_scope_entry_covers_name(&pin->peer, host);
}

static bool
is_borne_by(const cp_pin *pin, const cp_cert *cert)
{
	return cert->key.spki.len > 0 &&
	       memcmp(pin->spki_sha256, cert->spki_sha256, sizeof(pin->spki_sha256)) == 0;
}

/*
 * Which certificates count: all of an anchored path, whose links are authenticated; of another one
 * only the leaf, since anybody can send somebody else's certificates after it.
 */
static bool
is_borne_by_path(const cp_pin *pin, const cp_path *path)
{
	size_t i, n = path->end == CP_PATH_ANCHORED || path->n_certs == 0 ? path->n_certs : 1;

	for (i = 0; i < n; i++) {
		if (is_borne_by(pin, path->certs[i]))
			return true;
	}
	return false;
}

static void
hold_pin(
	cp_pin_facts *facts, const cp_pin *pin, const cp_path *path, const cp_walk_request *request)
{
	bool live = !pin->has_until || request->time <= pin->until;
	bool borne = is_borne_by_path(pin, path);

	if (pin->has_until)
		cp_horizon_note_end(request->horizon, pin->until);
	facts->n_configured++;
	facts->n_live += live;
	if (!borne)
		return;
	if (live) {
		facts->matched = true;
		if (is_borne_by(pin, path->certs[0]))
			facts->leaf_matched = true;
	} else if (!facts->matched_lapsed || pin->until > facts->lapsed_at) {
		facts->matched_lapsed = true;
		facts->lapsed_at = pin->until;
	}
}

/* From the worst to the best. */
static int
rank(const cp_pin_facts *facts)
{
	if (facts->n_configured > 0 && !facts->matched)
		return 0;
	if (facts->n_configured == 0)
		return 1;
	return facts->leaf_matched ? 3 : 2;
}

/* `peer` NULL: nobody said who it is, or nobody wants to know. */
static cp_pin_facts
judge_peer(const cp_peer *peer, const cp_path *path, const cp_walk_request *request,
	const cp_walk_terms *terms)
{
	cp_pin_facts facts = {.n_configured = 0};
	size_t i;

	for (i = 0; i < terms->n_pins; i++) {
		const cp_pin *pin = &terms->pins[i];

		if (peer != NULL ? is_peer_of(pin, peer) : !pin->has_peer)
			hold_pin(&facts, pin, path, request);
	}
	return facts;
}

void
cp_pins_judge(cp_pin_facts *facts, const cp_path *path, const cp_walk_request *request,
	const cp_walk_terms *terms)
{
	size_t i;

	*facts = (cp_pin_facts){.n_configured = 0};
	if (terms->n_pins == 0)
		return;
	*facts = judge_peer(request->n_peers > 0 ? &request->peers[0] : NULL, path, request, terms);
	for (i = 1; i < request->n_peers; i++) {
		cp_pin_facts another = judge_peer(&request->peers[i], path, request, terms);

		if (rank(&another) < rank(facts))
			*facts = another;
	}
}
