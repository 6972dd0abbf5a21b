/* Advice on policy files that are valid: what is likely not meant, or will hurt later. */
#ifndef CP_POLICY_ADVICE_H
#define CP_POLICY_ADVICE_H

#include "policy/policy.h"

typedef struct cp_advice_row {
	const char *message; /* arena */
	size_t line, column;
} cp_advice_row;

typedef struct cp_policy_advice {
	cp_arena arena;
	cp_advice_row *rows; /* arena; in the order of the file */
	size_t n_rows, capacity;
} cp_policy_advice;

/*
 * Reads a file on its own, routes and floor too, and says what could be better at the instant `now`.
 * The file's mistakes are errors. Zero `advice` before, clear its arena afterwards.
 */
CP_CHECK_RESULT int
cp_policy_advise_file(const char *path, int64_t now, cp_policy_advice *advice,
	certpolicy_error **error);

#endif
