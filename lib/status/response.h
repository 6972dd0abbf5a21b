/* OCSP responses at hand, and what each says of a certificate, whoever signed it (RFC 6960 4.2). */
#ifndef CP_STATUS_RESPONSE_H
#define CP_STATUS_RESPONSE_H

#include "status/fault.h"
#include "status/revocation.h"

/* Certificates of one response that it may be by: more of one name are too many, and end the search. */
#define CP_RESPONSE_CERTS_MAX 8

/* One that a request brings. */
typedef struct cp_response {
	cp_ocsp ocsp;
	bool is_staple;
	const cp_cert *about; /* the certificate that it was sent with, as far as is known; NULL */
	bool was_searched;    /* once costs nothing, since reading did as much */
	bool certs_read;
	cp_cert *certs[CP_RESPONSE_CERTS_MAX]; /* owned */
	size_t n_certs;
} cp_response;

typedef struct cp_responses {
	bool read;
	cp_response *list; /* owned; staples first */
	size_t n, capacity;
} cp_responses;

void
cp_responses_clear(cp_responses *responses);

/* Whether there is any; costs nothing. */
bool
cp_responses_at_hand(const cp_revocation_input *input);

/* Reads them into the cache, the first time. Those beyond the limit are left out, and the budget says
 * so. False: no memory. */
CP_CHECK_RESULT bool
cp_responses_read(const cp_revocation_input *input);

/* What names a certificate in a CertID (RFC 6960 4.1.1), hash by hash as it is asked for. */
typedef struct cp_cert_ids {
	const cp_cert *cert, *issuer;
	bool known[CP_HASH_SHA512 + 1];
	size_t len[CP_HASH_SHA512 + 1];
	uint8_t name[CP_HASH_SHA512 + 1][CP_DIGEST_MAX];
	uint8_t key[CP_HASH_SHA512 + 1][CP_DIGEST_MAX];
} cp_cert_ids;

typedef struct cp_answer {
	cp_list_fault fault;   /* CP_LIST_COUNTS: `single` holds, if it is so signed */
	cp_ocsp_single single; /* also where the fault is about its dates */
} cp_answer;

/* Of several single responses for one certificate, one that revokes stands, else the latest. */
void
cp_response_ask(cp_response *response, cp_budget *budget, cp_cert_ids *ids,
	const cp_facts *facts, cp_answer *answer);

/* Those of the certificates that a response brings that it gives as its responder, read the first
 * time. False: no memory. */
CP_CHECK_RESULT bool
cp_response_read_certs(cp_response *response, cp_budget *budget);

/* Whether the response gives this certificate as its responder (RFC 6960 4.2.2.3). */
bool
cp_response_names(const cp_response *response, const cp_cert *cert);

#endif
