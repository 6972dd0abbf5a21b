/* OCSP responses (RFC 6960 section 4.2) as read. */
#ifndef CP_X509_OCSP_H
#define CP_X509_OCSP_H

#include "asn1/problem.h"
#include "base/bytes.h"
#include "base/compiler.h"
#include "crypto/key.h"

/* OCSPResponseStatus (RFC 6960 4.2.1). */
#define CP_OCSP_SUCCESSFUL 0u

/* Every view is into the octets that were read, which must live as long. */
typedef struct cp_ocsp {
	/* Can be used: a basic response, everything there and strict DER. What is clear all the same (a
	 * reason that is not assigned, an SCT list that is none) is only a problem. */
	bool skeleton;
	bool has_status; /* also of what has no skeleton */
	unsigned status; /* OCSPResponseStatus; of anything but successful there is no more */
	cp_problem problem; /* the first one that unmakes the skeleton, else the first, if n_problems > 0 */
	size_t n_problems;
	cp_bytes tbs; /* ResponseData TLV, what is signed */
	cp_signature_algorithm algorithm;
	cp_bytes signature;
	cp_bytes responder_name;     /* Name TLV; empty: named by its key */
	cp_bytes responder_key_hash; /* SHA-1 of the key; empty: named by its name */
	int64_t produced_at;
	cp_bytes singles; /* content of responses; for cp_ocsp_next_single */
	size_t n_singles; /* up to the first one that cannot be used */
	cp_bytes certs;   /* content of certs: Certificate TLVs, not looked into */
	bool has_unknown_critical; /* of the whole response */
} cp_ocsp;

typedef enum cp_ocsp_cert_status {
	CP_OCSP_GOOD,
	CP_OCSP_REVOKED,
	CP_OCSP_UNKNOWN
} cp_ocsp_cert_status;

/* SingleResponse. */
typedef struct cp_ocsp_single {
	cp_hash hash; /* of the CertID; CP_HASH_UNKNOWN: none that is known here */
	cp_bytes issuer_name_hash, issuer_key_hash;
	cp_bytes serial; /* INTEGER content */
	cp_ocsp_cert_status status;
	int64_t revoked_at; /* of CP_OCSP_REVOKED */
	int reason;         /* CRLReason; -1: not given */
	int64_t this_update, next_update;
	bool has_next_update;
	bool has_unknown_critical;
	cp_bytes sct_list; /* SignedCertificateTimestampList with its outer length (RFC 6962 3.3); empty */
} cp_ocsp_single;

/* Reads a response of any octets, without allocation: what is wrong is recorded in the value. */
void
cp_ocsp_read(cp_bytes der, cp_ocsp *ocsp);

/* Walks ocsp->singles: *rest starts as that. False at the end, or at what cannot be used. */
bool
cp_ocsp_next_single(cp_bytes *rest, cp_ocsp_single *single);

/* The next one with this serial number: of the others no more is read. */
bool
cp_ocsp_next_of_serial(cp_bytes *rest, cp_bytes serial, cp_ocsp_single *single);

/* Walks ocsp->certs: the next Certificate TLV. */
bool
cp_ocsp_next_cert(cp_bytes *rest, cp_bytes *der);

/* "tryLater", …; NULL for a number that is not assigned. Static. */
const char *
cp_ocsp_status_name(unsigned status);

#endif
