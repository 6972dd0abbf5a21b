/* Files on their way into the folder of imported data, from there into an engine, and what is
 * there. */
#include <config.h>
#include "data_kinds.h"

#include "base/civil.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "data/content.h"
#include "render/writer.h"
#include "x509/input.h"

#include <errno.h>
#include <sys/stat.h>

/* As of when data speaks: by its own word, by the importer's, or by the age of its file; an index
 * by that of its oldest file. */
static int
find_date(const cp_data_about *about, const char *const *files, size_t n, const int64_t *given,
	int64_t *date, certpolicy_error **error)
{
	struct stat status;
	size_t i;

	*date = about->has_date ? about->date : given != NULL ? *given : CP_TIME_MAX;
	for (i = 0; i < n && !about->has_date && given == NULL; i++) {
		if (stat(files[i], &status) != 0)
			return cp_error_set(error, CERTPOLICY_ERROR_IO, "io.open",
				"%s cannot be opened: %s", files[i], strerror(errno));
		if (status.st_mtime < *date)
			*date = status.st_mtime;
	}
	return CERTPOLICY_OK;
}

static int
import_each(cp_data_import *import, const cp_data_kind *kind, const char *file, const int64_t *date)
{
	cp_data_item item = {.source = file};
	cp_data_about about = {0};
	cp_bytes content = CP_BYTES_NONE;
	int status = cp_input_read_file(file, kind->largest, &content, import->error);

	if (status == CERTPOLICY_OK)
		status = kind->check(content, file, &about, import->error);
	if (status == CERTPOLICY_OK)
		status = find_date(&about, &file, 1, date, &item.date, import->error);
	item.entries = about.entries;
	if (status == CERTPOLICY_OK)
		status = cp_data_keep(import, content, &item);
	cp_bytes_clear(&content);
	return status;
}

/* How a report calls what was built of several. */
static char *
name_of_several(const char *const *files, size_t n)
{
	cp_buf buf = CP_BUF_EMPTY;

	cp_buf_append_string(&buf, files[0]);
	if (n > 1)
		cp_buf_printf(&buf, " and %zu more", n - 1);
	return cp_buf_finish(&buf);
}

static int
import_merged(cp_data_import *import, const cp_data_kind *kind, const char *const *files, size_t n,
	const int64_t *date)
{
	cp_data_item item = {0};
	cp_data_about about = {0};
	char *path, *source = name_of_several(files, n);
	int status = cp_data_new_file(import, &path);

	if (source == NULL)
		status = cp_error_no_memory(import->error);
	if (status == CERTPOLICY_OK)
		status = kind->build(files, n, path, &about, import->error);
	if (status == CERTPOLICY_OK)
		status = find_date(&about, files, n, date, &item.date, import->error);
	item.source = source;
	item.entries = about.entries;
	if (status == CERTPOLICY_OK)
		status = cp_data_keep_file(import, path, &item);
	else if (path != NULL)
		cp_data_drop_file(path);
	cp_free(path);
	cp_free(source);
	return status;
}

static int
import_all(cp_data_import *import, const cp_data_kind *kind, const char *const *files, size_t n,
	const int64_t *date)
{
	size_t i;
	int status = CERTPOLICY_OK;

	if (n == 0 || n > CP_DATA_MOST_ITEMS || (n > 1 && kind->shape == CP_DATA_ONE))
		return cp_error_set(import->error, CERTPOLICY_ERROR_BAD_ARGUMENT, "data.how-many",
			"of %s one file %scan be imported", kind->name,
			kind->shape == CP_DATA_ONE ? "" : "or a few hundred ");
	if (kind->shape == CP_DATA_MERGED)
		return import_merged(import, kind, files, n, date);
	for (i = 0; i < n && status == CERTPOLICY_OK; i++)
		status = import_each(import, kind, files[i], date);
	return status;
}

int
cp_data_import_files(const char *folder, const cp_data_kind *kind, const char *const *files,
	size_t n, const int64_t *date, int64_t now, certpolicy_error **error)
{
	cp_data_import import;
	int status = cp_data_begin(&import, folder, kind->name, error);

	if (status == CERTPOLICY_OK)
		status = import_all(&import, kind, files, n, date);
	if (status == CERTPOLICY_OK)
		status = cp_data_commit(&import, now);
	cp_data_end(&import);
	return status == CERTPOLICY_ERROR_NO_MEMORY ? cp_error_no_memory(error) : status;
}

/* The report names it as it was named when it was imported. */
static int
note(certpolicy_engine *engine, const cp_data_kind *kind, const cp_data_item *item,
	certpolicy_error **error)
{
	cp_input_file *file;
	int status = cp_engine_note_path(engine, kind->input, item->source, error);

	if (status != CERTPOLICY_OK)
		return status;
	file = &engine->files[engine->n_files - 1];
	file->has_date = file->has_sha256 = true;
	file->date = item->date;
	memcpy(file->sha256, item->sha256, sizeof(file->sha256));
	return CERTPOLICY_OK;
}

static int
load_item(certpolicy_engine *engine, const cp_data_kind *kind, const cp_data_item *item,
	certpolicy_error **error)
{
	cp_bytes content = CP_BYTES_NONE;
	int status = kind->shape == CP_DATA_MERGED
			     ? cp_data_check_size(item, error)
			     : cp_data_read(item, kind->largest, &content, error);

	if (status == CERTPOLICY_OK)
		status = kind->load(engine, item, content, error);
	if (status == CERTPOLICY_OK)
		status = note(engine, kind, item, error);
	cp_bytes_clear(&content);
	return status;
}

/* An import may be taking the place of what is being read: then its files are found missing, and
 * the new ones are there. */
#define TRIES 3

static int
read_manifest(const char *folder, const cp_data_kind *kind, cp_manifest *manifest, bool *is_there,
	certpolicy_error **error)
{
	int status = CERTPOLICY_OK, i;
	size_t k;

	for (i = 0; i < TRIES; i++) {
		status = cp_manifest_read(folder, kind->name, manifest, is_there, error);
		for (k = 0; k < manifest->n && cp_data_check_size(&manifest->items[k], NULL) !=
						       CERTPOLICY_ERROR_NOT_FOUND;
			k++)
			continue;
		if (status != CERTPOLICY_OK || k == manifest->n || i + 1 == TRIES)
			break;
		cp_manifest_clear(manifest);
	}
	return status;
}

int
cp_data_load(certpolicy_engine *engine, const char *folder, const cp_data_kind *kind,
	certpolicy_error **error)
{
	cp_manifest manifest;
	bool is_there;
	size_t i;
	int status = read_manifest(folder, kind, &manifest, &is_there, error);

	for (i = 0; status == CERTPOLICY_OK && i < manifest.n; i++)
		status = load_item(engine, kind, &manifest.items[i], error);
	cp_manifest_clear(&manifest);
	return status;
}

/* Whether an item is what its manifest says, all of it. */
static int
look_at(const cp_data_kind *kind, const cp_data_item *item, certpolicy_error **error)
{
	cp_data_about about = {0};
	cp_bytes content = CP_BYTES_NONE;
	int status;

	if (kind->shape == CP_DATA_MERGED)
		return cp_data_check_digest(item, error);
	status = cp_data_read(item, kind->largest, &content, error);
	if (status == CERTPOLICY_OK)
		status = kind->check(content, item->path, &about, error);
	cp_bytes_clear(&content);
	return status;
}

static void
write_problem(cp_writer *writer, const char *state, certpolicy_error *error)
{
	cp_write_string(writer, "state", state);
	if (error != NULL)
		cp_write_string(writer, "problem", certpolicy_error_get_message(error));
}

static int
describe_item(cp_writer *writer, const cp_data_kind *kind, const cp_data_item *item)
{
	certpolicy_error *error = NULL;
	int status = look_at(kind, item, &error);

	cp_write_object(writer, NULL);
	write_problem(writer, status == CERTPOLICY_OK ? "sound" : "damaged", error);
	cp_write_string(writer, "source", item->source);
	cp_write_time(writer, "date", item->date);
	cp_write_uint(writer, "octets", item->octets);
	if (item->entries > 0)
		cp_write_uint(writer, "entries", item->entries);
	cp_write_hex(writer, "sha256", "", cp_bytes_of(item->sha256, CP_SHA256_LEN));
	cp_write_string(writer, "file", item->path);
	cp_write_object_end(writer);
	certpolicy_error_free(error);
	return status == CERTPOLICY_ERROR_NO_MEMORY ? status : CERTPOLICY_OK;
}

static int
describe_kind(cp_writer *writer, const char *folder, const cp_data_kind *kind)
{
	certpolicy_error *error = NULL;
	cp_manifest manifest;
	bool is_there;
	size_t i;
	int status = read_manifest(folder, kind, &manifest, &is_there, &error);

	cp_write_object(writer, NULL);
	cp_write_string(writer, "kind", kind->name);
	write_problem(writer,
		status != CERTPOLICY_OK ? "damaged"
		: is_there              ? "imported"
					: "absent",
		error);
	if (manifest.n > 0) {
		cp_write_time(writer, "imported", manifest.imported);
		cp_write_array(writer, "items");
		for (i = 0; i < manifest.n && status == CERTPOLICY_OK; i++)
			status = describe_item(writer, kind, &manifest.items[i]);
		cp_write_array_end(writer);
	}
	cp_write_object_end(writer);
	certpolicy_error_free(error);
	cp_manifest_clear(&manifest);
	return status == CERTPOLICY_ERROR_NO_MEMORY ? status : CERTPOLICY_OK;
}

int
cp_data_describe(const char *folder, char **json, certpolicy_error **error)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_writer writer = {&buf, false};
	const cp_data_kind *kind;
	size_t i;
	int status = CERTPOLICY_OK;

	cp_write_object(&writer, NULL);
	cp_write_string(&writer, "schema", "certpolicy.data-status/1");
	cp_write_string(&writer, "folder", folder);
	cp_write_array(&writer, "kinds");
	for (i = 0; status == CERTPOLICY_OK && (kind = cp_data_kind_at(i)) != NULL; i++)
		status = describe_kind(&writer, folder, kind);
	cp_write_array_end(&writer);
	cp_write_object_end(&writer);
	*json = cp_buf_finish(&buf);
	if (status != CERTPOLICY_OK || *json == NULL) {
		cp_free(*json);
		*json = NULL;
		return cp_error_no_memory(error);
	}
	return CERTPOLICY_OK;
}
