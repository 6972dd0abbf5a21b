/* The public calls about imported data: argument checks, then one internal call. */
#include <config.h>
#include "data_kinds.h"

#include "base/error.h"

#include <certpolicy/data.h>

#include <errno.h>
#include <sys/stat.h>
#include <time.h>

static int
missing_argument(certpolicy_error **error)
{
	return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.null",
		"an argument that must be given is NULL");
}

/* A name that leads nowhere is no folder without data. */
static int
check_folder(const char *folder, certpolicy_error **error)
{
	struct stat about;

	if (stat(folder, &about) != 0)
		return cp_error_set(error, CERTPOLICY_ERROR_IO, "data.no-folder",
			"the folder of imported data %s cannot be opened: %s", folder,
			strerror(errno));
	if (!S_ISDIR(about.st_mode))
		return cp_error_set(
			error, CERTPOLICY_ERROR_IO, "data.no-folder", "%s is no folder", folder);
	return CERTPOLICY_OK;
}

int
certpolicy_engine_add_data(certpolicy_engine *engine, const char *folder, certpolicy_error **error)
{
	const cp_data_kind *kind;
	size_t i;
	int status;

	cp_error_clear(error);
	if (engine == NULL || folder == NULL)
		return missing_argument(error);
	status = cp_engine_check_open(engine, error);
	if (status == CERTPOLICY_OK)
		status = check_folder(folder, error);
	for (i = 0; status == CERTPOLICY_OK && (kind = cp_data_kind_at(i)) != NULL; i++) {
		if (kind->input != CP_INPUT_CT_LOG_LIST || engine->ct_logs == NULL)
			status = cp_data_load(engine, folder, kind, error);
	}
	return status == CERTPOLICY_ERROR_NO_MEMORY ? cp_error_no_memory(error) : status;
}

int
certpolicy_data_import(const char *folder, const char *kind, const char *const *files,
	size_t n_files, const int64_t *date, certpolicy_error **error)
{
	const cp_data_kind *row;

	cp_error_clear(error);
	if (folder == NULL || kind == NULL || (files == NULL && n_files > 0))
		return missing_argument(error);
	row = cp_data_kind_find(kind, error);
	if (row == NULL)
		return CERTPOLICY_ERROR_NOT_FOUND;
	return cp_data_import_files(folder, row, files, n_files, date, (int64_t)time(NULL), error);
}

int
certpolicy_data_status(const char *folder, char **json, certpolicy_error **error)
{
	cp_error_clear(error);
	if (json != NULL)
		*json = NULL;
	if (folder == NULL || json == NULL)
		return missing_argument(error);
	return cp_data_describe(folder, json, error);
}

const char *
certpolicy_data_kind_name(size_t index)
{
	const cp_data_kind *kind = cp_data_kind_at(index);

	return kind != NULL ? kind->name : NULL;
}

const char *
certpolicy_data_kind_summary(size_t index)
{
	const cp_data_kind *kind = cp_data_kind_at(index);

	return kind != NULL ? kind->summary : NULL;
}
