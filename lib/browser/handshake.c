/* Questions about the handshake: before a browser looks at a path, the connection has to stand. */
#include <config.h>
#include "browser/checks.h"

/* What Chromium and Firefox both offer below TLS 1.3, and TLS 1.3's own. */
static const char *const suites[] = {
	"TLS_AES_128_GCM_SHA256",
	"TLS_AES_256_GCM_SHA384",
	"TLS_CHACHA20_POLY1305_SHA256",
	"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
	"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
	"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
	"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
	"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
	"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
	"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
	"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
	"TLS_RSA_WITH_AES_128_GCM_SHA256",
	"TLS_RSA_WITH_AES_256_GCM_SHA384",
	"TLS_RSA_WITH_AES_128_CBC_SHA",
	"TLS_RSA_WITH_AES_256_CBC_SHA",
};

#define RSA_EXCHANGE "TLS_RSA_WITH_"

bool
cp_check_old_protocol(const cp_browser_view *view, size_t i)
{
	cp_protocol protocol = view->facts->session.protocol;

	(void)i;
	return protocol != CP_PROTOCOL_UNKNOWN && protocol < CP_PROTOCOL_TLS12;
}

bool
cp_check_strange_cipher(const cp_browser_view *view, size_t i)
{
	const char *cipher = view->facts->session.said.cipher;
	size_t k;

	(void)i;
	for (k = 0; cipher != NULL && k < CP_COUNT(suites); k++) {
		if (strcmp(suites[k], cipher) == 0)
			return false;
	}
	/* A name that nobody here knows may be another's spelling. */
	return cipher != NULL && view->facts->session.suite.cipher_source != NULL;
}

/* A server with such a key finds no way to sign that a browser offered. */
bool
cp_check_key_is_no_tls_key(const cp_browser_view *view, size_t i)
{
	const cp_public_key *key = &view->facts->subjects[i].cert->key;

	return key->type != CP_KEY_UNKNOWN && cp_key_fitness_of(key) != CP_KEY_FITS;
}

bool
cp_check_key_is_p521(const cp_browser_view *view, size_t i)
{
	const cp_public_key *key = &view->facts->subjects[i].cert->key;

	return key->type == CP_KEY_EC && key->curve == CP_CURVE_P521;
}

/* Without a point or a modulus in it there is nothing that a signature could be checked by. */
bool
cp_check_key_unreadable(const cp_browser_view *view, size_t i)
{
	const cp_subject *subject = &view->facts->subjects[i];
	unsigned unusable = CP_KEY_FLAW_UNREADABLE | CP_KEY_FLAW_EXPLICIT_CURVE |
			    CP_KEY_FLAW_POINT_LENGTH | CP_KEY_FLAW_NEGATIVE |
			    CP_KEY_FLAW_MODULUS_EVEN | CP_KEY_FLAW_POINT_HYBRID;

	return (subject->cert->key.flaws & unusable) != 0 || subject->profile.ec_off_curve;
}

/* What TLS does with the leaf's key: it signs, but in the exchange of TLS 1.2 that is named after
 * RSA. */
bool
cp_check_usage_forbids_handshake(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = view->facts->subjects[i].cert;
	const char *cipher = view->facts->session.said.cipher;
	unsigned needed = CP_KU_DIGITAL_SIGNATURE;

	if (cipher != NULL && strncmp(cipher, RSA_EXCHANGE, strlen(RSA_EXCHANGE)) == 0)
		needed = CP_KU_KEY_ENCIPHERMENT;
	return cert->ext[CP_EXT_KEY_USAGE].present && (cert->key_usage & needed) == 0;
}

/* None of what any exchange does with a key. */
bool
cp_check_usage_forbids_any_handshake(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = view->facts->subjects[i].cert;

	return cert->ext[CP_EXT_KEY_USAGE].present &&
	       (cert->key_usage & (CP_KU_DIGITAL_SIGNATURE | CP_KU_KEY_ENCIPHERMENT |
					  CP_KU_KEY_AGREEMENT)) == 0;
}

/* Neither of what exchanges do that are still in use. */
bool
cp_check_usage_is_agreement(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = view->facts->subjects[i].cert;

	return cert->ext[CP_EXT_KEY_USAGE].present &&
	       (cert->key_usage & (CP_KU_DIGITAL_SIGNATURE | CP_KU_KEY_ENCIPHERMENT)) == 0;
}
