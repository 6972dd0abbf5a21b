/* "Did you mean": the word of a list that is nearest to what was typed. */
#ifndef CLI_NEAREST_H
#define CLI_NEAREST_H

#include <stddef.h>

/* The word of the NULL-terminated list that is nearest to `word` by edits; NULL when none is near.
 */
const char *
cli_nearest(const char *word, size_t word_len, const char *const *words);

#endif
