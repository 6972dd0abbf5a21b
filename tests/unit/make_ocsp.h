/*
 * OCSP responses for tests, put together from DER as text (der_text.h) and signed at test time: say
 * what is different from a plain one by "CN=ca" that says good of serial number 05 and is in date
 * on 2026-01-01.
 */
#ifndef CP_TESTS_MAKE_OCSP_H
#define CP_TESTS_MAKE_OCSP_H

#include "base/bytes.h"

#include <gnutls/abstract.h>

/* Texts; NULL: as a plain one has it, "": absent. */
typedef struct unit_ocsp_spec {
	const char *responder;                 /* its common name; NULL: "ca" */
	bool by_key;                           /* named by the key that signs */
	gnutls_privkey_t key;                  /* that signs; NULL: unit_key(UNIT_P256, 1) */
	gnutls_sign_algorithm_t algorithm;     /* 0: ECDSA by SHA-256 */
	gnutls_privkey_t issuer_key;           /* of the CertID; NULL: unit_key(UNIT_P256, 1) */
	const char *serial;                    /* content; NULL: 05 */
	const char *status;                    /* element; NULL: good */
	const char *produced_at;               /* "20251201000000Z" */
	const char *this_update, *next_update; /* likewise; "" for the latter: absent */
	const char *single_extensions;         /* content of singleExtensions */
	cp_bytes certs;                        /* what comes along, one after the other */
} unit_ocsp_spec;

#define OCSP_REVOKED "a1{18{'20251201000000Z'}}"

/* The DER; lives until der_text_free_all. */
cp_bytes
unit_ocsp(const unit_ocsp_spec *spec);

#endif
