/* Guards: what a resumed session is judged by, and when it is not. */
#include <config.h>
#include "guard.h"
#include "unit/make_cert.h"
#include "unit/unit.h"

#include <certpolicy/certpolicy.h>

#define NOW INT64_C(1767225600) /* 2026-01-01T00:00:00Z */
#define ALLOW CERTPOLICY_VERDICT_ALLOW
#define WARN CERTPOLICY_VERDICT_WARN
#define DENY CERTPOLICY_VERDICT_DENY

static int64_t
now(void *user)
{
	(void)user;
	return NOW;
}

static cp_bytes
root(void)
{
	static cp_bytes der;
	unit_cert_spec spec = {.subject = "CN=root",
		.key = unit_key(UNIT_P256, 0),
		.is_ca = true,
		.key_usage = GNUTLS_KEY_KEY_CERT_SIGN};

	if (der.len == 0)
		der = unit_cert(&spec);
	return der;
}

static cp_bytes
ca(void)
{
	static cp_bytes der;
	unit_cert_spec spec = {.subject = "CN=ca",
		.issuer = "CN=root",
		.serial = 2,
		.key = unit_key(UNIT_P256, 1),
		.issuer_key = unit_key(UNIT_P256, 0),
		.is_ca = true,
		.key_usage = GNUTLS_KEY_KEY_CERT_SIGN};

	if (der.len == 0)
		der = unit_cert(&spec);
	return der;
}

/* A leaf of its own for each number, for a.test and b.test, servers and clients. */
static cp_bytes
leaf(unsigned number)
{
	static cp_bytes der[3];
	unit_cert_spec spec = {.issuer = "CN=ca",
		.subject = "CN=leaf",
		.serial = 10 + number,
		.key = unit_key(UNIT_P256, 2),
		.issuer_key = unit_key(UNIT_P256, 1),
		.names = "dns:a.test dns:b.test",
		.eku = "1.3.6.1.5.5.7.3.1 1.3.6.1.5.5.7.3.2",
		.key_usage = GNUTLS_KEY_DIGITAL_SIGNATURE};

	if (der[number].len == 0)
		der[number] = unit_cert(&spec);
	return der[number];
}

static certpolicy_engine *
make_engine(void)
{
	certpolicy_engine *engine = certpolicy_engine_new();

	CU_ASSERT_PTR_NOT_NULL_FATAL(engine);
	CU_ASSERT_EQUAL_FATAL(
		certpolicy_engine_add_anchor_der(engine, root().data, root().len, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(certpolicy_engine_set_clock(engine, now, NULL, NULL), 0);
	return engine;
}

static certpolicy_policy *
policy_named(certpolicy_engine *engine, const char *name)
{
	certpolicy_policy *policy = NULL;

	CU_ASSERT_EQUAL_FATAL(certpolicy_policy_find(engine, name, &policy, NULL), 0);
	return policy;
}

/* One handshake with a guard. */
typedef struct handshake {
	const char *what;
	bool resumed;
	const char *peer; /* NULL: nobody said */
	unsigned leaf;
	unsigned shown; /* certificates at hand: leaf, CA */
	certpolicy_purpose purpose;
	certpolicy_verdict verdict;
	const char *primary; /* NULL: none */
} handshake;

static certpolicy_request *
request_of(const handshake *hand)
{
	certpolicy_request *request = certpolicy_request_new();
	cp_bytes chain[] = {leaf(hand->leaf), ca()};
	unsigned i;
	int status = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(request);
	for (i = 0; i < hand->shown; i++)
		status |= certpolicy_request_add_certificate_der(
			request, chain[i].data, chain[i].len, NULL);
	if (hand->peer != NULL)
		status |= certpolicy_request_add_peer_host(request, hand->peer, NULL);
	status |= certpolicy_request_set_purpose(request, hand->purpose, NULL);
	status |= certpolicy_request_set_session(
		request, "TLS1.3", "TLS_AES_128_GCM_SHA256", NULL, hand->resumed, NULL);
	CU_ASSERT_EQUAL_FATAL(status, 0);
	return request;
}

static void
shake(certpolicy_guard *guard, const handshake *hand)
{
	certpolicy_request *request = request_of(hand);
	certpolicy_report *report = NULL;
	const char *primary;

	UNIT_ROW(hand->what, certpolicy_guard_judge(guard, request, &report, NULL) == 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(report);
	primary = certpolicy_report_get_primary(report);
	UNIT_ROW(hand->what, certpolicy_report_get_verdict(report) == hand->verdict);
	if (hand->primary != NULL && (primary == NULL || strcmp(primary, hand->primary) != 0)) {
		fprintf(stderr, "%s: %s\n", hand->what, primary != NULL ? primary : "none");
		CU_FAIL("another primary finding");
	}
	certpolicy_report_free(report);
	certpolicy_request_free(request);
}

/* One after the other, with one guard. */
static void
resumed_sessions(void)
{
	static const char lost[] = "session.chain-unavailable";
	static const handshake hands[] = {
		{"resumed before any", true, "a.test", 0, 1, 0, DENY, lost},
		{"resumed with a whole chain", true, "a.test", 0, 2, 0, DENY, lost},
		{"full without the CA", false, "a.test", 0, 1, 0, DENY, "path.unknown-issuer"},
		{"what was denied is not kept", true, "a.test", 0, 1, 0, DENY, lost},
		{"full", false, "a.test", 0, 2, 0, ALLOW, NULL},
		{"resumed", true, "a.test", 0, 1, 0, ALLOW, NULL},
		{"the name in other letters", true, "A.TEST.", 0, 1, 0, ALLOW, NULL},
		{"without a leaf", true, "a.test", 0, 0, 0, DENY, lost},
		{"to another name", true, "b.test", 0, 1, 0, DENY, lost},
		{"to nobody", true, NULL, 0, 1, 0, DENY, lost},
		{"with another leaf", true, "a.test", 1, 1, 0, DENY, lost},
		{"for another purpose", true, "a.test", 0, 1, CERTPOLICY_PURPOSE_CLIENT, DENY,
			lost},
		{"the other leaf, full", false, "a.test", 1, 2, 0, ALLOW, NULL},
		{"the other leaf, resumed", true, "a.test", 1, 1, 0, ALLOW, NULL},
		{"the first, still", true, "a.test", 0, 1, 0, ALLOW, NULL},
	};
	certpolicy_engine *engine = make_engine();
	certpolicy_policy *policy = policy_named(engine, "pkix");
	certpolicy_guard *guard = NULL;
	size_t i;

	CU_ASSERT_EQUAL_FATAL(certpolicy_guard_new(engine, policy, &guard, NULL), 0);
	certpolicy_policy_free(policy);
	certpolicy_engine_free(engine);
	for (i = 0; i < CP_COUNT(hands); i++)
		shake(guard, &hands[i]);
	certpolicy_guard_free(guard);
}

/* A session that was allowed is judged anew when it is resumed, whatever has changed since. */
static void
other_terms(void)
{
	static const handshake full = {"full", false, "a.test", 0, 2, 0, ALLOW, NULL},
			       resumed = {"resumed", true, "a.test", 0, 1, 0, ALLOW, NULL},
			       strict = {"resumed, strict", true, "a.test", 0, 1, 0, DENY,
				       "profile.server-certificate"},
			       bare = {"resumed, nothing trusted", true, "a.test", 0, 1, 0, DENY,
				       "path.unknown-issuer"};
	certpolicy_engine *engine = make_engine(), *other = certpolicy_engine_new();
	certpolicy_policy *pkix = policy_named(engine, "pkix");
	certpolicy_policy *public = policy_named(engine, "public-strict");
	certpolicy_guard *guard = NULL;

	CU_ASSERT_PTR_NOT_NULL_FATAL(other);
	CU_ASSERT_EQUAL_FATAL(certpolicy_engine_set_clock(other, now, NULL, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(certpolicy_guard_new(engine, pkix, &guard, NULL), 0);
	shake(guard, &full);
	CU_ASSERT_EQUAL(certpolicy_guard_replace(guard, engine, public, NULL), 0);
	shake(guard, &strict);
	CU_ASSERT_EQUAL(certpolicy_guard_replace(guard, engine, pkix, NULL), 0);
	shake(guard, &resumed);
	CU_ASSERT_EQUAL(certpolicy_guard_replace(guard, other, pkix, NULL), 0);
	shake(guard, &bare);
	certpolicy_guard_free(guard);
	certpolicy_policy_free(pkix);
	certpolicy_policy_free(public);
	certpolicy_engine_free(engine);
	certpolicy_engine_free(other);
}

/* The oldest go when there are too many, and what is kept stays right. */
static void
many_sessions(void)
{
	handshake hand = {"full", false, NULL, 0, 2, 0, ALLOW, NULL};
	certpolicy_engine *engine = make_engine();
	certpolicy_policy *policy = policy_named(engine, "dev-allow");
	certpolicy_guard *guard = NULL;
	char name[32];
	int i;

	hand.verdict = WARN; /* of the name */
	hand.peer = name;
	CU_ASSERT_EQUAL_FATAL(certpolicy_guard_new(engine, policy, &guard, NULL), 0);
	for (i = 0; i < 1500; i++) {
		(void)snprintf(name, sizeof(name), "n%d.test", i);
		shake(guard, &hand);
	}
	hand = (handshake){"resumed", true, name, 0, 1, 0, WARN, "identity.name-mismatch"};
	shake(guard, &hand);
	(void)snprintf(name, sizeof(name), "n%d.test", 1500 - 1024);
	shake(guard, &hand);
	hand.verdict = DENY;
	hand.primary = "session.chain-unavailable";
	(void)snprintf(name, sizeof(name), "n%d.test", 1500 - 1025);
	shake(guard, &hand);
	certpolicy_guard_free(guard);
	certpolicy_policy_free(policy);
	certpolicy_engine_free(engine);
}

static const uint8_t *
bind(certpolicy_guard *guard, const char *peer, certpolicy_purpose purpose, const char *policy)
{
	static uint8_t binding[CERTPOLICY_BINDING_LEN];
	handshake hand = {"binding", false, peer, 0, 2, purpose, ALLOW, NULL};
	certpolicy_request *request = request_of(&hand);

	if (policy != NULL)
		CU_ASSERT_EQUAL(certpolicy_request_set_policy(request, policy, NULL), 0);
	CU_ASSERT_EQUAL(certpolicy_guard_get_binding(guard, request, binding, NULL), 0);
	certpolicy_request_free(request);
	return binding;
}

/* 1024 peers, whose chain has more behind it the second time: as many as fit are kept, the last. */
static void
sessions_that_grow(void)
{
	static const uint8_t staple[200000];
	cp_guard_memory *memory = cp_guard_memory_new();
	uint8_t key[CP_SHOWN_KEY_LEN] = {0};
	certpolicy_request *request, *resumed;
	unsigned i, round, n_kept = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(memory);
	for (round = 0; round < 2; round++) {
		request = certpolicy_request_new();
		CU_ASSERT_EQUAL(certpolicy_request_add_certificate_der(
					request, leaf(0).data, leaf(0).len, NULL),
			0);
		if (round == 1)
			CU_ASSERT_EQUAL(certpolicy_request_set_ocsp_staple(
						request, 0, staple, sizeof(staple), NULL),
				0);
		for (i = 0; i < 1024; i++) {
			key[0] = (uint8_t)i;
			key[1] = (uint8_t)(i >> 8);
			cp_guard_memory_keep(memory, key, request);
		}
		certpolicy_request_free(request);
	}
	for (i = 0; i < 1024; i++) {
		resumed = certpolicy_request_new();
		key[0] = (uint8_t)i;
		key[1] = (uint8_t)(i >> 8);
		CU_ASSERT_EQUAL(cp_guard_memory_restore(memory, key, resumed, NULL), 0);
		n_kept += resumed->n_chain > 0;
		CU_ASSERT(i < 1023 || resumed->n_chain > 0);
		certpolicy_request_free(resumed);
	}
	CU_ASSERT(n_kept > 100 && n_kept * sizeof(staple) <= (size_t)32 << 20);
	cp_guard_memory_free(memory);
}

/* What a session is bound to: all that it was allowed by. */
static void
bindings(void)
{
	static const struct {
		const char *what, *peer;
		certpolicy_purpose purpose;
		const char *policy; /* of the request */
		bool same;
	} rows[] = {
		{"again", "a.test", 0, NULL, true},
		{"in other letters", "A.test", 0, NULL, true},
		{"another peer", "b.test", 0, NULL, false},
		{"no peer", NULL, 0, NULL, false},
		{"another purpose", "a.test", CERTPOLICY_PURPOSE_CLIENT, NULL, false},
		{"another policy", "a.test", 0, "pkix", false},
	};
	static const char routes[] = "version: 1\nroutes: [{peer: a.test, policy: pkix}]\n",
			  floor[] = "version: 1\nfloor: dev-allow\n";
	static const char *const files[] = {routes, floor};
	certpolicy_engine *engine = make_engine(), *other;
	certpolicy_guard *guard = NULL;
	uint8_t first[CERTPOLICY_BINDING_LEN];
	size_t i;

	CU_ASSERT_EQUAL_FATAL(certpolicy_guard_new(engine, NULL, &guard, NULL), 0);
	memcpy(first, bind(guard, "a.test", 0, NULL), sizeof(first));
	for (i = 0; i < CP_COUNT(rows); i++) {
		const uint8_t *binding = bind(guard, rows[i].peer, rows[i].purpose, rows[i].policy);

		UNIT_ROW(
			rows[i].what, (memcmp(binding, first, sizeof(first)) == 0) == rows[i].same);
	}
	for (i = 0; i < CP_COUNT(files); i++) {
		other = make_engine();
		CU_ASSERT_EQUAL_FATAL(certpolicy_engine_add_policy_text(
					      other, files[i], strlen(files[i]), "a file", NULL),
			0);
		CU_ASSERT_EQUAL(certpolicy_guard_replace(guard, other, NULL, NULL), 0);
		UNIT_ROW(files[i],
			memcmp(bind(guard, "a.test", 0, NULL), first, sizeof(first)) != 0);
		certpolicy_engine_free(other);
	}
	certpolicy_guard_free(guard);
	certpolicy_engine_free(engine);
}

/* Whatever a handshake is judged by it is bound to, and a policy that nobody has is the same error.
 */
static void
named_policies(void)
{
	static const struct {
		const char *what, *name, *code;
		bool has_own, same; /* as without a name */
	} rows[] = {
		{"of the request", "pkix", NULL, false, false},
		{"the guard's own goes before it", "pkix", NULL, true, true},
		{"unknown", "pkixx", "policy.unknown-name", false, false},
		{"unknown beside the guard's own", "pkixx", NULL, true, true},
	};
	certpolicy_engine *engine = make_engine();
	certpolicy_policy *own = NULL;
	size_t i;

	CU_ASSERT_EQUAL_FATAL(certpolicy_policy_find(NULL, "dev-allow", &own, NULL), 0);
	for (i = 0; i < CP_COUNT(rows); i++) {
		uint8_t first[CERTPOLICY_BINDING_LEN], binding[CERTPOLICY_BINDING_LEN] = {0};
		handshake hand = {rows[i].what, false, "a.test", 0, 2, 0, ALLOW, NULL};
		certpolicy_request *request = request_of(&hand);
		certpolicy_report *report = NULL;
		certpolicy_guard *guard = NULL;
		certpolicy_error *bound = NULL, *judged = NULL;
		int status = rows[i].code != NULL ? CERTPOLICY_ERROR_NOT_FOUND : CERTPOLICY_OK;

		CU_ASSERT_EQUAL_FATAL(
			certpolicy_guard_new(engine, rows[i].has_own ? own : NULL, &guard, NULL),
			0);
		memcpy(first, bind(guard, "a.test", 0, NULL), sizeof(first));
		CU_ASSERT_EQUAL(certpolicy_request_set_policy(request, rows[i].name, NULL), 0);
		UNIT_ROW(rows[i].what,
			certpolicy_guard_get_binding(guard, request, binding, &bound) == status);
		UNIT_ROW(rows[i].what,
			certpolicy_guard_judge(guard, request, &report, &judged) == status);
		if (rows[i].code != NULL) {
			UNIT_ROW(rows[i].what,
				strcmp(certpolicy_error_get_code(bound), rows[i].code) == 0 &&
					strcmp(certpolicy_error_get_code(judged), rows[i].code) ==
						0);
		} else {
			UNIT_ROW(rows[i].what,
				(memcmp(binding, first, sizeof(first)) == 0) == rows[i].same);
		}
		certpolicy_error_free(bound);
		certpolicy_error_free(judged);
		certpolicy_report_free(report);
		certpolicy_request_free(request);
		certpolicy_guard_free(guard);
	}
	certpolicy_policy_free(own);
	certpolicy_engine_free(engine);
}

/* What is said to the other side; RFC 8446 6.2. */
static void
alerts(void)
{
	static const struct {
		const char *code;
		int alert;
	} rows[] = {
		{"encoding.malformed", 42},
		{"path.bad-signature", 42},
		{"path.unknown-issuer", 48},
		{"path.name-constraints", 46},
		{"identity.self-signed", 48},
		{"identity.name-mismatch", 42},
		{"usage.extended-key-usage", 43},
		{"validity.expired", 45},
		{"root.distrusted", 48},
		{"root.public-for-client", 43},
		{"pin.mismatch", 46},
		{"scope.interception", 49},
		{"revocation.revoked", 44},
		{"revocation.staple-required", 113},
		{"ct.insufficient", 46},
		{"session.chain-unavailable", 46},
		{"session.legacy-protocol", 70},
		{"session.weak-cipher", 71},
		{"threat.listed", 49},
		{"x-own", 46},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++)
		UNIT_ROW(rows[i].code, cp_alert_of_code(rows[i].code) == rows[i].alert);
	CU_ASSERT_EQUAL(certpolicy_report_get_alert(NULL), -1);
}

static void
bad_arguments(void)
{
	certpolicy_engine *engine = make_engine();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	certpolicy_guard *guard = NULL;
	uint8_t binding[CERTPOLICY_BINDING_LEN];

	CU_ASSERT_NOT_EQUAL(certpolicy_guard_new(NULL, NULL, &guard, NULL), 0);
	CU_ASSERT_PTR_NULL(guard);
	CU_ASSERT_NOT_EQUAL(certpolicy_guard_new(engine, NULL, NULL, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(certpolicy_guard_new(engine, NULL, &guard, NULL), 0);
	CU_ASSERT_NOT_EQUAL(certpolicy_guard_judge(NULL, request, &report, NULL), 0);
	CU_ASSERT_NOT_EQUAL(certpolicy_guard_judge(guard, NULL, &report, NULL), 0);
	CU_ASSERT_NOT_EQUAL(certpolicy_guard_judge(guard, request, NULL, NULL), 0);
	CU_ASSERT_NOT_EQUAL(certpolicy_guard_replace(guard, NULL, NULL, NULL), 0);
	CU_ASSERT_NOT_EQUAL(certpolicy_guard_get_binding(guard, NULL, binding, NULL), 0);
	CU_ASSERT_EQUAL(certpolicy_request_set_policy(request, "nobody", NULL), 0);
	CU_ASSERT_NOT_EQUAL(certpolicy_guard_get_binding(guard, request, binding, NULL), 0);
	CU_ASSERT_PTR_EQUAL(certpolicy_guard_ref(guard), guard);
	certpolicy_guard_free(guard);
	certpolicy_guard_free(guard);
	certpolicy_guard_free(NULL);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"resumed sessions", resumed_sessions},
		{"other terms", other_terms},
		{"many sessions", many_sessions},
		{"sessions that grow", sessions_that_grow},
		{"bindings", bindings},
		{"named policies", named_policies},
		{"alerts", alerts},
		{"bad arguments", bad_arguments},
		{NULL, NULL},
	};

	return unit_main("guard", tests);
}
