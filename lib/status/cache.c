/* Of one evaluation: signatures verified, entries looked up, builders of paths. Which lists may
 * concern a certificate is kept here too, and found in nearby.c. */
#include <config.h>
#include "status/cache.h"
#include "base/mem.h"
#include "x509/crl_file.h"
#include "x509/crl_kept.h"

cp_revocation_cache *
cp_revocation_cache_new(void)
{
	return cp_calloc(1, sizeof(cp_revocation_cache));
}

static void
forget(cp_asked *asked)
{
	cp_free(asked->rows);
	cp_table_clear(&asked->table);
}

void
cp_revocation_cache_free(cp_revocation_cache *cache)
{
	size_t i;

	if (cache == NULL)
		return;
	for (i = 0; i < cache->builders.n; i++)
		cp_builder_free(((cp_builder **)cache->builders.rows)[i]);
	cp_cert_rows_clear(&cache->builders);
	for (i = 0; i < cache->nearby.n; i++)
		cp_free((void *)(uintptr_t)((cp_nearby *)cache->nearby.rows)[i].lists);
	cp_cert_rows_clear(&cache->nearby);
	forget(&cache->signatures);
	forget(&cache->listings);
	cp_responses_clear(&cache->responses);
	cp_free(cache);
}

int
cp_revocation_cache_status(const cp_revocation_cache *cache, certpolicy_error **error)
{
	return cache->damaged != NULL ? cp_crl_file_refuse(cache->damaged, error) : CERTPOLICY_OK;
}

static bool
is_row(const void *context, uint32_t row, const void *key)
{
	const cp_asked *asked = context;
	const cp_asked_row *wanted = key;

	return asked->rows[row].object == wanted->object &&
	       memcmp(asked->rows[row].digest, wanted->digest, CP_SHA256_LEN) == 0;
}

/* The address parts what one key signed; cp_table mixes. */
static uint64_t
hash_of(const cp_asked_row *row)
{
	return cp_table_hash(row->digest) ^ (uint64_t)(uintptr_t)row->object;
}

static const cp_asked_row *
find(const cp_asked *asked, const cp_asked_row *wanted)
{
	uint32_t row = cp_table_find(&asked->table, hash_of(wanted), is_row, asked, wanted);

	return row != CP_TABLE_NONE ? &asked->rows[row] : NULL;
}

static bool
has_room(cp_asked *asked)
{
	return asked->n < CP_TABLE_NONE - 1 &&
	       cp_grow((void **)&asked->rows, asked->n, &asked->capacity, sizeof(*asked->rows)) &&
	       cp_table_reserve(&asked->table, asked->n + 1);
}

static void
add(cp_asked *asked, const cp_asked_row *row)
{
	cp_table_add(&asked->table, hash_of(row), (uint32_t)asked->n);
	asked->rows[asked->n++] = *row;
}

static cp_list_fault
fault_of(cp_verify_result verified)
{
	switch (verified) {
	case CP_VERIFY_OK:
		return CP_LIST_COUNTS;
	case CP_VERIFY_BAD:
		return CP_LIST_BAD_SIGNATURE;
	default:
		return CP_LIST_UNSUPPORTED;
	}
}

/* Stands for the key of whoever was asked about first. */
static const uint8_t anybody[CP_SHA256_LEN];

/* A list that lies in a file and does not verify may be damaged: it is not as if it were not there.
 */
static cp_verify_result
verify(cp_revocation_cache *cache, const cp_signed *what, const cp_crl *list, const cp_cert *signer)
{
	cp_verify_result result;
	bool signed_it;

	if (list != NULL && cp_crl_recall_key(list, signer->spki_sha256, &signed_it))
		return signed_it ? CP_VERIFY_OK : CP_VERIFY_BAD;
	result = cp_crypto_verify(&signer->key, what->algorithm, what->tbs, what->signature);
	if (list == NULL || (result != CP_VERIFY_OK && result != CP_VERIFY_BAD))
		return result;
	if (result == CP_VERIFY_BAD && !cp_crl_is_whole(list))
		cache->damaged = list;
	else
		cp_crl_remember_key(list, signer->spki_sha256, result == CP_VERIFY_OK);
	return result;
}

/* `list` is what is signed, if it is one. */
static bool
verify_once(cp_revocation_cache *cache, cp_budget *budget, const cp_signed *what,
	const cp_crl *list, const cp_cert *signer, cp_list_fault *fault)
{
	cp_asked_row row = {.object = what->object, .digest = signer->spki_sha256};
	const cp_asked_row first = {.object = what->object, .digest = anybody};
	const cp_asked_row *known = find(&cache->signatures, &row);
	bool was_hashed;

	if (known != NULL) {
		*fault = fault_of(known->verified);
		return true;
	}
	was_hashed = find(&cache->signatures, &first) != NULL;
	if (!cp_crypto_pay(budget, &signer->key, what->tbs, was_hashed)) {
		*fault = CP_LIST_UNCHECKED;
		return true;
	}
	row.verified = verify(cache, what, list, signer);
	if (row.verified == CP_VERIFY_NO_MEMORY || !has_room(&cache->signatures))
		return false;
	add(&cache->signatures, &row);
	if (!was_hashed && !has_room(&cache->signatures))
		return false;
	if (!was_hashed)
		add(&cache->signatures, &first);
	*fault = fault_of(row.verified);
	return true;
}

bool
cp_cache_verify(cp_revocation_cache *cache, cp_budget *budget, const cp_signed *what,
	const cp_cert *signer, cp_list_fault *fault)
{
	return verify_once(cache, budget, what, NULL, signer, fault);
}

bool
cp_cache_verify_list(cp_revocation_cache *cache, cp_budget *budget, const cp_crl *crl,
	const cp_cert *signer, cp_list_fault *fault)
{
	const cp_signed what = {crl, &crl->outer_algorithm, crl->tbs, crl->signature};

	return verify_once(cache, budget, &what, crl, signer, fault);
}

/* Once it costs nothing, since reading did as much. */
static bool
pay_for_search(
	const cp_revocation_cache *cache, cp_budget *budget, const cp_crl *crl, bool *was_searched)
{
	const cp_asked_row first = {.object = crl, .digest = anybody};

	*was_searched = find(&cache->listings, &first) != NULL;
	if (!*was_searched)
		return true;
	return cp_budget_take(budget, CP_LIMIT_LIST_OCTETS, cp_crl_lookup_cost(crl));
}

bool
cp_cache_find(cp_revocation_cache *cache, cp_budget *budget, const cp_crl *crl, const cp_cert *cert,
	cp_listing *listing, cp_list_fault *fault)
{
	cp_asked_row row = {.object = crl, .digest = cert->sha256};
	const cp_asked_row first = {.object = crl, .digest = anybody};
	const cp_asked_row *known = find(&cache->listings, &row);
	bool was_searched;

	*fault = CP_LIST_COUNTS;
	if (known != NULL) {
		*listing = known->listing;
		return true;
	}
	if (!pay_for_search(cache, budget, crl, &was_searched)) {
		*fault = CP_LIST_UNSEARCHED;
		return true;
	}
	if (!has_room(&cache->listings))
		return false;
	if (!cp_listing_find(crl, cert, &row.listing)) {
		cache->damaged = crl;
		*fault = CP_LIST_UNREADABLE;
		return true;
	}
	add(&cache->listings, &row);
	if (!was_searched && !has_room(&cache->listings))
		return false;
	if (!was_searched)
		add(&cache->listings, &first);
	*listing = row.listing;
	return true;
}

static bool
pay_for_builder(const cp_builder_input *building)
{
	uint64_t steps = 1;
	size_t i;

	for (i = 0; i < building->n_pools; i++)
		steps += cp_pool_count(building->pools[i]);
	return cp_budget_take(building->budget, CP_LIMIT_STEPS, steps);
}

bool
cp_cache_builder(cp_revocation_cache *cache, const cp_builder_input *building, cp_cert *cert,
	cp_builder **builder)
{
	cp_builder_input input = *building;
	bool is_new;
	cp_builder **row = cp_cert_rows_get(&cache->builders, cert, sizeof(*row), &is_new);

	*builder = NULL;
	if (row == NULL)
		return false;
	if (*row == NULL) {
		if (!pay_for_builder(building))
			return true;
		input.leaf = cert;
		*row = cp_builder_new(&input);
	}
	*builder = *row;
	return *row != NULL;
}
