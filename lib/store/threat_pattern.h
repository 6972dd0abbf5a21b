/*
 * Patterns of STIX (STIX 2.1 section 9) as far as an index can hold them: equalities of
 * certificates, names and addresses, joined by AND and OR.
 */
#ifndef CP_STORE_THREAT_PATTERN_H
#define CP_STORE_THREAT_PATTERN_H

#include "store/threat_subject.h"

/* One way for a pattern to match: a certificate, a host or a network. */
typedef struct cp_threat_clause {
	enum { CP_CLAUSE_CERTIFICATE, CP_CLAUSE_NAME, CP_CLAUSE_NETWORK, CP_CLAUSE_FOREIGN } kind;
	cp_threat_subject subject;
	cp_bytes text; /* name, network; lent by the pattern */
} cp_threat_clause;

typedef struct cp_threat_clauses {
	cp_threat_clause *list; /* owned */
	size_t n, capacity;
	size_t n_unusable; /* ways that cannot be looked up */
} cp_threat_clauses;

/* Ways of one pattern beyond these make it one that cannot be looked up. */
#define CP_CLAUSES_MAX 4096u

/* What is no pattern, or a kind of pattern that needs more than one observation, is one unusable
 * way. */
CP_CHECK_RESULT int
cp_threat_pattern_read(cp_bytes pattern, cp_threat_clauses *clauses);
void
cp_threat_clauses_clear(cp_threat_clauses *clauses);

#endif
