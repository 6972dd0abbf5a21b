/*
 * What a TLS session is: what was said of it, and what the tables here make of its names. Whether
 * that is good enough is for rules.
 */
#ifndef CP_CLASSIFY_SESSION_H
#define CP_CLASSIFY_SESSION_H

#include <stdbool.h>
#include <stddef.h>

typedef enum cp_protocol {
	CP_PROTOCOL_UNKNOWN,
	CP_PROTOCOL_SSL2,
	CP_PROTOCOL_SSL3,
	CP_PROTOCOL_TLS10,
	CP_PROTOCOL_TLS11,
	CP_PROTOCOL_TLS12,
	CP_PROTOCOL_TLS13
} cp_protocol;

/* How a session's secret was agreed on: what opens it. */
typedef enum cp_group_kind {
	CP_GROUP_UNKNOWN, /* not given, or nobody here knows it */
	CP_GROUP_CLASSIC,
	CP_GROUP_HYBRID, /* post-quantum and classic */
	CP_GROUP_PURE,   /* post-quantum alone */
	CP_GROUP_DRAFT   /* a hybrid of Kyber before it became ML-KEM */
} cp_group_kind;

/* Parts of a cipher suite; what the words mean stands in suites.def. */
typedef enum cp_exchange_kind {
	CP_EXCHANGE_UNKNOWN,
	CP_EXCHANGE_EPHEMERAL,
	CP_EXCHANGE_FINITE,
	CP_EXCHANGE_STATIC,
	CP_EXCHANGE_ANONYMOUS
} cp_exchange_kind;

typedef enum cp_cipher_kind {
	CP_CIPHER_UNKNOWN,
	CP_CIPHER_AEAD,
	CP_CIPHER_SEPARATE,
	CP_CIPHER_SHORT,
	CP_CIPHER_BROKEN,
	CP_CIPHER_NONE
} cp_cipher_kind;

typedef struct cp_suite {
	cp_exchange_kind exchange; /* both are unknown, or neither is */
	cp_cipher_kind cipher;
	bool of_tls13;
	const char *exchange_source, *cipher_source; /* who says so; static; NULL when unknown */
} cp_suite;

typedef enum cp_scheme_kind { CP_SCHEME_UNKNOWN, CP_SCHEME_SOUND, CP_SCHEME_WEAK } cp_scheme_kind;

/* What may be said of a session with yes or no; as in certpolicy_session_fact. */
typedef enum cp_session_fact {
	CP_SESSION_EXTENDED_MASTER_SECRET,
	CP_SESSION_SECURE_RENEGOTIATION,
	CP_SESSION_COMPRESSION,
	CP_SESSION_EARLY_DATA,
	CP_N_SESSION_FACTS
} cp_session_fact;

typedef enum cp_told { CP_UNTOLD, CP_TOLD_NO, CP_TOLD_YES } cp_told;

/* What was said. NULL, 0 and CP_UNTOLD: nothing. */
typedef struct cp_session_said {
	const char *protocol, *cipher, *group, *signature; /* lent by the request */
	unsigned dh_bits;                                  /* of the prime of a finite field */
	cp_told facts[CP_N_SESSION_FACTS];
	bool resumed;
} cp_session_said;

typedef struct cp_session {
	bool present;
	cp_session_said said;
	cp_protocol protocol;
	bool is_tls13; /* by the protocol or, when that was not said, by the suite */
	cp_suite suite;
	cp_group_kind group_kind; /* CP_GROUP_CLASSIC, too, where the protocol knows nothing else */
	unsigned group_bits;      /* of security against ordinary computers; 0: unknown */
	cp_scheme_kind scheme;
	const char *scheme_source; /* static; NULL when unknown */
} cp_session;

/* Recognises the names that sessions use: "TLS1.2", "TLSv1.2", "tls1.2"; IANA's of suites. */
void
cp_session_read(cp_session *session, const cp_session_said *said);

cp_protocol
cp_session_protocol(const char *text);

/* By IANA's name. */
cp_suite
cp_suite_read(const char *name);

/* Whether a name or number is one of those that are never assigned (RFC 8701): "GREASE", "0x1A1A".
 */
bool
cp_session_is_grease(const char *text);

/* "extended_master_secret" and the like: as requests and reports write it. */
const char *
cp_session_fact_name(cp_session_fact fact);

/* "classic", "post-quantum-hybrid", "post-quantum", "post-quantum-draft"; NULL for an unknown one.
 */
const char *
cp_group_kind_name(cp_group_kind kind);

#endif
