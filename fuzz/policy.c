/* Policy files: reading one, making its policies, showing them; and what the text is as an inline
 * object. */
#include <config.h>
#include "base/error.h"
#include "base/json_compact.h"
#include "base/json_scan.h"
#include "base/mem.h"
#include "fuzz.h"
#include "policy/policy.h"
#include "render/policy.h"

/* A policy never falls below what can never be lowered. */
static void
look_at_policy(const certpolicy_policy *policy)
{
	char *shown = cp_render_policy(policy);
	size_t i;

	CP_INVARIANT(strlen(policy->digest) == 71);
	for (i = 0; i < CP_N_CODES; i++) {
		const cp_code_row *row = cp_code_row_of((cp_code)i);

		if (row->guard != CP_GUARD_NONE &&
			row->cells[policy->base].action == CERTPOLICY_ACTION_DENY)
			CP_INVARIANT(policy->cells[i].action == CERTPOLICY_ACTION_DENY);
		if (row->guard == CP_GUARD_NEVER_WAIVED || row->guard == CP_GUARD_NEVER_LOWERED)
			CP_INVARIANT(policy->cells[i].when == CP_WHEN_NEVER);
	}
	cp_free(shown);
}

static void
read_file(cp_bytes text)
{
	cp_policy_set *set = cp_policy_set_new();
	certpolicy_error *error = NULL;
	const char *name;
	size_t i;

	if (set == NULL)
		return;
	/* Files that a policy names lie in a folder that is not there. */
	if (cp_policy_set_add_text(set, text, "/nonexistent/fuzz.yaml", &error) == CERTPOLICY_OK)
		(void)!cp_policy_set_resolve(set, &error);
	for (i = 0; (name = cp_policy_set_name(set, i)) != NULL; i++) {
		certpolicy_policy *policy = cp_policy_set_find(set, name);

		if (policy != NULL)
			look_at_policy(policy);
		certpolicy_policy_free(policy);
	}
	certpolicy_error_free(error);
	cp_policy_set_free(set);
}

static void
read_inline(cp_bytes text)
{
	cp_json_fault fault;
	char *object = NULL;
	certpolicy_policy *policy = NULL;
	certpolicy_error *error = NULL;

	if (!cp_json_check(text, &fault) || cp_json_compact(text, &object) != CERTPOLICY_OK)
		return;
	if (cp_policy_from_inline(NULL, cp_bytes_of_string(object), &policy, &error) ==
		CERTPOLICY_OK)
		look_at_policy(policy);
	CP_INVARIANT((policy == NULL) == (error != NULL));
	certpolicy_error_free(error);
	certpolicy_policy_free(policy);
	cp_free(object);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len > 0 && memchr("/~", data[0], 2) == NULL)
		read_file(cp_bytes_of(data, len));
	read_inline(cp_bytes_of(data, len));
	return 0;
}
