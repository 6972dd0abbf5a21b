/*
 * Data with GnuTLS's sessions, and its life. GnuTLS keeps data for extensions that a program adds:
 * one that is never sent holds our state. It is asked for its part of each hello, and so hears of
 * it.
 */
#include <config.h>

#include "gnutls/state.h"

#include <stdlib.h>
#include <string.h>

/* Reserved for private use (IANA, TLS ExtensionType Values). */
#define EXTENSION 0xffd7

state *
state_of(gnutls_session_t session)
{
	gnutls_ext_priv_data_t data = NULL;

	if (session == NULL || gnutls_ext_get_data(session, EXTENSION, &data) < 0)
		return NULL;
	return data;
}

void
state_forget(state *own)
{
	certpolicy_report_free(own->report);
	certpolicy_error_free(own->error);
	own->report = NULL;
	own->error = NULL;
	own->allowed = 0;
}

void
state_clear_peers(state *own)
{
	while (own->n_peers > 0)
		free(own->peers[--own->n_peers].text);
	free(own->peers);
	own->peers = NULL;
}

static void
state_free(void *data)
{
	state *own = data;

	if (own == NULL)
		return;
	state_forget(own);
	state_clear_peers(own);
	free(own->address);
	gnutls_free(own->leaf.data);
	gnutls_free(own->offered.data);
	gnutls_free(own->resumed_leaf.data);
	certpolicy_guard_free(own->guard);
	free(own);
}

static int
ignore(gnutls_session_t session, const unsigned char *data, size_t len)
{
	(void)session, (void)data, (void)len;
	return 0;
}

int
state_no_memory(certpolicy_error **error)
{
	return certpolicy_error_set(
		error, CERTPOLICY_ERROR_NO_MEMORY, "library.no-memory", "out of memory");
}

int
state_copy(const gnutls_datum_t *from, gnutls_datum_t *to, certpolicy_error **error)
{
	gnutls_free(to->data);
	to->size = 0;
	to->data = gnutls_malloc(from->size > 0 ? from->size : 1);
	if (to->data == NULL)
		return state_no_memory(error);
	memcpy(to->data, from->data, from->size);
	to->size = from->size;
	return CERTPOLICY_OK;
}

static int
add_extension(gnutls_session_t session, gnutls_ext_send_func greet)
{
	return gnutls_session_ext_register(session, "certpolicy", EXTENSION, GNUTLS_EXT_TLS, ignore,
		greet, state_free, NULL, NULL,
		GNUTLS_EXT_FLAG_CLIENT_HELLO | GNUTLS_EXT_FLAG_TLS12_SERVER_HELLO |
			GNUTLS_EXT_FLAG_EE | GNUTLS_EXT_FLAG_IGNORE_CLIENT_REQUEST);
}

state *
state_make(gnutls_session_t session, gnutls_ext_send_func greet, certpolicy_error **error)
{
	state *own = state_of(session);

	if (own != NULL)
		return own;
	own = calloc(1, sizeof(*own));
	if (own == NULL || add_extension(session, greet) < 0) {
		free(own);
		(void)state_no_memory(error);
		return NULL;
	}
	own->is_client = facts_is_client(session);
	gnutls_ext_set_data(session, EXTENSION, own);
	return own;
}

int
state_add_peer(state *own, int (*add)(certpolicy_request *, const char *, certpolicy_error **),
	const char *text, certpolicy_error **error)
{
	named_peer *peers = realloc(own->peers, (own->n_peers + 1) * sizeof(*peers));
	char *copy = strdup(text);

	if (peers != NULL)
		own->peers = peers;
	if (peers == NULL || copy == NULL) {
		free(copy);
		return state_no_memory(error);
	}
	peers[own->n_peers].add = add;
	peers[own->n_peers++].text = copy;
	return CERTPOLICY_OK;
}

/* Which client it is, is for the application to read, unless it named one. */
static int
take_peers(const state *own, certpolicy_request *request, certpolicy_error **error)
{
	size_t i;
	int status = CERTPOLICY_OK;

	if (own->n_peers == 0 && (own->no_peer || !own->is_client))
		return certpolicy_request_set_insecure_no_peer(request, error);
	for (i = 0; i < own->n_peers && status == CERTPOLICY_OK; i++)
		status = own->peers[i].add(request, own->peers[i].text, error);
	return status;
}

static int
take_address(const state *own, gnutls_session_t session, certpolicy_request *request,
	certpolicy_error **error)
{
	char buffer[FACTS_ADDRESS_SIZE];
	const char *address = own->address != NULL ? own->address : facts_address(session, buffer);

	return address == NULL || address[0] == '\0'
		       ? CERTPOLICY_OK
		       : certpolicy_request_set_address(request, address, error);
}

int
state_request(const state *own, gnutls_session_t session, certpolicy_request **request,
	certpolicy_error **error)
{
	int status;

	*request = certpolicy_request_new();
	if (*request == NULL)
		return state_no_memory(error);
	status = certpolicy_request_set_purpose(*request,
		own->is_client ? CERTPOLICY_PURPOSE_SERVER : CERTPOLICY_PURPOSE_CLIENT, error);
	if (status == CERTPOLICY_OK)
		status = take_peers(own, *request, error);
	if (status == CERTPOLICY_OK)
		status = take_address(own, session, *request, error);
	if (status != CERTPOLICY_OK) {
		certpolicy_request_free(*request);
		*request = NULL;
	}
	return status;
}
