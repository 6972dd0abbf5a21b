/*
 * The TBSCertificate of a precertificate out of the certificate that was issued: the list of
 * timestamps is cut out, and the three lengths around it are written anew. Nothing is copied. A
 * poison extension never stood in the certificate, and the issuer is the final one already.
 */
#include <config.h>
#include "x509/precert.h"
#include "asn1/der.h"

/* TBSCertificate.extensions (RFC 5280 4.1). */
#define EXTENSIONS_TAG CP_DER_CONTEXT_CONSTRUCTED(3)

/* Writes tag and minimal length into heads[index]; lengths of certificates fit in four octets. */
static cp_bytes
write_head(cp_precert *precert, size_t index, unsigned tag, size_t len)
{
	uint8_t *head = precert->heads[index];
	size_t n_octets = 0, n = 0;

	while (len > 0x7f && n_octets < 4 && len >> (8 * n_octets) != 0)
		n_octets++;
	head[n++] = (uint8_t)tag;
	if (n_octets == 0)
		head[n++] = (uint8_t)len;
	else
		head[n++] = (uint8_t)(0x80 | n_octets);
	for (; n_octets > 0; n_octets--)
		head[n++] = (uint8_t)(len >> (8 * (n_octets - 1)));
	return cp_bytes_of(head, n);
}

static void
put(cp_precert *precert, cp_bytes part)
{
	if (part.len > 0)
		precert->parts[precert->n_parts++] = part;
	precert->len += part.len;
}

static bool
lies_in(cp_bytes whole, cp_bytes part)
{
	return part.data >= whole.data && part.len <= whole.len &&
	       (size_t)(part.data - whole.data) <= whole.len - part.len;
}

/* From the start of `whole` to that of `part`, and from its end to the end. */
static void
cut_out(cp_bytes whole, cp_bytes part, cp_bytes *before, cp_bytes *after)
{
	size_t at = (size_t)(part.data - whole.data);

	*before = cp_bytes_slice(whole, 0, at);
	*after = cp_bytes_slice(whole, at + part.len, whole.len);
}

/* The element of `within` that holds `part`. */
static bool
find_element(cp_bytes within, cp_bytes part, cp_tlv *element)
{
	while (cp_der_walk(&within, element)) {
		if (lies_in(element->content, part))
			return true;
	}
	return false;
}

/* The three elements around the value of the extension, all of them as DER writes them. */
static bool
find_elements(const cp_cert *cert, cp_tlv *tbs, cp_tlv *field, cp_tlv *sequence, cp_tlv *extension)
{
	cp_bytes rest = cert->tbs, value = cert->ext[CP_EXT_SCT_LIST].value;
	cp_bytes inside;

	if (value.len == 0 || !cp_der_walk(&rest, tbs) ||
		!find_element(tbs->content, value, field) || field->tag != EXTENSIONS_TAG)
		return false;
	inside = field->content;
	return cp_der_walk(&inside, sequence) && inside.len == 0 &&
	       find_element(sequence->content, value, extension) &&
	       (tbs->flaws | field->flaws | sequence->flaws | extension->flaws) == 0;
}

bool
cp_precert_rebuild(const cp_cert *cert, cp_precert *precert)
{
	cp_tlv tbs, field, sequence, extension;
	cp_bytes before, after, first, rest;
	cp_bytes sequence_head = CP_BYTES_NONE, field_head = CP_BYTES_NONE;
	size_t len;

	precert->n_parts = 0;
	precert->len = 0;
	if (!cert->ext[CP_EXT_SCT_LIST].present || cert->has_duplicate_extension ||
		cert->has_lost_extension ||
		!find_elements(cert, &tbs, &field, &sequence, &extension))
		return false;
	cut_out(tbs.content, field.whole, &before, &after);
	cut_out(sequence.content, extension.whole, &first, &rest);
	len = first.len + rest.len;
	if (len > 0) { /* Extensions ::= SEQUENCE SIZE (1..MAX): without any, no field */
		sequence_head = write_head(precert, 0, CP_DER_SEQUENCE, len);
		field_head = write_head(precert, 1, EXTENSIONS_TAG, sequence_head.len + len);
	}
	put(precert, write_head(precert, 2, CP_DER_SEQUENCE,
			     before.len + field_head.len + sequence_head.len + len + after.len));
	put(precert, before);
	put(precert, field_head);
	put(precert, sequence_head);
	put(precert, first);
	put(precert, rest);
	put(precert, after);
	return true;
}
