/* A guard: an engine, a policy, and what full handshakes showed, for connections one after another. */
#ifndef CP_GUARD_H
#define CP_GUARD_H

#include "engine.h"
#include "guard_memory.h"

#include <certpolicy/guard.h>

/* What the public calls do; arguments have been checked. */
CP_CHECK_RESULT certpolicy_guard *
cp_guard_new(certpolicy_engine *engine, certpolicy_policy *policy);
void
cp_guard_replace(
	certpolicy_guard *guard, certpolicy_engine *engine, certpolicy_policy *policy);
CP_CHECK_RESULT int
cp_guard_judge(certpolicy_guard *guard, certpolicy_request *request, certpolicy_report **report,
	certpolicy_error **error);
CP_CHECK_RESULT int
cp_guard_bind(certpolicy_guard *guard, const certpolicy_request *request,
	uint8_t binding[CERTPOLICY_BINDING_LEN], certpolicy_error **error);

/* See certpolicy_report_get_alert. */
int
cp_alert_of_code(const char *code);

#endif
