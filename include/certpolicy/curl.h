/*
 * Judging the peers of a curl easy handle, by one line. Library certpolicy-curl, for libcurl 7.80 and
 * later built on OpenSSL 3 or GnuTLS; it links no libcurl: the functions below that are written out
 * here hand over the program's own.
 *
 *	certpolicy_curl_enforce(curl, guard, &watch, &error);
 *
 * From then on each request of the handle is judged before it is sent, on new and on reused
 * connections, after full and resumed handshakes, with CURLOPT_SSL_VERIFYPEER on or off. The peer is the
 * host of the URL, of a redirect its new one, whatever CURLOPT_RESOLVE or CURLOPT_CONNECT_TO say. After
 * curl_easy_perform the report is certpolicy_curl_get_report(watch).
 *
 * On OpenSSL each handshake is judged too, whatever the scheme (certpolicy/openssl.h): a denial is
 * CURLE_PEER_FAILED_VERIFICATION with the TLS alert that goes with it. The policy takes the place of
 * libcurl's verification of the chain; CURLOPT_SSL_VERIFYHOST still checks the name besides.
 * On GnuTLS the only hook comes after the handshake, before the request: a denial is
 * CURLE_ABORTED_BY_CALLBACK, and the server is sent an alert. With other schemes that would be after the
 * login, so CURLOPT_PROTOCOLS and CURLOPT_REDIR_PROTOCOLS are set to HTTP and HTTPS, and a URL of
 * another scheme is an error. What libcurl verifies by itself it goes on verifying.
 *
 * What it cannot see or do:
 * - A handshake that libcurl itself refuses has no report on GnuTLS.
 * - A URL of http:// has no handshake: it is neither judged nor kept back.
 * - An HTTPS proxy: on OpenSSL its handshake is judged as the URL's host, and so denied; on GnuTLS it is
 *   libcurl's alone, and so is the handshake of CURLOPT_DOH_URL. Through proxies say
 *   certpolicy_curl_set_address(watch, "", …): the address is the proxy's.
 * - HTTP/2 sends its preface and settings before the request, and thus on GnuTLS before the verdict.
 * - It takes CURLOPT_PREREQFUNCTION and, on OpenSSL, CURLOPT_SSL_CTX_FUNCTION. Functions of the
 *   program's own are given to certpolicy_curl_chain; one that is set afterwards on the handle takes the
 *   place of ours, and on GnuTLS nothing is judged any more. curl_easy_reset clears both.
 * - A copy by curl_easy_duphandle brings this handle's watch along and is refused. Enforce on it, before
 *   another thread takes it.
 * - CURLOPT_CONNECT_ONLY is judged, but what the program then writes is its own.
 * - On GnuTLS a session of a cache that others fill too (CURLSH) is denied the first time when the guard
 *   does not know it, and the next attempt makes a full handshake.
 * - libcurl must use the process's libssl.so.3, not a copy of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_CURL_H
#define CERTPOLICY_CURL_H

#include <certpolicy/curl_calls.h>

#include <curl/curl.h>

#if LIBCURL_VERSION_NUM < 0x075000
#error "certpolicy/curl.h needs libcurl 7.80 (CURLOPT_PREREQFUNCTION)"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the program's libcurl, handed over; not for programs ---- */

static inline CURLcode
certpolicy_curl_inline_context(CURL *curl, void *ctx, void *watch)
{
	void (*own)(void) = NULL;
	void *data = NULL;
	CURLcode code = CURLE_OK;

	certpolicy_curl_get_chained((certpolicy_curl_watch *)watch, &own, &data);
	if (own != NULL)
		code = ((curl_ssl_ctx_callback)own)(curl, ctx, data);
	if (code == CURLE_OK &&
		certpolicy_curl_judge_context(curl, ctx, (certpolicy_curl_watch *)watch) != 0)
		code = CURLE_ABORTED_BY_CALLBACK;
	return code;
}

static inline int
certpolicy_curl_inline_set_hooks(void *curl, certpolicy_curl_watch *watch, int has_context)
{
	int code = (int)curl_easy_setopt(
		(CURL *)curl, CURLOPT_PREREQFUNCTION, certpolicy_curl_judge_request);

	if (code == 0)
		code = (int)curl_easy_setopt((CURL *)curl, CURLOPT_PREREQDATA, (void *)watch);
	if (code == 0 && has_context)
		code = (int)curl_easy_setopt((CURL *)curl, CURLOPT_SSL_CTX_FUNCTION,
			certpolicy_curl_inline_context);
	if (code == 0 && has_context)
		code = (int)curl_easy_setopt((CURL *)curl, CURLOPT_SSL_CTX_DATA, (void *)watch);
	return code;
}

static inline int
certpolicy_curl_inline_set_http_only(void *curl)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	return (int)curl_easy_setopt((CURL *)curl, CURLOPT_PROTOCOLS_STR, "http,https") |
		(int)curl_easy_setopt((CURL *)curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
	return (int)curl_easy_setopt(
		       (CURL *)curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS)) |
		(int)curl_easy_setopt((CURL *)curl, CURLOPT_REDIR_PROTOCOLS,
			(long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

static inline int
certpolicy_curl_inline_set_session_cache(void *curl, int on)
{
	return (int)curl_easy_setopt((CURL *)curl, CURLOPT_SSL_SESSIONID_CACHE, (long)on);
}

static inline int
certpolicy_curl_inline_get_url(void *curl, char **scheme, char **host)
{
	char *text = NULL;
	CURLU *url = NULL;
	int code = (int)curl_easy_getinfo((CURL *)curl, CURLINFO_EFFECTIVE_URL, &text);

	*scheme = NULL;
	*host = NULL;
	if (code != 0 || text == NULL || text[0] == '\0')
		return code;
	url = curl_url();
	if (url == NULL)
		return (int)CURLE_OUT_OF_MEMORY;
	code = (int)curl_url_set(
		url, CURLUPART_URL, text, CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME);
	if (code == 0)
		code = (int)curl_url_get(url, CURLUPART_SCHEME, scheme, 0);
	if (code == 0)
		code = (int)curl_url_get(url, CURLUPART_HOST, host, 0);
	curl_url_cleanup(url);
	return code;
}

static inline void
certpolicy_curl_inline_free_text(char *text)
{
	curl_free(text);
}

static inline int
certpolicy_curl_inline_get_session(void *curl, int *backend, void **session)
{
	struct curl_tlssessioninfo *info = NULL;
	int code = (int)curl_easy_getinfo((CURL *)curl, CURLINFO_TLS_SSL_PTR, &info);

	if (code == 0 && info == NULL)
		code = (int)CURLE_UNKNOWN_OPTION;
	if (code != 0)
		return code;
	*backend = (int)info->backend;
	*session = info->internals;
	return 0;
}

static inline int
certpolicy_curl_inline_get_ends(
	void *curl, const char **ip, const char **local_ip, long *port, long *local_port)
{
	char *theirs = NULL, *ours = NULL;
	int code = (int)curl_easy_getinfo((CURL *)curl, CURLINFO_PRIMARY_IP, &theirs) |
		(int)curl_easy_getinfo((CURL *)curl, CURLINFO_LOCAL_IP, &ours) |
		(int)curl_easy_getinfo((CURL *)curl, CURLINFO_PRIMARY_PORT, port) |
		(int)curl_easy_getinfo((CURL *)curl, CURLINFO_LOCAL_PORT, local_port);

	*ip = theirs;
	*local_ip = ours;
	return code;
}

static inline const char *
certpolicy_curl_inline_get_tls_version(void)
{
	return curl_version_info(CURLVERSION_NOW)->ssl_version;
}

/* ---- for programs ---- */

/*
 * Has every request of the handle judged; see above. Takes a reference of the guard. *watch receives what
 * holds the report, NULL on failure; it must outlive the handle's last use, and is released with
 * certpolicy_curl_free. CERTPOLICY_ERROR_UNSUPPORTED for a libcurl on another TLS library, and on
 * GnuTLS for a URL of another scheme than http and https. Since 0.1.0.
 */
CERTPOLICY_CHECK_RESULT static inline int
certpolicy_curl_enforce(CURL *curl, certpolicy_guard *guard, certpolicy_curl_watch **watch,
	certpolicy_error **error)
{
	certpolicy_curl_calls calls;

	calls.size = sizeof(calls);
	calls.set_hooks = certpolicy_curl_inline_set_hooks;
	calls.set_http_only = certpolicy_curl_inline_set_http_only;
	calls.set_session_cache = certpolicy_curl_inline_set_session_cache;
	calls.get_url = certpolicy_curl_inline_get_url;
	calls.free_text = certpolicy_curl_inline_free_text;
	calls.get_session = certpolicy_curl_inline_get_session;
	calls.get_ends = certpolicy_curl_inline_get_ends;
	calls.get_tls_version = certpolicy_curl_inline_get_tls_version;
	return certpolicy_curl_enforce_by((void *)curl, &calls, guard, watch, error);
}

/*
 * The program's own functions for CURLOPT_PREREQFUNCTION and CURLOPT_SSL_CTX_FUNCTION, with their data;
 * NULL: none. They may reject what the policy allowed.
 */
static inline void
certpolicy_curl_chain(certpolicy_curl_watch *watch, curl_prereq_callback prereq,
	void *prereq_data, curl_ssl_ctx_callback context, void *context_data)
{
	certpolicy_curl_chain_by(
		watch, prereq, prereq_data, (void (*)(void))context, context_data);
}

#ifdef __cplusplus
}
#endif

#endif
