/* A borrowed run of octets. Passed by value; whoever made the memory says how long it lives. */
#ifndef CP_BASE_BYTES_H
#define CP_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct cp_bytes {
	const uint8_t *data; /* may be NULL when len is 0 */
	size_t len;
} cp_bytes;

#define CP_BYTES_NONE ((cp_bytes){NULL, 0})

static inline cp_bytes
cp_bytes_of(const void *data, size_t len)
{
	cp_bytes bytes = {data, len};

	return bytes;
}

/* The octets of a C string, without its NUL. */
static inline cp_bytes
cp_bytes_of_string(const char *string)
{
	return cp_bytes_of(string, strlen(string));
}

static inline bool
cp_bytes_equal(cp_bytes a, cp_bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* A total order: by octets, a prefix before what it begins. */
static inline int
cp_bytes_compare(cp_bytes a, cp_bytes b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len > 0 ? memcmp(a.data, b.data, len) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* `len` octets from `offset`; what lies outside is cut off. */
static inline cp_bytes
cp_bytes_slice(cp_bytes bytes, size_t offset, size_t len)
{
	if (offset > bytes.len)
		offset = bytes.len;
	if (len > bytes.len - offset)
		len = bytes.len - offset;
	return len > 0 ? cp_bytes_of(bytes.data + offset, len) : CP_BYTES_NONE;
}

#endif
