/* Critical extensions that nobody processes (RFC 5280 4.2). */
#include <config.h>

#include "classify/steps.h"

#include "asn1/der.h"
#include "x509/policies.h"

/*
 * Extensions that this library processes, so that they may be critical (RFC 5280 4.2). Known by
 * name is not processed: what only informs, or is for others, is refused when it insists.
 */
static const bool processed[CP_N_EXTS] = {
	[CP_EXT_AUTHORITY_KEY_ID] = true,
	[CP_EXT_SUBJECT_KEY_ID] = true,
	[CP_EXT_KEY_USAGE] = true,
	[CP_EXT_CERTIFICATE_POLICIES] = true,
	[CP_EXT_POLICY_MAPPINGS] = true,
	[CP_EXT_SUBJECT_ALT_NAME] = true,
	[CP_EXT_ISSUER_ALT_NAME] = true,
	[CP_EXT_BASIC_CONSTRAINTS] = true,
	[CP_EXT_NAME_CONSTRAINTS] = true,
	[CP_EXT_POLICY_CONSTRAINTS] = true,
	[CP_EXT_EXTENDED_KEY_USAGE] = true,
	[CP_EXT_CRL_DISTRIBUTION_POINTS] = true,
	[CP_EXT_INHIBIT_ANY_POLICY] = true,
	[CP_EXT_TLS_FEATURE] = true,
};

/* RFC 5280 4.2.1.4: a critical certificatePolicies wants its qualifiers understood. */
static bool
qualifiers_are_known(const cp_cert *cert)
{
	cp_bytes rest = cert->policies, policy, qualifiers;

	while (cp_policies_next(&rest, &policy, &qualifiers)) {
		cp_tlv qualifier, id;

		while (cp_der_walk(&qualifiers, &qualifier)) {
			cp_oid oid = CP_OID_UNKNOWN;

			if (cp_der_walk(&qualifier.content, &id))
				oid = cp_oid_find(id.content);
			if (oid != CP_OID_QUALIFIER_CPS && oid != CP_OID_QUALIFIER_USER_NOTICE)
				return false;
		}
	}
	return true;
}

/* RFC 7633 4.2.1: of the features only status_request (5) and status_request_v2 (17) are known. */
static bool
features_are_known(const cp_extension *extension)
{
	cp_bytes rest = extension->value;
	cp_tlv list, feature;

	if (!cp_der_walk(&rest, &list))
		return false;
	while (cp_der_walk(&list.content, &feature)) {
		if (feature.content.len != 1 ||
			(feature.content.data[0] != 5 && feature.content.data[0] != 17))
			return false;
	}
	return true;
}

static bool
is_processed(const cp_cert *cert, const cp_extension *extension, cp_ext_id id, bool is_anchor)
{
	if (id >= CP_N_EXTS || !processed[id])
		return false;
	if (id == CP_EXT_CERTIFICATE_POLICIES)
		return is_anchor || qualifiers_are_known(cert);
	if (id == CP_EXT_TLS_FEATURE)
		return features_are_known(extension);
	return true;
}

static bool
may_have_unknown_critical(const cp_cert *cert, bool is_anchor)
{
	int id;

	if (cert->has_unknown_critical || cert->ext[CP_EXT_PRECERTIFICATE_POISON].present)
		return true;
	for (id = 0; id < CP_N_EXTS; id++) {
		if (cert->ext[id].present && cert->ext[id].critical &&
			!is_processed(cert, &cert->ext[id], (cp_ext_id)id, is_anchor))
			return true;
	}
	return false;
}

static const char *
dotted_text(cp_arena *arena, cp_bytes oid)
{
	cp_buf buf = CP_BUF_EMPTY;

	cp_oid_append_dotted(&buf, oid);
	return cp_keep_text(arena, &buf);
}

#define UNKNOWN_CRITICAL_KEPT 8

void
cp_critical_judge(cp_subject *subject, cp_arena *arena)
{
	const cp_cert *cert = subject->cert;
	bool is_anchor = (subject->roles & CP_ROLE_ANCHOR) != 0;
	cp_bytes rest = cert->extensions;
	cp_extension extension;
	cp_ext_id id;
	const char **oids;

	if (!may_have_unknown_critical(cert, is_anchor))
		return;
	oids = cp_arena_alloc(arena, UNKNOWN_CRITICAL_KEPT, sizeof(*oids));
	if (oids == NULL)
		return;
	subject->unknown_critical = oids;
	while (subject->n_unknown_critical < UNKNOWN_CRITICAL_KEPT &&
		cp_cert_next_extension(cert, &rest, &extension, &id)) {
		/* RFC 6962 3.1: a precertificate is no certificate, whatever its poison says of
		 * itself. */
		if (id == CP_EXT_PRECERTIFICATE_POISON ||
			(extension.critical && !is_processed(cert, &extension, id, is_anchor)))
			oids[subject->n_unknown_critical++] = dotted_text(arena, extension.oid);
	}
}
