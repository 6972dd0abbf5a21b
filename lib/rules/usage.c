/* usage.*: whether the certificate is for what it is used for. */
#include <config.h>

#include "rules/families.h"

static const struct {
	unsigned bit;
	const char *name;
} purposes[] = {
	{CP_EKU_SERVER_AUTH, "serverAuth"},
	{CP_EKU_CLIENT_AUTH, "clientAuth"},
	{CP_EKU_CODE_SIGNING, "codeSigning"},
	{CP_EKU_EMAIL_PROTECTION, "emailProtection"},
	{CP_EKU_TIME_STAMPING, "timeStamping"},
	{CP_EKU_OCSP_SIGNING, "OCSPSigning"},
	{CP_EKU_ANY, "anyExtendedKeyUsage"},
	{CP_EKU_NETSCAPE_SGC, "nsSGC"},
	{CP_EKU_PRECERTIFICATE_SIGNING, "precertificateSigning"},
	{CP_EKU_OTHER, "others"},
};

const char *
cp_rule_purposes_text(cp_arena *arena, unsigned eku)
{
	const char *text = NULL;
	size_t i;

	for (i = 0; i < CP_COUNT(purposes); i++) {
		if (eku & purposes[i].bit)
			text = text == NULL
				       ? purposes[i].name
				       : cp_arena_printf(arena, "%s, %s", text, purposes[i].name);
	}
	return text == NULL ? "nothing" : text;
}

void
cp_rule_usage_extended_key_usage(cp_rule_context *context, const cp_subject *subject)
{
	bool client = context->facts->purpose == CERTPOLICY_PURPOSE_CLIENT;
	cp_finding *finding;

	if (!subject->eku_forbids)
		return;
	finding = cp_rule_emit(context, subject);
	cp_rule_name_subject(finding, subject);
	cp_evidence_text(finding, "purpose", client ? "client" : "server");
	cp_evidence_text(finding, "has",
		cp_rule_purposes_text(context->findings->arena, subject->cert->eku));
	cp_evidence_text(finding, "wanted", client ? "clientAuth" : "serverAuth");
}

/*
 * RFC 8446 4.4.2.2 wants digitalSignature, and so does every suite with forward secrecy; a server's
 * RSA key may still decrypt, an EC key agree, in the suites of TLS 1.2 that do so.
 */
static unsigned
wanted_usage(const cp_facts *facts, const cp_cert *cert)
{
	if (facts->purpose == CERTPOLICY_PURPOSE_CLIENT ||
		facts->session.protocol == CP_PROTOCOL_TLS13)
		return CP_KU_DIGITAL_SIGNATURE;
	if (cert->key.type == CP_KEY_RSA)
		return CP_KU_DIGITAL_SIGNATURE | CP_KU_KEY_ENCIPHERMENT;
	if (cert->key.type == CP_KEY_EC)
		return CP_KU_DIGITAL_SIGNATURE | CP_KU_KEY_AGREEMENT;
	return CP_KU_DIGITAL_SIGNATURE;
}

void
cp_rule_usage_key_usage(cp_rule_context *context, const cp_subject *subject)
{
	const cp_cert *cert = subject->cert;
	unsigned wanted = wanted_usage(context->facts, cert);

	/* What a CA's key in the leaf's place is good for, usage.ca-as-leaf judges. */
	if (cert->is_ca || !cert->ext[CP_EXT_KEY_USAGE].present || cert->key_usage & wanted)
		return;
	cp_evidence_text(cp_rule_emit(context, subject), "wanted",
		wanted & CP_KU_KEY_ENCIPHERMENT ? "digitalSignature, keyEncipherment"
		: wanted & CP_KU_KEY_AGREEMENT  ? "digitalSignature, keyAgreement"
						: "digitalSignature");
}

void
cp_rule_usage_ca_as_leaf(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->cert->is_ca)
		cp_rule_emit(context, subject);
}
