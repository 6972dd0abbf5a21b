/* The lists of a certificate's issuer, among all that are at hand. */
#include <config.h>
#include "status/nearby.h"
#include "base/mem.h"
#include "status/cache.h"

size_t
cp_nearby_count(const cp_revocation_input *input)
{
	size_t n = input->n_request_crls, i;

	for (i = 0; i < CP_COUNT(input->stores); i++)
		n += input->stores[i] != NULL ? cp_crls_count(input->stores[i]) : 0;
	return n;
}

static const cp_crl *
list_at(const cp_revocation_input *input, size_t index)
{
	size_t i;

	if (index < input->n_request_crls)
		return input->request_crls[index];
	index -= input->n_request_crls;
	for (i = 0; input->stores[i] == NULL || index >= cp_crls_count(input->stores[i]); i++)
		index -= input->stores[i] != NULL ? cp_crls_count(input->stores[i]) : 0;
	return cp_crls_at(input->stores[i], index);
}

/* All lists are looked at, once. */
static bool
collect(const cp_revocation_input *input, const cp_cert *cert, cp_nearby *nearby)
{
	const cp_crl **lists = NULL;
	size_t i, n = cp_nearby_count(input), kept = 0, capacity = 0;

	nearby->covered = cp_covered_of(cert);
	nearby->has_others = false;
	for (i = 0; i < n; i++) {
		const cp_crl *crl = list_at(input, i);

		if (!cp_list_may_concern(crl, &nearby->covered)) {
			nearby->has_others = true;
			continue;
		}
		if (!cp_grow((void **)&lists, kept, &capacity, sizeof(*lists))) {
			cp_free(lists);
			return false;
		}
		lists[kept++] = crl;
	}
	nearby->lists = lists;
	nearby->n_lists = kept;
	return true;
}

bool
cp_nearby_find(const cp_revocation_input *input, const cp_cert *cert, cp_nearby *nearby)
{
	bool is_new;
	cp_nearby *row = cp_cert_rows_get(&input->cache->nearby, cert, sizeof(*row), &is_new);

	if (row == NULL || (is_new && !collect(input, cert, row)))
		return false;
	*nearby = *row;
	return true;
}
