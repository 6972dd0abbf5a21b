/*
 * All allocation of the library. Sizes are checked for overflow; a test can make the n-th
 * allocation fail.
 */
#ifndef CP_BASE_MEM_H
#define CP_BASE_MEM_H

#include "base/bytes.h"
#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Uninitialised, or NULL. A size of 0 gives a pointer that can be freed. */
CP_CHECK_RESULT void *
cp_malloc(size_t size);

/* Zeroed, or NULL, also when n * size overflows. */
CP_CHECK_RESULT void *
cp_calloc(size_t n, size_t size);

/* Grows or shrinks to n * size; on failure the old block stands. */
CP_CHECK_RESULT void *
cp_realloc(void *block, size_t n, size_t size);

CP_CHECK_RESULT char *
cp_strdup(const char *string);
CP_CHECK_RESULT char *
cp_strndup(const char *string, size_t len);
CP_CHECK_RESULT void *
cp_memdup(const void *data, size_t len);

void
cp_free(void *block);

/* Octets that their holder owns: a copy in the place of what was there; on failure that stands. */
CP_CHECK_RESULT bool
cp_bytes_replace(cp_bytes *owned, cp_bytes with);
void
cp_bytes_clear(cp_bytes *owned);

/* False, and *out untouched, on overflow. */
CP_CHECK_RESULT bool
cp_size_add(size_t a, size_t b, size_t *out);
CP_CHECK_RESULT bool
cp_size_mul(size_t a, size_t b, size_t *out);

/*
 * Makes room for one more element in a growing array: *array has room for *capacity elements of
 * `size` octets and holds n. Doubles; false without memory, and then nothing changed.
 */
CP_CHECK_RESULT bool
cp_grow(void **array, size_t n, size_t *capacity, size_t size);

/*
 * Tests only: the allocation after `allow` more of them fails, and every one after it as well when
 * `for_ever`. A negative number switches this off. Not for concurrent use.
 */
void
cp_mem_fail_after(long allow, bool for_ever);
/* Tests only: how many allocations were made since the last cp_mem_fail_after. */
long
cp_mem_count(void);

#endif
