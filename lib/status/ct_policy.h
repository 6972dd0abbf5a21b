/* Transparency policies: whether the timestamps that count are enough (ct_policies.def). */
#ifndef CP_STATUS_CT_POLICY_H
#define CP_STATUS_CT_POLICY_H

#include "classify/facts.h"

/* An SCT that counts. */
typedef struct cp_counted_sct {
	const void *log;           /* which one: equal for the same */
	const char *operator_name; /* at the time of the SCT */
	cp_sct_source source;
	bool in_service; /* qualified, usable or read-only now; else it has retired since */
	bool is_tiled;
} cp_counted_sct;

/* What the policy in force at `time` says; `lifetime` in seconds, notAfter inclusive. When another
 * row of it begins is noted in `horizon`, which may be NULL. */
void
cp_ct_policy_judge(cp_ct_policy policy, int64_t time, int64_t lifetime, const cp_counted_sct *scts,
	size_t n, cp_horizon *horizon, cp_ct_standing *standing);

#endif
