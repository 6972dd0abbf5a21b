/*
 * Questions about octets. Browsers read a certificate less strictly than it is read here, and each
 * leaves other parts unread: so a problem counts by where it is.
 */
#include <config.h>
#include "browser/checks.h"

#include "asn1/der.h"

/* Where a problem is: the innermost of these that holds it. */
typedef enum place {
	PLACE_OUTSIDE, /* around tbsCertificate and the signature */
	PLACE_TBS,     /* in tbsCertificate, but in none of its fields */
	PLACE_VERSION,
	PLACE_SERIAL,
	PLACE_NAME,
	PLACE_VALIDITY,
	PLACE_EXTENSION,
	PLACE_SIGNATURE,
	PLACE_ELSEWHERE
} place;

static bool
is_at(const cp_problem *problem, size_t depth, const char *name)
{
	return problem->path_len > depth && problem->path[depth].name != NULL &&
	       strcmp(problem->path[depth].name, name) == 0;
}

static place
place_of(const cp_problem *problem)
{
	static const struct {
		const char *field;
		place place;
	} fields[] = {
		{"version", PLACE_VERSION},
		{"serialNumber", PLACE_SERIAL},
		{"issuer", PLACE_NAME},
		{"subject", PLACE_NAME},
		{"validity", PLACE_VALIDITY},
		{"extensions", PLACE_EXTENSION},
	};
	size_t k;

	if (problem->path_len == 0)
		return PLACE_OUTSIDE;
	if (is_at(problem, 0, "signatureValue"))
		return PLACE_SIGNATURE;
	if (!is_at(problem, 0, "tbsCertificate"))
		return PLACE_ELSEWHERE;
	if (problem->path_len == 1)
		return PLACE_TBS;
	for (k = 0; k < CP_COUNT(fields); k++) {
		if (is_at(problem, 1, fields[k].field))
			return fields[k].place;
	}
	return PLACE_ELSEWHERE;
}

/* The next problem there, from *at on; NULL. */
static const cp_problem *
next_at(const cp_cert *cert, place where, size_t *at)
{
	while (*at < cert->n_problems) {
		const cp_problem *problem = &cert->problems[(*at)++];

		if (cp_problem_is_malformed(problem) && place_of(problem) == where)
			return problem;
	}
	return NULL;
}

static bool
has_at(const cp_browser_view *view, size_t i, place where)
{
	size_t at = 0;

	return next_at(view->facts->subjects[i].cert, where, &at) != NULL;
}

bool
cp_check_outer_form(const cp_browser_view *view, size_t i)
{
	return has_at(view, i, PLACE_OUTSIDE) || view->facts->subjects[i].cert->was_too_large;
}

bool
cp_check_tbs_form(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = view->facts->subjects[i].cert;

	return has_at(view, i, PLACE_TBS) || (cert->has_lost_extension && cert->n_extensions == 0);
}

bool
cp_check_tbs_trailing(const cp_browser_view *view, size_t i)
{
	return has_at(view, i, PLACE_TBS);
}

/* Structure, and of strings the types whose characters Chromium looks at: PrintableString,
 * IA5String, BMPString, UniversalString. UTF8String and TeletexString pass whatever is in them. */
bool
cp_check_name_form(const cp_browser_view *view, size_t i)
{
	static const uint8_t lenient[] = {0x0c, 0x14};
	const cp_cert *cert = view->facts->subjects[i].cert;
	const cp_problem *problem;
	size_t at = 0;

	while ((problem = next_at(cert, PLACE_NAME, &at)) != NULL) {
		if (problem->kind != CP_PROBLEM_STRING || problem->offset >= cert->der.len ||
			memchr(lenient, cert->der.data[problem->offset], sizeof(lenient)) == NULL)
			return true;
	}
	return false;
}

bool
cp_check_time_form(const cp_browser_view *view, size_t i)
{
	return has_at(view, i, PLACE_VALIDITY);
}

bool
cp_check_times_backwards(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = view->facts->subjects[i].cert;

	return cert->not_before_form != CP_TIME_NONE && cert->not_after_form != CP_TIME_NONE &&
	       cert->not_before > cert->not_after;
}

bool
cp_check_version_form(const cp_browser_view *view, size_t i)
{
	return has_at(view, i, PLACE_VERSION);
}

bool
cp_check_serial_form(const cp_browser_view *view, size_t i)
{
	return has_at(view, i, PLACE_SERIAL);
}

bool
cp_check_algorithms_differ(const cp_browser_view *view, size_t i)
{
	return !view->facts->subjects[i].cert->algorithms_agree;
}

bool
cp_check_signature_form(const cp_browser_view *view, size_t i)
{
	return has_at(view, i, PLACE_SIGNATURE);
}

/* Bits of the signature that are not used, and yet set: no DER (X.690 11.2.1). */
bool
cp_check_signature_padding(const cp_browser_view *view, size_t i)
{
	cp_bytes rest = view->facts->subjects[i].cert->der, bits;
	cp_tlv certificate, part;
	size_t k;

	if (!has_at(view, i, PLACE_SIGNATURE) || !cp_der_walk(&rest, &certificate))
		return false;
	for (k = 0; k < 3; k++) {
		if (!cp_der_walk(&certificate.content, &part))
			return false;
	}
	bits = part.content;
	return bits.len > 1 &&
	       (bits.data[0] > 7 || (bits.data[bits.len - 1] & ((1u << bits.data[0]) - 1)) != 0);
}

/* keyUsage with zeros at its end, which DER leaves out (X.690 11.2.2). */
static bool
is_padded_usage(const cp_extension *usage)
{
	const uint8_t *bits = usage->value.data;
	size_t len = usage->value.len;

	return len > 3 && bits[0] == CP_DER_BIT_STRING && bits[1] == len - 2 && bits[2] < 8 &&
	       (bits[len - 1] & ((1u << bits[2]) - 1)) == 0;
}

/* In an extension that Chromium reads, and it reads all that path validation knows. */
bool
cp_check_extension_form(const cp_browser_view *view, size_t i)
{
	static const cp_ext_id unread[] = {CP_EXT_ISSUER_ALT_NAME,
		CP_EXT_SUBJECT_DIRECTORY_ATTRIBUTES, CP_EXT_FRESHEST_CRL,
		CP_EXT_SUBJECT_INFO_ACCESS, CP_EXT_TLS_FEATURE, CP_EXT_OCSP_NO_CHECK,
		CP_EXT_CABF_ORGANIZATION_ID, CP_EXT_NETSCAPE_CERT_TYPE, CP_EXT_QC_STATEMENTS,
		CP_EXT_SCT_LIST, CP_EXT_PRECERTIFICATE_POISON};
	const cp_cert *cert = view->facts->subjects[i].cert;
	size_t id, k;

	for (id = 0; id < CP_N_EXTS; id++) {
		bool read = true;

		for (k = 0; k < CP_COUNT(unread); k++)
			read &= unread[k] != id;
		if (!read || !cert->ext[id].present || cert->ext[id].readable)
			continue;
		if (id != CP_EXT_KEY_USAGE || !is_padded_usage(&cert->ext[id]))
			return true;
	}
	return false;
}

bool
cp_check_extension_repeated(const cp_browser_view *view, size_t i)
{
	return view->facts->subjects[i].cert->has_duplicate_extension;
}

/* Of those that Firefox looks into: it does not see that another stands twice. */
bool
cp_check_essential_repeated(const cp_browser_view *view, size_t i)
{
	static const cp_ext_id essential[] = {CP_EXT_KEY_USAGE, CP_EXT_SUBJECT_ALT_NAME,
		CP_EXT_BASIC_CONSTRAINTS, CP_EXT_NAME_CONSTRAINTS, CP_EXT_CERTIFICATE_POLICIES,
		CP_EXT_POLICY_CONSTRAINTS, CP_EXT_INHIBIT_ANY_POLICY, CP_EXT_EXTENDED_KEY_USAGE,
		CP_EXT_AUTHORITY_INFO_ACCESS, CP_EXT_TLS_FEATURE, CP_EXT_SCT_LIST};
	const cp_cert *cert = view->facts->subjects[i].cert;
	unsigned seen[CP_N_EXTS] = {0};
	cp_bytes rest = cert->extensions;
	cp_extension extension;
	cp_ext_id id;
	size_t k;

	if (!cert->has_duplicate_extension)
		return false;
	while (cp_cert_next_extension(cert, &rest, &extension, &id)) {
		if (id < CP_N_EXTS)
			seen[id]++;
	}
	for (k = 0; k < CP_COUNT(essential); k++) {
		if (seen[essential[k]] > 1)
			return true;
	}
	return false;
}

bool
cp_check_basic_form(const cp_browser_view *view, size_t i)
{
	const cp_extension *basic = &view->facts->subjects[i].cert->ext[CP_EXT_BASIC_CONSTRAINTS];

	return basic->present && !basic->readable;
}

bool
cp_check_constraints_empty(const cp_browser_view *view, size_t i)
{
	const cp_subject *subject = &view->facts->subjects[i];
	const cp_extension *constraints = &subject->cert->ext[CP_EXT_NAME_CONSTRAINTS];

	return constraints->present && (subject->profile.nc_empty || !constraints->readable);
}

bool
cp_check_issuer_empty(const cp_browser_view *view, size_t i)
{
	return view->facts->subjects[i].cert->issuer_empty;
}

bool
cp_check_san_should_be_critical(const cp_browser_view *view, size_t i)
{
	const cp_cert *cert = view->facts->subjects[i].cert;

	return cert->subject_empty && cert->ext[CP_EXT_SUBJECT_ALT_NAME].present &&
	       !cert->ext[CP_EXT_SUBJECT_ALT_NAME].critical;
}
