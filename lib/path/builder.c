/*
 * The search for anchored paths: depth first over the graph of names, with a stack of its own, best
 * issuers first. A path that reaches an anchor is authenticated from there down; a link that does
 * not hold ends every path that uses it. Paths found are kept, so that judging again costs nothing.
 */
#include <config.h>
#include "path/builder.h"
#include "base/mem.h"
#include "path/authenticate.h"
#include "path/graph.h"
#include "path/partial.h"
#include "x509/name.h"

/* A certificate on the way up, and the candidate for its issuer that is looked at next. */
typedef struct frame {
	uint32_t node;
	uint32_t next;
} frame;

/* A path that was proposed. */
typedef struct found_path {
	const uint32_t *nodes; /* leaf first; the arena's */
	uint32_t n_nodes;
	const cp_anchor *anchor;
	bool anchor_signed_itself;
} found_path;

struct cp_builder {
	cp_builder_input input;
	cp_arena arena;
	cp_graph graph;
	cp_links links;
	size_t depth;      /* certificates that a path may have */
	size_t next_store; /* whose anchors the leaf is compared with next */
	bool is_explored;
	frame frames[CP_PATH_MAX];
	uint32_t n_frames;
	found_path *found; /* owned */
	size_t n_found, found_capacity;
	size_t next_found; /* the one to propose next; n_found: search */
	bool is_done, no_memory;
	bool leaf_self_signature_valid;
	cp_partial partial; /* when done and nothing was found */
};

cp_builder *
cp_builder_new(const cp_builder_input *input)
{
	cp_builder *builder = cp_calloc(1, sizeof(*builder));
	uint64_t depth = input->budget->limit[CP_LIMIT_DEPTH];

	if (builder == NULL)
		return NULL;
	builder->input = *input;
	builder->depth = depth < CP_PATH_MAX ? (size_t)depth : CP_PATH_MAX;
	builder->partial.n_nodes = 1;
	builder->partial.end = CP_PATH_UNKNOWN_ISSUER;
	builder->partial.failed_issuer = CP_TABLE_NONE;
	if (!cp_graph_init(&builder->graph, &builder->input, &builder->arena)) {
		cp_builder_free(builder);
		return NULL;
	}
	return builder;
}

void
cp_builder_free(cp_builder *builder)
{
	if (builder == NULL)
		return;
	cp_graph_clear(&builder->graph);
	cp_links_clear(&builder->links);
	cp_free(builder->found);
	cp_arena_clear(&builder->arena);
	cp_free(builder);
}

/* What became of a candidate for the issuer of the certificate at `depth` of the stack. `limit` is
 * CP_N_LIMITS unless one ended it. */
static void
tell(cp_builder *builder, uint32_t depth, const cp_candidate *candidate, cp_trail_outcome outcome,
	cp_limit limit)
{
	const cp_graph *graph = &builder->graph;
	cp_trail_step step = {.depth = depth,
		.cert = graph->nodes[builder->frames[depth].node].cert,
		.issuer = graph->nodes[candidate->node].cert,
		.is_anchor = candidate->anchor != NULL,
		.outcome = outcome,
		.limit = limit};

	if (builder->input.trail == NULL)
		return;
	step.key_id = cp_graph_key_id_hint(step.cert, step.issuer);
	cp_trail_add(builder->input.trail, &step);
}

static void
count_depth(cp_builder *builder, uint64_t n_certs)
{
	uint64_t *used = &builder->input.budget->used[CP_LIMIT_DEPTH];

	if (n_certs > *used)
		*used = n_certs;
}

/* RFC 5280 4.2.1.1: who signed an anchor that does not say so. An anchor's signature proves nothing
 * here; it only tells a key handed out by its holder from one that another CA vouched for. */
static bool
has_signed_itself(cp_builder *builder, uint32_t node)
{
	const cp_cert *anchor = builder->graph.nodes[node].cert;
	cp_link own;

	if (cp_cert_is_self_issued(anchor) || anchor->ext[CP_EXT_AUTHORITY_KEY_ID].present)
		return false;
	own = cp_links_check(&builder->links, &builder->graph, node, node);
	builder->no_memory = builder->no_memory || own == CP_LINK_NO_MEMORY;
	return own == CP_LINK_GOOD;
}

/* Keeps the certificates of the stack and the anchor's own on top of them; none: the leaf is it. */
static bool
keep_path(cp_builder *builder, const cp_candidate *end)
{
	uint32_t n = builder->n_frames + 1, i;
	uint32_t *nodes = cp_arena_alloc(&builder->arena, n, sizeof(*nodes));
	found_path *path;

	if (nodes == NULL || !cp_grow((void **)&builder->found, builder->n_found,
				     &builder->found_capacity, sizeof(*builder->found)))
		return false;
	for (i = 0; i < builder->n_frames; i++)
		nodes[i] = builder->frames[i].node;
	nodes[i] = end->node;
	path = &builder->found[builder->n_found++];
	path->nodes = nodes;
	path->n_nodes = n;
	path->anchor = end->anchor;
	path->anchor_signed_itself = has_signed_itself(builder, end->node);
	count_depth(builder, n);
	tell(builder, n > 1 ? n - 2 : 0, end, CP_TRAIL_PATH, CP_N_LIMITS);
	return true;
}

/* A leaf that some store has as an anchor, octet for octet. True when that is a path. */
static bool
next_leaf_anchor(cp_builder *builder)
{
	while (builder->next_store < builder->input.n_anchor_stores) {
		const cp_anchors *store = builder->input.anchors[builder->next_store++];
		cp_candidate end = {0, cp_anchors_find_exact(store, builder->input.leaf->sha256)};

		if (end.anchor == NULL)
			continue;
		if (builder->depth == 0) {
			builder->input.budget->spent[CP_LIMIT_DEPTH] = true;
			tell(builder, 0, &end, CP_TRAIL_LIMIT, CP_LIMIT_DEPTH);
			continue;
		}
		if (!keep_path(builder, &end))
			builder->no_memory = true;
		return true;
	}
	return false;
}

/* Puts a certificate on the stack. Its candidates are paid for at once; when they cannot be, that
 * is the end of the search. False, too, without memory. */
static bool
push(cp_builder *builder, uint32_t node)
{
	if (!cp_budget_take(
		    builder->input.budget, CP_LIMIT_STEPS, cp_graph_count(&builder->graph, node))) {
		builder->is_done = true;
		return false;
	}
	if (!cp_graph_order(&builder->graph, node)) {
		builder->no_memory = true;
		return false;
	}
	builder->frames[builder->n_frames].node = node;
	builder->frames[builder->n_frames++].next = 0;
	return true;
}

/* The graph, and the leaf on the stack. */
static void
explore(cp_builder *builder)
{
	const cp_node *leaf;

	builder->is_explored = true;
	if (!cp_graph_explore(&builder->graph)) {
		builder->no_memory = true;
		return;
	}
	leaf = &builder->graph.nodes[0];
	if (!leaf->has_skeleton || builder->graph.groups[leaf->issuer].distance == CP_GRAPH_FAR)
		return;
	if (builder->depth > 0)
		(void)push(builder, 0);
	else
		builder->input.budget->spent[CP_LIMIT_DEPTH] = true;
}

/* No certificate twice, and no key twice under one name: such a loop proves nothing new. */
static bool
is_in_path(const cp_builder *builder, uint32_t index)
{
	const cp_node *node = &builder->graph.nodes[index];
	uint32_t i;

	for (i = 0; i < builder->n_frames; i++) {
		const cp_node *other = &builder->graph.nodes[builder->frames[i].node];

		if (builder->frames[i].node == index ||
			(other->subject == node->subject && other->key == node->key))
			return true;
	}
	return false;
}

/* Every link from the anchor down. At the first that does not hold the stack is cut back to the
 * certificate whose issuer was wrong, so that its next candidate has its turn. */
static bool
authenticate(cp_builder *builder, const cp_candidate *anchor)
{
	cp_candidate issuer = *anchor;
	uint32_t i;

	for (i = builder->n_frames; i > 0; i--) {
		cp_link link = cp_links_check(
			&builder->links, &builder->graph, builder->frames[i - 1].node, issuer.node);

		if (link == CP_LINK_NO_MEMORY) {
			builder->no_memory = true;
			return false;
		}
		if (link != CP_LINK_GOOD) {
			tell(builder, i - 1, &issuer, cp_link_outcome(link), CP_LIMIT_SIGNATURES);
			builder->is_done |= link == CP_LINK_UNCHECKED;
			builder->n_frames = i;
			return false;
		}
		issuer = (cp_candidate){builder->frames[i - 1].node, NULL};
	}
	return true;
}

/* Why a candidate for the issuer of the top is left where it is; CP_TRAIL_FOLLOWED: it is not. */
static cp_trail_outcome
look_at(const cp_builder *builder, const cp_candidate *candidate)
{
	uint32_t child = builder->frames[builder->n_frames - 1].node;
	uint32_t distance = cp_graph_distance(&builder->graph, candidate);

	if (distance == CP_GRAPH_FAR)
		return CP_TRAIL_NO_ANCHOR_ABOVE;
	if (is_in_path(builder, candidate->node))
		return CP_TRAIL_LOOP;
	if (cp_links_is_ruled_out(&builder->links, &builder->graph, child, candidate->node))
		return CP_TRAIL_RULED_OUT;
	if (distance > builder->depth - builder->n_frames)
		return CP_TRAIL_LIMIT;
	return CP_TRAIL_FOLLOWED;
}

static void
go_up(cp_builder *builder, const cp_candidate *candidate)
{
	uint32_t depth = builder->n_frames - 1;

	if (push(builder, candidate->node))
		tell(builder, depth, candidate, CP_TRAIL_FOLLOWED, CP_N_LIMITS);
	else if (!builder->no_memory)
		tell(builder, depth, candidate, CP_TRAIL_LIMIT, CP_LIMIT_STEPS);
}

/* The next candidate of the top. True when that is a path. */
static bool
step(cp_builder *builder)
{
	frame *top = &builder->frames[builder->n_frames - 1];
	const cp_candidate *candidate;
	cp_trail_outcome outcome;

	if (top->next >= builder->graph.nodes[top->node].n_order) {
		builder->n_frames--;
		return false;
	}
	candidate = cp_graph_candidate(&builder->graph, top->node, top->next++);
	outcome = look_at(builder, candidate);
	if (outcome != CP_TRAIL_FOLLOWED) {
		tell(builder, builder->n_frames - 1, candidate, outcome, CP_LIMIT_DEPTH);
		builder->input.budget->spent[CP_LIMIT_DEPTH] |= outcome == CP_TRAIL_LIMIT;
		return false;
	}
	if (candidate->anchor == NULL) {
		go_up(builder, candidate);
		return false;
	}
	if (!authenticate(builder, candidate))
		return false;
	if (!keep_path(builder, candidate))
		builder->no_memory = true;
	return true;
}

/* The leaf's own word for itself; asked once, whatever the paths say. */
static void
check_leaf_itself(cp_builder *builder)
{
	const cp_cert *leaf = builder->input.leaf;
	cp_link own;

	if (!leaf->skeleton || !cp_cert_is_self_issued(leaf))
		return;
	own = cp_links_check(&builder->links, &builder->graph, 0, 0);
	builder->leaf_self_signature_valid = own == CP_LINK_GOOD;
	builder->no_memory = builder->no_memory || own == CP_LINK_NO_MEMORY;
}

/* Searches until there is one more path in builder->found, or no more. */
static void
search(cp_builder *builder)
{
	size_t before = builder->n_found;

	if (before == 0 && builder->next_store == 0)
		check_leaf_itself(builder);
	if (builder->no_memory || next_leaf_anchor(builder))
		return;
	if (!builder->is_explored)
		explore(builder);
	while (!builder->is_done && !builder->no_memory && builder->n_frames > 0) {
		if (step(builder))
			return;
	}
	builder->is_done = true;
	if (builder->n_found == 0 && !builder->no_memory &&
		!cp_partial_find(
			&builder->graph, &builder->links, builder->depth, &builder->partial))
		builder->no_memory = true;
}

static void
give_path(const cp_builder *builder, const uint32_t *nodes, uint32_t n_nodes, cp_path *path)
{
	uint32_t i;

	memset(path, 0, sizeof(*path));
	for (i = 0; i < n_nodes; i++)
		path->certs[i] = builder->graph.nodes[nodes[i]].cert;
	path->n_certs = n_nodes;
	path->leaf_self_signature_valid = builder->leaf_self_signature_valid;
}

cp_builder_step
cp_builder_next(cp_builder *builder, cp_path *path)
{
	const found_path *found;

	if (builder->next_found == builder->n_found && !builder->is_done && !builder->no_memory)
		search(builder);
	if (builder->no_memory)
		return CP_BUILDER_NO_MEMORY;
	if (builder->next_found == builder->n_found)
		return CP_BUILDER_DONE;
	found = &builder->found[builder->next_found++];
	give_path(builder, found->nodes, found->n_nodes, path);
	path->end = CP_PATH_ANCHORED;
	path->anchor = found->anchor;
	path->anchor_signed_itself = found->anchor_signed_itself;
	return CP_BUILDER_PATH;
}

void
cp_builder_partial(const cp_builder *builder, cp_path *path)
{
	const cp_partial *partial = &builder->partial;

	give_path(builder, partial->nodes, partial->n_nodes, path);
	path->end = partial->end;
	if (partial->failed_issuer != CP_TABLE_NONE)
		path->failed_issuer = builder->graph.nodes[partial->failed_issuer].cert;
}

void
cp_builder_rewind(cp_builder *builder)
{
	builder->next_found = 0;
}
