/*
 * The verdict: what is known goes to the guard. A session that was denied is dead for good,
 * whatever the application calls next: its transport takes and gives nothing any more.
 */
#include <config.h>

#include "gnutls/judge.h"
#include "gnutls/suite.h"

#include <errno.h>
#include <string.h>

static ssize_t
push_nothing(gnutls_transport_ptr_t transport, const void *data, size_t len)
{
	(void)transport, (void)data, (void)len;
	errno = ECONNABORTED;
	return -1;
}

static ssize_t
pull_nothing(gnutls_transport_ptr_t transport, void *data, size_t len)
{
	(void)transport, (void)data, (void)len;
	errno = ECONNABORTED;
	return -1;
}

int
judge_end(state *own, gnutls_session_t session, int alert, int code)
{
	if (alert >= 0)
		(void)gnutls_alert_send(
			session, GNUTLS_AL_FATAL, (gnutls_alert_description_t)alert);
	gnutls_transport_set_push_function(session, push_nothing);
	gnutls_transport_set_pull_function(session, pull_nothing);
	own->allowed = 0;
	own->dead = code;
	return code;
}

static int
is_resumed(const state *own, gnutls_session_t session)
{
	return own->resumable && !own->shown && gnutls_session_is_resumed(session) != 0;
}

/* The leaf of this handshake's peer, lent; NULL: there is none. A session may hold certificates of
 * an earlier handshake: only what was shown in this one counts, or what a resumed session brought.
 */
static const gnutls_datum_t *
leaf_of(const state *own, gnutls_session_t session)
{
	unsigned n = 0;
	const gnutls_datum_t *chain = NULL;
	int resumed = is_resumed(own, session);

	if (own->shown || resumed)
		chain = gnutls_certificate_get_peers(session, &n);
	if (chain != NULL && n > 0)
		return chain;
	return resumed && own->resumed_leaf.data != NULL ? &own->resumed_leaf : NULL;
}

static int
take_chain(const state *own, gnutls_session_t session, certpolicy_request *request,
	certpolicy_error **error)
{
	const gnutls_datum_t *leaf = leaf_of(own, session);

	if (leaf == NULL)
		return CERTPOLICY_OK;
	if (leaf == &own->resumed_leaf)
		return certpolicy_request_add_certificate_der(
			request, leaf->data, leaf->size, error);
	return facts_take_chain(request, session, error);
}

static int
take_facts(const state *own, gnutls_session_t session, certpolicy_request *request,
	certpolicy_error **error)
{
	char name[SUITE_NAME_SIZE];
	int status = take_chain(own, session, request, error);

	if (status == CERTPOLICY_OK)
		status = facts_take_session(request, session,
			own->has_suite ? suite_name(own->suite, name) : NULL,
			is_resumed(own, session), error);
	return status;
}

/* One session, one peer: another certificate in a later handshake would be somebody else, to whom
 * nobody said what was said before (RFC 5746 5, RFC 7627 1). */
static int
keep_leaf(state *own, gnutls_session_t session)
{
	const gnutls_datum_t *leaf = leaf_of(own, session);

	if (leaf == NULL)
		return CERTPOLICY_OK;
	if (own->leaf.data == NULL)
		return state_copy(leaf, &own->leaf, &own->error);
	if (leaf->size == own->leaf.size && memcmp(leaf->data, own->leaf.data, leaf->size) == 0)
		return CERTPOLICY_OK;
	return certpolicy_error_set(&own->error, CERTPOLICY_ERROR_BAD_INPUT,
		"session.certificate-changed",
		"the peer showed another certificate than before in the same connection");
}

static int
ask_guard(state *own, gnutls_session_t session)
{
	certpolicy_request *request;
	int status;

	state_forget(own);
	status = state_request(own, session, &request, &own->error);
	if (status == CERTPOLICY_OK)
		status = take_facts(own, session, request, &own->error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_guard_judge(own->guard, request, &own->report, &own->error);
	certpolicy_request_free(request);
	return status;
}

int
judge_session(state *own, gnutls_session_t session)
{
	int status;

	if (!own->is_client && own->optional_certificate && own->leaf.data == NULL &&
		leaf_of(own, session) == NULL) {
		state_forget(own);
		own->allowed = 1;
		return 0;
	}
	status = ask_guard(own, session);
	if (status == CERTPOLICY_OK &&
		certpolicy_report_get_verdict(own->report) == CERTPOLICY_VERDICT_DENY)
		return judge_end(own, session, certpolicy_report_get_alert(own->report),
			GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR);
	if (status == CERTPOLICY_OK)
		status = keep_leaf(own, session);
	if (status != CERTPOLICY_OK)
		return judge_end(own, session, GNUTLS_A_INTERNAL_ERROR,
			status == CERTPOLICY_ERROR_NO_MEMORY
				? GNUTLS_E_MEMORY_ERROR
				: GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR);
	own->allowed = 1;
	return 0;
}

void
judge_late(state *own, gnutls_session_t session)
{
	if (own->report == NULL && own->error == NULL && leaf_of(own, session) != NULL)
		(void)ask_guard(own, session);
}
