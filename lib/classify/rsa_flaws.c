/*
 * Moduli that factor at a glance. GMP's functions on limbs do the arithmetic: at these sizes they
 * allocate nothing, and so cannot run out of memory, where GMP would end the program.
 */
#include <config.h>

#include "classify/rsa_flaws.h"

#include "base/compiler.h"

#include <gmp.h>

#define MODULUS_MIN 64   /* octets: 512 bits */
#define MODULUS_MAX 2048 /* octets: 16,384 bits */
#define LIMBS_MAX (MODULUS_MAX / sizeof(mp_limb_t))

/* What CVE-2022-26320 made falls at the first step; CAs try 100 (CA/B BR 6.1.1.3). */
#define FERMAT_STEPS 100

/* Big-endian octets into limbs; the count of limbs, of which the last is not zero. */
static mp_size_t
read_number(cp_bytes octets, mp_limb_t limbs[LIMBS_MAX])
{
	mp_size_t n = 0;

	while (octets.len > 0) {
		size_t len = octets.len < sizeof(*limbs) ? octets.len : sizeof(*limbs), i;
		mp_limb_t limb = 0;

		octets.len -= len;
		for (i = 0; i < len; i++)
			limb = limb << 8 | octets.data[octets.len + i];
		limbs[n++] = limb;
	}
	return n;
}

/* By the last six bits, of which squares have but twelve; most numbers end here. */
static bool
may_be_square(mp_limb_t limb)
{
	return (UINT64_C(0x0202021202030213) >> (limb & 63) & 1) != 0;
}

/* GMP wants numbers without leading zero limbs; `limbs` is not zero. */
static bool
is_square(const mp_limb_t *limbs, mp_size_t n)
{
	while (limbs[n - 1] == 0)
		n--;
	return mpn_perfect_square_p(limbs, n) != 0;
}

static bool
is_in_range(cp_bytes modulus)
{
	return modulus.len >= MODULUS_MIN && modulus.len <= MODULUS_MAX && modulus.data[0] != 0 &&
	       (modulus.data[modulus.len - 1] & 1) != 0;
}

bool
cp_rsa_has_close_primes(cp_bytes modulus)
{
	/* One limb more than the root has: what lies above it and below the next square fits there.
	 */
	mp_limb_t x[LIMBS_MAX], root[LIMBS_MAX / 2 + 2] = {0}, rest[LIMBS_MAX];
	mp_limb_t first[LIMBS_MAX / 2 + 2], difference[LIMBS_MAX / 2 + 2];
	mp_size_t n, n_root;
	mp_limb_t i;

	if (!is_in_range(modulus))
		return false;
	n = read_number(modulus, x);
	n_root = (n + 1) / 2 + 1;
	memset(rest, 0, sizeof(rest));
	if (mpn_sqrtrem(root, rest, x, n) == 0)
		return true;
	/* (root + 1)^2 - x, and from there to (root + 1 + i)^2 - x: 2 i root + i (i + 2) more. */
	mpn_lshift(first, root, n_root, 1);
	mpn_add_1(first, first, n_root, 1);
	mpn_sub_n(first, first, rest, n_root);
	for (i = 0; i < FERMAT_STEPS; i++) {
		if (!may_be_square(first[0] + 2 * i * root[0] + i * (i + 2)))
			continue;
		mpn_copyi(difference, first, n_root);
		mpn_addmul_1(difference, root, n_root, 2 * i);
		mpn_add_1(difference, difference, n_root, i * (i + 2));
		if (is_square(difference, n_root))
			return true;
	}
	return false;
}

/* Whether `residue` is a power of 65537 modulo the prime `p`. */
static bool
is_power(uint32_t residue, uint32_t p)
{
	uint32_t power = 1, i;

	for (i = 0; i < p; i++) {
		if (power == residue)
			return true;
		power = power * (65537 % p) % p;
	}
	return false;
}

/* The primes of the fingerprint as CRoCS published it, the most telling first, in products of 32
 * bits. */
static const struct {
	uint32_t product;
	uint32_t primes[6];
} prints[] = {
	{UINT32_C(11) * 13 * 17 * 19 * 37, {11, 13, 17, 19, 37}},
	{UINT32_C(53) * 61 * 71 * 73, {53, 61, 71, 73}},
	{UINT32_C(79) * 97 * 103 * 107, {79, 97, 103, 107}},
	{UINT32_C(109) * 127 * 151 * 157, {109, 127, 151, 157}},
};

bool
cp_rsa_is_roca(cp_bytes modulus)
{
	mp_limb_t x[LIMBS_MAX];
	mp_size_t n;
	size_t i, j;

	if (!is_in_range(modulus))
		return false;
	n = read_number(modulus, x);
	for (i = 0; i < CP_COUNT(prints); i++) {
		uint32_t rest = (uint32_t)mpn_mod_1(x, n, prints[i].product);

		for (j = 0; j < CP_COUNT(prints[i].primes) && prints[i].primes[j] != 0; j++) {
			if (!is_power(rest % prints[i].primes[j], prints[i].primes[j]))
				return false;
		}
	}
	return true;
}

/* The odd primes below 752. */
static const uint16_t small_primes[] = {3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59,
	61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157,
	163, 167, 173, 179, 181, 191, 193, 197, 199, 211, 223, 227, 229, 233, 239, 241, 251, 257,
	263, 269, 271, 277, 281, 283, 293, 307, 311, 313, 317, 331, 337, 347, 349, 353, 359, 367,
	373, 379, 383, 389, 397, 401, 409, 419, 421, 431, 433, 439, 443, 449, 457, 461, 463, 467,
	479, 487, 491, 499, 503, 509, 521, 523, 541, 547, 557, 563, 569, 571, 577, 587, 593, 599,
	601, 607, 613, 617, 619, 631, 641, 643, 647, 653, 659, 661, 673, 677, 683, 691, 701, 709,
	719, 727, 733, 739, 743, 751};

/* As many of them as always fit into a limb together. */
#define PRIMES_OF_A_LIMB (sizeof(mp_limb_t) >= 8 ? 6u : 3u)

bool
cp_rsa_has_small_factor(cp_bytes modulus)
{
	mp_limb_t x[LIMBS_MAX];
	mp_size_t n;
	size_t i, j;

	if (!is_in_range(modulus))
		return false;
	n = read_number(modulus, x);
	for (i = 0; i < CP_COUNT(small_primes); i += PRIMES_OF_A_LIMB) {
		size_t end = i + PRIMES_OF_A_LIMB;
		mp_limb_t product = 1, rest;

		if (end > CP_COUNT(small_primes))
			end = CP_COUNT(small_primes);
		for (j = i; j < end; j++)
			product *= small_primes[j];
		rest = mpn_mod_1(x, n, product);
		for (j = i; j < end; j++) {
			if (rest % small_primes[j] == 0)
				return true;
		}
	}
	return false;
}

unsigned
cp_rsa_flaws(const cp_cert *cert)
{
	/* Certificates are never const objects; threads that meet here find the same. */
	unsigned *place = (unsigned *)(uintptr_t)&cert->rsa_flaws;
	unsigned flaws = cp_atomic_load(place);

	if (flaws != 0)
		return flaws;
	flaws = CP_RSA_LOOKED_AT;
	if (cp_rsa_has_close_primes(cert->key.modulus))
		flaws |= CP_RSA_CLOSE_PRIMES;
	if (cp_rsa_is_roca(cert->key.modulus))
		flaws |= CP_RSA_ROCA;
	if (cp_rsa_has_small_factor(cert->key.modulus))
		flaws |= CP_RSA_SMALL_FACTOR;
	cp_atomic_store(place, flaws);
	return flaws;
}
