/*
 * The adapter for GnuTLS and programs: their hooks, their mistakes, their threads; servers that
 * judge clients.
 */
#include <config.h>

#include "live/gnutls_pair.h"

#include <CUnit/CUnit.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int calls;

static int
count_calls(gnutls_session_t session, unsigned type, unsigned when, unsigned incoming,
	const gnutls_datum_t *message)
{
	(void)session, (void)type, (void)when, (void)incoming, (void)message;
	calls++;
	return 0;
}

static int
end_handshake(gnutls_session_t session, unsigned type, unsigned when, unsigned incoming,
	const gnutls_datum_t *message)
{
	(void)session, (void)type, (void)when, (void)incoming, (void)message;
	return GNUTLS_E_USER_ERROR;
}

/* A hook of the application's does not switch ours off; set our way, both are called. */
static void
test_hooks(void)
{
	certpolicy_guard *guard = pair_guard("public-strict"), *other = pair_guard("pkix");
	pair both;

	calls = 0;
	pair_open(&both, PAIR_TLS13, 0, 0);
	pair_enforce(both.client, guard, "a.test");
	gnutls_handshake_set_hook_function(
		both.client, GNUTLS_HANDSHAKE_FINISHED, GNUTLS_HOOK_POST, count_calls);
	gnutls_session_set_verify_function(both.client, NULL);
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, PAIR_DENIED);
	CU_ASSERT_EQUAL(calls, 0);
	pair_expect_silence(&both);
	pair_close(&both);

	pair_open(&both, PAIR_TLS13, 0, 0);
	pair_enforce(both.client, other, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_hook_function(both.client, GNUTLS_HANDSHAKE_FINISHED,
				GNUTLS_HOOK_POST, count_calls, NULL),
		0);
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, 0);
	CU_ASSERT_EQUAL(calls, 2);
	pair_close(&both);

	pair_open(&both, PAIR_TLS13, 0, 0);
	pair_enforce(both.client, other, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_hook_function(both.client, GNUTLS_HANDSHAKE_FINISHED,
				GNUTLS_HOOK_BOTH, end_handshake, NULL),
		0);
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, GNUTLS_E_USER_ERROR);
	pair_close(&both);
	certpolicy_guard_free(guard);
	certpolicy_guard_free(other);
}

/* What a program holds as objects of GnuTLS, judged without a session. */
static void
test_chain(void)
{
	static const struct {
		const char *name;
		size_t first, n;
		const char *primary; /* NULL: allowed */
	} rows[] = {{"whole", 0, 2, NULL}, {"the leaf alone", 0, 1, "path.unknown-issuer"},
		{"no leaf", 1, 1, "identity.name-mismatch"}};
	certpolicy_engine *engine = pair_engine();
	gnutls_x509_crt_t *chain = NULL;
	unsigned n_chain = 0, i;

	CU_ASSERT_EQUAL_FATAL(
		gnutls_certificate_get_x509_crt(pair_credentials(0), 0, &chain, &n_chain), 0);
	CU_ASSERT_EQUAL_FATAL(n_chain, 2);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		certpolicy_request *request = certpolicy_request_new();
		certpolicy_report *report = NULL;
		const char *primary;
		unsigned before = CU_get_number_of_failures();

		CU_ASSERT_EQUAL(certpolicy_request_add_chain_gnutls(
					request, chain + rows[i].first, rows[i].n, NULL),
			0);
		CU_ASSERT_EQUAL(certpolicy_request_add_chain_gnutls(request, NULL, 0, NULL), 0);
		CU_ASSERT_EQUAL(certpolicy_request_add_chain_gnutls(request, NULL, 1, NULL),
			CERTPOLICY_ERROR_BAD_ARGUMENT);
		CU_ASSERT_EQUAL(certpolicy_request_set_policy(request, "pkix", NULL), 0);
		CU_ASSERT_EQUAL(certpolicy_request_add_peer_host(request, "a.test", NULL), 0);
		CU_ASSERT_EQUAL_FATAL(certpolicy_evaluate(engine, NULL, request, &report, NULL), 0);
		primary = certpolicy_report_get_primary(report);
		CU_ASSERT_EQUAL(primary == NULL, rows[i].primary == NULL);
		if (primary != NULL && rows[i].primary != NULL)
			CU_ASSERT_STRING_EQUAL(primary, rows[i].primary);
		pair_say_row("chain", rows[i].name, before);
		certpolicy_report_free(report);
		certpolicy_request_free(request);
	}
	for (i = 0; i < n_chain; i++)
		gnutls_x509_crt_deinit(chain[i]);
	gnutls_free(chain);
	certpolicy_engine_free(engine);
}

static void
test_arguments(void)
{
	certpolicy_guard *guard = pair_guard("pkix");
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_error *error = NULL;
	gnutls_datum_t data = {NULL, 0};
	pair both;

	pair_open(&both, PAIR_TLS13, 0, 0);
	CU_ASSERT_EQUAL(certpolicy_gnutls_enforce(NULL, guard, "a.test", NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_EQUAL(certpolicy_gnutls_enforce(both.client, NULL, "a.test", NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_EQUAL(certpolicy_gnutls_add_peer_host(both.client, "a.test", &error),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "session.not-enforced");
	certpolicy_error_free(error);
	CU_ASSERT_EQUAL(certpolicy_gnutls_get_session_data(both.client, &data, NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_PTR_NULL(certpolicy_gnutls_get_report(both.client));
	CU_ASSERT_PTR_NULL(certpolicy_gnutls_get_error(both.client));
	CU_ASSERT_EQUAL(certpolicy_request_set_session_gnutls(request, both.client, NULL), 0);
	certpolicy_request_free(request);
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, 0);
	CU_ASSERT_EQUAL(certpolicy_gnutls_enforce(both.client, guard, "a.test", &error),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "session.begun");
	certpolicy_error_free(error);
	pair_close(&both);

	/* A session that was not allowed is not to be resumed. */
	pair_open(&both, PAIR_TLS13, 0, 0);
	pair_enforce(both.client, guard, "c.test");
	pair_shake(&both);
	CU_ASSERT_EQUAL(certpolicy_gnutls_get_session_data(both.client, &data, NULL),
		CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT_PTR_NULL(data.data);
	pair_close(&both);
	certpolicy_guard_free(guard);
}

static void *
connect_often(void *guard)
{
	int i;

	for (i = 0; i < 10; i++) {
		pair both;

		pair_open(&both, pair_versions[i % 2], 0, 0);
		if (certpolicy_gnutls_enforce(both.client, guard, "a.test", NULL) != 0)
			abort();
		pair_shake(&both);
		if (both.client_code != 0 ||
			pair_verdict_of(both.client) != CERTPOLICY_VERDICT_ALLOW)
			abort();
		pair_close(&both);
	}
	return NULL;
}

static void
test_threads(void)
{
	certpolicy_guard *guard = pair_guard("pkix");
	pthread_t threads[4];
	size_t i;
	pair both;

	pair_open(&both, PAIR_TLS13, 0, 0); /* the ticket key */
	pair_close(&both);
	for (i = 0; i < 4; i++)
		CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, connect_often, guard), 0);
	for (i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	certpolicy_guard_free(guard);
}

/* A client's own certificate is not shown to a server that is denied. */
static void
test_client_shows_nothing(void)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		certpolicy_guard *guard = pair_guard("public-strict");
		unsigned n = 0;
		pair both;

		pair_open(&both, pair_versions[i], 0, 0);
		pair_enforce(both.client, guard, "a.test");
		gnutls_certificate_server_set_request(both.server, GNUTLS_CERT_REQUIRE);
		pair_shake(&both);
		CU_ASSERT_EQUAL(both.client_code, PAIR_DENIED);
		pair_expect_silence(&both);
		CU_ASSERT_PTR_NULL(gnutls_certificate_get_peers(both.server, &n));
		pair_close(&both);
		certpolicy_guard_free(guard);
	}
}

static void
test_client_certificates(void)
{
	static const struct {
		const char *name, *policy;
		int shows, optional, denied, report;
	} rows[] = {
		{"allowed", "pkix", 1, 0, 0, 1},
		{"denied", "public-strict", 1, 0, 1, 1},
		{"none", "pkix", 0, 0, 1, 0},
		{"none, optional", "pkix", 0, 1, 0, 0},
		{"allowed, optional", "pkix", 1, 1, 0, 1},
		{"denied, optional", "public-strict", 1, 1, 1, 1},
	};
	size_t i, version;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (version = 0; version < 2; version++) {
			certpolicy_guard *guard = pair_guard(rows[i].policy);
			unsigned before = CU_get_number_of_failures();
			pair both;

			pair_open(&both, pair_versions[version], 0, GNUTLS_ENABLE_EARLY_START);
			pair_enforce(both.server, guard, NULL);
			if (rows[i].optional)
				CU_ASSERT_EQUAL(certpolicy_gnutls_set_insecure_optional_certificate(
							both.server, NULL),
					0);
			if (!rows[i].shows)
				pair_show_nothing(&both);
			pair_shake(&both);
			CU_ASSERT_EQUAL(both.server_code != 0, rows[i].denied);
			CU_ASSERT_EQUAL(pair_verdict_of(both.server) != 0, rows[i].report);
			if (rows[i].report)
				CU_ASSERT(pair_says(both.server, "\"peer\":null"));
			pair_talk(&both);
			CU_ASSERT_EQUAL(both.octets, rows[i].denied ? 0 : 16);
			if (CU_get_number_of_failures() != before)
				printf("client certificates: %s, %s\n", rows[i].name,
					pair_versions[version]);
			pair_close(&both);
			certpolicy_guard_free(guard);
		}
}

int
main(void)
{
	static const pair_test tests[] = {
		{"hooks", test_hooks},
		{"chain", test_chain},
		{"arguments", test_arguments},
		{"threads", test_threads},
		{"client certificates", test_client_certificates},
		{"the client's own certificate", test_client_shows_nothing},
	};

	return pair_run("gnutls_programs", tests, sizeof(tests) / sizeof(tests[0]));
}
