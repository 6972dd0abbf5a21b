/*
 * The adapter for GnuTLS and what comes before the verdict or goes past verification: early data,
 * false starts, sessions that are resumed by servers and clients.
 */
#include <config.h>

#include "live/gnutls_pair.h"

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

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
		pair_enforce(both.client, guard, "a.test");
		pair_shake(&both);
		CU_ASSERT_EQUAL(both.client_code, denied ? PAIR_DENIED : 0);
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
	pair_enforce(both.client, guard, "a.test");
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
	pair_enforce(both.client, guard, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_session_data(both.client, &bound, &offered, NULL), 0);
	CU_ASSERT_EQUAL(offered, 1);
	(void)gnutls_record_send_early_data(both.client, "GET / HTTP/1.0\r\n", 16);
	pair_shake(&both);
	CU_ASSERT(gnutls_error_is_fatal(both.client_code));
	pair_expect_error(both.client, "session.early-data");
	pair_expect_silence(&both);
	/* Not one octet: GnuTLS would send them though the hello was refused. */
	CU_ASSERT_EQUAL(both.server_code, GNUTLS_E_AGAIN);
	CU_ASSERT(recv(both.fds[1], &offered, 1, MSG_PEEK) < 0);
	pair_close(&both);
	gnutls_free(bound.data);
	certpolicy_guard_free(guard);
}

/* In TLS 1.3 there is nothing to resume by before a ticket has come. */
static void
test_no_ticket(void)
{
	certpolicy_guard *guard = pair_guard("pkix");
	gnutls_datum_t bound;
	pair both;

	pair_open(&both, PAIR_TLS13, 0, GNUTLS_NO_AUTO_SEND_TICKET);
	pair_enforce(both.client, guard, "a.test");
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, 0);
	CU_ASSERT_EQUAL(certpolicy_gnutls_get_session_data(both.client, &bound, NULL),
		CERTPOLICY_ERROR_UNSUPPORTED);
	CU_ASSERT_PTR_NULL(bound.data);
	pair_close(&both);
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
	pair_enforce(both.client, guard, "a.test");
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
	pair_enforce(both.client, other, "a.test");
	CU_ASSERT_EQUAL(certpolicy_gnutls_set_session_data(both.client, &bound, &offered, NULL), 0);
	CU_ASSERT_EQUAL(offered, 0);
	pair_enforce(both.client, guard, "a.test");
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

/* GnuTLS's own data of a session that nobody judged: whose it was is unknown. */
static void
test_unjudged_data(void)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		certpolicy_guard *guard = pair_guard("pkix");
		gnutls_datum_t session;
		pair both;

		pair_open(&both, pair_versions[i], 0, 0);
		pair_shake(&both);
		pair_client_reads(&both);
		CU_ASSERT_EQUAL(gnutls_session_get_data2(both.client, &session), 0);
		pair_close(&both);
		pair_open(&both, pair_versions[i], 0, 0);
		pair_enforce(both.client, guard, "a.test");
		CU_ASSERT_EQUAL(
			gnutls_session_set_data(both.client, session.data, session.size), 0);
		pair_shake(&both);
		CU_ASSERT_EQUAL(both.client_code, PAIR_DENIED);
		CU_ASSERT(pair_says(both.client, "session.chain-unavailable"));
		pair_expect_silence(&both);
		pair_close(&both);
		gnutls_free(session.data);
		certpolicy_guard_free(guard);
	}
}

/* What is before GnuTLS's part of our data: a mark, a binding, a digest, a leaf behind its length.
 */
static size_t
head_of(const gnutls_datum_t *bound)
{
	const unsigned char *len = bound->data + 8 + CERTPOLICY_BINDING_LEN + 32;

	return (size_t)(len + 4 - bound->data) + ((size_t)len[2] << 8 | len[3]);
}

/* Another session in the place of the one that was allowed: the ticket that is taken tells. */
static void
test_replaced_data(void)
{
	certpolicy_guard *guard = pair_guard("pkix");
	gnutls_datum_t bound, other, spliced;
	int offered = 0;
	size_t head;
	pair both;

	pair_open(&both, PAIR_TLS13, 0, 0);
	gnutls_credentials_set(both.server, GNUTLS_CRD_CERTIFICATE, pair_credentials(1));
	pair_shake(&both);
	pair_client_reads(&both);
	CU_ASSERT_EQUAL(gnutls_session_get_data2(both.client, &other), 0);
	pair_close(&both);
	get_bound(guard, PAIR_TLS13, &bound);
	head = head_of(&bound);
	spliced.size = (unsigned)head + other.size;
	spliced.data = gnutls_malloc(spliced.size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(spliced.data);
	memcpy(spliced.data, bound.data, head);
	memcpy(spliced.data + head, other.data, other.size);
	pair_open(&both, PAIR_TLS13, 0, 0);
	pair_enforce(both.client, guard, "a.test");
	CU_ASSERT_EQUAL(
		certpolicy_gnutls_set_session_data(both.client, &spliced, &offered, NULL), 0);
	CU_ASSERT_EQUAL(offered, 1);
	pair_shake(&both);
	CU_ASSERT_EQUAL(both.client_code, PAIR_DENIED);
	pair_expect_silence(&both);
	pair_close(&both);
	gnutls_free(other.data);
	gnutls_free(bound.data);
	gnutls_free(spliced.data);
	certpolicy_guard_free(guard);
}

/* A client that nobody judges, with a certificate; *session: what it was resumed by, and next time.
 */
static void
connect_to(certpolicy_guard *guard, const char *priority, gnutls_datum_t *session, pair *both)
{
	pair_open(both, priority, 0, 0);
	pair_enforce(both->server, guard, NULL);
	if (session->data != NULL)
		CU_ASSERT_EQUAL(
			gnutls_session_set_data(both->client, session->data, session->size), 0);
	pair_shake(both);
	if (both->client_code != 0 || both->server_code != 0)
		return;
	gnutls_free(session->data);
	pair_client_reads(both);
	CU_ASSERT_EQUAL(gnutls_session_get_data2(both->client, session), 0);
}

static void
test_resumed_clients(void)
{
	static const struct {
		const char *name, *policy;
		int forgotten, denied;
		const char *primary;
	} rows[] = {
		{"the same", NULL, 0, 0, ""},
		{"under another policy", "public-strict", 0, 1, "root.not-public"},
		{"by a server that was started anew", NULL, 1, 1, "session.chain-unavailable"},
	};
	size_t i, version;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (version = 0; version < 2; version++) {
			certpolicy_guard *guard = pair_guard("pkix"), *anew = pair_guard("pkix");
			gnutls_datum_t session = {NULL, 0};
			unsigned before = CU_get_number_of_failures();
			pair both;

			connect_to(guard, pair_versions[version], &session, &both);
			CU_ASSERT_EQUAL(both.server_code, 0);
			pair_close(&both);
			if (rows[i].policy != NULL)
				pair_change_policy(guard, rows[i].policy);
			connect_to(rows[i].forgotten ? anew : guard, pair_versions[version],
				&session, &both);
			CU_ASSERT_NOT_EQUAL(gnutls_session_is_resumed(both.server), 0);
			CU_ASSERT_EQUAL(both.server_code, rows[i].denied ? PAIR_DENIED : 0);
			CU_ASSERT_STRING_EQUAL(pair_primary_of(both.server), rows[i].primary);
			pair_talk(&both);
			CU_ASSERT_EQUAL(both.octets, rows[i].denied ? 0 : 16);
			pair_say_row("resumed clients", rows[i].name, before);
			pair_close(&both);
			gnutls_free(session.data);
			certpolicy_guard_free(guard);
			certpolicy_guard_free(anew);
		}
}

int
main(void)
{
	static const pair_test tests[] = {
		{"false start", test_false_start},
		{"early data", test_early_data},
		{"no ticket", test_no_ticket},
		{"damaged data", test_damaged_data},
		{"unjudged data", test_unjudged_data},
		{"replaced data", test_replaced_data},
		{"resumed clients", test_resumed_clients},
	};

	return pair_run("gnutls_resume", tests, sizeof(tests) / sizeof(tests[0]));
}
