/*
 * Connections: peers and address that the application names, the guard's judgement, the report that
 * stays. Knows nothing of OpenSSL.
 */
#include <config.h>

#include "openssl/connection.h"

#include <stdlib.h>
#include <string.h>

int
certpolicy_openssl_connection_new(certpolicy_guard *guard,
	certpolicy_openssl_connection **connection, certpolicy_error **error)
{
	certpolicy_openssl_connection *made;

	if (error != NULL)
		*error = NULL;
	if (connection != NULL)
		*connection = NULL;
	if (guard == NULL || connection == NULL)
		return certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT,
			"library.bad-argument",
			"a guard and a place for the connection are needed");
	made = calloc(1, sizeof(*made));
	if (made == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	made->refs = 1;
	made->guard = certpolicy_guard_ref(guard);
	*connection = made;
	return CERTPOLICY_OK;
}

certpolicy_openssl_connection *
certpolicy_openssl_connection_ref(certpolicy_openssl_connection *connection)
{
	if (connection != NULL)
		connection->refs++;
	return connection;
}

void
certpolicy_openssl_connection_free(certpolicy_openssl_connection *connection)
{
	if (connection == NULL || --connection->refs > 0)
		return;
	connection_reset(connection);
	connection_clear_peers(connection);
	free(connection->address);
	certpolicy_guard_free(connection->guard);
	free(connection);
}

void
connection_reset(certpolicy_openssl_connection *connection)
{
	certpolicy_report_free(connection->report);
	certpolicy_error_free(connection->error);
	connection->report = NULL;
	connection->error = NULL;
	connection->is_bound = 0;
}

void
connection_refuse(certpolicy_openssl_connection *connection, int status, const char *code,
	const char *message)
{
	if (connection->error == NULL)
		certpolicy_error_set(&connection->error, status, code, message);
}

void
connection_clear_peers(certpolicy_openssl_connection *connection)
{
	size_t i;

	for (i = 0; i < connection->n_peers; i++)
		free(connection->peers[i].text);
	free(connection->peers);
	connection->peers = NULL;
	connection->n_peers = 0;
}

/* What a request would not take is refused at once, where the caller still sees it. */
static int
acceptable(add_peer *add, const char *text, certpolicy_error **error)
{
	certpolicy_request *request = certpolicy_request_new();
	int status = CERTPOLICY_ERROR_NO_MEMORY;

	if (request != NULL)
		status = add(request, text, error);
	certpolicy_request_free(request);
	return status;
}

int
connection_add_peer(certpolicy_openssl_connection *connection, add_peer *add, const char *text,
	certpolicy_error **error)
{
	peer *more;
	char *copy;
	int status = acceptable(add, text, error);

	if (status != CERTPOLICY_OK)
		return status;
	more = realloc(connection->peers, (connection->n_peers + 1) * sizeof(*more));
	if (more == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	connection->peers = more;
	copy = strdup(text);
	if (copy == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	more[connection->n_peers].add = add;
	more[connection->n_peers].text = copy;
	connection->n_peers++;
	return CERTPOLICY_OK;
}

/* A peer that the application names: those that OpenSSL was told do not count beside it. */
static int
name_peer(certpolicy_openssl_connection *connection, add_peer *add, const char *text,
	certpolicy_error **error)
{
	int status;

	if (error != NULL)
		*error = NULL;
	if (connection == NULL)
		return add(NULL, text, error);
	status = acceptable(add, text, error);
	if (status != CERTPOLICY_OK)
		return status;
	if (connection->peers_taken)
		connection_clear_peers(connection);
	connection->peers_taken = 0;
	connection->inexpressible = 0;
	return connection_add_peer(connection, add, text, error);
}

int
certpolicy_openssl_connection_add_peer_host(
	certpolicy_openssl_connection *connection, const char *host_or_ip, certpolicy_error **error)
{
	return name_peer(connection, certpolicy_request_add_peer_host, host_or_ip, error);
}

int
certpolicy_openssl_connection_add_peer_email(
	certpolicy_openssl_connection *connection, const char *mailbox, certpolicy_error **error)
{
	return name_peer(connection, certpolicy_request_add_peer_email, mailbox, error);
}

int
certpolicy_openssl_connection_set_address(
	certpolicy_openssl_connection *connection, const char *address, certpolicy_error **error)
{
	char *copy = NULL;
	int status = CERTPOLICY_OK;

	if (error != NULL)
		*error = NULL;
	if (connection == NULL)
		return certpolicy_request_set_address(NULL, address, error);
	if (address != NULL && address[0] != '\0')
		status = acceptable(certpolicy_request_set_address, address, error);
	if (status != CERTPOLICY_OK)
		return status;
	if (address != NULL && (copy = strdup(address)) == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	free(connection->address);
	connection->address = copy;
	return CERTPOLICY_OK;
}

const certpolicy_report *
certpolicy_openssl_connection_get_report(const certpolicy_openssl_connection *connection)
{
	return connection != NULL ? connection->report : NULL;
}

const certpolicy_error *
certpolicy_openssl_connection_get_error(const certpolicy_openssl_connection *connection)
{
	return connection != NULL ? connection->error : NULL;
}

static int
put_peers(const certpolicy_openssl_connection *connection, certpolicy_request *request,
	certpolicy_error **error)
{
	size_t i;
	int status = CERTPOLICY_OK;

	if (connection->no_peer && connection->n_peers == 0)
		return certpolicy_request_set_insecure_no_peer(request, error);
	for (i = 0; i < connection->n_peers && status == CERTPOLICY_OK; i++)
		status = connection->peers[i].add(request, connection->peers[i].text, error);
	return status;
}

int
connection_judge(
	certpolicy_openssl_connection *connection, certpolicy_request *request, const char *address)
{
	certpolicy_error **error = &connection->error;
	int status;

	if (connection->inexpressible)
		return 0;
	connection_reset(connection);
	if (request == NULL) {
		connection_refuse(connection, CERTPOLICY_ERROR_NO_MEMORY, "library.no-memory",
			"out of memory");
		return 0;
	}
	if (connection->address != NULL)
		address = connection->address;
	status = put_peers(connection, request, error);
	if (status == CERTPOLICY_OK && address != NULL && address[0] != '\0')
		status = certpolicy_request_set_address(request, address, error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_guard_judge(
			connection->guard, request, &connection->report, error);
	if (status != CERTPOLICY_OK ||
		certpolicy_report_get_verdict(connection->report) == CERTPOLICY_VERDICT_DENY)
		return 0;
	connection->is_bound = certpolicy_guard_get_binding(connection->guard, request,
				       connection->binding, NULL) == CERTPOLICY_OK;
	return 1;
}
