/*
 * What this library keeps with OpenSSL's objects: the guard with a context, the connection with an
 * SSL, the binding with a session.
 */
#ifndef ADAPTERS_OPENSSL_STATE_H
#define ADAPTERS_OPENSSL_STATE_H

#include "openssl/connection.h"

#include <openssl/ssl.h>

typedef void
info_callback(const SSL *ssl, int where, int value);

/* With a context. */
typedef struct enforced {
	certpolicy_guard *guard;
	certpolicy_openssl_connection *shared; /* all SSLs use this one; NULL: each its own */
	void (*made)(SSL *ssl);                /* called for each new SSL of the context */
	int (*status)(SSL *ssl, void *user);   /* the application's callback for staples */
	void *status_user;
} enforced;

/* With an SSL. */
typedef struct state {
	certpolicy_openssl_connection *connection;
	info_callback *info; /* the application's own on this SSL */
	int wants_staples;   /* 1: the application asked for them itself */
	int settled;         /* 1: this handshake was allowed with all that is to be known of it */
	BIO *cut_off;        /* where a denied SSL wrote to, which the application may still hold */
} state;

/* Before all else, from any thread. 0: no memory. */
int
state_prepare(void);
enforced *
state_of_context(const SSL_CTX *ctx);
/* Takes over `one`, in place of an earlier one. 0: no memory; then it is still the caller's. */
int
state_set_context(SSL_CTX *ctx, enforced *one);
/* NULL: none. */
state *
state_of(const SSL *ssl);
/* The state of an SSL, made where it is missing and its context is enforced; NULL without memory.
 */
state *
state_make(SSL *ssl);

/* Binds a session (copied) that no other thread knows yet. What cannot be kept leaves it unbound.
 */
void
state_bind_session(SSL_SESSION *session, const uint8_t *binding);
/* CERTPOLICY_BINDING_LEN octets, or NULL: none. */
const uint8_t *
state_binding(const SSL_SESSION *session);

#endif
