/*
 * An arena: many small allocations of one judgement, released together.
 *
 * Failure is sticky: after one, every allocation answers NULL, and whoever owns the arena asks
 * cp_arena_failed() once before using what was built in it.
 */
#ifndef CP_BASE_ARENA_H
#define CP_BASE_ARENA_H

#include "base/bytes.h"
#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct cp_arena_block cp_arena_block;

typedef struct cp_arena {
	cp_arena_block *blocks; /* newest first, owned */
	bool failed;
} cp_arena;

/* An arena needs no set-up beyond zeroing. */
#define CP_ARENA_EMPTY {NULL, false}

/* Zeroed and aligned for any type, or NULL; also when n * size overflows. */
void *
cp_arena_alloc(cp_arena *arena, size_t n, size_t size);

/* NUL-terminated copies. NULL stays NULL; of no octets: the empty string. */
char *
cp_arena_strdup(cp_arena *arena, const char *string);
char *
cp_arena_strndup(cp_arena *arena, const char *string, size_t len);
char *
cp_arena_printf(cp_arena *arena, const char *format, ...) CP_PRINTF(2, 3);

bool
cp_arena_failed(const cp_arena *arena);

/* Releases everything; the arena is empty again and may be used. */
void
cp_arena_clear(cp_arena *arena);

#endif
