/*
 * Who the peer of an SSL should be.
 */
#ifndef ADAPTERS_OPENSSL_PEERS_H
#define ADAPTERS_OPENSSL_PEERS_H

#include "openssl/state.h"

/* Gives the connection the peers that OpenSSL was told, unless the application named its own. What
 * cannot be expressed allows nothing. */
void
peers_take(SSL *ssl, certpolicy_openssl_connection *connection);

#endif
