/*
 * Revocation by CRL (RFC 5280 6.3) and OCSP (RFC 6960): what the lists and responses at hand say of
 * the certificates of a path. One counts only when it can be read, verifies under the key of an
 * issuer that this path vouches for, is in date and covers the certificate; one that does not is as
 * if it were not there, and the reason is kept for people.
 */
#ifndef CP_STATUS_REVOCATION_H
#define CP_STATUS_REVOCATION_H

#include "classify/walk.h"
#include "path/builder.h"
#include "store/crls.h"
#include "store/denylist.h"
#include "store/weak_keys.h"

/* What one evaluation verified and looked up, so that nothing is paid for twice (cache.h). It refers
 * to the lists and certificates of the evaluation, which must live as long. */
typedef struct cp_revocation_cache cp_revocation_cache;

CP_CHECK_RESULT cp_revocation_cache *
cp_revocation_cache_new(void);
void
cp_revocation_cache_free(cp_revocation_cache *cache);

/* CERTPOLICY_OK, or that a list's file turned out to be damaged: what an evaluation found with such
 * a list left out is no answer. */
CP_CHECK_RESULT int
cp_revocation_cache_status(const cp_revocation_cache *cache, certpolicy_error **error);

typedef struct cp_revocation_input {
	const cp_crls *stores[3]; /* the engine's, the policy's, the floor's; may be NULL */
	cp_crl *const *request_crls;
	size_t n_request_crls;
	const cp_bytes *staples; /* OCSPResponses by place in the chain; empty: none */
	size_t n_staples;
	const cp_bytes *responses; /* … that did not come with the chain */
	size_t n_responses;
	cp_cert *const *chain; /* what the staples came with */
	size_t n_chain;
	/* Where issuers of lists that stand outside the path are looked for, and what vouches for
	 * them; its leaf is of no account. */
	const cp_builder_input *building;
	/* Whom neither lists nor responses are believed; may be NULL. */
	const cp_denylist *denylist;
	const cp_weak_keys *weak_keys;
	cp_revocation_cache *cache;
	cp_budget *budget; /* of signatures, lists, names, steps and paths all is taken here */
} cp_revocation_input;

/*
 * Fills `revocation` of every certificate below the anchor, and what the facts say of staples; of a
 * path without an anchor nothing is known. Among valid lists and responses one "revoked" outweighs
 * any "good". False: no memory.
 */
CP_CHECK_RESULT bool
cp_revocation_judge(cp_facts *facts, cp_arena *arena, const cp_revocation_input *input);

#endif
