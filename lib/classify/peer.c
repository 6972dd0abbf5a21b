/*
 * Reference identities: reading them, and looking for them among a certificate's subjectAltNames
 * (RFC 9525 section 6). The subject is never looked at here.
 */
#include <config.h>

#include "classify/peer.h"

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "classify/names.h"
#include "classify/uri.h"
#include "store/scope_entry.h"
#include "x509/general_name.h"

static const char *
kind_name(cp_peer_kind kind)
{
	switch (kind) {
	case CP_PEER_DNS:
		return "DNS name";
	case CP_PEER_IP:
		return "IP address";
	case CP_PEER_EMAIL:
		return "e-mail address";
	case CP_PEER_SRV:
		return "service name";
	case CP_PEER_URI:
		break;
	}
	return "URI";
}

static int
refuse(cp_peer_kind kind, cp_bytes text, const char *why, certpolicy_error **error)
{
	int shown = text.len > 200 ? 200 : (int)text.len;

	return cp_error_set(error, CERTPOLICY_ERROR_BAD_REQUEST, "request.bad-peer",
		"the peer \"%.*s\" is no %s: %s", shown, shown > 0 ? (const char *)text.data : "",
		kind_name(kind), why);
}

static bool
has_unprintable(cp_bytes text)
{
	while (text.len > 0) {
		uint32_t c;
		size_t len = cp_utf8_decode(text, &c);

		if (len == 0 || cp_text_is_unprintable(c))
			return true;
		text = cp_bytes_slice(text, len, text.len);
	}
	return false;
}

/* "[2001:db8::1]" and what else URLs write for an address is a name to nobody. */
static int
read_dns(cp_bytes text, cp_peer *peer, certpolicy_error **error)
{
	uint8_t address[16];
	size_t len;

	if (cp_address_parse(text, address, &len))
		return refuse(CP_PEER_DNS, text, "it is an IP address", error);
	if (!cp_host_normalise(text, false, peer->host))
		return refuse(CP_PEER_DNS, text,
			"a label is empty, too long or holds another character", error);
	if (cp_dns_ends_in_number(cp_bytes_of_string(peer->host)))
		return refuse(
			CP_PEER_DNS, text, "it ends in a number, as only addresses do", error);
	return CERTPOLICY_OK;
}

static int
read_email(cp_bytes text, cp_peer *peer, certpolicy_error **error)
{
	cp_bytes local_part, domain;

	if (!cp_mailbox_split(text, &local_part, &domain))
		return refuse(CP_PEER_EMAIL, text, "not a local part, one @ and a domain", error);
	if (!cp_host_normalise(domain, false, peer->host))
		return refuse(CP_PEER_EMAIL, text, "its domain is no DNS name", error);
	peer->local_part = cp_strndup((const char *)local_part.data, local_part.len);
	return peer->local_part != NULL ? CERTPOLICY_OK : cp_error_no_memory(error);
}

static int
read_uri_host(const cp_uri *uri, cp_bytes text, cp_peer *peer, certpolicy_error **error)
{
	switch (uri->host_kind) {
	case CP_URI_HOST_NONE:
		return CERTPOLICY_OK;
	case CP_URI_HOST_NAME:
		if (cp_host_normalise(uri->host, false, peer->host) &&
			!cp_dns_ends_in_number(cp_bytes_of_string(peer->host)))
			return CERTPOLICY_OK;
		break;
	case CP_URI_HOST_ADDRESS:
		if (cp_address_parse(uri->host, peer->address, &peer->address_len))
			return CERTPOLICY_OK;
		break;
	case CP_URI_HOST_BAD:
		break;
	}
	return refuse(CP_PEER_URI, text, "its host is neither a DNS name nor an address", error);
}

static int
read_uri(cp_bytes text, cp_peer *peer, certpolicy_error **error)
{
	cp_uri uri;
	size_t i;
	int status;

	if (!cp_uri_split_reference(text, &uri) ||
		(uri.host_kind == CP_URI_HOST_NONE && uri.rest.len == 0))
		return refuse(
			CP_PEER_URI, text, "not a scheme, a colon and the rest in ASCII", error);
	status = read_uri_host(&uri, text, peer, error);
	if (status != CERTPOLICY_OK)
		return status;
	peer->scheme = cp_strndup((const char *)uri.scheme.data, uri.scheme.len);
	if (peer->scheme == NULL)
		return cp_error_no_memory(error);
	for (i = 0; peer->scheme[i] != '\0'; i++)
		peer->scheme[i] = (char)cp_ascii_lower((uint8_t)peer->scheme[i]);
	return CERTPOLICY_OK;
}

/* RFC 4985 section 2: a protocol, which SRV records have between the two, is none of it. */
static int
read_srv(cp_bytes text, cp_peer *peer, certpolicy_error **error)
{
	cp_bytes domain = text, service;
	uint8_t address[16];
	size_t len;

	if (!cp_srv_take_service(&domain, &service))
		return refuse(CP_PEER_SRV, text, "not _service.domain", error);
	if (domain.len > 0 && domain.data[0] == '_')
		return refuse(CP_PEER_SRV, text,
			"a second label with an underscore, as the protocol of SRV records", error);
	if (cp_address_parse(domain, address, &len) ||
		!cp_host_normalise(domain, false, peer->host) ||
		cp_dns_ends_in_number(cp_bytes_of_string(peer->host)))
		return refuse(CP_PEER_SRV, text, "its domain is no DNS name", error);
	return CERTPOLICY_OK;
}

int
cp_peer_parse(cp_peer_kind kind, cp_bytes text, cp_peer *peer, certpolicy_error **error)
{
	int status = CERTPOLICY_OK;

	*peer = (cp_peer){.kind = kind};
	if (text.len == 0)
		return refuse(kind, text, "it is empty", error);
	if (has_unprintable(text))
		return refuse(kind, text, "it holds a control or is no UTF-8", error);
	switch (kind) {
	case CP_PEER_DNS:
		status = read_dns(text, peer, error);
		break;
	case CP_PEER_IP:
		if (!cp_address_parse(text, peer->address, &peer->address_len))
			status = refuse(kind, text, "neither IPv4 nor IPv6", error);
		break;
	case CP_PEER_EMAIL:
		status = read_email(text, peer, error);
		break;
	case CP_PEER_URI:
		status = read_uri(text, peer, error);
		break;
	case CP_PEER_SRV:
		status = read_srv(text, peer, error);
		break;
	}
	if (status == CERTPOLICY_OK) {
		peer->text = cp_strndup((const char *)text.data, text.len);
		if (peer->text == NULL)
			status = cp_error_no_memory(error);
	}
	if (status != CERTPOLICY_OK)
		cp_peer_clear(peer);
	return status;
}

int
cp_peer_parse_host(cp_bytes text, cp_peer *peer, certpolicy_error **error)
{
	uint8_t address[16];
	size_t len;

	if (cp_address_parse(text, address, &len))
		return cp_peer_parse(CP_PEER_IP, text, peer, error);
	return cp_peer_parse(CP_PEER_DNS, text, peer, error);
}

void
cp_peer_clear(cp_peer *peer)
{
	cp_free(peer->text);
	cp_free(peer->local_part);
	cp_free(peer->scheme);
	memset(peer, 0, sizeof(*peer));
}

/* RFC 5280 7.5: letter case matters in the local part, not in the domain. */
static bool
mailbox_matches(const cp_peer *peer, cp_bytes presented)
{
	cp_bytes local_part, domain;

	return cp_mailbox_split(presented, &local_part, &domain) &&
	       cp_local_part_equal(local_part, cp_bytes_of_string(peer->local_part)) &&
	       cp_bytes_equal_nocase(domain, cp_bytes_of_string(peer->host));
}

static bool
uri_host_matches(const cp_peer *peer, const cp_uri *presented)
{
	uint8_t address[16];
	size_t len;

	switch (presented->host_kind) {
	case CP_URI_HOST_NONE:
		return peer->host[0] == '\0' && peer->address_len == 0;
	case CP_URI_HOST_NAME:
		return cp_bytes_equal_nocase(presented->host, cp_bytes_of_string(peer->host));
	case CP_URI_HOST_ADDRESS:
		return cp_address_parse(presented->host, address, &len) &&
		       len == peer->address_len && memcmp(address, peer->address, len) == 0;
	case CP_URI_HOST_BAD:
		break;
	}
	return false;
}

/*
 * URI-ID (RFC 9525 6.3, 6.5): scheme and host. A reference that says more (a path, as SPIFFE's do,
 * or no host at all) is wanted as a whole: otherwise one workload of a domain would pass for
 * another.
 */
static bool
uri_matches(const cp_peer *peer, cp_bytes presented_text)
{
	cp_uri wanted, presented;

	if (!cp_uri_split_reference(cp_bytes_of_string(peer->text), &wanted) ||
		!cp_uri_split(presented_text, &presented))
		return false;
	if (!cp_bytes_equal_nocase(presented.scheme, cp_bytes_of_string(peer->scheme)) ||
		!uri_host_matches(peer, &presented))
		return false;
	if (wanted.rest.len == 0 || (wanted.host_kind != CP_URI_HOST_NONE && wanted.rest.len == 1 &&
					    wanted.rest.data[0] == '/'))
		return true;
	return cp_bytes_equal(wanted.rest, presented.rest);
}

/* SRV-ID (RFC 9525 6.3, 6.5.1): the service whatever its letters' case, the domain as a DNS-ID. */
static bool
srv_matches(const cp_peer *peer, cp_bytes presented)
{
	cp_bytes wanted = cp_bytes_of_string(peer->text), wanted_service, service;

	return cp_srv_take_service(&wanted, &wanted_service) &&
	       cp_srv_take_service(&presented, &service) &&
	       cp_bytes_equal_nocase(service, wanted_service) &&
	       cp_dns_matches(presented, cp_bytes_of_string(peer->host));
}

/* Whether `name` is of a kind that the peer could be found in; then also whether it is found. */
static bool
is_candidate(const cp_peer *peer, const cp_general_name *name, bool *matches)
{
	cp_bytes text;

	switch (peer->kind) {
	case CP_PEER_DNS:
		if (name->type != CP_GN_DNS)
			return false;
		*matches = cp_dns_matches(name->value, cp_bytes_of_string(peer->host));
		return true;
	case CP_PEER_IP:
		if (name->type != CP_GN_IP)
			return false;
		*matches =
			cp_bytes_equal(name->value, cp_bytes_of(peer->address, peer->address_len));
		return true;
	case CP_PEER_EMAIL:
		if (name->type == CP_GN_EMAIL)
			text = name->value;
		else if (!cp_smtp_utf8_mailbox(name, &text))
			return false;
		*matches = mailbox_matches(peer, text);
		return true;
	case CP_PEER_SRV:
		if (!cp_srv_name(name, &text))
			return false;
		*matches = srv_matches(peer, text);
		return true;
	case CP_PEER_URI:
		break;
	}
	if (name->type != CP_GN_URI)
		return false;
	*matches = uri_matches(peer, name->value);
	return true;
}

void
cp_peers_match(const cp_peer *peers, size_t n_peers, const cp_cert *cert, cp_name_match *matches)
{
	cp_general_name name;
	cp_bytes rest = cert->san;
	size_t i, n_missing = n_peers;

	for (i = 0; i < n_peers; i++)
		matches[i] = CP_MATCH_NO_NAMES;
	while (n_missing > 0 && cp_general_name_next(&rest, &name)) {
		for (i = 0; i < n_peers; i++) {
			bool found = false;

			if (matches[i] == CP_MATCH_YES || !is_candidate(&peers[i], &name, &found))
				continue;
			matches[i] = found ? CP_MATCH_YES : CP_MATCH_NO;
			n_missing -= found;
		}
	}
}
