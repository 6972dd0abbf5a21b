/* Our reading of a certificate against GnuTLS's, field by field. */
#ifndef CP_TESTS_COMPARE_CERT_H
#define CP_TESTS_COMPARE_CERT_H

#include "x509/cert.h"

#include <gnutls/x509.h>

/* Told of each field that differs, by its name in RFC 5280 or close to it; static. */
typedef void
compare_differs(void *user, const char *field);

/* `crt` is the same octets, which GnuTLS imported. */
void
compare_cert(const cp_cert *cert, gnutls_x509_crt_t crt, compare_differs *differs, void *user);

#endif
