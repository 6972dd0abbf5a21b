/*
 * Certificates, revocation lists and OCSP responses for hostile chains, written octet by octet, so that they can be
 * what no library would write. Everything ends the program when it fails.
 */
#ifndef CP_BENCH_HOSTILE_MAKE_H
#define CP_BENCH_HOSTILE_MAKE_H

#include "bench.h"
#include "der.h"

#include <stdbool.h>

/* Within the validity of everything that is made. 2026-06-01T00:00:00Z. */
#define HOSTILE_TIME 1780272000

typedef enum make_key_type { MAKE_P256, MAKE_P384, MAKE_P521, MAKE_ED448, MAKE_DSA, MAKE_N_TYPES } make_key_type;

/* The SubjectPublicKeyInfo of the n-th key of a type; keys are made once a program. */
void
make_spki(der *d, make_key_type type, size_t n);

/* An RSA key of nobody: random odd numbers of so many bits. */
void
make_rsa_spki(der *d, size_t modulus_bits, size_t exponent_bits);

/* A DSA key of nobody. */
void
make_dsa_spki(der *d, size_t p_bits, size_t q_bits);

typedef struct make_cert {
	const char *subject, *issuer;         /* common names; NULL: empty */
	const der *subject_name, *issuer_name; /* Name; instead, unless NULL */
	make_key_type type, issuer_type;
	size_t key, issuer_key; /* numbers of keys */
	const der *spki;        /* instead of the key, unless NULL */
	uint64_t serial;
	size_t serial_len; /* more octets of it */
	bool is_ca;
	bool is_responder;     /* for id-kp-OCSPSigning, not for servers */
	bool forged;           /* the signature is a shape without meaning */
	size_t rsa_signature;  /* octets; a forged one by an RSA key, unless 0 */
	const char *dns;       /* subjectAltName; NULL: none */
	const der *extensions; /* more of them; NULL: none */
	const char *not_before, *not_after; /* UTCTime, or GeneralizedTime when longer; NULL */
	bool no_key_ids;
	size_t key_id; /* of the key identifiers, where they are not to fit the keys; 0: they do */
} make_cert;

/* The DER; malloc'd. */
bench_data
make_certificate(const make_cert *spec);

/* Name of one common name. */
void
make_name(der *d, const char *common_name);

/* Extension; `content` is that of extnValue. */
void
make_extension(der *d, const char *oid, bool critical, const der *content);

typedef struct make_crl {
	const char *issuer;
	make_key_type type;
	size_t key;
	uint64_t number;
	const der *entries;    /* content of revokedCertificates; NULL */
	const der *extensions; /* more of them; NULL */
	bool forged;
} make_crl;

bench_data
make_list(const make_crl *spec);

typedef struct make_single_response {
	const char *issuer;
	size_t issuer_key;
	uint64_t serial; /* as in make_cert */
} make_single_response;

/* SingleResponse: good. */
void
make_single(der *d, const make_single_response *spec);

typedef struct make_ocsp {
	const char *responder;
	size_t key;
	const der *singles; /* content of responses */
	const der *certs;   /* content of certs; NULL: none */
	bool forged;
} make_ocsp;

bench_data
make_response(const make_ocsp *spec);

#endif
