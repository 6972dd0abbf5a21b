/* ct.*: whether a public certificate was logged as browsers ask, and whether that can be told. */
#include <config.h>

#include "rules/families.h"

/* Bits of the parameter "ct_policy", in the order of registry.c's words. */
static const struct {
	cp_ct_policy policy;
	const char *name;
} policies[] = {{CP_CT_CHROME, "Chrome"}, {CP_CT_APPLE, "Apple"}, {CP_CT_FIREFOX, "Firefox"}};

static const char *
lack_text(cp_ct_lack lack)
{
	switch (lack) {
	case CP_CT_LACKS_SCTS:
		return "too few logs vouch for it";
	case CP_CT_LACKS_CURRENT_LOG:
		return "all logs that vouch for it have retired";
	case CP_CT_LACKS_OPERATOR:
		return "all logs that vouch for it have one operator";
	case CP_CT_LACKS_RFC6962_LOG:
		return "no log with the interface of RFC 6962 vouches for it";
	case CP_CT_LACKS_NOTHING:
		break;
	}
	return NULL;
}

void
cp_rule_ct_insufficient(cp_rule_context *context, const cp_subject *subject)
{
	const cp_transparency *transparency = &context->facts->transparency;
	int64_t wanted = context->params[CP_PARAM_CT_POLICY];
	const cp_ct_standing *standing;
	cp_finding *finding;
	size_t i;

	if (transparency->list != CP_CT_LIST_USED)
		return;
	for (i = 0; i < CP_COUNT(policies); i++) {
		standing = &transparency->standing[policies[i].policy];
		if ((wanted >> i & 1) != 0 && standing->lack != CP_CT_LACKS_NOTHING)
			break;
	}
	if (i == CP_COUNT(policies))
		return;
	finding = cp_rule_emit(context, subject);
	cp_evidence_text(finding, "ct_policy", policies[i].name);
	cp_evidence_text(finding, "lack", lack_text(standing->lack));
	cp_evidence_int(finding, "needed", (int64_t)standing->n_needed);
	cp_evidence_int(finding, "logs", (int64_t)standing->n_logs);
	cp_evidence_int(finding, "operators", (int64_t)standing->n_operators);
	cp_evidence_text(finding, "not_counted",
		cp_scts_missed_text(context->findings->arena, transparency, policies[i].policy));
}

void
cp_rule_ct_not_checkable(cp_rule_context *context, const cp_subject *subject)
{
	static const char *const reasons[] = {[CP_CT_LIST_NONE] = "no list of logs is at hand",
		[CP_CT_LIST_UNDATED] = "the list of logs does not say when it was made",
		[CP_CT_LIST_STALE] = "the list of logs is older than 70 days",
		[CP_CT_LIST_FUTURE] = "the list of logs was made after the instant of judgement"};
	const cp_transparency *transparency = &context->facts->transparency;
	cp_finding *finding;

	if (transparency->list == CP_CT_LIST_USED)
		return;
	finding = cp_rule_emit(context, subject);
	cp_evidence_text(finding, "reason", reasons[transparency->list]);
	if (transparency->list == CP_CT_LIST_STALE || transparency->list == CP_CT_LIST_FUTURE)
		cp_evidence_time(finding, "list_date", transparency->list_date);
}
