/*
 * The cipher suite of a handshake that is not over, which gnutls_ciphersuite_get does not tell yet.
 */
#ifndef ADAPTERS_GNUTLS_SUITE_H
#define ADAPTERS_GNUTLS_SUITE_H

#include <gnutls/gnutls.h>

/* Room for the longest name. */
#define SUITE_NAME_SIZE 64

/* The two octets of the suite in the body of a ServerHello (RFC 5246 7.4.1.3); 0: there are none.
 */
int
suite_of_hello(const gnutls_datum_t *hello, unsigned char id[2]);
/* Its IANA name, or "0xC02F" when GnuTLS does not know it. Returns `name`. */
const char *
suite_name(const unsigned char id[2], char name[SUITE_NAME_SIZE]);

#endif
