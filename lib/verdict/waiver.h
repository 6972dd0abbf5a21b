/* Waivers: whether one stands for a finding on this leaf's path to this peer. */
#ifndef CP_VERDICT_WAIVER_H
#define CP_VERDICT_WAIVER_H

#include "policy/policy.h"

/*
 * The waiver of `policy` that names this finding, its leaf and all of the request's peers: a live one
 * before a lapsed one, of several the one that lasts longest. NULL when there is none, or when the
 * code is never waived. `floor_file_only`: those of the file that sets the floor.
 */
const cp_waiver *
cp_waiver_find(const certpolicy_policy *policy, const cp_facts *facts, const cp_finding *finding,
	bool floor_file_only);

/* `until` is inclusive. */
bool
cp_waiver_is_live(const cp_waiver *waiver, int64_t time);

#endif
