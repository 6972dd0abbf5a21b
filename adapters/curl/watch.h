/*
 * The insides of a watch, and the two TLS libraries that it knows.
 */
#ifndef ADAPTERS_CURL_WATCH_H
#define ADAPTERS_CURL_WATCH_H

#include <certpolicy/certpolicy.h>
#include <certpolicy/curl_calls.h>

struct certpolicy_curl_watch {
	certpolicy_guard *guard;
	certpolicy_curl_calls calls;
	void *curl;
	char *address; /* goes before the connection's; "": none */
	certpolicy_report *report;
	certpolicy_error *error;
	void *connection; /* of the adapter for OpenSSL */
	int forgets;      /* 1: libcurl was told not to resume, for one handshake */
	int (*prereq)(void *, char *, char *, int, int);
	void *prereq_data;
	void (*context)(void);
	void *context_data;
};

/* As curl_sslbackend has them. */
enum { BACKEND_OPENSSL = 1, BACKEND_GNUTLS = 2 };

/*
 * A context of OpenSSL that a handshake with `host` will use (watch_openssl_context), a session
 * whose handshake is over (watch_openssl_session, watch_gnutls_session). Report or error are the
 * watch's afterwards. 1: may go on.
 */
int
watch_openssl_context(certpolicy_curl_watch *watch, void *ctx, const char *host);
int
watch_openssl_session(certpolicy_curl_watch *watch, void *ssl, const char *host, const char *ip);
int
watch_gnutls_session(certpolicy_curl_watch *watch, void *session, const char *host, const char *ip);

/* Whether a libcurl that names its TLS libraries so uses the OpenSSL that this library knows. */
int
watch_openssl_is_ours(const char *tls_version);
/* What is kept for OpenSSL, released; its report and error. */
void
watch_openssl_free(certpolicy_curl_watch *watch);
const certpolicy_report *
watch_openssl_report(const certpolicy_curl_watch *watch);
const certpolicy_error *
watch_openssl_error(const certpolicy_curl_watch *watch);

#endif
