/* A merge sort of rows of one size, in memory while they fit and over a file when they do not. */
#include <config.h>
#include "store/threat_sort.h"
#include "base/error.h"
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Rows of a piece that are at hand while pieces are merged. */
#define HELD 1024u

/* A sorted piece of the file. */
typedef struct piece {
	uint64_t next, end;  /* rows of the file that are still there */
	cp_threat_row *held; /* owned; HELD of them */
	size_t n_held, at;
} piece;

struct cp_threat_sort {
	cp_threat_row *rows; /* owned */
	size_t n, capacity, most;
	char *beside; /* owned; NULL */
	FILE *file;   /* NULL until it is needed */
	uint64_t n_filed;
	piece *pieces; /* owned */
	size_t n_pieces, pieces_capacity;
	bool is_reading;
	size_t at;           /* in memory: the next row */
	cp_threat_row given; /* the last one */
};

cp_threat_sort *
cp_threat_sort_new(size_t most, const char *beside)
{
	cp_threat_sort *sort = cp_calloc(1, sizeof(*sort));

	if (sort == NULL)
		return NULL;
	sort->most = most;
	if (beside == NULL)
		return sort;
	sort->beside = cp_strdup(beside);
	if (sort->beside != NULL)
		return sort;
	cp_free(sort);
	return NULL;
}

void
cp_threat_sort_free(cp_threat_sort *sort)
{
	size_t i;

	if (sort == NULL)
		return;
	for (i = 0; i < sort->n_pieces; i++)
		cp_free(sort->pieces[i].held);
	cp_free(sort->pieces);
	if (sort->file != NULL)
		(void)fclose(sort->file);
	cp_free(sort->beside);
	cp_free(sort->rows);
	cp_free(sort);
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(cp_threat_row));
}

static int
cannot_keep(certpolicy_error **error)
{
	return cp_error_set(error, CERTPOLICY_ERROR_IO, "io.write",
		"rows of threat lists cannot be kept in a file: %s", strerror(errno));
}

/* A file beside the other, its name taken off at once. */
static FILE *
make_file(const char *beside)
{
	static const char ending[] = ".rows-XXXXXX";
	size_t len = strlen(beside);
	char *path = cp_malloc(len + sizeof(ending));
	FILE *file = NULL;
	int number = -1;

	if (path != NULL) {
		memcpy(path, beside, len);
		memcpy(path + len, ending, sizeof(ending));
		number = mkstemp(path);
	}
	if (number >= 0) {
		(void)unlink(path);
		file = fdopen(number, "w+b");
		if (file == NULL)
			(void)close(number);
	}
	cp_free(path);
	return file;
}

static int
put_away(cp_threat_sort *sort, certpolicy_error **error)
{
	piece one = {sort->n_filed, sort->n_filed + sort->n, NULL, 0, 0};

	if (sort->file == NULL)
		sort->file = sort->beside != NULL ? make_file(sort->beside) : tmpfile();
	if (sort->file == NULL)
		return cannot_keep(error);
	if (!cp_grow((void **)&sort->pieces, sort->n_pieces, &sort->pieces_capacity,
		    sizeof(*sort->pieces)))
		return cp_error_no_memory(error);
	qsort(sort->rows, sort->n, sizeof(*sort->rows), compare);
	if (fwrite(sort->rows, sizeof(*sort->rows), sort->n, sort->file) != sort->n)
		return cannot_keep(error);
	sort->pieces[sort->n_pieces++] = one;
	sort->n_filed += sort->n;
	sort->n = 0;
	return CERTPOLICY_OK;
}

int
cp_threat_sort_add(cp_threat_sort *sort, const cp_threat_row *row, certpolicy_error **error)
{
	int status;

	if (sort->n == sort->most) {
		status = put_away(sort, error);
		if (status != CERTPOLICY_OK)
			return status;
	}
	if (!cp_grow((void **)&sort->rows, sort->n, &sort->capacity, sizeof(*sort->rows)))
		return cp_error_no_memory(error);
	sort->rows[sort->n++] = *row;
	return CERTPOLICY_OK;
}

static int
fill(cp_threat_sort *sort, piece *one, certpolicy_error **error)
{
	uint64_t left = one->end - one->next;

	one->at = 0;
	one->n_held = left < HELD ? (size_t)left : HELD;
	if (one->n_held == 0)
		return CERTPOLICY_OK;
	if (fseeko(sort->file, (off_t)(one->next * sizeof(cp_threat_row)), SEEK_SET) != 0 ||
		fread(one->held, sizeof(cp_threat_row), one->n_held, sort->file) != one->n_held)
		return cannot_keep(error);
	one->next += one->n_held;
	return CERTPOLICY_OK;
}

/* What is in memory is one more piece when there are others, else it is all there is. */
static int
begin(cp_threat_sort *sort, certpolicy_error **error)
{
	int status = CERTPOLICY_OK;
	size_t i;

	sort->is_reading = true;
	if (sort->n_pieces == 0) {
		if (sort->n > 1)
			qsort(sort->rows, sort->n, sizeof(*sort->rows), compare);
		return CERTPOLICY_OK;
	}
	status = put_away(sort, error);
	cp_free(sort->rows);
	sort->rows = NULL;
	sort->capacity = 0;
	for (i = 0; i < sort->n_pieces && status == CERTPOLICY_OK; i++) {
		sort->pieces[i].held = cp_malloc(HELD * sizeof(cp_threat_row));
		status = sort->pieces[i].held != NULL ? fill(sort, &sort->pieces[i], error)
						      : cp_error_no_memory(error);
	}
	return status;
}

/* The piece with the lowest row; NULL: all are empty. There are few: one for every `most` rows. */
static piece *
lowest(cp_threat_sort *sort)
{
	piece *found = NULL;
	size_t i;

	for (i = 0; i < sort->n_pieces; i++) {
		piece *one = &sort->pieces[i];

		if (one->at < one->n_held &&
			(found == NULL ||
				compare(&one->held[one->at], &found->held[found->at]) < 0))
			found = one;
	}
	return found;
}

int
cp_threat_sort_next(cp_threat_sort *sort, const cp_threat_row **row, certpolicy_error **error)
{
	int status = sort->is_reading ? CERTPOLICY_OK : begin(sort, error);
	piece *from;

	*row = NULL;
	if (status != CERTPOLICY_OK)
		return status;
	if (sort->n_pieces == 0) {
		if (sort->at < sort->n)
			*row = &sort->rows[sort->at++];
		return CERTPOLICY_OK;
	}
	from = lowest(sort);
	if (from == NULL)
		return CERTPOLICY_OK;
	sort->given = from->held[from->at++];
	*row = &sort->given;
	return from->at == from->n_held ? fill(sort, from, error) : CERTPOLICY_OK;
}
