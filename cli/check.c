/* certpolicy check: a verdict on a server or a file, and its exit code. */
#include <config.h>
#include "cli.h"
#include "fail.h"
#include "output.h"
#include "subject.h"

#include <string.h>

/* Fails rather than allows when the library answers with a verdict unknown here. */
static int
exit_code(const cli_settings *settings, certpolicy_verdict verdict)
{
	switch (verdict) {
	case CERTPOLICY_VERDICT_ALLOW:
		return CLI_ALLOW;
	case CERTPOLICY_VERDICT_WARN:
		return settings->fail_on != NULL && strcmp(settings->fail_on, "deny") == 0
			       ? CLI_ALLOW
			       : CLI_WARN;
	case CERTPOLICY_VERDICT_DENY:
		break;
	}
	return CLI_DENY;
}

int
cli_check(const cli_settings *settings)
{
	certpolicy_engine *engine;
	certpolicy_request *request;
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	int code;

	code = cli_subject_get(settings, &engine, &request);
	if (code != 0)
		return code;
	if (certpolicy_evaluate(engine, NULL, request, &report, &error) == CERTPOLICY_OK) {
		code = cli_put_report(settings, report);
		if (code == 0)
			code = exit_code(settings, certpolicy_report_get_verdict(report));
	} else {
		code = cli_fail_library(settings, error);
	}
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return code;
}
