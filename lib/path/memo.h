/*
 * Links that were verified before, shared by the threads of an engine: a bounded set of digests of
 * an issuer's SPKI and a whole certificate, which is all that the gates on algorithms look at.
 * Successes only.
 */
#ifndef CP_PATH_MEMO_H
#define CP_PATH_MEMO_H

#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cp_memo cp_memo;

/* Room for `capacity` links; 0: remembers nothing. */
CP_CHECK_RESULT cp_memo *
cp_memo_new(size_t capacity);
void
cp_memo_free(cp_memo *memo);

bool
cp_memo_has(cp_memo *memo, const uint8_t digest[32]);
/* Forgets the oldest when full. Cannot fail. */
void
cp_memo_add(cp_memo *memo, const uint8_t digest[32]);

#endif
