/* Questions about the certificates of a path, in their places. */
#include <config.h>
#include "browser/checks.h"

static const cp_subject *
subject_of(const cp_browser_view *view, size_t i)
{
	return &view->facts->subjects[i];
}

static bool
is_anchor(const cp_browser_view *view, size_t i)
{
	return view->facts->anchored && i + 1 == view->facts->n_subjects;
}

/* ---- issuers ---- */

bool
cp_check_not_a_ca(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = subject_of(view, i)->cert;

	return !cert->is_ca && (cert->ext[CP_EXT_BASIC_CONSTRAINTS].present || !is_anchor(view, i));
}

/* Without the extension only a root from before there was one. */
bool
cp_check_not_a_ca_strictly(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = subject_of(view, i)->cert;

	return !cert->is_ca && (cert->ext[CP_EXT_BASIC_CONSTRAINTS].present ||
				       !is_anchor(view, i) || cert->version != 1);
}

bool
cp_check_version_1_ca(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = subject_of(view, i)->cert;

	return cert->version == 1 && !cert->ext[CP_EXT_BASIC_CONSTRAINTS].present &&
	       !is_anchor(view, i);
}

bool
cp_check_may_not_sign(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = subject_of(view, i)->cert;

	return cert->ext[CP_EXT_KEY_USAGE].present && (cert->key_usage & CP_KU_KEY_CERT_SIGN) == 0;
}

bool
cp_check_path_length(const cp_browser_view *view, size_t i)
{
	return subject_of(view, i)->path_len_exceeded;
}

/* Firefox counts those that issued themselves as well. */
bool
cp_check_path_length_strictly(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = subject_of(view, i)->cert;

	return i > 0 && cert->has_path_len && i - 1 > cert->path_len;
}

#define FIREFOX_MAX_CAS 6u

bool
cp_check_too_many_cas(const cp_browser_view *view, size_t i)
{
	return i > FIREFOX_MAX_CAS && !is_anchor(view, i);
}

/* The names are the same (RFC 5280 7.1), and yet not the same octets. */
bool
cp_check_issuer_spelled_otherwise(const cp_browser_view *view, size_t i)
{
	return i > 0 && !cp_bytes_equal(subject_of(view, i - 1)->cert->issuer,
				subject_of(view, i)->cert->subject);
}

/* RFC 7633 4.2.2: what a CA's certificate demands, those below it have to demand. */
bool
cp_check_inherits_feature(const cp_browser_view *view, size_t i)
{
	const cp_extension *above = &subject_of(view, i)->cert->ext[CP_EXT_TLS_FEATURE];
	const cp_extension *below;

	if (i == 0 || !above->present)
		return false;
	below = &subject_of(view, i - 1)->cert->ext[CP_EXT_TLS_FEATURE];
	return !below->present || !cp_bytes_equal(above->value, below->value);
}

/* ---- every certificate ---- */

bool
cp_check_expired(const cp_browser_view *view, size_t i)
{
	return subject_of(view, i)->expired;
}

bool
cp_check_not_yet_valid(const cp_browser_view *view, size_t i)
{
	return subject_of(view, i)->not_yet_valid;
}

/* A CN is a host name only where no subjectAltName is, and for Chromium not even there. */
bool
cp_check_name_constraints(const cp_browser_view *view, size_t i)
{
	static const char directory[] = "dirName";
	const cp_subject *subject = subject_of(view, i);
	size_t k;

	for (k = 0; k < subject->n_nc_breaches; k++) {
		if (subject->cert->ext[CP_EXT_SUBJECT_ALT_NAME].present ||
			strncmp(subject->nc_breaches[k].name, directory, strlen(directory)) == 0)
			return true;
	}
	return false;
}

/* Of the issuer `i`, whatever below it breaks them. */
bool
cp_check_constrains_others(const cp_browser_view *view, size_t i)
{
	size_t below, k;

	for (below = 0; below < i; below++) {
		const cp_subject *subject = subject_of(view, below);

		for (k = 0; k < subject->n_nc_breaches; k++) {
			if (subject->nc_breaches[k].constrainer == i)
				return true;
		}
	}
	return false;
}

bool
cp_check_purpose(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = subject_of(view, i)->cert;

	return cert->ext[CP_EXT_EXTENDED_KEY_USAGE].present &&
	       (cert->eku & (CP_EKU_SERVER_AUTH | CP_EKU_ANY)) == 0;
}

/* For servers by name, and no leaf that may sign OCSP responses. */
bool
cp_check_purpose_strictly(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = subject_of(view, i)->cert;

	return cert->ext[CP_EXT_EXTENDED_KEY_USAGE].present &&
	       ((cert->eku & CP_EKU_SERVER_AUTH) == 0 ||
		       (i == 0 && (cert->eku & CP_EKU_OCSP_SIGNING) != 0) ||
		       !cert->ext[CP_EXT_EXTENDED_KEY_USAGE].readable);
}

static bool
is_critical_beyond(const cp_cert *cert, const bool processed[CP_N_EXTS])
{
	size_t id;

	for (id = 0; id < CP_N_EXTS; id++) {
		if (cert->ext[id].present && cert->ext[id].critical && !processed[id])
			return true;
	}
	return cert->has_unknown_critical;
}

bool
cp_check_critical_to_chromium(const cp_browser_view *view, size_t i)
{
	static const bool processed[CP_N_EXTS] = {
		[CP_EXT_KEY_USAGE] = true,
		[CP_EXT_CERTIFICATE_POLICIES] = true,
		[CP_EXT_POLICY_MAPPINGS] = true,
		[CP_EXT_SUBJECT_ALT_NAME] = true,
		[CP_EXT_BASIC_CONSTRAINTS] = true,
		[CP_EXT_NAME_CONSTRAINTS] = true,
		[CP_EXT_POLICY_CONSTRAINTS] = true,
		[CP_EXT_EXTENDED_KEY_USAGE] = true,
		[CP_EXT_INHIBIT_ANY_POLICY] = true,
	};

	return is_critical_beyond(subject_of(view, i)->cert, processed);
}

bool
cp_check_critical_to_firefox(const cp_browser_view *view, size_t i)
{
	static const bool processed[CP_N_EXTS] = {
		[CP_EXT_KEY_USAGE] = true,
		[CP_EXT_CERTIFICATE_POLICIES] = true,
		[CP_EXT_SUBJECT_ALT_NAME] = true,
		[CP_EXT_BASIC_CONSTRAINTS] = true,
		[CP_EXT_NAME_CONSTRAINTS] = true,
		[CP_EXT_POLICY_CONSTRAINTS] = true,
		[CP_EXT_EXTENDED_KEY_USAGE] = true,
		[CP_EXT_INHIBIT_ANY_POLICY] = true,
		[CP_EXT_AUTHORITY_INFO_ACCESS] = true,
		[CP_EXT_TLS_FEATURE] = true,
		[CP_EXT_OCSP_NO_CHECK] = true,
		[CP_EXT_NETSCAPE_CERT_TYPE] = true,
		[CP_EXT_SCT_LIST] = true,
	};

	return is_critical_beyond(subject_of(view, i)->cert, processed);
}

bool
cp_check_ca_as_leaf(const cp_browser_view *view, size_t i)
{
	return subject_of(view, i)->cert->is_ca;
}
