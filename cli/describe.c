/* certpolicy describe: what the certificates are, without a trust decision. */
#include <config.h>
#include "cli.h"
#include "fail.h"
#include "output.h"
#include "subject.h"

#include <string.h>

int
cli_describe(const cli_settings *settings)
{
	certpolicy_engine *engine;
	certpolicy_request *request;
	certpolicy_report *report = NULL;
	certpolicy_error *error = NULL;
	int code;

	code = cli_subject_get(settings, &engine, &request);
	if (code != 0)
		return code;
	if (certpolicy_describe(engine, request, &report, &error) == CERTPOLICY_OK) {
		code = cli_put_report(settings, report);
		if (code == 0 && strcmp(certpolicy_report_get_kind(report), "unreadable") == 0)
			code = CLI_NOT_JUDGED;
	} else {
		code = cli_fail_library(settings, error);
	}
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return code;
}
