/* Budgets. */
#include <config.h>
#include "base/budget.h"

#include <string.h>

static const struct {
	const char *name;
	uint64_t fallback;
	const char *origin;
} limits[CP_N_LIMITS] = {
#define CP_LIMIT(NAME, name, fallback, origin) {name, fallback, origin},
#include "base/budget.def"
#undef CP_LIMIT
};

void
cp_budget_init(cp_budget *budget)
{
	size_t i;

	memset(budget, 0, sizeof(*budget));
	for (i = 0; i < CP_N_LIMITS; i++)
		budget->limit[i] = limits[i].fallback;
}

bool
cp_budget_take(cp_budget *budget, cp_limit limit, uint64_t amount)
{
	if (amount > budget->limit[limit] - budget->used[limit]) {
		budget->spent[limit] = true;
		return false;
	}
	budget->used[limit] += amount;
	return true;
}

/* Names of hosts, networks and people are shorter; of what is longer, comparing costs in
 * proportion. */
#define OCTETS_OF_COMPARISON 32u

bool
cp_budget_compare(cp_budget *budget, size_t octets)
{
	return cp_budget_take(budget, CP_LIMIT_NAME_COMPARISONS, 1 + octets / OCTETS_OF_COMPARISON);
}

cp_limit
cp_budget_first_spent(const cp_budget *budget)
{
	size_t i;

	for (i = 0; i < CP_N_LIMITS && !budget->spent[i]; i++)
		continue;
	return (cp_limit)i;
}

cp_limit
cp_limit_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < CP_N_LIMITS && strcmp(limits[i].name, name) != 0; i++)
		continue;
	return (cp_limit)i;
}

const char *
cp_limit_name(cp_limit limit)
{
	return limits[limit].name;
}

uint64_t
cp_limit_default(cp_limit limit)
{
	return limits[limit].fallback;
}

const char *
cp_limit_origin(cp_limit limit)
{
	return limits[limit].origin;
}
