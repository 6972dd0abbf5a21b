/* Certificates at hand for building paths: once by their octets, by subject when frozen. */
#include <config.h>
#include "store/pool.h"
#include "base/mem.h"
#include "base/table.h"
#include "x509/name.h"

#include <stdlib.h>

typedef struct pool_row {
	cp_cert *cert; /* a reference */
	uint64_t hash; /* of the subject; of certificates with a skeleton, when frozen */
} pool_row;

struct cp_pool {
	pool_row *rows; /* frozen: those that can stand in a path first, by hash and digest */
	size_t n_rows, capacity;
	cp_table by_digest; /* while it is filled */
	size_t n_indexed;
	bool frozen;
};

cp_pool *
cp_pool_new(void)
{
	return cp_calloc(1, sizeof(cp_pool));
}

void
cp_pool_free(cp_pool *pool)
{
	size_t i;

	if (pool == NULL)
		return;
	for (i = 0; i < pool->n_rows; i++)
		cp_cert_unref(pool->rows[i].cert);
	cp_free(pool->rows);
	cp_table_clear(&pool->by_digest);
	cp_free(pool);
}

static bool
is_same(const void *context, uint32_t row, const void *key)
{
	const cp_pool *pool = context;

	return memcmp(pool->rows[row].cert->sha256, key, CP_SHA256_LEN) == 0;
}

int
cp_pool_add(cp_pool *pool, cp_cert *cert)
{
	uint64_t hash = cp_table_hash(cert->sha256);

	CP_INVARIANT(!pool->frozen);
	if (cp_table_find(&pool->by_digest, hash, is_same, pool, cert->sha256) != CP_TABLE_NONE)
		return CERTPOLICY_OK;
	if (!cp_grow((void **)&pool->rows, pool->n_rows, &pool->capacity, sizeof(*pool->rows)) ||
		!cp_table_reserve(&pool->by_digest, pool->n_rows + 1))
		return CERTPOLICY_ERROR_NO_MEMORY;
	cp_table_add(&pool->by_digest, hash, (uint32_t)pool->n_rows);
	pool->rows[pool->n_rows].cert = cp_cert_ref(cert);
	pool->rows[pool->n_rows++].hash = 0;
	return CERTPOLICY_OK;
}

static int
by_use_hash_and_digest(const void *a, const void *b)
{
	const pool_row *left = a, *right = b;

	if (left->cert->skeleton != right->cert->skeleton)
		return left->cert->skeleton ? -1 : 1;
	if (left->hash != right->hash)
		return left->hash < right->hash ? -1 : 1;
	return memcmp(left->cert->sha256, right->cert->sha256, CP_SHA256_LEN);
}

int
cp_pool_freeze(cp_pool *pool)
{
	size_t i;

	if (pool->frozen)
		return CERTPOLICY_OK;
	for (i = 0; i < pool->n_rows; i++) {
		if (!pool->rows[i].cert->skeleton)
			continue;
		pool->rows[i].hash = pool->rows[i].cert->subject_hash;
		pool->n_indexed++;
	}
	if (pool->n_rows > 0)
		qsort(pool->rows, pool->n_rows, sizeof(*pool->rows), by_use_hash_and_digest);
	cp_table_clear(&pool->by_digest);
	pool->frozen = true;
	return CERTPOLICY_OK;
}

size_t
cp_pool_count(const cp_pool *pool)
{
	return pool->n_rows;
}

/* The first indexed row whose hash is not below `hash`. */
static size_t
lower_bound(const cp_pool *pool, uint64_t hash)
{
	size_t low = 0, high = pool->n_indexed;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pool->rows[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t
cp_pool_find_subject(const cp_pool *pool, cp_bytes name, uint64_t hash, cp_cert **found, size_t max)
{
	size_t n = 0, i;

	if (pool->n_rows == 0)
		return 0;
	CP_INVARIANT(pool->frozen);
	for (i = lower_bound(pool, hash); i < pool->n_indexed && pool->rows[i].hash == hash; i++) {
		if (!cp_name_equal(pool->rows[i].cert->subject, name))
			continue;
		if (n < max)
			found[n] = pool->rows[i].cert;
		n++;
	}
	return n;
}
