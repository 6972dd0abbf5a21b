/*
 * Revocation lists with their indexes in one file, used where it lies (base/map.h). One section a
 * list, each beginning at a multiple of 16 octets; numbers have their lowest octet first:
 *
 *     0   magic (8), version (4), what the entries have (4)
 *     16  length of the whole file (8), where the section begins (8)
 *     32  number of the list from 0 (4), number of lists (4)
 *     40  length of the DER (8), entries (4), bits that choose a block (4)
 *     56  SHA-256 of the DER (32)
 *     88  SHA-256 of what stands before and after the entries in the DER (32)
 *     120 zeros (8)
 *     128 SHA-256 of all of this (32)
 *     160 blocks and rows (crl_index.h), the DER, zeros up to the next section
 *
 * Opening reads the headers and what stands around the entries; blocks and entries are checked by
 * the look-up that reads them, and all of a list when its signature is. Whatever does not fit is an
 * error: cut, altered, of another version, of another list. That is no protection from whoever may
 * write the file and wants it to leave something out: it is trusted as a file of anchors is.
 */
#ifndef CP_X509_CRL_FILE_H
#define CP_X509_CRL_FILE_H

#include "base/map.h"
#include "x509/crl.h"

/* A list of some 256 MB (store/crls.h), of the shortest entries, with its index. */
#define CP_CRL_INDEX_FILE_MAX ((size_t)1 << 30)

/* Whether a file that begins so is one of these, undamaged or not. */
bool
cp_crl_file_is_one(cp_bytes file);

/* Called for each list, which is lent; a status other than CERTPOLICY_OK stops and is handed back.
 */
typedef int
cp_crl_file_callback(void *user, cp_crl *crl);

/* The lists of an open file; `map` is taken over, whatever comes of it. Errors: crl.damaged,
 * crl.version. */
CP_CHECK_RESULT int
cp_crl_file_read(cp_map *map, const char *path, cp_crl_file_callback *take, void *user,
	certpolicy_error **error);

/* The file that a list lies in; NULL: in none. Lent by the list. */
const char *
cp_crl_file_path(const cp_crl *crl);

/* Digest of the DER: that which the file has, if it lies in one. */
void
cp_crl_sha256(const cp_crl *crl, uint8_t sha256[32]);

/* Whether the DER is that of which the file has the digest; true of lists that lie in none. */
bool
cp_crl_is_whole(const cp_crl *crl);

/* CERTPOLICY_ERROR_BAD_INPUT: that the list's file is damaged. */
int
cp_crl_file_refuse(const cp_crl *crl, certpolicy_error **error);

void
cp_crl_file_unref(struct cp_crl_file *file);

#endif
