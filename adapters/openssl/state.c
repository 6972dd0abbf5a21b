/*
 * Data with OpenSSL's objects, and its life. The indexes are the process's, for good: the library
 * is linked so that it is never unloaded.
 */
#include <config.h>

#include "openssl/state.h"

#include <stdlib.h>

#include <openssl/crypto.h>

static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
static int context_index = -1, ssl_index = -1, session_index = -1;

static void
free_context(void *ctx, void *value, CRYPTO_EX_DATA *data, int index, long number, void *user)
{
	enforced *one = value;

	(void)ctx, (void)data, (void)index, (void)number, (void)user;
	if (one == NULL)
		return;
	certpolicy_openssl_connection_free(one->shared);
	certpolicy_guard_free(one->guard);
	free(one);
}

static void
free_state(void *ssl, void *value, CRYPTO_EX_DATA *data, int index, long number, void *user)
{
	state *own = value;

	(void)ssl, (void)data, (void)index, (void)number, (void)user;
	if (own == NULL)
		return;
	certpolicy_openssl_connection_free(own->connection);
	BIO_free_all(own->cut_off);
	free(own);
}

static void
new_state(void *ssl, void *value, CRYPTO_EX_DATA *data, int index, long number, void *user)
{
	const enforced *one = state_of_context(SSL_get_SSL_CTX(ssl));

	(void)value, (void)data, (void)index, (void)number, (void)user;
	if (one != NULL)
		one->made(ssl);
}

/* SSL_dup: the copy keeps the state that it was made with; its peers are those that OpenSSL was
 * told. */
static int
dup_state(CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from, void **value, int index, long number,
	void *user)
{
	(void)from, (void)number, (void)user;
	*value = CRYPTO_get_ex_data(to, index);
	return 1;
}

static void
free_binding(void *session, void *value, CRYPTO_EX_DATA *data, int index, long number, void *user)
{
	(void)session, (void)data, (void)index, (void)number, (void)user;
	OPENSSL_free(value);
}

/* A ticket of TLS 1.3 is a copy of the session it came in. */
static int
dup_binding(CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from, void **value, int index, long number,
	void *user)
{
	(void)to, (void)from, (void)index, (void)number, (void)user;
	if (*value != NULL)
		*value = OPENSSL_memdup(*value, CERTPOLICY_BINDING_LEN);
	return 1;
}

static void
make_indexes(void)
{
	context_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, free_context);
	session_index = SSL_SESSION_get_ex_new_index(0, NULL, NULL, dup_binding, free_binding);
	ssl_index = SSL_get_ex_new_index(0, NULL, new_state, dup_state, free_state);
}

int
state_prepare(void)
{
	return CRYPTO_THREAD_run_once(&once, make_indexes) == 1 && context_index >= 0 &&
	       session_index >= 0 && ssl_index >= 0;
}

enforced *
state_of_context(const SSL_CTX *ctx)
{
	return ctx != NULL && context_index >= 0 ? SSL_CTX_get_ex_data(ctx, context_index) : NULL;
}

int
state_set_context(SSL_CTX *ctx, enforced *one)
{
	enforced *earlier = state_of_context(ctx);

	if (SSL_CTX_set_ex_data(ctx, context_index, one) != 1)
		return 0;
	free_context(ctx, earlier, NULL, context_index, 0, NULL);
	return 1;
}

state *
state_of(const SSL *ssl)
{
	return ssl_index >= 0 ? SSL_get_ex_data(ssl, ssl_index) : NULL;
}

state *
state_make(SSL *ssl)
{
	const enforced *one = state_of_context(SSL_get_SSL_CTX(ssl));
	state *own = state_of(ssl);

	if (own != NULL || one == NULL)
		return own;
	own = calloc(1, sizeof(*own));
	if (own == NULL)
		return NULL;
	if (one->shared != NULL)
		own->connection = certpolicy_openssl_connection_ref(one->shared);
	else if (certpolicy_openssl_connection_new(one->guard, &own->connection, NULL) !=
		 CERTPOLICY_OK)
		own->connection = NULL;
	if (own->connection != NULL && SSL_set_ex_data(ssl, ssl_index, own) == 1)
		return own;
	free_state(ssl, own, NULL, ssl_index, 0, NULL);
	return NULL;
}

void
state_bind_session(SSL_SESSION *session, const uint8_t *binding)
{
	void *earlier = SSL_SESSION_get_ex_data(session, session_index);
	void *copy = OPENSSL_memdup(binding, CERTPOLICY_BINDING_LEN);

	if (SSL_SESSION_set_ex_data(session, session_index, copy) != 1) {
		OPENSSL_free(copy);
		return;
	}
	OPENSSL_free(earlier);
}

const uint8_t *
state_binding(const SSL_SESSION *session)
{
	return session_index >= 0 ? SSL_SESSION_get_ex_data(session, session_index) : NULL;
}
