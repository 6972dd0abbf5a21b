/* OCSP responses for tests. */
#include <config.h>
#include "unit/make_ocsp.h"
#include "base/buf.h"
#include "base/mem.h"
#include "crypto/crypto.h"
#include "unit/der_text.h"
#include "unit/make_cert.h"
#include "x509/cert.h"

#include <stdlib.h>

#define NAME(cn) "30{31{30{06{550403}0c{'%s'}}}}", cn

static const struct {
	gnutls_sign_algorithm_t algorithm;
	const char *identifier;
} algorithms[] = {
	{GNUTLS_SIGN_ECDSA_SHA256, "30{06{2a8648ce3d040302}}"},
	{GNUTLS_SIGN_ECDSA_SHA1, "30{06{2a8648ce3d0401}}"},
	{GNUTLS_SIGN_RSA_SHA256, "30{06{2a864886f70d01010b}0500}"},
};

static cp_bytes
read_text(cp_buf *text)
{
	char *whole = cp_buf_finish(text);
	cp_bytes der;

	if (whole == NULL)
		exit(99);
	der = der_text(whole);
	cp_free(whole);
	return der;
}

/* What certificates of "CN=ca" have as their issuer and as the key of it; lives until exit. */
static cp_bytes
name_of_issuer(void)
{
	static cp_cert *cert;

	if (cert == NULL)
		cert = cp_cert_read(unit_cert(&(unit_cert_spec){.subject = "CN=ca"}));
	if (cert == NULL)
		exit(99);
	return cert->subject;
}

/* What is in the BIT STRING of a key: the end of its SubjectPublicKeyInfo. */
static cp_bytes
key_bits(gnutls_privkey_t key)
{
	const unit_cert_spec spec = {.subject = "CN=key", .key = key};
	cp_cert *cert = cp_cert_read(unit_cert(&spec));
	cp_bytes spki = unit_spki(key), bits;

	if (cert == NULL)
		exit(99);
	bits = cp_bytes_slice(spki, spki.len - cert->key.key.len, spki.len);
	cp_cert_unref(cert);
	return bits;
}

static void
append_sha1(cp_buf *text, cp_bytes data)
{
	uint8_t digest[CP_SHA1_LEN];

	cp_crypto_sha1(data, digest);
	cp_buf_append_string(text, "04{");
	cp_buf_append_hex(text, cp_bytes_of(digest, sizeof(digest)));
	cp_buf_append_string(text, "}");
}

static void
append_single(cp_buf *text, const unit_ocsp_spec *spec)
{
	gnutls_privkey_t issuer =
		spec->issuer_key != NULL ? spec->issuer_key : unit_key(UNIT_P256, 1);
	const char *next = spec->next_update != NULL ? spec->next_update : "20260108000000Z";

	cp_buf_append_string(text, "30{30{30{06{2b0e03021a}0500}");
	append_sha1(text, name_of_issuer());
	append_sha1(text, key_bits(issuer));
	cp_buf_printf(text, "02{%s}}%s18{'%s'}", spec->serial != NULL ? spec->serial : "05",
		spec->status != NULL ? spec->status : "8000",
		spec->this_update != NULL ? spec->this_update : "20251231000000Z");
	if (next[0] != '\0')
		cp_buf_printf(text, "a0{18{'%s'}}", next);
	if (spec->single_extensions != NULL)
		cp_buf_printf(text, "a1{30{%s}}", spec->single_extensions);
	cp_buf_append_string(text, "}");
}

static cp_bytes
data_of(const unit_ocsp_spec *spec, gnutls_privkey_t key)
{
	cp_buf text = CP_BUF_EMPTY;

	cp_buf_append_string(&text, spec->by_key ? "30{a2{" : "30{a1{");
	if (spec->by_key)
		append_sha1(&text, key_bits(key));
	else
		cp_buf_printf(&text, NAME(spec->responder != NULL ? spec->responder : "ca"));
	cp_buf_printf(&text, "}18{'%s'}30{",
		spec->produced_at != NULL ? spec->produced_at : "20251231000000Z");
	append_single(&text, spec);
	cp_buf_append_string(&text, "}}");
	return read_text(&text);
}

static const char *
identifier_of(gnutls_sign_algorithm_t algorithm)
{
	size_t i;

	for (i = 0; i < CP_COUNT(algorithms) && algorithms[i].algorithm != algorithm; i++)
		continue;
	if (i == CP_COUNT(algorithms))
		exit(99);
	return algorithms[i].identifier;
}

cp_bytes
unit_ocsp(const unit_ocsp_spec *spec)
{
	gnutls_privkey_t key = spec->key != NULL ? spec->key : unit_key(UNIT_P256, 1);
	gnutls_sign_algorithm_t algorithm =
		spec->algorithm != 0 ? spec->algorithm : GNUTLS_SIGN_ECDSA_SHA256;
	cp_bytes data = data_of(spec, key);
	gnutls_datum_t to_sign = {(unsigned char *)(uintptr_t)data.data, (unsigned)data.len};
	gnutls_datum_t signature;
	cp_buf text = CP_BUF_EMPTY;

	if (gnutls_privkey_sign_data2(key, algorithm, 0, &to_sign, &signature) < 0)
		exit(99);
	cp_buf_append_string(&text, "30{0a{00}a0{30{06{2b0601050507300101}04{30{");
	cp_buf_append_hex(&text, data);
	cp_buf_printf(&text, "%s03{00", identifier_of(algorithm));
	cp_buf_append_hex(&text, cp_bytes_of(signature.data, signature.size));
	cp_buf_append_string(&text, "}");
	if (spec->certs.len > 0) {
		cp_buf_append_string(&text, "a0{30{");
		cp_buf_append_hex(&text, spec->certs);
		cp_buf_append_string(&text, "}}");
	}
	cp_buf_append_string(&text, "}}}}}");
	gnutls_free(signature.data);
	return read_text(&text);
}
