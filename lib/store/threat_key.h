/*
 * What threat lists call certificates, keys and hosts by, as keys of CP_THREAT_OTHER: traits of a
 * certificate that lists give as text (issuer and subject, the serial number, the modulus, dates),
 * names and networks. A key is made the same way of what a list says and of what a certificate has.
 */
#ifndef CP_STORE_THREAT_KEY_H
#define CP_STORE_THREAT_KEY_H

#include "store/threat_index.h"
#include "x509/cert.h"

#define CP_THREAT_HASH_LEN 16u
typedef struct cp_threat_hash {
	uint8_t octets[CP_THREAT_HASH_LEN];
} cp_threat_hash;

/* The traits that a key is made of; a bit set of fewer than 64. */
enum {
	CP_TRAIT_ISSUER = 1 << 0,
	CP_TRAIT_SUBJECT = 1 << 1,
	CP_TRAIT_SERIAL = 1 << 2,
	CP_TRAIT_MODULUS = 1 << 3,
	CP_TRAIT_NOT_BEFORE = 1 << 4,
	CP_TRAIT_NOT_AFTER = 1 << 5
};
#define CP_N_TRAITS 6u

typedef struct cp_traits {
	unsigned set; /* those that are known */
	cp_threat_hash values[CP_N_TRAITS];
} cp_traits;

/* The key of the traits in `set`, all of which are known. */
void
cp_traits_key(const cp_traits *traits, unsigned set, cp_threat_hash *key);

/* Those of a certificate that are in `wanted`, as far as it has them. */
void
cp_traits_of_cert(const cp_cert *cert, unsigned wanted, cp_traits *traits);

/*
 * A name as programs write it: "C=GB, O=Example", "/C=GB/O=Example", RFC 4514, in any order. False
 * when it is none of these.
 */
CP_CHECK_RESULT bool
cp_trait_name(cp_bytes text, cp_threat_hash *hash);

/* "00:bc:b4", "0xBCB4", "bcb4". */
CP_CHECK_RESULT bool
cp_trait_hex(cp_bytes text, cp_threat_hash *hash);
/* Digits alone, which may be decimal. */
CP_CHECK_RESULT bool
cp_trait_decimal(cp_bytes text, cp_threat_hash *hash);
void
cp_trait_time(int64_t seconds, cp_threat_hash *hash);

/* A name of a host in lower-case A-labels: itself, or it and all below it. */
void
cp_threat_name_key(cp_bytes name, bool with_subdomains, cp_threat_hash *key);
/* 4 or 16 octets as 16: IPv4 as ::ffff:0:0/96. */
void
cp_threat_address(const uint8_t *octets, size_t len, uint8_t address[16]);
/* The first `prefix` bits of those. */
void
cp_threat_network_key(const uint8_t address[16], unsigned prefix, cp_threat_hash *key);
void
cp_threat_withdrawn_key(cp_bytes id, cp_threat_hash *key);

#endif
