/*
 * Findings: what rules say of a certificate, a path, a session or a request; typed evidence, no
 * wording. Wording belongs to the table's texts and to render/.
 */
#ifndef CP_FINDING_FINDING_H
#define CP_FINDING_FINDING_H

#include "asn1/problem.h"
#include "base/arena.h"
#include "base/bytes.h"

#include <certpolicy/types.h>

typedef enum cp_evidence_type {
	CP_EVIDENCE_INT,
	CP_EVIDENCE_TEXT,
	CP_EVIDENCE_NAME,
	CP_EVIDENCE_TIME
} cp_evidence_type;

typedef struct cp_evidence {
	const char *key; /* static, snake_case; the placeholder {key} in the table's texts */
	cp_evidence_type type;
	int64_t number;   /* INT, TIME (seconds) */
	const char *text; /* TEXT; escaped already; arena or static */
	cp_bytes name;    /* NAME: a Name TLV, made text when it is shown; a certificate's */
} cp_evidence;

#define CP_EVIDENCE_MAX 8

struct cp_rule; /* rules/rule.h */
typedef struct cp_finding {
	const struct cp_rule *rule; /* NULL for an application's own */
	const char *code, *rule_id; /* lent by the table or the engine */
	size_t rank;                /* the code's place in the table; own rules come last */
	size_t order;               /* in which it was found */
	int certificate;            /* index into the report's certificates; -1: path, session or request */
	cp_evidence evidence[CP_EVIDENCE_MAX];
	size_t n_evidence;
	const char *own_message;    /* an application's own; arena */
	/* Set by verdict/. */
	certpolicy_action action;
	const struct cp_waiver *waiver; /* the live waiver that softened it, or the lapsed one; NULL */
	bool waived;                /* the waiver is live and counted */
} cp_finding;

/*
 * Beyond this many of one judgement only the first of every rule (or own code) about the leaf and the
 * first about anything else are kept: what is dropped is never worse than what is kept.
 */
#define CP_FINDINGS_MAX 384

typedef struct cp_findings {
	cp_arena *arena; /* lent; where evidence lives */
	cp_finding *list;
	size_t n, capacity;
	cp_finding spare; /* lent for what is not kept */
} cp_findings;

void
cp_findings_init(cp_findings *findings, cp_arena *arena);

/*
 * Appends one and lends it for evidence until the next call; never NULL: without memory the arena
 * remembers and a spare is lent. `code` is the rule's; lent.
 */
cp_finding *
cp_emit(cp_findings *findings, const struct cp_rule *rule, const char *code, const char *rule_id,
	size_t rank, int certificate);

/*
 * One of an application's own rule: `rank` is CP_N_CODES and its number among them; `action` is what
 * it does unless the policy says otherwise; `message` may be NULL. Strings are lent.
 */
cp_finding *
cp_emit_own(cp_findings *findings, const char *code, size_t rank, certpolicy_action action,
	const char *message, int certificate);

/* Evidence; more than CP_EVIDENCE_MAX is an invariant broken. Keys are static. */
void
cp_evidence_int(cp_finding *finding, const char *key, int64_t number);
void
cp_evidence_time(cp_finding *finding, const char *key, int64_t seconds);
/* `text` is escaped already and lives in the arena or for ever; NULL adds nothing. */
void
cp_evidence_text(cp_finding *finding, const char *key, const char *text);
/* A distinguished name of a certificate of the path. */
void
cp_evidence_name(cp_finding *finding, const char *key, cp_bytes name);

/* The place of an encoding problem as {field}, {offset}, its {kind} and {problem} in words. */
void
cp_evidence_problem(cp_findings *findings, cp_finding *finding, const cp_problem *problem);

#endif
