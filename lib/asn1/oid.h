/* Object identifiers that the library knows by name (oids.def), and their dotted text. */
#ifndef CP_ASN1_OID_H
#define CP_ASN1_OID_H

#include "base/buf.h"
#include "base/bytes.h"

/* CP_OID_UNKNOWN is 0; the rest are the rows of oids.def. */
typedef enum cp_oid {
	CP_OID_UNKNOWN = 0,
#define CP_OID(NAME, dotted, name, ...) CP_OID_##NAME,
#include "asn1/oids.def"
#undef CP_OID
	CP_N_OIDS
} cp_oid;

/* By the content octets of an OBJECT IDENTIFIER. */
cp_oid
cp_oid_find(cp_bytes content);

/* The field's usual word for it, such as "ecdsa-with-SHA256"; NULL for CP_OID_UNKNOWN. Static. */
const char *
cp_oid_name(cp_oid oid);

/* Its content octets; none for CP_OID_UNKNOWN. Static. */
cp_bytes
cp_oid_octets(cp_oid oid);

/* Dotted text of content octets, which may be malformed: then as far as it can be read, and "?". */
void
cp_oid_append_dotted(cp_buf *buf, cp_bytes content);

/* Content octets from dotted text ("2.23.140.1.2.1") into `out`, which has room for 64 octets. */
CP_CHECK_RESULT bool
cp_oid_parse_dotted(const char *dotted, uint8_t out[64], size_t *out_len);

#endif
