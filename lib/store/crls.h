/* The revocation lists at hand, by issuer name. */
#ifndef CP_STORE_CRLS_H
#define CP_STORE_CRLS_H

#include "x509/crl.h"

#include <certpolicy/types.h>

typedef struct cp_crls cp_crls;

CP_CHECK_RESULT cp_crls *
cp_crls_new(void);
void
cp_crls_free(cp_crls *crls);

/* A reference is taken. */
CP_CHECK_RESULT int
cp_crls_add(cp_crls *crls, cp_crl *crl);

/* Every list in the data, of whatever form (x509/input.h); none is an error. */
CP_CHECK_RESULT int
cp_crls_add_data(cp_crls *crls, cp_bytes data, const char *name, certpolicy_error **error);

/* The largest lists of public and government authorities have some 50 MB; one of a million entries
 * has 35 to 80. */
#define CP_CRL_FILE_MAX ((size_t)256 << 20)

/* A file (any form that x509/input.h reads, or one of lists with their indexes) or every file of a
 * folder; nothing readable is an error, and so is an index that is damaged or of another version.
 */
CP_CHECK_RESULT int
cp_crls_add_path(cp_crls *crls, const char *path, certpolicy_error **error);

/* The lists stay for more than one evaluation (x509/crl_kept.h); before threads share them. */
void
cp_crls_keep(cp_crls *crls);

/* What went into a file of lists. */
typedef struct cp_crls_about {
	int64_t oldest; /* the earliest thisUpdate */
	uint64_t n_lists, n_entries;
} cp_crls_about;

/*
 * Writes the lists of files and folders with their indexes into one file (x509/crl_file.h), from
 * which cp_crls_add_path takes them without reading them. Unlike there, every file has to be good.
 * `out` is written from its beginning: never one that may be in use, whose place the new file takes
 * by rename(2).
 */
CP_CHECK_RESULT int
cp_crls_write_index(const char *const *paths, size_t n_paths, const char *out, cp_crls_about *about,
	certpolicy_error **error);

size_t
cp_crls_count(const cp_crls *crls);
cp_crl *
cp_crls_at(const cp_crls *crls, size_t index);

#endif
