/*
 * What full handshakes showed, for sessions that are resumed: chain, staples and SCT list by a digest
 * of peer, purpose and leaf. Bounded in entries and octets, the oldest going first; any thread.
 */
#ifndef CP_GUARD_MEMORY_H
#define CP_GUARD_MEMORY_H

#include "request/request.h"

#define CP_SHOWN_KEY_LEN 32

typedef struct cp_guard_memory cp_guard_memory;

CP_CHECK_RESULT cp_guard_memory *
cp_guard_memory_new(void);
void
cp_guard_memory_free(cp_guard_memory *memory);

/* Keeps what a request shows. What is too large for the memory, or meets its end, is not kept, and
 * its session then cannot be resumed. */
void
cp_guard_memory_keep(cp_guard_memory *memory, const uint8_t key[CP_SHOWN_KEY_LEN],
	const certpolicy_request *request);

/*
 * Puts what was kept into a request: the chain, and staples and SCT list that it lacks. Where
 * nothing was kept nobody knows what was shown, and the request's chain becomes empty.
 */
CP_CHECK_RESULT int
cp_guard_memory_restore(cp_guard_memory *memory, const uint8_t key[CP_SHOWN_KEY_LEN],
	certpolicy_request *request, certpolicy_error **error);

#endif
