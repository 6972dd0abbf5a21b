/* lib/crypto: which signatures verify, which are bad, and which nobody here can tell. */
#include <config.h>
#include "crypto/crypto.h"
#include "base/buf.h"
#include "base/mem.h"
#include "unit/make_cert.h"
#include "unit/unit.h"

static const char message[] = "what is signed";

static cp_bytes
signed_octets(void)
{
	return cp_bytes_of_string(message);
}

/* Octets that live until exit, from GnuTLS's. */
static cp_bytes
take(gnutls_datum_t *datum)
{
	static uint8_t pool[1 << 20];
	static size_t used;
	cp_bytes copy = cp_bytes_of(pool + used, datum->size);

	CP_INVARIANT(datum->size <= sizeof(pool) - used);
	memcpy(pool + used, datum->data, datum->size);
	used += datum->size;
	gnutls_free(datum->data);
	return copy;
}

static cp_bytes
without_zeros(cp_bytes number)
{
	while (number.len > 0 && number.data[0] == 0)
		number = cp_bytes_slice(number, 1, number.len);
	return number;
}

/* Coordinates as SPKIs have them: all their octets. */
static cp_bytes
padded(cp_bytes number, size_t len)
{
	gnutls_datum_t wide = {gnutls_calloc(1, len), (unsigned)len};

	number = without_zeros(number);
	memcpy(wide.data + len - number.len, number.data, number.len);
	return take(&wide);
}

static void
fill_ec(cp_public_key *key, gnutls_pubkey_t pubkey, size_t len)
{
	gnutls_ecc_curve_t curve;
	gnutls_datum_t x, y = {NULL, 0};

	CP_INVARIANT(gnutls_pubkey_export_ecc_raw2(pubkey, &curve, &x, &y, 0) == 0);
	if (key->type != CP_KEY_EC) {
		key->key = take(&x);
		return;
	}
	key->point_x = padded(take(&x), len);
	key->point_y = padded(take(&y), len);
}

static void
fill_rsa(cp_public_key *key, gnutls_pubkey_t pubkey)
{
	gnutls_datum_t n, e;

	CP_INVARIANT(gnutls_pubkey_export_rsa_raw(pubkey, &n, &e) == 0);
	key->modulus = without_zeros(take(&n));
	key->exponent = without_zeros(take(&e));
}

static cp_public_key
public_key(unit_key_type type)
{
	static const struct {
		cp_key_type type;
		cp_curve curve;
		size_t len;
	} rows[] = {
		[UNIT_P256] = {CP_KEY_EC, CP_CURVE_P256, 32},
		[UNIT_P192] = {CP_KEY_EC, CP_CURVE_P192, 24},
		[UNIT_P224] = {CP_KEY_EC, CP_CURVE_P224, 28},
		[UNIT_P384] = {CP_KEY_EC, CP_CURVE_P384, 48},
		[UNIT_P521] = {CP_KEY_EC, CP_CURVE_P521, 66},
		[UNIT_ED25519] = {CP_KEY_ED25519, CP_CURVE_NONE, 32},
		[UNIT_ED448] = {CP_KEY_ED448, CP_CURVE_NONE, 57},
		[UNIT_RSA1024] = {CP_KEY_RSA, CP_CURVE_NONE, 0},
		[UNIT_RSA2048] = {CP_KEY_RSA, CP_CURVE_NONE, 0},
		[UNIT_DSA] = {CP_KEY_DSA, CP_CURVE_NONE, 0},
	};
	cp_public_key key = {.type = rows[type].type, .curve = rows[type].curve};
	gnutls_pubkey_t pubkey;

	CP_INVARIANT(gnutls_pubkey_init(&pubkey) == 0);
	CP_INVARIANT(gnutls_pubkey_import_privkey(pubkey, unit_key(type, 0), 0, 0) == 0);
	if (key.type == CP_KEY_RSA)
		fill_rsa(&key, pubkey);
	else if (key.type != CP_KEY_DSA)
		fill_ec(&key, pubkey, rows[type].len);
	key.spki = unit_spki(unit_key(type, 0));
	gnutls_pubkey_deinit(pubkey);
	return key;
}

static cp_bytes
sign(unit_key_type type, gnutls_sign_algorithm_t algorithm)
{
	gnutls_datum_t data = {(unsigned char *)(uintptr_t)message, sizeof(message) - 1}, signature;
	int rc = gnutls_privkey_sign_data2(unit_key(type, 0), algorithm, 0, &data, &signature);

	if (rc < 0)
		fprintf(stderr, "sign %s: %s\n", gnutls_sign_get_name(algorithm),
			gnutls_strerror(rc));
	CP_INVARIANT(rc == 0);
	return take(&signature);
}

static void
good_signatures_verify_and_others_do_not(void)
{
	static const struct {
		const char *name;
		unit_key_type key;
		gnutls_sign_algorithm_t sign;
		cp_signature_scheme scheme;
		cp_hash hash;
	} rows[] = {
		{"RSA SHA-256", UNIT_RSA2048, GNUTLS_SIGN_RSA_SHA256, CP_SIGNATURE_RSA_PKCS1,
			CP_HASH_SHA256},
		{"RSA SHA-384", UNIT_RSA2048, GNUTLS_SIGN_RSA_SHA384, CP_SIGNATURE_RSA_PKCS1,
			CP_HASH_SHA384},
		{"RSA SHA-512", UNIT_RSA2048, GNUTLS_SIGN_RSA_SHA512, CP_SIGNATURE_RSA_PKCS1,
			CP_HASH_SHA512},
		{"RSA SHA-224", UNIT_RSA2048, GNUTLS_SIGN_RSA_SHA224, CP_SIGNATURE_RSA_PKCS1,
			CP_HASH_SHA224},
		{"RSA SHA-1", UNIT_RSA2048, GNUTLS_SIGN_RSA_SHA1, CP_SIGNATURE_RSA_PKCS1,
			CP_HASH_SHA1},
		{"RSA MD5", UNIT_RSA2048, GNUTLS_SIGN_RSA_MD5, CP_SIGNATURE_RSA_PKCS1, CP_HASH_MD5},
		{"RSA-1024", UNIT_RSA1024, GNUTLS_SIGN_RSA_SHA256, CP_SIGNATURE_RSA_PKCS1,
			CP_HASH_SHA256},
		{"PSS SHA-256", UNIT_RSA2048, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, CP_SIGNATURE_RSA_PSS,
			CP_HASH_SHA256},
		{"PSS SHA-384", UNIT_RSA2048, GNUTLS_SIGN_RSA_PSS_RSAE_SHA384, CP_SIGNATURE_RSA_PSS,
			CP_HASH_SHA384},
		{"PSS SHA-512", UNIT_RSA2048, GNUTLS_SIGN_RSA_PSS_RSAE_SHA512, CP_SIGNATURE_RSA_PSS,
			CP_HASH_SHA512},
		{"P-256", UNIT_P256, GNUTLS_SIGN_ECDSA_SHA256, CP_SIGNATURE_ECDSA, CP_HASH_SHA256},
		{"P-256 SHA-512", UNIT_P256, GNUTLS_SIGN_ECDSA_SHA512, CP_SIGNATURE_ECDSA,
			CP_HASH_SHA512},
		{"P-256 SHA-1", UNIT_P256, GNUTLS_SIGN_ECDSA_SHA1, CP_SIGNATURE_ECDSA,
			CP_HASH_SHA1},
		{"P-384 SHA-256", UNIT_P384, GNUTLS_SIGN_ECDSA_SHA256, CP_SIGNATURE_ECDSA,
			CP_HASH_SHA256},
		{"P-384", UNIT_P384, GNUTLS_SIGN_ECDSA_SHA384, CP_SIGNATURE_ECDSA, CP_HASH_SHA384},
		{"P-521 SHA-1", UNIT_P521, GNUTLS_SIGN_ECDSA_SHA1, CP_SIGNATURE_ECDSA,
			CP_HASH_SHA1},
		{"P-521", UNIT_P521, GNUTLS_SIGN_ECDSA_SHA512, CP_SIGNATURE_ECDSA, CP_HASH_SHA512},
		{"P-224", UNIT_P224, GNUTLS_SIGN_ECDSA_SHA256, CP_SIGNATURE_ECDSA, CP_HASH_SHA256},
		{"P-192", UNIT_P192, GNUTLS_SIGN_ECDSA_SHA224, CP_SIGNATURE_ECDSA, CP_HASH_SHA224},
		{"Ed25519", UNIT_ED25519, GNUTLS_SIGN_EDDSA_ED25519, CP_SIGNATURE_ED25519,
			CP_HASH_UNKNOWN},
		{"Ed448", UNIT_ED448, GNUTLS_SIGN_EDDSA_ED448, CP_SIGNATURE_ED448,
			CP_HASH_SHAKE256},
		{"DSA SHA-1", UNIT_DSA, GNUTLS_SIGN_DSA_SHA1, CP_SIGNATURE_DSA, CP_HASH_SHA1},
		{"DSA SHA-256", UNIT_DSA, GNUTLS_SIGN_DSA_SHA256, CP_SIGNATURE_DSA, CP_HASH_SHA256},
	};
	static const unsigned salts[] = {
		[CP_HASH_SHA256] = 32, [CP_HASH_SHA384] = 48, [CP_HASH_SHA512] = 64};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_public_key key = public_key(rows[i].key);
		cp_signature_algorithm algorithm = {
			.scheme = rows[i].scheme, .hash = rows[i].hash, .mgf_hash = rows[i].hash};
		cp_bytes signature = sign(rows[i].key, rows[i].sign);
		uint8_t *last = (uint8_t *)(uintptr_t)&signature.data[signature.len - 1];

		if (rows[i].scheme == CP_SIGNATURE_RSA_PSS)
			algorithm.salt_len = salts[rows[i].hash];
		UNIT_ROW(rows[i].name, cp_crypto_verify(&key, &algorithm, signed_octets(),
					       signature) == CP_VERIFY_OK);
		UNIT_ROW(rows[i].name,
			cp_crypto_verify(&key, &algorithm, cp_bytes_of_string("other"),
				signature) == CP_VERIFY_BAD);
		*last ^= 1;
		UNIT_ROW(rows[i].name, cp_crypto_verify(&key, &algorithm, signed_octets(),
					       signature) == CP_VERIFY_BAD);
		signature.len--;
		UNIT_ROW(rows[i].name, cp_crypto_verify(&key, &algorithm, signed_octets(),
					       signature) == CP_VERIFY_BAD);
		signature.len = 0;
		UNIT_ROW(rows[i].name, cp_crypto_verify(&key, &algorithm, signed_octets(),
					       signature) == CP_VERIFY_BAD);
	}
}

/* What was hashed elsewhere: the same answers where it is of use, none elsewhere. */
static void
digests_verify_like_what_they_are_of(void)
{
	static const struct {
		const char *name;
		unit_key_type key;
		gnutls_sign_algorithm_t sign;
		cp_signature_scheme scheme;
		cp_hash hash;
		cp_verify_result result;
	} rows[] = {
		{"P-256", UNIT_P256, GNUTLS_SIGN_ECDSA_SHA256, CP_SIGNATURE_ECDSA, CP_HASH_SHA256,
			CP_VERIFY_OK},
		{"RSA", UNIT_RSA2048, GNUTLS_SIGN_RSA_SHA256, CP_SIGNATURE_RSA_PKCS1,
			CP_HASH_SHA256, CP_VERIFY_OK},
		{"a key of another type", UNIT_P256, GNUTLS_SIGN_ECDSA_SHA256,
			CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA256, CP_VERIFY_BAD},
		{"another hash", UNIT_P256, GNUTLS_SIGN_ECDSA_SHA256, CP_SIGNATURE_ECDSA,
			CP_HASH_SHA384, CP_VERIFY_UNSUPPORTED},
		{"no hash", UNIT_P256, GNUTLS_SIGN_ECDSA_SHA256, CP_SIGNATURE_ECDSA,
			CP_HASH_UNKNOWN, CP_VERIFY_UNSUPPORTED},
		{"PSS", UNIT_RSA2048, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, CP_SIGNATURE_RSA_PSS,
			CP_HASH_SHA256, CP_VERIFY_UNSUPPORTED},
		{"Ed25519", UNIT_ED25519, GNUTLS_SIGN_EDDSA_ED25519, CP_SIGNATURE_ED25519,
			CP_HASH_UNKNOWN, CP_VERIFY_UNSUPPORTED},
	};
	uint8_t digest[CP_SHA256_LEN];
	cp_bytes hashed = cp_bytes_of(digest, sizeof(digest));
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_public_key key = public_key(rows[i].key);
		cp_signature_algorithm algorithm = {
			.scheme = rows[i].scheme, .hash = rows[i].hash, .mgf_hash = rows[i].hash};
		cp_bytes signature = sign(rows[i].key, rows[i].sign);

		cp_crypto_sha256(signed_octets(), digest);
		UNIT_ROW(rows[i].name, cp_crypto_verify_digest(&key, &algorithm, hashed,
					       signature) == rows[i].result);
		digest[31] ^= 1;
		UNIT_ROW(rows[i].name, cp_crypto_verify_digest(&key, &algorithm, hashed,
					       signature) != CP_VERIFY_OK);
		UNIT_ROW(rows[i].name,
			cp_crypto_verify_digest(&key, &algorithm, cp_bytes_slice(hashed, 0, 31),
				signature) != CP_VERIFY_OK);
	}
}

static void
keys_and_algorithms_are_gated(void)
{
	static const uint8_t huge[2049] = {[0] = 0x81, [1024] = 3, [2048] = 1};
	static const uint8_t large[513] = {[0] = 0x81, [512] = 1}, exponent[] = {1, 0, 1, 1};
	static const cp_bytes large_exponent = {huge, 9};
	enum { RSA, PSS, EC };
	static const struct {
		const char *name;
		int base;
		cp_key_type type; /* 0: as it is */
		unsigned flaws;
		cp_signature_scheme scheme; /* 0: as it is */
		cp_hash hash;               /* 0: as it is */
		bool parameters_wrong;
		cp_verify_result result;
	} rows[] = {
		{"as it is", RSA, 0, 0, 0, 0, false, CP_VERIFY_OK},
		{"MD2", RSA, 0, 0, 0, CP_HASH_MD2, false, CP_VERIFY_UNSUPPORTED},
		{"another hash", RSA, 0, 0, 0, CP_HASH_SHA512, false, CP_VERIFY_BAD},
		{"parameters", RSA, 0, 0, 0, 0, true, CP_VERIFY_UNSUPPORTED},
		{"PSS key under PKCS #1", RSA, CP_KEY_RSA_PSS, 0, 0, 0, false, CP_VERIFY_BAD},
		{"RSA key under ECDSA", RSA, 0, 0, CP_SIGNATURE_ECDSA, 0, false, CP_VERIFY_BAD},
		{"X25519 key", RSA, CP_KEY_X25519, 0, 0, 0, false, CP_VERIFY_BAD},
		{"unknown key", RSA, CP_KEY_UNKNOWN + 100, 0, 0, 0, false, CP_VERIFY_BAD},
		{"unreadable key", RSA, 0, CP_KEY_FLAW_UNREADABLE, 0, 0, false,
			CP_VERIFY_UNSUPPORTED},
		{"even exponent", RSA, 0, CP_KEY_FLAW_EXPONENT_EVEN, 0, 0, false, CP_VERIFY_BAD},
		{"exponent one", RSA, 0, CP_KEY_FLAW_EXPONENT_SMALL, 0, 0, false, CP_VERIFY_BAD},
		{"even modulus", RSA, 0, CP_KEY_FLAW_MODULUS_EVEN, 0, 0, false, CP_VERIFY_BAD},
		{"PSS key", PSS, CP_KEY_RSA_PSS, 0, 0, 0, false, CP_VERIFY_OK},
		{"EC", EC, 0, 0, 0, 0, false, CP_VERIFY_OK},
		{"compressed", EC, 0, CP_KEY_FLAW_POINT_COMPRESSED, 0, 0, false,
			CP_VERIFY_UNSUPPORTED},
		{"explicit curve", EC, 0, CP_KEY_FLAW_EXPLICIT_CURVE, 0, 0, false,
			CP_VERIFY_UNSUPPORTED},
		{"EC under Ed25519", EC, 0, 0, CP_SIGNATURE_ED25519, 0, false, CP_VERIFY_BAD},
		{"unknown scheme", EC, 0, 0, 99, 0, false, CP_VERIFY_BAD},
	};
	cp_public_key keys[3] = {
		public_key(UNIT_RSA2048), public_key(UNIT_RSA2048), public_key(UNIT_P256)};
	cp_signature_algorithm algorithms[3] = {
		{.scheme = CP_SIGNATURE_RSA_PKCS1, .hash = CP_HASH_SHA256},
		{.scheme = CP_SIGNATURE_RSA_PSS,
			.hash = CP_HASH_SHA256,
			.mgf_hash = CP_HASH_SHA256,
			.salt_len = 32},
		{.scheme = CP_SIGNATURE_ECDSA, .hash = CP_HASH_SHA256}};
	cp_bytes signatures[3] = {sign(UNIT_RSA2048, GNUTLS_SIGN_RSA_SHA256),
		sign(UNIT_RSA2048, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256),
		sign(UNIT_P256, GNUTLS_SIGN_ECDSA_SHA256)};
	cp_public_key key;
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_signature_algorithm algorithm = algorithms[rows[i].base];

		key = keys[rows[i].base];
		key.flaws = rows[i].flaws;
		if (rows[i].type != CP_KEY_UNKNOWN)
			key.type = rows[i].type;
		if (rows[i].scheme != CP_SIGNATURE_UNKNOWN)
			algorithm.scheme = rows[i].scheme;
		if (rows[i].hash != CP_HASH_UNKNOWN)
			algorithm.hash = rows[i].hash;
		algorithm.parameters_wrong = rows[i].parameters_wrong;
		UNIT_ROW(rows[i].name, cp_crypto_verify(&key, &algorithm, signed_octets(),
					       signatures[rows[i].base]) == rows[i].result);
	}
	key = keys[RSA];
	key.modulus = cp_bytes_of(huge, sizeof(huge));
	CU_ASSERT(cp_crypto_verify(&key, &algorithms[RSA], signed_octets(), signatures[RSA]) ==
		  CP_VERIFY_UNSUPPORTED);
	key.modulus = CP_BYTES_NONE;
	CU_ASSERT(cp_crypto_verify(&key, &algorithms[RSA], signed_octets(), signatures[RSA]) ==
		  CP_VERIFY_BAD);
	key = keys[RSA];
	key.exponent = large_exponent;
	CU_ASSERT(cp_crypto_verify(&key, &algorithms[RSA], signed_octets(), signatures[RSA]) !=
		  CP_VERIFY_OK);
	/* Of a large modulus an exponent that most have. */
	key.modulus = cp_bytes_of(large, sizeof(large));
	key.exponent = cp_bytes_of(exponent, sizeof(exponent));
	CU_ASSERT(cp_crypto_verify(&key, &algorithms[RSA], signed_octets(), signatures[RSA]) ==
		  CP_VERIFY_UNSUPPORTED);
	key.exponent.len = 3;
	CU_ASSERT(cp_crypto_verify(&key, &algorithms[RSA], signed_octets(), signatures[RSA]) ==
		  CP_VERIFY_BAD);
	key = keys[EC];
	key.point_y = keys[EC].point_x;
	CU_ASSERT(cp_crypto_verify(&key, &algorithms[EC], signed_octets(), signatures[EC]) ==
		  CP_VERIFY_BAD);
	key.curve = CP_CURVE_SECP256K1;
	CU_ASSERT(cp_crypto_verify(&key, &algorithms[EC], signed_octets(), signatures[EC]) ==
		  CP_VERIFY_UNSUPPORTED);
}

static void
pss_keys_restrict_what_they_sign(void)
{
	static const struct {
		const char *name;
		cp_hash key_hash;
		unsigned min_salt_len;
		cp_hash hash, mgf_hash;
		unsigned salt_len;
		cp_verify_result result;
	} rows[] = {
		{"within", CP_HASH_SHA256, 32, CP_HASH_SHA256, CP_HASH_SHA256, 32, CP_VERIFY_OK},
		{"longer salt than asked for", CP_HASH_SHA256, 20, CP_HASH_SHA256, CP_HASH_SHA256,
			32, CP_VERIFY_OK},
		{"salt too short", CP_HASH_SHA256, 33, CP_HASH_SHA256, CP_HASH_SHA256, 32,
			CP_VERIFY_BAD},
		{"another hash", CP_HASH_SHA384, 32, CP_HASH_SHA256, CP_HASH_SHA256, 32,
			CP_VERIFY_BAD},
		{"another mask", CP_HASH_SHA256, 32, CP_HASH_SHA256, CP_HASH_SHA1, 32,
			CP_VERIFY_UNSUPPORTED},
		{"a salt it does not have", CP_HASH_SHA256, 0, CP_HASH_SHA256, CP_HASH_SHA256, 20,
			CP_VERIFY_BAD},
		{"no room for the salt", CP_HASH_SHA256, 0, CP_HASH_SHA256, CP_HASH_SHA256, 2000,
			CP_VERIFY_BAD},
		{"a salt beyond numbers", CP_HASH_SHA256, 0, CP_HASH_SHA256, CP_HASH_SHA256,
			0xffffffffu, CP_VERIFY_UNSUPPORTED},
	};
	cp_bytes signature = sign(UNIT_RSA2048, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256);
	cp_public_key key = public_key(UNIT_RSA2048);
	size_t i;

	key.type = CP_KEY_RSA_PSS;
	key.pss_restricted = true;
	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_signature_algorithm algorithm = {.scheme = CP_SIGNATURE_RSA_PSS,
			.hash = rows[i].hash,
			.mgf_hash = rows[i].mgf_hash,
			.salt_len = rows[i].salt_len};

		key.pss_hash = rows[i].key_hash;
		key.pss_min_salt_len = rows[i].min_salt_len;
		UNIT_ROW(rows[i].name, cp_crypto_verify(&key, &algorithm, signed_octets(),
					       signature) == rows[i].result);
	}
}

/* A verifying signature, spelled in ways that DER does not have. */
/* With one bit of y changed: of all points that begin with this x only two lie on the curve. */
static void
points_lie_on_their_curves(void)
{
	static const struct {
		unit_key_type type;
		bool is_ec;
	} rows[] = {{UNIT_P256, true}, {UNIT_P384, true}, {UNIT_P521, true}, {UNIT_P224, true},
		{UNIT_RSA2048, false}, {UNIT_ED25519, false}};
	uint8_t y[66];
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_public_key key = public_key(rows[i].type);

		CU_ASSERT(cp_crypto_point_is_on_curve(&key));
		if (!rows[i].is_ec)
			continue;
		memcpy(y, key.point_y.data, key.point_y.len);
		y[key.point_y.len - 1] ^= 1;
		key.point_y.data = y;
		CU_ASSERT(!cp_crypto_point_is_on_curve(&key));
		/* What is said of it already is not said again. */
		key.flaws = CP_KEY_FLAW_POINT_COMPRESSED;
		CU_ASSERT(cp_crypto_point_is_on_curve(&key));
		key.flaws = 0;
		key.curve = CP_CURVE_BRAINPOOL256;
		CU_ASSERT(cp_crypto_point_is_on_curve(&key));
	}
}

static void
ecdsa_signatures_are_der(void)
{
	cp_public_key key = public_key(UNIT_P256);
	cp_signature_algorithm algorithm = {.scheme = CP_SIGNATURE_ECDSA, .hash = CP_HASH_SHA256};
	cp_bytes good = sign(UNIT_P256, GNUTLS_SIGN_ECDSA_SHA256);
	uint8_t other[200];

	CU_ASSERT(cp_crypto_verify(&key, &algorithm, signed_octets(), good) == CP_VERIFY_OK);
	/* A long form for a short length. */
	other[0] = 0x30;
	other[1] = 0x81;
	memcpy(other + 2, good.data + 1, good.len - 1);
	CU_ASSERT(cp_crypto_verify(&key, &algorithm, signed_octets(),
			  cp_bytes_of(other, good.len + 1)) == CP_VERIFY_BAD);
	/* A zero before r. */
	memcpy(other, good.data, 4);
	other[1]++;
	other[3]++;
	other[4] = 0;
	memcpy(other + 5, good.data + 4, good.len - 4);
	CU_ASSERT(cp_crypto_verify(&key, &algorithm, signed_octets(),
			  cp_bytes_of(other, good.len + 1)) == CP_VERIFY_BAD);
	/* Numbers without octets. */
	CU_ASSERT(cp_crypto_verify(&key, &algorithm, signed_octets(),
			  cp_bytes_of("\x30\x04\x02\x00\x02\x00", 6)) == CP_VERIFY_BAD);
	CU_ASSERT(cp_crypto_verify(&key, &algorithm, signed_octets(),
			  cp_bytes_of("\x30\x02\x02\x00", 4)) == CP_VERIFY_BAD);
	/* Octets after it, outside and inside. */
	memcpy(other, good.data, good.len);
	other[good.len] = 0;
	CU_ASSERT(cp_crypto_verify(&key, &algorithm, signed_octets(),
			  cp_bytes_of(other, good.len + 1)) == CP_VERIFY_BAD);
	other[1]++;
	CU_ASSERT(cp_crypto_verify(&key, &algorithm, signed_octets(),
			  cp_bytes_of(other, good.len + 1)) == CP_VERIFY_BAD);
}

static void
digests_are_what_the_standards_say(void)
{
	static const char sha256[] =
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
	static const char sha1[] = "a9993e364706816aba3e25717850c26c9cd0d89d";
	cp_bytes parts[3] = {cp_bytes_of_string("a"), CP_BYTES_NONE, cp_bytes_of_string("bc")};
	uint8_t digest[CP_SHA256_LEN];
	cp_buf buf = CP_BUF_EMPTY;
	char *text;

	cp_crypto_sha256(cp_bytes_of_string("abc"), digest);
	cp_buf_append_hex(&buf, cp_bytes_of(digest, CP_SHA256_LEN));
	cp_crypto_sha256_parts(parts, 3, digest);
	cp_buf_append_hex(&buf, cp_bytes_of(digest, CP_SHA256_LEN));
	cp_crypto_sha1(cp_bytes_of_string("abc"), digest);
	cp_buf_append_hex(&buf, cp_bytes_of(digest, CP_SHA1_LEN));
	text = cp_buf_finish(&buf);
	CU_ASSERT_FATAL(text != NULL);
	CU_ASSERT(strncmp(text, sha256, 64) == 0 && strncmp(text + 64, sha256, 64) == 0);
	CU_ASSERT_STRING_EQUAL(text + 128, sha1);
	cp_free(text);
}

static void
keys_and_algorithms_have_names(void)
{
	cp_public_key key = {.type = CP_KEY_EC, .curve = CP_CURVE_P256};
	cp_signature_algorithm algorithm = {.scheme = CP_SIGNATURE_ECDSA, .hash = CP_HASH_SHA256};

	CU_ASSERT_STRING_EQUAL(cp_key_name(&key), "EC secp256r1");
	CU_ASSERT_STRING_EQUAL(cp_signature_name(&algorithm), "ecdsa-with-SHA256");
	key.type = CP_KEY_RSA;
	algorithm.scheme = CP_SIGNATURE_RSA_PSS;
	CU_ASSERT_STRING_EQUAL(cp_key_name(&key), "RSA");
	CU_ASSERT_STRING_EQUAL(cp_signature_name(&algorithm), "rsassaPss");
	key.type = CP_KEY_UNKNOWN;
	algorithm.scheme = CP_SIGNATURE_UNKNOWN;
	CU_ASSERT_STRING_EQUAL(cp_key_name(&key), "unknown");
	CU_ASSERT_STRING_EQUAL(cp_signature_name(&algorithm), "unknown");
}

/* So that a hundred checks take as long with dear keys as with others. */
static void
dear_keys_count_for_more(void)
{
	static const struct {
		const char *name;
		cp_public_key key;
		unsigned cost;
	} rows[] = {
		{"P-256", {.type = CP_KEY_EC, .curve = CP_CURVE_P256, .bits = 256}, 1},
		{"P-384", {.type = CP_KEY_EC, .curve = CP_CURVE_P384, .bits = 384}, 1},
		{"P-521", {.type = CP_KEY_EC, .curve = CP_CURVE_P521, .bits = 521}, 2},
		{"RSA-4096", {.type = CP_KEY_RSA, .bits = 4096}, 1},
		{"RSA-8192", {.type = CP_KEY_RSA, .bits = 8192}, 1},
		{"RSA-16384", {.type = CP_KEY_RSA, .bits = 16384}, 2},
		{"RSA-PSS-16384", {.type = CP_KEY_RSA_PSS, .bits = 16384}, 2},
		{"DSA-1024", {.type = CP_KEY_DSA, .bits = 1024}, 1},
		{"DSA-2048", {.type = CP_KEY_DSA, .bits = 2048}, 2},
		{"DSA-3072", {.type = CP_KEY_DSA, .bits = 3072}, 4},
		{"Ed25519", {.type = CP_KEY_ED25519, .bits = 256}, 1},
		{"no key", {.type = CP_KEY_UNKNOWN}, 1},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++)
		UNIT_ROW(rows[i].name, cp_crypto_cost(&rows[i].key) == rows[i].cost);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"good signatures verify and others do not",
			good_signatures_verify_and_others_do_not},
		{"digests verify like what they are of", digests_verify_like_what_they_are_of},
		{"keys and algorithms are gated", keys_and_algorithms_are_gated},
		{"PSS keys restrict what they sign", pss_keys_restrict_what_they_sign},
		{"dear keys count for more", dear_keys_count_for_more},
		{"points lie on their curves", points_lie_on_their_curves},
		{"ECDSA signatures are DER", ecdsa_signatures_are_der},
		{"digests are what the standards say", digests_are_what_the_standards_say},
		{"keys and algorithms have names", keys_and_algorithms_have_names},
		{NULL, NULL},
	};

	return unit_main("crypto", tests);
}
