/* profile.server-certificate: the sub-rules of profile_cabf.def. */
#include <config.h>

#include "rules/families.h"

void
cp_rule_cabf_version(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->cert->version != 3)
		cp_evidence_int(cp_rule_emit(context, subject), "version", subject->cert->version);
}

void
cp_rule_cabf_rsa_modulus(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->profile.rsa_bits_odd)
		cp_evidence_int(cp_rule_emit(context, subject), "bits", subject->cert->key.bits);
}

/* CA/B BR 6.1.5: what crypto.weak-key may take under other policies, none of it too short. */
void
cp_rule_cabf_key_type(cp_rule_context *context, const cp_subject *subject)
{
	const cp_public_key *key = &subject->cert->key;

	if (key->type == CP_KEY_RSA ||
		(key->type == CP_KEY_EC &&
			(key->curve == CP_CURVE_P256 || key->curve == CP_CURVE_P384 ||
				key->curve == CP_CURVE_P521)))
		return;
	cp_evidence_text(cp_rule_emit(context, subject), "key", cp_key_name(key));
}

static const char *
root_aki_flaw(const cp_subject *subject)
{
	const cp_cert *cert = subject->cert;

	if (!cert->ext[CP_EXT_AUTHORITY_KEY_ID].present)
		return NULL;
	if (!cert->aki_has_key_id)
		return "lacks its keyIdentifier";
	if (cert->aki_has_issuer || cert->aki_has_serial)
		return "names an issuer and serial number";
	return subject->profile.aki_is_not_ski ? "is not its own subject key identifier" : NULL;
}

void
cp_rule_cabf_root_aki(cp_rule_context *context, const cp_subject *subject)
{
	/* A trusted intermediate is no root. */
	const char *flaw = subject->self_issued ? root_aki_flaw(subject) : NULL;

	if (flaw != NULL)
		cp_evidence_text(cp_rule_emit(context, subject), "reason", flaw);
}

void
cp_rule_cabf_root_eku(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->self_issued && subject->cert->ext[CP_EXT_EXTENDED_KEY_USAGE].present)
		cp_rule_emit(context, subject);
}

void
cp_rule_cabf_san_missing(cp_rule_context *context, const cp_subject *subject)
{
	if (!subject->cert->ext[CP_EXT_SUBJECT_ALT_NAME].present)
		cp_rule_emit(context, subject);
}

void
cp_rule_cabf_san_critical(cp_rule_context *context, const cp_subject *subject)
{
	const cp_cert *cert = subject->cert;

	if (!cert->subject_empty && cert->ext[CP_EXT_SUBJECT_ALT_NAME].present &&
		cert->ext[CP_EXT_SUBJECT_ALT_NAME].critical)
		cp_rule_emit(context, subject);
}

void
cp_rule_cabf_san_wildcard(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->profile.san_has_bad_wildcard)
		cp_rule_emit(context, subject);
}

void
cp_rule_cabf_common_name(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->profile.cn_is_no_copy)
		cp_rule_emit(context, subject);
}

void
cp_rule_cabf_eku_missing(cp_rule_context *context, const cp_subject *subject)
{
	if (!subject->cert->ext[CP_EXT_EXTENDED_KEY_USAGE].present)
		cp_rule_emit(context, subject);
}

void
cp_rule_cabf_eku_any(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->cert->ext[CP_EXT_EXTENDED_KEY_USAGE].present &&
		subject->cert->eku & CP_EKU_ANY)
		cp_rule_emit(context, subject);
}

/* What must not stand beside serverAuth; 0: nothing does. A CA may have anyExtendedKeyUsage, but
 * alone; of a leaf's it has its own row. */
static unsigned
mixed_purposes(const cp_cert *cert)
{
	unsigned apart = CP_EKU_CODE_SIGNING | CP_EKU_EMAIL_PROTECTION | CP_EKU_TIME_STAMPING |
			 CP_EKU_OCSP_SIGNING | CP_EKU_PRECERTIFICATE_SIGNING;
	unsigned any = cert->is_ca ? CP_EKU_ANY : 0;

	if (cert->eku & CP_EKU_SERVER_AUTH)
		return cert->eku & (apart | any);
	return cert->eku & any ? cert->eku & ~any : 0;
}

void
cp_rule_cabf_eku_mixed(cp_rule_context *context, const cp_subject *subject)
{
	const cp_cert *cert = subject->cert;
	unsigned mixed = mixed_purposes(cert);

	if (cert->ext[CP_EXT_EXTENDED_KEY_USAGE].present && mixed != 0)
		cp_evidence_text(cp_rule_emit(context, subject), "beside",
			cp_rule_purposes_text(context->findings->arena, mixed));
}

void
cp_rule_cabf_eku_client_auth(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->cert->ext[CP_EXT_EXTENDED_KEY_USAGE].present &&
		subject->cert->eku & CP_EKU_CLIENT_AUTH)
		cp_rule_emit(context, subject);
}

void
cp_rule_cabf_eku_critical(cp_rule_context *context, const cp_subject *subject)
{
	const cp_extension *eku = &subject->cert->ext[CP_EXT_EXTENDED_KEY_USAGE];

	if (eku->present && eku->critical)
		cp_rule_emit(context, subject);
}

void
cp_rule_cabf_san_form(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->profile.san_other_form != NULL)
		cp_evidence_text(
			cp_rule_emit(context, subject), "form", subject->profile.san_other_form);
}

void
cp_rule_cabf_san_reserved_label(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->profile.san_has_reserved_label)
		cp_rule_emit(context, subject);
}

void
cp_rule_cabf_basic_constraints_not_critical(cp_rule_context *context, const cp_subject *subject)
{
	const cp_extension *basic = &subject->cert->ext[CP_EXT_BASIC_CONSTRAINTS];

	if (!subject->cert->is_ca && basic->present && !basic->critical)
		cp_rule_emit(context, subject);
}

void
cp_rule_cabf_crl_points_critical(cp_rule_context *context, const cp_subject *subject)
{
	const cp_extension *points = &subject->cert->ext[CP_EXT_CRL_DISTRIBUTION_POINTS];

	if (points->present && points->critical)
		cp_rule_emit(context, subject);
}
