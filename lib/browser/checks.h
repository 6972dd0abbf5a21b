/*
 * What a browser asks, of a path (`i` is ignored) or of the certificate `i` of it, 0 being the
 * leaf. Each answers whether there is something to complain of. Nothing here says what a browser
 * makes of it.
 */
#ifndef CP_BROWSER_CHECKS_H
#define CP_BROWSER_CHECKS_H

#include "browser/browser.h"

typedef struct cp_browser_view {
	const cp_facts *facts;
	const cp_findings *findings;
} cp_browser_view;

typedef bool
cp_browser_check(const cp_browser_view *view, size_t i);

/* One line of a browser's table: under which error it complains of what. */
typedef struct cp_browser_row {
	unsigned stage;
	cp_browser_check *complains;
	const char *error;
} cp_browser_row;

/* The first row of the stage that complains; NULL. */
const char *
cp_browser_first(const cp_browser_row *rows, size_t n, unsigned stage, const cp_browser_view *view,
	size_t i);

/* "OK" or an error code: chromium.c, firefox.c. */
const char *
cp_browser_chromium(const cp_browser_view *view);
const char *
cp_browser_firefox(const cp_browser_view *view);

/* Whether the peer is known to be https only to every browser that carries the list of such hosts.
 */
bool
cp_browser_host_is_preloaded(const cp_browser_view *view);

/* The handshake: handshake.c. */
cp_browser_check cp_check_old_protocol, cp_check_strange_cipher, cp_check_key_is_no_tls_key,
	cp_check_key_is_p521, cp_check_key_unreadable, cp_check_usage_forbids_handshake,
	cp_check_usage_forbids_any_handshake, cp_check_usage_is_agreement;

/* Octets: form.c. */
cp_browser_check cp_check_outer_form, cp_check_tbs_form, cp_check_tbs_trailing, cp_check_name_form,
	cp_check_time_form, cp_check_times_backwards, cp_check_version_form, cp_check_serial_form,
	cp_check_algorithms_differ, cp_check_signature_form, cp_check_signature_padding,
	cp_check_extension_form, cp_check_extension_repeated, cp_check_essential_repeated,
	cp_check_basic_form, cp_check_constraints_empty, cp_check_issuer_empty,
	cp_check_san_should_be_critical;

/* Keys and signatures: strengths.c. */
typedef enum cp_key_fitness { CP_KEY_FITS, CP_CURVE_IS_STRANGE, CP_KEY_IS_STRANGE } cp_key_fitness;

/* Whether browsers verify signatures of certificates by such a key. */
cp_key_fitness
cp_key_fitness_of(const cp_public_key *key);

cp_browser_check cp_check_signature_unsupported, cp_check_rsa_tiny, cp_check_rsa_below_public_limit,
	cp_check_rsa_below_1024_octets, cp_check_curve_unsupported, cp_check_key_type_unsupported;

/* Certificates: checks.c; the path as a whole: whole.c. The refuted one is the last of a path,
 * which an issuer at hand did not sign. */
cp_browser_check cp_check_unanchored, cp_check_refuted, cp_check_refuted_by_algorithm,
	cp_check_refuted_by_curve, cp_check_refuted_by_key_type, cp_check_not_a_ca,
	cp_check_not_a_ca_strictly, cp_check_version_1_ca, cp_check_may_not_sign,
	cp_check_path_length, cp_check_path_length_strictly, cp_check_too_many_cas,
	cp_check_issuer_spelled_otherwise, cp_check_inherits_feature, cp_check_expired,
	cp_check_not_yet_valid, cp_check_name_constraints, cp_check_constrains_others,
	cp_check_purpose, cp_check_purpose_strictly, cp_check_critical_to_chromium,
	cp_check_critical_to_firefox, cp_check_ca_as_leaf, cp_check_policies,
	cp_check_distrusted_by_chrome, cp_check_distrusted_by_mozilla, cp_check_logged_for_chrome,
	cp_check_logged_for_firefox, cp_check_lives_too_long, cp_check_revoked,
	cp_check_staple_missing, cp_check_staple_unknown, cp_check_staple_early,
	cp_check_staple_unsigned, cp_check_staple_unreadable, cp_check_staple_malformed_request,
	cp_check_staple_internal_error, cp_check_staple_signature_wanted,
	cp_check_staple_unauthorized;

/* Names: names.c. */
cp_browser_check cp_check_name_for_chromium, cp_check_name_for_firefox;

#endif
