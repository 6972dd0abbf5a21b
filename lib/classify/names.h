/* DNS names as certificates present them: what a name may look like, and when it matches. */
#ifndef CP_CLASSIFY_NAMES_H
#define CP_CLASSIFY_NAMES_H

#include "x509/general_name.h"

#include <stdbool.h>

/* Like cp_dns_is_presentable, but without a wildcard. */
bool
cp_dns_is_host(cp_bytes name);

/* Presentable, and more than one label: what people put into a CN for a server. */
bool
cp_dns_looks_like_host(cp_bytes name);

/*
 * The last label is a number as URL parsers see one ("1", "0x7f"): such a host is an IPv4 address
 * or nothing (https://url.spec.whatwg.org/#ends-in-a-number-checker).
 */
bool
cp_dns_ends_in_number(cp_bytes name);

/* Whether `name` is `suffix` or, labels to the left, below it; letter case aside. */
bool
cp_dns_is_within(cp_bytes name, cp_bytes suffix);

/* How many dots stand in it. */
size_t
cp_dns_count_dots(cp_bytes name);

/* An e-mail address: a local part, which may be quoted, "@" and the rest; false when it is none. */
bool
cp_mailbox_split(cp_bytes mailbox, cp_bytes *local_part, cp_bytes *domain);

/* RFC 5280 7.5: character for character; "\"a\"" and "a" are the same (RFC 5321 4.1.2). */
bool
cp_local_part_equal(cp_bytes a, cp_bytes b);

/* id-on-SmtpUTF8Mailbox (RFC 9598 section 3): the UTF-8 mailbox of an otherName; false for others.
 */
bool
cp_smtp_utf8_mailbox(const cp_general_name *name, cp_bytes *mailbox);

/* id-on-dnsSRV (RFC 4985 section 2): the text of an otherName; false for others. */
bool
cp_srv_name(const cp_general_name *name, cp_bytes *text);

/*
 * Takes "_service" off the start of an SRVName or of a constraint on one, with the dot after it;
 * false when there is no service, or what follows the dot is empty.
 */
bool
cp_srv_take_service(cp_bytes *name, cp_bytes *service);

/* The host of a dNSName or the domain of an SRVName, if it is presentable; false for others. */
bool
cp_presented_host(const cp_general_name *name, cp_bytes *host);

#endif
