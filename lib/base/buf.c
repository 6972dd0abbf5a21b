/* Growing strings, and the ways in which bytes become text: hexadecimal, base64, escapes. */
#include <config.h>
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

static bool
reserve(cp_buf *buf, size_t more)
{
	size_t wanted;
	size_t capacity = buf->capacity > 0 ? buf->capacity : 64;
	uint8_t *grown;

	if (buf->failed)
		return false;
	if (more <= buf->capacity - buf->len)
		return true;
	if (!cp_size_add(buf->len, more, &wanted) || wanted > SIZE_MAX / 2) {
		buf->failed = true;
		return false;
	}
	while (capacity < wanted)
		capacity *= 2;
	grown = cp_realloc(buf->data, capacity, 1);
	if (grown == NULL) {
		buf->failed = true;
		return false;
	}
	buf->data = grown;
	buf->capacity = capacity;
	return true;
}

void
cp_buf_append(cp_buf *buf, const void *data, size_t len)
{
	if (len == 0 || !reserve(buf, len))
		return;
	memcpy(buf->data + buf->len, data, len);
	buf->len += len;
}

void
cp_buf_append_string(cp_buf *buf, const char *string)
{
	cp_buf_append(buf, string, strlen(string));
}

void
cp_buf_append_char(cp_buf *buf, char c)
{
	if (reserve(buf, 1))
		buf->data[buf->len++] = (uint8_t)c;
}

void
cp_buf_printf(cp_buf *buf, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0) {
		buf->failed = true;
		return;
	}
	if (!reserve(buf, (size_t)len + 1))
		return;
	va_start(args, format);
	vsnprintf((char *)buf->data + buf->len, (size_t)len + 1, format, args);
	va_end(args);
	buf->len += (size_t)len;
}

void
cp_buf_append_hex(cp_buf *buf, cp_bytes bytes)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t *out;
	size_t i;

	if (bytes.len > SIZE_MAX / 2 || !reserve(buf, bytes.len * 2)) {
		buf->failed = true;
		return;
	}
	out = buf->data + buf->len;
	for (i = 0; i < bytes.len; i++) {
		*out++ = (uint8_t)digits[bytes.data[i] >> 4];
		*out++ = (uint8_t)digits[bytes.data[i] & 15];
	}
	buf->len += bytes.len * 2;
}

void
cp_buf_append_base64(cp_buf *buf, cp_bytes bytes)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i;

	for (i = 0; i < bytes.len; i += 3) {
		size_t n = bytes.len - i < 3 ? bytes.len - i : 3;
		uint32_t group = (uint32_t)bytes.data[i] << 16;
		char quad[4] = {'=', '=', '=', '='};

		if (n > 1)
			group |= (uint32_t)bytes.data[i + 1] << 8;
		if (n > 2)
			group |= bytes.data[i + 2];
		quad[0] = digits[group >> 18];
		quad[1] = digits[group >> 12 & 63];
		if (n > 1)
			quad[2] = digits[group >> 6 & 63];
		if (n > 2)
			quad[3] = digits[group & 63];
		cp_buf_append(buf, quad, sizeof(quad));
	}
}

/* How much of the start is ASCII that shows as it stands. */
static size_t
plain_len(cp_bytes text)
{
	size_t len = 0;

	while (len < text.len && text.data[len] >= ' ' && text.data[len] <= '~' &&
		text.data[len] != '\\')
		len++;
	return len;
}

static void
append_octet(cp_buf *buf, const uint8_t *octet)
{
	cp_buf_append(buf, "\\x", 2);
	cp_buf_append_hex(buf, cp_bytes_of(octet, 1));
}

void
cp_buf_append_escaped(cp_buf *buf, cp_bytes text)
{
	while (text.len > 0) {
		uint32_t c;
		size_t n = plain_len(text);

		if (n > 0) {
			cp_buf_append(buf, text.data, n);
			text = cp_bytes_slice(text, n, text.len);
			continue;
		}
		n = cp_utf8_decode(text, &c);
		if (n == 0) {
			append_octet(buf, text.data);
			n = 1;
		} else if (c == '\\') {
			cp_buf_append_string(buf, "\\\\");
		} else if (c < 0x80 && cp_text_is_unprintable(c)) {
			append_octet(buf, text.data);
		} else if (cp_text_is_unprintable(c)) {
			cp_buf_printf(buf, "\\u{%04x}", (unsigned)c);
		} else {
			cp_buf_append(buf, text.data, n);
		}
		text = cp_bytes_slice(text, n, text.len);
	}
}

char *
cp_buf_finish(cp_buf *buf)
{
	char *string = NULL;

	cp_buf_append_char(buf, '\0');
	if (!buf->failed) {
		string = (char *)buf->data;
		buf->data = NULL;
	}
	cp_buf_clear(buf);
	return string;
}

void
cp_buf_clear(cp_buf *buf)
{
	cp_free(buf->data);
	memset(buf, 0, sizeof(*buf));
}
