/* What a list itself says: whether it can be used at an instant, and its entry for a certificate.
 */
#ifndef CP_STATUS_LISTING_H
#define CP_STATUS_LISTING_H

#include "status/fault.h"
#include "x509/cert.h"
#include "x509/crl_index.h"

/* CRLReason (RFC 5280 5.3.1). */
#define CP_REASON_REMOVE_FROM_CRL 8

typedef struct cp_listing {
	bool listed;  /* there is an entry that revokes, or takes off the list */
	bool removed; /* … and it takes off: removeFromCRL */
	bool foreign; /* an entry names another issuer though the list is not indirect */
	int64_t revoked_at;
	int reason; /* -1: not given */
} cp_listing;

/* Form (RFC 5280 5.1, 5.2) and dates; whose it is and who signed it is asked elsewhere. */
cp_list_fault
cp_listing_usable(const cp_crl *crl, int64_t time);

/* What the entries say, by the list's index when there is one. Of several for one certificate, one
 * that revokes stands. False: the file in which the list lies is damaged, and nothing is known. */
CP_CHECK_RESULT bool
cp_listing_find(const cp_crl *crl, const cp_cert *cert, cp_listing *listing);

/* The same by an index, or by looking through all entries when it is NULL. */
CP_CHECK_RESULT bool
cp_listing_find_by(
	const cp_crl *crl, const cp_crl_index *index, const cp_cert *cert, cp_listing *listing);

/*
 * Whether the delta builds on this complete list (RFC 5280 5.2.4, 6.3.3 (c)): the same scope, and
 * numbers that fit. That both are by the same key is for the caller.
 */
bool
cp_listing_builds_on(const cp_crl *delta, const cp_crl *base);

/* Whether the number of `a` is above that of `b`. */
bool
cp_listing_is_later(const cp_crl *a, const cp_crl *b);

#endif
