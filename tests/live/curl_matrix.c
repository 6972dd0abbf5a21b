/*
 * curl programs under a policy: curl_matrix FOLDER, built for each flavour of libcurl. Every cell
 * is a request to a server that counts the application's octets: {TLS 1.2, 1.3} x {full, resumed,
 * resumed after the policy changed, resumed to another name} x {verification on, off} x {allow,
 * deny}. Then what else programs do with handles.
 */
#include <config.h>

#include "live/server.h"

#include <certpolicy/certpolicy.h>
#include <certpolicy/curl.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int failed, cells, resumptions;
static int64_t now;
static const char *folder;
static char cell[256];

#define CHECK(claim) check((claim) != 0, #claim, __LINE__)
#define DAYS 86400

static void
check(int holds, const char *claim, int line)
{
	if (holds)
		return;
	failed = 1;
	printf("FAIL: %s: %s (line %d)\n", cell, claim, line);
}

static int64_t
tell_time(void *user)
{
	(void)user;
	return now;
}

static char *
path_of(const char *name)
{
	static char paths[4][1024];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

/* What a cell is made of. */
typedef struct stage {
	certpolicy_engine *engine;
	certpolicy_guard *guard;
	certpolicy_curl_watch *watch;
	live_server *server;
	CURL *curl;
	struct curl_slist *addresses;
	size_t n; /* connections that were made */
	char message[CURL_ERROR_SIZE];
} stage;

static void
set_policy(stage *own, const char *name)
{
	certpolicy_policy *policy = NULL;

	if (certpolicy_policy_find(own->engine, name, &policy, NULL) != 0)
		exit(99);
	if (own->guard == NULL
			? certpolicy_guard_new(own->engine, policy, &own->guard, NULL) != 0
			: certpolicy_guard_replace(own->guard, own->engine, policy, NULL) != 0)
		exit(99);
	certpolicy_policy_free(policy);
}

/* The policies: libcurl would refuse none of what they deny, so that the hook is what is tried. */
static void
set_engine(stage *own)
{
	static const char policies[] =
		"version: 1\n"
		"policies:\n"
		"  other: {extends: pkix, rules: {identity.peer-missing: deny}}\n"
		"  public: {extends: pkix, rules: {root.not-public: deny}}\n"
		"  pinned: {extends: pkix, pins: [{peer: shop.example.org, spki: "
		"\"sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}]}\n";

	own->engine = certpolicy_engine_new();
	if (certpolicy_engine_add_policy_text(
		    own->engine, policies, sizeof(policies) - 1, "policies", NULL) != 0 ||
		certpolicy_engine_set_clock(own->engine, tell_time, NULL, NULL) != 0 ||
		certpolicy_engine_add_anchors(own->engine, path_of("ca.pem"), NULL) != 0)
		exit(99);
}

static size_t
ignore(char *octets, size_t size, size_t n, void *user)
{
	(void)octets, (void)user;
	return size * n;
}

/* `host`: perhaps with a path. */
static const char *
url_of(const stage *own, const char *host)
{
	static char text[128];
	int host_len = (int)strcspn(host, "/");

	snprintf(text, sizeof(text), "https://%.*s:%d%s", host_len, host,
		live_server_port(own->server), host[host_len] != '\0' ? host + host_len : "/");
	return text;
}

static void
set_url(stage *own, const char *host)
{
	curl_easy_setopt(own->curl, CURLOPT_URL, url_of(own, host));
}

static void
set_addresses(stage *own)
{
	static const char *const hosts[] = {
		"pay.example.org", "shop.example.org", "www.example.com"};
	char text[128];
	size_t i;

	own->addresses = NULL;
	for (i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		snprintf(text, sizeof(text), "%s:%d:127.0.0.1", hosts[i],
			live_server_port(own->server));
		own->addresses = curl_slist_append(own->addresses, text);
	}
	curl_easy_setopt(own->curl, CURLOPT_RESOLVE, own->addresses);
}

static void
set(stage *own, int version, int verify, const char *policy, const char *name)
{
	live_options options = {0};
	certpolicy_error *error = NULL;

	now = time(NULL);
	snprintf(cell, sizeof(cell), "TLS 1.%d, verification %s, %s",
		version == TLS1_2_VERSION ? 2 : 3, verify ? "on" : "off", name);
	memset(own, 0, sizeof(*own));
	set_engine(own);
	set_policy(own, policy);
	options.version = version;
	options.certificate = path_of("leaf.pem");
	options.key = path_of("leaf.key");
	own->server = live_server_start(&options);
	own->curl = curl_easy_init();
	set_addresses(own);
	curl_easy_setopt(own->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(own->curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(own->curl, CURLOPT_WRITEFUNCTION, ignore);
	curl_easy_setopt(own->curl, CURLOPT_ERRORBUFFER, own->message);
	curl_easy_setopt(own->curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(own->curl, CURLOPT_CAINFO, path_of("ca.pem"));
	curl_easy_setopt(own->curl, CURLOPT_SSL_VERIFYPEER, (long)verify);
	curl_easy_setopt(own->curl, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
	if (certpolicy_curl_enforce(own->curl, own->guard, &own->watch, &error) != 0) {
		printf("%s\n", certpolicy_error_get_message(error));
		exit(99);
	}
}

static void
clear(stage *own)
{
	curl_easy_cleanup(own->curl);
	curl_slist_free_all(own->addresses);
	certpolicy_curl_free(own->watch);
	certpolicy_guard_free(own->guard);
	certpolicy_engine_free(own->engine);
	live_server_stop(own->server);
}

/* One request on a new connection; `primary` NULL: it is allowed. */
static live_seen
request(stage *own, const char *host, const char *primary)
{
	int allow = primary == NULL;
	const certpolicy_report *report;
	live_seen seen;
	CURLcode code;

	set_url(own, host);
	code = curl_easy_perform(own->curl);
	seen = live_server_seen(own->server, own->n++);
	report = certpolicy_curl_get_report(own->watch);
	CHECK((code == CURLE_OK) == allow);
	CHECK(report != NULL);
	CHECK((certpolicy_report_get_verdict(report) != CERTPOLICY_VERDICT_DENY) == allow);
	CHECK((seen.octets > 0) == allow);
	if (!allow) {
		CHECK(certpolicy_report_get_primary(report) != NULL &&
			strcmp(certpolicy_report_get_primary(report), primary) == 0);
		CHECK(code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_ABORTED_BY_CALLBACK);
		CHECK(seen.alert > 0);
	}
	return seen;
}

enum { FULL, RESUMED, OTHER_POLICY, OTHER_NAME };

static void
try_cell(int version, int kind, int verify, int allow)
{
	static const char *const kinds[] = {
		"full", "resumed", "resumed after the policy changed", "resumed to another name"};
	static const char *const denials[] = {
		"root.not-public", "validity.expired", "root.not-public", "pin.mismatch"};
	static const char *const policies[] = {"public", "pkix", "pkix", "pinned"};
	stage own;
	live_seen seen;

	cells++;
	set(&own, version, verify, allow ? "pkix" : policies[kind], kinds[kind]);
	strcat(cell, allow ? ", allow" : ", deny");
	if (kind != FULL)
		request(&own, "pay.example.org", NULL);
	if (kind == RESUMED && !allow)
		now += 61 * DAYS;
	if (kind == OTHER_POLICY)
		set_policy(&own, allow ? "other" : "public");
	seen = request(&own, kind == OTHER_NAME ? "shop.example.org" : "pay.example.org",
		allow ? NULL : denials[kind]);
	resumptions += kind == RESUMED && allow && seen.resumed;
	clear(&own);
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
	snprintf(cell, sizeof(cell), "resumption");
	CHECK(resumptions >= 2);
}

/* ---- what else programs do ---- */

/* A connection that was allowed is judged again for each request: after the policy changed, none
 * goes. */
static void
reused_connection(int version)
{
	live_seen seen;
	stage own;
	CURLcode code;

	set(&own, version, 0, "pkix", "a reused connection, after the policy changed");
	curl_easy_setopt(own.curl, CURLOPT_FORBID_REUSE, 0L);
	set_url(&own, "pay.example.org");
	CHECK(curl_easy_perform(own.curl) == CURLE_OK);
	CHECK(curl_easy_perform(own.curl) == CURLE_OK);
	CHECK(live_server_count(own.server) == 1);
	set_policy(&own, "public");
	code = curl_easy_perform(own.curl);
	CHECK(code == CURLE_ABORTED_BY_CALLBACK && live_server_count(own.server) == 1);
	CHECK(strcmp(certpolicy_report_get_primary(certpolicy_curl_get_report(own.watch)),
		      "root.not-public") == 0);
	curl_easy_cleanup(own.curl);
	own.curl = NULL;
	seen = live_server_seen(own.server, 0);
	CHECK(seen.octets > 0 && seen.octets % 2 == 0);
	clear(&own);
}

/* The name that the certificate does not have; libcurl looks at none of it. */
static void
other_names(int version)
{
	stage own;

	set(&own, version, 0, "pkix", "a wrong name");
	request(&own, "www.example.com", "identity.name-mismatch");
	request(&own, "pay.example.org", NULL);
	clear(&own);
	set(&own, version, 0, "pkix", "an address");
	request(&own, "127.0.0.1", NULL);
	request(&own, "localhost", NULL);
	clear(&own);
}

/* A copy of a handle brings the watch of another one: it is refused, and says so. */
static void
copies(int version)
{
	certpolicy_curl_watch *watch = NULL;
	stage own;
	CURL *copy;

	set(&own, version, 0, "pkix", "a copy of the handle");
	set_url(&own, "pay.example.org");
	copy = curl_easy_duphandle(own.curl);
	CHECK(curl_easy_perform(copy) != CURLE_OK);
	CHECK(live_server_seen(own.server, 0).octets == 0);
	CHECK(strcmp(certpolicy_error_get_code(certpolicy_curl_get_error(own.watch)),
		      "curl.copy") == 0);
	CHECK(certpolicy_curl_enforce(copy, own.guard, &watch, NULL) == 0);
	/* The refused handshake left a session that the guard does not know: on GnuTLS that one is
	 * denied before a full handshake is made. */
	if (curl_easy_perform(copy) != CURLE_OK)
		CHECK(strcmp(certpolicy_report_get_primary(certpolicy_curl_get_report(watch)),
			      "session.chain-unavailable") == 0 &&
			curl_easy_perform(copy) == CURLE_OK);
	CHECK(certpolicy_report_get_verdict(certpolicy_curl_get_report(watch)) !=
		CERTPOLICY_VERDICT_DENY);
	curl_easy_cleanup(copy);
	certpolicy_curl_free(watch);
	clear(&own);
}

/* Where a redirect leads, that host is the peer. */
static void
redirects(int version)
{
	live_options options = {0};
	char location[64];
	stage own;

	set(&own, version, 0, "pinned", "a redirect to a peer that is denied");
	live_server_stop(own.server);
	options.version = version;
	options.certificate = path_of("leaf.pem");
	options.key = path_of("leaf.key");
	options.location = location;
	own.server = live_server_start(&options);
	snprintf(location, sizeof(location), "https://shop.example.org:%d/",
		live_server_port(own.server));
	curl_slist_free_all(own.addresses);
	set_addresses(&own);
	curl_easy_setopt(own.curl, CURLOPT_FOLLOWLOCATION, 1L);
	set_url(&own, "pay.example.org/go");
	CHECK(curl_easy_perform(own.curl) != CURLE_OK);
	CHECK(live_server_seen(own.server, 0).octets > 0);
	CHECK(live_server_seen(own.server, 1).octets == 0);
	CHECK(strcmp(certpolicy_report_get_primary(certpolicy_curl_get_report(own.watch)),
		      "pin.mismatch") == 0);
	clear(&own);
}

/* A handle that is not judged fills the cache of sessions that one shares which is. */
static void
shared_sessions(int version)
{
	CURLSH *share = curl_share_init();
	CURL *careless = curl_easy_init();
	stage own;

	set(&own, version, 0, "public", "sessions of a handle that is not judged");
	curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
	curl_easy_setopt(own.curl, CURLOPT_SHARE, share);
	curl_easy_setopt(careless, CURLOPT_SHARE, share);
	curl_easy_setopt(careless, CURLOPT_PROXY, "");
	curl_easy_setopt(careless, CURLOPT_RESOLVE, own.addresses);
	curl_easy_setopt(careless, CURLOPT_WRITEFUNCTION, ignore);
	curl_easy_setopt(careless, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(careless, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(careless, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(careless, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	set_url(&own, "pay.example.org");
	curl_easy_setopt(careless, CURLOPT_URL, url_of(&own, "pay.example.org"));
	CHECK(curl_easy_perform(careless) == CURLE_OK);
	CHECK(curl_easy_perform(own.curl) != CURLE_OK);
	CHECK(live_server_seen(own.server, 1).octets == 0);
	set_policy(&own, "pkix");
	if (curl_easy_perform(own.curl) != CURLE_OK)
		CHECK(curl_easy_perform(own.curl) == CURLE_OK);
	CHECK(certpolicy_report_get_verdict(certpolicy_curl_get_report(own.watch)) !=
		CERTPOLICY_VERDICT_DENY);
	curl_easy_cleanup(careless);
	clear(&own);
	curl_share_cleanup(share);
}

static int requests, contexts;

static int
count_request(void *user, char *ip, char *local_ip, int port, int local_port)
{
	(void)ip, (void)local_ip, (void)port, (void)local_port;
	requests++;
	return *(int *)user;
}

static CURLcode
count_context(CURL *curl, void *ctx, void *user)
{
	(void)curl, (void)ctx, (void)user;
	contexts++;
	return CURLE_OK;
}

static void
own_functions(int version)
{
	int answer = CURL_PREREQFUNC_OK;
	stage own;

	set(&own, version, 0, "pkix", "functions of the program's own");
	certpolicy_curl_chain(own.watch, count_request, &answer, count_context, NULL);
	requests = contexts = 0;
	request(&own, "pay.example.org", NULL);
	CHECK(requests == 1 && contexts <= 1);
	request(&own, "www.example.com", "identity.name-mismatch");
	CHECK(requests == 1);
	answer = CURL_PREREQFUNC_ABORT;
	set_url(&own, "pay.example.org");
	CHECK(curl_easy_perform(own.curl) == CURLE_ABORTED_BY_CALLBACK && requests == 2);
	CHECK(live_server_seen(own.server, own.n++).octets == 0);
	clear(&own);
}

/* The zone is that of the address that was said, which counts for the requests that follow. */
static void
addresses(int version)
{
	static const struct {
		const char *address, *says;
	} rows[] = {{NULL, "\"zone\":\"development\""}, {"192.0.2.7", "\"zone\":\"public\""},
		{"", "\"zone\":\"development\""}};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *json;
		stage own;

		set(&own, version, 0, "pkix", "an address that is said");
		CHECK(certpolicy_curl_set_address(own.watch, rows[i].address, NULL) == 0);
		CHECK(certpolicy_curl_set_address(own.watch, "here", NULL) != 0);
		CHECK(certpolicy_curl_set_address(NULL, "192.0.2.7", NULL) != 0);
		request(&own, "localhost", NULL);
		json = certpolicy_report_to_json(certpolicy_curl_get_report(own.watch));
		CHECK(json != NULL && strstr(json, rows[i].says) != NULL);
		certpolicy_string_free(json);
		clear(&own);
	}
}

static void
other_schemes(int on_gnutls)
{
	certpolicy_error *error = NULL;
	certpolicy_curl_watch *watch = NULL;
	CURL *curl = curl_easy_init();
	stage own;
	int status;

	set(&own, TLS1_2_VERSION, 0, "pkix", "other schemes");
	curl_easy_setopt(curl, CURLOPT_URL, "smtps://localhost/");
	status = certpolicy_curl_enforce(curl, own.guard, &watch, &error);
	CHECK(on_gnutls ? status == CERTPOLICY_ERROR_UNSUPPORTED && watch == NULL
			: status == CERTPOLICY_OK);
	CHECK(!on_gnutls || strcmp(certpolicy_error_get_code(error), "curl.scheme") == 0);
	certpolicy_error_free(error);
	curl_easy_cleanup(curl);
	certpolicy_curl_free(watch);
	if (on_gnutls) {
		curl_easy_setopt(own.curl, CURLOPT_URL, "smtps://localhost/");
		CHECK(curl_easy_perform(own.curl) == CURLE_UNSUPPORTED_PROTOCOL);
	}
	clear(&own);
}

int
main(int argc, char **argv)
{
	static void (*const cases[])(int version) = {reused_connection, other_names, redirects,
		shared_sessions, copies, own_functions, addresses};
	int on_gnutls = strstr(curl_version(), "GnuTLS/") != NULL;
	size_t i;

	if (argc != 2)
		return 64;
	folder = argv[1];
	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	try_matrix();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cases[i](TLS1_2_VERSION);
		cases[i](TLS1_3_VERSION);
	}
	other_schemes(on_gnutls);
	printf("%s: %d cells\n", curl_version(), cells);
	curl_global_cleanup();
	return failed;
}
