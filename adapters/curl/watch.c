/*
 * Watches of easy handles: what is set on a handle, and what libcurl calls. It sees libcurl through
 * the functions that the program handed over, and TLS libraries through the other adapters.
 */
#include <config.h>

#include "curl/watch.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Keeps an error; 0, for what may not go on. */
static int
refuse(certpolicy_curl_watch *watch, int status, const char *code, const char *message)
{
	certpolicy_error_free(watch->error);
	certpolicy_error_set(&watch->error, status, code, message);
	return 0;
}

static void
reset(certpolicy_curl_watch *watch)
{
	certpolicy_report_free(watch->report);
	certpolicy_error_free(watch->error);
	watch->report = NULL;
	watch->error = NULL;
	watch_openssl_free(watch);
}

void
certpolicy_curl_free(certpolicy_curl_watch *watch)
{
	if (watch == NULL)
		return;
	reset(watch);
	certpolicy_guard_free(watch->guard);
	free(watch->address);
	free(watch);
}

const certpolicy_report *
certpolicy_curl_get_report(const certpolicy_curl_watch *watch)
{
	if (watch == NULL || watch->error != NULL)
		return NULL;
	return watch->report != NULL ? watch->report : watch_openssl_report(watch);
}

const certpolicy_error *
certpolicy_curl_get_error(const certpolicy_curl_watch *watch)
{
	if (watch == NULL)
		return NULL;
	return watch->error != NULL ? watch->error : watch_openssl_error(watch);
}

int
certpolicy_curl_set_address(
	certpolicy_curl_watch *watch, const char *address, certpolicy_error **error)
{
	certpolicy_request *request = certpolicy_request_new();
	char *copy = address != NULL ? strdup(address) : NULL;
	int status = CERTPOLICY_OK;

	if (error != NULL)
		*error = NULL;
	if (request == NULL || (address != NULL && copy == NULL))
		status = CERTPOLICY_ERROR_NO_MEMORY;
	else if (watch == NULL || (address != NULL && address[0] != '\0'))
		status = certpolicy_request_set_address(
			watch != NULL ? request : NULL, address, error);
	certpolicy_request_free(request);
	if (status != CERTPOLICY_OK) {
		free(copy);
		return status;
	}
	free(watch->address);
	watch->address = copy;
	return CERTPOLICY_OK;
}

static int
is_web(const char *scheme)
{
	return strcasecmp(scheme, "http") == 0 || strcasecmp(scheme, "https") == 0;
}

/* The URL in use, to be released by free_url(); an address of IPv6 without its brackets. 0: there
 * is none, or it cannot be read. */
static int
read_url(const certpolicy_curl_watch *watch, void *curl, char **scheme, char **host)
{
	size_t len;

	if (watch->calls.get_url(curl, scheme, host) != 0 || *scheme == NULL || *host == NULL)
		return 0;
	len = strlen(*host);
	if (len > 2 && (*host)[0] == '[' && (*host)[len - 1] == ']') {
		memmove(*host, *host + 1, len - 2);
		(*host)[len - 2] = '\0';
	}
	return 1;
}

static void
free_url(const certpolicy_curl_watch *watch, char *scheme, char *host)
{
	watch->calls.free_text(scheme);
	watch->calls.free_text(host);
}

/* On GnuTLS the verdict comes after a login by other protocols. */
static int
limit_to_web(const certpolicy_curl_watch *watch, certpolicy_error **error)
{
	char *scheme = NULL, *host = NULL;
	int other = read_url(watch, watch->curl, &scheme, &host) && !is_web(scheme);

	free_url(watch, scheme, host);
	if (other)
		return certpolicy_error_set(error, CERTPOLICY_ERROR_UNSUPPORTED, "curl.scheme",
			"this libcurl is built on GnuTLS, where only http and https can be judged "
			"before anything is sent");
	if (watch->calls.set_http_only(watch->curl) != 0)
		return certpolicy_error_set(error, CERTPOLICY_ERROR_UNSUPPORTED, "curl.option",
			"this libcurl does not let protocols be limited");
	return CERTPOLICY_OK;
}

static int
set_up(certpolicy_curl_watch *watch, certpolicy_error **error)
{
	int status = CERTPOLICY_OK, backend = 0;
	void *session = NULL;

	if (watch->calls.get_session(watch->curl, &backend, &session) != 0)
		backend = 0;
	if (backend == BACKEND_OPENSSL && !watch_openssl_is_ours(watch->calls.get_tls_version()))
		backend = 0;
	if (backend != BACKEND_OPENSSL && backend != BACKEND_GNUTLS)
		return certpolicy_error_set(error, CERTPOLICY_ERROR_UNSUPPORTED, "curl.backend",
			"this libcurl is built on neither OpenSSL 3 nor GnuTLS, or this library "
			"was "
			"built without its adapter");
	if (backend == BACKEND_GNUTLS)
		status = limit_to_web(watch, error);
	if (status != CERTPOLICY_OK)
		return status;
	if (watch->calls.set_hooks(watch->curl, watch, backend == BACKEND_OPENSSL) != 0)
		return certpolicy_error_set(error, CERTPOLICY_ERROR_UNSUPPORTED, "curl.option",
			"this libcurl is older than 7.80, or has no hook that is needed");
	return CERTPOLICY_OK;
}

int
certpolicy_curl_enforce_by(void *curl, const certpolicy_curl_calls *calls, certpolicy_guard *guard,
	certpolicy_curl_watch **watch, certpolicy_error **error)
{
	certpolicy_curl_watch *made;
	int status;

	if (error != NULL)
		*error = NULL;
	if (watch != NULL)
		*watch = NULL;
	if (curl == NULL || guard == NULL || watch == NULL || calls->size < sizeof(made->calls))
		return certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT,
			"library.bad-argument",
			"a handle, a guard and a place for the watch are needed");
	made = calloc(1, sizeof(*made));
	if (made == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	made->guard = certpolicy_guard_ref(guard);
	made->calls = *calls;
	made->curl = curl;
	status = set_up(made, error);
	if (status == CERTPOLICY_OK)
		*watch = made;
	else
		certpolicy_curl_free(made);
	return status;
}

void
certpolicy_curl_chain_by(certpolicy_curl_watch *watch,
	int (*prereq)(void *, char *, char *, int, int), void *prereq_data, void (*context)(void),
	void *context_data)
{
	watch->prereq = prereq;
	watch->prereq_data = prereq_data;
	watch->context = context;
	watch->context_data = context_data;
}

void
certpolicy_curl_get_chained(
	const certpolicy_curl_watch *watch, void (**context)(void), void **context_data)
{
	*context = watch->context;
	*context_data = watch->context_data;
}

int
certpolicy_curl_judge_context(void *curl, void *ctx, certpolicy_curl_watch *watch)
{
	char *scheme = NULL, *host = NULL;
	int ready = 0;

	reset(watch);
	if (read_url(watch, curl, &scheme, &host))
		ready = watch_openssl_context(watch, ctx, host);
	else
		refuse(watch, CERTPOLICY_ERROR_BAD_ARGUMENT, "curl.url",
			"the host of the URL cannot be read");
	free_url(watch, scheme, host);
	return !ready;
}

/* A copy of the handle brings our watch along, which then looks at another connection. */
static int
is_own_connection(const certpolicy_curl_watch *watch, const char *ip, const char *local_ip,
	int port, int local_port)
{
	const char *own_ip = NULL, *own_local_ip = NULL;
	long own_port = -1, own_local_port = -1;

	return watch->calls.get_ends(
		       watch->curl, &own_ip, &own_local_ip, &own_port, &own_local_port) == 0 &&
	       own_ip != NULL && own_local_ip != NULL && strcmp(own_ip, ip) == 0 &&
	       strcmp(own_local_ip, local_ip) == 0 && own_port == port &&
	       own_local_port == local_port;
}

/* GnuTLS cannot be kept from resuming a session that the guard does not know: after the denial
 * libcurl makes one full handshake, which is judged, and resumes again from then on. */
static void
mind_resumption(certpolicy_curl_watch *watch, int allowed)
{
	const char *primary = certpolicy_report_get_primary(watch->report);
	int unknown = primary != NULL && strcmp(primary, "session.chain-unavailable") == 0;

	if (!allowed && unknown && watch->calls.set_session_cache(watch->curl, 0) == 0)
		watch->forgets = 1;
	if (allowed && watch->forgets && watch->calls.set_session_cache(watch->curl, 1) == 0)
		watch->forgets = 0;
}

static int
judge_session(
	certpolicy_curl_watch *watch, int backend, void *session, const char *host, const char *ip)
{
	int allowed;

	if (watch->address != NULL)
		ip = watch->address;
	if (ip != NULL && ip[0] == '\0')
		ip = NULL;
	if (backend == BACKEND_OPENSSL)
		return watch_openssl_session(watch, session, host, ip);
	allowed = watch_gnutls_session(watch, session, host, ip);
	mind_resumption(watch, allowed);
	return allowed;
}

/* A request by this URL over this session; 1: it may be sent. */
static int
judge_url(certpolicy_curl_watch *watch, const char *scheme, const char *host, const char *ip)
{
	void *session = NULL;
	int backend = 0;

	if (strcasecmp(scheme, "http") == 0)
		return 1;
	if (watch->calls.get_session(watch->curl, &backend, &session) != 0)
		return refuse(watch, CERTPOLICY_ERROR_UNSUPPORTED, "curl.session",
			"libcurl does not show the TLS session");
	if (backend == BACKEND_GNUTLS && !is_web(scheme))
		return refuse(watch, CERTPOLICY_ERROR_UNSUPPORTED, "curl.scheme",
			"on GnuTLS only http and https can be judged before anything is sent");
	if (session != NULL)
		return judge_session(watch, backend, session, host, ip);
	if (backend == BACKEND_OPENSSL && !is_web(scheme))
		return 1; /* without TLS; with it the context has seen to the handshake */
	return refuse(watch, CERTPOLICY_ERROR_UNSUPPORTED, "curl.session",
		"there is no TLS session to be judged");
}

int
certpolicy_curl_judge_request(void *user, char *ip, char *local_ip, int port, int local_port)
{
	certpolicy_curl_watch *watch = user;
	char *scheme = NULL, *host = NULL;
	int allowed;

	reset(watch);
	if (!is_own_connection(watch, ip, local_ip, port, local_port))
		allowed = refuse(watch, CERTPOLICY_ERROR_UNSUPPORTED, "curl.copy",
			"the handle is a copy of the one that is judged: enforce on it, too");
	else if (!read_url(watch, watch->curl, &scheme, &host))
		allowed = refuse(watch, CERTPOLICY_ERROR_BAD_ARGUMENT, "curl.url",
			"the host of the URL cannot be read");
	else
		allowed = judge_url(watch, scheme, host, ip);
	free_url(watch, scheme, host);
	if (!allowed)
		return 1;
	return watch->prereq != NULL
		       ? watch->prereq(watch->prereq_data, ip, local_ip, port, local_port)
		       : 0;
}
