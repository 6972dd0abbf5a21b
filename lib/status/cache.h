/* What an evaluation asked already: whether a key signed something, what a list says of a
 * certificate, which lists may concern it, and which paths lead to an issuer of lists. */
#ifndef CP_STATUS_CACHE_H
#define CP_STATUS_CACHE_H

#include "base/budget.h"
#include "base/table.h"
#include "path/builder.h"
#include "status/listing.h"
#include "status/nearby.h"
#include "status/response.h"
#include "status/revocation.h"
#include "x509/cert_rows.h"

typedef struct cp_asked_row {
	const void *object;    /* what is signed; the list */
	const uint8_t *digest; /* of the key; of the certificate. Lent by a certificate; zeros stand
	                        * for whoever was asked about first */
	cp_verify_result verified;
	cp_listing listing;
} cp_asked_row;

typedef struct cp_asked {
	cp_asked_row *rows; /* owned */
	size_t n, capacity;
	cp_table table;
} cp_asked;

struct cp_revocation_cache {
	cp_asked signatures, listings;
	cp_cert_rows builders; /* cp_builder *, owned; NULL: none was made */
	cp_cert_rows nearby;   /* cp_nearby, its lists owned */
	cp_responses responses;
	const cp_crl *damaged; /* a list whose file turned out to be damaged; NULL: none */
};

/* Something signed, as its reader left it. */
typedef struct cp_signed {
	const void *object;
	const cp_signature_algorithm *algorithm;
	cp_bytes tbs, signature;
} cp_signed;

/* Whether the key of `signer` made the signature: *fault is CP_LIST_COUNTS, or why not. A pair that
 * was asked before costs nothing. False: no memory. */
CP_CHECK_RESULT bool
cp_cache_verify(cp_revocation_cache *cache, cp_budget *budget, const cp_signed *what,
	const cp_cert *signer, cp_list_fault *fault);

/* The same for a list. One that is kept remembers who signed it, and some who did not, which saves the
 * work and not the charge: what an evaluation answers must not hang on those before it. */
CP_CHECK_RESULT bool
cp_cache_verify_list(cp_revocation_cache *cache, cp_budget *budget, const cp_crl *crl,
	const cp_cert *signer, cp_list_fault *fault);

/* cp_listing_find; *fault is CP_LIST_COUNTS, or CP_LIST_UNSEARCHED. False: no memory. */
CP_CHECK_RESULT bool
cp_cache_find(cp_revocation_cache *cache, cp_budget *budget, const cp_crl *crl, const cp_cert *cert,
	cp_listing *listing, cp_list_fault *fault);

/*
 * A builder of paths for `cert`, from what `building` has; it keeps what it found. Looking at what is
 * at hand is paid in steps: *builder is NULL when they do not suffice. False: no memory.
 */
CP_CHECK_RESULT bool
cp_cache_builder(cp_revocation_cache *cache, const cp_builder_input *building, cp_cert *cert,
	cp_builder **builder);

#endif
