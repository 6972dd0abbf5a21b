/* threat.*: what the user's own lists say. */
#include <config.h>

#include "rules/families.h"

void
cp_rule_threat_listed(cp_rule_context *context, const cp_subject *subject)
{
	const char *list = subject->denied_certificate != NULL ? subject->denied_certificate
							       : subject->denied_key;
	cp_finding *finding;

	if (list == NULL)
		return;
	finding = cp_rule_emit(context, subject);
	cp_rule_name_subject(finding, subject);
	cp_evidence_text(
		finding, "what", subject->denied_certificate != NULL ? "certificate" : "key");
	cp_evidence_text(finding, "list", list);
}
