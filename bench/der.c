/* Writing DER: content first; its length is put before it when the element is closed. */
#include <config.h>
#include "der.h"
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
make_room(der *d, size_t n)
{
	if (d->len + n <= d->room)
		return;
	d->room = 2 * (d->len + n);
	d->data = realloc(d->data, d->room);
	bench_require(d->data != NULL, "out of memory");
}

void
der_put(der *d, const void *data, size_t len)
{
	if (len == 0)
		return;
	make_room(d, len);
	memcpy(d->data + d->len, data, len);
	d->len += len;
}

void
der_fill(der *d, unsigned char octet, size_t n)
{
	if (n == 0)
		return;
	make_room(d, n);
	memset(d->data + d->len, octet, n);
	d->len += n;
}

void
der_open(der *d, unsigned char tag)
{
	bench_require(d->n_open < DER_DEPTH, "too deep");
	d->open[d->n_open].start = d->len;
	d->open[d->n_open++].tag = tag;
}

/* Tag and length; returns how many octets. */
static size_t
head(unsigned char tag, size_t len, unsigned char out[10])
{
	size_t octets = 0, i;

	out[0] = tag;
	if (len < 0x80) {
		out[1] = (unsigned char)len;
		return 2;
	}
	while (octets < sizeof(len) && len >> (8 * octets) != 0)
		octets++;
	out[1] = (unsigned char)(0x80 | octets);
	for (i = 0; i < octets; i++)
		out[2 + i] = (unsigned char)(len >> (8 * (octets - 1 - i)));
	return 2 + octets;
}

void
der_close(der *d)
{
	size_t start, len, n;
	unsigned char first[10];

	d->n_open--;
	start = d->open[d->n_open].start;
	len = d->len - start;
	n = head(d->open[d->n_open].tag, len, first);
	make_room(d, n);
	if (len > 0)
		memmove(d->data + start + n, d->data + start, len);
	memcpy(d->data + start, first, n);
	d->len += n;
}

void
der_element(der *d, unsigned char tag, const void *data, size_t len)
{
	unsigned char first[10];

	der_put(d, first, head(tag, len, first));
	der_put(d, data, len);
}

void
der_text(der *d, unsigned char tag, const char *text)
{
	der_element(d, tag, text, strlen(text));
}

void
der_oid(der *d, const char *hex)
{
	unsigned char octets[64];
	size_t len = 0;
	unsigned octet;

	for (; hex[0] != '\0' && sscanf(hex, "%2x", &octet) == 1; hex += 2)
		octets[len++] = (unsigned char)octet;
	der_element(d, 0x06, octets, len);
}

void
der_number(der *d, uint64_t number)
{
	unsigned char octets[9] = {0};
	size_t i, skip = 0;

	for (i = 0; i < 8; i++)
		octets[1 + i] = (unsigned char)(number >> (8 * (7 - i)));
	while (skip < 8 && octets[skip] == 0 && (octets[skip + 1] & 0x80) == 0)
		skip++;
	der_element(d, 0x02, octets + skip, sizeof(octets) - skip);
}

void
der_nest(der *d, unsigned char tag, size_t depth)
{
	/* From the inside: the heads, last octet first, then turned round. */
	unsigned char *turned = malloc(10 * depth + 1), first[10];
	size_t len = 0, n, i;

	bench_require(turned != NULL, "out of memory");
	for (; depth > 0; depth--) {
		n = head(tag, len, first);
		for (i = n; i > 0; i--)
			turned[len++] = first[i - 1];
	}
	make_room(d, len);
	for (i = len; i > 0; i--)
		d->data[d->len++] = turned[i - 1];
	free(turned);
}

void
der_free(der *d)
{
	free(d->data);
	memset(d, 0, sizeof(*d));
}
