/* Files of revocation lists with their indexes, made from lists in whatever form. */
#include <config.h>
#include "store/crls.h"
#include "base/error.h"
#include "x509/crl_file.h"
#include "x509/crl_file_write.h"
#include "x509/input.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int
write_list(cp_crl_writer *writer, const cp_crl *crl, cp_crls_about *about, certpolicy_error **error)
{
	size_t before = writer->n_lists;
	int status = cp_crl_writer_add(writer, crl, error);

	if (status != CERTPOLICY_OK || writer->n_lists == before)
		return status;
	if (about->n_lists == 0 || crl->this_update < about->oldest)
		about->oldest = crl->this_update;
	about->n_lists++;
	about->n_entries += crl->n_entries;
	return CERTPOLICY_OK;
}

/* One file's lists at a time are in memory. */
static int
write_file(cp_crl_writer *writer, const char *path, cp_crls_about *about, certpolicy_error **error)
{
	cp_crls *crls = cp_crls_new();
	int status;
	size_t i;

	if (crls == NULL)
		return cp_error_no_memory(error);
	status = cp_crls_add_path(crls, path, error);
	for (i = 0; i < cp_crls_count(crls) && status == CERTPOLICY_OK; i++)
		status = write_list(writer, cp_crls_at(crls, i), about, error);
	cp_crls_free(crls);
	if (status != CERTPOLICY_OK)
		cp_error_set_place(error, path, 0, 0);
	return status;
}

static int
write_path(cp_crl_writer *writer, const char *path, cp_crls_about *about, certpolicy_error **error)
{
	size_t n_files, i;
	char **files;
	int status = cp_input_list_files(path, &files, &n_files, error);

	if (status != CERTPOLICY_OK)
		return status;
	for (i = 0; i < n_files && status == CERTPOLICY_OK; i++)
		status = write_file(writer, files[i], about, error);
	cp_input_free_list(files, n_files);
	return status;
}

static int
write_all(cp_crl_writer *writer, const char *const *paths, size_t n_paths, cp_crls_about *about,
	certpolicy_error **error)
{
	int status = CERTPOLICY_OK;
	size_t i;

	for (i = 0; i < n_paths && status == CERTPOLICY_OK; i++)
		status = write_path(writer, paths[i], about, error);
	if (status == CERTPOLICY_OK && writer->n_lists == 0)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.empty",
			"no revocation list was given");
	return status == CERTPOLICY_OK ? cp_crl_writer_finish(writer, error) : status;
}

static int
cannot_write(const char *path, certpolicy_error **error)
{
	return cp_error_set(error, CERTPOLICY_ERROR_IO, "io.write", "%s cannot be written: %s",
		path, strerror(errno));
}

int
cp_crls_write_index(const char *const *paths, size_t n_paths, const char *out, cp_crls_about *about,
	certpolicy_error **error)
{
	cp_crl_writer writer = {.path = out, .limit = CP_CRL_INDEX_FILE_MAX};
	int status;

	memset(about, 0, sizeof(*about));
	writer.file = open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (writer.file < 0)
		return cannot_write(out, error);
	status = write_all(&writer, paths, n_paths, about, error);
	cp_crl_writer_clear(&writer);
	/* Some file systems say only now that there is no room. */
	if (close(writer.file) != 0 && status == CERTPOLICY_OK)
		status = cannot_write(out, error);
	return status;
}
