/* What is learnt of revocation lists between evaluations: an index, and who signed them. */
#include <config.h>
#include "x509/crl_kept.h"

/* Of lists that name other issuers every entry is read, which takes so many times as long. */
#define COST_OF_INDIRECT 8u

/* Building an index takes as long as some twenty walks over the entries. */
#define WALKS_BEFORE_INDEX 16u

/* Of the signer's place: free, being written, to be read. */
enum { SIGNER_NONE = 0, SIGNER_COMING, SIGNER_THERE };

/* The only fields that change once a list is shared. Lists are never const objects. */
static cp_crl_kept *
kept_of(const cp_crl *crl)
{
	return (cp_crl_kept *)(uintptr_t)&crl->kept;
}

void
cp_crl_keep(cp_crl *crl)
{
	if (!crl->kept.is_kept)
		crl->kept.is_kept = true;
}

static uint64_t
walk_cost(const cp_crl *crl)
{
	uint64_t octets = crl->entries.len;

	return crl->names_other_issuers ? octets * COST_OF_INDIRECT : octets;
}

/* Whether there is an index, or will be when it pays. */
static bool
gets_index(const cp_crl *crl)
{
	const cp_crl_kept *kept = &crl->kept;

	return kept->is_kept && walk_cost(crl) > CP_CRL_LOOKUP_OCTETS &&
	       !cp_atomic_load(&kept->is_unfit);
}

uint64_t
cp_crl_lookup_cost(const cp_crl *crl)
{
	return gets_index(crl) ? CP_CRL_LOOKUP_OCTETS : walk_cost(crl);
}

/* Without memory the entries are looked through, which works as well, and it is tried again. */
static const cp_crl_index *
make_index(const cp_crl *crl, cp_crl_kept *kept)
{
	uint8_t sha256[CP_SHA256_LEN];
	cp_crl_index *made;

	cp_crypto_sha256(crl->der, sha256);
	if (!cp_crl_index_build(crl, sha256, &made)) {
		cp_atomic_store(&kept->n_walks, 0);
		return NULL;
	}
	if (made == NULL)
		cp_atomic_store(&kept->is_unfit, 1);
	else
		cp_atomic_store(&kept->index, made);
	return made;
}

/* One thread finds that the time has come; the others go on walking until it is done. */
const cp_crl_index *
cp_crl_index_of(const cp_crl *crl)
{
	cp_crl_kept *kept = kept_of(crl);
	const cp_crl_index *there = cp_atomic_load(&kept->index);

	if (there != NULL || !gets_index(crl))
		return there;
	return cp_atomic_increment(&kept->n_walks) == WALKS_BEFORE_INDEX ? make_index(crl, kept)
									 : NULL;
}

bool
cp_crl_is_signed_by(const cp_crl *crl, const uint8_t spki_sha256[CP_SHA256_LEN])
{
	const cp_crl_kept *kept = &crl->kept;

	return cp_atomic_load(&kept->signer_state) == SIGNER_THERE &&
	       memcmp(kept->signer, spki_sha256, CP_SHA256_LEN) == 0;
}

void
cp_crl_note_signer(const cp_crl *crl, const uint8_t spki_sha256[CP_SHA256_LEN])
{
	cp_crl_kept *kept = kept_of(crl);
	int expected = SIGNER_NONE;

	if (!kept->is_kept || !cp_atomic_publish(&kept->signer_state, &expected, SIGNER_COMING))
		return;
	memcpy(kept->signer, spki_sha256, CP_SHA256_LEN);
	cp_atomic_store(&kept->signer_state, SIGNER_THERE);
}
