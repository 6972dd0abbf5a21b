/*
 * Classification: what kind of certificate this is, who checked whom before it was issued, how
 * strong its key is, what such a one costs and where it fits. Never an opinion on trust.
 */
#include <config.h>

#include "classify/classify.h"

#include "base/text.h"
#include "classify/names.h"
#include "x509/name.h"
#include "x509/policies.h"

static cp_kind
kind_of(const cp_facts *facts)
{
	if (!facts->leaf_readable)
		return CP_KIND_UNREADABLE;
	if (facts->leaf_self_signed && (!facts->anchored || facts->leaf_is_anchor))
		return CP_KIND_SELF_SIGNED;
	if (!facts->anchored)
		return CP_KIND_UNKNOWN_CA;
	return facts->anchor_is_public ? CP_KIND_PUBLIC_CA : CP_KIND_PRIVATE_CA;
}

/* CA/B Forum Baseline Requirements 7.1.6.1, EV Guidelines 9.3.2; from the least to the most
 * checked, so that a certificate that claims several is taken at the least. */
static const struct {
	cp_oid oid;
	cp_validation validation;
	const char *dotted;
} reserved_policies[] = {
	{CP_OID_POLICY_DV, CP_VALIDATION_DV, "2.23.140.1.2.1"},
	{CP_OID_POLICY_IV, CP_VALIDATION_IV, "2.23.140.1.2.3"},
	{CP_OID_POLICY_OV, CP_VALIDATION_OV, "2.23.140.1.2.2"},
	{CP_OID_POLICY_EV, CP_VALIDATION_EV, "2.23.140.1.1"},
	{CP_OID_POLICY_ONION_EV, CP_VALIDATION_EV, "2.23.140.1.31"},
};

/* What the leaf's policies claim; CP_VALIDATION_UNKNOWN without a reserved one. */
static cp_validation
read_claims(cp_facts *facts, const cp_cert *leaf)
{
	cp_bytes rest = leaf->policies, policy, qualifiers;
	size_t i, least = CP_COUNT(reserved_policies);

	while (cp_policies_next(&rest, &policy, &qualifiers)) {
		cp_oid oid = cp_oid_find(policy);

		for (i = 0; i < CP_COUNT(reserved_policies); i++) {
			if (oid != reserved_policies[i].oid)
				continue;
			if (reserved_policies[i].validation == CP_VALIDATION_EV)
				facts->classification.claims_ev = true;
			if (i < least)
				least = i;
		}
	}
	if (least == CP_COUNT(reserved_policies))
		return CP_VALIDATION_UNKNOWN;
	facts->claimed_policy = reserved_policies[least].dotted;
	return reserved_policies[least].validation;
}

static cp_validation
validation_of(const cp_facts *facts, cp_validation claimed)
{
	if (facts->leaf_is_anchor)
		return CP_VALIDATION_NONE;
	switch (facts->classification.kind) {
	case CP_KIND_SELF_SIGNED:
		return CP_VALIDATION_NONE;
	case CP_KIND_PRIVATE_CA:
		return CP_VALIDATION_PRIVATE;
	case CP_KIND_PUBLIC_CA:
		return claimed;
	default:
		return CP_VALIDATION_UNKNOWN;
	}
}

/* The weaker of the key and of the signature on it, by the crypto table at the time of judgement.
 */
static void
take_strength(
	cp_classification *classification, const cp_cert *leaf, int64_t time, cp_horizon *horizon)
{
	const cp_strength_row *row = cp_strength_of_key(&leaf->key, time);
	const cp_strength_row *of_signature =
		cp_strength_of_signature(&leaf->outer_algorithm, time);

	cp_horizon_note_end(horizon, row->until);
	cp_horizon_note_end(horizon, of_signature->until);
	if (of_signature->strength < row->strength ||
		(of_signature->strength == row->strength && of_signature->until < row->until))
		row = of_signature;
	classification->strength = row->strength;
	/* Weak is weak for good, whichever row says it. */
	classification->strength_until = row->strength > CP_STRENGTH_WEAK ? row->until : INT64_MAX;
	classification->strength_source = row->source;
}

/* Keys that some version of TLS knows how to use (RFC 8446 4.2.3, RFC 5246 7.4.1.4.1). */
static bool
key_serves_tls(const cp_public_key *key)
{
	switch (key->type) {
	case CP_KEY_RSA:
	case CP_KEY_RSA_PSS:
	case CP_KEY_DSA:
	case CP_KEY_ED25519:
	case CP_KEY_ED448:
		break;
	case CP_KEY_EC:
		if (key->curve == CP_CURVE_UNKNOWN)
			return false;
		break;
	default:
		return false;
	}
	return (key->flaws & CP_KEY_FLAW_UNREADABLE) == 0;
}

/* CAs that issue free of charge and in no other way: by the issuer's organisation. */
static const struct {
	const char *organization;
	const char *source;
} free_issuers[] = {
	{"Let's Encrypt", "https://letsencrypt.org/about/"},
};

static bool
issuer_is_free(const cp_cert *leaf)
{
	cp_attribute organization;
	size_t i;

	if (!cp_name_find(leaf->issuer, CP_OID_ORGANIZATION, &organization))
		return false;
	for (i = 0; i < CP_COUNT(free_issuers); i++) {
		if (cp_bytes_equal(
			    organization.value, cp_bytes_of_string(free_issuers[i].organization)))
			return true;
	}
	return false;
}

static cp_setup_cost
setup_cost_of(const cp_facts *facts, const cp_cert *leaf)
{
	switch (facts->classification.kind) {
	case CP_KIND_SELF_SIGNED:
	case CP_KIND_PRIVATE_CA:
		return CP_COST_FREE;
	case CP_KIND_PUBLIC_CA:
		break;
	default:
		return CP_COST_UNKNOWN;
	}
	if (issuer_is_free(leaf))
		return CP_COST_FREE;
	switch (facts->classification.validation) {
	case CP_VALIDATION_OV:
	case CP_VALIDATION_IV:
	case CP_VALIDATION_EV:
		return CP_COST_PAID;
	default:
		return CP_COST_FREE_OR_PAID;
	}
}

static bool
subject_is_broken(const cp_subject *subject)
{
	return cp_cert_first_malformed(subject->cert) != NULL || subject->expired ||
	       subject->not_yet_valid || subject->path_len_exceeded || subject->may_not_sign ||
	       subject->not_a_ca || subject->eku_forbids || subject->n_unknown_critical > 0 ||
	       subject->n_nc_breaches > 0 || subject->revocation.status == CP_REVOCATION_REVOKED ||
	       subject->threat.what != 0 || subject->published_key != NULL || subject->profile.rsa_close_primes ||
	       subject->profile.rsa_roca;
}

void
cp_facts_recommend(cp_facts *facts)
{
	cp_classification *classification = &facts->classification;
	bool broken = facts->policies.failed || facts->out_of_scope || facts->distrusted ||
		      facts->budget_spent || facts->threat_name.hit.what != 0 ||
		      classification->strength == CP_STRENGTH_WEAK ||
		      !classification->encryption_enabled ||
		      classification->kind == CP_KIND_UNKNOWN_CA;
	bool readable = classification->kind != CP_KIND_UNREADABLE;
	size_t i;

	for (i = 0; i < facts->n_subjects && !broken; i++)
		broken = subject_is_broken(&facts->subjects[i]);
	classification->fit_development = readable;
	classification->fit_internal = readable && !broken;
	classification->fit_public =
		readable && !broken && classification->kind == CP_KIND_PUBLIC_CA;
}

bool
cp_zone_of_presented(const cp_zones *zones, const cp_general_name *name, cp_zone *zone)
{
	cp_bytes presented;
	char host[254];
	size_t i;

	if (name->type == CP_GN_IP && (name->value.len == 4 || name->value.len == 16)) {
		*zone = cp_zone_of_address(zones, name->value);
		return true;
	}
	if (!cp_presented_host(name, &presented))
		return false;
	/* A wildcard's "*" stands for a label, and is as good as one here. */
	for (i = 0; i < presented.len; i++)
		host[i] = (char)cp_ascii_lower(presented.data[i]);
	*zone = cp_zone_of_name(zones, cp_bytes_of(host, presented.len));
	return true;
}

static void
read_names(cp_facts *facts, const cp_zones *zones)
{
	cp_bytes rest;
	cp_general_name name;
	bool any = false, all_development = true;
	cp_zone zone;

	facts->names_read = true;
	facts->names_read_by = zones;
	facts->has_public_name = facts->has_development_names = false;
	rest = facts->subjects[0].cert->san;
	/* Once a name is public, those after it change nothing. */
	while (!facts->has_public_name && cp_general_name_next(&rest, &name)) {
		if (!cp_zone_of_presented(zones, &name, &zone))
			continue;
		any = true;
		all_development = all_development && zone == CP_ZONE_DEVELOPMENT;
		facts->has_public_name = zone == CP_ZONE_PUBLIC;
	}
	facts->has_development_names = any && all_development;
}

void
cp_classify_names(cp_facts *facts, const cp_zones *zones)
{
	facts->is_development_certificate = false;
	if (!facts->leaf_readable)
		return;
	if (!facts->names_read || facts->names_read_by != zones)
		read_names(facts, zones);
	/* Whatever it looks like, what a public CA issued is no development certificate. */
	facts->is_development_certificate =
		facts->classification.kind != CP_KIND_PUBLIC_CA &&
		(facts->development_tool != NULL || facts->has_development_names);
}

void
cp_classify(cp_facts *facts, cp_arena *arena)
{
	cp_classification *classification = &facts->classification;
	const cp_cert *leaf = facts->subjects[0].cert;
	cp_validation claimed;

	classification->kind = kind_of(facts);
	classification->validation = CP_VALIDATION_UNKNOWN;
	classification->setup_cost = CP_COST_UNKNOWN;
	classification->strength = CP_STRENGTH_WEAK;
	classification->strength_until = INT64_MAX;
	if (!facts->leaf_readable)
		return;
	claimed = read_claims(facts, leaf);
	classification->validation = validation_of(facts, claimed);
	classification->encryption_enabled =
		key_serves_tls(&leaf->key) && !facts->subjects[0].profile.ec_off_curve;
	take_strength(classification, leaf, facts->time, facts->horizon);
	classification->setup_cost = setup_cost_of(facts, leaf);
	if (classification->kind == CP_KIND_PUBLIC_CA || facts->marks_read)
		return;
	facts->impersonated = cp_impersonated_name(leaf, arena);
	facts->development_tool = cp_development_tool(leaf);
	facts->marks_read = true;
}

const char *
cp_kind_name(cp_kind kind)
{
	static const char *const names[] = {
		"self-signed", "private-ca", "public-ca", "unknown-ca", "unreadable"};

	return names[kind];
}

const char *
cp_validation_name(cp_validation validation)
{
	static const char *const names[] = {"none", "private", "DV", "OV", "IV", "EV", "unknown"};

	return names[validation];
}

const char *
cp_strength_name(cp_strength strength)
{
	static const char *const names[] = {"weak", "acceptable", "strong"};

	return names[strength];
}

const char *
cp_setup_cost_name(cp_setup_cost cost)
{
	static const char *const names[] = {"free", "free-or-paid", "paid", "unknown"};

	return names[cost];
}
