/* Walking parts of a certificate again, and the quick look that an index of anchors needs. */
#include <config.h>
#include "x509/read.h"

bool
cp_time_comes(cp_bytes rest)
{
	unsigned tag = cp_der_peek(rest);

	return tag == CP_DER_UTC_TIME || tag == CP_DER_GENERALIZED_TIME;
}

bool
cp_read_time(cp_der_reader *reader, cp_bytes *rest, const char *field, int64_t *seconds,
	cp_time_form *form)
{
	unsigned tag = cp_der_peek(*rest) == CP_DER_GENERALIZED_TIME ? CP_DER_GENERALIZED_TIME
								     : CP_DER_UTC_TIME;
	cp_tlv tlv;

	*form = CP_TIME_NONE;
	if (!cp_der_open(reader, rest, tag, field, &tlv))
		return false;
	if (cp_der_read_time(reader, &tlv, seconds))
		*form = tag == CP_DER_UTC_TIME ? CP_TIME_UTC : CP_TIME_GENERALIZED;
	cp_der_leave(reader);
	return true;
}

bool
cp_cert_next_extension(const cp_cert *cert, cp_bytes *rest, cp_extension *extension, cp_ext_id *id)
{
	cp_der_reader quiet;
	cp_tlv element;

	cp_der_reader_init(&quiet, cert->der, NULL, 0);
	while (cp_der_walk(rest, &element)) {
		cp_bytes whole = element.whole;

		if (!cp_read_extension(&quiet, &whole, extension))
			continue;
		*id = cp_ext_find(extension->oid);
		extension->readable =
			*id == CP_EXT_OTHER ||
			(cert->ext[*id].readable && cert->ext[*id].offset == extension->offset);
		return true;
	}
	return false;
}

cp_bytes
cp_cert_eku_content(const cp_cert *cert)
{
	cp_bytes value = cert->ext[CP_EXT_EXTENDED_KEY_USAGE].value;
	cp_tlv sequence;

	return cp_der_walk(&value, &sequence) ? sequence.content : CP_BYTES_NONE;
}

bool
cp_cert_next_oid(cp_bytes *rest, cp_bytes *oid)
{
	cp_tlv tlv;

	while (cp_der_walk(rest, &tlv)) {
		if (tlv.tag != CP_DER_OID)
			continue;
		*oid = tlv.content;
		return true;
	}
	return false;
}

/* The content of a SEQUENCE that comes next. */
static bool
step_into(cp_bytes *rest)
{
	cp_tlv tlv;

	if (!cp_der_walk(rest, &tlv) || tlv.tag != CP_DER_SEQUENCE)
		return false;
	*rest = tlv.content;
	return true;
}

static bool
skip(cp_bytes *rest, size_t n)
{
	cp_tlv tlv;

	while (n > 0 && cp_der_walk(rest, &tlv))
		n--;
	return n == 0;
}

/* The subjectKeyIdentifier among extensions; empty when there is none. */
static cp_bytes
find_ski(cp_bytes extensions)
{
	static const uint8_t ski_oid[] = {0x55, 0x1d, 0x0e};
	cp_tlv extension, tlv;

	while (cp_der_walk(&extensions, &extension)) {
		cp_bytes content = extension.content, value;

		if (!cp_der_walk(&content, &tlv) ||
			!cp_bytes_equal(tlv.content, cp_bytes_of(ski_oid, sizeof(ski_oid))))
			continue;
		if (cp_der_peek(content) == CP_DER_BOOLEAN && !skip(&content, 1))
			break;
		if (!cp_der_walk(&content, &tlv) || tlv.tag != CP_DER_OCTET_STRING)
			break;
		value = tlv.content;
		return cp_der_walk(&value, &tlv) ? tlv.content : CP_BYTES_NONE;
	}
	return CP_BYTES_NONE;
}

bool
cp_cert_peek(cp_bytes der, cp_bytes *subject, cp_bytes *ski)
{
	cp_bytes rest = der;
	cp_tlv name, tlv;

	*subject = CP_BYTES_NONE;
	*ski = CP_BYTES_NONE;
	if (!step_into(&rest) || !step_into(&rest))
		return false;
	if (cp_der_peek(rest) == CP_DER_CONTEXT_CONSTRUCTED(0) && !skip(&rest, 1))
		return false;
	/* Before the subject: serialNumber, signature, issuer, validity. */
	if (!skip(&rest, 4) || !cp_der_walk(&rest, &name) || name.tag != CP_DER_SEQUENCE)
		return false;
	*subject = name.whole;
	while (cp_der_walk(&rest, &tlv)) {
		if (tlv.tag == CP_DER_CONTEXT_CONSTRUCTED(3) && step_into(&tlv.content))
			*ski = find_ski(tlv.content);
	}
	return true;
}
