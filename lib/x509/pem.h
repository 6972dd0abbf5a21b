/* The blocks of a PEM text (RFC 7468, and RFC 1421 headers), found without decoding them. */
#ifndef CP_X509_PEM_H
#define CP_X509_PEM_H

#include "base/bytes.h"
#include "base/compiler.h"

typedef struct cp_pem_block {
	cp_bytes label; /* "CERTIFICATE" */
	cp_bytes body;  /* base64, with its line breaks; headers left out */
	size_t begin;   /* offset of the BEGIN line */
	size_t end;     /* offset behind the END line */
} cp_pem_block;

typedef enum cp_pem_result {
	CP_PEM_BLOCK,
	CP_PEM_NONE,  /* only text is left */
	CP_PEM_BROKEN /* *what says why; *offset is where */
} cp_pem_result;

/* The next block from *offset on, which then stands behind it. */
CP_CHECK_RESULT cp_pem_result
cp_pem_next(cp_bytes text, size_t *offset, cp_pem_block *block, const char **what);

bool
cp_pem_label_is(const cp_pem_block *block, const char *label);

/* The first octet of a body that base64 does not have; the body's length when there is none. */
size_t
cp_pem_bad_octet(cp_bytes body);

/* The number of the line that `offset` is in, from 1. */
size_t
cp_pem_line(cp_bytes text, size_t offset);

#endif
