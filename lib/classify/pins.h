/* The policy's pins for the peer, held against a path. */
#ifndef CP_CLASSIFY_PINS_H
#define CP_CLASSIFY_PINS_H

#include "classify/walk.h"

void
cp_pins_judge(cp_pin_facts *facts, const cp_path *path, const cp_walk_request *request,
	const cp_walk_terms *terms);

#endif
