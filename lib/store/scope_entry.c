/*
 * Names and networks as policies, anchors, zones and pins list them; host names and addresses out
 * of text. What a certificate presents is not read here (classify/peer.c): that needs no IDNA.
 */
#include <config.h>
#include "store/scope_entry.h"
#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <idn2.h>

#define LONGEST_HOST 253u
#define LONGEST_LABEL 63u
/* A U-label form longer than this has no A-label form within 253 octets: four octets a character.
 */
#define LONGEST_UNICODE_HOST 1024u
#define LONGEST_ADDRESS 45u /* INET6_ADDRSTRLEN without its NUL */

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool
cp_address_parse(cp_bytes text, uint8_t address[16], size_t *len)
{
	char string[LONGEST_ADDRESS + 1];

	if (text.len == 0 || text.len > LONGEST_ADDRESS || memchr(text.data, 0, text.len) != NULL)
		return false;
	/* Most that is asked about is a name. */
	if (!cp_ascii_is_digit(text.data[text.len - 1]) && memchr(text.data, ':', text.len) == NULL)
		return false;
	memcpy(string, text.data, text.len);
	string[text.len] = '\0';
	if (inet_pton(AF_INET, string, address) == 1) {
		*len = 4;
		return true;
	}
	if (inet_pton(AF_INET6, string, address) == 1) {
		*len = 16;
		return true;
	}
	return false;
}

/*
 * Labels of letters, digits, hyphens and underscores; the case is folded on the way. A hyphen at a
 * label's end is taken: hosts of such names answer in the DNS, and wildcards stand for them.
 */
static bool
copy_ascii_host(cp_bytes text, char *out)
{
	size_t label = 0, i;

	if (text.len == 0 || text.len > LONGEST_HOST)
		return false;
	for (i = 0; i < text.len; i++) {
		uint8_t c = cp_ascii_lower(text.data[i]);

		out[i] = (char)c;
		if (c == '.') {
			if (label == 0)
				return false;
			label = 0;
			continue;
		}
		if (!cp_ascii_is_letter(c) && !cp_ascii_is_digit(c) && c != '-' && c != '_')
			return false;
		if (++label > LONGEST_LABEL)
			return false;
	}
	out[i] = '\0';
	return label > 0;
}

static bool
is_ascii(cp_bytes text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (text.data[i] >= 0x80)
			return false;
	}
	return true;
}

/* RFC 5891 look-up with the mapping of UTS 46; `string` is NUL-terminated UTF-8. */
static bool
copy_unicode_host(const uint8_t *string, char *out)
{
	uint8_t *found = NULL;
	bool valid;

	if (idn2_lookup_u8(string, &found, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return false;
	valid = copy_ascii_host(cp_bytes_of_string((const char *)found), out);
	idn2_free(found);
	return valid;
}

/* The full stops of IDNA (RFC 3490 3.1): the ideographic, full-width and half-width ones. */
static size_t
trailing_dot_len(cp_bytes text)
{
	static const char *const dots[] = {".", "\xe3\x80\x82", "\xef\xbc\x8e", "\xef\xbd\xa1"};
	size_t i;

	for (i = 0; i < CP_COUNT(dots); i++) {
		size_t len = strlen(dots[i]);

		if (text.len >= len && memcmp(text.data + text.len - len, dots[i], len) == 0)
			return len;
	}
	return 0;
}

bool
cp_host_normalise(cp_bytes text, bool wildcard_allowed, char out[254])
{
	uint8_t string[LONGEST_UNICODE_HOST + 1];
	char host[LONGEST_HOST + 1];
	size_t prefix_len = 0;

	if (text.len == 0 || text.len > LONGEST_UNICODE_HOST ||
		memchr(text.data, 0, text.len) != NULL)
		return false;
	text.len -= trailing_dot_len(text);
	if (wildcard_allowed && text.len > 2 && text.data[0] == '*' && text.data[1] == '.') {
		prefix_len = 2;
		text = cp_bytes_slice(text, 2, text.len);
	}
	if (is_ascii(text)) {
		if (!copy_ascii_host(text, host))
			return false;
	} else {
		memcpy(string, text.data, text.len);
		string[text.len] = '\0';
		if (!cp_utf8_is_valid(text) || !copy_unicode_host(string, host))
			return false;
	}
	if (strlen(host) + prefix_len > LONGEST_HOST)
		return false;
	memcpy(out, "*.", prefix_len);
	strcpy(out + prefix_len, host);
	return true;
}

/* The decimal number of a prefix length, without sign or leading zero. */
static bool
parse_prefix(cp_bytes text, unsigned most, unsigned *bits)
{
	unsigned value = 0;
	size_t i;

	if (text.len == 0 || text.len > 3 || (text.len > 1 && text.data[0] == '0'))
		return false;
	for (i = 0; i < text.len; i++) {
		if (!cp_ascii_is_digit(text.data[i]))
			return false;
		value = value * 10 + (text.data[i] - '0');
	}
	*bits = value;
	return value <= most;
}

static void
map_address(const uint8_t *octets, size_t len, uint8_t mapped[16])
{
	if (len == 4) {
		memcpy(mapped, mapped_prefix, sizeof(mapped_prefix));
		memcpy(mapped + sizeof(mapped_prefix), octets, 4);
	} else {
		memmove(mapped, octets, 16);
	}
}

static bool
is_mapped(const uint8_t address[16])
{
	return memcmp(address, mapped_prefix, sizeof(mapped_prefix)) == 0;
}

static bool
same_first_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned octets = bits / 8, rest = bits % 8;

	if (memcmp(a, b, octets) != 0)
		return false;
	return rest == 0 || (a[octets] ^ b[octets]) >> (8 - rest) == 0;
}

static bool
has_host_bits(const uint8_t address[16], unsigned bits)
{
	unsigned bit;

	for (bit = bits; bit < 128; bit++) {
		if ((address[bit / 8] >> (7 - bit % 8) & 1) != 0)
			return true;
	}
	return false;
}

/* False: no network; *is_name says whether it can still be a name. */
static bool
parse_network(cp_bytes text, cp_scope_entry *entry, bool *is_name)
{
	const uint8_t *slash = text.len > 0 ? memchr(text.data, '/', text.len) : NULL;
	size_t host_len = slash != NULL ? (size_t)(slash - text.data) : text.len, len;
	uint8_t address[16];
	unsigned bits;

	*is_name = slash == NULL;
	if (!cp_address_parse(cp_bytes_slice(text, 0, host_len), address, &len))
		return false;
	*is_name = false;
	bits = (unsigned)len * 8;
	if (slash != NULL &&
		!parse_prefix(cp_bytes_slice(text, host_len + 1, text.len), bits, &bits))
		return false;
	entry->is_network = true;
	map_address(address, len, entry->address);
	entry->prefix_bits = len == 4 ? bits + 96 : bits;
	return !has_host_bits(entry->address, entry->prefix_bits);
}

/* A last label of digits is the mark of a mistyped address: no such top-level domain can be. */
static bool
ends_in_number(const char *host)
{
	const char *last = strrchr(host, '.');

	last = last != NULL ? last + 1 : host;
	return last[strspn(last, "0123456789")] == '\0';
}

int
cp_scope_entry_parse(cp_bytes text, cp_scope_entry *entry)
{
	cp_scope_entry parsed = {false, false, NULL, {0}, 0};
	char host[LONGEST_HOST + 1];
	bool is_name;

	if (parse_network(text, &parsed, &is_name)) {
		*entry = parsed;
		return CERTPOLICY_OK;
	}
	if (!is_name)
		return CERTPOLICY_ERROR_BAD_INPUT;
	if (text.len > 1 && text.data[0] == '.') {
		parsed.is_wildcard = true;
		text = cp_bytes_slice(text, 1, text.len);
	} else if (text.len > 2 && text.data[0] == '*' && text.data[1] == '.') {
		parsed.is_wildcard = true;
		text = cp_bytes_slice(text, 2, text.len);
	}
	if (!cp_host_normalise(text, false, host) || ends_in_number(host))
		return CERTPOLICY_ERROR_BAD_INPUT;
	parsed.name = cp_strdup(host);
	if (parsed.name == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	*entry = parsed;
	return CERTPOLICY_OK;
}

void
cp_scope_entry_clear(cp_scope_entry *entry)
{
	cp_free(entry->name);
	memset(entry, 0, sizeof(*entry));
}

bool
cp_scope_entry_covers_name(const cp_scope_entry *entry, cp_bytes name)
{
	cp_bytes suffix;

	if (entry->is_network)
		return false;
	suffix = cp_bytes_of_string(entry->name);
	if (name.len == suffix.len)
		return !entry->is_wildcard && cp_bytes_equal(name, suffix);
	return name.len > suffix.len && name.data[name.len - suffix.len - 1] == '.' &&
	       cp_bytes_equal(cp_bytes_slice(name, name.len - suffix.len, suffix.len), suffix);
}

bool
cp_scope_entry_covers_address(const cp_scope_entry *entry, cp_bytes address)
{
	uint8_t mapped[16];

	if (!entry->is_network || (address.len != 4 && address.len != 16))
		return false;
	map_address(address.data, address.len, mapped);
	/* "::/0" is every IPv6 address and no IPv4 one. */
	if (is_mapped(mapped) && !(is_mapped(entry->address) && entry->prefix_bits >= 96))
		return false;
	return same_first_bits(entry->address, mapped, entry->prefix_bits);
}
