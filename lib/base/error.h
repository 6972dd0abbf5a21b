/*
 * The object behind certpolicy_error. Set the message where the cause is known; outer layers add
 * the place they know and leave the rest alone.
 */
#ifndef CP_BASE_ERROR_H
#define CP_BASE_ERROR_H

#include "base/compiler.h"

#include <certpolicy/types.h>

#include <stdbool.h>

/*
 * Sets *error (which may be NULL) and returns `status`, so that a caller can write
 * `return cp_error_set(error, CERTPOLICY_ERROR_IO, "io.open", "…", …);`. `code` is static. An error
 * that is already there stays. The formatted message is escaped as a whole.
 */
int
cp_error_set(certpolicy_error **error, int status, const char *code, const char *format, ...)
	CP_PRINTF(4, 5);

/* CERTPOLICY_ERROR_NO_MEMORY, with a static object that needs no memory. */
int
cp_error_no_memory(certpolicy_error **error);

/* Names the source and place of *error unless it has one; 0: unknown. Does nothing without an error. */
void
cp_error_set_place(certpolicy_error **error, const char *file, size_t line, size_t column);

/* Every public call starts with this: *error = NULL when there is a place for it. */
void
cp_error_clear(certpolicy_error **error);

#endif
