/* What is learnt of revocation lists between evaluations: an index, and who signed them. */
#include <config.h>
#include "x509/crl_kept.h"

/* Of lists that name other issuers every entry is read, which takes so many times as long. */
#define COST_OF_INDIRECT 8u

/* Building an index takes as long as some twenty walks over the entries. */
#define WALKS_BEFORE_INDEX 16u

/* Of a key's place, of which the first is for one that signed: free, being written, to be read. */
enum { KEY_NONE = 0, KEY_COMING, KEY_THERE };

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

static bool
is_key(const cp_crl_key *place, const uint8_t spki_sha256[CP_SHA256_LEN])
{
	return cp_atomic_load(&place->state) == KEY_THERE &&
	       memcmp(place->sha256, spki_sha256, CP_SHA256_LEN) == 0;
}

bool
cp_crl_recall_key(const cp_crl *crl, const uint8_t spki_sha256[CP_SHA256_LEN], bool *signed_it)
{
	size_t i;

	for (i = 0; i < CP_CRL_KEYS; i++) {
		if (is_key(&crl->kept.keys[i], spki_sha256)) {
			*signed_it = i == 0;
			return true;
		}
	}
	return false;
}

/* False: another thread had it first. */
static bool
take_place(cp_crl_key *place, const uint8_t spki_sha256[CP_SHA256_LEN])
{
	int expected = KEY_NONE;

	if (!cp_atomic_publish(&place->state, &expected, KEY_COMING))
		return false;
	memcpy(place->sha256, spki_sha256, CP_SHA256_LEN);
	cp_atomic_store(&place->state, KEY_THERE);
	return true;
}

void
cp_crl_remember_key(const cp_crl *crl, const uint8_t spki_sha256[CP_SHA256_LEN], bool signed_it)
{
	cp_crl_kept *kept = kept_of(crl);
	size_t i;

	if (!kept->is_kept)
		return;
	for (i = signed_it ? 0 : 1; i < (signed_it ? 1 : CP_CRL_KEYS); i++) {
		if (take_place(&kept->keys[i], spki_sha256))
			return;
	}
}
