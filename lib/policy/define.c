/*
 * One policy out of its tree: what it extends, its limits, its certificate policies. Rules are read
 * in define_rules.c, pins, protected names and waivers in define_lists.c, anchors in
 * define_anchors.c, revocation lists in define_crls.c, a list of logs in define_ct_logs.c.
 */
#include <config.h>
#include "policy/define.h"
#include "asn1/oid.h"
#include "base/error.h"
#include "base/mem.h"

static const char *const policy_keys[] = {"extends", "description", "anchors", "crls",
	"ct_log_list", "pins", "rules", "insecure_rules", "limits", "certificate_policies",
	"protected_names", "waivers", NULL};

/* Intermediates; RFC 5280 knows no bound, and a search ends long before. */
#define LARGEST_PATH_DEPTH 1000

/* id-ce-certificatePolicies 0: anyPolicy (RFC 5280 4.2.1.4). */
static const uint8_t any_policy[] = {0x55, 0x1d, 0x20, 0x00};

cp_place
cp_define_place(const cp_definition *definition, const cp_node *node)
{
	cp_place place = {definition->source, node->key != NULL ? node->key_line : node->line,
		node->key != NULL ? node->key_column : node->column};

	return place;
}

int
cp_define_place_error(const cp_definition *definition, const cp_node *node, int status)
{
	const cp_reader *reader = &definition->reader;

	if (status != CERTPOLICY_OK && reader->file != NULL)
		cp_error_set_place(reader->error, reader->file, node->line, node->column);
	return status;
}

int
cp_define_path(cp_definition *definition, const cp_node *node, const char **path)
{
	const cp_reader *reader = &definition->reader;
	const char *name;
	int status = cp_node_string(reader, node, &name);

	if (status != CERTPOLICY_OK)
		return status;
	if (reader->file == NULL)
		return cp_node_error(reader, node, "policy.not-inline",
			"an inline policy may name no file; give what is in it");
	*path = cp_arena_printf(
		&definition->policy->arena, "%s%s", name[0] == '/' ? "" : reader->folder, name);
	return *path != NULL ? CERTPOLICY_OK : cp_error_no_memory(reader->error);
}

int
cp_define_extend_list(cp_definition *definition, const cp_node *node, const void *inherited,
	size_t n_inherited, size_t n, size_t size, void **list)
{
	if (n > CP_POLICY_MOST_ENTRIES || n_inherited > CP_POLICY_MOST_ENTRIES - n)
		return cp_node_error(&definition->reader, node, "policy.too-large",
			"more than %u of them in one policy", CP_POLICY_MOST_ENTRIES);
	*list = cp_arena_alloc(&definition->policy->arena, n_inherited + n, size);
	if (*list == NULL)
		return cp_error_no_memory(definition->reader.error);
	if (n_inherited > 0)
		memcpy(*list, inherited, n_inherited * size);
	return CERTPOLICY_OK;
}

int
cp_define_scope_entry(const cp_reader *reader, const cp_node *node, cp_scope_entry *entry)
{
	cp_scope_entry parsed;
	const char *text;
	int status = cp_node_string(reader, node, &text);

	if (status != CERTPOLICY_OK)
		return status;
	status = cp_scope_entry_parse(cp_bytes_of_string(text), &parsed);
	if (status == CERTPOLICY_ERROR_NO_MEMORY)
		return cp_error_no_memory(reader->error);
	if (status != CERTPOLICY_OK)
		return cp_node_error(reader, node, "policy.bad-value",
			"\"%s\" is no host name, *.suffix, address or network (as 10.0.0.0/8)",
			text);
	*entry = parsed;
	entry->name = cp_arena_strdup(reader->arena, parsed.name);
	cp_scope_entry_clear(&parsed);
	return cp_arena_failed(reader->arena) ? cp_error_no_memory(reader->error) : CERTPOLICY_OK;
}

static int
refuse_weaker(const cp_definition *definition, const cp_node *node)
{
	return cp_node_error(&definition->reader, node, "policy.insecure",
		"\"%s\" is weaker here than in \"%s\", which this policy extends", node->key,
		definition->policy->extends);
}

static int
define_limits(cp_definition *definition, const cp_node *limits)
{
	static const char *const keys[] = {"path_depth", NULL};
	certpolicy_policy *policy = definition->policy;
	const cp_node *node;
	int64_t depth;
	int status = cp_node_mapping(&definition->reader, limits, keys);

	if (status != CERTPOLICY_OK || (node = cp_node_find(limits, "path_depth")) == NULL)
		return status;
	status = cp_node_integer(&definition->reader, node, 0, LARGEST_PATH_DEPTH, &depth);
	if (status != CERTPOLICY_OK)
		return status;
	if (policy->has_path_depth && (uint64_t)depth > policy->path_depth &&
		!cp_policy_is_raw(policy))
		return refuse_weaker(definition, node);
	policy->has_path_depth = true;
	policy->path_depth = (uint64_t)depth;
	policy->path_depth_place = cp_define_place(definition, node);
	return CERTPOLICY_OK;
}

static bool
is_acceptable(const certpolicy_policy *policy, cp_bytes oid)
{
	size_t i;

	for (i = 0; i < policy->n_acceptable_policies; i++) {
		if (cp_bytes_equal(policy->acceptable_policies[i], oid))
			return true;
	}
	return policy->n_acceptable_policies == 0;
}

static int
read_oid(const cp_definition *definition, const cp_node *node, cp_bytes *oid)
{
	cp_arena *arena = &definition->policy->arena;
	uint8_t content[64];
	const char *text;
	uint8_t *copy;
	size_t len;
	int status = cp_node_string(&definition->reader, node, &text);

	if (status != CERTPOLICY_OK)
		return status;
	if (!cp_oid_parse_dotted(text, content, &len))
		return cp_node_error(&definition->reader, node, "policy.bad-value",
			"\"%s\" is no object identifier (as 2.23.140.1.2.1)", text);
	copy = cp_arena_alloc(arena, len, 1);
	if (copy == NULL)
		return cp_error_no_memory(definition->reader.error);
	memcpy(copy, content, len);
	*oid = cp_bytes_of(copy, len);
	return CERTPOLICY_OK;
}

static int
define_acceptable(cp_definition *definition, const cp_node *list)
{
	certpolicy_policy *policy = definition->policy;
	const cp_node *node;
	cp_bytes *oids;
	void *room;
	size_t n = 0;
	bool any = false, wider = false;
	int status = cp_node_sequence(&definition->reader, list);

	if (status != CERTPOLICY_OK)
		return status;
	if (list->n == 0)
		return cp_node_error(&definition->reader, list, "policy.bad-value",
			"\"acceptable\" is empty; leave it out to accept any policy");
	status = cp_define_extend_list(definition, list, NULL, 0, list->n, sizeof(*oids), &room);
	if (status != CERTPOLICY_OK)
		return status;
	oids = room;
	for (node = list->first; node != NULL; node = node->next, n++) {
		status = read_oid(definition, node, &oids[n]);
		if (status != CERTPOLICY_OK)
			return status;
		any |= cp_bytes_equal(oids[n], cp_bytes_of(any_policy, sizeof(any_policy)));
		wider |= !is_acceptable(policy, oids[n]);
	}
	if (wider && !cp_policy_is_raw(policy))
		return refuse_weaker(definition, list);
	policy->acceptable_policies = any ? NULL : oids;
	policy->n_acceptable_policies = any ? 0 : n;
	return CERTPOLICY_OK;
}

static int
define_certificate_policies(cp_definition *definition, const cp_node *mapping)
{
	static const char *const keys[] = {
		"acceptable", "require_explicit", "inhibit_mapping", "inhibit_any", NULL};
	certpolicy_policy *policy = definition->policy;
	bool *const flags[] = {NULL, &policy->require_explicit_policy,
		&policy->inhibit_policy_mapping, &policy->inhibit_any_policy};
	const cp_node *node;
	size_t i;
	bool value;
	int status = cp_node_mapping(&definition->reader, mapping, keys);

	if (status != CERTPOLICY_OK)
		return status;
	policy->certificate_policies_place = cp_define_place(definition, mapping);
	node = cp_node_find(mapping, "acceptable");
	if (node != NULL && (status = define_acceptable(definition, node)) != CERTPOLICY_OK)
		return status;
	for (i = 1; keys[i] != NULL; i++) {
		node = cp_node_find(mapping, keys[i]);
		if (node == NULL)
			continue;
		status = cp_node_bool(&definition->reader, node, &value);
		if (status != CERTPOLICY_OK)
			return status;
		if (*flags[i] && !value && !cp_policy_is_raw(policy))
			return refuse_weaker(definition, node);
		*flags[i] = value;
	}
	return CERTPOLICY_OK;
}

static int
define_parts(cp_definition *definition, const cp_node *node)
{
	static const struct {
		const char *key;
		int (*define)(cp_definition *definition, const cp_node *node);
	} parts[] = {
		{"anchors", cp_define_anchors},
		{"crls", cp_define_crls},
		{"ct_log_list", cp_define_ct_logs},
		{"pins", cp_define_pins},
		{"limits", define_limits},
		{"certificate_policies", define_certificate_policies},
		{"protected_names", cp_define_protected_names},
		{"waivers", cp_define_waivers},
	};
	const cp_node *child = cp_node_find(node, "description");
	const char *text;
	size_t i;
	int status = CERTPOLICY_OK;

	if (child != NULL) {
		status = cp_node_string(&definition->reader, child, &text);
		if (status == CERTPOLICY_OK)
			definition->policy->description =
				cp_arena_strdup(&definition->policy->arena, text);
	}
	if (status == CERTPOLICY_OK)
		status = cp_define_rules(definition, node);
	for (i = 0; status == CERTPOLICY_OK && i < CP_COUNT(parts); i++) {
		child = cp_node_find(node, parts[i].key);
		if (child != NULL)
			status = parts[i].define(definition, child);
	}
	return status;
}

/* A policy that says what its parent says, under a name of its own. */
static certpolicy_policy *
start_from(certpolicy_policy *parent, const char *name)
{
	certpolicy_policy *policy = cp_malloc(sizeof(*policy));
	cp_arena empty = CP_ARENA_EMPTY;

	if (policy == NULL)
		return NULL;
	*policy = *parent;
	policy->references = 1;
	policy->is_builtin = false;
	policy->parent = certpolicy_policy_ref(parent);
	policy->arena = empty;
	policy->name = cp_arena_strdup(&policy->arena, name);
	policy->description = NULL;
	policy->extends = parent->name;
	return policy;
}

int
cp_define_extends(const cp_reader *reader, const cp_node *node, const char **extends)
{
	const cp_node *child;
	int status = cp_node_mapping(reader, node, policy_keys);

	if (status != CERTPOLICY_OK)
		return status;
	child = cp_node_find(node, "extends");
	if (child == NULL)
		return cp_node_key_error(reader, node, "policy.missing-key",
			"a policy needs \"extends\": the name of the policy that it starts from");
	return cp_node_string(reader, child, extends);
}

int
cp_define_policy(const cp_reader *reader, const char *name, const cp_node *node,
	certpolicy_policy *parent, bool sets_floor, certpolicy_policy **policy)
{
	certpolicy_policy *made = start_from(parent, name);
	cp_definition definition = {*reader, made, "request", sets_floor};
	int status;

	if (made == NULL)
		return cp_error_no_memory(reader->error);
	definition.reader.arena = &made->arena;
	if (reader->file != NULL)
		definition.source = cp_arena_strdup(&made->arena, reader->file);
	status = define_parts(&definition, node);
	if (status == CERTPOLICY_OK && (cp_arena_failed(&made->arena) || !cp_policy_digest(made)))
		status = cp_error_no_memory(reader->error);
	if (status == CERTPOLICY_OK)
		*policy = made;
	else
		certpolicy_policy_free(made);
	return status;
}
