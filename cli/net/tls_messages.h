/* What GnuTLS 3.7 does not tell of a handshake: read from its messages as they come in. */
#ifndef CLI_NET_TLS_MESSAGES_H
#define CLI_NET_TLS_MESSAGES_H

#include "probe.h"

#include <gnutls/gnutls.h>

/* Certificates of a chain that are kept. */
#define CLI_MOST_CERTIFICATES 4096

/*
 * Listens, and with `asks` asks for timestamps (RFC 6962 3.3.1); before the handshake. A GnuTLS
 * status.
 *
 * GnuTLS 3.7 ends a handshake of TLS 1.3 at timestamps that come with a certificate, though they
 * were asked for (GNUTLS_E_RECEIVED_ILLEGAL_EXTENSION). They were read by then; whoever wants the
 * handshake too makes another one without asking.
 */
int
cli_tls_messages_watch(gnutls_session_t session, bool asks, cli_observation *seen);

/* Reads a Certificate message (RFC 5246 7.4.2, RFC 8446 4.4.2): chain, and the timestamps of the
 * leaf. What breaks the form ends the reading; what came before it stays. */
void
cli_tls_messages_read_chain(
	const uint8_t *message, size_t len, bool is_tls13, cli_observation *seen);

#endif
