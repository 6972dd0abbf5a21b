/*
 * Files of revocation lists as they are written: the sections with empty headers, then the headers,
 * which say how long the whole is and how many lists it has. What ends on the way leaves no file
 * that could be taken for a whole one.
 */
#include <config.h>
#include "x509/crl_file_write.h"
#include "base/error.h"
#include "base/little.h"
#include "base/mem.h"
#include "x509/crl_file.h"

#include <errno.h>
#include <unistd.h>

static int
write_octets(cp_crl_writer *writer, uint64_t at, cp_bytes octets, certpolicy_error **error)
{
	while (octets.len > 0) {
		ssize_t n = pwrite(writer->file, octets.data, octets.len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return cp_error_set(error, CERTPOLICY_ERROR_IO, "io.write",
				"%s cannot be written: %s", writer->path,
				n < 0 ? strerror(errno) : "no room is left");
		at += (uint64_t)n;
		octets = cp_bytes_slice(octets, (size_t)n, octets.len);
	}
	return CERTPOLICY_OK;
}

static int
append(cp_crl_writer *writer, cp_bytes octets, certpolicy_error **error)
{
	int status;

	if (octets.len > writer->limit - writer->len)
		return cp_error_set(error, CERTPOLICY_ERROR_LIMIT, "io.too-large",
			"%s would be larger than %llu octets", writer->path,
			(unsigned long long)writer->limit);
	status = write_octets(writer, writer->len, octets, error);
	writer->len += octets.len;
	return status;
}

static void
put_header(uint8_t *header, const cp_crl_writer *writer, const cp_crl *crl,
	const cp_crl_index *index, const uint8_t sha256[CP_SHA256_LEN])
{
	memset(header, 0, CP_CRL_HEADER_LEN);
	memcpy(header, CP_CRL_MAGIC, CP_CRL_MAGIC_LEN);
	cp_little_put_32(header + CP_CRL_AT_VERSION, CP_CRL_FILE_VERSION);
	cp_little_put_32(header + CP_CRL_AT_FLAGS,
		(crl->has_unknown_critical ? CP_CRL_UNKNOWN_CRITICAL : 0u) |
			(crl->names_other_issuers ? CP_CRL_NAMES_OTHERS : 0u));
	cp_little_put_64(header + CP_CRL_AT_BEGIN, writer->len);
	cp_little_put_32(header + CP_CRL_AT_NUMBER, (uint32_t)writer->n_lists);
	cp_little_put_64(header + CP_CRL_AT_DER_LEN, crl->der.len);
	cp_little_put_32(header + CP_CRL_AT_N_ENTRIES, index->n_rows);
	cp_little_put_32(header + CP_CRL_AT_BLOCK_BITS, index->block_bits);
	memcpy(header + CP_CRL_AT_SHA256, sha256, CP_SHA256_LEN);
	cp_crl_ends_sha256(crl, header + CP_CRL_AT_ENDS);
}

static int
write_section(cp_crl_writer *writer, const cp_crl *crl, const cp_crl_index *index,
	certpolicy_error **error)
{
	static const uint8_t zeros[CP_CRL_HEADER_LEN];
	const cp_bytes parts[] = {cp_bytes_of(zeros, CP_CRL_HEADER_LEN), index->blocks, index->rows,
		crl->der,
		cp_bytes_of(zeros, (CP_CRL_SECTION_ALIGN - crl->der.len % CP_CRL_SECTION_ALIGN) %
					   CP_CRL_SECTION_ALIGN)};
	int status = CERTPOLICY_OK;
	size_t i;

	for (i = 0; i < CP_COUNT(parts) && status == CERTPOLICY_OK; i++)
		status = append(writer, parts[i], error);
	return status;
}

/* Each list once. */
static bool
is_there(const cp_crl_writer *writer, const uint8_t sha256[CP_SHA256_LEN])
{
	size_t i;

	for (i = 0; i < writer->n_lists; i++) {
		if (memcmp(writer->headers[i] + CP_CRL_AT_SHA256, sha256, CP_SHA256_LEN) == 0)
			return true;
	}
	return false;
}

static int
add(cp_crl_writer *writer, const cp_crl *crl, const uint8_t sha256[CP_SHA256_LEN],
	certpolicy_error **error)
{
	cp_crl_index *index;
	int status;

	if (!cp_grow((void **)&writer->headers, writer->n_lists, &writer->capacity,
		    sizeof(*writer->headers)) ||
		!cp_crl_index_build(crl, sha256, &index))
		return cp_error_no_memory(error);
	if (index == NULL)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "crl.index",
			"the revocation list cannot be indexed: it is broken, or has one serial "
			"number more than %u times",
			CP_CRL_BLOCK_ROWS);
	put_header(writer->headers[writer->n_lists], writer, crl, index, sha256);
	status = write_section(writer, crl, index, error);
	cp_free(index);
	if (status == CERTPOLICY_OK)
		writer->n_lists++;
	return status;
}

int
cp_crl_writer_add(cp_crl_writer *writer, const cp_crl *crl, certpolicy_error **error)
{
	uint8_t sha256[CP_SHA256_LEN];

	/* Out of another file of lists. */
	if (!cp_crl_is_whole(crl))
		return cp_crl_file_refuse(crl, error);
	cp_crypto_sha256(crl->der, sha256);
	return is_there(writer, sha256) ? CERTPOLICY_OK : add(writer, crl, sha256, error);
}

int
cp_crl_writer_finish(cp_crl_writer *writer, certpolicy_error **error)
{
	int status = CERTPOLICY_OK;
	size_t i;

	CP_INVARIANT(writer->n_lists > 0);
	for (i = 0; i < writer->n_lists && status == CERTPOLICY_OK; i++) {
		uint8_t *header = writer->headers[i];

		cp_little_put_64(header + CP_CRL_AT_FILE_LEN, writer->len);
		cp_little_put_32(header + CP_CRL_AT_N_LISTS, (uint32_t)writer->n_lists);
		cp_crypto_sha256(cp_bytes_of(header, CP_CRL_AT_CHECK), header + CP_CRL_AT_CHECK);
		status = write_octets(writer, cp_little_64(header + CP_CRL_AT_BEGIN),
			cp_bytes_of(header, CP_CRL_HEADER_LEN), error);
	}
	return status;
}

void
cp_crl_writer_clear(cp_crl_writer *writer)
{
	cp_free(writer->headers);
	writer->headers = NULL;
	writer->n_lists = writer->capacity = 0;
}
