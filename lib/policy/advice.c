/*
 * Advice on policy files: pins that vouch for too much or break too soon, exceptions that have no
 * end, names that nobody uses. None of it is an error.
 */
#include <config.h>
#include "policy/advice.h"
#include "base/civil.h"
#include "base/error.h"
#include "policy/set.h"

#include <stdlib.h>

/* The longest life of a public certificate while yearly ones were issued: a year and its grace. */
#define LONGEST_WAIVER_DAYS 398

static void
advise(cp_policy_advice *advice, const cp_place *place, const char *message)
{
	cp_advice_row *grown;

	if (advice->n_rows == advice->capacity) {
		advice->capacity = advice->capacity > 0 ? advice->capacity * 2 : 16;
		grown = cp_arena_alloc(&advice->arena, advice->capacity, sizeof(*grown));
		if (grown == NULL)
			return;
		if (advice->n_rows > 0)
			memcpy(grown, advice->rows, advice->n_rows * sizeof(*grown));
		advice->rows = grown;
	}
	if (message == NULL || cp_arena_failed(&advice->arena))
		return;
	advice->rows[advice->n_rows].message = message;
	advice->rows[advice->n_rows].line = place->line;
	advice->rows[advice->n_rows].column = place->column;
	advice->n_rows++;
}

/* The policy's own part of a list stands behind what it inherits. */
static void
advise_on_pins(cp_policy_advice *advice, const certpolicy_policy *policy, int64_t now)
{
	size_t first = policy->parent->n_pins, n_anywhere = 0, n_backups = 0, i;
	const cp_policy_pin *anywhere = NULL;

	for (i = first; i < policy->n_pins; i++) {
		const cp_policy_pin *pin = &policy->pins[i];

		if (!pin->pin.has_peer && n_anywhere++ == 0)
			anywhere = pin;
		n_backups += pin->pin.backup;
		if (pin->pin.has_until && pin->pin.until < now)
			advise(advice, &pin->place, "this pin has lapsed and counts as absent");
	}
	if (n_anywhere > 1)
		advise(advice, &anywhere->place,
			cp_arena_printf(&advice->arena,
				"%zu pins have no peer: whoever holds one of those keys can pose "
				"as the "
				"others; give each its peer",
				n_anywhere));
	if (policy->n_pins == first + 1 && n_backups == 0)
		advise(advice, &policy->pins[first].place,
			"a single pin without a backup: when that key is lost, nothing is let "
			"through");
}

static void
advise_on_waivers(cp_policy_advice *advice, const certpolicy_policy *policy, int64_t now)
{
	size_t i;

	for (i = policy->parent->n_waivers; i < policy->n_waivers; i++) {
		const cp_waiver *waiver = &policy->waivers[i];

		if (waiver->until < now)
			advise(advice, &waiver->place, "this waiver has lapsed and does nothing");
		else if (waiver->until - now > LONGEST_WAIVER_DAYS * CP_SECONDS_PER_DAY)
			advise(advice, &waiver->place,
				"this waiver holds for more than 398 days: an exception that long "
				"is a "
				"policy");
	}
}

static void
advise_on_anchors(cp_policy_advice *advice, const certpolicy_policy *policy)
{
	size_t i;

	for (i = policy->parent->n_anchors; i < policy->n_anchors; i++) {
		const cp_policy_anchor *anchor = &policy->anchors[i];

		if (anchor->constrained && anchor->n_permitted == 0)
			advise(advice, &anchor->place,
				"\"permitted\" is empty: this anchor vouches for nothing");
	}
}

static void
advise_on_crls(cp_policy_advice *advice, const certpolicy_policy *policy, int64_t now)
{
	size_t i;

	for (i = policy->parent->n_crls; i < policy->n_crls; i++) {
		const cp_policy_crl *row = &policy->crls[i];

		if (row->crl->has_next_update && row->crl->next_update < now)
			advise(advice, &row->place,
				"this revocation list is out of date and says nothing");
	}
}

static void
advise_on_logs(cp_policy_advice *advice, const certpolicy_policy *policy, int64_t now)
{
	const cp_policy_ct_logs *logs = &policy->ct_logs;

	if (logs->list == NULL || logs->list == policy->parent->ct_logs.list)
		return;
	if (!logs->list->has_date)
		advise(advice, &logs->place, "this list of logs has no date and refuses nobody");
	else if (now - logs->list->date > CP_CT_LIST_LASTS)
		advise(advice, &logs->place,
			"this list of logs is older than 70 days and refuses nobody");
}

static cp_place
key_place(const cp_set_entry *entry, const cp_node *node)
{
	cp_place place = {entry->file, node->key_line, node->key_column};

	return place;
}

static void
advise_on_insecure_rules(cp_policy_advice *advice, const cp_set_entry *entry)
{
	const cp_node *insecure = cp_node_find(entry->node, "insecure_rules");
	const certpolicy_policy *policy = entry->policy;
	const cp_node *node;

	for (node = insecure != NULL ? insecure->first : NULL; node != NULL; node = node->next) {
		cp_code code = cp_code_by_name(node->key);
		cp_place place = key_place(entry, node);

		if (code == CP_N_CODES || node->kind != CP_NODE_SCALAR ||
			cp_cell_is_lower(policy->cells[code], policy->parent->cells[code]))
			continue;
		advise(advice, &place,
			cp_arena_printf(&advice->arena,
				"\"%s\" is not below what \"%s\" says: it can stand under rules",
				node->key, policy->extends));
	}
}

static void
advise_on_certificate_policies(cp_policy_advice *advice, const certpolicy_policy *policy)
{
	if (policy->n_acceptable_policies > 0 && !policy->require_explicit_policy &&
		policy->certificate_policies_place.source !=
			policy->parent->certificate_policies_place.source)
		advise(advice, &policy->certificate_policies_place,
			"\"acceptable\" without \"require_explicit: true\" lets through paths that "
			"name "
			"no policy at all");
}

static bool
is_used(const cp_policy_set *set, const cp_set_entry *entry)
{
	size_t i;

	for (i = 0; i < set->n_entries; i++) {
		if (strcmp(set->entries[i].extends, entry->name) == 0)
			return true;
	}
	for (i = 0; i < set->n_routes; i++) {
		if (set->routes[i].policy == entry->policy)
			return true;
	}
	for (i = 0; i < CP_N_ZONES; i++) {
		if (set->floors[i].policy == entry->policy)
			return true;
	}
	return false;
}

/* A route after one that always matches, or the same match twice, is never taken. */
static void
advise_on_routes(cp_policy_advice *advice, const cp_policy_set *set)
{
	size_t i;

	for (i = 0; i + 1 < set->n_routes; i++) {
		if (set->routes[i].has_peer || set->routes[i].has_zone)
			continue;
		advise(advice, &set->routes[i + 1].place,
			"this route is never taken: the one before it takes every endpoint");
		break;
	}
}

static void
advise_on_entry(
	cp_policy_advice *advice, const cp_policy_set *set, const cp_set_entry *entry, int64_t now)
{
	cp_place place = key_place(entry, entry->node);

	advise_on_pins(advice, entry->policy, now);
	advise_on_waivers(advice, entry->policy, now);
	advise_on_anchors(advice, entry->policy);
	advise_on_crls(advice, entry->policy, now);
	advise_on_logs(advice, entry->policy, now);
	advise_on_insecure_rules(advice, entry);
	advise_on_certificate_policies(advice, entry->policy);
	if (set->n_routes > 0 && !is_used(set, entry))
		advise(advice, &place,
			cp_arena_printf(&advice->arena,
				"no route, floor or other policy of this file uses \"%s\"",
				entry->name));
}

static int
compare_places(const void *a, const void *b)
{
	const cp_advice_row *left = a, *right = b;

	if (left->line != right->line)
		return left->line < right->line ? -1 : 1;
	if (left->column != right->column)
		return left->column < right->column ? -1 : 1;
	return strcmp(left->message, right->message);
}

int
cp_policy_advise_file(
	const char *path, int64_t now, cp_policy_advice *advice, certpolicy_error **error)
{
	cp_policy_set *set = cp_policy_set_new();
	size_t i;
	int status;

	if (set == NULL)
		return cp_error_no_memory(error);
	status = cp_policy_set_add_file(set, path, error);
	if (status == CERTPOLICY_OK)
		status = cp_policy_set_resolve(set, error);
	if (status == CERTPOLICY_OK) {
		for (i = 0; i < set->n_entries; i++)
			advise_on_entry(advice, set, &set->entries[i], now);
		advise_on_routes(advice, set);
		if (advice->n_rows > 1)
			qsort(advice->rows, advice->n_rows, sizeof(*advice->rows), compare_places);
		if (cp_arena_failed(&advice->arena))
			status = cp_error_no_memory(error);
	}
	cp_policy_set_free(set);
	return status;
}
