/*
 * The adapter for GnuTLS, over real handshakes: every combination of protocol, kind of handshake,
 * GnuTLS's own verification and verdict; then what peers and programs can do to get around it.
 */
#include <config.h>

#include "live/gnutls_pair.h"

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

/* One client's connection to the server. */
typedef struct attempt {
	const char *priority, *name;
	certpolicy_guard *guard;
	int verifies;                  /* 1: GnuTLS's own verification is on */
	const gnutls_datum_t *session; /* GnuTLS's own data; NULL: none */
	const gnutls_datum_t *bound;   /* ours; NULL: none */
} attempt;

static void
prepare(pair *both, const attempt *how)
{
	pair_open(both, how->priority, 0, 0);
	CU_ASSERT_EQUAL(certpolicy_gnutls_enforce(both->client, how->guard, how->name, NULL), 0);
	if (how->verifies)
		gnutls_session_set_verify_cert(both->client, how->name, 0);
	if (how->session != NULL)
		CU_ASSERT_EQUAL(gnutls_session_set_data(
					both->client, how->session->data, how->session->size),
			0);
	if (how->bound != NULL)
		CU_ASSERT_EQUAL(
			certpolicy_gnutls_set_session_data(both->client, how->bound, NULL, NULL),
			0);
}

static void
start(pair *both, const attempt *how)
{
	prepare(both, how);
	pair_shake(both);
}

/* A full handshake; what it can be resumed by, in both forms. */
static void
first(const attempt *how, gnutls_datum_t *session, gnutls_datum_t *bound)
{
	pair both;

	start(&both, how);
	CU_ASSERT_EQUAL(both.client_code, 0);
	CU_ASSERT_EQUAL(gnutls_session_is_resumed(both.client), 0);
	pair_client_reads(&both);
	CU_ASSERT_EQUAL(gnutls_session_get_data2(both.client, session), 0);
	CU_ASSERT_EQUAL(certpolicy_gnutls_get_session_data(both.client, bound, NULL), 0);
	pair_close(&both);
}

static void
expect(pair *both, int denied, int alert, const char *primary)
{
	const certpolicy_report *report = certpolicy_gnutls_get_report(both->client);

	CU_ASSERT_PTR_NOT_NULL(report);
	CU_ASSERT_EQUAL(both->client_code, denied ? PAIR_DENIED : 0);
	if (report != NULL) {
		CU_ASSERT_EQUAL(
			certpolicy_report_get_verdict(report) == CERTPOLICY_VERDICT_DENY, denied);
		if (denied)
			CU_ASSERT_STRING_EQUAL(certpolicy_report_get_primary(report), primary);
		CU_ASSERT_EQUAL(certpolicy_report_get_alert(report), denied ? alert : -1);
	}
	pair_talk(both);
	CU_ASSERT_EQUAL(both->octets, denied ? 0 : 16);
	if (denied)
		CU_ASSERT_EQUAL(both->alert, alert);
}

static void
full(const char *priority, int verifies, int denied)
{
	certpolicy_guard *guard = pair_guard(denied ? "public-strict" : "pkix");
	attempt how = {priority, "a.test", guard, verifies, NULL, NULL};
	pair both;

	start(&both, &how);
	expect(&both, denied, 48, "root.not-public");
	pair_close(&both);
	certpolicy_guard_free(guard);
}

/* Denied: its leaf expires between the offer and the handshake. */
static void
resumed(const char *priority, int verifies, int denied)
{
	certpolicy_guard *guard = pair_guard("pkix");
	attempt how = {priority, "a.test", guard, verifies, NULL, NULL};
	gnutls_datum_t session, bound;
	pair both;

	first(&how, &session, &bound);
	how.session = &session;
	prepare(&both, &how);
	pair_clock = denied ? PAIR_NOW + 2 * PAIR_LIFE : PAIR_NOW;
	pair_shake(&both);
	CU_ASSERT_NOT_EQUAL(gnutls_session_is_resumed(both.client), 0);
	expect(&both, denied, 45, "validity.expired");
	pair_close(&both);
	pair_clock = PAIR_NOW;
	gnutls_free(session.data);
	gnutls_free(bound.data);
	certpolicy_guard_free(guard);
}

/* The policy changes between the offer and the handshake. */
static void
resumed_later(const char *priority, int verifies, int denied)
{
	certpolicy_guard *guard = pair_guard("pkix");
	attempt how = {priority, "a.test", guard, verifies, NULL, NULL};
	gnutls_datum_t session, bound;
	pair both;

	first(&how, &session, &bound);
	how.session = &session;
	prepare(&both, &how);
	pair_change_policy(guard, denied ? "public-strict" : "dev-allow");
	pair_shake(&both);
	CU_ASSERT_NOT_EQUAL(gnutls_session_is_resumed(both.client), 0);
	expect(&both, denied, 48, "root.not-public");
	pair_close(&both);

	/* Now that it has, what is bound is not even offered. */
	how.session = NULL;
	how.bound = &bound;
	start(&both, &how);
	CU_ASSERT_EQUAL(gnutls_session_is_resumed(both.client), 0);
	expect(&both, denied, 48, "root.not-public");
	pair_close(&both);
	gnutls_free(session.data);
	gnutls_free(bound.data);
	certpolicy_guard_free(guard);
}

/* Denied where GnuTLS's own data are used; ours make a full handshake. */
static void
resumed_elsewhere(const char *priority, int verifies, int denied)
{
	certpolicy_guard *guard = pair_guard("pkix");
	attempt how = {priority, "a.test", guard, verifies, NULL, NULL};
	gnutls_datum_t session, bound;
	pair both;

	first(&how, &session, &bound);
	how.name = "b.test";
	if (denied)
		how.session = &session;
	else
		how.bound = &bound;
	start(&both, &how);
	CU_ASSERT_EQUAL(gnutls_session_is_resumed(both.client) != 0, denied);
	expect(&both, denied, 46, "session.chain-unavailable");
	pair_close(&both);
	gnutls_free(session.data);
	gnutls_free(bound.data);
	certpolicy_guard_free(guard);
}

static void
test_matrix(void)
{
	static void (*const kinds[])(const char *, int, int) = {
		full, resumed, resumed_later, resumed_elsewhere};
	size_t version, kind;
	int verifies, denied;

	for (version = 0; version < 2; version++)
		for (kind = 0; kind < 4; kind++)
			for (verifies = 0; verifies < 2; verifies++)
				for (denied = 0; denied < 2; denied++) {
					unsigned before = CU_get_number_of_failures();

					kinds[kind](pair_versions[version], verifies, denied);
					if (CU_get_number_of_failures() != before)
						printf("matrix: %s, kind %zu, verification %d, "
						       "denied %d\n",
							pair_versions[version], kind, verifies,
							denied);
				}
}

int
main(void)
{
	static const pair_test tests[] = {{"matrix", test_matrix}};

	return pair_run("gnutls_matrix", tests, 1);
}
