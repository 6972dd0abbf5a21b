/*
 * Revocation by CRL (RFC 5280 6.3): what the lists at hand say of the certificates of a path. A list
 * counts only when it can be read, verifies under the issuer's key, is in date and covers the
 * certificate; one that does not is as if it were not there, and the reason is kept for people.
 */
#ifndef CP_STATUS_REVOCATION_H
#define CP_STATUS_REVOCATION_H

#include "classify/facts.h"
#include "store/crls.h"

/* Verified (list, issuer) pairs of one evaluation, so that no signature is paid for twice. */
typedef struct cp_revocation_cache cp_revocation_cache;

CP_CHECK_RESULT cp_revocation_cache *
cp_revocation_cache_new(void);
void
cp_revocation_cache_free(cp_revocation_cache *cache);

typedef struct cp_revocation_input {
	const cp_crls *engine_crls;   /* may be NULL */
	cp_crl *const *request_crls;
	size_t n_request_crls;
	cp_revocation_cache *cache;
	cp_budget *budget;            /* SIGNATURES are taken here */
} cp_revocation_input;

/*
 * Fills `revocation` of every certificate below the anchor. Among valid lists one "revoked" outweighs
 * any "good". False: no memory.
 */
CP_CHECK_RESULT bool
cp_revocation_judge(cp_facts *facts, cp_arena *arena, const cp_revocation_input *input);

#endif
