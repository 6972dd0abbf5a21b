/*
 * The adapter for GnuTLS and servers: who the peer is, where it is, what is said of the session.
 */
#include <config.h>

#include "live/gnutls_pair.h"

#include <CUnit/CUnit.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* GnuTLS's own verification refuses first: there is a report all the same. */
static void
test_refused_by_gnutls(void)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		certpolicy_guard *guard = pair_guard("pkix");
		pair both;

		pair_open(&both, pair_versions[i], 0, 0);
		pair_enforce(both.client, guard, "a.test");
		gnutls_session_set_verify_cert(both.client, "c.test", 0);
		pair_shake(&both);
		CU_ASSERT_EQUAL(both.client_code, PAIR_DENIED);
		CU_ASSERT_EQUAL(pair_verdict_of(both.client), CERTPOLICY_VERDICT_ALLOW);
		pair_expect_silence(&both);
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
		pair_enforce(both.client, guard, rows[i].host || rows[i].email ? "a.test" : NULL);
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
		CU_ASSERT_EQUAL(pair_verdict_of(both.client), rows[i].verdict);
		if (!pair_says(both.client, rows[i].words))
			CU_FAIL("the report does not say it");
		if (pair_verdict_of(both.client) != rows[i].verdict ||
			!pair_says(both.client, rows[i].words))
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
	pair_enforce(both.client, guard, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_address(both.client, "9.9.9.9", NULL), 0);
	pair_shake(&both);
	CU_ASSERT(pair_says(both.client, "\"scope.address-mismatch\""));
	pair_close(&both);

	pair_open(&both, PAIR_TLS13, 0, 0);
	pair_enforce(both.client, guard, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_address(both.client, "nowhere", NULL), 0);
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, PAIR_DENIED);
	CU_ASSERT_PTR_NOT_NULL(certpolicy_gnutls_get_error(both.client));
	pair_expect_silence(&both);
	pair_close(&both);
	certpolicy_guard_free(guard);
}

/* Puts a connection of TCP in the place of the pair's sockets. */
static void
use_tcp(pair *both)
{
	struct sockaddr_in where;
	socklen_t len = sizeof(where);
	int listener = socket(AF_INET, SOCK_STREAM, 0), near = socket(AF_INET, SOCK_STREAM, 0), far;

	memset(&where, 0, sizeof(where));
	where.sin_family = AF_INET;
	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CU_ASSERT_EQUAL_FATAL(bind(listener, (struct sockaddr *)&where, len), 0);
	CU_ASSERT_EQUAL_FATAL(listen(listener, 1), 0);
	CU_ASSERT_EQUAL_FATAL(getsockname(listener, (struct sockaddr *)&where, &len), 0);
	CU_ASSERT_EQUAL_FATAL(connect(near, (struct sockaddr *)&where, len), 0);
	far = accept(listener, NULL, NULL);
	CU_ASSERT_FATAL(dup2(near, both->fds[0]) >= 0 && dup2(far, both->fds[1]) >= 0);
	fcntl(both->fds[0], F_SETFL, O_NONBLOCK);
	fcntl(both->fds[1], F_SETFL, O_NONBLOCK);
	close(listener);
	close(near);
	close(far);
}

/* Zones by addresses; "a.test" alone would be for development. */
static void
test_socket_address(void)
{
	static const char zones[] = "version: 1\nzones: {dmz: [127.0.0.0/8]}\n";
	static const struct {
		const char *address, *words;
	} rows[] = {
		{NULL, "\"zone\":\"dmz\""},
		{"", "\"zone\":\"development\""},
		{"10.1.2.3", "\"zone\":\"internal\""},
	};
	certpolicy_engine *engine = pair_engine();
	certpolicy_guard *guard = NULL;
	size_t i;

	CU_ASSERT_EQUAL_FATAL(certpolicy_engine_add_policy_text(
				      engine, zones, sizeof(zones) - 1, "zones.yaml", NULL),
		0);
	CU_ASSERT_EQUAL_FATAL(certpolicy_guard_new(engine, NULL, &guard, NULL), 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		pair both;

		pair_open(&both, PAIR_TLS13, 0, 0);
		use_tcp(&both);
		pair_enforce(both.client, guard, "a.test");
		CU_ASSERT_EQUAL(
			certpolicy_gnutls_set_address(both.client, rows[i].address, NULL), 0);
		pair_shake(&both);
		if (!pair_says(both.client, rows[i].words))
			CU_FAIL("another zone");
		pair_close(&both);
	}
	certpolicy_guard_free(guard);
	certpolicy_engine_free(engine);
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
		pair_enforce(both.client, guard, "a.test");
		pair_shake(&both);
		CU_ASSERT_EQUAL(both.client_code, 0);
		if (both.client_code == 0)
			snprintf(words, sizeof(words), "\"cipher\":\"%s\"",
				gnutls_ciphersuite_get(both.client));
		if (!pair_says(both.client, words)) {
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
			pair_enforce(both.client, guard, "a.test");
			pair_enforce(both.server, guard, NULL);
			(void)gnutls_compress_certificate_set_methods(both.client, &methods[i], 1);
			(void)gnutls_compress_certificate_set_methods(both.server, &methods[i], 1);
			pair_shake(&both);
			CU_ASSERT_EQUAL(both.client_code, denied ? PAIR_DENIED : 0);
			CU_ASSERT_EQUAL(both.server_code != 0, denied);
			CU_ASSERT_NOT_EQUAL(pair_verdict_of(both.client), 0);
			pair_talk(&both);
			CU_ASSERT_EQUAL(both.octets, denied ? 0 : 16);
			pair_close(&both);
			certpolicy_guard_free(guard);
		}
}
#endif

int
main(void)
{
	static const pair_test tests[] = {
		{"refused by GnuTLS", test_refused_by_gnutls},
		{"peers", test_peers},
		{"address", test_address},
		{"address of the socket", test_socket_address},
		{"ciphers", test_ciphers},
#if GNUTLS_VERSION_NUMBER >= 0x030704
		{"compressed", test_compressed},
#endif
	};

	return pair_run("gnutls_edges", tests, sizeof(tests) / sizeof(tests[0]));
}
