/* An application's own rules: what they see of a judgement, and how they run. */
#ifndef CP_OWN_RULES_H
#define CP_OWN_RULES_H

#include "engine.h"

/* What a callback gets; lives for the time of the call. */
struct certpolicy_facts {
	const cp_facts *facts;
	cp_findings *findings; /* findings are added; what is there cannot be reached */
	const cp_own_rule *rule;
	size_t rank;
};

/*
 * Runs the engine's own rules after those of the table. A rule that fails ends the judgement with
 * CERTPOLICY_ERROR_INTERNAL.
 */
CP_CHECK_RESULT int
cp_own_rules_run(const certpolicy_engine *engine, const cp_facts *facts, cp_findings *findings,
	certpolicy_error **error);

#endif
