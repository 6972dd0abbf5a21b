/*
 * Lenient TLV reading (X.690 BER, indefinite lengths included), for the
 * envelopes that objects arrive in: PKCS#7 and PKCS#12 are BER by their standards. What is inside
 * them, and everything that is judged, goes through the strict reader.
 */
#ifndef CP_ASN1_BER_H
#define CP_ASN1_BER_H

#include "asn1/der.h"
#include "base/bytes.h"
#include "base/compiler.h"

typedef struct cp_ber {
	uint8_t tag;      /* the identifier octet; high tag numbers are refused */
	cp_bytes content; /* without the end-of-contents octets */
	cp_bytes whole;
} cp_ber;

/* Takes the first element off *rest; false, and nothing changed, when there is none whole. */
CP_CHECK_RESULT bool
cp_ber_next(cp_bytes *rest, cp_ber *element);

/* As cp_ber_next, and false when the element bears another identifier octet. */
CP_CHECK_RESULT bool
cp_ber_take(cp_bytes *rest, uint8_t tag, cp_bytes *content);

/* A small INTEGER that is not negative. */
CP_CHECK_RESULT bool
cp_ber_take_unsigned(cp_bytes *rest, uint64_t *value);

#endif
