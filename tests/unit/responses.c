/*
 * lib/status: OCSP responses where tests/rules does not reach: keys and algorithms that are weak,
 * what the facts keep of a response, limits. Who signs and what counts otherwise is in
 * tests/rules/make.
 */
#include <config.h>
#include "base/mem.h"
#include "classify/walk.h"
#include "status/cache.h"
#include "status/revocation.h"
#include "unit/der_text.h"
#include "unit/make_cert.h"
#include "unit/make_ocsp.h"
#include "unit/unit.h"

#include <gnutls/x509.h>

#define NOW INT64_C(1767225600)      /* 2026-01-01T00:00:00Z */
#define LONG_AGO INT64_C(1577836800) /* 2020-01-01T00:00:00Z */
#define OCSP_SIGNING "1.3.6.1.5.5.7.3.9"
#define NO_CHECK                                                                                   \
	(const unit_extension[])                                                                   \
	{                                                                                          \
		{"1.3.6.1.5.5.7.48.1.5", "0500", false},                                           \
		{                                                                                  \
			NULL, NULL, false                                                          \
		}                                                                                  \
	}

/* leaf (serial 05) <- ca <- root. */
typedef struct test_bench {
	cp_cert *certs[3];
	cp_anchor anchor;
	cp_path path;
	cp_arena arena;
	cp_budget budget;
	cp_facts facts;
} test_bench;

static test_bench
set_up(void)
{
	const unit_cert_spec specs[] = {
		{.subject = "CN=leaf",
			.issuer = "CN=ca",
			.key = unit_key(UNIT_P256, 2),
			.issuer_key = unit_key(UNIT_P256, 1),
			.serial = 5},
		{.subject = "CN=ca",
			.issuer = "CN=root",
			.key = unit_key(UNIT_P256, 1),
			.issuer_key = unit_key(UNIT_P256, 0),
			.is_ca = true,
			.key_usage = GNUTLS_KEY_KEY_CERT_SIGN},
		{.subject = "CN=root", .is_ca = true},
	};
	test_bench bench;
	size_t i;

	memset(&bench, 0, sizeof(bench));
	cp_budget_init(&bench.budget);
	bench.anchor.source = "test";
	for (i = 0; i < CP_COUNT(specs); i++) {
		bench.certs[i] = cp_cert_read(unit_cert(&specs[i]));
		CP_INVARIANT(bench.certs[i] != NULL);
	}
	return bench;
}

static void
judge(test_bench *bench, cp_bytes staple, cp_bytes fetched, int64_t time)
{
	static const int report_index[3] = {0, 1, 2};
	static const cp_walk_terms terms = {.zones = NULL};
	const cp_walk_request request = {.time = time};
	const cp_builder_input building = {.budget = &bench->budget};
	const cp_revocation_input input = {.staples = &staple,
		.n_staples = 1,
		.responses = &fetched,
		.n_responses = fetched.len > 0,
		.chain = bench->certs,
		.n_chain = 1,
		.building = &building,
		.cache = cp_revocation_cache_new(),
		.budget = &bench->budget};
	size_t i;

	CP_INVARIANT(input.cache != NULL);
	for (i = 0; i < CP_COUNT(bench->certs); i++)
		bench->path.certs[i] = bench->certs[i];
	bench->path.n_certs = CP_COUNT(bench->certs);
	bench->path.end = CP_PATH_ANCHORED;
	bench->path.anchor = &bench->anchor;
	cp_facts_build(&bench->facts, &bench->arena, &bench->budget, &bench->path, report_index,
		&request, &terms);
	CP_INVARIANT(cp_revocation_judge(&bench->facts, &bench->arena, &input));
	cp_revocation_cache_free(input.cache);
}

static void
tear_down(test_bench *bench)
{
	size_t i;

	for (i = 0; i < CP_COUNT(bench->certs); i++)
		cp_cert_unref(bench->certs[i]);
	cp_arena_clear(&bench->arena);
}

static cp_bytes
delegate(gnutls_privkey_t key)
{
	const unit_cert_spec spec = {.subject = "CN=responder",
		.issuer = "CN=ca",
		.key = key,
		.issuer_key = unit_key(UNIT_P256, 1),
		.serial = 9,
		.eku = OCSP_SIGNING,
		.extensions = NO_CHECK};

	return unit_cert(&spec);
}

/* Of "revoked" a weak signature is no reason to doubt. */
static void
weak_keys_and_hashes_are_not_believed_good(void)
{
	const struct {
		const char *name;
		gnutls_privkey_t key; /* of a delegate; NULL: the issuer signs */
		gnutls_sign_algorithm_t algorithm;
		int64_t time;
		bool is_weak;
	} rows[] = {
		{"the issuer", NULL, 0, NOW, false},
		{"the issuer, by SHA-1", NULL, GNUTLS_SIGN_ECDSA_SHA1, NOW, true},
		{"the issuer, by SHA-1 in 2020", NULL, GNUTLS_SIGN_ECDSA_SHA1, LONG_AGO, false},
		{"P-256", unit_key(UNIT_P256, 3), 0, NOW, false},
		{"P-256, by SHA-1", unit_key(UNIT_P256, 3), GNUTLS_SIGN_ECDSA_SHA1, NOW, true},
		{"P-224", unit_key(UNIT_P224, 0), 0, NOW, false},
		{"P-192", unit_key(UNIT_P192, 0), 0, NOW, true},
		{"RSA-2048", unit_key(UNIT_RSA2048, 0), GNUTLS_SIGN_RSA_SHA256, NOW, false},
		{"RSA-1024", unit_key(UNIT_RSA1024, 0), GNUTLS_SIGN_RSA_SHA256, NOW, true},
	};
	size_t i, k;

	for (i = 0; i < CP_COUNT(rows); i++) {
		for (k = 0; k < 2; k++) {
			unit_ocsp_spec spec = {.algorithm = rows[i].algorithm,
				.status = k == 1 ? OCSP_REVOKED : NULL};
			cp_revocation_status wanted = k == 1            ? CP_REVOCATION_REVOKED
						      : rows[i].is_weak ? CP_REVOCATION_UNKNOWN
									: CP_REVOCATION_GOOD;
			test_bench bench = set_up();
			const cp_revocation *said;

			if (rows[i].key != NULL) {
				spec.key = rows[i].key;
				spec.responder = "responder";
				spec.certs = delegate(rows[i].key);
			}
			if (rows[i].time == LONG_AGO)
				spec.produced_at = spec.this_update = "20191231000000Z";
			judge(&bench, unit_ocsp(&spec), CP_BYTES_NONE, rows[i].time);
			said = &bench.facts.subjects[0].revocation;
			UNIT_ROW(rows[i].name, said->status == wanted);
			if (wanted == CP_REVOCATION_UNKNOWN)
				UNIT_ROW(rows[i].name, strstr(said->detail, "too weak") != NULL);
			tear_down(&bench);
		}
	}
}

#define SCTS "30{06{2b06010401d679020405}04{04{0004 0002 aabb}}}"

static void
facts_keep_what_a_response_brings(void)
{
	const struct {
		const char *name;
		unit_ocsp_spec spec;
		bool is_fetched, is_stapled, has_list;
	} rows[] = {
		{"a staple", {.single_extensions = SCTS}, false, true, true},
		{"by its key", {.single_extensions = SCTS, .by_key = true}, false, true, true},
		{"no list", {.single_extensions = NULL}, false, true, false},
		{"fetched", {.single_extensions = SCTS}, true, false, true},
		{"revoked", {.single_extensions = SCTS, .status = OCSP_REVOKED}, false, false,
			true},
		{"unknown", {.single_extensions = SCTS, .status = "8200"}, false, false, false},
		{"stale", {.single_extensions = SCTS, .next_update = "20251231235959Z"}, false,
			false, false},
		{"of another", {.single_extensions = SCTS, .serial = "06"}, false, false, false},
		{"of another issuer",
			{.single_extensions = SCTS, .issuer_key = unit_key(UNIT_P256, 0)}, false,
			false, false},
		{"forged", {.single_extensions = SCTS, .key = unit_key(UNIT_P256, 4)}, false, false,
			false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		test_bench bench = set_up();
		cp_bytes response = unit_ocsp(&rows[i].spec);
		const cp_facts *facts = &bench.facts;

		judge(&bench, rows[i].is_fetched ? CP_BYTES_NONE : response,
			rows[i].is_fetched ? response : CP_BYTES_NONE, NOW);
		UNIT_ROW(rows[i].name, facts->stapled == rows[i].is_stapled);
		UNIT_ROW(rows[i].name, (facts->ocsp_sct_list.len > 0) == rows[i].has_list);
		if (rows[i].has_list)
			UNIT_ROW(rows[i].name,
				cp_bytes_equal(facts->ocsp_sct_list, der_text("0004 0002 aabb")));
		UNIT_ROW(rows[i].name,
			rows[i].has_list || rows[i].is_stapled || facts->staple_fault != NULL);
		tear_down(&bench);
	}
}

/* The report tells when it is of, and which instants bound it. */
static void
dates_are_told(void)
{
	const unit_ocsp_spec no_end = {.next_update = ""}, revoked = {.status = OCSP_REVOKED};
	test_bench bench = set_up();
	const cp_revocation *said;

	judge(&bench, unit_ocsp(&no_end), CP_BYTES_NONE, NOW);
	said = &bench.facts.subjects[0].revocation;
	CU_ASSERT(said->status == CP_REVOCATION_GOOD && said->source == CP_REVOCATION_BY_OCSP);
	CU_ASSERT(said->has_this_update && said->this_update == NOW - 86400);
	CU_ASSERT(!said->has_next_update && !said->has_revoked_at && said->reason == -1);
	judge(&bench, unit_ocsp(&revoked), CP_BYTES_NONE, NOW);
	said = &bench.facts.subjects[0].revocation;
	CU_ASSERT(said->status == CP_REVOCATION_REVOKED && said->has_revoked_at &&
		  said->revoked_at == NOW - 31 * 86400 && said->has_next_update);
	CU_ASSERT(bench.facts.subjects[1].revocation.status == CP_REVOCATION_UNKNOWN);
	tear_down(&bench);
}

/* What is not looked at for want of budget counts for nothing, and the budget says so. */
static void
budgets_end_it(void)
{
	static const struct {
		const char *name;
		cp_limit limit;
		uint64_t enough;
	} rows[] = {
		{"responses", CP_LIMIT_RESPONSES, 1},
		{"signatures", CP_LIMIT_SIGNATURES, 2},
		{"certificates", CP_LIMIT_CERTIFICATES, 1},
		{"octets of certificates", CP_LIMIT_CHAIN_OCTETS, 1000},
		{"octets of lists", CP_LIMIT_LIST_OCTETS, 5000},
	};
	unit_ocsp_spec spec = {.responder = "responder", .key = unit_key(UNIT_P256, 3)};
	size_t i, k;

	spec.certs = delegate(spec.key);
	for (i = 0; i < CP_COUNT(rows); i++) {
		for (k = 0; k < 2; k++) {
			test_bench bench = set_up();

			bench.budget.limit[rows[i].limit] = k == 1 ? rows[i].enough : 0;
			judge(&bench, unit_ocsp(&spec), CP_BYTES_NONE, NOW);
			UNIT_ROW(rows[i].name, bench.budget.spent[rows[i].limit] == (k == 0));
			UNIT_ROW(rows[i].name, (bench.facts.subjects[0].revocation.status ==
						       CP_REVOCATION_GOOD) == (k == 1));
			tear_down(&bench);
		}
	}
}

int
main(void)
{
	static const unit_test tests[] = {
		{"weak keys and hashes are not believed good",
			weak_keys_and_hashes_are_not_believed_good},
		{"facts keep what a response brings", facts_keep_what_a_response_brings},
		{"dates are told", dates_are_told},
		{"budgets end it", budgets_end_it},
		{NULL, NULL},
	};
	int result = unit_main("responses", tests);

	der_text_free_all();
	return result;
}
