/*
 * An index of a revocation list: where the entries of a serial number stand in the list's own DER,
 * so that what an entry says is read from there and nowhere else. Written in one form for memory
 * and files (crl_file.h), lowest octets first:
 *
 *     blocks  2^block_bits of 16 octets: check (8), first row (4), number of rows (4)
 *     rows    16 octets each: part of the hash (4), where the entry begins (4), where the entry
 *             begins that names the issuer for it, 0 for the list's own (4), check of the two (4)
 *
 * A serial number's block is the top of its hash, under a key that hangs on all octets of the list:
 * an authority chooses serial numbers, and not where they fall. In a block the rows stand in the
 * order of the list. Every look-up checks the block and the entries that it reads; what does not
 * fit is damage, never an absence.
 */
#ifndef CP_X509_CRL_INDEX_H
#define CP_X509_CRL_INDEX_H

#include "base/sip.h"
#include "crypto/crypto.h"
#include "x509/crl.h"

#define CP_CRL_BLOCK_LEN ((size_t)16)
#define CP_CRL_ROW_LEN ((size_t)16)

/* Rows of a block: eight are usual. Only a list that has one serial number again and again needs
 * more than this, and then gets no index. */
#define CP_CRL_BLOCK_ROWS 256u

/* Entries that take less than this are looked through one after the other as fast. It is also what
 * a look-up in an index may read. */
#define CP_CRL_LOOKUP_OCTETS ((size_t)4096)

typedef struct cp_crl_index {
	cp_sip_key key;
	unsigned block_bits;
	uint32_t n_rows;
	cp_bytes blocks, rows; /* lent by a file, or behind this structure */
} cp_crl_index;

/* The key for a list of this digest. */
cp_sip_key
cp_crl_index_key(const uint8_t sha256[CP_SHA256_LEN]);

/* How many bits choose the block among so many rows. */
unsigned
cp_crl_index_block_bits(size_t n_rows);

/* *index is for cp_free; NULL for a list that is not fit for one, or has no skeleton. False: no
 * memory. */
CP_CHECK_RESULT bool
cp_crl_index_build(const cp_crl *crl, const uint8_t sha256[CP_SHA256_LEN], cp_crl_index **index);

/* A look-up under way. */
typedef struct cp_crl_lookup {
	const cp_crl *crl;
	const cp_crl_index *index;
	cp_bytes serial;
	uint64_t hash;
	cp_bytes rows; /* left */
	bool is_damaged;
} cp_crl_lookup;

cp_crl_lookup
cp_crl_lookup_start(const cp_crl *crl, const cp_crl_index *index, cp_bytes serial);

/* The next entry with the serial number, in the list's order. `issuer` is the certificateIssuer
 * that holds for it; empty: the list's own issuer. False at the end, and when lookup->is_damaged.
 */
bool
cp_crl_lookup_next(cp_crl_lookup *lookup, cp_crl_entry *entry, cp_bytes *issuer);

#endif
