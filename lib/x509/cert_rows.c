/* Rows by certificate; what stands in them is their owner's. */
#include <config.h>
#include "x509/cert_rows.h"
#include "base/mem.h"

void
cp_cert_rows_clear(cp_cert_rows *rows)
{
	cp_free((void *)(uintptr_t)rows->certs);
	cp_free(rows->rows);
	cp_table_clear(&rows->by_cert);
	memset(rows, 0, sizeof(*rows));
}

static bool
is_row_of(const void *context, uint32_t row, const void *key)
{
	const cp_cert_rows *rows = context;

	return rows->certs[row] == key;
}

static bool
has_room(cp_cert_rows *rows, size_t size)
{
	return rows->n < CP_TABLE_NONE - 1 &&
	       cp_grow((void **)&rows->certs, rows->n, &rows->certs_capacity,
		       sizeof(*rows->certs)) &&
	       cp_grow(&rows->rows, rows->n, &rows->rows_capacity, size) &&
	       cp_table_reserve(&rows->by_cert, rows->n + 1);
}

void *
cp_cert_rows_get(cp_cert_rows *rows, const cp_cert *cert, size_t size, bool *is_new)
{
	uint64_t hash = cp_table_hash(cert->sha256);
	uint32_t row = cp_table_find(&rows->by_cert, hash, is_row_of, rows, cert);
	uint8_t *at;

	*is_new = row == CP_TABLE_NONE;
	if (*is_new) {
		if (!has_room(rows, size))
			return NULL;
		row = (uint32_t)rows->n++;
		rows->certs[row] = cert;
		cp_table_add(&rows->by_cert, hash, row);
	}
	at = (uint8_t *)rows->rows + row * size;
	if (*is_new)
		memset(at, 0, size);
	return at;
}
