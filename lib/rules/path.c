/* path.*: that there is a path, and RFC 5280 section 6.1 along it. */
#include <config.h>

#include "rules/families.h"

static const cp_subject *
last_subject(const cp_facts *facts)
{
	return &facts->subjects[facts->n_subjects - 1];
}

/* The leaf bears its own name as issuer, is all there is, and its own key did not sign it. */
static bool
is_forged_self_signed(const cp_facts *facts)
{
	return facts->path->n_certs == 1 && facts->subjects[0].self_issued &&
	       !facts->leaf_self_signed;
}

static const char *
why_nobody_issued(const cp_facts *facts, cp_arena *arena)
{
	switch (facts->path->end) {
	case CP_PATH_SELF_SIGNED:
		if (facts->n_subjects == 1)
			return "it is self-signed and pinned, and no root vouches for it";
		return cp_arena_printf(arena,
			"it ends in the self-signed \"%s\", which is not trusted",
			cp_name_shown(arena, last_subject(facts)->cert->subject));
	case CP_PATH_LOOP:
		return "its issuers lead in a circle";
	case CP_PATH_ANCHORED:
	case CP_PATH_UNKNOWN_ISSUER:
	case CP_PATH_BAD_SIGNATURE:
	case CP_PATH_UNSUPPORTED:
	case CP_PATH_BUDGET:
		break;
	}
	return NULL;
}

/* A person will paste it into a shell: nothing in it may mean something there. */
static const char *
plain_url(const char *url)
{
	const char *c;

	for (c = url; c != NULL && *c != '\0'; c++) {
		if (!(*c >= 'a' && *c <= 'z') && !(*c >= 'A' && *c <= 'Z') &&
			!(*c >= '0' && *c <= '9') && strchr("-._~:/?%=+,@&", *c) == NULL)
			return NULL;
	}
	return url != NULL && (strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0)
		       ? url
		       : NULL;
}

void
cp_rule_path_unknown_issuer(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;
	cp_finding *finding;

	(void)leaf;
	if (facts->anchored || facts->path->end == CP_PATH_BAD_SIGNATURE ||
		facts->path->end == CP_PATH_UNSUPPORTED || facts->path->end == CP_PATH_BUDGET)
		return;
	/* identity.self-signed says it better, path.bad-signature says worse. */
	if ((facts->leaf_self_signed && !facts->pins.leaf_matched) || is_forged_self_signed(facts))
		return;
	finding = cp_rule_emit(context, last_subject(facts));
	if (facts->path->end == CP_PATH_UNKNOWN_ISSUER) {
		cp_evidence_text(finding, "missing_issuer", facts->missing_issuer);
		cp_evidence_text(finding, "missing_key_id", facts->missing_key_id);
		cp_evidence_text(
			finding, "missing_issuer_url", plain_url(facts->missing_issuer_url));
	}
	cp_evidence_text(finding, "reason", why_nobody_issued(facts, context->findings->arena));
	cp_rule_name_inspection(context, finding);
}

void
cp_rule_path_bad_signature(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;
	bool unsupported = facts->path->end == CP_PATH_UNSUPPORTED;
	cp_finding *finding;

	(void)leaf;
	if (facts->anchored || facts->leaf_self_signed)
		return;
	if (!unsupported && facts->path->end != CP_PATH_BAD_SIGNATURE &&
		!(facts->path->end != CP_PATH_BUDGET && is_forged_self_signed(facts)))
		return;
	finding = cp_rule_emit(context, last_subject(facts));
	cp_evidence_name(finding, "named_issuer", last_subject(facts)->cert->issuer);
	if (unsupported)
		cp_evidence_text(finding, "reason",
			"its algorithm or key is of a kind that nobody here can check");
}

void
cp_rule_path_not_a_ca(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->not_a_ca)
		cp_rule_name_subject(cp_rule_emit(context, subject), subject);
}

void
cp_rule_path_key_usage(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->may_not_sign)
		cp_rule_name_subject(cp_rule_emit(context, subject), subject);
}

static int64_t
clamp(uint64_t number)
{
	return number > INT64_MAX ? INT64_MAX : (int64_t)number;
}

void
cp_rule_path_length(cp_rule_context *context, const cp_subject *subject)
{
	cp_finding *finding;

	if (!subject->path_len_exceeded)
		return;
	finding = cp_rule_emit(context, subject);
	cp_rule_name_subject(finding, subject);
	cp_evidence_int(finding, "allowed", clamp(subject->cert->path_len));
	cp_evidence_int(finding, "found", (int64_t)subject->n_below);
}

void
cp_rule_path_depth(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;
	cp_finding *finding;

	(void)leaf;
	if (!facts->too_deep)
		return;
	finding = cp_rule_emit(context, NULL);
	cp_evidence_int(finding, "allowed", clamp(facts->depth_allowed));
	cp_evidence_int(finding, "found", (int64_t)facts->n_intermediates);
}

static const char *
constraint_text(const cp_nc_breach *breach, cp_arena *arena)
{
	const char *subtree = breach->subtree != NULL ? breach->subtree : "a name of this form";

	switch (breach->reason) {
	case CP_NC_EXCLUDED:
		return cp_arena_printf(arena, "%s is excluded", subtree);
	case CP_NC_NOT_PERMITTED:
		return "it lies in nothing that is permitted";
	case CP_NC_UNREADABLE:
		return "the name or the constraint cannot be read";
	case CP_NC_UNSUPPORTED:
		break;
	}
	return "the constraint is of a form that cannot be judged";
}

void
cp_rule_path_name_constraints(cp_rule_context *context, const cp_subject *subject)
{
	const cp_facts *facts = context->facts;
	cp_arena *arena = context->findings->arena;
	size_t i;

	for (i = 0; i < subject->n_nc_breaches; i++) {
		const cp_nc_breach *breach = &subject->nc_breaches[i];
		cp_finding *finding = cp_rule_emit(context, subject);

		cp_evidence_text(finding, "name", breach->name);
		cp_evidence_name(
			finding, "constrainer", facts->subjects[breach->constrainer].cert->subject);
		cp_evidence_text(finding, "constraint", constraint_text(breach, arena));
	}
}

void
cp_rule_path_policies(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;
	int at = facts->policies.failed_at;

	(void)leaf;
	if (!facts->policies.failed)
		return;
	cp_rule_emit(context, at >= 0 ? &facts->subjects[at] : NULL);
}

void
cp_rule_path_unknown_critical_extension(cp_rule_context *context, const cp_subject *subject)
{
	cp_finding *finding;

	if (subject->n_unknown_critical == 0)
		return;
	finding = cp_rule_emit(context, subject);
	cp_evidence_text(finding, "oid", subject->unknown_critical[0]);
	if (subject->n_unknown_critical > 1)
		cp_evidence_int(finding, "more", (int64_t)(subject->n_unknown_critical - 1));
}

void
cp_rule_path_budget(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_facts *facts = context->facts;
	const char *limit;

	(void)leaf;
	if (!facts->budget_spent && !facts->policies.budget_spent &&
		facts->path->end != CP_PATH_BUDGET)
		return;
	limit = facts->budget_spent            ? cp_limit_name(facts->spent_limit)
		: facts->policies.budget_spent ? cp_limit_name(CP_LIMIT_POLICY_NODES)
					       : "paths";
	cp_evidence_text(cp_rule_emit(context, NULL), "limit", limit);
}
