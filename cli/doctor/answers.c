/* The rows of answers.def, and how GnuTLS and our own engine are asked. */
#include <config.h>
#include "answers.h"

#include <certpolicy/certpolicy.h>

#include <stdint.h>
#include <string.h>
#include <time.h>

static const answers_chain chains[] = {
#define DOCTOR_CHAIN(title, sound, cve, n, leaf, issuer, another, root)                            \
	{title, sound, cve, n, {leaf, issuer, another}, root},
#define DOCTOR_STAPLE(title, cve, response)
#define DOCTOR_KEY(key)
#include "answers.def"
#undef DOCTOR_CHAIN
#undef DOCTOR_STAPLE
#undef DOCTOR_KEY
};

static const answers_staple staples[] = {
#define DOCTOR_CHAIN(title, sound, cve, n, leaf, issuer, another, root)
#define DOCTOR_STAPLE(title, cve, response) {title, cve, response},
#define DOCTOR_KEY(key)
#include "answers.def"
#undef DOCTOR_STAPLE
#undef DOCTOR_KEY
};

#define DOCTOR_STAPLE(title, cve, response)
#define DOCTOR_KEY(key) const char answers_key[] = key;
#include "answers.def"

const answers_chain *
answers_chain_at(size_t index)
{
	return index < sizeof(chains) / sizeof(chains[0]) ? &chains[index] : NULL;
}

const answers_staple *
answers_staple_at(size_t index)
{
	return index < sizeof(staples) / sizeof(staples[0]) ? &staples[index] : NULL;
}

bool
answers_decode(const char *text, gnutls_datum_t *octets)
{
	gnutls_datum_t base64 = {(unsigned char *)(uintptr_t)text, (unsigned)strlen(text)};

	octets->data = NULL;
	octets->size = 0;
	return gnutls_base64_decode2(&base64, octets) >= 0;
}

/* ---- GnuTLS ---- */

/* NULL for what GnuTLS does not read, which is an answer as well. */
static gnutls_x509_crt_t
import(const char *text)
{
	gnutls_x509_crt_t cert = NULL;
	gnutls_datum_t der;

	if (!answers_decode(text, &der) || gnutls_x509_crt_init(&cert) < 0)
		return NULL;
	if (gnutls_x509_crt_import(cert, &der, GNUTLS_X509_FMT_DER) < 0) {
		gnutls_x509_crt_deinit(cert);
		cert = NULL;
	}
	gnutls_free(der.data);
	return cert;
}

static bool
verify(gnutls_x509_trust_list_t list, gnutls_x509_crt_t *certs, size_t n)
{
	gnutls_typed_vdata_st wanted[] = {
		{GNUTLS_DT_DNS_HOSTNAME, (unsigned char *)(uintptr_t)ANSWERS_HOST, 0},
		{GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER,
			0}};
	unsigned status = 0;

	return gnutls_x509_trust_list_verify_crt2(
		       list, certs, (unsigned)n, wanted, 2, 0, &status, NULL) >= 0 &&
	       status == 0;
}

static time_t
frozen(time_t *out)
{
	if (out != NULL)
		*out = ANSWERS_TIME;
	return ANSWERS_TIME;
}

bool
answers_ask_gnutls(const answers_chain *chain, bool *accepted)
{
	gnutls_x509_crt_t certs[ANSWERS_LONGEST], root = import(chain->root);
	gnutls_x509_trust_list_t list = NULL;
	bool readable = true, asked = false;
	size_t i;

	for (i = 0; i < chain->n; i++) {
		certs[i] = import(chain->certs[i]);
		readable = readable && certs[i] != NULL;
	}
	if (root != NULL && gnutls_x509_trust_list_init(&list, 0) >= 0 &&
		gnutls_x509_trust_list_add_cas(list, &root, 1, 0) == 1) {
		gnutls_global_set_time_function(frozen);
		*accepted = readable && verify(list, certs, chain->n);
		gnutls_global_set_time_function(time);
		asked = true;
	}
	if (list != NULL)
		gnutls_x509_trust_list_deinit(list, 0);
	for (i = 0; i < chain->n; i++) {
		if (certs[i] != NULL)
			gnutls_x509_crt_deinit(certs[i]);
	}
	if (root != NULL)
		gnutls_x509_crt_deinit(root);
	return asked;
}

/* ---- our own engine ---- */

static bool
fill(certpolicy_engine *engine, certpolicy_request *request, const answers_chain *chain,
	const char *response)
{
	gnutls_datum_t der;
	bool filled = answers_decode(chain->root, &der) &&
		      certpolicy_engine_add_anchor_der(engine, der.data, der.size, NULL) == 0;
	size_t i;

	gnutls_free(der.data);
	for (i = 0; filled && i < chain->n; i++) {
		filled = answers_decode(chain->certs[i], &der) &&
			 certpolicy_request_add_certificate_der(
				 request, der.data, der.size, NULL) == 0;
		gnutls_free(der.data);
	}
	if (filled && response != NULL) {
		filled = answers_decode(response, &der) &&
			 certpolicy_request_set_ocsp_staple(request, 0, der.data, der.size, NULL) ==
				 0;
		gnutls_free(der.data);
	}
	return filled && certpolicy_request_add_peer_host(request, ANSWERS_HOST, NULL) == 0 &&
	       certpolicy_request_set_policy(request, "pkix", NULL) == 0 &&
	       certpolicy_request_set_time(request, ANSWERS_TIME, NULL) == 0;
}

bool
answers_ask_engine(const answers_chain *chain, const char *response, bool *accepted)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	bool asked = engine != NULL && request != NULL && fill(engine, request, chain, response) &&
		     certpolicy_evaluate(engine, NULL, request, &report, NULL) == 0;

	if (asked)
		*accepted = certpolicy_report_get_verdict(report) != CERTPOLICY_VERDICT_DENY;
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return asked;
}
