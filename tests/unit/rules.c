/* lib/rules: the table's invariants, the contract's actions, and every rule on facts made by hand.
 */
#include <config.h>
#include "base/civil.h"
#include "base/text.h"
#include "rules/dates.h"
#include "unit/make_facts.h"
#include "unit/unit.h"

/*
 * The contract's table, column by column: d deny, w warn, i info, - ignore; W deny that softens to
 * warn near, D deny unless pinned near, o warn that eases to info for one's own leaf.
 */
static const struct {
	const char *code, *actions;
} contract[] = {
	{"encoding.malformed", "ddddd"},
	{"encoding.profile", "ddiod"},
	{"path.unknown-issuer", "ddWDd"},
	{"path.bad-signature", "ddddd"},
	{"path.not-a-ca", "ddddd"},
	{"path.key-usage", "ddddd"},
	{"path.length", "ddddd"},
	{"path.depth", "ddddd"},
	{"path.name-constraints", "ddddd"},
	{"path.policies", "ddddd"},
	{"path.unknown-critical-extension", "ddddd"},
	{"path.budget", "ddddd"},
	{"usage.extended-key-usage", "ddddd"},
	{"usage.key-usage", "ddddd"},
	{"usage.ca-as-leaf", "-diod"},
	{"identity.self-signed", "ddWDd"},
	{"identity.peer-missing", "--ddd"},
	{"identity.not-checked", "--iii"},
	{"identity.name-mismatch", "ddWdd"},
	{"identity.common-name-only", "iiiii"},
	{"identity.wildcard-public-suffix", "-diwd"},
	{"identity.impersonation", "iiwwd"},
	{"validity.expired", "ddWdd"},
	{"validity.not-yet-valid", "ddWdd"},
	{"validity.too-long", "----d"},
	{"validity.expires-soon", "--iii"},
	{"crypto.compromised-key", "ddddd"},
	{"crypto.weak-key", "ddWdd"},
	{"crypto.weak-signature", "ddWdd"},
	{"profile.server-certificate", "-d-id"},
	{"root.not-public", "----d"},
	{"root.distrusted", "-dwwd"},
	{"root.public-for-client", "--wdd"},
	{"root.out-of-scope", "ddddd"},
	{"pin.mismatch", "ddddd"},
	{"pin.expired", "ddddd"},
	{"pin.not-configured", "---d-"},
	{"scope.private-in-public", "--ddd"},
	{"scope.public-in-internal", "-iiiw"},
	{"scope.address-mismatch", "iiwwi"},
	{"scope.internal-address", "iiiii"},
	{"scope.interception", "iiwwd"},
	{"revocation.revoked", "ddddd"},
	{"revocation.unavailable", "----i"},
	{"revocation.staple-required", "-dwdd"},
	{"ct.insufficient", "----d"},
	{"ct.not-checkable", "----i"},
	{"session.chain-unavailable", "ddddd"},
	{"session.legacy-protocol", "-wwdd"},
	{"session.weak-cipher", "-wwdd"},
	{"session.weak-group", "-wwdd"},
	{"session.weak-signature", "-wwdd"},
	{"session.insecure-renegotiation", "-wwdd"},
	{"session.extended-master-secret", "--iww"},
	{"session.compression", "-wwdd"},
	{"session.early-data", "-iiww"},
	{"threat.listed", "ddddd"},
};

static char
letter_of(cp_cell cell)
{
	switch (cell.when) {
	case CP_WHEN_NEAR:
		return cell.action == CERTPOLICY_ACTION_DENY &&
				       cell.softer == CERTPOLICY_ACTION_WARN
			       ? 'W'
			       : '?';
	case CP_WHEN_PINNED_NEAR:
		return cell.action == CERTPOLICY_ACTION_DENY &&
				       cell.softer <= CERTPOLICY_ACTION_INFO
			       ? 'D'
			       : '?';
	case CP_WHEN_OWN_LEAF:
		return cell.action == CERTPOLICY_ACTION_WARN &&
				       cell.softer == CERTPOLICY_ACTION_INFO
			       ? 'o'
			       : '?';
	case CP_WHEN_NEVER:
		break;
	}
	return "-iwd"[cell.action];
}

static void
the_table_is_the_contract(void)
{
	size_t i, k;

	CU_ASSERT_EQUAL_FATAL(CP_COUNT(contract), CP_N_CODES);
	for (i = 0; i < CP_N_CODES; i++) {
		const cp_code_row *row = cp_code_row_of((cp_code)i);

		UNIT_ROW(contract[i].code, strcmp(row->code, contract[i].code) == 0);
		UNIT_ROW(contract[i].code, cp_code_by_name(contract[i].code) == (cp_code)i);
		for (k = 0; k < CP_N_BUILTINS; k++)
			UNIT_ROW(contract[i].code,
				letter_of(row->cells[k]) == contract[i].actions[k]);
	}
	CU_ASSERT_EQUAL(cp_code_by_name("path.unknown"), CP_N_CODES);
}

static bool
is_among(const char *word, const char *const *words, size_t n)
{
	while (n > 0) {
		if (strcmp(word, words[--n]) == 0)
			return true;
	}
	return false;
}

/* The contract's section 3: what may be waived and what lowered. */
static void
guards_stand_where_nothing_is_milder(void)
{
	static const char *const never_waived[] = {"encoding.malformed", "path.bad-signature",
		"path.budget", "crypto.compromised-key", "revocation.revoked", "threat.listed"};
	static const char *const never_lowered[] = {"path.not-a-ca", "path.key-usage",
		"path.length", "path.name-constraints", "path.policies",
		"path.unknown-critical-extension", "usage.extended-key-usage"};
	size_t i, k;

	for (i = 0; i < CP_N_CODES; i++) {
		const cp_code_row *row = cp_code_row_of((cp_code)i);
		cp_guard guard = is_among(row->code, never_waived, CP_COUNT(never_waived))
					 ? CP_GUARD_NEVER_WAIVED
				 : is_among(row->code, never_lowered, CP_COUNT(never_lowered))
					 ? CP_GUARD_NEVER_LOWERED
				 : i == CP_CODE_IDENTITY_NAME_MISMATCH
					 ? CP_GUARD_NEVER_LOWERED_IN_PUBLIC
					 : CP_GUARD_NONE;

		UNIT_ROW(row->code, row->guard == guard);
		for (k = 0; k < CP_N_BUILTINS && guard > CP_GUARD_NEVER_LOWERED_IN_PUBLIC; k++)
			UNIT_ROW(row->code, letter_of(row->cells[k]) == 'd');
	}
}

static bool
is_code(const char *code)
{
	size_t dots = 0;

	for (; *code != '\0'; code++) {
		dots += *code == '.';
		if (*code != '.' && *code != '-' && !(*code >= 'a' && *code <= 'z'))
			return false;
	}
	return dots == 1;
}

/* Brackets close, do not nest, and hold a placeholder; every placeholder has a plain name. */
static bool
is_template(const char *text)
{
	bool open = false, holds = false;

	if (text == NULL || *text == '\0' || !cp_utf8_is_valid(cp_bytes_of_string(text)))
		return false;
	for (; *text != '\0'; text++) {
		if (*text == '[') {
			if (open)
				return false;
			open = true;
			holds = false;
		} else if (*text == ']') {
			if (!open || !holds)
				return false;
			open = false;
		} else if (*text == '{') {
			size_t len = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");

			/* YAML and JSON in texts have braces of their own. */
			if (len > 0 && text[1 + len] == '}')
				holds = true;
		}
	}
	return !open;
}

static void
texts_are_whole(void)
{
	size_t i;

	for (i = 0; i < CP_N_CODES; i++) {
		const cp_code_row *row = cp_code_row_of((cp_code)i);

		UNIT_ROW(row->code, is_code(row->code));
		UNIT_ROW(row->code, row->means != NULL && *row->means != '\0' &&
					    strchr(row->means, '{') == NULL);
		UNIT_ROW(row->code, is_template(row->message));
		UNIT_ROW(row->code, is_template(row->why));
		UNIT_ROW(row->code, is_template(row->remedy));
		UNIT_ROW(row->code, row->references != NULL && *row->references != '\0');
		UNIT_ROW(row->code, strstr(row->remedy, "--insecure") == NULL &&
					    strstr(row->remedy, "verify=") == NULL);
	}
}

static void
rules_belong_to_their_codes(void)
{
	bool judged[CP_N_CODES] = {false};
	const cp_rule *rules;
	size_t n = cp_rules_list(&rules), i, k;

	for (i = 0; i < n; i++) {
		const cp_rule *rule = &rules[i];
		const char *code = cp_code_name(rule->code);
		size_t len = strlen(code);
		bool whole = strcmp(rule->id, code) == 0;

		UNIT_ROW(rule->id,
			whole || (strncmp(rule->id, code, len) == 0 && rule->id[len] == '/'));
		UNIT_ROW(rule->id, whole == (rule->text == NULL));
		UNIT_ROW(rule->id, rule->text == NULL || is_template(rule->text));
		UNIT_ROW(rule->id, rule->source != NULL && *rule->source != '\0');
		UNIT_ROW(rule->id,
			rule->run != NULL && rule->roles != 0 && rule->since < rule->until);
		UNIT_ROW(rule->id, i == 0 || rules[i - 1].code <= rule->code);
		/* Rows of one id are periods that follow on each other. */
		for (k = 0; k < i; k++)
			UNIT_ROW(rule->id,
				strcmp(rules[k].id, rule->id) != 0 || rules[k].until < rule->since);
		if (i > 0 && strcmp(rules[i - 1].id, rule->id) == 0)
			UNIT_ROW(rule->id, rules[i - 1].until + 1 == rule->since &&
						   rules[i - 1].run == rule->run);
		if (i + 1 == n || strcmp(rules[i + 1].id, rule->id) != 0)
			UNIT_ROW(rule->id, rule->until == INT64_MAX);
		judged[rule->code] = true;
	}
	for (i = 0; i < CP_N_CODES; i++)
		UNIT_ROW(cp_code_name((cp_code)i),
			judged[i] && cp_code_row_of((cp_code)i)->judged_since != NULL);
}

static void
parameters_are_in_range(void)
{
	size_t i, k;

	for (i = 0; i < CP_N_PARAMS; i++) {
		const cp_param_row *row = cp_param_row_of((cp_param)i);

		UNIT_ROW(row->name,
			row->means != NULL && row->code < CP_N_CODES && row->min < row->max);
		UNIT_ROW(row->name, (row->type == CP_PARAM_WORDS) == (row->words != NULL));
		for (k = 0; k < CP_N_BUILTINS; k++)
			UNIT_ROW(row->name,
				row->defaults[k] >= row->min && row->defaults[k] <= row->max);
		for (k = 0; row->words != NULL && row->words[k] != NULL; k++)
			continue;
		UNIT_ROW(row->name, row->words == NULL || row->max == (INT64_C(1) << k) - 1);
	}
}

static void
dates_are_what_they_are_called(void)
{
	static const struct {
		const char *day;
		int64_t seconds;
	} rows[] = {
		{"2012-07-01T00:00:00Z", CP_DATE_2012_07_01},
		{"2017-06-08T00:00:00Z", CP_DATE_2017_06_08},
		{"2018-03-01T00:00:00Z", CP_DATE_2018_03_01},
		{"2018-05-01T00:00:00Z", CP_DATE_2018_05_01},
		{"2020-09-01T00:00:00Z", CP_DATE_2020_09_01},
		{"2021-10-01T00:00:00Z", CP_DATE_2021_10_01},
		{"2022-09-01T00:00:00Z", CP_DATE_2022_09_01},
		{"2023-09-15T00:00:00Z", CP_DATE_2023_09_15},
		{"2024-03-15T00:00:00Z", CP_DATE_2024_03_15},
		{"2026-03-15T00:00:00Z", CP_DATE_2026_03_15},
		{"2027-03-15T00:00:00Z", CP_DATE_2027_03_15},
		{"2029-03-15T00:00:00Z", CP_DATE_2029_03_15},
		{"2026-06-01T00:00:00Z", UNIT_NOW},
	};
	size_t i;
	int64_t seconds;

	for (i = 0; i < CP_COUNT(rows); i++)
		UNIT_ROW(rows[i].day,
			cp_time_parse(cp_bytes_of_string(rows[i].day), false, &seconds) &&
				seconds == rows[i].seconds);
}

/* After CHANGE to sound facts `f`, the rule EXPECTED (and nothing of another id) is found N times.
 */
#define FOUND(N, EXPECTED, ...)                                                                    \
	do {                                                                                       \
		unit_facts f;                                                                      \
                                                                                                   \
		unit_facts_init(&f);                                                               \
		__VA_ARGS__;                                                                       \
		unit_facts_run(&f);                                                                \
		if (unit_facts_count(&f, EXPECTED) != (N) || f.findings.n != (N))                  \
			fprintf(stderr, "found: %s\n", unit_facts_found(&f));                      \
		UNIT_ROW(EXPECTED ": " #__VA_ARGS__,                                               \
			unit_facts_count(&f, EXPECTED) == (N) && f.findings.n == (N));             \
		unit_facts_clear(&f);                                                              \
	} while (0)
/* Likewise, whatever else is found. */
#define FOUND_TOO(N, EXPECTED, ...)                                                                \
	do {                                                                                       \
		unit_facts f;                                                                      \
                                                                                                   \
		unit_facts_init(&f);                                                               \
		__VA_ARGS__;                                                                       \
		unit_facts_run(&f);                                                                \
		if (unit_facts_count(&f, EXPECTED) != (N))                                         \
			fprintf(stderr, "found: %s\n", unit_facts_found(&f));                      \
		UNIT_ROW(EXPECTED ": " #__VA_ARGS__, unit_facts_count(&f, EXPECTED) == (N));       \
		unit_facts_clear(&f);                                                              \
	} while (0)
#define RAISES(EXPECTED, ...) FOUND(1, EXPECTED, __VA_ARGS__)
#define PASSES(EXPECTED, ...) FOUND_TOO(0, EXPECTED, __VA_ARGS__)

#define EXT(WHO, ID) f.WHO##_cert.ext[CP_EXT_##ID]

static void
sound_facts_raise_nothing(void)
{
	FOUND(0, "nothing", (void)0);
}

static void
encoding_is_judged(void)
{
	RAISES("encoding.malformed", f.leaf_cert.problems = &f.problem;
		f.leaf_cert.n_problems = f.leaf_cert.n_all_problems = 1);
	/* The anchor is trusted for its octets, whatever they are. */
	PASSES("encoding.malformed", f.root_cert.problems = &f.problem;
		f.root_cert.n_problems = f.root_cert.n_all_problems = 1);
	/* … but its limits have to be readable. */
	RAISES("encoding.malformed", f.root_cert.problems = &f.problem;
		f.root_cert.n_problems = f.root_cert.n_all_problems = 1;
		f.root_cert.ext[CP_EXT_BASIC_CONSTRAINTS].readable = false);
	RAISES("encoding.malformed", f.root_cert.problems = &f.problem;
		f.root_cert.n_problems = f.root_cert.n_all_problems = 1;
		f.root_cert.has_duplicate_extension = true);
	/* Met, but beyond those that are kept. */
	RAISES("encoding.malformed", f.leaf_cert.n_all_problems = 1);
	RAISES("encoding.malformed", f.leaf_cert.skeleton = f.facts.leaf_readable = false;
		f.facts.classification.kind = CP_KIND_UNREADABLE;
		f.facts.n_subjects = f.path.n_certs = 1; f.facts.anchored = false);
	PASSES("encoding.malformed", f.problem.kind = CP_PROBLEM_DEFAULT_ENCODED;
		f.leaf_cert.problems = &f.problem;
		f.leaf_cert.n_problems = f.leaf_cert.n_all_problems = 1);
	PASSES("encoding.malformed", f.facts.chain_unavailable = true; f.leaf_cert.der.len = 0;
		f.leaf_cert.skeleton = false);

	RAISES("encoding.profile/default-encoded", f.leaf_cert.has_explicit_default = true);
	RAISES("encoding.profile/date-form", f.leaf->profile.not_before_form_wrong = true);
	RAISES("encoding.profile/serial-negative", f.leaf->profile.serial_negative = true);
	RAISES("encoding.profile/serial-zero", f.leaf->profile.serial_zero = true);
	RAISES("encoding.profile/serial-length", f.leaf->profile.serial_octets = 21);
	PASSES("encoding.profile/serial-length", f.leaf->profile.serial_octets = 20);
	RAISES("encoding.profile/date-form", f.leaf->profile.not_after_form_wrong = true);
	RAISES("encoding.profile/issuer-empty", f.leaf_cert.issuer_empty = true);
	RAISES("encoding.profile/ca-subject-empty", f.issuer_cert.subject_empty = true);
	RAISES("encoding.profile/san-not-critical", f.leaf_cert.subject_empty = true);
	PASSES("encoding.profile/san-not-critical", f.leaf_cert.subject_empty = true;
		EXT(leaf, SUBJECT_ALT_NAME).critical = true);
	FOUND_TOO(1, "encoding.profile/subject-missing", f.leaf_cert.subject_empty = true;
		  EXT(leaf, SUBJECT_ALT_NAME).present = false);
	RAISES("encoding.profile/name-controls", f.leaf->profile.names_have_controls = true);
	RAISES("encoding.profile/name-controls", f.leaf->profile.san_has_controls = true);
	RAISES("encoding.profile/unique-identifier", f.issuer_cert.has_subject_uid = true);
	RAISES("encoding.profile/key-parameters", f.leaf_cert.key.flaws = CP_KEY_FLAW_PARAMETERS);
	RAISES("encoding.profile/signature-parameters",
		f.leaf_cert.outer_algorithm.parameters_wrong = true);
	RAISES("encoding.profile/signature-parameters",
		f.leaf_cert.inner_algorithm.parameters_wrong = true);
	PASSES("encoding.profile/signature-parameters",
		f.root_cert.outer_algorithm.parameters_wrong = true);
	RAISES("encoding.profile/aki-missing",
		EXT(leaf, AUTHORITY_KEY_ID).present = f.leaf_cert.aki_has_key_id = false);
	PASSES("encoding.profile/aki-missing",
		EXT(root, AUTHORITY_KEY_ID).present = f.root_cert.aki_has_key_id = false);
	RAISES("encoding.profile/aki-missing", EXT(root, AUTHORITY_KEY_ID).present =
						       f.root_cert.aki_has_key_id =
							       f.root->self_issued = false);
	PASSES("encoding.profile/aki-missing", f.facts.anchor_signed_itself = true;
		EXT(root, AUTHORITY_KEY_ID).present = f.root_cert.aki_has_key_id =
			f.root->self_issued = false);
	PASSES("encoding.profile/aki-missing", unit_facts_self_sign(&f);
		EXT(leaf, AUTHORITY_KEY_ID).present = f.leaf_cert.aki_has_key_id = false);
	/* A leaf that is a self-issued anchor; one that somebody else issued is none of its own. */
	PASSES("encoding.profile/aki-key-id", unit_facts_anchor_leaf(&f);
		f.facts.leaf_self_signed = f.leaf_cert.aki_has_key_id = false);
	FOUND_TOO(1, "encoding.profile/aki-key-id", unit_facts_anchor_leaf(&f);
		  f.facts.leaf_self_signed = f.leaf->self_issued = false;
		  f.leaf_cert.aki_has_key_id = false);
	RAISES("encoding.profile/aki-key-id", f.issuer_cert.aki_has_key_id = false);
	PASSES("encoding.profile/aki-key-id", f.root_cert.aki_has_key_id = false);
	RAISES("encoding.profile/aki-issuer-serial", f.leaf_cert.aki_has_issuer = true);
	PASSES("encoding.profile/aki-issuer-serial",
		f.leaf_cert.aki_has_issuer = f.leaf_cert.aki_has_serial = true);
	RAISES("encoding.profile/aki-critical", EXT(leaf, AUTHORITY_KEY_ID).critical = true);
	PASSES("encoding.profile/serial-zero", f.root->profile.serial_zero = true;
		f.facts.anchor_is_public = false);
	/* A leaf that is an anchor is still a leaf. */
	FOUND_TOO(1, "encoding.profile/serial-zero", unit_facts_anchor_leaf(&f);
		  f.leaf->profile.serial_zero = true);
	PASSES("encoding.profile/serial-zero", f.issuer->profile.serial_zero = true);
	FOUND_TOO(1, "encoding.profile/serial-zero", f.issuer->profile.serial_zero = true;
		  f.facts.anchor_is_public = false);
	FOUND_TOO(1, "encoding.profile/ski-missing", EXT(root, SUBJECT_KEY_ID).present = false;
		  f.facts.anchor_is_public = false);
	/* Public programmes have roots without. */
	PASSES("encoding.profile/ski-missing", EXT(root, SUBJECT_KEY_ID).present = false);
	PASSES("encoding.profile/ski-missing", EXT(leaf, SUBJECT_KEY_ID).present = false);
	RAISES("encoding.profile/ski-critical", EXT(leaf, SUBJECT_KEY_ID).critical = true);
	FOUND_TOO(1, "encoding.profile/key-usage-empty", f.leaf_cert.key_usage = 0);
	PASSES("encoding.profile/key-usage-empty", f.leaf_cert.key_usage = 0;
		EXT(leaf, KEY_USAGE).present = false);
	/* What cannot be read says nothing besides. */
	PASSES("encoding.profile/key-usage-empty", f.leaf_cert.key_usage = 0;
		EXT(leaf, KEY_USAGE).readable = false);
	PASSES("encoding.profile/aki-key-id",
		f.issuer_cert.aki_has_key_id = EXT(issuer, AUTHORITY_KEY_ID).readable = false);
	FOUND_TOO(1, "encoding.profile/cert-sign-without-ca",
		f.leaf_cert.key_usage |= CP_KU_KEY_CERT_SIGN);
	FOUND_TOO(1, "encoding.profile/basic-constraints-not-critical",
		EXT(root, BASIC_CONSTRAINTS).critical = f.facts.anchor_is_public = false);
	PASSES("encoding.profile/basic-constraints-not-critical",
		EXT(leaf, BASIC_CONSTRAINTS).critical = false);
	RAISES("encoding.profile/path-length-misplaced", f.leaf_cert.has_path_len = true);
	FOUND_TOO(1, "encoding.profile/path-length-misplaced", f.issuer_cert.has_path_len = true;
		  f.issuer_cert.key_usage = CP_KU_CRL_SIGN);
	FOUND_TOO(1, "encoding.profile/path-length-misplaced", f.issuer_cert.has_path_len = true;
		  EXT(issuer, KEY_USAGE).present = false);
	PASSES("encoding.profile/path-length-misplaced", f.issuer_cert.has_path_len = true);
	RAISES("encoding.profile/policies-duplicate", f.leaf->profile.policies_duplicate = true);
	RAISES("encoding.profile/policy-constraints-not-critical",
		EXT(issuer, POLICY_CONSTRAINTS).present = f.issuer_cert.has_require_explicit =
			true);
	RAISES("encoding.profile/policy-constraints-empty",
		EXT(issuer, POLICY_CONSTRAINTS).present = EXT(issuer, POLICY_CONSTRAINTS).critical =
			true);
	PASSES("encoding.profile/policy-constraints-empty",
		EXT(issuer, POLICY_CONSTRAINTS).present = EXT(issuer, POLICY_CONSTRAINTS).critical =
			true;
		EXT(issuer, POLICY_CONSTRAINTS).readable = false);
	RAISES("encoding.profile/inhibit-any-policy-not-critical",
		EXT(issuer, INHIBIT_ANY_POLICY).present = true);
	RAISES("encoding.profile/san-underscore", f.leaf->profile.san_has_underscore = true);
	RAISES("encoding.profile/san-address-as-dns", f.leaf->profile.san_has_ip_as_dns = true);
	RAISES("encoding.profile/san-dns-form", f.leaf->profile.san_has_bad_dns = true);
	RAISES("encoding.profile/name-constraints-not-critical",
		EXT(issuer, NAME_CONSTRAINTS).present = true);
	PASSES("encoding.profile/name-constraints-not-critical",
		EXT(issuer, NAME_CONSTRAINTS).present = f.web = true);
	RAISES("encoding.profile/name-constraints-in-leaf", f.leaf->profile.nc_in_leaf = true);
	RAISES("encoding.profile/name-constraints-empty", f.issuer->profile.nc_empty = true);
	RAISES("encoding.profile/algorithms-differ", f.root_cert.algorithms_agree = false);
	RAISES("encoding.profile/name-constraints-leading-dot",
		f.issuer->profile.nc_leading_dot = true);
	RAISES("encoding.profile/name-constraints-range", f.issuer->profile.nc_min_max = true);
	RAISES("encoding.profile/name-constraints-mask", f.issuer->profile.nc_bad_mask = true);
	RAISES("encoding.profile/authority-info-access-critical",
		EXT(leaf, AUTHORITY_INFO_ACCESS).present =
			EXT(leaf, AUTHORITY_INFO_ACCESS).critical = true);
	RAISES("encoding.profile/subject-info-access-critical",
		EXT(root, SUBJECT_INFO_ACCESS).present = EXT(root, SUBJECT_INFO_ACCESS).critical =
			true);
	RAISES("encoding.profile/freshest-crl-critical",
		EXT(leaf, FRESHEST_CRL).present = EXT(leaf, FRESHEST_CRL).critical = true);
	RAISES("encoding.profile/subject-directory-attributes-critical",
		EXT(leaf, SUBJECT_DIRECTORY_ATTRIBUTES).present =
			EXT(leaf, SUBJECT_DIRECTORY_ATTRIBUTES).critical = true);
	PASSES("encoding.profile/authority-info-access-critical",
		EXT(leaf, AUTHORITY_INFO_ACCESS).present = true);
}

static void
uses_of_keys_are_judged(void)
{
	static const struct {
		cp_key_type type;
		unsigned usage;
		bool fits;
	} rows[] = {
		{CP_KEY_RSA, CP_KU_KEY_ENCIPHERMENT | CP_KU_DATA_ENCIPHERMENT, true},
		{CP_KEY_RSA, CP_KU_KEY_AGREEMENT, false},
		{CP_KEY_RSA_PSS, CP_KU_DIGITAL_SIGNATURE, true},
		{CP_KEY_RSA_PSS, CP_KU_KEY_ENCIPHERMENT, false},
		{CP_KEY_EC, CP_KU_DIGITAL_SIGNATURE | CP_KU_KEY_AGREEMENT, true},
		{CP_KEY_EC, CP_KU_DIGITAL_SIGNATURE | CP_KU_KEY_ENCIPHERMENT, false},
		{CP_KEY_ED25519, CP_KU_KEY_AGREEMENT, false},
		{CP_KEY_ED448, CP_KU_NON_REPUDIATION, true},
		{CP_KEY_DSA, CP_KU_DATA_ENCIPHERMENT, false},
		{CP_KEY_X25519, CP_KU_KEY_AGREEMENT | CP_KU_DECIPHER_ONLY, true},
		{CP_KEY_X448, CP_KU_DIGITAL_SIGNATURE, false},
		{CP_KEY_ML_DSA, CP_KU_KEY_ENCIPHERMENT, false},
		{CP_KEY_SLH_DSA, CP_KU_CRL_SIGN, true},
		{CP_KEY_UNKNOWN, CP_KU_KEY_ENCIPHERMENT | CP_KU_KEY_AGREEMENT, true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++)
		FOUND_TOO(rows[i].fits ? 0 : 1, "encoding.profile/key-usage-of-key",
			  f.leaf_cert.key.type = rows[i].type;
			  f.leaf_cert.key_usage = rows[i].usage);
	PASSES("encoding.profile/key-usage-of-key", f.leaf_cert.key_usage = CP_KU_KEY_ENCIPHERMENT;
		EXT(leaf, KEY_USAGE).readable = false);
	RAISES("encoding.profile/name-length", f.root->profile.holder.too_long = "title");
}

static void
paths_are_judged(void)
{
	FOUND(1, "path.unknown-issuer", unit_facts_end(&f, CP_PATH_UNKNOWN_ISSUER));
	FOUND(1, "path.unknown-issuer", unit_facts_end(&f, CP_PATH_LOOP));
	FOUND(1, "path.unknown-issuer", unit_facts_end(&f, CP_PATH_SELF_SIGNED));
	FOUND(1, "path.bad-signature", unit_facts_end(&f, CP_PATH_BAD_SIGNATURE));
	FOUND(1, "path.bad-signature", unit_facts_end(&f, CP_PATH_UNSUPPORTED));
	FOUND(1, "path.budget", unit_facts_end(&f, CP_PATH_BUDGET));
	RAISES("path.budget", f.facts.budget_spent = true;
		f.facts.spent_limit = CP_LIMIT_SIGNATURES);
	RAISES("path.budget", f.facts.policies.budget_spent = true);
	/* A self-signed leaf that its own key did not sign was changed or forged. */
	FOUND_TOO(1, "path.bad-signature", unit_facts_self_sign(&f);
		  f.facts.leaf_self_signed = false);
	FOUND_TOO(0, "path.unknown-issuer", unit_facts_self_sign(&f);
		  f.facts.leaf_self_signed = false);
	FOUND_TOO(1, "path.unknown-issuer", unit_facts_self_sign(&f);
		  f.facts.pins.leaf_matched = true);
	FOUND_TOO(0, "path.unknown-issuer", unit_facts_self_sign(&f));
	FOUND_TOO(0, "path.bad-signature", unit_facts_self_sign(&f);
		  f.path.end = CP_PATH_BAD_SIGNATURE);
	RAISES("path.not-a-ca", f.issuer->not_a_ca = true);
	RAISES("path.not-a-ca", f.root->not_a_ca = true);
	PASSES("path.not-a-ca", f.leaf->not_a_ca = true);
	RAISES("path.key-usage", f.issuer->may_not_sign = true);
	RAISES("path.length", f.root->path_len_exceeded = true);
	RAISES("path.depth", f.facts.too_deep = true);
	FOUND(2, "path.name-constraints", f.leaf->nc_breaches = &f.breach;
		f.leaf->n_nc_breaches = 1; f.issuer->nc_breaches = &f.breach;
		f.issuer->n_nc_breaches = 1);
	RAISES("path.policies", f.facts.policies.failed = true);
	RAISES("path.policies", f.facts.policies.failed = true; f.facts.policies.failed_at = 1);
	{
		static const char *const oids[] = {"1.2.3", "1.2.4"};

		RAISES("path.unknown-critical-extension", f.root->unknown_critical = oids;
			f.root->n_unknown_critical = 2);
	}
}

static void
usage_is_judged(void)
{
	RAISES("usage.extended-key-usage", f.leaf->eku_forbids = true);
	RAISES("usage.extended-key-usage", f.issuer->eku_forbids = true);
	FOUND_TOO(1, "usage.key-usage", f.leaf_cert.key_usage = CP_KU_KEY_ENCIPHERMENT);
	PASSES("usage.key-usage", f.leaf_cert.key_usage = CP_KU_KEY_ENCIPHERMENT;
		f.leaf_cert.key.type = CP_KEY_RSA; f.leaf_cert.key.bits = 2048);
	PASSES("usage.key-usage", f.leaf_cert.key_usage = CP_KU_KEY_AGREEMENT);
	FOUND_TOO(1, "usage.key-usage", f.leaf_cert.key_usage = CP_KU_KEY_AGREEMENT;
		  f.facts.session.protocol = CP_PROTOCOL_TLS13);
	PASSES("usage.key-usage", f.leaf_cert.key_usage = CP_KU_KEY_ENCIPHERMENT;
		f.facts.purpose = CERTPOLICY_PURPOSE_ANY);
	PASSES("usage.key-usage", f.leaf_cert.key_usage = 0; EXT(leaf, KEY_USAGE).present = false);
	RAISES("usage.ca-as-leaf", f.leaf_cert.is_ca = true;
		f.leaf_cert.key_usage = CP_KU_KEY_CERT_SIGN | CP_KU_CRL_SIGN);
	PASSES("usage.ca-as-leaf", f.issuer_cert.is_ca = true);
}

static void
identity_is_judged(void)
{
	FOUND_TOO(1, "identity.self-signed", unit_facts_self_sign(&f));
	PASSES("identity.self-signed", unit_facts_anchor_leaf(&f));
	PASSES("identity.self-signed", unit_facts_self_sign(&f); f.facts.pins.leaf_matched = true);
	RAISES("identity.peer-missing", f.facts.peer_state = CP_PEERS_MISSING; f.facts.n_peers = 0);
	RAISES("identity.not-checked", f.facts.peer_state = CP_PEERS_NOT_CHECKED;
		f.facts.n_peers = 0);
	RAISES("identity.name-mismatch", f.peer_fact.match = CP_MATCH_NO);
	RAISES("identity.name-mismatch", f.peer_fact.match = CP_MATCH_NO_NAMES);
	RAISES("identity.common-name-only", f.facts.common_name_only = true);
	RAISES("identity.wildcard-public-suffix",
		f.leaf->profile.san_has_public_suffix_wildcard = true);
	PASSES("identity.wildcard-public-suffix",
		f.issuer->profile.san_has_public_suffix_wildcard = true);
	PASSES("identity.impersonation", f.facts.impersonated = "google.com");
	FOUND_TOO(1, "identity.impersonation", unit_facts_self_sign(&f);
		  f.facts.impersonated = "google.com");
	FOUND_TOO(1, "identity.impersonation", f.facts.classification.kind = CP_KIND_PRIVATE_CA;
		  f.facts.claimed_policy = "2.23.140.1.1");
	PASSES("identity.impersonation", f.facts.classification.kind = CP_KIND_UNKNOWN_CA;
		f.facts.claimed_policy = "2.23.140.1.1");
}

/* A leaf issued at `not_before` that lives so many seconds. */
static void
let_live(unit_facts *f, int64_t not_before, int64_t seconds)
{
	f->leaf_cert.not_before = not_before;
	f->leaf_cert.not_after = not_before + seconds - 1;
	f->leaf->lifetime = seconds;
	f->leaf->seconds_left = seconds;
}

static void
validity_is_judged(void)
{
	static const struct {
		const char *day;
		int64_t since;
		int days;
	} limits[] = {
		{"before 2018-03-01", CP_DATE_2018_03_01 - 1, 1188},
		{"2018-03-01", CP_DATE_2018_03_01, 825},
		{"before 2020-09-01", CP_DATE_2020_09_01 - 1, 825},
		{"2020-09-01", CP_DATE_2020_09_01, 398},
		{"before 2026-03-15", CP_DATE_2026_03_15 - 1, 398},
		{"2026-03-15", CP_DATE_2026_03_15, 200},
		{"before 2027-03-15", CP_DATE_2027_03_15 - 1, 200},
		{"2027-03-15", CP_DATE_2027_03_15, 100},
		{"before 2029-03-15", CP_DATE_2029_03_15 - 1, 100},
		{"2029-03-15", CP_DATE_2029_03_15, 47},
	};
	size_t i;

	RAISES("validity.expired", f.leaf->expired = true; f.leaf->seconds_left = -1);
	RAISES("validity.expired", f.root->expired = true;
		f.root->seconds_left = -100 * CP_SECONDS_PER_DAY);
	RAISES("validity.not-yet-valid", f.issuer->not_yet_valid = true);
	for (i = 0; i < CP_COUNT(limits); i++) {
		int64_t allowed = limits[i].days * CP_SECONDS_PER_DAY;
		unit_facts f;

		unit_facts_init(&f);
		let_live(&f, limits[i].since, allowed);
		unit_facts_run(&f);
		UNIT_ROW(limits[i].day, unit_facts_count(&f, "validity.too-long") == 0);
		let_live(&f, limits[i].since, allowed + 1);
		unit_facts_run(&f);
		UNIT_ROW(limits[i].day, unit_facts_count(&f, "validity.too-long") == 1);
		unit_facts_clear(&f);
	}
	PASSES("validity.too-long", f.facts.classification.kind = CP_KIND_PRIVATE_CA;
		let_live(&f, UNIT_NOW, 1000 * CP_SECONDS_PER_DAY));
	PASSES("validity.too-long", f.facts.classification.kind = CP_KIND_UNKNOWN_CA;
		let_live(&f, UNIT_NOW, 1000 * CP_SECONDS_PER_DAY));
	RAISES("validity.expires-soon", f.leaf->seconds_left = f.leaf->lifetime / 3 - 1);
	PASSES("validity.expires-soon", f.leaf->seconds_left = f.leaf->lifetime / 3);
	PASSES("validity.expires-soon", f.leaf->seconds_left = -1; f.leaf->expired = true);
	PASSES("validity.expires-soon", f.leaf->seconds_left = f.leaf->lifetime / 3 - 1;
		f.params[CP_PARAM_EXPIRES_SOON_DIVISOR] = 4);
}

static void
set_key(cp_cert *cert, cp_key_type type, unsigned bits, cp_curve curve)
{
	cert->key.type = type;
	cert->key.bits = bits;
	cert->key.curve = curve;
}

static void
crypto_is_judged(void)
{
	RAISES("crypto.compromised-key", f.leaf->profile.rsa_close_primes = true);
	RAISES("crypto.compromised-key", f.issuer->profile.rsa_roca = true);
	RAISES("crypto.compromised-key", f.root->published_key = "list");
	RAISES("crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_RSA, 2047, CP_CURVE_NONE));
	PASSES("crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_RSA, 2048, CP_CURVE_NONE));
	RAISES("crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_RSA, 2048, CP_CURVE_NONE);
		f.params[CP_PARAM_MIN_RSA_BITS] = 3072);
	RAISES("crypto.weak-key", set_key(&f.root_cert, CP_KEY_RSA, 1024, CP_CURVE_NONE));
	FOUND_TOO(1, "crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_EC, 192, CP_CURVE_P192));
	FOUND_TOO(1, "crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_EC, 0, CP_CURVE_UNKNOWN));
	FOUND_TOO(1, "crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_EC, 224, CP_CURVE_P224));
	PASSES("crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_EC, 224, CP_CURVE_P224);
		f.params[CP_PARAM_CURVES] = 0x3ff);
	RAISES("crypto.weak-key", f.issuer->profile.rsa_small_factor = true);
	RAISES("crypto.weak-key", f.leaf->profile.ec_off_curve = true);
	PASSES("crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_ED25519, 256, CP_CURVE_NONE));
	FOUND_TOO(1, "crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_ED448, 456, CP_CURVE_NONE);
		  f.params[CP_PARAM_CURVES] = 7);
	FOUND_TOO(1, "crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_DSA, 3072, CP_CURVE_NONE));
	FOUND_TOO(1, "crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_X25519, 256, CP_CURVE_NONE));
	FOUND_TOO(1, "crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_UNKNOWN, 0, CP_CURVE_NONE));
	RAISES("crypto.weak-key", f.leaf_cert.key.flaws = CP_KEY_FLAW_POINT_HYBRID);
	RAISES("crypto.weak-key", f.leaf_cert.key.flaws = CP_KEY_FLAW_EXPLICIT_CURVE);
	RAISES("crypto.weak-key", set_key(&f.leaf_cert, CP_KEY_RSA, 2048, CP_CURVE_NONE);
		f.leaf_cert.key.flaws = CP_KEY_FLAW_EXPONENT_SMALL);
	PASSES("crypto.weak-key", f.leaf_cert.key.flaws = CP_KEY_FLAW_POINT_COMPRESSED);
	RAISES("crypto.weak-key", f.leaf_cert.key.flaws = CP_KEY_FLAW_POINT_COMPRESSED;
		f.params[CP_PARAM_COMPRESSED_POINTS] = 0);
	RAISES("crypto.weak-signature", f.leaf_cert.outer_algorithm.hash = CP_HASH_SHA1);
	RAISES("crypto.weak-signature", f.issuer_cert.outer_algorithm.hash = CP_HASH_MD5);
	RAISES("crypto.weak-signature", f.leaf_cert.outer_algorithm.scheme = CP_SIGNATURE_RSA_PSS;
		f.leaf_cert.outer_algorithm.mgf_hash = CP_HASH_SHA1);
	PASSES("crypto.weak-signature", f.root_cert.outer_algorithm.hash = CP_HASH_SHA1);
	PASSES("crypto.weak-signature", unit_facts_anchor_leaf(&f);
		f.leaf_cert.outer_algorithm.hash = CP_HASH_SHA1);
	PASSES("crypto.weak-signature", unit_facts_self_sign(&f); f.facts.pins.leaf_matched = true;
		f.leaf_cert.outer_algorithm.hash = CP_HASH_SHA1);
	FOUND_TOO(1, "crypto.weak-signature", unit_facts_self_sign(&f);
		  f.leaf_cert.outer_algorithm.hash = CP_HASH_SHA1);
}

#define CABF "profile.server-certificate/"

static void
server_certificates_are_judged(void)
{
	RAISES(CABF "version", f.leaf_cert.version = 2);
	RAISES(CABF "rsa-modulus", f.root->profile.rsa_bits_odd = true);
	RAISES(CABF "key-type", set_key(&f.leaf_cert, CP_KEY_ED25519, 256, CP_CURVE_NONE));
	PASSES(CABF "key-type", set_key(&f.leaf_cert, CP_KEY_RSA, 2048, CP_CURVE_NONE));
	/* The root is of 2018: under a public root the rules of its time hold. */
	PASSES(CABF "root-aki", f.root_cert.aki_has_issuer = f.root_cert.aki_has_serial = true);
	RAISES(CABF "root-aki", f.root_cert.aki_has_issuer = f.root_cert.aki_has_serial = true;
		f.root_cert.not_before = CP_DATE_2023_09_15);
	FOUND_TOO(
		1, CABF "root-aki", f.root_cert.aki_has_issuer = f.root_cert.aki_has_serial = true;
		f.facts.anchor_is_public = false);
	FOUND_TOO(1, CABF "root-aki", f.root_cert.aki_has_key_id = false;
		  f.facts.anchor_is_public = false);
	FOUND_TOO(1, CABF "root-aki", f.root->profile.aki_is_not_ski = true;
		  f.facts.anchor_is_public = false);
	PASSES(CABF "root-aki", EXT(root, AUTHORITY_KEY_ID).present = f.root_cert.aki_has_key_id =
					f.facts.anchor_is_public = false);
	FOUND_TOO(1, CABF "root-eku", EXT(root, EXTENDED_KEY_USAGE).present = true;
		  f.facts.anchor_is_public = false);
	PASSES(CABF "root-eku", EXT(issuer, EXTENDED_KEY_USAGE).present = true);
	PASSES(CABF "root-eku", unit_facts_anchor_leaf(&f));
	RAISES(CABF "san-missing", EXT(leaf, SUBJECT_ALT_NAME).present = false);
	RAISES(CABF "san-critical", EXT(leaf, SUBJECT_ALT_NAME).critical = true);
	PASSES(CABF "san-critical",
		EXT(leaf, SUBJECT_ALT_NAME).critical = f.leaf_cert.subject_empty = true);
	RAISES(CABF "san-wildcard", f.leaf->profile.san_has_bad_wildcard = true);
	RAISES(CABF "common-name", f.leaf->profile.cn_is_no_copy = true);
	PASSES(CABF "common-name", f.issuer->profile.cn_is_no_copy = true);
	RAISES(CABF "eku-missing", EXT(leaf, EXTENDED_KEY_USAGE).present = false);
	PASSES(CABF "eku-missing", EXT(leaf, EXTENDED_KEY_USAGE).present = false;
		f.facts.purpose = CERTPOLICY_PURPOSE_CLIENT);
	RAISES(CABF "eku-any", f.leaf_cert.eku |= CP_EKU_ANY);
	RAISES(CABF "eku-mixed", f.leaf_cert.eku |= CP_EKU_CODE_SIGNING);
	RAISES(CABF "eku-mixed", EXT(issuer, EXTENDED_KEY_USAGE).present = true;
		f.issuer_cert.eku = CP_EKU_SERVER_AUTH | CP_EKU_ANY;
		f.issuer_cert.not_before = CP_DATE_2023_09_15);
	PASSES(CABF "eku-mixed", f.leaf_cert.eku |= CP_EKU_CLIENT_AUTH);
	PASSES(CABF "eku-mixed", EXT(issuer, EXTENDED_KEY_USAGE).present = true;
		f.issuer_cert.eku = CP_EKU_ANY; f.issuer_cert.not_before = CP_DATE_2023_09_15);
	RAISES(CABF "eku-mixed", EXT(issuer, EXTENDED_KEY_USAGE).present = true;
		f.issuer_cert.eku = CP_EKU_ANY | CP_EKU_EMAIL_PROTECTION;
		f.issuer_cert.not_before = CP_DATE_2023_09_15);
	RAISES(CABF "eku-critical", EXT(leaf, EXTENDED_KEY_USAGE).critical = true);
	/* Let's Encrypt's newest profiles: no common name, no SKI, no keyEncipherment. */
	FOUND(0, "nothing", EXT(leaf, SUBJECT_KEY_ID).present = false;
		f.leaf_cert.subject_empty = EXT(leaf, SUBJECT_ALT_NAME).critical = true);
}

/* What is on trial counts on paths to public roots only. */
static void
server_certificates_are_judged_on_trial(void)
{
	RAISES(CABF "san-form", f.leaf->profile.san_other_form = "rfc822Name");
	PASSES(CABF "san-form", f.leaf->profile.san_other_form = "rfc822Name";
		f.facts.anchor_is_public = false; f.facts.classification.kind = CP_KIND_PRIVATE_CA);
	RAISES(CABF "san-reserved-label", f.leaf->profile.san_has_reserved_label = true);
	RAISES(CABF "key-usage", f.leaf_cert.key_usage |= CP_KU_CRL_SIGN);
	FOUND_TOO(1, CABF "key-usage", f.leaf_cert.key_usage = CP_KU_KEY_AGREEMENT);
	PASSES(CABF "key-usage", set_key(&f.leaf_cert, CP_KEY_RSA, 2048, CP_CURVE_NONE);
		f.leaf_cert.key_usage = CP_KU_KEY_ENCIPHERMENT);
	PASSES(CABF "key-usage", EXT(leaf, KEY_USAGE).present = false);
	RAISES(CABF "key-usage-not-critical", EXT(issuer, KEY_USAGE).critical = false);
	FOUND_TOO(1, CABF "ca-key-usage", EXT(issuer, KEY_USAGE).present = false);
	RAISES(CABF "ca-key-usage", f.root_cert.key_usage = CP_KU_KEY_CERT_SIGN);
	FOUND_TOO(1, CABF "ca-key-usage", f.issuer_cert.key_usage |= CP_KU_KEY_AGREEMENT);
	PASSES(CABF "ca-key-usage", f.issuer_cert.key_usage |= CP_KU_DIGITAL_SIGNATURE);
	PASSES(CABF "ca-key-usage", f.issuer_cert.key_usage = 0;
		EXT(issuer, KEY_USAGE).readable = false);
	RAISES(CABF "basic-not-critical", EXT(leaf, BASIC_CONSTRAINTS).critical = false);
	PASSES(CABF "basic-not-critical", EXT(issuer, BASIC_CONSTRAINTS).critical = false);
	RAISES(CABF "crl-points-critical", EXT(issuer, CRL_DISTRIBUTION_POINTS).present =
						   EXT(issuer, CRL_DISTRIBUTION_POINTS).critical =
							   true);
	RAISES(CABF "subject-form", f.leaf->profile.holder.repeated = "title");
	RAISES(CABF "subject-form", f.leaf->profile.holder.other_string = "title");
	RAISES(CABF "subject-form", f.leaf->profile.holder.several_in_one = true);
	RAISES(CABF "organizational-unit",
		f.leaf->profile.holder.attributes |= CP_HOLDER_ORGANIZATIONAL_UNIT);
	PASSES(CABF "organizational-unit",
		f.issuer->profile.holder.attributes |= CP_HOLDER_ORGANIZATIONAL_UNIT);
	RAISES(CABF "ca-subject", f.issuer->profile.holder.attributes &= ~CP_HOLDER_COUNTRY);
	PASSES(CABF "ca-subject", f.root->profile.holder.attributes = 0;
		f.root_cert.not_before = CP_DATE_2012_07_01 - 1);
	RAISES(CABF "ca-common-name",
		f.issuer->profile.holder.attributes &= ~CP_HOLDER_COMMON_NAME);
	PASSES(CABF "ca-common-name", f.leaf->profile.holder.attributes = 0);
}

/* What each of the CA/B Forum's policies asks of a subject. */
static void
subjects_suit_their_policies(void)
{
	enum {
		C = CP_HOLDER_COUNTRY,
		CN = CP_HOLDER_COMMON_NAME,
		L = CP_HOLDER_LOCALITY,
		ST = CP_HOLDER_STATE,
		O = CP_HOLDER_ORGANIZATION,
		OU = CP_HOLDER_ORGANIZATIONAL_UNIT,
		PERSON = CP_HOLDER_SURNAME | CP_HOLDER_GIVEN_NAME,
		REGISTERED = CP_HOLDER_SERIAL_NUMBER | CP_HOLDER_BUSINESS_CATEGORY |
			     CP_HOLDER_JURISDICTION_COUNTRY
	};
	static const struct {
		const char *name;
		unsigned policies, attributes;
		bool suits;
	} rows[] = {
		{"no policy", 0, O | OU, true},
		{"DV", CP_POLICY_DV, 0, true},
		{"DV of a country", CP_POLICY_DV, C | CN, true},
		{"DV of somebody", CP_POLICY_DV, O | CN, false},
		{"DV of something else", CP_POLICY_DV, CP_HOLDER_OTHER, false},
		{"OV", CP_POLICY_OV, C | O | L, true},
		{"OV of a region", CP_POLICY_OV, C | O | ST | CP_HOLDER_OTHER, true},
		{"OV of nowhere", CP_POLICY_OV, C | O, false},
		{"OV without country", CP_POLICY_OV, O | L, false},
		{"OV of a person", CP_POLICY_OV, C | O | L | PERSON, false},
		{"OV of a unit", CP_POLICY_OV, C | O | L | OU, false},
		{"IV", CP_POLICY_IV, C | L | PERSON, true},
		{"IV by surname", CP_POLICY_IV, C | L | CP_HOLDER_SURNAME, false},
		{"EV", CP_POLICY_EV, C | O | REGISTERED, true},
		{"EV without register", CP_POLICY_EV, C | O | L, false},
		{"both", CP_POLICY_DV | CP_POLICY_OV, C | O | L, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_facts f;

		unit_facts_init(&f);
		f.leaf->profile.reserved_policies = rows[i].policies;
		f.leaf->profile.holder.attributes = rows[i].attributes;
		unit_facts_run(&f);
		UNIT_ROW(rows[i].name,
			(unit_facts_count(&f, CABF "subject-of-policy") == 0) == rows[i].suits);
		unit_facts_clear(&f);
	}
	PASSES(CABF "subject-of-policy", f.leaf->profile.reserved_policies = CP_POLICY_EV;
		f.leaf_cert.is_ca = true);
}

static void
raise_distrust(cp_facts *facts)
{
	facts->distrusts[0] = (cp_distrust){CP_DISTRUST_BY_SCT, "Chrome", 0, "built-in", true};
	facts->n_distrusts = 1;
}

static void
roots_and_pins_are_judged(void)
{
	RAISES("root.not-public", f.facts.anchor_is_public = false);
	PASSES("root.not-public", unit_facts_end(&f, CP_PATH_UNKNOWN_ISSUER));
	FOUND_TOO(1, "root.not-public", unit_facts_anchor_leaf(&f));
	RAISES("root.distrusted", raise_distrust(&f.facts));
	PASSES("root.distrusted", raise_distrust(&f.facts); f.facts.distrusts[0].fired = false);
	RAISES("root.public-for-client", f.facts.purpose = CERTPOLICY_PURPOSE_CLIENT);
	PASSES("root.public-for-client", f.facts.purpose = CERTPOLICY_PURPOSE_CLIENT;
		f.facts.anchor_is_public = false);
	RAISES("root.out-of-scope", f.facts.out_of_scope = true);
	RAISES("pin.not-configured", memset(&f.facts.pins, 0, sizeof(f.facts.pins)));
	RAISES("pin.mismatch", f.facts.pins.matched = false);
	RAISES("pin.expired", f.facts.pins.matched = false; f.facts.pins.matched_lapsed = true);
	RAISES("pin.expired", f.facts.pins.matched = false; f.facts.pins.matched_lapsed = true;
		f.facts.pins.n_live = 0);
	/* The only pin lapsed, and it was for another key. */
	RAISES("pin.mismatch", f.facts.pins.matched = false; f.facts.pins.n_live = 0);
	PASSES("pin.expired", f.facts.pins.matched_lapsed = true);
}

static void
scopes_are_judged(void)
{
	FOUND_TOO(1, "scope.private-in-public", unit_facts_self_sign(&f));
	FOUND_TOO(1, "scope.private-in-public", f.facts.classification.kind = CP_KIND_PRIVATE_CA;
		  unit_facts_set_zone(&f, CP_ZONE_DMZ));
	PASSES("scope.private-in-public", f.facts.classification.kind = CP_KIND_PRIVATE_CA;
		unit_facts_set_zone(&f, CP_ZONE_INTERNAL));
	PASSES("scope.private-in-public", f.facts.classification.kind = CP_KIND_UNKNOWN_CA);
	RAISES("scope.public-in-internal", unit_facts_set_zone(&f, CP_ZONE_INTERNAL));
	PASSES("scope.public-in-internal", unit_facts_set_zone(&f, CP_ZONE_DEVELOPMENT));
	FOUND_TOO(1, "scope.public-in-internal", unit_facts_self_sign(&f);
		  f.facts.is_development_certificate = true);
	PASSES("scope.public-in-internal", unit_facts_self_sign(&f);
		f.facts.is_development_certificate = true;
		unit_facts_set_zone(&f, CP_ZONE_DEVELOPMENT));
	FOUND_TOO(1, "scope.address-mismatch", f.facts.name_zone = CP_ZONE_INTERNAL;
		  f.facts.has_address = true; f.facts.address_zone = CP_ZONE_PUBLIC);
	PASSES("scope.address-mismatch", f.facts.has_address = true;
		f.facts.address_zone = CP_ZONE_PUBLIC);
	PASSES("scope.address-mismatch", f.facts.name_zone = CP_ZONE_INTERNAL;
		f.facts.has_address = true);
	RAISES("scope.internal-address", f.facts.has_address = true;
		f.facts.address_zone = CP_ZONE_INTERNAL);
	PASSES("scope.internal-address", f.facts.has_address = true;
		f.facts.address_zone = CP_ZONE_DMZ);
	PASSES("scope.internal-address", f.facts.has_address = true;
		f.facts.address_zone = CP_ZONE_INTERNAL; unit_facts_set_zone(&f, CP_ZONE_DMZ));
	FOUND_TOO(1, "scope.interception", f.facts.anchor_is_public = false;
		  f.facts.anchor_is_local = true);
	PASSES("scope.interception", f.facts.anchor_is_public = false;
		f.facts.anchor_is_local = true; unit_facts_set_zone(&f, CP_ZONE_INTERNAL));
	PASSES("scope.interception", f.facts.anchor_is_public = false);
}

#define LACKS(POLICY, LACK) f.facts.transparency.standing[CP_CT_##POLICY].lack = CP_CT_LACKS_##LACK

static void
transparency_is_judged(void)
{
	RAISES("ct.insufficient", LACKS(CHROME, SCTS));
	RAISES("ct.insufficient", LACKS(CHROME, CURRENT_LOG));
	RAISES("ct.insufficient", LACKS(CHROME, OPERATOR));
	RAISES("ct.insufficient", LACKS(CHROME, RFC6962_LOG));
	/* Only what the policy asks for, and all of it. */
	PASSES("ct.insufficient", LACKS(APPLE, SCTS); LACKS(FIREFOX, SCTS));
	RAISES("ct.insufficient", LACKS(APPLE, SCTS); f.params[CP_PARAM_CT_POLICY] = 2);
	RAISES("ct.insufficient", LACKS(FIREFOX, SCTS); f.params[CP_PARAM_CT_POLICY] = 7);
	PASSES("ct.insufficient", LACKS(CHROME, SCTS); f.params[CP_PARAM_CT_POLICY] = 6);
	FOUND_TOO(0, "ct.insufficient", LACKS(CHROME, SCTS);
		  f.facts.classification.kind = CP_KIND_PRIVATE_CA);
	PASSES("ct.insufficient", LACKS(CHROME, SCTS);
		f.leaf_cert.not_before = CP_DATE_2018_05_01 - 1);
	RAISES("ct.not-checkable", f.facts.transparency.list = CP_CT_LIST_NONE);
	RAISES("ct.not-checkable", f.facts.transparency.list = CP_CT_LIST_UNDATED);
	RAISES("ct.not-checkable", f.facts.transparency.list = CP_CT_LIST_FUTURE);
	RAISES("ct.not-checkable", f.facts.transparency.list = CP_CT_LIST_STALE;
		LACKS(CHROME, SCTS));
	PASSES("ct.not-checkable", f.facts.transparency.list = CP_CT_LIST_NONE;
		f.facts.classification.kind = CP_KIND_PRIVATE_CA);
}

static void
the_rest_is_judged(void)
{
	static const cp_threat_list list = {.source = "list"};

	RAISES("revocation.revoked", f.issuer->revocation.status = CP_REVOCATION_REVOKED;
		f.issuer->revocation.reason = 1; f.issuer->revocation.has_revoked_at = true);
	RAISES("revocation.revoked", f.leaf->revocation.status = CP_REVOCATION_REVOKED;
		f.leaf->revocation.reason = 4711);
	RAISES("revocation.unavailable", f.leaf->revocation.status = CP_REVOCATION_UNKNOWN);
	PASSES("revocation.unavailable", f.root->revocation.status = CP_REVOCATION_UNKNOWN);
	PASSES("revocation.unavailable", f.leaf->revocation.status = CP_REVOCATION_UNKNOWN;
		let_live(&f, CP_DATE_2026_03_15, 7 * CP_SECONDS_PER_DAY));
	FOUND_TOO(1, "revocation.unavailable", f.leaf->revocation.status = CP_REVOCATION_UNKNOWN;
		  let_live(&f, CP_DATE_2026_03_15, 7 * CP_SECONDS_PER_DAY + 1));
	PASSES("revocation.unavailable", f.leaf->revocation.status = CP_REVOCATION_UNKNOWN;
		let_live(&f, CP_DATE_2024_03_15, 10 * CP_SECONDS_PER_DAY));
	FOUND_TOO(1, "revocation.unavailable", f.leaf->revocation.status = CP_REVOCATION_UNKNOWN;
		  let_live(&f, CP_DATE_2024_03_15 - 1, CP_SECONDS_PER_DAY));
	/* Dates that say nothing make nothing short-lived. */
	FOUND_TOO(1, "revocation.unavailable", f.leaf->revocation.status = CP_REVOCATION_UNKNOWN;
		  let_live(&f, CP_DATE_2026_03_15, 0); f.leaf->lifetime = 0);
	/* Without a date of issue the last period alone holds. */
	FOUND_TOO(1, "revocation.unavailable", f.leaf->revocation.status = CP_REVOCATION_UNKNOWN;
		  f.leaf_cert.not_before_form = CP_TIME_NONE; f.leaf->lifetime = 0);
	FOUND_TOO(1, "revocation.unavailable", f.issuer->revocation.status = CP_REVOCATION_UNKNOWN;
		  f.issuer_cert.not_before = CP_DATE_2026_03_15;
		  f.issuer->lifetime = CP_SECONDS_PER_DAY);
	RAISES("threat.listed", f.leaf->threat.what = CP_THREAT_CERTIFICATE;
		f.leaf->threat.list = &list);
	RAISES("threat.listed", f.root->threat.what = CP_THREAT_KEY; f.root->threat.list = &list);
	RAISES("threat.listed", f.issuer->threat.what = CP_THREAT_ISSUER;
		f.issuer->threat.list = &list);
	RAISES("threat.listed/name", f.facts.threat_name.hit.what = CP_THREAT_NAME;
		f.facts.threat_name.hit.list = &list; f.facts.threat_name.text = "evil.example");
}

/* What is said of a session, read as an engine reads it. */
#define SESSION(...)                                                                               \
	cp_session_said said = {__VA_ARGS__};                                                      \
	cp_session_read(&f.facts.session, &said)

static void
sessions_are_judged(void)
{
	RAISES("session.chain-unavailable", f.facts.chain_unavailable = true);
	RAISES("session.legacy-protocol", SESSION(.protocol = "TLS1.1"));
	RAISES("session.legacy-protocol", SESSION(.protocol = "SSLv2"));
	RAISES("session.legacy-protocol", SESSION(.protocol = "DTLS1.0"));
	RAISES("session.legacy-protocol", SESSION(.protocol = "PCT"));
	PASSES("session.legacy-protocol", SESSION(.protocol = "TLS1.2"));
	PASSES("session.legacy-protocol", SESSION(.protocol = "DTLSv1.2"));
	RAISES("session.weak-cipher/unknown", SESSION(.cipher = "X"));
	RAISES("session.weak-cipher/unknown", SESSION(.cipher = "0x2A2A"));
	RAISES("session.weak-cipher/unknown", SESSION(.cipher = "TLS_FALLBACK_SCSV"));
	RAISES("session.weak-cipher/not-aead",
		SESSION(.cipher = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"));
	RAISES("session.weak-cipher/no-forward-secrecy",
		SESSION(.cipher = "TLS_RSA_WITH_AES_128_GCM_SHA256"));
	FOUND_TOO(1, "session.weak-cipher/no-forward-secrecy",
		SESSION(.cipher = "TLS_RSA_WITH_RC4_128_SHA"));
	FOUND_TOO(1, "session.weak-cipher/broken", SESSION(.cipher = "TLS_RSA_WITH_RC4_128_SHA"));
	RAISES("session.weak-cipher/broken", SESSION(.cipher = "TLS_SHA256_SHA256"));
	RAISES("session.weak-cipher/broken",
		SESSION(.cipher = "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"));
	RAISES("session.weak-cipher/anonymous",
		SESSION(.cipher = "TLS_DH_anon_WITH_AES_128_GCM_SHA256"));
	RAISES("session.weak-cipher/finite-field",
		SESSION(.cipher = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"));
	FOUND(0, "session.weak-cipher", SESSION(.cipher = "TLS_AES_128_GCM_SHA256"));
	FOUND(0, "session.weak-cipher",
		SESSION(.cipher = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"));
	RAISES("session.weak-group", SESSION(.group = "prime192v1"));
	RAISES("session.weak-group", SESSION(.protocol = "TLS1.2", .group = "SECT193R2"));
	FOUND(0, "session.weak-group", SESSION(.group = "secp224r1"));
	FOUND(0, "session.weak-group", SESSION(.group = "0x11EC"));
	RAISES("session.weak-group/unknown", SESSION(.group = "0x11FF"));
	RAISES("session.weak-group/unknown", SESSION(.group = "a curve of their own"));
	RAISES("session.weak-group/short-prime", SESSION(.dh_bits = 2047));
	FOUND(0, "session.weak-group/short-prime", SESSION(.dh_bits = 2048));
	RAISES("session.weak-signature", SESSION(.signature = "rsa_pkcs1_sha1"));
	RAISES("session.weak-signature", SESSION(.signature = "ECDSA-SHA1"));
	RAISES("session.weak-signature", SESSION(.signature = "RSA-MD5"));
	RAISES("session.weak-signature", SESSION(.signature = "DSA-SHA256"));
	RAISES("session.weak-signature/unknown", SESSION(.signature = "lamport"));
	FOUND(0, "session.weak-signature", SESSION(.signature = "RSA-PSS-RSAE-SHA256"));
	FOUND(0, "session.weak-signature", SESSION(.signature = "EdDSA-Ed25519"));
	FOUND(0, "session.weak-signature", SESSION(.signature = "ecdsa_secp256r1_sha256"));
}

static void
facts_of_sessions_are_judged(void)
{
	RAISES("session.insecure-renegotiation",
		SESSION(.facts[CP_SESSION_SECURE_RENEGOTIATION] = CP_TOLD_NO));
	RAISES("session.insecure-renegotiation",
		SESSION(.protocol = "TLS1.2",
			.facts[CP_SESSION_SECURE_RENEGOTIATION] = CP_TOLD_NO));
	FOUND(0, "session.insecure-renegotiation",
		SESSION(.protocol = "TLS1.3",
			.facts[CP_SESSION_SECURE_RENEGOTIATION] = CP_TOLD_NO));
	FOUND(0, "session.insecure-renegotiation",
		SESSION(.cipher = "TLS_AES_128_GCM_SHA256",
			.facts[CP_SESSION_SECURE_RENEGOTIATION] = CP_TOLD_NO));
	FOUND(0, "session.insecure-renegotiation",
		SESSION(.facts[CP_SESSION_SECURE_RENEGOTIATION] = CP_TOLD_YES));
	RAISES("session.extended-master-secret",
		SESSION(.protocol = "TLS1.2",
			.facts[CP_SESSION_EXTENDED_MASTER_SECRET] = CP_TOLD_NO));
	/* A suite of TLS 1.3 does not outweigh a protocol that was said. */
	RAISES("session.extended-master-secret",
		SESSION(.protocol = "TLS1.2", .cipher = "TLS_AES_128_GCM_SHA256",
			.facts[CP_SESSION_EXTENDED_MASTER_SECRET] = CP_TOLD_NO));
	FOUND(0, "session.extended-master-secret",
		SESSION(.protocol = "DTLS1.3",
			.facts[CP_SESSION_EXTENDED_MASTER_SECRET] = CP_TOLD_NO));
	FOUND(0, "session.extended-master-secret",
		SESSION(.facts[CP_SESSION_EXTENDED_MASTER_SECRET] = CP_TOLD_YES));
	RAISES("session.compression", SESSION(.facts[CP_SESSION_COMPRESSION] = CP_TOLD_YES));
	FOUND(0, "session.compression", SESSION(.facts[CP_SESSION_COMPRESSION] = CP_TOLD_NO));
	RAISES("session.early-data", SESSION(.facts[CP_SESSION_EARLY_DATA] = CP_TOLD_YES));
	FOUND(0, "session.early-data", SESSION(.facts[CP_SESSION_EARLY_DATA] = CP_TOLD_NO));
}

static void
many_findings_keep_the_first_of_each(void)
{
	cp_arena arena = CP_ARENA_EMPTY;
	cp_findings findings;
	size_t i;

	cp_findings_init(&findings, &arena);
	for (i = 0; i < 10000; i++)
		cp_evidence_int(cp_emit(&findings, NULL, "a.b", "a.b", 1, (int)i), "n", 1);
	CU_ASSERT_EQUAL(findings.n, CP_FINDINGS_MAX);
	(void)cp_emit(&findings, NULL, "c.d", "c.d", 2, 7);
	(void)cp_emit(&findings, NULL, "c.d", "c.d", 2, 8);
	(void)cp_emit(&findings, NULL, "c.d", "c.d", 2, 0);
	(void)cp_emit_own(&findings, "x-y", CP_N_CODES, CERTPOLICY_ACTION_DENY, NULL, -1);
	CU_ASSERT_EQUAL(findings.n, CP_FINDINGS_MAX + 3);
	CU_ASSERT_STRING_EQUAL(findings.list[findings.n - 1].code, "x-y");
	cp_arena_clear(&arena);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"the table is the contract", the_table_is_the_contract},
		{"guards stand where nothing is milder", guards_stand_where_nothing_is_milder},
		{"texts are whole", texts_are_whole},
		{"rules belong to their codes", rules_belong_to_their_codes},
		{"parameters are in range", parameters_are_in_range},
		{"dates are what they are called", dates_are_what_they_are_called},
		{"sound facts raise nothing", sound_facts_raise_nothing},
		{"encoding is judged", encoding_is_judged},
		{"uses of keys are judged", uses_of_keys_are_judged},
		{"paths are judged", paths_are_judged},
		{"usage is judged", usage_is_judged},
		{"identity is judged", identity_is_judged},
		{"validity is judged", validity_is_judged},
		{"crypto is judged", crypto_is_judged},
		{"server certificates are judged", server_certificates_are_judged},
		{"server certificates are judged on trial",
			server_certificates_are_judged_on_trial},
		{"subjects suit their policies", subjects_suit_their_policies},
		{"roots and pins are judged", roots_and_pins_are_judged},
		{"scopes are judged", scopes_are_judged},
		{"transparency is judged", transparency_is_judged},
		{"the rest is judged", the_rest_is_judged},
		{"sessions are judged", sessions_are_judged},
		{"facts of sessions are judged", facts_of_sessions_are_judged},
		{"many findings keep the first of each", many_findings_keep_the_first_of_each},
		{NULL, NULL},
	};

	return unit_main("rules", tests);
}
