/*
 * Judging the peers of OpenSSL: every handshake of an SSL_CTX under a policy, by one line. Library
 * certpolicy-openssl, for OpenSSL 3.0 and later, TLS 1.0 to 1.3. DTLS and QUIC are refused.
 *
 *	certpolicy_openssl_enforce(ctx, guard, &error);
 *
 * From then on each SSL made from the context is judged in every handshake, a resumed or renegotiated
 * one and one under SSL_VERIFY_NONE too. When the policy denies, SSL_connect, SSL_accept or
 * SSL_do_handshake fails with SSL_R_CERTIFICATE_VERIFY_FAILED, SSL_get_verify_result says why in
 * OpenSSL's words, and the peer gets the alert that goes with it. Nothing of the application is sent
 * before the verdict. The report stays with the SSL.
 *
 * Who the peer should be is what SSL_set1_host or X509_VERIFY_PARAM_set1_ip said, or
 * certpolicy_openssl_add_peer_host, which goes before it. It is not taken from SSL_set_tlsext_host_name: that name chooses a virtual host and is often not
 * the one that was meant. Nobody said: identity.peer-missing. Several names by SSL_add1_host, of which
 * OpenSSL accepts any, cannot be expressed and are an error.
 *
 * The policy is the whole verification: the context's certificate store, purpose, depth, CRLs, DANE
 * records and flags count no longer, but for a verify callback of SSL_CTX_set_verify, which is asked once about the leaf
 * of a chain that was allowed, and may still refuse it. A server judges client certificates (purpose
 * client); which client it is, is for the application to read. A server's sessions ask for a
 * certificate in the handshake and insist, whatever the application's mode, SSL_VERIFY_POST_HANDSHAKE
 * too; certpolicy_openssl_set_insecure_optional_certificate lets clients without one go on.
 *
 * What this hook does:
 * - It takes SSL_CTX_set_cert_verify_callback. A callback that was set before is lost, one that is set
 *   afterwards replaces the first of two judgements; the second comes when the handshake is over.
 * - It sets an info callback on each SSL when it is made, and calls the context's own, whenever that
 *   was set. An application that calls SSL_set_info_callback on the SSL is chained too from the first
 *   message of a client on; a server that does so must call certpolicy_openssl_judge itself.
 * - It asks for OCSP staples and timestamps (SSL_CTX_set_tlsext_status_type, and Certificate
 *   Transparency with a callback that accepts all). A status callback that was set before is called.
 * - A session is offered again only if the guard allowed it for the same peer under the same policy,
 *   and would still do so; else there is a full handshake, which is judged. Sessions that were written
 *   out by i2d_SSL_SESSION and read again count as unknown.
 * - Early data (0-RTT) is switched off on both sides: it would go before the verdict. External
 *   pre-shared keys are switched off in clients.
 *
 * What it cannot see or do:
 * - OpenSSL hands over certificates that were read: the octets around a certificate's signed part are
 *   judged as OpenSSL writes them, not as they were sent. Of staples it keeps the leaf's.
 * - A resumed session of TLS 1.2 is judged before it is offered and once more when the handshake is
 *   over. Should the second verdict be deny (the first was not), SSL_connect still answers 1; then
 *   SSL_write and SSL_read fail, one that has made the handshake itself too: SSL_get_wbio is a BIO
 *   that takes nothing from then on. The one before it lives as long as the SSL.
 * - Under TLS 1.2 a staple comes after the certificate. A denial that a staple may mend is made when it
 *   is there, and its alert is bad_certificate_status_response.
 * - A server that writes before the handshake is over (SSL_write_early_data without early data of the
 *   client) does so before the verdict. So does a client with data that it puts into extensions.
 * - Memory BIOs have no address: say it by certpolicy_openssl_set_address, also where the socket
 *   leads to a proxy.
 * - SSLs made before this call are not judged when they are resumed. A context that a server changes
 *   to by SSL_set_SSL_CTX does not change the guard, but its own verification is that context's:
 *   enforce on it, too.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_OPENSSL_H
#define CERTPOLICY_OPENSSL_H

#include <certpolicy/guard.h>

#include <openssl/ssl.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Has every handshake of SSLs that will be made from `ctx` judged; see above. Takes a reference of the
 * guard, until the context is freed. Called again it changes the guard for SSLs made afterwards.
 * CERTPOLICY_ERROR_UNSUPPORTED for a context of DTLS, and when a hook is not to be had. Thread rule:
 * as for setting up an SSL_CTX. Since 0.1.0.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_openssl_enforce(SSL_CTX *ctx, certpolicy_guard *guard, certpolicy_error **error);

/*
 * Who the peer should be: a name or an address as text, or a mailbox (copied). Each call adds one, all
 * of them must match, and what OpenSSL was told of names does not count. CERTPOLICY_ERROR_BAD_ARGUMENT
 * for an SSL that is not judged. Before the handshake.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_openssl_add_peer_host(SSL *ssl, const char *host_or_ip, certpolicy_error **error);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_openssl_add_peer_email(SSL *ssl, const char *mailbox, certpolicy_error **error);

/* On purpose no name is checked where none is named; see certpolicy_request_set_insecure_no_peer. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_openssl_set_insecure_no_peer(SSL *ssl, certpolicy_error **error);

/* For servers: clients that show no certificate go on, without a report. Those that show one are
 * judged. Before the handshake. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_openssl_set_insecure_optional_certificate(SSL *ssl, certpolicy_error **error);

/* The IP address as text (copied) that goes before what the socket says; "": none is known, which is
 * right behind a proxy. NULL: the socket's again. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_openssl_set_address(SSL *ssl, const char *address, certpolicy_error **error);

/* The report of the last handshake; NULL when none was judged. Lent until the next handshake of this
 * SSL, or its end. A report that allows means nothing when the handshake failed for another reason. */
CERTPOLICY_API const certpolicy_report *
certpolicy_openssl_get_report(const SSL *ssl);
/* Why nothing could be judged; NULL when there was no such failure. Lent as the report is. */
CERTPOLICY_API const certpolicy_error *
certpolicy_openssl_get_error(const SSL *ssl);

/* One peer, for code that never sees the SSL: who it should be, and the report of the last handshake
 * with it. Belongs to one thread at a time, as the SSL does. */
typedef struct certpolicy_openssl_connection certpolicy_openssl_connection;

/*
 * Judges once more a session whose handshake is over: a check that needs no hook, for an SSL of any
 * context. `connection` NULL: the SSL's own. CERTPOLICY_OK whenever there is a verdict: look at the
 * report. After deny or failure the SSL is shut, so that nothing can be written or read.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_openssl_judge(SSL *ssl, certpolicy_openssl_connection *connection,
	certpolicy_error **error);

/*
 * A connection of one's own, and a context whose SSLs, one at a time, use it. References are added to
 * guard and connection; *connection is NULL on failure. The rest as for an SSL above.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_openssl_connection_new(certpolicy_guard *guard,
	certpolicy_openssl_connection **connection, certpolicy_error **error);
CERTPOLICY_API certpolicy_openssl_connection *
certpolicy_openssl_connection_ref(certpolicy_openssl_connection *connection);
/* Drops a reference. NULL is fine. */
CERTPOLICY_API void
certpolicy_openssl_connection_free(certpolicy_openssl_connection *connection);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_openssl_enforce_connection(SSL_CTX *ctx, certpolicy_openssl_connection *connection,
	certpolicy_error **error);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_openssl_connection_add_peer_host(certpolicy_openssl_connection *connection,
	const char *host_or_ip, certpolicy_error **error);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_openssl_connection_add_peer_email(certpolicy_openssl_connection *connection,
	const char *mailbox, certpolicy_error **error);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_openssl_connection_set_address(certpolicy_openssl_connection *connection,
	const char *address, certpolicy_error **error);
CERTPOLICY_API const certpolicy_report *
certpolicy_openssl_connection_get_report(const certpolicy_openssl_connection *connection);
CERTPOLICY_API const certpolicy_error *
certpolicy_openssl_connection_get_error(const certpolicy_openssl_connection *connection);

#ifdef __cplusplus
}
#endif

#endif
