/*
 * Whether a key signed a certificate, asked at most once per builder and pair, and at most once per
 * engine when it did. The first time that a builder asks is taken from the budget.
 */
#ifndef CP_PATH_AUTHENTICATE_H
#define CP_PATH_AUTHENTICATE_H

#include "path/graph.h"

typedef enum cp_link {
	CP_LINK_GOOD,
	CP_LINK_BAD,
	CP_LINK_UNSUPPORTED,
	CP_LINK_UNCHECKED, /* the budget for signatures is spent */
	CP_LINK_NO_MEMORY
} cp_link;

/* As a trail tells it; not of CP_LINK_NO_MEMORY, which no search survives. */
cp_trail_outcome
cp_link_outcome(cp_link link);

typedef struct cp_link_row {
	uint32_t child, key;
	cp_link link;
} cp_link_row;

typedef struct cp_links {
	cp_link_row *rows; /* owned */
	size_t n_rows, capacity;
	cp_table by_pair;
} cp_links;

void
cp_links_clear(cp_links *links);

/* Whether this pair was found not to fit before, or another key to have signed: no path may use it.
 */
bool
cp_links_is_ruled_out(
	const cp_links *links, const cp_graph *graph, uint32_t child, uint32_t issuer);

/* Both are nodes of the graph. The outer AlgorithmIdentifier counts: that the inner one differs is
 * malformed, and said elsewhere. */
CP_CHECK_RESULT cp_link
cp_links_check(cp_links *links, const cp_graph *graph, uint32_t child, uint32_t issuer);

#endif
