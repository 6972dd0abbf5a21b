/*
 * Files of revocation lists: opened, and asked for serial numbers. The first octet says what of the
 * file's own checks is made to fit again, since no mutation would get past them: bit 0 the headers,
 * bit 1 the blocks, bit 2 the rows. What is left as it is must give right answers or none.
 */
#include <config.h>
#include "asn1/der.h"
#include "base/little.h"
#include "base/mem.h"
#include "fuzz.h"
#include "x509/crl_file.h"
#include "x509/crl_kept.h"
#include "x509/crl_section.h"

#include <certpolicy/certpolicy.h>

#include <sys/mman.h>
#include <unistd.h>

#define LARGEST ((size_t)1 << 20)

enum { MEND_HEADERS = 1, MEND_BLOCKS = 2, MEND_ROWS = 4 };

/* One section as its header has it; parts that do not fit are empty. */
typedef struct section {
	uint8_t *header, *blocks, *rows, *der;
	size_t n_blocks, n_rows, der_len, len;
	cp_sip_key key;
} section;

static bool
find_section(uint8_t *file, size_t len, section *s)
{
	uint32_t bits;

	if (len < CP_CRL_HEADER_LEN)
		return false;
	bits = cp_little_32(file + CP_CRL_AT_BLOCK_BITS);
	s->header = file;
	s->n_rows = cp_little_32(file + CP_CRL_AT_N_ENTRIES);
	s->der_len = cp_little_32(file + CP_CRL_AT_DER_LEN);
	s->key = cp_crl_index_key(file + CP_CRL_AT_SHA256);
	if (bits > 16)
		return false;
	s->n_blocks = (size_t)1 << bits;
	s->len = CP_CRL_HEADER_LEN + s->n_blocks * CP_CRL_BLOCK_LEN + s->n_rows * CP_CRL_ROW_LEN +
		 s->der_len;
	s->len = (s->len + CP_CRL_SECTION_ALIGN - 1) / CP_CRL_SECTION_ALIGN * CP_CRL_SECTION_ALIGN;
	s->blocks = file + CP_CRL_HEADER_LEN;
	s->rows = s->blocks + s->n_blocks * CP_CRL_BLOCK_LEN;
	s->der = s->rows + s->n_rows * CP_CRL_ROW_LEN;
	return s->len <= len;
}

static cp_bytes
entry_at(const section *s, uint32_t at)
{
	cp_bytes rest = at < s->der_len ? cp_bytes_of(s->der + at, s->der_len - at) : CP_BYTES_NONE;
	cp_tlv tlv;

	return cp_der_walk(&rest, &tlv) ? tlv.whole : CP_BYTES_NONE;
}

static void
mend_rows(const section *s)
{
	size_t i;

	for (i = 0; i < s->n_rows; i++) {
		uint8_t *row = s->rows + i * CP_CRL_ROW_LEN;
		uint32_t issuer = cp_little_32(row + 8);
		uint64_t check = cp_sip_hash(s->key, entry_at(s, cp_little_32(row + 4)));

		if (issuer != 0 && entry_at(s, issuer).len > 0)
			check += 3 * cp_sip_hash(s->key, entry_at(s, issuer));
		cp_little_put_32(row + 12, (uint32_t)check);
	}
}

static void
mend_blocks(const section *s)
{
	size_t i;

	for (i = 0; i < s->n_blocks; i++) {
		uint8_t *block = s->blocks + i * CP_CRL_BLOCK_LEN;
		uint32_t first = cp_little_32(block + 8), n = cp_little_32(block + 12);
		cp_sip_key key = s->key;

		if (n > s->n_rows || first > s->n_rows - n)
			continue;
		key.first ^= i;
		key.second ^= (uint64_t)first << 32 | n;
		cp_little_put_64(block,
			cp_sip_hash(key,
				cp_bytes_of(s->rows + first * CP_CRL_ROW_LEN, n * CP_CRL_ROW_LEN)));
	}
}

static void
mend_header(const section *s, size_t begin, size_t file_len, uint32_t number)
{
	const cp_crl_known known = {s->n_rows, false, false};
	cp_crl *crl = cp_crl_read_known(cp_bytes_of(s->der, s->der_len), &known);

	cp_little_put_64(s->header + CP_CRL_AT_FILE_LEN, file_len);
	cp_little_put_64(s->header + CP_CRL_AT_BEGIN, begin);
	cp_little_put_32(s->header + CP_CRL_AT_NUMBER, number);
	if (crl != NULL) {
		cp_crl_ends_sha256(crl, s->header + CP_CRL_AT_ENDS);
		crl->der = CP_BYTES_NONE;
	}
	cp_crl_unref(crl);
	cp_crypto_sha256(cp_bytes_of(s->header, CP_CRL_AT_CHECK), s->header + CP_CRL_AT_CHECK);
}

static void
mend(uint8_t *file, size_t len, unsigned what)
{
	size_t begin = 0;
	uint32_t number;
	section s;

	for (number = 0; number < 16 && find_section(file + begin, len - begin, &s); number++) {
		if ((what & MEND_ROWS) != 0)
			mend_rows(&s);
		if ((what & MEND_BLOCKS) != 0)
			mend_blocks(&s);
		if ((what & MEND_HEADERS) != 0)
			mend_header(&s, begin, len, number);
		begin += s.len;
	}
}

/* Everything that the index has of this serial number. */
static size_t
look_up(const cp_crl *crl, cp_bytes serial, bool *is_damaged)
{
	cp_crl_lookup lookup = cp_crl_lookup_start(crl, cp_crl_index_of(crl), serial);
	cp_crl_entry entry;
	cp_bytes issuer;
	size_t n = 0;

	while (cp_crl_lookup_next(&lookup, &entry, &issuer)) {
		CP_INVARIANT(cp_bytes_equal(entry.serial, serial));
		CP_INVARIANT(entry.serial.data >= crl->entries.data &&
			     entry.serial.data + entry.serial.len <=
				     crl->entries.data + crl->entries.len);
		(void)fuzz_touch(issuer);
		n++;
	}
	*is_damaged |= lookup.is_damaged;
	CP_INVARIANT(n <= CP_CRL_BLOCK_ROWS);
	return n;
}

/* As many as there are, unless the look-up says that something is wrong. */
static int
ask(void *user, cp_crl *crl)
{
	const bool *is_mended = user;
	cp_bytes rest = crl->entries, again;
	bool is_damaged = false, is_whole = cp_crl_is_whole(crl);
	cp_crl_entry entry, other;
	size_t n, i;

	(void)look_up(crl, cp_bytes_of("\x7f\x7f", 2), &is_damaged);
	for (i = 0; i < 64 && cp_crl_next_entry(&rest, &entry); i++) {
		is_damaged = false;
		n = look_up(crl, entry.serial, &is_damaged);
		again = crl->entries;
		while (!*is_mended && !is_damaged && is_whole &&
			cp_crl_next_of_serial(&again, entry.serial, &other))
			CP_INVARIANT(n-- > 0);
	}
	return CERTPOLICY_OK;
}

/* A copy that ends where nothing may be read. */
static uint8_t *
guarded_copy(const uint8_t *data, size_t len, uint8_t **pages, size_t *pages_len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (len + page - 1) / page * page;

	*pages_len = room + page;
	*pages = mmap(NULL, *pages_len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CP_INVARIANT(*pages != MAP_FAILED && mprotect(*pages + room, page, PROT_NONE) == 0);
	if (len > 0)
		memcpy(*pages + room - len, data, len);
	return *pages + room - len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	unsigned what = len > 0 ? data[0] : 0;
	bool is_mended = (what & (MEND_BLOCKS | MEND_ROWS)) != 0;
	certpolicy_error *error = NULL;
	size_t pages_len;
	uint8_t *pages, *file;
	cp_map map;

	/* Whole pages would be unmapped with the file, before their guard. */
	if (len < 2 || len > LARGEST || (len - 1) % (size_t)sysconf(_SC_PAGESIZE) == 0)
		return 0;
	file = guarded_copy(data + 1, len - 1, &pages, &pages_len);
	mend(file, len - 1, what);
	map.bytes = cp_bytes_of(file, len - 1);
	(void)cp_crl_file_is_one(map.bytes);
	if (cp_crl_file_read(&map, "file", ask, &is_mended, &error) != CERTPOLICY_OK)
		CP_INVARIANT(error != NULL);
	certpolicy_error_free(error);
	(void)munmap(pages, pages_len);
	return 0;
}
