/*
 * Presented names: RFC 9525 section 6.3 with whole-label wildcards only, public suffixes by libpsl,
 * mailboxes, service names. References are read in peer.c, constraints on names judged in
 * constraints.c.
 */
#include <config.h>

#include "classify/names.h"

#include "asn1/der.h"
#include "asn1/oid.h"
#include "base/text.h"
#include "classify/peer.h"

#include <libpsl.h>

/* RFC 1035 2.3.4. */
#define LABEL_MAX 63
#define NAME_MAX_LEN 253

static bool
is_label(cp_bytes label)
{
	size_t i;

	if (label.len == 0 || label.len > LABEL_MAX)
		return false;
	if (label.data[0] == '-' || label.data[label.len - 1] == '-')
		return false;
	for (i = 0; i < label.len; i++) {
		uint8_t c = label.data[i];

		if (!cp_ascii_is_letter(c) && !cp_ascii_is_digit(c) && c != '-' && c != '_')
			return false;
	}
	return true;
}

/* Takes the first label off; false when nothing is left. */
static bool
next_label(cp_bytes *rest, bool *more, cp_bytes *label)
{
	const uint8_t *dot;

	if (!*more)
		return false;
	dot = rest->len > 0 ? memchr(rest->data, '.', rest->len) : NULL;
	*more = dot != NULL;
	label->data = rest->data;
	label->len = dot != NULL ? (size_t)(dot - rest->data) : rest->len;
	*rest = cp_bytes_slice(*rest, label->len + (dot != NULL), rest->len);
	return true;
}

static cp_bytes
last_label(cp_bytes name)
{
	size_t start = name.len;

	while (start > 0 && name.data[start - 1] != '.')
		start--;
	return cp_bytes_slice(name, start, name.len);
}

bool
cp_dns_ends_in_number(cp_bytes name)
{
	cp_bytes label;
	size_t i = 0;
	bool is_hex;

	/* URL parsers drop one trailing dot first. */
	if (name.len > 0 && name.data[name.len - 1] == '.')
		name.len--;
	label = last_label(name);
	if (label.len == 0)
		return false;
	is_hex = label.len >= 2 && label.data[0] == '0' && cp_ascii_lower(label.data[1]) == 'x';
	for (i = is_hex ? 2 : 0; i < label.len; i++) {
		uint8_t c = cp_ascii_lower(label.data[i]);

		if (!cp_ascii_is_digit(c) && !(is_hex && c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

bool
cp_dns_is_host(cp_bytes name)
{
	cp_bytes label;
	bool more = true;

	if (name.len == 0 || name.len > NAME_MAX_LEN || cp_dns_ends_in_number(name))
		return false;
	while (next_label(&name, &more, &label)) {
		if (!is_label(label))
			return false;
	}
	return true;
}

size_t
cp_dns_count_dots(cp_bytes name)
{
	size_t i, n = 0;

	for (i = 0; i < name.len; i++)
		n += name.data[i] == '.';
	return n;
}

static bool
is_wildcard(cp_bytes name)
{
	return name.len >= 2 && name.data[0] == '*' && name.data[1] == '.';
}

bool
cp_dns_is_presentable(cp_bytes presented)
{
	if (!is_wildcard(presented))
		return cp_dns_is_host(presented);
	/* A wildcard needs two labels after it. */
	return presented.len <= NAME_MAX_LEN && cp_dns_count_dots(presented) >= 2 &&
	       cp_dns_is_host(cp_bytes_slice(presented, 2, presented.len));
}

bool
cp_dns_looks_like_host(cp_bytes name)
{
	return cp_dns_is_presentable(name) && cp_dns_count_dots(name) > 0;
}

bool
cp_dns_matches(cp_bytes presented, cp_bytes reference)
{
	const uint8_t *dot;
	bool equal;

	if (reference.len == 0)
		return false;
	if (is_wildcard(presented)) {
		dot = memchr(reference.data, '.', reference.len);
		equal = dot != NULL && dot != reference.data &&
			cp_bytes_equal_nocase(cp_bytes_slice(presented, 1, presented.len),
				cp_bytes_slice(
					reference, (size_t)(dot - reference.data), reference.len));
	} else {
		equal = cp_bytes_equal_nocase(presented, reference);
	}
	/* Last, since few names get this far. */
	return equal && cp_dns_is_presentable(presented);
}

bool
cp_dns_is_within(cp_bytes name, cp_bytes suffix)
{
	size_t above;

	if (suffix.len == 0)
		return true;
	if (name.len < suffix.len)
		return false;
	above = name.len - suffix.len;
	return (above == 0 || name.data[above - 1] == '.') &&
	       cp_bytes_equal_nocase(cp_bytes_slice(name, above, name.len), suffix);
}

bool
cp_dns_is_wildcard_of_public_suffix(cp_bytes presented)
{
	const psl_ctx_t *list = psl_builtin();
	char suffix[NAME_MAX_LEN + 1];
	size_t i;

	if (!is_wildcard(presented) || list == NULL)
		return false;
	presented = cp_bytes_slice(presented, 2, presented.len);
	if (!cp_dns_is_host(presented))
		return false;
	for (i = 0; i < presented.len; i++)
		suffix[i] = (char)cp_ascii_lower(presented.data[i]);
	suffix[i] = '\0';
	return psl_is_public_suffix2(list, suffix, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) != 0;
}

/* The length of a quoted local part with its quotes (RFC 5321 4.1.2 Quoted-string); 0 without end.
 */
static size_t
quoted_len(cp_bytes text)
{
	size_t i;

	for (i = 1; i < text.len && text.data[i] != '"'; i++) {
		if (text.data[i] == '\\')
			i++;
	}
	return i < text.len ? i + 1 : 0;
}

bool
cp_mailbox_split(cp_bytes mailbox, cp_bytes *local_part, cp_bytes *domain)
{
	size_t len = 0;

	if (mailbox.len > 0 && mailbox.data[0] == '"') {
		len = quoted_len(mailbox);
	} else {
		while (len < mailbox.len && mailbox.data[len] != '@')
			len++;
	}
	if (len == 0 || len >= mailbox.len || mailbox.data[len] != '@')
		return false;
	*local_part = cp_bytes_slice(mailbox, 0, len);
	*domain = cp_bytes_slice(mailbox, len + 1, mailbox.len);
	return domain->len > 0 && memchr(domain->data, '@', domain->len) == NULL;
}

/* Takes the next character off a local part, its quoting undone; -1 at the end. */
static int
next_local(cp_bytes *rest, bool quoted)
{
	if (quoted && rest->len >= 2 && rest->data[0] == '\\')
		*rest = cp_bytes_slice(*rest, 1, rest->len);
	if (rest->len == 0)
		return -1;
	rest->data++;
	rest->len--;
	return rest->data[-1];
}

static bool
unquote(cp_bytes *local_part)
{
	if (local_part->len < 2 || local_part->data[0] != '"')
		return false;
	*local_part = cp_bytes_slice(*local_part, 1, local_part->len - 2);
	return true;
}

bool
cp_local_part_equal(cp_bytes a, cp_bytes b)
{
	bool a_quoted = unquote(&a), b_quoted = unquote(&b);
	int c;

	do {
		c = next_local(&a, a_quoted);
		if (c != next_local(&b, b_quoted))
			return false;
	} while (c >= 0);
	return true;
}

/* The string in an otherName of one type. */
static bool
other_name_string(const cp_general_name *name, cp_oid type, unsigned tag, cp_bytes *string)
{
	cp_bytes value = name->value;
	cp_tlv tlv;

	if (name->type != CP_GN_OTHER_NAME || cp_oid_find(name->other_oid) != type ||
		!cp_der_walk(&value, &tlv))
		return false;
	*string = tlv.content;
	return tlv.tag == tag;
}

bool
cp_smtp_utf8_mailbox(const cp_general_name *name, cp_bytes *mailbox)
{
	return other_name_string(name, CP_OID_OTHER_NAME_SMTP_UTF8, CP_DER_UTF8_STRING, mailbox);
}

bool
cp_srv_name(const cp_general_name *name, cp_bytes *text)
{
	return other_name_string(name, CP_OID_OTHER_NAME_SRV, CP_DER_IA5_STRING, text);
}

bool
cp_srv_take_service(cp_bytes *name, cp_bytes *service)
{
	bool more = true;

	return next_label(name, &more, service) && service->len > 1 && service->data[0] == '_' &&
	       is_label(cp_bytes_slice(*service, 1, service->len)) && (!more || name->len > 0);
}

bool
cp_presented_host(const cp_general_name *name, cp_bytes *host)
{
	cp_bytes service;

	*host = name->value;
	return (name->type == CP_GN_DNS ||
		       (cp_srv_name(name, host) && cp_srv_take_service(host, &service))) &&
	       cp_dns_is_presentable(*host);
}
