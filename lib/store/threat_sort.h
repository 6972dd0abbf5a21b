/*
 * Rows of threat lists put in order in bounded memory: what does not fit is kept in a file, sorted
 * piece by piece, and merged at the end.
 */
#ifndef CP_STORE_THREAT_SORT_H
#define CP_STORE_THREAT_SORT_H

#include "store/threat_index.h"

/* Rows are sorted by section, key and then note, which is the order of the lists. */
typedef struct cp_threat_row {
	uint8_t section;
	uint8_t key[CP_THREAT_KEY_MAX]; /* zeros behind a shorter one */
	uint8_t note[4];                /* its place, the highest octet first */
} cp_threat_row;

typedef struct cp_threat_sort cp_threat_sort;

/* `most` rows are kept in memory. Beyond them a file is made beside `beside`, or wherever the
 * system keeps such files when it is NULL; nobody else sees it. */
CP_CHECK_RESULT cp_threat_sort *
cp_threat_sort_new(size_t most, const char *beside);
void
cp_threat_sort_free(cp_threat_sort *sort);

CP_CHECK_RESULT int
cp_threat_sort_add(cp_threat_sort *sort, const cp_threat_row *row, certpolicy_error **error);

/* The next row in order; *row is NULL at the end. After the first call nothing is added. */
CP_CHECK_RESULT int
cp_threat_sort_next(cp_threat_sort *sort, const cp_threat_row **row, certpolicy_error **error);

#endif
