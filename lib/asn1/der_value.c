/*
 * What stands inside primitive elements: integers, bits, object identifiers, times, strings; and
 * elements whose syntax nobody knows. Taking elements apart is der.c.
 */
#include <config.h>
#include "asn1/der.h"
#include "base/civil.h"
#include "base/text.h"

static bool
wrong(cp_der_reader *reader, cp_problem_kind kind, const cp_tlv *tlv)
{
	cp_der_problem(reader, kind, tlv->whole.data);
	return false;
}

bool
cp_der_read_integer(cp_der_reader *reader, const cp_tlv *tlv)
{
	const uint8_t *octets = tlv->content.data;

	if (tlv->content.len == 0)
		return wrong(reader, CP_PROBLEM_INTEGER_EMPTY, tlv);
	if (tlv->content.len > 1 && ((octets[0] == 0x00 && octets[1] < 0x80) ||
					    (octets[0] == 0xff && octets[1] >= 0x80)))
		return wrong(reader, CP_PROBLEM_INTEGER_NOT_MINIMAL, tlv);
	return true;
}

bool
cp_der_read_unsigned(cp_der_reader *reader, const cp_tlv *tlv, uint64_t *value)
{
	cp_bytes octets = tlv->content;
	size_t i;

	(void)cp_der_read_integer(reader, tlv);
	if (octets.len == 0)
		return false;
	if (octets.data[0] >= 0x80)
		return wrong(reader, CP_PROBLEM_INTEGER_RANGE, tlv);
	while (octets.len > 1 && octets.data[0] == 0)
		octets = cp_bytes_of(octets.data + 1, octets.len - 1);
	*value = octets.len > 8 ? UINT64_MAX : 0;
	for (i = 0; i < octets.len && octets.len <= 8; i++)
		*value = *value << 8 | octets.data[i];
	return true;
}

bool
cp_der_read_boolean(cp_der_reader *reader, const cp_tlv *tlv, bool *value)
{
	const uint8_t *octets = tlv->content.data;

	if (tlv->content.len != 1 || (octets[0] != 0x00 && octets[0] != 0xff))
		return wrong(reader, CP_PROBLEM_BOOLEAN, tlv);
	*value = octets[0] != 0;
	return true;
}

bool
cp_der_read_boolean_default_false(cp_der_reader *reader, const cp_tlv *tlv, bool *value)
{
	if (!cp_der_read_boolean(reader, tlv, value))
		return false;
	if (!*value)
		cp_der_problem(reader, CP_PROBLEM_DEFAULT_ENCODED, tlv->whole.data);
	return true;
}

bool
cp_der_read_bits(cp_der_reader *reader, const cp_tlv *tlv, cp_bytes *bits, unsigned *unused)
{
	cp_bytes content = tlv->content;

	if (content.len == 0 || content.data[0] > 7 || (content.len == 1 && content.data[0] != 0))
		return wrong(reader, CP_PROBLEM_BIT_STRING, tlv);
	*unused = content.data[0];
	*bits = cp_bytes_of(content.data + 1, content.len - 1);
	if ((content.data[content.len - 1] & ((1u << *unused) - 1)) != 0)
		return wrong(reader, CP_PROBLEM_BIT_STRING, tlv);
	return true;
}

bool
cp_der_read_octet_bits(cp_der_reader *reader, const cp_tlv *tlv, cp_bytes *octets)
{
	unsigned unused;

	if (!cp_der_read_bits(reader, tlv, octets, &unused))
		return false;
	return unused == 0 || wrong(reader, CP_PROBLEM_BIT_STRING, tlv);
}

bool
cp_der_read_named_bits(cp_der_reader *reader, const cp_tlv *tlv, unsigned *bits)
{
	unsigned unused, n;
	cp_bytes octets;

	if (!cp_der_read_bits(reader, tlv, &octets, &unused))
		return false;
	*bits = 0;
	for (n = 0; n < 32 && n / 8 < octets.len; n++) {
		if ((octets.data[n / 8] & (0x80u >> n % 8)) != 0)
			*bits |= 1u << n;
	}
	if (octets.len > 0 && (octets.data[octets.len - 1] >> unused & 1) == 0)
		cp_der_problem(reader, CP_PROBLEM_BIT_STRING, tlv->whole.data);
	return true;
}

bool
cp_der_read_null(cp_der_reader *reader, const cp_tlv *tlv)
{
	return tlv->content.len == 0 || wrong(reader, CP_PROBLEM_VALUE, tlv);
}

/* X.690 8.19.2: no subidentifier starts with 80, the last one is whole. */
bool
cp_der_read_oid(cp_der_reader *reader, const cp_tlv *tlv)
{
	cp_bytes content = tlv->content;
	bool at_start = true;
	size_t i;

	for (i = 0; i < content.len; i++) {
		if (at_start && content.data[i] == 0x80)
			break;
		at_start = content.data[i] < 0x80;
	}
	return (content.len > 0 && i == content.len && at_start) ||
	       wrong(reader, CP_PROBLEM_OID, tlv);
}

/* `n` digits from `text`; -1 when one of them is none. */
static int
digits(const uint8_t *text, size_t n)
{
	int value = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!cp_ascii_is_digit(text[i]))
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

/* RFC 5280 4.1.2.5.1 and 4.1.2.5.2: YYMMDDHHMMSSZ, YYYYMMDDHHMMSSZ. */
bool
cp_der_read_time(cp_der_reader *reader, const cp_tlv *tlv, int64_t *seconds)
{
	size_t year_len = tlv->tag == CP_DER_UTC_TIME ? 2 : 4;
	const uint8_t *text = tlv->content.data;
	cp_civil civil;

	if (tlv->tag != CP_DER_UTC_TIME && tlv->tag != CP_DER_GENERALIZED_TIME)
		return wrong(reader, CP_PROBLEM_TAG_UNEXPECTED, tlv);
	if (tlv->content.len != year_len + 11 || text[year_len + 10] != 'Z')
		return wrong(reader, CP_PROBLEM_TIME, tlv);
	civil.year = digits(text, year_len);
	if (civil.year >= 0 && year_len == 2)
		civil.year += civil.year < 50 ? 2000 : 1900;
	civil.month = digits(text + year_len, 2);
	civil.day = digits(text + year_len + 2, 2);
	civil.hour = digits(text + year_len + 4, 2);
	civil.minute = digits(text + year_len + 6, 2);
	civil.second = digits(text + year_len + 8, 2);
	return cp_civil_to_seconds(&civil, seconds) || wrong(reader, CP_PROBLEM_TIME, tlv);
}

/* The string types that are sets of ASCII characters: bit c % 32 of word c / 32. */
static const uint32_t printable_set[4] = {0, 0xa7fffb81, 0x07fffffe, 0x07fffffe}; /* X.680 41.4 */
static const uint32_t numeric_set[4] = {0, 0x03ff0001, 0, 0};
static const uint32_t visible_set[4] = {0, 0xffffffff, 0xffffffff, 0x7fffffff};
static const uint32_t ia5_set[4] = {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff};

static bool
all_are_in(cp_bytes text, const uint32_t set[4])
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		uint8_t c = text.data[i];

		if (c >= 0x80 || (set[c / 32] >> c % 32 & 1) == 0)
			return false;
	}
	return true;
}

/* UCS-2: an even number of octets, no surrogates. */
static bool
is_bmp(cp_bytes text)
{
	size_t i;

	for (i = 0; i + 1 < text.len && (text.data[i] & 0xf8) != 0xd8; i += 2)
		continue;
	return i == text.len;
}

/* UCS-4 within Unicode. */
static bool
is_universal(cp_bytes text)
{
	size_t i;

	for (i = 0; i + 3 < text.len; i += 4) {
		uint32_t c = (uint32_t)text.data[i] << 24 | (uint32_t)text.data[i + 1] << 16 |
			     (uint32_t)text.data[i + 2] << 8 | text.data[i + 3];

		if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
			break;
	}
	return i == text.len;
}

static bool
has_only_its_characters(cp_bytes text, unsigned type)
{
	switch (type) {
	case CP_DER_UTF8_STRING:
		return cp_utf8_is_valid(text);
	case CP_DER_PRINTABLE_STRING:
		return all_are_in(text, printable_set);
	case CP_DER_IA5_STRING:
		return all_are_in(text, ia5_set);
	case CP_DER_NUMERIC_STRING:
		return all_are_in(text, numeric_set);
	case CP_DER_VISIBLE_STRING:
		return all_are_in(text, visible_set);
	case CP_DER_BMP_STRING:
		return is_bmp(text);
	case CP_DER_UNIVERSAL_STRING:
		return is_universal(text);
	default:
		return true;
	}
}

bool
cp_der_read_string(cp_der_reader *reader, const cp_tlv *tlv, unsigned type)
{
	return has_only_its_characters(tlv->content, type) || wrong(reader, CP_PROBLEM_STRING, tlv);
}

bool
cp_der_read_directory_string(cp_der_reader *reader, const cp_tlv *tlv)
{
	switch (tlv->tag) {
	case CP_DER_UTF8_STRING:
	case CP_DER_PRINTABLE_STRING:
	case CP_DER_TELETEX_STRING:
	case CP_DER_BMP_STRING:
	case CP_DER_UNIVERSAL_STRING:
		return cp_der_read_string(reader, tlv, tlv->tag);
	default:
		return wrong(reader, CP_PROBLEM_STRING_TYPE, tlv);
	}
}

/* A primitive element of any type; what is not universal is not looked into. */
static bool
read_any_primitive(cp_der_reader *reader, const cp_tlv *tlv)
{
	unsigned unused;
	cp_bytes bits;
	bool value;

	switch (tlv->tag) {
	case 0x00: /* end-of-contents, which only indefinite lengths need */
		return wrong(reader, CP_PROBLEM_TAG_UNEXPECTED, tlv);
	case CP_DER_BOOLEAN:
		return cp_der_read_boolean(reader, tlv, &value);
	case CP_DER_INTEGER:
	case CP_DER_ENUMERATED:
		return cp_der_read_integer(reader, tlv);
	case CP_DER_BIT_STRING:
		return cp_der_read_bits(reader, tlv, &bits, &unused);
	case CP_DER_NULL:
		return cp_der_read_null(reader, tlv);
	case CP_DER_OID:
		return cp_der_read_oid(reader, tlv);
	case CP_DER_SEQUENCE & ~0x20u: /* X.690 8.9.1, 8.11.1: always constructed */
	case CP_DER_SET & ~0x20u:
		return wrong(reader, CP_PROBLEM_TAG_UNEXPECTED, tlv);
	default:
		return cp_der_read_string(reader, tlv, tlv->tag);
	}
}

/* Constructed universal types other than SEQUENCE, SET, EXTERNAL and the like: X.690 10.2. */
static bool
may_be_constructed(unsigned tag)
{
	return (tag & 0xc0) != 0 || tag == CP_DER_SEQUENCE || tag == CP_DER_SET || tag == 0x28 ||
	       tag == 0x2b || tag == CP_DER_HIGH_TAG;
}

/* Whether the identifier octet says constructed, which cp_tlv.tag no longer tells for high tags. */
static bool
is_constructed(const cp_tlv *tlv)
{
	return (tlv->whole.data[0] & 0x20) != 0;
}

bool
cp_der_read_any(cp_der_reader *reader, const cp_tlv *tlv)
{
	cp_bytes open[CP_DER_DEPTH_MAX]; /* what is left of each constructed element around */
	size_t depth = 0, malformed = reader->n_malformed;
	cp_tlv element = *tlv;

	for (;;) {
		if (!is_constructed(&element)) {
			(void)read_any_primitive(reader, &element);
		} else if (!may_be_constructed(element.tag)) {
			cp_der_problem(reader, CP_PROBLEM_TAG_UNEXPECTED, element.whole.data);
		} else if (depth == CP_DER_DEPTH_MAX) {
			return wrong(reader, CP_PROBLEM_TOO_DEEP, &element);
		} else {
			open[depth++] = element.content;
		}
		while (depth > 0 && !cp_der_next(reader, &open[depth - 1], &element))
			depth--;
		if (depth == 0)
			return reader->n_malformed == malformed;
	}
}
