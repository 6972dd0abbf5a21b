/*
 * Types that every header of libcertpolicy shares: opaque objects, status codes, verdicts, errors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_TYPES_H
#define CERTPOLICY_TYPES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(CERTPOLICY_BUILD) || defined(__GNUC__)
#define CERTPOLICY_API __attribute__((visibility("default")))
#define CERTPOLICY_CHECK_RESULT __attribute__((warn_unused_result))
#else
#define CERTPOLICY_API
#define CERTPOLICY_CHECK_RESULT
#endif

typedef struct certpolicy_engine certpolicy_engine;
typedef struct certpolicy_policy certpolicy_policy;
typedef struct certpolicy_request certpolicy_request;
typedef struct certpolicy_report certpolicy_report;
typedef struct certpolicy_guard certpolicy_guard;
typedef struct certpolicy_error certpolicy_error;

/* What a call says of itself. It never speaks of a certificate: that is a finding's office. */
typedef enum certpolicy_status {
	CERTPOLICY_OK = 0,
	CERTPOLICY_ERROR_NO_MEMORY = -1,    /* an allocation failed; nothing was changed */
	CERTPOLICY_ERROR_BAD_ARGUMENT = -2, /* a NULL, a length or a value that the call does not take */
	CERTPOLICY_ERROR_FROZEN = -3,       /* the engine has judged already and takes no more changes */
	CERTPOLICY_ERROR_IO = -4,           /* a file, folder or token could not be read */
	CERTPOLICY_ERROR_BAD_INPUT = -5,    /* bytes that should hold a certificate, CRL or list do not */
	CERTPOLICY_ERROR_BAD_REQUEST = -6,  /* the request breaks its schema */
	CERTPOLICY_ERROR_BAD_POLICY = -7,   /* the policy file or object breaks its schema */
	CERTPOLICY_ERROR_LIMIT = -8,        /* the input is larger than the engine's limits */
	CERTPOLICY_ERROR_UNSUPPORTED = -9,  /* this build or machine cannot do that */
	CERTPOLICY_ERROR_NOT_FOUND = -10,   /* a name (policy, code, limit) that nobody bears */
	CERTPOLICY_ERROR_INTERNAL = -11     /* our own mistake; please report it */
} certpolicy_status;

/* The actions of a policy and, since the worst one found is the verdict, the verdicts. Ordered. */
typedef enum certpolicy_action {
	CERTPOLICY_ACTION_IGNORE = 0,
	CERTPOLICY_ACTION_INFO = 1,
	CERTPOLICY_ACTION_WARN = 2,
	CERTPOLICY_ACTION_DENY = 3
} certpolicy_action;

typedef enum certpolicy_verdict {
	CERTPOLICY_VERDICT_ALLOW = 1,
	CERTPOLICY_VERDICT_WARN = 2,
	CERTPOLICY_VERDICT_DENY = 3
} certpolicy_verdict;

typedef enum certpolicy_severity {
	CERTPOLICY_SEVERITY_INFO = 0,
	CERTPOLICY_SEVERITY_LOW = 1,
	CERTPOLICY_SEVERITY_MEDIUM = 2,
	CERTPOLICY_SEVERITY_HIGH = 3,
	CERTPOLICY_SEVERITY_CRITICAL = 4
} certpolicy_severity;

/* What the certificate is to be used for. */
typedef enum certpolicy_purpose {
	CERTPOLICY_PURPOSE_SERVER = 0, /* the peer is a TLS server (the default) */
	CERTPOLICY_PURPOSE_CLIENT = 1, /* the peer is a TLS client */
	CERTPOLICY_PURPOSE_ANY = 2     /* no extended key usage is asked for */
} certpolicy_purpose;

/*
 * Errors. A call that can fail returns a certpolicy_status, CERTPOLICY_OK or a negative number, and takes `certpolicy_error **error` last; it may be NULL. On failure
 * *error receives a new object (release it with certpolicy_error_free) or stays NULL when even that
 * could not be allocated; on success it is set to NULL. The getters lend: their strings live as
 * long as the error does.
 */

/*
 * For adapters and other code that reports errors the way this library does: *error (which may be
 * NULL) receives a new error, and `status` is returned. `code` must live as long as the program;
 * `message` is copied, with control characters escaped. Since 0.1.0.
 */
CERTPOLICY_API int
certpolicy_error_set(certpolicy_error **error, int status, const char *code, const char *message);

/* The certpolicy_status, a negative number. */
CERTPOLICY_API int
certpolicy_error_get_status(const certpolicy_error *error);

/* A stable dotted code such as "request.unknown-key". Never NULL. */
CERTPOLICY_API const char *
certpolicy_error_get_code(const certpolicy_error *error);

/* A sentence for people: lower case, no full stop, control characters escaped. Never NULL. */
CERTPOLICY_API const char *
certpolicy_error_get_message(const certpolicy_error *error);

/* The file or source the error was met in, NULL when there is none. */
CERTPOLICY_API const char *
certpolicy_error_get_file(const certpolicy_error *error);

/* Line and column in that source, counted from 1; 0 when unknown. */
CERTPOLICY_API size_t
certpolicy_error_get_line(const certpolicy_error *error);
CERTPOLICY_API size_t
certpolicy_error_get_column(const certpolicy_error *error);

/* Releases the error. NULL is fine. */
CERTPOLICY_API void
certpolicy_error_free(certpolicy_error *error);

/* Releases a string that the library handed over. NULL is fine. */
CERTPOLICY_API void
certpolicy_string_free(char *string);

/* "allow", "warn", "deny"; "ignore", "info", …; "critical", …: the words of reports. Static strings. */
CERTPOLICY_API const char *
certpolicy_verdict_name(certpolicy_verdict verdict);
CERTPOLICY_API const char *
certpolicy_action_name(certpolicy_action action);
CERTPOLICY_API const char *
certpolicy_severity_name(certpolicy_severity severity);

#ifdef __cplusplus
}
#endif

#endif
