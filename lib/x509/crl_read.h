/* What the files that read revocation lists share: the list, its entries, its extensions. */
#ifndef CP_X509_CRL_READ_H
#define CP_X509_CRL_READ_H

#include "asn1/der.h"
#include "x509/crl.h"

typedef struct cp_crl_reading {
	cp_der_reader der;
	cp_crl *crl;               /* NULL while entries are walked again */
	size_t n_tolerated;        /* problems that leave the list's meaning clear */
	const cp_crl_known *known; /* of the entries, NULL while they are to be read */
} cp_crl_reading;

/* Notes what is against the profile, though the meaning is clear. */
void
cp_crl_tolerate(cp_crl_reading *r, cp_problem_kind kind, const uint8_t *at);

/* Problems for which the list cannot be used. */
static inline size_t
cp_crl_n_fatal(const cp_crl_reading *r)
{
	return r->der.n_malformed - r->n_tolerated;
}

/* Time, and whether it stands in the form that RFC 5280 5.1.2.4 asks for. False when unreadable. */
CP_CHECK_RESULT bool
cp_crl_read_time(cp_crl_reading *r, cp_bytes *rest, const char *field, int64_t *seconds);

/* An entry whose SEQUENCE was taken; false when it cannot be used. */
CP_CHECK_RESULT bool
cp_crl_read_entry(
	cp_crl_reading *r, const cp_tlv *sequence, bool extensions_allowed, cp_crl_entry *entry);

/* crlExtensions, if they come next. */
void
cp_crl_read_extensions(cp_crl_reading *r, cp_bytes *rest);

#endif
