/* Anchors out of files and folders, in every form that x509/input.h reads. */
#include <config.h>
#include "base/civil.h"
#include "base/error.h"
#include "base/mem.h"
#include "store/anchor_stage.h"
#include "x509/input.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Octets of one file. The largest bundle of a distribution has 1 MB. */
#define LARGEST_FILE (64u << 20)

typedef struct file_reading {
	cp_anchor_stage *stage;
	certpolicy_error **error;
} file_reading;

static int
stage_object(void *user, cp_object_kind kind, cp_bytes der)
{
	file_reading *reading = user;
	bool lenient = reading->stage->lenient;
	int status;

	if (kind != CP_OBJECT_CERTIFICATE)
		return CERTPOLICY_OK;
	status = cp_anchor_stage_add(reading->stage, der, NULL, lenient ? NULL : reading->error);
	if (lenient && status == CERTPOLICY_ERROR_BAD_INPUT)
		return CERTPOLICY_OK;
	return status;
}

/* A root as its programme has it, with all that is said of it but EV, which is no term of trust. */
static int
stage_root(cp_anchor_stage *stage, const cp_root *root, certpolicy_error **error)
{
	cp_staged_anchor *row;
	int status;

	if (!root->is_anchor)
		return CERTPOLICY_OK;
	status = cp_anchor_stage_add(stage, root->der, &row, error);
	if (status != CERTPOLICY_OK)
		return status;
	row->is_public = root->is_public;
	row->programme_distrusted = root->is_distrusted;
	row->has_distrust_after = root->dates[CP_DISTRUST_BY_NOT_BEFORE].is_set;
	row->distrust_after = root->dates[CP_DISTRUST_BY_NOT_BEFORE].at;
	row->has_sct_not_after = root->dates[CP_DISTRUST_BY_SCT].is_set;
	row->sct_not_after = root->dates[CP_DISTRUST_BY_SCT].at;
	row->constrained = root->constrained;
	row->permitted = root->permitted;
	row->n_permitted = root->n_permitted;
	return CERTPOLICY_OK;
}

/* The publication of a root programme: as of when it was written, unless it says so itself. */
static int
stage_programme(cp_anchor_stage *stage, const char *path, cp_bytes data, certpolicy_error **error)
{
	size_t i = cp_roots_count(stage->roots);
	struct stat about;
	int64_t date = stat(path, &about) == 0 ? (int64_t)about.st_mtime : CP_TIME_MIN;
	int status = cp_roots_read(stage->roots, data, path, &date, error);

	for (; status == CERTPOLICY_OK && i < cp_roots_count(stage->roots); i++)
		status = stage_root(stage, cp_roots_at(stage->roots, i), error);
	return status;
}

static int
stage_file(cp_anchor_stage *stage, const char *path, certpolicy_error **error)
{
	file_reading reading = {stage, error};
	cp_bytes data;
	int status = cp_input_read_file(path, LARGEST_FILE, &data, error);

	if (status != CERTPOLICY_OK)
		return status;
	if (stage->roots != NULL && cp_roots_form_of(data) != CP_ROOTS_NO_FORM)
		status = stage_programme(stage, path, data, error);
	else
		status = cp_input_each(data, path, NULL, stage_object, &reading, error);
	if (status != CERTPOLICY_OK)
		cp_error_set_place(error, path, 0, 0);
	cp_bytes_clear(&data);
	return status;
}

/* A file of a folder: what it holds that cannot be read is passed over, memory apart. */
static int
stage_entry(cp_anchor_stage *stage, const char *path)
{
	size_t before = stage->n_anchors;
	struct stat about;
	int status;

	if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
		return CERTPOLICY_OK;
	status = stage_file(stage, path, NULL);
	if (status != CERTPOLICY_OK && status != CERTPOLICY_ERROR_NO_MEMORY) {
		cp_anchor_stage_cut(stage, before);
		status = CERTPOLICY_OK;
	}
	return status;
}

typedef struct names {
	cp_arena arena;
	char **names; /* owned; the strings are the arena's */
	size_t n, capacity;
} names;

static int
by_octets(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The paths of a folder's entries in the order of their names, so that every run reads alike. */
static int
list_folder(const char *path, names *list, certpolicy_error **error)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	int status = CERTPOLICY_OK;

	if (folder == NULL)
		return cp_error_set(error, CERTPOLICY_ERROR_IO, "io.open",
			"%s cannot be opened: %s", path, strerror(errno));
	while (status == CERTPOLICY_OK && (entry = readdir(folder)) != NULL) {
		char *name;

		if (entry->d_name[0] == '.')
			continue;
		name = cp_arena_printf(&list->arena, "%s/%s", path, entry->d_name);
		if (name == NULL || !cp_grow((void **)&list->names, list->n, &list->capacity,
					    sizeof(*list->names)))
			status = cp_error_no_memory(error);
		else
			list->names[list->n++] = name;
	}
	closedir(folder);
	if (list->n > 0)
		qsort(list->names, list->n, sizeof(*list->names), by_octets);
	return status;
}

static int
stage_folder(cp_anchor_stage *stage, const char *path, certpolicy_error **error)
{
	names list = {CP_ARENA_EMPTY, NULL, 0, 0};
	int status = list_folder(path, &list, error);
	size_t i;

	for (i = 0; i < list.n && status == CERTPOLICY_OK; i++) {
		status = stage_entry(stage, list.names[i]);
		if (status != CERTPOLICY_OK)
			status = cp_error_no_memory(error);
	}
	cp_free(list.names);
	cp_arena_clear(&list.arena);
	return status;
}

int
cp_anchor_stage_path(cp_anchor_stage *stage, const char *path, certpolicy_error **error)
{
	struct stat about;

	if (stat(path, &about) == 0 && S_ISDIR(about.st_mode))
		return stage_folder(stage, path, error);
	return stage_file(stage, path, error);
}
