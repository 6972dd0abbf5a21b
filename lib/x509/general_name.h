/* GeneralName and GeneralSubtree (RFC 5280 4.2.1.6, 4.2.1.10). */
#ifndef CP_X509_GENERAL_NAME_H
#define CP_X509_GENERAL_NAME_H

#include "base/buf.h"
#include "base/bytes.h"

/* The numbers are the context tags of GeneralName. */
typedef enum cp_general_name_type {
	CP_GN_OTHER_NAME = 0,
	CP_GN_EMAIL = 1,
	CP_GN_DNS = 2,
	CP_GN_X400 = 3,
	CP_GN_DIRECTORY = 4,
	CP_GN_EDI_PARTY = 5,
	CP_GN_URI = 6,
	CP_GN_IP = 7,
	CP_GN_REGISTERED_ID = 8
} cp_general_name_type;

typedef struct cp_general_name {
	cp_general_name_type type;
	/* Content octets: the string, the 4 or 16 octets (8 or 32 in a constraint), the Name TLV for
	 * directoryName, the OID content for registeredID, value TLV for otherName. */
	cp_bytes value;
	cp_bytes other_oid; /* otherName: content octets of its type-id */
} cp_general_name;

/* RFC 5280's word for it, such as "dNSName"; static. */
const char *
cp_general_name_type_name(cp_general_name_type type);

/* Walks the content of a GeneralNames; false at the end or at what is broken. */
bool
cp_general_name_next(cp_bytes *rest, cp_general_name *name);

typedef struct cp_subtree {
	cp_general_name base;
	uint64_t minimum;
	bool has_minimum, has_maximum; /* RFC 5280 wants minimum 0 (absent) and no maximum */
} cp_subtree;

/* Walks the content of a GeneralSubtrees. */
bool
cp_subtree_next(cp_bytes *rest, cp_subtree *subtree);

/* "DNS:example.org", "IP:192.0.2.1", "email:…", "URI:…", "SRV:_sip.example.org", "dirName:…",
 * escaped. */
void
cp_general_name_append_text(cp_buf *buf, const cp_general_name *name);

/* The same for findings, which show of a name that fills pages the beginning, or how long it is. */
void
cp_general_name_append_shown(cp_buf *buf, const cp_general_name *name);

/* "192.0.2.1", RFC 5952 for 16 octets; "192.0.2.0/24" or "addr/mask" for 8 and 32. */
void
cp_ip_append_text(cp_buf *buf, cp_bytes octets);

#endif
