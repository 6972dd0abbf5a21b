/* Lists of keys whose private halves are public, in the forms in which such lists are published. */
#ifndef CP_STORE_WEAK_KEYS_H
#define CP_STORE_WEAK_KEYS_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "crypto/crypto.h"

#include <certpolicy/types.h>

typedef struct cp_weak_keys cp_weak_keys;

CP_CHECK_RESULT cp_weak_keys *
cp_weak_keys_new(void);
void
cp_weak_keys_free(cp_weak_keys *lists);

/*
 * One list; its content tells the form, all of it is of one form:
 *   lines of 20 hexadecimal digits  the last 80 bits of the SHA-1 of "Modulus=HEX\n" or of the MD5 of
 *                                   an SSH key (RFC 4253 6.6): Debian's openssl-blacklist and
 *                                   openssh-blacklist, for CVE-2008-0166;
 *   lines of 64 hexadecimal digits  the SHA-256 of a SubjectPublicKeyInfo (pwnedkeys and others);
 *   rows of 16 octets, ascending    15 octets of the SHA-256 of a number that makes out the key, and
 *                                   one that says where from: blocklist.dat of badkeys.
 * On lines "#" starts a comment. A line that is something else is an error with its number; so is a
 * list without entries. Only names the list in errors; copied.
 */
CP_CHECK_RESULT int
cp_weak_keys_add(
	cp_weak_keys *lists, cp_bytes content, const char *source, certpolicy_error **error);

bool
cp_weak_keys_are_empty(const cp_weak_keys *lists);

/* The source of the first list that has this key, those that are built in before all; or NULL. Lent.
 * `spki_sha256`: of key->spki. */
const char *
cp_weak_keys_find(const cp_weak_keys *lists, const cp_public_key *key,
	const uint8_t spki_sha256[CP_SHA256_LEN]);

#endif
