/*
 * A walk from the leaf along links that verify, each certificate visited once, which asks at every
 * dead end why it is one. It runs only when the search found no path to an anchor at all.
 */
#include <config.h>
#include "path/partial.h"

/* A certificate on the way up, and what was learnt of those who bear its issuer's name. */
typedef struct frame {
	uint32_t node;
	uint32_t next;             /* the candidate that is looked at next */
	uint32_t good_key;         /* whose signature it is; CP_TABLE_NONE: nobody's yet */
	uint32_t bad, unsupported; /* the first whose key is not; CP_TABLE_NONE: nobody */
	bool met_path;             /* somebody is in the path already */
	bool ran_short;            /* a limit kept the search from looking */
} frame;

typedef struct walk {
	cp_graph *graph;
	cp_links *links;
	size_t depth;
	uint64_t steps; /* that may still be taken */
	frame frames[CP_PATH_MAX];
	uint32_t n_frames;
	cp_partial *best;
	bool has_best;
} walk;

/* The order in which ends are worth telling. */
static int
rank(cp_path_end end)
{
	switch (end) {
	case CP_PATH_BAD_SIGNATURE:
		return 0;
	case CP_PATH_UNSUPPORTED:
		return 1;
	case CP_PATH_SELF_SIGNED:
		return 2;
	case CP_PATH_UNKNOWN_ISSUER:
		return 3;
	case CP_PATH_LOOP:
		return 4;
	default:
		return 5;
	}
}

/* For whoever wants to know what the search did: a step from the top of the walk. */
static void
tell(const walk *w, cp_trail_step step)
{
	step.depth = w->n_frames - 1;
	step.cert = w->graph->nodes[w->frames[step.depth].node].cert;
	step.key_id =
		step.issuer != NULL ? cp_graph_key_id_hint(step.cert, step.issuer) : CP_KEY_ID_NONE;
	cp_trail_add(w->graph->input->trail, &step);
}

static void
offer(walk *w, cp_path_end end, uint32_t failed_issuer)
{
	cp_partial *best = w->best;
	uint32_t i;

	tell(w, (cp_trail_step){.outcome = CP_TRAIL_END, .end = end});
	if (w->has_best && (rank(end) > rank(best->end) ||
				   (rank(end) == rank(best->end) && w->n_frames <= best->n_nodes)))
		return;
	w->has_best = true;
	best->end = end;
	best->failed_issuer = failed_issuer;
	best->n_nodes = w->n_frames;
	for (i = 0; i < w->n_frames; i++)
		best->nodes[i] = w->frames[i].node;
}

/* Key identifiers that contradict each other: its issuer is another bearer of its own name. */
static bool
denies_itself(const cp_cert *cert)
{
	return cert->aki_has_key_id && cert->aki_key_id.len > 0 && cert->ski.len > 0 &&
	       !cp_bytes_equal(cert->aki_key_id, cert->ski);
}

/* Nobody at hand signed the top of the walk: why. False without memory. */
static bool
judge_end(walk *w)
{
	const frame *top = &w->frames[w->n_frames - 1];
	const cp_node *node = &w->graph->nodes[top->node];
	cp_link own = CP_LINK_UNCHECKED;
	bool self_issued = node->issuer == node->subject;

	if (self_issued)
		own = cp_links_check(w->links, w->graph, top->node, top->node);
	if (own == CP_LINK_NO_MEMORY)
		return false;
	if (own == CP_LINK_GOOD)
		offer(w, CP_PATH_SELF_SIGNED, CP_TABLE_NONE);
	else if (top->bad != CP_TABLE_NONE)
		offer(w, CP_PATH_BAD_SIGNATURE, top->bad);
	else if (own == CP_LINK_BAD && !denies_itself(node->cert))
		offer(w, CP_PATH_BAD_SIGNATURE, top->node);
	else if (top->unsupported != CP_TABLE_NONE)
		offer(w, CP_PATH_UNSUPPORTED, top->unsupported);
	else if (own == CP_LINK_UNSUPPORTED)
		offer(w, CP_PATH_UNSUPPORTED, top->node);
	else if (top->ran_short || (self_issued && own == CP_LINK_UNCHECKED))
		offer(w, CP_PATH_BUDGET, CP_TABLE_NONE);
	else if (top->met_path && !self_issued)
		offer(w, CP_PATH_LOOP, CP_TABLE_NONE);
	else
		offer(w, CP_PATH_UNKNOWN_ISSUER, CP_TABLE_NONE);
	return true;
}

/* Goes up to a node. One whose candidates the budget does not pay for is an end. False without
 * memory. */
static bool
enter(walk *w, uint32_t index)
{
	frame *top = &w->frames[w->n_frames++];
	uint32_t n = cp_graph_count(w->graph, index);

	memset(top, 0, sizeof(*top));
	top->node = index;
	top->good_key = top->bad = top->unsupported = CP_TABLE_NONE;
	w->graph->nodes[index].was_visited = true;
	if (n > w->steps) {
		w->graph->input->budget->spent[CP_LIMIT_STEPS] = true;
		top->ran_short = true;
		return true;
	}
	w->steps -= n;
	return cp_graph_order(w->graph, index);
}

static bool
is_in_path(const walk *w, uint32_t index)
{
	const cp_node *node = &w->graph->nodes[index];
	uint32_t i;

	for (i = 0; i < w->n_frames; i++) {
		const cp_node *other = &w->graph->nodes[w->frames[i].node];

		if (w->frames[i].node == index ||
			(other->subject == node->subject && other->key == node->key))
			return true;
	}
	return false;
}

/* The link to one bearer of the issuer's name. False without memory. */
static bool
look_at(walk *w, frame *top, uint32_t issuer, bool contradicts)
{
	const cp_node *node = &w->graph->nodes[issuer];
	cp_link link;

	/* Once its signer is known, others matter only if they hold the same key. */
	if (top->good_key != CP_TABLE_NONE && top->good_key != node->key)
		return true;
	link = cp_links_check(w->links, w->graph, top->node, issuer);
	if (link != CP_LINK_NO_MEMORY)
		tell(w, (cp_trail_step){.issuer = node->cert,
				.outcome = cp_link_outcome(link),
				.limit = CP_LIMIT_SIGNATURES});
	switch (link) {
	case CP_LINK_GOOD:
		top->good_key = node->key;
		if (!node->was_visited && w->n_frames < w->depth)
			return enter(w, issuer);
		if (!node->was_visited) {
			w->graph->input->budget->spent[CP_LIMIT_DEPTH] = true;
			offer(w, CP_PATH_BUDGET, CP_TABLE_NONE);
		}
		return true;
	case CP_LINK_BAD:
		if (top->bad == CP_TABLE_NONE && !contradicts)
			top->bad = issuer;
		return true;
	case CP_LINK_UNSUPPORTED:
		if (top->unsupported == CP_TABLE_NONE && !contradicts)
			top->unsupported = issuer;
		return true;
	case CP_LINK_UNCHECKED:
		top->ran_short = true;
		return true;
	case CP_LINK_NO_MEMORY:
		break;
	}
	return false;
}

/* The next candidate of the top, or back down when there are no more. False without memory. */
static bool
step(walk *w)
{
	frame *top = &w->frames[w->n_frames - 1];
	const cp_node *node = &w->graph->nodes[top->node];
	uint32_t place = top->next++, issuer;

	if (place >= node->n_order) {
		if (top->good_key == CP_TABLE_NONE && !judge_end(w))
			return false;
		w->n_frames--;
		return true;
	}
	issuer = cp_graph_candidate(w->graph, top->node, place)->node;
	if (is_in_path(w, issuer)) {
		top->met_path = true;
		return true;
	}
	return look_at(w, top, issuer, place >= node->n_order - node->n_mismatch);
}

bool
cp_partial_find(cp_graph *graph, cp_links *links, size_t depth, cp_partial *partial)
{
	/* As many steps again as the search had: what it spent must not hide what is wrong. */
	walk w = {.graph = graph,
		.links = links,
		.depth = depth,
		.steps = graph->input->budget->limit[CP_LIMIT_STEPS],
		.best = partial};

	partial->nodes[0] = 0;
	partial->n_nodes = 1;
	partial->end = CP_PATH_UNKNOWN_ISSUER;
	partial->failed_issuer = CP_TABLE_NONE;
	if (!graph->nodes[0].has_skeleton)
		return true;
	if (graph->input->trail != NULL)
		graph->input->trail->stage = CP_TRAIL_DEAD_ENDS;
	if (!enter(&w, 0))
		return false;
	while (w.n_frames > 0) {
		if (!step(&w))
			return false;
	}
	return true;
}
