/* The revocation lists at hand: a row of references, each list once. */
#include <config.h>
#include "store/crls.h"
#include "base/error.h"
#include "base/mem.h"
#include "x509/crl_file.h"
#include "x509/crl_kept.h"
#include "x509/input.h"

struct cp_crls {
	cp_crl **rows; /* references */
	size_t n, capacity;
};

cp_crls *
cp_crls_new(void)
{
	return cp_calloc(1, sizeof(cp_crls));
}

void
cp_crls_free(cp_crls *crls)
{
	size_t i;

	if (crls == NULL)
		return;
	for (i = 0; i < crls->n; i++)
		cp_crl_unref(crls->rows[i]);
	cp_free(crls->rows);
	cp_free(crls);
}

size_t
cp_crls_count(const cp_crls *crls)
{
	return crls->n;
}

cp_crl *
cp_crls_at(const cp_crls *crls, size_t index)
{
	return crls->rows[index];
}

int
cp_crls_add(cp_crls *crls, cp_crl *crl)
{
	size_t i;

	for (i = 0; i < crls->n; i++) {
		if (cp_bytes_equal(crls->rows[i]->der, crl->der))
			return CERTPOLICY_OK;
	}
	if (!cp_grow((void **)&crls->rows, crls->n, &crls->capacity, sizeof(cp_crl *)))
		return CERTPOLICY_ERROR_NO_MEMORY;
	crls->rows[crls->n++] = cp_crl_ref(crl);
	return CERTPOLICY_OK;
}

void
cp_crls_keep(cp_crls *crls)
{
	size_t i;

	for (i = 0; i < crls->n; i++)
		cp_crl_keep(crls->rows[i]);
}

typedef struct loading {
	cp_crls *crls;
	size_t n_found;
	certpolicy_error **error;
} loading;

static int
refuse(const cp_crl *crl, certpolicy_error **error)
{
	cp_buf where = CP_BUF_EMPTY;
	char *path;

	cp_problem_append_path(&where, &crl->problem);
	path = cp_buf_finish(&where);
	(void)cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.crl",
		"the revocation list cannot be used: %s: %s, at octet %zu",
		path != NULL ? path : "", cp_problem_kind_text(crl->problem.kind),
		crl->problem.offset);
	cp_free(path);
	return CERTPOLICY_ERROR_BAD_INPUT;
}

static int
take_object(void *user, cp_object_kind kind, cp_bytes der)
{
	loading *l = user;
	int status = CERTPOLICY_OK;
	cp_crl *crl;

	if (kind != CP_OBJECT_CRL)
		return CERTPOLICY_OK;
	l->n_found++;
	crl = cp_crl_read(der);
	if (crl == NULL)
		return cp_error_no_memory(l->error);
	if (!crl->skeleton)
		status = refuse(crl, l->error);
	else if (cp_crls_add(l->crls, crl) != CERTPOLICY_OK)
		status = cp_error_no_memory(l->error);
	cp_crl_unref(crl);
	return status;
}

int
cp_crls_add_data(cp_crls *crls, cp_bytes data, const char *name, certpolicy_error **error)
{
	loading l = {crls, 0, error};
	int status = cp_input_each(data, name, NULL, take_object, &l, error);

	if (status == CERTPOLICY_OK && l.n_found == 0)
		status = cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.crl",
			"there is no revocation list in it");
	return status;
}

/* A file of lists with their indexes, from its first octets; *map is open when it is one. */
static bool
open_index(const char *path, cp_map *map)
{
	if (strcmp(path, "-") == 0 ||
		cp_map_open(path, CP_CRL_INDEX_FILE_MAX, map, NULL) != CERTPOLICY_OK)
		return false;
	if (cp_crl_file_is_one(map->bytes))
		return true;
	cp_map_close(map);
	return false;
}

static int
take_list(void *user, cp_crl *crl)
{
	return cp_crls_add(user, crl);
}

static int
add_file(cp_crls *crls, const char *path, bool *is_index, certpolicy_error **error)
{
	cp_bytes data;
	cp_map map;
	int status;

	*is_index = open_index(path, &map);
	if (*is_index)
		return cp_crl_file_read(&map, path, take_list, crls, error);
	status = cp_input_read_file(path, CP_CRL_FILE_MAX, &data, error);
	if (status != CERTPOLICY_OK)
		return status;
	status = cp_crls_add_data(crls, data, path, error);
	cp_bytes_clear(&data);
	if (status != CERTPOLICY_OK)
		cp_error_set_place(error, path, 0, 0);
	return status;
}

/* What became of the files of a folder. */
typedef struct outcome {
	size_t n_read;
	int status;              /* of the first that failed, or of the one that must not */
	certpolicy_error *error; /* owned */
	bool is_final;
} outcome;

/* Of a folder, what is no list is passed over; a damaged index is not: somebody counts on it. */
static void
add_to_outcome(outcome *all, cp_crls *crls, const char *path)
{
	certpolicy_error *error = NULL;
	bool is_index;
	int status = add_file(crls, path, &is_index, &error);

	all->n_read += status == CERTPOLICY_OK;
	all->is_final =
		status == CERTPOLICY_ERROR_NO_MEMORY || (is_index && status != CERTPOLICY_OK);
	if (status != CERTPOLICY_OK && (all->is_final || all->status == CERTPOLICY_OK)) {
		certpolicy_error_free(all->error);
		all->error = error;
		all->status = status;
		return;
	}
	certpolicy_error_free(error);
}

int
cp_crls_add_path(cp_crls *crls, const char *path, certpolicy_error **error)
{
	outcome all = {0, CERTPOLICY_OK, NULL, false};
	size_t n_files, i;
	char **files;
	int status = cp_input_list_files(path, &files, &n_files, error);

	if (status != CERTPOLICY_OK)
		return status;
	for (i = 0; i < n_files && !all.is_final; i++)
		add_to_outcome(&all, crls, files[i]);
	cp_input_free_list(files, n_files);
	if (all.status == CERTPOLICY_ERROR_NO_MEMORY)
		all.status = cp_error_no_memory(error);
	else if (n_files == 0)
		all.status = cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.empty",
			"%s is a folder without files", path);
	else if (all.n_read > 0 && !all.is_final)
		all.status = CERTPOLICY_OK;
	else if (error != NULL && *error == NULL) {
		*error = all.error;
		all.error = NULL;
	}
	certpolicy_error_free(all.error);
	return all.status;
}
