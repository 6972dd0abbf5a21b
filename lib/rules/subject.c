/*
 * What the Baseline Requirements and RFC 5280 A.1 ask of a subject: sub-rules of profile_5280.def
 * and profile_cabf.def. Which attributes are there was read in classify/holder.c.
 */
#include <config.h>

#include "rules/families.h"

void
cp_rule_profile_name_length(cp_rule_context *context, const cp_subject *subject)
{
	if (subject->profile.holder.too_long != NULL)
		cp_evidence_text(cp_rule_emit(context, subject), "attribute",
			subject->profile.holder.too_long);
}

/* What a policy asks of the attributes of who was checked under it. */
static const struct {
	unsigned policy; /* CP_POLICY_* */
	const char *name;
	unsigned must, must_not; /* CP_HOLDER_* */
	bool place;              /* stateOrProvinceName or localityName */
} asked[] = {
	{CP_POLICY_DV, "domain-validated", 0,
		~(unsigned)(CP_HOLDER_COUNTRY | CP_HOLDER_COMMON_NAME), false},
	{CP_POLICY_IV, "individual-validated",
		CP_HOLDER_COUNTRY | CP_HOLDER_SURNAME | CP_HOLDER_GIVEN_NAME,
		CP_HOLDER_ORGANIZATIONAL_UNIT, true},
	{CP_POLICY_OV, "organization-validated", CP_HOLDER_COUNTRY | CP_HOLDER_ORGANIZATION,
		CP_HOLDER_SURNAME | CP_HOLDER_GIVEN_NAME | CP_HOLDER_ORGANIZATIONAL_UNIT, true},
	{CP_POLICY_EV, "extended-validated",
		CP_HOLDER_COUNTRY | CP_HOLDER_ORGANIZATION | CP_HOLDER_SERIAL_NUMBER |
			CP_HOLDER_BUSINESS_CATEGORY | CP_HOLDER_JURISDICTION_COUNTRY,
		CP_HOLDER_ORGANIZATIONAL_UNIT, false},
};

static const struct {
	unsigned bit;
	const char *name;
} attributes[] = {
	{CP_HOLDER_COUNTRY, "countryName"},
	{CP_HOLDER_STATE, "stateOrProvinceName"},
	{CP_HOLDER_LOCALITY, "localityName"},
	{CP_HOLDER_ORGANIZATION, "organizationName"},
	{CP_HOLDER_ORGANIZATIONAL_UNIT, "organizationalUnitName"},
	{CP_HOLDER_COMMON_NAME, "commonName"},
	{CP_HOLDER_SURNAME, "surname"},
	{CP_HOLDER_GIVEN_NAME, "givenName"},
	{CP_HOLDER_SERIAL_NUMBER, "serialNumber"},
	{CP_HOLDER_BUSINESS_CATEGORY, "businessCategory"},
	{CP_HOLDER_JURISDICTION_COUNTRY, "jurisdictionCountryName"},
	{CP_HOLDER_OTHER, "another attribute"},
};

/* The first attribute of a set: one is enough to mend; NULL for none. */
static const char *
first_of(unsigned set)
{
	size_t i;

	for (i = 0; i < CP_COUNT(attributes); i++) {
		if (set & attributes[i].bit)
			return attributes[i].name;
	}
	return NULL;
}

static const char *
flaw_under(cp_arena *arena, size_t row, unsigned has)
{
	const char *lacks = first_of(asked[row].must & ~has);
	const char *spare = first_of(asked[row].must_not & has);

	if (lacks != NULL)
		return cp_arena_printf(arena, "lacks %s", lacks);
	if (spare != NULL)
		return cp_arena_printf(arena, "has %s", spare);
	if (asked[row].place && (has & (CP_HOLDER_STATE | CP_HOLDER_LOCALITY)) == 0)
		return "says neither region nor place";
	return NULL;
}

void
cp_rule_cabf_subject_of_policy(cp_rule_context *context, const cp_subject *subject)
{
	const cp_profile *profile = &subject->profile;
	const char *flaw = NULL;
	cp_finding *finding;
	size_t i;

	/* What a CA asserts, its leaves may: it is not about the CA. */
	for (i = 0; i < CP_COUNT(asked) && flaw == NULL && !subject->cert->is_ca; i++) {
		if (!(profile->reserved_policies & asked[i].policy))
			continue;
		flaw = flaw_under(context->findings->arena, i, profile->holder.attributes);
		if (flaw == NULL)
			continue;
		finding = cp_rule_emit(context, subject);
		cp_evidence_text(finding, "validated_as", asked[i].name);
		cp_evidence_text(finding, "flaw", flaw);
	}
}

void
cp_rule_cabf_subject_form(cp_rule_context *context, const cp_subject *subject)
{
	const cp_holder *holder = &subject->profile.holder;
	cp_arena *arena = context->findings->arena;
	const char *flaw = NULL;

	if (holder->repeated != NULL)
		flaw = cp_arena_printf(arena, "%s stands twice", holder->repeated);
	else if (holder->other_string != NULL)
		flaw = cp_arena_printf(
			arena, "%s is no UTF8String or PrintableString", holder->other_string);
	else if (holder->several_in_one)
		flaw = "several attributes stand in one RDN";
	if (flaw != NULL)
		cp_evidence_text(cp_rule_emit(context, subject), "flaw", flaw);
}

void
cp_rule_cabf_organizational_unit(cp_rule_context *context, const cp_subject *subject)
{
	if (!subject->cert->is_ca &&
		subject->profile.holder.attributes & CP_HOLDER_ORGANIZATIONAL_UNIT)
		cp_rule_emit(context, subject);
}

static void
ask_of_ca(cp_rule_context *context, const cp_subject *subject, unsigned must)
{
	const char *lacks = first_of(must & ~subject->profile.holder.attributes);

	if (subject->cert->is_ca && lacks != NULL)
		cp_evidence_text(cp_rule_emit(context, subject), "attribute", lacks);
}

void
cp_rule_cabf_ca_subject(cp_rule_context *context, const cp_subject *subject)
{
	ask_of_ca(context, subject, CP_HOLDER_COUNTRY | CP_HOLDER_ORGANIZATION);
}

void
cp_rule_cabf_ca_common_name(cp_rule_context *context, const cp_subject *subject)
{
	ask_of_ca(context, subject, CP_HOLDER_COMMON_NAME);
}
