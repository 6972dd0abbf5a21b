/* One policy's judgement of one search. */
#ifndef CP_JUDGE_H
#define CP_JUDGE_H

#include "search.h"

/* What all judgements of one evaluation share. Lent. */
typedef struct cp_bench {
	const certpolicy_engine *engine;
	const certpolicy_request *request;
	const cp_walk_request *asked;
	const cp_zones *zones;
	bool describe;
	certpolicy_error **error;
} cp_bench;

/* A candidate judged under one policy. */
typedef struct cp_ruling {
	cp_judgement *candidate; /* lent by the search */
	cp_facts facts;
	cp_findings findings;
	cp_verdict verdict;
} cp_ruling;

/*
 * What of a policy shapes the facts, with a floor (or NULL) the stricter of both; lends from them.
 * Pins are the policy's own: those of a floor would be another condition, not a stricter one.
 */
cp_walk_terms
cp_judge_terms(
	const certpolicy_policy *policy, const certpolicy_policy *floor, const cp_zones *zones);

/*
 * The best candidate under a policy and a floor (or NULL): the first one that is allowed, else the
 * mildest. A search that a limit ended without an allowed path says so: path.budget. `scratch` is
 * where findings live; NULL: with their candidates, which then hold what was said of them.
 */
CP_CHECK_RESULT int
cp_judge(const cp_bench *bench, cp_search *search, const certpolicy_policy *policy,
	const certpolicy_policy *floor, cp_arena *scratch, cp_ruling *best);

/*
 * Leaves of `wanted` what can be said of a peer that showed no certificate: that a resumed session
 * came without one, or else that there is none to read; and what concerns peer and session.
 */
void
cp_judge_want_without_chain(bool wanted[CP_N_CODES], bool resumed);

#endif
