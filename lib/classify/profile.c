/*
 * Facts about the form of one certificate, whatever its place in a path. Whether a fact is against
 * a profile is for the rules to say. Keys are looked at in rsa_flaws.c.
 */
#include <config.h>

#include "classify/profile.h"

#include "base/text.h"
#include "classify/names.h"
#include "classify/peer.h"
#include "classify/rsa_flaws.h"
#include "classify/scope.h"
#include "crypto/crypto.h"
#include "store/scope_entry.h"
#include "x509/general_name.h"
#include "x509/name.h"
#include "x509/policies.h"

/* 2050-01-01T00:00:00Z: RFC 5280 4.1.2.5 writes what lies before it as UTCTime, the rest in full.
 */
#define FULL_TIME_FROM INT64_C(2524608000)

static void
read_serial(const cp_cert *cert, cp_profile *profile)
{
	cp_bytes serial = cert->serial;
	size_t i = 0;

	if (serial.len == 0)
		return;
	profile->serial_negative = (serial.data[0] & 0x80) != 0;
	while (i < serial.len && serial.data[i] == 0)
		i++;
	profile->serial_zero = i == serial.len;
	profile->serial_octets = serial.len - (serial.len > 1 && serial.data[0] == 0);
}

static bool
time_form_is_wrong(cp_time_form form, int64_t seconds)
{
	return form != CP_TIME_NONE && (form == CP_TIME_GENERALIZED) != (seconds >= FULL_TIME_FROM);
}

static bool
has_control(cp_bytes text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (text.data[i] < 0x20 || text.data[i] == 0x7f)
			return true;
	}
	return false;
}

static bool
has_octet(cp_bytes text, char octet)
{
	return text.len > 0 && memchr(text.data, octet, text.len) != NULL;
}

/* RFC 5890 2.3.1: R-LDH labels that are no A-labels. */
static bool
is_reserved_label(cp_bytes label)
{
	return label.len >= 4 && label.data[2] == '-' && label.data[3] == '-' &&
	       !cp_bytes_equal_nocase(cp_bytes_slice(label, 0, 2), cp_bytes_of_string("xn"));
}

static bool
has_reserved_label(cp_bytes name)
{
	size_t start = 0, i;

	for (i = 0; i <= name.len; i++) {
		if (i < name.len && name.data[i] != '.')
			continue;
		if (is_reserved_label(cp_bytes_slice(name, start, i)))
			return true;
		start = i + 1;
	}
	return false;
}

static void
read_dns_name(cp_bytes name, cp_profile *profile)
{
	uint8_t address[16];
	size_t address_len;
	bool wildcard = name.len > 2 && name.data[0] == '*' && name.data[1] == '.';
	cp_bytes rest = wildcard ? cp_bytes_slice(name, 2, name.len) : name;

	if (has_octet(name, '_'))
		profile->san_has_underscore = true;
	profile->san_has_reserved_label |= has_octet(name, '-') && has_reserved_label(rest);
	/* A host name is none of what follows, and most are. */
	if (cp_dns_is_host(rest)) {
		profile->san_is_not_public |= cp_zone_is_near(cp_zone_of_name(NULL, rest));
	} else {
		if (cp_address_parse(name, address, &address_len))
			profile->san_has_ip_as_dns = true;
		else
			profile->san_has_bad_dns = true;
		profile->san_has_bad_wildcard |= has_octet(rest, '*');
		profile->san_has_controls |= has_control(name);
	}
	if (wildcard && !profile->san_has_public_suffix_wildcard)
		profile->san_has_public_suffix_wildcard = cp_dns_is_wildcard_of_public_suffix(name);
}

static void
read_srv_name(cp_bytes name, cp_profile *profile)
{
	cp_bytes service;

	profile->san_has_controls |= has_control(name);
	if (cp_srv_take_service(&name, &service))
		profile->san_has_public_suffix_wildcard |=
			cp_dns_is_wildcard_of_public_suffix(name);
}

static void
read_san(const cp_cert *cert, cp_profile *profile)
{
	cp_bytes rest = cert->san, text;
	cp_general_name name;

	while (cp_general_name_next(&rest, &name)) {
		if (profile->san_other_form == NULL && name.type != CP_GN_DNS &&
			name.type != CP_GN_IP)
			profile->san_other_form = cp_general_name_type_name(name.type);
		switch (name.type) {
		case CP_GN_DNS:
			read_dns_name(name.value, profile);
			break;
		case CP_GN_EMAIL:
		case CP_GN_URI:
			profile->san_has_controls |= has_control(name.value);
			break;
		case CP_GN_DIRECTORY:
			profile->san_has_controls |= cp_name_has_controls(name.value);
			break;
		case CP_GN_OTHER_NAME:
			if (cp_srv_name(&name, &text))
				read_srv_name(text, profile);
			break;
		case CP_GN_IP:
			profile->san_is_not_public |= cp_address_is_reserved(name.value);
			break;
		case CP_GN_X400:
		case CP_GN_EDI_PARTY:
		case CP_GN_REGISTERED_ID:
			break;
		}
	}
}

static bool
is_address_text(const cp_general_name *name, cp_bytes text)
{
	cp_buf buf = CP_BUF_EMPTY;
	bool equal;

	/* The longest text of an address has 39 characters. */
	if (text.len > 39)
		return false;
	cp_ip_append_text(&buf, name->value);
	equal = !buf.failed && cp_bytes_equal(cp_bytes_of(buf.data, buf.len), text);
	cp_buf_clear(&buf);
	return equal;
}

/*
 * CA/B BR 7.1.4.3, as x509-limbo reads it: a host name is held against the host names in
 * subjectAltName. Where there are none, but addresses or wildcards, nothing is there to be copied.
 */
static bool
is_copied(const cp_cert *cert, cp_bytes text)
{
	bool could_differ = !cp_dns_is_host(text) || cp_dns_count_dots(text) == 0;
	cp_bytes rest = cert->san;
	cp_general_name name;

	while (cp_general_name_next(&rest, &name)) {
		if (name.type == CP_GN_DNS ? cp_bytes_equal(name.value, text)
					   : name.type == CP_GN_IP && is_address_text(&name, text))
			return true;
		could_differ |= name.type == CP_GN_DNS && !has_octet(name.value, '*');
	}
	return !could_differ;
}

/* Of many common names only the last ones count for anybody; a handful is looked at. */
#define COMMON_NAMES_READ 8

static void
read_common_names(const cp_cert *cert, cp_profile *profile)
{
	cp_name_walk walk = cp_name_walk_start(cert->subject);
	cp_attribute attribute;
	size_t n = 0;

	while (!profile->cn_is_no_copy && cp_name_walk_next(&walk, &attribute)) {
		if (attribute.id != CP_OID_COMMON_NAME)
			continue;
		if (++n > COMMON_NAMES_READ || !is_copied(cert, attribute.value))
			profile->cn_is_no_copy = true;
	}
}

/* Whether an address mask is ones and then zeros; `octets`: address and mask, 8 or 32. */
static bool
mask_is_prefix(cp_bytes octets)
{
	size_t i;
	bool ended = false;

	for (i = octets.len / 2; i < octets.len; i++) {
		unsigned gap = 0xffu & ~(unsigned)octets.data[i];

		/* The zeros of an octet are its last bits when one more makes a power of two. */
		if ((ended && octets.data[i] != 0) || (gap & (gap + 1)) != 0)
			return false;
		ended |= octets.data[i] != 0xff;
	}
	return true;
}

static void
read_subtrees(cp_bytes subtrees, cp_profile *profile)
{
	cp_subtree subtree;

	while (cp_subtree_next(&subtrees, &subtree)) {
		cp_bytes value = subtree.base.value;

		profile->nc_min_max |= subtree.minimum != 0 || subtree.has_maximum;
		if (subtree.base.type == CP_GN_DNS && value.len > 0 && value.data[0] == '.')
			profile->nc_leading_dot = true;
		if (subtree.base.type == CP_GN_IP && (value.len == 8 || value.len == 32) &&
			!mask_is_prefix(value))
			profile->nc_bad_mask = true;
	}
}

static void
read_name_constraints(const cp_cert *cert, cp_profile *profile)
{
	if (!cert->ext[CP_EXT_NAME_CONSTRAINTS].present)
		return;
	profile->nc_in_leaf = !cert->is_ca;
	profile->nc_empty = cert->ext[CP_EXT_NAME_CONSTRAINTS].readable &&
			    cert->permitted.len == 0 && cert->excluded.len == 0;
	read_subtrees(cert->permitted, profile);
	read_subtrees(cert->excluded, profile);
}

/* More than anybody asserts; each is held against those before it. */
#define POLICIES_READ 256

static unsigned
reserved_policy(cp_oid oid)
{
	switch (oid) {
	case CP_OID_POLICY_DV:
		return CP_POLICY_DV;
	case CP_OID_POLICY_IV:
		return CP_POLICY_IV;
	case CP_OID_POLICY_OV:
		return CP_POLICY_OV;
	case CP_OID_POLICY_EV:
	case CP_OID_POLICY_ONION_EV:
		return CP_POLICY_EV;
	default:
		return 0;
	}
}

static void
read_policies(const cp_cert *cert, cp_profile *profile)
{
	cp_bytes seen[POLICIES_READ], rest = cert->policies, qualifiers;
	size_t i, n = 0;

	while (n < POLICIES_READ && cp_policies_next(&rest, &seen[n], &qualifiers)) {
		for (i = 0; i < n; i++)
			profile->policies_duplicate |= cp_bytes_equal(seen[i], seen[n]);
		profile->reserved_policies |= reserved_policy(cp_oid_find(seen[n]));
		n++;
	}
}

void
cp_profile_read(const cp_cert *cert, cp_profile *profile)
{
	memset(profile, 0, sizeof(*profile));
	read_serial(cert, profile);
	profile->names_have_controls =
		cp_name_has_controls(cert->issuer) || cp_name_has_controls(cert->subject);
	read_san(cert, profile);
	read_common_names(cert, profile);
	read_name_constraints(cert, profile);
	profile->not_before_form_wrong =
		time_form_is_wrong(cert->not_before_form, cert->not_before);
	profile->not_after_form_wrong = time_form_is_wrong(cert->not_after_form, cert->not_after);
	read_policies(cert, profile);
	cp_holder_read(cert->subject, &profile->holder);
	profile->aki_is_not_ski = cert->aki_has_key_id &&
				  cert->ext[CP_EXT_SUBJECT_KEY_ID].present &&
				  !cp_bytes_equal(cert->aki_key_id, cert->ski);
	profile->ec_off_curve = !cp_crypto_point_is_on_curve(&cert->key);
	if (cert->key.type == CP_KEY_RSA || cert->key.type == CP_KEY_RSA_PSS) {
		profile->rsa_bits_odd = cert->key.bits % 8 != 0;
		profile->rsa_close_primes = (cp_rsa_flaws(cert) & CP_RSA_CLOSE_PRIMES) != 0;
		profile->rsa_roca = (cp_rsa_flaws(cert) & CP_RSA_ROCA) != 0;
		profile->rsa_small_factor = (cp_rsa_flaws(cert) & CP_RSA_SMALL_FACTOR) != 0;
	}
}

bool
cp_profile_get(cp_cert_rows *known, const cp_cert *cert, cp_profile *profile)
{
	bool is_new;
	cp_profile *row = cp_cert_rows_get(known, cert, sizeof(*row), &is_new);

	if (row == NULL)
		return false;
	if (is_new)
		cp_profile_read(cert, row);
	*profile = *row;
	return true;
}
