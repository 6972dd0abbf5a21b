/* lib/browser: what is shown of several things that are wrong. */
#include <config.h>
#include "base/compiler.h"
#include "browser/browser.h"
#include "unit/make_facts.h"
#include "unit/unit.h"

static void
show(unit_facts *f, cp_browser *browser)
{
	bool wanted[CP_N_CODES];
	size_t i;

	cp_browser_wanted(wanted);
	for (i = 0; i < CP_N_PARAMS; i++)
		f->params[i] = cp_param_row_of((cp_param)i)->defaults[CP_BUILTIN_WEBPKI];
	cp_findings_init(&f->findings, &f->arena);
	cp_rules_run(&f->facts, f->params, wanted, true, &f->findings);
	cp_browser_show(&f->facts, &f->findings, browser);
}

/* As the leaf's only name. */
static void
name(unit_facts *f, const char *dns)
{
	size_t len = strlen(dns);

	f->san[0] = 0x82;
	f->san[1] = (uint8_t)len;
	memcpy(f->san + 2, dns, len);
	f->leaf_cert.san = cp_bytes_of(f->san, len + 2);
}

/* After CHANGE to sound facts `f`. */
#define SHOWS(CHROMIUM, FIREFOX, CHANGE)                                                           \
	do {                                                                                       \
		cp_browser shown;                                                                  \
		unit_facts f;                                                                      \
                                                                                                   \
		unit_facts_init(&f);                                                               \
		name(&f, f.peer.host);                                                             \
		CHANGE;                                                                            \
		show(&f, &shown);                                                                  \
		if (strcmp(shown.chromium.error, CHROMIUM) != 0 ||                                 \
			strcmp(shown.firefox.error, FIREFOX) != 0)                                 \
			fprintf(stderr, "shown: %s %s\n", shown.chromium.error,                    \
				shown.firefox.error);                                              \
		UNIT_ROW(#CHANGE, strcmp(shown.chromium.error, CHROMIUM) == 0);                    \
		UNIT_ROW(#CHANGE, strcmp(shown.firefox.error, FIREFOX) == 0);                      \
		UNIT_ROW(#CHANGE,                                                                  \
			(shown.warning == NULL) == (strcmp(CHROMIUM FIREFOX, "OKOK") == 0));       \
		unit_facts_clear(&f);                                                              \
	} while (0)

static void
expire(unit_facts *f)
{
	f->leaf->expired = true;
	f->leaf->seconds_left = -1;
}

static void
measured_pages_are_shown(void)
{
	SHOWS("OK", "OK", (void)0);
	/* An untrusted self-signed certificate with the wrong name. */
	SHOWS("ERR_CERT_AUTHORITY_INVALID", "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT",
		unit_facts_self_sign(&f);
		name(&f, "other.example"));
	/* The same to a browser when a policy pins its key. */
	SHOWS("ERR_CERT_AUTHORITY_INVALID", "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT",
		unit_facts_self_sign(&f);
		f.facts.pins.leaf_matched = true);
	/* A trusted, expired one with the wrong name. */
	SHOWS("ERR_CERT_COMMON_NAME_INVALID", "SSL_ERROR_BAD_CERT_DOMAIN", expire(&f);
		name(&f, "other.example"));
	SHOWS("ERR_CERT_DATE_INVALID", "SEC_ERROR_EXPIRED_CERTIFICATE", expire(&f));
	SHOWS("ERR_CERT_DATE_INVALID", "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE",
		f.issuer->expired = true);
	SHOWS("ERR_CERT_INVALID", "SEC_ERROR_CERT_NOT_IN_NAME_SPACE",
		f.leaf->nc_breaches = &f.breach;
		f.breach.name = "DNS:www.example.com"; f.breach.constrainer = 1;
		f.leaf->n_nc_breaches = 1);
	/* RSA of 1024 bits under a local root shows nothing. */
	SHOWS("OK", "OK", f.leaf_cert.key.type = CP_KEY_RSA; f.leaf_cert.key.bits = 1024;
		f.facts.anchor_is_public = false; f.facts.classification.kind = CP_KIND_PRIVATE_CA);
	SHOWS("ERR_CERT_WEAK_KEY", "MOZILLA_PKIX_ERROR_INADEQUATE_KEY_SIZE",
		f.leaf_cert.key.type = CP_KEY_RSA;
		f.leaf_cert.key.bits = 1024);
}

static void
the_rest_follows_the_ranking(void)
{
	static cp_problem cut = {.kind = CP_PROBLEM_TRUNCATED};

	SHOWS("ERR_CERT_AUTHORITY_INVALID", "SEC_ERROR_UNKNOWN_ISSUER",
		unit_facts_end(&f, CP_PATH_UNKNOWN_ISSUER);
		expire(&f));
	SHOWS("ERR_CERT_AUTHORITY_INVALID", "SEC_ERROR_BAD_SIGNATURE",
		unit_facts_end(&f, CP_PATH_BAD_SIGNATURE);
		f.path.failed_issuer = &f.root_cert);
	SHOWS("ERR_CERT_REVOKED", "SEC_ERROR_REVOKED_CERTIFICATE",
		f.leaf->revocation.status = CP_REVOCATION_REVOKED;
		name(&f, "other.example"));
	/* Nobody asks whether what has expired was revoked. */
	SHOWS("ERR_CERT_DATE_INVALID", "SEC_ERROR_EXPIRED_CERTIFICATE",
		f.leaf->revocation.status = CP_REVOCATION_REVOKED;
		expire(&f));
	/* A list that a private CA published somewhere no browser knows; a staple it does. */
	SHOWS("OK", "OK", f.leaf->revocation.status = CP_REVOCATION_REVOKED;
		f.facts.anchor_is_public = false; f.facts.classification.kind = CP_KIND_PRIVATE_CA);
	SHOWS("ERR_CERT_REVOKED", "SEC_ERROR_REVOKED_CERTIFICATE",
		f.facts.staple = CP_STAPLE_REVOKED;
		f.facts.anchor_is_public = false; f.facts.classification.kind = CP_KIND_PRIVATE_CA);
	/* Chromium's general error gives way to a date. */
	SHOWS("ERR_CERT_DATE_INVALID", "SEC_ERROR_INADEQUATE_CERT_TYPE",
		f.leaf_cert.eku = CP_EKU_CLIENT_AUTH;
		expire(&f));
	SHOWS("ERR_CERT_INVALID", "SEC_ERROR_INADEQUATE_CERT_TYPE",
		f.leaf_cert.eku = CP_EKU_CLIENT_AUTH);
	SHOWS("OK", "MOZILLA_PKIX_ERROR_CA_CERT_USED_AS_END_ENTITY", f.leaf_cert.is_ca = true);
	SHOWS("OK", "MOZILLA_PKIX_ERROR_REQUIRED_TLS_FEATURE_MISSING", f.facts.must_staple = true);
	SHOWS("OK", "OK", f.facts.must_staple = true; f.facts.staple = CP_STAPLE_GOOD);
	SHOWS("ERR_SSL_VERSION_OR_CIPHER_MISMATCH", "OK", f.leaf_cert.key.curve = CP_CURVE_P521);
	SHOWS("ERR_CERT_VALIDITY_TOO_LONG", "OK", f.leaf->lifetime = 500 * 86400);
	SHOWS("OK", "OK", f.leaf->lifetime = 500 * 86400;
		f.facts.classification.kind = CP_KIND_PRIVATE_CA; f.facts.anchor_is_public = false);
	SHOWS("ERR_SSL_PROTOCOL_ERROR", "SEC_ERROR_LIBRARY_FAILURE",
		f.leaf_cert.skeleton = f.facts.leaf_readable = false;
		f.leaf_cert.problems = &cut; f.leaf_cert.n_problems = 1; f.facts.n_subjects = 1);
	/* Each browser by its own transparency policy, whatever a policy here asks. */
	SHOWS("ERR_CERTIFICATE_TRANSPARENCY_REQUIRED", "OK",
		f.facts.transparency.standing[CP_CT_CHROME].lack = CP_CT_LACKS_SCTS);
	SHOWS("OK", "MOZILLA_PKIX_ERROR_INSUFFICIENT_CERTIFICATE_TRANSPARENCY",
		f.facts.transparency.standing[CP_CT_FIREFOX].lack = CP_CT_LACKS_OPERATOR);
	SHOWS("OK", "OK", f.facts.transparency.standing[CP_CT_APPLE].lack = CP_CT_LACKS_SCTS);
	SHOWS("OK", "OK", f.facts.transparency.standing[CP_CT_CHROME].lack = CP_CT_LACKS_SCTS;
		f.facts.transparency.list = CP_CT_LIST_STALE);
	SHOWS("OK", "OK", f.facts.transparency.standing[CP_CT_CHROME].lack = CP_CT_LACKS_SCTS;
		f.facts.classification.kind = CP_KIND_PRIVATE_CA);
	/* What only policies ask for shows no page. */
	SHOWS("OK", "OK", f.facts.pins.matched = false; f.facts.out_of_scope = true);
}

static void
trust_needs_a_public_root(void)
{
	cp_browser shown;
	unit_facts f;

	unit_facts_init(&f);
	name(&f, f.peer.host);
	show(&f, &shown);
	CU_ASSERT(shown.trusted);
	f.facts.anchor_is_public = false;
	f.facts.classification.kind = CP_KIND_PRIVATE_CA;
	show(&f, &shown);
	CU_ASSERT(!shown.trusted);
	CU_ASSERT_PTR_NULL(shown.warning);
	unit_facts_self_sign(&f);
	show(&f, &shown);
	CU_ASSERT(!shown.trusted);
	CU_ASSERT_STRING_EQUAL(shown.warning, "Your connection is not private");
	unit_facts_clear(&f);
}

/* What page it is, and whether there is a way past it. */
#define PAGE(BROWSER, HEADLINE, OVERRIDE, CHANGE)                                                  \
	do {                                                                                       \
		cp_browser shown;                                                                  \
		unit_facts f;                                                                      \
                                                                                                   \
		unit_facts_init(&f);                                                               \
		name(&f, f.peer.host);                                                             \
		CHANGE;                                                                            \
		show(&f, &shown);                                                                  \
		UNIT_ROW(#CHANGE, shown.BROWSER.headline != NULL &&                                \
					  strcmp(shown.BROWSER.headline, HEADLINE) == 0);          \
		UNIT_ROW(#CHANGE, shown.BROWSER.override == CP_BROWSER_##OVERRIDE);                \
		unit_facts_clear(&f);                                                              \
	} while (0)

static void
ask_for(unit_facts *f, const char *host)
{
	memcpy(f->peer.host, host, strlen(host) + 1);
}

static void
pages_tell_of_a_way_past(void)
{
	PAGE(chromium, "Your connection is not private", UNLESS_HSTS, expire(&f));
	PAGE(chromium, "Your connection is not private", NEVER, f.leaf_cert.eku = 0);
	PAGE(chromium, "This site can\xe2\x80\x99t be reached", NEVER,
		f.leaf_cert.key_usage = CP_KU_KEY_AGREEMENT);
	PAGE(firefox, "Be careful. Something doesn\xe2\x80\x99t look right.", UNLESS_HSTS,
		expire(&f));
	PAGE(firefox, "Warning: Potential Security Risk Ahead", UNLESS_HSTS,
		f.leaf_cert.is_ca = true);
	PAGE(firefox, "Secure Connection Failed", NEVER, f.facts.must_staple = true);
	PAGE(chromium, "Your connection is not private", NEVER, ask_for(&f, "shop.dev"));
	PAGE(chromium, "Your connection is not private", NEVER, ask_for(&f, "api.github.com"));
	PAGE(chromium, "Your connection is not private", UNLESS_HSTS, ask_for(&f, "nogithub.com"));
	PAGE(chromium, "Your connection is not private", ALWAYS, expire(&f);
		f.peer.kind = CP_PEER_IP);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"measured pages are shown", measured_pages_are_shown},
		{"the rest follows the ranking", the_rest_follows_the_ranking},
		{"trust needs a public root", trust_needs_a_public_root},
		{"pages tell of a way past", pages_tell_of_a_way_past},
		{NULL, NULL},
	};

	return unit_main("browser", tests);
}
