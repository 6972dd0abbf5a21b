/* A ring of what was shown, so that the oldest goes first, and a table to find it. What is kept is
 * never changed; it is lent out by references, so that nothing is copied under the lock. */
#include <config.h>
#include "guard_memory.h"

#include "base/error.h"
#include "base/lock.h"
#include "base/mem.h"
#include "base/table.h"

#include <string.h>

#define MOST_ENTRIES 1024u
#define MOST_OCTETS ((size_t)32 << 20)
/* Of one entry; the chain of a peer has 3 to 10 kB. */
#define LARGEST ((size_t)256 << 10)

typedef struct shown {
	unsigned references;
	size_t octets; /* of all that it holds */
	cp_cert **chain;
	size_t n_chain;
	cp_bytes *staples; /* by place in the chain */
	size_t n_staples;
	cp_bytes sct_list;
	bool has_sct_list;
} shown;

typedef struct entry {
	uint8_t key[CP_SHOWN_KEY_LEN];
	shown *shown; /* NULL: free */
} entry;

struct cp_guard_memory {
	entry ring[MOST_ENTRIES];
	size_t oldest, n; /* the entries in use, from the oldest */
	size_t octets;
	cp_table by_key;
};

static void
shown_unref(shown *kept)
{
	size_t i;

	if (kept == NULL || cp_atomic_decrement(&kept->references) > 0)
		return;
	for (i = 0; i < kept->n_chain; i++)
		cp_cert_unref(kept->chain[i]);
	cp_free(kept->chain);
	for (i = 0; i < kept->n_staples; i++)
		cp_bytes_clear(&kept->staples[i]);
	cp_free(kept->staples);
	cp_bytes_clear(&kept->sct_list);
	cp_free(kept);
}

static bool
take_chain(shown *kept, const certpolicy_request *request)
{
	kept->chain = cp_calloc(request->n_chain, sizeof(*kept->chain));
	if (kept->chain == NULL)
		return false;
	for (; kept->n_chain < request->n_chain; kept->n_chain++)
		kept->chain[kept->n_chain] = cp_cert_ref(request->chain[kept->n_chain]);
	return true;
}

static bool
take_staples(shown *kept, const certpolicy_request *request)
{
	kept->staples = cp_calloc(request->n_staples, sizeof(*kept->staples));
	if (kept->staples == NULL)
		return false;
	for (; kept->n_staples < request->n_staples; kept->n_staples++) {
		if (!cp_bytes_replace(
			    &kept->staples[kept->n_staples], request->staples[kept->n_staples]))
			return false;
	}
	return true;
}

/* What keeping all of it takes; the limit and more when it is too much. */
static size_t
measure(const certpolicy_request *request)
{
	size_t i, octets = sizeof(shown) + request->sct_list.len;

	for (i = 0; i < request->n_chain && octets <= LARGEST; i++)
		octets += sizeof(cp_cert) + request->chain[i]->der.len;
	for (i = 0; i < request->n_staples && octets <= LARGEST; i++)
		octets += sizeof(cp_bytes) + request->staples[i].len;
	return octets;
}

/* NULL when it is too large, or without memory. */
static shown *
shown_new(const certpolicy_request *request)
{
	size_t octets = measure(request);
	shown *kept = octets <= LARGEST ? cp_calloc(1, sizeof(*kept)) : NULL;

	if (kept == NULL)
		return NULL;
	kept->references = 1;
	kept->octets = octets;
	kept->has_sct_list = request->has_sct_list;
	if (take_chain(kept, request) && take_staples(kept, request) &&
		cp_bytes_replace(&kept->sct_list, request->sct_list))
		return kept;
	shown_unref(kept);
	return NULL;
}

cp_guard_memory *
cp_guard_memory_new(void)
{
	cp_guard_memory *memory = cp_calloc(1, sizeof(*memory));

	if (memory == NULL)
		return NULL;
	if (cp_table_reserve(&memory->by_key, MOST_ENTRIES))
		return memory;
	cp_table_clear(&memory->by_key);
	cp_free(memory);
	return NULL;
}

void
cp_guard_memory_free(cp_guard_memory *memory)
{
	size_t i;

	if (memory == NULL)
		return;
	for (i = 0; i < MOST_ENTRIES; i++)
		shown_unref(memory->ring[i].shown);
	cp_table_clear(&memory->by_key);
	cp_free(memory);
}

static bool
is_key(const void *context, uint32_t row, const void *key)
{
	const cp_guard_memory *memory = context;

	return memcmp(memory->ring[row].key, key, CP_SHOWN_KEY_LEN) == 0;
}

static entry *
find(cp_guard_memory *memory, const uint8_t *key)
{
	uint32_t row = cp_table_find(&memory->by_key, cp_table_hash(key), is_key, memory, key);

	return row != CP_TABLE_NONE ? &memory->ring[row] : NULL;
}

/* Makes an entry hold something else, and gives back what it held. */
static shown *
exchange(cp_guard_memory *memory, entry *at, shown *with)
{
	shown *before = at->shown;

	memory->octets -= before != NULL ? before->octets : 0;
	memory->octets += with != NULL ? with->octets : 0;
	at->shown = with;
	return before;
}

static void
drop_oldest(cp_guard_memory *memory)
{
	uint32_t row = (uint32_t)memory->oldest;

	cp_table_remove(&memory->by_key, cp_table_hash(memory->ring[row].key), row);
	shown_unref(exchange(memory, &memory->ring[row], NULL));
	memory->oldest = (memory->oldest + 1) % MOST_ENTRIES;
	memory->n--;
}

static void
add(cp_guard_memory *memory, const uint8_t *key, shown *kept)
{
	uint32_t row;

	if (memory->n == MOST_ENTRIES)
		drop_oldest(memory);
	row = (uint32_t)((memory->oldest + memory->n) % MOST_ENTRIES);
	memory->n++;
	memcpy(memory->ring[row].key, key, CP_SHOWN_KEY_LEN);
	(void)exchange(memory, &memory->ring[row], kept);
	cp_table_add(&memory->by_key, cp_table_hash(key), row);
}

void
cp_guard_memory_keep(cp_guard_memory *memory, const uint8_t key[CP_SHOWN_KEY_LEN],
	const certpolicy_request *request)
{
	shown *kept = shown_new(request), *before = NULL;
	entry *at;

	if (kept == NULL)
		return;
	cp_lock_object(memory);
	at = find(memory, key);
	if (at != NULL)
		before = exchange(memory, at, kept);
	else
		add(memory, key, kept);
	while (memory->octets > MOST_OCTETS) /* what took another's place may be larger */
		drop_oldest(memory);
	cp_unlock_object(memory);
	shown_unref(before);
}

static shown *
borrow(cp_guard_memory *memory, const uint8_t *key)
{
	shown *kept = NULL;
	entry *at;

	cp_lock_object(memory);
	at = find(memory, key);
	if (at != NULL) {
		kept = at->shown;
		cp_atomic_increment(&kept->references);
	}
	cp_unlock_object(memory);
	return kept;
}

static int
give_staples(const shown *kept, certpolicy_request *request, certpolicy_error **error)
{
	size_t i;
	int status = CERTPOLICY_OK;

	for (i = 0; i < kept->n_staples && status == CERTPOLICY_OK; i++) {
		if (kept->staples[i].len > 0 &&
			(i >= request->n_staples || request->staples[i].len == 0))
			status = cp_request_set_staple(request, i, kept->staples[i], error);
	}
	return status;
}

static int
give(const shown *kept, certpolicy_request *request, certpolicy_error **error)
{
	int status = cp_request_replace_chain(request, kept->chain, kept->n_chain, error);

	if (status == CERTPOLICY_OK)
		status = give_staples(kept, request, error);
	if (status == CERTPOLICY_OK && kept->has_sct_list && !request->has_sct_list)
		status = cp_request_set_sct_list(request, kept->sct_list, error);
	return status;
}

int
cp_guard_memory_restore(cp_guard_memory *memory, const uint8_t key[CP_SHOWN_KEY_LEN],
	certpolicy_request *request, certpolicy_error **error)
{
	shown *kept = borrow(memory, key);
	int status;

	if (kept == NULL)
		return cp_request_replace_chain(request, NULL, 0, error);
	status = give(kept, request, error);
	shown_unref(kept);
	return status;
}
