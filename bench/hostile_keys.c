/* Keys that are dear to compute with, or only to look at. */
#include <config.h>
#include "hostile_parts.h"

static void
rsa_leaf(hostile_input *input, size_t bits)
{
	der spki = DER_EMPTY;
	make_cert leaf = {.subject = "leaf",
		.issuer = "ca",
		.issuer_key = CA,
		.spki = &spki,
		.dns = "www.example"};

	make_rsa_spki(&spki, bits, bits);
	hostile_add_cert(&input->chain, &leaf);
	hostile_add_ca(input, NULL);
	hostile_add_root(input);
	der_free(&spki);
}

/* Anchors of one name with RSA keys, none of which signed. */
static void
rsa_issuers(hostile_input *input, size_t n, size_t bits, size_t exponent_bits)
{
	const make_cert leaf = {.subject = "leaf",
		.issuer = "ca",
		.key = LEAF,
		.rsa_signature = bits / 8,
		.no_key_ids = true,
		.dns = "www.example"};
	size_t i;

	hostile_add_cert(&input->chain, &leaf);
	for (i = 0; i < n; i++) {
		der spki = DER_EMPTY;
		const make_cert ca = {.subject = "ca",
			.issuer = "ca",
			.spki = &spki,
			.issuer_key = ROOT,
			.is_ca = true,
			.no_key_ids = true};

		make_rsa_spki(&spki, bits, exponent_bits);
		hostile_add_cert(&input->anchors, &ca);
		der_free(&spki);
	}
}

static void
rsa_leaf_on_ladder(hostile_input *input, size_t bits)
{
	der spki = DER_EMPTY;
	const hostile_ladder parts = {.leaf_spki = &spki};

	make_rsa_spki(&spki, bits, 0);
	hostile_put_ladder(input, 12, &parts, true);
	der_free(&spki);
}

static void
rsa_64k(hostile_input *input, size_t n)
{
	rsa_issuers(input, n, 65536, 0);
}

static void
rsa_16k_16k(hostile_input *input, size_t n)
{
	rsa_issuers(input, n, 16384, 16384);
}

static void
rsa_16k(hostile_input *input, size_t n)
{
	rsa_issuers(input, n, 16384, 0);
}

static void
rsa_8k_64(hostile_input *input, size_t n)
{
	rsa_issuers(input, n, 8192, 64);
}

static void
keys_of_type(hostile_input *input, size_t n, make_key_type type)
{
	const make_cert leaf = {.subject = "leaf",
		.issuer = "ca",
		.key = LEAF,
		.issuer_type = type,
		.issuer_key = CA,
		.no_key_ids = true,
		.dns = "www.example"};
	size_t i;

	hostile_add_cert(&input->chain, &leaf);
	for (i = 0; i < n; i++) {
		const make_cert ca = {.subject = "ca",
			.issuer = "ca",
			.type = type,
			.key = FREE + i,
			.issuer_key = ROOT,
			.is_ca = true,
			.no_key_ids = true};

		hostile_add_cert(&input->anchors, &ca);
	}
}

static void
dsa_keys_of(hostile_input *input, size_t n, size_t p_bits, size_t q_bits)
{
	const make_cert leaf = {.subject = "leaf",
		.issuer = "ca",
		.key = LEAF,
		.issuer_type = MAKE_DSA,
		.forged = true,
		.no_key_ids = true,
		.dns = "www.example"};
	size_t i;

	hostile_add_cert(&input->chain, &leaf);
	for (i = 0; i < n; i++) {
		der spki = DER_EMPTY;
		const make_cert ca = {.subject = "ca",
			.issuer = "ca",
			.spki = &spki,
			.issuer_key = ROOT,
			.is_ca = true,
			.no_key_ids = true};

		make_dsa_spki(&spki, p_bits, q_bits);
		hostile_add_cert(&input->anchors, &ca);
		der_free(&spki);
	}
}

static void
dsa_keys_8k(hostile_input *input, size_t n)
{
	dsa_keys_of(input, n, 8192, 512);
}

/* The largest that FIPS 186-4 has. */
static void
dsa_keys_3k(hostile_input *input, size_t n)
{
	dsa_keys_of(input, n, 3072, 256);
}

static void
dsa_keys_2k(hostile_input *input, size_t n)
{
	dsa_keys_of(input, n, 2048, 256);
}

/* A leaf of a megabyte, to be hashed for every key that might have signed it. */
static void
large_leaf_with(hostile_input *input, size_t n, make_key_type type)
{
	der names = DER_EMPTY;
	const make_cert leaf = {.subject = "leaf",
		.issuer = "ca",
		.key = LEAF,
		.issuer_type = type,
		.issuer_key = CA,
		.no_key_ids = true,
		.extensions = &names};
	size_t i;

	hostile_put_names(&names, DNS, 1, n);
	hostile_add_cert(&input->chain, &leaf);
	for (i = 0; i < 200; i++) {
		const make_cert ca = {.subject = "ca",
			.issuer = "ca",
			.type = type,
			.key = FREE + i,
			.issuer_key = ROOT,
			.is_ca = true,
			.no_key_ids = true};

		hostile_add_cert(&input->anchors, &ca);
	}
	der_free(&names);
}

static void
large_leaf(hostile_input *input, size_t n)
{
	large_leaf_with(input, n, MAKE_P256);
}

static void
large_leaf_ed448(hostile_input *input, size_t n)
{
	large_leaf_with(input, n, MAKE_ED448);
}

static void
p384_keys(hostile_input *input, size_t n)
{
	keys_of_type(input, n, MAKE_P384);
}

static void
p521_keys(hostile_input *input, size_t n)
{
	keys_of_type(input, n, MAKE_P521);
}

static void
ed448_keys(hostile_input *input, size_t n)
{
	keys_of_type(input, n, MAKE_ED448);
}

/* Large keys in certificates of a path: their forms are looked at. */
static void
rsa_chain(hostile_input *input, size_t n)
{
	der spki = DER_EMPTY;
	const make_cert ca = {.subject = "ca",
		.issuer = "root",
		.spki = &spki,
		.issuer_key = ROOT,
		.is_ca = true};

	make_rsa_spki(&spki, n, 0);
	hostile_add_leaf(input, NULL);
	hostile_add_cert(&input->chain, &ca);
	hostile_add_root(input);
	der_free(&spki);
}

const hostile_case hostile_keys[] = {
	{"RSA leaf key of 64k bits", rsa_leaf, 65536, 65536, NULL, 0},
	{"RSA leaf key of 4M bits", rsa_leaf, 4000000, 20000, NULL, 0},
	{"RSA leaf key of 16k bits, ladder", rsa_leaf_on_ladder, 16384, 4096, "paths", 8},
	{"RSA issuer in the chain, 64k bits", rsa_chain, 65536, 65536, NULL, 0},
	{"RSA issuers, 64k bits", rsa_64k, 1000, 20, NULL, 0},
	{"RSA issuers, 16k bits, exponent too", rsa_16k_16k, 1000, 20, NULL, 0},
	{"RSA issuers, 16k bits", rsa_16k, 1000, 30, "signatures", 20},
	{"RSA issuers, 8k bits, exponent 64", rsa_8k_64, 1000, 30, "signatures", 20},
	{"DSA issuers of 8k bits", dsa_keys_8k, 300, 30, "signatures", 20},
	{"DSA issuers of 3k bits", dsa_keys_3k, 300, 30, "signatures", 20},
	{"DSA issuers of 2k bits", dsa_keys_2k, 300, 30, "signatures", 20},
	{"leaf of a megabyte, 200 issuers", large_leaf, 1000000, 1000, "signed_octets", 5000},
	{"the same, Ed448", large_leaf_ed448, 1000000, 1000, "signed_octets", 5000},
	{"P-384 issuers", p384_keys, 1000, 30, "signatures", 20},
	{"P-521 issuers", p521_keys, 1000, 30, "signatures", 20},
	{"Ed448 issuers", ed448_keys, 1000, 30, "signatures", 20},
	{NULL, NULL, 0, 0, NULL, 0},
};
