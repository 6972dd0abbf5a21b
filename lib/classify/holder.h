/*
 * What a subject says its holder is: which attributes it has, and whether they are in the form that
 * RFC 5280 A.1 and CA/B BR 7.1.4 give them. What they say is nobody's business here.
 */
#ifndef CP_CLASSIFY_HOLDER_H
#define CP_CLASSIFY_HOLDER_H

#include "base/bytes.h"
#include "base/compiler.h"

/* Attributes that profiles of certificates ask for or forbid; a bit set. */
enum {
	CP_HOLDER_COUNTRY = 1 << 0,
	CP_HOLDER_STATE = 1 << 1,
	CP_HOLDER_LOCALITY = 1 << 2,
	CP_HOLDER_ORGANIZATION = 1 << 3,
	CP_HOLDER_ORGANIZATIONAL_UNIT = 1 << 4,
	CP_HOLDER_COMMON_NAME = 1 << 5,
	CP_HOLDER_SURNAME = 1 << 6,
	CP_HOLDER_GIVEN_NAME = 1 << 7,
	CP_HOLDER_SERIAL_NUMBER = 1 << 8,
	CP_HOLDER_BUSINESS_CATEGORY = 1 << 9,
	CP_HOLDER_JURISDICTION_COUNTRY = 1 << 10,
	CP_HOLDER_OTHER = 1 << 11 /* any without a bit of its own */
};

typedef struct cp_holder {
	unsigned attributes;  /* CP_HOLDER_* that are there and not empty */
	const char *too_long; /* the first one above its bound (RFC 5280 A.1); NULL: none; static */
	const char *other_string; /* the first one that is neither UTF8String nor PrintableString
				   * where CA/B BR 7.1.4.2 wants one of them; NULL: none; static */
	const char *repeated;     /* the first that stands twice and may not; NULL: none; static */
	bool several_in_one;      /* an RDN with more than one attribute */
} cp_holder;

/* `subject` is a Name TLV that was read from a certificate. */
void
cp_holder_read(cp_bytes subject, cp_holder *holder);

#endif
