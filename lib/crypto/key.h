/* Public keys and signature algorithms as facts: what they are, not whether they may be used. */
#ifndef CP_CRYPTO_KEY_H
#define CP_CRYPTO_KEY_H

#include "base/bytes.h"

typedef enum cp_key_type {
	CP_KEY_UNKNOWN = 0,
	CP_KEY_RSA,     /* rsaEncryption */
	CP_KEY_RSA_PSS, /* id-RSASSA-PSS: for PSS signatures only */
	CP_KEY_EC,      /* id-ecPublicKey with a named curve */
	CP_KEY_ED25519,
	CP_KEY_ED448,
	CP_KEY_DSA,
	CP_KEY_X25519, /* key agreement, signs nothing */
	CP_KEY_X448,
	CP_KEY_ML_DSA, /* FIPS 204, RFC 9881: the OID names the parameter set; nobody here verifies it */
	CP_KEY_SLH_DSA /* FIPS 205, RFC 9909: likewise */
} cp_key_type;

typedef enum cp_curve {
	CP_CURVE_NONE = 0,
	CP_CURVE_UNKNOWN, /* a named curve that this library does not know, or explicit parameters */
	CP_CURVE_P192,
	CP_CURVE_P224,
	CP_CURVE_P256,
	CP_CURVE_P384,
	CP_CURVE_P521,
	CP_CURVE_SECP256K1,
	CP_CURVE_BRAINPOOL256,
	CP_CURVE_BRAINPOOL384,
	CP_CURVE_BRAINPOOL512
} cp_curve;

typedef enum cp_hash {
	CP_HASH_UNKNOWN = 0,
	CP_HASH_MD2,
	CP_HASH_MD5,
	CP_HASH_SHA1,
	CP_HASH_SHA224,
	CP_HASH_SHA256,
	CP_HASH_SHA384,
	CP_HASH_SHA512,
	CP_HASH_SHAKE256 /* inside Ed448 only */
} cp_hash;

typedef enum cp_signature_scheme {
	CP_SIGNATURE_UNKNOWN = 0,
	CP_SIGNATURE_RSA_PKCS1, /* RFC 8017 8.2 */
	CP_SIGNATURE_RSA_PSS,   /* RFC 8017 8.1 */
	CP_SIGNATURE_ECDSA,
	CP_SIGNATURE_ED25519,
	CP_SIGNATURE_ED448,
	CP_SIGNATURE_DSA,
	CP_SIGNATURE_ML_DSA, /* FIPS 204, pure: RFC 9881 */
	CP_SIGNATURE_SLH_DSA /* FIPS 205, pure: RFC 9909 */
} cp_signature_scheme;

/* Why a key's encoding cannot be used or is not as its standard asks; a bit set. */
typedef enum cp_key_flaw {
	CP_KEY_FLAW_UNREADABLE = 1 << 0,        /* the key's own structure does not parse */
	CP_KEY_FLAW_PARAMETERS = 1 << 1,        /* AlgorithmIdentifier parameters wrong for the key type */
	CP_KEY_FLAW_POINT_COMPRESSED = 1 << 2,  /* 02 or 03: RFC 5480 2.2 allows it, the web does not */
	CP_KEY_FLAW_POINT_HYBRID = 1 << 3,      /* 06 or 07 */
	CP_KEY_FLAW_POINT_LENGTH = 1 << 4,      /* not as long as the curve asks */
	CP_KEY_FLAW_EXPLICIT_CURVE = 1 << 5,    /* specifiedCurve: RFC 5480 2.1.1 forbids it */
	CP_KEY_FLAW_INHERITED = 1 << 6,         /* DSA parameters absent */
	CP_KEY_FLAW_EXPONENT_EVEN = 1 << 7,     /* RSA */
	CP_KEY_FLAW_EXPONENT_SMALL = 1 << 8,    /* RSA, below 3 */
	CP_KEY_FLAW_MODULUS_EVEN = 1 << 9,      /* RSA */
	CP_KEY_FLAW_NEGATIVE = 1 << 10          /* RSA modulus or exponent zero or below */
} cp_key_flaw;

/* A SubjectPublicKeyInfo as read. Views live as long as what they were read from. */
typedef struct cp_public_key {
	cp_key_type type;
	cp_curve curve;    /* for CP_KEY_EC */
	unsigned bits;     /* modulus or field size; 0 when unknown */
	unsigned flaws;    /* cp_key_flaw */
	cp_bytes algorithm; /* content octets of the algorithm's OID */
	cp_bytes spki;     /* the whole SubjectPublicKeyInfo TLV */
	cp_bytes key;      /* content of the BIT STRING, without its first octet */
	cp_bytes modulus;  /* RSA: magnitude without leading zero octets */
	cp_bytes exponent; /* RSA: likewise */
	cp_bytes point_x, point_y; /* EC, uncompressed: coordinates */
	/* id-RSASSA-PSS with parameters (RFC 4055 1.2) restricts what it signs. */
	bool pss_restricted;
	cp_hash pss_hash;
	unsigned pss_min_salt_len; /* octets */
} cp_public_key;

/* An AlgorithmIdentifier of a signature as read. */
typedef struct cp_signature_algorithm {
	cp_signature_scheme scheme;
	cp_hash hash;
	cp_hash mgf_hash;       /* PSS */
	unsigned salt_len;      /* PSS, octets */
	bool parameters_wrong;  /* present where forbidden, absent where demanded, or malformed */
	bool parameters_absent; /* RSA PKCS #1 without the NULL that RFC 4055 5 demands; seen in the wild */
	cp_bytes oid;           /* content octets of the OID */
	cp_bytes whole;         /* the AlgorithmIdentifier TLV, to compare the two of a certificate */
} cp_signature_algorithm;

/* "RSA", "EC secp256r1", "Ed25519", "DSA", "ML-DSA-65", … Static; "unknown" for what is not known. */
const char *
cp_key_name(const cp_public_key *key);

/* "sha256WithRSAEncryption", "ecdsa-with-SHA256", "rsassaPss", … Static; "unknown". */
const char *
cp_signature_name(const cp_signature_algorithm *algorithm);

#endif
