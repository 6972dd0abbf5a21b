/* What a list says of one certificate all at once, field by field, and what of it identifies one.
 */
#ifndef CP_STORE_THREAT_SUBJECT_H
#define CP_STORE_THREAT_SUBJECT_H

#include "store/threat_key.h"

typedef struct cp_threat_subject {
	bool has_digest[CP_THREAT_OTHER];
	uint8_t digests[CP_THREAT_OTHER][CP_THREAT_KEY_MAX];
	cp_traits traits;
	bool has_other_serial; /* digits alone, which may mean two numbers */
	cp_threat_hash other_serial;
	bool is_narrower;   /* more is said than can be looked up */
	bool is_impossible; /* two values of one field */
} cp_threat_subject;

typedef enum cp_threat_field {
	CP_FIELD_MD5,
	CP_FIELD_SHA1,
	CP_FIELD_SHA256,
	CP_FIELD_ISSUER,
	CP_FIELD_SUBJECT,
	CP_FIELD_SERIAL,
	CP_FIELD_MODULUS,
	CP_FIELD_NOT_BEFORE,
	CP_FIELD_NOT_AFTER,
	CP_FIELD_OTHER /* one that nothing is looked up by */
} cp_threat_field;

/* A field that cannot be read makes the subject narrower. */
void
cp_threat_subject_set(cp_threat_subject *subject, cp_threat_field field, cp_bytes text);

/* Adds all that `more` says, as of the same certificate. */
void
cp_threat_subject_merge(cp_threat_subject *subject, const cp_threat_subject *more);

bool
cp_threat_subject_has_digest(const cp_threat_subject *subject);

/* The traits to look it up by when it has no digest; 0: nothing identifies it. */
unsigned
cp_threat_subject_traits(const cp_threat_subject *subject);

/* Whether it can be looked up. */
bool
cp_threat_subject_is_usable(const cp_threat_subject *subject);

/* A digest in hexadecimal with colons or without, of just this length. */
CP_CHECK_RESULT bool
cp_threat_digest(cp_bytes text, size_t len, uint8_t *digest);

/* "SHA-256", "sha1", "MD5"; CP_FIELD_OTHER. */
cp_threat_field
cp_threat_hash_field(cp_bytes name);

#endif
