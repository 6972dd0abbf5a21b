/*
 * THE table of kinds of imported data, one row each, and what a row is made of: a look at files on
 * their way in, and the way into an engine. How they are kept stands in data/.
 */
#include <config.h>
#include "data_kinds.h"

#include "base/civil.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static int
check_roots(cp_bytes content, const char *name, cp_data_about *about, certpolicy_error **error)
{
	cp_roots *roots = cp_roots_new();
	int status;

	if (roots == NULL)
		return cp_error_no_memory(error);
	about->date = CP_TIME_MIN;
	status = cp_roots_read(roots, content, name, &about->date, error);
	about->has_date = about->date != CP_TIME_MIN;
	about->entries = cp_roots_count(roots);
	cp_roots_free(roots);
	return status;
}

static int
load_roots(certpolicy_engine *engine, const cp_data_item *item, cp_bytes content,
	certpolicy_error **error)
{
	int64_t date = item->date;

	return cp_roots_read(
		cp_anchors_roots(engine->anchors), content, item->source, &date, error);
}

static int
check_ct_logs(cp_bytes content, const char *name, cp_data_about *about, certpolicy_error **error)
{
	cp_ct_logs *logs = NULL;
	int status = cp_ct_logs_read(content, name, &logs, error);

	if (status == CERTPOLICY_OK) {
		about->has_date = logs->has_date;
		about->date = logs->date;
		about->entries = logs->n_logs;
	}
	cp_ct_logs_free(logs);
	return status;
}

/* The list's own date is what counts, never the file's: how old it is decides what it may say. */
static int
load_ct_logs(certpolicy_engine *engine, const cp_data_item *item, cp_bytes content,
	certpolicy_error **error)
{
	return cp_ct_logs_read(content, item->source, &engine->ct_logs, error);
}

static int
build_crls(const char *const *files, size_t n, const char *out, cp_data_about *about,
	certpolicy_error **error)
{
	cp_crls_about lists = {0};
	int status = cp_crls_write_index(files, n, out, &lists, error);

	about->has_date = status == CERTPOLICY_OK;
	about->date = lists.oldest;
	about->entries = lists.n_entries;
	return status;
}

static int
load_crls(certpolicy_engine *engine, const cp_data_item *item, cp_bytes content,
	certpolicy_error **error)
{
	(void)content;
	return cp_crls_add_path(engine->crls, item->path, error);
}

static int
build_threats(const char *const *files, size_t n, const char *out, cp_data_about *about,
	certpolicy_error **error)
{
	cp_denylist_about lists = {0};
	int status = cp_denylist_write_index(files, n, out, &lists, error);

	about->has_date = status == CERTPOLICY_OK && lists.has_date;
	about->date = lists.date;
	about->entries = lists.n_entries;
	return status;
}

static int
load_threats(certpolicy_engine *engine, const cp_data_item *item, cp_bytes content,
	certpolicy_error **error)
{
	(void)content;
	return cp_denylist_add_file(engine->denylist, item->path, error);
}

static int
check_weak_keys(cp_bytes content, const char *name, cp_data_about *about, certpolicy_error **error)
{
	cp_weak_keys *lists = cp_weak_keys_new();
	int status;

	(void)about;
	if (lists == NULL)
		return cp_error_no_memory(error);
	status = cp_weak_keys_add(lists, content, name, error);
	cp_weak_keys_free(lists);
	return status;
}

static int
load_weak_keys(certpolicy_engine *engine, const cp_data_item *item, cp_bytes content,
	certpolicy_error **error)
{
	return cp_weak_keys_add(engine->weak_keys, content, item->source, error);
}

static const cp_data_kind kinds[] = {
	{"roots", "what root programmes say: certdata.txt, root_store.textproto, CCADB, JSON",
		CP_DATA_EACH, CP_INPUT_ROOT_PROGRAMME, CP_LARGEST_FILE, check_roots, NULL,
		load_roots},
	{"ct-logs", "the list of Certificate Transparency logs", CP_DATA_ONE, CP_INPUT_CT_LOG_LIST,
		CP_LARGEST_FILE, check_ct_logs, NULL, load_ct_logs},
	{"crl", "certificate revocation lists", CP_DATA_MERGED, CP_INPUT_CRL, CP_CRL_FILE_MAX, NULL,
		build_crls, load_crls},
	{"threats", "certificates, keys and names that are never accepted", CP_DATA_MERGED,
		CP_INPUT_DENYLIST, CP_DENYLIST_FILE_MAX, NULL, build_threats, load_threats},
	{"weak-keys", "keys whose private halves are public", CP_DATA_EACH, CP_INPUT_DENYLIST,
		CP_LARGEST_WEAK_KEYS, check_weak_keys, NULL, load_weak_keys},
};

const cp_data_kind *
cp_data_kind_at(size_t index)
{
	return index < CP_COUNT(kinds) ? &kinds[index] : NULL;
}

const cp_data_kind *
cp_data_kind_find(const char *name, certpolicy_error **error)
{
	const char *names[CP_COUNT(kinds) + 1] = {NULL};
	const char *nearest;
	size_t i;

	for (i = 0; i < CP_COUNT(kinds); i++) {
		names[i] = kinds[i].name;
		if (strcmp(name, names[i]) == 0)
			return &kinds[i];
	}
	nearest = cp_text_nearest(name, names);
	(void)cp_error_set(error, CERTPOLICY_ERROR_NOT_FOUND, "data.unknown-kind",
		"there is no kind of data \"%s\"%s%s", name,
		nearest != NULL ? "; the nearest is " : "", nearest != NULL ? nearest : "");
	return NULL;
}
