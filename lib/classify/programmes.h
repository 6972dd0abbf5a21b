/* What root programmes say of the anchor of a path, and whether it tells against this leaf. */
#ifndef CP_CLASSIFY_PROGRAMMES_H
#define CP_CLASSIFY_PROGRAMMES_H

#include "classify/facts.h"

/*
 * Distrust, names that a programme keeps a root to, and whether the root is enabled for EV. `roots`:
 * what was read of programmes, frozen. Runs when the SCTs are known; a spent budget is a fact too.
 */
void
cp_programmes_judge(
	cp_facts *facts, cp_arena *arena, cp_budget *budget, const cp_roots *roots);

#endif
