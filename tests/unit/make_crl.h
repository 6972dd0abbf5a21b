/*
 * Revocation lists for tests, put together from DER as text (der_text.h) and signed at test time:
 * say what is different from a plain, empty list by "CN=ca" that is in date on 2026-01-01.
 */
#ifndef CP_TESTS_MAKE_CRL_H
#define CP_TESTS_MAKE_CRL_H

#include "base/bytes.h"

#include <gnutls/abstract.h>

#define CRL_NAME(cn) "30{31{30{06{550403} 0c{'" cn "'}}}}"
#define CRL_TIME(time) "17{'" time "Z'}"
#define CRL_EXTENSION(oid, value) "30{06{" oid "} 04{" value "}}"
#define CRL_CRITICAL(oid, value) "30{06{" oid "} 01{ff} 04{" value "}}"
#define CRL_NUMBER(hex) CRL_EXTENSION("551d14", "02{" hex "}")
#define CRL_DELTA(base) CRL_CRITICAL("551d1b", "02{" base "}")
#define CRL_IDP(fields) CRL_CRITICAL("551d1c", "30{" fields "}")
#define CRL_URI(uri) "86{'" uri "'}"
#define CRL_DIRECTORY(cn) "a4{" CRL_NAME(cn) "}"
/* Entries, revoked on 2025-12-01. */
#define CRL_DATE "17{'251201000000Z'}"
#define CRL_ENTRY(serial) "30{02{" serial "}" CRL_DATE "}"
#define CRL_ENTRY_WITH(serial, extensions) "30{02{" serial "}" CRL_DATE "30{" extensions "}}"
#define CRL_REASON(code) CRL_EXTENSION("551d15", "0a{" code "}")
#define CRL_ENTRY_FOR(serial, reason) CRL_ENTRY_WITH(serial, CRL_REASON(reason))

/* Texts; NULL: as a plain list has it, "": absent. */
typedef struct unit_crl_spec {
	const char *version;     /* element */
	const char *algorithm;   /* the inner one, element */
	const char *issuer;      /* Name */
	const char *this_update; /* element */
	const char *next_update;
	const char *entries;    /* content of revokedCertificates */
	const char *extensions; /* content of crlExtensions; NULL: CRL number 5 */
	gnutls_privkey_t key;   /* EC; NULL: unit_key(UNIT_P256, 1) */
	bool bad_signature;
} unit_crl_spec;

/* The DER; lives until der_text_free_all. */
cp_bytes
unit_crl(const unit_crl_spec *spec);

#endif
