/* Revocation lists for tests. */
#include <config.h>
#include "unit/make_crl.h"
#include "base/buf.h"
#include "base/mem.h"
#include "unit/der_text.h"
#include "unit/make_cert.h"

#include <stdlib.h>

#define ECDSA_SHA256 "30{06{2a8648ce3d040302}}"

static const char *
either(const char *given, const char *plain)
{
	return given != NULL ? given : plain;
}

/* A field that holds the content, if there is any. */
static void
append_field(cp_buf *text, const char *head, const char *content, const char *tail)
{
	if (content[0] != '\0')
		cp_buf_printf(text, "%s%s%s", head, content, tail);
}

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

static cp_bytes
tbs_of(const unit_crl_spec *spec)
{
	cp_buf text = CP_BUF_EMPTY;

	cp_buf_printf(&text, "30{%s%s%s%s%s", either(spec->version, "02{01}"),
		either(spec->algorithm, ECDSA_SHA256), either(spec->issuer, CRL_NAME("ca")),
		either(spec->this_update, CRL_TIME("251201000000")),
		either(spec->next_update, CRL_TIME("260201000000")));
	append_field(&text, "30{", either(spec->entries, ""), "}");
	append_field(&text, "a0{30{", either(spec->extensions, CRL_NUMBER("05")), "}}");
	cp_buf_append_string(&text, "}");
	return read_text(&text);
}

cp_bytes
unit_crl(const unit_crl_spec *spec)
{
	gnutls_privkey_t key = spec->key != NULL ? spec->key : unit_key(UNIT_P256, 1);
	cp_bytes tbs = tbs_of(spec);
	gnutls_datum_t data = {(unsigned char *)(uintptr_t)tbs.data, (unsigned)tbs.len}, signature;
	cp_buf text = CP_BUF_EMPTY;

	if (gnutls_privkey_sign_data2(key, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &signature) < 0)
		exit(99);
	if (spec->bad_signature)
		signature.data[signature.size - 1] ^= 1;
	cp_buf_append_string(&text, "30{");
	cp_buf_append_hex(&text, tbs);
	cp_buf_append_string(&text, ECDSA_SHA256 "03{00");
	cp_buf_append_hex(&text, cp_bytes_of(signature.data, signature.size));
	cp_buf_append_string(&text, "}}");
	gnutls_free(signature.data);
	return read_text(&text);
}
