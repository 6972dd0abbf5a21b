/*
 * Zones of names and addresses: the built-in tables and what policy files add. The zone is the
 * peer's, never the certificate's word.
 */
#include <config.h>

#include "classify/scope.h"

#include "base/text.h"
#include "classify/names.h"

static const struct {
	const char *suffix;
	bool itself; /* the suffix alone is in the zone too; else only what lies below it */
	cp_zone zone;
	const char *source;
} name_rows[] = {
	{"localhost", true, CP_ZONE_DEVELOPMENT, "RFC 6761 6.3"},
	{"test", false, CP_ZONE_DEVELOPMENT, "RFC 6761 6.2"},
	{"local", false, CP_ZONE_INTERNAL, "RFC 6762 3"},
	{"internal", false, CP_ZONE_INTERNAL, "ICANN resolution 2024.07.29.06"},
	{"home.arpa", false, CP_ZONE_INTERNAL, "RFC 8375"},
};

static const struct {
	uint8_t address[16];
	size_t len;
	unsigned prefix_bits;
	cp_zone zone;
	const char *source;
} address_rows[] = {
	{{127}, 4, 8, CP_ZONE_DEVELOPMENT, "RFC 1122 3.2.1.3"},
	{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 16, 128, CP_ZONE_DEVELOPMENT,
		"RFC 4291 2.5.3"},
	{{10}, 4, 8, CP_ZONE_INTERNAL, "RFC 1918 3"},
	{{172, 16}, 4, 12, CP_ZONE_INTERNAL, "RFC 1918 3"},
	{{192, 168}, 4, 16, CP_ZONE_INTERNAL, "RFC 1918 3"},
	{{169, 254}, 4, 16, CP_ZONE_INTERNAL, "RFC 3927"},
	{{0xfc}, 16, 7, CP_ZONE_INTERNAL, "RFC 4193 3.1"},
	{{0xfe, 0x80}, 16, 10, CP_ZONE_INTERNAL, "RFC 4291 2.5.6"},
};

/* The more public of what is known (if anything is) and one more zone. */
static void
add_zone(bool *known, cp_zone *zone, cp_zone another)
{
	if (!*known || another > *zone)
		*zone = another;
	*known = true;
}

static bool
row_covers_name(size_t row, cp_bytes host)
{
	cp_bytes suffix = cp_bytes_of_string(name_rows[row].suffix);

	return cp_dns_is_within(host, suffix) && (name_rows[row].itself || host.len > suffix.len);
}

cp_zone
cp_zone_of_name(const cp_zones *zones, cp_bytes host)
{
	cp_zone zone = CP_ZONE_PUBLIC;
	bool known = false;
	size_t i;

	if (host.len == 0)
		return CP_ZONE_PUBLIC;
	for (i = 0; i < CP_COUNT(name_rows); i++) {
		if (row_covers_name(i, host))
			add_zone(&known, &zone, name_rows[i].zone);
	}
	/* A single label that is not for development already. */
	if (!known && memchr(host.data, '.', host.len) == NULL)
		add_zone(&known, &zone, CP_ZONE_INTERNAL);
	for (i = 0; zones != NULL && i < zones->n_entries; i++) {
		if (cp_scope_entry_covers_name(&zones->entries[i].entry, host))
			add_zone(&known, &zone, zones->entries[i].zone);
	}
	return zone;
}

static bool
has_prefix(cp_bytes address, const uint8_t *prefix, unsigned bits)
{
	unsigned octets = bits / 8, rest = bits % 8;

	if (memcmp(address.data, prefix, octets) != 0)
		return false;
	return rest == 0 || ((address.data[octets] ^ prefix[octets]) >> (8 - rest)) == 0;
}

/* What no public CA may vouch for. */
static const struct {
	size_t len; /* of an address, octets */
	unsigned bits;
	const char *prefix;
	const char *source;
} reserved[] = {
#define CP_RESERVED(len, bits, prefix, source) {len, bits, prefix, source},
#include "classify/reserved.def"
#undef CP_RESERVED
};

bool
cp_address_is_reserved(cp_bytes address)
{
	size_t i;

	for (i = 0; i < CP_COUNT(reserved); i++) {
		if (address.len == reserved[i].len &&
			has_prefix(address, (const uint8_t *)reserved[i].prefix, reserved[i].bits))
			return true;
	}
	return false;
}

static cp_bytes
without_mapping(cp_bytes address)
{
	/* RFC 4291 2.5.5.2. */
	static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

	if (address.len == 16 && memcmp(address.data, mapped, sizeof(mapped)) == 0)
		return cp_bytes_slice(address, sizeof(mapped), 4);
	return address;
}

cp_zone
cp_zone_of_address(const cp_zones *zones, cp_bytes address)
{
	cp_zone zone = CP_ZONE_PUBLIC;
	bool known = false;
	size_t i;

	address = without_mapping(address);
	for (i = 0; i < CP_COUNT(address_rows); i++) {
		if (address.len == address_rows[i].len &&
			has_prefix(address, address_rows[i].address, address_rows[i].prefix_bits))
			add_zone(&known, &zone, address_rows[i].zone);
	}
	for (i = 0; zones != NULL && i < zones->n_entries; i++) {
		if (cp_scope_entry_covers_address(&zones->entries[i].entry, address))
			add_zone(&known, &zone, zones->entries[i].zone);
	}
	return zone;
}

static cp_zone
zone_of_peer(const cp_zones *zones, const cp_peer *peer)
{
	if (peer->address_len > 0)
		return cp_zone_of_address(zones, cp_bytes_of(peer->address, peer->address_len));
	return cp_zone_of_name(zones, cp_bytes_of_string(peer->host));
}

cp_zone
cp_zone_of_peers(const cp_zones *zones, const cp_peer *peers, size_t n_peers)
{
	cp_zone zone = n_peers > 0 ? CP_ZONE_DEVELOPMENT : CP_ZONE_PUBLIC;
	size_t i;

	for (i = 0; i < n_peers; i++) {
		cp_zone another = zone_of_peer(zones, &peers[i]);

		if (another > zone)
			zone = another;
	}
	return zone;
}

static const char *const zone_names[] = {"development", "internal", "dmz", "public"};

const char *
cp_zone_name(cp_zone zone)
{
	return zone_names[zone];
}

bool
cp_zone_by_name(cp_bytes name, cp_zone *zone)
{
	size_t i;

	for (i = 0; i < CP_COUNT(zone_names); i++) {
		if (cp_bytes_equal(name, cp_bytes_of_string(zone_names[i]))) {
			*zone = (cp_zone)i;
			return true;
		}
	}
	return false;
}
