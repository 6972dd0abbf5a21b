/*
 * The catalogue of finding codes, and an application's own rules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_RULES_H
#define CERTPOLICY_RULES_H

#include <certpolicy/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The codes in the order of the table, by index from 0; NULL past the end. Static strings. */
CERTPOLICY_API const char *
certpolicy_code_name(size_t index);

/*
 * Everything the library knows of a code, as JSON: severity, texts, remedy, sources, dates, the
 * version since which it is judged, its rules, and the action under each built-in policy; release it
 * with certpolicy_string_free. For an unknown code CERTPOLICY_ERROR_NOT_FOUND, whose message has the
 * nearest right word.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_code_to_json(const char *code, char **json, certpolicy_error **error);

/* What an application's rule sees of a judgement; lives for the time of the callback only. */
typedef struct certpolicy_facts certpolicy_facts;

/*
 * An application's own rule. It may look at the facts and add findings under its own code, which
 * starts with "x-"; it cannot remove or soften anything. A value other than 0 says that the rule
 * itself failed: the evaluation then ends with CERTPOLICY_ERROR_INTERNAL, never with an allow.
 * Thread rule: called from every thread that judges.
 */
typedef int certpolicy_rule(const certpolicy_facts *facts, void *user);

/*
 * Registers a rule. `code` matches x-[a-z0-9.-]+; `action` is what its findings do under every
 * policy (INFO, WARN or DENY) unless the policy names the code itself; `title` is the finding's
 * message without its own text.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_rule(certpolicy_engine *engine, const char *code, certpolicy_action action,
	const char *title, certpolicy_rule *rule, void *user, certpolicy_error **error);

/* Adds a finding about certificate `certificate` of the path (-1: the whole path); `message` may be
 * NULL for the rule's title. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_facts_add_finding(const certpolicy_facts *facts, int certificate, const char *message);

/* How many certificates the path judged has. Those below are asked for by index, leaf first. */
CERTPOLICY_API size_t
certpolicy_facts_count_path(const certpolicy_facts *facts);
/* The DER of a certificate of the path, lent for the time of the callback; NULL past the end. */
CERTPOLICY_API const uint8_t *
certpolicy_facts_get_der(const certpolicy_facts *facts, size_t index, size_t *der_len);
/* Seconds since 1970-01-01T00:00:00Z; 0 past the end and for a date that cannot be read. */
CERTPOLICY_API int64_t
certpolicy_facts_get_not_before(const certpolicy_facts *facts, size_t index);
CERTPOLICY_API int64_t
certpolicy_facts_get_not_after(const certpolicy_facts *facts, size_t index);
/* A name of a certificate of the path as RFC 4514 writes it, printable, lent for the time of the
 * callback; NULL past the end. */
CERTPOLICY_API const char *
certpolicy_facts_get_subject(const certpolicy_facts *facts, size_t index);
CERTPOLICY_API const char *
certpolicy_facts_get_issuer(const certpolicy_facts *facts, size_t index);
/* "self-signed", "private-ca", "public-ca", "unknown-ca" or "unreadable". A static string. */
CERTPOLICY_API const char *
certpolicy_facts_get_kind(const certpolicy_facts *facts);
/* The zone of the peer: "development", "internal", "dmz" or "public". A static string. */
CERTPOLICY_API const char *
certpolicy_facts_get_zone(const certpolicy_facts *facts);
/* 1 when the path ends in an anchor. */
CERTPOLICY_API int
certpolicy_facts_is_anchored(const certpolicy_facts *facts);
/* The instant of judgement, seconds since 1970-01-01T00:00:00Z. */
CERTPOLICY_API int64_t
certpolicy_facts_get_time(const certpolicy_facts *facts);

#ifdef __cplusplus
}
#endif

#endif
