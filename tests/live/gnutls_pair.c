/* Both ends of a connection by GnuTLS; see gnutls_pair.h. */
#include <config.h>

#include "live/gnutls_pair.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gnutls/abstract.h>

int64_t pair_clock = PAIR_NOW;

static void
must(int holds, const char *what)
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

	must(gnutls_x509_privkey_init(&key) == 0 &&
			gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
				GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) == 0,
		"no key");
	return key;
}

static void
set_names(gnutls_x509_crt_t crt)
{
	must(gnutls_x509_crt_set_subject_alt_name(
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

	must(gnutls_x509_crt_init(&crt) == 0 && gnutls_x509_crt_set_version(crt, 3) == 0 &&
			gnutls_x509_crt_set_serial(crt, &serial, 1) == 0 &&
			gnutls_x509_crt_set_dn(crt, dn, NULL) == 0 &&
			gnutls_x509_crt_set_activation_time(crt, PAIR_NOW - 86400) == 0 &&
			gnutls_x509_crt_set_expiration_time(
				crt, PAIR_NOW + (is_ca ? 10 : 1) * PAIR_LIFE) == 0 &&
			gnutls_x509_crt_set_key(crt, key) == 0 &&
			gnutls_x509_crt_set_basic_constraints(crt, (unsigned)is_ca, -1) == 0 &&
			gnutls_x509_crt_set_key_usage(crt,
				is_ca ? GNUTLS_KEY_KEY_CERT_SIGN : GNUTLS_KEY_DIGITAL_SIGNATURE) ==
				0 &&
			gnutls_x509_crt_get_key_id(crt, 0, id, &len) == 0 &&
			gnutls_x509_crt_set_subject_key_id(crt, id, len) == 0,
		"no certificate");
	if (!is_ca)
		set_names(crt);
	len = sizeof(id);
	if (issuer != NULL)
		must(gnutls_x509_crt_get_key_id(issuer, 0, id, &len) == 0 &&
				gnutls_x509_crt_set_authority_key_id(crt, id, len) == 0,
			"no key identifier");
	must(gnutls_x509_crt_sign2(
		     crt, issuer != NULL ? issuer : crt, issuer_key, GNUTLS_DIG_SHA256, 0) == 0,
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
	must(gnutls_certificate_allocate_credentials(&made.credentials[number]) == 0 &&
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
	must(engine != NULL && gnutls_x509_crt_export2(made.root, GNUTLS_X509_FMT_DER, &der) == 0 &&
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

	must(certpolicy_policy_find(engine, policy, &found, NULL) == 0 &&
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

	must(certpolicy_policy_find(engine, policy, &found, NULL) == 0 &&
			certpolicy_guard_replace(guard, engine, found, NULL) == 0,
		"no other policy");
	certpolicy_policy_free(found);
	certpolicy_engine_free(engine);
}

/* ---- connections ---- */

static gnutls_datum_t ticket_key;

static void
release_ticket_key(void)
{
	gnutls_free(ticket_key.data);
}

static gnutls_session_t
new_session(const char *priority, unsigned flags, int fd, unsigned credentials)
{
	gnutls_session_t session;

	must(gnutls_init(&session, flags | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) == 0 &&
			gnutls_priority_set_direct(session, priority, NULL) == 0 &&
			gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE,
				pair_credentials(credentials)) == 0,
		"no session");
	gnutls_transport_set_int(session, fd);
	if (!(flags & GNUTLS_DATAGRAM))
		gnutls_handshake_set_timeout(session, GNUTLS_INDEFINITE_TIMEOUT);
	return session;
}

void
pair_open(pair *both, const char *priority, unsigned client_flags, unsigned server_flags)
{
	memset(both, 0, sizeof(*both));
	both->alert = both->client_alert = -1;
	must(socketpair(AF_UNIX, client_flags & GNUTLS_DATAGRAM ? SOCK_DGRAM : SOCK_STREAM, 0,
		     both->fds) == 0 &&
			fcntl(both->fds[0], F_SETFL, O_NONBLOCK) == 0 &&
			fcntl(both->fds[1], F_SETFL, O_NONBLOCK) == 0,
		"no sockets");
	both->client = new_session(priority, GNUTLS_CLIENT | client_flags, both->fds[0], 0);
	both->server = new_session(priority, GNUTLS_SERVER | server_flags, both->fds[1], 0);
	if (ticket_key.data == NULL) {
		must(gnutls_session_ticket_key_generate(&ticket_key) == 0, "no ticket key");
		atexit(release_ticket_key);
	}
	must(gnutls_session_ticket_enable_server(both->server, &ticket_key) == 0, "no tickets");
}

void
pair_show_nothing(pair *both)
{
	static gnutls_certificate_credentials_t none;

	if (none == NULL)
		must(gnutls_certificate_allocate_credentials(&none) == 0, "no credentials");
	must(gnutls_credentials_set(both->client, GNUTLS_CRD_CERTIFICATE, none) == 0,
		"no credentials");
}

static int
waits(int code)
{
	return code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED;
}

static void
note_alert(int code, gnutls_session_t session, int *alert)
{
	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
		*alert = (int)gnutls_alert_get(session);
}

void
pair_shake(pair *both)
{
	int steps = 0;

	both->client_code = both->server_code = GNUTLS_E_AGAIN;
	while (waits(both->client_code) || waits(both->server_code)) {
		if (waits(both->client_code))
			both->client_code = gnutls_handshake(both->client);
		if (waits(both->server_code))
			both->server_code = gnutls_handshake(both->server);
		/* Whoever waits for an end that failed waits in vain. */
		if (++steps > 100)
			break;
	}
	note_alert(both->client_code, both->client, &both->client_alert);
	note_alert(both->server_code, both->server, &both->alert);
}

static void
server_reads(pair *both)
{
	char heard[256];
	ssize_t n = 0;
	int tries;

	for (tries = 0; tries < 100; tries++) {
		if (both->server_code != 0)
			both->server_code = gnutls_handshake(both->server);
		note_alert(both->server_code, both->server, &both->alert);
		n = gnutls_record_recv(both->server, heard, sizeof(heard));
		if (n > 0)
			both->octets += (size_t)n;
		note_alert((int)n, both->server, &both->alert);
	}
}

void
pair_talk(pair *both)
{
	int again;

	(void)gnutls_record_send(both->client, "GET / HTTP/1.0\r\n", 16);
	/* What no program should do after an error that is fatal. */
	for (again = 0; again < 3 && both->client_code != 0; again++) {
		(void)gnutls_handshake(both->client);
		(void)gnutls_record_send(both->client, "GET / HTTP/1.0\r\n", 16);
	}
	server_reads(both);
}

void
pair_client_reads(pair *both)
{
	char heard[256];
	int tries;

	for (tries = 0; tries < 3; tries++)
		(void)gnutls_record_recv(both->client, heard, sizeof(heard));
}

void
pair_close(pair *both)
{
	gnutls_deinit(both->client);
	gnutls_deinit(both->server);
	close(both->fds[0]);
	close(both->fds[1]);
}
