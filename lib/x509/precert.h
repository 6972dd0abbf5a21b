/*
 * What a log signed before a certificate was issued: the TBSCertificate without its timestamps (RFC
 * 6962 3.2), as runs of octets of the certificate itself and new heads between them.
 */
#ifndef CP_X509_PRECERT_H
#define CP_X509_PRECERT_H

#include "x509/cert.h"

#define CP_PRECERT_PARTS 7

/* Parts lend from the certificate and from this object, which therefore stays where it is. */
typedef struct cp_precert {
	uint8_t heads[3][6]; /* tag and length */
	cp_bytes parts[CP_PRECERT_PARTS];
	size_t n_parts;
	size_t len; /* of all parts together */
} cp_precert;

/*
 * False when the certificate has no such extension, or is not read well enough to take it out: an
 * extension that stands twice or was lost, elements whose lengths are not as DER has them.
 */
CP_CHECK_RESULT bool
cp_precert_rebuild(const cp_cert *cert, cp_precert *precert);

#endif
