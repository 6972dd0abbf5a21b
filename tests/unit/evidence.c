/* lib/rules: what findings say for themselves. That they are raised is rules.c's. */
#include <config.h>
#include "unit/make_facts.h"
#include "unit/unit.h"

#include <certpolicy/types.h>

/* The evidence `key` of the first finding of a rule; NULL without one. */
static const cp_evidence *
evidence_of(const unit_facts *made, const char *id, const char *key)
{
	size_t i, k;

	for (i = 0; i < made->findings.n; i++) {
		const cp_finding *finding = &made->findings.list[i];

		if (strcmp(finding->rule_id, id) != 0)
			continue;
		for (k = 0; k < finding->n_evidence; k++) {
			if (strcmp(finding->evidence[k].key, key) == 0)
				return &finding->evidence[k];
		}
		return NULL;
	}
	return NULL;
}

static bool
says(const unit_facts *made, const char *id, const char *key, const char *text)
{
	const cp_evidence *evidence = evidence_of(made, id, key);
	bool same = text == NULL ? evidence == NULL
				 : evidence != NULL && evidence->type == CP_EVIDENCE_TEXT &&
					   strcmp(evidence->text, text) == 0;

	if (!same)
		fprintf(stderr, "%s.%s: \"%s\"\n", id, key,
			evidence != NULL && evidence->text != NULL ? evidence->text : "none");
	return same;
}

/* After CHANGE to sound facts `f`, the finding ID says TEXT under KEY. */
#define SAYS(ID, KEY, TEXT, CHANGE)                                                                \
	do {                                                                                       \
		unit_facts f;                                                                      \
                                                                                                   \
		unit_facts_init(&f);                                                               \
		CHANGE;                                                                            \
		unit_facts_run(&f);                                                                \
		UNIT_ROW(ID ": " #CHANGE, says(&f, ID, KEY, TEXT));                                \
		unit_facts_clear(&f);                                                              \
	} while (0)

/* Somebody will fetch it by a command that they paste: no other scheme, nothing a shell reads. */
static void
urls_are_plain(void)
{
	static const struct {
		const char *url;
		bool is_shown;
	} rows[] = {
		{"http://ca.example/ca.crt", true},
		{"https://ca.example:8443/a-b_c~d/e.f?g=h%20i&j=k,l+m@n", true},
		{"ldap://ca.example/cn=a", false},
		{"ftp://ca.example/", false},
		{"HTTP://ca.example/", false},
		{"http://ca.example/$(id)", false},
		{"http://ca.example/`id`", false},
		{"http://ca.example/;id", false},
		{"http://ca.example/ id", false},
		{"http://ca.example/'", false},
		{"http://ca.example/\"", false},
		{"http://[2001:db8::1]/", false},
		{"http://ca.example/{a}", false},
		{"http://ca.example/a|b", false},
		{"http://ca.example/a\\x0ab", false},
		{"http://\xc3\xbc.example/", false},
		{"http:/", false},
		{"", false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_facts f;

		unit_facts_init(&f);
		unit_facts_end(&f, CP_PATH_UNKNOWN_ISSUER);
		f.facts.missing_issuer = "CN=ca";
		f.facts.missing_issuer_url = rows[i].url;
		unit_facts_run(&f);
		UNIT_ROW(rows[i].url, says(&f, "path.unknown-issuer", "missing_issuer", "CN=ca"));
		UNIT_ROW(rows[i].url, says(&f, "path.unknown-issuer", "missing_issuer_url",
					      rows[i].is_shown ? rows[i].url : NULL));
		unit_facts_clear(&f);
	}
}

static void
ends_of_paths_are_told(void)
{
	SAYS("path.unknown-issuer", "reason", NULL, unit_facts_end(&f, CP_PATH_UNKNOWN_ISSUER));
	SAYS("path.unknown-issuer", "reason", "its issuers lead in a circle",
		unit_facts_end(&f, CP_PATH_LOOP));
	SAYS("path.unknown-issuer", "reason",
		"it ends in the self-signed \"\", which is not trusted",
		unit_facts_end(&f, CP_PATH_SELF_SIGNED));
	SAYS("path.unknown-issuer", "reason",
		"it is self-signed and pinned, and no root vouches for it",
		unit_facts_self_sign(&f);
		f.facts.pins.leaf_matched = true);
	SAYS("path.bad-signature", "reason", NULL, unit_facts_end(&f, CP_PATH_BAD_SIGNATURE));
	SAYS("path.bad-signature", "reason",
		"its algorithm or key is of a kind that nobody here can check",
		unit_facts_end(&f, CP_PATH_UNSUPPORTED));
}

static void
constraints_are_told(void)
{
	static const struct {
		cp_nc_reason reason;
		const char *subtree, *text;
	} rows[] = {
		{CP_NC_EXCLUDED, "DNS:example", "DNS:example is excluded"},
		{CP_NC_EXCLUDED, NULL, "a name of this form is excluded"},
		{CP_NC_NOT_PERMITTED, NULL, "it lies in nothing that is permitted"},
		{CP_NC_UNREADABLE, "DNS:*", "the name or the constraint cannot be read"},
		{CP_NC_UNSUPPORTED, "otherName:1.2.3",
			"the constraint is of a form that cannot be judged"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		unit_facts f;

		unit_facts_init(&f);
		f.breach = (cp_nc_breach){.reason = rows[i].reason,
			.constrainer = 1,
			.name = "DNS:a.example",
			.subtree = rows[i].subtree};
		f.leaf->nc_breaches = &f.breach;
		f.leaf->n_nc_breaches = 1;
		unit_facts_run(&f);
		UNIT_ROW(rows[i].text,
			says(&f, "path.name-constraints", "constraint", rows[i].text));
		UNIT_ROW(rows[i].text, says(&f, "path.name-constraints", "name", "DNS:a.example"));
		unit_facts_clear(&f);
	}
}

static void
numbers_are_told_as_far_as_they_go(void)
{
	static const struct {
		uint64_t allowed;
		int64_t shown;
	} rows[] = {{0, 0}, {INT64_MAX, INT64_MAX}, {UINT64_MAX, INT64_MAX}};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		const cp_evidence *evidence;
		unit_facts f;

		unit_facts_init(&f);
		f.issuer->path_len_exceeded = f.facts.too_deep = true;
		f.issuer_cert.path_len = f.facts.depth_allowed = rows[i].allowed;
		unit_facts_run(&f);
		evidence = evidence_of(&f, "path.length", "allowed");
		CU_ASSERT(evidence != NULL && evidence->number == rows[i].shown);
		evidence = evidence_of(&f, "path.depth", "allowed");
		CU_ASSERT(evidence != NULL && evidence->number == rows[i].shown);
		unit_facts_clear(&f);
	}
}

/* Every word of the parameter "curves" lets its own curve through, and no other one. */
static void
curves_go_by_their_words(void)
{
	static const struct {
		const char *word;
		cp_key_type type;
		cp_curve curve;
	} rows[] = {
		{"P-256", CP_KEY_EC, CP_CURVE_P256},
		{"P-384", CP_KEY_EC, CP_CURVE_P384},
		{"P-521", CP_KEY_EC, CP_CURVE_P521},
		{"Ed25519", CP_KEY_ED25519, CP_CURVE_NONE},
		{"Ed448", CP_KEY_ED448, CP_CURVE_NONE},
		{"P-224", CP_KEY_EC, CP_CURVE_P224},
		{"secp256k1", CP_KEY_EC, CP_CURVE_SECP256K1},
		{"brainpoolP256r1", CP_KEY_EC, CP_CURVE_BRAINPOOL256},
		{"brainpoolP384r1", CP_KEY_EC, CP_CURVE_BRAINPOOL384},
		{"brainpoolP512r1", CP_KEY_EC, CP_CURVE_BRAINPOOL512},
		{"none", CP_KEY_EC, CP_CURVE_P192},
		{"none", CP_KEY_EC, CP_CURVE_UNKNOWN},
		{"none", CP_KEY_EC, CP_CURVE_NONE},
	};
	const char *const *words = cp_param_row_of(CP_PARAM_CURVES)->words;
	size_t i, bit;

	for (i = 0; i < CP_COUNT(rows); i++) {
		for (bit = 0; words[bit] != NULL; bit++) {
			bool own = strcmp(words[bit], rows[i].word) == 0;
			unit_facts f;

			unit_facts_init(&f);
			f.params[CP_PARAM_CURVES] = INT64_C(1) << bit;
			f.leaf_cert.key.type = rows[i].type;
			f.leaf_cert.key.curve = rows[i].curve;
			f.issuer_cert.key.type = f.root_cert.key.type = CP_KEY_RSA;
			f.issuer_cert.key.bits = f.root_cert.key.bits = 4096;
			unit_facts_run(&f);
			UNIT_ROW(rows[i].word,
				(unit_facts_count(&f, "crypto.weak-key") == 0) == own);
			UNIT_ROW(rows[i].word,
				says(&f, "crypto.weak-key", "reason",
					own ? NULL : "the policy does not take this curve"));
			unit_facts_clear(&f);
		}
	}
	CU_ASSERT(bit == 10);
}

static void
weaknesses_are_told(void)
{
	SAYS("crypto.weak-key", "reason", "it can sign nothing",
		f.leaf_cert.key.type = CP_KEY_X448);
	SAYS("crypto.weak-key", "reason", "nobody here knows this kind of key",
		f.leaf_cert.key.type = CP_KEY_UNKNOWN);
	SAYS("crypto.weak-key", "reason", "the modulus is too short",
		f.leaf_cert.key.type = CP_KEY_RSA_PSS;
		f.leaf_cert.key.bits = 1024);
	SAYS("crypto.weak-key", "reason", "the key cannot be read",
		f.leaf_cert.key.flaws = CP_KEY_FLAW_UNREADABLE | CP_KEY_FLAW_EXPONENT_EVEN);
	SAYS("crypto.weak-signature", "algorithm", "unknown",
		f.leaf_cert.outer_algorithm.scheme = CP_SIGNATURE_UNKNOWN;
		f.leaf_cert.outer_algorithm.hash = CP_HASH_MD2);
	SAYS("crypto.weak-signature", "algorithm", NULL,
		f.leaf_cert.outer_algorithm.scheme = CP_SIGNATURE_RSA_PSS;
		f.leaf_cert.outer_algorithm.mgf_hash = CP_HASH_SHA256);
	/* Only RSA-PSS has a second hash. */
	SAYS("crypto.weak-signature", "algorithm", NULL,
		f.leaf_cert.outer_algorithm.mgf_hash = CP_HASH_SHA1);
}

static void
octets_that_say_nothing_are_told(void)
{
	SAYS("encoding.malformed", "problem", "it breaks the syntax", f.leaf_cert.skeleton = false);
	SAYS("encoding.malformed", "problem", "the peer sent none", f.leaf_cert.skeleton = false;
		f.leaf_cert.der = CP_BYTES_NONE);
	SAYS("encoding.malformed", "problem", NULL, f.leaf_cert.skeleton = false;
		f.leaf_cert.der = CP_BYTES_NONE; f.facts.chain_unavailable = true);
}

/* One problem has its place; of others only the number is told. */
static void
more_problems_are_counted(void)
{
	size_t n;

	for (n = 1; n <= 3; n++) {
		const cp_evidence *more;
		unit_facts f;

		unit_facts_init(&f);
		f.problem.kind = CP_PROBLEM_TRAILING;
		f.leaf_cert.problems = &f.problem;
		f.leaf_cert.n_problems = 1;
		f.leaf_cert.n_all_problems = n;
		unit_facts_run(&f);
		more = evidence_of(&f, "encoding.malformed", "more");
		CU_ASSERT(n == 1 ? more == NULL : more != NULL && more->number == (int64_t)n - 1);
		unit_facts_clear(&f);
	}
}

static void
development_certificates_are_told(void)
{
	SAYS("scope.public-in-internal", "known_by", "by its names",
		f.facts.classification.kind = CP_KIND_PRIVATE_CA;
		f.facts.is_development_certificate = true);
	SAYS("scope.public-in-internal", "known_by", "mkcert",
		f.facts.classification.kind = CP_KIND_PRIVATE_CA;
		f.facts.is_development_certificate = true; f.facts.development_tool = "mkcert");
}

static void
anchors_are_told(void)
{
	SAYS("root.not-public", "source", "test", f.facts.anchor_is_public = false);
	/* Intercepting anchors are local ones that vouch for others, for public names. */
	SAYS("scope.interception", "name", "www.example.com", f.facts.anchor_is_local = true);
	SAYS("scope.interception", "name", NULL, unit_facts_anchor_leaf(&f);
		f.facts.anchor_is_local = true);
	SAYS("scope.interception", "name", NULL, f.facts.anchor_is_local = true;
		unit_facts_set_zone(&f, CP_ZONE_INTERNAL));
}

static void
usages_are_told(void)
{
	SAYS("usage.extended-key-usage", "has", "nothing", f.leaf->eku_forbids = true;
		f.leaf_cert.eku = 0);
	SAYS("usage.extended-key-usage", "has", "clientAuth, timeStamping, others",
		f.leaf->eku_forbids = true;
		f.leaf_cert.eku = CP_EKU_OTHER | CP_EKU_TIME_STAMPING | CP_EKU_CLIENT_AUTH);
	SAYS("usage.extended-key-usage", "wanted", "serverAuth", f.leaf->eku_forbids = true);
	SAYS("usage.extended-key-usage", "wanted", "clientAuth", f.leaf->eku_forbids = true;
		f.facts.purpose = CERTPOLICY_PURPOSE_CLIENT);
	/* RFC 8446 4.4.2.2: TLS 1.3 signs, and so does every client; TLS 1.2 has more ways. */
	SAYS("usage.key-usage", "wanted", "digitalSignature, keyAgreement",
		f.leaf_cert.key_usage = CP_KU_CRL_SIGN);
	SAYS("usage.key-usage", "wanted", "digitalSignature, keyEncipherment",
		f.leaf_cert.key.type = CP_KEY_RSA;
		f.leaf_cert.key_usage = CP_KU_KEY_AGREEMENT);
	SAYS("usage.key-usage", "wanted", "digitalSignature", f.leaf_cert.key.type = CP_KEY_ED25519;
		f.leaf_cert.key_usage = CP_KU_KEY_AGREEMENT);
	SAYS("usage.key-usage", "wanted", "digitalSignature",
		f.facts.session.protocol = CP_PROTOCOL_TLS13;
		f.leaf_cert.key_usage = CP_KU_KEY_AGREEMENT);
	SAYS("usage.key-usage", "wanted", NULL, f.leaf_cert.key_usage = CP_KU_KEY_AGREEMENT);
}

#define ROOT_AKI "profile.server-certificate/root-aki"
#define LOCAL_ROOT f.facts.anchor_is_public = f.public_anchor.is_public = false

static void
roots_are_told(void)
{
	SAYS(ROOT_AKI, "reason", NULL, LOCAL_ROOT);
	SAYS(ROOT_AKI, "reason", "lacks its keyIdentifier", LOCAL_ROOT;
		f.root_cert.aki_has_key_id = false);
	SAYS(ROOT_AKI, "reason", "names an issuer and serial number", LOCAL_ROOT;
		f.root_cert.aki_has_issuer = true);
	SAYS(ROOT_AKI, "reason", "names an issuer and serial number", LOCAL_ROOT;
		f.root_cert.aki_has_serial = true);
	SAYS(ROOT_AKI, "reason", "is not its own subject key identifier", LOCAL_ROOT;
		f.root->profile.aki_is_not_ski = true);
	/* A trusted intermediate is no root. */
	SAYS(ROOT_AKI, "reason", NULL, LOCAL_ROOT; f.root->self_issued = false;
		f.root->profile.aki_is_not_ski = true);
}

static void
ways_past_a_finding_have_names(void)
{
	static const char *const names[] = {"never", "trust", "name", "time"};
	size_t i;

	for (i = 0; i < CP_COUNT(names); i++)
		CU_ASSERT_STRING_EQUAL(cp_overridable_name((cp_overridable)i), names[i]);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"URLs are plain", urls_are_plain},
		{"ends of paths are told", ends_of_paths_are_told},
		{"constraints are told", constraints_are_told},
		{"numbers are told as far as they go", numbers_are_told_as_far_as_they_go},
		{"curves go by their words", curves_go_by_their_words},
		{"weaknesses are told", weaknesses_are_told},
		{"octets that say nothing are told", octets_that_say_nothing_are_told},
		{"more problems are counted", more_problems_are_counted},
		{"development certificates are told", development_certificates_are_told},
		{"anchors are told", anchors_are_told},
		{"usages are told", usages_are_told},
		{"roots are told", roots_are_told},
		{"ways past a finding have names", ways_past_a_finding_have_names},
		{NULL, NULL},
	};

	return unit_main("evidence", tests);
}
