/*
 * encoding.malformed, and the sub-rules of encoding.profile (profile_5280.def). What octets say was
 * settled in classify/profile.c; profile.server-certificate is profile.c's.
 */
#include <config.h>

#include "rules/families.h"

/* An anchor is trusted for its octets, but not beyond the limits that it sets itself (RFC 5280
 * 4.2.1.9, 4.2.1.10): what cannot be read of them must not be taken for none. */
static bool
is_trusted_for_its_octets(const cp_subject *subject)
{
	const cp_extension *basic = &subject->cert->ext[CP_EXT_BASIC_CONSTRAINTS];
	const cp_extension *names = &subject->cert->ext[CP_EXT_NAME_CONSTRAINTS];

	return (subject->roles & CP_ROLE_ANCHOR) != 0 && (subject->roles & CP_ROLE_LEAF) == 0 &&
	       (!basic->present || basic->readable) && (!names->present || names->readable) &&
	       !subject->cert->has_duplicate_extension && !subject->cert->has_lost_extension;
}

/*
 * What the reader met is malformed unless all of it is known to be milder. Only the first problems
 * are kept: what was met beyond them counts as malformed.
 */
void
cp_rule_encoding_malformed(cp_rule_context *context, const cp_subject *subject)
{
	const cp_cert *cert = subject->cert;
	const cp_problem *problem = cp_cert_first_malformed(cert);
	cp_finding *finding;

	if (is_trusted_for_its_octets(subject))
		return;
	/* A resumed session brought nothing that could be read: session.chain-unavailable. */
	if (context->facts->chain_unavailable && cert->der.len == 0)
		return;
	if (problem == NULL && cert->skeleton && cert->n_all_problems <= cert->n_problems)
		return;
	finding = cp_rule_emit(context, subject);
	if (problem != NULL)
		cp_evidence_problem(context->findings, finding, problem);
	else
		cp_evidence_text(finding, "problem",
			cert->der.len == 0 ? "the peer sent none" : "it breaks the syntax");
	if (cert->n_all_problems > 1)
		cp_evidence_int(finding, "more", (int64_t)(cert->n_all_problems - 1));
}

/* Most requirements are a condition and nothing to add. */
#define REQUIREMENT(NAME, BROKEN)                                                                  \
	void NAME(cp_rule_context *context, const cp_subject *subject)                             \
	{                                                                                          \
		const cp_cert *cert CP_UNUSED = subject->cert;                                     \
		const cp_profile *profile CP_UNUSED = &subject->profile;                           \
                                                                                                   \
		if (BROKEN)                                                                        \
			cp_rule_emit(context, subject);                                            \
	}

#define IS_PRESENT(ID) (cert->ext[ID].present)
/* What cannot be read is malformed, and says nothing that could be held against it besides. */
#define IS_READ(ID) (cert->ext[ID].present && cert->ext[ID].readable)
#define IS_CRITICAL(ID) (cert->ext[ID].present && cert->ext[ID].critical)
#define IS_NOT_CRITICAL(ID) (cert->ext[ID].present && !cert->ext[ID].critical)

/* RFC 5280 4.2.1.1: a certificate that its own key signed may leave its issuer's key out. */
static bool
is_self_signed(const cp_rule_context *context, const cp_subject *subject)
{
	if (subject->roles & CP_ROLE_LEAF && context->facts->leaf_self_signed)
		return true;
	return subject->roles & CP_ROLE_ANCHOR &&
	       (subject->self_issued || context->facts->anchor_signed_itself);
}

REQUIREMENT(cp_rule_profile_default_encoded, cert->has_explicit_default)
REQUIREMENT(cp_rule_profile_serial_negative, profile->serial_negative)
REQUIREMENT(cp_rule_profile_serial_zero, profile->serial_zero)
REQUIREMENT(cp_rule_profile_issuer_empty, cert->issuer_empty)
REQUIREMENT(cp_rule_profile_ca_subject_empty, cert->is_ca && cert->subject_empty)
REQUIREMENT(cp_rule_profile_subject_missing,
	cert->subject_empty && !IS_PRESENT(CP_EXT_SUBJECT_ALT_NAME))
REQUIREMENT(cp_rule_profile_san_not_critical,
	IS_NOT_CRITICAL(CP_EXT_SUBJECT_ALT_NAME) && cert->subject_empty)
REQUIREMENT(
	cp_rule_profile_name_controls, profile->names_have_controls || profile->san_has_controls)
REQUIREMENT(cp_rule_profile_unique_identifier, cert->has_issuer_uid || cert->has_subject_uid)
REQUIREMENT(cp_rule_profile_key_parameters, (cert->key.flaws & CP_KEY_FLAW_PARAMETERS) != 0)
REQUIREMENT(cp_rule_profile_signature_parameters,
	cert->inner_algorithm.parameters_wrong || cert->outer_algorithm.parameters_wrong)
REQUIREMENT(cp_rule_profile_algorithms_differ, !cert->algorithms_agree)
REQUIREMENT(cp_rule_profile_aki_missing,
	!IS_PRESENT(CP_EXT_AUTHORITY_KEY_ID) && !is_self_signed(context, subject))
REQUIREMENT(cp_rule_profile_aki_key_id, IS_READ(CP_EXT_AUTHORITY_KEY_ID) && !cert->aki_has_key_id &&
						!is_self_signed(context, subject))
REQUIREMENT(cp_rule_profile_aki_issuer_serial, cert->aki_has_issuer != cert->aki_has_serial)
REQUIREMENT(cp_rule_profile_aki_critical, IS_CRITICAL(CP_EXT_AUTHORITY_KEY_ID))
REQUIREMENT(cp_rule_profile_ski_missing, cert->is_ca && !IS_PRESENT(CP_EXT_SUBJECT_KEY_ID))
REQUIREMENT(cp_rule_profile_ski_critical, IS_CRITICAL(CP_EXT_SUBJECT_KEY_ID))
REQUIREMENT(cp_rule_profile_san_underscore, profile->san_has_underscore)
REQUIREMENT(cp_rule_profile_san_address_as_dns, profile->san_has_ip_as_dns)
REQUIREMENT(cp_rule_profile_san_dns_form, profile->san_has_bad_dns)
REQUIREMENT(cp_rule_profile_key_usage_empty, IS_READ(CP_EXT_KEY_USAGE) && cert->key_usage == 0)
REQUIREMENT(cp_rule_profile_cert_sign_without_ca,
	IS_PRESENT(CP_EXT_KEY_USAGE) && cert->key_usage & CP_KU_KEY_CERT_SIGN && !cert->is_ca)
REQUIREMENT(cp_rule_profile_basic_constraints_not_critical,
	IS_NOT_CRITICAL(CP_EXT_BASIC_CONSTRAINTS) && cert->is_ca)
REQUIREMENT(cp_rule_profile_path_length_misplaced,
	cert->has_path_len && !(cert->is_ca && IS_PRESENT(CP_EXT_KEY_USAGE) &&
				      cert->key_usage & CP_KU_KEY_CERT_SIGN))
REQUIREMENT(cp_rule_profile_policies_duplicate, profile->policies_duplicate)
REQUIREMENT(
	cp_rule_profile_policy_constraints_not_critical, IS_NOT_CRITICAL(CP_EXT_POLICY_CONSTRAINTS))
REQUIREMENT(cp_rule_profile_policy_constraints_empty, IS_READ(CP_EXT_POLICY_CONSTRAINTS) &&
							      !cert->has_require_explicit &&
							      !cert->has_inhibit_mapping)
REQUIREMENT(cp_rule_profile_inhibit_any_not_critical, IS_NOT_CRITICAL(CP_EXT_INHIBIT_ANY_POLICY))
REQUIREMENT(cp_rule_profile_name_constraints_not_critical, IS_NOT_CRITICAL(CP_EXT_NAME_CONSTRAINTS))
REQUIREMENT(cp_rule_profile_name_constraints_in_leaf, profile->nc_in_leaf)
REQUIREMENT(cp_rule_profile_name_constraints_empty, profile->nc_empty)
REQUIREMENT(cp_rule_profile_name_constraints_leading_dot, profile->nc_leading_dot)
REQUIREMENT(cp_rule_profile_name_constraints_range, profile->nc_min_max)
REQUIREMENT(cp_rule_profile_name_constraints_mask, profile->nc_bad_mask)
REQUIREMENT(cp_rule_profile_aia_critical, IS_CRITICAL(CP_EXT_AUTHORITY_INFO_ACCESS))
REQUIREMENT(cp_rule_profile_sia_critical, IS_CRITICAL(CP_EXT_SUBJECT_INFO_ACCESS))
REQUIREMENT(cp_rule_profile_freshest_crl_critical, IS_CRITICAL(CP_EXT_FRESHEST_CRL))
REQUIREMENT(cp_rule_profile_directory_attributes_critical,
	IS_CRITICAL(CP_EXT_SUBJECT_DIRECTORY_ATTRIBUTES))

void
cp_rule_profile_serial_length(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->profile.serial_octets > 20)
		cp_evidence_int(cp_rule_emit(context, subject), "octets",
			(int64_t)subject->profile.serial_octets);
}

void
cp_rule_profile_date_form(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->profile.not_before_form_wrong)
		cp_evidence_text(cp_rule_emit(context, subject), "field", "notBefore");
	else if (subject->profile.not_after_form_wrong)
		cp_evidence_text(cp_rule_emit(context, subject), "field", "notAfter");
}
