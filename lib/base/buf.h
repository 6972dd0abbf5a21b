/*
 * A growing string of octets. Failure is sticky: append as you like and ask once, at the end.
 */
#ifndef CP_BASE_BUF_H
#define CP_BASE_BUF_H

#include "base/bytes.h"
#include "base/compiler.h"

typedef struct cp_buf {
	uint8_t *data; /* owned; not NUL-terminated */
	size_t len;
	size_t capacity;
	bool failed;
} cp_buf;

#define CP_BUF_EMPTY {NULL, 0, 0, false}

void
cp_buf_append(cp_buf *buf, const void *data, size_t len);
void
cp_buf_append_string(cp_buf *buf, const char *string);
void
cp_buf_append_char(cp_buf *buf, char c);
void
cp_buf_printf(cp_buf *buf, const char *format, ...) CP_PRINTF(2, 3);
/* Lower-case hexadecimal. */
void
cp_buf_append_hex(cp_buf *buf, cp_bytes bytes);
/* RFC 4648 section 4, padded, without line breaks. */
void
cp_buf_append_base64(cp_buf *buf, cp_bytes bytes);

/*
 * Appends text that came from outside so that it can be shown: valid UTF-8 stays; controls (C0, DEL,
 * C1), line and paragraph separators, bidirectional controls, other invisible format characters, and
 * octets that are not UTF-8 become \xHH, \u{HHHH}; a backslash becomes \\.
 */
void
cp_buf_append_escaped(cp_buf *buf, cp_bytes text);

/* The content as a string for cp_free, NULL if anything failed; the buffer is empty afterwards. */
CP_CHECK_RESULT char *
cp_buf_finish(cp_buf *buf);

void
cp_buf_clear(cp_buf *buf);

#endif
