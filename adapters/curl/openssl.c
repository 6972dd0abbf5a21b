/*
 * Contexts and sessions of OpenSSL that libcurl made; without that adapter there are none.
 */
#include <config.h>

#include "curl/watch.h"

#ifdef CERTPOLICY_WITH_OPENSSL
#include <certpolicy/openssl.h>

#include <openssl/crypto.h>

#include <stdlib.h>
#include <string.h>

/* "OpenSSL/3.0.19", perhaps among others, of which those in brackets are not in use. Its forks call
 * themselves something else. */
int
watch_openssl_is_ours(const char *tls_version)
{
	static const char name[] = "OpenSSL/";
	const char *found = tls_version;

	while (found != NULL && (found = strstr(found, name)) != NULL) {
		if ((found == tls_version || found[-1] == ' ') &&
			strtoul(found + sizeof(name) - 1, NULL, 10) == OPENSSL_version_major())
			return 1;
		found += sizeof(name) - 1;
	}
	return 0;
}

/* A new connection in place of the watch's. */
static certpolicy_openssl_connection *
connect_to(certpolicy_curl_watch *watch, const char *host, const char *ip)
{
	certpolicy_openssl_connection *connection = NULL;

	watch_openssl_free(watch);
	if (certpolicy_openssl_connection_new(watch->guard, &connection, &watch->error) !=
			CERTPOLICY_OK ||
		certpolicy_openssl_connection_add_peer_host(connection, host, &watch->error) !=
			CERTPOLICY_OK ||
		certpolicy_openssl_connection_set_address(connection, ip, &watch->error) !=
			CERTPOLICY_OK) {
		certpolicy_openssl_connection_free(connection);
		return NULL;
	}
	watch->connection = connection;
	return connection;
}

int
watch_openssl_context(certpolicy_curl_watch *watch, void *ctx, const char *host)
{
	certpolicy_openssl_connection *connection = connect_to(watch, host, watch->address);

	return connection != NULL && certpolicy_openssl_enforce_connection(
					     ctx, connection, &watch->error) == CERTPOLICY_OK;
}

int
watch_openssl_session(certpolicy_curl_watch *watch, void *ssl, const char *host, const char *ip)
{
	certpolicy_openssl_connection *connection = connect_to(watch, host, ip != NULL ? ip : "");

	if (connection == NULL ||
		certpolicy_openssl_judge(ssl, connection, &watch->error) != CERTPOLICY_OK)
		return 0;
	return certpolicy_report_get_verdict(certpolicy_openssl_connection_get_report(
		       connection)) != CERTPOLICY_VERDICT_DENY;
}

void
watch_openssl_free(certpolicy_curl_watch *watch)
{
	certpolicy_openssl_connection_free(watch->connection);
	watch->connection = NULL;
}

const certpolicy_report *
watch_openssl_report(const certpolicy_curl_watch *watch)
{
	return certpolicy_openssl_connection_get_report(watch->connection);
}

const certpolicy_error *
watch_openssl_error(const certpolicy_curl_watch *watch)
{
	return certpolicy_openssl_connection_get_error(watch->connection);
}
#else
int
watch_openssl_is_ours(const char *tls_version)
{
	(void)tls_version;
	return 0;
}

int
watch_openssl_context(certpolicy_curl_watch *watch, void *ctx, const char *host)
{
	(void)watch, (void)ctx, (void)host;
	return 0;
}

int
watch_openssl_session(certpolicy_curl_watch *watch, void *ssl, const char *host, const char *ip)
{
	(void)watch, (void)ssl, (void)host, (void)ip;
	return 0;
}

void
watch_openssl_free(certpolicy_curl_watch *watch)
{
	(void)watch;
}

const certpolicy_report *
watch_openssl_report(const certpolicy_curl_watch *watch)
{
	(void)watch;
	return NULL;
}

const certpolicy_error *
watch_openssl_error(const certpolicy_curl_watch *watch)
{
	(void)watch;
	return NULL;
}
#endif
