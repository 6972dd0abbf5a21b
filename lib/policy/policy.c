/*
 * The policy object: references, what it says of a code. Reading one is in define.c, showing one in
 * show.c, its digest in digest.c.
 */
#include <config.h>
#include "policy/policy.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

bool
cp_policy_is_raw(const certpolicy_policy *policy)
{
	return policy->base == CP_BUILTIN_PKIX || policy->base == CP_BUILTIN_WEBPKI;
}

/* What a cell says in a circumstance. A leaf that is pinned near is near. */
static certpolicy_action
action_when(cp_cell cell, cp_when when)
{
	bool softened =
		cell.when != CP_WHEN_NEVER &&
		(cell.when == when || (cell.when == CP_WHEN_NEAR && when == CP_WHEN_PINNED_NEAR));

	return softened ? cell.softer : cell.action;
}

bool
cp_cell_is_lower(cp_cell cell, cp_cell than)
{
	static const cp_when circumstances[] = {
		CP_WHEN_NEVER, CP_WHEN_NEAR, CP_WHEN_PINNED_NEAR, CP_WHEN_OWN_LEAF};
	size_t i;

	for (i = 0; i < CP_COUNT(circumstances); i++) {
		if (action_when(cell, circumstances[i]) < action_when(than, circumstances[i]))
			return true;
	}
	return false;
}

certpolicy_action
cp_policy_own_action(const certpolicy_policy *policy, const char *code, certpolicy_action fallback)
{
	size_t i;

	/* The last one is the policy's own, those before it are inherited. */
	for (i = policy->n_own_actions; i > 0; i--) {
		if (strcmp(policy->own_actions[i - 1].code, code) == 0)
			return policy->own_actions[i - 1].action;
	}
	return fallback;
}

static bool
has_own_action(const certpolicy_policy *policy, const char *code)
{
	size_t i;

	for (i = 0; i < policy->n_own_actions; i++) {
		if (strcmp(policy->own_actions[i].code, code) == 0)
			return true;
	}
	return false;
}

int
cp_policy_look_up_action(const certpolicy_policy *policy, const char *code,
	certpolicy_action *action, certpolicy_error **error)
{
	cp_code known = cp_code_by_name(code);
	const char *words[CP_N_CODES + 1], *nearest;
	size_t i;

	if (known != CP_N_CODES) {
		*action = policy->cells[known].action;
		return CERTPOLICY_OK;
	}
	if (has_own_action(policy, code)) {
		*action = cp_policy_own_action(policy, code, CERTPOLICY_ACTION_DENY);
		return CERTPOLICY_OK;
	}
	for (i = 0; i < CP_N_CODES; i++)
		words[i] = cp_code_name((cp_code)i);
	words[i] = NULL;
	nearest = cp_text_nearest(code, words);
	return cp_error_set(error, CERTPOLICY_ERROR_NOT_FOUND, "policy.unknown-code",
		"unknown code \"%s\"%s%s%s", code, nearest != NULL ? "; did you mean \"" : "",
		nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
}

certpolicy_policy *
certpolicy_policy_ref(certpolicy_policy *policy)
{
	if (policy != NULL && !policy->is_builtin)
		cp_atomic_increment(&policy->references);
	return policy;
}

/* A chain of parents is as long as files make it: no recursion. */
void
certpolicy_policy_free(certpolicy_policy *policy)
{
	while (policy != NULL && !policy->is_builtin &&
		cp_atomic_decrement(&policy->references) == 0) {
		certpolicy_policy *parent = policy->parent;

		if (policy->anchor_store != parent->anchor_store)
			cp_anchors_free(policy->anchor_store);
		if (policy->crl_store != parent->crl_store)
			cp_crls_free(policy->crl_store);
		if (policy->ct_logs.list != parent->ct_logs.list)
			cp_ct_logs_free(policy->ct_logs.list);
		cp_arena_clear(&policy->arena);
		cp_free(policy);
		policy = parent;
	}
}
