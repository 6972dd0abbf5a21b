/* Allocation with checked sizes, and the switch by which tests make it fail. */
#include <config.h>
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Only tests write these, and only while one thread runs. */
static bool failing_enabled;
static bool failing_for_ever;
static long failing_after;
static long n_allocations;

static bool
must_fail(void)
{
	if (!failing_enabled)
		return false;
	n_allocations++;
	if (failing_after < 0)
		return false;
	return failing_for_ever ? n_allocations > failing_after
				: n_allocations == failing_after + 1;
}

void
cp_mem_fail_after(long allow, bool for_ever)
{
	failing_enabled = true;
	failing_for_ever = for_ever;
	failing_after = allow;
	n_allocations = 0;
}

long
cp_mem_count(void)
{
	return n_allocations;
}

void *
cp_malloc(size_t size)
{
	return must_fail() ? NULL : malloc(size > 0 ? size : 1);
}

void *
cp_calloc(size_t n, size_t size)
{
	if (must_fail())
		return NULL;
	return n > 0 && size > 0 ? calloc(n, size) : calloc(1, 1);
}

void *
cp_realloc(void *block, size_t n, size_t size)
{
	size_t total;

	if (!cp_size_mul(n, size, &total) || must_fail())
		return NULL;
	return realloc(block, total > 0 ? total : 1);
}

char *
cp_strdup(const char *string)
{
	return cp_strndup(string, strlen(string));
}

char *
cp_strndup(const char *string, size_t len)
{
	size_t size;
	char *copy;

	if (!cp_size_add(len, 1, &size))
		return NULL;
	copy = cp_malloc(size);
	if (copy == NULL)
		return NULL;
	memcpy(copy, string, len);
	copy[len] = '\0';
	return copy;
}

void *
cp_memdup(const void *data, size_t len)
{
	void *copy = cp_malloc(len);

	if (copy != NULL && len > 0)
		memcpy(copy, data, len);
	return copy;
}

void
cp_free(void *block)
{
	free(block);
}

bool
cp_bytes_replace(cp_bytes *owned, cp_bytes with)
{
	uint8_t *copy = cp_memdup(with.data, with.len);

	if (copy == NULL)
		return false;
	cp_bytes_clear(owned);
	*owned = cp_bytes_of(copy, with.len);
	return true;
}

void
cp_bytes_clear(cp_bytes *owned)
{
	cp_free((void *)(uintptr_t)owned->data);
	*owned = CP_BYTES_NONE;
}

bool
cp_size_add(size_t a, size_t b, size_t *out)
{
	if (a > SIZE_MAX - b)
		return false;
	*out = a + b;
	return true;
}

bool
cp_size_mul(size_t a, size_t b, size_t *out)
{
	if (b != 0 && a > SIZE_MAX / b)
		return false;
	*out = a * b;
	return true;
}

bool
cp_grow(void **array, size_t n, size_t *capacity, size_t size)
{
	size_t wanted;
	void *grown;

	if (n < *capacity)
		return true;
	if (!cp_size_mul(*capacity, 2, &wanted))
		return false;
	if (wanted < 8)
		wanted = 8;
	grown = cp_realloc(*array, wanted, size);
	if (grown == NULL)
		return false;
	*array = grown;
	*capacity = wanted;
	return true;
}

void
cp_invariant_failed(const char *what, const char *file, int line)
{
	fprintf(stderr, "libcertpolicy: invariant broken: %s (%s:%d)\n", what, file, line);
	abort();
}
