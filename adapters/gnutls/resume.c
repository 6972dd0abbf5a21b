/*
 * Resumption data of clients, bound to what the session was allowed by: a mark, the guard's
 * binding, the leaf with its length in four octets, and what GnuTLS gives.
 */
#include <config.h>

#include "gnutls/state.h"

#include <string.h>

#define MARK "cpgnutls"
#define MARK_LEN 8
#define TICKET_AT (MARK_LEN + CERTPOLICY_BINDING_LEN)
#define LEAF_AT (TICKET_AT + TICKET_DIGEST_LEN + 4)

typedef struct parts {
	const unsigned char *binding, *ticket;
	gnutls_datum_t leaf, session;
} parts;

static void
write_32(unsigned char *octets, size_t value)
{
	octets[0] = (unsigned char)(value >> 24);
	octets[1] = (unsigned char)(value >> 16);
	octets[2] = (unsigned char)(value >> 8);
	octets[3] = (unsigned char)value;
}

static size_t
read_32(const unsigned char *octets)
{
	return (size_t)octets[0] << 24 | (size_t)octets[1] << 16 | (size_t)octets[2] << 8 |
	       octets[3];
}

static int
split(const gnutls_datum_t *data, parts *all)
{
	size_t leaf_len;

	if (data->data == NULL || data->size < LEAF_AT || memcmp(data->data, MARK, MARK_LEN) != 0)
		return 0;
	leaf_len = read_32(data->data + LEAF_AT - 4);
	if (leaf_len > data->size - LEAF_AT)
		return 0;
	all->binding = data->data + MARK_LEN;
	all->ticket = data->data + TICKET_AT;
	all->leaf.data = data->data + LEAF_AT;
	all->leaf.size = (unsigned)leaf_len;
	all->session.data = all->leaf.data + leaf_len;
	all->session.size = data->size - LEAF_AT - (unsigned)leaf_len;
	return all->session.size > 0;
}

/* *whole is new. */
static int
join(const parts *all, gnutls_datum_t *whole)
{
	const gnutls_datum_t *leaf = &all->leaf, *session = &all->session;

	if (session->size > (1u << 30) || leaf->size > (1u << 30))
		return 0;
	whole->size = LEAF_AT + leaf->size + session->size;
	whole->data = gnutls_malloc(whole->size);
	if (whole->data == NULL)
		return 0;
	memcpy(whole->data, MARK, MARK_LEN);
	memcpy(whole->data + MARK_LEN, all->binding, CERTPOLICY_BINDING_LEN);
	memcpy(whole->data + TICKET_AT, all->ticket, TICKET_DIGEST_LEN);
	write_32(whole->data + LEAF_AT - 4, leaf->size);
	memcpy(whole->data + LEAF_AT, leaf->data, leaf->size);
	memcpy(whole->data + LEAF_AT + leaf->size, session->data, session->size);
	return 1;
}

static int
binding_of(const state *own, gnutls_session_t session,
	unsigned char binding[CERTPOLICY_BINDING_LEN], certpolicy_error **error)
{
	certpolicy_request *request;
	int status = state_request(own, session, &request, error);

	if (status == CERTPOLICY_OK)
		status = certpolicy_guard_get_binding(own->guard, request, binding, error);
	certpolicy_request_free(request);
	return status;
}

static int
check(const state *own, const gnutls_datum_t *data, certpolicy_error **error)
{
	if (error != NULL)
		*error = NULL;
	if (own != NULL && own->is_client && data != NULL)
		return CERTPOLICY_OK;
	return certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "session.not-enforced",
		"the session is no client's for which certpolicy_gnutls_enforce was called");
}

/* Then what GnuTLS gives in TLS 1.3 is good for nothing, and no error. */
static int
lacks_ticket(const state *own, gnutls_session_t session)
{
	static const unsigned char none[TICKET_DIGEST_LEN];

	return facts_is_13(session) && memcmp(own->ticket, none, sizeof(none)) == 0;
}

int
certpolicy_gnutls_get_session_data(
	gnutls_session_t session, gnutls_datum_t *data, certpolicy_error **error)
{
	const state *own = state_of(session);
	unsigned char binding[CERTPOLICY_BINDING_LEN];
	parts all = {NULL, NULL, {NULL, 0}, {NULL, 0}};
	int joined, status = check(own, data, error);

	if (status != CERTPOLICY_OK)
		return status;
	data->data = NULL;
	data->size = 0;
	if (!own->allowed || own->leaf.data == NULL)
		return certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT,
			"session.not-allowed", "the session was not allowed, or is not open yet");
	status = binding_of(own, session, binding, error);
	if (status != CERTPOLICY_OK)
		return status;
	if (gnutls_session_get_data2(session, &all.session) < 0 || lacks_ticket(own, session)) {
		gnutls_free(all.session.data);
		return certpolicy_error_set(error, CERTPOLICY_ERROR_UNSUPPORTED,
			"session.not-resumable", "GnuTLS has no data to resume this session by");
	}
	all.binding = binding;
	all.ticket = own->ticket;
	all.leaf = own->leaf;
	joined = join(&all, data);
	gnutls_free(all.session.data);
	return joined ? CERTPOLICY_OK : state_no_memory(error);
}

/* Whether the guard would allow it, were it resumed now. */
static int
would_allow(const state *own, gnutls_session_t session, const gnutls_datum_t *leaf)
{
	certpolicy_request *request;
	certpolicy_report *report = NULL;
	int allowed = state_request(own, session, &request, NULL) == CERTPOLICY_OK &&
		      certpolicy_request_add_certificate_der(
			      request, leaf->data, leaf->size, NULL) == CERTPOLICY_OK &&
		      certpolicy_request_set_session(request, NULL, NULL, NULL, 1, NULL) ==
			      CERTPOLICY_OK &&
		      certpolicy_guard_judge(own->guard, request, &report, NULL) == CERTPOLICY_OK &&
		      certpolicy_report_get_verdict(report) != CERTPOLICY_VERDICT_DENY;

	certpolicy_report_free(report);
	certpolicy_request_free(request);
	return allowed;
}

int
certpolicy_gnutls_set_session_data(gnutls_session_t session, const gnutls_datum_t *data,
	int *offered, certpolicy_error **error)
{
	state *own = state_of(session);
	unsigned char binding[CERTPOLICY_BINDING_LEN];
	parts all;
	int status = check(own, data, error);

	if (offered != NULL)
		*offered = 0;
	if (status == CERTPOLICY_OK)
		status = binding_of(own, session, binding, error);
	if (status != CERTPOLICY_OK)
		return status;
	gnutls_free(own->offered.data);
	if (!split(data, &all) || memcmp(binding, all.binding, sizeof(binding)) != 0 ||
		!would_allow(own, session, &all.leaf))
		return CERTPOLICY_OK;
	memcpy(own->offered_ticket, all.ticket, TICKET_DIGEST_LEN);
	status = state_copy(&all.leaf, &own->offered, error);
	if (status != CERTPOLICY_OK ||
		gnutls_session_set_data(session, all.session.data, all.session.size) < 0)
		return status;
	if (offered != NULL)
		*offered = 1;
	return CERTPOLICY_OK;
}
