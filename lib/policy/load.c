/*
 * Policy files: their text into a set of policies, zones, routes and floor. Nothing of a file is
 * taken when something in it is wrong. What names mean is settled in resolve.c.
 */
#include <config.h>
#include "policy/set.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "x509/input.h"

#define MOST_POLICIES 1000u
#define MOST_ROUTES 10000u
#define MOST_ZONE_ENTRIES 10000u
#define LONGEST_POLICY_NAME 64u

cp_policy_set *
cp_policy_set_new(void)
{
	return cp_calloc(1, sizeof(cp_policy_set));
}

void
cp_policy_set_free(cp_policy_set *set)
{
	size_t i;

	if (set == NULL)
		return;
	for (i = 0; i < set->n_entries; i++)
		certpolicy_policy_free(set->entries[i].policy);
	cp_free(set->entries);
	cp_free(set->zone_entries);
	cp_free(set->routes);
	cp_arena_clear(&set->arena);
	cp_free(set);
}

static bool
is_policy_name(const char *name)
{
	size_t i;

	for (i = 0; name[i] != '\0'; i++) {
		uint8_t c = (uint8_t)name[i];

		if (!cp_ascii_is_letter(c) && !cp_ascii_is_digit(c) && c != '-' && c != '_' &&
			c != '.')
			return false;
	}
	return i > 0 && i <= LONGEST_POLICY_NAME;
}

static const cp_set_entry *
find_entry(const cp_policy_set *set, const char *name)
{
	size_t i;

	for (i = 0; i < set->n_entries; i++) {
		if (strcmp(set->entries[i].name, name) == 0)
			return &set->entries[i];
	}
	return NULL;
}

static int
check_new_name(const cp_policy_set *set, const cp_reader *reader, const cp_node *node)
{
	const cp_set_entry *there;

	if (!is_policy_name(node->key))
		return cp_node_key_error(reader, node, "policy.bad-value",
			"\"%s\" is no name for a policy: letters, digits, hyphens, dots and "
			"underscores, at most %u",
			node->key, LONGEST_POLICY_NAME);
	if (cp_builtin_by_name(node->key) != CP_N_BUILTINS)
		return cp_node_key_error(reader, node, "policy.redefined",
			"\"%s\" is built in and cannot be given a new meaning", node->key);
	there = find_entry(set, node->key);
	if (there != NULL)
		return cp_node_key_error(reader, node, "policy.redefined",
			"\"%s\" is defined already, in %s line %zu", node->key, there->file,
			there->node->key_line);
	if (set->n_entries >= MOST_POLICIES)
		return cp_node_key_error(
			reader, node, "policy.too-large", "more than %u policies", MOST_POLICIES);
	return CERTPOLICY_OK;
}

static int
load_policies(cp_policy_set *set, const cp_reader *reader, const cp_node *policies, bool sets_floor)
{
	const cp_node *node;
	int status = cp_node_mapping(reader, policies, NULL);

	if (status != CERTPOLICY_OK)
		return status;
	for (node = policies->first; node != NULL; node = node->next) {
		cp_set_entry entry = {
			node->key, NULL, node, reader->file, reader->folder, sets_floor, NULL};

		status = check_new_name(set, reader, node);
		if (status == CERTPOLICY_OK)
			status = cp_define_extends(reader, node, &entry.extends);
		if (status != CERTPOLICY_OK)
			return status;
		if (!cp_grow((void **)&set->entries, set->n_entries, &set->entries_capacity,
			    sizeof(entry)))
			return cp_error_no_memory(reader->error);
		set->entries[set->n_entries++] = entry;
	}
	return CERTPOLICY_OK;
}

static const char *const near_zones[] = {"development", "internal", "dmz", NULL};

static int
load_zone(cp_policy_set *set, const cp_reader *reader, const cp_node *list)
{
	cp_zone_entry entry;
	const cp_node *node;
	int status = cp_node_sequence(reader, list);

	if (status != CERTPOLICY_OK)
		return status;
	CP_INVARIANT(cp_zone_by_name(cp_bytes_of_string(list->key), &entry.zone));
	for (node = list->first; node != NULL; node = node->next) {
		status = cp_define_scope_entry(reader, node, &entry.entry);
		if (status != CERTPOLICY_OK)
			return status;
		if (set->n_zone_entries >= MOST_ZONE_ENTRIES)
			return cp_node_error(reader, node, "policy.too-large",
				"more than %u entries of zones", MOST_ZONE_ENTRIES);
		if (!cp_grow((void **)&set->zone_entries, set->n_zone_entries,
			    &set->zone_entries_capacity, sizeof(entry)))
			return cp_error_no_memory(reader->error);
		set->zone_entries[set->n_zone_entries++] = entry;
	}
	return CERTPOLICY_OK;
}

static int
load_zones(cp_policy_set *set, const cp_reader *reader, const cp_node *zones)
{
	const cp_node *node;
	int status = cp_node_mapping(reader, zones, near_zones);

	for (node = zones->first; status == CERTPOLICY_OK && node != NULL; node = node->next)
		status = load_zone(set, reader, node);
	return status;
}

static int
read_zone_name(const cp_reader *reader, const cp_node *node, cp_zone *zone)
{
	static const char *const words[] = {"development", "internal", "dmz", "public", NULL};
	const char *text;
	int status = cp_node_string(reader, node, &text);

	if (status == CERTPOLICY_OK && !cp_zone_by_name(cp_bytes_of_string(text), zone))
		return cp_node_error(reader, node, "policy.bad-value",
			"\"%s\" is no zone (development, internal, dmz, public)%s", text,
			cp_node_hint(reader, text, words));
	return status;
}

static int
read_route(const cp_reader *reader, const cp_node *node, cp_route *route)
{
	static const char *const keys[] = {"peer", "zone", "policy", NULL};
	const cp_node *child;
	int status = cp_node_mapping(reader, node, keys);

	if (status != CERTPOLICY_OK)
		return status;
	route->place.source = reader->file;
	route->place.line = node->line;
	route->place.column = node->column;
	child = cp_node_find(node, "peer");
	route->has_peer = child != NULL;
	if (child != NULL)
		status = cp_define_scope_entry(reader, child, &route->peer);
	child = cp_node_find(node, "zone");
	route->has_zone = child != NULL;
	if (status == CERTPOLICY_OK && child != NULL)
		status = read_zone_name(reader, child, &route->zone);
	child = cp_node_find(node, "policy");
	if (status == CERTPOLICY_OK && child == NULL)
		return cp_node_error(
			reader, node, "policy.missing-key", "a route needs \"policy\": a name");
	if (status == CERTPOLICY_OK) {
		route->place.line = child->line;
		route->place.column = child->column;
		status = cp_node_string(reader, child, &route->policy_name);
	}
	return status;
}

static int
load_routes(cp_policy_set *set, const cp_reader *reader, const cp_node *routes)
{
	const cp_node *node;
	int status = cp_node_sequence(reader, routes);

	for (node = routes->first; status == CERTPOLICY_OK && node != NULL; node = node->next) {
		cp_route route = {0};

		status = read_route(reader, node, &route);
		if (status != CERTPOLICY_OK)
			return status;
		if (set->n_routes >= MOST_ROUTES)
			return cp_node_error(reader, node, "policy.too-large",
				"more than %u routes", MOST_ROUTES);
		if (!cp_grow((void **)&set->routes, set->n_routes, &set->routes_capacity,
			    sizeof(route)))
			return cp_error_no_memory(reader->error);
		set->routes[set->n_routes++] = route;
	}
	return status;
}

static int
read_floor(const cp_reader *reader, const cp_node *node, cp_floor *floor)
{
	floor->node = node;
	return cp_node_string(reader, node, &floor->policy_name);
}

static int
load_floor(cp_policy_set *set, const cp_reader *reader, const cp_node *floor)
{
	static const char *const keys[] = {"development", "internal", "dmz", "public", NULL};
	const cp_node *node;
	size_t i;
	int status = CERTPOLICY_OK;

	if (set->floor_file != NULL)
		return cp_node_key_error(reader, floor, "policy.redefined",
			"the floor is set already, in %s", set->floor_file);
	if (floor->kind == CP_NODE_MAPPING)
		status = cp_node_mapping(reader, floor, keys);
	for (i = 0; i < CP_N_ZONES && status == CERTPOLICY_OK; i++) {
		node = floor->kind == CP_NODE_MAPPING ? cp_node_find(floor, keys[i]) : floor;
		if (node != NULL)
			status = read_floor(reader, node, &set->floors[i]);
	}
	if (status == CERTPOLICY_OK)
		set->floor_file = reader->file;
	return status;
}

static int
check_version(const cp_reader *reader, const cp_node *root)
{
	const cp_node *node = cp_node_find(root, "version");
	int64_t version;

	if (node == NULL)
		return cp_node_error(
			reader, root, "policy.missing-key", "the file needs \"version: 1\"");
	return cp_node_integer(reader, node, 1, 1, &version);
}

static int
load_tree(cp_policy_set *set, const cp_reader *reader, const cp_node *root)
{
	static const char *const keys[] = {"version", "policies", "zones", "routes", "floor", NULL};
	const cp_node *policies, *zones, *routes, *floor;
	int status = cp_node_mapping(reader, root, keys);

	if (status == CERTPOLICY_OK)
		status = check_version(reader, root);
	if (status != CERTPOLICY_OK)
		return status;
	policies = cp_node_find(root, "policies");
	zones = cp_node_find(root, "zones");
	routes = cp_node_find(root, "routes");
	floor = cp_node_find(root, "floor");
	if (policies != NULL)
		status = load_policies(set, reader, policies, floor != NULL && !set->policies_only);
	if (status == CERTPOLICY_OK && zones != NULL)
		status = load_zones(set, reader, zones);
	if (status == CERTPOLICY_OK && routes != NULL)
		status = load_routes(set, reader, routes);
	if (status == CERTPOLICY_OK && floor != NULL)
		status = load_floor(set, reader, floor);
	return status == CERTPOLICY_OK ? cp_set_make_ready(set, reader->error) : status;
}

/* Puts the set back to what `before` says; policies that were made since are made no more. */
static void
take_back(cp_policy_set *set, const cp_policy_set *before, const bool *was_made)
{
	size_t i;

	for (i = 0; i < set->n_entries; i++) {
		if (i < before->n_entries && was_made[i])
			continue;
		certpolicy_policy_free(set->entries[i].policy);
		set->entries[i].policy = NULL;
	}
	set->n_entries = before->n_entries;
	set->n_zone_entries = before->n_zone_entries;
	set->n_routes = before->n_routes;
	set->floor_file = before->floor_file;
	memcpy(set->floors, before->floors, sizeof(set->floors));
}

int
cp_policy_set_add_text(
	cp_policy_set *set, cp_bytes text, const char *file, certpolicy_error **error)
{
	cp_policy_set before = *set;
	cp_reader reader = {&set->arena, cp_arena_strdup(&set->arena, file), "", error};
	const char *slash = strrchr(file, '/');
	bool *was_made = cp_arena_alloc(&set->arena, set->n_entries + 1, sizeof(*was_made));
	cp_node *root = NULL;
	size_t i;
	int status;

	if (slash != NULL)
		reader.folder = cp_arena_strndup(&set->arena, file, (size_t)(slash - file) + 1);
	if (cp_arena_failed(&set->arena))
		return cp_error_no_memory(error);
	for (i = 0; i < set->n_entries; i++)
		was_made[i] = set->entries[i].policy != NULL;
	status = cp_tree_from_yaml(&reader, text, &root);
	if (status == CERTPOLICY_OK)
		status = load_tree(set, &reader, root);
	if (status == CERTPOLICY_OK && cp_arena_failed(&set->arena))
		status = cp_error_no_memory(error);
	if (status != CERTPOLICY_OK)
		take_back(set, &before, was_made);
	/* A failure of the arena is the failure of this file only. */
	set->arena.failed = false;
	set->zones.entries = set->zone_entries;
	set->zones.n_entries = set->n_zone_entries;
	return status;
}

int
cp_policy_set_add_file(cp_policy_set *set, const char *path, certpolicy_error **error)
{
	cp_bytes text = CP_BYTES_NONE;
	int status = cp_input_read_file(path, CP_TREE_LARGEST_FILE + 1, &text, error);

	if (status != CERTPOLICY_OK)
		return status;
	status = cp_policy_set_add_text(set, text, path, error);
	cp_bytes_clear(&text);
	return status;
}
