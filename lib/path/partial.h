/* Where the search for an anchor came to an end, and why: what a report says when there is no path.
 */
#ifndef CP_PATH_PARTIAL_H
#define CP_PATH_PARTIAL_H

#include "path/authenticate.h"

typedef struct cp_partial {
	uint32_t nodes[CP_PATH_MAX];
	uint32_t n_nodes;
	cp_path_end end;
	uint32_t failed_issuer; /* CP_TABLE_NONE: none */
} cp_partial;

/* The most telling end among the links that verify. False without memory. */
CP_CHECK_RESULT bool
cp_partial_find(cp_graph *graph, cp_links *links, size_t depth, cp_partial *partial);

#endif
