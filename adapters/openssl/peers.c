/*
 * Who the peer should be, out of what OpenSSL was told to verify (SSL_set1_host and its kin). The
 * name that is sent to choose a virtual host is no such statement.
 */
#include <config.h>

#include "openssl/peers.h"

#include <openssl/x509_vfy.h>

static int
take_host(certpolicy_openssl_connection *connection, X509_VERIFY_PARAM *param)
{
	const char *host = X509_VERIFY_PARAM_get0_host(param, 0);

	if (host == NULL)
		return CERTPOLICY_OK;
	if (X509_VERIFY_PARAM_get0_host(param, 1) == NULL)
		return connection_add_peer(
			connection, certpolicy_request_add_peer_host, host, NULL);
	connection_refuse(connection, CERTPOLICY_ERROR_UNSUPPORTED, "openssl.several-hosts",
		"several names were given by SSL_add1_host, any of which would do: name one");
	return CERTPOLICY_ERROR_UNSUPPORTED;
}

static int
take_ip(certpolicy_openssl_connection *connection, X509_VERIFY_PARAM *param)
{
	char *ip = X509_VERIFY_PARAM_get1_ip_asc(param);
	int status = CERTPOLICY_OK;

	if (ip != NULL)
		status =
			connection_add_peer(connection, certpolicy_request_add_peer_host, ip, NULL);
	OPENSSL_free(ip);
	return status;
}

static int
take_email(certpolicy_openssl_connection *connection, X509_VERIFY_PARAM *param)
{
	const char *email = X509_VERIFY_PARAM_get0_email(param);

	return email != NULL ? connection_add_peer(
				       connection, certpolicy_request_add_peer_email, email, NULL)
			     : CERTPOLICY_OK;
}

void
peers_take(SSL *ssl, certpolicy_openssl_connection *connection)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(ssl);

	connection->inexpressible = 0;
	if (!connection->peers_taken && connection->n_peers > 0)
		return;
	connection_reset(connection);
	connection_clear_peers(connection);
	connection->peers_taken = 1;
	connection->inexpressible = take_host(connection, param) != CERTPOLICY_OK ||
				    take_ip(connection, param) != CERTPOLICY_OK ||
				    take_email(connection, param) != CERTPOLICY_OK;
	if (connection->inexpressible)
		connection_refuse(connection, CERTPOLICY_ERROR_BAD_ARGUMENT, "openssl.peer",
			"what OpenSSL was told of the peer cannot be read as a name");
	if (SSL_is_server(ssl) && connection->n_peers == 0)
		connection->no_peer = 1;
}
