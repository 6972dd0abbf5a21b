/*
 * Lenient TLV reading (X.690 BER, indefinite lengths and constructed strings included), for the
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

/*
 * The octets of an OCTET STRING, of its own tag or of the implicit tag [0], whose pieces, if it is
 * constructed, are put together: then *joined is new (cp_free), else NULL. False when it is none;
 * no memory: *no_memory is set.
 */
CP_CHECK_RESULT bool
cp_ber_octets(const cp_ber *element, cp_bytes *octets, uint8_t **joined, bool *no_memory);

#endif
