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

/* A file (any form that x509/input.h reads) or every file of a folder; nothing readable is an error. */
CP_CHECK_RESULT int
cp_crls_add_path(cp_crls *crls, const char *path, certpolicy_error **error);

size_t
cp_crls_count(const cp_crls *crls);
cp_crl *
cp_crls_at(const cp_crls *crls, size_t index);

#endif
