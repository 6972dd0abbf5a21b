/* An engine's beginning and end, its freezing, and the files it remembers for reports. */
#include <config.h>
#include "engine.h"

#include "base/error.h"
#include "base/lock.h"
#include "base/mem.h"
#include "x509/input.h"

/* However high the limit is set, the memory of verified links ends here: 32 MB. */
#define LINKS_MAX 1048576u

certpolicy_engine *
certpolicy_engine_new(void)
{
	certpolicy_engine *engine = cp_lock_at_fork() ? cp_calloc(1, sizeof(*engine)) : NULL;

	if (engine == NULL)
		return NULL;
	engine->references = 1;
	cp_budget_init(&engine->budget);
	engine->anchors = cp_anchors_new();
	engine->intermediates = cp_pool_new();
	engine->crls = cp_crls_new();
	engine->denylist = cp_denylist_new();
	engine->weak_keys = cp_weak_keys_new();
	engine->policies = cp_policy_set_new();
	if (engine->anchors == NULL || engine->intermediates == NULL || engine->crls == NULL ||
		engine->denylist == NULL || engine->weak_keys == NULL || engine->policies == NULL) {
		certpolicy_engine_free(engine);
		return NULL;
	}
	return engine;
}

certpolicy_engine *
certpolicy_engine_ref(certpolicy_engine *engine)
{
	if (engine != NULL)
		cp_atomic_increment(&engine->references);
	return engine;
}

void
certpolicy_engine_free(certpolicy_engine *engine)
{
	size_t i;

	if (engine == NULL || cp_atomic_decrement(&engine->references) > 0)
		return;
	cp_anchors_free(engine->anchors);
	cp_pool_free(engine->intermediates);
	cp_crls_free(engine->crls);
	cp_ct_logs_free(engine->ct_logs);
	cp_denylist_free(engine->denylist);
	cp_weak_keys_free(engine->weak_keys);
	cp_policy_set_free(engine->policies);
	cp_memo_free(engine->memo);
	for (i = 0; i < engine->n_own_rules; i++) {
		cp_free(engine->own_rules[i].code);
		cp_free(engine->own_rules[i].title);
	}
	cp_free(engine->own_rules);
	for (i = 0; i < engine->n_kept; i++)
		engine->kept[i].release(engine->kept[i].user);
	cp_free(engine->kept);
	for (i = 0; i < engine->n_files; i++)
		cp_free(engine->files[i].path);
	cp_free(engine->files);
	cp_free(engine);
}

static int
settle(certpolicy_engine *engine, certpolicy_error **error)
{
	int status = cp_policy_set_resolve(engine->policies, error);

	if (status == CERTPOLICY_OK)
		status = cp_anchors_freeze(engine->anchors, error);
	if (status == CERTPOLICY_OK)
		status = cp_pool_freeze(engine->intermediates);
	if (status == CERTPOLICY_OK)
		cp_crls_keep(engine->crls);
	if (status == CERTPOLICY_OK && engine->memo == NULL) {
		uint64_t links = engine->budget.limit[CP_LIMIT_REMEMBERED_LINKS];

		engine->memo = cp_memo_new(links < LINKS_MAX ? (size_t)links : LINKS_MAX);
		if (engine->memo == NULL)
			status = CERTPOLICY_ERROR_NO_MEMORY;
	}
	return status;
}

int
cp_engine_freeze(certpolicy_engine *engine, certpolicy_error **error)
{
	int status = CERTPOLICY_OK;

	if (cp_atomic_load(&engine->frozen))
		return CERTPOLICY_OK;
	cp_lock_freezing(CP_FREEZING_ENGINES);
	if (!engine->frozen) {
		status = settle(engine, error);
		if (status == CERTPOLICY_OK)
			cp_atomic_store(&engine->frozen, 1);
	}
	cp_unlock_freezing(CP_FREEZING_ENGINES);
	return status == CERTPOLICY_ERROR_NO_MEMORY ? cp_error_no_memory(error) : status;
}

int
cp_engine_check_open(const certpolicy_engine *engine, certpolicy_error **error)
{
	if (!cp_atomic_load(&engine->frozen))
		return CERTPOLICY_OK;
	return cp_error_set(error, CERTPOLICY_ERROR_FROZEN, "engine.frozen",
		"the engine has judged already and takes no more changes");
}

int
cp_engine_note_path(
	certpolicy_engine *engine, cp_input_kind kind, const char *path, certpolicy_error **error)
{
	cp_input_file file = {.kind = kind};

	if (!cp_grow((void **)&engine->files, engine->n_files, &engine->files_capacity,
		    sizeof(*engine->files)))
		return cp_error_no_memory(error);
	file.path = cp_strdup(path);
	if (file.path == NULL)
		return cp_error_no_memory(error);
	engine->files[engine->n_files++] = file;
	return CERTPOLICY_OK;
}

int
cp_engine_note_file(certpolicy_engine *engine, cp_input_kind kind, const char *path, size_t limit,
	cp_bytes *content, certpolicy_error **error)
{
	cp_input_file *file;
	int status;

	*content = CP_BYTES_NONE;
	status = cp_input_read_file(path, limit, content, error);
	if (status == CERTPOLICY_OK)
		status = cp_engine_note_path(engine, kind, path, error);
	if (status != CERTPOLICY_OK)
		return status;
	file = &engine->files[engine->n_files - 1];
	file->has_sha256 = true;
	cp_crypto_sha256(*content, file->sha256);
	return CERTPOLICY_OK;
}

void
cp_engine_forget_file(certpolicy_engine *engine)
{
	cp_free(engine->files[--engine->n_files].path);
}
