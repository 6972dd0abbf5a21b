/* Holds certificates, names and addresses against threat lists, each of them once a search. */
#include <config.h>
#include "threats.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/scope_entry.h"
#include "x509/general_name.h"

#include <stdint.h>

void
cp_threat_memo_clear(cp_threat_memo *memo)
{
	cp_cert_rows_clear(&memo->known);
	memset(memo, 0, sizeof(*memo));
}

static bool
look_up_certificate(
	cp_threat_memo *memo, const cp_denylist *list, int64_t time, cp_subject *subject)
{
	bool is_new;
	cp_threat_hit *row = cp_cert_rows_get(&memo->known, subject->cert, sizeof(*row), &is_new);

	if (row == NULL)
		return false;
	if (is_new && !cp_denylist_find_certificate(list, subject->cert, time, row))
		row->what = 0;
	subject->threat = *row;
	return true;
}

/* ---- names ---- */

/* What looking for a name costs beside a comparison of names, for each of its labels. */
#define COST_OF_LABEL 4u

static bool
pay(cp_budget *budget, cp_bytes name)
{
	uint64_t labels = 1;
	size_t i;

	for (i = 0; i < name.len; i++)
		labels += name.data[i] == '.';
	return cp_budget_take(budget, CP_LIMIT_NAME_COMPARISONS, labels * COST_OF_LABEL);
}

/* A dNSName as it stands, in small letters and without the dot that may end it; empty: too long for
 * any host. */
static cp_bytes
small_letters(cp_bytes name, uint8_t out[254])
{
	size_t i;

	if (name.len > 0 && name.data[name.len - 1] == '.')
		name.len--;
	if (name.len > 253)
		return CP_BYTES_NONE;
	for (i = 0; i < name.len; i++)
		out[i] = cp_ascii_lower(name.data[i]);
	return cp_bytes_of(out, name.len);
}

static bool
look_up_presented(
	const cp_denylist *list, const cp_general_name *name, int64_t time, cp_threat_hit *hit)
{
	uint8_t host[254];

	if (name->type == CP_GN_IP)
		return cp_denylist_find_address(list, name->value, time, hit);
	return cp_denylist_find_name(list, small_letters(name->value, host), time, hit);
}

/* The first of the leaf's names that is on a list. */
static void
look_up_leaf(
	cp_threat_memo *memo, const cp_denylist *list, cp_budget *budget, const cp_facts *facts)
{
	cp_bytes rest = facts->subjects[0].cert->san;
	cp_general_name name;

	while (memo->name.hit.what == 0 && !memo->cut && cp_general_name_next(&rest, &name)) {
		if (name.type != CP_GN_DNS && name.type != CP_GN_IP)
			continue;
		memo->cut = !pay(budget, name.value);
		if (memo->cut || !look_up_presented(list, &name, facts->time, &memo->name.hit))
			continue;
		memo->name.of = CP_THREAT_OF_LEAF;
		memo->name.presented = name;
	}
}

static bool
look_up_peer(const cp_denylist *list, const cp_peer *peer, int64_t time, cp_threat_hit *hit)
{
	return peer->address_len > 0
		       ? cp_denylist_find_address(
				 list, cp_bytes_of(peer->address, peer->address_len), time, hit)
		       : cp_denylist_find_name(list, cp_bytes_of_string(peer->host), time, hit);
}

static void
look_up_peers(cp_threat_memo *memo, const cp_denylist *list, const cp_facts *facts)
{
	size_t i, len;
	uint8_t address[16];

	for (i = 0; i < facts->n_peers && memo->name.hit.what == 0; i++) {
		if (look_up_peer(list, facts->peers[i].peer, facts->time, &memo->name.hit)) {
			memo->name.of = CP_THREAT_OF_PEER;
			memo->name.text = facts->peers[i].peer->text;
		}
	}
	if (memo->name.hit.what == 0 && facts->address_text != NULL &&
		cp_address_parse(cp_bytes_of_string(facts->address_text), address, &len) &&
		cp_denylist_find_address(
			list, cp_bytes_of(address, len), facts->time, &memo->name.hit)) {
		memo->name.of = CP_THREAT_OF_ADDRESS;
		memo->name.text = facts->address_text;
	}
}

/* The peer before the names that its certificate happens to have beside it. */
static void
look_up_names(
	cp_threat_memo *memo, const cp_denylist *list, cp_budget *budget, const cp_facts *facts)
{
	if (!memo->named) {
		memo->named = true;
		look_up_peers(memo, list, facts);
		look_up_leaf(memo, list, budget, facts);
	}
	if (memo->cut)
		budget->spent[CP_LIMIT_NAME_COMPARISONS] = true;
}

/* A name is the certificate's or the request's, and facts outlive the search. */
static void
keep_name(const cp_threat_memo *memo, cp_arena *arena, cp_facts *facts)
{
	cp_buf buf = CP_BUF_EMPTY;

	facts->threat_name = memo->name;
	if (memo->name.hit.what == 0)
		return;
	if (memo->name.of == CP_THREAT_OF_LEAF) {
		cp_general_name_append_shown(&buf, &memo->name.presented);
	} else {
		cp_buf_append_escaped(&buf, cp_bytes_of_string(memo->name.text));
	}
	facts->threat_name.text = cp_arena_strndup(arena, (const char *)buf.data, buf.len);
	if (buf.failed)
		arena->failed = true;
	cp_buf_clear(&buf);
}

bool
cp_threats_look_up(cp_threat_memo *memo, const cp_denylist *list, cp_budget *budget,
	cp_arena *arena, cp_facts *facts)
{
	size_t i;

	if (cp_denylist_is_empty(list))
		return true;
	for (i = 0; i < facts->n_subjects; i++) {
		if (!look_up_certificate(memo, list, facts->time, &facts->subjects[i]))
			return false;
	}
	if (cp_denylist_has_names(list)) {
		look_up_names(memo, list, budget, facts);
		keep_name(memo, arena, facts);
	}
	return !arena->failed;
}
