/* The public calls about the library itself, and the words of reports. */
#include <config.h>

#include <certpolicy/certpolicy.h>

#include "base/compiler.h"
#include "store/anchors.h"

#include <libpsl.h>

#include <string.h>

const char *
certpolicy_version(void)
{
	return PACKAGE_VERSION;
}

int
certpolicy_has_feature(const char *feature)
{
	if (feature == NULL)
		return 0;
	if (strcmp(feature, "nss") == 0)
		return cp_anchors_have_nss() ? 1 : 0;
	if (strcmp(feature, "psl") == 0)
		return psl_builtin() != NULL ? 1 : 0;
	return strcmp(feature, "pkcs11") == 0 ? 1 : 0;
}

const char *
certpolicy_verdict_name(certpolicy_verdict verdict)
{
	switch (verdict) {
	case CERTPOLICY_VERDICT_ALLOW:
		return "allow";
	case CERTPOLICY_VERDICT_WARN:
		return "warn";
	default:
		return "deny";
	}
}

const char *
certpolicy_action_name(certpolicy_action action)
{
	switch (action) {
	case CERTPOLICY_ACTION_IGNORE:
		return "ignore";
	case CERTPOLICY_ACTION_INFO:
		return "info";
	case CERTPOLICY_ACTION_WARN:
		return "warn";
	default:
		return "deny";
	}
}

const char *
certpolicy_severity_name(certpolicy_severity severity)
{
	static const char *const names[] = {"info", "low", "medium", "high", "critical"};

	return (unsigned)severity < CP_COUNT(names) ? names[severity] : "critical";
}
