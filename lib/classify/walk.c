/*
 * From a path to facts. Here stand the parts of RFC 5280 6.1 that look at one certificate in its
 * place (validity, basic constraints, path length, key usage, critical extensions), what the path
 * as a whole is, and the order in which the other files of this room are asked.
 */
#include <config.h>

#include "classify/walk.h"

#include "asn1/der.h"
#include "base/text.h"
#include "classify/classify.h"
#include "classify/constraints.h"
#include "classify/names.h"
#include "classify/pins.h"
#include "classify/policy_graph.h"
#include "x509/access.h"
#include "x509/name.h"
#include "x509/policies.h"
#include "x509/sct.h"

/* RFC 5280 4.1.2.5: from notBefore to notAfter, both inclusive. A date that could not be read is a
 * problem of the encoding; here it bounds nothing. */
static void
judge_validity(cp_subject *subject, int64_t time)
{
	const cp_cert *cert = subject->cert;

	if (cert->not_before_form != CP_TIME_NONE)
		subject->not_yet_valid = time < cert->not_before;
	if (cert->not_after_form != CP_TIME_NONE) {
		subject->expired = time > cert->not_after;
		subject->seconds_left = cert->not_after - time;
	}
	if (cert->not_before_form != CP_TIME_NONE && cert->not_after_form != CP_TIME_NONE)
		subject->lifetime = cert->not_after - cert->not_before + 1;
}

/* RFC 5280 6.1.4 (k) to (n); an anchor is a certificate, and its own limits hold. */
static void
judge_as_issuer(cp_subject *subject, size_t n_below)
{
	const cp_cert *cert = subject->cert;

	subject->n_below = n_below;
	subject->not_a_ca =
		cert->version != 3 || !cert->ext[CP_EXT_BASIC_CONSTRAINTS].present || !cert->is_ca;
	subject->path_len_exceeded = cert->has_path_len && n_below > cert->path_len;
	subject->may_not_sign =
		cert->ext[CP_EXT_KEY_USAGE].present && (cert->key_usage & CP_KU_KEY_CERT_SIGN) == 0;
}

/*
 * RFC 5280 4.2.1.12 at the leaf; at issuers as CAs and browsers have it: an extended key usage
 * there limits what may be issued. Netscape's and Microsoft's server gated crypto is no serverAuth.
 */
static bool
eku_forbids(const cp_cert *cert, certpolicy_purpose purpose)
{
	unsigned wanted = CP_EKU_ANY;

	if (!cert->ext[CP_EXT_EXTENDED_KEY_USAGE].present)
		return false;
	switch (purpose) {
	case CERTPOLICY_PURPOSE_SERVER:
		wanted |= CP_EKU_SERVER_AUTH;
		break;
	case CERTPOLICY_PURPOSE_CLIENT:
		wanted |= CP_EKU_CLIENT_AUTH;
		break;
	default:
		return false;
	}
	return (cert->eku & wanted) == 0;
}

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
	const char *text = NULL;

	cp_oid_append_dotted(&buf, oid);
	if (buf.failed)
		arena->failed = true;
	else
		text = cp_arena_strndup(arena, (const char *)buf.data, buf.len);
	cp_buf_clear(&buf);
	return text;
}

#define UNKNOWN_CRITICAL_KEPT 8

static void
judge_critical(cp_subject *subject, cp_arena *arena)
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

static unsigned
roles_of(size_t index, const cp_path *path)
{
	unsigned roles = index == 0 ? CP_ROLE_LEAF : 0;
	bool is_last = index + 1 == path->n_certs;

	if (is_last && path->end == CP_PATH_ANCHORED)
		return roles | CP_ROLE_ANCHOR;
	return index > 0 ? roles | CP_ROLE_INTERMEDIATE : roles;
}

static void
read_subjects(cp_facts *facts, cp_subject *subjects, cp_arena *arena, const int *report_index)
{
	const cp_path *path = facts->path;
	size_t i, n_below = 0;

	for (i = 0; i < path->n_certs; i++) {
		cp_subject *subject = &subjects[i];

		subject->cert = path->certs[i];
		subject->report_index = report_index[i];
		subject->roles = roles_of(i, path);
		subject->self_issued = cp_cert_is_self_issued(subject->cert);
		subject->signature_judged = (subject->roles & CP_ROLE_ANCHOR) == 0;
		subject->revocation.reason = -1;
		cp_profile_read(subject->cert, &subject->profile);
		judge_validity(subject, facts->time);
		if (i > 0)
			judge_as_issuer(subject, n_below);
		subject->eku_forbids = eku_forbids(subject->cert, facts->purpose);
		judge_critical(subject, arena);
		if (i > 0 && (subject->roles & CP_ROLE_INTERMEDIATE) != 0 && !subject->self_issued)
			n_below++;
	}
	facts->n_intermediates = n_below;
}

/* For a path that nobody continues: who is wanted. */
static void
name_missing_issuer(cp_facts *facts, cp_arena *arena)
{
	const cp_path *path = facts->path;
	const cp_cert *last = path->certs[path->n_certs - 1];
	cp_bytes rest = last->aia;
	cp_general_name location;
	cp_oid method;
	cp_buf buf = CP_BUF_EMPTY;

	facts->missing_issuer = cp_issuer_text(arena, last);
	while (cp_access_next(&rest, &method, &location)) {
		if (method != CP_OID_ACCESS_CA_ISSUERS || location.type != CP_GN_URI)
			continue;
		cp_buf_append_escaped(&buf, location.value);
		break;
	}
	if (buf.len > 0)
		facts->missing_issuer_url =
			cp_arena_strndup(arena, (const char *)buf.data, buf.len);
	cp_buf_clear(&buf);
	if (!last->aki_has_key_id)
		return;
	cp_buf_append_hex(&buf, last->aki_key_id);
	if (buf.len > 0)
		facts->missing_key_id = cp_arena_strndup(arena, (const char *)buf.data, buf.len);
	cp_buf_clear(&buf);
}

static bool
covers(const cp_anchor *anchor, const cp_general_name *name)
{
	char host[254];
	size_t i;

	/* A name that cannot be read, and so matches no peer, lies inside nothing. */
	if (name->type == CP_GN_DNS && !cp_dns_is_presentable(name->value))
		return false;
	for (i = 0; name->type == CP_GN_DNS && i < name->value.len; i++)
		host[i] = (char)cp_ascii_lower(name->value.data[i]);
	for (i = 0; i < anchor->n_permitted; i++) {
		if (name->type == CP_GN_DNS
				? cp_scope_entry_covers_name(
					  &anchor->permitted[i], cp_bytes_of(host, name->value.len))
				: cp_scope_entry_covers_address(&anchor->permitted[i], name->value))
			return true;
	}
	return false;
}

static const char *
uncovered_text(cp_arena *arena, const cp_general_name *name)
{
	cp_buf buf = CP_BUF_EMPTY;
	const char *text;

	cp_general_name_append_text(&buf, name);
	text = buf.failed ? "" : cp_arena_strndup(arena, (const char *)buf.data, buf.len);
	cp_buf_clear(&buf);
	return text;
}

/* An anchor's `permitted` is closed: every DNS and IP name of the leaf, and the peer, lie inside.
 */
static void
judge_scope(cp_facts *facts, cp_arena *arena)
{
	const cp_anchor *anchor = facts->anchor;
	cp_bytes rest = facts->subjects[0].cert->san;
	cp_general_name name;
	size_t i;

	while (cp_general_name_next(&rest, &name)) {
		if ((name.type == CP_GN_DNS || name.type == CP_GN_IP) && !covers(anchor, &name)) {
			facts->out_of_scope = true;
			facts->out_of_scope_name = uncovered_text(arena, &name);
			return;
		}
	}
	for (i = 0; i < facts->n_peers; i++) {
		const cp_peer *peer = facts->peers[i].peer;

		name.type = peer->address_len > 0 ? CP_GN_IP : CP_GN_DNS;
		name.value = peer->address_len > 0 ? cp_bytes_of(peer->address, peer->address_len)
						   : cp_bytes_of_string(peer->host);
		if (name.value.len > 0 && !covers(anchor, &name)) {
			facts->out_of_scope = true;
			facts->out_of_scope_name = uncovered_text(arena, &name);
			return;
		}
	}
}

/*
 * Distrust by programmes. Chrome counts by the earliest SCT, Mozilla by notBefore; as long as no
 * SCT was judged valid, notBefore stands for both.
 */
static void
judge_distrust(cp_facts *facts)
{
	const cp_anchor *anchor = facts->anchor;
	const cp_cert *leaf = facts->subjects[0].cert;
	bool dated = leaf->not_before_form != CP_TIME_NONE;

	if (anchor->programme_distrusted)
		facts->distrusted_by = "its root programme marks it as distrusted";
	else if (anchor->has_distrust_after &&
		 (!dated || leaf->not_before > anchor->distrust_after))
		facts->distrusted_by =
			"the certificate was issued after the programme's distrust date";
	else if (anchor->has_sct_not_after && (!dated || leaf->not_before > anchor->sct_not_after))
		facts->distrusted_by =
			"the certificate was issued after the programme's last accepted "
			"SCT date";
	facts->distrusted = facts->distrusted_by != NULL;
}

static void
read_anchor(cp_facts *facts, cp_arena *arena)
{
	const cp_path *path = facts->path;

	facts->anchored = path->end == CP_PATH_ANCHORED && path->anchor != NULL;
	if (!facts->anchored) {
		if (path->end == CP_PATH_UNKNOWN_ISSUER)
			name_missing_issuer(facts, arena);
		return;
	}
	facts->anchor = path->anchor;
	facts->leaf_is_anchor = path->n_certs == 1;
	facts->anchor_is_public = path->anchor->is_public;
	facts->anchor_is_local = !path->anchor->is_public && path->anchor->source != NULL &&
				 strcmp(path->anchor->source, "system") == 0;
	if (path->anchor->constrained)
		judge_scope(facts, arena);
	judge_distrust(facts);
}

static void
match_peers(cp_facts *facts, cp_arena *arena, const cp_walk_request *request)
{
	cp_peer_fact *peers;
	size_t i;

	facts->peer_state = request->peer_state;
	if (request->n_peers == 0)
		return;
	peers = cp_arena_alloc(arena, request->n_peers, sizeof(*peers));
	if (peers == NULL)
		return;
	facts->peers = peers;
	facts->n_peers = request->n_peers;
	for (i = 0; i < request->n_peers; i++) {
		peers[i].peer = &request->peers[i];
		peers[i].match = facts->leaf_readable ? cp_peer_match(&request->peers[i],
								facts->subjects[0].cert)
						      : CP_MATCH_NO_NAMES;
	}
}

/* Where people still put a server's name although nobody looks there any more. */
static bool
has_common_name_only(const cp_cert *leaf)
{
	cp_bytes rest = leaf->san;
	cp_general_name name;
	cp_attribute cn;
	uint8_t address[16];
	size_t len;

	while (cp_general_name_next(&rest, &name)) {
		if (name.type == CP_GN_DNS || name.type == CP_GN_IP)
			return false;
	}
	return cp_name_find(leaf->subject, CP_OID_COMMON_NAME, &cn) &&
	       (cp_dns_looks_like_host(cn.value) || cp_address_parse(cn.value, address, &len) ||
		       cp_bytes_equal_nocase(cn.value, cp_bytes_of_string("localhost")));
}

static void
read_leaf(cp_facts *facts)
{
	const cp_cert *leaf = facts->subjects[0].cert;
	cp_bytes rest = leaf->sct_list;
	cp_sct sct;
	bool broken = false;

	facts->leaf_self_signed =
		facts->subjects[0].self_issued && facts->path->leaf_self_signature_valid;
	facts->common_name_only = has_common_name_only(leaf);
	facts->must_staple = leaf->must_staple || leaf->must_staple_v2;
	while (cp_sct_next(&rest, &sct, &broken))
		facts->n_scts++;
}

/* What the policy's terms decide: zones, depth, pins, certificate policies. */
static void
apply_terms(cp_facts *facts, cp_arena *arena, cp_budget *budget, const cp_walk_request *request,
	const cp_walk_terms *terms)
{
	facts->name_zone = cp_zone_of_peers(terms->zones, request->peers, request->n_peers);
	facts->zone = facts->name_zone;
	facts->address_is_public = false;
	if (request->has_address) {
		cp_zone zone = cp_zone_of_address(
			terms->zones, cp_bytes_of(request->address, request->address_len));

		facts->address_is_public = zone == CP_ZONE_PUBLIC;
		if (zone > facts->zone)
			facts->zone = zone;
	}
	facts->depth_allowed = terms->has_path_depth ? terms->path_depth : UINT64_MAX;
	facts->too_deep = facts->n_intermediates > facts->depth_allowed;
	cp_pins_judge(&facts->pins, facts->path, request, terms);
	facts->policies = (cp_policy_facts){.failed_at = -1};
	if (facts->anchored)
		cp_policies_judge(
			&facts->policies, facts->subjects, facts->n_subjects, terms, arena, budget);
	cp_classify_names(facts, terms->zones);
	cp_facts_recommend(facts);
	if (facts->policies.budget_spent && !facts->budget_spent) {
		facts->budget_spent = true;
		facts->spent_limit = CP_LIMIT_POLICY_NODES;
	}
}

void
cp_facts_build(cp_facts *facts, cp_arena *arena, cp_budget *budget, const cp_path *path,
	const int *report_index, const cp_walk_request *request, const cp_walk_terms *terms)
{
	cp_subject *subjects;

	memset(facts, 0, sizeof(*facts));
	facts->time = request->time;
	facts->purpose = request->purpose;
	facts->path = path;
	facts->has_address = request->has_address;
	facts->address_text = request->address_text;
	facts->session = request->session;
	facts->chain_unavailable = request->session.resumed && request->chain_empty;
	facts->ct_log_list_given = request->ct_log_list_given;
	subjects = cp_arena_alloc(arena, path->n_certs, sizeof(*subjects));
	if (subjects == NULL)
		return;
	facts->subjects = subjects;
	facts->n_subjects = path->n_certs;
	read_subjects(facts, subjects, arena, report_index);
	facts->leaf_readable = subjects[0].cert->skeleton;
	match_peers(facts, arena, request);
	if (facts->leaf_readable)
		read_leaf(facts);
	read_anchor(facts, arena);
	if (!cp_constraints_judge(subjects, facts->n_subjects, arena, budget)) {
		facts->budget_spent = true;
		facts->spent_limit = CP_LIMIT_NAME_COMPARISONS;
	}
	cp_classify(facts, arena);
	apply_terms(facts, arena, budget, request, terms);
}

void
cp_facts_rebuild(cp_facts *facts, const cp_facts *base, cp_arena *arena, cp_budget *budget,
	const cp_walk_request *request, const cp_walk_terms *terms)
{
	*facts = *base;
	if (base->budget_spent && base->spent_limit == CP_LIMIT_POLICY_NODES)
		facts->budget_spent = false;
	if (facts->n_subjects > 0)
		apply_terms(facts, arena, budget, request, terms);
}
