/* GeneralNames and IP addresses as text, escaped. */
#include <config.h>
#include "asn1/der.h"
#include "asn1/oid.h"
#include "x509/general_name.h"
#include "x509/name.h"

static void
append_ipv4(cp_buf *buf, const uint8_t *octets)
{
	cp_buf_printf(buf, "%u.%u.%u.%u", octets[0], octets[1], octets[2], octets[3]);
}

/* The longest run of zero groups, at least two (RFC 5952 4.2); the first of equals. */
static void
find_zeros(const unsigned groups[8], size_t *start, size_t *len)
{
	size_t i, run = 0;

	*start = 0;
	*len = 0;
	for (i = 0; i < 8; i++) {
		run = groups[i] == 0 ? run + 1 : 0;
		if (run > *len && run > 1) {
			*start = i + 1 - run;
			*len = run;
		}
	}
}

static void
append_ipv6(cp_buf *buf, const uint8_t *octets)
{
	unsigned groups[8];
	size_t start, len, i;

	for (i = 0; i < 8; i++)
		groups[i] = (unsigned)octets[2 * i] << 8 | octets[2 * i + 1];
	find_zeros(groups, &start, &len);
	for (i = 0; i < 8; i++) {
		if (len > 0 && i == start) {
			cp_buf_append_string(buf, "::");
			i += len - 1;
			continue;
		}
		if (i > 0 && !(len > 0 && i == start + len))
			cp_buf_append_char(buf, ':');
		cp_buf_printf(buf, "%x", groups[i]);
	}
}

static void
append_address(cp_buf *buf, cp_bytes octets)
{
	if (octets.len == 4)
		append_ipv4(buf, octets.data);
	else
		append_ipv6(buf, octets.data);
}

/* How many ones a mask begins with; false when a one comes after a zero. */
static bool
prefix_len(cp_bytes mask, unsigned *ones)
{
	size_t i;

	*ones = 0;
	for (i = 0; i < mask.len * 8; i++) {
		bool one = (mask.data[i / 8] & (0x80u >> i % 8)) != 0;

		if (one && i > *ones)
			return false;
		*ones += one;
	}
	return true;
}

void
cp_ip_append_text(cp_buf *buf, cp_bytes octets)
{
	cp_bytes address = cp_bytes_slice(octets, 0, octets.len / 2);
	cp_bytes mask = cp_bytes_slice(octets, octets.len / 2, octets.len);
	unsigned ones;

	if (octets.len == 4 || octets.len == 16) {
		append_address(buf, octets);
	} else if (octets.len == 8 || octets.len == 32) {
		append_address(buf, address);
		cp_buf_append_char(buf, '/');
		if (prefix_len(mask, &ones))
			cp_buf_printf(buf, "%u", ones);
		else
			append_address(buf, mask);
	} else {
		cp_buf_append_char(buf, '#');
		cp_buf_append_hex(buf, octets);
	}
}

/* An SRVName by its text (RFC 4985); of others the value where it is a string, else its DER. */
static void
append_other_name(cp_buf *buf, const cp_general_name *name)
{
	cp_bytes rest = name->value;
	bool has_value;
	cp_attribute value;
	cp_tlv tlv;

	has_value = cp_der_walk(&rest, &tlv);
	if (has_value && tlv.tag == CP_DER_IA5_STRING &&
		cp_oid_find(name->other_oid) == CP_OID_OTHER_NAME_SRV) {
		cp_buf_append_string(buf, "SRV:");
		cp_buf_append_escaped(buf, tlv.content);
		return;
	}
	cp_buf_append_string(buf, "otherName:");
	cp_oid_append_dotted(buf, name->other_oid);
	cp_buf_append_char(buf, '=');
	if (!has_value)
		return;
	memset(&value, 0, sizeof(value));
	value.tag = tlv.tag;
	value.value = tlv.content;
	value.whole = tlv.whole;
	cp_attribute_append_text(buf, &value);
}

void
cp_general_name_append_text(cp_buf *buf, const cp_general_name *name)
{
	static const char *const words[] = {
		[CP_GN_OTHER_NAME] = "",
		[CP_GN_EMAIL] = "email:",
		[CP_GN_DNS] = "DNS:",
		[CP_GN_X400] = "x400Address:#",
		[CP_GN_DIRECTORY] = "dirName:",
		[CP_GN_EDI_PARTY] = "ediPartyName:#",
		[CP_GN_URI] = "URI:",
		[CP_GN_IP] = "IP:",
		[CP_GN_REGISTERED_ID] = "RID:",
	};

	cp_buf_append_string(buf, words[name->type]);
	switch (name->type) {
	case CP_GN_OTHER_NAME:
		append_other_name(buf, name);
		break;
	case CP_GN_EMAIL:
	case CP_GN_DNS:
	case CP_GN_URI:
		cp_buf_append_escaped(buf, name->value);
		break;
	case CP_GN_DIRECTORY:
		cp_name_append_text(buf, name->value);
		break;
	case CP_GN_IP:
		cp_ip_append_text(buf, name->value);
		break;
	case CP_GN_REGISTERED_ID:
		cp_oid_append_dotted(buf, name->value);
		break;
	case CP_GN_X400:
	case CP_GN_EDI_PARTY:
		cp_buf_append_hex(buf, name->value);
		break;
	}
}

void
cp_general_name_append_shown(cp_buf *buf, const cp_general_name *name)
{
	cp_general_name beginning = *name;

	if (name->value.len <= CP_NAME_SHOWN_MAX && name->other_oid.len <= CP_NAME_SHOWN_MAX) {
		cp_general_name_append_text(buf, name);
		return;
	}
	switch (name->type) {
	case CP_GN_EMAIL:
	case CP_GN_DNS:
	case CP_GN_URI:
		beginning.value = cp_bytes_slice(name->value, 0, CP_NAME_SHOWN_MAX);
		cp_general_name_append_text(buf, &beginning);
		cp_buf_append_string(buf, "…");
		break;
	default:
		cp_buf_printf(buf, "(a name of %zu octets)", name->value.len);
		break;
	}
}
