/* Chains that are meant to cost much: tables of them, each in any size. */
#ifndef CP_BENCH_HOSTILE_CHAINS_H
#define CP_BENCH_HOSTILE_CHAINS_H

#include "bench.h"

#include <certpolicy/certpolicy.h>

typedef struct hostile_files {
	bench_data *file;
	size_t n, capacity;
} hostile_files;

/* What a request is made of. */
typedef struct hostile_input {
	hostile_files chain, intermediates, anchors, crls, responses;
	size_t n_peers; /* names that no certificate has */
} hostile_input;

typedef struct hostile_case {
	const char *name;
	void (*make)(hostile_input *input, size_t n);
	size_t full, small; /* n for the benchmark, and for make check */
	const char *limit;  /* that ends the judgement; NULL: none does */
	uint64_t lowered;   /* to what, for the small form; 0: as it is */
} hostile_case;

/* The tables, and NULL; each ends with a NULL name. */
extern const hostile_case *const hostile_tables[];

/* The files are read into a request: the certificates, lists, responses and names of `input`. */
certpolicy_request *
hostile_request(const hostile_input *input);

void
hostile_input_free(hostile_input *input);

#endif
