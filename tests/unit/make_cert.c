/* Certificates for tests. */
#include <config.h>
#include "unit/make_cert.h"
#include "base/civil.h"
#include "base/text.h"

#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#define MUST(call) must((call), #call, __LINE__)

static void
must(int rc, const char *what, int line)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, line, what, gnutls_strerror(rc));
	exit(99);
}

/* Everything that is handed out hangs here, so that leak checkers see it. */
static struct kept {
	struct kept *next;
	void *data;
} * all_kept;

static void *
keep(const void *data, size_t len)
{
	struct kept *kept = malloc(sizeof(*kept));
	uint8_t *copy = malloc(len + 1);

	if (kept == NULL || copy == NULL)
		exit(99);
	if (len > 0)
		memcpy(copy, data, len);
	copy[len] = 0;
	kept->next = all_kept;
	kept->data = copy;
	all_kept = kept;
	return copy;
}

static cp_bytes
keep_datum(gnutls_datum_t *datum)
{
	cp_bytes kept = cp_bytes_of(keep(datum->data, datum->size), datum->size);

	gnutls_free(datum->data);
	return kept;
}

gnutls_privkey_t
unit_key(unit_key_type type, unsigned n)
{
	static const struct {
		gnutls_pk_algorithm_t algorithm;
		unsigned bits;
	} types[] = {
		[UNIT_P256] = {GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1)},
		[UNIT_P192] = {GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP192R1)},
		[UNIT_P224] = {GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP224R1)},
		[UNIT_P384] = {GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1)},
		[UNIT_P521] = {GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP521R1)},
		[UNIT_ED25519] = {GNUTLS_PK_EDDSA_ED25519, 256},
		[UNIT_ED448] = {GNUTLS_PK_EDDSA_ED448, 456},
		[UNIT_RSA1024] = {GNUTLS_PK_RSA, 1024},
		[UNIT_RSA2048] = {GNUTLS_PK_RSA, 2048},
		[UNIT_DSA] = {GNUTLS_PK_DSA, 1024},
	};
	static gnutls_privkey_t keys[sizeof(types) / sizeof(types[0])][64];
	gnutls_privkey_t *key = &keys[type][n % 64];

	if (*key == NULL) {
		MUST(gnutls_privkey_init(key));
		MUST(gnutls_privkey_generate(*key, types[type].algorithm, types[type].bits, 0));
	}
	return *key;
}

static gnutls_pubkey_t
public_of(gnutls_privkey_t key)
{
	gnutls_pubkey_t pubkey;

	MUST(gnutls_pubkey_init(&pubkey));
	MUST(gnutls_pubkey_import_privkey(pubkey, key, 0, 0));
	return pubkey;
}

cp_bytes
unit_spki(gnutls_privkey_t key)
{
	gnutls_pubkey_t pubkey = public_of(key);
	gnutls_datum_t der;

	MUST(gnutls_pubkey_export2(pubkey, GNUTLS_X509_FMT_DER, &der));
	gnutls_pubkey_deinit(pubkey);
	return keep_datum(&der);
}

/* Takes the next word off a list parted by spaces into `word`. */
static bool
next_word(const char **list, char *word, size_t size)
{
	size_t len;

	while (*list != NULL && **list == ' ')
		(*list)++;
	if (*list == NULL || **list == '\0')
		return false;
	len = strcspn(*list, " ");
	if (len >= size)
		exit(99);
	memcpy(word, *list, len);
	word[len] = '\0';
	*list += len;
	return true;
}

/* "kind:value" to GnuTLS's kind and octets; `range` asks for address and mask. */
static gnutls_x509_subject_alt_name_t
read_name(char *word, bool range, uint8_t *out, unsigned *len)
{
	char *value = strchr(word, ':');
	char *slash;
	unsigned i, bits;

	if (value == NULL)
		exit(99);
	*value++ = '\0';
	slash = strchr(value, '/');
	if (strcmp(word, "ip") != 0) {
		*len = (unsigned)strlen(value);
		memcpy(out, value, *len);
		return strcmp(word, "dns") == 0     ? GNUTLS_SAN_DNSNAME
		       : strcmp(word, "email") == 0 ? GNUTLS_SAN_RFC822NAME
						    : GNUTLS_SAN_URI;
	}
	if (slash != NULL)
		*slash = '\0';
	*len = strchr(value, ':') != NULL ? 16 : 4;
	if (inet_pton(*len == 16 ? AF_INET6 : AF_INET, value, out) != 1)
		exit(99);
	if (!range)
		return GNUTLS_SAN_IPADDRESS;
	bits = slash != NULL ? (unsigned)atoi(slash + 1) : *len * 8;
	for (i = 0; i < *len; i++) {
		unsigned in_octet = bits > i * 8 ? bits - i * 8 : 0;

		out[*len + i] = in_octet >= 8 ? 0xff : (uint8_t)(0xff00 >> in_octet);
	}
	*len *= 2;
	return GNUTLS_SAN_IPADDRESS;
}

/* SRVName (RFC 4985), SmtpUTF8Mailbox (RFC 9598): a string of fewer than 128 octets. */
static bool
set_other_name(gnutls_x509_crt_t crt, const char *word)
{
	bool is_srv = strncmp(word, "srv:", 4) == 0;
	const char *text = strchr(word, ':') + 1;
	uint8_t value[130] = {is_srv ? 0x16 : 0x0c, (uint8_t)strlen(text)};

	if (!is_srv && strncmp(word, "utf8:", 5) != 0)
		return false;
	if (strlen(text) >= 128)
		exit(99);
	memcpy(value + 2, text, strlen(text));
	MUST(gnutls_x509_crt_set_subject_alt_othername(crt,
		is_srv ? "1.3.6.1.5.5.7.8.7" : "1.3.6.1.5.5.7.8.9", value,
		(unsigned)strlen(text) + 2, GNUTLS_FSAN_APPEND));
	return true;
}

static void
set_names(gnutls_x509_crt_t crt, const char *names)
{
	char word[1024];
	uint8_t value[1024];
	unsigned len;

	while (next_word(&names, word, sizeof(word))) {
		gnutls_x509_subject_alt_name_t type;

		if (set_other_name(crt, word))
			continue;
		type = read_name(word, false, value, &len);
		MUST(gnutls_x509_crt_set_subject_alt_name(
			crt, type, value, len, GNUTLS_FSAN_APPEND));
	}
}

static void
add_constraints(gnutls_x509_name_constraints_t constraints, const char *names, bool permitted)
{
	char word[1024];
	uint8_t value[1024];
	unsigned len;

	while (next_word(&names, word, sizeof(word))) {
		gnutls_x509_subject_alt_name_t type = read_name(word, true, value, &len);
		gnutls_datum_t name = {value, len};

		if (permitted)
			MUST(gnutls_x509_name_constraints_add_permitted(constraints, type, &name));
		else
			MUST(gnutls_x509_name_constraints_add_excluded(constraints, type, &name));
	}
}

static void
set_constraints(gnutls_x509_crt_t crt, const unit_cert_spec *spec)
{
	gnutls_x509_name_constraints_t constraints;

	if (spec->permitted == NULL && spec->excluded == NULL)
		return;
	MUST(gnutls_x509_name_constraints_init(&constraints));
	add_constraints(constraints, spec->permitted, true);
	add_constraints(constraints, spec->excluded, false);
	MUST(gnutls_x509_crt_set_name_constraints(crt, constraints, 1));
	gnutls_x509_name_constraints_deinit(constraints);
}

static void
set_purposes_and_policies(gnutls_x509_crt_t crt, const unit_cert_spec *spec)
{
	const char *purposes = spec->eku, *policies = spec->policies;
	char word[256];

	while (next_word(&purposes, word, sizeof(word)))
		MUST(gnutls_x509_crt_set_key_purpose_oid(crt, word, 0));
	while (next_word(&policies, word, sizeof(word))) {
		gnutls_x509_policy_st policy = {.oid = word};

		MUST(gnutls_x509_crt_set_policy(crt, &policy, 0));
	}
}

static unsigned
from_hex(const char *hex, uint8_t *out, size_t size)
{
	size_t len = strlen(hex) / 2;

	if (len > size || !cp_hex_decode(cp_bytes_of_string(hex), out))
		exit(99);
	return (unsigned)len;
}

static unsigned
key_id(gnutls_privkey_t key, const char *hex, uint8_t *out, size_t size)
{
	gnutls_pubkey_t pubkey;

	if (hex != NULL)
		return from_hex(hex, out, size);
	pubkey = public_of(key);
	MUST(gnutls_pubkey_get_key_id(pubkey, 0, out, &size));
	gnutls_pubkey_deinit(pubkey);
	return (unsigned)size;
}

static void
set_key_ids(gnutls_x509_crt_t crt, const unit_cert_spec *spec, gnutls_privkey_t key,
	gnutls_privkey_t issuer_key)
{
	uint8_t id[64];
	unsigned len;

	if (!spec->no_ski) {
		len = key_id(key, spec->ski, id, sizeof(id));
		MUST(gnutls_x509_crt_set_subject_key_id(crt, id, len));
	}
	if (!spec->no_aki) {
		len = key_id(issuer_key, spec->aki, id, sizeof(id));
		MUST(gnutls_x509_crt_set_authority_key_id(crt, id, len));
	}
}

static void
set_extensions(gnutls_x509_crt_t crt, const unit_extension *extension)
{
	for (; extension != NULL && extension->oid != NULL; extension++) {
		static uint8_t value[1 << 17];
		unsigned len = from_hex(extension->hex, value, sizeof(value));

		MUST(gnutls_x509_crt_set_extension_by_oid(
			crt, extension->oid, value, len, extension->critical));
	}
}

static time_t
instant(const char *text)
{
	int64_t seconds;

	if (!cp_time_parse(cp_bytes_of_string(text), false, &seconds))
		exit(99);
	return (time_t)seconds;
}

static void
set_name(gnutls_x509_crt_t crt, const char *name)
{
	const char *at;

	if (name != NULL && name[0] != '\0')
		MUST(gnutls_x509_crt_set_dn(crt, name, &at));
}

static gnutls_digest_algorithm_t
digest_for(const unit_cert_spec *spec, gnutls_privkey_t issuer_key)
{
	gnutls_pubkey_t pubkey;
	gnutls_digest_algorithm_t digest;

	if (spec->digest != GNUTLS_DIG_UNKNOWN)
		return spec->digest;
	pubkey = public_of(issuer_key);
	MUST(gnutls_pubkey_get_preferred_hash_algorithm(pubkey, &digest, NULL));
	gnutls_pubkey_deinit(pubkey);
	return digest;
}

/* GnuTLS takes the issuer's name from a certificate: one that has nothing else. */
static void
sign(gnutls_x509_crt_t crt, const unit_cert_spec *spec, gnutls_privkey_t issuer_key)
{
	gnutls_pubkey_t pubkey = public_of(issuer_key);
	gnutls_x509_crt_t issuer;

	MUST(gnutls_x509_crt_init(&issuer));
	set_name(issuer, spec->issuer != NULL ? spec->issuer : spec->subject);
	MUST(gnutls_x509_crt_set_pubkey(issuer, pubkey));
	MUST(gnutls_x509_crt_privkey_sign(crt, issuer, issuer_key, digest_for(spec, issuer_key),
		spec->pss ? GNUTLS_PRIVKEY_SIGN_FLAG_RSA_PSS : 0));
	gnutls_x509_crt_deinit(issuer);
	gnutls_pubkey_deinit(pubkey);
}

static void
set_fields(gnutls_x509_crt_t crt, const unit_cert_spec *spec, gnutls_privkey_t key)
{
	unsigned number = spec->serial != 0 ? spec->serial : 1;
	uint8_t serial[5] = {0, (uint8_t)(number >> 24), (uint8_t)(number >> 16),
		(uint8_t)(number >> 8), (uint8_t)number};
	size_t skip = 0;
	gnutls_pubkey_t pubkey = public_of(key);

	while (skip < 4 && serial[skip] == 0 && (serial[skip + 1] & 0x80) == 0)
		skip++;
	MUST(gnutls_x509_crt_set_version(crt, 3));
	MUST(gnutls_x509_crt_set_serial(crt, serial + skip, sizeof(serial) - skip));
	set_name(crt, spec->subject);
	MUST(gnutls_x509_crt_set_pubkey(crt, pubkey));
	gnutls_pubkey_deinit(pubkey);
	MUST(gnutls_x509_crt_set_activation_time(crt,
		instant(spec->not_before != NULL ? spec->not_before : "2020-01-01T00:00:00Z")));
	MUST(gnutls_x509_crt_set_expiration_time(
		crt, instant(spec->not_after != NULL ? spec->not_after : "2040-01-01T00:00:00Z")));
}

cp_bytes
unit_cert(const unit_cert_spec *spec)
{
	gnutls_privkey_t key = spec->key != NULL ? spec->key : unit_key(UNIT_P256, 0);
	gnutls_privkey_t issuer_key = spec->issuer_key != NULL ? spec->issuer_key : key;
	gnutls_x509_crt_t crt;
	gnutls_datum_t der;

	MUST(gnutls_x509_crt_init(&crt));
	set_fields(crt, spec, key);
	if (spec->is_ca || spec->is_not_ca)
		MUST(gnutls_x509_crt_set_basic_constraints(
			crt, spec->is_ca, spec->has_path_len ? spec->path_len : -1));
	if (spec->key_usage != 0)
		MUST(gnutls_x509_crt_set_key_usage(crt, spec->key_usage));
	set_names(crt, spec->names);
	set_purposes_and_policies(crt, spec);
	set_constraints(crt, spec);
	set_key_ids(crt, spec, key, issuer_key);
	set_extensions(crt, spec->extensions);
	sign(crt, spec, issuer_key);
	MUST(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der));
	gnutls_x509_crt_deinit(crt);
	if (spec->bad_signature)
		der.data[der.size - 1] ^= 1;
	return keep_datum(&der);
}

const char *
unit_pem(cp_bytes der)
{
	gnutls_datum_t raw = {(unsigned char *)(uintptr_t)der.data, (unsigned)der.len}, pem;

	MUST(gnutls_pem_base64_encode2("CERTIFICATE", &raw, &pem));
	return (const char *)keep_datum(&pem).data;
}
