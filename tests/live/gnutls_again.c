/*
 * The adapter for GnuTLS in handshakes after the first (renegotiation, authentication after the
 * handshake), in those without certificates, and over datagrams.
 */
#include <config.h>

#include "live/gnutls_pair.h"

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>
#include <gnutls/abstract.h>

static void
test_renegotiation(void)
{
	static const struct {
		const char *name, *policy;
		unsigned certificate;
		int denied;
		const char *primary, *error;
	} rows[] = {
		{"the same", NULL, 0, 0, "", ""},
		{"under another policy", "public-strict", 0, 1, "root.not-public", ""},
		{"another certificate", NULL, 1, 1, "", "session.certificate-changed"},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		certpolicy_guard *guard = pair_guard("pkix");
		unsigned before = CU_get_number_of_failures();
		pair both;

		pair_open(&both, PAIR_TLS12, GNUTLS_ALLOW_ID_CHANGE, 0);
		pair_enforce(both.client, guard, "a.test");
		pair_shake(&both);
		CU_ASSERT_EQUAL(both.client_code, 0);
		if (rows[i].policy != NULL)
			pair_change_policy(guard, rows[i].policy);
		gnutls_credentials_set(
			both.server, GNUTLS_CRD_CERTIFICATE, pair_credentials(rows[i].certificate));
		pair_shake(&both);
		CU_ASSERT_EQUAL(both.client_code, rows[i].denied ? PAIR_DENIED : 0);
		CU_ASSERT_STRING_EQUAL(pair_primary_of(both.client), rows[i].primary);
		CU_ASSERT_STRING_EQUAL(pair_error_of(both.client), rows[i].error);
		pair_talk(&both);
		CU_ASSERT_EQUAL(both.octets, rows[i].denied ? 0 : 16);
		pair_say_row("renegotiation", rows[i].name, before);
		pair_close(&both);
		certpolicy_guard_free(guard);
	}
}

static int
reauthenticate(pair *both)
{
	char heard[64];
	int code = GNUTLS_E_AGAIN, tries;

	gnutls_certificate_server_set_request(both->server, GNUTLS_CERT_REQUIRE);
	for (tries = 0; tries < 100 && code == GNUTLS_E_AGAIN; tries++) {
		code = gnutls_reauth(both->server, 0);
		(void)gnutls_record_recv(both->client, heard, sizeof(heard));
	}
	return code;
}

static void
test_reauthentication(void)
{
	static const char *const policies[] = {"pkix", "public-strict"};
	int denied;

	for (denied = 0; denied < 2; denied++) {
		certpolicy_guard *guard = pair_guard(policies[denied]);
		pair both;

		pair_open(&both, PAIR_TLS13, GNUTLS_POST_HANDSHAKE_AUTH | GNUTLS_AUTO_REAUTH,
			GNUTLS_POST_HANDSHAKE_AUTH);
		pair_enforce(both.server, guard, NULL);
		CU_ASSERT_EQUAL(
			certpolicy_gnutls_set_insecure_optional_certificate(both.server, NULL), 0);
		gnutls_certificate_server_set_request(both.server, GNUTLS_CERT_IGNORE);
		pair_shake(&both);
		CU_ASSERT_EQUAL(both.server_code, 0);
		CU_ASSERT_PTR_NULL(certpolicy_gnutls_get_report(both.server));
		CU_ASSERT_EQUAL(reauthenticate(&both), denied ? PAIR_DENIED : 0);
		CU_ASSERT_PTR_NOT_NULL(certpolicy_gnutls_get_report(both.server));
		CU_ASSERT_STRING_EQUAL(
			pair_primary_of(both.server), denied ? "root.not-public" : "");
		pair_talk(&both);
		CU_ASSERT_EQUAL(both.octets, denied ? 0 : 16);
		pair_close(&both);
		certpolicy_guard_free(guard);
	}
}

static int
give_key(gnutls_session_t session, const char *user, gnutls_datum_t *key)
{
	(void)session, (void)user;
	key->data = gnutls_malloc(16);
	if (key->data == NULL)
		return -1;
	memset(key->data, 7, 16);
	key->size = 16;
	return 0;
}

typedef struct other_credentials {
	gnutls_psk_client_credentials_t psk;
	gnutls_psk_server_credentials_t psk_server;
	gnutls_anon_client_credentials_t anon;
	gnutls_anon_server_credentials_t anon_server;
	gnutls_certificate_credentials_t raw;
	gnutls_datum_t spki, pkcs8;
} other_credentials;

static void
make_raw(other_credentials *all)
{
	gnutls_privkey_t private_key;
	gnutls_pubkey_t public_key;
	gnutls_x509_privkey_t key;

	gnutls_privkey_init(&private_key);
	gnutls_pubkey_init(&public_key);
	CU_ASSERT_EQUAL(gnutls_privkey_generate(private_key, GNUTLS_PK_ECDSA,
				GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
		0);
	CU_ASSERT_EQUAL(gnutls_privkey_export_x509(private_key, &key), 0);
	CU_ASSERT_EQUAL(gnutls_pubkey_import_privkey(public_key, private_key, 0, 0), 0);
	CU_ASSERT_EQUAL(gnutls_pubkey_export2(public_key, GNUTLS_X509_FMT_PEM, &all->spki), 0);
	CU_ASSERT_EQUAL(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &all->pkcs8), 0);
	gnutls_certificate_allocate_credentials(&all->raw);
	CU_ASSERT_EQUAL(gnutls_certificate_set_rawpk_key_mem(all->raw, &all->spki, &all->pkcs8,
				GNUTLS_X509_FMT_PEM, NULL, 0, NULL, 0, 0),
		0);
	gnutls_x509_privkey_deinit(key);
	gnutls_pubkey_deinit(public_key);
	gnutls_privkey_deinit(private_key);
}

static void
make_others(other_credentials *all)
{
	gnutls_datum_t key;

	memset(all, 0, sizeof(*all));
	give_key(NULL, NULL, &key);
	gnutls_psk_allocate_client_credentials(&all->psk);
	gnutls_psk_set_client_credentials(all->psk, "me", &key, GNUTLS_PSK_KEY_RAW);
	gnutls_free(key.data);
	gnutls_psk_allocate_server_credentials(&all->psk_server);
	gnutls_psk_set_server_credentials_function(all->psk_server, give_key);
	gnutls_anon_allocate_client_credentials(&all->anon);
	gnutls_anon_allocate_server_credentials(&all->anon_server);
	make_raw(all);
}

static void
free_others(other_credentials *all)
{
	gnutls_psk_free_client_credentials(all->psk);
	gnutls_psk_free_server_credentials(all->psk_server);
	gnutls_anon_free_client_credentials(all->anon);
	gnutls_anon_free_server_credentials(all->anon_server);
	gnutls_certificate_free_credentials(all->raw);
	gnutls_free(all->spki.data);
	gnutls_free(all->pkcs8.data);
}

static void
use_others(const other_credentials *all, pair *both, int raw)
{
	gnutls_credentials_set(both->client, GNUTLS_CRD_PSK, all->psk);
	gnutls_credentials_set(both->server, GNUTLS_CRD_PSK, all->psk_server);
	gnutls_credentials_set(both->client, GNUTLS_CRD_ANON, all->anon);
	gnutls_credentials_set(both->server, GNUTLS_CRD_ANON, all->anon_server);
	if (raw)
		gnutls_credentials_set(both->server, GNUTLS_CRD_CERTIFICATE, all->raw);
}

static void
test_no_certificate(void)
{
	static const struct {
		const char *name, *priority;
		int raw;
	} rows[] = {
		{"key known before, TLS 1.2", PAIR_TLS12 ":-KX-ALL:+ECDHE-PSK", 0},
		{"key known before, TLS 1.3",
			"NORMAL:-VERS-ALL:+VERS-TLS1.3:-KX-ALL:+ECDHE-PSK:+DHE-PSK:+PSK", 0},
		{"nobody", PAIR_TLS12 ":-KX-ALL:+ANON-ECDH", 0},
		{"raw key, TLS 1.2", PAIR_TLS12 ":-CTYPE-ALL:+CTYPE-SRV-RAWPK:+CTYPE-CLI-X509", 1},
		{"raw key, TLS 1.3", PAIR_TLS13 ":-CTYPE-ALL:+CTYPE-SRV-RAWPK:+CTYPE-CLI-X509", 1},
	};
	other_credentials all;
	size_t i;
	int enforced;

	make_others(&all);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (enforced = 0; enforced < 2; enforced++) {
			certpolicy_guard *guard = pair_guard("pkix");
			unsigned before = CU_get_number_of_failures();
			pair both;

			pair_open(&both, rows[i].priority, rows[i].raw ? GNUTLS_ENABLE_RAWPK : 0,
				rows[i].raw ? GNUTLS_ENABLE_RAWPK : 0);
			use_others(&all, &both, rows[i].raw);
			if (enforced)
				pair_enforce(both.client, guard, "a.test");
			pair_shake(&both);
			/* Without us the handshake is one that succeeds. */
			CU_ASSERT_EQUAL(both.client_code, enforced ? PAIR_DENIED : 0);
			pair_talk(&both);
			CU_ASSERT_EQUAL(both.octets, enforced ? 0 : 16);
			pair_say_row("no certificate", rows[i].name, before);
			pair_close(&both);
			certpolicy_guard_free(guard);
		}
	free_others(&all);
}

static void
test_datagrams(void)
{
	static const char *const policies[] = {"pkix", "public-strict"};
	int denied;

	for (denied = 0; denied < 2; denied++) {
		certpolicy_guard *guard = pair_guard(policies[denied]);
		pair both;

		pair_open(
			&both, "NORMAL:-VERS-ALL:+VERS-DTLS1.2", GNUTLS_DATAGRAM, GNUTLS_DATAGRAM);
		pair_enforce(both.client, guard, "a.test");
		pair_shake(&both);
		CU_ASSERT_EQUAL(both.client_code, denied ? PAIR_DENIED : 0);
		CU_ASSERT_STRING_EQUAL(
			pair_primary_of(both.client), denied ? "root.not-public" : "");
		pair_talk(&both);
		CU_ASSERT_EQUAL(both.octets, denied ? 0 : 16);
		pair_close(&both);
		certpolicy_guard_free(guard);
	}
}

int
main(void)
{
	static const pair_test tests[] = {
		{"renegotiation", test_renegotiation},
		{"reauthentication", test_reauthentication},
		{"no certificate", test_no_certificate},
		{"datagrams", test_datagrams},
	};

	return pair_run("gnutls_again", tests, sizeof(tests) / sizeof(tests[0]));
}
