/*
 * How a path ends: what its anchor says of it (public or private, bounds, distrust), or who is
 * missing.
 */
#include <config.h>

#include "classify/steps.h"

#include "base/text.h"
#include "classify/names.h"
#include "x509/access.h"

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

	facts->missing_issuer = cp_name_shown(arena, last->issuer);
	while (cp_access_next(&rest, &method, &location)) {
		if (method != CP_OID_ACCESS_CA_ISSUERS || location.type != CP_GN_URI)
			continue;
		cp_buf_append_escaped(&buf, location.value);
		facts->missing_issuer_url = cp_keep_text(arena, &buf);
		break;
	}
	if (last->aki_has_key_id && last->aki_key_id.len > 0) {
		cp_buf_append_hex(&buf, last->aki_key_id);
		facts->missing_key_id = cp_keep_text(arena, &buf);
	}
}

static bool
covers(const cp_scope_entry *permitted, size_t n_permitted, const cp_general_name *name)
{
	char host[254];
	size_t i;

	/* A name that cannot be read, and so matches no peer, lies inside nothing. */
	if (name->type == CP_GN_DNS && !cp_dns_is_presentable(name->value))
		return false;
	for (i = 0; name->type == CP_GN_DNS && i < name->value.len; i++)
		host[i] = (char)cp_ascii_lower(name->value.data[i]);
	for (i = 0; i < n_permitted; i++) {
		if (name->type == CP_GN_DNS
				? cp_scope_entry_covers_name(
					  &permitted[i], cp_bytes_of(host, name->value.len))
				: cp_scope_entry_covers_address(&permitted[i], name->value))
			return true;
	}
	return false;
}

static const char *
uncovered_text(cp_arena *arena, const cp_general_name *name)
{
	cp_buf buf = CP_BUF_EMPTY;

	cp_general_name_append_shown(&buf, name);
	return cp_keep_text(arena, &buf);
}

void
cp_scope_judge(cp_facts *facts, cp_arena *arena, cp_budget *budget, const cp_scope_entry *permitted,
	size_t n_permitted)
{
	cp_bytes rest = facts->subjects[0].cert->san;
	cp_general_name name;
	size_t i;

	while (cp_general_name_next(&rest, &name)) {
		if (name.type != CP_GN_DNS && name.type != CP_GN_IP)
			continue;
		if (!cp_budget_take(budget, CP_LIMIT_NAME_COMPARISONS, n_permitted)) {
			facts->budget_spent = true;
			facts->spent_limit = CP_LIMIT_NAME_COMPARISONS;
			return;
		}
		if (!covers(permitted, n_permitted, &name)) {
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
		if (name.value.len > 0 && !covers(permitted, n_permitted, &name)) {
			facts->out_of_scope = true;
			facts->out_of_scope_name = uncovered_text(arena, &name);
			return;
		}
	}
}

void
cp_anchor_judge(cp_facts *facts, cp_arena *arena, cp_budget *budget)
{
	const cp_path *path = facts->path;

	facts->anchored = path->end == CP_PATH_ANCHORED && path->anchor != NULL;
	facts->anchor_signed_itself = facts->anchored && path->anchor_signed_itself;
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
		cp_scope_judge(
			facts, arena, budget, path->anchor->permitted, path->anchor->n_permitted);
}
