/* Folders of input files, listed in an order that does not depend on the file system. */
#include <config.h>
#include "x509/input.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct list {
	char **files; /* owned */
	size_t n, capacity;
} list;

static bool
add(list *found, char *path)
{
	if (path != NULL &&
		cp_grow((void **)&found->files, found->n, &found->capacity, sizeof(char *))) {
		found->files[found->n++] = path;
		return true;
	}
	cp_free(path);
	return false;
}

static char *
join(const char *folder, const char *name)
{
	cp_buf path = CP_BUF_EMPTY;
	size_t len = strlen(folder);

	cp_buf_append_string(&path, folder);
	if (len > 0 && folder[len - 1] != '/')
		cp_buf_append_char(&path, '/');
	cp_buf_append_string(&path, name);
	return cp_buf_finish(&path);
}

static bool
is_folder(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
cannot_read(const char *path, certpolicy_error **error)
{
	return cp_error_set(error, CERTPOLICY_ERROR_IO, "io.read", "%s cannot be read: %s", path,
		strerror(errno));
}

/* Pipes and devices in a folder are left out: opening one may wait for ever. */
static bool
is_file(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

static int
list_folder(const char *folder, DIR *stream, list *found, certpolicy_error **error)
{
	const struct dirent *entry;

	for (;;) {
		char *path;

		errno = 0;
		entry = readdir(stream);
		if (entry == NULL)
			return errno == 0 ? CERTPOLICY_OK : cannot_read(folder, error);
		if (entry->d_name[0] == '.')
			continue;
		path = join(folder, entry->d_name);
		if (path != NULL && !is_file(path)) {
			cp_free(path);
			continue;
		}
		if (!add(found, path))
			return cp_error_no_memory(error);
	}
}

int
cp_input_list_files(const char *path, char ***files, size_t *n_files, certpolicy_error **error)
{
	list found = {NULL, 0, 0};
	int status = CERTPOLICY_OK;

	*files = NULL;
	*n_files = 0;
	if (strcmp(path, "-") != 0 && is_folder(path)) {
		DIR *stream = opendir(path);

		if (stream == NULL)
			return cannot_read(path, error);
		status = list_folder(path, stream, &found, error);
		(void)closedir(stream);
	} else if (!add(&found, cp_strdup(path))) {
		status = cp_error_no_memory(error);
	}
	if (status != CERTPOLICY_OK) {
		cp_input_free_list(found.files, found.n);
		return status;
	}
	if (found.n > 1)
		qsort(found.files, found.n, sizeof(char *), by_name);
	*files = found.files;
	*n_files = found.n;
	return CERTPOLICY_OK;
}

void
cp_input_free_list(char **files, size_t n_files)
{
	size_t i;

	for (i = 0; i < n_files; i++)
		cp_free(files[i]);
	cp_free(files);
}
