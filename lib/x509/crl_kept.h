/*
 * Revocation lists that stay beyond one request: what was learnt of one is of use to the next
 * evaluation. Nothing of it shows in an answer or in what an evaluation is charged.
 */
#ifndef CP_X509_CRL_KEPT_H
#define CP_X509_CRL_KEPT_H

#include "x509/crl_index.h"

/* The list is kept from now on; before threads share it. */
void
cp_crl_keep(cp_crl *crl);

/*
 * The list's index for one look-up; NULL: its entries are to be looked through. A list that is kept
 * gets one when so many look-ups went through all of its entries that making it would have been as
 * cheap; one in a file has it from the start.
 */
const cp_crl_index *
cp_crl_index_of(const cp_crl *crl);

/* Octets that a look-up reads at most, those of lists that name other issuers counting eightfold.
 */
uint64_t
cp_crl_lookup_cost(const cp_crl *crl);

/* Whether it is known if this key signed the list, and then *signed_it. */
bool
cp_crl_recall_key(const cp_crl *crl, const uint8_t spki_sha256[CP_SHA256_LEN], bool *signed_it);

/* This key signed the list, or did not. The first that did is remembered, and the first few that
 * did not: an authority that changes its key goes on under its name. */
void
cp_crl_remember_key(const cp_crl *crl, const uint8_t spki_sha256[CP_SHA256_LEN], bool signed_it);

#endif
