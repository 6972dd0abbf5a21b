/* Files as memory, by mmap(2). Their form is somebody else's. */
#include <config.h>
#include "base/map.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int
cannot_open(const char *path, const char *why, certpolicy_error **error)
{
	return cp_error_set(
		error, CERTPOLICY_ERROR_IO, "io.open", "%s cannot be opened: %s", path, why);
}

/* The size of what was opened, which is asked of the open file: the name may change its meaning. */
static int
size_of(int file, const char *path, size_t limit, size_t *size, certpolicy_error **error)
{
	struct stat about;

	if (fstat(file, &about) != 0)
		return cannot_open(path, strerror(errno), error);
	if (!S_ISREG(about.st_mode) || about.st_size < 0)
		return cannot_open(path, "it is not a regular file", error);
	if ((uintmax_t)about.st_size > limit)
		return cp_error_set(error, CERTPOLICY_ERROR_LIMIT, "io.too-large",
			"%s is larger than %zu octets", path, limit);
	*size = (size_t)about.st_size;
	return CERTPOLICY_OK;
}

static int
map_file(int file, const char *path, size_t limit, cp_map *map, certpolicy_error **error)
{
	size_t size = 0;
	int status = size_of(file, path, limit, &size, error);
	void *octets;

	/* Nothing cannot be mapped. */
	if (status != CERTPOLICY_OK || size == 0)
		return status;
	octets = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
	if (octets == MAP_FAILED)
		return errno == ENOMEM ? cp_error_no_memory(error)
				       : cannot_open(path, strerror(errno), error);
	map->bytes = cp_bytes_of(octets, size);
	return CERTPOLICY_OK;
}

int
cp_map_open(const char *path, size_t limit, cp_map *map, certpolicy_error **error)
{
	int file, status;

	*map = CP_MAP_NONE;
	/* Opening a pipe would wait for its other end, opening a terminal could take it over. */
	do
		file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	while (file < 0 && errno == EINTR);
	if (file < 0)
		return cannot_open(path, strerror(errno), error);
	status = map_file(file, path, limit, map, error);
	(void)close(file);
	return status;
}

void
cp_map_close(cp_map *map)
{
	if (map->bytes.len > 0)
		(void)munmap((void *)(uintptr_t)map->bytes.data, map->bytes.len);
	*map = CP_MAP_NONE;
}
