/*
 * Mutants: certificates changed as an attacker or a careless encoder would change them, most of
 * them with a sense for DER, some blindly. Everything follows from one number, so that the mutant
 * of a number can be made again.
 */
#ifndef CP_TESTS_MUTATE_H
#define CP_TESTS_MUTATE_H

#include "base/buf.h"
#include "mutants/tree.h"

/* Certificates to start from and to take parts of. */
typedef struct cert_pool {
	uint8_t *data;
	cp_bytes *items;
	size_t n;
} cert_pool;

/* Items in a file, each after its length in four octets, the highest first; ends with 99. */
void
pool_read(const char *file, cert_pool *pool);
void
pool_free(cert_pool *pool);

typedef struct mutator {
	uint64_t state;
	const cert_pool *pool;
	der_tree *tree, *donor;
	char what[160]; /* the changes, by name */
} mutator;

/* Two trees are of the mutator's own; ends with 99 without memory. */
void
mutator_init(mutator *m, const cert_pool *pool);
void
mutator_free(mutator *m);

/* Begins mutant `number`. */
void
mutator_seed(mutator *m, uint64_t number);

/* 0 to n - 1; 0 when n is 0. */
size_t
mutator_pick(mutator *m, size_t n);

/*
 * Appends a mutant of an element: a certificate, a TBSCertificate or what else is DER. One change
 * mostly, rarely more. It may come out as it was.
 */
void
mutate(mutator *m, cp_bytes der, cp_buf *out);

#endif
