/* Facts made by hand; see make_facts.h. */
#include <config.h>
#include "unit/make_facts.h"

#include "base/civil.h"
#include "base/compiler.h"

#include <stdio.h>

#define DAYS(N) ((N)*CP_SECONDS_PER_DAY)

static void
fill_key(cp_public_key *key)
{
	static const uint8_t spki[] = {0x30, 0x00};

	key->type = CP_KEY_EC;
	key->curve = CP_CURVE_P256;
	key->bits = 256;
	key->spki = cp_bytes_of(spki, sizeof(spki));
}

static void
fill_cert(cp_cert *cert, uint8_t digest, int64_t not_before, int64_t not_after)
{
	static const uint8_t der[] = {0x30, 0x00};
	size_t i;

	cert->der = cp_bytes_of(der, sizeof(der));
	memset(cert->sha256, digest, sizeof(cert->sha256));
	memset(cert->spki_sha256, digest + 0x80, sizeof(cert->spki_sha256));
	cert->skeleton = true;
	cert->version = 3;
	cert->algorithms_agree = true;
	cert->outer_algorithm.scheme = cert->inner_algorithm.scheme = CP_SIGNATURE_ECDSA;
	cert->outer_algorithm.hash = cert->inner_algorithm.hash = CP_HASH_SHA256;
	cert->not_before = not_before;
	cert->not_after = not_after - 1;
	cert->not_before_form = cert->not_after_form = CP_TIME_UTC;
	cert->has_extensions = true;
	for (i = 0; i < CP_N_EXTS; i++)
		cert->ext[i].readable = true;
	cert->ext[CP_EXT_AUTHORITY_KEY_ID].present = true;
	cert->aki_has_key_id = true;
	cert->ext[CP_EXT_SUBJECT_KEY_ID].present = true;
	cert->ext[CP_EXT_KEY_USAGE].present = true;
	cert->ext[CP_EXT_KEY_USAGE].critical = true;
	cert->ext[CP_EXT_BASIC_CONSTRAINTS].present = true;
	cert->ext[CP_EXT_BASIC_CONSTRAINTS].critical = true;
	fill_key(&cert->key);
}

static void
fill_ca(cp_cert *cert)
{
	cert->is_ca = true;
	cert->key_usage = CP_KU_KEY_CERT_SIGN | CP_KU_CRL_SIGN;
}

static void
fill_leaf(cp_cert *cert)
{
	cert->key_usage = CP_KU_DIGITAL_SIGNATURE;
	cert->ext[CP_EXT_EXTENDED_KEY_USAGE].present = true;
	cert->eku = CP_EKU_SERVER_AUTH;
	cert->n_eku = 1;
	cert->ext[CP_EXT_SUBJECT_ALT_NAME].present = true;
}

static void
fill_subject(cp_subject *subject, const cp_cert *cert, int index, unsigned roles)
{
	subject->cert = cert;
	subject->report_index = index;
	subject->roles = roles;
	subject->lifetime = cert->not_after - cert->not_before + 1;
	subject->seconds_left = cert->not_after - UNIT_NOW;
	subject->signature_judged = !(roles & CP_ROLE_ANCHOR);
	subject->profile.serial_octets = 16;
	subject->profile.holder.attributes =
		CP_HOLDER_COUNTRY | CP_HOLDER_ORGANIZATION | CP_HOLDER_COMMON_NAME;
	subject->revocation.status = CP_REVOCATION_GOOD;
	subject->revocation.reason = -1;
}

static void
fill_facts(unit_facts *made)
{
	cp_facts *facts = &made->facts;

	facts->time = UNIT_NOW;
	facts->purpose = CERTPOLICY_PURPOSE_SERVER;
	facts->peer_state = CP_PEERS_GIVEN;
	facts->peers = &made->peer_fact;
	facts->n_peers = 1;
	facts->path = &made->path;
	facts->subjects = made->subjects;
	facts->n_subjects = 3;
	facts->anchored = facts->leaf_readable = true;
	facts->anchor_is_public = true;
	facts->anchor = &made->public_anchor;
	facts->n_intermediates = 1;
	facts->spent_limit = CP_N_LIMITS;
	facts->policies.failed_at = -1;
	facts->pins.n_configured = facts->pins.n_live = 1;
	facts->pins.matched = true;
	facts->classification.kind = CP_KIND_PUBLIC_CA;
	facts->has_public_name = true;
	facts->transparency.list = CP_CT_LIST_USED;
}

void
unit_facts_init(unit_facts *made)
{
	static char name[] = "www.example.com";
	size_t i;

	memset(made, 0, sizeof(*made));
	fill_cert(&made->leaf_cert, 1, UNIT_NOW - DAYS(10), UNIT_NOW + DAYS(80));
	fill_cert(&made->issuer_cert, 2, UNIT_NOW - DAYS(1000), UNIT_NOW + DAYS(1000));
	fill_cert(&made->root_cert, 3, UNIT_NOW - DAYS(3000), UNIT_NOW + DAYS(3000));
	fill_leaf(&made->leaf_cert);
	fill_ca(&made->issuer_cert);
	fill_ca(&made->root_cert);
	made->leaf = &made->subjects[0];
	made->issuer = &made->subjects[1];
	made->root = &made->subjects[2];
	fill_subject(made->leaf, &made->leaf_cert, 0, CP_ROLE_LEAF);
	fill_subject(made->issuer, &made->issuer_cert, 1, CP_ROLE_INTERMEDIATE);
	fill_subject(made->root, &made->root_cert, 2, CP_ROLE_ANCHOR);
	made->root->self_issued = true;
	made->path.n_certs = 3;
	made->path.certs[0] = &made->leaf_cert;
	made->path.certs[1] = &made->issuer_cert;
	made->path.certs[2] = &made->root_cert;
	made->public_anchor.source = "test";
	made->public_anchor.is_public = true;
	made->path.anchor = &made->public_anchor;
	made->peer.text = name;
	memcpy(made->peer.host, name, sizeof(name));
	made->peer_fact.peer = &made->peer;
	made->peer_fact.match = CP_MATCH_YES;
	fill_facts(made);
	unit_facts_set_zone(made, CP_ZONE_PUBLIC);
	for (i = 0; i < CP_N_PARAMS; i++)
		made->params[i] = cp_param_row_of((cp_param)i)->defaults[CP_BUILTIN_PKIX];
}

void
unit_facts_clear(unit_facts *made)
{
	cp_arena_clear(&made->arena);
}

static void
unanchor(unit_facts *made, size_t n)
{
	made->facts.anchored = made->facts.anchor_is_public = false;
	made->facts.anchor = NULL;
	made->path.anchor = NULL;
	made->path.n_certs = made->facts.n_subjects = n;
	made->facts.n_intermediates = n - 1;
}

void
unit_facts_self_sign(unit_facts *made)
{
	unanchor(made, 1);
	made->path.end = CP_PATH_SELF_SIGNED;
	made->path.leaf_self_signature_valid = true;
	made->facts.leaf_self_signed = true;
	made->leaf->self_issued = true;
	made->facts.classification.kind = CP_KIND_SELF_SIGNED;
}

void
unit_facts_anchor_leaf(unit_facts *made)
{
	unit_facts_self_sign(made);
	made->facts.anchored = true;
	made->facts.leaf_is_anchor = true;
	made->path.end = CP_PATH_ANCHORED;
	made->public_anchor.is_public = false;
	made->facts.anchor = made->path.anchor = &made->public_anchor;
	made->leaf->roles = CP_ROLE_LEAF | CP_ROLE_ANCHOR;
}

void
unit_facts_end(unit_facts *made, cp_path_end end)
{
	unanchor(made, 2);
	made->path.end = end;
	made->facts.classification.kind = CP_KIND_UNKNOWN_CA;
}

void
unit_facts_set_zone(unit_facts *made, cp_zone zone)
{
	made->facts.zone = made->facts.name_zone = zone;
}

void
unit_facts_run(unit_facts *made)
{
	bool wanted[CP_N_CODES];

	memset(wanted, 1, sizeof(wanted));
	cp_findings_init(&made->findings, &made->arena);
	cp_rules_run(&made->facts, made->params, wanted, made->web, &made->findings);
}

size_t
unit_facts_count(const unit_facts *made, const char *id)
{
	size_t i, n = 0;

	for (i = 0; i < made->findings.n; i++)
		n += strcmp(made->findings.list[i].rule_id, id) == 0;
	return n;
}

const char *
unit_facts_found(const unit_facts *made)
{
	static char text[1000];
	size_t i, len = 0;

	text[0] = '\0';
	for (i = 0; i < made->findings.n && len + 80 < sizeof(text); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s(%d) ",
			made->findings.list[i].rule_id, made->findings.list[i].certificate);
	return text;
}
