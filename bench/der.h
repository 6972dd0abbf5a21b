/* DER written from nothing, for benchmarks: elements are opened, filled and closed. */
#ifndef CP_BENCH_DER_H
#define CP_BENCH_DER_H

#include <stddef.h>
#include <stdint.h>

#define DER_DEPTH 32

#define DER_EMPTY {NULL, 0, 0, {{0, 0}}, 0}

typedef struct der {
	unsigned char *data; /* malloc'd */
	size_t len, room;
	struct {
		size_t start;
		unsigned char tag;
	} open[DER_DEPTH];
	size_t n_open;
} der;

void
der_open(der *d, unsigned char tag);
void
der_close(der *d);

/* Octets as they are. */
void
der_put(der *d, const void *data, size_t len);
/* One octet, `n` times. */
void
der_fill(der *d, unsigned char octet, size_t n);
/* A whole element. */
void
der_element(der *d, unsigned char tag, const void *data, size_t len);
void
der_text(der *d, unsigned char tag, const char *text);
/* Content of an object identifier, as text in hexadecimal: "551d13". */
void
der_oid(der *d, const char *hex);
/* INTEGER, not negative. */
void
der_number(der *d, uint64_t number);
/* `depth` constructed elements of `tag`, each in the one before it. */
void
der_nest(der *d, unsigned char tag, size_t depth);

void
der_free(der *d);

#endif
