/*
 * The verdict on a session, and what becomes of the session after it.
 */
#ifndef ADAPTERS_GNUTLS_JUDGE_H
#define ADAPTERS_GNUTLS_JUDGE_H

#include "gnutls/state.h"

/*
 * Judges what is known of the handshake by now; report and error are the state's. 0: may go on.
 * Else the error of GnuTLS's by which the handshake ends: the peer was sent the alert, and nothing
 * more can be sent or received.
 */
int
judge_session(state *own, gnutls_session_t session);
/* A report without consequences, of a handshake that ended before it was judged. */
void
judge_late(state *own, gnutls_session_t session);
/* Ends the session; `alert`: -1 for none. Returns `code`. */
int
judge_end(state *own, gnutls_session_t session, int alert, int code);

#endif
