/*
 * Certificates for tests, made by GnuTLS at test time: say what is different from a plain one, the
 * rest has defaults. Keys are made once a program and kept. Everything handed out lives until exit;
 * a failure ends the program with 99, so that tests need not check.
 */
#ifndef CP_TESTS_MAKE_CERT_H
#define CP_TESTS_MAKE_CERT_H

#include "base/bytes.h"

#include <gnutls/abstract.h>

typedef enum unit_key_type {
	UNIT_P256,
	UNIT_P192,
	UNIT_P224,
	UNIT_P384,
	UNIT_P521,
	UNIT_ED25519,
	UNIT_ED448,
	UNIT_RSA1024,
	UNIT_RSA2048,
	UNIT_DSA
} unit_key_type;

/* The n-th key of its type. */
gnutls_privkey_t
unit_key(unit_key_type type, unsigned n);

typedef struct unit_extension {
	const char *oid; /* dotted; NULL ends a list */
	const char *hex; /* content of extnValue */
	bool critical;
} unit_extension;

/*
 * Lists of names are "dns:a.example ip:192.0.2.1 email:a@example uri:https://a.example/
 * srv:_a.example utf8:a@example", parted by spaces; in name constraints "ip:10.0.0.0/8" too, but
 * neither srv nor utf8. Lists of OIDs are dotted, parted by spaces.
 */
typedef struct unit_cert_spec {
	const char *subject;         /* RFC 4514 ("CN=a,O=b"); NULL or "": empty */
	const char *issuer;          /* NULL: the subject */
	gnutls_privkey_t key;        /* NULL: unit_key(UNIT_P256, 0) */
	gnutls_privkey_t issuer_key; /* NULL: the key */
	unsigned serial;             /* 0: 1 */
	const char *not_before,
		*not_after; /* RFC 3339; NULL: 2020-01-01T00:00:00Z, 2040-01-01T00:00:00Z */
	bool is_ca;         /* basicConstraints, critical, cA TRUE */
	bool is_not_ca;     /* basicConstraints, critical, empty */
	bool has_path_len;
	int path_len;
	unsigned key_usage;               /* GNUTLS_KEY_*; 0: no extension; critical */
	const char *names;                /* subjectAltName */
	const char *eku;                  /* OIDs */
	const char *policies;             /* OIDs, without qualifiers */
	const char *permitted, *excluded; /* nameConstraints, critical */
	bool no_ski, no_aki;   /* otherwise by the keys (SHA-1 of the key as GnuTLS makes it) */
	const char *ski, *aki; /* hexadecimal: instead */
	const unit_extension *extensions; /* more, in this order, after the others */
	gnutls_digest_algorithm_t digest; /* 0: what suits the issuer's key */
	bool pss;                         /* sign by RSA-PSS */
	bool bad_signature;               /* one bit of the signature is flipped */
} unit_cert_spec;

/* The DER. */
cp_bytes
unit_cert(const unit_cert_spec *spec);

/* "-----BEGIN CERTIFICATE-----…", NUL-terminated. */
const char *
unit_pem(cp_bytes der);

/* What the keys say of themselves: SPKI in DER. */
cp_bytes
unit_spki(gnutls_privkey_t key);

#endif
