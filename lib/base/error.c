/* Errors as objects: what, where, and a stable code. */
#include <config.h>
#include "base/error.h"
#include "base/buf.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>

struct certpolicy_error {
	int status;
	const char *code; /* static */
	char *message;    /* owned */
	char *file;       /* owned, or NULL */
	size_t line, column;
};

/* What is handed out when not even an error can be allocated; never released, never written. */
static certpolicy_error no_memory = {
	CERTPOLICY_ERROR_NO_MEMORY, "library.no-memory", NULL, NULL, 0, 0};

/* Longer messages are cut: they are for people. */
#define LONGEST_MESSAGE 2048

int
cp_error_set(certpolicy_error **error, int status, const char *code, const char *format, ...)
{
	char raw[LONGEST_MESSAGE];
	cp_buf escaped = CP_BUF_EMPTY;
	certpolicy_error *made;
	va_list args;

	if (error == NULL || *error != NULL)
		return status;
	va_start(args, format);
	vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	cp_buf_append_escaped(&escaped, cp_bytes_of_string(raw));
	made = cp_calloc(1, sizeof(*made));
	if (made == NULL) {
		cp_buf_clear(&escaped);
		*error = &no_memory;
		return status;
	}
	made->status = status;
	made->code = code;
	made->message = cp_buf_finish(&escaped);
	*error = made;
	return status;
}

int
cp_error_no_memory(certpolicy_error **error)
{
	if (error != NULL && *error == NULL)
		*error = &no_memory;
	return CERTPOLICY_ERROR_NO_MEMORY;
}

void
cp_error_set_place(certpolicy_error **error, const char *file, size_t line, size_t column)
{
	cp_buf escaped = CP_BUF_EMPTY;

	if (error == NULL || *error == NULL || *error == &no_memory)
		return;
	if ((*error)->file == NULL && file != NULL) {
		cp_buf_append_escaped(&escaped, cp_bytes_of_string(file));
		(*error)->file = cp_buf_finish(&escaped);
	}
	if ((*error)->line == 0) {
		(*error)->line = line;
		(*error)->column = column;
	}
}

void
cp_error_clear(certpolicy_error **error)
{
	if (error != NULL)
		*error = NULL;
}

int
certpolicy_error_set(certpolicy_error **error, int status, const char *code, const char *message)
{
	cp_error_clear(error);
	return cp_error_set(error, status, code, "%s", message);
}

int
certpolicy_error_get_status(const certpolicy_error *error)
{
	return error != NULL ? error->status : CERTPOLICY_OK;
}

const char *
certpolicy_error_get_code(const certpolicy_error *error)
{
	return error != NULL ? error->code : "none";
}

const char *
certpolicy_error_get_message(const certpolicy_error *error)
{
	if (error == NULL)
		return "no error";
	return error->message != NULL ? error->message : "out of memory";
}

const char *
certpolicy_error_get_file(const certpolicy_error *error)
{
	return error != NULL ? error->file : NULL;
}

size_t
certpolicy_error_get_line(const certpolicy_error *error)
{
	return error != NULL ? error->line : 0;
}

size_t
certpolicy_error_get_column(const certpolicy_error *error)
{
	return error != NULL ? error->column : 0;
}

void
certpolicy_error_free(certpolicy_error *error)
{
	if (error == NULL || error == &no_memory)
		return;
	cp_free(error->message);
	cp_free(error->file);
	cp_free(error);
}

void
certpolicy_string_free(char *string)
{
	cp_free(string);
}
