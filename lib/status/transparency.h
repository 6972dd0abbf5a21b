/*
 * Certificate Transparency (RFC 6962): which timestamps of the leaf are a known log's, which of
 * them count, and whether they are enough.
 */
#ifndef CP_STATUS_TRANSPARENCY_H
#define CP_STATUS_TRANSPARENCY_H

#include "classify/facts.h"
#include "path/memo.h"
#include "store/ct_logs.h"

/* SCTs of one source that are looked at: servers send two to five, and what is beyond counts for
 * nothing. */
#define CP_SCTS_MAX 64u

/*
 * What the signatures of one search's leaf were worth on an earlier path under the same issuer's
 * key: they are checked, and paid for, once. Empty at first.
 */
typedef struct cp_transparency_known {
	bool is_filled, has_issuer;
	uint8_t issuer[CP_SHA256_LEN]; /* of its SPKI */
	cp_bytes ocsp_list;
	size_t n;
	uint8_t faults[3 * CP_SCTS_MAX];
} cp_transparency_known;

typedef struct cp_transparency_input {
	const cp_ct_logs *logs; /* NULL: none at hand, nothing is computed */
	cp_bytes tls_list;      /* of the TLS extension, with its outer length; empty */
	cp_memo *memo;          /* of signatures that verified; may be NULL */
	cp_budget *budget;
	cp_transparency_known *known;
} cp_transparency_input;

/*
 * Fills `transparency` and `earliest_sct`; wants the path and ocsp_sct_list. False: no memory.
 */
CP_CHECK_RESULT bool
cp_transparency_judge(cp_facts *facts, cp_arena *arena, const cp_transparency_input *input);

#endif
