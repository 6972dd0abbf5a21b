/* URIs as names: scheme and host (RFC 3986 section 3), told apart from what has none. */
#ifndef CP_CLASSIFY_URI_H
#define CP_CLASSIFY_URI_H

#include "base/bytes.h"

#include <stdbool.h>

typedef enum cp_uri_host {
	CP_URI_HOST_NONE,    /* no authority: urn:…, mailto:… */
	CP_URI_HOST_NAME,    /* letters, digits, hyphens, underscores in labels */
	CP_URI_HOST_ADDRESS, /* an IP literal, or what URL parsers read as an IPv4 address */
	CP_URI_HOST_BAD      /* there is an authority, but its host or port is none */
} cp_uri_host;

typedef struct cp_uri {
	cp_bytes scheme; /* as it stands, without the colon */
	cp_uri_host host_kind;
	cp_bytes host; /* as it stands; without brackets */
	cp_bytes rest; /* path, query and fragment: what follows the authority (or the scheme) */
} cp_uri;

/* False when it does not begin with a scheme and a colon, or holds what is not printable ASCII. */
bool
cp_uri_split(cp_bytes text, cp_uri *uri);

/*
 * The same for a URI that a request gives: its host may have U-labels and a trailing dot, and is a
 * name when it is no address; cp_host_normalise decides.
 */
bool
cp_uri_split_reference(cp_bytes text, cp_uri *uri);

#endif
