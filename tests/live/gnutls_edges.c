/*
 * The adapter for GnuTLS beyond the plain cases: servers that judge clients, what is not a full
 * handshake with certificates, and what peers and programs may try.
 */
#include <config.h>

#include "live/gnutls_pair.h"

#include <CUnit/Basic.h>
#include <CUnit/CUnit.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define DENIED GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR

static const char *const versions[] = {PAIR_TLS12, PAIR_TLS13};

static void
enforce(gnutls_session_t session, certpolicy_guard *guard, const char *name)
{
	CU_ASSERT_EQUAL_FATAL(certpolicy_gnutls_enforce(session, guard, name, NULL), 0);
}

/* Nothing of the client's application has come, whatever it tried. */
static void
expect_silence(pair *both)
{
	pair_talk(both);
	CU_ASSERT_EQUAL(both->octets, 0);
}

static int
verdict_of(gnutls_session_t session)
{
	const certpolicy_report *report = certpolicy_gnutls_get_report(session);

	return report != NULL ? (int)certpolicy_report_get_verdict(report) : 0;
}

static void
expect_error(gnutls_session_t session, const char *code)
{
	const certpolicy_error *error = certpolicy_gnutls_get_error(session);

	CU_ASSERT_PTR_NULL(certpolicy_gnutls_get_report(session));
	CU_ASSERT_PTR_NOT_NULL(error);
	if (error != NULL)
		CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), code);
}

/* 1: the report in JSON holds these words. */
static int
says(gnutls_session_t session, const char *words)
{
	const certpolicy_report *report = certpolicy_gnutls_get_report(session);
	char *json = report != NULL ? certpolicy_report_to_json(report) : NULL;
	int found = json != NULL && strstr(json, words) != NULL;

	certpolicy_string_free(json);
	return found;
}

/* ---- clients ---- */

/* GnuTLS's own verification refuses first: there is a report all the same. */
static void
test_refused_by_gnutls(void)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		certpolicy_guard *guard = pair_guard("pkix");
		pair both;

		pair_open(&both, versions[i], 0, 0);
		enforce(both.client, guard, "a.test");
		gnutls_session_set_verify_cert(both.client, "c.test", 0);
		pair_shake(&both);
		CU_ASSERT_EQUAL(both.client_code, DENIED);
		CU_ASSERT_EQUAL(verdict_of(both.client), CERTPOLICY_VERDICT_ALLOW);
		expect_silence(&both);
		pair_close(&both);
		certpolicy_guard_free(guard);
	}
}

static void
test_peers(void)
{
	static const struct {
		const char *name, *policy, *host, *email;
		int no_peer, verdict;
		const char *words;
	} rows[] = {
		{"nobody said", "dev-allow", NULL, NULL, 0, CERTPOLICY_VERDICT_DENY,
			"identity.peer-missing"},
		{"on purpose", "pkix", NULL, NULL, 1, CERTPOLICY_VERDICT_ALLOW, "\"peer\":null"},
		{"two names", "pkix", "b.test", NULL, 0, CERTPOLICY_VERDICT_ALLOW, "b.test"},
		{"a wrong one beside", "pkix", "c.test", NULL, 0, CERTPOLICY_VERDICT_DENY,
			"identity.name-mismatch"},
		{"a mailbox beside", "pkix", NULL, "x@a.test", 0, CERTPOLICY_VERDICT_DENY,
			"identity.name-mismatch"},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		certpolicy_guard *guard = pair_guard(rows[i].policy);
		pair both;

		pair_open(&both, PAIR_TLS13, 0, 0);
		enforce(both.client, guard, rows[i].host || rows[i].email ? "a.test" : NULL);
		if (rows[i].host != NULL)
			CU_ASSERT_EQUAL(
				certpolicy_gnutls_add_peer_host(both.client, rows[i].host, NULL),
				0);
		if (rows[i].email != NULL)
			CU_ASSERT_EQUAL(
				certpolicy_gnutls_add_peer_email(both.client, rows[i].email, NULL),
				0);
		if (rows[i].no_peer)
			CU_ASSERT_EQUAL(
				certpolicy_gnutls_set_insecure_no_peer(both.client, NULL), 0);
		pair_shake(&both);
		CU_ASSERT_EQUAL(verdict_of(both.client), rows[i].verdict);
		if (!says(both.client, rows[i].words))
			CU_FAIL("the report does not say it");
		if (verdict_of(both.client) != rows[i].verdict || !says(both.client, rows[i].words))
			printf("peers: %s\n", rows[i].name);
		pair_close(&both);
		certpolicy_guard_free(guard);
	}
}

static void
test_address(void)
{
	certpolicy_guard *guard = pair_guard("dev-allow");
	pair both;

	/* A name for development that answers from the Internet. */
	pair_open(&both, PAIR_TLS13, 0, 0);
	enforce(both.client, guard, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_address(both.client, "9.9.9.9", NULL), 0);
	pair_shake(&both);
	CU_ASSERT(says(both.client, "\"scope.address-mismatch\""));
	pair_close(&both);

	pair_open(&both, PAIR_TLS13, 0, 0);
	enforce(both.client, guard, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_address(both.client, "nowhere", NULL), 0);
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, DENIED);
	CU_ASSERT_PTR_NOT_NULL(certpolicy_gnutls_get_error(both.client));
	expect_silence(&both);
	pair_close(&both);
	certpolicy_guard_free(guard);
}

/* Data that would go before the verdict: false start waits for it, early data are refused. */
static void
test_false_start(void)
{
	static const char *const policies[] = {"pkix", "public-strict"};
	int denied;

	for (denied = 0; denied < 2; denied++) {
		certpolicy_guard *guard = pair_guard(policies[denied]);
		pair both;

		pair_open(&both, PAIR_TLS12, GNUTLS_ENABLE_FALSE_START, 0);
		enforce(both.client, guard, "a.test");
		pair_shake(&both);
		CU_ASSERT_EQUAL(both.client_code, denied ? DENIED : 0);
		CU_ASSERT_EQUAL(
			(gnutls_session_get_flags(both.client) & GNUTLS_SFLAGS_FALSE_START) != 0,
			!denied);
		pair_talk(&both);
		CU_ASSERT_EQUAL(both.octets, denied ? 0 : 16);
		pair_close(&both);
		certpolicy_guard_free(guard);
	}
}

static void
get_bound(certpolicy_guard *guard, const char *priority, gnutls_datum_t *bound)
{
	pair both;

	pair_open(&both, priority, 0, 0);
	enforce(both.client, guard, "a.test");
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, 0);
	pair_client_reads(&both);
	CU_ASSERT_EQUAL(certpolicy_gnutls_get_session_data(both.client, bound, NULL), 0);
	pair_close(&both);
}

static void
test_early_data(void)
{
	certpolicy_guard *guard = pair_guard("pkix");
	gnutls_datum_t bound;
	int offered = 0;
	pair both;

	get_bound(guard, PAIR_TLS13, &bound);
	pair_open(&both, PAIR_TLS13, GNUTLS_ENABLE_EARLY_DATA, GNUTLS_ENABLE_EARLY_DATA);
	enforce(both.client, guard, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_session_data(both.client, &bound, &offered, NULL), 0);
	CU_ASSERT_EQUAL(offered, 1);
	(void)gnutls_record_send_early_data(both.client, "GET / HTTP/1.0\r\n", 16);
	pair_shake(&both);
	CU_ASSERT(gnutls_error_is_fatal(both.client_code));
	expect_error(both.client, "session.early-data");
	expect_silence(&both);
	/* Not one octet: GnuTLS would send them though the hello was refused. */
	CU_ASSERT_EQUAL(both.server_code, GNUTLS_E_AGAIN);
	CU_ASSERT(recv(both.fds[1], &offered, 1, MSG_PEEK) < 0);
	pair_close(&both);
	gnutls_free(bound.data);
	certpolicy_guard_free(guard);
}

/* What is cut short or changed is not offered, and hurts nobody. */
static void
test_damaged_data(void)
{
	certpolicy_guard *guard = pair_guard("pkix"), *other = pair_guard("pkix");
	gnutls_datum_t bound, damaged;
	int offered = 1;
	size_t i;
	pair both;

	get_bound(guard, PAIR_TLS12, &bound);
	pair_open(&both, PAIR_TLS12, 0, 0);
	enforce(both.client, guard, "a.test");
	for (i = 0; i < bound.size && i < 600; i++) {
		damaged.data = bound.data;
		damaged.size = (unsigned)i;
		if (i > 500)
			damaged.size = bound.size;
		bound.data[i % 200] ^= 0x80;
		CU_ASSERT_EQUAL(
			certpolicy_gnutls_set_session_data(both.client, &damaged, &offered, NULL),
			0);
		CU_ASSERT_EQUAL(offered, 0);
		bound.data[i % 200] ^= 0x80;
	}
	/* A guard that did not see the full handshake. */
	enforce(both.client, other, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_session_data(both.client, &bound, &offered, NULL), 0);
	CU_ASSERT_EQUAL(offered, 0);
	enforce(both.client, guard, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_session_data(both.client, &bound, &offered, NULL), 0);
	CU_ASSERT_EQUAL(offered, 1);
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, 0);
	CU_ASSERT_NOT_EQUAL(gnutls_session_is_resumed(both.client), 0);
	pair_close(&both);
	gnutls_free(bound.data);
	certpolicy_guard_free(other);
	certpolicy_guard_free(guard);
}

/* TLS 1.3 by GnuTLS's own data: nobody knows whose session it was. */
static void
test_unbound_data(void)
{
	certpolicy_guard *guard = pair_guard("pkix");
	gnutls_datum_t session;
	pair both;

	pair_open(&both, PAIR_TLS13, 0, 0);
	enforce(both.client, guard, "a.test");
	pair_shake(&both);
	pair_client_reads(&both);
	CU_ASSERT_EQUAL(gnutls_session_get_data2(both.client, &session), 0);
	pair_close(&both);
	pair_open(&both, PAIR_TLS13, 0, 0);
	enforce(both.client, guard, "a.test");
	CU_ASSERT_EQUAL(gnutls_session_set_data(both.client, session.data, session.size), 0);
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, DENIED);
	CU_ASSERT(says(both.client, "session.chain-unavailable"));
	expect_silence(&both);
	pair_close(&both);
	gnutls_free(session.data);
	certpolicy_guard_free(guard);
}

/* The name that is judged during the handshake is the one that GnuTLS tells after it. */
static void
test_ciphers(void)
{
	static const char *const priorities[] = {PAIR_TLS13,
		"NONE:+VERS-TLS1.3:+AEAD:+CHACHA20-POLY1305:+GROUP-ALL:+SIGN-ALL",
		"NONE:+VERS-TLS1.3:+AEAD:+AES-128-CCM-8:+GROUP-ALL:+SIGN-ALL",
		"NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-GCM",
		"NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CHACHA20-POLY1305",
		"NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-CCM-8",
		"NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-CBC:-MAC-ALL:+SHA1",
		"NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+3DES-CBC:-MAC-ALL:+SHA1",
		"NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+ARCFOUR-128:-MAC-ALL:+SHA1",
		"NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CAMELLIA-256-GCM",
		"NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+NULL:-MAC-ALL:+SHA1"};
	size_t i;

	for (i = 0; i < sizeof(priorities) / sizeof(priorities[0]); i++) {
		certpolicy_guard *guard = pair_guard("pkix");
		char words[128] = "";
		pair both;

		pair_open(&both, priorities[i], 0, 0);
		enforce(both.client, guard, "a.test");
		pair_shake(&both);
		CU_ASSERT_EQUAL(both.client_code, 0);
		if (both.client_code == 0)
			snprintf(words, sizeof(words), "\"cipher\":\"%s\"",
				gnutls_ciphersuite_get(both.client));
		if (!says(both.client, words)) {
			CU_FAIL("another cipher");
			printf("ciphers: %s, %s\n", priorities[i], words);
		}
		pair_close(&both);
		certpolicy_guard_free(guard);
	}
}

#if GNUTLS_VERSION_NUMBER >= 0x030704
/* The certificate comes compressed (RFC 8879), where GnuTLS can do that. */
static void
test_compressed(void)
{
	static gnutls_compression_method_t methods[] = {
		GNUTLS_COMP_ZLIB, GNUTLS_COMP_BROTLI, GNUTLS_COMP_ZSTD};
	size_t i;
	int denied;

	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		for (denied = 0; denied < 2; denied++) {
			certpolicy_guard *guard = pair_guard(denied ? "public-strict" : "pkix");
			pair both;

			pair_open(&both, PAIR_TLS13, 0, 0);
			enforce(both.client, guard, "a.test");
			enforce(both.server, guard, NULL);
			(void)gnutls_compress_certificate_set_methods(both.client, &methods[i], 1);
			(void)gnutls_compress_certificate_set_methods(both.server, &methods[i], 1);
			pair_shake(&both);
			CU_ASSERT_EQUAL(both.client_code, denied ? DENIED : 0);
			CU_ASSERT_EQUAL(both.server_code != 0, denied);
			CU_ASSERT_NOT_EQUAL(verdict_of(both.client), 0);
			pair_talk(&both);
			CU_ASSERT_EQUAL(both.octets, denied ? 0 : 16);
			pair_close(&both);
			certpolicy_guard_free(guard);
		}
}
#endif

/* ---- programs ---- */

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
	enforce(both.client, guard, "a.test");
	gnutls_handshake_set_hook_function(
		both.client, GNUTLS_HANDSHAKE_FINISHED, GNUTLS_HOOK_POST, count_calls);
	gnutls_session_set_verify_function(both.client, NULL);
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, DENIED);
	CU_ASSERT_EQUAL(calls, 0);
	expect_silence(&both);
	pair_close(&both);

	pair_open(&both, PAIR_TLS13, 0, 0);
	enforce(both.client, other, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_hook_function(both.client, GNUTLS_HANDSHAKE_FINISHED,
				GNUTLS_HOOK_POST, count_calls, NULL),
		0);
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, 0);
	CU_ASSERT_EQUAL(calls, 2);
	pair_close(&both);

	pair_open(&both, PAIR_TLS13, 0, 0);
	enforce(both.client, other, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_hook_function(both.client, GNUTLS_HANDSHAKE_FINISHED,
				GNUTLS_HOOK_BOTH, end_handshake, NULL),
		0);
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, GNUTLS_E_USER_ERROR);
	pair_close(&both);
	certpolicy_guard_free(guard);
	certpolicy_guard_free(other);
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
	enforce(both.client, guard, "c.test");
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

		pair_open(&both, versions[i % 2], 0, 0);
		if (certpolicy_gnutls_enforce(both.client, guard, "a.test", NULL) != 0)
			abort();
		pair_shake(&both);
		if (both.client_code != 0 || verdict_of(both.client) != CERTPOLICY_VERDICT_ALLOW)
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

/* ---- servers ---- */

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

			pair_open(&both, versions[version], 0, GNUTLS_ENABLE_EARLY_START);
			enforce(both.server, guard, NULL);
			if (rows[i].optional)
				CU_ASSERT_EQUAL(certpolicy_gnutls_set_insecure_optional_certificate(
							both.server, NULL),
					0);
			if (!rows[i].shows)
				pair_show_nothing(&both);
			pair_shake(&both);
			CU_ASSERT_EQUAL(both.server_code != 0, rows[i].denied);
			CU_ASSERT_EQUAL(verdict_of(both.server) != 0, rows[i].report);
			if (rows[i].report)
				CU_ASSERT(says(both.server, "\"peer\":null"));
			pair_talk(&both);
			CU_ASSERT_EQUAL(both.octets, rows[i].denied ? 0 : 16);
			if (CU_get_number_of_failures() != before)
				printf("client certificates: %s, %s\n", rows[i].name,
					versions[version]);
			pair_close(&both);
			certpolicy_guard_free(guard);
		}
}

int
main(void)
{
	static const struct {
		const char *name;
		CU_TestFunc test;
	} tests[] = {
		{"refused by GnuTLS", test_refused_by_gnutls},
		{"peers", test_peers},
		{"address", test_address},
		{"false start", test_false_start},
		{"early data", test_early_data},
		{"damaged data", test_damaged_data},
		{"unbound data", test_unbound_data},
		{"ciphers", test_ciphers},
#if GNUTLS_VERSION_NUMBER >= 0x030704
		{"compressed", test_compressed},
#endif
		{"hooks", test_hooks},
		{"arguments", test_arguments},
		{"threads", test_threads},
		{"client certificates", test_client_certificates},
	};
	CU_pSuite suite;
	unsigned failures;
	size_t i;

	if (CU_initialize_registry() != CUE_SUCCESS)
		return 99;
	suite = CU_add_suite("gnutls, edges", NULL, NULL);
	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		if (suite == NULL || CU_add_test(suite, tests[i].name, tests[i].test) == NULL)
			return 99;
	CU_basic_set_mode(CU_BRM_VERBOSE);
	CU_basic_run_tests();
	failures = CU_get_number_of_failures();
	CU_cleanup_registry();
	return failures > 0;
}
