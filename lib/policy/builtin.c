/* The built-in policies: columns of THE table, made once. */
#include <config.h>
#include "policy/policy.h"

#include <pthread.h>

static const char *const descriptions[CP_N_BUILTINS] = {
	"RFC 5280 path validation and RFC 9525 names, nothing else: raw material for own policies",
	"pkix and the Baseline Requirements that browsers hold servers to: raw material",
	"development: self-signed and local certificates are let through, with a warning, for "
	"peers of "
	"the development and internal zones",
	"internal services: a private CA, and keys that are pinned",
	"the public web: what browsers accept, and nothing that they would warn of",
};

static certpolicy_policy builtins[CP_N_BUILTINS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
fill_builtin(certpolicy_policy *policy, cp_builtin builtin)
{
	cp_place place = {cp_builtin_name(builtin), 0, 0};
	size_t i;

	policy->is_builtin = true;
	policy->name = cp_builtin_name(builtin);
	policy->description = descriptions[builtin];
	policy->base = builtin;
	policy->web = builtin == CP_BUILTIN_WEBPKI || builtin == CP_BUILTIN_PUBLIC_STRICT;
	for (i = 0; i < CP_N_CODES; i++) {
		policy->cells[i] = cp_code_row_of((cp_code)i)->cells[builtin];
		policy->cell_places[i] = place;
	}
	for (i = 0; i < CP_N_PARAMS; i++) {
		policy->params[i] = cp_param_row_of((cp_param)i)->defaults[builtin];
		policy->param_places[i] = place;
	}
	/* Without lists the digest needs no memory. */
	CP_INVARIANT(cp_policy_digest(policy));
}

static void
fill_builtins(void)
{
	size_t i;

	for (i = 0; i < CP_N_BUILTINS; i++)
		fill_builtin(&builtins[i], (cp_builtin)i);
}

certpolicy_policy *
cp_policy_builtin(cp_builtin builtin)
{
	CP_INVARIANT((unsigned)builtin < CP_N_BUILTINS);
	CP_INVARIANT(pthread_once(&once, fill_builtins) == 0);
	return &builtins[builtin];
}
