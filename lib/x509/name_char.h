/* The characters of an attribute's value, whatever its string type. */
#ifndef CP_X509_NAME_CHAR_H
#define CP_X509_NAME_CHAR_H

#include "base/bytes.h"

/* Octets that are no character of the type come as CP_NAME_CHAR_BAD plus the octet. */
#define CP_NAME_CHAR_BAD UINT32_C(0x110000)

/* Whether a value with this tag is text. */
bool
cp_name_is_text(unsigned tag);

/* Takes the next character off; false at the end. */
bool
cp_name_char_next(unsigned tag, cp_bytes *rest, uint32_t *c);

#endif
