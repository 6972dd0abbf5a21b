/* What the files that read OCSP responses share: the response and its extensions. */
#ifndef CP_X509_OCSP_READ_H
#define CP_X509_OCSP_READ_H

#include "asn1/der.h"
#include "x509/ocsp.h"

typedef struct cp_ocsp_reading {
	cp_der_reader der;
	cp_ocsp *ocsp;      /* NULL while single responses are walked again */
	size_t n_tolerated; /* problems that leave the meaning clear */
} cp_ocsp_reading;

/* Notes what is wrong, though the meaning is clear. */
void
cp_ocsp_tolerate(cp_ocsp_reading *r, cp_problem_kind kind, const uint8_t *at);

/* Problems for which the response cannot be used. */
static inline size_t
cp_ocsp_n_fatal(const cp_ocsp_reading *r)
{
	return r->der.n_malformed - r->n_tolerated;
}

/* CRLReason as the whole of `value`. */
void
cp_ocsp_read_reason(cp_ocsp_reading *r, cp_bytes value, cp_ocsp_single *single);

/* Extensions in [1] EXPLICIT, if they come next; `single` NULL: those of the whole response. */
void
cp_ocsp_read_extensions(
	cp_ocsp_reading *r, cp_bytes *rest, const char *field, cp_ocsp_single *single);

#endif
