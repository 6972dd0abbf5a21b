/*
 * Findings in OpenSSL's words. Beside them stand the alerts that OpenSSL 3.0 sends for each (RFC
 * 8446 section 6.2): those of certpolicy_report_get_alert, as far as OpenSSL has a word that leads
 * to them and is true.
 */
#include <config.h>

#include "openssl/alert.h"

#include <string.h>

#include <openssl/x509_vfy.h>

/* The first row that the code begins with counts. */
static const struct {
	const char *code;
	long error;
} words[] = {
	{"encoding.", X509_V_ERR_CERT_REJECTED},                               /* bad_certificate */
	{"path.unknown-issuer", X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY}, /* unknown_ca */
	{"path.bad-signature", X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE},   /* bad_certificate */
	{"path.length", X509_V_ERR_PATH_LENGTH_EXCEEDED},                      /* unknown_ca */
	{"path.depth", X509_V_ERR_CERT_CHAIN_TOO_LONG},                        /* unknown_ca */
	{"path.name-constraints", X509_V_ERR_PERMITTED_VIOLATION}, /* certificate_unknown */
	{"path.policies", X509_V_ERR_NO_EXPLICIT_POLICY},          /* certificate_unknown */
	{"path.unknown-critical-extension",
		X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION}, /* certificate_unknown */
	{"path.budget", X509_V_ERR_CERT_REJECTED},        /* bad_certificate */
	{"path.", X509_V_ERR_INVALID_CA},                 /* unknown_ca */
	{"usage.", X509_V_ERR_INVALID_PURPOSE},           /* unsupported_certificate */
	{"identity.self-signed", X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT}, /* unknown_ca */
	{"identity.", X509_V_ERR_HOSTNAME_MISMATCH},                      /* bad_certificate */
	{"validity.expired", X509_V_ERR_CERT_HAS_EXPIRED},                /* certificate_expired */
	{"validity.not-yet-valid", X509_V_ERR_CERT_NOT_YET_VALID},        /* bad_certificate */
	{"crypto.weak-signature", X509_V_ERR_CA_MD_TOO_WEAK},             /* bad_certificate */
	{"crypto.weak-key", X509_V_ERR_EE_KEY_TOO_SMALL},                 /* bad_certificate */
	{"root.public-for-client", X509_V_ERR_INVALID_PURPOSE}, /* unsupported_certificate */
	{"root.", X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN},        /* unknown_ca */
	{"revocation.revoked", X509_V_ERR_CERT_REVOKED},        /* certificate_revoked */
	{"revocation.", X509_V_ERR_OCSP_VERIFY_NEEDED},         /* certificate_unknown */
	{"ct.", X509_V_ERR_NO_VALID_SCTS},                      /* certificate_unknown */
	{"session.", X509_V_ERR_APPLICATION_VERIFICATION},      /* handshake_failure */
};

long
alert_of_report(const certpolicy_report *report)
{
	const char *primary = report != NULL ? certpolicy_report_get_primary(report) : NULL;
	size_t i;

	if (primary == NULL)
		return X509_V_ERR_UNSPECIFIED;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(primary, words[i].code, strlen(words[i].code)) == 0)
			return words[i].error;
	return X509_V_ERR_CERT_REJECTED;
}
