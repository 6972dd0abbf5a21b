/* crypto.*: keys and signatures that are too weak, or known to others. */
#include <config.h>

#include "rules/families.h"

/* The order of the words of the parameter "curves" (registry.c). */
enum {
	CURVE_P256 = 1 << 0,
	CURVE_P384 = 1 << 1,
	CURVE_P521 = 1 << 2,
	CURVE_ED25519 = 1 << 3,
	CURVE_ED448 = 1 << 4,
	CURVE_P224 = 1 << 5,
	CURVE_SECP256K1 = 1 << 6,
	CURVE_BRAINPOOL256 = 1 << 7,
	CURVE_BRAINPOOL384 = 1 << 8,
	CURVE_BRAINPOOL512 = 1 << 9
};

static const char *
compromise(const cp_subject *subject)
{
	if (subject->published_key != NULL)
		return "it is on a list of published keys";
	if (subject->profile.rsa_close_primes)
		return "its two primes are so close that its modulus factors at once "
		       "(CVE-2022-26320)";
	if (subject->profile.rsa_roca)
		return "it was made by a chip whose keys can be computed (ROCA, CVE-2017-15361)";
	return NULL;
}

void
cp_rule_crypto_compromised_key(cp_rule_context *context, const cp_subject *subject)
{
	const char *reason = compromise(subject);
	cp_finding *finding;

	if (reason == NULL)
		return;
	finding = cp_rule_emit(context, subject);
	cp_rule_name_subject(finding, subject);
	cp_evidence_text(finding, "reason", reason);
	if (subject->published_key != NULL)
		cp_evidence_text(finding, "list", subject->published_key);
}

static unsigned
curve_bit(const cp_public_key *key)
{
	if (key->type == CP_KEY_ED25519)
		return CURVE_ED25519;
	if (key->type == CP_KEY_ED448)
		return CURVE_ED448;
	switch (key->curve) {
	case CP_CURVE_P256:
		return CURVE_P256;
	case CP_CURVE_P384:
		return CURVE_P384;
	case CP_CURVE_P521:
		return CURVE_P521;
	case CP_CURVE_P224:
		return CURVE_P224;
	case CP_CURVE_SECP256K1:
		return CURVE_SECP256K1;
	case CP_CURVE_BRAINPOOL256:
		return CURVE_BRAINPOOL256;
	case CP_CURVE_BRAINPOOL384:
		return CURVE_BRAINPOOL384;
	case CP_CURVE_BRAINPOOL512:
		return CURVE_BRAINPOOL512;
	case CP_CURVE_NONE:
	case CP_CURVE_UNKNOWN:
	case CP_CURVE_P192:
		break;
	}
	return 0; /* in no list */
}

static const struct {
	cp_key_flaw flaw;
	const char *text;
} flaws[] = {
	{CP_KEY_FLAW_UNREADABLE, "the key cannot be read"},
	{CP_KEY_FLAW_POINT_HYBRID, "its point is in the hybrid form, which RFC 5480 2.2 forbids"},
	{CP_KEY_FLAW_POINT_LENGTH, "its point is not as long as the curve asks"},
	{CP_KEY_FLAW_EXPLICIT_CURVE, "the curve is spelled out in place of its name"},
	{CP_KEY_FLAW_INHERITED, "its parameters are left to its issuer"},
	{CP_KEY_FLAW_EXPONENT_EVEN, "its exponent is even"},
	{CP_KEY_FLAW_EXPONENT_SMALL, "its exponent is below 3"},
	{CP_KEY_FLAW_MODULUS_EVEN, "its modulus is even"},
	{CP_KEY_FLAW_NEGATIVE, "its modulus or exponent is not positive"},
};

/* NULL: nothing against it beyond its size. */
static const char *
flaw_text(const cp_rule_context *context, const cp_public_key *key)
{
	size_t i;

	for (i = 0; i < CP_COUNT(flaws); i++) {
		if (key->flaws & (unsigned)flaws[i].flaw)
			return flaws[i].text;
	}
	if (key->flaws & CP_KEY_FLAW_POINT_COMPRESSED &&
		!context->params[CP_PARAM_COMPRESSED_POINTS])
		return "its point is compressed";
	return NULL;
}

static const char *
weakness(const cp_rule_context *context, const cp_subject *subject)
{
	const cp_public_key *key = &subject->cert->key;
	const char *flaw = flaw_text(context, key);

	if (flaw != NULL)
		return flaw;
	if (subject->profile.rsa_small_factor)
		return "its modulus has a factor below 752";
	if (subject->profile.ec_off_curve)
		return "its point does not lie on the curve";
	switch (key->type) {
	case CP_KEY_RSA:
	case CP_KEY_RSA_PSS:
		return key->bits < context->params[CP_PARAM_MIN_RSA_BITS]
			       ? "the modulus is too short"
			       : NULL;
	case CP_KEY_EC:
	case CP_KEY_ED25519:
	case CP_KEY_ED448:
		return (context->params[CP_PARAM_CURVES] & curve_bit(key)) == 0
			       ? "the policy does not take this curve"
			       : NULL;
	case CP_KEY_DSA:
		return "DSA is no longer in use";
	case CP_KEY_X25519:
	case CP_KEY_X448:
		return "it can sign nothing";
	case CP_KEY_ML_DSA:
	case CP_KEY_SLH_DSA:
		return "it is post-quantum, and nobody here can check what it signs";
	case CP_KEY_UNKNOWN:
		break;
	}
	return "nobody here knows this kind of key";
}

void
cp_rule_crypto_weak_key(cp_rule_context *context, const cp_subject *subject)
{
	const cp_public_key *key = &subject->cert->key;
	const char *reason = weakness(context, subject);
	cp_finding *finding;

	if (reason == NULL)
		return;
	finding = cp_rule_emit(context, subject);
	cp_rule_name_subject(finding, subject);
	cp_evidence_text(finding, "key", cp_key_name(key));
	if (key->bits > 0)
		cp_evidence_int(finding, "bits", key->bits);
	cp_evidence_text(finding, "reason", reason);
}

static bool
is_weak_hash(cp_hash hash)
{
	return hash == CP_HASH_MD2 || hash == CP_HASH_MD5 || hash == CP_HASH_SHA1;
}

void
cp_rule_crypto_weak_signature(cp_rule_context *context, const cp_subject *subject)
{
	const cp_facts *facts = context->facts;
	const cp_signature_algorithm *algorithm = &subject->cert->outer_algorithm;
	cp_finding *finding;

	if (!is_weak_hash(algorithm->hash) &&
		!(algorithm->scheme == CP_SIGNATURE_RSA_PSS && is_weak_hash(algorithm->mgf_hash)))
		return;
	/* Whoever pinned the key itself does not look at what it signed for itself. */
	if (subject->roles & CP_ROLE_LEAF && facts->leaf_self_signed && facts->pins.leaf_matched)
		return;
	finding = cp_rule_emit(context, subject);
	cp_rule_name_subject(finding, subject);
	cp_evidence_text(finding, "algorithm", cp_signature_name(algorithm));
}
