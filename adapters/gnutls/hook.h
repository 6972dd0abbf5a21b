/*
 * What is seen of a handshake, message by message.
 */
#ifndef ADAPTERS_GNUTLS_HOOK_H
#define ADAPTERS_GNUTLS_HOOK_H

#include "gnutls/state.h"

/* Puts the hook in place, whatever the application set; as an extension of hellos it sends nothing.
 */
int
hook_arm(gnutls_session_t session, gnutls_buffer_t nothing);

#endif
