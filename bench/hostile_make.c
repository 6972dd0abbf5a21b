/* Making certificates, lists and responses; keys and signatures by GnuTLS. */
#include <config.h>
#include "hostile_make.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_MAX 12000u
#define FIRST_SERIAL UINT64_C(0x1122334455667788)

/* Names of octets that never change, so that every run judges the same. */
static uint64_t noise_state = UINT64_C(0x9e3779b97f4a7c15);

static unsigned char
noise(void)
{
	noise_state ^= noise_state << 13;
	noise_state ^= noise_state >> 7;
	noise_state ^= noise_state << 17;
	return (unsigned char)(noise_state >> 24);
}

static const struct {
	gnutls_pk_algorithm_t algorithm;
	unsigned bits;
	gnutls_digest_algorithm_t digest;
	const char *signature_oid;
} types[MAKE_N_TYPES] = {
	[MAKE_P256] = {GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1),
		GNUTLS_DIG_SHA256, "2a8648ce3d040302"},
	[MAKE_P384] = {GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1),
		GNUTLS_DIG_SHA384, "2a8648ce3d040303"},
	[MAKE_P521] = {GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP521R1),
		GNUTLS_DIG_SHA512, "2a8648ce3d040304"},
	[MAKE_ED448] = {GNUTLS_PK_EDDSA_ED448, 456, GNUTLS_DIG_SHAKE_256, "2b6571"},
	/* Its keys are of nobody. */
	[MAKE_DSA] = {GNUTLS_PK_DSA, 1024, GNUTLS_DIG_SHA256, "608648016503040302"},
};

typedef struct made_key {
	gnutls_privkey_t key;
	gnutls_datum_t spki;
} made_key;

static made_key *
key_of(make_key_type type, size_t n)
{
	static made_key keys[MAKE_N_TYPES][KEYS_MAX];
	made_key *made = &keys[type][n];
	gnutls_pubkey_t pubkey;

	bench_require(n < KEYS_MAX, "too many keys");
	if (made->key != NULL)
		return made;
	bench_require(gnutls_privkey_init(&made->key) == 0 &&
			      gnutls_privkey_generate(
				      made->key, types[type].algorithm, types[type].bits, 0) == 0 &&
			      gnutls_pubkey_init(&pubkey) == 0 &&
			      gnutls_pubkey_import_privkey(pubkey, made->key, 0, 0) == 0 &&
			      gnutls_pubkey_export2(pubkey, GNUTLS_X509_FMT_DER, &made->spki) == 0,
		"making a key");
	gnutls_pubkey_deinit(pubkey);
	return made;
}

void
make_spki(der *d, make_key_type type, size_t n)
{
	made_key *made = key_of(type, n);

	der_put(d, made->spki.data, made->spki.size);
}

static void
random_odd(der *d, size_t bits)
{
	size_t len = (bits + 7) / 8, i;

	der_open(d, 0x02);
	der_fill(d, 0, 1);
	for (i = 0; i < len; i++)
		der_fill(d, noise() | (i == 0 ? (bits % 8 == 0 ? 0x80 : 0x40) : 0) | (i == len - 1),
			1);
	der_close(d);
}

void
make_rsa_spki(der *d, size_t modulus_bits, size_t exponent_bits)
{
	der_open(d, 0x30);
	der_open(d, 0x30);
	der_oid(d, "2a864886f70d010101");
	der_element(d, 0x05, NULL, 0);
	der_close(d);
	der_open(d, 0x03);
	der_fill(d, 0, 1);
	der_open(d, 0x30);
	random_odd(d, modulus_bits);
	if (exponent_bits == 0)
		der_number(d, 65537);
	else
		random_odd(d, exponent_bits);
	der_close(d);
	der_close(d);
	der_close(d);
}

void
make_dsa_spki(der *d, size_t p_bits, size_t q_bits)
{
	der_open(d, 0x30);
	der_open(d, 0x30);
	der_oid(d, "2a8648ce380401");
	der_open(d, 0x30);
	random_odd(d, p_bits);
	random_odd(d, q_bits);
	random_odd(d, p_bits - 1);
	der_close(d);
	der_close(d);
	der_open(d, 0x03);
	der_fill(d, 0, 1);
	random_odd(d, p_bits - 1);
	der_close(d);
	der_close(d);
}

void
make_name(der *d, const char *common_name)
{
	der_open(d, 0x30);
	if (common_name != NULL) {
		der_open(d, 0x31);
		der_open(d, 0x30);
		der_oid(d, "550403");
		der_text(d, 0x0c, common_name);
		der_close(d);
		der_close(d);
	}
	der_close(d);
}

void
make_extension(der *d, const char *oid, bool critical, const der *content)
{
	static const unsigned char yes = 0xff;

	der_open(d, 0x30);
	der_oid(d, oid);
	if (critical)
		der_element(d, 0x01, &yes, 1);
	der_element(d, 0x04, content->data, content->len);
	der_close(d);
}

/* The AlgorithmIdentifier of a signature. */
static void
put_algorithm(der *d, make_key_type type, bool rsa)
{
	der_open(d, 0x30);
	der_oid(d, rsa ? "2a864886f70d01010b" : types[type].signature_oid);
	if (rsa)
		der_element(d, 0x05, NULL, 0);
	der_close(d);
}

static void
put_time(der *d, const char *time, const char *fallback)
{
	const char *text = time != NULL ? time : fallback;

	der_text(d, strlen(text) > 13 ? 0x18 : 0x17, text);
}

/* A key identifier of 8 octets for a number. */
static void
put_key_id(der *d, unsigned char tag, size_t number)
{
	unsigned char id[8];
	size_t i;

	for (i = 0; i < sizeof(id); i++)
		id[i] = (unsigned char)(number >> (8 * i));
	der_element(d, tag, id, sizeof(id));
}

static void
put_key_ids(der *d, const make_cert *spec)
{
	der content = DER_EMPTY;

	put_key_id(&content, 0x04, 1 + spec->key + spec->key_id);
	make_extension(d, "551d0e", false, &content);
	content.len = 0;
	der_open(&content, 0x30);
	put_key_id(&content, 0x80, 1 + spec->issuer_key + 3 * spec->key_id);
	der_close(&content);
	make_extension(d, "551d23", false, &content);
	der_free(&content);
}

static void
put_usage(der *d, const make_cert *spec)
{
	static const unsigned char yes = 0xff, sign[] = {1, 0x06}, digital[] = {7, 0x80};
	der content = DER_EMPTY;

	if (spec->is_ca) {
		der_open(&content, 0x30);
		der_element(&content, 0x01, &yes, 1);
		der_close(&content);
		make_extension(d, "551d13", true, &content);
		content.len = 0;
	}
	der_element(&content, 0x03, spec->is_ca ? sign : digital, 2);
	make_extension(d, "551d0f", true, &content);
	if (!spec->is_ca) {
		content.len = 0;
		der_open(&content, 0x30);
		der_oid(&content, spec->is_responder ? "2b06010505070309" : "2b06010505070301");
		der_close(&content);
		make_extension(d, "551d25", false, &content);
	}
	der_free(&content);
}

static void
put_extensions(der *d, const make_cert *spec)
{
	der content = DER_EMPTY;

	der_open(d, 0xa3);
	der_open(d, 0x30);
	put_usage(d, spec);
	if (!spec->no_key_ids)
		put_key_ids(d, spec);
	if (spec->dns != NULL) {
		der_open(&content, 0x30);
		der_text(&content, 0x82, spec->dns);
		der_close(&content);
		make_extension(d, "551d11", false, &content);
		der_free(&content);
	}
	if (spec->extensions != NULL)
		der_put(d, spec->extensions->data, spec->extensions->len);
	der_close(d);
	der_close(d);
}

static void
put_tbs(der *d, const make_cert *spec)
{
	der_open(d, 0x30);
	der_open(d, 0xa0);
	der_number(d, 2);
	der_close(d);
	if (spec->serial_len > 0) {
		der_open(d, 0x02);
		der_fill(d, 0x11, spec->serial_len);
		der_close(d);
	} else {
		der_number(d, FIRST_SERIAL + spec->serial);
	}
	put_algorithm(d, spec->issuer_type, spec->rsa_signature > 0);
	if (spec->issuer_name != NULL)
		der_put(d, spec->issuer_name->data, spec->issuer_name->len);
	else
		make_name(d, spec->issuer);
	der_open(d, 0x30);
	put_time(d, spec->not_before, "260101000000Z");
	put_time(d, spec->not_after, "270101000000Z");
	der_close(d);
	if (spec->subject_name != NULL)
		der_put(d, spec->subject_name->data, spec->subject_name->len);
	else
		make_name(d, spec->subject);
	if (spec->spki != NULL)
		der_put(d, spec->spki->data, spec->spki->len);
	else
		make_spki(d, spec->type, spec->key);
	put_extensions(d, spec);
	der_close(d);
}

static void
put_forged(der *d, make_key_type type, size_t rsa)
{
	size_t half = type == MAKE_P521 ? 65 : 31, i;

	if (rsa > 0 || type == MAKE_ED448) {
		for (i = 0; i < (rsa > 0 ? rsa : 113); i++)
			der_fill(d, noise() & (i == 0 ? 0x3f : 0xff), 1);
		if (rsa == 0)
			der_fill(d, 0, 1);
		return;
	}
	der_open(d, 0x30);
	for (i = 0; i < 2; i++) {
		size_t k;

		der_open(d, 0x02);
		for (k = 0; k < half; k++)
			der_fill(d, k == 0 ? 0x11 : noise(), 1);
		der_close(d);
	}
	der_close(d);
}

/* SEQUENCE { tbs, algorithm, signature, certs [0] unless NULL }; the tbs is taken. */
static bench_data
sign_with(der *tbs, make_key_type type, size_t key, bool forged, size_t rsa, const der *certs)
{
	gnutls_datum_t data = {tbs->data, (unsigned)tbs->len}, signature;
	der whole = DER_EMPTY;
	bench_data out;

	der_open(&whole, 0x30);
	der_put(&whole, tbs->data, tbs->len);
	put_algorithm(&whole, type, rsa > 0);
	der_open(&whole, 0x03);
	der_fill(&whole, 0, 1);
	if (forged || rsa > 0) {
		put_forged(&whole, type, rsa);
	} else {
		bench_require(gnutls_privkey_sign_data(key_of(type, key)->key, types[type].digest,
				      0, &data, &signature) == 0,
			"signing");
		der_put(&whole, signature.data, signature.size);
		gnutls_free(signature.data);
	}
	der_close(&whole);
	if (certs != NULL) {
		der_open(&whole, 0xa0);
		der_element(&whole, 0x30, certs->data, certs->len);
		der_close(&whole);
	}
	der_close(&whole);
	der_free(tbs);
	out.data = whole.data;
	out.len = whole.len;
	return out;
}

static bench_data
sign(der *tbs, make_key_type type, size_t key, bool forged, size_t rsa)
{
	return sign_with(tbs, type, key, forged, rsa, NULL);
}

bench_data
make_certificate(const make_cert *spec)
{
	der tbs = DER_EMPTY;

	put_tbs(&tbs, spec);
	return sign(&tbs, spec->issuer_type, spec->issuer_key, spec->forged, spec->rsa_signature);
}

static void
put_list_extensions(der *d, const make_crl *spec)
{
	der content = DER_EMPTY;

	der_open(d, 0xa0);
	der_open(d, 0x30);
	der_number(&content, spec->number + 1);
	make_extension(d, "551d14", false, &content);
	if (spec->extensions != NULL)
		der_put(d, spec->extensions->data, spec->extensions->len);
	der_close(d);
	der_close(d);
	der_free(&content);
}

bench_data
make_list(const make_crl *spec)
{
	der tbs = DER_EMPTY;

	der_open(&tbs, 0x30);
	der_number(&tbs, 1);
	put_algorithm(&tbs, spec->type, false);
	make_name(&tbs, spec->issuer);
	put_time(&tbs, NULL, "260501000000Z");
	put_time(&tbs, NULL, "260801000000Z");
	if (spec->entries != NULL)
		der_element(&tbs, 0x30, spec->entries->data, spec->entries->len);
	put_list_extensions(&tbs, spec);
	der_close(&tbs);
	return sign(&tbs, spec->type, spec->key, spec->forged, 0);
}

static void
put_digest(der *d, const void *data, size_t len)
{
	unsigned char digest[20];

	bench_require(gnutls_hash_fast(GNUTLS_DIG_SHA1, data, len, digest) == 0, "hashing");
	der_element(d, 0x04, digest, sizeof(digest));
}

/* The point of a key on P-256 ends its SubjectPublicKeyInfo. */
#define POINT_LEN 65

static void
put_cert_id(der *d, const make_single_response *spec)
{
	der name = DER_EMPTY, spki = DER_EMPTY;

	make_name(&name, spec->issuer);
	make_spki(&spki, MAKE_P256, spec->issuer_key);
	der_open(d, 0x30);
	der_open(d, 0x30);
	der_oid(d, "2b0e03021a");
	der_element(d, 0x05, NULL, 0);
	der_close(d);
	put_digest(d, name.data, name.len);
	put_digest(d, spki.data + spki.len - POINT_LEN, POINT_LEN);
	der_number(d, FIRST_SERIAL + spec->serial);
	der_close(d);
	der_free(&name);
	der_free(&spki);
}

void
make_single(der *d, const make_single_response *spec)
{
	der_open(d, 0x30);
	put_cert_id(d, spec);
	der_element(d, 0x80, NULL, 0);
	der_text(d, 0x18, "20260501000000Z");
	der_open(d, 0xa0);
	der_text(d, 0x18, "20260801000000Z");
	der_close(d);
	der_close(d);
}

bench_data
make_response(const make_ocsp *spec)
{
	der data = DER_EMPTY, whole = DER_EMPTY;
	bench_data basic, out;

	der_open(&data, 0x30);
	der_open(&data, 0xa1);
	make_name(&data, spec->responder);
	der_close(&data);
	der_text(&data, 0x18, "20260501000000Z");
	der_element(&data, 0x30, spec->singles->data, spec->singles->len);
	der_close(&data);
	basic = sign_with(&data, MAKE_P256, spec->key, spec->forged, 0, spec->certs);
	der_open(&whole, 0x30);
	der_fill(&whole, 0x0a, 1);
	der_put(&whole, "\x01\x00", 2);
	der_open(&whole, 0xa0);
	der_open(&whole, 0x30);
	der_oid(&whole, "2b0601050507300101");
	der_element(&whole, 0x04, basic.data, basic.len);
	der_close(&whole);
	der_close(&whole);
	der_close(&whole);
	free(basic.data);
	out.data = whole.data;
	out.len = whole.len;
	return out;
}
