/*
 * Root programmes: what the anchor's own source says of it, what was read of programmes, and the
 * dates that the library brings. Of several words of one programme the newest counts; it never
 * lifts what the anchor's own source says. Programmes speak of public roots only.
 */
#include <config.h>

#include "classify/programmes.h"

#include "base/civil.h"
#include "classify/steps.h"
#include "x509/policies.h"

/* The instant by which the leaf counts as issued. Whose date nobody can read is of any day. */
static bool
is_issued_after(const cp_facts *facts, const cp_distrust *distrust)
{
	const cp_cert *leaf = facts->subjects[0].cert;

	if (distrust->by == CP_DISTRUST_BY_MARK)
		return true;
	/* Without a valid SCT nobody vouches for a day, and the certificate's own word counts. */
	if (distrust->by == CP_DISTRUST_BY_SCT && facts->has_earliest_sct)
		return facts->earliest_sct > distrust->last;
	return leaf->not_before_form == CP_TIME_NONE || leaf->not_before > distrust->last;
}

static void
add(cp_facts *facts, cp_arena *arena, cp_distrust distrust)
{
	distrust.source = cp_arena_strdup(arena, distrust.source);
	distrust.fired = is_issued_after(facts, &distrust);
	facts->distrusted = facts->distrusted || distrust.fired;
	facts->distrusts[facts->n_distrusts++] = distrust;
}

/* What the source of the anchor says. NSS's module, also where it knows a system's roots, is
 * Mozilla's word. */
static bool
own_word(const cp_anchor *anchor, cp_distrust_by by, cp_distrust *word)
{
	bool by_sct = by == CP_DISTRUST_BY_SCT;

	word->by = by;
	word->last = by_sct ? anchor->sct_not_after : anchor->distrust_after;
	word->source = by_sct ? anchor->sct_source : anchor->distrust_source;
	word->programme = NULL;
	if (word->source == NULL)
		word->source = anchor->source;
	if (!by_sct && word->source != NULL &&
		(strcmp(word->source, "nss") == 0 || strcmp(word->source, "system") == 0))
		word->programme = cp_programme_name(by);
	return by_sct ? anchor->has_sct_not_after : anchor->has_distrust_after;
}

/* The newest of the publications that speak of this date; of two of one day the stricter. */
static const cp_root *
newest_word(const cp_root *root, size_t n, cp_distrust_by by)
{
	const cp_root *best = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		const cp_root_date *date = &root[i].dates[by];

		if (!date->is_told)
			continue;
		if (best == NULL)
			best = &root[i];
		else if (root[i].source->date == best->source->date && date->is_set &&
			 (!best->dates[by].is_set || date->at < best->dates[by].at))
			best = &root[i];
	}
	return best;
}

/* What the programme says: a publication, or the library's row until one is newer that has a date
 * of its own. Saying nothing lifts no row: most publications bear no date, and an old one that was
 * fetched today would seem new. */
static bool
programme_word(const cp_facts *facts, const cp_root *root, size_t n, cp_distrust *word)
{
	const uint8_t *sha256 = facts->subjects[facts->n_subjects - 1].cert->sha256;
	const cp_root *told = newest_word(root, n, word->by);

	word->programme = cp_programme_name(word->by);
	word->source = "built-in";
	if (cp_programme_date_find(sha256, word->by, &word->last) &&
		(told == NULL || !told->dates[word->by].is_set || told->source->date <= word->last))
		return true;
	if (told == NULL || !told->dates[word->by].is_set)
		return false;
	word->last = told->dates[word->by].at;
	word->source = told->source->name;
	return true;
}

static void
judge_date(cp_facts *facts, cp_arena *arena, const cp_root *root, size_t n, cp_distrust_by by)
{
	const cp_anchor *anchor = facts->anchor;
	cp_distrust own = {0}, theirs = {.by = by};
	bool has_own = own_word(anchor, by, &own);
	bool has_theirs = facts->anchor_is_public && programme_word(facts, root, n, &theirs);

	/* Chrome's dates bind Chrome's own roots: who trusts one himself has it all the same. */
	if (by == CP_DISTRUST_BY_SCT && anchor->is_local)
		return;
	if (has_theirs && (!has_own || theirs.last <= own.last))
		add(facts, arena, theirs);
	else if (has_own)
		add(facts, arena, own);
}

static void
judge_mark(cp_facts *facts, cp_arena *arena, const cp_root *root, size_t n)
{
	cp_distrust mark = {.by = CP_DISTRUST_BY_MARK, .source = facts->anchor->source};
	bool marked = facts->anchor->programme_distrusted;
	size_t i;

	for (i = 0; i < n && !marked && facts->anchor_is_public; i++) {
		marked = root[i].is_distrusted;
		mark.source = root[i].source->name;
	}
	if (marked)
		add(facts, arena, mark);
}

/* A word on EV, and whether the leaf bears a policy that the root is enabled for. */
static void
judge_ev(cp_facts *facts, const cp_root *root)
{
	cp_bytes rest, policy, qualifiers;
	size_t i;

	facts->classification.ev_root_known = true;
	for (i = 0; i < root->n_ev_policies; i++) {
		rest = facts->subjects[0].cert->policies;
		while (cp_policies_next(&rest, &policy, &qualifiers)) {
			if (cp_bytes_equal(policy, root->ev_policies[i]))
				facts->classification.ev_root = true;
		}
	}
}

void
cp_programmes_judge(cp_facts *facts, cp_arena *arena, cp_budget *budget, const cp_roots *roots)
{
	const cp_root *root = NULL;
	size_t n, i;
	bool ev_is_told = false;

	facts->n_distrusts = 0;
	facts->distrusted = false;
	if (!facts->anchored)
		return;
	n = cp_roots_find(roots, facts->subjects[facts->n_subjects - 1].cert->sha256, &root);
	judge_mark(facts, arena, root, n);
	judge_date(facts, arena, root, n, CP_DISTRUST_BY_NOT_BEFORE);
	judge_date(facts, arena, root, n, CP_DISTRUST_BY_SCT);
	for (i = 0; i < n && facts->anchor_is_public; i++) {
		if (root[i].ev_is_told && !ev_is_told)
			judge_ev(facts, &root[i]);
		ev_is_told = ev_is_told || root[i].ev_is_told;
		if (root[i].constrained && !facts->out_of_scope)
			cp_scope_judge(
				facts, arena, budget, root[i].permitted, root[i].n_permitted);
	}
}

const char *
cp_distrust_text(cp_arena *arena, const cp_facts *facts, const cp_distrust *distrust)
{
	const char *who = distrust->programme != NULL ? distrust->programme : "its source";
	char last[CP_TIME_TEXT_LEN], logged[CP_TIME_TEXT_LEN];

	if (distrust->by == CP_DISTRUST_BY_MARK)
		return "its root programme marks it as distrusted";
	cp_time_format(distrust->last, last);
	cp_time_format(facts->earliest_sct, logged);
	if (distrust->by == CP_DISTRUST_BY_NOT_BEFORE)
		return cp_arena_printf(
			arena, "%s accepts what has a notBefore up to %s", who, last);
	if (!facts->has_earliest_sct)
		return cp_arena_printf(arena,
			"%s accepts what was logged up to %s, and without a valid SCT the "
			"notBefore counts",
			who, last);
	return cp_arena_printf(arena,
		"%s accepts what was logged up to %s, and this was first logged at %s", who, last,
		logged);
}
