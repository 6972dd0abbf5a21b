/* The graph of names: interning certificates, keys and names, and how far anchors are. */
#include <config.h>
#include "path/graph.h"
#include "base/mem.h"
#include "x509/name.h"

#include <stdlib.h>

/* How many bearers of one name are asked for at first. */
#define USUAL_BEARERS 16u

bool
cp_graph_init(cp_graph *graph, const cp_builder_input *input, cp_arena *arena)
{
	uint32_t leaf;

	memset(graph, 0, sizeof(*graph));
	graph->input = input;
	graph->arena = arena;
	return cp_graph_node(graph, input->leaf, &leaf);
}

void
cp_graph_clear(cp_graph *graph)
{
	size_t i;

	for (i = 0; i < graph->n_nodes; i++)
		cp_cert_unref(graph->nodes[i].reference);
	cp_free(graph->nodes);
	cp_free(graph->groups);
	cp_table_clear(&graph->by_digest);
	cp_table_clear(&graph->by_key);
	cp_table_clear(&graph->by_name);
	memset(graph, 0, sizeof(*graph));
}

static bool
has_digest(const void *context, uint32_t row, const void *key)
{
	const cp_graph *graph = context;

	return memcmp(graph->nodes[row].cert->sha256, key, CP_SHA256_LEN) == 0;
}

static bool
has_key(const void *context, uint32_t row, const void *key)
{
	const cp_graph *graph = context;

	return memcmp(graph->nodes[row].cert->spki_sha256, key, CP_SHA256_LEN) == 0;
}

/* The first node with this key stands for it. */
static bool
intern_key(cp_graph *graph, uint32_t index)
{
	const uint8_t *digest = graph->nodes[index].cert->spki_sha256;
	uint64_t hash = cp_table_hash(digest);
	uint32_t first = cp_table_find(&graph->by_key, hash, has_key, graph, digest);

	if (first == CP_TABLE_NONE) {
		if (!cp_table_reserve(&graph->by_key, graph->by_key.n + 1))
			return false;
		cp_table_add(&graph->by_key, hash, index);
		first = index;
	}
	graph->nodes[index].key = first;
	return true;
}

bool
cp_graph_node(cp_graph *graph, cp_cert *cert, uint32_t *index)
{
	uint64_t hash = cp_table_hash(cert->sha256);
	cp_node *node;

	*index = cp_table_find(&graph->by_digest, hash, has_digest, graph, cert->sha256);
	if (*index != CP_TABLE_NONE)
		return true;
	if (!cp_grow((void **)&graph->nodes, graph->n_nodes, &graph->nodes_capacity,
		    sizeof(*graph->nodes)) ||
		!cp_table_reserve(&graph->by_digest, graph->n_nodes + 1))
		return false;
	*index = (uint32_t)graph->n_nodes;
	node = &graph->nodes[*index];
	memset(node, 0, sizeof(*node));
	node->cert = cert;
	node->has_skeleton = cert->skeleton;
	node->subject = node->issuer = node->next_of_issuer = CP_TABLE_NONE;
	if (!intern_key(graph, *index))
		return false;
	cp_table_add(&graph->by_digest, hash, *index);
	graph->n_nodes++;
	return true;
}

static bool
has_name(const void *context, uint32_t row, const void *key)
{
	const cp_graph *graph = context;

	return cp_name_equal(graph->groups[row].name, *(const cp_bytes *)key);
}

static bool
intern_name(cp_graph *graph, cp_bytes name, uint32_t *index)
{
	uint64_t hash = cp_name_hash(name);
	cp_group *group;

	*index = cp_table_find(&graph->by_name, hash, has_name, graph, &name);
	if (*index != CP_TABLE_NONE)
		return true;
	if (!cp_grow((void **)&graph->groups, graph->n_groups, &graph->groups_capacity,
		    sizeof(*graph->groups)) ||
		!cp_table_reserve(&graph->by_name, graph->n_groups + 1))
		return false;
	*index = (uint32_t)graph->n_groups++;
	group = &graph->groups[*index];
	memset(group, 0, sizeof(*group));
	group->name = name;
	group->distance = CP_GRAPH_FAR;
	group->first_issued = CP_TABLE_NONE;
	cp_table_add(&graph->by_name, hash, *index);
	return true;
}

/* A growing list of candidates, while a group is expanded. */
typedef struct candidate_list {
	cp_candidate *rows; /* owned */
	size_t n, capacity;
} candidate_list;

static bool
append(candidate_list *list, uint32_t node, const cp_anchor *anchor)
{
	if (!cp_grow((void **)&list->rows, list->n, &list->capacity, sizeof(*list->rows)))
		return false;
	list->rows[list->n].node = node;
	list->rows[list->n++].anchor = anchor;
	return true;
}

/* As a certificate whose own issuer is sought: once, from wherever it came. */
static bool
append_member(cp_graph *graph, uint32_t group, cp_cert *cert, candidate_list *list, uint32_t *node)
{
	if (!cp_graph_node(graph, cert, node))
		return false;
	graph->nodes[*node].subject = group;
	if (graph->nodes[*node].is_in_group)
		return true;
	graph->nodes[*node].is_in_group = true;
	return append(list, *node, NULL);
}

static bool
append_anchors(cp_graph *graph, uint32_t group, const cp_anchors *store, candidate_list *list)
{
	cp_bytes name = graph->groups[group].name;
	const cp_anchor *few[USUAL_BEARERS], **found = few;
	size_t n = cp_anchors_find_subject(store, name, few, USUAL_BEARERS), i;
	bool done = true;

	if (n > USUAL_BEARERS) {
		found = cp_calloc(n, sizeof(const cp_anchor *));
		if (found == NULL)
			return false;
		n = cp_anchors_find_subject(store, name, found, n);
	}
	for (i = 0; i < n && done; i++) {
		cp_cert *cert = cp_anchors_cert(found[i]);
		uint32_t node;

		if (cert == NULL)
			done = false;
		else if (cert->skeleton)
			done = append_member(graph, group, cert, list, &node) &&
			       append(list, node, found[i]);
	}
	if (found != few)
		cp_free(found);
	return done;
}

static bool
append_pool(cp_graph *graph, uint32_t group, const cp_pool *pool, candidate_list *list)
{
	cp_bytes name = graph->groups[group].name;
	cp_cert *few[USUAL_BEARERS], **found = few;
	size_t n = cp_pool_find_subject(pool, name, few, USUAL_BEARERS), i;
	bool done = true;
	uint32_t node;

	if (n > USUAL_BEARERS) {
		found = cp_calloc(n, sizeof(*found));
		if (found == NULL)
			return false;
		n = cp_pool_find_subject(pool, name, found, n);
	}
	for (i = 0; i < n && done; i++)
		done = append_member(graph, group, found[i], list, &node);
	if (found != few)
		cp_free(found);
	return done;
}

/* What the order of a group's bearers rests on; the place among stores only tells equals apart. */
typedef struct sort_row {
	cp_candidate candidate;
	const cp_cert *cert;
	bool is_valid;
	size_t place;
} sort_row;

static int
best_first(const void *a, const void *b)
{
	const sort_row *left = a, *right = b;
	int order;

	if ((left->candidate.anchor != NULL) != (right->candidate.anchor != NULL))
		return left->candidate.anchor != NULL ? -1 : 1;
	if (left->is_valid != right->is_valid)
		return left->is_valid ? -1 : 1;
	if (left->cert->is_ca != right->cert->is_ca)
		return left->cert->is_ca ? -1 : 1;
	if (left->cert->not_before != right->cert->not_before)
		return left->cert->not_before > right->cert->not_before ? -1 : 1;
	order = memcmp(left->cert->sha256, right->cert->sha256, CP_SHA256_LEN);
	return order != 0 ? order : (left->place > right->place) - (left->place < right->place);
}

static bool
sort_candidates(const cp_graph *graph, candidate_list *list)
{
	int64_t time = graph->input->time;
	sort_row *rows;
	size_t i;

	if (list->n < 2)
		return true;
	rows = cp_calloc(list->n, sizeof(*rows));
	if (rows == NULL)
		return false;
	for (i = 0; i < list->n; i++) {
		const cp_cert *cert = graph->nodes[list->rows[i].node].cert;

		rows[i].candidate = list->rows[i];
		rows[i].cert = cert;
		rows[i].is_valid = cert->not_before <= time && time <= cert->not_after;
		rows[i].place = i;
	}
	qsort(rows, list->n, sizeof(*rows), best_first);
	for (i = 0; i < list->n; i++)
		list->rows[i] = rows[i].candidate;
	cp_free(rows);
	return true;
}

/* Everybody at hand who bears the group's name. */
static bool
expand(cp_graph *graph, uint32_t group)
{
	const cp_builder_input *input = graph->input;
	candidate_list list = {NULL, 0, 0};
	cp_candidate *kept = NULL;
	bool done = true;
	size_t i;

	for (i = 0; i < input->n_anchor_stores && done; i++)
		done = append_anchors(graph, group, input->anchors[i], &list);
	for (i = 0; i < input->n_pools && done; i++)
		done = append_pool(graph, group, input->pools[i], &list);
	done = done && sort_candidates(graph, &list);
	if (done && list.n > 0) {
		kept = cp_arena_alloc(graph->arena, list.n, sizeof(*kept));
		done = kept != NULL;
		if (done)
			memcpy(kept, list.rows, list.n * sizeof(*kept));
	}
	cp_free(list.rows);
	graph->groups[group].candidates = kept;
	graph->groups[group].n_candidates = done ? (uint32_t)list.n : 0;
	graph->groups[group].is_expanded = true;
	return done;
}

/* Finds the group of the node's issuer and who is in it. */
static bool
explore_node(cp_graph *graph, uint32_t index)
{
	uint32_t group;

	if (!intern_name(graph, graph->nodes[index].cert->issuer, &group))
		return false;
	graph->nodes[index].issuer = group;
	graph->nodes[index].next_of_issuer = graph->groups[group].first_issued;
	graph->groups[group].first_issued = index;
	return graph->groups[group].is_expanded || expand(graph, group);
}

static bool
holds_anchor(const cp_group *group)
{
	return group->n_candidates > 0 && group->candidates[0].anchor != NULL;
}

/* From the groups with anchors downwards, one step at a time: each group is reached once. */
static bool
measure_distances(cp_graph *graph)
{
	uint32_t *queue = cp_calloc(graph->n_groups, sizeof(*queue));
	size_t n = 0, done, i;

	if (queue == NULL)
		return false;
	for (i = 0; i < graph->n_groups; i++) {
		if (!holds_anchor(&graph->groups[i]))
			continue;
		graph->groups[i].distance = 1;
		queue[n++] = (uint32_t)i;
	}
	for (done = 0; done < n; done++) {
		uint32_t node = graph->groups[queue[done]].first_issued;

		for (; node != CP_TABLE_NONE; node = graph->nodes[node].next_of_issuer) {
			cp_group *group;

			if (!graph->nodes[node].is_in_group)
				continue;
			group = &graph->groups[graph->nodes[node].subject];
			if (group->distance != CP_GRAPH_FAR)
				continue;
			group->distance = graph->groups[queue[done]].distance + 1;
			queue[n++] = graph->nodes[node].subject;
		}
	}
	cp_free(queue);
	return true;
}

bool
cp_graph_explore(cp_graph *graph)
{
	size_t i;

	if (!graph->nodes[0].has_skeleton)
		return true;
	if (!intern_name(graph, graph->nodes[0].cert->subject, &graph->nodes[0].subject))
		return false;
	for (i = 0; i < graph->n_nodes; i++) {
		if (graph->nodes[i].has_skeleton && !explore_node(graph, (uint32_t)i))
			return false;
	}
	return measure_distances(graph);
}

static cp_key_id_hint
hint_of(const cp_cert *cert, const cp_cert *issuer)
{
	if (!cert->aki_has_key_id || cert->aki_key_id.len == 0 || issuer->ski.len == 0)
		return CP_KEY_ID_NONE;
	return cp_bytes_equal(cert->aki_key_id, issuer->ski) ? CP_KEY_ID_MATCH : CP_KEY_ID_MISMATCH;
}

/* Appends the candidates of one kind in the group's own order. */
static void
pick(const cp_graph *graph, uint32_t index, cp_key_id_hint hint, bool as_anchor, uint32_t *order)
{
	cp_node *node = &graph->nodes[index];
	const cp_group *group = &graph->groups[node->issuer];
	uint32_t i;

	for (i = 0; i < group->n_candidates; i++) {
		const cp_candidate *candidate = &group->candidates[i];

		if ((candidate->anchor != NULL) == as_anchor &&
			hint_of(node->cert, graph->nodes[candidate->node].cert) == hint)
			order[node->n_order++] = i;
	}
}

bool
cp_graph_order(cp_graph *graph, uint32_t index)
{
	cp_node *node = &graph->nodes[index];
	const cp_group *group = &graph->groups[node->issuer];
	uint32_t *order;

	if (node->order != NULL)
		return true;
	order = cp_arena_alloc(graph->arena, (size_t)group->n_candidates + 1, sizeof(*order));
	if (order == NULL)
		return false;
	node->order = order;
	pick(graph, index, CP_KEY_ID_MATCH, true, order);
	pick(graph, index, CP_KEY_ID_NONE, true, order);
	pick(graph, index, CP_KEY_ID_MATCH, false, order);
	pick(graph, index, CP_KEY_ID_NONE, false, order);
	node->n_mismatch = group->n_candidates - node->n_order;
	pick(graph, index, CP_KEY_ID_MISMATCH, true, order);
	pick(graph, index, CP_KEY_ID_MISMATCH, false, order);
	return true;
}

const cp_candidate *
cp_graph_candidate(const cp_graph *graph, uint32_t index, uint32_t i)
{
	const cp_node *node = &graph->nodes[index];

	return &graph->groups[node->issuer].candidates[node->order[i]];
}

uint32_t
cp_graph_distance(const cp_graph *graph, const cp_candidate *candidate)
{
	uint32_t distance;

	if (candidate->anchor != NULL)
		return 1;
	distance = graph->groups[graph->nodes[candidate->node].issuer].distance;
	return distance == CP_GRAPH_FAR ? CP_GRAPH_FAR : distance + 1;
}
