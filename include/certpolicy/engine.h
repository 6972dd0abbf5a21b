/*
 * The engine: what is trusted and what is known, shared by any number of judgements.
 *
 * Thread rule: fill an engine from one thread. The first evaluation freezes it; from then on it
 * serves any number of threads at once and refuses changes with CERTPOLICY_ERROR_FROZEN.
 * A child of fork() has it as it was and may judge by it, whatever other threads were about.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_ENGINE_H
#define CERTPOLICY_ENGINE_H

#include <certpolicy/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A new engine that trusts nothing. NULL when memory runs out. */
CERTPOLICY_API certpolicy_engine *
certpolicy_engine_new(void);

/* Adds a reference; returns its argument. */
CERTPOLICY_API certpolicy_engine *
certpolicy_engine_ref(certpolicy_engine *engine);

/* Drops a reference. NULL is fine. */
CERTPOLICY_API void
certpolicy_engine_free(certpolicy_engine *engine);

/*
 * Trusts the anchors of a source: a file (PEM, DER, PKCS#7), a folder of such files, "system" (what
 * this machine trusts), "nss" (Mozilla's list through libnssckbi, with its distrust dates) or a
 * "pkcs11:" URI. Anchors of a file, folder or token are private; those of "nss" are public; those of
 * "system" are public when a public programme's list at hand bears their digest. A file that is the
 * publication of a root programme (Mozilla's certdata.txt, a report of the CCADB with certificates,
 * JSON as doc/schema/roots.json has it) says itself which of its roots are public, until when, and for which names.
 * A source without a single readable certificate is an error.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_anchors(certpolicy_engine *engine, const char *source,
	certpolicy_error **error);

/* Trusts the anchors of a file or folder as roots of a public programme. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_public_anchors(certpolicy_engine *engine, const char *path,
	certpolicy_error **error);

/* Trusts one certificate as a private anchor. The DER is copied. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_anchor_der(certpolicy_engine *engine, const uint8_t *der, size_t der_len,
	certpolicy_error **error);

/* Trusts one certificate as a public anchor. The DER is copied. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_public_anchor_der(certpolicy_engine *engine, const uint8_t *der,
	size_t der_len, certpolicy_error **error);

/* Certificates that help to build paths and are not trusted: a file, or one certificate (copied). */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_intermediates(certpolicy_engine *engine, const char *path,
	certpolicy_error **error);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_intermediate_der(certpolicy_engine *engine, const uint8_t *der,
	size_t der_len, certpolicy_error **error);

/*
 * Certificate revocation lists (RFC 5280 section 5): a file or folder, or one CRL (copied). A file of
 * lists with their indexes is used where it lies, by mmap(2): a new one takes its place by rename(2)
 * while it is in use. One that is damaged is an error here or of the evaluation that notices it
 * (CERTPOLICY_ERROR_BAD_INPUT, crl.damaged), in a folder too, where other files that are no lists are
 * passed over.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_crls(certpolicy_engine *engine, const char *path, certpolicy_error **error);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_crl_der(certpolicy_engine *engine, const uint8_t *der, size_t der_len,
	certpolicy_error **error);

/*
 * Loads a policy file (YAML or JSON): its policies can then be named by requests, its zones, routes
 * and floor hold for every judgement of this engine. Several files may be loaded; two policies of
 * one name are an error.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_policy_file(certpolicy_engine *engine, const char *path,
	certpolicy_error **error);

/* The same from memory; `name` stands for the file in errors and reports. */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_policy_text(certpolicy_engine *engine, const char *text, size_t text_len,
	const char *name, certpolicy_error **error);

/*
 * The list of Certificate Transparency logs (Google's or Apple's v3 JSON), once. Without one, or
 * with one older than 70 days, ct.not-checkable says so. A list that cannot be read whole is an
 * error with its place.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_set_ct_log_list(certpolicy_engine *engine, const char *path,
	certpolicy_error **error);

/*
 * A threat list: certificates, keys, issuers and names that are never accepted (threat.listed). The
 * content tells the form: SHA-256 or SHA-1 digests in hexadecimal, one a line; CSV such as SSLBL's;
 * STIX 2.0 or 2.1; MISP; or an index made of such. A file that is damaged or lists nothing is an
 * error. An index stays mapped as long as the engine lives: replace such a file by renaming a new one
 * over it. Should one turn out to be damaged, evaluating is an error (denylist.damaged).
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_denylist(certpolicy_engine *engine, const char *path,
	certpolicy_error **error);

/*
 * A list of keys whose private halves are public; who has one of them is crypto.compromised-key. It
 * may be a file of openssl-blacklist or openssh-blacklist (Debian's weak keys), blocklist.dat of
 * badkeys, unpacked, or SHA-256 digests of public keys in hexadecimal, one a line.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_weak_keys(certpolicy_engine *engine, const char *path,
	certpolicy_error **error);

/*
 * Sets a limit by its name as certpolicy_limit_name() lists them ("signatures", "paths", …).
 * CERTPOLICY_ERROR_NOT_FOUND for a name nobody bears.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_set_limit(certpolicy_engine *engine, const char *name, uint64_t value,
	certpolicy_error **error);

/* The limits by index from 0; NULL past the end. Static strings. */
CERTPOLICY_API const char *
certpolicy_limit_name(size_t index);
/* Its default (a count, or octets where the name says so) and where it comes from; 0 and NULL past
 * the end. */
CERTPOLICY_API uint64_t
certpolicy_limit_default(size_t index);
CERTPOLICY_API const char *
certpolicy_limit_origin(size_t index);

/*
 * The clock that serves requests without a time: seconds since 1970-01-01T00:00:00Z. The default
 * is the system's. `clock` must be safe to call from any thread; `user` is handed through.
 */
typedef int64_t certpolicy_clock(void *user);
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_set_clock(certpolicy_engine *engine, certpolicy_clock *clock, void *user,
	certpolicy_error **error);

/*
 * Hands something over that lives as long as the engine does, such as what its clock and its rules are
 * called with: `release(user)` is called once, when the last reference to the engine goes, in whatever
 * thread that is. In the order of these calls. On failure it stays the caller's. Since 0.1.0.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_keep(certpolicy_engine *engine, void (*release)(void *user), void *user,
	certpolicy_error **error);

/* How many anchors the engine holds. */
CERTPOLICY_API size_t
certpolicy_engine_count_anchors(const certpolicy_engine *engine);

#ifdef __cplusplus
}
#endif

#endif
