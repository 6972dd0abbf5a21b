/*
 * BER by libtasn1's low-level functions. Loops and counters only: an element of indefinite length
 * ends where its own end-of-contents octets stand, found by counting those that are open.
 */
#include <config.h>
#include "asn1/ber.h"

#include <libtasn1.h>
#include <limits.h>

#define CONSTRUCTED 0x20u
#define TAG_NUMBER 0x1fu

typedef struct header {
	uint8_t tag;
	bool is_indefinite;
	size_t header_len, content_len;
} header;

static bool
read_header(cp_bytes rest, header *head)
{
	unsigned char class;
	unsigned long number;
	int tag_len, length_len;
	int available = rest.len < INT_MAX ? (int)rest.len : INT_MAX;
	long length;

	if (rest.len < 2 ||
		asn1_get_tag_der(rest.data, available, &class, &tag_len, &number) != ASN1_SUCCESS ||
		tag_len != 1)
		return false;
	/* libtasn1 takes length octets that are cut for all there are. */
	if (rest.data[1] > 0x80 && (rest.data[1] & 0x7f) >= available - 1)
		return false;
	length = asn1_get_length_der(rest.data + 1, available - 1, &length_len);
	if (length < -1) /* too large to count, or more than is there */
		return false;
	head->tag = rest.data[0];
	head->is_indefinite = length == -1;
	head->header_len = 1 + (size_t)length_len;
	head->content_len = head->is_indefinite ? 0 : (size_t)length;
	return !head->is_indefinite || (head->tag & CONSTRUCTED) != 0;
}

/* The content of an indefinite length that begins at `rest`, up to its end-of-contents octets. */
static bool
find_end(cp_bytes rest, size_t *content_len)
{
	size_t n_open = 1, at = 0;

	for (;;) {
		cp_bytes here = cp_bytes_slice(rest, at, rest.len);
		header head;

		if (!read_header(here, &head))
			return false;
		if (here.data[0] == 0 && here.data[1] == 0) {
			if (--n_open == 0)
				break;
		} else if (head.is_indefinite) {
			n_open++;
		}
		at += head.header_len + head.content_len;
	}
	*content_len = at;
	return true;
}

bool
cp_ber_next(cp_bytes *rest, cp_ber *element)
{
	header head;
	cp_bytes after;
	size_t total;

	if (!read_header(*rest, &head))
		return false;
	after = cp_bytes_slice(*rest, head.header_len, rest->len);
	if (head.is_indefinite && !find_end(after, &head.content_len))
		return false;
	total = head.header_len + head.content_len + (head.is_indefinite ? 2 : 0);
	element->tag = head.tag;
	element->content = cp_bytes_slice(after, 0, head.content_len);
	element->whole = cp_bytes_slice(*rest, 0, total);
	*rest = cp_bytes_slice(*rest, total, rest->len);
	return true;
}

bool
cp_ber_take(cp_bytes *rest, uint8_t tag, cp_bytes *content)
{
	cp_bytes ahead = *rest;
	cp_ber element;

	if (rest->len == 0 || rest->data[0] != tag || !cp_ber_next(&ahead, &element))
		return false;
	*content = element.content;
	*rest = ahead;
	return true;
}

bool
cp_ber_take_unsigned(cp_bytes *rest, uint64_t *value)
{
	cp_bytes content;
	size_t i;

	if (!cp_ber_take(rest, CP_DER_INTEGER, &content) || content.len == 0 || content.len > 8 ||
		(content.data[0] & 0x80) != 0)
		return false;
	*value = 0;
	for (i = 0; i < content.len; i++)
		*value = *value << 8 | content.data[i];
	return true;
}
