/*
 * Policies: tables of finding code -> action, with their parameters, pins, anchors and waivers.
 *
 * A policy is immutable and may be shared between threads.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_POLICY_H
#define CERTPOLICY_POLICY_H

#include <certpolicy/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The policies that are always there, by index from 0; NULL past the end:
 * "pkix", "webpki", "dev-allow", "internal-pinned", "public-strict". Static strings. */
CERTPOLICY_API const char *
certpolicy_policy_builtin_name(size_t index);

/* The names of the policies loaded into an engine from files, by index from 0; NULL past the end.
 * Lent: they live as long as the engine. */
CERTPOLICY_API const char *
certpolicy_engine_policy_name(const certpolicy_engine *engine, size_t index);

/*
 * Looks a policy up by name: the built-in ones, then those loaded into the engine (which may be
 * NULL). *policy receives a new reference; release it with certpolicy_policy_free.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_policy_find(const certpolicy_engine *engine, const char *name,
	certpolicy_policy **policy, certpolicy_error **error);

/*
 * Reads a file that holds one policy, or the policy `name` of a file that holds several (NULL: the
 * only one). Zones, routes and floor of the file are not taken: load it into an engine for those.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_policy_load_file(const char *path, const char *name, certpolicy_policy **policy,
	certpolicy_error **error);

/* Adds a reference; returns its argument. */
CERTPOLICY_API certpolicy_policy *
certpolicy_policy_ref(certpolicy_policy *policy);
/* Drops a reference. NULL is fine. */
CERTPOLICY_API void
certpolicy_policy_free(certpolicy_policy *policy);

/* Lent; lives as long as the policy. */
CERTPOLICY_API const char *
certpolicy_policy_get_name(const certpolicy_policy *policy);

/* "sha256:HEX" of everything that the policy says, in a canonical order. Lent. */
CERTPOLICY_API const char *
certpolicy_policy_get_digest(const certpolicy_policy *policy);

/* What the policy says of a code. CERTPOLICY_ERROR_NOT_FOUND for an unknown code. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_policy_get_action(const certpolicy_policy *policy, const char *code,
	certpolicy_action *action, certpolicy_error **error);

/*
 * All that is in force, as JSON: each action, parameter, pin, anchor, limit and waiver with the
 * policy or file and line that it comes from. NULL without memory; certpolicy_string_free it.
 */
CERTPOLICY_API char *
certpolicy_policy_to_json(const certpolicy_policy *policy);

/*
 * Advice on a policy file that is valid: pins without a peer, waivers beyond 398 days and the like,
 * one JSON array of {"message", "line", "column"}; certpolicy_string_free it. The file's mistakes
 * are errors.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_policy_validate_file(const char *path, char **advice_json, certpolicy_error **error);

#ifdef __cplusplus
}
#endif

#endif
