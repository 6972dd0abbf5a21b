/*
 * What the tests of live sessions share: a guard with the tests' CA, a clock that can be set, and a
 * client of OpenSSL that says what it met.
 */
#ifndef TESTS_LIVE_CLIENT_H
#define TESTS_LIVE_CLIENT_H

#include "live/server.h"

#include <certpolicy/certpolicy.h>

extern int live_failed;
/* What is being tried, for complaints. */
extern char live_case[256];
/* The guard's clock, seconds since 1970-01-01T00:00:00Z. */
extern int64_t live_now;

#define CHECK(claim) live_check((claim) != 0, #claim, __LINE__)
void
live_check(int holds, const char *claim, int line);

/* The folder that tests/live/certificates filled. */
void
live_set_folder(const char *folder);
/* A file in it; of the last eight calls. */
char *
live_path(const char *name);

/* An engine that trusts the tests' CA, has the tests' clock, and knows the policies "other" (pkix
 * that wants a peer), "public" (pkix that wants a public root) and "staples" (webpki's staples). */
certpolicy_engine *
live_engine(void);
/* A new guard, or another policy for the one there is. */
void
live_set_policy(certpolicy_guard **guard, certpolicy_engine *engine, const char *name);

/* A connection as it is tried. */
typedef struct live_client {
	const char *host; /* for SSL_set1_host; NULL: not called */
	SSL_SESSION *session;
	int early_data; /* 1: tries to send the request before the verdict */
	void (*prepare)(SSL *ssl);
} live_client;

/* What a client met. */
typedef struct live_met {
	int connected, written, answered, resumed, has_report;
	certpolicy_verdict verdict;
	char primary[64];
	char *json; /* the report; to be released */
	long verify_result;
	SSL_SESSION *session; /* to be released; NULL when nothing could be written */
} live_met;

/* Connects, says a request if it can, and hangs up. */
live_met
live_run(SSL_CTX *ctx, int port, const live_client *as);
void
live_met_clear(live_met *met);

/* A context of a client under a guard; `verify`: SSL_VERIFY_PEER or SSL_VERIFY_NONE. */
SSL_CTX *
live_context(certpolicy_guard *guard, int verify);
/* A server of one version with the leaf of the tests. */
live_server *
live_start(int version);

#endif
