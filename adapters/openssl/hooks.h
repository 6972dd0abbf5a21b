/*
 * The moments of a handshake in which OpenSSL lets us speak.
 */
#ifndef ADAPTERS_OPENSSL_HOOKS_H
#define ADAPTERS_OPENSSL_HOOKS_H

#include "openssl/state.h"

/* Hooks on a context, once; 0: one is not to be had. */
int
hooks_set(SSL_CTX *ctx, enforced *one);
/* Hooks on an SSL that was just made. */
void
hooks_follow(SSL *ssl);
/* Judges what is known by now; 1: may go on. `chain`: as facts_take. */
int
hooks_judge(SSL *ssl, certpolicy_openssl_connection *connection, STACK_OF(X509) * chain);
/* Closes an SSL for the application's data, both ways, and forgets its session. */
void
hooks_shut(SSL *ssl, const certpolicy_openssl_connection *connection);

#endif
