/* Digests of certificates and keys that must never be accepted. */
#ifndef CP_STORE_DENYLIST_H
#define CP_STORE_DENYLIST_H

#include "base/bytes.h"
#include "base/compiler.h"

#include <certpolicy/types.h>

typedef struct cp_denylist cp_denylist;

CP_CHECK_RESULT cp_denylist *
cp_denylist_new(void);
void
cp_denylist_free(cp_denylist *list);

/* A text file of SHA-256 digests in hexadecimal, one a line; "#" starts a comment. A line that is
 * something else is an error with its number. */
CP_CHECK_RESULT int
cp_denylist_add_file(cp_denylist *list, const char *path, certpolicy_error **error);

CP_CHECK_RESULT int
cp_denylist_freeze(cp_denylist *list);

/* The source that lists this digest, or NULL. Lent. */
const char *
cp_denylist_find(const cp_denylist *list, const uint8_t sha256[32]);

#endif
