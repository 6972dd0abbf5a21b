/* Policies: what files and inline objects mean, and how each mistake in them is named. */
#include <config.h>
#include "asn1/oid.h"
#include "base/civil.h"
#include "base/error.h"
#include "base/json_compact.h"
#include "base/mem.h"
#include "policy/advice.h"
#include "policy/policy.h"
#include "render/policy.h"
#include "unit/der_text.h"
#include "unit/make_cert.h"
#include "unit/make_crl.h"
#include "unit/unit.h"

#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#define PIN_A "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define PIN_B "sha256/AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define DIGEST "sha256:0000000000000000000000000000000000000000000000000000000000000000"
#define ONE(BODY) "version: 1\npolicies:\n  a:\n    extends: internal-pinned\n" BODY
#define RAW(BODY) "version: 1\npolicies:\n  a:\n    extends: pkix\n" BODY

/* The set of one text, resolved; NULL and *error. */
static cp_policy_set *
load(const char *text, const char *file, certpolicy_error **error)
{
	cp_policy_set *set = cp_policy_set_new();

	*error = NULL;
	if (cp_policy_set_add_text(set, cp_bytes_of_string(text), file, error) == CERTPOLICY_OK &&
		cp_policy_set_resolve(set, error) == CERTPOLICY_OK)
		return set;
	cp_policy_set_free(set);
	return NULL;
}

static cp_policy_set *
load_good(const char *text)
{
	certpolicy_error *error;
	cp_policy_set *set = load(text, "test.yaml", &error);

	if (set == NULL) {
		fprintf(stderr, "%zu:%zu: %s\n%s", certpolicy_error_get_line(error),
			certpolicy_error_get_column(error), certpolicy_error_get_message(error),
			text);
		exit(99);
	}
	return set;
}

/* The policy "a" of a text, kept beyond the set. */
static certpolicy_policy *
load_a(const char *text)
{
	cp_policy_set *set = load_good(text);
	certpolicy_policy *policy = cp_policy_set_find(set, "a");

	cp_policy_set_free(set);
	return policy;
}

static void
builtins_are_columns_of_the_table(void)
{
	size_t i, k;

	for (i = 0; i < CP_N_BUILTINS; i++) {
		certpolicy_policy *policy = cp_policy_builtin((cp_builtin)i);

		CU_ASSERT_STRING_EQUAL(policy->name, cp_builtin_name((cp_builtin)i));
		CU_ASSERT(strlen(policy->digest) == 71 && policy->description != NULL);
		for (k = 0; k < CP_N_CODES; k++)
			UNIT_ROW(cp_code_name((cp_code)k),
				policy->cells[k].action ==
					cp_code_row_of((cp_code)k)->cells[i].action);
		for (k = 0; k < i; k++)
			CU_ASSERT(strcmp(policy->digest,
					  cp_policy_builtin((cp_builtin)k)->digest) != 0);
		certpolicy_policy_free(certpolicy_policy_ref(policy));
		certpolicy_policy_free(policy);
	}
	CU_ASSERT(cp_policy_builtin(CP_BUILTIN_WEBPKI)->web);
	CU_ASSERT(!cp_policy_builtin(CP_BUILTIN_DEV_ALLOW)->web);
}

/* What each mistake is called, and where it is said to be. */
static const struct {
	const char *name, *text, *code;
	size_t line, column;
	const char *message; /* a part of it */
} mistakes[] = {
	{"empty", "", "policy.syntax", 0, 0, "empty"},
	{"comment only", "# nothing\n", "policy.syntax", 0, 0, "empty"},
	{"not UTF-8", "version: 1 # \xff\n", "policy.syntax", 0, 0, "UTF-8"},
	{"no mapping", "- 1\n", "policy.bad-type", 1, 1, "a mapping"},
	{"scalar", "hello\n", "policy.bad-type", 1, 1, "\"the file\" must be a mapping"},
	{"bad indentation", "version: 1\n policies: {}\n", "policy.syntax", 2, 10, ""},
	{"unclosed", "{\"version\": 1", "policy.syntax", 2, 1, ""},
	{"two documents", "version: 1\n---\nversion: 1\n", "policy.syntax", 2, 1,
		"second document"},
	{"alias", "version: 1\npolicies: {a: &x {extends: pkix}, b: *x}\n", "policy.alias", 2, 15,
		"aliases"},
	{"bare alias", "version: *x\n", "policy.alias", 1, 10, "aliases"},
	{"tag", "version: !!int 1\n", "policy.alias", 1, 10, "tags"},
	{"merge key", "version: 1\npolicies:\n  <<: {}\n", "policy.alias", 3, 3, "extends"},
	{"complex key", "? [a]\n: 1\n", "policy.syntax", 1, 3, "key"},
	{"repeated key", "version: 1\nzones: {}\nversion: 1\n", "policy.duplicate-key", 3, 1,
		"\"version\" stands twice, first in line 1"},
	{"no version", "policies: {}\n", "policy.missing-key", 1, 1, "version: 1"},
	{"version 2", "version: 2\n", "policy.bad-value", 1, 10, "from 1 to 1"},
	{"version in quotes", "version: \"1\"\n", "policy.bad-type", 1, 10, "without quotes"},
	{"unknown top key", "version: 1\npolicy: {}\n", "policy.unknown-key", 2, 1,
		"did you mean \"policies\"?"},
	{"policies empty", "version: 1\npolicies:\n", "policy.bad-type", 2, 10, "not empty"},
	{"built-in name", "version: 1\npolicies:\n  dev-allow: {extends: pkix}\n",
		"policy.redefined", 3, 3, "built in"},
	{"bad name", "version: 1\npolicies:\n  \"a b\": {extends: pkix}\n", "policy.bad-value", 3,
		3, "no name"},
	{"no extends", "version: 1\npolicies:\n  a: {rules: {}}\n", "policy.missing-key", 3, 3,
		"extends"},
	{"extend", "version: 1\npolicies:\n  a: {extend: pkix}\n", "policy.unknown-key", 3, 7,
		"unknown key \"extend\"; did you mean \"extends\"?"},
	{"extends nobody", "version: 1\npolicies:\n  a: {extends: internal-pined}\n",
		"policy.unknown-name", 3, 16, "did you mean \"internal-pinned\"?"},
	{"cycle of one", "version: 1\npolicies:\n  a: {extends: a}\n", "policy.cycle", 3, 16,
		"extends itself"},
	{"cycle of two",
		"version: 1\npolicies:\n  c: {extends: a}\n  a: {extends: b}\n  b: {extends: a}\n",
		"policy.cycle", 4, 16, "by way of \"b\""},
	{"unknown code", ONE("    rules:\n      crypto.weak-keys: deny\n"), "policy.unknown-code",
		6, 7, "did you mean \"crypto.weak-key\"?"},
	{"sub-rule", ONE("    rules: {encoding.profile/serial-length: deny}\n"),
		"policy.unknown-code", 5, 13, "the whole code \"encoding.profile\""},
	{"unknown action", ONE("    rules: {crypto.weak-key: dney}\n"), "policy.bad-value", 5, 30,
		"did you mean \"deny\"?"},
	{"list as action", ONE("    rules: {crypto.weak-key: [deny]}\n"), "policy.bad-type", 5, 30,
		"must be text, not a list"},
	{"unknown parameter", ONE("    rules: {crypto.weak-key: {action: deny, min_rsa_bit: 1}}\n"),
		"policy.unknown-key", 5, 45, "did you mean \"min_rsa_bits\"?"},
	{"parameter of another code", ONE("    rules: {validity.expired: {min_rsa_bits: 3072}}\n"),
		"policy.unknown-key", 5, 32, "min_rsa_bits"},
	{"parameter out of range", ONE("    rules: {crypto.weak-key: {min_rsa_bits: 99999}}\n"),
		"policy.bad-value", 5, 45, "from 1024 to 16384"},
	{"parameter no number", ONE("    rules: {crypto.weak-key: {min_rsa_bits: 2e3}}\n"),
		"policy.bad-value", 5, 45, "whole number"},
	{"unknown word", ONE("    rules: {crypto.weak-key: {curves: [P-265]}}\n"),
		"policy.bad-value", 5, 40, "did you mean \"P-256\"?"},
	{"empty rule", ONE("    rules: {crypto.weak-key: {}}\n"), "policy.bad-value", 5, 30,
		"says nothing"},
	{"lower", ONE("    rules: {crypto.weak-key: warn}\n"), "policy.insecure", 5, 30,
		"insecure_rules"},
	{"lower where softened",
		"version: 1\npolicies:\n  a:\n    extends: dev-allow\n    rules: "
		"{validity.expired: info}\n",
		"policy.insecure", 5, 31, "\"dev-allow\""},
	{"lower elsewhere",
		"version: 1\npolicies:\n  a:\n    extends: dev-allow\n    rules: "
		"{validity.expired: warn}\n",
		"policy.insecure", 5, 31, "\"dev-allow\""},
	{"weaker parameter", ONE("    rules: {crypto.weak-key: {min_rsa_bits: 1024}}\n"),
		"policy.insecure", 5, 45, "\"min_rsa_bits\" is weaker"},
	{"wider words", ONE("    rules: {crypto.weak-key: {curves: [P-256, secp256k1]}}\n"),
		"policy.insecure", 5, 39, "\"curves\" is weaker"},
	{"in both",
		ONE("    rules: {usage.ca-as-leaf: deny}\n    insecure_rules: {usage.ca-as-leaf: "
		    "info}\n"),
		"policy.duplicate-key", 6, 22, "under rules too"},
	{"guarded", ONE("    insecure_rules: {path.bad-signature: warn}\n"), "policy.guarded", 5,
		42, "never below deny"},
	{"guarded in raw material", RAW("    rules: {revocation.revoked: warn}\n"),
		"policy.guarded", 5, 33, "never below deny"},
	{"never lowered", RAW("    rules: {path.length: info}\n"), "policy.guarded", 5, 26,
		"a waiver"},
	{"lower than own",
		"version: 1\npolicies:\n  a: {extends: pkix, rules: {x-mine: deny}}\n"
		"  b: {extends: internal-pinned, rules: {x-mine: deny}}\n"
		"  c: {extends: b, rules: {x-mine: warn}}\n",
		"policy.insecure", 5, 35, "x-mine"},
	{"limits", ONE("    limits: {depth: 3}\n"), "policy.unknown-key", 5, 14, "path_depth"},
	{"negative depth", ONE("    limits: {path_depth: -1}\n"), "policy.bad-value", 5, 26,
		"from 0 to 1000"},
	{"deeper",
		"version: 1\npolicies:\n  b: {extends: internal-pinned, limits: {path_depth: 2}}\n"
		"  a: {extends: b, limits: {path_depth: 3}}\n",
		"policy.insecure", 4, 40, "path_depth"},
	{"no OID", ONE("    certificate_policies: {acceptable: [1.2.x]}\n"), "policy.bad-value", 5,
		41, "object identifier"},
	{"no policies", ONE("    certificate_policies: {acceptable: []}\n"), "policy.bad-value", 5,
		40, "leave it out"},
	{"yes is no bool", ONE("    certificate_policies: {require_explicit: yes}\n"),
		"policy.bad-value", 5, 46, "true or false, not \"yes\""},
	{"quoted bool", ONE("    certificate_policies: {inhibit_any: \"true\"}\n"),
		"policy.bad-type", 5, 41, "without quotes"},
	{"explicit no more",
		"version: 1\npolicies:\n"
		"  b: {extends: internal-pinned, certificate_policies: {require_explicit: true}}\n"
		"  a: {extends: b, certificate_policies: {require_explicit: false}}\n",
		"policy.insecure", 4, 60, "weaker"},
	{"wider policies",
		"version: 1\npolicies:\n"
		"  b: {extends: internal-pinned, certificate_policies: {acceptable: [1.2.3]}}\n"
		"  a: {extends: b, certificate_policies: {acceptable: [1.2.3, 1.2.4]}}\n",
		"policy.insecure", 4, 54, "weaker"},
	{"pin without spki", ONE("    pins: [{peer: a.example}]\n"), "policy.missing-key", 5, 12,
		"spki"},
	{"short pin", ONE("    pins: [sha256/AAAA]\n"), "policy.bad-value", 5, 12, "44 characters"},
	{"hex pin", ONE("    pins: [" DIGEST "]\n"), "policy.bad-value", 5, 12, "sha256/"},
	{"bad until", ONE("    pins: [{spki: " PIN_A ", until: 2027-02-30}]\n"), "policy.bad-value",
		5, 79, "no date"},
	{"bad pin peer", ONE("    pins: [{spki: " PIN_A ", peer: \"*\"}]\n"), "policy.bad-value", 5,
		78, "no host name"},
	{"pin as list", ONE("    pins: [[" PIN_A "]]\n"), "policy.bad-type", 5, 12, "mapping"},
	{"pins as mapping", ONE("    pins: {spki: " PIN_A "}\n"), "policy.bad-type", 5, 11,
		"a list"},
	{"waiver without reason",
		ONE("    waivers: [{code: validity.expired, certificate: \"" DIGEST
		    "\", peer: a.example, until: 2027-01-31, owner: ops}]\n"),
		"policy.missing-key", 5, 15, "\"reason\""},
	{"waiver without code",
		ONE("    waivers:\n      - {certificate: \"" DIGEST
		    "\", peer: a.example, until: 2027-01-31, owner: ops, reason: r}\n"),
		"policy.missing-key", 6, 9, "\"code\" or \"rule\""},
	{"waiver for all",
		ONE("    waivers:\n      - {code: validity.expired, certificate: \"" DIGEST
		    "\", peer: \"*\", until: 2027-01-31, owner: ops, reason: r}\n"),
		"policy.bad-value", 6, 128, "never for all"},
	{"waiver for every IPv4 address",
		ONE("    waivers:\n      - {code: validity.expired, certificate: \"" DIGEST
		    "\", peer: \"0.0.0.0/0\", until: 2027-01-31, owner: ops, reason: r}\n"),
		"policy.bad-value", 6, 128, "never for all"},
	{"waiver for every IPv6 address",
		ONE("    waivers:\n      - {code: validity.expired, certificate: \"" DIGEST
		    "\", peer: \"::/0\", until: 2027-01-31, owner: ops, reason: r}\n"),
		"policy.bad-value", 6, 128, "never for all"},
	{"waiver for every mapped address",
		ONE("    waivers:\n      - {code: validity.expired, certificate: \"" DIGEST
		    "\", peer: \"::ffff:0.0.0.0/96\", until: 2027-01-31, owner: ops, reason: r}\n"),
		"policy.bad-value", 6, 128, "never for all"},
	{"waiver of a hash",
		ONE("    waivers:\n      - {code: validity.expired, certificate: abc, peer: "
		    "a.example, "
		    "until: 2027-01-31, owner: ops, reason: r}\n"),
		"policy.bad-value", 6, 47, "64 hexadecimal"},
	{"never waived",
		ONE("    waivers:\n      - {code: threat.listed, certificate: \"" DIGEST
		    "\", peer: a.example, until: 2027-01-31, owner: ops, reason: r}\n"),
		"policy.guarded", 6, 16, "never waived"},
	{"unknown waived",
		ONE("    waivers:\n      - {code: validity.expire, certificate: \"" DIGEST
		    "\", peer: a.example, until: 2027-01-31, owner: ops, reason: r}\n"),
		"policy.unknown-code", 6, 16, "did you mean \"validity.expired\"?"},
	{"anchor as text", ONE("    anchors: [/etc/ssl/root.pem]\n"), "policy.bad-type", 5, 15,
		"mapping"},
	{"anchor of nothing", ONE("    anchors: [{permitted: [a.example]}]\n"),
		"policy.missing-key", 5, 15, "\"file\" or \"certificate\""},
	{"anchor not there", ONE("    anchors: [{file: does-not-exist.pem}]\n"), "io.open", 5, 22,
		""},
	{"anchor no certificate", ONE("    anchors: [{certificate: hello}]\n"), "input.unreadable",
		5, 29, ""},
	{"an empty list of words", ONE("    rules: {ct.insufficient: {ct_policy: []}}\n"),
		"policy.bad-value", 5, 42, "\"ct_policy\" is empty"},
	{"another word", ONE("    rules: {ct.insufficient: {ct_policy: crome}}\n"),
		"policy.bad-value", 5, 42, "did you mean \"chrome\"?"},
	{"fewer words",
		"version: 1\npolicies:\n  a:\n    extends: public-strict\n"
		"    rules: {ct.insufficient: {ct_policy: apple}}\n",
		"policy.insecure", 5, 42, "\"ct_policy\" is weaker"},
	{"logs as a list", ONE("    ct_log_list: [logs.json]\n"), "policy.bad-type", 5, 18, ""},
	{"logs not there", ONE("    ct_log_list: does-not-exist.json\n"), "io.open", 5, 18, ""},
	{"protected names as text", ONE("    protected_names: bank.example\n"), "policy.bad-type",
		5, 22, ""},
	{"a protected address", ONE("    protected_names: [bank.example, 192.0.2.1]\n"),
		"policy.bad-value", 5, 37, "no address"},
	{"a protected name that is none", ONE("    protected_names: [\"a b\"]\n"),
		"policy.bad-value", 5, 23, ""},
	{"list as text", ONE("    crls: [/etc/ssl/ca.crl]\n"), "policy.bad-type", 5, 12, ""},
	{"list of nothing", ONE("    crls: [{}]\n"), "policy.missing-key", 5, 12, ""},
	{"list not there", ONE("    crls: [{file: does-not-exist.crl}]\n"), "io.open", 5, 19, ""},
	{"list that is none", ONE("    crls: [{crl: hello}]\n"), "input.unreadable", 5, 18, ""},
	{"bad permitted", ONE("    anchors: [{file: x.pem, permitted: [10.0.0.1/8]}]\n"),
		"policy.bad-value", 5, 41, "network"},
	{"unknown zone", "version: 1\nzones: {public: [a.example]}\n", "policy.unknown-key", 2, 9,
		""},
	{"bad zone entry", "version: 1\nzones:\n  internal:\n    - 10.0.0.0/8\n    - 10.0.0.0/99\n",
		"policy.bad-value", 5, 7, "10.0.0.0/99"},
	{"route without policy", "version: 1\nroutes: [{zone: internal}]\n", "policy.missing-key",
		2, 10, "policy"},
	{"route to nobody", "version: 1\nroutes:\n  - {zone: internal, policy: public-strikt}\n",
		"policy.unknown-name", 3, 30, "did you mean \"public-strict\"?"},
	{"route to unknown zone", "version: 1\nroutes:\n  - {zone: internel, policy: pkix}\n",
		"policy.bad-value", 3, 12, "did you mean \"internal\"?"},
	{"floor of nobody", "version: 1\nfloor: pkixx\n", "policy.unknown-name", 2, 8,
		"did you mean \"pkix\"?"},
	{"floor zone", "version: 1\nfloor: {pubic: pkix}\n", "policy.unknown-key", 2, 9,
		"did you mean \"public\"?"},
	{"JSON",
		"{\"version\": 1,\n\t\"policies\": {\"a\": {\"extends\": \"pkix\",\n\t\t\"rule\": "
		"{}}}}",
		"policy.unknown-key", 3, 3, "did you mean \"rules\"?"},
	{"NUL in a text", "version: 1\nfloor: \"pk\\0ix\"\n", "policy.bad-value", 2, 8, "NUL"},
	{"number for a name in JSON style", "version: 1\npolicies: {a: {extends: null}}\n",
		"policy.bad-type", 2, 25, "not empty"},
};

static void
mistakes_are_named_with_their_place(void)
{
	size_t i;

	for (i = 0; i < CP_COUNT(mistakes); i++) {
		certpolicy_error *error;
		cp_policy_set *set = load(mistakes[i].text, "test.yaml", &error);

		UNIT_ROW(mistakes[i].name, set == NULL && error != NULL);
		if (error != NULL) {
			bool as_wanted =
				strcmp(certpolicy_error_get_code(error), mistakes[i].code) == 0 &&
				certpolicy_error_get_line(error) == mistakes[i].line &&
				certpolicy_error_get_column(error) == mistakes[i].column &&
				strstr(certpolicy_error_get_message(error), mistakes[i].message) !=
					NULL &&
				strcmp(certpolicy_error_get_file(error), "test.yaml") == 0;

			UNIT_ROW(mistakes[i].name, as_wanted);
			if (!as_wanted)
				fprintf(stderr, "\t%s %zu:%zu %s\n",
					certpolicy_error_get_code(error),
					certpolicy_error_get_line(error),
					certpolicy_error_get_column(error),
					certpolicy_error_get_message(error));
		}
		certpolicy_error_free(error);
		cp_policy_set_free(set);
	}
}

static void
large_and_deep_files_are_refused(void)
{
	static char large[1100000], deep[200];
	certpolicy_error *error;
	size_t i;

	memset(large, ' ', sizeof(large) - 1);
	CU_ASSERT(load(large, "large.yaml", &error) == NULL);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "policy.too-large");
	certpolicy_error_free(error);
	memset(deep, '[', sizeof(deep) - 1);
	CU_ASSERT(load(deep, "deep.yaml", &error) == NULL);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "policy.too-large");
	certpolicy_error_free(error);
	for (i = 0; i + 2 < 600000; i += 2)
		memcpy(large + i, "- ", 2);
	memset(large, ',', 600000);
	large[0] = '[';
	for (i = 1; i < 600000; i += 2)
		large[i] = '1';
	large[600000] = '\0';
	CU_ASSERT(load(large, "wide.yaml", &error) == NULL);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "policy.too-large");
	certpolicy_error_free(error);
}

static void
rules_become_cells(void)
{
	certpolicy_policy *policy = load_a(ONE("    rules:\n"
					       "      crypto.weak-key: {action: deny, "
					       "min_rsa_bits: 3072, curves: [P-256, P-384]}\n"
					       "      validity.expires-soon: warn\n"
					       "      x-mine: deny\n"
					       "    insecure_rules:\n"
					       "      usage.ca-as-leaf: info\n"
					       "      identity.name-mismatch: warn\n"
					       "      revocation.unavailable: warn\n"));
	const cp_cell *cell;

	CU_ASSERT(policy->params[CP_PARAM_MIN_RSA_BITS] == 3072);
	CU_ASSERT(policy->params[CP_PARAM_CURVES] == 3);
	CU_ASSERT(policy->param_places[CP_PARAM_MIN_RSA_BITS].line == 6);
	CU_ASSERT(policy->cells[CP_CODE_VALIDITY_EXPIRES_SOON].action == CERTPOLICY_ACTION_WARN);
	CU_ASSERT(policy->cell_places[CP_CODE_VALIDITY_EXPIRES_SOON].line == 7);
	CU_ASSERT(policy->cells[CP_CODE_USAGE_CA_AS_LEAF].action == CERTPOLICY_ACTION_INFO);
	/* For peers of the public zone the name counts whatever a policy says. */
	cell = &policy->cells[CP_CODE_IDENTITY_NAME_MISMATCH];
	CU_ASSERT(cell->action == CERTPOLICY_ACTION_DENY && cell->when == CP_WHEN_NEAR &&
		  cell->softer == CERTPOLICY_ACTION_WARN);
	CU_ASSERT(cp_policy_own_action(policy, "x-mine", CERTPOLICY_ACTION_INFO) ==
		  CERTPOLICY_ACTION_DENY);
	CU_ASSERT(cp_policy_own_action(policy, "x-other", CERTPOLICY_ACTION_INFO) ==
		  CERTPOLICY_ACTION_INFO);
	CU_ASSERT(policy->base == CP_BUILTIN_INTERNAL_PINNED && !policy->web);
	CU_ASSERT_STRING_EQUAL(policy->cell_places[CP_CODE_PATH_LENGTH].source, "internal-pinned");
	certpolicy_policy_free(policy);

	policy =
		load_a(RAW("    rules: {crypto.weak-key: ignore, revocation.unavailable: deny}\n"));
	CU_ASSERT(policy->cells[CP_CODE_CRYPTO_WEAK_KEY].action == CERTPOLICY_ACTION_IGNORE);
	CU_ASSERT(policy->cells[CP_CODE_REVOCATION_UNAVAILABLE].action == CERTPOLICY_ACTION_DENY);
	certpolicy_policy_free(policy);
}

static void
lists_are_inherited_and_added_to(void)
{
	certpolicy_policy *policy = load_a(
		"version: 1\n"
		"policies:\n"
		"  a:\n"
		"    extends: b\n"
		"    protected_names: [\"*.shop.example\"]\n"
		"    pins: [" PIN_B "]\n"
		"    limits: {path_depth: 2}\n"
		"  b:\n"
		"    extends: internal-pinned\n"
		"    description: the parent\n"
		"    protected_names: [BANK.example]\n"
		"    pins: [{spki: " PIN_A
		", peer: \"*.pay.example\", until: 2027-06-30, backup: true}]\n"
		"    certificate_policies: {acceptable: [2.23.140.1.2.2], require_explicit: true}\n"
		"    waivers: [{rule: encoding.profile/serial-length, certificate: \"" DIGEST
		"\", peer: 10.0.0.0/8, until: 2027-01-31T00:00:00Z, owner: ops, reason: 17}]\n");

	CU_ASSERT(policy->n_pins == 2 && policy->description == NULL);
	CU_ASSERT(policy->pins[0].pin.has_peer && policy->pins[0].pin.peer.is_wildcard);
	CU_ASSERT(policy->pins[0].pin.has_until && policy->pins[0].pin.backup);
	CU_ASSERT(policy->pins[0].place.line == 12 && policy->pins[1].place.line == 6);
	CU_ASSERT_FATAL(policy->n_protected_names == 2);
	CU_ASSERT_STRING_EQUAL(policy->protected_names[0].name, "bank.example");
	CU_ASSERT_STRING_EQUAL(policy->protected_names[1].name, "shop.example");
	CU_ASSERT(policy->protected_names[1].is_wildcard);
	CU_ASSERT(policy->protected_name_places[0].line == 11);
	CU_ASSERT(policy->protected_name_places[1].line == 5);
	CU_ASSERT(!policy->plain_pins[1].has_peer && policy->plain_pins[1].spki_sha256[0] == 1);
	CU_ASSERT(policy->has_path_depth && policy->path_depth == 2);
	CU_ASSERT(policy->n_acceptable_policies == 1 && policy->require_explicit_policy);
	CU_ASSERT(policy->n_waivers == 1 && policy->waivers[0].peer.is_network);
	CU_ASSERT_STRING_EQUAL(policy->waivers[0].reason, "17");
	CU_ASSERT(!policy->waivers[0].by_floor_file);
	certpolicy_policy_free(policy);
}

static void
digests_hold_what_is_said_and_nothing_else(void)
{
	static const struct {
		const char *name, *a, *b;
		bool same;
	} rows[] = {
		{"layout and order",
			ONE("    rules: {validity.too-long: warn, crypto.weak-key: deny}\n"),
			ONE("    rules:\n      \"crypto.weak-key\": \"deny\"\n\n      "
			    "validity.too-long: warn\n"),
			true},
		{"order of pins", ONE("    pins: [" PIN_A ", " PIN_B "]\n"),
			ONE("    pins: [" PIN_B ", {spki: " PIN_A "}]\n"), true},
		{"a description", ONE("    description: x\n"), ONE(""), true},
		{"order of protected names",
			ONE("    protected_names: [a.example, \"*.b.example\"]\n"),
			ONE("    protected_names: [\"*.b.example\", a.example]\n"), true},
		{"a protected name", ONE("    protected_names: [a.example]\n"), ONE(""), false},
		{"a protected wildcard", ONE("    protected_names: [a.example]\n"),
			ONE("    protected_names: [\"*.a.example\"]\n"), false},
		{"an action", ONE("    rules: {validity.too-long: warn}\n"), ONE(""), false},
		{"a parameter", ONE("    rules: {crypto.weak-key: {min_rsa_bits: 3072}}\n"),
			ONE(""), false},
		{"a pin", ONE("    pins: [" PIN_A "]\n"), ONE("    pins: [" PIN_B "]\n"), false},
		{"a pin's end", ONE("    pins: [{spki: " PIN_A ", until: 2027-01-01}]\n"),
			ONE("    pins: [{spki: " PIN_A ", until: 2027-01-02}]\n"), false},
		{"a limit", ONE("    limits: {path_depth: 3}\n"),
			ONE("    limits: {path_depth: 0}\n"), false},
		{"no limit", ONE("    limits: {path_depth: 0}\n"), ONE(""), false},
		{"an own code", ONE("    rules: {x-a: warn}\n"), ONE("    rules: {x-a: deny}\n"),
			false},
		{"the base", ONE(""), RAW(""), false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_policy *a = load_a(rows[i].a), *b = load_a(rows[i].b);

		UNIT_ROW(rows[i].name, (strcmp(a->digest, b->digest) == 0) == rows[i].same);
		certpolicy_policy_free(a);
		certpolicy_policy_free(b);
	}
}

static void
files_wait_for_one_another(void)
{
	static const char first[] = "version: 1\npolicies: {a: {extends: b}}\n";
	static const char second[] = "version: 1\npolicies: {b: {extends: pkix}}\n";
	static const char broken[] =
		"version: 1\npolicies: {b: {extends: pkix}, c: {extends: b, rules: {x: y}}}\n"
		"zones: {dmz: [a.example]}\nroutes: [{policy: pkix}]\nfloor: pkix\n";
	cp_policy_set *set = cp_policy_set_new();
	certpolicy_error *error = NULL;
	certpolicy_policy *policy;

	CU_ASSERT(cp_policy_set_add_text(set, cp_bytes_of_string(first), "1", &error) == 0);
	CU_ASSERT(cp_policy_set_find(set, "a") == NULL);
	CU_ASSERT(cp_policy_set_add_text(set, cp_bytes_of_string(broken), "2", &error) ==
		  CERTPOLICY_ERROR_BAD_POLICY);
	certpolicy_error_free(error);
	error = NULL;
	/* Nothing of the broken file is left. */
	CU_ASSERT(cp_policy_set_name(set, 1) == NULL && cp_policy_set_find(set, "a") == NULL);
	CU_ASSERT(cp_policy_set_zones(set)->n_entries == 0);
	CU_ASSERT(cp_policy_set_resolve(set, &error) == CERTPOLICY_ERROR_BAD_POLICY);
	certpolicy_error_free(error);
	error = NULL;
	CU_ASSERT(cp_policy_set_add_text(set, cp_bytes_of_string(second), "3", &error) == 0);
	CU_ASSERT(cp_policy_set_resolve(set, &error) == CERTPOLICY_OK);
	policy = cp_policy_set_find(set, "a");
	CU_ASSERT(policy != NULL && policy->base == CP_BUILTIN_PKIX);
	CU_ASSERT(cp_policy_set_add_text(set, cp_bytes_of_string(second), "4", &error) ==
		  CERTPOLICY_ERROR_BAD_POLICY);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "policy.redefined");
	certpolicy_error_free(error);
	cp_policy_set_free(set);
	CU_ASSERT_STRING_EQUAL(policy->name, "a");
	certpolicy_policy_free(policy);
}

static void
routes_and_floors_follow_the_endpoint(void)
{
	cp_policy_set *set = load_good(
		"version: 1\n"
		"policies: {pay: {extends: internal-pinned}, net: {extends: internal-pinned}}\n"
		"zones: {internal: [10.0.0.0/8, \"*.corp.example\"], dmz: [192.0.2.0/24]}\n"
		"routes:\n"
		"  - {peer: pay.corp.example, policy: pay}\n"
		"  - {peer: 10.1.0.0/16, policy: net}\n"
		"  - {peer: \"*.any.example\", zone: internal, policy: pkix}\n"
		"  - {zone: development, policy: dev-allow}\n"
		"floor: {public: public-strict, internal: pay}\n");
	static const struct {
		const char *peer, *other;
		cp_zone zone;
		const char *policy; /* NULL: no route */
	} rows[] = {
		{"pay.corp.example", NULL, CP_ZONE_INTERNAL, "pay"},
		{"a.pay.corp.example", NULL, CP_ZONE_INTERNAL, NULL},
		{"pay.corp.example", "other.example", CP_ZONE_PUBLIC, NULL},
		{"10.1.2.3", NULL, CP_ZONE_INTERNAL, "net"},
		{"::ffff:10.1.2.3", NULL, CP_ZONE_INTERNAL, "net"},
		{"10.2.2.3", NULL, CP_ZONE_INTERNAL, NULL},
		{"a.any.example", NULL, CP_ZONE_INTERNAL, "pkix"},
		{"a.any.example", NULL, CP_ZONE_PUBLIC, NULL},
		{"localhost", NULL, CP_ZONE_DEVELOPMENT, "dev-allow"},
		{NULL, NULL, CP_ZONE_PUBLIC, NULL},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		const char *texts[2];
		cp_peer peers[2];
		size_t n = 0;
		certpolicy_policy *policy;

		texts[0] = rows[i].peer;
		texts[1] = rows[i].other;
		while (n < 2 && texts[n] != NULL) {
			CU_ASSERT(cp_peer_parse_host(
					  cp_bytes_of_string(texts[n]), &peers[n], NULL) == 0);
			n++;
		}
		policy = cp_policy_set_route(set, peers, n, rows[i].zone);
		UNIT_ROW(n > 0 ? rows[i].peer : "nobody",
			(policy == NULL) == (rows[i].policy == NULL) &&
				(policy == NULL || strcmp(policy->name, rows[i].policy) == 0));
		while (n > 0)
			cp_peer_clear(&peers[--n]);
	}
	CU_ASSERT(cp_policy_set_floor(set, CP_ZONE_DEVELOPMENT) == NULL);
	CU_ASSERT_STRING_EQUAL(cp_policy_set_floor(set, CP_ZONE_INTERNAL)->name, "pay");
	CU_ASSERT_STRING_EQUAL(cp_policy_set_floor(set, CP_ZONE_DMZ)->name, "public-strict");
	CU_ASSERT_STRING_EQUAL(cp_policy_set_floor(set, CP_ZONE_PUBLIC)->name, "public-strict");
	CU_ASSERT(cp_policy_set_zones(set)->n_entries == 3);
	cp_policy_set_free(set);
	set = load_good("version: 1\nfloor: {internal: internal-pinned}\n");
	CU_ASSERT_STRING_EQUAL(cp_policy_set_floor(set, CP_ZONE_DMZ)->name, "internal-pinned");
	CU_ASSERT(cp_policy_set_floor(set, CP_ZONE_PUBLIC) == NULL);
	cp_policy_set_free(set);
}

static void
waivers_of_the_floor_file_are_marked(void)
{
	certpolicy_policy *policy = load_a(ONE(
		"    waivers: [{code: validity.expired, certificate: \"" DIGEST
		"\", peer: a.example, until: 2027-01-31, owner: ops, reason: r}]\n") "floor: a\n");

	CU_ASSERT(policy->waivers[0].by_floor_file);
	certpolicy_policy_free(policy);
}

static int
read_inline(const char *json, certpolicy_policy **policy, certpolicy_error **error)
{
	char *compact = NULL;
	int status = cp_json_compact(cp_bytes_of_string(json), &compact);

	*policy = NULL;
	*error = NULL;
	CU_ASSERT_FATAL(status == CERTPOLICY_OK);
	status = cp_policy_from_inline(NULL, cp_bytes_of_string(compact), policy, error);
	cp_free(compact);
	return status;
}

static void
inline_policies_are_read(void)
{
	static const struct {
		const char *json, *code, *message; /* code NULL: fine */
	} rows[] = {
		{"{\"extends\": \"pkix\"}", NULL, NULL},
		{"{\"extends\": \"pkix\", \"rules\": {\"crypto.weak-key\": \"ignore\"}, "
		 "\"limits\": {\"path_depth\": 255}, \"certificate_policies\": {\"acceptable\": "
		 "[\"2.5.29.32.0\"], \"require_explicit\": false}}",
			NULL, NULL},
		{"{}", "policy.missing-key", "policy: a policy needs \"extends\""},
		{"[]", "policy.bad-type", "policy: "},
		{"{\"extends\": \"pkix\", \"rulse\": {}}", "policy.unknown-key",
			"policy.rulse: unknown key \"rulse\"; did you mean \"rules\"?"},
		{"{\"extends\": \"pkixx\"}", "policy.unknown-name", "did you mean \"pkix\"?"},
		{"{\"extends\": \"pkix\", \"limits\": {\"path_depth\": \"3\"}}", "policy.bad-type",
			"policy.limits.path_depth: "},
		{"{\"extends\": \"pkix\", \"limits\": {\"path_depth\": 3.5}}", "policy.bad-value",
			"policy.limits.path_depth: "},
		{"{\"extends\": \"pkix\", \"limits\": {\"path_depth\": "
		 "123456789012345678901234567890}}",
			"policy.bad-value", "policy.limits.path_depth: "},
		{"{\"ext\\u0000ends\": \"pkix\"}", "policy.bad-value", "NUL"},
		{"{\"\\u0065xtends\": \"\\u0070kix\"}", NULL, NULL},
		{"{\"extends\": 5}", "policy.bad-type", "policy.extends: "},
		{"{\"extends\": \"pk\\u0000ix\"}", "policy.bad-value", "NUL"},
		{"{\"extends\": \"pkix\", \"pins\": [{}]}", "policy.missing-key",
			"policy.pins[0]: "},
		{"{\"extends\": \"pkix\", \"anchors\": [{\"file\": \"/etc/ssl/a.pem\"}]}",
			"policy.not-inline", "policy.anchors[0].file: "},
		{"{\"extends\": \"pkix\", \"ct_log_list\": \"/etc/ssl/logs.json\"}",
			"policy.not-inline", "policy.ct_log_list: "},
		{"{\"extends\": \"pkix\", \"crls\": [{\"file\": \"/etc/ssl/a.crl\"}]}",
			"policy.not-inline", "policy.crls[0].file: "},
		{"{\"extends\": \"internal-pinned\", \"rules\": {\"validity.expired\": \"warn\"}}",
			"policy.insecure", "policy.rules.validity.expired: "},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_policy *policy = NULL;
		certpolicy_error *error = NULL;
		int status = read_inline(rows[i].json, &policy, &error);

		UNIT_ROW(rows[i].json, (status == CERTPOLICY_OK) == (rows[i].code == NULL));
		UNIT_ROW(rows[i].json, (policy != NULL) == (status == CERTPOLICY_OK));
		if (error != NULL && rows[i].code != NULL) {
			UNIT_ROW(rows[i].json,
				strcmp(certpolicy_error_get_code(error), rows[i].code) == 0);
			UNIT_ROW(rows[i].json, strstr(certpolicy_error_get_message(error),
						       rows[i].message) != NULL);
		}
		if (policy != NULL)
			CU_ASSERT(policy->n_acceptable_policies == 0);
		certpolicy_error_free(error);
		certpolicy_policy_free(policy);
	}
}

static void
deep_inline_policies_are_refused(void)
{
	static const char deep[] =
		"{\"extends\":\"pkix\",\"pins\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
		"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}";
	certpolicy_policy *policy = NULL;
	certpolicy_error *error = NULL;

	CU_ASSERT(read_inline(deep, &policy, &error) == CERTPOLICY_ERROR_BAD_POLICY);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "policy.too-large");
	certpolicy_error_free(error);
}

/* A folder of the test's own. */
static void
write_file(const char *folder, const char *name, const char *text, char path[512])
{
	FILE *file;

	snprintf(path, 512, "%s/%s", folder, name);
	file = fopen(path, "w");
	if (file == NULL || fputs(text, file) == EOF || fclose(file) != 0)
		exit(99);
}

static void
anchors_are_found_beside_the_file(void)
{
	unit_cert_spec spec = {.subject = "CN=Corp Root", .is_ca = true};
	char folder[] = "/tmp/certpolicy-test-XXXXXX", root[512], file[512];
	certpolicy_policy *policy = NULL;
	certpolicy_error *error = NULL;
	char *json;

	if (mkdtemp(folder) == NULL)
		exit(99);
	write_file(folder, "root.pem", unit_pem(unit_cert(&spec)), root);
	write_file(folder, "policy.yaml",
		ONE("    anchors: [{file: root.pem, permitted: [corp.example, 10.0.0.0/8]}]\n"
		    "    pins: [" PIN_A ", {spki: " PIN_B ", until: 2020-01-01}]\n") "floor: a\n",
		file);
	CU_ASSERT(certpolicy_policy_load_file(file, NULL, &policy, &error) == CERTPOLICY_OK);
	if (policy != NULL) {
		CU_ASSERT(policy->n_anchors == 1 && policy->anchors[0].n_permitted == 2);
		CU_ASSERT(cp_anchors_count(policy->anchor_store) == 1);
		CU_ASSERT(strncmp(policy->anchors[0].source, "policy:/tmp/", 12) == 0);
		json = certpolicy_policy_to_json(policy);
		CU_ASSERT(json != NULL && strstr(json, "\"10.0.0.0/8\"") != NULL);
		CU_ASSERT(json != NULL && strstr(json, "\"line\":5") != NULL);
		certpolicy_string_free(json);
	}
	certpolicy_policy_free(policy);
	policy = NULL;
	CU_ASSERT(certpolicy_policy_load_file(file, "b", &policy, &error) ==
		  CERTPOLICY_ERROR_NOT_FOUND);
	certpolicy_error_free(error);
	CU_ASSERT(certpolicy_policy_validate_file(file, &json, &error) == CERTPOLICY_OK);
	CU_ASSERT(json != NULL && strstr(json, "has lapsed") != NULL);
	certpolicy_string_free(json);
	unlink(root);
	unlink(file);
	rmdir(folder);
}

/* They are public, and come with dates that a policy's anchors have not. */
static void
programmes_are_no_anchors_of_a_policy(void)
{
	static const char *const lists[] = {
		"BEGINDATA\nCKA_CLASS CK_OBJECT_CLASS CKO_NSS_BUILTIN_ROOT_LIST\n",
		"version_major: 17\ntrust_anchors {\n}\n",
		"{\"schema\": \"certpolicy.roots/1\", \"roots\": []}\n",
	};
	char folder[] = "/tmp/certpolicy-test-XXXXXX", list[512], file[512];
	certpolicy_policy *policy;
	certpolicy_error *error = NULL;
	size_t i;

	if (mkdtemp(folder) == NULL)
		exit(99);
	write_file(folder, "policy.yaml", ONE("    anchors: [{file: roots.txt}]\n"), file);
	for (i = 0; i < CP_COUNT(lists); i++) {
		write_file(folder, "roots.txt", lists[i], list);
		UNIT_ROW(lists[i], certpolicy_policy_load_file(file, NULL, &policy, &error) ==
					   CERTPOLICY_ERROR_BAD_INPUT);
		UNIT_ROW(lists[i],
			strcmp(certpolicy_error_get_code(error), "policy.not-private") == 0 &&
				strstr(certpolicy_error_get_message(error), "--anchors FILE") !=
					NULL);
		certpolicy_error_free(error);
		error = NULL;
	}
	unlink(list);
	unlink(file);
	rmdir(folder);
}

static void
write_octets(const char *folder, const char *name, cp_bytes octets, char path[512])
{
	FILE *file;

	snprintf(path, 512, "%s/%s", folder, name);
	file = fopen(path, "wb");
	if (file == NULL || fwrite(octets.data, 1, octets.len, file) != octets.len ||
		fclose(file) != 0)
		exit(99);
}

/* What a request brings goes with it, and is charged as that is. */
static void
lists_of_inline_policies_are_not_kept(void)
{
	const unit_crl_spec spec = {.issuer = NULL};
	cp_buf json = CP_BUF_EMPTY;
	certpolicy_policy *policy = NULL;
	certpolicy_error *error = NULL;
	char *text;

	cp_buf_append_string(&json, "{\"extends\": \"pkix\", \"crls\": [{\"crl\": \"");
	cp_buf_append_base64(&json, unit_crl(&spec));
	cp_buf_append_string(&json, "\"}]}");
	text = cp_buf_finish(&json);
	CU_ASSERT_FATAL(text != NULL && read_inline(text, &policy, &error) == CERTPOLICY_OK);
	CU_ASSERT(policy->n_crls == 1 && !policy->crls[0].crl->kept.is_kept);
	certpolicy_policy_free(policy);
	cp_free(text);
	der_text_free_all();
}

/* Two lists in a folder; the policy that extends brings one of them and none of its own. */
static void
lists_are_found_beside_the_file(void)
{
	const unit_crl_spec specs[] = {{.issuer = CRL_NAME("one"),
					       .this_update = CRL_TIME("200101000000"),
					       .next_update = CRL_TIME("200201000000")},
		{.issuer = CRL_NAME("two")}};
	char folder[] = "/tmp/certpolicy-test-XXXXXX", lists[2][512], file[512];
	certpolicy_policy *policy = NULL;
	certpolicy_error *error = NULL;
	char *json;

	if (mkdtemp(folder) == NULL)
		exit(99);
	write_octets(folder, "a.crl", unit_crl(&specs[0]), lists[0]);
	write_octets(folder, "b.crl", unit_crl(&specs[1]), lists[1]);
	write_file(folder, "policy.yaml",
		ONE("    crls: [{file: a.crl}]\n  b: {extends: a, crls: [{file: a.crl}, {file: "
		    "b.crl}]}\n"
		    "  c: {extends: b}\n"),
		file);
	CU_ASSERT(certpolicy_policy_load_file(file, "c", &policy, &error) == CERTPOLICY_OK);
	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	CU_ASSERT(policy->n_crls == 2 && policy->crl_store == policy->parent->crl_store);
	CU_ASSERT(policy->parent->parent->n_crls == 1);
	CU_ASSERT(strcmp(policy->digest, policy->parent->digest) == 0);
	CU_ASSERT(strcmp(policy->digest, policy->parent->parent->digest) != 0);
	CU_ASSERT(strncmp(policy->crls[1].source, "policy:/tmp/", 12) == 0);
	CU_ASSERT(policy->crls[0].crl->kept.is_kept && policy->crls[1].crl->kept.is_kept);
	json = certpolicy_policy_to_json(policy);
	CU_ASSERT(json != NULL && strstr(json, "\"issuer\":\"CN=two\"") != NULL);
	CU_ASSERT(json != NULL && strstr(json, "\"next_update\":\"2026-02-01T00:00:00Z\"") != NULL);
	certpolicy_string_free(json);
	certpolicy_policy_free(policy);
	CU_ASSERT(certpolicy_policy_validate_file(file, &json, &error) == CERTPOLICY_OK);
	CU_ASSERT(json != NULL && strstr(json, "list is out of date") != NULL);
	certpolicy_string_free(json);
	unlink(lists[0]);
	unlink(lists[1]);
	unlink(file);
	rmdir(folder);
	der_text_free_all();
}

static void
inherited_anchors_are_shared(void)
{
	unit_cert_spec spec = {.subject = "CN=Corp Root", .is_ca = true};
	json_t *parent = json_pack("{s:s, s:[{s:s}]}", "extends", "pkix", "anchors", "certificate",
		unit_pem(unit_cert(&spec)));
	char *json = json_dumps(parent, JSON_COMPACT);
	certpolicy_policy *policy = NULL;
	certpolicy_error *error = NULL;

	CU_ASSERT(read_inline(json, &policy, &error) == CERTPOLICY_OK);
	CU_ASSERT(policy != NULL && cp_anchors_count(policy->anchor_store) == 1);
	certpolicy_policy_free(policy);
	free(json);
	json_decref(parent);
}

static void
advice_is_given(void)
{
	static const struct {
		const char *name, *text, *advice; /* NULL: none */
		size_t line;
	} rows[] = {
		{"nothing to say",
			ONE("    pins: [{spki: " PIN_A ", peer: a.example}, {spki: " PIN_B
			    ", peer: a.example, backup: true}]\n"),
			NULL, 0},
		{"pins for everybody", ONE("    pins:\n      - " PIN_A "\n      - " PIN_B "\n"),
			"2 pins have no peer", 6},
		{"one pin", ONE("    pins: [{spki: " PIN_A ", peer: a.example}]\n"), "single pin",
			5},
		{"lapsed pin",
			ONE("    pins: [{spki: " PIN_A ", until: 2026-11-22, backup: true}]\n"),
			"lapsed", 5},
		{"pin on its last day",
			ONE("    pins: [{spki: " PIN_A ", until: 2026-11-23, backup: true}]\n"),
			NULL, 0},
		{"long waiver",
			ONE("    waivers:\n      - {code: validity.expired, certificate: \"" DIGEST
			    "\", peer: a.example, until: 2028-01-31, owner: ops, reason: r}\n"),
			"398 days", 6},
		{"lapsed waiver",
			ONE("    waivers:\n      - {code: validity.expired, certificate: \"" DIGEST
			    "\", peer: a.example, until: 2026-01-31, owner: ops, reason: r}\n"),
			"lapsed", 6},
		{"not lower", ONE("    insecure_rules: {crypto.weak-key: deny}\n"),
			"can stand under rules", 5},
		{"acceptable only", ONE("    certificate_policies: {acceptable: [1.2.3]}\n"),
			"require_explicit", 5},
		{"unused", ONE("") "routes: [{policy: pkix}]\n", "uses \"a\"", 3},
		{"used", ONE("") "routes: [{policy: a}]\n", NULL, 0},
		{"dead route",
			ONE("") "routes:\n  - {policy: a}\n  - {zone: public, policy: pkix}\n",
			"never taken", 7},
	};
	char folder[] = "/tmp/certpolicy-test-XXXXXX", path[512];
	int64_t now;
	size_t i;

	CU_ASSERT(cp_time_parse(cp_bytes_of_string("2026-11-23T12:00:00Z"), false, &now));
	if (mkdtemp(folder) == NULL)
		exit(99);
	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_policy_advice advice = {CP_ARENA_EMPTY, NULL, 0, 0};
		certpolicy_error *error = NULL;

		write_file(folder, "policy.yaml", rows[i].text, path);
		UNIT_ROW(rows[i].name, cp_policy_advise_file(path, now, &advice, &error) == 0);
		UNIT_ROW(rows[i].name, advice.n_rows == (rows[i].advice != NULL));
		if (rows[i].advice != NULL && advice.n_rows > 0) {
			UNIT_ROW(rows[i].name,
				strstr(advice.rows[0].message, rows[i].advice) != NULL);
			UNIT_ROW(rows[i].name, advice.rows[0].line == rows[i].line);
		}
		cp_arena_clear(&advice.arena);
	}
	unlink(path);
	rmdir(folder);
}

/* Every allocation on the way fails once; nothing leaks, nothing half-made comes out. */
static void
memory_may_run_out(void)
{
	static const char text[] = RAW(
		"    pins: [{spki: " PIN_A ", peer: a.example}]\n    rules: {x-a: warn}\n"
		"    protected_names: [bank.example]\n"
		"    waivers: [{code: validity.expired, certificate: \"" DIGEST
		"\", peer: a.example, until: 2028-01-31, owner: ops, reason: r}]\n") "zones: {dmz: "
										     "[a.b]}\n"
										     "floor: a\n";
	long n;
	bool done = false;

	for (n = 0; !done && n < 1000; n++) {
		cp_policy_set *set = cp_policy_set_new();
		certpolicy_error *error = NULL;
		certpolicy_policy *policy = NULL;
		int status;

		cp_mem_fail_after(n, false);
		status = cp_policy_set_add_text(set, cp_bytes_of_string(text), "t.yaml", &error);
		if (status == CERTPOLICY_OK)
			status = cp_policy_set_resolve(set, &error);
		if (status == CERTPOLICY_OK)
			policy = cp_policy_set_find(set, "a");
		cp_mem_fail_after(-1, false);
		done = status == CERTPOLICY_OK && n > 10;
		if (status == CERTPOLICY_OK) {
			CU_ASSERT(policy != NULL && strlen(policy->digest) == 71);
			CU_ASSERT(policy != NULL && policy->n_pins == 1 && policy->n_waivers == 1);
		} else {
			CU_ASSERT(cp_policy_set_name(set, 0) == NULL || policy == NULL);
		}
		certpolicy_policy_free(policy);
		certpolicy_error_free(error);
		cp_policy_set_free(set);
	}
	CU_ASSERT(done);
}

/* A policy's own list of logs: inherited, replaced, part of the digest. */
static void
lists_of_logs_are_inherited_and_replaced(void)
{
#define LOG_KEY                                                                                    \
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdO/+dnH/NZSBSLmmN9u2h4HNTnCOLeU+oMBiRynIvQ8zt2ft0IMy" \
	"O90e5nwSaCdYvA4JVGzCMarfs9DcNxFY1g=="
#define LOG_LIST                                                                                   \
	"{\"log_list_timestamp\": \"2026-05-01T00:00:00Z\", \"operators\": [{\"name\": \"A\", "    \
	"\"logs\": [{\"log_id\": \"9EGV1vAOLbVUNcrdV3iS5T4VrUFwWPh44U/2uRh0FYk=\", \"key\": "      \
	"\"" LOG_KEY "\"}]}]}"
	char folder[] = "/tmp/certpolicy-test-XXXXXX", lists[3][512], file[512];
	certpolicy_policy *policy = NULL;
	certpolicy_error *error = NULL;
	char *json;

	if (mkdtemp(folder) == NULL)
		exit(99);
	write_file(folder, "a.json", LOG_LIST, lists[0]);
	write_file(folder, "b.json", LOG_LIST "\n", lists[1]);
	write_file(folder, "c.json", "{\"operators\": []}", lists[2]);
	write_file(folder, "policy.yaml",
		ONE("    ct_log_list: a.json\n  b: {extends: a}\n  c: {extends: b, ct_log_list: "
		    "b.json}\n"),
		file);
	CU_ASSERT(certpolicy_policy_load_file(file, "c", &policy, &error) == CERTPOLICY_OK);
	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	CU_ASSERT(policy->ct_logs.list != NULL &&
		  policy->ct_logs.list != policy->parent->ct_logs.list);
	CU_ASSERT(policy->parent->ct_logs.list == policy->parent->parent->ct_logs.list);
	CU_ASSERT(strcmp(policy->parent->digest, policy->parent->parent->digest) == 0);
	CU_ASSERT(strcmp(policy->digest, policy->parent->digest) != 0);
	CU_ASSERT(strncmp(policy->ct_logs.source, "policy:/tmp/", 12) == 0);
	json = certpolicy_policy_to_json(policy);
	CU_ASSERT(json != NULL && strstr(json, "\"ct_log_list\":{\"date\":\"2026-05-01") != NULL);
	certpolicy_string_free(json);
	certpolicy_policy_free(policy);
	CU_ASSERT(certpolicy_policy_validate_file(file, &json, &error) == CERTPOLICY_OK);
	CU_ASSERT(json != NULL && strstr(json, "older than 70 days") != NULL);
	certpolicy_string_free(json);
	policy = NULL;
	write_file(folder, "policy.yaml", ONE("    ct_log_list: c.json\n"), file);
	CU_ASSERT(certpolicy_policy_load_file(file, "a", &policy, &error) ==
		  CERTPOLICY_ERROR_BAD_INPUT);
	CU_ASSERT(error != NULL &&
		  strstr(certpolicy_error_get_message(error), "names no log") != NULL);
	CU_ASSERT_PTR_NULL(policy);
	certpolicy_error_free(error);
	unlink(lists[0]);
	unlink(lists[1]);
	unlink(lists[2]);
	unlink(file);
	rmdir(folder);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"built-in policies are columns of the table", builtins_are_columns_of_the_table},
		{"mistakes are named with their place", mistakes_are_named_with_their_place},
		{"large and deep files are refused", large_and_deep_files_are_refused},
		{"rules become cells", rules_become_cells},
		{"lists are inherited and added to", lists_are_inherited_and_added_to},
		{"digests hold what is said and nothing else",
			digests_hold_what_is_said_and_nothing_else},
		{"files wait for one another", files_wait_for_one_another},
		{"routes and floors follow the endpoint", routes_and_floors_follow_the_endpoint},
		{"waivers of the floor's file are marked", waivers_of_the_floor_file_are_marked},
		{"lists of inline policies are not kept", lists_of_inline_policies_are_not_kept},
		{"inline policies are read", inline_policies_are_read},
		{"deep inline policies are refused", deep_inline_policies_are_refused},
		{"anchors are found beside the file", anchors_are_found_beside_the_file},
		{"programmes are no anchors of a policy", programmes_are_no_anchors_of_a_policy},
		{"lists are found beside the file", lists_are_found_beside_the_file},
		{"lists of logs are inherited and replaced",
			lists_of_logs_are_inherited_and_replaced},
		{"inherited anchors are shared", inherited_anchors_are_shared},
		{"advice is given", advice_is_given},
		{"memory may run out", memory_may_run_out},
		{NULL, NULL},
	};

	return unit_main("policy", tests);
}
