/* The public calls that fill a request: argument checks, then one internal call. */
#include <config.h>
#include "request/request.h"

#include "base/error.h"

static int
missing_argument(certpolicy_error **error)
{
	return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.null",
		"an argument that must be given is NULL");
}

/* Whether what every setter needs is there. */
static int
check(const certpolicy_request *request, const void *argument, certpolicy_error **error)
{
	cp_error_clear(error);
	return request != NULL && argument != NULL ? CERTPOLICY_OK : missing_argument(error);
}

/* Octets that a caller hands over may not be empty. */
static int
check_octets(
	const certpolicy_request *request, const void *data, size_t len, certpolicy_error **error)
{
	int status = check(request, data, error);

	if (status == CERTPOLICY_OK && len == 0)
		status = cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.empty",
			"an argument that must hold octets is empty");
	return status;
}

int
certpolicy_request_from_json(const char *json, size_t json_len, unsigned locked,
	certpolicy_request **request, certpolicy_error **error)
{
	cp_error_clear(error);
	if (request != NULL)
		*request = NULL;
	if (json == NULL || request == NULL)
		return missing_argument(error);
	return cp_request_read_json(cp_bytes_of(json, json_len), locked, NULL, request, error);
}

int
certpolicy_request_add_certificate_der(
	certpolicy_request *request, const uint8_t *der, size_t der_len, certpolicy_error **error)
{
	int status = check_octets(request, der, der_len, error);

	return status != CERTPOLICY_OK
		       ? status
		       : cp_request_add_certificate(request, cp_bytes_of(der, der_len), error);
}

int
certpolicy_request_add_chain(certpolicy_request *request, const uint8_t *data, size_t data_len,
	const char *password, certpolicy_error **error)
{
	int status = check(request, data, error);

	return status != CERTPOLICY_OK ? status
				       : cp_request_add_chain(request, cp_bytes_of(data, data_len),
						 password, error);
}

int
certpolicy_request_add_peer_host(
	certpolicy_request *request, const char *host_or_ip, certpolicy_error **error)
{
	int status = check(request, host_or_ip, error);

	return status != CERTPOLICY_OK
		       ? status
		       : cp_request_add_host(request, cp_bytes_of_string(host_or_ip), error);
}

static int
add_peer(certpolicy_request *request, cp_peer_kind kind, const char *text, certpolicy_error **error)
{
	int status = check(request, text, error);

	return status != CERTPOLICY_OK
		       ? status
		       : cp_request_add_peer(request, kind, cp_bytes_of_string(text), error);
}

int
certpolicy_request_add_peer_dns(
	certpolicy_request *request, const char *name, certpolicy_error **error)
{
	return add_peer(request, CP_PEER_DNS, name, error);
}

int
certpolicy_request_add_peer_ip(
	certpolicy_request *request, const char *address, certpolicy_error **error)
{
	return add_peer(request, CP_PEER_IP, address, error);
}

int
certpolicy_request_add_peer_email(
	certpolicy_request *request, const char *mailbox, certpolicy_error **error)
{
	return add_peer(request, CP_PEER_EMAIL, mailbox, error);
}

int
certpolicy_request_add_peer_uri(
	certpolicy_request *request, const char *uri, certpolicy_error **error)
{
	return add_peer(request, CP_PEER_URI, uri, error);
}

int
certpolicy_request_add_peer_srv(
	certpolicy_request *request, const char *name, certpolicy_error **error)
{
	return add_peer(request, CP_PEER_SRV, name, error);
}

int
certpolicy_request_set_insecure_no_peer(certpolicy_request *request, certpolicy_error **error)
{
	int status = check(request, request, error);

	if (status != CERTPOLICY_OK)
		return status;
	if (request->peer_state == CP_PEERS_GIVEN)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.contradiction",
			"the request names a peer, so its name is checked");
	request->peer_state = CP_PEERS_NOT_CHECKED;
	return CERTPOLICY_OK;
}

int
certpolicy_request_set_address(
	certpolicy_request *request, const char *address, certpolicy_error **error)
{
	int status = check(request, address, error);

	return status != CERTPOLICY_OK
		       ? status
		       : cp_request_set_address(request, cp_bytes_of_string(address), error);
}

int
certpolicy_request_set_time(certpolicy_request *request, int64_t seconds, certpolicy_error **error)
{
	int status = check(request, request, error);

	return status != CERTPOLICY_OK ? status : cp_request_set_time(request, seconds, error);
}

int
certpolicy_request_set_purpose(
	certpolicy_request *request, certpolicy_purpose purpose, certpolicy_error **error)
{
	int status = check(request, request, error);

	if (status != CERTPOLICY_OK)
		return status;
	if ((unsigned)purpose > CERTPOLICY_PURPOSE_ANY)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.value",
			"%d is no purpose", (int)purpose);
	request->purpose = purpose;
	request->has_purpose = true;
	return CERTPOLICY_OK;
}

int
certpolicy_request_set_policy(
	certpolicy_request *request, const char *name, certpolicy_error **error)
{
	int status = check(request, name, error);

	return status != CERTPOLICY_OK ? status : cp_request_set_policy(request, name, error);
}

int
certpolicy_request_set_own_anchors(certpolicy_request *request, certpolicy_error **error)
{
	int status = check(request, request, error);

	if (status == CERTPOLICY_OK)
		request->own_anchors = true;
	return status;
}

int
certpolicy_request_add_anchor_der(
	certpolicy_request *request, const uint8_t *der, size_t der_len, certpolicy_error **error)
{
	const cp_anchor_terms terms = {.source = "request"};
	int status = check_octets(request, der, der_len, error);

	return status != CERTPOLICY_OK
		       ? status
		       : cp_request_add_anchor(request, cp_bytes_of(der, der_len), &terms, error);
}

int
certpolicy_request_add_intermediate_der(
	certpolicy_request *request, const uint8_t *der, size_t der_len, certpolicy_error **error)
{
	int status = check_octets(request, der, der_len, error);

	return status != CERTPOLICY_OK
		       ? status
		       : cp_request_add_intermediate(request, cp_bytes_of(der, der_len), error);
}

int
certpolicy_request_add_crl_der(
	certpolicy_request *request, const uint8_t *der, size_t der_len, certpolicy_error **error)
{
	int status = check_octets(request, der, der_len, error);

	return status != CERTPOLICY_OK
		       ? status
		       : cp_request_add_crl(request, cp_bytes_of(der, der_len), error);
}

int
certpolicy_request_set_ocsp_staple(certpolicy_request *request, size_t index,
	const uint8_t *response, size_t response_len, certpolicy_error **error)
{
	int status = check_octets(request, response, response_len, error);

	return status != CERTPOLICY_OK ? status
				       : cp_request_set_staple(request, index,
						 cp_bytes_of(response, response_len), error);
}

int
certpolicy_request_add_ocsp(certpolicy_request *request, const uint8_t *response,
	size_t response_len, certpolicy_error **error)
{
	int status = check_octets(request, response, response_len, error);

	return status != CERTPOLICY_OK
		       ? status
		       : cp_request_add_ocsp(request, cp_bytes_of(response, response_len), error);
}

int
certpolicy_request_set_sct_list(
	certpolicy_request *request, const uint8_t *list, size_t list_len, certpolicy_error **error)
{
	int status = check_octets(request, list, list_len, error);

	return status != CERTPOLICY_OK
		       ? status
		       : cp_request_set_sct_list(request, cp_bytes_of(list, list_len), error);
}

int
certpolicy_request_set_session(certpolicy_request *request, const char *protocol,
	const char *cipher, const char *group, int resumed, certpolicy_error **error)
{
	int status = check(request, request, error);

	return status != CERTPOLICY_OK ? status
				       : cp_request_set_session(request, protocol, cipher, group,
						 resumed != 0, error);
}

int
certpolicy_request_set_session_fact(certpolicy_request *request, certpolicy_session_fact fact,
	int holds, certpolicy_error **error)
{
	int status = check(request, request, error);

	if (status != CERTPOLICY_OK)
		return status;
	if ((unsigned)fact >= CP_N_SESSION_FACTS)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.value",
			"%d is no fact of a session", (int)fact);
	cp_request_set_session_fact(request, (cp_session_fact)fact, holds != 0);
	return CERTPOLICY_OK;
}

int
certpolicy_request_set_session_signature(
	certpolicy_request *request, const char *scheme, certpolicy_error **error)
{
	int status = check(request, request, error);

	return status != CERTPOLICY_OK ? status
				       : cp_request_set_session_signature(request, scheme, error);
}

int
certpolicy_request_set_session_dh_bits(
	certpolicy_request *request, unsigned bits, certpolicy_error **error)
{
	int status = check(request, request, error);

	if (status == CERTPOLICY_OK)
		cp_request_set_session_dh_bits(request, bits);
	return status;
}

int
certpolicy_request_set_explain_path(certpolicy_request *request, int on, certpolicy_error **error)
{
	int status = check(request, request, error);

	if (status == CERTPOLICY_OK)
		request->explain_path = on != 0;
	return status;
}
