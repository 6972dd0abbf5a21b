/*
 * What else programs do with OpenSSL: openssl_cases FOLDER. Callbacks of their own, staples, early
 * data, memory BIOs, sessions that were written out, servers that ask for certificates.
 */
#include <config.h>

#include "live/client.h"

#include <certpolicy/openssl.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DENIED(met) ((met)->verdict == CERTPOLICY_VERDICT_DENY && !(met)->written)
#define DAYS 86400

/* One guard, one context, one server: what most cases need. */
typedef struct stage {
	certpolicy_engine *engine;
	certpolicy_guard *guard;
	SSL_CTX *ctx;
	live_server *server;
	size_t n; /* connections so far */
} stage;

static void
set(stage *own, const char *name, int version, const char *policy, live_server *server)
{
	snprintf(live_case, sizeof(live_case), "TLS 1.%d, %s", version == TLS1_2_VERSION ? 2 : 3,
		name);
	own->engine = live_engine();
	own->guard = NULL;
	own->n = 0;
	live_set_policy(&own->guard, own->engine, policy);
	own->ctx = live_context(own->guard, SSL_VERIFY_NONE);
	own->server = server != NULL ? server : live_start(version);
}

static void
clear(stage *own)
{
	SSL_CTX_free(own->ctx);
	certpolicy_guard_free(own->guard);
	certpolicy_engine_free(own->engine);
	live_server_stop(own->server);
}

/* Connects once; a denial must leave the server without an octet. */
static live_met
go(stage *own, const live_client *as)
{
	live_met met = live_run(own->ctx, live_server_port(own->server), as);
	live_seen seen = live_server_seen(own->server, own->n++);

	CHECK((seen.octets > 0) == met.written);
	CHECK(met.written == (met.verdict != CERTPOLICY_VERDICT_DENY));
	return met;
}

static const live_client pay = {"pay.example.org", NULL, 0, NULL};

/* A session that was allowed. */
static SSL_SESSION *
session_of(stage *own)
{
	live_met met = go(own, &pay);
	SSL_SESSION *session = met.session;

	CHECK(session != NULL);
	met.session = NULL;
	live_met_clear(&met);
	return session;
}

/* ---- callbacks of the application ---- */

static int heard, asked;

static void
count_info(const SSL *ssl, int where, int value)
{
	(void)ssl, (void)value;
	heard += where == SSL_CB_HANDSHAKE_DONE;
}

static void
set_own_info(SSL *ssl)
{
	SSL_set_info_callback(ssl, count_info);
}

/* Its info callback on the SSL takes our place: a resumed session is judged all the same. */
static void
own_info_callback_on_the_ssl(int version)
{
	stage own;
	live_client as = {"pay.example.org", NULL, 0, set_own_info};
	live_met met;

	set(&own, "an info callback on the SSL", version, "pkix", NULL);
	as.session = session_of(&own);
	heard = 0;
	met = go(&own, &as);
	CHECK(met.written && met.resumed && heard == 1);
	live_met_clear(&met);
	live_now += 61 * DAYS;
	met = go(&own, &as);
	CHECK(DENIED(&met) && strcmp(met.primary, "validity.expired") == 0);
	live_now -= 61 * DAYS;
	live_met_clear(&met);
	SSL_SESSION_free(as.session);
	clear(&own);
}

static void
own_info_callback_on_the_context(int version)
{
	stage own;
	live_met met;

	set(&own, "an info callback on the context, set later", version, "pkix", NULL);
	SSL_CTX_set_info_callback(own.ctx, count_info);
	heard = 0;
	met = go(&own, &pay);
	CHECK(met.written && heard == 1);
	live_met_clear(&met);
	clear(&own);
}

static int
accept_all(X509_STORE_CTX *store, void *user)
{
	(void)user;
	X509_STORE_CTX_set_error(store, X509_V_OK);
	return 1;
}

static int
accept_staple(SSL *ssl, void *user)
{
	(void)ssl, (void)user;
	return 1;
}

/* Both of its verification callbacks take our places: the end of the handshake is left. */
static void
own_verification(int version)
{
	const live_client stranger = {"www.example.com", NULL, 0, NULL};
	stage own;
	live_met met;

	set(&own, "verification callbacks that were set later", version, "pkix", NULL);
	SSL_CTX_set_cert_verify_callback(own.ctx, accept_all, NULL);
	met = go(&own, &stranger);
	CHECK(DENIED(&met));
	live_met_clear(&met);
	SSL_CTX_set_tlsext_status_cb(own.ctx, accept_staple);
	met = go(&own, &stranger);
	CHECK(DENIED(&met) && met.verify_result != X509_V_OK);
	live_met_clear(&met);
	met = go(&own, &pay);
	CHECK(met.written && met.has_report);
	live_met_clear(&met);
	clear(&own);
}

/* No SSL_connect: OpenSSL makes the handshake within the first call that writes. */
static void
write_at_once(SSL *ssl)
{
	SSL_set_connect_state(ssl);
	(void)SSL_write(ssl, "x", 1);
}

static void
first_write_makes_the_handshake(int version)
{
	const live_client stranger = {"www.example.com", NULL, 0, write_at_once};
	const live_client known = {"pay.example.org", NULL, 0, write_at_once};
	stage own;
	live_met met;

	set(&own, "the first write makes the handshake", version, "pkix", NULL);
	met = go(&own, &stranger);
	CHECK(DENIED(&met));
	live_met_clear(&met);
	SSL_CTX_set_cert_verify_callback(own.ctx, accept_all, NULL);
	SSL_CTX_set_tlsext_status_cb(own.ctx, accept_staple);
	met = go(&own, &stranger);
	CHECK(DENIED(&met));
	live_met_clear(&met);
	met = go(&own, &known);
	CHECK(met.written && met.answered);
	live_met_clear(&met);
	clear(&own);
}

static int
reject(int ok, X509_STORE_CTX *store)
{
	asked += ok == 1 && X509_STORE_CTX_get_error_depth(store) == 0 &&
		 X509_STORE_CTX_get_current_cert(store) != NULL;
	return 0;
}

static void
own_verify_callback_may_reject(int version)
{
	stage own;
	live_met met;

	set(&own, "a verify callback that rejects", version, "pkix", NULL);
	SSL_CTX_set_verify(own.ctx, SSL_VERIFY_PEER, reject);
	asked = 0;
	met = live_run(own.ctx, live_server_port(own.server), &pay);
	CHECK(!met.connected && !met.written && asked == 1);
	CHECK(met.verify_result == X509_V_ERR_APPLICATION_VERIFICATION);
	CHECK(live_server_seen(own.server, 0).octets == 0);
	live_met_clear(&met);
	clear(&own);
}

/* ---- who the peer is ---- */

static void
add_another_host(SSL *ssl)
{
	SSL_add1_host(ssl, "shop.example.org");
}

static void
name_explicitly(SSL *ssl)
{
	CHECK(certpolicy_openssl_add_peer_host(ssl, "shop.example.org", NULL) == 0);
	CHECK(certpolicy_openssl_add_peer_host(ssl, "not a name", NULL) != 0);
}

static void
name_for_the_server_only(SSL *ssl)
{
	SSL_set_tlsext_host_name(ssl, "pay.example.org");
}

static void
name_address(SSL *ssl)
{
	X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), "127.0.0.1");
}

/* A mailbox goes before what OpenSSL was told, too. */
static void
name_mailbox(SSL *ssl)
{
	CHECK(certpolicy_openssl_add_peer_email(ssl, "pay@example.org", NULL) == 0);
	CHECK(certpolicy_openssl_add_peer_email(ssl, "no mailbox", NULL) != 0);
}

static void
name_nobody_on_purpose(SSL *ssl)
{
	CHECK(certpolicy_openssl_set_insecure_no_peer(ssl, NULL) == 0);
}

static void
peers(int version)
{
	static const struct {
		const char *name, *host;
		void (*prepare)(SSL *ssl);
		int written;
		const char *says;
	} rows[] = {
		{"nobody is named", NULL, NULL, 0, "identity.peer-missing"},
		{"SNI is no peer", NULL, name_for_the_server_only, 0, "identity.peer-missing"},
		{"an address", NULL, name_address, 1, "\"ip\":\"127.0.0.1\""},
		{"a name and an address", "pay.example.org", name_address, 1, "127.0.0.1"},
		{"a peer of ours goes first", "www.example.com", name_explicitly, 1,
			"shop.example.org"},
		{"no name at all", "not a name", NULL, 0, NULL},
		{"a mailbox", "pay.example.org", name_mailbox, 0, "\"email\":\"pay@example.org\""},
		{"nobody on purpose", NULL, name_nobody_on_purpose, 1, "\"peer\":null"},
		{"nobody on purpose, and somebody", "www.example.com", name_nobody_on_purpose, 0,
			"identity.name-mismatch"},
		{"several names", "pay.example.org", add_another_host, 0, NULL},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		live_client as = {rows[i].host, NULL, 0, rows[i].prepare};
		live_met met;
		stage own;

		set(&own, rows[i].name, version, "other", NULL);
		met = go(&own, &as);
		CHECK(met.connected == rows[i].written && met.written == rows[i].written);
		CHECK(met.has_report == (rows[i].says != NULL));
		CHECK(rows[i].says == NULL || strstr(met.json, rows[i].says) != NULL);
		live_met_clear(&met);
		clear(&own);
	}
}

/* ---- staples, early data, old sessions ---- */

static void
staples(int version)
{
	live_options options = {0};
	live_client as = {"pay.example.org", NULL, 0, NULL};
	live_met met;
	stage own;

	options.version = version;
	options.certificate = live_path("must.pem");
	options.key = live_path("must.key");
	set(&own, "a staple is missing", version, "staples", live_server_start(&options));
	met = go(&own, &pay);
	CHECK(!met.connected && strcmp(met.primary, "revocation.staple-required") == 0);
	CHECK(live_server_seen(own.server, 0).alert > 0);
	CHECK(version != TLS1_2_VERSION ||
		live_server_seen(own.server, 0).alert == SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE);
	live_met_clear(&met);
	clear(&own);
	options.staple = live_path("must.ocsp");
	set(&own, "a staple, then a session without one", version, "staples",
		live_server_start(&options));
	as.session = session_of(&own);
	met = go(&own, &as);
	CHECK(met.written && met.resumed);
	CHECK(strstr(met.json, "\"status\":\"good\",\"source\":\"ocsp\"") != NULL);
	live_met_clear(&met);
	SSL_SESSION_free(as.session);
	clear(&own);
}

static void
timestamps(int version)
{
	live_options options = {0};
	live_met met;
	stage own;

	options.version = version;
	options.certificate = live_path("leaf.pem");
	options.key = live_path("leaf.key");
	options.sct_list = live_path("scts");
	set(&own, "timestamps of the extension", version, "pkix", live_server_start(&options));
	met = go(&own, &pay);
	CHECK(met.written && strstr(met.json, "\"source\":\"tls\"") != NULL);
	CHECK(strstr(met.json, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=") != NULL);
	live_met_clear(&met);
	clear(&own);
}

/* Octets of an application never go before the verdict. */
static void
early_data(void)
{
	live_options options = {0};
	live_client as = {"pay.example.org", NULL, 1, NULL};
	live_met met;
	stage own;

	options.version = TLS1_3_VERSION;
	options.certificate = live_path("leaf.pem");
	options.key = live_path("leaf.key");
	options.early_data = 16384;
	set(&own, "early data", TLS1_3_VERSION, "pkix", live_server_start(&options));
	as.session = session_of(&own);
	CHECK(SSL_SESSION_get_max_early_data(as.session) > 0);
	met = live_run(own.ctx, live_server_port(own.server), &as);
	CHECK(live_server_seen(own.server, 1).octets == 0);
	live_met_clear(&met);
	as.prepare = set_own_info;
	met = live_run(own.ctx, live_server_port(own.server), &as);
	CHECK(live_server_seen(own.server, 2).octets == 0);
	live_met_clear(&met);
	SSL_SESSION_free(as.session);
	clear(&own);
}

static void
session_written_out(int version)
{
	live_client as = {"pay.example.org", NULL, 0, NULL};
	SSL_SESSION *session;
	unsigned char octets[16384], *end = octets;
	const unsigned char *from = octets;
	live_met met;
	stage own;

	set(&own, "a session that was written out", version, "pkix", NULL);
	session = session_of(&own);
	CHECK(i2d_SSL_SESSION(session, NULL) < (int)sizeof(octets));
	as.session = d2i_SSL_SESSION(NULL, &from, i2d_SSL_SESSION(session, &end));
	met = go(&own, &as);
	CHECK(met.written && !met.resumed);
	live_met_clear(&met);
	SSL_SESSION_free(as.session);
	SSL_SESSION_free(session);
	clear(&own);
}

/* ---- what has no certificate, and what is judged by the way ---- */

static void
anonymous(void)
{
	live_options options = {0};
	live_met met;
	stage own;

	options.version = TLS1_2_VERSION;
	options.certificate = live_path("leaf.pem");
	options.key = live_path("leaf.key");
	options.ciphers = "AECDH:@SECLEVEL=0";
	set(&own, "a server without a certificate", TLS1_2_VERSION, "pkix",
		live_server_start(&options));
	SSL_CTX_set_cipher_list(own.ctx, "AECDH:@SECLEVEL=0");
	SSL_CTX_set_max_proto_version(own.ctx, TLS1_2_VERSION);
	met = go(&own, &pay);
	CHECK(DENIED(&met) && met.has_report && !met.connected);
	live_met_clear(&met);
	clear(&own);
}

/* A context without any hook, judged after the handshake. */
static void
judged_by_the_way(int version)
{
	certpolicy_openssl_connection *connection = NULL;
	SSL_CTX *plain = SSL_CTX_new(TLS_client_method());
	int fd, denied;
	stage own;

	for (denied = 0; denied <= 1; denied++) {
		SSL *ssl = SSL_new(plain);

		set(&own, "judged by the way", version, "pkix", NULL);
		fd = live_connect(live_server_port(own.server));
		SSL_set_fd(ssl, fd);
		CHECK(SSL_connect(ssl) == 1);
		CHECK(certpolicy_openssl_judge(ssl, NULL, NULL) == CERTPOLICY_ERROR_BAD_ARGUMENT);
		CHECK(certpolicy_openssl_connection_new(own.guard, &connection, NULL) == 0);
		CHECK(certpolicy_openssl_connection_add_peer_host(connection,
			      denied ? "www.example.com" : "pay.example.org", NULL) == 0);
		CHECK(certpolicy_openssl_judge(ssl, connection, NULL) == CERTPOLICY_OK);
		CHECK(certpolicy_openssl_connection_get_report(connection) != NULL);
		CHECK((SSL_write(ssl, "x", 1) == 1) == !denied);
		certpolicy_openssl_connection_free(connection);
		SSL_shutdown(ssl);
		SSL_free(ssl);
		close(fd);
		CHECK((live_server_seen(own.server, 0).octets > 0) == !denied);
		clear(&own);
	}
	SSL_CTX_free(plain);
}

/* Why there is no report; gone with the next handshake that has one. */
static void
nothing_to_judge(int version)
{
	const certpolicy_error *error;
	stage own;
	SSL *ssl;
	int fd;

	set(&own, "a name that is none", version, "pkix", NULL);
	ssl = SSL_new(own.ctx);
	fd = live_connect(live_server_port(own.server));
	SSL_set_fd(ssl, fd);
	SSL_set1_host(ssl, "not a name");
	CHECK(certpolicy_openssl_get_error(ssl) == NULL);
	CHECK(SSL_connect(ssl) != 1);
	error = certpolicy_openssl_get_error(ssl);
	CHECK(certpolicy_openssl_get_report(ssl) == NULL && error != NULL);
	CHECK(error != NULL && strcmp(certpolicy_error_get_code(error), "openssl.peer") == 0);
	CHECK(certpolicy_openssl_get_error(NULL) == NULL);
	SSL_free(ssl);
	close(fd);
	CHECK(live_server_seen(own.server, own.n++).octets == 0);
	clear(&own);
}

/* One connection for all SSLs of a context, which the application never sees. */
static void
connection_of_a_context(int version)
{
	static const struct {
		const char *name, *address, *says;
		int mailbox, written;
	} rows[] = {
		{"of the socket", NULL, "\"zone\":\"development\"", 0, 1},
		{"another address", "192.0.2.7", "\"zone\":\"public\"", 0, 1},
		{"no address", "", "\"zone\":\"development\"", 0, 1},
		{"a mailbox beside the name", NULL, "identity.name-mismatch", 1, 0},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		certpolicy_openssl_connection *connection = NULL, *same;
		SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
		live_client as = {NULL, NULL, 0, NULL};
		live_met met;
		char *json;
		stage own;

		set(&own, rows[i].name, version, "pkix", NULL);
		CHECK(certpolicy_openssl_connection_new(own.guard, &connection, NULL) == 0);
		same = certpolicy_openssl_connection_ref(connection);
		CHECK(same == connection);
		CHECK(certpolicy_openssl_enforce_connection(ctx, connection, NULL) == 0);
		CHECK(certpolicy_openssl_enforce_connection(ctx, NULL, NULL) ==
			CERTPOLICY_ERROR_BAD_ARGUMENT);
		CHECK(certpolicy_openssl_connection_add_peer_host(connection, "localhost", NULL) ==
			0);
		if (rows[i].mailbox)
			CHECK(certpolicy_openssl_connection_add_peer_email(
				      connection, "pay@example.org", NULL) == 0);
		CHECK(certpolicy_openssl_connection_set_address(
			      connection, rows[i].address, NULL) == 0);
		CHECK(certpolicy_openssl_connection_set_address(connection, "here", NULL) != 0);
		met = live_run(ctx, live_server_port(own.server), &as);
		CHECK(met.written == rows[i].written);
		live_met_clear(&met);
		certpolicy_openssl_connection_free(same);
		SSL_CTX_free(ctx);
		/* The last reference: what it knows is there without SSL and context. */
		json = certpolicy_report_to_json(
			certpolicy_openssl_connection_get_report(connection));
		CHECK(json != NULL && strstr(json, rows[i].says) != NULL);
		CHECK(certpolicy_openssl_connection_get_error(connection) == NULL);
		certpolicy_string_free(json);
		certpolicy_openssl_connection_free(connection);
		CHECK((live_server_seen(own.server, 0).octets > 0) == rows[i].written);
		clear(&own);
	}
}

#define N_THREADS 4

static void *
enforce_many(void *guard)
{
	int i;

	for (i = 0; i < 50; i++) {
		SSL_CTX *ctx = live_context(guard, SSL_VERIFY_NONE);
		SSL *ssl = SSL_new(ctx);

		CHECK(certpolicy_openssl_add_peer_host(ssl, "pay.example.org", NULL) == 0);
		SSL_free(ssl);
		SSL_CTX_free(ctx);
	}
	return NULL;
}

/* Contexts of several threads at once share nothing that is written; a thread sanitizer looks. */
static void
threads_with_contexts_of_their_own(void)
{
	pthread_t threads[N_THREADS];
	stage own;
	int i;

	set(&own, "threads", TLS1_3_VERSION, "pkix", NULL);
	for (i = 0; i < N_THREADS; i++) {
		if (pthread_create(&threads[i], NULL, enforce_many, own.guard) != 0)
			exit(99);
	}
	for (i = 0; i < N_THREADS; i++)
		pthread_join(threads[i], NULL);
	clear(&own);
}

static void
datagrams(void)
{
	SSL_CTX *ctx = SSL_CTX_new(DTLS_client_method());
	certpolicy_error *error = NULL;
	stage own;

	set(&own, "DTLS", TLS1_2_VERSION, "pkix", NULL);
	CHECK(certpolicy_openssl_enforce(ctx, own.guard, &error) == CERTPOLICY_ERROR_UNSUPPORTED);
	CHECK(strcmp(certpolicy_error_get_code(error), "openssl.dtls") == 0);
	certpolicy_error_free(error);
	SSL_CTX_free(ctx);
	clear(&own);
}

int
main(int argc, char **argv)
{
	static void (*const cases[])(int version) = {own_info_callback_on_the_ssl,
		own_info_callback_on_the_context, own_verification, first_write_makes_the_handshake,
		own_verify_callback_may_reject, peers, staples, timestamps, session_written_out,
		judged_by_the_way, nothing_to_judge, connection_of_a_context};
	size_t i;

	if (argc != 2)
		return 64;
	live_set_folder(argv[1]);
	signal(SIGPIPE, SIG_IGN);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cases[i](TLS1_2_VERSION);
		cases[i](TLS1_3_VERSION);
	}
	early_data();
	anonymous();
	datagrams();
	threads_with_contexts_of_their_own();
	return live_failed;
}
