/* Names and networks as policies, anchors, zones and pins list them. */
#ifndef CP_STORE_SCOPE_ENTRY_H
#define CP_STORE_SCOPE_ENTRY_H

#include "store/anchors.h"

/*
 * Reads "corp.example", "*.corp.example", ".corp.example" (as "*."), "10.0.0.0/8", "2001:db8::/32",
 * "192.0.2.1". U-labels become A-labels. CERTPOLICY_ERROR_BAD_INPUT when it is none of these (host
 * bits set beyond the prefix are refused too). cp_scope_entry_clear releases it.
 */
CP_CHECK_RESULT int
cp_scope_entry_parse(cp_bytes text, cp_scope_entry *entry);
void
cp_scope_entry_clear(cp_scope_entry *entry);

/* `name`: lower-case A-labels without a trailing dot. */
bool
cp_scope_entry_covers_name(const cp_scope_entry *entry, cp_bytes name);

/* `address`: 4 or 16 octets; IPv4-mapped IPv6 counts as IPv4. */
bool
cp_scope_entry_covers_address(const cp_scope_entry *entry, cp_bytes address);

/* Text of an IPv4 or IPv6 address (RFC 4291, no zone id) to 4 or 16 octets; false when it is none.
 */
CP_CHECK_RESULT bool
cp_address_parse(cp_bytes text, uint8_t address[16], size_t *len);

/*
 * A host name as a peer or policy gives it, to lower-case A-labels: IDNA2008 by libidn2
 * (non-transitional, UTS 46 mapping), one trailing dot dropped, LDH and underscore labels of 1-63
 * octets, 253 in all. False when it is none; `out` has room for 254 octets. With `wildcard_allowed`
 * a first label "*" may stand.
 */
CP_CHECK_RESULT bool
cp_host_normalise(cp_bytes text, bool wildcard_allowed, char out[254]);

#endif
