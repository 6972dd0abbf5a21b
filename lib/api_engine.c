/* The public calls that fill an engine: argument checks, then one call. */
#include <config.h>
#include "engine.h"

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "x509/input.h"

/* What an application's own certificates are called in reports. */
#define OWN_SOURCE "application"

static int
check(const certpolicy_engine *engine, const void *argument, certpolicy_error **error)
{
	cp_error_clear(error);
	if (engine == NULL || argument == NULL)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.null",
			"an argument that must be given is NULL");
	return cp_engine_check_open(engine, error);
}

/* Statuses of calls that have no error of their own. */
static int
explain(int status, certpolicy_error **error)
{
	return status == CERTPOLICY_ERROR_NO_MEMORY ? cp_error_no_memory(error) : status;
}

int
certpolicy_engine_add_anchors(
	certpolicy_engine *engine, const char *source, certpolicy_error **error)
{
	int status = check(engine, source, error);

	return status != CERTPOLICY_OK
		       ? status
		       : explain(cp_anchors_add_source(engine->anchors, source, false, error),
				 error);
}

int
certpolicy_engine_add_public_anchors(
	certpolicy_engine *engine, const char *path, certpolicy_error **error)
{
	int status = check(engine, path, error);

	return status != CERTPOLICY_OK
		       ? status
		       : explain(cp_anchors_add_source(engine->anchors, path, true, error), error);
}

static int
add_anchor(certpolicy_engine *engine, const uint8_t *der, size_t der_len, bool is_public,
	certpolicy_error **error)
{
	const cp_anchor_terms terms = {.source = OWN_SOURCE, .is_public = is_public};
	int status = check(engine, der, error);

	return status != CERTPOLICY_OK ? status
				       : explain(cp_anchors_add(engine->anchors,
							 cp_bytes_of(der, der_len), &terms, error),
						 error);
}

int
certpolicy_engine_add_anchor_der(
	certpolicy_engine *engine, const uint8_t *der, size_t der_len, certpolicy_error **error)
{
	return add_anchor(engine, der, der_len, false, error);
}

int
certpolicy_engine_add_public_anchor_der(
	certpolicy_engine *engine, const uint8_t *der, size_t der_len, certpolicy_error **error)
{
	return add_anchor(engine, der, der_len, true, error);
}

static int
add_intermediate(certpolicy_engine *engine, cp_bytes der)
{
	cp_cert *cert = cp_cert_read(der);
	int status = CERTPOLICY_ERROR_NO_MEMORY;

	if (cert != NULL)
		status = cert->skeleton ? cp_pool_add(engine->intermediates, cert)
					: CERTPOLICY_ERROR_BAD_INPUT;
	cp_cert_unref(cert);
	return status;
}

int
certpolicy_engine_add_intermediate_der(
	certpolicy_engine *engine, const uint8_t *der, size_t der_len, certpolicy_error **error)
{
	int status = check(engine, der, error);

	if (status == CERTPOLICY_OK)
		status = add_intermediate(engine, cp_bytes_of(der, der_len));
	if (status == CERTPOLICY_ERROR_BAD_INPUT)
		return cp_error_set(error, status, "intermediate.unreadable",
			"the intermediate certificate cannot be read");
	return explain(status, error);
}

/* Intermediates only help: of a file, those that can be read are taken. */
typedef struct intermediates {
	certpolicy_engine *engine;
	size_t n;
} intermediates;

static int
take_intermediate(void *user, cp_object_kind kind, cp_bytes der)
{
	intermediates *taken = user;
	int status;

	if (kind != CP_OBJECT_CERTIFICATE)
		return CERTPOLICY_OK;
	status = add_intermediate(taken->engine, der);
	taken->n += status == CERTPOLICY_OK;
	return status == CERTPOLICY_ERROR_BAD_INPUT ? CERTPOLICY_OK : status;
}

int
certpolicy_engine_add_intermediates(
	certpolicy_engine *engine, const char *path, certpolicy_error **error)
{
	intermediates taken = {engine, 0};
	cp_bytes content = CP_BYTES_NONE;
	int status = check(engine, path, error);

	if (status == CERTPOLICY_OK)
		status = cp_input_read_file(path, CP_LARGEST_FILE, &content, error);
	if (status == CERTPOLICY_OK)
		status = cp_input_each(content, path, NULL, take_intermediate, &taken, error);
	cp_bytes_clear(&content);
	if (status == CERTPOLICY_OK && taken.n == 0)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "intermediate.unreadable",
			"there is no readable certificate in %s", path);
	return explain(status, error);
}

int
certpolicy_engine_add_crls(certpolicy_engine *engine, const char *path, certpolicy_error **error)
{
	int status = check(engine, path, error);

	if (status == CERTPOLICY_OK)
		status = cp_engine_note_path(engine, CP_INPUT_CRL, path, error);
	if (status == CERTPOLICY_OK) {
		status = cp_crls_add_path(engine->crls, path, error);
		if (status != CERTPOLICY_OK)
			cp_engine_forget_file(engine);
	}
	return explain(status, error);
}

int
certpolicy_engine_add_crl_der(
	certpolicy_engine *engine, const uint8_t *der, size_t der_len, certpolicy_error **error)
{
	cp_crl *crl;
	int status = check(engine, der, error);

	if (status != CERTPOLICY_OK)
		return status;
	crl = cp_crl_read(cp_bytes_of(der, der_len));
	if (crl == NULL)
		return cp_error_no_memory(error);
	status = crl->skeleton ? cp_crls_add(engine->crls, crl) : CERTPOLICY_ERROR_BAD_INPUT;
	cp_crl_unref(crl);
	if (status == CERTPOLICY_ERROR_BAD_INPUT)
		return cp_error_set(error, status, "crl.unreadable", "the CRL cannot be read");
	return explain(status, error);
}

int
certpolicy_engine_add_policy_text(certpolicy_engine *engine, const char *text, size_t text_len,
	const char *name, certpolicy_error **error)
{
	int status = check(engine, text, error);

	return status != CERTPOLICY_OK ? status
				       : explain(cp_policy_set_add_text(engine->policies,
							 cp_bytes_of(text, text_len),
							 name != NULL ? name : "policy", error),
						 error);
}

int
certpolicy_engine_add_policy_file(
	certpolicy_engine *engine, const char *path, certpolicy_error **error)
{
	cp_bytes content = CP_BYTES_NONE;
	int status = check(engine, path, error);

	if (status == CERTPOLICY_OK)
		status = cp_engine_note_file(
			engine, CP_INPUT_POLICY, path, CP_LARGEST_FILE, &content, error);
	if (status == CERTPOLICY_OK) {
		status = cp_policy_set_add_text(engine->policies, content, path, error);
		if (status != CERTPOLICY_OK)
			cp_engine_forget_file(engine);
	}
	cp_bytes_clear(&content);
	return explain(status, error);
}

/* Names the lists of a file, which are several when it is an index. */
static int
note_lists(certpolicy_engine *engine, size_t first, certpolicy_error **error)
{
	size_t n = cp_denylist_count(engine->denylist), i;

	for (i = first; i < n; i++) {
		const cp_threat_list *list = cp_denylist_at(engine->denylist, i);
		cp_input_file *file;
		int status = cp_engine_note_path(engine, CP_INPUT_DENYLIST, list->source, error);

		if (status != CERTPOLICY_OK)
			return status;
		file = &engine->files[engine->n_files - 1];
		file->has_date = list->has_date;
		file->date = list->date;
		file->has_sha256 = true;
		memcpy(file->sha256, list->sha256, sizeof(file->sha256));
		file->n_skipped = list->n_skipped;
	}
	return CERTPOLICY_OK;
}

int
certpolicy_engine_add_denylist(
	certpolicy_engine *engine, const char *path, certpolicy_error **error)
{
	int status = check(engine, path, error);
	size_t first;

	if (status != CERTPOLICY_OK)
		return status;
	first = cp_denylist_count(engine->denylist);
	status = cp_denylist_add_file(engine->denylist, path, error);
	if (status == CERTPOLICY_OK)
		status = note_lists(engine, first, error);
	return explain(status, error);
}

int
certpolicy_engine_add_weak_keys(
	certpolicy_engine *engine, const char *path, certpolicy_error **error)
{
	cp_bytes content = CP_BYTES_NONE;
	int status = check(engine, path, error);

	if (status == CERTPOLICY_OK)
		status = cp_engine_note_file(
			engine, CP_INPUT_DENYLIST, path, CP_LARGEST_WEAK_KEYS, &content, error);
	if (status == CERTPOLICY_OK) {
		status = cp_weak_keys_add(engine->weak_keys, content, path, error);
		if (status != CERTPOLICY_OK)
			cp_engine_forget_file(engine);
	}
	cp_bytes_clear(&content);
	return explain(status, error);
}

int
certpolicy_engine_set_ct_log_list(
	certpolicy_engine *engine, const char *path, certpolicy_error **error)
{
	cp_bytes content = CP_BYTES_NONE;
	int status = check(engine, path, error);

	if (status == CERTPOLICY_OK && engine->ct_logs != NULL)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "ct-log-list.twice",
			"the engine has a list of logs already");
	if (status == CERTPOLICY_OK)
		status = cp_engine_note_file(
			engine, CP_INPUT_CT_LOG_LIST, path, CP_LARGEST_FILE, &content, error);
	if (status == CERTPOLICY_OK) {
		cp_input_file *file = &engine->files[engine->n_files - 1];

		status = cp_ct_logs_read(content, path, &engine->ct_logs, error);
		if (status == CERTPOLICY_OK) {
			file->has_date = engine->ct_logs->has_date;
			file->date = engine->ct_logs->date;
		} else {
			cp_engine_forget_file(engine);
		}
	}
	cp_bytes_clear(&content);
	return explain(status, error);
}

int
certpolicy_engine_set_limit(
	certpolicy_engine *engine, const char *name, uint64_t value, certpolicy_error **error)
{
	const char *words[CP_N_LIMITS + 1] = {NULL};
	const char *nearest;
	cp_limit limit;
	size_t i;
	int status = check(engine, name, error);

	if (status != CERTPOLICY_OK)
		return status;
	limit = cp_limit_by_name(name);
	if (limit != CP_N_LIMITS) {
		engine->budget.limit[limit] = value;
		return CERTPOLICY_OK;
	}
	for (i = 0; i < CP_N_LIMITS; i++)
		words[i] = cp_limit_name((cp_limit)i);
	nearest = cp_text_nearest(name, words);
	return cp_error_set(error, CERTPOLICY_ERROR_NOT_FOUND, "limit.unknown",
		"there is no limit \"%s\"%s%s", name, nearest != NULL ? "; the nearest is " : "",
		nearest != NULL ? nearest : "");
}

const char *
certpolicy_limit_name(size_t index)
{
	return index < CP_N_LIMITS ? cp_limit_name((cp_limit)index) : NULL;
}

uint64_t
certpolicy_limit_default(size_t index)
{
	return index < CP_N_LIMITS ? cp_limit_default((cp_limit)index) : 0;
}

const char *
certpolicy_limit_origin(size_t index)
{
	return index < CP_N_LIMITS ? cp_limit_origin((cp_limit)index) : NULL;
}

int
certpolicy_engine_set_clock(
	certpolicy_engine *engine, certpolicy_clock *clock, void *user, certpolicy_error **error)
{
	int status = check(engine, engine, error);

	if (status != CERTPOLICY_OK)
		return status;
	engine->clock = clock;
	engine->clock_user = user;
	return CERTPOLICY_OK;
}

int
certpolicy_engine_keep(certpolicy_engine *engine, void (*release)(void *user), void *user,
	certpolicy_error **error)
{
	cp_error_clear(error);
	if (engine == NULL || release == NULL)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.null",
			"engine and release must not be NULL");
	if (!cp_grow((void **)&engine->kept, engine->n_kept, &engine->kept_capacity,
		    sizeof(*engine->kept)))
		return cp_error_no_memory(error);
	engine->kept[engine->n_kept++] = (cp_kept){release, user};
	return CERTPOLICY_OK;
}

size_t
certpolicy_engine_count_anchors(const certpolicy_engine *engine)
{
	return engine != NULL ? cp_anchors_count(engine->anchors) : 0;
}
