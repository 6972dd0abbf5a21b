/*
 * SignedData by hand: one walk, no copies and no trees, so that a hostile one costs what its octets
 * cost. (GnuTLS builds a tree of 200 times the octets and takes time by their square to tell a
 * million elements.) Certificates-only messages are what certificate authorities hand out as .p7b
 * and .p7c.
 */
#include <config.h>
#include "x509/pkcs7.h"
#include "asn1/ber.h"

static bool
take_optional(cp_bytes *rest, uint8_t tag, cp_bytes *content)
{
	*content = CP_BYTES_NONE;
	return rest->len == 0 || rest->data[0] != tag || cp_ber_take(rest, tag, content);
}

bool
cp_pkcs7_open(cp_bytes ber, cp_bytes *certificates, cp_bytes *crls)
{
	cp_bytes info, explicit_content, data, ignored;
	uint64_t version;

	return cp_ber_take(&ber, CP_DER_SEQUENCE, &info) &&
	       cp_ber_take(&info, CP_DER_OID, &ignored) &&
	       cp_ber_take(&info, CP_DER_CONTEXT_CONSTRUCTED(0), &explicit_content) &&
	       cp_ber_take(&explicit_content, CP_DER_SEQUENCE, &data) &&
	       cp_ber_take_unsigned(&data, &version) && cp_ber_take(&data, CP_DER_SET, &ignored) &&
	       cp_ber_take(&data, CP_DER_SEQUENCE, &ignored) &&
	       take_optional(&data, CP_DER_CONTEXT_CONSTRUCTED(0), certificates) &&
	       take_optional(&data, CP_DER_CONTEXT_CONSTRUCTED(1), crls) &&
	       cp_ber_take(&data, CP_DER_SET, &ignored);
}

bool
cp_pkcs7_next(cp_bytes *field, cp_bytes *der, bool *broken)
{
	cp_ber element;

	*broken = false;
	while (field->len > 0) {
		if (!cp_ber_next(field, &element)) {
			*broken = true;
			return false;
		}
		if (element.tag == CP_DER_SEQUENCE) {
			*der = element.whole;
			return true;
		}
	}
	return false;
}
