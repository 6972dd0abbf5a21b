/* The public calls about policies: argument checks, then one internal call. */
#include <config.h>
#include "engine.h"

#include "base/error.h"
#include "base/mem.h"
#include "policy/advice.h"
#include "render/policy.h"

#include <time.h>

static int
missing_argument(certpolicy_error **error)
{
	return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.null",
		"an argument that must be given is NULL");
}

const char *
certpolicy_policy_builtin_name(size_t index)
{
	return index < CP_N_BUILTINS ? cp_builtin_name((cp_builtin)index) : NULL;
}

const char *
certpolicy_engine_policy_name(const certpolicy_engine *engine, size_t index)
{
	return engine != NULL ? cp_policy_set_name(engine->policies, index) : NULL;
}

int
certpolicy_policy_find(const certpolicy_engine *engine, const char *name,
	certpolicy_policy **policy, certpolicy_error **error)
{
	cp_error_clear(error);
	if (policy != NULL)
		*policy = NULL;
	if (name == NULL || policy == NULL)
		return missing_argument(error);
	return cp_policy_set_look_up(engine != NULL ? engine->policies : NULL, name, policy, error);
}

int
certpolicy_policy_load_file(
	const char *path, const char *name, certpolicy_policy **policy, certpolicy_error **error)
{
	cp_error_clear(error);
	if (policy != NULL)
		*policy = NULL;
	if (path == NULL || policy == NULL)
		return missing_argument(error);
	return cp_policy_load_one(path, name, policy, error);
}

const char *
certpolicy_policy_get_name(const certpolicy_policy *policy)
{
	return policy != NULL ? policy->name : NULL;
}

const char *
certpolicy_policy_get_digest(const certpolicy_policy *policy)
{
	return policy != NULL ? policy->digest : NULL;
}

int
certpolicy_policy_get_action(const certpolicy_policy *policy, const char *code,
	certpolicy_action *action, certpolicy_error **error)
{
	cp_error_clear(error);
	if (policy == NULL || code == NULL || action == NULL)
		return missing_argument(error);
	return cp_policy_look_up_action(policy, code, action, error);
}

char *
certpolicy_policy_to_json(const certpolicy_policy *policy)
{
	return policy != NULL ? cp_render_policy(policy) : NULL;
}

int
certpolicy_policy_validate_file(const char *path, char **advice_json, certpolicy_error **error)
{
	cp_policy_advice advice = {0};
	int status;

	cp_error_clear(error);
	if (advice_json != NULL)
		*advice_json = NULL;
	if (path == NULL || advice_json == NULL)
		return missing_argument(error);
	status = cp_policy_advise_file(path, (int64_t)time(NULL), &advice, error);
	if (status == CERTPOLICY_OK) {
		*advice_json = cp_render_advice(&advice);
		if (*advice_json == NULL)
			status = cp_error_no_memory(error);
	}
	cp_arena_clear(&advice.arena);
	return status;
}
