/* Keys of threat lists that are no digests of certificates or keys. */
#include <config.h>
#include "store/threat_key.h"
#include "asn1/der.h"
#include "base/little.h"
#include "base/text.h"
#include "x509/name.h"
#include "x509/name_char.h"

/* What a hash is of, so that a name is never taken for a serial number. */
static void
hash(char kind, const cp_bytes *parts, size_t n, cp_threat_hash *out)
{
	uint8_t digest[CP_SHA256_LEN];
	cp_bytes all[1 + CP_N_TRAITS];
	size_t i;

	all[0] = cp_bytes_of(&kind, 1);
	for (i = 0; i < n; i++)
		all[1 + i] = parts[i];
	cp_crypto_sha256_parts(all, n + 1, digest);
	memcpy(out->octets, digest, sizeof(out->octets));
}

void
cp_traits_key(const cp_traits *traits, unsigned set, cp_threat_hash *key)
{
	cp_bytes parts[CP_N_TRAITS];
	size_t n = 0, i;

	for (i = 0; i < CP_N_TRAITS; i++) {
		if ((set & 1u << i) != 0)
			parts[n++] = cp_bytes_of(traits->values[i].octets, CP_THREAT_HASH_LEN);
	}
	hash((char)('@' + set), parts, n, key);
}

/* ---- distinguished names ---- */

/* Names are compared by so much of a value: longer ones than X.520 allows are alike beyond it. */
#define VALUE_MAX 1024u

typedef struct value {
	uint8_t octets[VALUE_MAX];
	size_t len;
} value;

static void
put(value *out, uint32_t c)
{
	uint8_t octets[4];
	size_t len = c < 0x80 ? 1 : sizeof(octets);

	cp_little_put_32(octets, c);
	if (out->len + len > VALUE_MAX)
		return;
	memcpy(out->octets + out->len, octets, len);
	out->len += len;
}

/* Programs put quotes and backslashes into names or not: they count for nothing here. */
static void
fold(unsigned tag, cp_bytes text, value *out)
{
	uint32_t folded[CP_NAME_CHAR_FOLDED_MAX], c;
	bool space = false;
	size_t n, i;

	out->len = 0;
	while (cp_name_char_next(tag, &text, &c)) {
		n = c == '"' || c == '\\' ? 0 : cp_name_char_fold(c, folded);
		for (i = 0; i < n; i++) {
			if (folded[i] != ' ' && space && out->len > 0)
				put(out, ' ');
			if (folded[i] != ' ')
				put(out, folded[i]);
			space = folded[i] == ' ';
		}
	}
}

/* Attributes may stand in any order: their hashes are added. */
static void
add(cp_threat_hash *sum, const cp_threat_hash *one)
{
	cp_little_put_64(sum->octets, cp_little_64(sum->octets) + cp_little_64(one->octets));
	cp_little_put_64(
		sum->octets + 8, cp_little_64(sum->octets + 8) + cp_little_64(one->octets + 8));
}

static void
add_attribute(cp_threat_hash *sum, cp_bytes oid, const value *text)
{
	cp_bytes parts[] = {oid, {(const uint8_t *)"=", 1}, {text->octets, text->len}};
	cp_threat_hash one;

	hash('a', parts, CP_COUNT(parts), &one);
	add(sum, &one);
}

static void
hash_name(cp_bytes name, cp_threat_hash *sum)
{
	cp_name_walk walk = cp_name_walk_start(name);
	cp_attribute attribute;
	value text;

	memset(sum, 0, sizeof(*sum));
	while (cp_name_walk_next(&walk, &attribute)) {
		fold(attribute.tag, attribute.value, &text);
		add_attribute(sum, attribute.oid, &text);
	}
}

/* The words for types of attributes that are not those of oids.def. */
static const struct {
	const char *word;
	cp_oid id;
} words[] = {
	{"CN", CP_OID_COMMON_NAME},
	{"C", CP_OID_COUNTRY},
	{"ST", CP_OID_STATE},
	{"S", CP_OID_STATE},
	{"SP", CP_OID_STATE},
	{"L", CP_OID_LOCALITY},
	{"O", CP_OID_ORGANIZATION},
	{"OU", CP_OID_ORGANIZATIONAL_UNIT},
	{"STREET", CP_OID_STREET},
	{"SN", CP_OID_SURNAME},
	{"GN", CP_OID_GIVEN_NAME},
	{"T", CP_OID_TITLE},
	{"DC", CP_OID_DOMAIN_COMPONENT},
	{"UID", CP_OID_USER_ID},
	{"E", CP_OID_EMAIL_ADDRESS},
	{"EMAIL", CP_OID_EMAIL_ADDRESS},
	{"jurisdictionC", CP_OID_JURISDICTION_COUNTRY},
	{"jurisdictionST", CP_OID_JURISDICTION_STATE},
	{"jurisdictionL", CP_OID_JURISDICTION_LOCALITY},
};

static cp_oid
find_word(cp_bytes word)
{
	size_t i;

	for (i = 0; i < CP_COUNT(words); i++) {
		if (cp_bytes_equal_nocase(word, cp_bytes_of_string(words[i].word)))
			return words[i].id;
	}
	for (i = CP_OID_COMMON_NAME; i <= CP_OID_JURISDICTION_COUNTRY; i++) {
		if (cp_bytes_equal_nocase(word, cp_bytes_of_string(cp_oid_name((cp_oid)i))))
			return (cp_oid)i;
	}
	return CP_OID_UNKNOWN;
}

#define DOTTED_MAX 100u
#define OID_MAX 64u

typedef struct type {
	uint8_t oid[OID_MAX];
	size_t oid_len;
} type;

/* "2.5.4.97" or "OID.2.5.4.97". */
static bool
read_dotted(cp_bytes word, type *found)
{
	char dotted[DOTTED_MAX + 1];

	if (cp_bytes_equal_nocase(cp_bytes_slice(word, 0, 4), cp_bytes_of_string("OID.")))
		word = cp_bytes_slice(word, 4, word.len);
	if (word.len == 0 || word.len > DOTTED_MAX || !cp_ascii_is_digit(word.data[0]))
		return false;
	memcpy(dotted, word.data, word.len);
	dotted[word.len] = '\0';
	return cp_oid_parse_dotted(dotted, found->oid, &found->oid_len);
}

/* Longer words are no types. */
#define WORD_MAX (DOTTED_MAX + 4u)

/* Takes "TYPE=" off, white space around the type allowed. */
static bool
take_type(cp_bytes *rest, type *found)
{
	cp_bytes start = cp_bytes_slice(*rest, 0, WORD_MAX + 8), word;
	const uint8_t *equals = start.len > 0 ? memchr(start.data, '=', start.len) : NULL;
	size_t len = equals != NULL ? (size_t)(equals - start.data) : 0;
	cp_oid id;

	word = cp_text_trim(cp_bytes_slice(start, 0, len), " ");
	id = word.len > 0 ? find_word(word) : CP_OID_UNKNOWN;
	if (id != CP_OID_UNKNOWN) {
		cp_bytes oid = cp_oid_octets(id);

		memcpy(found->oid, oid.data, oid.len);
		found->oid_len = oid.len;
	} else if (!read_dotted(word, found)) {
		return false;
	}
	*rest = cp_bytes_slice(*rest, len + 1, rest->len);
	return true;
}

/* How long a value is: up to a separator that another type follows. */
static size_t
value_len(cp_bytes rest, const char *separators, cp_bytes *behind, type *next)
{
	bool quoted = rest.len > 0 && rest.data[0] == '"';
	size_t i;

	for (i = 0; i < rest.len; i++) {
		uint8_t c = rest.data[i];

		if (c == '\\')
			i++;
		else if (c == '"' && i > 0)
			quoted = false;
		else if (!quoted && c != '\0' && strchr(separators, c) != NULL) {
			*behind = cp_bytes_slice(rest, i + 1, rest.len);
			if (take_type(behind, next))
				return i;
		}
	}
	*behind = CP_BYTES_NONE;
	return rest.len;
}

/* RFC 4514 2.4, and \xHH as OpenSSL prints it. */
static size_t
unescape(cp_bytes text, uint8_t *out, size_t room)
{
	size_t len = 0, i = 0;

	while (i < text.len && len < room) {
		bool escaped = text.data[i] == '\\' && i + 1 < text.len;
		size_t x = escaped && text.data[i + 1] == 'x' ? 1 : 0;

		if (escaped && i + 2 + x < text.len &&
			cp_hex_decode(cp_bytes_slice(text, i + 1 + x, 2), &out[len])) {
			i += 3 + x;
		} else {
			out[len] = text.data[i + (escaped ? 1 : 0)];
			i += escaped ? 2 : 1;
		}
		len++;
	}
	return len;
}

bool
cp_trait_name(cp_bytes text, cp_threat_hash *sum)
{
	bool slashes;
	uint8_t plain[VALUE_MAX * 2];
	cp_bytes rest = cp_text_trim(text, " "), behind;
	type found, next;
	value folded;

	slashes = rest.len > 0 && rest.data[0] == '/';
	if (slashes)
		rest = cp_bytes_slice(rest, 1, rest.len);
	memset(sum, 0, sizeof(*sum));
	if (!take_type(&rest, &found))
		return false;
	for (;;) {
		size_t len = value_len(rest, slashes ? "/" : ",/+;", &behind, &next);

		len = unescape(cp_bytes_slice(rest, 0, len), plain, sizeof(plain));
		fold(CP_DER_UTF8_STRING, cp_bytes_of(plain, len), &folded);
		add_attribute(sum, cp_bytes_of(found.oid, found.oid_len), &folded);
		if (behind.data == NULL)
			return true;
		rest = behind;
		found = next;
	}
}

/* ---- numbers ---- */

#define NUMBER_MAX 2100u

static void
hash_number(cp_bytes octets, cp_threat_hash *out)
{
	while (octets.len > 0 && octets.data[0] == 0)
		octets = cp_bytes_slice(octets, 1, octets.len);
	hash('n', &octets, 1, out);
}

static bool
is_between(uint8_t c)
{
	return c == ':' || c == ' ' || c == '-' || c == '\n' || c == '\r' || c == '\t';
}

bool
cp_trait_hex(cp_bytes text, cp_threat_hash *out)
{
	uint8_t digits[2 * NUMBER_MAX], octets[NUMBER_MAX];
	size_t n = 1, i;

	if (cp_bytes_equal_nocase(cp_bytes_slice(text, 0, 2), cp_bytes_of_string("0x")))
		text = cp_bytes_slice(text, 2, text.len);
	digits[0] = '0';
	for (i = 0; i < text.len; i++) {
		if (is_between(text.data[i]))
			continue;
		if (n == sizeof(digits))
			return false;
		digits[n++] = text.data[i];
	}
	/* An odd number of digits has lost its first zero; an even one needs none. */
	i = n % 2;
	if (n == 1 || !cp_hex_decode(cp_bytes_of(digits + i, n - i), octets))
		return false;
	hash_number(cp_bytes_of(octets, (n - i) / 2), out);
	return true;
}

/* RFC 5280 4.1.2.2: 20 octets, which are 49 digits; some have a few more. */
#define DECIMAL_MAX 60u

bool
cp_trait_decimal(cp_bytes text, cp_threat_hash *out)
{
	uint8_t octets[DECIMAL_MAX / 2] = {0};
	size_t i, j;

	if (text.len == 0 || text.len > DECIMAL_MAX)
		return false;
	for (i = 0; i < text.len; i++) {
		unsigned carry = (unsigned)text.data[i] - '0';

		if (!cp_ascii_is_digit(text.data[i]))
			return false;
		for (j = sizeof(octets); j-- > 0;) {
			carry += octets[j] * 10u;
			octets[j] = (uint8_t)carry;
			carry >>= 8;
		}
	}
	hash_number(cp_bytes_of(octets, sizeof(octets)), out);
	return true;
}

void
cp_trait_time(int64_t seconds, cp_threat_hash *out)
{
	memset(out, 0, sizeof(*out));
	cp_little_put_64(out->octets, (uint64_t)seconds);
}

/* ---- certificates and hosts ---- */

void
cp_traits_of_cert(const cp_cert *cert, unsigned wanted, cp_traits *traits)
{
	unsigned has = (cert->issuer.len > 0 ? CP_TRAIT_ISSUER : 0) |
		       (cert->subject.len > 0 ? CP_TRAIT_SUBJECT : 0) |
		       (cert->serial.len > 0 ? CP_TRAIT_SERIAL : 0) |
		       (cert->key.modulus.len > 0 ? CP_TRAIT_MODULUS : 0) |
		       (cert->not_before_form != CP_TIME_NONE ? CP_TRAIT_NOT_BEFORE : 0) |
		       (cert->not_after_form != CP_TIME_NONE ? CP_TRAIT_NOT_AFTER : 0);

	memset(traits, 0, sizeof(*traits));
	traits->set = wanted & has;
	if ((traits->set & CP_TRAIT_ISSUER) != 0)
		hash_name(cert->issuer, &traits->values[0]);
	if ((traits->set & CP_TRAIT_SUBJECT) != 0)
		hash_name(cert->subject, &traits->values[1]);
	if ((traits->set & CP_TRAIT_SERIAL) != 0)
		hash_number(cert->serial, &traits->values[2]);
	if ((traits->set & CP_TRAIT_MODULUS) != 0)
		hash_number(cert->key.modulus, &traits->values[3]);
	if ((traits->set & CP_TRAIT_NOT_BEFORE) != 0)
		cp_trait_time(cert->not_before, &traits->values[4]);
	if ((traits->set & CP_TRAIT_NOT_AFTER) != 0)
		cp_trait_time(cert->not_after, &traits->values[5]);
}

void
cp_threat_name_key(cp_bytes name, bool with_subdomains, cp_threat_hash *key)
{
	hash(with_subdomains ? 'd' : 'h', &name, 1, key);
}

void
cp_threat_address(const uint8_t *octets, size_t len, uint8_t address[16])
{
	static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

	memcpy(address, mapped, sizeof(mapped));
	memcpy(address + 16 - len, octets, len);
}

void
cp_threat_network_key(const uint8_t address[16], unsigned prefix, cp_threat_hash *key)
{
	uint8_t network[17];
	cp_bytes part = cp_bytes_of(network, sizeof(network));
	unsigned i;

	network[0] = (uint8_t)prefix;
	for (i = 0; i < 16; i++) {
		unsigned kept = prefix > 8 * i ? prefix - 8 * i : 0;

		network[1 + i] = kept >= 8 ? address[i] : (uint8_t)(address[i] & (0xff00u >> kept));
	}
	hash('i', &part, 1, key);
}

void
cp_threat_withdrawn_key(cp_bytes id, cp_threat_hash *key)
{
	hash('w', &id, 1, key);
}
