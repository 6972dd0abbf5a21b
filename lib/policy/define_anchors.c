/* Anchors of a policy: files and certificates, private, within the names and networks permitted. */
#include <config.h>
#include "policy/define.h"
#include "base/error.h"
#include "base/mem.h"
#include "store/roots.h"
#include "x509/input.h"

/* A file of anchors: all roots of a public programme together have 250 kB. */
#define LARGEST_ANCHOR_FILE 16777216u

/* Collects the certificates of one entry into anchors that share its terms. */
typedef struct anchor_collection {
	cp_definition *definition;
	const cp_node *node;
	cp_policy_anchor terms;
	cp_policy_anchor *list;
	size_t n, capacity;
} anchor_collection;

static int
collect_anchor(void *user, cp_object_kind kind, cp_bytes der)
{
	anchor_collection *all = user;
	uint8_t *copy;

	if (kind != CP_OBJECT_CERTIFICATE)
		return CERTPOLICY_OK;
	if (all->n >= CP_POLICY_MOST_ENTRIES)
		return cp_node_error(&all->definition->reader, all->node, "policy.too-large",
			"more than %u anchors", CP_POLICY_MOST_ENTRIES);
	copy = cp_arena_alloc(&all->definition->policy->arena, der.len, 1);
	if (copy == NULL ||
		!cp_grow((void **)&all->list, all->n, &all->capacity, sizeof(*all->list)))
		return cp_error_no_memory(all->definition->reader.error);
	memcpy(copy, der.data, der.len);
	all->list[all->n] = all->terms;
	all->list[all->n].der = cp_bytes_of(copy, der.len);
	all->n++;
	return CERTPOLICY_OK;
}

/* Roots of a programme are public, and have dates and bounds of their own, which no anchor of a
 * policy has: taken as certificates alone they would be trusted beyond what their programme says.
 */
static int
refuse_programme(const cp_reader *reader)
{
	return cp_error_set(reader->error, CERTPOLICY_ERROR_BAD_INPUT, "policy.not-private",
		"this is the list of a root programme, and a policy's anchors are private: trust "
		"its roots with --anchors FILE (certpolicy_engine_add_anchors)");
}

static int
collect_file(anchor_collection *all, const cp_node *node)
{
	cp_definition *definition = all->definition;
	cp_arena *arena = &definition->policy->arena;
	const cp_reader *reader = &definition->reader;
	const char *path;
	cp_bytes data = CP_BYTES_NONE;
	int status = cp_define_path(definition, node, &path);

	if (status != CERTPOLICY_OK)
		return status;
	all->terms.source = cp_arena_printf(arena, "policy:%s", path);
	if (all->terms.source == NULL)
		return cp_error_no_memory(reader->error);
	status = cp_input_read_file(path, LARGEST_ANCHOR_FILE, &data, reader->error);
	if (status == CERTPOLICY_OK && cp_roots_form_of(data) != CP_ROOTS_NO_FORM)
		status = refuse_programme(reader);
	else if (status == CERTPOLICY_OK)
		status = cp_input_each(data, path, NULL, collect_anchor, all, reader->error);
	cp_bytes_clear(&data);
	return cp_define_place_error(definition, node, status);
}

static int
collect_certificate(anchor_collection *all, const cp_node *node)
{
	cp_definition *definition = all->definition;
	const char *text;
	int status = cp_node_string(&definition->reader, node, &text);

	if (status != CERTPOLICY_OK)
		return status;
	all->terms.source =
		cp_arena_printf(&definition->policy->arena, "policy:%s", definition->policy->name);
	if (all->terms.source == NULL)
		return cp_error_no_memory(definition->reader.error);
	status = cp_input_each(cp_bytes_of_string(text), NULL, NULL, collect_anchor, all,
		definition->reader.error);
	return cp_define_place_error(definition, node, status);
}

static int
read_permitted(cp_definition *definition, const cp_node *node, cp_policy_anchor *terms)
{
	const cp_node *child;
	cp_scope_entry *entries;
	void *list;
	int status = cp_node_sequence(&definition->reader, node);

	if (status == CERTPOLICY_OK)
		status = cp_define_extend_list(
			definition, node, NULL, 0, node->n, sizeof(*entries), &list);
	if (status != CERTPOLICY_OK)
		return status;
	entries = list;
	terms->constrained = true;
	terms->permitted = entries;
	for (child = node->first; child != NULL; child = child->next) {
		status = cp_define_scope_entry(
			&definition->reader, child, &entries[terms->n_permitted]);
		if (status != CERTPOLICY_OK)
			return status;
		terms->n_permitted++;
	}
	return CERTPOLICY_OK;
}

static int
collect_entry(anchor_collection *all, const cp_node *node)
{
	static const char *const keys[] = {"file", "certificate", "permitted", NULL};
	const cp_reader *reader = &all->definition->reader;
	const cp_node *file, *certificate, *permitted;
	size_t before = all->n;
	int status = cp_node_mapping(reader, node, keys);

	if (status != CERTPOLICY_OK)
		return status;
	memset(&all->terms, 0, sizeof(all->terms));
	all->node = node;
	all->terms.place = cp_define_place(all->definition, node);
	file = cp_node_find(node, "file");
	certificate = cp_node_find(node, "certificate");
	permitted = cp_node_find(node, "permitted");
	if ((file == NULL) == (certificate == NULL))
		return cp_node_error(reader, node, "policy.missing-key",
			"an anchor needs \"file\" or \"certificate\", one of them");
	if (permitted != NULL)
		status = read_permitted(all->definition, permitted, &all->terms);
	if (status == CERTPOLICY_OK)
		status = file != NULL ? collect_file(all, file)
				      : collect_certificate(all, certificate);
	if (status == CERTPOLICY_OK && all->n == before)
		status = cp_node_error(reader, file != NULL ? file : certificate,
			"policy.bad-value", "there is no certificate in it");
	return status;
}

/* All anchors, the inherited ones too, in a store of the policy's own. */
static int
fill_store(cp_definition *definition)
{
	certpolicy_policy *policy = definition->policy;
	cp_anchors *store = cp_anchors_new();
	size_t i;
	int status = CERTPOLICY_OK;

	if (store == NULL)
		return cp_error_no_memory(definition->reader.error);
	for (i = 0; status == CERTPOLICY_OK && i < policy->n_anchors; i++) {
		const cp_policy_anchor *anchor = &policy->anchors[i];
		cp_anchor_terms terms = {0};

		terms.source = anchor->source;
		terms.constrained = anchor->constrained;
		terms.permitted = anchor->permitted;
		terms.n_permitted = anchor->n_permitted;
		status = cp_anchors_add(store, anchor->der, &terms, definition->reader.error);
		if (status != CERTPOLICY_OK && definition->reader.file != NULL)
			cp_error_set_place(definition->reader.error, anchor->place.source,
				anchor->place.line, anchor->place.column);
	}
	if (status == CERTPOLICY_OK)
		status = cp_anchors_freeze(store, definition->reader.error);
	if (status == CERTPOLICY_OK)
		policy->anchor_store = store;
	else
		cp_anchors_free(store);
	return status;
}

int
cp_define_anchors(cp_definition *definition, const cp_node *anchors)
{
	certpolicy_policy *policy = definition->policy;
	anchor_collection all = {
		definition, NULL, {CP_BYTES_NONE, NULL, NULL, 0, false, {NULL, 0, 0}}, NULL, 0, 0};
	const cp_node *node;
	void *list;
	int status = cp_node_sequence(&definition->reader, anchors);

	for (node = anchors->first; status == CERTPOLICY_OK && node != NULL; node = node->next)
		status = collect_entry(&all, node);
	if (status == CERTPOLICY_OK && all.n > 0)
		status = cp_define_extend_list(definition, anchors, policy->anchors,
			policy->n_anchors, all.n, sizeof(*all.list), &list);
	if (status == CERTPOLICY_OK && all.n > 0) {
		memcpy((cp_policy_anchor *)list + policy->n_anchors, all.list,
			all.n * sizeof(*all.list));
		policy->anchors = list;
		policy->n_anchors += all.n;
		status = fill_store(definition);
	}
	cp_free(all.list);
	return status;
}
