/* Candidate paths: what they cost and how they end. */
#include <config.h>
#include "path/path.h"

bool
cp_path_pay(const cp_path *path, cp_budget *budget)
{
	uint64_t octets = 0;
	size_t i;

	for (i = 0; i < path->n_certs; i++)
		octets += path->certs[i]->der.len;
	return cp_budget_take(budget, CP_LIMIT_PATHS, 1) &&
	       cp_budget_take(budget, CP_LIMIT_PATH_OCTETS, octets);
}

const char *
cp_path_end_name(cp_path_end end)
{
	static const char *const names[] = {
		[CP_PATH_ANCHORED] = "anchored",
		[CP_PATH_UNKNOWN_ISSUER] = "unknown-issuer",
		[CP_PATH_BAD_SIGNATURE] = "bad-signature",
		[CP_PATH_UNSUPPORTED] = "unsupported",
		[CP_PATH_SELF_SIGNED] = "self-signed",
		[CP_PATH_LOOP] = "loop",
		[CP_PATH_BUDGET] = "limit",
	};

	return names[end];
}
