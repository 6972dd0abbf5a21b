/* Names as text: their characters, RFC 4514, and what must not be shown raw. */
#include <config.h>
#include "asn1/der.h"
#include "base/mem.h"
#include "base/text.h"
#include "x509/name.h"
#include "x509/name_char.h"

bool
cp_name_is_text(unsigned tag)
{
	switch (tag) {
	case CP_DER_UTF8_STRING:
	case CP_DER_PRINTABLE_STRING:
	case CP_DER_TELETEX_STRING:
	case CP_DER_IA5_STRING:
	case CP_DER_NUMERIC_STRING:
	case CP_DER_VISIBLE_STRING:
	case CP_DER_BMP_STRING:
	case CP_DER_UNIVERSAL_STRING:
		return true;
	default:
		return false;
	}
}

static bool
is_character(uint32_t c)
{
	return c < CP_NAME_CHAR_BAD && (c < 0xd800 || c > 0xdfff);
}

/* Big-endian, `width` octets a character. */
static size_t
decode_wide(cp_bytes text, size_t width, uint32_t *c)
{
	size_t i;

	if (text.len < width)
		return 0;
	for (*c = 0, i = 0; i < width; i++)
		*c = *c << 8 | text.data[i];
	return is_character(*c) ? width : 0;
}

/* TeletexString is taken for Latin-1, as everybody writes it; the others are ASCII. */
static size_t
decode_narrow(cp_bytes text, unsigned tag, uint32_t *c)
{
	*c = text.data[0];
	return *c < 0x80 || tag == CP_DER_TELETEX_STRING ? 1 : 0;
}

void
cp_name_char_decode(unsigned tag, cp_bytes *rest, uint32_t *c)
{
	size_t n;

	if (tag == CP_DER_UTF8_STRING)
		n = cp_utf8_decode(*rest, c);
	else if (tag == CP_DER_BMP_STRING || tag == CP_DER_UNIVERSAL_STRING)
		n = decode_wide(*rest, tag == CP_DER_BMP_STRING ? 2 : 4, c);
	else
		n = decode_narrow(*rest, tag, c);
	if (n == 0) {
		*c = CP_NAME_CHAR_BAD + rest->data[0];
		n = 1;
	}
	*rest = cp_bytes_of(rest->data + n, rest->len - n);
}

static size_t
utf8_encode(uint32_t c, uint8_t out[4])
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4, i;

	if (n == 1) {
		out[0] = (uint8_t)c;
		return 1;
	}
	for (i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (uint8_t)(0x80 | (c & 0x3f));
	out[0] = (uint8_t)(0xf00 >> n | c);
	return n;
}

void
cp_attribute_append_text(cp_buf *buf, const cp_attribute *attribute)
{
	cp_bytes rest = attribute->value;
	uint8_t octets[4];
	uint32_t c;

	if (!cp_name_is_text(attribute->tag)) {
		cp_buf_append_char(buf, '#');
		cp_buf_append_hex(buf, attribute->whole);
		return;
	}
	while (cp_name_char_next(attribute->tag, &rest, &c)) {
		if (c >= CP_NAME_CHAR_BAD)
			cp_buf_printf(buf, "\\x%02x", (unsigned)(c - CP_NAME_CHAR_BAD));
		else
			cp_buf_append_escaped(buf, cp_bytes_of(octets, utf8_encode(c, octets)));
	}
}

/* RFC 4514 2.4: what needs a backslash anywhere. */
static bool
is_special(uint32_t c)
{
	return c == '"' || c == '+' || c == ',' || c == ';' || c == '<' || c == '>' || c == '\\';
}

/* Octets as \HH, each. */
static void
append_hex_pairs(cp_buf *buf, const uint8_t *octets, size_t len)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t i;

	for (i = 0; i < len; i++) {
		const char pair[] = {'\\', digits[octets[i] >> 4], digits[octets[i] & 15]};

		cp_buf_append(buf, pair, sizeof(pair));
	}
}

static void
append_rfc_4514_value(cp_buf *buf, const cp_attribute *attribute)
{
	cp_bytes rest = attribute->value;
	bool first = true;
	uint8_t octets[4];
	uint32_t c;

	while (cp_name_char_next(attribute->tag, &rest, &c)) {
		size_t n;

		if (c >= CP_NAME_CHAR_BAD) {
			octets[0] = (uint8_t)(c - CP_NAME_CHAR_BAD);
			append_hex_pairs(buf, octets, 1);
			first = false;
			continue;
		}
		n = utf8_encode(c, octets);
		if (cp_text_is_unprintable(c)) {
			append_hex_pairs(buf, octets, n);
		} else {
			if (is_special(c) || (first && c == '#') ||
				(c == ' ' && (first || rest.len == 0)))
				cp_buf_append_char(buf, '\\');
			cp_buf_append(buf, octets, n);
		}
		first = false;
	}
}

/* RFC 4514 3, and the short words that everybody uses. */
static const char *
keyword(cp_oid id)
{
	switch (id) {
	case CP_OID_COMMON_NAME:
		return "CN";
	case CP_OID_LOCALITY:
		return "L";
	case CP_OID_STATE:
		return "ST";
	case CP_OID_ORGANIZATION:
		return "O";
	case CP_OID_ORGANIZATIONAL_UNIT:
		return "OU";
	case CP_OID_COUNTRY:
		return "C";
	case CP_OID_STREET:
		return "STREET";
	case CP_OID_DOMAIN_COMPONENT:
		return "DC";
	case CP_OID_USER_ID:
		return "UID";
	default:
		return cp_oid_name(id);
	}
}

/* A type without a keyword is dotted, and its value the hexadecimal DER: RFC 4514 2.4. */
static void
append_attribute(cp_buf *buf, const cp_attribute *attribute)
{
	const char *word = keyword(attribute->id);

	if (word != NULL)
		cp_buf_append_string(buf, word);
	else
		cp_oid_append_dotted(buf, attribute->oid);
	cp_buf_append_char(buf, '=');
	if (word != NULL && cp_name_is_text(attribute->tag)) {
		append_rfc_4514_value(buf, attribute);
	} else {
		cp_buf_append_char(buf, '#');
		cp_buf_append_hex(buf, attribute->whole);
	}
}

void
cp_name_append_text(cp_buf *buf, cp_bytes name)
{
	cp_name_walk walk = cp_name_walk_start(name);
	cp_attribute *attributes = NULL;
	size_t n = 0, capacity = 0, start, end, i;

	for (;; n++) {
		if (!cp_grow((void **)&attributes, n, &capacity, sizeof(*attributes))) {
			buf->failed = true;
			break;
		}
		if (!cp_name_walk_next(&walk, &attributes[n]))
			break;
	}
	for (end = n; end > 0 && !buf->failed; end = start) {
		for (start = end - 1;
			start > 0 && attributes[start - 1].rdn == attributes[start].rdn;)
			start--;
		for (i = start; i < end; i++) {
			append_attribute(buf, &attributes[i]);
			if (i + 1 < end)
				cp_buf_append_char(buf, '+');
		}
		if (start > 0)
			cp_buf_append_char(buf, ',');
	}
	cp_free(attributes);
}

void
cp_name_append_shown(cp_buf *buf, cp_bytes name)
{
	if (name.len > CP_NAME_SHOWN_MAX)
		cp_buf_printf(buf, "(a name of %zu octets)", name.len);
	else
		cp_name_append_text(buf, name);
}

/* C0, DEL, C1, line and paragraph separators, bidirectional controls (UAX 9). */
static bool
is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

bool
cp_name_has_controls(cp_bytes name)
{
	cp_name_walk walk = cp_name_walk_start(name);
	cp_attribute attribute;
	uint32_t c;

	while (cp_name_walk_next(&walk, &attribute)) {
		cp_bytes rest = attribute.value;

		if (!cp_name_is_text(attribute.tag))
			continue;
		while (cp_name_char_next(attribute.tag, &rest, &c)) {
			if (is_control(c))
				return true;
		}
	}
	return false;
}
