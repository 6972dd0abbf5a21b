/* Who the peer should be, and which names a certificate presents for it (RFC 9525). */
#ifndef CP_CLASSIFY_PEER_H
#define CP_CLASSIFY_PEER_H

#include "base/arena.h"
#include "x509/cert.h"

#include <certpolicy/types.h>

typedef enum cp_peer_kind {
	CP_PEER_DNS,
	CP_PEER_IP,
	CP_PEER_EMAIL,
	CP_PEER_URI,
	CP_PEER_SRV
} cp_peer_kind;

/* A reference identity (RFC 9525 section 6.1). */
typedef struct cp_peer {
	cp_peer_kind kind;
	char *text;          /* owned; as it was given, valid UTF-8 */
	char host[254];      /* DNS: the name; e-mail, SRV: its domain; URI: its host; in lower-case
				A-labels */
	uint8_t address[16]; /* IP, or a URI whose host is an IP address */
	size_t address_len;  /* 4 or 16; 0 when the host is a name */
	char *local_part;    /* owned; e-mail: before the @, as given */
	char *scheme;        /* owned; URI: lower case */
} cp_peer;

/*
 * Reads an identity. False when it is empty or no such name (error "request.bad-peer"): a name of
 * an empty label, an address with a zone, a mailbox without @ …
 */
CP_CHECK_RESULT int
cp_peer_parse(cp_peer_kind kind, cp_bytes text, cp_peer *peer, certpolicy_error **error);

/* "host" of the C API: an IP address if it reads as one, else a DNS name. */
CP_CHECK_RESULT int
cp_peer_parse_host(cp_bytes text, cp_peer *peer, certpolicy_error **error);
void
cp_peer_clear(cp_peer *peer);

typedef enum cp_name_match {
	CP_MATCH_YES,
	CP_MATCH_NO,      /* names of the kind are there, none matches */
	CP_MATCH_NO_NAMES /* no subjectAltName of the kind */
} cp_name_match;

/* Looks for each identity among the certificate's subjectAltNames; the CN is never used. `matches` has
 * room for as many. */
void
cp_peers_match(const cp_peer *peers, size_t n_peers, const cp_cert *cert, cp_name_match *matches);

/*
 * One presented dNSName against one reference (both octets as they stand; the reference is
 * normalised): RFC 9525 6.3, a wildcard being the whole first label of at least three.
 */
bool
cp_dns_matches(cp_bytes presented, cp_bytes reference);

/* Letters, digits, hyphen, underscore in labels of 1 to 63, at most 253 in all; a first label "*"
 * too. */
bool
cp_dns_is_presentable(cp_bytes presented);

/* A wildcard whose rest is a public suffix of the list's ICANN section: "*.com", "*.co.uk". */
bool
cp_dns_is_wildcard_of_public_suffix(cp_bytes presented);

#endif
