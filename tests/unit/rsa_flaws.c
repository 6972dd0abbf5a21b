/* lib/classify/rsa_flaws.c: moduli that factor at once. What else cp_profile_read says, tests/rules
 * tries. */
#include <config.h>
#include "base/compiler.h"
#include "base/text.h"
#include "classify/rsa_flaws.h"
#include "unit/unit.h"

static const struct {
	const char *name;
	bool close, roca, small;
	const char *hex;
} rows[] = {
	{"two primes of 256 bits", false, false, false,
		"d07e99a33f2f1e9f8731804f573838bdeb7a219e51ed716704ff94e1e4c01a7db245ad314138"
		"57714f0bfc576fc7c128fedcb9a84d4dc9f7109da8626291259b"},
	{"the square of a prime", true, false, false,
		"bcf9b59d24e80afaa11f25fe73873b6b3ac1b36aeb0f07ff1e26f8319caa0b34ac662860a08b"
		"f175d3c39da9ecf70fa479080fa75943094ba5c99480e2c80479"},
	{"found at the first step", true, false, true,
		"f401029c265436c1d3102bc2810b1147b78dce4282852e2663f1aea0d6387b122781a3f15df6"
		"c79924cdb5166bbaf75f527c7edb6969fa0eaca0a5792775496a721d50b993edd89be43c93"},
	{"found at the hundredth step", true, false, true,
		"99530bf3b256e53b1b82c8a23124c842bd905844c67e61c2ce910083c381252c99c6afbddf5a"
		"b796faf358516eda584e8e1a0db49a111f5640effb35a181cbff4310d0a266becb5e519155"},
	{"a step too far", false, false, true,
		"9b5dc4156e928cf75d3f68d32ce14e53f51aca631c2ff0a60cb27c19d3c4713c5ce706b00887"
		"4da5b976c33d6b05ce1e96cd85a40024ebcfd690ba39437cbbdbce872f53c56f0700928211"},
	{"made as RSALib made them", false, true, false,
		"42fd1d17ba3f5cb83c89f2dfd102bb25a2790071d54c18dd6efafd016f1cad3ebc8b247f1896"
		"08e3e175d9e5a531c0206e404c66c152bcfdbffac789e0f689b7"},
	{"a factor of 3", false, false, true,
		"02eda60b8bcdfc93c562b6f43c2b4084e4b0936e3b79ff882b46f2c5e16092af64571b0817e3cb"
		"df7bb0ba3e43a625882c80096f151f81fa458643ac604b4fa7906b"},
	{"a factor of 751", false, false, true,
		"02dd0e094a606d51d55987922980f61748f6002acad3a18ad251b610d5636f702d1e82c43f5c6b"
		"b18949261ee2d17808d383de8ef4fd24c465fc4ad78f7efa39858df7"},
	{"a factor of 757", false, false, false,
		"02e2e9556178094afce44d0011f94c9852bf6151a74a9589e2a843f6612630958be730fa4f8c33"
		"49484087935f58c453e3dcdea1d32763c85a87575ee83f90d8d4aecd"},
};

static cp_bytes
read_hex(const char *hex, uint8_t octets[256])
{
	cp_bytes text = cp_bytes_of_string(hex);

	if (text.len / 2 > 256 || !cp_hex_decode(text, octets))
		exit(99);
	return cp_bytes_of(octets, text.len / 2);
}

static void
moduli_are_told_apart(void)
{
	uint8_t octets[256];
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes modulus = read_hex(rows[i].hex, octets);
		cp_cert cert;
		unsigned flaws;

		memset(&cert, 0, sizeof(cert));
		cert.key.modulus = modulus;
		flaws = cp_rsa_flaws(&cert);
		UNIT_ROW(rows[i].name, ((flaws & CP_RSA_CLOSE_PRIMES) != 0) == rows[i].close);
		UNIT_ROW(rows[i].name, ((flaws & CP_RSA_ROCA) != 0) == rows[i].roca);
		UNIT_ROW(rows[i].name, cp_rsa_flaws(&cert) == flaws);
		UNIT_ROW(rows[i].name, cp_rsa_has_close_primes(modulus) == rows[i].close);
		UNIT_ROW(rows[i].name, cp_rsa_is_roca(modulus) == rows[i].roca);
		UNIT_ROW(rows[i].name, cp_rsa_has_small_factor(modulus) == rows[i].small);
	}
}

/* Even, short, long or nothing at all: not looked at. */
static void
odd_sizes_are_left_alone(void)
{
	static uint8_t octets[2049];
	size_t len;

	memset(octets, 0xff, sizeof(octets));
	for (len = 0; len <= sizeof(octets); len += len < 70 ? 1 : 251)
		CU_ASSERT(!cp_rsa_is_roca(cp_bytes_of(octets, len)));
	CU_ASSERT(!cp_rsa_has_close_primes(cp_bytes_of(octets, 0)));
	octets[0] = 0;
	CU_ASSERT(!cp_rsa_has_close_primes(cp_bytes_of(octets, 128)));
	octets[0] = 0xff;
	CU_ASSERT(!cp_rsa_has_close_primes(cp_bytes_of(octets, 63)));
	CU_ASSERT(!cp_rsa_has_close_primes(cp_bytes_of(octets, sizeof(octets))));
	/* 2^2048 - 1 is (2^1024 - 1)(2^1024 + 1). */
	CU_ASSERT(cp_rsa_has_close_primes(cp_bytes_of(octets, 256)));
	CU_ASSERT(cp_rsa_has_small_factor(cp_bytes_of(octets, 256)));
	CU_ASSERT(!cp_rsa_has_small_factor(cp_bytes_of(octets, 63)));
	CU_ASSERT(!cp_rsa_has_small_factor(cp_bytes_of(octets, sizeof(octets))));
	octets[255] = 0xfe;
	CU_ASSERT(!cp_rsa_has_close_primes(cp_bytes_of(octets, 256)));
	CU_ASSERT(!cp_rsa_has_small_factor(cp_bytes_of(octets, 256)));
}

int
main(void)
{
	static const unit_test tests[] = {
		{"moduli are told apart", moduli_are_told_apart},
		{"odd sizes are left alone", odd_sizes_are_left_alone},
		{NULL, NULL},
	};

	return unit_main("rsa flaws", tests);
}
