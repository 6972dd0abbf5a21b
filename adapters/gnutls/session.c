/*
 * What GnuTLS holds, put into requests: certificates, and all that a session says of its peer.
 * Public calls of libcertpolicy only. Without memory they hand back their status and no error
 * object.
 */
#include <config.h>

#include <certpolicy/certpolicy.h>
#include <certpolicy/gnutls.h>

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
		return certpolicy_request_add_certificate_der(NULL, NULL, 0, error);
	for (i = 0; i < n_certificates && status == CERTPOLICY_OK; i++) {
		if (gnutls_x509_crt_export2(chain[i], GNUTLS_X509_FMT_DER, &der) < 0)
			return CERTPOLICY_ERROR_NO_MEMORY;
		status = certpolicy_request_add_certificate_der(request, der.data, der.size, error);
		gnutls_free(der.data);
	}
	return status;
}

/* The chain as it was sent. A peer that sent none, or a raw key, leaves it empty. */
static int
take_chain(certpolicy_request *request, gnutls_session_t session, unsigned *n_chain,
	certpolicy_error **error)
{
	const gnutls_datum_t *chain = NULL;
	unsigned i;
	int status = CERTPOLICY_OK;

	*n_chain = 0;
	if (gnutls_certificate_type_get2(session, GNUTLS_CTYPE_PEERS) == GNUTLS_CRT_X509)
		chain = gnutls_certificate_get_peers(session, n_chain);
	if (chain == NULL)
		*n_chain = 0;
	for (i = 0; i < *n_chain && status == CERTPOLICY_OK; i++)
		status = certpolicy_request_add_certificate_der(
			request, chain[i].data, chain[i].size, error);
	return status;
}

/* One stapled response a certificate; TLS 1.2 knows the leaf's only. */
static int
take_staples(certpolicy_request *request, gnutls_session_t session, unsigned n_chain,
	certpolicy_error **error)
{
	gnutls_datum_t response;
	unsigned i;
	int status = CERTPOLICY_OK;

	for (i = 0; i < n_chain && status == CERTPOLICY_OK; i++) {
		response.data = NULL;
		response.size = 0;
		if (gnutls_ocsp_status_request_get2(session, i, &response) < 0 ||
			response.size == 0)
			continue;
		status = certpolicy_request_set_ocsp_staple(
			request, i, response.data, response.size, error);
	}
	return status;
}

/* The suite by its IANA name, which older versions of GnuTLS do not tell. */
static const char *
cipher_of(gnutls_session_t session)
{
#if GNUTLS_VERSION_NUMBER >= 0x030704
	return gnutls_ciphersuite_get(session);
#else
	(void)session;
	return NULL;
#endif
}

int
certpolicy_request_set_session_gnutls(
	certpolicy_request *request, gnutls_session_t session, certpolicy_error **error)
{
	gnutls_group_t group;
	unsigned n_chain;
	int status;

	if (error != NULL)
		*error = NULL;
	if (request == NULL || session == NULL)
		return certpolicy_request_add_certificate_der(NULL, NULL, 0, error);
	status = take_chain(request, session, &n_chain, error);
	if (status == CERTPOLICY_OK)
		status = take_staples(request, session, n_chain, error);
	if (status != CERTPOLICY_OK)
		return status;
	group = gnutls_group_get(session);
	return certpolicy_request_set_session(request,
		gnutls_protocol_get_name(gnutls_protocol_get_version(session)), cipher_of(session),
		group != GNUTLS_GROUP_INVALID ? gnutls_group_get_name(group) : NULL,
		gnutls_session_is_resumed(session), error);
}
