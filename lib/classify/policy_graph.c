/*
 * The valid policy graph of RFC 9618 section 5, level by level from the anchor to the leaf.
 *
 * A node's parents are the nodes of the level above that expect its policy: since those
 * expectations are kept sorted by policy, they are one run of them and need no memory of their own.
 * What a level takes is linear in its policies and mappings; POLICY_NODES bounds the sum. Nodes
 * that lead nowhere are not pruned as they arise: the last step walks upwards from the leaf and so
 * never meets them.
 */
#include <config.h>

#include "classify/policy_graph.h"

#include "x509/policies.h"

#include <stdlib.h>

typedef struct policy_node {
	cp_bytes policy;
	size_t first_parent, n_parents; /* a run of the level above's expectations */
	bool under_any;                 /* its parent is the anyPolicy node of the level above */
	bool reached;                   /* leads to the leaf */
} policy_node;

/* `node` of its level takes `policy` in the level below for its own. */
typedef struct policy_expectation {
	cp_bytes policy;
	size_t node;
} policy_expectation;

typedef struct policy_mapping {
	cp_bytes issuer, subject;
} policy_mapping;

/* One depth of the graph; its anyPolicy node is a flag, since it expects anyPolicy and nothing
 * else. */
typedef struct policy_level {
	policy_node *nodes; /* sorted by policy */
	size_t n_nodes;
	policy_expectation *expected; /* sorted by policy, then node */
	size_t n_expected;
	bool has_any;
} policy_level;

typedef struct policy_graph {
	cp_arena *arena;
	cp_budget *budget;
	policy_level *levels; /* 0: above the first certificate */
	bool null;            /* no policy is valid (RFC 5280 6.1.3 (e)) */
	bool stopped;         /* without memory, or over the budget */
} policy_graph;

/* The state variables of RFC 5280 6.1.2 (d) to (f). */
typedef struct policy_counters {
	uint64_t explicit_policy, policy_mapping, inhibit_any;
} policy_counters;

static int
compare_policies(const void *a, const void *b)
{
	return cp_bytes_compare(*(const cp_bytes *)a, *(const cp_bytes *)b);
}

static int
compare_nodes(const void *a, const void *b)
{
	return cp_bytes_compare(((const policy_node *)a)->policy, ((const policy_node *)b)->policy);
}

static int
compare_expectations(const void *a, const void *b)
{
	const policy_expectation *x = a, *y = b;
	int order = cp_bytes_compare(x->policy, y->policy);

	return order != 0 ? order : (x->node > y->node) - (x->node < y->node);
}

static int
compare_mappings(const void *a, const void *b)
{
	const policy_mapping *x = a, *y = b;
	int order = cp_bytes_compare(x->issuer, y->issuer);

	return order != 0 ? order : cp_bytes_compare(x->subject, y->subject);
}

/* Policies, nodes that come along, and mappings are paid for; what is made of them is in
 * proportion. */
static bool
pay(policy_graph *graph, size_t n)
{
	if (!graph->stopped && !cp_budget_take(graph->budget, CP_LIMIT_POLICY_NODES, n))
		graph->stopped = true;
	return !graph->stopped;
}

/* Room for `n` things; NULL stops the graph unless n is 0. */
static void *
make_room(policy_graph *graph, size_t n, size_t size)
{
	void *room;

	if (n == 0 || graph->stopped)
		return NULL;
	room = cp_arena_alloc(graph->arena, n, size);
	if (room == NULL)
		graph->stopped = true;
	return room;
}

/* The run of expectations of one policy: its start, and its length in *n. */
static size_t
find_expected(const policy_level *above, cp_bytes policy, size_t *n)
{
	size_t low = 0, high = above->n_expected, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cp_bytes_compare(above->expected[middle].policy, policy) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < above->n_expected; end++) {
		if (!cp_bytes_equal(above->expected[end].policy, policy))
			break;
	}
	*n = end - low;
	return low;
}

static policy_node *
find_node(const policy_level *level, cp_bytes policy)
{
	policy_node key = {.policy = policy};

	return level->n_nodes > 0
		       ? bsearch(&key, level->nodes, level->n_nodes, sizeof(key), compare_nodes)
		       : NULL;
}

/* A certificate's policies, sorted, each once, anyPolicy apart. */
static cp_bytes *
read_policies(policy_graph *graph, const cp_cert *cert, size_t *n, bool *any)
{
	cp_bytes rest = cert->policies, policy, qualifiers;
	cp_bytes *policies;
	size_t i, kept = 0, count = 0;

	*any = false;
	*n = 0;
	while (cp_policies_next(&rest, &policy, &qualifiers))
		count++;
	policies = pay(graph, count) ? make_room(graph, count, sizeof(*policies)) : NULL;
	if (policies == NULL)
		return NULL;
	rest = cert->policies;
	for (i = 0; i < count && cp_policies_next(&rest, &policy, &qualifiers);) {
		if (cp_policy_is_any(policy))
			*any = true;
		else
			policies[i++] = policy;
	}
	if (i > 0)
		qsort(policies, i, sizeof(*policies), compare_policies);
	for (count = i, i = 0; i < count; i++) {
		if (kept == 0 || !cp_bytes_equal(policies[kept - 1], policies[i]))
			policies[kept++] = policies[i];
	}
	*n = kept;
	return policies;
}

static void
add_node(
	policy_level *level, cp_bytes policy, size_t first_parent, size_t n_parents, bool under_any)
{
	policy_node *node = &level->nodes[level->n_nodes++];

	node->policy = policy;
	node->first_parent = first_parent;
	node->n_parents = n_parents;
	node->under_any = under_any;
}

/* RFC 9618 5.2, 6.1.3 (d) (1): the policies that the certificate names. */
static void
add_named(
	const policy_level *above, policy_level *level, const cp_bytes *policies, size_t n_policies)
{
	size_t i;

	for (i = 0; i < n_policies; i++) {
		size_t n, first = find_expected(above, policies[i], &n);

		if (n > 0)
			add_node(level, policies[i], first, n, false);
		else if (above->has_any)
			add_node(level, policies[i], 0, 0, true);
	}
}

/* 6.1.3 (d) (2): the certificate says anyPolicy, so what is expected and not named comes along. */
static void
add_expected(const policy_level *above, policy_level *level)
{
	size_t first, n, n_named = level->n_nodes;

	for (first = 0; first < above->n_expected; first += n) {
		policy_node key = {.policy = above->expected[first].policy};

		for (n = 1; first + n < above->n_expected; n++) {
			if (!cp_bytes_equal(above->expected[first + n].policy, key.policy))
				break;
		}
		if (n_named == 0 ||
			bsearch(&key, level->nodes, n_named, sizeof(key), compare_nodes) == NULL)
			add_node(level, key.policy, first, n, false);
	}
	level->has_any = above->has_any;
}

/* 6.1.3 (d), (e). */
static void
add_level(policy_graph *graph, const cp_cert *cert, bool any_counts, const policy_level *above,
	policy_level *level)
{
	size_t n_policies = 0, n_room;
	bool any = false;
	cp_bytes *policies;

	if (graph->null || !cert->ext[CP_EXT_CERTIFICATE_POLICIES].present) {
		graph->null = true;
		return;
	}
	policies = read_policies(graph, cert, &n_policies, &any);
	/* Room for what mappings may add under anyPolicy is made when they come. */
	n_room = n_policies + (any && any_counts ? above->n_expected : 0);
	level->nodes = make_room(graph, n_room, sizeof(*level->nodes));
	if (graph->stopped)
		return;
	add_named(above, level, policies, n_policies);
	if (any && any_counts) {
		size_t n_named = level->n_nodes;

		add_expected(above, level);
		if (!pay(graph, level->n_nodes - n_named))
			return;
	}
	if (level->n_nodes > 0)
		qsort(level->nodes, level->n_nodes, sizeof(*level->nodes), compare_nodes);
	graph->null = level->n_nodes == 0 && !level->has_any;
}

/* Sorted by issuer policy. False when one of them is anyPolicy (6.1.4 (a)). */
static bool
read_mappings(policy_graph *graph, const cp_cert *cert, policy_mapping **mappings, size_t *n)
{
	cp_bytes rest = cert->policy_mappings;
	policy_mapping each;
	size_t count = 0;

	*n = 0;
	while (cp_policy_mappings_next(&rest, &each.issuer, &each.subject)) {
		if (cp_policy_is_any(each.issuer) || cp_policy_is_any(each.subject))
			return false;
		count++;
	}
	*mappings = pay(graph, count) ? make_room(graph, count, sizeof(each)) : NULL;
	if (*mappings == NULL)
		return true;
	rest = cert->policy_mappings;
	while (*n < count && cp_policy_mappings_next(&rest, &each.issuer, &each.subject))
		(*mappings)[(*n)++] = each;
	qsort(*mappings, *n, sizeof(each), compare_mappings);
	return true;
}

/* 6.1.4 (b) (1), last paragraph: a mapped policy that only anyPolicy stands for gets its own node.
 */
static void
add_mapped_under_any(
	policy_graph *graph, policy_level *level, const policy_mapping *mappings, size_t n)
{
	policy_node *nodes;
	size_t i, n_old = level->n_nodes;

	if (!level->has_any || n == 0)
		return;
	nodes = make_room(graph, n_old + n, sizeof(*nodes));
	if (nodes == NULL)
		return;
	if (n_old > 0)
		memcpy(nodes, level->nodes, n_old * sizeof(*nodes));
	for (i = 0; i < n; i++) {
		bool again = i > 0 && cp_bytes_equal(mappings[i].issuer, mappings[i - 1].issuer);

		if (again || find_node(level, mappings[i].issuer) != NULL)
			continue;
		nodes[n_old].policy = mappings[i].issuer;
		nodes[n_old++].under_any = true;
	}
	level->nodes = nodes;
	level->n_nodes = n_old;
	qsort(nodes, n_old, sizeof(*nodes), compare_nodes);
}

/* 6.1.4 (b) (2): mapping is inhibited, and mapped policies end here. */
static void
drop_mapped(policy_level *level, const policy_mapping *mappings, size_t n)
{
	size_t i = 0, j = 0, kept = 0;

	for (i = 0; i < level->n_nodes; i++) {
		while (j < n && cp_bytes_compare(mappings[j].issuer, level->nodes[i].policy) < 0)
			j++;
		if (j == n || !cp_bytes_equal(mappings[j].issuer, level->nodes[i].policy))
			level->nodes[kept++] = level->nodes[i];
	}
	level->n_nodes = kept;
}

/* What each node expects below: its mapped policies, or its own. Nodes and mappings are sorted
 * alike. */
static void
expect(policy_graph *graph, policy_level *level, const policy_mapping *mappings, size_t n)
{
	size_t i, j = 0;

	level->expected = make_room(graph, level->n_nodes + n, sizeof(*level->expected));
	if (level->expected == NULL)
		return;
	for (i = 0; i < level->n_nodes; i++) {
		cp_bytes policy = level->nodes[i].policy;
		size_t n_before = level->n_expected;

		while (j < n && cp_bytes_compare(mappings[j].issuer, policy) < 0)
			j++;
		for (; j < n && cp_bytes_equal(mappings[j].issuer, policy); j++)
			level->expected[level->n_expected++] =
				(policy_expectation){mappings[j].subject, i};
		if (level->n_expected == n_before)
			level->expected[level->n_expected++] = (policy_expectation){policy, i};
	}
	qsort(level->expected, level->n_expected, sizeof(*level->expected), compare_expectations);
}

/* 6.1.4 (a), (b). False when a mapping is against the syntax's rules. */
static bool
map_policies(policy_graph *graph, const cp_cert *cert, const policy_counters *counters,
	policy_level *level)
{
	policy_mapping *mappings = NULL;
	size_t n = 0;

	if (cert->ext[CP_EXT_POLICY_MAPPINGS].present && !read_mappings(graph, cert, &mappings, &n))
		return false;
	if (graph->stopped || graph->null)
		return true;
	if (counters->policy_mapping > 0) {
		add_mapped_under_any(graph, level, mappings, n);
		if (!graph->stopped)
			expect(graph, level, mappings, n);
	} else {
		drop_mapped(level, mappings, n);
		expect(graph, level, NULL, 0);
	}
	graph->null = level->n_nodes == 0 && !level->has_any;
	return true;
}

static void
lower(uint64_t *counter, bool has_limit, uint64_t limit)
{
	if (has_limit && limit < *counter)
		*counter = limit;
}

static void
count_down(uint64_t *counter)
{
	if (*counter > 0)
		(*counter)--;
}

/* 6.1.4 (h) to (j). */
static void
prepare_counters(policy_counters *counters, const cp_subject *subject)
{
	const cp_cert *cert = subject->cert;

	if (!subject->self_issued) {
		count_down(&counters->explicit_policy);
		count_down(&counters->policy_mapping);
		count_down(&counters->inhibit_any);
	}
	lower(&counters->explicit_policy, cert->has_require_explicit, cert->require_explicit);
	lower(&counters->policy_mapping, cert->has_inhibit_mapping, cert->inhibit_mapping);
	lower(&counters->inhibit_any, cert->has_inhibit_any, cert->inhibit_any);
}

static bool
is_acceptable(const cp_walk_terms *terms, cp_bytes policy)
{
	size_t i;

	for (i = 0; i < terms->n_acceptable_policies; i++) {
		if (cp_bytes_equal(terms->acceptable_policies[i], policy))
			return true;
	}
	return false;
}

static bool
any_is_acceptable(const cp_walk_terms *terms)
{
	size_t i;

	for (i = 0; i < terms->n_acceptable_policies; i++) {
		if (cp_policy_is_any(terms->acceptable_policies[i]))
			return true;
	}
	return terms->n_acceptable_policies == 0;
}

/* Marks the parents of what was reached at one level; true at a policy of the anchor's domain that
 * is acceptable. */
static bool
climb(policy_graph *graph, size_t depth, const cp_walk_terms *terms)
{
	policy_level *level = &graph->levels[depth], *above = &graph->levels[depth - 1];
	size_t i, j;

	for (i = 0; i < level->n_nodes; i++) {
		const policy_node *node = &level->nodes[i];

		if (!node->reached)
			continue;
		if (node->under_any && is_acceptable(terms, node->policy))
			return true;
		for (j = 0; j < node->n_parents; j++)
			above->nodes[above->expected[node->first_parent + j].node].reached = true;
	}
	return false;
}

/* 6.1.5 (g): whether the user-constrained policy set has anything in it. */
static bool
user_set_is_empty(policy_graph *graph, size_t depth, const cp_walk_terms *terms)
{
	policy_level *last = &graph->levels[depth];
	size_t i;

	if (graph->null)
		return true;
	if (any_is_acceptable(terms) || last->has_any)
		return false;
	for (i = 0; i < last->n_nodes; i++)
		last->nodes[i].reached = true;
	for (; depth > 0; depth--) {
		if (climb(graph, depth, terms))
			return false;
	}
	return true;
}

/*
 * Most paths ask for no policy and cannot fail: explicit_policy starts above the number of
 * certificates and only a constraint, the terms or a forbidden mapping make it matter.
 */
static bool
can_fail(const cp_subject *subjects, size_t n_subjects, const cp_walk_terms *terms)
{
	size_t i;

	if (terms->require_explicit_policy)
		return true;
	for (i = 0; i + 1 < n_subjects; i++) {
		if (subjects[i].cert->has_require_explicit ||
			subjects[i].cert->ext[CP_EXT_POLICY_MAPPINGS].present)
			return true;
	}
	return false;
}

static void
fail(cp_policy_facts *facts, size_t index)
{
	facts->failed = true;
	facts->failed_at = (int)index;
}

/* RFC 5280 6.1.3 to 6.1.5 for what concerns policies. */
static void
walk(cp_policy_facts *facts, policy_graph *graph, policy_counters *counters,
	const cp_subject *subjects, size_t n, const cp_walk_terms *terms)
{
	size_t depth;

	graph->levels[0].has_any = true;
	for (depth = 1; depth <= n && !graph->stopped; depth++) {
		const cp_subject *subject = &subjects[n - depth];
		const cp_cert *cert = subject->cert;
		policy_level *level = &graph->levels[depth];
		bool any_counts = counters->inhibit_any > 0 || (depth < n && subject->self_issued);

		add_level(graph, cert, any_counts, &graph->levels[depth - 1], level);
		if (graph->null && counters->explicit_policy == 0) {
			fail(facts, n - depth);
			return;
		}
		if (depth == n)
			break;
		if (!map_policies(graph, cert, counters, level)) {
			fail(facts, n - depth);
			return;
		}
		prepare_counters(counters, subject);
	}
	if (graph->stopped)
		return;
	/* 6.1.5 (a), (b). */
	count_down(&counters->explicit_policy);
	if (subjects[0].cert->has_require_explicit && subjects[0].cert->require_explicit == 0)
		counters->explicit_policy = 0;
	if (counters->explicit_policy == 0 && user_set_is_empty(graph, n, terms))
		fail(facts, 0);
}

void
cp_policies_judge(cp_policy_facts *facts, const cp_subject *subjects, size_t n_subjects,
	const cp_walk_terms *terms, cp_arena *arena, cp_budget *budget)
{
	policy_graph graph = {.arena = arena, .budget = budget};
	size_t n = n_subjects - 1; /* the anchor is no certificate of the path (6.1) */
	policy_counters counters = {.explicit_policy = terms->require_explicit_policy ? 0 : n + 1,
		.policy_mapping = terms->inhibit_policy_mapping ? 0 : n + 1,
		.inhibit_any = terms->inhibit_any_policy ? 0 : n + 1};

	facts->failed = false;
	facts->budget_spent = false;
	facts->failed_at = -1;
	if (n == 0 || !can_fail(subjects, n_subjects, terms))
		return;
	graph.levels = cp_arena_alloc(arena, n + 1, sizeof(*graph.levels));
	if (graph.levels == NULL)
		return;
	walk(facts, &graph, &counters, subjects, n, terms);
	facts->budget_spent = graph.stopped && budget->spent[CP_LIMIT_POLICY_NODES];
}
