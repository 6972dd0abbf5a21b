/* Certificates that help to build paths: what the peer sent and what else is at hand. */
#ifndef CP_STORE_POOL_H
#define CP_STORE_POOL_H

#include "x509/cert.h"

#include <certpolicy/types.h>

typedef struct cp_pool cp_pool;

CP_CHECK_RESULT cp_pool *
cp_pool_new(void);
void
cp_pool_free(cp_pool *pool);

/* Adds a certificate (a reference is taken), once by its octets. */
CP_CHECK_RESULT int
cp_pool_add(cp_pool *pool, cp_cert *cert);

/* Makes the index; afterwards the pool is read-only and shared between threads. */
CP_CHECK_RESULT int
cp_pool_freeze(cp_pool *pool);

size_t
cp_pool_count(const cp_pool *pool);

/* Certificates whose subject equals `name`, whose cp_name_hash is `hash`, in an order that depends on
 * their octets only, never on the order in which they were added: gives up to `max`, returns how many
 * there are. */
size_t
cp_pool_find_subject(
	const cp_pool *pool, cp_bytes name, uint64_t hash, cp_cert **found, size_t max);

#endif
