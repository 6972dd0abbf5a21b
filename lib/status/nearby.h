/* Which lists at hand may concern a certificate, found once an evaluation by their issuers' names.
 */
#ifndef CP_STATUS_NEARBY_H
#define CP_STATUS_NEARBY_H

#include "status/coverage.h"
#include "status/revocation.h"

typedef struct cp_nearby {
	cp_covered covered;
	const cp_crl *const *lists; /* owned by the cache; in the order at hand */
	size_t n_lists;
	bool has_others; /* lists of other issuers are at hand, too */
} cp_nearby;

/* False: no memory. */
CP_CHECK_RESULT bool
cp_nearby_find(const cp_revocation_input *input, const cp_cert *cert, cp_nearby *nearby);

/* How many lists there are in all. */
size_t
cp_nearby_count(const cp_revocation_input *input);

#endif
