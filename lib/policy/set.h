/* Inside of a policy set: shared by load.c, resolve.c, route.c and advice.c. */
#ifndef CP_POLICY_SET_H
#define CP_POLICY_SET_H

#include "policy/define.h"
#include "policy/policy.h"
#include "policy/tree.h"

/* A policy of a file, made as soon as the policy that it extends is there. */
typedef struct cp_set_entry {
	const char *name, *extends; /* arena */
	const cp_node *node;
	const char *file, *folder; /* arena */
	bool sets_floor;           /* its file does */
	certpolicy_policy *policy; /* a reference; NULL until it is made */
} cp_set_entry;

typedef struct cp_floor {
	const cp_node *node;     /* the name, for its place; NULL: none for that zone */
	const char *policy_name; /* arena */
	certpolicy_policy *policy; /* lent */
} cp_floor;

#define CP_N_ZONES (CP_ZONE_PUBLIC + 1)

struct cp_policy_set {
	cp_arena arena;
	cp_set_entry *entries; /* owned */
	size_t n_entries, entries_capacity;
	cp_zone_entry *zone_entries; /* owned; their names are the arena's */
	size_t n_zone_entries, zone_entries_capacity;
	cp_zones zones;
	cp_route *routes; /* owned */
	size_t n_routes, routes_capacity;
	const char *floor_file; /* the file that sets the floor; NULL: none */
	cp_floor floors[CP_N_ZONES];
	bool policies_only; /* the floor that a file sets is not in force */
};

/* Makes every policy whose parent is there. */
CP_CHECK_RESULT int
cp_set_make_ready(cp_policy_set *set, certpolicy_error **error);

/* Likewise, and one that cannot be made is an error: an unknown parent, or a cycle. */
CP_CHECK_RESULT int
cp_set_make_all(cp_policy_set *set, certpolicy_error **error);

/* Every name that a policy can go by, NULL-terminated, for hints; arena. NULL without memory. */
const char **
cp_set_names(const cp_policy_set *set, cp_arena *arena);

#endif
