/* Certificates with known answers, and what GnuTLS and our own engine say of them. */
#ifndef CLI_DOCTOR_ANSWERS_H
#define CLI_DOCTOR_ANSWERS_H

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdbool.h>

/* Who the peer is, and when it is: 2026-06-01T00:00:00Z, whatever the machine's clock says. */
#define ANSWERS_HOST "www.example.com"
#define ANSWERS_TIME 1780272000

#define ANSWERS_LONGEST 3

typedef struct answers_chain {
	const char *title;
	bool sound;
	const char *cve; /* NULL: every library has to know it */
	size_t n;
	const char *certs[ANSWERS_LONGEST], *root; /* base64 of DER */
} answers_chain;

/* A response that revokes the leaf of the first chain. */
typedef struct answers_staple {
	const char *title, *cve, *response;
} answers_staple;

/* By index; NULL past the end. */
const answers_chain *
answers_chain_at(size_t index);
const answers_staple *
answers_staple_at(size_t index);

/* The key of the first chain's leaf, PEM. */
extern const char answers_key[];

/* Base64 to octets, for gnutls_free; false when that fails. */
bool
answers_decode(const char *text, gnutls_datum_t *octets);

/*
 * Whether GnuTLS verifies the chain by gnutls_x509_trust_list_verify_crt2. False when it could not be
 * asked.
 */
bool
answers_ask_gnutls(const answers_chain *chain, bool *accepted);

/* Whether a GnuTLS client accepts the first chain with this staple, in a handshake within this
 * process. False when that could not be made. */
bool
answers_ask_session(const answers_staple *staple, bool *accepted);

/* The same of our own engine, under the policy pkix; `response` may be NULL. */
bool
answers_ask_engine(const answers_chain *chain, const char *response, bool *accepted);

#endif
