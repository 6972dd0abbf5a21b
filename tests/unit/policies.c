/* Certificate policies by RFC 9618. */
#include <config.h>
#include "base/mem.h"
#include "classify/policy_graph.h"
#include "unit/make_walk.h"
#include "unit/unit.h"

#define P1 "1.2.3.1"
#define P2 "1.2.3.2"
#define P3 "1.2.3.3"
#define P_ANY "2.5.29.32.0"

/* policyMappings of one pair; policyConstraints, inhibitAnyPolicy. */
#define MAP_1_TO_2 "300c300a06032a030106032a0302"
#define MAP_1_TO_ANY "300d300b06032a03010604551d2000"
#define MAP_ANY_TO_1 "300d300b0604551d200006032a0301"
#define MAP_BOTH_TO_3 "3018300a06032a030106032a0303300a06032a030206032a0303"
#define MAP_1_TO_BOTH "3018300a06032a030106032a0302300a06032a030106032a0303"
#define EXPLICIT_0 "3003800100"
#define EXPLICIT_0_NO_MAPPING "3006800100810100"
#define INHIBIT_0 "020100"

static void
policies_are_judged(void)
{
	static const struct {
		const char *name;
		const char *ca, *leaf; /* policies */
		unit_extension ca_extensions[3];
		const char *acceptable;
		bool require, no_mapping, no_any;
		int failed_at;
	} rows[] = {
		{"none asked", NULL, NULL, {{NULL, NULL, false}}, NULL, false, false, false, -1},
		{"asked, none there", NULL, NULL, {{NULL, NULL, false}}, NULL, true, false, false,
			1},
		{"asked, missing at the leaf", P1, NULL, {{NULL, NULL, false}}, NULL, true, false,
			false, 0},
		{"the same", P1, P1, {{NULL, NULL, false}}, NULL, true, false, false, -1},
		{"acceptable", P1, P1, {{NULL, NULL, false}}, P1, true, false, false, -1},
		{"not acceptable", P1, P1, {{NULL, NULL, false}}, P2, true, false, false, 0},
		{"not acceptable, not asked", P1, P1, {{NULL, NULL, false}}, P2, false, false,
			false, -1},
		{"different", P1, P2, {{NULL, NULL, false}}, NULL, true, false, false, 0},
		{"overlapping", P1 " " P2, P2 " " P3, {{NULL, NULL, false}}, P2, true, false, false,
			-1},
		{"overlapping, another wanted", P1 " " P2, P2 " " P3, {{NULL, NULL, false}}, P1,
			true, false, false, 0},
		{"anyPolicy above", P_ANY, P1, {{NULL, NULL, false}}, P1, true, false, false, -1},
		{"anyPolicy below", P1, P_ANY, {{NULL, NULL, false}}, P1, true, false, false, -1},
		{"anyPolicy throughout", P_ANY, P_ANY, {{NULL, NULL, false}}, P1, true, false,
			false, -1},
		{"anyPolicy inhibited", P_ANY, P1, {{NULL, NULL, false}}, P1, true, false, true, 1},
		{"anyPolicy among the acceptable", P1, P1, {{NULL, NULL, false}}, P_ANY, true,
			false, false, -1},
		{"anyPolicy inhibited below", P1, P_ANY, {{"2.5.29.54", INHIBIT_0, true}}, P1, true,
			false, false, 0},
		{"mapped", P1, P2, {{"2.5.29.33", MAP_1_TO_2, true}}, P1, true, false, false, -1},
		{"mapped, the leaf's own domain wanted", P1, P2, {{"2.5.29.33", MAP_1_TO_2, true}},
			P2, true, false, false, 0},
		{"mapped away", P1, P1, {{"2.5.29.33", MAP_1_TO_2, true}}, NULL, true, false, false,
			0},
		{"mapping inhibited", P1, P2, {{"2.5.29.33", MAP_1_TO_2, true}}, NULL, true, true,
			false, 0},
		{"mapped under anyPolicy", P_ANY, P2, {{"2.5.29.33", MAP_1_TO_2, true}}, P1, true,
			false, false, -1},
		{"mapped from anyPolicy", P1, P1, {{"2.5.29.33", MAP_ANY_TO_1, true}}, NULL, false,
			false, false, 1},
		{"mapped to anyPolicy", P1, P1, {{"2.5.29.33", MAP_1_TO_ANY, true}}, NULL, false,
			false, false, 1},
		{"a mapping inhibited, of another policy", P2, P2,
			{{"2.5.29.33", MAP_1_TO_2, true}}, NULL, true, true, false, -1},
		{"two mapped to one, anyPolicy below", P1 " " P2, P_ANY,
			{{"2.5.29.33", MAP_BOTH_TO_3, true}}, P2, true, false, false, -1},
		{"two mapped to one, met below", P1 " " P2, P3,
			{{"2.5.29.33", MAP_BOTH_TO_3, true}}, P1, true, false, false, -1},
		{"one mapped to two, under anyPolicy", P_ANY, P3,
			{{"2.5.29.33", MAP_1_TO_BOTH, true}}, P1, true, false, false, -1},
		{"one mapped to two, beside anyPolicy", P_ANY " " P1, P3,
			{{"2.5.29.33", MAP_1_TO_BOTH, true}}, P1, true, false, false, -1},
		{"one mapped, another one goes on", P2 " " P3, P3,
			{{"2.5.29.33", MAP_1_TO_2, true}}, P3, true, false, false, -1},
		{"the same policy twice", NULL, P1,
			{{"2.5.29.32", "300e300506032a0301300506032a0301", false}}, NULL, true,
			false, false, -1},
		{"mapped, but nothing is valid any more", NULL, P2,
			{{"2.5.29.33", MAP_1_TO_2, true}}, NULL, false, false, false, -1},
		{"asked by a constraint", P1, NULL, {{"2.5.29.36", EXPLICIT_0, true}}, NULL, false,
			false, false, 0},
		{"asked by a constraint, met", P1, P1, {{"2.5.29.36", EXPLICIT_0, true}}, NULL,
			false, false, false, -1},
	};
	static const char *const known[] = {P1, P2, P3, P_ANY};
	size_t i, j;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
		uint8_t oid[64];
		cp_bytes acceptable;
		unit_walk walk;

		leaf.policies = rows[i].leaf;
		ca.policies = rows[i].ca;
		if (rows[i].ca_extensions[0].oid != NULL)
			ca.extensions = rows[i].ca_extensions;
		walk = unit_walk_three(&leaf, &ca, NULL);
		for (j = 0; rows[i].acceptable != NULL && j < CP_COUNT(known); j++) {
			if (strcmp(known[j], rows[i].acceptable) != 0)
				continue;
			CU_ASSERT(cp_oid_parse_dotted(known[j], oid, &acceptable.len));
			acceptable.data = oid;
			walk.terms.acceptable_policies = &acceptable;
			walk.terms.n_acceptable_policies = 1;
		}
		walk.terms.require_explicit_policy = rows[i].require;
		walk.terms.inhibit_policy_mapping = rows[i].no_mapping;
		walk.terms.inhibit_any_policy = rows[i].no_any;
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.facts.policies.failed_at == rows[i].failed_at);
		UNIT_ROW(rows[i].name, walk.facts.policies.failed == (rows[i].failed_at >= 0));
		unit_walk_clear(&walk);
	}
}

/* RFC 5280 6.1.5 (b): the last certificate asks for itself, and only at once. */
static void
leaves_ask_for_policies(void)
{
	static const struct {
		const char *name, *policies, *constraint;
		bool failed;
	} rows[] = {
		{"none there", NULL, EXPLICIT_0, true},
		{"there", P1, EXPLICIT_0, false},
		{"one certificate later", NULL, "3003800101", false},
		{"mapping only", NULL, "3003810100", false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_extension of_leaf[] = {
			{"2.5.29.36", rows[i].constraint, true}, {NULL, NULL, false}};
		unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
		unit_walk walk;

		leaf.extensions = of_leaf;
		leaf.policies = ca.policies = rows[i].policies;
		walk = unit_walk_three(&leaf, &ca, NULL);
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.facts.policies.failed == rows[i].failed);
		unit_walk_clear(&walk);
	}
}

/* RFC 5280 6.1.3 (d) (2): anyPolicy of a self-issued certificate counts though it is inhibited,
 * unless it is the last. */
static void
self_issued_certificates_may_say_any_policy(void)
{
	static const struct {
		const char *name, *rollover, *leaf;
		bool failed;
	} rows[] = {
		{"named throughout", P1, P1, false},
		{"anyPolicy between", P_ANY, P1, false},
		{"anyPolicy at the end", P1, P_ANY, true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_cert_spec leaf = unit_leaf_spec(), rollover = unit_ca_spec(),
			       ca = unit_ca_spec(), root = unit_root_spec();
		unit_walk walk = unit_walk_start();

		rollover.issuer = "CN=ca";
		ca.policies = P1;
		rollover.policies = rows[i].rollover;
		leaf.policies = rows[i].leaf;
		unit_walk_add(&walk, &leaf);
		unit_walk_add(&walk, &rollover);
		unit_walk_add(&walk, &ca);
		unit_walk_add(&walk, &root);
		walk.path.end = CP_PATH_ANCHORED;
		walk.terms.require_explicit_policy = true;
		walk.terms.inhibit_any_policy = true;
		unit_walk_build(&walk);
		UNIT_ROW(rows[i].name, walk.facts.policies.failed == rows[i].failed);
		unit_walk_clear(&walk);
	}
}

/* policyMappings content: each of `n` policies to each of `n`; certificatePolicies content: all. */
static size_t
put_row(uint8_t *out, const uint8_t *policies, size_t n)
{
	size_t i, len = 2;

	for (i = 0; i < n; i++) {
		static const uint8_t head[] = {0x06, 0x04, 0x2a, 0x03};

		memcpy(out + len, head, sizeof(head));
		out[len + 4] = 0x04;
		out[len + 5] = policies[i];
		len += 6;
	}
	out[0] = 0x30;
	out[1] = (uint8_t)(len - 2);
	return len;
}

/* CVE-2023-0464 and its like: every policy maps to every other, again and again. */
static void
hostile_mappings_stay_linear(void)
{
	enum { N = 30, DEPTH = 18 };
	static uint8_t mappings[N * N * 14], policies[N * 8];
	size_t i, j, mappings_len = 0, policies_len = 0;
	cp_cert cert;
	cp_subject subjects[DEPTH + 1];
	cp_walk_terms terms = {.require_explicit_policy = true};
	cp_arena arena = CP_ARENA_EMPTY;
	cp_policy_facts facts;
	cp_budget budget;
	bool failed;
	long n;

	for (i = 0; i < N; i++) {
		uint8_t pair[2] = {(uint8_t)i, 0};

		policies_len += put_row(policies + policies_len, pair, 1);
		for (j = 0; j < N; j++) {
			pair[1] = (uint8_t)j;
			mappings_len += put_row(mappings + mappings_len, pair, 2);
		}
	}
	memset(&cert, 0, sizeof(cert));
	cert.ext[CP_EXT_CERTIFICATE_POLICIES].present = true;
	cert.ext[CP_EXT_POLICY_MAPPINGS].present = true;
	cert.policies = cp_bytes_of(policies, policies_len);
	cert.policy_mappings = cp_bytes_of(mappings, mappings_len);
	memset(subjects, 0, sizeof(subjects));
	for (i = 0; i <= DEPTH; i++)
		subjects[i].cert = &cert;
	cp_budget_init(&budget);
	budget.limit[CP_LIMIT_POLICY_NODES] = DEPTH * (N + N * N);
	cp_policies_judge(&facts, subjects, DEPTH + 1, &terms, &arena, &budget);
	CU_ASSERT(!facts.failed && !facts.budget_spent);
	CU_ASSERT(budget.used[CP_LIMIT_POLICY_NODES] <= DEPTH * (N + N * N));
	cp_budget_init(&budget);
	cp_policies_judge(&facts, subjects, DEPTH + 1, &terms, &arena, &budget);
	CU_ASSERT(facts.budget_spent);
	cp_arena_clear(&arena);
	/* Whichever allocation fails, the arena says so, and nothing is concluded. */
	for (n = 0, failed = true; failed && n < 1000; n++) {
		cp_budget_init(&budget);
		budget.limit[CP_LIMIT_POLICY_NODES] = DEPTH * (N + N * N);
		cp_mem_fail_after(n, false);
		cp_policies_judge(&facts, subjects, DEPTH + 1, &terms, &arena, &budget);
		failed = cp_arena_failed(&arena);
		cp_mem_fail_after(-1, false);
		CU_ASSERT(!facts.failed && !facts.budget_spent);
		cp_arena_clear(&arena);
	}
	CU_ASSERT(!failed && n > 2);
}

/* What the budget leaves undone is told, and such a path fits nowhere but in development. */
static void
policies_are_budgeted(void)
{
	unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
	unit_walk walk;
	cp_facts facts;

	leaf.policies = ca.policies = P1 " " P2;
	walk = unit_walk_three(&leaf, &ca, NULL);
	walk.terms.require_explicit_policy = true;
	walk.budget.limit[CP_LIMIT_POLICY_NODES] = 4;
	unit_walk_build(&walk);
	CU_ASSERT(!walk.facts.budget_spent && !walk.facts.policies.failed);
	CU_ASSERT(walk.facts.classification.fit_internal);
	walk.budget.used[CP_LIMIT_POLICY_NODES] = 0;
	walk.budget.limit[CP_LIMIT_POLICY_NODES] = 3;
	unit_walk_build(&walk);
	CU_ASSERT(walk.facts.budget_spent);
	CU_ASSERT(walk.facts.spent_limit == CP_LIMIT_POLICY_NODES);
	CU_ASSERT(!walk.facts.classification.fit_internal);
	/* Terms that want no policy spend nothing. */
	walk.terms.require_explicit_policy = false;
	cp_facts_rebuild(
		&facts, &walk.facts, &walk.arena, &walk.budget, &walk.request, &walk.terms);
	CU_ASSERT(!facts.budget_spent && facts.classification.fit_internal);
	/* Another limit stays spent, whatever the terms. */
	walk.facts.spent_limit = CP_LIMIT_NAME_COMPARISONS;
	cp_facts_rebuild(
		&facts, &walk.facts, &walk.arena, &walk.budget, &walk.request, &walk.terms);
	CU_ASSERT(facts.budget_spent && facts.spent_limit == CP_LIMIT_NAME_COMPARISONS);
	CU_ASSERT(!facts.classification.fit_internal);
	unit_walk_clear(&walk);
}

/* Whatever the budget ends in the midst of, that is all that is said. */
static void
policies_end_with_their_budget(void)
{
	static const struct {
		const char *name, *ca, *leaf;
		const char *mapping; /* NULL: none */
		uint64_t cost;
	} rows[] = {
		{"named", P1 " " P2, P1, NULL, 3},
		{"anyPolicy below", P1 " " P2, P_ANY, NULL, 5},
		{"mapped", P1, P2, MAP_1_TO_2, 3},
		{"mapped under anyPolicy", P_ANY, P2, MAP_1_TO_2, 3},
		{"one mapped to two, anyPolicy below", P1, P_ANY, MAP_1_TO_BOTH, 6},
	};
	size_t i;
	uint64_t limit;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_extension of_ca[] = {
			{"2.5.29.33", rows[i].mapping, true}, {NULL, NULL, false}};
		unit_cert_spec leaf = unit_leaf_spec(), ca = unit_ca_spec();
		unit_walk walk;

		leaf.policies = rows[i].leaf;
		ca.policies = rows[i].ca;
		ca.extensions = rows[i].mapping != NULL ? of_ca : NULL;
		walk = unit_walk_three(&leaf, &ca, NULL);
		walk.terms.require_explicit_policy = true;
		for (limit = 0; limit <= rows[i].cost; limit++) {
			walk.budget.used[CP_LIMIT_POLICY_NODES] = 0;
			walk.budget.limit[CP_LIMIT_POLICY_NODES] = limit;
			unit_walk_build(&walk);
			UNIT_ROW(rows[i].name, !walk.facts.policies.failed);
			UNIT_ROW(rows[i].name, walk.facts.budget_spent == (limit < rows[i].cost));
		}
		unit_walk_clear(&walk);
	}
}
int
main(void)
{
	static const unit_test tests[] = {
		{"policies are judged", policies_are_judged},
		{"leaves ask for policies", leaves_ask_for_policies},
		{"self-issued certificates may say anyPolicy",
			self_issued_certificates_may_say_any_policy},
		{"hostile mappings stay linear", hostile_mappings_stay_linear},
		{"policies are budgeted", policies_are_budgeted},
		{"policies end with their budget", policies_end_with_their_budget},
		{NULL, NULL},
	};

	return unit_main("policies", tests);
}
