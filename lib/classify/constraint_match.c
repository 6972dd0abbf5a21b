/*
 * One name against one base of a name constraint, form by form (RFC 5280 4.2.1.10, RFC 4985). Which
 * names are held against which constraints is constraints.c's.
 */
#include <config.h>

#include "classify/constraints.h"

#include "base/text.h"
#include "classify/names.h"
#include "classify/peer.h"
#include "classify/uri.h"
#include "x509/name.h"

static bool
starts_with(cp_bytes text, const char *prefix)
{
	size_t len = strlen(prefix);

	return text.len >= len && memcmp(text.data, prefix, len) == 0;
}

/* Takes off a leading dot: such a base means what lies below it, not itself. */
static bool
take_dot(cp_bytes *base)
{
	if (!starts_with(*base, "."))
		return false;
	*base = cp_bytes_slice(*base, 1, base->len);
	return true;
}

static cp_nc_match
inside_if(bool inside)
{
	return inside ? CP_NC_INSIDE : CP_NC_OUTSIDE;
}

static bool
is_below(cp_bytes name, cp_bytes base)
{
	return name.len > base.len && cp_dns_is_within(name, base);
}

/*
 * Whether "*.rest" may stand for a name in the subtree without all that it stands for being inside:
 * the base is one label longer than `rest`.
 */
static bool
wildcard_reaches(cp_bytes wildcard, cp_bytes base)
{
	cp_bytes rest = cp_bytes_slice(wildcard, 2, wildcard.len);
	cp_bytes parent;
	const uint8_t *dot = memchr(base.data, '.', base.len);

	if (dot == NULL)
		return false;
	parent = cp_bytes_slice(base, (size_t)(dot - base.data) + 1, base.len);
	return parent.len == rest.len && cp_dns_is_within(parent, rest);
}

static cp_nc_match
match_dns(cp_bytes name, cp_bytes base)
{
	bool below_only = take_dot(&base);

	/* The empty name lies in no subtree but the one of everything. */
	if (name.len > 0 && !cp_dns_is_presentable(name))
		return CP_NC_CANNOT_READ;
	if (base.len == 0)
		return below_only ? CP_NC_CANNOT_READ : CP_NC_INSIDE;
	if (!cp_dns_is_host(base))
		return CP_NC_CANNOT_READ;
	if (below_only)
		return inside_if(is_below(name, base));
	if (cp_dns_is_within(name, base))
		return CP_NC_INSIDE;
	if (starts_with(name, "*.") && wildcard_reaches(name, base))
		return CP_NC_COULD_BE_INSIDE;
	return CP_NC_OUTSIDE;
}

static cp_nc_match
match_email(cp_bytes name, bool utf8, cp_bytes base)
{
	cp_bytes local_part, domain, base_local, base_domain;
	bool below_only;

	if (!cp_mailbox_split(name, &local_part, &domain) || !cp_dns_is_host(domain))
		return CP_NC_CANNOT_READ;
	if (base.len == 0)
		return CP_NC_INSIDE;
	if (cp_mailbox_split(base, &base_local, &base_domain)) {
		if (!cp_dns_is_host(base_domain))
			return CP_NC_CANNOT_READ;
		if (!cp_bytes_equal_nocase(domain, base_domain))
			return CP_NC_OUTSIDE;
		/* RFC 9598 6: an rfc822Name cannot say a UTF-8 local part, so none is wholly
		 * inside. */
		if (utf8)
			return CP_NC_COULD_BE_INSIDE;
		return inside_if(cp_local_part_equal(local_part, base_local));
	}
	below_only = take_dot(&base);
	if (!cp_dns_is_host(base))
		return CP_NC_CANNOT_READ;
	return inside_if(below_only ? is_below(domain, base) : cp_bytes_equal_nocase(domain, base));
}

static cp_nc_match
match_uri(cp_bytes name, cp_bytes base)
{
	cp_uri uri;
	bool below_only;

	/* A URI without a fully qualified domain name as its host is refused where a constraint
	 * holds. */
	if (!cp_uri_split(name, &uri) || uri.host_kind != CP_URI_HOST_NAME ||
		cp_dns_count_dots(uri.host) == 0)
		return CP_NC_CANNOT_READ;
	if (base.len == 0)
		return CP_NC_INSIDE;
	below_only = take_dot(&base);
	if (!cp_dns_is_host(base) || (!below_only && cp_dns_count_dots(base) == 0))
		return CP_NC_CANNOT_READ;
	return inside_if(
		below_only ? is_below(uri.host, base) : cp_bytes_equal_nocase(uri.host, base));
}

/* RFC 5280 has RFC 4632's masks: ones, then zeros. */
static bool
is_prefix_mask(const uint8_t *mask, size_t len)
{
	size_t i = 0;

	while (i < len && mask[i] == 0xff)
		i++;
	if (i < len) {
		unsigned host_bits = (uint8_t)~mask[i++];

		if ((host_bits & (host_bits + 1)) != 0)
			return false;
	}
	while (i < len && mask[i] == 0)
		i++;
	return i == len;
}

static bool
is_in_network(const uint8_t *address, const uint8_t *network, const uint8_t *mask, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (((address[i] ^ network[i]) & mask[i]) != 0)
			return false;
	}
	return true;
}

static cp_nc_match
match_ip(cp_bytes name, cp_bytes base)
{
	static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	size_t len = base.len / 2;

	if ((name.len != 4 && name.len != 16) || (base.len != 8 && base.len != 32) ||
		!is_prefix_mask(base.data + len, len))
		return CP_NC_CANNOT_READ;
	if (name.len == len)
		return inside_if(is_in_network(name.data, base.data, base.data + len, len));
	/* An IPv4-mapped address reaches an IPv4 host, whatever form the constraint has. */
	if (name.len == 16 && memcmp(name.data, mapped, sizeof(mapped)) == 0 &&
		is_in_network(name.data + sizeof(mapped), base.data, base.data + len, len))
		return CP_NC_COULD_BE_INSIDE;
	return CP_NC_OUTSIDE;
}

/*
 * RFC 4985 section 4: the base is a domain, a service, or both; each binds its own part of the
 * name. An SRVName is never empty.
 */
static cp_nc_match
match_srv(const cp_general_name *name, const cp_general_name *base)
{
	cp_bytes domain, base_domain, service, base_service = CP_BYTES_NONE;
	cp_nc_match match;

	if (!cp_srv_name(name, &domain) || !cp_srv_name(base, &base_domain) ||
		!cp_srv_take_service(&domain, &service) || domain.len == 0 || base_domain.len == 0)
		return CP_NC_CANNOT_READ;
	if (starts_with(base_domain, "_") && !cp_srv_take_service(&base_domain, &base_service))
		return CP_NC_CANNOT_READ;
	match = match_dns(domain, base_domain);
	if (match == CP_NC_CANNOT_READ || base_service.len == 0)
		return match;
	return cp_bytes_equal_nocase(service, base_service) ? match : CP_NC_OUTSIDE;
}

cp_nc_match
cp_constraint_match(const cp_general_name *name, bool utf8_mailbox, const cp_general_name *base)
{
	switch (name->type) {
	case CP_GN_DNS:
		return match_dns(name->value, base->value);
	case CP_GN_EMAIL:
		return match_email(name->value, utf8_mailbox, base->value);
	case CP_GN_URI:
		return match_uri(name->value, base->value);
	case CP_GN_IP:
		return match_ip(name->value, base->value);
	case CP_GN_DIRECTORY:
		return inside_if(cp_name_is_within(name->value, base->value));
	case CP_GN_OTHER_NAME:
		return match_srv(name, base);
	default:
		return CP_NC_CANNOT_READ;
	}
}
