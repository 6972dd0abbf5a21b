/* Content of imported data against what its manifest says. */
#include <config.h>
#include "data/content.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "x509/input.h"

#include <errno.h>
#include <sys/stat.h>

static int
damaged(const cp_data_item *item, int status, const char *what, certpolicy_error **error)
{
	return cp_error_set(error, status, "data.damaged",
		"the imported data is damaged: %s %s; import it again", item->path, what);
}

int
cp_data_check_size(const cp_data_item *item, certpolicy_error **error)
{
	struct stat about;

	if (stat(item->path, &about) != 0)
		return damaged(item,
			errno == ENOENT ? CERTPOLICY_ERROR_NOT_FOUND : CERTPOLICY_ERROR_IO,
			errno == ENOENT ? "is missing" : strerror(errno), error);
	if (!S_ISREG(about.st_mode) || (uintmax_t)about.st_size != item->octets)
		return damaged(item, CERTPOLICY_ERROR_BAD_INPUT, "is cut or changed", error);
	return CERTPOLICY_OK;
}

static int
compare(const cp_data_item *item, cp_bytes content, certpolicy_error **error)
{
	uint8_t sha256[CP_SHA256_LEN];

	cp_crypto_sha256(content, sha256);
	if (content.len == item->octets && memcmp(sha256, item->sha256, CP_SHA256_LEN) == 0)
		return CERTPOLICY_OK;
	return damaged(item, CERTPOLICY_ERROR_BAD_INPUT, "is cut or changed", error);
}

int
cp_data_read(const cp_data_item *item, size_t limit, cp_bytes *content, certpolicy_error **error)
{
	int status = cp_data_check_size(item, error);

	*content = CP_BYTES_NONE;
	if (status == CERTPOLICY_OK)
		status = cp_input_read_file(item->path, limit, content, error);
	if (status == CERTPOLICY_OK)
		status = compare(item, *content, error);
	if (status != CERTPOLICY_OK) {
		cp_free((void *)(uintptr_t)content->data);
		*content = CP_BYTES_NONE;
	}
	return status;
}

int
cp_data_check_digest(const cp_data_item *item, certpolicy_error **error)
{
	cp_map map = CP_MAP_NONE;
	int status = cp_data_check_size(item, error);

	if (status == CERTPOLICY_OK)
		status = cp_map_open(item->path, SIZE_MAX / 2, &map, error);
	if (status == CERTPOLICY_OK)
		status = compare(item, map.bytes, error);
	cp_map_close(&map);
	return status;
}
