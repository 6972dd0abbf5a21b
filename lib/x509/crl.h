/* Certificate revocation lists (RFC 5280 section 5) as read. */
#ifndef CP_X509_CRL_H
#define CP_X509_CRL_H

#include "asn1/problem.h"
#include "base/bytes.h"
#include "crypto/key.h"

/* A place for a key, written once. */
typedef struct cp_crl_key {
	int state; /* crl_kept.c */
	uint8_t sha256[32];
} cp_crl_key;

#define CP_CRL_KEYS 4u

/* What is learnt of a list while it is used, by any thread (crl_kept.h). */
typedef struct cp_crl_kept {
	bool is_kept;                     /* beyond one request */
	unsigned n_walks;                 /* over all entries, until there is an index */
	const struct cp_crl_index *index; /* owned; NULL: none yet */
	int is_unfit;                     /* … and there will be none */
	cp_crl_key keys[CP_CRL_KEYS];     /* one that signed it, others that did not */
} cp_crl_kept;

typedef struct cp_crl {
	unsigned references;
	cp_bytes der;             /* owned, or the file's */
	struct cp_crl_file *file; /* a reference; NULL: in memory */
	uint8_t file_sha256[32];  /* of the DER, as the file has it */
	cp_crl_kept kept;
	/* Can be used: everything is there and strict DER. What is against RFC 5280's profile but clear
	 * (a time in the other form, an unknown reason, an entry's empty extensions) is only a problem. */
	bool skeleton;
	cp_problem problem; /* the first one that unmakes the skeleton, else the first, if n_problems > 0 */
	size_t n_problems;
	cp_bytes tbs;
	int version; /* 1 or 2 */
	cp_signature_algorithm inner_algorithm, outer_algorithm;
	bool algorithms_agree;
	cp_bytes issuer; /* Name TLV */
	uint64_t issuer_hash; /* cp_name_hash of it; 0 when there is none */
	int64_t this_update, next_update;
	bool has_next_update;
	cp_bytes entries; /* content of revokedCertificates; empty when absent */
	size_t n_entries; /* up to the first one that cannot be used */
	cp_bytes signature;
	/* Extensions. */
	bool has_crl_number, crl_number_critical;
	cp_bytes crl_number, delta_base; /* INTEGER content */
	bool has_delta;
	cp_bytes aki_key_id;
	bool has_unknown_critical;       /* in the list or in any entry */
	bool names_other_issuers;        /* an entry has a certificateIssuer */
	bool has_idp;
	cp_bytes idp_full_name, idp_relative_name;
	bool idp_only_user, idp_only_ca, idp_only_attribute, idp_indirect, idp_has_reasons;
	unsigned idp_reasons;
} cp_crl;

typedef struct cp_crl_entry {
	cp_bytes serial;
	int64_t revoked_at;
	bool has_reason;
	unsigned reason;         /* CRLReason */
	cp_bytes certificate_issuer; /* GeneralNames content; empty when absent */
	bool has_unknown_critical;
} cp_crl_entry;

/* As cp_cert_read: NULL means no memory only. */
CP_CHECK_RESULT cp_crl *
cp_crl_read(cp_bytes der);

/* A list whose entries were read before, of which these are the results: they are left alone now,
 * and the octets are lent. NULL for `known`: as cp_crl_read, but for the copy. */
typedef struct cp_crl_known {
	size_t n_entries;
	bool has_unknown_critical, names_other_issuers;
} cp_crl_known;
CP_CHECK_RESULT cp_crl *
cp_crl_read_known(cp_bytes der, const cp_crl_known *known);

cp_crl *
cp_crl_ref(cp_crl *crl);
void
cp_crl_unref(cp_crl *crl);

/* CRLReason (RFC 5280 5.3.1) by its number; NULL for one that is not assigned. Static. */
const char *
cp_crl_reason_name(int reason);

/* Walks crl->entries: *rest starts as crl->entries. False at the end, or at what cannot be used. */
bool
cp_crl_next_entry(cp_bytes *rest, cp_crl_entry *entry);

/* The next one with this serial number: of the others no more is read. */
bool
cp_crl_next_of_serial(cp_bytes *rest, cp_bytes serial, cp_crl_entry *entry);

#endif
