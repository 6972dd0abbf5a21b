/* What the tests of the adapter for GnuTLS are made with: certificates, guards; see gnutls_pair.h.
 */
#include <config.h>

#include "live/gnutls_pair.h"

#include <stdio.h>
#include <stdlib.h>

#include <gnutls/abstract.h>

int64_t pair_clock = PAIR_NOW;

void
pair_must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "gnutls_pair: %s\n", what);
	exit(99);
}

/* ---- certificates ---- */

static gnutls_x509_privkey_t
new_key(void)
{
	gnutls_x509_privkey_t key;

	pair_must(gnutls_x509_privkey_init(&key) == 0 &&
			  gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
				  GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) == 0,
		"no key");
	return key;
}

static void
set_names(gnutls_x509_crt_t crt)
{
	pair_must(
		gnutls_x509_crt_set_subject_alt_name(
			crt, GNUTLS_SAN_DNSNAME, "a.test", 6, GNUTLS_FSAN_SET) == 0 &&
			gnutls_x509_crt_set_subject_alt_name(
				crt, GNUTLS_SAN_DNSNAME, "b.test", 6, GNUTLS_FSAN_APPEND) == 0 &&
			gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0) ==
				0 &&
			gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_CLIENT, 0) == 0,
		"no names");
}

/* `issuer` NULL: signed by itself. */
static gnutls_x509_crt_t
new_crt(const char *dn, unsigned char serial, int is_ca, gnutls_x509_privkey_t key,
	gnutls_x509_crt_t issuer, gnutls_x509_privkey_t issuer_key)
{
	gnutls_x509_crt_t crt;
	unsigned char id[20];
	size_t len = sizeof(id);

	pair_must(gnutls_x509_crt_init(&crt) == 0 && gnutls_x509_crt_set_version(crt, 3) == 0 &&
			  gnutls_x509_crt_set_serial(crt, &serial, 1) == 0 &&
			  gnutls_x509_crt_set_dn(crt, dn, NULL) == 0 &&
			  gnutls_x509_crt_set_activation_time(crt, PAIR_NOW - 86400) == 0 &&
			  gnutls_x509_crt_set_expiration_time(
				  crt, PAIR_NOW + (is_ca ? 10 : 1) * PAIR_LIFE) == 0 &&
			  gnutls_x509_crt_set_key(crt, key) == 0 &&
			  gnutls_x509_crt_set_basic_constraints(crt, (unsigned)is_ca, -1) == 0 &&
			  gnutls_x509_crt_set_key_usage(
				  crt, is_ca ? GNUTLS_KEY_KEY_CERT_SIGN
					     : GNUTLS_KEY_DIGITAL_SIGNATURE) == 0 &&
			  gnutls_x509_crt_get_key_id(crt, 0, id, &len) == 0 &&
			  gnutls_x509_crt_set_subject_key_id(crt, id, len) == 0,
		"no certificate");
	if (!is_ca)
		set_names(crt);
	len = sizeof(id);
	if (issuer != NULL)
		pair_must(gnutls_x509_crt_get_key_id(issuer, 0, id, &len) == 0 &&
				  gnutls_x509_crt_set_authority_key_id(crt, id, len) == 0,
			"no key identifier");
	pair_must(gnutls_x509_crt_sign2(crt, issuer != NULL ? issuer : crt, issuer_key,
			  GNUTLS_DIG_SHA256, 0) == 0,
		"no signature");
	return crt;
}

static struct {
	gnutls_x509_privkey_t root_key, ca_key, leaf_key[2];
	gnutls_x509_crt_t root, ca, leaf[2];
	gnutls_certificate_credentials_t credentials[2];
} made;

static void
make_credentials(unsigned number)
{
	gnutls_x509_crt_t chain[2];

	chain[0] = made.leaf[number];
	chain[1] = made.ca;
	pair_must(gnutls_certificate_allocate_credentials(&made.credentials[number]) == 0 &&
			  gnutls_certificate_set_x509_key(
				  made.credentials[number], chain, 2, made.leaf_key[number]) >= 0 &&
			  gnutls_certificate_set_x509_trust(
				  made.credentials[number], &made.root, 1) == 1,
		"no credentials");
	/* GnuTLS verifies at the time of the test. */
	gnutls_certificate_set_verify_flags(
		made.credentials[number], GNUTLS_VERIFY_DISABLE_TIME_CHECKS);
}

static void
release_all(void)
{
	unsigned i;

	for (i = 0; i < 2; i++) {
		gnutls_certificate_free_credentials(made.credentials[i]);
		gnutls_x509_crt_deinit(made.leaf[i]);
		gnutls_x509_privkey_deinit(made.leaf_key[i]);
	}
	gnutls_x509_crt_deinit(made.ca);
	gnutls_x509_privkey_deinit(made.ca_key);
	gnutls_x509_crt_deinit(made.root);
	gnutls_x509_privkey_deinit(made.root_key);
}

static void
make_all(void)
{
	unsigned i;

	if (made.root != NULL)
		return;
	made.root_key = new_key();
	made.ca_key = new_key();
	made.root = new_crt("CN=root", 1, 1, made.root_key, NULL, made.root_key);
	made.ca = new_crt("CN=ca", 2, 1, made.ca_key, made.root, made.root_key);
	for (i = 0; i < 2; i++) {
		made.leaf_key[i] = new_key();
		made.leaf[i] = new_crt("CN=a.test", (unsigned char)(3 + i), 0, made.leaf_key[i],
			made.ca, made.ca_key);
		make_credentials(i);
	}
	atexit(release_all);
}

gnutls_certificate_credentials_t
pair_credentials(unsigned number)
{
	make_all();
	return made.credentials[number];
}

/* ---- guards ---- */

static int64_t
tell_time(void *user)
{
	(void)user;
	return pair_clock;
}

certpolicy_engine *
pair_engine(void)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	gnutls_datum_t der = {NULL, 0};

	make_all();
	pair_must(engine != NULL &&
			  gnutls_x509_crt_export2(made.root, GNUTLS_X509_FMT_DER, &der) == 0 &&
			  certpolicy_engine_add_anchor_der(engine, der.data, der.size, NULL) == 0 &&
			  certpolicy_engine_set_clock(engine, tell_time, NULL, NULL) == 0,
		"no engine");
	gnutls_free(der.data);
	return engine;
}

certpolicy_guard *
pair_guard(const char *policy)
{
	certpolicy_engine *engine = pair_engine();
	certpolicy_policy *found = NULL;
	certpolicy_guard *guard = NULL;

	pair_must(certpolicy_policy_find(engine, policy, &found, NULL) == 0 &&
			  certpolicy_guard_new(engine, found, &guard, NULL) == 0,
		"no guard");
	certpolicy_policy_free(found);
	certpolicy_engine_free(engine);
	return guard;
}

void
pair_change_policy(certpolicy_guard *guard, const char *policy)
{
	certpolicy_engine *engine = pair_engine();
	certpolicy_policy *found = NULL;

	pair_must(certpolicy_policy_find(engine, policy, &found, NULL) == 0 &&
			  certpolicy_guard_replace(guard, engine, found, NULL) == 0,
		"no other policy");
	certpolicy_policy_free(found);
	certpolicy_engine_free(engine);
}
