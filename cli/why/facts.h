/* What is known of a connection that fails: the report, what was seen, and what was looked up
 * beside. Nothing is concluded here; causes.def does. */
#ifndef CLI_WHY_FACTS_H
#define CLI_WHY_FACTS_H

#include "net/observe.h"
#include "options.h"

#include <certpolicy/certpolicy.h>
#include <gnutls/gnutls.h>
#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

/* What a cause may ask for beside a code. */
enum {
	WHY_SPEAKS = 1 << 0,        /* something that is not TLS answered */
	WHY_SPEAKS_HTTP = 1 << 1,   /* and it is HTTP */
	WHY_HAS_STARTTLS = 1 << 2,  /* and its protocol has a way to TLS */
	WHY_ASKS_CLIENT = 1 << 3,   /* a client certificate is demanded, and none was there */
	WHY_ALERT_VERSION = 1 << 4, /* the server refused every protocol that was offered */
	WHY_ALERT_NAME = 1 << 5,    /* the server does not know the name */
	WHY_CLOCK_BEHIND = 1 << 6,  /* there is proof that the clock is too early */
	WHY_CLOCK_AHEAD = 1 << 7,   /* … or too late */
	WHY_AT = 1 << 8,            /* --at is what makes the difference */
	WHY_PRODUCT = 1 << 9,       /* an issuer is named as a product that inspects TLS */
	WHY_ISSUER_ENDED = 1 << 10, /* what ended is an intermediate */
	WHY_ROOT_ENDED = 1 << 11,   /* … or a root */
	WHY_GAP = 1 << 12,          /* an intermediate is missing, not a root */
	WHY_AT_HAND = 1 << 13,      /* the path needed one that the server does not send */
	WHY_PEER_ADDRESS = 1 << 14, /* asked for by address */
	WHY_SNI_HELPS = 1 << 15,    /* asked with another name, the certificate matches */
	WHY_SNI_SAME = 1 << 16,     /* asked without the name, the same certificate comes */
	WHY_STALE = 1 << 17,        /* a staple came, and is out of date */
	WHY_SELF_SIGNED = 1 << 18,  /* the leaf */
	WHY_ALLOWED = 1 << 19,      /* the verdict is allow */
	WHY_NEAR = 1 << 20,         /* the peer is in the development or internal zone */
	WHY_HERE = 1 << 21,         /* what answered is this machine */
	WHY_BEHIND_PROXY = 1 << 22,
	WHY_ASKED_CLIENT = 1 << 24,   /* a client certificate was asked for, and none was there */
	WHY_PUBLIC = 1 << 25,         /* a public CA issued it */
	WHY_CN_ONLY = 1 << 26,        /* its names are in the common name only */
	WHY_PRIVATE_ADDRESS = 1 << 23 /* what answered is no address of the public network */
};

typedef struct why_facts {
	const cli_settings *settings;
	cli_target target;
	bool is_host;
	certpolicy_engine *engine; /* owned */
	cli_network *network;      /* owned; NULL for files */
	cli_observation seen;      /* of hosts */
	unsigned n_connections;
	gnutls_datum_t *chain; /* DER as presented; of hosts lent by `seen`, else owned */
	size_t n_chain;
	json_t *report; /* owned; NULL when nothing was judged */
	certpolicy_verdict verdict;
	unsigned bits;    /* WHY_… */
	int64_t now;      /* the instant of judgement */
	json_t *words;    /* owned; what sentences and commands speak of, by name: text */
	json_t *evidence; /* owned; array of sentences */
	bool no_memory;
} why_facts;

/* Looks at TARGET: at most three connections. 0, or an exit code after a line on stderr. That
 * nothing could be judged is a fact, and no failure. Clear the facts in either case. */
int
why_facts_gather(const cli_settings *settings, why_facts *facts);
void
why_facts_clear(why_facts *facts);

/* The worst finding of a code that counts: denied, or where nothing is, warned of. NULL for none.
 */
const json_t *
why_facts_find(const why_facts *facts, const char *code);

/* A member of a finding's evidence; "" for none. Lent. */
const char *
why_evidence_text(const json_t *finding, const char *key);

void
why_set_word(why_facts *facts, const char *name, const char *text);
/* "" when there is none. Lent. */
const char *
why_word(const why_facts *facts, const char *name);
void
why_add_evidence(why_facts *facts, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A request for what was seen; `peer` instead of the own one unless NULL, judged under `policy`
 * unless NULL. 0, or an exit code after a line on stderr. */
int
why_facts_request(const why_facts *facts, const certpolicy_engine *engine, const char *peer,
	const char *policy, certpolicy_request **request);

/* What the connection and the report say; notes.c. */
void
why_note_connection(why_facts *facts);
void
why_note_report(why_facts *facts);

/* What was learnt beside the report; lookup.c, names.c and
 * pins.c. */
void
why_look_at_clock(why_facts *facts);
void
why_look_for_issuer(why_facts *facts);
void
why_look_at_names(why_facts *facts);
void
why_look_at_pins(why_facts *facts);

/* The pins for this peer of the policy that judged, as certpolicy_policy_to_json has them. A new
 * reference; NULL without memory. */
json_t *
why_pins(const why_facts *facts);

#endif
