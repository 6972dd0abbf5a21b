/*
 * A certificate as read: it owns its DER, every field is a view into it. What is wrong is recorded
 * in the value with its place, and reading goes on where it can.
 */
#ifndef CP_X509_CERT_H
#define CP_X509_CERT_H

#include "asn1/oid.h"
#include "asn1/problem.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/compiler.h"
#include "crypto/crypto.h"
#include "crypto/key.h"

/* The extensions that have a parser (ext.c's table); the index of cp_cert.ext. */
typedef enum cp_ext_id {
	CP_EXT_AUTHORITY_KEY_ID,
	CP_EXT_SUBJECT_KEY_ID,
	CP_EXT_KEY_USAGE,
	CP_EXT_CERTIFICATE_POLICIES,
	CP_EXT_POLICY_MAPPINGS,
	CP_EXT_SUBJECT_ALT_NAME,
	CP_EXT_ISSUER_ALT_NAME,
	CP_EXT_SUBJECT_DIRECTORY_ATTRIBUTES,
	CP_EXT_BASIC_CONSTRAINTS,
	CP_EXT_NAME_CONSTRAINTS,
	CP_EXT_POLICY_CONSTRAINTS,
	CP_EXT_EXTENDED_KEY_USAGE,
	CP_EXT_CRL_DISTRIBUTION_POINTS,
	CP_EXT_INHIBIT_ANY_POLICY,
	CP_EXT_FRESHEST_CRL,
	CP_EXT_AUTHORITY_INFO_ACCESS,
	CP_EXT_SUBJECT_INFO_ACCESS,
	CP_EXT_SCT_LIST,                  /* RFC 6962 3.3 */
	CP_EXT_PRECERTIFICATE_POISON,     /* RFC 6962 3.1 */
	CP_EXT_TLS_FEATURE,               /* RFC 7633 */
	CP_EXT_OCSP_NO_CHECK,             /* RFC 6960 4.2.2.2.1 */
	CP_EXT_CABF_ORGANIZATION_ID,      /* CA/B EV Guidelines 9.8.2 */
	CP_EXT_NETSCAPE_CERT_TYPE,
	CP_EXT_QC_STATEMENTS,
	CP_N_EXTS,
	CP_EXT_OTHER = CP_N_EXTS
} cp_ext_id;

typedef struct cp_extension {
	cp_bytes oid;   /* content octets */
	cp_bytes value; /* content of extnValue */
	size_t offset;  /* of value in the DER */
	bool present, critical;
	bool readable;  /* its own parser found no problem */
} cp_extension;

/* Bits of keyUsage as RFC 5280 4.2.1.3 numbers them: bit n is 1 << n. */
enum {
	CP_KU_DIGITAL_SIGNATURE = 1 << 0,
	CP_KU_NON_REPUDIATION = 1 << 1,
	CP_KU_KEY_ENCIPHERMENT = 1 << 2,
	CP_KU_DATA_ENCIPHERMENT = 1 << 3,
	CP_KU_KEY_AGREEMENT = 1 << 4,
	CP_KU_KEY_CERT_SIGN = 1 << 5,
	CP_KU_CRL_SIGN = 1 << 6,
	CP_KU_ENCIPHER_ONLY = 1 << 7,
	CP_KU_DECIPHER_ONLY = 1 << 8
};

/* Purposes of extKeyUsage that the library knows; a bit set. */
enum {
	CP_EKU_SERVER_AUTH = 1 << 0,
	CP_EKU_CLIENT_AUTH = 1 << 1,
	CP_EKU_CODE_SIGNING = 1 << 2,
	CP_EKU_EMAIL_PROTECTION = 1 << 3,
	CP_EKU_TIME_STAMPING = 1 << 4,
	CP_EKU_OCSP_SIGNING = 1 << 5,
	CP_EKU_ANY = 1 << 6,
	CP_EKU_NETSCAPE_SGC = 1 << 7,
	CP_EKU_PRECERTIFICATE_SIGNING = 1 << 8,
	CP_EKU_OTHER = 1 << 9
};

typedef enum cp_time_form { CP_TIME_NONE, CP_TIME_UTC, CP_TIME_GENERALIZED } cp_time_form;

typedef struct cp_cert {
	unsigned references;
	/* What cp_rsa_flaws found once, any thread; the one field that changes after reading. */
	unsigned rsa_flaws;
	cp_bytes der; /* owned */
	uint8_t sha256[CP_SHA256_LEN];      /* of der */
	uint8_t spki_sha256[CP_SHA256_LEN]; /* of key.spki; zero when there is none */

	/*
	 * How far it could be read. `skeleton`: issuer, subject, validity, key, TBS and signature are
	 * all there, so that the certificate can stand in a path. A certificate with problems may
	 * have its skeleton; without it only what `has_` and non-empty views say is known.
	 */
	bool skeleton;
	bool was_too_large;    /* longer than what is read at all: `der` is empty */
	cp_problem *problems;  /* owned; the first CP_PROBLEMS_KEPT in the order of reading */
	size_t n_problems;     /* kept */
	size_t n_all_problems; /* met */

	cp_bytes tbs;     /* the TBSCertificate TLV, what is signed */
	int version;      /* 1, 2 or 3; another number as encoded + 1; 0 when unreadable */
	cp_bytes serial;  /* content octets of the INTEGER */
	cp_signature_algorithm inner_algorithm; /* TBSCertificate.signature */
	cp_signature_algorithm outer_algorithm; /* signatureAlgorithm */
	bool algorithms_agree;                  /* RFC 5280 4.1.1.2: the same octets */
	cp_bytes issuer, subject;               /* Name TLVs */
	uint64_t issuer_hash, subject_hash;     /* cp_name_hash of them */
	bool issuer_empty, subject_empty;       /* no RDN */
	int64_t not_before, not_after;          /* seconds, when the form is not CP_TIME_NONE */
	cp_time_form not_before_form, not_after_form;
	cp_public_key key;
	bool has_issuer_uid, has_subject_uid;
	bool has_extensions; /* the field is there */
	cp_bytes signature;  /* BIT STRING content, without its first octet */

	/* Extensions: the known ones by id, all of them by cp_cert_next_extension. */
	cp_bytes extensions;               /* content of the SEQUENCE OF Extension */
	size_t n_extensions;
	cp_extension ext[CP_N_EXTS];       /* the first of each */
	bool has_unknown_critical;         /* an OID without a row in ext.c, critical */
	bool has_duplicate_extension;      /* RFC 5280 4.2: no more than one of a kind (a problem too) */
	bool has_lost_extension;           /* what may be one cannot be read (a problem too) */
	bool has_explicit_default;         /* a DEFAULT value is spelled out: encoding.profile */

	/* Parsed extensions; meaningful when ext[…].present. */
	bool is_ca;               /* basicConstraints.cA */
	bool has_path_len;
	uint64_t path_len;        /* clamped to UINT64_MAX */
	unsigned key_usage;       /* CP_KU_* */
	unsigned eku;             /* CP_EKU_* */
	size_t n_eku;
	cp_bytes aki_key_id;      /* keyIdentifier; empty when absent */
	bool aki_has_key_id, aki_has_issuer, aki_has_serial;
	cp_bytes aki_issuer;      /* GeneralNames content */
	cp_bytes aki_serial;
	cp_bytes ski;             /* content of the OCTET STRING */
	/* Sequences for the iterators of general_name.h, policies.h, constraints.h, … ; validated. */
	cp_bytes san, ian;                     /* GeneralNames content */
	size_t n_san;
	cp_bytes policies;                     /* content of certificatePolicies */
	cp_bytes policy_mappings;              /* content */
	bool has_require_explicit, has_inhibit_mapping, has_inhibit_any;
	uint64_t require_explicit, inhibit_mapping, inhibit_any; /* SkipCerts, clamped */
	cp_bytes permitted, excluded;          /* GeneralSubtrees content */
	bool has_permitted, has_excluded;
	cp_bytes crl_distribution_points, freshest_crl; /* content */
	cp_bytes aia, sia;                     /* content: AccessDescriptions */
	cp_bytes sct_list;                     /* the list inside, after its two OCTET STRINGs and outer length */
	bool must_staple;                      /* TLS feature status_request (5) */
	bool must_staple_v2;                   /* status_request_v2 (17) */
} cp_cert;

#define CP_PROBLEMS_KEPT 16

/* More extensions than this are CP_PROBLEM_TOO_LARGE, and the rest is left unread. Public ones have 10. */
#define CP_EXTENSIONS_MAX 1000

/*
 * Reads a certificate of any bytes. A certificate, however broken, is always returned: NULL means no
 * memory. `der` is copied, unless it is longer than CP_LIMIT_CERTIFICATE_OCTETS allows by default: then
 * nothing of it is read, `der` is empty and the digests are zero. Octets after the certificate are a problem. References: cp_cert_ref,
 * cp_cert_unref; immutable and shared between threads once read.
 */
CP_CHECK_RESULT cp_cert *
cp_cert_read(cp_bytes der);
cp_cert *
cp_cert_ref(cp_cert *cert);
void
cp_cert_unref(cp_cert *cert);

/* Of the problems that are kept the first that is malformed, or NULL. What was met beyond those kept
 * may be as well. */
const cp_problem *
cp_cert_first_malformed(const cp_cert *cert);

/*
 * Only what an index of anchors needs, without reading the rest and without allocation: subject Name
 * TLV and subject key identifier (empty when absent). False when even that cannot be found.
 */
CP_CHECK_RESULT bool
cp_cert_peek(cp_bytes der, cp_bytes *subject, cp_bytes *ski);

/* Walks cert->extensions: *rest starts as cert->extensions. False at the end (or at what is broken). */
bool
cp_cert_next_extension(const cp_cert *cert, cp_bytes *rest, cp_extension *extension, cp_ext_id *id);

/* Walks extKeyUsage: content octets of each OID. *rest starts as ext[…].value's SEQUENCE content,
 * given by cp_cert_eku_content. */
cp_bytes
cp_cert_eku_content(const cp_cert *cert);
bool
cp_cert_next_oid(cp_bytes *rest, cp_bytes *oid);

/* Facts about form that RFC 5280's profile asks about. */
bool
cp_cert_is_self_issued(const cp_cert *cert); /* subject and issuer match (RFC 5280 7.1) */

#endif
