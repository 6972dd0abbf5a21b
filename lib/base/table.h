/*
 * Rows found by a hash: open addressing over row numbers, the rows themselves being somebody
 * else's. Where a hash lands depends on an address of this run, so that nobody can aim for
 * collisions of positions from outside; equal hashes are told apart by the caller.
 */
#ifndef CP_BASE_TABLE_H
#define CP_BASE_TABLE_H

#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cp_table_slot {
	uint64_t hash;
	uint32_t row; /* + 1; 0: free */
} cp_table_slot;

typedef struct cp_table {
	cp_table_slot *slots; /* owned */
	size_t n_slots;       /* 0, or a power of two and at least twice n */
	size_t n;
} cp_table;

#define CP_TABLE_EMPTY                                                                             \
	{                                                                                          \
		NULL, 0, 0                                                                         \
	}
#define CP_TABLE_NONE UINT32_MAX

/* The first 64 bits of a digest. */
uint64_t
cp_table_hash(const uint8_t *digest);

/* Whether row `row` is what is looked for. */
typedef bool
cp_table_is(const void *context, uint32_t row, const void *key);

/* CP_TABLE_NONE when there is no such row. */
uint32_t
cp_table_find(const cp_table *table, uint64_t hash, cp_table_is *is, const void *context,
	const void *key);

/* Room for `n` rows in all; false without memory, and then nothing changed. */
CP_CHECK_RESULT bool
cp_table_reserve(cp_table *table, size_t n);

/* A row that is not there yet; room for it was reserved. */
void
cp_table_add(cp_table *table, uint64_t hash, uint32_t row);

/* Takes out a row that is there. */
void
cp_table_remove(cp_table *table, uint64_t hash, uint32_t row);

void
cp_table_clear(cp_table *table);

#endif
