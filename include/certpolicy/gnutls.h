/*
 * Judging what GnuTLS holds: certificates and live sessions. Library certpolicy-gnutls.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_GNUTLS_H
#define CERTPOLICY_GNUTLS_H

#include <certpolicy/types.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Appends certificates to what the peer presented, leaf first. Their DER is copied. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_chain_gnutls(certpolicy_request *request, const gnutls_x509_crt_t *chain,
	size_t n_certificates, certpolicy_error **error);

/*
 * Takes from a session whose handshake is over: the peer's chain, the stapled OCSP response, the
 * protocol, the cipher suite, the group, and whether it was resumed. GnuTLS runs no verification
 * callback for a resumed session: call this after every handshake, and judge.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_session_gnutls(certpolicy_request *request, gnutls_session_t session,
	certpolicy_error **error);

#ifdef __cplusplus
}
#endif

#endif
