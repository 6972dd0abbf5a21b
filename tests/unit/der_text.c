/* DER written as text. */
#include <config.h>
#include "unit/der_text.h"

#include <stdio.h>
#include <stdlib.h>

#define DEPTH_MAX 64

typedef struct made {
	struct made *next;
	size_t len;
	uint8_t octets[];
} made;

static made *all_made;

static void
mistake(const char *text, const char *what)
{
	fprintf(stderr, "der_text: %s in \"%s\"\n", what, text);
	exit(99);
}

static int
hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c != '\0' ? strchr(digits, c) : NULL;

	return found != NULL ? (int)(found - digits) : -1;
}

/* Puts the minimal length of what follows `start` there. */
static void
close_length(made *m, size_t start)
{
	size_t len = m->len - start, n = 0, i;
	uint8_t head[5];

	if (len >= 0x80) {
		for (n = 1; len >> 8 * n != 0; n++)
			continue;
		head[0] = (uint8_t)(0x80 | n);
		for (i = 0; i < n; i++)
			head[1 + i] = (uint8_t)(len >> 8 * (n - 1 - i));
	} else {
		head[0] = (uint8_t)len;
	}
	memmove(m->octets + start + 1 + n, m->octets + start, len);
	memcpy(m->octets + start, head, 1 + n);
	m->len += 1 + n;
}

cp_bytes
der_text(const char *text)
{
	made *m = malloc(sizeof(*m) + 5 * strlen(text) + 1);
	size_t open[DEPTH_MAX], depth = 0;
	const char *c;

	if (m == NULL)
		exit(99);
	m->len = 0;
	for (c = text; *c != '\0'; c++) {
		if (*c == ' ')
			continue;
		if (*c == '{') {
			if (depth == DEPTH_MAX)
				mistake(text, "too many {");
			open[depth++] = m->len;
		} else if (*c == '}') {
			if (depth == 0)
				mistake(text, "a } without {");
			close_length(m, open[--depth]);
		} else if (*c == '\'') {
			for (c++; *c != '\''; c++) {
				if (*c == '\0')
					mistake(text, "an open '");
				m->octets[m->len++] = (uint8_t)*c;
			}
		} else {
			int high = hex_digit(c[0]), low = high < 0 ? -1 : hex_digit(c[1]);

			if (low < 0)
				mistake(text, "no hexadecimal");
			m->octets[m->len++] = (uint8_t)(high << 4 | low);
			c++;
		}
	}
	if (depth > 0)
		mistake(text, "an open {");
	m->next = all_made;
	all_made = m;
	return cp_bytes_of(m->octets, m->len);
}

void
der_text_free_all(void)
{
	while (all_made != NULL) {
		made *next = all_made->next;

		free(all_made);
		all_made = next;
	}
}
