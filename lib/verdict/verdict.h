/*
 * From findings to a verdict: each finding's action under the policy, zone softening, own-leaf
 * easing, waivers and the floor; then the worst action and the finding to mend first.
 */
#ifndef CP_VERDICT_VERDICT_H
#define CP_VERDICT_VERDICT_H

#include "policy/policy.h"

typedef struct cp_verdict {
	certpolicy_verdict verdict;
	const cp_finding *primary; /* NULL when nothing was found; lent by the findings */
	/* How bad it is beyond the verdict, to tell the mildest of several refused paths: smaller is
	 * milder. */
	uint64_t weight;
} cp_verdict;

/*
 * Sets every finding's action, drops those of action ignore, sorts the rest (worst action, table
 * order, certificate) and gives the verdict. `floor` may be NULL. CP_INVARIANT: a verdict other than
 * allow holds a finding.
 */
cp_verdict
cp_verdict_reach(const certpolicy_policy *policy, const certpolicy_policy *floor,
	const cp_facts *facts, cp_findings *findings);

#endif
