/* The characters of an attribute's value, whatever its string type. */
#ifndef CP_X509_NAME_CHAR_H
#define CP_X509_NAME_CHAR_H

#include "asn1/der.h"

/* Octets that are no character of the type come as CP_NAME_CHAR_BAD plus the octet. */
#define CP_NAME_CHAR_BAD UINT32_C(0x110000)

/* Whether a value with this tag is text. */
bool
cp_name_is_text(unsigned tag);

/* The next character, which is there, whatever it takes. */
void
cp_name_char_decode(unsigned tag, cp_bytes *rest, uint32_t *c);

/* Takes the next character off; false at the end. Nearly all are ASCII, of one octet. */
static inline bool
cp_name_char_next(unsigned tag, cp_bytes *rest, uint32_t *c)
{
	if (rest->len == 0)
		return false;
	if (rest->data[0] >= 0x80 || tag == CP_DER_BMP_STRING || tag == CP_DER_UNIVERSAL_STRING) {
		cp_name_char_decode(tag, rest, c);
		return true;
	}
	*c = rest->data[0];
	rest->data++;
	rest->len--;
	return true;
}

#endif
