/* The distance between words by Levenshtein, one row at a time. */
#include <config.h>
#include "nearest.h"

#include <string.h>

/* Longer words are near to nothing. */
#define LONGEST_WORD 63

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* How many insertions, removals and replacements turn one word into the other. */
static size_t
edits(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t row[LONGEST_WORD + 1];
	size_t i, j, diagonal, above;

	for (j = 0; j <= b_len; j++)
		row[j] = j;
	for (i = 1; i <= a_len; i++) {
		diagonal = row[0];
		row[0] = i;
		for (j = 1; j <= b_len; j++) {
			above = row[j];
			row[j] =
				least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[b_len];
}

const char *
cli_nearest(const char *word, size_t word_len, const char *const *words)
{
	const char *best = NULL;
	size_t best_distance = word_len / 3 + 1;
	size_t i, len, distance;

	if (word_len == 0 || word_len > LONGEST_WORD)
		return NULL;
	for (i = 0; words[i] != NULL; i++) {
		len = strlen(words[i]);
		if (len > LONGEST_WORD)
			continue;
		distance = edits(word, word_len, words[i], len);
		if (distance <= best_distance && (best == NULL || distance < best_distance)) {
			best = words[i];
			best_distance = distance;
		}
	}
	return best;
}
