/* Budgets: what one judgement may spend, each limit with its origin, in one table (budget.def). */
#ifndef CP_BASE_BUDGET_H
#define CP_BASE_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum cp_limit {
#define CP_LIMIT(NAME, name, fallback, origin) CP_LIMIT_##NAME,
#include "base/budget.def"
#undef CP_LIMIT
	CP_N_LIMITS
} cp_limit;

typedef struct cp_budget {
	uint64_t limit[CP_N_LIMITS];
	uint64_t used[CP_N_LIMITS];
	bool spent[CP_N_LIMITS]; /* something was left undone for want of it */
} cp_budget;

/* Every limit at its default, nothing used. */
void
cp_budget_init(cp_budget *budget);

/* Takes `amount` if the limit allows it; else marks the limit as spent and takes nothing. */
bool
cp_budget_take(cp_budget *budget, cp_limit limit, uint64_t amount);

/* Takes a comparison of two names that have so many octets together from NAME_COMPARISONS. */
bool
cp_budget_compare(cp_budget *budget, size_t octets);

/* The first limit that was spent, or CP_N_LIMITS. */
cp_limit
cp_budget_first_spent(const cp_budget *budget);

/* CP_N_LIMITS for a name that nobody bears. */
cp_limit
cp_limit_by_name(const char *name);
const char *
cp_limit_name(cp_limit limit);
uint64_t
cp_limit_default(cp_limit limit);
const char *
cp_limit_origin(cp_limit limit);

#endif
