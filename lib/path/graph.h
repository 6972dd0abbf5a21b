/*
 * Who may have issued whom, by names alone: certificates as nodes, everybody of one subject as a
 * group. Found once, from the leaf upwards, each certificate and each name being looked at once, so
 * that the work is linear in what is at hand; the search then walks over numbers.
 */
#ifndef CP_PATH_GRAPH_H
#define CP_PATH_GRAPH_H

#include "base/table.h"
#include "path/builder.h"

#define CP_GRAPH_FAR UINT32_MAX

/* Somebody who bears an issuer's name: as an anchor, or as a certificate whose own issuer is
 * sought. */
typedef struct cp_candidate {
	uint32_t node;
	const cp_anchor *anchor; /* NULL: not as an anchor */
} cp_candidate;

typedef struct cp_node {
	cp_cert *cert;
	uint32_t key;            /* equal for equal SubjectPublicKeyInfos */
	uint32_t subject;        /* its group; set when the node is in the graph */
	uint32_t issuer;         /* the group that its issuer belongs to */
	uint32_t next_of_issuer; /* another node with that issuer; CP_TABLE_NONE ends */
	bool is_in_group;
	bool has_skeleton;
	uint32_t signer; /* the key that signed it, once known; CP_TABLE_NONE */
	bool was_hashed; /* for a signature: once costs nothing, since reading did as much */
	/* Indices into the issuer group's candidates, best first; made when first asked for. */
	const uint32_t *order;
	uint32_t n_order;    /* all of them */
	uint32_t n_mismatch; /* the last ones, whose key identifiers contradict */
	bool was_visited;    /* by the search for what is missing (partial.c) */
} cp_node;

typedef struct cp_group {
	cp_bytes name;
	uint64_t hash;            /* cp_name_hash of it */
	cp_candidate *candidates; /* best first: by certificates and time only */
	uint32_t n_candidates;
	/* Certificates that a path from here needs at least, the anchor included; CP_GRAPH_FAR: no
	 * anchor can be reached. */
	uint32_t distance;
	uint32_t first_issued; /* a node whose issuer bears this name; CP_TABLE_NONE: nobody */
	bool is_expanded;
} cp_group;

typedef struct cp_graph {
	const cp_builder_input *input; /* lent */
	cp_arena *arena;               /* lent */
	cp_node *nodes;                /* owned; the leaf is 0 */
	size_t n_nodes, nodes_capacity;
	cp_group *groups; /* owned */
	size_t n_groups, groups_capacity;
	size_t n_keys;
	cp_table by_digest, by_key, by_name;
} cp_graph;

/* With the leaf alone in it. False without memory; clear it all the same. */
CP_CHECK_RESULT bool
cp_graph_init(cp_graph *graph, const cp_builder_input *input, cp_arena *arena);
void
cp_graph_clear(cp_graph *graph);

/* Finds everybody whom names lead to from the leaf, and how far anchors are. */
CP_CHECK_RESULT bool
cp_graph_explore(cp_graph *graph);

/* What the key identifiers of a certificate and of one who may have issued it say of each other. */
cp_key_id_hint
cp_graph_key_id_hint(const cp_cert *cert, const cp_cert *issuer);

/* The node of a certificate, which may be new. */
CP_CHECK_RESULT bool
cp_graph_node(cp_graph *graph, cp_cert *cert, uint32_t *index);

/* How many bear the name of its issuer. */
uint32_t
cp_graph_count(const cp_graph *graph, uint32_t index);

/* Makes nodes[index].order: work for as many steps as there are candidates. */
CP_CHECK_RESULT bool
cp_graph_order(cp_graph *graph, uint32_t index);

/* The i-th best issuer of a node whose order was made. */
const cp_candidate *
cp_graph_candidate(const cp_graph *graph, uint32_t index, uint32_t i);

/* Whether a path may go on from this candidate to an anchor, and how many certificates that takes
 * at least, the candidate included. CP_GRAPH_FAR: none. */
uint32_t
cp_graph_distance(const cp_graph *graph, const cp_candidate *candidate);

#endif
