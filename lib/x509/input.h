/*
 * Objects out of bytes of any form: PEM (several, with text between), DER, base64 of DER, PKCS#7 and
 * CMS, PKCS#12. The form is told by the content.
 */
#ifndef CP_X509_INPUT_H
#define CP_X509_INPUT_H

#include "base/bytes.h"
#include "base/compiler.h"

#include <certpolicy/types.h>

typedef enum cp_object_kind {
	CP_OBJECT_CERTIFICATE,
	CP_OBJECT_CRL,
	CP_OBJECT_OTHER /* a key, a request: told apart, never used */
} cp_object_kind;

/* Called for each object in order; a status other than 0 stops and is handed back. `der` is lent for
 * the call. */
typedef int
cp_object_callback(void *user, cp_object_kind kind, cp_bytes der);

/*
 * Finds the objects of `data`. What looks like DER but is neither container nor CRL is handed over as
 * a certificate, however broken: reading it will say what is wrong. An error when nothing was found
 * (input.empty, input.unreadable, input.password) or a PEM block is broken (input.pem, with its line).
 * `password` may be NULL. `name` stands for the source in errors; may be NULL.
 */
CP_CHECK_RESULT int
cp_input_each(cp_bytes data, const char *name, const char *password, cp_object_callback *callback,
	void *user, certpolicy_error **error);

/*
 * One certificate (or CRL) as a JSON string has it: PEM with exactly one block, or base64 DER. The
 * result is allocated (cp_free). False: neither; *out stays NULL. No memory: *no_memory is set.
 */
CP_CHECK_RESULT bool
cp_input_decode_one(cp_bytes text, cp_bytes *der, bool *no_memory);

/* Reads a file, or standard input for "-", up to `limit` octets; cp_free the data. */
CP_CHECK_RESULT int
cp_input_read_file(const char *path, size_t limit, cp_bytes *data, certpolicy_error **error);

/*
 * The files that `path` stands for: itself, or those of a folder in the order of their names, hidden
 * ones and sub-folders left out. Paths are new; cp_input_free_list.
 */
CP_CHECK_RESULT int
cp_input_list_files(const char *path, char ***files, size_t *n_files, certpolicy_error **error);
void
cp_input_free_list(char **files, size_t n_files);

#endif
