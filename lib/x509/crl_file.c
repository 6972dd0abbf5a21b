/* Files of revocation lists as they are opened: headers are checked, then believed. */
#include <config.h>
#include "x509/crl_file.h"
#include "base/error.h"
#include "base/little.h"
#include "base/mem.h"
#include "x509/crl_kept.h"
#include "x509/crl_section.h"

struct cp_crl_file {
	unsigned references;
	cp_map map;
	char *path; /* owned */
};

void
cp_crl_ends_sha256(const cp_crl *crl, uint8_t sha256[CP_SHA256_LEN])
{
	cp_bytes ends[2] = {crl->der, CP_BYTES_NONE};

	if (crl->entries.len > 0) {
		ends[0].len = (size_t)(crl->entries.data - crl->der.data);
		ends[1] = cp_bytes_slice(crl->der, ends[0].len + crl->entries.len, crl->der.len);
	}
	cp_crypto_sha256_parts(ends, CP_COUNT(ends), sha256);
}

/* Half of it will do: what is damaged at its first octets is damaged, not of another kind. */
bool
cp_crl_file_is_one(cp_bytes file)
{
	size_t i, same = 0;

	for (i = 0; i < CP_CRL_MAGIC_LEN && i < file.len; i++)
		same += file.data[i] == (uint8_t)CP_CRL_MAGIC[i];
	return same >= CP_CRL_MAGIC_LEN / 2;
}

static struct cp_crl_file *
file_new(cp_map *map, const char *path)
{
	struct cp_crl_file *file = cp_calloc(1, sizeof(*file));

	if (file != NULL)
		file->path = cp_strdup(path);
	if (file == NULL || file->path == NULL) {
		cp_free(file);
		cp_map_close(map);
		return NULL;
	}
	file->references = 1;
	file->map = *map;
	*map = CP_MAP_NONE;
	return file;
}

void
cp_crl_file_unref(struct cp_crl_file *file)
{
	if (cp_atomic_decrement(&file->references) != 0)
		return;
	cp_map_close(&file->map);
	cp_free(file->path);
	cp_free(file);
}

/* A section under way: its header as numbers. */
typedef struct section {
	cp_bytes octets; /* from its header to the end of the file */
	uint64_t file_len, begin, der_len;
	uint32_t number, n_lists, n_entries, block_bits, flags;
	cp_bytes blocks, rows, der;
} section;

static int
damaged(const char *path, const char *what, certpolicy_error **error)
{
	return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "crl.damaged",
		"%s is damaged: %s; its lists have to be imported again", path, what);
}

int
cp_crl_file_refuse(const cp_crl *crl, certpolicy_error **error)
{
	const char *path = cp_crl_file_path(crl);

	return damaged(path != NULL ? path : "the revocation list",
		"what a look-up read is not what was written", error);
}

static int
read_header(const char *path, section *s, certpolicy_error **error)
{
	const uint8_t *header = s->octets.data;
	uint8_t check[CP_SHA256_LEN];
	uint32_t version;

	if (s->octets.len < CP_CRL_HEADER_LEN)
		return damaged(path, "it ends within a header", error);
	if (memcmp(header, CP_CRL_MAGIC, CP_CRL_MAGIC_LEN) != 0)
		return damaged(path, "a list does not begin where it should", error);
	version = cp_little_32(header + CP_CRL_AT_VERSION);
	if (version != CP_CRL_FILE_VERSION)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "crl.version",
			"%s is of version %u, and version %u is read here; its lists have to be "
			"imported again",
			path, (unsigned)version, CP_CRL_FILE_VERSION);
	cp_crypto_sha256(cp_bytes_of(header, CP_CRL_AT_CHECK), check);
	if (memcmp(check, header + CP_CRL_AT_CHECK, sizeof(check)) != 0)
		return damaged(path, "a header is not as it was written", error);
	s->flags = cp_little_32(header + CP_CRL_AT_FLAGS);
	s->file_len = cp_little_64(header + CP_CRL_AT_FILE_LEN);
	s->begin = cp_little_64(header + CP_CRL_AT_BEGIN);
	s->number = cp_little_32(header + CP_CRL_AT_NUMBER);
	s->n_lists = cp_little_32(header + CP_CRL_AT_N_LISTS);
	s->der_len = cp_little_64(header + CP_CRL_AT_DER_LEN);
	s->n_entries = cp_little_32(header + CP_CRL_AT_N_ENTRIES);
	s->block_bits = cp_little_32(header + CP_CRL_AT_BLOCK_BITS);
	return CERTPOLICY_OK;
}

/* Takes `len` octets off *rest. */
static bool
take(cp_bytes *rest, uint64_t len, cp_bytes *taken)
{
	if (len > rest->len)
		return false;
	*taken = cp_bytes_slice(*rest, 0, (size_t)len);
	*rest = cp_bytes_slice(*rest, (size_t)len, rest->len);
	return true;
}

static bool
take_zeros(cp_bytes *rest, size_t len)
{
	cp_bytes zeros;
	size_t i;

	if (!take(rest, len, &zeros))
		return false;
	for (i = 0; i < zeros.len; i++) {
		if (zeros.data[i] != 0)
			return false;
	}
	return true;
}

/* The parts of the section; *rest begins behind it afterwards. */
static bool
split(section *s, cp_bytes *rest)
{
	cp_bytes header;
	size_t over;

	if (s->block_bits != cp_crl_index_block_bits(s->n_entries) ||
		!take(rest, CP_CRL_HEADER_LEN, &header) ||
		!take(rest, (uint64_t)CP_CRL_BLOCK_LEN << s->block_bits, &s->blocks) ||
		!take(rest, (uint64_t)CP_CRL_ROW_LEN * s->n_entries, &s->rows) ||
		!take(rest, s->der_len, &s->der))
		return false;
	over = s->der.len % CP_CRL_SECTION_ALIGN;
	return take_zeros(rest, over > 0 ? CP_CRL_SECTION_ALIGN - over : 0);
}

/* What the header says of the DER holds: its ends are those of this list. */
static bool
fits(const section *s, const cp_crl *crl)
{
	uint8_t ends[CP_SHA256_LEN];

	cp_crl_ends_sha256(crl, ends);
	return crl->skeleton && (crl->entries.len > 0) == (s->n_entries > 0) &&
	       memcmp(ends, s->octets.data + CP_CRL_AT_ENDS, sizeof(ends)) == 0;
}

static cp_crl_index *
index_of(const section *s)
{
	cp_crl_index *index = cp_calloc(1, sizeof(*index));

	if (index == NULL)
		return NULL;
	index->key = cp_crl_index_key(s->octets.data + CP_CRL_AT_SHA256);
	index->block_bits = s->block_bits;
	index->n_rows = s->n_entries;
	index->blocks = s->blocks;
	index->rows = s->rows;
	return index;
}

static int
read_list(struct cp_crl_file *file, const section *s, cp_crl **crl, certpolicy_error **error)
{
	const cp_crl_known known = {s->n_entries, (s->flags & CP_CRL_UNKNOWN_CRITICAL) != 0,
		(s->flags & CP_CRL_NAMES_OTHERS) != 0};

	*crl = cp_crl_read_known(s->der, &known);
	if (*crl == NULL)
		return cp_error_no_memory(error);
	cp_atomic_increment(&file->references);
	(*crl)->file = file;
	memcpy((*crl)->file_sha256, s->octets.data + CP_CRL_AT_SHA256, CP_SHA256_LEN);
	if (!fits(s, *crl))
		return damaged(file->path, "a list is not the one that was written", error);
	(*crl)->kept.index = index_of(s);
	if ((*crl)->kept.index == NULL)
		return cp_error_no_memory(error);
	cp_crl_keep(*crl);
	return CERTPOLICY_OK;
}

static int
read_section(struct cp_crl_file *file, cp_bytes *rest, uint32_t number, uint32_t *n_lists,
	cp_crl **crl, certpolicy_error **error)
{
	section s = {.octets = *rest};
	size_t begin = file->map.bytes.len - rest->len;
	int status = read_header(file->path, &s, error);

	if (status != CERTPOLICY_OK)
		return status;
	if (s.file_len != file->map.bytes.len)
		return damaged(file->path, "it is cut, or something was added to it", error);
	if (number > 0 && s.n_lists != *n_lists)
		return damaged(file->path, "its parts are of different files", error);
	if (s.begin != begin || s.number != number || !split(&s, rest))
		return damaged(file->path, "its parts do not stand where they should", error);
	*n_lists = s.n_lists;
	return read_list(file, &s, crl, error);
}

int
cp_crl_file_read(cp_map *map, const char *path, cp_crl_file_callback *take_list, void *user,
	certpolicy_error **error)
{
	struct cp_crl_file *file = file_new(map, path);
	uint32_t number = 0, n_lists = 1;
	int status = CERTPOLICY_OK;
	cp_bytes rest;

	if (file == NULL)
		return cp_error_no_memory(error);
	rest = file->map.bytes;
	for (; status == CERTPOLICY_OK && number < n_lists; number++) {
		cp_crl *crl = NULL;

		status = read_section(file, &rest, number, &n_lists, &crl, error);
		if (status == CERTPOLICY_OK)
			status = take_list(user, crl);
		cp_crl_unref(crl);
	}
	if (status == CERTPOLICY_OK && rest.len > 0)
		status = damaged(path, "something was added to it", error);
	cp_crl_file_unref(file);
	return status;
}

const char *
cp_crl_file_path(const cp_crl *crl)
{
	return crl->file != NULL ? crl->file->path : NULL;
}

void
cp_crl_sha256(const cp_crl *crl, uint8_t sha256[32])
{
	if (crl->file != NULL)
		memcpy(sha256, crl->file_sha256, CP_SHA256_LEN);
	else
		cp_crypto_sha256(crl->der, sha256);
}

bool
cp_crl_is_whole(const cp_crl *crl)
{
	uint8_t sha256[CP_SHA256_LEN];

	if (crl->file == NULL)
		return true;
	cp_crypto_sha256(crl->der, sha256);
	return memcmp(sha256, crl->file_sha256, sizeof(sha256)) == 0;
}
