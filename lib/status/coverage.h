/* Which certificates a list covers (RFC 5280 6.3.3 (b), (d), (e)). */
#ifndef CP_STATUS_COVERAGE_H
#define CP_STATUS_COVERAGE_H

#include "base/budget.h"
#include "status/fault.h"
#include "x509/cert.h"

/* All of ReasonFlags that have a meaning: bits 1 to 8 (RFC 5280 4.2.1.13). */
#define CP_ALL_REASONS 0x1feu

typedef struct cp_coverage {
	unsigned reasons; /* what may be on the list; never 0 when it covers */
	bool designated;  /* the certificate names the list's issuer in a cRLIssuer */
} cp_coverage;

/* A certificate that lists are held against, and what tells quickly that one is not meant. */
typedef struct cp_covered {
	const cp_cert *cert;
	bool names_crl_issuers; /* somebody else than its issuer may speak of it */
} cp_covered;

cp_covered
cp_covered_of(const cp_cert *cert);

/* Whether a list by this issuer can concern the certificate at all; what cannot is of others. */
bool
cp_list_may_concern(const cp_crl *crl, const cp_covered *covered);

/*
 * CP_LIST_COUNTS when the list covers the certificate, else CP_LIST_OF_OTHERS, CP_LIST_UNREADABLE,
 * CP_LIST_OTHER_SCOPE or CP_LIST_NAMES_COMPARED. Names that must be put together live in `arena`,
 * which remembers a failure.
 */
cp_list_fault
cp_list_covers(const cp_crl *crl, const cp_covered *covered, cp_arena *arena, cp_budget *budget,
	cp_coverage *coverage);

#endif
