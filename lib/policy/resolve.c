/*
 * What names in policy files mean: which policy extends which, to which one a route leads. Policies
 * are made here, parents first.
 */
#include <config.h>
#include "policy/set.h"
#include "base/error.h"
#include "base/text.h"

const char **
cp_set_names(const cp_policy_set *set, cp_arena *arena)
{
	size_t n = set != NULL ? set->n_entries : 0, i;
	const char **names = cp_arena_alloc(arena, CP_N_BUILTINS + n + 1, sizeof(*names));

	if (names == NULL)
		return NULL;
	for (i = 0; i < CP_N_BUILTINS; i++)
		names[i] = cp_builtin_name((cp_builtin)i);
	for (i = 0; i < n; i++)
		names[CP_N_BUILTINS + i] = set->entries[i].name;
	return names;
}

/* Lent. */
static certpolicy_policy *
find_policy(const cp_policy_set *set, const char *name)
{
	cp_builtin builtin = cp_builtin_by_name(name);
	size_t i;

	if (builtin != CP_N_BUILTINS)
		return cp_policy_builtin(builtin);
	for (i = 0; set != NULL && i < set->n_entries; i++) {
		if (strcmp(set->entries[i].name, name) == 0)
			return set->entries[i].policy;
	}
	return NULL;
}

certpolicy_policy *
cp_policy_set_find(const cp_policy_set *set, const char *name)
{
	return certpolicy_policy_ref(find_policy(set, name));
}

int
cp_policy_set_look_up(const cp_policy_set *set, const char *name, certpolicy_policy **policy,
	certpolicy_error **error)
{
	cp_arena arena = CP_ARENA_EMPTY;
	const char **names, *nearest;

	*policy = cp_policy_set_find(set, name);
	if (*policy != NULL)
		return CERTPOLICY_OK;
	if (cp_builtin_by_name(name) != CP_N_BUILTINS)
		return cp_error_no_memory(error);
	names = cp_set_names(set, &arena);
	nearest = names != NULL ? cp_text_nearest(name, names) : NULL;
	cp_error_set(error, CERTPOLICY_ERROR_NOT_FOUND, "policy.unknown-name",
		"no policy is named \"%s\"%s%s%s", name, nearest != NULL ? "; did you mean \"" : "",
		nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
	cp_arena_clear(&arena);
	return CERTPOLICY_ERROR_NOT_FOUND;
}

const char *
cp_policy_set_name(const cp_policy_set *set, size_t index)
{
	return index < set->n_entries ? set->entries[index].name : NULL;
}

const cp_zones *
cp_policy_set_zones(const cp_policy_set *set)
{
	return &set->zones;
}

static int
unknown_policy(
	const cp_policy_set *set, const cp_reader *reader, const cp_node *node, const char *name)
{
	const char **names = cp_set_names(set, reader->arena);

	if (names == NULL)
		return cp_error_no_memory(reader->error);
	return cp_node_error(reader, node, "policy.unknown-name", "no policy is named \"%s\"%s",
		name, cp_node_hint(reader, name, names));
}

static cp_reader
reader_of(cp_policy_set *set, const cp_set_entry *entry, certpolicy_error **error)
{
	cp_reader reader = {&set->arena, entry->file, entry->folder, error};

	return reader;
}

/* Makes those whose parent is there; *n_made counts them. */
static int
make_round(cp_policy_set *set, size_t *n_made, certpolicy_error **error)
{
	size_t i;
	int status = CERTPOLICY_OK;

	*n_made = 0;
	for (i = 0; i < set->n_entries && status == CERTPOLICY_OK; i++) {
		cp_set_entry *entry = &set->entries[i];
		certpolicy_policy *parent;
		cp_reader reader = reader_of(set, entry, error);

		if (entry->policy != NULL)
			continue;
		parent = find_policy(set, entry->extends);
		if (parent == NULL)
			continue;
		status = cp_define_policy(&reader, entry->name, entry->node, parent,
			entry->sets_floor, &entry->policy);
		(*n_made)++;
	}
	return status;
}

int
cp_set_make_ready(cp_policy_set *set, certpolicy_error **error)
{
	size_t n_made;
	int status;

	do {
		status = make_round(set, &n_made, error);
	} while (status == CERTPOLICY_OK && n_made > 0);
	return status;
}

static const cp_set_entry *
parent_entry(const cp_policy_set *set, const cp_set_entry *entry)
{
	size_t i;

	for (i = 0; i < set->n_entries; i++) {
		if (strcmp(set->entries[i].name, entry->extends) == 0)
			return &set->entries[i];
	}
	return NULL;
}

/* After as many steps as there are policies one is inside the cycle. */
static int
cycle_error(cp_policy_set *set, const cp_set_entry *entry, certpolicy_error **error)
{
	cp_reader reader;
	size_t i;

	for (i = 0; i < set->n_entries; i++)
		entry = parent_entry(set, entry);
	reader = reader_of(set, entry, error);
	return cp_node_error(&reader, cp_node_find(entry->node, "extends"), "policy.cycle",
		"\"%s\" extends itself, by way of \"%s\"", entry->name, entry->extends);
}

int
cp_set_make_all(cp_policy_set *set, certpolicy_error **error)
{
	const cp_set_entry *waiting = NULL;
	size_t i;
	int status = cp_set_make_ready(set, error);

	for (i = 0; i < set->n_entries && status == CERTPOLICY_OK; i++) {
		const cp_set_entry *entry = &set->entries[i];
		cp_reader reader = reader_of(set, entry, error);

		if (entry->policy != NULL)
			continue;
		waiting = entry;
		if (parent_entry(set, entry) == NULL)
			return unknown_policy(
				set, &reader, cp_node_find(entry->node, "extends"), entry->extends);
	}
	return status == CERTPOLICY_OK && waiting != NULL ? cycle_error(set, waiting, error)
							  : status;
}

/* A name at a place without a node of its own any more. */
static int
resolve_route(cp_policy_set *set, cp_route *route, certpolicy_error **error)
{
	cp_reader reader = {&set->arena, route->place.source, "", error};
	cp_node node = {0};

	route->policy = find_policy(set, route->policy_name);
	if (route->policy != NULL)
		return CERTPOLICY_OK;
	node.line = route->place.line;
	node.column = route->place.column;
	return unknown_policy(set, &reader, &node, route->policy_name);
}

static int
resolve_floor(cp_policy_set *set, cp_floor *floor, certpolicy_error **error)
{
	cp_reader reader = {&set->arena, set->floor_file, "", error};

	if (floor->node == NULL)
		return CERTPOLICY_OK;
	floor->policy = find_policy(set, floor->policy_name);
	return floor->policy != NULL
		       ? CERTPOLICY_OK
		       : unknown_policy(set, &reader, floor->node, floor->policy_name);
}

int
cp_policy_set_resolve(cp_policy_set *set, certpolicy_error **error)
{
	size_t i;
	int status = cp_set_make_all(set, error);

	for (i = 0; i < set->n_routes && status == CERTPOLICY_OK; i++)
		status = resolve_route(set, &set->routes[i], error);
	for (i = 0; i < CP_N_ZONES && status == CERTPOLICY_OK; i++)
		status = resolve_floor(set, &set->floors[i], error);
	set->arena.failed = false;
	return status;
}

/* The entry of that name, or the only one. */
static int
choose_entry(const cp_policy_set *set, const char *path, const char *name,
	const cp_set_entry **chosen, certpolicy_error **error)
{
	size_t i;

	for (i = 0; i < set->n_entries; i++) {
		if (name == NULL ? set->n_entries == 1 : strcmp(set->entries[i].name, name) == 0) {
			*chosen = &set->entries[i];
			return CERTPOLICY_OK;
		}
	}
	if (name == NULL)
		cp_error_set(error, CERTPOLICY_ERROR_NOT_FOUND, "policy.unknown-name",
			"the file holds %zu policies: name one of them", set->n_entries);
	else
		cp_error_set(error, CERTPOLICY_ERROR_NOT_FOUND, "policy.unknown-name",
			"the file holds no policy named \"%s\"", name);
	cp_error_set_place(error, path, 0, 0);
	return CERTPOLICY_ERROR_NOT_FOUND;
}

int
cp_policy_load_one(
	const char *path, const char *name, certpolicy_policy **policy, certpolicy_error **error)
{
	cp_policy_set *set = cp_policy_set_new();
	const cp_set_entry *chosen = NULL;
	int status;

	if (set == NULL)
		return cp_error_no_memory(error);
	set->policies_only = true;
	status = cp_policy_set_add_file(set, path, error);
	if (status == CERTPOLICY_OK)
		status = cp_set_make_all(set, error);
	if (status == CERTPOLICY_OK)
		status = choose_entry(set, path, name, &chosen, error);
	if (status == CERTPOLICY_OK)
		*policy = certpolicy_policy_ref(chosen->policy);
	cp_policy_set_free(set);
	return status;
}

int
cp_policy_from_inline(const cp_policy_set *set, cp_bytes object, certpolicy_policy **policy,
	certpolicy_error **error)
{
	cp_arena arena = CP_ARENA_EMPTY;
	cp_reader reader = {&arena, NULL, "", error};
	cp_node *root = NULL;
	const char *extends = NULL;
	certpolicy_policy *parent;
	int status = cp_tree_from_json(&reader, object, "policy", &root);

	if (status == CERTPOLICY_OK)
		status = cp_define_extends(&reader, root, &extends);
	if (status == CERTPOLICY_OK) {
		parent = find_policy(set, extends);
		status = parent != NULL
				 ? cp_define_policy(&reader, "inline", root, parent, false, policy)
				 : unknown_policy(
					   set, &reader, cp_node_find(root, "extends"), extends);
	}
	cp_arena_clear(&arena);
	return status;
}
