/*
 * libcertpolicy: browser-grade certificate policy for every program.
 *
 * Four calls judge a chain:
 *
 *	certpolicy_engine *engine = certpolicy_engine_new();
 *	certpolicy_request *request = certpolicy_request_new();
 *	certpolicy_report *report = NULL;
 *	certpolicy_error *error = NULL;
 *
 *	if (certpolicy_engine_add_anchors(engine, "system", &error) == 0 &&
 *		certpolicy_request_add_chain(request, pem, pem_len, NULL, &error) == 0 &&
 *		certpolicy_request_add_peer_host(request, "example.org", &error) == 0 &&
 *		certpolicy_evaluate(engine, NULL, request, &report, &error) == 0 &&
 *		certpolicy_report_get_verdict(report) != CERTPOLICY_VERDICT_DENY)
 *		go_on();
 *	else
 *		hang_up();
 *	certpolicy_report_free(report);
 *	certpolicy_request_free(request);
 *	certpolicy_engine_free(engine);
 *	certpolicy_error_free(error);
 *
 * An engine is made once and serves all connections; the other objects are made for each. Strings
 * given to the library end in NUL and are UTF-8; octets come with their length.
 *
 * Link with -lcertpolicy (pkg-config certpolicy).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_H
#define CERTPOLICY_H

#include <certpolicy/version.h>
#include <certpolicy/types.h>
#include <certpolicy/engine.h>
#include <certpolicy/data.h>
#include <certpolicy/policy.h>
#include <certpolicy/request.h>
#include <certpolicy/report.h>
#include <certpolicy/rules.h>
#include <certpolicy/forecast.h>
#include <certpolicy/guard.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library that is running, such as "0.1.0". Static. */
CERTPOLICY_API const char *
certpolicy_version(void);

/*
 * Whether this build and machine can do something: "nss" (libnssckbi was found), "pkcs11", "psl"
 * (libpsl brings a list); 1 yes, 0 no or an unknown word.
 */
CERTPOLICY_API int
certpolicy_has_feature(const char *feature);

#ifdef __cplusplus
}
#endif

#endif
