/* Files of revocation lists as they are written (crl_file.h has their form). */
#ifndef CP_X509_CRL_FILE_WRITE_H
#define CP_X509_CRL_FILE_WRITE_H

#include "x509/crl_section.h"

#include <certpolicy/types.h>

/* Lists one after the other into an empty file that is open for writing. */
typedef struct cp_crl_writer {
	int file;
	const char *path;                      /* for errors; lent */
	uint64_t limit;   /* of the whole file, in octets */
	uint64_t len;     /* so far */
	uint8_t (*headers)[CP_CRL_HEADER_LEN]; /* owned; written last */
	size_t n_lists, capacity;
} cp_crl_writer;

/* One that cannot be read, or is not fit for an index, is an error: input.crl, crl.index. */
CP_CHECK_RESULT int
cp_crl_writer_add(cp_crl_writer *writer, const cp_crl *crl, certpolicy_error **error);

/* Writes what makes it a file of lists: until then it is none. At least one was added. */
CP_CHECK_RESULT int
cp_crl_writer_finish(cp_crl_writer *writer, certpolicy_error **error);

/* Does not close the file. */
void
cp_crl_writer_clear(cp_crl_writer *writer);

#endif
