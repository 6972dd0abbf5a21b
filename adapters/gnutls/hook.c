/*
 * When to judge. A client has seen all of a server when ServerHelloDone (TLS 1.2, full) or the
 * server's Finished (TLS 1.3, and resumed) comes in, and has sent nothing but its hello by then: no
 * certificate, no false start. A server has seen all of a client when its Finished comes in.
 */
#include <config.h>

#include "gnutls/hook.h"
#include "gnutls/judge.h"
#include "gnutls/suite.h"

#include <string.h>

#define EARLY_DATA 42             /* RFC 8446 4.2.10 */
#define COMPRESSED_CERTIFICATE 25 /* RFC 8879 7.2; GnuTLS has a name for it since 3.7.4 */

static int
note_early_data(void *found, unsigned id, const unsigned char *data, unsigned len)
{
	(void)data, (void)len;
	if (id == EARLY_DATA)
		*(int *)found = 1;
	return 0;
}

static int
offers_early_data(const gnutls_datum_t *hello)
{
	int found = 0;

	(void)gnutls_ext_raw_parse(
		&found, note_early_data, hello, GNUTLS_EXT_RAW_FLAG_TLS_CLIENT_HELLO);
	return found;
}

static int
begin(state *own, gnutls_session_t session, unsigned incoming, const gnutls_datum_t *hello)
{
	state_forget(own);
	own->resumable = 1;
	own->shown = own->asked = own->settled = own->has_suite = 0;
	own->n_identities = incoming ? 0 : tickets_of_hello(hello, own->identities);
	gnutls_free(own->resumed_leaf.data);
	if (incoming || !offers_early_data(hello))
		return 0;
	certpolicy_error_set(&own->error, CERTPOLICY_ERROR_UNSUPPORTED, "session.early-data",
		"early data would be sent before the verdict: make the session without "
		"GNUTLS_ENABLE_EARLY_DATA");
	return judge_end(own, session, -1, GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR);
}

static unsigned
read_24(const unsigned char *octets)
{
	return (unsigned)octets[0] << 16 | (unsigned)octets[1] << 8 | octets[2];
}

/* The list of a Certificate message (RFC 5246 7.4.2; RFC 8446 4.4.2, behind a context) has entries.
 */
static int
shows_certificate(gnutls_session_t session, const gnutls_datum_t *message)
{
	size_t at = 0;

	if (facts_is_13(session) && message->size > 0)
		at = 1u + message->data[0];
	return message->size >= at + 3 && read_24(message->data + at) > 0;
}

/* A compressed one (RFC 8879 4): the method, the true length. An empty list makes no more than 4
 * octets and the context, which of GnuTLS is short. */
static int
shows_compressed(const gnutls_datum_t *message)
{
	return message->size >= 5 && read_24(message->data + 2) > 4 + 32;
}

/* A server says which ticket it takes. Of one that nobody knows there is no leaf. */
static void
note_server_hello(state *own, const gnutls_datum_t *hello)
{
	int taken = own->is_client ? tickets_taken(hello) : -1;

	own->has_suite = suite_of_hello(hello, own->suite);
	gnutls_free(own->resumed_leaf.data);
	if (taken < 0 || (size_t)taken >= own->n_identities)
		return;
	if (own->offered.data != NULL &&
		memcmp(own->identities[taken], own->offered_ticket, TICKET_DIGEST_LEN) == 0)
		(void)state_copy(&own->offered, &own->resumed_leaf, NULL);
	else
		(void)tickets_find(own->identities[taken], &own->resumed_leaf);
}

/* TLS 1.3 sends tickets when the handshake is over. */
static void
note_ticket(state *own, gnutls_session_t session, const gnutls_datum_t *message)
{
	if (!own->is_client || !own->allowed || own->leaf.data == NULL || !facts_is_13(session))
		return;
	if (tickets_of_message(message, own->ticket))
		tickets_keep(own->ticket, &own->leaf);
	else
		memset(own->ticket, 0, sizeof(own->ticket));
}

/* The end of what the peer has to say: judged once. */
static int
end(state *own, gnutls_session_t session)
{
	int code = own->settled ? 0 : judge_session(own, session);

	own->settled = own->resumable = own->shown = 0;
	return code;
}

/* A server of TLS 1.3 that did not ask for a certificate may send data behind its own Finished. */
static int
end_unasked(state *own, gnutls_session_t session)
{
	if (own->is_client || own->asked || !own->resumable || !facts_is_13(session) ||
		gnutls_session_is_resumed(session))
		return 0;
	return judge_session(own, session);
}

static int
observe_incoming(state *own, gnutls_session_t session, unsigned type, const gnutls_datum_t *message)
{
	switch (type) {
	case GNUTLS_HANDSHAKE_CERTIFICATE_PKT:
		own->shown = shows_certificate(session, message);
		return 0;
	case COMPRESSED_CERTIFICATE:
		own->shown = shows_compressed(message);
		return 0;
	case GNUTLS_HANDSHAKE_SERVER_HELLO_DONE:
		own->settled = 1;
		return judge_session(own, session);
	case GNUTLS_HANDSHAKE_FINISHED:
		return end(own, session);
	case GNUTLS_HANDSHAKE_NEW_SESSION_TICKET:
		note_ticket(own, session, message);
		return 0;
	default:
		return 0;
	}
}

static int
observe(state *own, gnutls_session_t session, unsigned type, unsigned incoming,
	const gnutls_datum_t *message)
{
	if (type == GNUTLS_HANDSHAKE_CLIENT_HELLO || type == GNUTLS_HANDSHAKE_CLIENT_HELLO_V2)
		return begin(own, session, incoming, message);
	if (type == GNUTLS_HANDSHAKE_SERVER_HELLO)
		note_server_hello(own, message);
	if (incoming)
		return observe_incoming(own, session, type, message);
	if (type == GNUTLS_HANDSHAKE_CERTIFICATE_REQUEST)
		own->asked = 1;
	return type == GNUTLS_HANDSHAKE_FINISHED ? end_unasked(own, session) : 0;
}

static int
call_own_hook(const state *own, gnutls_session_t session, unsigned type, unsigned when,
	unsigned incoming, const gnutls_datum_t *message)
{
	if (own->hook == NULL ||
		(own->hook_type != type && own->hook_type != GNUTLS_HANDSHAKE_ANY) ||
		(own->hook_when != (int)when && own->hook_when != GNUTLS_HOOK_BOTH))
		return 0;
	return own->hook(session, type, when, incoming, message);
}

static int
hook_message(gnutls_session_t session, unsigned type, unsigned when, unsigned incoming,
	const gnutls_datum_t *message)
{
	state *own = state_of(session);
	int code = own == NULL ? GNUTLS_E_INTERNAL_ERROR : own->dead;

	if (code == 0 && when == GNUTLS_HOOK_PRE)
		code = observe(own, session, type, incoming, message);
	return code != 0 ? code : call_own_hook(own, session, type, when, incoming, message);
}

int
hook_arm(gnutls_session_t session, gnutls_buffer_t nothing)
{
	(void)nothing;
	gnutls_handshake_set_hook_function(
		session, GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_BOTH, hook_message);
	return 0;
}
