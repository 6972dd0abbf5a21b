/*
 * What GnuTLS holds, put into requests by the application itself: certificates, and sessions whose
 * handshake is over. Public calls of libcertpolicy only.
 */
#include <config.h>

#include "gnutls/facts.h"

static int
bad_argument(certpolicy_error **error)
{
	return certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.null",
		"an argument that must be given is NULL");
}

int
certpolicy_request_add_chain_gnutls(certpolicy_request *request, const gnutls_x509_crt_t *chain,
	size_t n_certificates, certpolicy_error **error)
{
	gnutls_datum_t der = {NULL, 0};
	size_t i;
	int status = CERTPOLICY_OK;

	if (error != NULL)
		*error = NULL;
	if (request == NULL || (chain == NULL && n_certificates > 0))
		return bad_argument(error);
	for (i = 0; i < n_certificates && status == CERTPOLICY_OK; i++) {
		if (gnutls_x509_crt_export2(chain[i], GNUTLS_X509_FMT_DER, &der) < 0)
			return certpolicy_error_set(error, CERTPOLICY_ERROR_NO_MEMORY,
				"library.no-memory", "a certificate could not be written out");
		status = certpolicy_request_add_certificate_der(request, der.data, der.size, error);
		gnutls_free(der.data);
	}
	return status;
}

/* The suite by its IANA name, which older versions of GnuTLS do not tell, and newer ones not before
 * anything was agreed on: asked too early, they stumble. */
static const char *
cipher_of(gnutls_session_t session)
{
#if GNUTLS_VERSION_NUMBER >= 0x030704
	return gnutls_mac_get(session) != GNUTLS_MAC_NULL ? gnutls_ciphersuite_get(session) : NULL;
#else
	(void)session;
	return NULL;
#endif
}

int
certpolicy_request_set_session_gnutls(
	certpolicy_request *request, gnutls_session_t session, certpolicy_error **error)
{
	int status;

	if (error != NULL)
		*error = NULL;
	if (request == NULL || session == NULL)
		return bad_argument(error);
	status = facts_take_chain(request, session, error);
	if (status == CERTPOLICY_OK)
		status = facts_take_session(request, session, cipher_of(session),
			gnutls_session_is_resumed(session) != 0, error);
	return status;
}
