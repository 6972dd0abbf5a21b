/* Certificate policies of a path: RFC 5280 6.1 with the graph of RFC 9618. */
#ifndef CP_CLASSIFY_POLICY_GRAPH_H
#define CP_CLASSIFY_POLICY_GRAPH_H

#include "classify/walk.h"

/*
 * Judges the policies of an anchored path (leaf first, the anchor last, whose own policies do not
 * count). Whether some path of policies fails is all that is asked: the sets themselves are not
 * built.
 */
void
cp_policies_judge(cp_policy_facts *facts, const cp_subject *subjects, size_t n_subjects,
	const cp_walk_terms *terms, cp_arena *arena, cp_budget *budget);

#endif
