/* lib/verdict: actions by cells, zones, own leaves, guards, waivers and the floor; order and
 * weight. */
#include <config.h>
#include "base/compiler.h"
#include "unit/make_facts.h"
#include "unit/unit.h"
#include "verdict/verdict.h"
#include "verdict/waiver.h"

#define DENY CERTPOLICY_ACTION_DENY
#define WARN CERTPOLICY_ACTION_WARN
#define INFO CERTPOLICY_ACTION_INFO
#define IGNORE CERTPOLICY_ACTION_IGNORE

/* A policy as a built-in one, to be changed. */
static certpolicy_policy
policy_of(cp_builtin builtin)
{
	certpolicy_policy policy = *cp_policy_builtin(builtin);

	policy.parent = NULL;
	policy.waivers = NULL;
	policy.n_waivers = 0;
	return policy;
}

static cp_finding *
add(unit_facts *f, cp_code code, int certificate)
{
	const cp_rule *rules;
	size_t n = cp_rules_list(&rules), i;

	for (i = 0; i < n && rules[i].code != code; i++)
		continue;
	if (f->findings.arena == NULL)
		cp_findings_init(&f->findings, &f->arena);
	return cp_emit(&f->findings, &rules[i], cp_code_name(code), rules[i].id, code, certificate);
}

static certpolicy_action
action_of(const unit_facts *f, const char *code)
{
	size_t i;

	for (i = 0; i < f->findings.n; i++) {
		if (strcmp(f->findings.list[i].code, code) == 0)
			return f->findings.list[i].action;
	}
	return IGNORE;
}

static void
set_near(unit_facts *f)
{
	unit_facts_set_zone(f, CP_ZONE_INTERNAL);
}

static void
set_near_pinned(unit_facts *f)
{
	unit_facts_self_sign(f);
	unit_facts_set_zone(f, CP_ZONE_DEVELOPMENT);
	f->facts.pins.leaf_matched = true;
}

static void
set_far_pinned(unit_facts *f)
{
	set_near_pinned(f);
	unit_facts_set_zone(f, CP_ZONE_DMZ);
}

static void
set_own_anchor(unit_facts *f)
{
	unit_facts_anchor_leaf(f);
}

static void
set_nothing(unit_facts *f)
{
	(void)f;
}

/* One finding, one policy, one action. */
static void
cells_and_their_conditions_hold(void)
{
	static const struct {
		const char *name;
		cp_builtin policy;
		cp_code code;
		int certificate;
		void (*set)(unit_facts *f);
		certpolicy_action action;
	} rows[] = {
		{"dev, far: deny", CP_BUILTIN_DEV_ALLOW, CP_CODE_IDENTITY_SELF_SIGNED, 0,
			set_nothing, DENY},
		{"dev, near: warn", CP_BUILTIN_DEV_ALLOW, CP_CODE_IDENTITY_SELF_SIGNED, 0, set_near,
			WARN},
		{"dev, near: name", CP_BUILTIN_DEV_ALLOW, CP_CODE_IDENTITY_NAME_MISMATCH, 0,
			set_near, WARN},
		{"dev, near: malformed stays", CP_BUILTIN_DEV_ALLOW, CP_CODE_ENCODING_MALFORMED, 0,
			set_near, DENY},
		{"internal, near, not pinned", CP_BUILTIN_INTERNAL_PINNED,
			CP_CODE_PATH_UNKNOWN_ISSUER, 0, set_near, DENY},
		{"internal, near, pinned", CP_BUILTIN_INTERNAL_PINNED, CP_CODE_PATH_UNKNOWN_ISSUER,
			0, set_near_pinned, INFO},
		{"internal, far, pinned", CP_BUILTIN_INTERNAL_PINNED, CP_CODE_PATH_UNKNOWN_ISSUER,
			0, set_far_pinned, DENY},
		{"internal: CA as leaf", CP_BUILTIN_INTERNAL_PINNED, CP_CODE_USAGE_CA_AS_LEAF, 0,
			set_near, WARN},
		{"internal: own CA as leaf", CP_BUILTIN_INTERNAL_PINNED, CP_CODE_USAGE_CA_AS_LEAF,
			0, set_own_anchor, INFO},
		{"internal: pinned CA as leaf", CP_BUILTIN_INTERNAL_PINNED,
			CP_CODE_USAGE_CA_AS_LEAF, 0, set_far_pinned, INFO},
		{"strict: own CA as leaf", CP_BUILTIN_PUBLIC_STRICT, CP_CODE_USAGE_CA_AS_LEAF, 0,
			set_own_anchor, DENY},
		{"ignored", CP_BUILTIN_PKIX, CP_CODE_USAGE_CA_AS_LEAF, 0, set_nothing, IGNORE},
		{"informed", CP_BUILTIN_PUBLIC_STRICT, CP_CODE_REVOCATION_UNAVAILABLE, 1,
			set_nothing, INFO},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_policy policy = policy_of(rows[i].policy);
		cp_verdict verdict;
		unit_facts f;

		unit_facts_init(&f);
		rows[i].set(&f);
		add(&f, rows[i].code, rows[i].certificate);
		verdict = cp_verdict_reach(&policy, NULL, &f.facts, &f.findings);
		UNIT_ROW(rows[i].name, action_of(&f, cp_code_name(rows[i].code)) == rows[i].action);
		UNIT_ROW(rows[i].name,
			verdict.verdict == (rows[i].action == DENY ? CERTPOLICY_VERDICT_DENY
						   : rows[i].action == WARN
							   ? CERTPOLICY_VERDICT_WARN
							   : CERTPOLICY_VERDICT_ALLOW));
		UNIT_ROW(rows[i].name, (verdict.primary != NULL) == (rows[i].action != IGNORE));
		unit_facts_clear(&f);
	}
}

static void
what_is_forged_is_softened_nowhere(void)
{
	certpolicy_policy dev = policy_of(CP_BUILTIN_DEV_ALLOW);
	unit_facts f;

	unit_facts_init(&f);
	set_near(&f);
	add(&f, CP_CODE_VALIDITY_EXPIRED, 0);
	add(&f, CP_CODE_PATH_BAD_SIGNATURE, 0);
	CU_ASSERT_EQUAL(cp_verdict_reach(&dev, NULL, &f.facts, &f.findings).verdict,
		CERTPOLICY_VERDICT_DENY);
	CU_ASSERT_EQUAL(action_of(&f, "validity.expired"), DENY);
	CU_ASSERT_EQUAL(action_of(&f, "path.bad-signature"), DENY);
	unit_facts_clear(&f);
}

/* Whatever a policy's cells say. */
static void
guards_hold(void)
{
	static const struct {
		cp_code code;
		cp_zone zone;
		certpolicy_action action;
	} rows[] = {
		{CP_CODE_ENCODING_MALFORMED, CP_ZONE_DEVELOPMENT, DENY},
		{CP_CODE_PATH_NOT_A_CA, CP_ZONE_DEVELOPMENT, DENY},
		{CP_CODE_IDENTITY_NAME_MISMATCH, CP_ZONE_PUBLIC, DENY},
		{CP_CODE_IDENTITY_NAME_MISMATCH, CP_ZONE_DMZ, INFO},
		{CP_CODE_PATH_DEPTH, CP_ZONE_PUBLIC, INFO},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_policy policy = policy_of(CP_BUILTIN_PKIX);
		unit_facts f;

		unit_facts_init(&f);
		unit_facts_set_zone(&f, rows[i].zone);
		policy.cells[rows[i].code] = (cp_cell){INFO, CP_WHEN_NEVER, INFO};
		add(&f, rows[i].code, 0);
		(void)cp_verdict_reach(&policy, NULL, &f.facts, &f.findings);
		UNIT_ROW(cp_code_name(rows[i].code),
			action_of(&f, cp_code_name(rows[i].code)) == rows[i].action);
		unit_facts_clear(&f);
	}
}

static cp_waiver
waiver_for(const unit_facts *f, const char *code, char *peer, int64_t until)
{
	cp_waiver waiver = {
		.code_or_rule = code, .until = until, .owner = "ops", .reason = "OPS-1"};

	memcpy(waiver.certificate, f->leaf_cert.sha256, sizeof(waiver.certificate));
	waiver.peer.name = peer;
	return waiver;
}

static void
waivers_turn_deny_into_warn(void)
{
	static char peer[] = "www.example.com", other[] = "example.com", wide[] = "example.com";
	static const struct {
		const char *name, *code;
		cp_code found;
		char *peer;
		bool wildcard, other_leaf, no_peer;
		int64_t until;
		certpolicy_action action;
		bool shown, counted;
	} rows[] = {
		{"live", "validity.expired", CP_CODE_VALIDITY_EXPIRED, peer, false, false, false,
			UNIT_NOW, WARN, true, true},
		{"lapsed a second ago", "validity.expired", CP_CODE_VALIDITY_EXPIRED, peer, false,
			false, false, UNIT_NOW - 1, DENY, true, false},
		{"another code", "crypto.weak-key", CP_CODE_VALIDITY_EXPIRED, peer, false, false,
			false, UNIT_NOW, DENY, false, false},
		{"another leaf", "validity.expired", CP_CODE_VALIDITY_EXPIRED, peer, false, true,
			false, UNIT_NOW, DENY, false, false},
		{"another peer", "validity.expired", CP_CODE_VALIDITY_EXPIRED, other, false, false,
			false, UNIT_NOW, DENY, false, false},
		{"below", "validity.expired", CP_CODE_VALIDITY_EXPIRED, wide, true, false, false,
			UNIT_NOW, WARN, true, true},
		{"no peer", "validity.expired", CP_CODE_VALIDITY_EXPIRED, peer, false, false, true,
			UNIT_NOW, DENY, false, false},
		{"never waived", "path.bad-signature", CP_CODE_PATH_BAD_SIGNATURE, peer, false,
			false, false, UNIT_NOW, DENY, false, false},
		{"waived, though never lowered", "path.length", CP_CODE_PATH_LENGTH, peer, false,
			false, false, UNIT_NOW, WARN, true, true},
		{"by rule", "encoding.profile/default-encoded", CP_CODE_ENCODING_PROFILE, peer,
			false, false, false, UNIT_NOW, WARN, true, true},
		{"another rule", "encoding.profile/serial-zero", CP_CODE_ENCODING_PROFILE, peer,
			false, false, false, UNIT_NOW, DENY, false, false},
		{"all rules of a code", "encoding.profile", CP_CODE_ENCODING_PROFILE, peer, false,
			false, false, UNIT_NOW, WARN, true, true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_policy policy = policy_of(CP_BUILTIN_PKIX);
		cp_waiver waiver;
		unit_facts f;
		cp_finding *finding;

		unit_facts_init(&f);
		waiver = waiver_for(&f, rows[i].code, rows[i].peer, rows[i].until);
		waiver.peer.is_wildcard = rows[i].wildcard;
		if (rows[i].other_leaf)
			waiver.certificate[0] ^= 1;
		if (rows[i].no_peer)
			f.facts.n_peers = 0;
		policy.waivers = &waiver;
		policy.n_waivers = 1;
		add(&f, rows[i].found, 0);
		(void)cp_verdict_reach(&policy, NULL, &f.facts, &f.findings);
		finding = &f.findings.list[0];
		UNIT_ROW(rows[i].name, finding->action == rows[i].action);
		UNIT_ROW(rows[i].name, (finding->waiver != NULL) == rows[i].shown);
		UNIT_ROW(rows[i].name, finding->waived == rows[i].counted);
		unit_facts_clear(&f);
	}
}

static void
the_longest_waiver_counts(void)
{
	static char peer[] = "www.example.com";
	certpolicy_policy policy = policy_of(CP_BUILTIN_PKIX);
	cp_waiver waivers[3];
	unit_facts f;

	unit_facts_init(&f);
	waivers[0] = waiver_for(&f, "validity.expired", peer, UNIT_NOW - 5);
	waivers[1] = waiver_for(&f, "validity.expired", peer, UNIT_NOW + 5);
	waivers[2] = waiver_for(&f, "validity.expired", peer, UNIT_NOW + 1);
	policy.waivers = waivers;
	policy.n_waivers = 3;
	add(&f, CP_CODE_VALIDITY_EXPIRED, 0);
	CU_ASSERT_PTR_EQUAL(
		cp_waiver_find(&policy, &f.facts, &f.findings.list[0], false), &waivers[1]);
	CU_ASSERT_PTR_NULL(cp_waiver_find(&policy, &f.facts, &f.findings.list[0], true));
	unit_facts_clear(&f);
}

/* Per code the stricter of the two; an application's waivers do not reach the floor. */
static void
the_floor_holds(void)
{
	static char peer[] = "www.example.com";
	static const struct {
		const char *name;
		cp_builtin policy, floor;
		cp_code code;
		bool waiver, of_floor_file;
		certpolicy_action action;
		bool waived;
	} rows[] = {
		{"policy stricter", CP_BUILTIN_PUBLIC_STRICT, CP_BUILTIN_PKIX,
			CP_CODE_USAGE_CA_AS_LEAF, false, false, DENY, false},
		{"floor stricter", CP_BUILTIN_PKIX, CP_BUILTIN_PUBLIC_STRICT,
			CP_CODE_USAGE_CA_AS_LEAF, false, false, DENY, false},
		{"application's waiver", CP_BUILTIN_PKIX, CP_BUILTIN_PUBLIC_STRICT,
			CP_CODE_VALIDITY_EXPIRED, true, false, DENY, false},
		{"floor's waiver", CP_BUILTIN_PKIX, CP_BUILTIN_PUBLIC_STRICT,
			CP_CODE_VALIDITY_EXPIRED, true, true, WARN, true},
		{"application's waiver, milder floor", CP_BUILTIN_PUBLIC_STRICT, CP_BUILTIN_PKIX,
			CP_CODE_USAGE_CA_AS_LEAF, true, false, WARN, true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_policy policy = policy_of(rows[i].policy),
				  floor = policy_of(rows[i].floor);
		cp_waiver waiver;
		unit_facts f;
		cp_finding *finding;

		unit_facts_init(&f);
		waiver = waiver_for(&f, cp_code_name(rows[i].code), peer, UNIT_NOW);
		waiver.by_floor_file = rows[i].of_floor_file;
		policy.waivers = &waiver;
		policy.n_waivers = rows[i].waiver;
		add(&f, rows[i].code, 0);
		(void)cp_verdict_reach(&policy, &floor, &f.facts, &f.findings);
		finding = &f.findings.list[0];
		UNIT_ROW(rows[i].name, f.findings.n == 1 && finding->action == rows[i].action);
		UNIT_ROW(rows[i].name, finding->waived == rows[i].waived);
		UNIT_ROW(rows[i].name, finding->waived == (finding->waiver != NULL));
		unit_facts_clear(&f);
	}
}

static void
own_rules_act_as_they_or_the_policy_say(void)
{
	static const cp_own_action actions[] = {
		{.code = "x-a", .action = INFO}, {.code = "x-b", .action = IGNORE}};
	certpolicy_policy policy = policy_of(CP_BUILTIN_PUBLIC_STRICT), floor = policy;
	unit_facts f;

	unit_facts_init(&f);
	policy.own_actions = actions;
	policy.n_own_actions = CP_COUNT(actions);
	cp_findings_init(&f.findings, &f.arena);
	(void)cp_emit_own(&f.findings, "x-a", CP_N_CODES, DENY, "a", 0);
	(void)cp_emit_own(&f.findings, "x-b", CP_N_CODES + 1, DENY, "b", 0);
	(void)cp_emit_own(&f.findings, "x-c", CP_N_CODES + 2, WARN, "c", -1);
	CU_ASSERT_EQUAL(cp_verdict_reach(&policy, NULL, &f.facts, &f.findings).verdict,
		CERTPOLICY_VERDICT_WARN);
	CU_ASSERT_EQUAL(f.findings.n, 2);
	CU_ASSERT_STRING_EQUAL(f.findings.list[0].code, "x-c");
	CU_ASSERT_EQUAL(action_of(&f, "x-a"), INFO);
	cp_findings_init(&f.findings, &f.arena);
	(void)cp_emit_own(&f.findings, "x-a", CP_N_CODES, DENY, "a", 0);
	CU_ASSERT_EQUAL(cp_verdict_reach(&floor, &policy, &f.facts, &f.findings).verdict,
		CERTPOLICY_VERDICT_DENY);
	unit_facts_clear(&f);
}

static void
findings_are_ordered(void)
{
	certpolicy_policy strict = policy_of(CP_BUILTIN_PUBLIC_STRICT);
	cp_verdict verdict;
	unit_facts f;
	size_t i;
	static const struct {
		const char *code;
		int certificate;
	} order[] = {
		{"path.not-a-ca", 2},
		{"validity.expired", 0},
		{"validity.expired", 1},
		{"root.not-public", -1},
		{"scope.public-in-internal", 0},
		{"identity.common-name-only", 0},
	};

	unit_facts_init(&f);
	add(&f, CP_CODE_IDENTITY_COMMON_NAME_ONLY, 0);
	add(&f, CP_CODE_SCOPE_PUBLIC_IN_INTERNAL, 0);
	add(&f, CP_CODE_VALIDITY_EXPIRED, 1);
	add(&f, CP_CODE_ROOT_NOT_PUBLIC, -1);
	add(&f, CP_CODE_VALIDITY_EXPIRED, 0);
	add(&f, CP_CODE_PATH_NOT_A_CA, 2);
	verdict = cp_verdict_reach(&strict, NULL, &f.facts, &f.findings);
	CU_ASSERT_EQUAL_FATAL(f.findings.n, CP_COUNT(order));
	for (i = 0; i < CP_COUNT(order); i++) {
		UNIT_ROW(order[i].code, strcmp(f.findings.list[i].code, order[i].code) == 0);
		UNIT_ROW(order[i].code, f.findings.list[i].certificate == order[i].certificate);
	}
	CU_ASSERT_PTR_EQUAL(verdict.primary, &f.findings.list[0]);
	unit_facts_clear(&f);
}

static uint64_t
weight_of(cp_code one, cp_code two, bool anchored)
{
	certpolicy_policy strict = policy_of(CP_BUILTIN_PUBLIC_STRICT);
	uint64_t weight;
	unit_facts f;

	unit_facts_init(&f);
	f.facts.anchored = anchored;
	add(&f, one, 0);
	if (two != CP_N_CODES)
		add(&f, two, 0);
	weight = cp_verdict_reach(&strict, NULL, &f.facts, &f.findings).weight;
	unit_facts_clear(&f);
	return weight;
}

static void
milder_paths_weigh_less(void)
{
	CU_ASSERT(weight_of(CP_CODE_VALIDITY_TOO_LONG, CP_N_CODES, true) <
		  weight_of(CP_CODE_VALIDITY_EXPIRED, CP_N_CODES, true));
	CU_ASSERT(weight_of(CP_CODE_VALIDITY_EXPIRED, CP_N_CODES, true) <
		  weight_of(CP_CODE_VALIDITY_EXPIRED, CP_CODE_CRYPTO_WEAK_KEY, true));
	CU_ASSERT(weight_of(CP_CODE_VALIDITY_EXPIRED, CP_CODE_CRYPTO_WEAK_KEY, true) <
		  weight_of(CP_CODE_PATH_UNKNOWN_ISSUER, CP_N_CODES, false));
	CU_ASSERT(weight_of(CP_CODE_PATH_UNKNOWN_ISSUER, CP_N_CODES, false) <
		  weight_of(CP_CODE_PATH_BAD_SIGNATURE, CP_N_CODES, false));
}

int
main(void)
{
	static const unit_test tests[] = {
		{"cells and their conditions hold", cells_and_their_conditions_hold},
		{"what is forged is softened nowhere", what_is_forged_is_softened_nowhere},
		{"guards hold", guards_hold},
		{"waivers turn deny into warn", waivers_turn_deny_into_warn},
		{"the longest waiver counts", the_longest_waiver_counts},
		{"the floor holds", the_floor_holds},
		{"own rules act as they or the policy say",
			own_rules_act_as_they_or_the_policy_say},
		{"findings are ordered", findings_are_ordered},
		{"milder paths weigh less", milder_paths_weigh_less},
		{NULL, NULL},
	};

	return unit_main("verdict", tests);
}
