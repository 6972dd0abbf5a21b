/* Writes JSON straight into a buffer: commas, names and escapes; the order is the caller's. */
#ifndef CP_RENDER_WRITER_H
#define CP_RENDER_WRITER_H

#include "base/buf.h"

typedef struct cp_writer {
	cp_buf *buf;
	bool needs_comma; /* something stands before in the object or array that is open */
} cp_writer;

/* `name` is NULL for an element of an array and for the outermost value. */
void
cp_write_object(cp_writer *writer, const char *name);
void
cp_write_object_end(cp_writer *writer);
void
cp_write_array(cp_writer *writer, const char *name);
void
cp_write_array_end(cp_writer *writer);

/* What is not valid UTF-8 becomes U+FFFD. */
void
cp_write_bytes(cp_writer *writer, const char *name, cp_bytes text);
/* NULL writes nothing at all, name included. */
void
cp_write_string(cp_writer *writer, const char *name, const char *text);
void
cp_write_int(cp_writer *writer, const char *name, int64_t number);
void
cp_write_uint(cp_writer *writer, const char *name, uint64_t number);
void
cp_write_bool(cp_writer *writer, const char *name, bool value);
void
cp_write_null(cp_writer *writer, const char *name);
/* RFC 3339. */
void
cp_write_time(cp_writer *writer, const char *name, int64_t seconds);
/* `prefix` and lower-case hexadecimal. */
void
cp_write_hex(cp_writer *writer, const char *name, const char *prefix, cp_bytes octets);
void
cp_write_base64(cp_writer *writer, const char *name, const char *prefix, cp_bytes octets);

/* "RFC 5280 6.1; RFC 9525 6.3" as an array of its parts. */
void
cp_write_list(cp_writer *writer, const char *name, const char *list);

/* Whatever `text` holds is JSON already. */
void
cp_write_raw(cp_writer *writer, const char *name, cp_bytes text);

#endif
