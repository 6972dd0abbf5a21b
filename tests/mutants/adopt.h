/*
 * Certificates of others, taken in: issued anew by a CA of our own whose key lies beside the tests,
 * so that what is changed in them can be signed again and only the reading stands before an allow.
 */
#ifndef CP_TESTS_ADOPT_H
#define CP_TESTS_ADOPT_H

#include "base/buf.h"
#include "mutants/tree.h"

typedef enum adopt_key { ADOPT_ROOT, ADOPT_ISSUING, ADOPT_LEAF, ADOPT_N_KEYS } adopt_key;

/* Reads the keys; ends with 99 without them. */
void
adopt_start(void);
void
adopt_stop(void);

/* The algorithm that the keys sign with: ecdsa-with-SHA256, as AlgorithmIdentifier. */
cp_bytes
adopt_algorithm(void);

/* The signature of the octets; the same at every run. */
void
adopt_sign(adopt_key key, cp_bytes octets, cp_buf *signature);

/* A certificate of its parts; `algorithm` is a whole element. */
void
adopt_assemble(cp_bytes tbs, cp_bytes algorithm, cp_bytes signature, cp_buf *out);

/* A chain beneath our root, in which the certificate at `at` is the one taken in. */
typedef struct adopted_chain {
	cp_buf chain[2], root;
	size_t at;
	adopt_key signed_by;
	int64_t time;   /* inside its validity */
	char peer[256]; /* a name of the leaf; empty when there is none */
} adopted_chain;

/* False when there is nothing to be made of it. `adopted` is to be cleared in any case. */
bool
adopt(der_tree *tree, cp_bytes der, adopted_chain *adopted);
void
adopt_clear(adopted_chain *adopted);

#endif
