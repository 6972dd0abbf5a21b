/* Policies and advice on them as JSON. */
#ifndef CP_RENDER_POLICY_H
#define CP_RENDER_POLICY_H

#include "policy/advice.h"
#include "policy/policy.h"

/* All that is in force, with where it comes from: certpolicy_policy_to_json. NULL without memory.
 */
CP_CHECK_RESULT char *
cp_render_policy(const certpolicy_policy *policy);

/* [{"message", "line", "column"}] */
CP_CHECK_RESULT char *
cp_render_advice(const cp_policy_advice *advice);

#endif
