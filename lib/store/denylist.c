/* Denylists: digests in one sorted array, each with the file that lists it. */
#include <config.h>
#include "store/denylist.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/lines.h"
#include "x509/input.h"

#include <stdlib.h>

#define DIGEST_LEN 32u

/* A million digests; the largest published lists have some thousands. */
#define FILE_MAX ((size_t)64 << 20)

typedef struct listed {
	uint8_t sha256[DIGEST_LEN];
	size_t source; /* index of sources */
} listed;

struct cp_denylist {
	listed *rows; /* sorted once frozen */
	size_t n, capacity;
	char **sources; /* owned */
	size_t n_sources, sources_capacity;
};

cp_denylist *
cp_denylist_new(void)
{
	return cp_calloc(1, sizeof(cp_denylist));
}

void
cp_denylist_free(cp_denylist *list)
{
	size_t i;

	if (list == NULL)
		return;
	for (i = 0; i < list->n_sources; i++)
		cp_free(list->sources[i]);
	cp_free(list->sources);
	cp_free(list->rows);
	cp_free(list);
}

static bool
add_source(cp_denylist *list, const char *path)
{
	char *copy = cp_strdup(path);

	if (copy == NULL || !cp_grow((void **)&list->sources, list->n_sources,
				    &list->sources_capacity, sizeof(char *))) {
		cp_free(copy);
		return false;
	}
	list->sources[list->n_sources++] = copy;
	return true;
}

static int
add_lines(cp_denylist *list, cp_bytes text, const char *path, certpolicy_error **error)
{
	size_t number = 0;
	cp_bytes line;

	cp_lines_begin(&text);
	while (cp_lines_next(&text, &line)) {
		number++;
		if (line.len == 0)
			continue;
		if (!cp_grow((void **)&list->rows, list->n, &list->capacity, sizeof(listed)))
			return cp_error_no_memory(error);
		if (line.len != 2 * DIGEST_LEN ||
			!cp_hex_decode(line, list->rows[list->n].sha256)) {
			(void)cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.denylist",
				"this is no SHA-256 digest of 64 hexadecimal digits");
			cp_error_set_place(error, path, number, 0);
			return CERTPOLICY_ERROR_BAD_INPUT;
		}
		list->rows[list->n++].source = list->n_sources - 1;
	}
	return CERTPOLICY_OK;
}

int
cp_denylist_add_file(cp_denylist *list, const char *path, certpolicy_error **error)
{
	size_t n_before = list->n;
	cp_bytes text;
	int status = cp_input_read_file(path, FILE_MAX, &text, error);

	if (status != CERTPOLICY_OK)
		return status;
	if (add_source(list, path))
		status = add_lines(list, text, path, error);
	else
		status = cp_error_no_memory(error);
	/* A source without rows may stay; rows of half a file may not. */
	if (status != CERTPOLICY_OK)
		list->n = n_before;
	cp_free((void *)(uintptr_t)text.data);
	return status;
}

/* By digest, then by source: the file that was given first is named. */
static int
by_digest(const void *a, const void *b)
{
	const listed *x = a, *y = b;
	int order = memcmp(x->sha256, y->sha256, DIGEST_LEN);

	return order != 0 ? order : (x->source > y->source) - (x->source < y->source);
}

int
cp_denylist_freeze(cp_denylist *list)
{
	if (list->n > 1)
		qsort(list->rows, list->n, sizeof(listed), by_digest);
	return CERTPOLICY_OK;
}

const char *
cp_denylist_find(const cp_denylist *list, const uint8_t sha256[32])
{
	size_t low = 0, high = list->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(list->rows[middle].sha256, sha256, DIGEST_LEN) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == list->n || memcmp(list->rows[low].sha256, sha256, DIGEST_LEN) != 0)
		return NULL;
	return list->sources[list->rows[low].source];
}
