/*
 * The public calls on a session that is judged: argument checks, and what the application says of
 * it.
 */
#include <config.h>

#include "gnutls/hook.h"
#include "gnutls/judge.h"

#include <stdlib.h>
#include <string.h>

/* The state of a session that must be judged, or an error. */
static state *
enforced(gnutls_session_t session, certpolicy_error **error)
{
	state *own = state_of(session);

	if (error != NULL)
		*error = NULL;
	if (own == NULL)
		(void)certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT,
			"session.not-enforced",
			"certpolicy_gnutls_enforce was not called for this session");
	return own;
}

static int
null_argument(certpolicy_error **error)
{
	return certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.null",
		"an argument that must be given is NULL");
}

static int
set_up(state *own, gnutls_session_t session, certpolicy_guard *guard, const char *peer,
	certpolicy_error **error)
{
	certpolicy_guard *before = own->guard;

	own->guard = certpolicy_guard_ref(guard);
	certpolicy_guard_free(before);
	state_clear_peers(own);
	hook_arm(session, NULL);
	if (!own->is_client)
		gnutls_certificate_server_set_request(session,
			own->optional_certificate ? GNUTLS_CERT_REQUEST : GNUTLS_CERT_REQUIRE);
	return peer != NULL ? state_add_peer(own, certpolicy_request_add_peer_host, peer, error)
			    : CERTPOLICY_OK;
}

/* Messages have gone either way, or have agreed on a cipher. */
static int
has_begun(gnutls_session_t session)
{
	return (int)gnutls_handshake_get_last_in(session) != -1 ||
	       (int)gnutls_handshake_get_last_out(session) != -1 ||
	       gnutls_cipher_get(session) != GNUTLS_CIPHER_NULL;
}

int
certpolicy_gnutls_enforce(gnutls_session_t session, certpolicy_guard *guard, const char *peer,
	certpolicy_error **error)
{
	state *own;

	if (error != NULL)
		*error = NULL;
	if (session == NULL || guard == NULL)
		return null_argument(error);
	if (state_of(session) == NULL && has_begun(session))
		return certpolicy_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "session.begun",
			"the handshake has begun already: call this after gnutls_init");
	own = state_make(session, hook_arm, error);
	return own != NULL ? set_up(own, session, guard, peer, error) : CERTPOLICY_ERROR_NO_MEMORY;
}

static int
add_peer(gnutls_session_t session,
	int (*add)(certpolicy_request *, const char *, certpolicy_error **), const char *text,
	certpolicy_error **error)
{
	state *own = enforced(session, error);

	if (own == NULL)
		return CERTPOLICY_ERROR_BAD_ARGUMENT;
	return text != NULL ? state_add_peer(own, add, text, error) : null_argument(error);
}

int
certpolicy_gnutls_add_peer_host(
	gnutls_session_t session, const char *host_or_ip, certpolicy_error **error)
{
	return add_peer(session, certpolicy_request_add_peer_host, host_or_ip, error);
}

int
certpolicy_gnutls_add_peer_email(
	gnutls_session_t session, const char *mailbox, certpolicy_error **error)
{
	return add_peer(session, certpolicy_request_add_peer_email, mailbox, error);
}

int
certpolicy_gnutls_set_insecure_no_peer(gnutls_session_t session, certpolicy_error **error)
{
	state *own = enforced(session, error);

	if (own == NULL)
		return CERTPOLICY_ERROR_BAD_ARGUMENT;
	own->no_peer = 1;
	return CERTPOLICY_OK;
}

int
certpolicy_gnutls_set_insecure_optional_certificate(
	gnutls_session_t session, certpolicy_error **error)
{
	state *own = enforced(session, error);

	if (own == NULL)
		return CERTPOLICY_ERROR_BAD_ARGUMENT;
	own->optional_certificate = 1;
	if (!own->is_client)
		gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUEST);
	return CERTPOLICY_OK;
}

int
certpolicy_gnutls_set_address(
	gnutls_session_t session, const char *address, certpolicy_error **error)
{
	state *own = enforced(session, error);
	char *copy = NULL;

	if (own == NULL)
		return CERTPOLICY_ERROR_BAD_ARGUMENT;
	if (address != NULL) {
		copy = strdup(address);
		if (copy == NULL)
			return state_no_memory(error);
	}
	free(own->address);
	own->address = copy;
	return CERTPOLICY_OK;
}

int
certpolicy_gnutls_set_hook_function(gnutls_session_t session, unsigned type, int when,
	gnutls_handshake_hook_func hook, certpolicy_error **error)
{
	state *own = enforced(session, error);

	if (own == NULL)
		return CERTPOLICY_ERROR_BAD_ARGUMENT;
	own->hook = hook;
	own->hook_type = type;
	own->hook_when = when;
	return CERTPOLICY_OK;
}

const certpolicy_report *
certpolicy_gnutls_get_report(gnutls_session_t session)
{
	state *own = state_of(session);

	if (own == NULL)
		return NULL;
	judge_late(own, session);
	return own->report;
}

const certpolicy_error *
certpolicy_gnutls_get_error(gnutls_session_t session)
{
	const state *own = state_of(session);

	return own != NULL ? own->error : NULL;
}
