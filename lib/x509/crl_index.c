/* The index of a revocation list: built in two walks over the entries, asked block by block. */
#include <config.h>
#include "x509/crl_index.h"
#include "asn1/der.h"
#include "base/little.h"
#include "base/mem.h"

#define ROWS_WANTED 8u
#define BLOCK_BITS_MAX 28u

/* Fields of a row and of a block. */
enum { ROW_HASH = 0, ROW_ENTRY = 4, ROW_ISSUER = 8, ROW_CHECK = 12 };
enum { BLOCK_CHECK = 0, BLOCK_FIRST = 8, BLOCK_N = 12 };

cp_sip_key
cp_crl_index_key(const uint8_t sha256[CP_SHA256_LEN])
{
	return (cp_sip_key){cp_little_64(sha256), cp_little_64(sha256 + 8)};
}

unsigned
cp_crl_index_block_bits(size_t n_rows)
{
	unsigned bits = 0;

	while (bits < BLOCK_BITS_MAX && n_rows >> bits > ROWS_WANTED)
		bits++;
	return bits;
}

static size_t
block_of(const cp_crl_index *index, uint64_t hash)
{
	return index->block_bits > 0 ? (size_t)(hash >> (64 - index->block_bits)) : 0;
}

/* Of the whole block: which one it is, and which rows are its own, go into the key. */
static uint64_t
check_block(const cp_crl_index *index, size_t number, uint32_t first, uint32_t n)
{
	cp_sip_key key = index->key;

	key.first ^= number;
	key.second ^= (uint64_t)first << 32 | n;
	return cp_sip_hash(
		key, cp_bytes_slice(index->rows, first * CP_CRL_ROW_LEN, n * CP_CRL_ROW_LEN));
}

/* `issuer` is the entry that names one. */
static uint32_t
check_entry(const cp_crl_index *index, cp_bytes entry, cp_bytes issuer)
{
	uint64_t check = cp_sip_hash(index->key, entry);

	if (issuer.len > 0)
		check += 3 * cp_sip_hash(index->key, issuer);
	return (uint32_t)check;
}

/* The entry that begins there, as far as there is one. */
static cp_bytes
entry_at(const cp_crl *crl, uint32_t at)
{
	size_t start = (size_t)(crl->entries.data - crl->der.data);
	cp_bytes rest;
	cp_tlv tlv;

	if (crl->entries.len == 0 || at < start)
		return CP_BYTES_NONE;
	rest = cp_bytes_slice(crl->entries, at - start, crl->entries.len);
	return cp_der_walk(&rest, &tlv) ? tlv.whole : CP_BYTES_NONE;
}

/* ---- building ---- */

/* The entries of a list that was read, one after the other. */
typedef struct walk {
	const cp_crl *crl;
	cp_bytes rest;
	cp_bytes entry, serial;
	cp_bytes issuer; /* the entry whose certificateIssuer holds; empty: none did yet */
} walk;

static bool
walk_next(walk *w)
{
	cp_tlv tlv, number;
	cp_crl_entry entry;
	cp_bytes again;

	if (!cp_der_walk(&w->rest, &tlv) || !cp_der_walk(&tlv.content, &number))
		return false;
	w->entry = tlv.whole;
	w->serial = number.content;
	again = w->entry;
	if (w->crl->names_other_issuers && cp_crl_next_entry(&again, &entry) &&
		entry.certificate_issuer.len > 0)
		w->issuer = w->entry;
	return true;
}

/* Entries that are looked at together: each goes to a block and a row far from the others', which
 * takes longer than all the rest unless many are on the way at a time. */
#define BATCH 16u

typedef struct placing {
	cp_bytes entry, issuer;
	uint64_t hash;
	uint8_t *block, *row;
} placing;

static size_t
next_batch(walk *w, const cp_crl_index *index, uint8_t *blocks, placing batch[BATCH])
{
	size_t n;

	for (n = 0; n < BATCH && walk_next(w); n++) {
		batch[n].entry = w->entry;
		batch[n].issuer = w->issuer;
		batch[n].hash = cp_sip_hash(index->key, w->serial);
		batch[n].block = blocks + block_of(index, batch[n].hash) * CP_CRL_BLOCK_LEN;
		cp_prefetch(batch[n].block);
	}
	return n;
}

static walk
walk_start(const cp_crl *crl)
{
	return (walk){.crl = crl, .rest = crl->entries};
}

/* How many rows each block gets; false: more than a block may have. */
static bool
count_rows(const cp_crl *crl, const cp_crl_index *index, uint8_t *blocks)
{
	walk w = walk_start(crl);
	placing batch[BATCH];
	size_t n, i;

	while ((n = next_batch(&w, index, blocks, batch)) > 0) {
		for (i = 0; i < n; i++) {
			uint8_t *count = batch[i].block + BLOCK_N;

			if (cp_little_32(count) == CP_CRL_BLOCK_ROWS)
				return false;
			cp_little_put_32(count, cp_little_32(count) + 1);
		}
	}
	return true;
}

/* Where the rows of each block begin; the numbers of rows start again. */
static void
lay_out_blocks(const cp_crl_index *index, uint8_t *blocks)
{
	size_t n_blocks = (size_t)1 << index->block_bits, i;
	uint32_t first = 0;

	for (i = 0; i < n_blocks; i++) {
		uint8_t *block = blocks + i * CP_CRL_BLOCK_LEN;
		uint32_t n = cp_little_32(block + BLOCK_N);

		cp_little_put_32(block + BLOCK_FIRST, first);
		cp_little_put_32(block + BLOCK_N, 0);
		first += n;
	}
}

/* The next free row of the block. */
static uint8_t *
take_row(uint8_t *block, uint8_t *rows)
{
	uint32_t n = cp_little_32(block + BLOCK_N);

	cp_little_put_32(block + BLOCK_N, n + 1);
	return rows + ((size_t)cp_little_32(block + BLOCK_FIRST) + n) * CP_CRL_ROW_LEN;
}

static uint32_t
offset_of(const cp_crl *crl, cp_bytes entry)
{
	return entry.len > 0 ? (uint32_t)(entry.data - crl->der.data) : 0;
}

static void
put_rows(const cp_crl *crl, const cp_crl_index *index, uint8_t *blocks, uint8_t *rows)
{
	walk w = walk_start(crl);
	placing batch[BATCH];
	size_t n, i;

	while ((n = next_batch(&w, index, blocks, batch)) > 0) {
		for (i = 0; i < n; i++) {
			batch[i].row = take_row(batch[i].block, rows);
			cp_prefetch(batch[i].row);
		}
		for (i = 0; i < n; i++) {
			const placing *p = &batch[i];

			cp_little_put_32(p->row + ROW_HASH, (uint32_t)p->hash);
			cp_little_put_32(p->row + ROW_ENTRY, offset_of(crl, p->entry));
			cp_little_put_32(p->row + ROW_ISSUER, offset_of(crl, p->issuer));
			cp_little_put_32(
				p->row + ROW_CHECK, check_entry(index, p->entry, p->issuer));
		}
	}
}

static void
check_blocks(const cp_crl_index *index, uint8_t *blocks)
{
	size_t n_blocks = (size_t)1 << index->block_bits, i;

	for (i = 0; i < n_blocks; i++) {
		uint8_t *block = blocks + i * CP_CRL_BLOCK_LEN;

		cp_little_put_64(block + BLOCK_CHECK,
			check_block(index, i, cp_little_32(block + BLOCK_FIRST),
				cp_little_32(block + BLOCK_N)));
	}
}

/* False: the list is not fit. */
static bool
fill(const cp_crl *crl, const cp_crl_index *index, uint8_t *blocks, uint8_t *rows)
{
	if (!count_rows(crl, index, blocks))
		return false;
	lay_out_blocks(index, blocks);
	put_rows(crl, index, blocks, rows);
	check_blocks(index, blocks);
	return true;
}

bool
cp_crl_index_build(const cp_crl *crl, const uint8_t sha256[CP_SHA256_LEN], cp_crl_index **index)
{
	unsigned bits = cp_crl_index_block_bits(crl->n_entries);
	size_t blocks_len = CP_CRL_BLOCK_LEN << bits, rows_len, len;
	cp_crl_index *made;
	uint8_t *octets;

	*index = NULL;
	/* What was read to its end has as many entries as were counted. */
	if (!crl->skeleton || crl->der.len > UINT32_MAX)
		return true;
	if (!cp_size_mul(crl->n_entries, CP_CRL_ROW_LEN, &rows_len) ||
		!cp_size_add(rows_len, blocks_len, &len) || !cp_size_add(len, sizeof(*made), &len))
		return false;
	made = cp_calloc(1, len);
	if (made == NULL)
		return false;
	octets = (uint8_t *)(made + 1);
	made->key = cp_crl_index_key(sha256);
	made->block_bits = bits;
	made->n_rows = (uint32_t)crl->n_entries;
	made->blocks = cp_bytes_of(octets, blocks_len);
	made->rows = cp_bytes_of(octets + blocks_len, rows_len);
	if (fill(crl, made, octets, octets + blocks_len))
		*index = made;
	else
		cp_free(made);
	return true;
}

/* ---- looking up ---- */

/* The rows left from the next one on that may be meant. */
static void
skip_others(cp_crl_lookup *lookup)
{
	while (lookup->rows.len > 0 &&
		cp_little_32(lookup->rows.data + ROW_HASH) != (uint32_t)lookup->hash)
		lookup->rows = cp_bytes_slice(lookup->rows, CP_CRL_ROW_LEN, lookup->rows.len);
}

cp_crl_lookup
cp_crl_lookup_start(const cp_crl *crl, const cp_crl_index *index, cp_bytes serial)
{
	cp_crl_lookup lookup = {.crl = crl, .index = index, .serial = serial};
	const uint8_t *block;
	uint32_t first, n, at;
	size_t number;

	lookup.hash = cp_sip_hash(index->key, serial);
	number = block_of(index, lookup.hash);
	block = index->blocks.data + number * CP_CRL_BLOCK_LEN;
	first = cp_little_32(block + BLOCK_FIRST);
	n = cp_little_32(block + BLOCK_N);
	lookup.is_damaged = n > CP_CRL_BLOCK_ROWS || n > index->n_rows || first > index->n_rows - n;
	if (lookup.is_damaged)
		return lookup;
	lookup.rows = cp_bytes_slice(index->rows, first * CP_CRL_ROW_LEN, n * CP_CRL_ROW_LEN);
	skip_others(&lookup);
	/* The entry stands far away: it comes while the block is checked. */
	at = lookup.rows.len > 0 ? cp_little_32(lookup.rows.data + ROW_ENTRY) : 0;
	if (at < crl->der.len)
		cp_prefetch(crl->der.data + at);
	lookup.is_damaged =
		check_block(index, number, first, n) != cp_little_64(block + BLOCK_CHECK);
	return lookup;
}

/* What the row points at; false: that is not what it pointed at. */
static bool
read_row(const cp_crl_lookup *lookup, const uint8_t *row, cp_crl_entry *entry, cp_bytes *issuer)
{
	uint32_t issuer_at = cp_little_32(row + ROW_ISSUER);
	cp_bytes whole = entry_at(lookup->crl, cp_little_32(row + ROW_ENTRY));
	cp_bytes naming = issuer_at != 0 ? entry_at(lookup->crl, issuer_at) : CP_BYTES_NONE;
	cp_crl_entry named;

	*issuer = CP_BYTES_NONE;
	if (check_entry(lookup->index, whole, naming) != cp_little_32(row + ROW_CHECK) ||
		!cp_crl_next_entry(&whole, entry))
		return false;
	if (issuer_at == 0)
		return true;
	if (!cp_crl_next_entry(&naming, &named))
		return false;
	*issuer = named.certificate_issuer;
	return issuer->len > 0;
}

bool
cp_crl_lookup_next(cp_crl_lookup *lookup, cp_crl_entry *entry, cp_bytes *issuer)
{
	while (lookup->rows.len > 0 && !lookup->is_damaged) {
		const uint8_t *row = lookup->rows.data;

		lookup->rows = cp_bytes_slice(lookup->rows, CP_CRL_ROW_LEN, lookup->rows.len);
		skip_others(lookup);
		if (!read_row(lookup, row, entry, issuer))
			lookup->is_damaged = true;
		else if (cp_bytes_equal(entry->serial, lookup->serial))
			return true;
	}
	return false;
}
