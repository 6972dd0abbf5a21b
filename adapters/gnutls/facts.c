/*
 * What GnuTLS holds of one handshake: the chain, staples, and what was agreed on. Public calls of
 * libcertpolicy only.
 */
#include <config.h>

#include "gnutls/facts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* No call tells the role; this one is refused to clients, and to them only. */
int
facts_is_client(gnutls_session_t session)
{
	size_t len = 0;
	unsigned type = 0;

	return gnutls_server_name_get(session, NULL, &len, &type, 0) == GNUTLS_E_INVALID_REQUEST;
}

int
facts_is_13(gnutls_session_t session)
{
	return gnutls_protocol_get_version(session) == GNUTLS_TLS1_3;
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

int
facts_take_chain(certpolicy_request *request, gnutls_session_t session, certpolicy_error **error)
{
	const gnutls_datum_t *chain = NULL;
	unsigned i, n_chain = 0;
	int status = CERTPOLICY_OK;

	if (gnutls_certificate_type_get2(session, GNUTLS_CTYPE_PEERS) == GNUTLS_CRT_X509)
		chain = gnutls_certificate_get_peers(session, &n_chain);
	if (chain == NULL)
		n_chain = 0;
	for (i = 0; i < n_chain && status == CERTPOLICY_OK; i++)
		status = certpolicy_request_add_certificate_der(
			request, chain[i].data, chain[i].size, error);
	return status == CERTPOLICY_OK ? take_staples(request, session, n_chain, error) : status;
}

/* What only TLS 1.2 and before leave open. */
static int
take_old_facts(certpolicy_request *request, gnutls_session_t session, certpolicy_error **error)
{
	gnutls_kx_algorithm_t exchange = gnutls_kx_get(session);
	int status = certpolicy_request_set_session_fact(request,
		CERTPOLICY_SESSION_EXTENDED_MASTER_SECRET,
		gnutls_session_ext_master_secret_status(session) != 0, error);

	if (status == CERTPOLICY_OK)
		status = certpolicy_request_set_session_fact(request,
			CERTPOLICY_SESSION_SECURE_RENEGOTIATION,
			gnutls_safe_renegotiation_status(session) != 0, error);
	if (status == CERTPOLICY_OK &&
		(exchange == GNUTLS_KX_DHE_RSA || exchange == GNUTLS_KX_DHE_DSS)) {
		int bits = gnutls_dh_get_prime_bits(session);

		status = certpolicy_request_set_session_dh_bits(
			request, bits > 0 ? (unsigned)bits : 0, error);
	}
	return status;
}

/* The signature by which the peer showed that its key is its own; a resumed session has none. */
static int
take_signature(certpolicy_request *request, gnutls_session_t session, certpolicy_error **error)
{
	int scheme = facts_is_client(session) ? gnutls_sign_algorithm_get(session)
					      : gnutls_sign_algorithm_get_client(session);

	if (scheme == GNUTLS_SIGN_UNKNOWN)
		return CERTPOLICY_OK;
	return certpolicy_request_set_session_signature(
		request, gnutls_sign_get_name((gnutls_sign_algorithm_t)scheme), error);
}

int
facts_take_session(certpolicy_request *request, gnutls_session_t session, const char *cipher,
	int resumed, certpolicy_error **error)
{
	gnutls_group_t group = gnutls_group_get(session);
	int status = certpolicy_request_set_session(request,
		gnutls_protocol_get_name(gnutls_protocol_get_version(session)), cipher,
		group != GNUTLS_GROUP_INVALID ? gnutls_group_get_name(group) : NULL, resumed,
		error);

	/* GnuTLS 3.6 and later cannot compress. */
	if (status == CERTPOLICY_OK)
		status = certpolicy_request_set_session_fact(
			request, CERTPOLICY_SESSION_COMPRESSION, 0, error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_request_set_session_fact(request, CERTPOLICY_SESSION_EARLY_DATA,
			(gnutls_session_get_flags(session) & GNUTLS_SFLAGS_EARLY_DATA) != 0, error);
	if (status == CERTPOLICY_OK && !facts_is_13(session))
		status = take_old_facts(request, session, error);
	if (status == CERTPOLICY_OK && !resumed)
		status = take_signature(request, session, error);
	return status;
}

/* Transports that are no sockets are pointers, and those are larger than any descriptor. */
#define MOST_DESCRIPTORS 0x100000

const char *
facts_address(gnutls_session_t session, char address[FACTS_ADDRESS_SIZE])
{
	intptr_t fd = (intptr_t)gnutls_transport_get_ptr(session);
	struct sockaddr_storage peer;
	socklen_t len = sizeof(peer);
	const void *octets = NULL;

	memset(&peer, 0, sizeof(peer));
	if (fd < 0 || fd >= MOST_DESCRIPTORS ||
		getpeername((int)fd, (struct sockaddr *)&peer, &len) != 0)
		return NULL;
	if (peer.ss_family == AF_INET)
		octets = &((const struct sockaddr_in *)(const void *)&peer)->sin_addr;
	else if (peer.ss_family == AF_INET6)
		octets = &((const struct sockaddr_in6 *)(const void *)&peer)->sin6_addr;
	return octets != NULL ? inet_ntop(peer.ss_family, octets, address, FACTS_ADDRESS_SIZE)
			      : NULL;
}
