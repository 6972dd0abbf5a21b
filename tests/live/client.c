/*
 * The client of the tests of live sessions.
 */
#include <config.h>

#include "live/client.h"

#include <certpolicy/openssl.h>

#include <openssl/err.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int live_failed;
char live_case[256];
int64_t live_now;

static const char request[] = "GET / HTTP/1.1\r\n\r\n";
static const char *folder = ".";

void
live_check(int holds, const char *claim, int line)
{
	if (holds)
		return;
	live_failed = 1;
	printf("FAIL: %s: %s (line %d)\n", live_case, claim, line);
	ERR_print_errors_fp(stdout);
}

void
live_set_folder(const char *path)
{
	folder = path;
	live_now = time(NULL);
}

char *
live_path(const char *name)
{
	static char paths[8][1024];
	static unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static int64_t
tell_time(void *user)
{
	(void)user;
	return live_now;
}

certpolicy_engine *
live_engine(void)
{
	static const char policies[] =
		"version: 1\n"
		"policies:\n"
		"  other: {extends: pkix, rules: {identity.peer-missing: deny}}\n"
		"  public: {extends: pkix, rules: {root.not-public: deny}}\n"
		"  staples: {extends: pkix, rules: {revocation.staple-required: deny}}\n";
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_error *error = NULL;

	if (certpolicy_engine_add_policy_text(
		    engine, policies, sizeof(policies) - 1, "policies", &error) == 0 &&
		certpolicy_engine_set_clock(engine, tell_time, NULL, &error) == 0 &&
		certpolicy_engine_add_anchors(engine, live_path("ca.pem"), &error) == 0)
		return engine;
	printf("no engine: %s\n", certpolicy_error_get_message(error));
	exit(99);
}

void
live_set_policy(certpolicy_guard **guard, certpolicy_engine *engine, const char *name)
{
	certpolicy_policy *policy = NULL;

	if (certpolicy_policy_find(engine, name, &policy, NULL) != 0)
		exit(99);
	if (*guard == NULL ? certpolicy_guard_new(engine, policy, guard, NULL) != 0
			   : certpolicy_guard_replace(*guard, engine, policy, NULL) != 0)
		exit(99);
	certpolicy_policy_free(policy);
}

static void
take_report(SSL *ssl, live_met *met)
{
	const certpolicy_report *report = certpolicy_openssl_get_report(ssl);
	const char *primary = certpolicy_report_get_primary(report);

	met->has_report = report != NULL;
	met->verdict = certpolicy_report_get_verdict(report);
	met->json = report != NULL ? certpolicy_report_to_json(report) : NULL;
	snprintf(met->primary, sizeof(met->primary), "%s", primary != NULL ? primary : "");
}

live_met
live_run(SSL_CTX *ctx, int port, const live_client *as)
{
	live_met met;
	SSL *ssl = SSL_new(ctx);
	char reply[256];
	size_t early = 0;
	int fd = live_connect(port);

	memset(&met, 0, sizeof(met));
	SSL_set_fd(ssl, fd);
	if (as->host != NULL)
		SSL_set1_host(ssl, as->host);
	if (as->session != NULL)
		SSL_set_session(ssl, as->session);
	if (as->prepare != NULL)
		as->prepare(ssl);
	if (as->early_data)
		SSL_write_early_data(ssl, request, sizeof(request) - 1, &early);
	CHECK(early == 0);
	met.connected = SSL_connect(ssl) == 1;
	met.written = SSL_write(ssl, request, sizeof(request) - 1) == (int)sizeof(request) - 1;
	met.answered = met.written && SSL_read(ssl, reply, sizeof(reply)) > 0;
	met.resumed = SSL_session_reused(ssl);
	met.verify_result = SSL_get_verify_result(ssl);
	met.session = met.written ? SSL_get1_session(ssl) : NULL;
	take_report(ssl, &met);
	SSL_shutdown(ssl);
	SSL_free(ssl);
	close(fd);
	ERR_clear_error();
	return met;
}

void
live_met_clear(live_met *met)
{
	SSL_SESSION_free(met->session);
	certpolicy_string_free(met->json);
	memset(met, 0, sizeof(*met));
}

SSL_CTX *
live_context(certpolicy_guard *guard, int verify)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	certpolicy_error *error = NULL;

	SSL_CTX_set_verify(ctx, verify, NULL);
	if (certpolicy_openssl_enforce(ctx, guard, &error) == 0)
		return ctx;
	printf("enforce: %s\n", certpolicy_error_get_message(error));
	exit(99);
}

live_server *
live_start(int version)
{
	live_options options;

	memset(&options, 0, sizeof(options));
	options.version = version;
	options.certificate = live_path("leaf.pem");
	options.key = live_path("leaf.key");
	return live_server_start(&options);
}
