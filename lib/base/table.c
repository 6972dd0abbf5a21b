/* Open addressing with linear probing; what is taken out leaves no gap. */
#include <config.h>
#include "base/table.h"
#include "base/mem.h"

#include <string.h>

uint64_t
cp_table_hash(const uint8_t *digest)
{
	uint64_t hash;

	memcpy(&hash, digest, sizeof(hash));
	return hash;
}

/* Where the search for a hash begins. The multiplier is 2^64 by the golden ratio. */
static size_t
first_slot(const cp_table *table, uint64_t hash)
{
	uint64_t mixed = (hash ^ (uint64_t)(uintptr_t)table->slots) * UINT64_C(0x9e3779b97f4a7c15);

	mixed ^= mixed >> 32;
	return (size_t)mixed & (table->n_slots - 1);
}

static size_t
next_slot(const cp_table *table, size_t slot)
{
	return (slot + 1) & (table->n_slots - 1);
}

uint32_t
cp_table_find(
	const cp_table *table, uint64_t hash, cp_table_is *is, const void *context, const void *key)
{
	size_t slot;

	if (table->n == 0)
		return CP_TABLE_NONE;
	for (slot = first_slot(table, hash); table->slots[slot].row != 0;
		slot = next_slot(table, slot)) {
		if (table->slots[slot].hash == hash && is(context, table->slots[slot].row - 1, key))
			return table->slots[slot].row - 1;
	}
	return CP_TABLE_NONE;
}

bool
cp_table_reserve(cp_table *table, size_t n)
{
	cp_table bigger = {NULL, table->n_slots > 0 ? table->n_slots : 16, 0};
	size_t i;

	if (n >= UINT32_MAX / 4)
		return false;
	while (bigger.n_slots / 2 < n)
		bigger.n_slots *= 2;
	if (bigger.n_slots == table->n_slots)
		return true;
	bigger.slots = cp_calloc(bigger.n_slots, sizeof(*bigger.slots));
	if (bigger.slots == NULL)
		return false;
	for (i = 0; i < table->n_slots; i++) {
		if (table->slots[i].row != 0)
			cp_table_add(&bigger, table->slots[i].hash, table->slots[i].row - 1);
	}
	cp_free(table->slots);
	*table = bigger;
	return true;
}

void
cp_table_add(cp_table *table, uint64_t hash, uint32_t row)
{
	size_t slot;

	CP_INVARIANT(table->n < table->n_slots / 2);
	for (slot = first_slot(table, hash); table->slots[slot].row != 0;)
		slot = next_slot(table, slot);
	table->slots[slot].hash = hash;
	table->slots[slot].row = row + 1;
	table->n++;
}

/* Whether an entry at `from` may move to the gap: its search begins at the gap or before it. */
static bool
may_fill(const cp_table *table, size_t gap, size_t from)
{
	size_t first = first_slot(table, table->slots[from].hash), mask = table->n_slots - 1;

	return ((from - first) & mask) >= ((from - gap) & mask);
}

void
cp_table_remove(cp_table *table, uint64_t hash, uint32_t row)
{
	size_t gap, slot;

	CP_INVARIANT(table->n > 0);
	for (gap = first_slot(table, hash); table->slots[gap].row != row + 1;
		gap = next_slot(table, gap))
		CP_INVARIANT(table->slots[gap].row != 0);
	for (slot = next_slot(table, gap); table->slots[slot].row != 0;
		slot = next_slot(table, slot)) {
		if (may_fill(table, gap, slot)) {
			table->slots[gap] = table->slots[slot];
			gap = slot;
		}
	}
	table->slots[gap].row = 0;
	table->n--;
}

void
cp_table_clear(cp_table *table)
{
	cp_free(table->slots);
	memset(table, 0, sizeof(*table));
}
