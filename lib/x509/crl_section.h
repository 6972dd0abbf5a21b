/* What the reader and the writer of files of lists (crl_file.h) share: the head of a section. */
#ifndef CP_X509_CRL_SECTION_H
#define CP_X509_CRL_SECTION_H

#include "x509/crl_index.h"

#define CP_CRL_MAGIC                                                                               \
	"\x89"                                                                                     \
	"CPCRL\r\n"
#define CP_CRL_MAGIC_LEN ((size_t)8)
#define CP_CRL_FILE_VERSION 1u
#define CP_CRL_HEADER_LEN ((size_t)160)
#define CP_CRL_SECTION_ALIGN ((size_t)16)

/* Where the fields stand. */
enum {
	CP_CRL_AT_VERSION = 8,
	CP_CRL_AT_FLAGS = 12,
	CP_CRL_AT_FILE_LEN = 16,
	CP_CRL_AT_BEGIN = 24,
	CP_CRL_AT_NUMBER = 32,
	CP_CRL_AT_N_LISTS = 36,
	CP_CRL_AT_DER_LEN = 40,
	CP_CRL_AT_N_ENTRIES = 48,
	CP_CRL_AT_BLOCK_BITS = 52,
	CP_CRL_AT_SHA256 = 56,
	CP_CRL_AT_ENDS = 88,
	CP_CRL_AT_CHECK = 128
};

/* What the entries of a list have. */
enum { CP_CRL_UNKNOWN_CRITICAL = 1, CP_CRL_NAMES_OTHERS = 2 };

/* Digest of what stands before and after the entries: everything, where there are none. */
void
cp_crl_ends_sha256(const cp_crl *crl, uint8_t sha256[CP_SHA256_LEN]);

#endif
