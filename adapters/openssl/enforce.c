/*
 * The public calls of the adapter for OpenSSL.
 */
#include <config.h>

#include "openssl/hooks.h"

#include <certpolicy/openssl.h>

#include <stdlib.h>

static int
is_dtls(SSL_CTX *ctx)
{
	SSL *ssl = SSL_new(ctx);
	int answer = ssl != NULL && SSL_is_dtls(ssl);

	SSL_free(ssl);
	return answer;
}

/* Takes over `one`. */
static int
enforce(SSL_CTX *ctx, enforced *one, certpolicy_error **error)
{
	const enforced *earlier;
	int status = CERTPOLICY_OK;

	one->made = hooks_follow;
	if (!state_prepare())
		status = CERTPOLICY_ERROR_NO_MEMORY;
	else if (is_dtls(ctx))
		status = certpolicy_error_set(error, CERTPOLICY_ERROR_UNSUPPORTED, "openssl.dtls",
			"a context of DTLS cannot be judged");
	earlier = state_of_context(ctx);
	if (status == CERTPOLICY_OK && earlier != NULL) {
		one->status = earlier->status;
		one->status_user = earlier->status_user;
	} else if (status == CERTPOLICY_OK && !hooks_set(ctx, one)) {
		status = certpolicy_error_set(error, CERTPOLICY_ERROR_UNSUPPORTED, "openssl.hook",
			"the context has no room for a hook that is needed");
	}
	if (status == CERTPOLICY_OK && !state_set_context(ctx, one))
		status = CERTPOLICY_ERROR_NO_MEMORY;
	if (status != CERTPOLICY_OK) {
		certpolicy_openssl_connection_free(one->shared);
		certpolicy_guard_free(one->guard);
		free(one);
	}
	return status;
}

int
certpolicy_openssl_enforce(SSL_CTX *ctx, certpolicy_guard *guard, certpolicy_error **error)
{
	enforced *one;

	if (error != NULL)
		*error = NULL;
	if (ctx == NULL || guard == NULL)
		return certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT,
			"library.bad-argument", "a context and a guard are needed");
	one = calloc(1, sizeof(*one));
	if (one == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	one->guard = certpolicy_guard_ref(guard);
	return enforce(ctx, one, error);
}

int
certpolicy_openssl_enforce_connection(
	SSL_CTX *ctx, certpolicy_openssl_connection *connection, certpolicy_error **error)
{
	enforced *one;

	if (error != NULL)
		*error = NULL;
	if (ctx == NULL || connection == NULL)
		return certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT,
			"library.bad-argument", "a context and a connection are needed");
	one = calloc(1, sizeof(*one));
	if (one == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	one->shared = certpolicy_openssl_connection_ref(connection);
	return enforce(ctx, one, error);
}

/* The connection of an SSL, or NULL with an error. */
static certpolicy_openssl_connection *
connection_of(const SSL *ssl, certpolicy_error **error)
{
	const state *own = ssl != NULL ? state_of(ssl) : NULL;

	if (error != NULL)
		*error = NULL;
	if (own != NULL)
		return own->connection;
	certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "library.bad-argument",
		"an SSL that was made from an enforced context is needed");
	return NULL;
}

int
certpolicy_openssl_add_peer_host(SSL *ssl, const char *host_or_ip, certpolicy_error **error)
{
	certpolicy_openssl_connection *connection = connection_of(ssl, error);

	return connection != NULL
		       ? certpolicy_openssl_connection_add_peer_host(connection, host_or_ip, error)
		       : CERTPOLICY_ERROR_BAD_ARGUMENT;
}

int
certpolicy_openssl_add_peer_email(SSL *ssl, const char *mailbox, certpolicy_error **error)
{
	certpolicy_openssl_connection *connection = connection_of(ssl, error);

	return connection != NULL
		       ? certpolicy_openssl_connection_add_peer_email(connection, mailbox, error)
		       : CERTPOLICY_ERROR_BAD_ARGUMENT;
}

int
certpolicy_openssl_set_address(SSL *ssl, const char *address, certpolicy_error **error)
{
	certpolicy_openssl_connection *connection = connection_of(ssl, error);

	return connection != NULL
		       ? certpolicy_openssl_connection_set_address(connection, address, error)
		       : CERTPOLICY_ERROR_BAD_ARGUMENT;
}

int
certpolicy_openssl_set_insecure_no_peer(SSL *ssl, certpolicy_error **error)
{
	certpolicy_openssl_connection *connection = connection_of(ssl, error);

	if (connection == NULL)
		return CERTPOLICY_ERROR_BAD_ARGUMENT;
	connection->no_peer = 1;
	return CERTPOLICY_OK;
}

int
certpolicy_openssl_set_insecure_optional_certificate(SSL *ssl, certpolicy_error **error)
{
	certpolicy_openssl_connection *connection = connection_of(ssl, error);

	if (connection == NULL)
		return CERTPOLICY_ERROR_BAD_ARGUMENT;
	connection->optional = 1;
	return CERTPOLICY_OK;
}

const certpolicy_report *
certpolicy_openssl_get_report(const SSL *ssl)
{
	return certpolicy_openssl_connection_get_report(connection_of(ssl, NULL));
}

const certpolicy_error *
certpolicy_openssl_get_error(const SSL *ssl)
{
	return certpolicy_openssl_connection_get_error(connection_of(ssl, NULL));
}

int
certpolicy_openssl_judge(
	SSL *ssl, certpolicy_openssl_connection *connection, certpolicy_error **error)
{
	if (error != NULL)
		*error = NULL;
	if (connection == NULL)
		connection = connection_of(ssl, NULL);
	if (connection == NULL || !SSL_is_init_finished(ssl))
		return certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT,
			"library.bad-argument", "a session whose handshake is over is needed");
	if (hooks_judge(ssl, connection, NULL))
		return CERTPOLICY_OK;
	hooks_shut(ssl, connection);
	if (connection->report != NULL)
		return CERTPOLICY_OK;
	if (connection->error == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	return certpolicy_error_set(error, certpolicy_error_get_status(connection->error),
		"openssl.not-judged", certpolicy_error_get_message(connection->error));
}
