/* A candidate path: certificates from the leaf to an anchor, or as far as it went and why it ended. */
#ifndef CP_PATH_PATH_H
#define CP_PATH_PATH_H

#include "base/budget.h"
#include "store/anchors.h"
#include "x509/cert.h"

typedef enum cp_path_end {
	CP_PATH_ANCHORED,       /* the last certificate is an anchor; every link is authenticated */
	CP_PATH_UNKNOWN_ISSUER, /* nobody at hand bears the last certificate's issuer name */
	CP_PATH_BAD_SIGNATURE,  /* somebody bears it (and its key identifier), but no such key verifies */
	CP_PATH_UNSUPPORTED,    /* likewise, and the algorithm or key is one that nobody here can use */
	CP_PATH_SELF_SIGNED,    /* the last certificate is self-issued and no anchor */
	CP_PATH_LOOP,           /* every issuer at hand is in the path already */
	CP_PATH_BUDGET          /* a limit ended the search here */
} cp_path_end;

/* "anchored", "unknown-issuer", … */
const char *
cp_path_end_name(cp_path_end end);

/* The longest path that is ever built; the "depth" limit is clamped to it. */
#define CP_PATH_MAX 64

typedef struct cp_path {
	cp_cert *certs[CP_PATH_MAX]; /* leaf first; lent by the request, the pool or the anchors */
	size_t n_certs;
	cp_path_end end;
	const cp_anchor *anchor;  /* for CP_PATH_ANCHORED; lent by its store */
	cp_cert *failed_issuer;   /* for BAD_SIGNATURE, UNSUPPORTED: who bears the name; else NULL */
	bool leaf_self_signature_valid; /* the leaf is self-issued and its signature is by its own key */
	bool anchor_signed_itself; /* its own key signed it; asked of an anchor only that is not self-issued
	                            * and names no issuer's key */
} cp_path;

/* What looking at a path costs grows with its certificates: whoever sends a large one and many ways up
 * from it pays for each. False when the budget does not allow it. */
bool
cp_path_pay(const cp_path *path, cp_budget *budget);

#endif
