/*
 * Object identifiers by their content octets: a switch over a number made of the octets, which the
 * compiler turns into a search tree and refuses when two rows of oids.def share it; then the octets
 * themselves decide.
 */
#include <config.h>
#include "asn1/oid.h"

#define KEY_LEN 16

/* The number as a constant, over the first KEY_LEN octets; ABSENT ones add nothing. */
#define ABSENT (-1)
#define KEY(...)                                                                                   \
	KEY_OF(__VA_ARGS__, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT,        \
		ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT)
#define KEY_OF(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ...)                                \
	(TERM(a, 0x00000001) + TERM(b, 0x9e3779b1) + TERM(c, 0xffe6cc61) + TERM(d, 0xcc042811) +   \
		TERM(e, 0x1f76bcc1) + TERM(f, 0x8bc6ba71) + TERM(g, 0x5ecd5121) +                  \
		TERM(h, 0x6364b0d1) + TERM(i, 0x4b180981) + TERM(j, 0xf0d38b31) +                  \
		TERM(k, 0xa49465e1) + TERM(l, 0xb018c991) + TERM(m, 0x448fe641) +                  \
		TERM(n, 0x0149ebf1) + TERM(o, 0x43680aa1) + TERM(p, 0x6e8c7251))
#define TERM(octet, factor) ((uint32_t)((octet) + 1) * UINT32_C(factor))

/* The same factors for the octets of an input: powers of 2^32 divided by the golden ratio. */
static const uint32_t factors[KEY_LEN] = {0x00000001, 0x9e3779b1, 0xffe6cc61, 0xcc042811,
	0x1f76bcc1, 0x8bc6ba71, 0x5ecd5121, 0x6364b0d1, 0x4b180981, 0xf0d38b31, 0xa49465e1,
	0xb018c991, 0x448fe641, 0x0149ebf1, 0x43680aa1, 0x6e8c7251};

#define CP_OID(NAME, dotted, name, ...) static const uint8_t octets_##NAME[] = {__VA_ARGS__};
#include "asn1/oids.def"
#undef CP_OID

static const struct {
	const char *name;
	const uint8_t *octets;
	size_t len;
} rows[CP_N_OIDS] = {
#define CP_OID(NAME, dotted, name, ...)                                                            \
	[CP_OID_##NAME] = {name, octets_##NAME, sizeof(octets_##NAME)},
#include "asn1/oids.def"
#undef CP_OID
};

static uint32_t
key_of(cp_bytes content)
{
	size_t len = content.len < KEY_LEN ? content.len : KEY_LEN, i;
	uint32_t key = 0;

	for (i = 0; i < len; i++)
		key += (content.data[i] + 1u) * factors[i];
	return key;
}

static cp_oid
candidate(uint32_t key)
{
	switch (key) {
#define CP_OID(NAME, dotted, name, ...)                                                            \
	case KEY(__VA_ARGS__):                                                                     \
		return CP_OID_##NAME;
#include "asn1/oids.def"
#undef CP_OID
	default:
		return CP_OID_UNKNOWN;
	}
}

cp_oid
cp_oid_find(cp_bytes content)
{
	cp_oid oid = candidate(key_of(content));

	return cp_bytes_equal(content, cp_bytes_of(rows[oid].octets, rows[oid].len))
		       ? oid
		       : CP_OID_UNKNOWN;
}

cp_bytes
cp_oid_octets(cp_oid oid)
{
	return cp_bytes_of(rows[oid].octets, rows[oid].len);
}

const char *
cp_oid_name(cp_oid oid)
{
	return rows[oid].name;
}

/* A subidentifier of more octets is shown as "?": 24 are 168 bits, more than a UUID (2.25) needs.
 */
#define ARC_LEN_MAX 24

/* Base 128 to decimal by hand, as arcs may be longer than any integer. */
static void
append_long_arc(cp_buf *buf, cp_bytes arc)
{
	char text[ARC_LEN_MAX * 7 / 3 + 2];
	uint8_t digits[ARC_LEN_MAX * 7 / 3 + 1] = {0}; /* the lowest first */
	size_t n = 1, i, j;

	for (i = 0; i < arc.len; i++) {
		unsigned carry = arc.data[i] & 0x7f;

		for (j = 0; j < n || carry > 0; j++) {
			carry += digits[j] * 128u;
			digits[j] = (uint8_t)(carry % 10);
			carry /= 10;
		}
		n = j > n ? j : n;
	}
	for (i = 0; i < n; i++)
		text[i] = (char)('0' + digits[n - 1 - i]);
	cp_buf_append(buf, text, n);
}

static void
append_decimal(cp_buf *buf, uint64_t number)
{
	char digits[20];
	size_t start = sizeof(digits);

	do {
		digits[--start] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	cp_buf_append(buf, digits + start, sizeof(digits) - start);
}

/* The first subidentifier is 40 times the first arc plus the second (X.690 8.19.4). */
static void
append_short_arc(cp_buf *buf, uint64_t value, bool is_first)
{
	uint64_t root = value < 80 ? value / 40 : 2;

	if (is_first) {
		append_decimal(buf, root);
		cp_buf_append_char(buf, '.');
	}
	append_decimal(buf, is_first ? value - root * 40 : value);
}

void
cp_oid_append_dotted(cp_buf *buf, cp_bytes content)
{
	size_t start = 0, i;

	for (i = 0; i < content.len; i++) {
		cp_bytes arc = cp_bytes_slice(content, start, i + 1 - start);
		uint64_t value = 0;
		size_t j;

		if (content.data[i] >= 0x80 && arc.len <= ARC_LEN_MAX)
			continue;
		if (start > 0)
			cp_buf_append_char(buf, '.');
		for (j = 0; j < arc.len && arc.len <= 9; j++)
			value = value << 7 | (arc.data[j] & 0x7f);
		if (arc.data[0] == 0x80 || arc.len > ARC_LEN_MAX || (arc.len > 9 && start == 0))
			break;
		if (arc.len > 9)
			append_long_arc(buf, arc);
		else
			append_short_arc(buf, value, start == 0);
		start = i + 1;
	}
	if (i < content.len)
		cp_buf_append_char(buf, '?');
	else if (start < content.len || content.len == 0)
		cp_buf_append_string(buf, start > 0 ? ".?" : "?");
}

/* One arc of digits without leading zeros, up to UINT64_MAX, and the dot behind it. */
static bool
parse_arc(const char **dotted, uint64_t *arc)
{
	const char *text = *dotted;

	*arc = 0;
	if (text[0] == '0' && text[1] >= '0' && text[1] <= '9')
		return false;
	for (; *text >= '0' && *text <= '9'; text++) {
		unsigned digit = (unsigned)(*text - '0');

		if (*arc > (UINT64_MAX - digit) / 10)
			return false;
		*arc = *arc * 10 + digit;
	}
	if (text == *dotted || (*text != '.' && *text != '\0') || (*text == '.' && text[1] == '\0'))
		return false;
	*dotted = *text == '.' ? text + 1 : text;
	return true;
}

static bool
put_arc(uint64_t arc, uint8_t out[64], size_t *len)
{
	size_t n = 1, i;

	while (n < 10 && arc >> 7 * n != 0)
		n++;
	if (*len + n > 64)
		return false;
	for (i = 0; i < n; i++)
		out[*len + i] = (uint8_t)((arc >> 7 * (n - 1 - i) & 0x7f) | (i + 1 < n ? 0x80 : 0));
	*len += n;
	return true;
}

bool
cp_oid_parse_dotted(const char *dotted, uint8_t out[64], size_t *out_len)
{
	uint64_t first, arc;
	size_t len = 0;

	if (!parse_arc(&dotted, &first) || *dotted == '\0' || !parse_arc(&dotted, &arc))
		return false;
	if (first > 2 || (first < 2 && arc > 39) || arc > UINT64_MAX - 80 ||
		!put_arc(first * 40 + arc, out, &len))
		return false;
	while (*dotted != '\0') {
		if (!parse_arc(&dotted, &arc) || !put_arc(arc, out, &len))
			return false;
	}
	*out_len = len;
	return true;
}
