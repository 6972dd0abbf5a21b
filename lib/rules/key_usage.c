/*
 * What keyUsage may say, by the kind of key and of certificate: sub-rules of profile_5280.def and
 * profile_cabf.def. Whether it suits a TLS handshake is usage.c's.
 */
#include <config.h>

#include "rules/families.h"

#define SIGNS (CP_KU_DIGITAL_SIGNATURE | CP_KU_NON_REPUDIATION)
#define ISSUES (CP_KU_KEY_CERT_SIGN | CP_KU_CRL_SIGN)
#define ENCIPHERS (CP_KU_KEY_ENCIPHERMENT | CP_KU_DATA_ENCIPHERMENT)
#define AGREES (CP_KU_KEY_AGREEMENT | CP_KU_ENCIPHER_ONLY | CP_KU_DECIPHER_ONLY)
#define EVERYTHING (SIGNS | ISSUES | ENCIPHERS | AGREES)

/* What a key of a kind can do at all. */
static unsigned
use_of_key(cp_key_type type)
{
	switch (type) {
	case CP_KEY_RSA: /* RFC 3279 2.3.1 */
		return SIGNS | ISSUES | ENCIPHERS;
	case CP_KEY_EC: /* RFC 8813 3 */
		return SIGNS | ISSUES | AGREES;
	case CP_KEY_X25519: /* RFC 8410 5 */
	case CP_KEY_X448:
		return AGREES;
	case CP_KEY_RSA_PSS: /* RFC 4055 1.2 */
	case CP_KEY_DSA:     /* RFC 3279 2.3.2 */
	case CP_KEY_ED25519: /* RFC 9295 3 */
	case CP_KEY_ED448:
	case CP_KEY_ML_DSA:  /* RFC 9881 5 */
	case CP_KEY_SLH_DSA: /* RFC 9909 6 */
		return SIGNS | ISSUES;
	case CP_KEY_UNKNOWN:
		break;
	}
	return EVERYTHING;
}

static const struct {
	unsigned bit;
	const char *name;
} names[] = {
	{CP_KU_DIGITAL_SIGNATURE, "digitalSignature"},
	{CP_KU_NON_REPUDIATION, "nonRepudiation"},
	{CP_KU_KEY_ENCIPHERMENT, "keyEncipherment"},
	{CP_KU_DATA_ENCIPHERMENT, "dataEncipherment"},
	{CP_KU_KEY_AGREEMENT, "keyAgreement"},
	{CP_KU_KEY_CERT_SIGN, "keyCertSign"},
	{CP_KU_CRL_SIGN, "cRLSign"},
	{CP_KU_ENCIPHER_ONLY, "encipherOnly"},
	{CP_KU_DECIPHER_ONLY, "decipherOnly"},
};

/* The names of a set of usages, with commas between. */
static const char *
usages_text(cp_arena *arena, unsigned usages)
{
	const char *text = NULL;
	size_t i;

	for (i = 0; i < CP_COUNT(names); i++) {
		if (usages & names[i].bit)
			text = text == NULL ? names[i].name
					    : cp_arena_printf(arena, "%s, %s", text, names[i].name);
	}
	return text;
}

/* Of what is not there, or cannot be read, nothing is known. */
static bool
is_said(const cp_cert *cert)
{
	return cert->ext[CP_EXT_KEY_USAGE].present && cert->ext[CP_EXT_KEY_USAGE].readable;
}

void
cp_rule_profile_key_usage_of_key(cp_rule_context *context, const cp_subject *subject)
{
	const cp_cert *cert = subject->cert;
	unsigned spare = cert->key_usage & ~use_of_key(cert->key.type);
	cp_finding *finding;

	if (!is_said(cert) || spare == 0)
		return;
	finding = cp_rule_emit(context, subject);
	cp_evidence_text(finding, "usage", usages_text(context->findings->arena, spare));
	cp_evidence_text(finding, "key", cp_key_name(&cert->key));
}

/* Emits what a certificate allows and must not, and what it has to allow and does not. */
static void
emit_unless_fit(cp_rule_context *context, const cp_subject *subject, unsigned spare, unsigned lacks)
{
	cp_arena *arena = context->findings->arena;
	const char *flaw;

	if (spare == 0 && lacks == 0)
		return;
	if (lacks == 0)
		flaw = cp_arena_printf(arena, "allows %s", usages_text(arena, spare));
	else if (spare == 0)
		flaw = cp_arena_printf(arena, "lacks %s", usages_text(arena, lacks));
	else
		flaw = cp_arena_printf(arena, "allows %s and lacks %s", usages_text(arena, spare),
			usages_text(arena, lacks));
	cp_evidence_text(cp_rule_emit(context, subject), "flaw", flaw);
}

/* CA/B BR 7.1.2.7.11. Other keys than these two are key-type. */
void
cp_rule_cabf_key_usage(cp_rule_context *context, const cp_subject *subject)
{
	const cp_cert *cert = subject->cert;
	bool ec = cert->key.type == CP_KEY_EC;
	unsigned must = ec ? CP_KU_DIGITAL_SIGNATURE : 0;
	unsigned may = CP_KU_DIGITAL_SIGNATURE | (ec ? CP_KU_KEY_AGREEMENT : ENCIPHERS);

	if (!cert->is_ca && is_said(cert))
		emit_unless_fit(context, subject, cert->key_usage & ~may, must & ~cert->key_usage);
}

/* CA/B BR 7.1.2.10.7. */
void
cp_rule_cabf_ca_key_usage(cp_rule_context *context, const cp_subject *subject)
{
	const cp_cert *cert = subject->cert;
	unsigned may = ISSUES | CP_KU_DIGITAL_SIGNATURE;

	if (!cert->is_ca)
		return;
	if (!cert->ext[CP_EXT_KEY_USAGE].present)
		cp_evidence_text(cp_rule_emit(context, subject), "flaw", "is missing");
	else if (is_said(cert))
		emit_unless_fit(
			context, subject, cert->key_usage & ~may, ISSUES & ~cert->key_usage);
}

void
cp_rule_cabf_key_usage_not_critical(cp_rule_context *context, const cp_subject *subject)
{
	const cp_extension *usage = &subject->cert->ext[CP_EXT_KEY_USAGE];

	if (usage->present && !usage->critical)
		cp_rule_emit(context, subject);
}
