/* Whole files and standard input, up to a limit. */
#include <config.h>
#include "x509/input.h"
#include "base/error.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_BLOCK 16384u

static int
open_path(const char *path, certpolicy_error **error)
{
	int file;

	do
		file = open(path, O_RDONLY | O_CLOEXEC);
	while (file < 0 && errno == EINTR);
	if (file < 0)
		(void)cp_error_set(error, CERTPOLICY_ERROR_IO, "io.open", "%s cannot be opened: %s",
			path, strerror(errno));
	return file;
}

static int
too_large(const char *path, size_t limit, certpolicy_error **error)
{
	return cp_error_set(error, CERTPOLICY_ERROR_LIMIT, "io.too-large",
		"%s is larger than %zu octets", path, limit);
}

/* How much to ask for first: the size, and one octet to see the end; a guess for pipes. */
static int
first_capacity(int file, const char *path, size_t limit, size_t *capacity, certpolicy_error **error)
{
	struct stat about;

	if (fstat(file, &about) != 0)
		return cp_error_set(error, CERTPOLICY_ERROR_IO, "io.read", "%s cannot be read: %s",
			path, strerror(errno));
	if (S_ISDIR(about.st_mode))
		return cp_error_set(
			error, CERTPOLICY_ERROR_IO, "io.open", "%s is a folder, not a file", path);
	*capacity = FIRST_BLOCK;
	if (!S_ISREG(about.st_mode) || about.st_size < 0)
		return CERTPOLICY_OK;
	if ((uintmax_t)about.st_size > limit)
		return too_large(path, limit, error);
	*capacity = (size_t)about.st_size + 1;
	return CERTPOLICY_OK;
}

static int
read_all(int file, const char *path, size_t limit, size_t capacity, uint8_t **data, size_t *len,
	certpolicy_error **error)
{
	*data = NULL;
	*len = 0;
	for (;;) {
		ssize_t n;

		if (*data == NULL || *len == capacity) {
			size_t wanted = *data == NULL ? capacity : capacity * 2;
			uint8_t *grown;

			if (*len > limit)
				return too_large(path, limit, error);
			grown = cp_realloc(*data, wanted, 1);
			if (grown == NULL)
				return cp_error_no_memory(error);
			*data = grown;
			capacity = wanted;
		}
		n = read(file, *data + *len, capacity - *len);
		if (n == 0)
			break;
		if (n < 0 && errno != EINTR)
			return cp_error_set(error, CERTPOLICY_ERROR_IO, "io.read",
				"%s cannot be read: %s", path, strerror(errno));
		if (n > 0)
			*len += (size_t)n;
	}
	return *len > limit ? too_large(path, limit, error) : CERTPOLICY_OK;
}

int
cp_input_read_file(const char *path, size_t limit, cp_bytes *data, certpolicy_error **error)
{
	bool is_stdin = strcmp(path, "-") == 0;
	const char *shown = is_stdin ? "standard input" : path;
	int file = is_stdin ? STDIN_FILENO : open_path(path, error);
	size_t capacity, len;
	uint8_t *read_data = NULL;
	int status;

	*data = CP_BYTES_NONE;
	if (file < 0)
		return CERTPOLICY_ERROR_IO;
	/* The limit leaves room to double. */
	if (limit > SIZE_MAX / 4)
		limit = SIZE_MAX / 4;
	status = first_capacity(file, shown, limit, &capacity, error);
	if (status == CERTPOLICY_OK)
		status = read_all(file, shown, limit, capacity, &read_data, &len, error);
	if (!is_stdin)
		(void)close(file);
	if (status != CERTPOLICY_OK) {
		cp_free(read_data);
		return status;
	}
	*data = cp_bytes_of(read_data, len);
	return CERTPOLICY_OK;
}
