/*
 * Servers of OpenSSL that judge their clients, programs that move octets themselves, and handshakes
 * within a connection: openssl_server FOLDER.
 */
#include <config.h>

#include "live/client.h"

#include <certpolicy/openssl.h>

#include <openssl/err.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS 86400

/* ---- a server that judges, in the thread of the tests' server ---- */

static SSL_CTX *server_ctx;

static void
enforce_on_server(SSL_CTX *ctx, void *user)
{
	server_ctx = ctx;
	CHECK(certpolicy_openssl_enforce(ctx, user, NULL) == CERTPOLICY_OK);
}

static void
enforce_for_later(SSL_CTX *ctx, void *user)
{
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, NULL);
	enforce_on_server(ctx, user);
}

static void
enforce_without_tickets(SSL_CTX *ctx, void *user)
{
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	enforce_on_server(ctx, user);
}

static SSL_CTX *
client_with(const char *certificate, const char *key)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	if (certificate != NULL &&
		(SSL_CTX_use_certificate_chain_file(ctx, live_path(certificate)) != 1 ||
			SSL_CTX_use_PrivateKey_file(ctx, live_path(key), SSL_FILETYPE_PEM) != 1))
		exit(99);
	return ctx;
}

/* The octets that a client of a judging server brings over. */
static size_t
octets_of(live_server *server, size_t n, const char *certificate, const char *key,
	SSL_SESSION **session, int *resumed)
{
	SSL_CTX *ctx = client_with(certificate, key);
	live_client as = {NULL, session != NULL ? *session : NULL, 0, NULL};
	live_met met = live_run(ctx, live_server_port(server), &as);
	live_seen seen = live_server_seen(server, n);

	*resumed = seen.resumed;
	if (session != NULL && *session == NULL) {
		*session = met.session;
		met.session = NULL;
	}
	live_met_clear(&met);
	SSL_CTX_free(ctx);
	return seen.octets;
}

static void
judging_server(int version, void (*prepare)(SSL_CTX *, void *), const char *name)
{
	certpolicy_engine *engine = live_engine();
	certpolicy_guard *guard = NULL, *another = NULL;
	live_options options = {0};
	SSL_SESSION *session = NULL;
	size_t n = 5;
	live_server *server;
	int resumed;

	snprintf(live_case, sizeof(live_case), "TLS 1.%d, %s", version == TLS1_2_VERSION ? 2 : 3,
		name);
	live_set_policy(&guard, engine, "other");
	options.version = version;
	options.certificate = live_path("leaf.pem");
	options.key = live_path("leaf.key");
	options.prepare = prepare;
	options.user = guard;
	server = live_server_start(&options);
	CHECK(octets_of(server, 0, "client.pem", "client.key", &session, &resumed) > 0);
	CHECK(octets_of(server, 1, NULL, NULL, NULL, &resumed) == 0);
	CHECK(octets_of(server, 2, "leaf.pem", "leaf.key", NULL, &resumed) == 0);
	CHECK(octets_of(server, 3, "client.pem", "client.key", &session, &resumed) > 0);
	CHECK(resumed);
	live_now += 61 * DAYS;
	CHECK(octets_of(server, 4, "client.pem", "client.key", &session, &resumed) == 0);
	live_now -= 61 * DAYS;
	/* A guard that does not know the session: by a ticket there is a full handshake at once, of
	 * a session that the server itself kept after a denial. */
	live_set_policy(&another, engine, "other");
	enforce_on_server(server_ctx, another);
	if (prepare == enforce_without_tickets)
		octets_of(server, n++, "client.pem", "client.key", &session, &resumed);
	CHECK(octets_of(server, n, "client.pem", "client.key", &session, &resumed) > 0);
	CHECK(!resumed);
	SSL_SESSION_free(session);
	live_server_stop(server);
	certpolicy_guard_free(another);
	certpolicy_guard_free(guard);
	certpolicy_engine_free(engine);
}

static void
make_optional(SSL *ssl)
{
	CHECK(certpolicy_openssl_set_insecure_optional_certificate(ssl, NULL) == CERTPOLICY_OK);
}

/* Clients without a certificate go on where the server says so, those with a wrong one never. */
static void
optional_certificates(int version)
{
	certpolicy_engine *engine = live_engine();
	certpolicy_guard *guard = NULL;
	live_options options = {0};
	live_server *server;
	int resumed;

	snprintf(live_case, sizeof(live_case), "TLS 1.%d, certificates are optional",
		version == TLS1_2_VERSION ? 2 : 3);
	live_set_policy(&guard, engine, "other");
	options.version = version;
	options.certificate = live_path("leaf.pem");
	options.key = live_path("leaf.key");
	options.prepare = enforce_on_server;
	options.user = guard;
	options.accept = make_optional;
	server = live_server_start(&options);
	CHECK(octets_of(server, 0, NULL, NULL, NULL, &resumed) > 0);
	CHECK(octets_of(server, 1, "leaf.pem", "leaf.key", NULL, &resumed) == 0);
	CHECK(octets_of(server, 2, "client.pem", "client.key", NULL, &resumed) > 0);
	live_server_stop(server);
	certpolicy_guard_free(guard);
	certpolicy_engine_free(engine);
}

/* ---- both ends in memory ---- */

typedef struct pair {
	SSL_CTX *server_ctx, *client_ctx;
	SSL *server, *client;
} pair;

static void
set_pair(pair *both, int version, certpolicy_guard *guard)
{
	BIO *a = NULL, *b = NULL;

	both->server_ctx = SSL_CTX_new(TLS_server_method());
	SSL_CTX_use_certificate_chain_file(both->server_ctx, live_path("leaf.pem"));
	SSL_CTX_use_PrivateKey_file(both->server_ctx, live_path("leaf.key"), SSL_FILETYPE_PEM);
	SSL_CTX_set_max_proto_version(both->server_ctx, version);
	both->client_ctx = live_context(guard, SSL_VERIFY_NONE);
	SSL_CTX_set_max_proto_version(both->client_ctx, version);
	both->server = SSL_new(both->server_ctx);
	both->client = SSL_new(both->client_ctx);
	BIO_new_bio_pair(&a, 0, &b, 0);
	SSL_set_bio(both->server, a, a);
	SSL_set_bio(both->client, b, b);
	SSL_set_accept_state(both->server);
	SSL_set_connect_state(both->client);
}

static void
clear_pair(pair *both)
{
	SSL_free(both->server);
	SSL_free(both->client);
	SSL_CTX_free(both->server_ctx);
	SSL_CTX_free(both->client_ctx);
	ERR_clear_error();
}

/* Lets both ends work until neither gets further. */
static void
pump(pair *both)
{
	char octet;
	int i;

	for (i = 0; i < 20; i++) {
		if (SSL_do_handshake(both->client) == 1)
			SSL_peek(both->client, &octet, 1);
		if (SSL_do_handshake(both->server) == 1)
			SSL_peek(both->server, &octet, 1);
	}
}

static void
in_memory(int version)
{
	certpolicy_engine *engine = live_engine();
	certpolicy_guard *guard = NULL;
	int denied;

	live_set_policy(&guard, engine, "pkix");
	for (denied = 0; denied <= 1; denied++) {
		char octets[8];
		pair both;

		snprintf(live_case, sizeof(live_case), "TLS 1.%d, memory, %s",
			version == TLS1_2_VERSION ? 2 : 3, denied ? "deny" : "allow");
		set_pair(&both, version, guard);
		SSL_set1_host(both.client, denied ? "www.example.com" : "pay.example.org");
		CHECK(certpolicy_openssl_set_address(both.client, "192.0.2.7", NULL) == 0);
		pump(&both);
		CHECK(SSL_is_init_finished(both.client) == !denied);
		CHECK((SSL_write(both.client, "x", 1) == 1) == !denied);
		CHECK((SSL_read(both.server, octets, sizeof(octets)) == 1) == !denied);
		CHECK(certpolicy_openssl_get_report(both.client) != NULL);
		clear_pair(&both);
	}
	certpolicy_guard_free(guard);
	certpolicy_engine_free(engine);
}

/* A second handshake within the connection is judged as the first one was. */
static void
renegotiation(void)
{
	certpolicy_engine *engine = live_engine();
	certpolicy_guard *guard = NULL;
	int denied;

	live_set_policy(&guard, engine, "pkix");
	for (denied = 0; denied <= 1; denied++) {
		pair both;

		snprintf(live_case, sizeof(live_case), "renegotiation, %s",
			denied ? "deny" : "allow");
		set_pair(&both, TLS1_2_VERSION, guard);
		SSL_set1_host(both.client, "pay.example.org");
		pump(&both);
		CHECK(SSL_write(both.client, "x", 1) == 1);
		live_now += denied ? 61 * DAYS : 0;
		SSL_read(both.server, live_case + 255, 1);
		CHECK(SSL_renegotiate(both.server) == 1);
		pump(&both);
		CHECK((SSL_write(both.client, "x", 1) == 1) == !denied);
		CHECK(certpolicy_report_get_verdict(certpolicy_openssl_get_report(both.client)) ==
			(denied ? CERTPOLICY_VERDICT_DENY : CERTPOLICY_VERDICT_ALLOW));
		live_now -= denied ? 61 * DAYS : 0;
		clear_pair(&both);
	}
	certpolicy_guard_free(guard);
	certpolicy_engine_free(engine);
}

/* A peer that is named goes before the one that OpenSSL was told, also after a handshake. */
static void
named_later(void)
{
	certpolicy_engine *engine = live_engine();
	certpolicy_guard *guard = NULL;
	char *json;
	pair both;

	snprintf(live_case, sizeof(live_case), "a peer that is named later");
	live_set_policy(&guard, engine, "pkix");
	set_pair(&both, TLS1_2_VERSION, guard);
	SSL_set1_host(both.client, "pay.example.org");
	pump(&both);
	CHECK(certpolicy_openssl_add_peer_host(both.client, "shop.example.org", NULL) == 0);
	CHECK(certpolicy_openssl_judge(both.client, NULL, NULL) == CERTPOLICY_OK);
	json = certpolicy_report_to_json(certpolicy_openssl_get_report(both.client));
	CHECK(json != NULL && strstr(json, "\"peer\":{\"dns\":\"shop.example.org\"}") != NULL);
	certpolicy_string_free(json);
	clear_pair(&both);
	certpolicy_guard_free(guard);
	certpolicy_engine_free(engine);
}

int
main(int argc, char **argv)
{
	if (argc != 2)
		return 64;
	live_set_folder(argv[1]);
	signal(SIGPIPE, SIG_IGN);
	judging_server(TLS1_2_VERSION, enforce_on_server, "a server that judges");
	judging_server(TLS1_3_VERSION, enforce_on_server, "a server that judges");
	judging_server(TLS1_2_VERSION, enforce_without_tickets, "a server that keeps sessions");
	judging_server(TLS1_3_VERSION, enforce_without_tickets, "a server that keeps sessions");
	judging_server(TLS1_3_VERSION, enforce_for_later, "a server that would ask later");
	optional_certificates(TLS1_2_VERSION);
	optional_certificates(TLS1_3_VERSION);
	in_memory(TLS1_2_VERSION);
	in_memory(TLS1_3_VERSION);
	renegotiation();
	named_later();
	return live_failed;
}
