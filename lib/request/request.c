/*
 * The request object: what it owns, and how each field is filled. Reading JSON is in json.c, the
 * public calls in api_request.c.
 */
#include <config.h>
#include "request/request.h"
#include "base/civil.h"
#include "base/error.h"
#include "base/mem.h"
#include "x509/input.h"

/* Staples beyond any chain that a TLS peer sends. */
#define MOST_STAPLES 10000u

/* A peer has few names; each costs a look at all names of the leaf, on every path. */
#define MOST_PEERS 100u

certpolicy_request *
certpolicy_request_new(void)
{
	return cp_calloc(1, sizeof(certpolicy_request));
}

static void
clear_bytes_list(cp_bytes *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		cp_bytes_clear(&list[i]);
	cp_free(list);
}

static void
clear_certs(cp_cert **certs, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		cp_cert_unref(certs[i]);
	cp_free(certs);
}

static void
clear_session(cp_session_said *said)
{
	cp_free((void *)(uintptr_t)said->protocol);
	cp_free((void *)(uintptr_t)said->cipher);
	cp_free((void *)(uintptr_t)said->group);
	cp_free((void *)(uintptr_t)said->signature);
}

void
certpolicy_request_free(certpolicy_request *request)
{
	size_t i;

	if (request == NULL)
		return;
	cp_free(request->id);
	cp_free(request->policy_name);
	cp_free(request->policy_inline);
	clear_certs(request->chain, request->n_chain);
	cp_anchors_free(request->anchors);
	clear_certs(request->intermediates, request->n_intermediates);
	for (i = 0; i < request->n_peers; i++)
		cp_peer_clear(&request->peers[i]);
	cp_free(request->peers);
	cp_free(request->address_text);
	for (i = 0; i < request->n_crls; i++)
		cp_crl_unref(request->crls[i]);
	cp_free(request->crls);
	clear_bytes_list(request->staples, request->n_staples);
	clear_bytes_list(request->ocsp, request->n_ocsp);
	cp_bytes_clear(&request->sct_list);
	clear_session(&request->session);
	cp_free(request);
}

static int
add_cert(cp_cert ***certs, size_t *n, size_t *capacity, cp_bytes der, certpolicy_error **error)
{
	cp_cert *cert;

	if (!cp_grow((void **)certs, *n, capacity, sizeof(**certs)))
		return cp_error_no_memory(error);
	cert = cp_cert_read(der);
	if (cert == NULL)
		return cp_error_no_memory(error);
	(*certs)[(*n)++] = cert;
	return CERTPOLICY_OK;
}

int
cp_request_add_certificate(certpolicy_request *request, cp_bytes der, certpolicy_error **error)
{
	return add_cert(&request->chain, &request->n_chain, &request->chain_capacity, der, error);
}

int
cp_request_replace_chain(
	certpolicy_request *request, cp_cert **chain, size_t n_chain, certpolicy_error **error)
{
	cp_cert **copy = cp_calloc(n_chain, sizeof(*copy));
	size_t i;

	if (copy == NULL)
		return cp_error_no_memory(error);
	for (i = 0; i < n_chain; i++)
		copy[i] = cp_cert_ref(chain[i]);
	clear_certs(request->chain, request->n_chain);
	request->chain = copy;
	request->n_chain = request->chain_capacity = n_chain;
	return CERTPOLICY_OK;
}

int
cp_request_add_intermediate(certpolicy_request *request, cp_bytes der, certpolicy_error **error)
{
	return add_cert(&request->intermediates, &request->n_intermediates,
		&request->intermediates_capacity, der, error);
}

/* Certificates of an input on their way into the chain. */
typedef struct chain_input {
	certpolicy_request *request;
	certpolicy_error **error;
} chain_input;

static int
take_object(void *user, cp_object_kind kind, cp_bytes der)
{
	const chain_input *input = user;

	return kind == CP_OBJECT_CERTIFICATE
		       ? cp_request_add_certificate(input->request, der, input->error)
		       : CERTPOLICY_OK;
}

int
cp_request_add_chain(
	certpolicy_request *request, cp_bytes data, const char *password, certpolicy_error **error)
{
	chain_input input = {request, error};
	size_t before = request->n_chain;
	int status = cp_input_each(data, NULL, password, take_object, &input, error);

	if (status == CERTPOLICY_OK && request->n_chain == before)
		status = cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.no-certificate",
			"the input holds no certificate");
	while (status != CERTPOLICY_OK && request->n_chain > before)
		cp_cert_unref(request->chain[--request->n_chain]);
	return status;
}

int
cp_request_add_anchor(certpolicy_request *request, cp_bytes der, const cp_anchor_terms *terms,
	certpolicy_error **error)
{
	int status;

	if (request->anchors == NULL)
		request->anchors = cp_anchors_new();
	if (request->anchors == NULL)
		return cp_error_no_memory(error);
	if (cp_anchors_is_frozen(request->anchors))
		return cp_error_set(error, CERTPOLICY_ERROR_FROZEN, "request.frozen",
			"the request has been judged by its anchors and takes no more");
	status = cp_anchors_add(request->anchors, der, terms, NULL);
	if (status == CERTPOLICY_ERROR_BAD_INPUT)
		return cp_error_set(error, status, "request.bad-anchor",
			"an anchor is no certificate: it has no subject");
	if (status == CERTPOLICY_ERROR_NO_MEMORY)
		return cp_error_no_memory(error);
	return status == CERTPOLICY_OK ? status
				       : cp_error_set(error, status, "request.bad-anchor",
						 "the anchor was not taken");
}

int
cp_request_add_crl(certpolicy_request *request, cp_bytes der, certpolicy_error **error)
{
	cp_crl *crl;

	if (!cp_grow((void **)&request->crls, request->n_crls, &request->crls_capacity,
		    sizeof(*request->crls)))
		return cp_error_no_memory(error);
	crl = cp_crl_read(der);
	if (crl == NULL)
		return cp_error_no_memory(error);
	request->crls[request->n_crls++] = crl;
	return CERTPOLICY_OK;
}

/* Room for one more identity; with one, names are checked. */
static int
next_peer(certpolicy_request *request, cp_peer **peer, certpolicy_error **error)
{
	if (request->n_peers >= MOST_PEERS)
		return cp_error_set(error, CERTPOLICY_ERROR_LIMIT, "request.too-large",
			"more than %u identities of one peer", MOST_PEERS);
	if (!cp_grow((void **)&request->peers, request->n_peers, &request->peers_capacity,
		    sizeof(*request->peers)))
		return cp_error_no_memory(error);
	*peer = &request->peers[request->n_peers];
	return CERTPOLICY_OK;
}

static int
count_peer(certpolicy_request *request, int status)
{
	if (status == CERTPOLICY_OK) {
		request->n_peers++;
		request->peer_state = CP_PEERS_GIVEN;
	}
	return status;
}

int
cp_request_add_peer(
	certpolicy_request *request, cp_peer_kind kind, cp_bytes text, certpolicy_error **error)
{
	cp_peer *peer = NULL;
	int status = next_peer(request, &peer, error);

	return status == CERTPOLICY_OK ? count_peer(request, cp_peer_parse(kind, text, peer, error))
				       : status;
}

int
cp_request_add_host(certpolicy_request *request, cp_bytes text, certpolicy_error **error)
{
	cp_peer *peer = NULL;
	int status = next_peer(request, &peer, error);

	return status == CERTPOLICY_OK ? count_peer(request, cp_peer_parse_host(text, peer, error))
				       : status;
}

int
cp_request_set_address(certpolicy_request *request, cp_bytes text, certpolicy_error **error)
{
	uint8_t address[16];
	size_t len;
	char *copy;

	if (!cp_address_parse(text, address, &len))
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_REQUEST, "request.bad-value",
			"\"address\" is no IPv4 or IPv6 address: \"%.*s\"",
			(int)(text.len < 64 ? text.len : 64), (const char *)text.data);
	copy = cp_strndup((const char *)text.data, text.len);
	if (copy == NULL)
		return cp_error_no_memory(error);
	cp_free(request->address_text);
	request->address_text = copy;
	memcpy(request->address, address, sizeof(address));
	request->address_len = len;
	return CERTPOLICY_OK;
}

int
cp_request_set_time(certpolicy_request *request, int64_t seconds, certpolicy_error **error)
{
	if (seconds < CP_TIME_MIN || seconds > CP_TIME_MAX)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "request.bad-value",
			"the time lies outside the years 0000 to 9999");
	request->has_time = true;
	request->time = seconds;
	return CERTPOLICY_OK;
}

static int
replace_string(char **string, const char *text, certpolicy_error **error)
{
	char *copy = NULL;

	if (text != NULL && (copy = cp_strdup(text)) == NULL)
		return cp_error_no_memory(error);
	cp_free(*string);
	*string = copy;
	return CERTPOLICY_OK;
}

int
cp_request_set_policy(certpolicy_request *request, const char *name, certpolicy_error **error)
{
	int status = replace_string(&request->policy_name, name, error);

	if (status == CERTPOLICY_OK) {
		cp_free(request->policy_inline);
		request->policy_inline = NULL;
	}
	return status;
}

static int
replace_bytes(cp_bytes *bytes, cp_bytes with, certpolicy_error **error)
{
	return cp_bytes_replace(bytes, with) ? CERTPOLICY_OK : cp_error_no_memory(error);
}

int
cp_request_set_staple(
	certpolicy_request *request, size_t index, cp_bytes response, certpolicy_error **error)
{
	cp_bytes *grown;

	if (index >= MOST_STAPLES)
		return cp_error_set(error, CERTPOLICY_ERROR_LIMIT, "request.too-large",
			"a staple for certificate %zu: a chain has fewer", index);
	if (index >= request->n_staples) {
		grown = cp_realloc(request->staples, index + 1, sizeof(*grown));
		if (grown == NULL)
			return cp_error_no_memory(error);
		request->staples = grown;
		for (; request->n_staples <= index; request->n_staples++)
			grown[request->n_staples] = CP_BYTES_NONE;
	}
	if (response.len == 0) {
		cp_bytes_clear(&request->staples[index]);
		return CERTPOLICY_OK;
	}
	return replace_bytes(&request->staples[index], response, error);
}

int
cp_request_add_ocsp(certpolicy_request *request, cp_bytes response, certpolicy_error **error)
{
	cp_bytes copy = CP_BYTES_NONE;
	int status;

	if (!cp_grow((void **)&request->ocsp, request->n_ocsp, &request->ocsp_capacity,
		    sizeof(*request->ocsp)))
		return cp_error_no_memory(error);
	status = replace_bytes(&copy, response, error);
	if (status == CERTPOLICY_OK)
		request->ocsp[request->n_ocsp++] = copy;
	return status;
}

int
cp_request_set_sct_list(certpolicy_request *request, cp_bytes list, certpolicy_error **error)
{
	int status = replace_bytes(&request->sct_list, list, error);

	if (status == CERTPOLICY_OK)
		request->has_sct_list = true;
	return status;
}

static int
replace_said(const char **said, const char *text, certpolicy_error **error)
{
	char *string = (char *)(uintptr_t)*said;
	int status = replace_string(&string, text, error);

	*said = string;
	return status;
}

/* A protocol that nobody knows would switch off the rules about protocols. */
static int
check_protocol(const char *protocol, certpolicy_error **error)
{
	if (protocol == NULL || cp_session_protocol(protocol) != CP_PROTOCOL_UNKNOWN)
		return CERTPOLICY_OK;
	return cp_error_set(error, CERTPOLICY_ERROR_BAD_REQUEST, "request.bad-value",
		"\"%s\" is no protocol: write SSL3, TLS1.0, TLS1.1, TLS1.2 or TLS1.3", protocol);
}

int
cp_request_set_session(certpolicy_request *request, const char *protocol, const char *cipher,
	const char *group, bool resumed, certpolicy_error **error)
{
	cp_session_said *said = &request->session;
	int status = check_protocol(protocol, error);

	if (status == CERTPOLICY_OK)
		status = replace_said(&said->protocol, protocol, error);
	if (status == CERTPOLICY_OK)
		status = replace_said(&said->cipher, cipher, error);
	if (status == CERTPOLICY_OK)
		status = replace_said(&said->group, group, error);
	if (status != CERTPOLICY_OK)
		return status;
	request->has_session = true;
	said->resumed = resumed;
	return CERTPOLICY_OK;
}

void
cp_request_set_session_fact(certpolicy_request *request, cp_session_fact fact, bool holds)
{
	request->has_session = true;
	request->session.facts[fact] = holds ? CP_TOLD_YES : CP_TOLD_NO;
}

int
cp_request_set_session_signature(
	certpolicy_request *request, const char *scheme, certpolicy_error **error)
{
	int status = replace_said(&request->session.signature, scheme, error);

	request->has_session |= status == CERTPOLICY_OK && scheme != NULL;
	return status;
}

void
cp_request_set_session_dh_bits(certpolicy_request *request, unsigned bits)
{
	request->has_session |= bits > 0;
	request->session.dh_bits = bits;
}
