/*
 * What was found out about certificates, each of them once: rows of one size, by certificate.
 * Certificates are told apart by address, so that they have to outlive the rows. Of one search, and
 * so of one thread.
 */
#ifndef CP_X509_CERT_ROWS_H
#define CP_X509_CERT_ROWS_H

#include "base/table.h"
#include "x509/cert.h"

typedef struct cp_cert_rows {
	const cp_cert **certs; /* owned; lent elements */
	void *rows;            /* owned */
	size_t n, certs_capacity, rows_capacity;
	cp_table by_cert;
} cp_cert_rows;

void
cp_cert_rows_clear(cp_cert_rows *rows);

/* The row of a certificate, `size` octets, the same in every call; zeros when *is_new. Lent until the
 * next call. NULL: no memory. */
void *
cp_cert_rows_get(cp_cert_rows *rows, const cp_cert *cert, size_t size, bool *is_new);

#endif
