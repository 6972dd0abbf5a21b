/*
 * What all lists and OCSP responses at hand say together of each certificate of a path. First the
 * certificates outside the path that may have signed one of them are looked for and judged, then
 * the path. Each list is asked the cheap questions first, so that only those that cover a
 * certificate cost a signature; responses are asked in answers.c.
 */
#include <config.h>
#include "status/revocation.h"
#include "base/mem.h"
#include "status/answers.h"
#include "status/cache.h"
#include "status/coverage.h"
#include "status/nearby.h"
#include "status/signer.h"
#include "x509/name.h"

/* A list that counts for the certificate at hand, and what it says. */
typedef struct statement {
	const cp_crl *crl;
	cp_list_signer signer;
	unsigned reasons;
	cp_listing listing;
} statement;

typedef struct judging {
	const cp_revocation_input *input;
	cp_arena *arena;
	cp_signers signers;
	statement *statements; /* owned; those of one certificate */
	size_t n, capacity;
} judging;

static bool
entry_revokes(const cp_listing *listing)
{
	return listing->listed && !listing->removed;
}

/*
 * Asks one list; *fault is CP_LIST_COUNTS when `said` holds what it says. A signer of unknown fate
 * is believed that a certificate is revoked, and not that it is not. False: no memory.
 */
static bool
ask(judging *j, const cp_question *q, const cp_covered *covered, const cp_crl *crl, statement *said,
	cp_list_fault *fault)
{
	cp_coverage coverage;

	*fault = cp_list_covers(crl, covered, j->arena, j->input->budget, &coverage);
	if (*fault == CP_LIST_COUNTS) {
		*fault = cp_listing_usable(crl, j->signers.facts->time);
		cp_horizon_note(j->signers.facts->horizon, crl->this_update);
		cp_horizon_note_end(j->signers.facts->horizon, crl->next_update);
	}
	if (*fault != CP_LIST_COUNTS)
		return true;
	said->crl = crl;
	said->reasons = coverage.reasons;
	if (!cp_signers_check(&j->signers, crl, q, coverage.designated, &said->signer, fault))
		return false;
	if (*fault != CP_LIST_COUNTS)
		return true;
	if (!cp_cache_find(j->input->cache, j->input->budget, crl, q->cert, &said->listing, fault))
		return false;
	if (*fault != CP_LIST_COUNTS)
		return true;
	if (said->listing.foreign)
		*fault = CP_LIST_FOREIGN_ENTRY;
	else if (!said->signer.good && !entry_revokes(&said->listing))
		*fault = CP_LIST_SIGNER_NOT_GOOD;
	return true;
}

/*
 * Whether the latest delta on a complete list takes the certificate off it. An entry that revokes
 * on an earlier delta stands: whoever still hands it out gets the stricter answer.
 */
static bool
is_taken_off(const judging *j, const statement *base)
{
	const statement *latest = NULL;
	size_t i;

	for (i = 0; i < j->n; i++) {
		const statement *delta = &j->statements[i];

		if (delta->crl->has_delta &&
			memcmp(delta->signer.cert->spki_sha256, base->signer.cert->spki_sha256,
				CP_SHA256_LEN) == 0 &&
			cp_listing_builds_on(delta->crl, base->crl) &&
			(latest == NULL || cp_listing_is_later(delta->crl, latest->crl)))
			latest = delta;
	}
	return latest != NULL && latest->listing.removed;
}

static bool
revokes(const judging *j, const statement *said)
{
	if (!entry_revokes(&said->listing))
		return false;
	return said->crl->has_delta || !is_taken_off(j, said);
}

static void
report(const statement *said, cp_revocation_status status, cp_revocation *revocation)
{
	revocation->status = status;
	revocation->source = CP_REVOCATION_BY_CRL;
	revocation->has_this_update = revocation->has_next_update = true;
	revocation->this_update = said->crl->this_update;
	revocation->next_update = said->crl->next_update;
	if (status != CP_REVOCATION_REVOKED)
		return;
	revocation->has_revoked_at = true;
	revocation->revoked_at = said->listing.revoked_at;
	revocation->reason = said->listing.reason;
}

static bool
is_newer(const statement *a, const statement *b)
{
	return b == NULL || a->crl->this_update > b->crl->this_update;
}

/* One "revoked" outweighs any "good"; good takes complete lists that together cover all reasons
 * (RFC 5280 6.3.3, end). Answers with what is missing. */
static cp_list_fault
settle(const judging *j, cp_revocation *revocation)
{
	const statement *revoking = NULL, *good = NULL;
	unsigned reasons = 0;
	size_t i;

	for (i = 0; i < j->n; i++) {
		const statement *said = &j->statements[i];

		if (revokes(j, said)) {
			if (is_newer(said, revoking))
				revoking = said;
		} else if (!said->crl->has_delta) {
			reasons |= said->reasons;
			if (is_newer(said, good))
				good = said;
		}
	}
	if (revoking != NULL)
		report(revoking, CP_REVOCATION_REVOKED, revocation);
	else if (reasons == CP_ALL_REASONS)
		report(good, CP_REVOCATION_GOOD, revocation);
	if (revoking != NULL || reasons == CP_ALL_REASONS)
		return CP_LIST_COUNTS;
	return reasons != 0 ? CP_LIST_SOME_REASONS : CP_LIST_DELTA_ALONE;
}

static bool
push(judging *j, const statement *said)
{
	if (!cp_grow((void **)&j->statements, j->n, &j->capacity, sizeof(*said)))
		return false;
	j->statements[j->n++] = *said;
	return true;
}

/* False: no memory. */
static bool
judge_by_lists(judging *j, const cp_question *q, cp_revocation *revocation)
{
	cp_list_fault nearest = CP_LIST_NONE_AT_HAND;
	const cp_crl *nearest_crl = NULL;
	cp_nearby nearby;
	size_t i;

	memset(revocation, 0, sizeof(*revocation));
	revocation->reason = -1;
	j->n = 0;
	if (!cp_nearby_find(j->input, q->cert, &nearby))
		return false;
	if (nearby.has_others)
		nearest = CP_LIST_OF_OTHERS;
	for (i = 0; i < nearby.n_lists; i++) {
		const cp_crl *crl = nearby.lists[i];
		cp_list_fault fault;
		statement said;

		if (!ask(j, q, &nearby.covered, crl, &said, &fault) ||
			(fault == CP_LIST_COUNTS && !push(j, &said)))
			return false;
		if (fault > nearest) {
			nearest = fault;
			nearest_crl = crl;
		}
	}
	if (j->n > 0) {
		nearest = settle(j, revocation);
		nearest_crl = NULL;
	}
	if (nearest != CP_LIST_COUNTS)
		revocation->detail = cp_list_fault_text(j->arena, nearest, nearest_crl);
	return !cp_arena_failed(j->arena);
}

/* Of lists and responses "revoked" outweighs "good", and that what nobody says; then the later. */
static void
join(const judging *j, const cp_revocation *by_responses, cp_revocation *joined)
{
	const char *of_lists = joined->detail, *of_responses = by_responses->detail;

	if (by_responses->status > joined->status ||
		(by_responses->status == joined->status &&
			by_responses->status != CP_REVOCATION_UNKNOWN &&
			by_responses->this_update > joined->this_update))
		*joined = *by_responses;
	if (joined->status != CP_REVOCATION_UNKNOWN || of_responses == NULL)
		return;
	joined->detail = cp_nearby_count(j->input) == 0
				 ? of_responses
				 : cp_arena_printf(j->arena, "%s; %s", of_lists, of_responses);
}

/* `answers` holds what the responses say; may be NULL. False: no memory. */
static bool
judge_one(judging *j, const cp_question *q, cp_revocation *revocation, cp_answers *answers)
{
	cp_answers local;

	if (answers == NULL)
		answers = &local;
	if (!judge_by_lists(j, q, revocation))
		return false;
	memset(answers, 0, sizeof(*answers));
	if (j->input->cache->responses.n == 0)
		return true;
	if (!cp_answers_judge(&j->signers, q, answers))
		return false;
	join(j, &answers->revocation, revocation);
	return !cp_arena_failed(j->arena);
}

/* Looks for the issuers outside the path of a list that may count for the certificate in question,
 * unless somebody in it signed the list. False: no memory. */
static bool
seek_delegates(judging *j, const cp_question *q, const cp_covered *covered, const cp_crl *crl)
{
	cp_coverage coverage;
	cp_list_signer signer;
	cp_list_fault fault;

	if (cp_list_covers(crl, covered, j->arena, j->input->budget, &coverage) != CP_LIST_COUNTS ||
		cp_listing_usable(crl, j->signers.facts->time) != CP_LIST_COUNTS)
		return true;
	return cp_signers_check(&j->signers, crl, q, coverage.designated, &signer, &fault) &&
	       ((fault == CP_LIST_COUNTS && signer.good) ||
		       cp_signers_collect(&j->signers, crl, coverage.designated));
}

/* The same for the responders of responses about the certificate. False: no memory. */
static bool
seek_responders(judging *j, const cp_question *q)
{
	cp_responses *responses = &j->input->cache->responses;
	cp_cert_ids ids = {.cert = q->cert, .issuer = q->facts->subjects[q->first].cert};
	size_t i;

	for (i = 0; i < responses->n; i++) {
		cp_list_fault fault, doubt;
		cp_answer answer;

		cp_response_ask(
			&responses->list[i], j->input->budget, &ids, j->signers.facts, &answer);
		if (answer.fault != CP_LIST_COUNTS)
			continue;
		if (!cp_responders_check(&j->signers, &responses->list[i], q, &fault, &doubt))
			return false;
		if (fault != CP_LIST_COUNTS &&
			!cp_responders_collect(&j->signers, &responses->list[i], q))
			return false;
	}
	return true;
}

static bool
collect_delegates(judging *j, size_t n_below)
{
	const cp_facts *facts = j->signers.facts;
	size_t i, k;

	for (k = 0; k < n_below; k++) {
		const cp_question q = {facts->subjects[k].cert, facts, k + 1, NULL};
		cp_nearby nearby;

		if (!cp_nearby_find(j->input, q.cert, &nearby))
			return false;
		for (i = 0; i < nearby.n_lists; i++) {
			if (!seek_delegates(j, &q, &nearby.covered, nearby.lists[i]))
				return false;
		}
		if (!seek_responders(j, &q))
			return false;
	}
	return true;
}

/* The delegate, and whoever vouches for it and does not stand in the path itself. */
static bool
judge_delegate(judging *j, cp_delegate *delegate)
{
	const cp_facts *own = &delegate->facts, *facts = j->signers.facts;
	bool good = true;
	size_t i;

	for (i = 0; i + 1 < own->n_subjects; i++) {
		const cp_cert *cert = own->subjects[i].cert;
		bool may_speak = i == 0 && !delegate->is_responder;
		const cp_question q = {cert, own, i + 1, may_speak ? cert : NULL};
		cp_revocation revocation;

		if (cp_signers_stands_in(facts, 1, facts->n_subjects, cert))
			continue;
		if (!judge_one(j, &q, &revocation, NULL))
			return false;
		good = good && (revocation.status == CP_REVOCATION_GOOD ||
				       (i == 0 && delegate->needs_no_check));
		delegate->revoked |= revocation.status == CP_REVOCATION_REVOKED;
	}
	delegate->good = good && !delegate->revoked;
	return true;
}

/* Those of whom nothing is known yet. */
static bool
judge_each(judging *j, cp_delegate *const *delegates, size_t n, bool *is_new)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (delegates[i]->good || delegates[i]->revoked)
			continue;
		if (!judge_delegate(j, delegates[i]))
			return false;
		*is_new |= delegates[i]->good || delegates[i]->revoked;
	}
	return true;
}

/* One delegate may have to speak for another: as long as something new comes to light. */
static bool
judge_delegates(judging *j)
{
	const cp_signers *signers = &j->signers;
	bool is_new = true;

	while (is_new) {
		is_new = false;
		if (!judge_each(j, signers->delegates, signers->n_delegates, &is_new) ||
			!judge_each(j, signers->responders, signers->n_responders, &is_new))
			return false;
	}
	return true;
}

/* Staples are asked for the leaf. What the facts keep of one outlives the request. */
static bool
note_staple(cp_facts *facts, cp_arena *arena, const cp_answers *answers)
{
	cp_bytes list = answers->sct_list;
	uint8_t *copy;

	facts->stapled = answers->is_stapled;
	facts->staple_fault = answers->staple_fault;
	facts->staple = answers->staple;
	facts->staple_status = answers->staple_status;
	if (list.len == 0)
		return true;
	copy = cp_arena_alloc(arena, list.len, 1);
	if (copy == NULL)
		return false;
	memcpy(copy, list.data, list.len);
	facts->ocsp_sct_list = cp_bytes_of(copy, list.len);
	return true;
}

static void
leave_unknown(cp_facts *facts, size_t n_below, cp_list_fault fault)
{
	size_t i;

	for (i = 0; i < n_below; i++)
		facts->subjects[i].revocation = (cp_revocation){
			.reason = -1, .detail = cp_list_fault_text(NULL, fault, NULL)};
}

bool
cp_revocation_judge(cp_facts *facts, cp_arena *arena, const cp_revocation_input *input)
{
	judging j = {.input = input, .arena = arena};
	size_t i, n_below = facts->anchored ? facts->n_subjects - 1 : facts->n_subjects;
	bool has_responses = cp_responses_at_hand(input), done;
	cp_answers answers;

	/* Nobody vouches for the keys of a path without an anchor, and so for no list. */
	if (!facts->anchored || (cp_nearby_count(input) == 0 && !has_responses)) {
		leave_unknown(facts, n_below,
			facts->anchored ? CP_LIST_NONE_AT_HAND : CP_LIST_NOT_ANCHORED);
		return true;
	}
	j.signers.facts = facts;
	j.signers.input = input;
	j.signers.arena = arena;
	done = !has_responses || cp_responses_read(input);
	done = done && (n_below == 0 || (collect_delegates(&j, n_below) && judge_delegates(&j)));
	for (i = 0; i < n_below && done; i++) {
		const cp_question q = {facts->subjects[i].cert, facts, i + 1, NULL};

		done = judge_one(&j, &q, &facts->subjects[i].revocation, &answers) &&
		       (i > 0 || note_staple(facts, arena, &answers));
	}
	cp_free(j.statements);
	cp_signers_clear(&j.signers);
	return done;
}
