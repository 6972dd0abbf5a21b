/*
 * Reads a session of OpenSSL: the peer's chain, staple and timestamps, the parameters that were
 * agreed on, the address. Nothing is judged here. What OpenSSL does not tell yet stays unsaid.
 */
#include <config.h>

#include "openssl/facts.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <openssl/ct.h>

static int
put_certificate(certpolicy_request *request, X509 *certificate)
{
	unsigned char *der = NULL;
	int der_len = i2d_X509(certificate, &der);
	int status = CERTPOLICY_ERROR_NO_MEMORY;

	if (der_len >= 0)
		status =
			certpolicy_request_add_certificate_der(request, der, (size_t)der_len, NULL);
	OPENSSL_free(der);
	return status;
}

/* `leaf` goes before `chain` unless it stands there already: a server's session keeps it apart. */
static int
put_chain(certpolicy_request *request, X509 *leaf, const STACK_OF(X509) * chain)
{
	int i, n = chain != NULL ? sk_X509_num(chain) : 0;
	int status = CERTPOLICY_OK;

	if (leaf != NULL && (n <= 0 || X509_cmp(leaf, sk_X509_value(chain, 0)) != 0))
		status = put_certificate(request, leaf);
	for (i = 0; i < n && status == CERTPOLICY_OK; i++)
		status = put_certificate(request, sk_X509_value(chain, i));
	return status;
}

static int
put_staple(certpolicy_request *request, SSL *ssl)
{
	const unsigned char *response = NULL;
	long response_len = SSL_get_tlsext_status_ocsp_resp(ssl, &response);

	if (SSL_is_server(ssl) || response == NULL || response_len <= 0)
		return CERTPOLICY_OK;
	return certpolicy_request_set_ocsp_staple(request, 0, response, (size_t)response_len, NULL);
}

#ifndef OPENSSL_NO_CT
/* Writes the timestamps of the extension; `to` NULL counts only. */
static size_t
write_scts(const STACK_OF(SCT) * list, unsigned char *to)
{
	size_t used = 2;
	int i, len;

	for (i = 0; i < sk_SCT_num(list); i++) {
		unsigned char *body = to != NULL ? to + used + 2 : NULL;

		if (SCT_get_source(sk_SCT_value(list, i)) != SCT_SOURCE_TLS_EXTENSION)
			continue;
		len = i2o_SCT(sk_SCT_value(list, i), to != NULL ? &body : NULL);
		if (len <= 0 || used + 2 + (size_t)len > 0xffff)
			continue;
		if (to != NULL) {
			to[used] = (unsigned char)(len >> 8);
			to[used + 1] = (unsigned char)len;
		}
		used += 2 + (size_t)len;
	}
	return used;
}

/* The list of the extension (RFC 6962 3.3), put together again from its items. */
static int
put_scts(certpolicy_request *request, SSL *ssl)
{
	const STACK_OF(SCT) *list = SSL_is_server(ssl) ? NULL : SSL_get0_peer_scts(ssl);
	size_t len = list != NULL ? write_scts(list, NULL) : 0;
	unsigned char *octets;
	int status;

	if (len <= 2)
		return CERTPOLICY_OK;
	octets = malloc(len);
	if (octets == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	write_scts(list, octets);
	octets[0] = (unsigned char)((len - 2) >> 8);
	octets[1] = (unsigned char)(len - 2);
	status = certpolicy_request_set_sct_list(request, octets, len, NULL);
	free(octets);
	return status;
}
#else
static int
put_scts(certpolicy_request *request, SSL *ssl)
{
	(void)request, (void)ssl;
	return CERTPOLICY_OK;
}
#endif

static const char *
protocol_name(int version)
{
	switch (version) {
	case TLS1_3_VERSION:
		return "TLS1.3";
	case TLS1_2_VERSION:
		return "TLS1.2";
	case TLS1_1_VERSION:
		return "TLS1.1";
	case TLS1_VERSION:
		return "TLS1.0";
	case SSL3_VERSION:
		return "SSL3.0";
	default:
		return NULL;
	}
}

/* The name of the group, or its IANA number where OpenSSL has no name for it; NULL: unknown yet. */
static const char *
group_name(SSL *ssl, char number[16])
{
	long nid = SSL_get_session(ssl) != NULL ? SSL_get_negotiated_group(ssl) : 0;

	if (nid == 0 || nid == (TLSEXT_nid_unknown | 0))
		return NULL;
	if ((nid & TLSEXT_nid_unknown) == 0)
		return SSL_group_to_name(ssl, (int)nid);
	snprintf(number, 16, "0x%04lX", (unsigned long)nid & 0xffff);
	return number;
}

static int
put_fact(certpolicy_request *request, certpolicy_session_fact fact, int holds, int status)
{
	if (status != CERTPOLICY_OK)
		return status;
	return certpolicy_request_set_session_fact(request, fact, holds, NULL);
}

/* RFC 7627: 1, 0, or -1 for unknown. SSL_get_extms_support does not answer within a handshake; what
 * a session is, its text says from the first message of the server on. */
static int
has_extended_master_secret(SSL *ssl)
{
	static const char label[] = "Extended master secret: ";
	BIO *text = BIO_new(BIO_s_mem());
	char *from = NULL, *found;
	int answer = -1;

	if (text != NULL && SSL_get_session(ssl) != NULL &&
		SSL_SESSION_print(text, SSL_get_session(ssl)) == 1 && BIO_write(text, "", 1) == 1 &&
		BIO_get_mem_data(text, &from) > 0 && (found = strstr(from, label)) != NULL)
		answer = found[sizeof(label) - 1] == 'y';
	BIO_free(text); /* clears what it held */
	return answer;
}

/* RFC 7627 and RFC 5746 are about what TLS 1.3 does no more. */
static int
put_session_facts(certpolicy_request *request, SSL *ssl, int status)
{
	if (SSL_version(ssl) < TLS1_3_VERSION) {
		int extended = has_extended_master_secret(ssl);

		if (extended >= 0)
			status = put_fact(request, CERTPOLICY_SESSION_EXTENDED_MASTER_SECRET,
				extended, status);
		status = put_fact(request, CERTPOLICY_SESSION_SECURE_RENEGOTIATION,
			(int)SSL_get_secure_renegotiation_support(ssl), status);
	}
	status = put_fact(request, CERTPOLICY_SESSION_COMPRESSION,
		SSL_get_current_compression(ssl) != NULL, status);
	return put_fact(request, CERTPOLICY_SESSION_EARLY_DATA,
		SSL_get_early_data_status(ssl) == SSL_EARLY_DATA_ACCEPTED, status);
}

/* The prime of a key exchange by DHE that has no name. */
static int
put_dh_bits(certpolicy_request *request, SSL *ssl)
{
	EVP_PKEY *key = NULL;
	int status = CERTPOLICY_OK;

	if (SSL_get_peer_tmp_key(ssl, &key) == 1 && EVP_PKEY_get_base_id(key) == EVP_PKEY_DH)
		status = certpolicy_request_set_session_dh_bits(
			request, (unsigned)EVP_PKEY_get_bits(key), NULL);
	EVP_PKEY_free(key);
	return status;
}

/* What the peer signed the handshake with, in the names of RFC 8446 4.2.3 as far as the library
 * reads them; the padding of RSA is the kind of signature. */
static int
put_signature(certpolicy_request *request, SSL *ssl)
{
	int hash = NID_undef, kind = NID_undef;
	char scheme[64];

	if (SSL_session_reused(ssl) || SSL_get_peer_signature_type_nid(ssl, &kind) != 1)
		return CERTPOLICY_OK;
	if (kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448)
		return certpolicy_request_set_session_signature(
			request, kind == EVP_PKEY_ED25519 ? "ed25519" : "ed448", NULL);
	if (SSL_get_peer_signature_nid(ssl, &hash) != 1 || hash == NID_undef)
		return CERTPOLICY_OK;
	snprintf(scheme, sizeof(scheme), "%s_%s",
		kind == EVP_PKEY_RSA_PSS ? "rsa_pss_rsae"
		: kind == EVP_PKEY_EC    ? "ecdsa"
		: kind == EVP_PKEY_DSA   ? "dsa"
					 : "rsa_pkcs1",
		OBJ_nid2ln(hash));
	return certpolicy_request_set_session_signature(request, scheme, NULL);
}

static int
put_session(certpolicy_request *request, SSL *ssl)
{
	const SSL_CIPHER *cipher = SSL_get_current_cipher(ssl);
	char number[16];
	int status;

	if (cipher == NULL)
		cipher = SSL_get_pending_cipher(ssl);
	status = certpolicy_request_set_session(request, protocol_name(SSL_version(ssl)),
		cipher != NULL ? SSL_CIPHER_standard_name(cipher) : NULL, group_name(ssl, number),
		SSL_session_reused(ssl), NULL);
	status = put_session_facts(request, ssl, status);
	if (status == CERTPOLICY_OK)
		status = put_dh_bits(request, ssl);
	return status == CERTPOLICY_OK ? put_signature(request, ssl) : status;
}

static int
put_purpose(certpolicy_request *request, SSL *ssl)
{
	return certpolicy_request_set_purpose(request,
		SSL_is_server(ssl) ? CERTPOLICY_PURPOSE_CLIENT : CERTPOLICY_PURPOSE_SERVER, NULL);
}

/* `request`, or NULL after releasing it. */
static certpolicy_request *
unless_failed(certpolicy_request *request, int status)
{
	if (status == CERTPOLICY_OK)
		return request;
	certpolicy_request_free(request);
	return NULL;
}

certpolicy_request *
facts_of_handshake(SSL *ssl, STACK_OF(X509) * chain)
{
	certpolicy_request *request = certpolicy_request_new();
	X509 *leaf = NULL;
	int status;

	if (request == NULL)
		return NULL;
	if (chain == NULL) {
		leaf = SSL_get0_peer_certificate(ssl);
		chain = SSL_get_peer_cert_chain(ssl);
	}
	status = put_purpose(request, ssl);
	if (status == CERTPOLICY_OK)
		status = put_chain(request, leaf, chain);
	if (status == CERTPOLICY_OK)
		status = put_staple(request, ssl);
	if (status == CERTPOLICY_OK)
		status = put_scts(request, ssl);
	if (status == CERTPOLICY_OK)
		status = put_session(request, ssl);
	return unless_failed(request, status);
}

certpolicy_request *
facts_of_offer(SSL *ssl, const SSL_SESSION *session)
{
	certpolicy_request *request = certpolicy_request_new();
	const SSL_CIPHER *cipher = SSL_SESSION_get0_cipher(session);
	X509 *leaf = SSL_SESSION_get0_peer((SSL_SESSION *)(uintptr_t)session);
	int status;

	if (request == NULL)
		return NULL;
	status = put_purpose(request, ssl);
	if (status == CERTPOLICY_OK)
		status = put_chain(request, leaf, NULL);
	if (status == CERTPOLICY_OK)
		status = certpolicy_request_set_session(request,
			protocol_name(SSL_SESSION_get_protocol_version(session)),
			cipher != NULL ? SSL_CIPHER_standard_name(cipher) : NULL, NULL, 1, NULL);
	return unless_failed(request, status);
}

const char *
facts_address(SSL *ssl, char address[FACTS_ADDRESS_SIZE])
{
	struct sockaddr_storage where;
	socklen_t where_len = sizeof(where);
	const void *octets = NULL;
	int fd = SSL_get_fd(ssl);

	if (fd < 0 || getpeername(fd, (struct sockaddr *)&where, &where_len) != 0)
		return NULL;
	if (where.ss_family == AF_INET)
		octets = &((struct sockaddr_in *)&where)->sin_addr;
	else if (where.ss_family == AF_INET6)
		octets = &((struct sockaddr_in6 *)&where)->sin6_addr;
	return octets != NULL ? inet_ntop(where.ss_family, octets, address, FACTS_ADDRESS_SIZE)
			      : NULL;
}
