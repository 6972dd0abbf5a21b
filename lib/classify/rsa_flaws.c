/*
 * Moduli that factor at a glance. Just enough arithmetic for it: square roots of long numbers in
 * limbs of 32 bits, least significant first, digit by digit as one learns it at school.
 */
#include <config.h>

#include "classify/rsa_flaws.h"

#include "base/compiler.h"

#define MODULUS_MIN 64   /* octets: 512 bits */
#define MODULUS_MAX 2048 /* octets: 16,384 bits */
#define LIMBS_MAX (MODULUS_MAX / 4 + 2)

/* What CVE-2022-26320 made falls at the first step; CAs try 100 (CA/B BR 6.1.1.3). */
#define FERMAT_STEPS 100

typedef struct number {
	uint32_t limb[LIMBS_MAX]; /* zero beyond n */
	size_t n;
} number;

static void
read_number(cp_bytes octets, number *x)
{
	size_t i;

	memset(x, 0, sizeof(*x));
	for (i = 0; i < octets.len; i++)
		x->limb[i / 4] |= (uint32_t)octets.data[octets.len - 1 - i] << (8 * (i % 4));
	x->n = (octets.len + 3) / 4;
}

static uint32_t
remainder_by(const number *x, uint32_t divisor)
{
	uint64_t rest = 0;
	size_t i;

	for (i = x->n; i > 0; i--)
		rest = (rest << 32 | x->limb[i - 1]) % divisor;
	return (uint32_t)rest;
}

/* rest -= factor * v, over the `n` limbs of v and one more; true when that went below zero. */
static bool
subtract_product(uint32_t *rest, const uint32_t *v, size_t n, uint32_t factor)
{
	uint64_t carry = 0;
	size_t i;

	for (i = 0; i <= n; i++) {
		uint64_t product = (i < n ? (uint64_t)factor * v[i] : 0) + carry;

		carry = (product >> 32) + (rest[i] < (uint32_t)product);
		rest[i] -= (uint32_t)product;
	}
	return carry != 0;
}

/* rest += v + small, over the `n` limbs of v and one more; true when that carries out of it. */
static bool
add_back(uint32_t *rest, const uint32_t *v, size_t n, uint32_t small)
{
	uint64_t sum = small;
	size_t i;

	for (i = 0; i <= n; i++) {
		sum += (uint64_t)rest[i] + (i < n ? v[i] : 0);
		rest[i] = (uint32_t)sum;
		sum >>= 32;
	}
	return sum != 0;
}

/*
 * The next digit q of a root: `twice` is two times the root so far in `n` - 1 limbs above a place
 * for q, `rest` what the root so far left over, in n + 1 limbs. q is the largest with (twice + q) q
 * <= rest; the estimate from the leading limbs is a few too high at most, since `leading_digit`,
 * the root's first, has its highest bit set.
 */
static void
find_digit(uint32_t *rest, uint32_t *twice, size_t n, uint32_t leading_digit)
{
	uint64_t leading = (uint64_t)rest[n] << 63 | (uint64_t)rest[n - 1] << 31 | rest[n - 2] >> 1;
	uint64_t estimate = leading / leading_digit;
	uint32_t q = estimate > UINT32_MAX ? UINT32_MAX : (uint32_t)estimate;
	bool below;

	twice[0] = q;
	below = subtract_product(rest, twice, n, q);
	while (below) {
		/* (t + q) q less (t + q - 1)(q - 1) is (t + q) + (q - 1). */
		below = !add_back(rest, twice, n, q - 1);
		twice[0] = --q;
	}
	/* `twice` is even, so that a carry into it goes no further. */
	twice[0] = q << 1;
	twice[1] += q >> 31;
}

static uint32_t
root_of_64_bits(uint64_t x)
{
	uint64_t root = 0, bit;

	for (bit = UINT64_C(1) << 31; bit != 0; bit >>= 1) {
		if ((root | bit) * (root | bit) <= x)
			root |= bit;
	}
	return (uint32_t)root;
}

/* x << bits into an even number of limbs, whose highest two bits are then not both zero; the shift.
 */
static unsigned
normalise(const number *x, number *out)
{
	size_t n = x->n + x->n % 2, i;
	unsigned bits = 0, limbs = (unsigned)(x->n % 2);
	uint32_t top = x->limb[x->n - 1];

	while ((top & 0xc0000000) == 0) {
		top <<= 2;
		bits += 2;
	}
	memset(out, 0, sizeof(*out));
	out->n = n;
	for (i = 0; i < x->n; i++) {
		uint64_t shifted = (uint64_t)x->limb[i] << bits;

		out->limb[i + limbs] |= (uint32_t)shifted;
		if (i + limbs + 1 < n)
			out->limb[i + limbs + 1] |= (uint32_t)(shifted >> 32);
	}
	return bits + 32 * limbs;
}

/* The root of what `twice` is two times the root of, its normalising shift undone. */
static void
halve(const uint32_t *twice, size_t n, unsigned shift, number *root)
{
	size_t i;

	memset(root, 0, sizeof(*root));
	shift = shift / 2 + 1;
	for (i = 0; i <= n; i++) {
		uint64_t pair = (uint64_t)(i < n ? twice[i + 1] : 0) << 32 | twice[i];

		root->limb[i] = (uint32_t)(pair >> shift);
	}
	root->n = n + 1;
	while (root->n > 0 && root->limb[root->n - 1] == 0)
		root->n--;
}

/* *root = floor(sqrt(x)), x > 0; true when x is a square. */
static bool
square_root(const number *x, number *root)
{
	uint32_t twice[LIMBS_MAX / 2 + 1] = {0};
	number rest;
	unsigned shift = normalise(x, &rest);
	size_t n = rest.n / 2, j;
	uint64_t top = (uint64_t)rest.limb[rest.n - 1] << 32 | rest.limb[rest.n - 2];
	uint32_t leading_digit = root_of_64_bits(top);
	uint32_t any = 0;

	top -= (uint64_t)leading_digit * leading_digit;
	rest.limb[rest.n - 1] = (uint32_t)(top >> 32);
	rest.limb[rest.n - 2] = (uint32_t)top;
	twice[n - 1] = leading_digit << 1;
	twice[n] = leading_digit >> 31;
	for (j = n - 1; j > 0; j--)
		find_digit(&rest.limb[2 * (j - 1)], &twice[j - 1], n + 2 - j, leading_digit);
	for (j = 0; j < rest.n; j++)
		any |= rest.limb[j];
	halve(twice, n, shift, root);
	return any == 0;
}

/* (root + more)^2 - x; it is not negative. */
static void
square_less(const number *root, uint32_t more, const number *x, number *out)
{
	number sum = *root;
	uint64_t carry = more;
	size_t i;

	for (i = 0; carry != 0; i++) {
		carry += sum.limb[i];
		sum.limb[i] = (uint32_t)carry;
		carry >>= 32;
		if (i >= sum.n)
			sum.n = i + 1;
	}
	/* The negative of x, and then what is to be added to it. */
	memset(out, 0, sizeof(*out));
	carry = 1;
	for (i = 0; i < LIMBS_MAX; i++) {
		carry += (uint32_t)~x->limb[i];
		out->limb[i] = (uint32_t)carry;
		carry >>= 32;
	}
	for (i = 0; i < sum.n; i++) {
		size_t j;

		carry = 0;
		for (j = 0; i + j < LIMBS_MAX; j++) {
			carry += out->limb[i + j] +
				 (j < sum.n ? (uint64_t)sum.limb[i] * sum.limb[j] : 0);
			out->limb[i + j] = (uint32_t)carry;
			carry >>= 32;
			if (j >= sum.n && carry == 0)
				break;
		}
	}
	for (out->n = LIMBS_MAX; out->n > 0 && out->limb[out->n - 1] == 0;)
		out->n--;
}

/* Coprime moduli of which few residues are squares: bit r says that r is one. */
static const struct {
	uint32_t modulus;
	uint64_t squares;
} filters[] = {
	{64, UINT64_C(0x0202021202030213)},
	{63, UINT64_C(0x0402483012450293)},
	{61, UINT64_C(0x1713e6940a59f23b)},
	{59, UINT64_C(0x022b62183e7b92bb)},
	{55, UINT64_C(0x000230148611ca33)},
};
#define FILTERS_PRODUCT (UINT32_C(64) * 63 * 61 * 59 * 55)

/* Whether a^2 - x can be a square, from the residues of a and x alone. */
static bool
may_be_square(uint32_t a, uint32_t x)
{
	size_t i;

	for (i = 0; i < CP_COUNT(filters); i++) {
		uint32_t m = filters[i].modulus, r = a % m;

		r = (r * r + m - x % m) % m;
		if ((filters[i].squares >> r & 1) == 0)
			return false;
	}
	return true;
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
	number x, root, difference, ignored;
	uint32_t x_rest, root_rest, i;

	if (!is_in_range(modulus))
		return false;
	read_number(modulus, &x);
	if (square_root(&x, &root))
		return true;
	x_rest = remainder_by(&x, FILTERS_PRODUCT);
	root_rest = remainder_by(&root, FILTERS_PRODUCT);
	for (i = 1; i <= FERMAT_STEPS; i++) {
		if (!may_be_square(root_rest + i, x_rest))
			continue;
		square_less(&root, i, &x, &difference);
		if (square_root(&difference, &ignored))
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
	number x;
	size_t i, j;

	if (!is_in_range(modulus))
		return false;
	read_number(modulus, &x);
	for (i = 0; i < CP_COUNT(prints); i++) {
		uint32_t rest = remainder_by(&x, prints[i].product);

		for (j = 0; j < CP_COUNT(prints[i].primes) && prints[i].primes[j] != 0; j++) {
			if (!is_power(rest % prints[i].primes[j], prints[i].primes[j]))
				return false;
		}
	}
	return true;
}
