/*
 * Whose session a ticket of TLS 1.3 resumes. GnuTLS tells clients only when the handshake is over;
 * the ticket itself was seen when it came, and is seen again when it is offered (RFC
 * 8446 4.2.11, 4.6.1).
 */
#ifndef ADAPTERS_GNUTLS_TICKETS_H
#define ADAPTERS_GNUTLS_TICKETS_H

#include <gnutls/gnutls.h>

#define TICKET_DIGEST_LEN 32
/* GnuTLS offers a ticket and a key of the application's at most. */
#define MOST_IDENTITIES 4

/* The digest of the ticket in a NewSessionTicket; 0: there is none. */
int
tickets_of_message(const gnutls_datum_t *message, unsigned char digest[TICKET_DIGEST_LEN]);
/* The digests of the identities that a ClientHello offers; returns how many, in their order. */
size_t
tickets_of_hello(
	const gnutls_datum_t *hello, unsigned char digests[MOST_IDENTITIES][TICKET_DIGEST_LEN]);
/* Which of them a ServerHello took; -1: none. */
int
tickets_taken(const gnutls_datum_t *hello);

/* Remembers the leaf of the session that a ticket came in, for the process; the oldest go first. A
 * ticket that comes in the sessions of two leaves is nobody's. */
void
tickets_keep(const unsigned char digest[TICKET_DIGEST_LEN], const gnutls_datum_t *leaf);
/* *leaf is new (gnutls_free); 0: nobody's, unknown, or no memory. */
int
tickets_find(const unsigned char digest[TICKET_DIGEST_LEN], gnutls_datum_t *leaf);

#endif
