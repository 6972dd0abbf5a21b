/*
 * Splits a URI as far as names need it. No percent-decoding and no normalising: what would need it
 * is no host name and so matches nothing. Where readers differ about the host (a backslash ends it
 * in browsers, and not in RFC 3986) there is none.
 */
#include <config.h>

#include "classify/uri.h"

#include "base/text.h"
#include "classify/names.h"
#include "store/scope_entry.h"

static bool
is_scheme(cp_bytes text)
{
	size_t i;

	if (text.len == 0 || !cp_ascii_is_letter(text.data[0]))
		return false;
	for (i = 1; i < text.len; i++) {
		uint8_t c = text.data[i];

		if (!cp_ascii_is_letter(c) && !cp_ascii_is_digit(c) && c != '+' && c != '-' &&
			c != '.')
			return false;
	}
	return true;
}

/* The place of the first octet of `set`, or text.len. */
static size_t
find_any(cp_bytes text, const char *set)
{
	size_t end = text.len;

	for (; *set != '\0' && end > 0; set++) {
		const uint8_t *found = memchr(text.data, *set, end);

		if (found != NULL)
			end = (size_t)(found - text.data);
	}
	return end;
}

/* RFC 3986 3.2.3: a colon and digits, possibly none. */
static bool
is_port(cp_bytes text)
{
	size_t i;

	if (text.len == 0)
		return true;
	if (text.data[0] != ':')
		return false;
	for (i = 1; i < text.len; i++) {
		if (!cp_ascii_is_digit(text.data[i]))
			return false;
	}
	return true;
}

/* RFC 3986 3.2.2: what stands in brackets is no IPv4 address; that of a later IP nobody knows. */
static void
read_literal(cp_bytes authority, cp_uri *uri)
{
	size_t end = find_any(authority, "]");

	uri->host_kind = CP_URI_HOST_BAD;
	if (end == authority.len)
		return;
	uri->host = cp_bytes_slice(authority, 1, end - 1);
	if (is_port(cp_bytes_slice(authority, end + 1, authority.len)) &&
		find_any(uri->host, ":") < uri->host.len)
		uri->host_kind = CP_URI_HOST_ADDRESS;
}

static void
read_host(cp_bytes authority, bool is_reference, cp_uri *uri)
{
	size_t i, at = 0, end;

	for (i = 0; i < authority.len; i++) {
		if (authority.data[i] == '@')
			at = i + 1;
	}
	authority = cp_bytes_slice(authority, at, authority.len);
	if (authority.len > 0 && authority.data[0] == '[') {
		read_literal(authority, uri);
		return;
	}
	end = find_any(authority, ":");
	uri->host = cp_bytes_slice(authority, 0, end);
	if (!is_port(cp_bytes_slice(authority, end, authority.len)))
		uri->host_kind = CP_URI_HOST_BAD;
	else if (cp_dns_ends_in_number(uri->host))
		uri->host_kind = CP_URI_HOST_ADDRESS;
	else if (is_reference || cp_dns_is_host(uri->host))
		uri->host_kind = CP_URI_HOST_NAME;
	else
		uri->host_kind = CP_URI_HOST_BAD;
}

static bool
is_plain(cp_bytes text, bool ascii)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (text.data[i] <= ' ' || text.data[i] == 0x7f || text.data[i] == '\\' ||
			(ascii && text.data[i] >= 0x80))
			return false;
	}
	return true;
}

static bool
split(cp_bytes text, bool is_reference, cp_uri *uri)
{
	size_t colon = find_any(text, ":");
	cp_bytes rest;

	*uri = (cp_uri){CP_BYTES_NONE, CP_URI_HOST_NONE, CP_BYTES_NONE, CP_BYTES_NONE};
	if (!is_plain(text, !is_reference))
		return false;
	uri->scheme = cp_bytes_slice(text, 0, colon);
	if (colon == text.len || !is_scheme(uri->scheme))
		return false;
	rest = cp_bytes_slice(text, colon + 1, text.len);
	uri->rest = rest;
	if (rest.len >= 2 && rest.data[0] == '/' && rest.data[1] == '/') {
		cp_bytes authority;

		rest = cp_bytes_slice(rest, 2, rest.len);
		authority = cp_bytes_slice(rest, 0, find_any(rest, "/?#"));
		uri->rest = cp_bytes_slice(rest, authority.len, rest.len);
		read_host(authority, is_reference, uri);
	}
	return is_plain(uri->rest, true);
}

bool
cp_uri_split(cp_bytes text, cp_uri *uri)
{
	return split(text, false, uri);
}

bool
cp_uri_split_reference(cp_bytes text, cp_uri *uri)
{
	return split(text, true, uri);
}
