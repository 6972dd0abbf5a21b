/*
 * A guard judges the connections of a program, every handshake of them, resumed ones too.
 *
 * TLS libraries run no verification when a session is resumed, and then often hold the peer's
 * certificate alone. A guard keeps what the full handshake showed (chain, staples, SCT list), by
 * peer, purpose and leaf, and judges it anew, under the policy and at the time of now. A resumed
 * session whose full handshake it did not allow itself, with the same peer and leaf, is denied
 * with session.chain-unavailable (RFC 8446 4.6.1; RFC 5077 leaves the check to the client).
 *
 * The adapters (certpolicy/gnutls.h, openssl.h, curl.h) put a guard into a TLS library by one call.
 * A guard may be used by any number of threads at once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_GUARD_H
#define CERTPOLICY_GUARD_H

#include <certpolicy/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A new guard of one reference. `policy` holds for every connection; NULL: the request's, else the
 * first route's that matches, else public-strict. References to both are added. *guard is NULL on
 * failure. Since 0.1.0.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_guard_new(certpolicy_engine *engine, certpolicy_policy *policy,
	certpolicy_guard **guard, certpolicy_error **error);

/* Adds a reference; returns its argument. */
CERTPOLICY_API certpolicy_guard *
certpolicy_guard_ref(certpolicy_guard *guard);

/* Drops a reference. NULL is fine. */
CERTPOLICY_API void
certpolicy_guard_free(certpolicy_guard *guard);

/*
 * Another engine (new lists, say) and policy (NULL as above) for the handshakes to come; references
 * are added. What full handshakes showed stays known: a session that is resumed after this is judged
 * by the new policy.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_guard_replace(certpolicy_guard *guard, certpolicy_engine *engine,
	certpolicy_policy *policy, certpolicy_error **error);

/*
 * Judges a handshake that is over: `request` holds the peer, what the peer showed and the session
 * (certpolicy_request_set_session), which says whether it was resumed. Of a resumed one the chain,
 * and staples and SCT list unless the request has its own, become those of the full handshake, in
 * the request too. *report as of certpolicy_evaluate. After anything but CERTPOLICY_OK and a verdict
 * other than deny the connection must not go on.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_guard_judge(certpolicy_guard *guard, certpolicy_request *request,
	certpolicy_report **report, certpolicy_error **error);

/* Octets of a binding. */
#define CERTPOLICY_BINDING_LEN 32

/*
 * What a session was allowed by, in 32 octets: the digests of the policies and floors that can hold
 * for the request's peers, the peers, the purpose. Keep it beside a stored session or ticket, and
 * offer that only while the binding is the same. `binding` has room for CERTPOLICY_BINDING_LEN.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_guard_get_binding(certpolicy_guard *guard, const certpolicy_request *request,
	uint8_t *binding, certpolicy_error **error);

/*
 * The TLS alert that says to the other side why a connection ends (RFC 8446 6.2): by the primary
 * finding, 46 (certificate_unknown) where none says more; -1 when the verdict is not deny.
 */
CERTPOLICY_API int
certpolicy_report_get_alert(const certpolicy_report *report);

#ifdef __cplusplus
}
#endif

#endif
