/*
 * What GnuTLS holds of one handshake, put into a request.
 */
#ifndef ADAPTERS_GNUTLS_FACTS_H
#define ADAPTERS_GNUTLS_FACTS_H

#include <certpolicy/certpolicy.h>
#include <certpolicy/gnutls.h>

/* Room for an IP address as text. */
#define FACTS_ADDRESS_SIZE 64

/* 1: the session is a client's, and its peer a server. */
int
facts_is_client(gnutls_session_t session);
/* 1: the session speaks TLS 1.3 or DTLS 1.3. */
int
facts_is_13(gnutls_session_t session);
/* The chain as it was sent, and the staples; a peer that sent none, or a raw key, leaves it empty.
 */
int
facts_take_chain(certpolicy_request *request, gnutls_session_t session, certpolicy_error **error);
/* Protocol, group and the rest of the session. `cipher`: its IANA name, NULL when unknown. */
int
facts_take_session(certpolicy_request *request, gnutls_session_t session, const char *cipher,
	int resumed, certpolicy_error **error);
/* The address that the transport's socket leads to; NULL: it is no socket, or has none. */
const char *
facts_address(gnutls_session_t session, char address[FACTS_ADDRESS_SIZE]);

#endif
