/* Bump allocation in blocks that double up to a bound. */
#include <config.h>
#include "base/arena.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST_BLOCK 4096u
#define LARGEST_BLOCK 262144u
#define ALIGNMENT 16u

struct cp_arena_block {
	cp_arena_block *next;
	size_t size; /* octets that `data` has */
	size_t used;
	/* data follows, aligned */
};

#define HEADER ((sizeof(cp_arena_block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)

static uint8_t *
block_data(cp_arena_block *block)
{
	return (uint8_t *)block + HEADER;
}

static cp_arena_block *
add_block(cp_arena *arena, size_t at_least)
{
	size_t size = arena->blocks != NULL ? arena->blocks->size * 2 : FIRST_BLOCK;
	size_t total;
	cp_arena_block *block;

	if (size > LARGEST_BLOCK)
		size = LARGEST_BLOCK;
	if (size < at_least)
		size = at_least;
	if (!cp_size_add(size, HEADER, &total))
		return NULL;
	block = cp_malloc(total);
	if (block == NULL)
		return NULL;
	block->next = arena->blocks;
	block->size = size;
	block->used = 0;
	arena->blocks = block;
	return block;
}

void *
cp_arena_alloc(cp_arena *arena, size_t n, size_t size)
{
	cp_arena_block *block = arena->blocks;
	size_t wanted;
	void *data;

	if (arena->failed)
		return NULL;
	if (!cp_size_mul(n, size, &wanted) || !cp_size_add(wanted, ALIGNMENT - 1, &wanted)) {
		arena->failed = true;
		return NULL;
	}
	wanted = wanted / ALIGNMENT * ALIGNMENT;
	if (block == NULL || block->size - block->used < wanted)
		block = add_block(arena, wanted);
	if (block == NULL) {
		arena->failed = true;
		return NULL;
	}
	data = block_data(block) + block->used;
	block->used += wanted;
	memset(data, 0, wanted);
	return data;
}

char *
cp_arena_strndup(cp_arena *arena, const char *string, size_t len)
{
	char *copy;

	if (len == SIZE_MAX)
		return NULL;
	copy = cp_arena_alloc(arena, len + 1, 1);
	if (copy != NULL && len > 0)
		memcpy(copy, string, len);
	return copy;
}

char *
cp_arena_strdup(cp_arena *arena, const char *string)
{
	return string != NULL ? cp_arena_strndup(arena, string, strlen(string)) : NULL;
}

char *
cp_arena_printf(cp_arena *arena, const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0) {
		arena->failed = true;
		return NULL;
	}
	text = cp_arena_alloc(arena, (size_t)len + 1, 1);
	if (text == NULL)
		return NULL;
	va_start(args, format);
	vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	return text;
}

bool
cp_arena_failed(const cp_arena *arena)
{
	return arena->failed;
}

void
cp_arena_clear(cp_arena *arena)
{
	while (arena->blocks != NULL) {
		cp_arena_block *next = arena->blocks->next;

		cp_free(arena->blocks);
		arena->blocks = next;
	}
	arena->failed = false;
}
