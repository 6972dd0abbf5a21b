/* Writing into the folder of imported data. POSIX says that a rename is all or nothing. */
#include <config.h>
#include "data/folder.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY ".new-"
#define LOCK_FILE ".lock"

static int
cannot(const cp_data_import *import, const char *path, const char *what)
{
	return cp_error_set(import->error, CERTPOLICY_ERROR_IO, "data.write", "%s cannot be %s: %s",
		path, what, strerror(errno));
}

static char *
join(const char *folder, const char *name, const char *ending)
{
	cp_buf buf = CP_BUF_EMPTY;

	cp_buf_printf(&buf, "%s/%s%s", folder, name, ending);
	return cp_buf_finish(&buf);
}

/* The folder and what is missing above it. */
static int
make_folder(const cp_data_import *import)
{
	char *path = cp_strdup(import->folder), *at;
	struct stat about;
	int status = CERTPOLICY_OK;

	if (path == NULL)
		return cp_error_no_memory(import->error);
	for (at = path + 1; *at != '\0'; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		(void)mkdir(path, 0700); /* what cannot be made is found missing below */
		*at = '/';
	}
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		status = cannot(import, path, "made");
	else if (stat(path, &about) != 0)
		status = cannot(import, path, "opened");
	else if (!S_ISDIR(about.st_mode))
		status = cp_error_set(
			import->error, CERTPOLICY_ERROR_IO, "data.write", "%s is no folder", path);
	cp_free(path);
	return status;
}

static int
hold_folder(cp_data_import *import)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	char *path = join(import->folder, LOCK_FILE, "");
	int status = CERTPOLICY_OK;

	if (path == NULL)
		return cp_error_no_memory(import->error);
	import->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (import->lock < 0) {
		status = cannot(import, path, "opened");
	} else {
		while (fcntl(import->lock, F_SETLKW, &whole) != 0 && status == CERTPOLICY_OK) {
			if (errno != EINTR)
				status = cannot(import, path, "held");
		}
	}
	cp_free(path);
	return status;
}

int
cp_data_begin(
	cp_data_import *import, const char *folder, const char *kind, certpolicy_error **error)
{
	int status;

	memset(import, 0, sizeof(*import));
	import->folder = folder;
	import->kind = kind;
	import->lock = -1;
	import->error = error;
	status = make_folder(import);
	return status == CERTPOLICY_OK ? hold_folder(import) : status;
}

void
cp_data_end(cp_data_import *import)
{
	if (import->lock >= 0)
		close(import->lock);
	cp_manifest_clear(&import->manifest);
}

/* A new file, open for writing; *path for cp_free. */
static int
make_file(cp_data_import *import, char **path, int *file)
{
	*path = join(import->folder, TEMPORARY "XXXXXX", "");
	if (*path == NULL)
		return cp_error_no_memory(import->error);
	*file = mkstemp(*path); /* 0600 by POSIX */
	if (*file >= 0)
		return CERTPOLICY_OK;
	(void)cannot(import, *path, "made");
	cp_free(*path);
	*path = NULL;
	return CERTPOLICY_ERROR_IO;
}

int
cp_data_new_file(cp_data_import *import, char **path)
{
	int file, status = make_file(import, path, &file);

	if (status == CERTPOLICY_OK)
		close(file);
	return status;
}

static int
write_all(const cp_data_import *import, int file, const char *path, cp_bytes content)
{
	while (content.len > 0) {
		ssize_t n = write(file, content.data, content.len);

		if (n < 0 && errno != EINTR)
			return cannot(import, path, "written");
		if (n > 0)
			content = cp_bytes_slice(content, (size_t)n, content.len);
	}
	return CERTPOLICY_OK;
}

/* Its octets, or a folder's entries, are on the disk afterwards. */
static int
settle(const cp_data_import *import, const char *path, int flags)
{
	int file = open(path, flags | O_RDONLY | O_CLOEXEC);
	int status = CERTPOLICY_OK;

	if (file < 0)
		return cannot(import, path, "opened");
	if (fsync(file) != 0 && errno != EINVAL) /* some file systems have none */
		status = cannot(import, path, "written");
	close(file);
	return status;
}

/* A file that is written comes into its place. */
static int
place(const cp_data_import *import, const char *path, const char *name, const char *ending)
{
	char *final = join(import->folder, name, ending);
	int status;

	if (final == NULL)
		return cp_error_no_memory(import->error);
	status = settle(import, path, 0);
	if (status == CERTPOLICY_OK && rename(path, final) != 0)
		status = cannot(import, final, "written");
	if (status == CERTPOLICY_OK)
		status = settle(import, import->folder, O_DIRECTORY);
	cp_free(final);
	return status;
}

/* Digest, size and name of content that stands in a file of its own. */
static int
keep_written(cp_data_import *import, const char *path, cp_bytes content, cp_data_item *item)
{
	cp_buf name = CP_BUF_EMPTY;
	char *file;
	int status;

	cp_crypto_sha256(content, item->sha256);
	item->octets = content.len;
	cp_buf_printf(&name, "%s-", import->kind);
	cp_buf_append_hex(&name, cp_bytes_of(item->sha256, 8));
	file = cp_buf_finish(&name);
	if (file == NULL)
		return cp_error_no_memory(import->error);
	item->file = file;
	status = place(import, path, file, "");
	if (status == CERTPOLICY_OK && !cp_manifest_add(&import->manifest, import->folder, item))
		status = cp_error_no_memory(import->error);
	item->file = NULL;
	cp_free(file);
	return status;
}

int
cp_data_keep_file(cp_data_import *import, const char *path, cp_data_item *item)
{
	cp_map map;
	int status = cp_map_open(path, SIZE_MAX / 2, &map, import->error);

	if (status == CERTPOLICY_OK)
		status = keep_written(import, path, map.bytes, item);
	cp_map_close(&map);
	(void)unlink(path); /* gone when it was renamed */
	return status;
}

void
cp_data_drop_file(const char *path)
{
	(void)unlink(path);
}

int
cp_data_keep(cp_data_import *import, cp_bytes content, cp_data_item *item)
{
	char *path;
	int file, status = make_file(import, &path, &file);

	if (status != CERTPOLICY_OK)
		return status;
	status = write_all(import, file, path, content);
	if (close(file) != 0 && status == CERTPOLICY_OK)
		status = cannot(import, path, "written");
	if (status == CERTPOLICY_OK)
		status = keep_written(import, path, content, item);
	(void)unlink(path);
	cp_free(path);
	return status;
}

static bool
is_named(const cp_manifest *manifest, const char *name)
{
	size_t i;

	for (i = 0; i < manifest->n && strcmp(manifest->items[i].file, name) != 0; i++)
		continue;
	return i < manifest->n;
}

/* Content of this kind that nothing names, and what broken imports left. */
static void
sweep(const cp_data_import *import)
{
	DIR *folder = opendir(import->folder);
	struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		const char *name = entry->d_name;
		bool own = cp_data_is_content(name, import->kind);
		bool left = strncmp(name, TEMPORARY, strlen(TEMPORARY)) == 0;

		if (left || (own && !is_named(&import->manifest, name)))
			(void)unlinkat(dirfd(folder), name, 0);
	}
	if (folder != NULL)
		closedir(folder);
}

int
cp_data_commit(cp_data_import *import, int64_t now)
{
	char *text, *path = NULL;
	int file, status;

	import->manifest.imported = now;
	text = cp_manifest_write(import->kind, &import->manifest);
	if (text == NULL)
		return cp_error_no_memory(import->error);
	status = make_file(import, &path, &file);
	if (status == CERTPOLICY_OK) {
		status = write_all(import, file, path, cp_bytes_of_string(text));
		if (close(file) != 0 && status == CERTPOLICY_OK)
			status = cannot(import, path, "written");
		if (status == CERTPOLICY_OK)
			status = place(import, path, import->kind, ".json");
		(void)unlink(path);
	}
	if (status == CERTPOLICY_OK)
		sweep(import);
	cp_free(path);
	cp_free(text);
	return status;
}
