/*
 * What this library keeps with a session: who the peer should be, where its handshake stands, the
 * last report. GnuTLS releases it with the session.
 */
#ifndef ADAPTERS_GNUTLS_STATE_H
#define ADAPTERS_GNUTLS_STATE_H

#include "gnutls/facts.h"
#include "gnutls/tickets.h"

/* One name of the peer, and the call that puts it into a request. */
typedef struct named_peer {
	int (*add)(certpolicy_request *, const char *, certpolicy_error **);
	char *text;
} named_peer;

typedef struct state {
	certpolicy_guard *guard;
	named_peer *peers;
	size_t n_peers;
	char *address; /* goes before the socket's; "": none; NULL: the socket's */
	int is_client;
	int no_peer;              /* 1: on purpose */
	int optional_certificate; /* 1: a server's clients may come without one */

	/* The application's own hook, as GnuTLS would hold it. */
	gnutls_handshake_hook_func hook;
	unsigned hook_type;
	int hook_when;

	/* The handshake that is going on. */
	unsigned char suite[2];
	int has_suite;
	int resumable; /* 1: it began with a hello, and may turn out to be resumed */
	int shown;     /* 1: the peer showed a certificate */
	int asked;     /* 1: a server asked for one */
	int settled;   /* 1: judged, and not over yet */

	unsigned char identities[MOST_IDENTITIES][TICKET_DIGEST_LEN]; /* that were offered */
	size_t n_identities;
	gnutls_datum_t resumed_leaf; /* of TLS 1.3, by the ticket that was taken; a copy */

	/* Of the session. */
	gnutls_datum_t leaf;                     /* that was allowed first, a copy */
	unsigned char ticket[TICKET_DIGEST_LEN]; /* the last that came; zeroes: none */
	gnutls_datum_t offered; /* the leaf of the session that was offered, a copy */
	unsigned char offered_ticket[TICKET_DIGEST_LEN];
	int dead;    /* 0, or the error by which all further handshakes end */
	int allowed; /* 1: the last handshake was */
	certpolicy_report *report;
	certpolicy_error *error;
} state;

/* NULL: the session is not judged. */
state *
state_of(gnutls_session_t session);
/* The session's state, made where there was none; NULL: *error says why. `greet` is called whenever
 * a hello is about to be sent. */
state *
state_make(gnutls_session_t session, gnutls_ext_send_func greet, certpolicy_error **error);
/* Adds a name (copied). */
int
state_add_peer(state *own, int (*add)(certpolicy_request *, const char *, certpolicy_error **),
	const char *text, certpolicy_error **error);
void
state_clear_peers(state *own);
/* Forgets the last verdict. */
void
state_forget(state *own);
/* Copies octets in place of those that are there. */
int
state_copy(const gnutls_datum_t *from, gnutls_datum_t *to, certpolicy_error **error);
/* No memory, as an error. */
int
state_no_memory(certpolicy_error **error);
/* *request: a new one that says who the peer should be, and what for. */
int
state_request(const state *own, gnutls_session_t session, certpolicy_request **request,
	certpolicy_error **error);

#endif
