/* The characters of an attribute's value, whatever its string type. */
#ifndef CP_X509_NAME_CHAR_H
#define CP_X509_NAME_CHAR_H

#include "asn1/der.h"
#include "base/text.h"

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

/* The most characters that one folds to (Unicode's full case folding). */
#define CP_NAME_CHAR_FOLDED_MAX 3

/* For characters beyond ASCII: what they count as, and how many characters that is. */
size_t
cp_name_char_fold_wide(uint32_t c, uint32_t folded[CP_NAME_CHAR_FOLDED_MAX]);

/* What a character counts as when names are compared: lower case, a space, nothing (RFC 4518 2.2).
 */
static inline size_t
cp_name_char_fold(uint32_t c, uint32_t folded[CP_NAME_CHAR_FOLDED_MAX])
{
	if (c >= 0x80)
		return cp_name_char_fold_wide(c, folded);
	if (c >= ' ' && c < 0x7f)
		folded[0] = cp_ascii_lower((uint8_t)c);
	else
		folded[0] = ' ';
	return (c >= ' ' && c < 0x7f) || (c >= '\t' && c <= '\r') ? 1 : 0;
}

#endif
