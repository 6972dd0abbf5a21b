/*
 * A client and a server of GnuTLS in one thread, over a pair of sockets that do not block, with
 * certificates made for the occasion.
 */
#ifndef TESTS_LIVE_GNUTLS_PAIR_H
#define TESTS_LIVE_GNUTLS_PAIR_H

#include <certpolicy/certpolicy.h>
#include <certpolicy/gnutls.h>

/* When all of it happens, and how long leaves last from then on; seconds. */
#define PAIR_NOW INT64_C(1767225600) /* 2026-01-01T00:00:00Z */
#define PAIR_LIFE INT64_C(7776000)   /* 90 days */

#define PAIR_TLS12 "NORMAL:-VERS-ALL:+VERS-TLS1.2"
#define PAIR_TLS13 "NORMAL:-VERS-ALL:+VERS-TLS1.3"

/* Ends the program unless it holds. */
void
pair_must(int holds, const char *what);

/* An engine that trusts the root, at an instant that can be moved. */
extern int64_t pair_clock;
certpolicy_engine *
pair_engine(void);
/* A guard over a new engine, by a policy's name. */
certpolicy_guard *
pair_guard(const char *policy);
/* Changes the policy of a guard. */
void
pair_change_policy(certpolicy_guard *guard, const char *policy);

/* Credentials that show leaf `number` (0 or 1; for a.test and b.test, servers and clients) and its
 * issuer, and trust the root for GnuTLS's own verification. Kept until the program ends. */
gnutls_certificate_credentials_t
pair_credentials(unsigned number);

typedef struct pair {
	gnutls_session_t client, server;
	int fds[2];
	int client_code, server_code; /* of gnutls_handshake: 0, or the error it ended by */
	size_t octets;                /* of application data that the server got */
	int alert;                    /* that the server got; -1: none */
	int client_alert;             /* that the client got; -1: none */
} pair;

/* Both ends, not shaken hands yet. `flags` go to gnutls_init beside the role. */
void
pair_open(pair *both, const char *priority, unsigned client_flags, unsigned server_flags);
/* The client has no certificate. */
void
pair_show_nothing(pair *both);
/* Until both ends are done, or have failed. */
void
pair_shake(pair *both);
/* The client tries to say something, by fair means and foul, and the server to hear it. */
void
pair_talk(pair *both);
/* Lets the client read what is there (tickets, say). */
void
pair_client_reads(pair *both);
void
pair_close(pair *both);

/* ---- for tests by CUnit (gnutls_tests.c) ---- */

#define PAIR_DENIED GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR

/* TLS 1.2 and 1.3. */
extern const char *const pair_versions[2];

typedef struct pair_test {
	const char *name;
	void (*test)(void);
} pair_test;

/* What main() returns. */
int
pair_run(const char *suite, const pair_test *tests, size_t n_tests);

void
pair_enforce(gnutls_session_t session, certpolicy_guard *guard, const char *name);
/* Nothing of the client's application comes, whatever it tries. */
void
pair_expect_silence(pair *both);
/* There is no report, but this error. */
void
pair_expect_error(gnutls_session_t session, const char *code);
/* 0 without a report. */
int
pair_verdict_of(gnutls_session_t session);
/* "" where there is none. */
const char *
pair_primary_of(gnutls_session_t session);
const char *
pair_error_of(gnutls_session_t session);
/* 1: the report in JSON holds these words. */
int
pair_says(gnutls_session_t session, const char *words);
/* Names a row in which there were failures. */
void
pair_say_row(const char *test, const char *name, unsigned failures_before);

#endif
