/*
 * Looking things up in the table: codes, rules, parameters, built-in policies. The rows are in
 * table.def, profile_5280.def, profile_cabf.def and params.def; what rules do is in their families'
 * files; running them is run.c's.
 */
#include <config.h>

#include "rules/families.h"

#include "base/compiler.h"
#include "rules/dates.h"

#include <string.h>

/* ---- cells: what the words in the table's five columns mean ---- */

#define CELL(ACTION)                                                                               \
	{                                                                                          \
		CERTPOLICY_ACTION_##ACTION, CP_WHEN_NEVER, CERTPOLICY_ACTION_##ACTION              \
	}
#define CELL_SOFTER(ACTION, WHEN, SOFTER)                                                          \
	{                                                                                          \
		CERTPOLICY_ACTION_##ACTION, CP_WHEN_##WHEN, CERTPOLICY_ACTION_##SOFTER             \
	}
#define CELL_IGNORE CELL(IGNORE)
#define CELL_INFO CELL(INFO)
#define CELL_WARN CELL(WARN)
#define CELL_DENY CELL(DENY)
#define CELL_WARN_NEAR CELL_SOFTER(DENY, NEAR, WARN)
#define CELL_DENY_UNLESS_PINNED CELL_SOFTER(DENY, PINNED_NEAR, INFO)
#define CELL_WARN_OWN_INFO CELL_SOFTER(WARN, OWN_LEAF, INFO)

static const cp_code_row codes[] = {
#define CP_CODE(NAME, CODE, SEVERITY, OVERRIDE, GUARD, PKIX, WEBPKI, DEV, INTERNAL, PUBLIC, SINCE, \
	MEANS, MESSAGE, WHY, REMEDY, REFERENCES)                                                   \
	{CODE, CERTPOLICY_SEVERITY_##SEVERITY, CP_OVERRIDE_##OVERRIDE, CP_GUARD_##GUARD,           \
		{CELL_##PKIX, CELL_##WEBPKI, CELL_##DEV, CELL_##INTERNAL, CELL_##PUBLIC}, SINCE,   \
		MEANS, MESSAGE, WHY, REMEDY, REFERENCES},
#include "rules/table.def"
};

/* ---- rules: what the words in the columns of CP_RULE and CP_SUBRULE mean ---- */

#define LEAF CP_ROLE_LEAF
#define INTERMEDIATE CP_ROLE_INTERMEDIATE
#define ANCHOR CP_ROLE_ANCHOR
#define ISSUERS (CP_ROLE_INTERMEDIATE | CP_ROLE_ANCHOR)
#define BELOW_ANCHOR (CP_ROLE_LEAF | CP_ROLE_INTERMEDIATE)
#define ALL (CP_ROLE_LEAF | CP_ROLE_INTERMEDIATE | CP_ROLE_ANCHOR)

#define PER_PATH CP_RULE_PER_PATH
#define UNLESS_WEB CP_RULE_UNLESS_WEB
#define PUBLIC_ONLY CP_RULE_PUBLIC_ONLY
#define NOT_PUBLIC CP_RULE_NOT_PUBLIC
#define TLS_ONLY CP_RULE_TLS_ONLY
#define SERVER_ONLY CP_RULE_SERVER_ONLY
#define UNREADABLE_TOO CP_RULE_UNREADABLE_TOO
#define DATED_IF_PUBLIC CP_RULE_DATED_IF_PUBLIC
#define NOT_ANCHOR CP_RULE_NOT_ANCHOR
#define UNLESS_ADMITTED CP_RULE_UNLESS_ADMITTED
#define ON_TRIAL CP_RULE_INFO_ONLY

/* When the certificate was issued: its notBefore. */
#define ALWAYS INT64_MIN, INT64_MAX
#define BEFORE(DAY) INT64_MIN, CP_DATE_##DAY - 1
#define BETWEEN(DAY, NEXT) CP_DATE_##DAY, CP_DATE_##NEXT - 1
#define SINCE(DAY) CP_DATE_##DAY, INT64_MAX
#define CABF_2_0 SINCE(2023_09_15)

static const cp_rule rules[] = {
#define CP_RULE(NAME, ID, ROLES, FLAGS, DATES, SOURCE, RUN)                                        \
	{ID, CP_CODE_##NAME, ROLES, FLAGS, DATES, SOURCE, NULL, RUN, 0},
#define CP_PERIOD(NAME, ID, ROLES, FLAGS, DATES, DAYS, SOURCE, RUN)                                \
	{ID, CP_CODE_##NAME, ROLES, FLAGS, DATES, SOURCE, NULL, RUN, DAYS},
#define CP_SUBRULE(NAME, ID, ROLES, FLAGS, DATES, SOURCE, TEXT, RUN)                               \
	{ID, CP_CODE_##NAME, ROLES, FLAGS, DATES, SOURCE, TEXT, RUN, 0},
#include "rules/table.def"
};

static const char *const builtins[CP_N_BUILTINS] = {
	"pkix", "webpki", "dev-allow", "internal-pinned", "public-strict"};

/* Bit n of the parameter "curves" is word n; crypto.c knows the same order. */
static const char *const curve_words[] = {"P-256", "P-384", "P-521", "Ed25519", "Ed448", "P-224",
	"secp256k1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1", NULL};

/* Likewise of "ct_policy"; ct.c knows the same order. */
static const char *const ct_policy_words[] = {"chrome", "apple", "firefox", NULL};

static const cp_param_row params[] = {
#define CP_PARAM(NAME, TEXT, CODE, TYPE, PKIX, WEBPKI, DEV, INTERNAL, PUBLIC, MIN, MAX, WORDS,     \
	LOWER_IS_WEAKER, MEANS)                                                                    \
	{TEXT, CP_CODE_##CODE, CP_PARAM_##TYPE, {PKIX, WEBPKI, DEV, INTERNAL, PUBLIC}, MIN, MAX,   \
		WORDS, LOWER_IS_WEAKER, MEANS},
#include "rules/params.def"
};

const cp_code_row *
cp_code_row_of(cp_code code)
{
	CP_INVARIANT((unsigned)code < CP_N_CODES);
	return &codes[code];
}

cp_code
cp_code_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < CP_N_CODES; i++) {
		if (strcmp(codes[i].code, name) == 0)
			return (cp_code)i;
	}
	return CP_N_CODES;
}

const char *
cp_code_name(cp_code code)
{
	return cp_code_row_of(code)->code;
}

size_t
cp_rules_list(const cp_rule **list)
{
	*list = rules;
	return CP_COUNT(rules);
}

const cp_param_row *
cp_param_row_of(cp_param param)
{
	CP_INVARIANT((unsigned)param < CP_N_PARAMS);
	return &params[param];
}

cp_builtin
cp_builtin_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < CP_N_BUILTINS; i++) {
		if (strcmp(builtins[i], name) == 0)
			return (cp_builtin)i;
	}
	return CP_N_BUILTINS;
}

const char *
cp_builtin_name(cp_builtin builtin)
{
	CP_INVARIANT((unsigned)builtin < CP_N_BUILTINS);
	return builtins[builtin];
}

const char *
cp_overridable_name(cp_overridable overridable)
{
	switch (overridable) {
	case CP_OVERRIDE_TRUST:
		return "trust";
	case CP_OVERRIDE_NAME:
		return "name";
	case CP_OVERRIDE_TIME:
		return "time";
	case CP_OVERRIDE_NEVER:
		break;
	}
	return "never";
}
