/*
 * OpenSSL programs under a policy: openssl_matrix FOLDER. Every cell is a connection to a server
 * that counts the application's octets: {TLS 1.2, 1.3} x {full, resumed, resumed after the policy
 * changed, resumed to another name} x {verification on, off} x {allow, deny}.
 */
#include <config.h>

#include "live/client.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static int cells;

enum { FULL, RESUMED, OTHER_POLICY, OTHER_NAME };

/* The session that is resumed comes of a handshake that was allowed. */
static SSL_SESSION *
first_session(SSL_CTX *ctx, live_server *server)
{
	live_client as = {"pay.example.org", NULL, 0, NULL};
	live_met met = live_run(ctx, live_server_port(server), &as);
	SSL_SESSION *session;

	CHECK(met.connected && met.written && met.has_report);
	CHECK(met.verdict != CERTPOLICY_VERDICT_DENY);
	CHECK(met.session != NULL && SSL_SESSION_is_resumable(met.session));
	CHECK(live_server_seen(server, 0).octets > 0);
	session = met.session;
	met.session = NULL;
	live_met_clear(&met);
	return session;
}

/* The alerts that go with these denials (RFC 8446 6.2), under either mode. */
static int
alert_for(const char *primary)
{
	if (strcmp(primary, "validity.expired") == 0)
		return SSL_AD_CERTIFICATE_EXPIRED;
	return strcmp(primary, "root.not-public") == 0 ? SSL_AD_UNKNOWN_CA : SSL_AD_BAD_CERTIFICATE;
}

static void
check_cell(const live_met *met, live_server *server, size_t n, int allow, int resumed,
	const char *primary)
{
	live_seen seen = live_server_seen(server, n);

	CHECK(met->has_report);
	CHECK((met->verdict != CERTPOLICY_VERDICT_DENY) == allow);
	CHECK(met->connected == allow);
	CHECK(met->written == allow);
	CHECK(met->answered == allow);
	CHECK((seen.octets > 0) == allow);
	CHECK((met->verify_result == X509_V_OK) == allow);
	if (allow) {
		CHECK(met->resumed == resumed);
		CHECK(seen.resumed == resumed);
	} else {
		CHECK(strcmp(met->primary, primary) == 0);
		CHECK(seen.alert == alert_for(primary));
	}
}

static void
try_cell(int version, int kind, int verify, int allow)
{
	static const char *const kinds[] = {
		"full", "resumed", "resumed after the policy changed", "resumed to another name"};
	static const char *const denials[] = {"identity.name-mismatch", "validity.expired",
		"root.not-public", "identity.name-mismatch"};
	live_server *server = live_start(version);
	certpolicy_engine *engine = live_engine();
	certpolicy_guard *guard = NULL;
	live_client as = {"pay.example.org", NULL, 0, NULL};
	SSL_CTX *ctx;
	live_met met;

	cells++;
	live_now = time(NULL);
	snprintf(live_case, sizeof(live_case), "TLS 1.%d, %s, verification %s, %s",
		version == TLS1_2_VERSION ? 2 : 3, kinds[kind], verify ? "on" : "off",
		allow ? "allow" : "deny");
	live_set_policy(&guard, engine, "pkix");
	ctx = live_context(guard, verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE);
	if (kind != FULL)
		as.session = first_session(ctx, server);
	if (kind == RESUMED && !allow)
		live_now += 61 * 86400;
	if (kind == OTHER_POLICY)
		live_set_policy(&guard, engine, allow ? "other" : "public");
	if (kind == OTHER_NAME || kind == FULL)
		as.host = allow ? "shop.example.org" : "www.example.com";
	met = live_run(ctx, live_server_port(server), &as);
	check_cell(&met, server, kind == FULL ? 0 : 1, allow, kind == RESUMED, denials[kind]);
	SSL_SESSION_free(as.session);
	live_met_clear(&met);
	SSL_CTX_free(ctx);
	certpolicy_guard_free(guard);
	certpolicy_engine_free(engine);
	live_server_stop(server);
}

static void
try_matrix(void)
{
	int kind, verify, allow;

	for (kind = FULL; kind <= OTHER_NAME; kind++)
		for (verify = 0; verify <= 1; verify++)
			for (allow = 0; allow <= 1; allow++) {
				try_cell(TLS1_2_VERSION, kind, verify, allow);
				try_cell(TLS1_3_VERSION, kind, verify, allow);
			}
}

int
main(int argc, char **argv)
{
	if (argc != 2)
		return 64;
	live_set_folder(argv[1]);
	signal(SIGPIPE, SIG_IGN);
	try_matrix();
	printf("%d cells\n", cells);
	return live_failed;
}
