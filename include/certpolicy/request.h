/*
 * A request: one connection or certificate to judge.
 *
 * Setters and add_ functions copy what they are given. A request is changed by one thread at a time,
 * while nobody judges it; any number of threads may judge it at once, but by a guard, which changes it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_REQUEST_H
#define CERTPOLICY_REQUEST_H

#include <certpolicy/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A new, empty request; its purpose is CERTPOLICY_PURPOSE_SERVER. NULL when memory runs out. */
CERTPOLICY_API certpolicy_request *
certpolicy_request_new(void);

/* Releases the request. NULL is fine. */
CERTPOLICY_API void
certpolicy_request_free(certpolicy_request *request);

/* What a line of JSON may not bring when it comes from elsewhere; for certpolicy_request_from_json. */
#define CERTPOLICY_LOCK_POLICY 1u
#define CERTPOLICY_LOCK_ANCHORS 2u
#define CERTPOLICY_LOCK_EXTRA_ANCHORS 4u
#define CERTPOLICY_LOCK_INTERMEDIATES 8u
#define CERTPOLICY_LOCK_TIME 16u
#define CERTPOLICY_LOCK_ALL 31u

/*
 * Reads a request from a JSON object (schema certpolicy.request/1, doc/schema/request.json).
 * `locked` is an OR of CERTPOLICY_LOCK_*: a request that brings a locked field is an error, and so
 * is a lock that the library does not know. An unknown or repeated key is an error too, except keys
 * that start with "x-". *request receives a new request.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_from_json(const char *json, size_t json_len, unsigned locked,
	certpolicy_request **request, certpolicy_error **error);

/* Appends a certificate to what the peer presented, leaf first. Bytes that are no certificate are
 * taken too: judging them is the engine's office. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_certificate_der(certpolicy_request *request, const uint8_t *der,
	size_t der_len, certpolicy_error **error);

/*
 * Appends every certificate found in `data`: PEM (several, with text between), DER, base64 of DER,
 * PKCS#7 or, with `password` (NULL: none), PKCS#12. The form is told by the content.
 * CERTPOLICY_ERROR_BAD_INPUT when there is not one.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_chain(certpolicy_request *request, const uint8_t *data, size_t data_len,
	const char *password, certpolicy_error **error);

/*
 * Who the peer should be. Each call adds an identity, all of which must match a subjectAltName
 * (RFC 9525). A host may be an A-label, a U-label or the text of an IP address.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_peer_host(certpolicy_request *request, const char *host_or_ip,
	certpolicy_error **error);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_peer_dns(certpolicy_request *request, const char *name,
	certpolicy_error **error);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_peer_ip(certpolicy_request *request, const char *address,
	certpolicy_error **error);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_peer_email(certpolicy_request *request, const char *mailbox,
	certpolicy_error **error);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_peer_uri(certpolicy_request *request, const char *uri,
	certpolicy_error **error);
/* A service of a domain, "_xmpp-client.example.com" (RFC 4985 section 2; RFC 9525's SRV-ID). */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_peer_srv(certpolicy_request *request, const char *name,
	certpolicy_error **error);

/*
 * Says on purpose that the peer's name is not to be checked. Whoever holds any certificate that
 * the policy accepts can then pose as the peer. A request that names no peer and does not call
 * this is denied with identity.peer-missing.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_insecure_no_peer(certpolicy_request *request, certpolicy_error **error);

/* The IP address that the connection went to, as text; it can only make the peer's zone more public. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_address(certpolicy_request *request, const char *address,
	certpolicy_error **error);

/* The instant of judgement, seconds since 1970-01-01T00:00:00Z; without it the engine's clock. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_time(certpolicy_request *request, int64_t seconds,
	certpolicy_error **error);

/* What the certificate is to be used for (RFC 5280 4.2.1.12). */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_purpose(certpolicy_request *request, certpolicy_purpose purpose,
	certpolicy_error **error);

/* The policy by name. certpolicy_evaluate's own argument goes before it. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_policy(certpolicy_request *request, const char *name,
	certpolicy_error **error);

/* Trusts nothing of the engine's for this request; anchors added below still count. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_own_anchors(certpolicy_request *request, certpolicy_error **error);

/* A private anchor for this request, beside the engine's. CERTPOLICY_ERROR_FROZEN once it has been
 * judged by anchors of its own. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_anchor_der(certpolicy_request *request, const uint8_t *der, size_t der_len,
	certpolicy_error **error);

/* Path help that the peer did not send. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_intermediate_der(certpolicy_request *request, const uint8_t *der,
	size_t der_len, certpolicy_error **error);

/* A certificate revocation list (RFC 5280 section 5) for this request, beside the engine's. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_crl_der(certpolicy_request *request, const uint8_t *der, size_t der_len,
	certpolicy_error **error);

/* The stapled OCSPResponse (RFC 6960 4.2.1) that came with certificate `index` of the chain (0: the
 * leaf), copied; of no octets: none. One that does not count is no error, and the report says why. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_ocsp_staple(certpolicy_request *request, size_t index,
	const uint8_t *response, size_t response_len, certpolicy_error **error);

/* An OCSPResponse that did not come with the chain (fetched, say), copied. It counts as a staple does,
 * but not where a certificate demands a staple (RFC 7633). Since 0.1.0. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_add_ocsp(certpolicy_request *request, const uint8_t *response,
	size_t response_len, certpolicy_error **error);

/* The SignedCertificateTimestampList of the TLS extension, with its outer length (RFC 6962 3.3).
 * One that cannot be read is as if it were not there. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_sct_list(certpolicy_request *request, const uint8_t *list, size_t list_len,
	certpolicy_error **error);

/*
 * The TLS session: `protocol` "TLS1.3", "DTLS1.2", …; `cipher` the IANA name of the suite; `group`
 * the name of the key exchange group, or IANA's number for it as "0x11EC"; any of them NULL when
 * unknown: nothing is judged of it. `resumed`: 1 or 0. CERTPOLICY_ERROR_BAD_REQUEST for a protocol
 * that is not known. doc/sessions.md says what is judged.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_session(certpolicy_request *request, const char *protocol,
	const char *cipher, const char *group, int resumed, certpolicy_error **error);

/* What of a session is so or not. What was never said is unknown, and nothing is judged of it. Since 0.1.0. */
typedef enum certpolicy_session_fact {
	CERTPOLICY_SESSION_EXTENDED_MASTER_SECRET = 0, /* RFC 7627 was agreed on */
	CERTPOLICY_SESSION_SECURE_RENEGOTIATION = 1,   /* the peer sent renegotiation_info (RFC 5746) */
	CERTPOLICY_SESSION_COMPRESSION = 2,            /* TLS compresses what is sent (RFC 3749) */
	CERTPOLICY_SESSION_EARLY_DATA = 3 /* application data was taken before the handshake was over
	                                   * (RFC 8446 2.3) */
} certpolicy_session_fact;

/* Says a fact of the session, in any order with certpolicy_request_set_session; `holds`: 1 or 0. The
 * first two have no meaning in TLS 1.3, and are left alone there. Since 0.1.0. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_session_fact(certpolicy_request *request, certpolicy_session_fact fact,
	int holds, certpolicy_error **error);

/* The scheme of the signature by which the peer showed in the handshake that the key is its own, by
 * IANA's name ("rsa_pss_rsae_sha256") or as libraries write it ("RSA-PSS-RSAE-SHA256"); copied; NULL:
 * unknown, as in a resumed session. Since 0.1.0. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_session_signature(
	certpolicy_request *request, const char *scheme, certpolicy_error **error);

/* The size in bits of the prime of a Diffie-Hellman exchange over a finite field; 0: unknown, or
 * another exchange. Since 0.1.0. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_session_dh_bits(
	certpolicy_request *request, unsigned bits, certpolicy_error **error);

/*
 * Asks for the story of the search beside the verdict: which certificates were looked at for each
 * issuer and why they were taken or left, then every path with what the policy said of it. In JSON it
 * is the member "search", in text the last part. `on`: 1 or 0 (the default). The verdict is the same.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_request_set_explain_path(certpolicy_request *request, int on, certpolicy_error **error);

#ifdef __cplusplus
}
#endif

#endif
