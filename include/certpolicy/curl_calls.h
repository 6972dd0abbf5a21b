/*
 * The part of certpolicy/curl.h that knows nothing of libcurl; include that one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_CURL_CALLS_H
#define CERTPOLICY_CURL_CALLS_H

#include <certpolicy/guard.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Watches one easy handle; belongs to its thread. */
typedef struct certpolicy_curl_watch certpolicy_curl_watch;

/*
 * The report of the last handshake or request that was judged; NULL before the first. Lent until the next
 * one, or the end of the watch.
 */
CERTPOLICY_API const certpolicy_report *
certpolicy_curl_get_report(const certpolicy_curl_watch *watch);
/* Why nothing could be judged; NULL when there was no such failure. Lent as above. */
CERTPOLICY_API const certpolicy_error *
certpolicy_curl_get_error(const certpolicy_curl_watch *watch);

/* The IP address as text (copied) that goes before the connection's; "": none is known. NULL: the
 * connection's again. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_curl_set_address(certpolicy_curl_watch *watch, const char *address,
	certpolicy_error **error);

/* Releases the watch, after curl_easy_cleanup or when another one has been put on the handle. NULL is
 * fine. */
CERTPOLICY_API void
certpolicy_curl_free(certpolicy_curl_watch *watch);

/* ---- what the functions of curl.h are made of; not for programs ---- */

/* The program's libcurl, in types that need no header of it. 0 is success. */
typedef struct certpolicy_curl_calls {
	size_t size;
	int (*set_hooks)(void *curl, certpolicy_curl_watch *watch, int has_context);
	int (*set_http_only)(void *curl);
	int (*set_session_cache)(void *curl, int on);
	/* Host and scheme of the URL in use, to be released by free_text; NULL: none yet. */
	int (*get_url)(void *curl, char **scheme, char **host);
	void (*free_text)(char *text);
	/* backend: as curl_sslbackend; session: SSL * or gnutls_session_t, NULL: no TLS. */
	int (*get_session)(void *curl, int *backend, void **session);
	int (*get_ends)(void *curl, const char **ip, const char **local_ip, long *port,
		long *local_port);
	const char *(*get_tls_version)(void);
} certpolicy_curl_calls;

CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_curl_enforce_by(void *curl, const certpolicy_curl_calls *calls, certpolicy_guard *guard,
	certpolicy_curl_watch **watch, certpolicy_error **error);
/* 0: go on. */
CERTPOLICY_API int
certpolicy_curl_judge_context(void *curl, void *ctx, certpolicy_curl_watch *watch);
CERTPOLICY_API int
certpolicy_curl_judge_request(void *watch, char *ip, char *local_ip, int port, int local_port);
CERTPOLICY_API void
certpolicy_curl_chain_by(certpolicy_curl_watch *watch,
	int (*prereq)(void *, char *, char *, int, int), void *prereq_data,
	void (*context)(void), void *context_data);
CERTPOLICY_API void
certpolicy_curl_get_chained(const certpolicy_curl_watch *watch, void (**context)(void),
	void **context_data);

#ifdef __cplusplus
}
#endif

#endif
