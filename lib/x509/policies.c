/* Walking certificatePolicies and policyMappings as they were read; reading them is ext_policy.c.
 */
#include <config.h>
#include "x509/policies.h"
#include "asn1/der.h"
#include "asn1/oid.h"

static bool
stop(cp_bytes *rest)
{
	*rest = CP_BYTES_NONE;
	return false;
}

/* A SEQUENCE that begins with an OBJECT IDENTIFIER. */
static bool
next_row(cp_bytes *rest, cp_tlv *sequence, cp_bytes *oid)
{
	cp_tlv tlv;

	if (!cp_der_walk(rest, sequence) || sequence->tag != CP_DER_SEQUENCE ||
		!cp_der_walk(&sequence->content, &tlv) || tlv.tag != CP_DER_OID)
		return stop(rest);
	*oid = tlv.content;
	return true;
}

bool
cp_policies_next(cp_bytes *rest, cp_bytes *policy, cp_bytes *qualifiers)
{
	cp_tlv row, tlv;

	if (!next_row(rest, &row, policy))
		return false;
	*qualifiers = CP_BYTES_NONE;
	if (cp_der_walk(&row.content, &tlv))
		*qualifiers = tlv.content;
	return true;
}

bool
cp_policy_mappings_next(cp_bytes *rest, cp_bytes *issuer_policy, cp_bytes *subject_policy)
{
	cp_tlv row, tlv;

	if (!next_row(rest, &row, issuer_policy))
		return false;
	if (!cp_der_walk(&row.content, &tlv) || tlv.tag != CP_DER_OID)
		return stop(rest);
	*subject_policy = tlv.content;
	return true;
}

bool
cp_policy_is_any(cp_bytes policy)
{
	return cp_oid_find(policy) == CP_OID_POLICY_ANY;
}
