/*
 * Judging what GnuTLS holds: certificates and live sessions. Library certpolicy-gnutls.
 *
 * One line after gnutls_init has every handshake of a session judged by a guard:
 *
 *	certpolicy_gnutls_enforce(session, guard, "example.org", &error);
 *
 * Full handshakes, resumed ones and renegotiations, certificates shown after the handshake
 * (gnutls_reauth), of TLS 1.0 to 1.3 and DTLS. Whoever is denied gets the alert that says why, and
 * gnutls_handshake returns GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR, before anything of the
 * application was sent, a client certificate included; after that the session neither sends nor receives. When nothing could be
 * judged it is the same, with certpolicy_gnutls_get_error, or GNUTLS_E_MEMORY_ERROR.
 *
 * GnuTLS's own verification stays what the application made it. Where it is on, both must agree:
 * gnutls_session_set_verify_cert asks the trust of the credentials, and what it refuses is refused.
 * Leave it off where the policy is to decide alone.
 *
 * The peer is who enforce was told, not the server name that was sent: that chooses a virtual host, and
 * the application sets it by gnutls_server_name_set. A peer without an X.509 certificate (raw keys,
 * pre-shared keys, anonymous) is denied, and so is one that shows another certificate than before in
 * the same session.
 *
 * What this hook does:
 * - It takes gnutls_handshake_set_hook_function, again at each hello: a hook that the application set
 *   there is not called. certpolicy_gnutls_set_hook_function is there for it.
 * - It registers an extension that is never sent (0xffd7, private use), which holds its data.
 * - It refuses to send a hello with early data (0-RTT): those would go before the verdict. Of servers
 *   early data are read after the verdict, and session.early-data is judged.
 * - After a denial it replaces the session's push and pull functions.
 *
 * What it cannot see or do:
 * - Timestamps by TLS extension (RFC 6962 3.3): GnuTLS ends a handshake of TLS 1.3 in which they come, so
 *   they are not asked for. A server that gives them in no other way falls short of ct.insufficient.
 * - The verdict comes before GnuTLS has checked the peer's Finished: a report that allows means
 *   nothing when the handshake failed for another reason.
 * - A server has sent its own certificate and Finished before it sees the client's. It issues tickets
 *   to whom it will deny in TLS 1.2; the next handshake is judged, too.
 * - A hook that the application sets itself between a handshake and gnutls_reauth takes its place:
 *   that certificate is not judged.
 * - Sessions handed to the kernel (KTLS) go past the push function: after a denied gnutls_reauth close
 *   them.
 * - Programs that get a session only when it is open judge it by
 *   certpolicy_request_set_session_gnutls and certpolicy_guard_judge.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_GNUTLS_H
#define CERTPOLICY_GNUTLS_H

#include <certpolicy/guard.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Has every handshake of a session judged, from the first on; see above. `peer`: a name or an address as
 * text, who the peer should be (copied). NULL for a client: nobody said yet, and
 * identity.peer-missing denies. For a server: it demands a certificate (GNUTLS_CERT_REQUIRE), judged
 * for purpose client; whose it is, is for the application to read. Takes a reference of the guard,
 * until gnutls_deinit. Called again it changes guard and peer for the handshakes to come.
 * CERTPOLICY_ERROR_BAD_ARGUMENT when the handshake has begun. Thread rule: a session belongs to one
 * thread at a time, as in GnuTLS; a guard may be shared by all. Since 0.1.0.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_gnutls_enforce(gnutls_session_t session, certpolicy_guard *guard, const char *peer,
	certpolicy_error **error);

/*
 * The report of the last handshake: whether it was denied or not, and also of one that GnuTLS's own
 * verification ended. NULL when the peer showed no certificate to judge, or nothing could be judged.
 * Lent until the next handshake of this session, or gnutls_deinit.
 */
CERTPOLICY_API const certpolicy_report *
certpolicy_gnutls_get_report(gnutls_session_t session);

/* Why the last handshake could not be judged; NULL when it could. Lent as the report is. */
CERTPOLICY_API const certpolicy_error *
certpolicy_gnutls_get_error(gnutls_session_t session);

/* One more name, address as text or mailbox of the peer (copied); all must match. After enforce,
 * before the handshake. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_gnutls_add_peer_host(gnutls_session_t session, const char *host_or_ip,
	certpolicy_error **error);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_gnutls_add_peer_email(gnutls_session_t session, const char *mailbox,
	certpolicy_error **error);

/* On purpose no name is checked where none was said; see certpolicy_request_set_insecure_no_peer. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_gnutls_set_insecure_no_peer(gnutls_session_t session, certpolicy_error **error);

/* For servers: clients that show no certificate go on, without a report (GNUTLS_CERT_REQUEST). Those
 * that show one are judged. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_gnutls_set_insecure_optional_certificate(gnutls_session_t session,
	certpolicy_error **error);

/* The IP address as text (copied) that goes before what the socket says; "": none is known, which is
 * right behind a proxy. NULL: that of the socket again, where the transport is one. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_gnutls_set_address(gnutls_session_t session, const char *address,
	certpolicy_error **error);

/* gnutls_handshake_set_hook_function for sessions that are judged: `hook` is called beside ours, after
 * it, and may end the handshake, too. `type`, `when`: as there. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_gnutls_set_hook_function(gnutls_session_t session, unsigned type, int when,
	gnutls_handshake_hook_func hook, certpolicy_error **error);

/*
 * gnutls_session_get_data2 for clients that are judged, bound to the policies that hold and the peer.
 * *data is new (gnutls_free); only for certpolicy_gnutls_set_session_data. CERTPOLICY_ERROR_BAD_ARGUMENT
 * for a session that was not allowed, CERTPOLICY_ERROR_UNSUPPORTED when GnuTLS has nothing to
 * give, as in TLS 1.3 before a ticket has come.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_gnutls_get_session_data(gnutls_session_t session, gnutls_datum_t *data,
	certpolicy_error **error);

/*
 * gnutls_session_set_data for clients that are judged: offers to resume, if the peer is the same, the
 * policies are, and the guard would allow it now by what the full handshake showed. Else there will be
 * a full handshake, and that is no error: *offered (may be NULL) is 0. After enforce and the peers,
 * before the handshake.
 *
 * Data set by gnutls_session_set_data itself are judged when they are resumed, by what the guard
 * remembers; a session that it did not allow, or has forgotten, is denied (session.chain-unavailable).
 * In TLS 1.3 the ticket tells whose session it was: 512 are remembered in a process.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_gnutls_set_session_data(gnutls_session_t session, const gnutls_datum_t *data,
	int *offered, certpolicy_error **error);

/* Appends certificates to what the peer presented, leaf first. Their DER is copied. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_chain_gnutls(certpolicy_request *request, const gnutls_x509_crt_t *chain,
	size_t n_certificates, certpolicy_error **error);

/*
 * Takes from a session whose handshake is over: the peer's chain, the stapled OCSP responses, and what
 * was agreed on (protocol, cipher suite, group, signature, whether it was resumed, …). For programs
 * that judge by themselves: after every handshake, since GnuTLS runs no verification callback for a
 * resumed session. Judge by certpolicy_guard_judge, which knows what full handshakes showed.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_session_gnutls(certpolicy_request *request, gnutls_session_t session,
	certpolicy_error **error);

#ifdef __cplusplus
}
#endif

#endif
