/* Distinguished names: walking, comparing, showing. */
#ifndef CP_X509_NAME_H
#define CP_X509_NAME_H

#include "asn1/oid.h"
#include "base/buf.h"
#include "base/bytes.h"

typedef struct cp_attribute {
	cp_bytes oid;    /* content octets */
	cp_oid id;
	unsigned tag;    /* universal tag number of the value's string type */
	cp_bytes value;  /* content octets of the value */
	cp_bytes whole;  /* the value's TLV */
	size_t rdn;      /* which RDN it stands in, from 0 */
} cp_attribute;

typedef struct cp_name_walk {
	cp_bytes rdns, attributes; /* what is left */
	size_t rdn;
} cp_name_walk;

/* `name` is a Name TLV that was read from a certificate; a broken one ends the walk early. */
cp_name_walk
cp_name_walk_start(cp_bytes name);
bool
cp_name_walk_next(cp_name_walk *walk, cp_attribute *attribute);

/*
 * RFC 5280 7.1 by RFC 4518 as far as CAs need it (name_fold.c): string types do not matter between
 * PrintableString, UTF8String and the other directory strings; case folds; invisible characters
 * count for nothing; white space at the ends is dropped and runs of it count as one. Attributes of
 * one RDN may stand in any order.
 * Octet-equal names are equal without looking further.
 */
bool
cp_name_equal(cp_bytes a, cp_bytes b);

/* Whether `name` begins with all RDNs of `base` (directoryName constraints, RFC 5280 4.2.1.10). */
bool
cp_name_is_within(cp_bytes name, cp_bytes base);

/* A hash under which equal names are equal; another one in every run. */
uint64_t
cp_name_hash(cp_bytes name);

/* RFC 4514, last RDN first, escaped and printable. */
void
cp_name_append_text(cp_buf *buf, cp_bytes name);

/* The same for reports, which tell of a name that fills pages how long it is: nobody reads it, and
 * whoever wrote it chose the length. */
#define CP_NAME_SHOWN_MAX 2000u
void
cp_name_append_shown(cp_buf *buf, cp_bytes name);

/* An attribute's value as UTF-8, escaped and printable. */
void
cp_attribute_append_text(cp_buf *buf, const cp_attribute *attribute);

/* The last commonName (or another attribute) of a name; false when there is none. */
bool
cp_name_find(cp_bytes name, cp_oid id, cp_attribute *attribute);

/* A NUL, a newline or another control, or a bidirectional control in any value. */
bool
cp_name_has_controls(cp_bytes name);

#endif
