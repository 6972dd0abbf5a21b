/* The public calls of guards: argument checks, then one internal call. */
#include <config.h>
#include "guard.h"

#include "base/error.h"

static int
check(bool complete, certpolicy_error **error)
{
	cp_error_clear(error);
	return complete ? CERTPOLICY_OK
			: cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.null",
				  "an argument that must be given is NULL");
}

int
certpolicy_guard_new(certpolicy_engine *engine, certpolicy_policy *policy, certpolicy_guard **guard,
	certpolicy_error **error)
{
	int status = check(engine != NULL && guard != NULL, error);

	if (guard != NULL)
		*guard = NULL;
	if (status != CERTPOLICY_OK)
		return status;
	*guard = cp_guard_new(engine, policy);
	return *guard != NULL ? CERTPOLICY_OK : cp_error_no_memory(error);
}

int
certpolicy_guard_replace(certpolicy_guard *guard, certpolicy_engine *engine,
	certpolicy_policy *policy, certpolicy_error **error)
{
	int status = check(guard != NULL && engine != NULL, error);

	if (status == CERTPOLICY_OK)
		cp_guard_replace(guard, engine, policy);
	return status;
}

int
certpolicy_guard_judge(certpolicy_guard *guard, certpolicy_request *request,
	certpolicy_report **report, certpolicy_error **error)
{
	int status = check(guard != NULL && request != NULL && report != NULL, error);

	if (report != NULL)
		*report = NULL;
	return status == CERTPOLICY_OK ? cp_guard_judge(guard, request, report, error) : status;
}

int
certpolicy_guard_get_binding(certpolicy_guard *guard, const certpolicy_request *request,
	uint8_t *binding, certpolicy_error **error)
{
	int status = check(guard != NULL && request != NULL && binding != NULL, error);

	return status == CERTPOLICY_OK ? cp_guard_bind(guard, request, binding, error) : status;
}

int
certpolicy_report_get_alert(const certpolicy_report *report)
{
	if (report == NULL || certpolicy_report_get_verdict(report) != CERTPOLICY_VERDICT_DENY)
		return -1;
	return cp_alert_of_code(certpolicy_report_get_primary(report));
}
