/* RSA moduli whose private key can be computed from them, or that no sound generator makes. */
#ifndef CP_CLASSIFY_RSA_FLAWS_H
#define CP_CLASSIFY_RSA_FLAWS_H

#include "base/bytes.h"
#include "x509/cert.h"

/* `modulus`: magnitude, big-endian, without leading zero octets. Moduli that are even, shorter than
 * 512 or longer than 16,384 bits are not looked at: they are too weak or too large to be used. */

/* Fermat's method finds the primes within a few steps (CVE-2022-26320). */
bool
cp_rsa_has_close_primes(cp_bytes modulus);

/* The fingerprint of Infineon's RSALib (ROCA, CVE-2017-15361): the residues of the modulus are powers
 * of 65537 for every small prime. One honest modulus in 240 million has it. */
bool
cp_rsa_is_roca(cp_bytes modulus);

/* A factor below 752 (NIST SP 800-89 5.3.3, CA/B BR 6.1.6): no generator leaves one, so the modulus
 * was damaged or made up. What is left of it need not fall as easily: the key is weak, no more. */
bool
cp_rsa_has_small_factor(cp_bytes modulus);

/* All of them, of a certificate's key; they are looked for once in a certificate's life. */
enum {
	CP_RSA_LOOKED_AT = 1 << 0,
	CP_RSA_CLOSE_PRIMES = 1 << 1,
	CP_RSA_ROCA = 1 << 2,
	CP_RSA_SMALL_FACTOR = 1 << 3
};
unsigned
cp_rsa_flaws(const cp_cert *cert);

#endif
