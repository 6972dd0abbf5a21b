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
	node->signer = CP_TABLE_NONE;
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
intern_name(cp_graph *graph, cp_bytes name, uint64_t hash, uint32_t *index)
{
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
	group->hash = hash;
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
	uint64_t hash = graph->groups[group].hash;
	const cp_anchor *few[USUAL_BEARERS], **found = few;
	size_t n = cp_anchors_find_subject(store, name, hash, few, USUAL_BEARERS), i;
	bool done = true;

	if (n > USUAL_BEARERS) {
		found = cp_calloc(n, sizeof(const cp_anchor *));
		if (found == NULL)
			return false;
		n = cp_anchors_find_subject(store, name, hash, found, n);
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
	uint64_t hash = graph->groups[group].hash;
	cp_cert *few[USUAL_BEARERS], **found = few;
	size_t n = cp_pool_find_subject(pool, name, hash, few, USUAL_BEARERS), i;
	bool done = true;
	uint32_t node;

	if (n > USUAL_BEARERS) {
		found = cp_calloc(n, sizeof(*found));
		if (found == NULL)
			return false;
		n = cp_pool_find_subject(pool, name, hash, found, n);
	}
	for (i = 0; i < n && done; i++)
		done = append_member(graph, group, found[i], list, &node);
	if (found != few)
		cp_free(found);
	return done;
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
	const cp_cert *cert = graph->nodes[index].cert;
	uint32_t group;

	if (!intern_name(graph, cert->issuer, cert->issuer_hash, &group))
		return false;
	graph->nodes[index].issuer = group;
	graph->nodes[index].next_of_issuer = graph->groups[group].first_issued;
	graph->groups[group].first_issued = index;
	return graph->groups[group].is_expanded || expand(graph, group);
}

static bool
holds_anchor(const cp_group *group)
{
	uint32_t i;

	for (i = 0; i < group->n_candidates; i++) {
		if (group->candidates[i].anchor != NULL)
			return true;
	}
	return false;
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

/* What the order of a group's bearers rests on; the place among stores only tells equals apart. */
typedef struct sort_row {
	cp_candidate candidate;
	const cp_cert *cert;
	bool is_valid;
	uint32_t distance;
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
	if (left->distance != right->distance)
		return left->distance < right->distance ? -1 : 1;
	if (left->cert->not_before != right->cert->not_before)
		return left->cert->not_before > right->cert->not_before ? -1 : 1;
	order = memcmp(left->cert->sha256, right->cert->sha256, CP_SHA256_LEN);
	return order != 0 ? order : (left->place > right->place) - (left->place < right->place);
}

static bool
sort_group(const cp_graph *graph, cp_group *group)
{
	int64_t time = graph->input->time;
	sort_row *rows;
	size_t i;

	if (group->n_candidates < 2)
		return true;
	rows = cp_calloc(group->n_candidates, sizeof(*rows));
	if (rows == NULL)
		return false;
	for (i = 0; i < group->n_candidates; i++) {
		const cp_cert *cert = graph->nodes[group->candidates[i].node].cert;

		rows[i].candidate = group->candidates[i];
		rows[i].cert = cert;
		rows[i].is_valid = cert->not_before <= time && time <= cert->not_after;
		cp_horizon_note(graph->input->horizon, cert->not_before);
		cp_horizon_note_end(graph->input->horizon, cert->not_after);
		rows[i].distance = cp_graph_distance(graph, &group->candidates[i]);
		rows[i].place = i;
	}
	qsort(rows, group->n_candidates, sizeof(*rows), best_first);
	for (i = 0; i < group->n_candidates; i++)
		group->candidates[i] = rows[i].candidate;
	cp_free(rows);
	return true;
}

bool
cp_graph_explore(cp_graph *graph)
{
	const cp_cert *leaf = graph->nodes[0].cert;
	size_t i;

	if (!leaf->skeleton)
		return true;
	if (!intern_name(graph, leaf->subject, leaf->subject_hash, &graph->nodes[0].subject))
		return false;
	for (i = 0; i < graph->n_nodes; i++) {
		if (graph->nodes[i].has_skeleton && !explore_node(graph, (uint32_t)i))
			return false;
	}
	if (!measure_distances(graph))
		return false;
	for (i = 0; i < graph->n_groups; i++) {
		if (!sort_group(graph, &graph->groups[i]))
			return false;
	}
	return true;
}

cp_key_id_hint
cp_graph_key_id_hint(const cp_cert *cert, const cp_cert *issuer)
{
	if (!cert->aki_has_key_id || cert->aki_key_id.len == 0 || issuer->ski.len == 0)
		return CP_KEY_ID_NONE;
	return cp_bytes_equal(cert->aki_key_id, issuer->ski) ? CP_KEY_ID_MATCH : CP_KEY_ID_MISMATCH;
}

/* Whose turn it is: key identifiers that contradict last, anchors before others, a match before
 * none. */
enum { RANKS = 6, FIRST_MISMATCH = 4 };

static uint8_t
rank_of(const cp_graph *graph, const cp_cert *cert, const cp_candidate *candidate)
{
	bool is_anchor = candidate->anchor != NULL;

	switch (cp_graph_key_id_hint(cert, graph->nodes[candidate->node].cert)) {
	case CP_KEY_ID_MATCH:
		return is_anchor ? 0 : 2;
	case CP_KEY_ID_NONE:
		return is_anchor ? 1 : 3;
	case CP_KEY_ID_MISMATCH:
		break;
	}
	return is_anchor ? FIRST_MISMATCH : FIRST_MISMATCH + 1;
}

/* By rank, and within a rank in the group's own order: a counting sort. */
static void
fill_order(const cp_graph *graph, const cp_node *node, uint8_t *ranks, uint32_t *order)
{
	const cp_group *group = &graph->groups[node->issuer];
	uint32_t starts[RANKS + 1] = {0}, i;

	for (i = 0; i < group->n_candidates; i++) {
		ranks[i] = rank_of(graph, node->cert, &group->candidates[i]);
		starts[ranks[i] + 1]++;
	}
	for (i = 1; i <= RANKS; i++)
		starts[i] += starts[i - 1];
	for (i = 0; i < group->n_candidates; i++)
		order[starts[ranks[i]]++] = i;
}

bool
cp_graph_order(cp_graph *graph, uint32_t index)
{
	cp_node *node = &graph->nodes[index];
	uint32_t n = graph->groups[node->issuer].n_candidates, i;
	uint32_t *order;
	uint8_t *ranks;

	if (node->order != NULL)
		return true;
	order = cp_arena_alloc(graph->arena, (size_t)n + 1, sizeof(*order));
	ranks = cp_calloc(n, 1);
	if (order != NULL && ranks != NULL) {
		fill_order(graph, node, ranks, order);
		for (i = 0; i < n; i++)
			node->n_mismatch += ranks[i] >= FIRST_MISMATCH;
		node->order = order;
		node->n_order = n;
	}
	cp_free(ranks);
	return node->order != NULL;
}

uint32_t
cp_graph_count(const cp_graph *graph, uint32_t index)
{
	return graph->groups[graph->nodes[index].issuer].n_candidates;
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
