/* Links that verified: a ring of digests, so that the oldest goes first, and a table to find them.
 */
#include <config.h>
#include "path/memo.h"
#include "base/lock.h"
#include "base/mem.h"
#include "base/table.h"

#include <string.h>

#define DIGEST_LEN 32

struct cp_memo {
	uint8_t (*ring)[DIGEST_LEN];
	size_t capacity, n;
	size_t next; /* the place that is written next */
	cp_table by_digest;
};

cp_memo *
cp_memo_new(size_t capacity)
{
	cp_memo *memo = cp_calloc(1, sizeof(*memo));

	if (memo == NULL)
		return NULL;
	memo->capacity = capacity;
	memo->ring = cp_calloc(capacity, sizeof(*memo->ring));
	if (memo->ring == NULL || !cp_table_reserve(&memo->by_digest, capacity)) {
		cp_table_clear(&memo->by_digest);
		cp_free(memo->ring);
		cp_free(memo);
		return NULL;
	}
	return memo;
}

void
cp_memo_free(cp_memo *memo)
{
	if (memo == NULL)
		return;
	cp_table_clear(&memo->by_digest);
	cp_free(memo->ring);
	cp_free(memo);
}

static bool
is_digest(const void *context, uint32_t row, const void *key)
{
	const cp_memo *memo = context;

	return memcmp(memo->ring[row], key, DIGEST_LEN) == 0;
}

static bool
has(const cp_memo *memo, const uint8_t digest[DIGEST_LEN])
{
	return cp_table_find(&memo->by_digest, cp_table_hash(digest), is_digest, memo, digest) !=
	       CP_TABLE_NONE;
}

bool
cp_memo_has(cp_memo *memo, const uint8_t digest[DIGEST_LEN])
{
	bool found;

	cp_lock_object(memo);
	found = has(memo, digest);
	cp_unlock_object(memo);
	return found;
}

void
cp_memo_add(cp_memo *memo, const uint8_t digest[DIGEST_LEN])
{
	if (memo->capacity == 0)
		return;
	cp_lock_object(memo);
	if (!has(memo, digest)) {
		uint32_t row = (uint32_t)memo->next;

		if (memo->n == memo->capacity)
			cp_table_remove(&memo->by_digest, cp_table_hash(memo->ring[row]), row);
		else
			memo->n++;
		memcpy(memo->ring[row], digest, DIGEST_LEN);
		cp_table_add(&memo->by_digest, cp_table_hash(digest), row);
		memo->next = (memo->next + 1) % memo->capacity;
	}
	cp_unlock_object(memo);
}
