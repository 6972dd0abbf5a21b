/* Zones: development, internal, dmz, public; of a peer's name, of an address. */
#ifndef CP_CLASSIFY_SCOPE_H
#define CP_CLASSIFY_SCOPE_H

#include "classify/peer.h"
#include "store/scope_entry.h"

/* From the least to the most public. */
typedef enum cp_zone { CP_ZONE_DEVELOPMENT, CP_ZONE_INTERNAL, CP_ZONE_DMZ, CP_ZONE_PUBLIC } cp_zone;

typedef struct cp_zone_entry {
	cp_zone zone; /* development, internal or dmz */
	cp_scope_entry entry;
} cp_zone_entry;

/* What policy files add to the built-in zones; may be empty. Lent. */
typedef struct cp_zones {
	const cp_zone_entry *entries;
	size_t n_entries;
} cp_zones;

/* The zone of one name or address: the built-in ones and `zones`; in several: the more public one.
 */
cp_zone
cp_zone_of_name(const cp_zones *zones, cp_bytes host);
cp_zone
cp_zone_of_address(const cp_zones *zones, cp_bytes address);

/* Whether no public CA may vouch for an address of 4 or 16 octets (reserved.def). */
bool
cp_address_is_reserved(cp_bytes address);

/* Of all peers the most public; no peer is public. Without regard to the address. */
cp_zone
cp_zone_of_peers(const cp_zones *zones, const cp_peer *peers, size_t n_peers);

/* Static; "development", "internal", "dmz", "public". */
const char *
cp_zone_name(cp_zone zone);
CP_CHECK_RESULT bool
cp_zone_by_name(cp_bytes name, cp_zone *zone);

/* Development or internal: where dev-allow softens and pins replace anchors. */
static inline bool
cp_zone_is_near(cp_zone zone)
{
	return zone <= CP_ZONE_INTERNAL;
}

#endif
