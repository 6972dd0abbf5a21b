/* Asks the responses at hand, the cheap questions first, and weighs those that count. */
#include <config.h>
#include "status/answers.h"

typedef struct weighing {
	const cp_signers *signers;
	const cp_question *question;
	cp_cert_ids ids;
	cp_answers *answers;
} weighing;

/* Why none counts, of those that were asked: the one that came nearest. */
typedef struct nearest {
	cp_list_fault fault;
	const cp_response *response;
	cp_ocsp_single single;
} nearest;

/* answer->fault is CP_LIST_COUNTS in the end when what it says is to be believed. */
static bool
ask(weighing *w, cp_response *response, cp_answer *answer)
{
	const cp_signers *signers = w->signers;
	cp_list_fault doubt;

	cp_response_ask(response, signers->input->budget, &w->ids, signers->facts, answer);
	if (answer->fault != CP_LIST_COUNTS)
		return true;
	if (!cp_responders_check(signers, response, w->question, &answer->fault, &doubt))
		return false;
	if (answer->fault == CP_LIST_COUNTS && answer->single.status == CP_OCSP_GOOD)
		answer->fault = doubt;
	return true;
}

static void
take(weighing *w, const cp_response *response, const cp_ocsp_single *single)
{
	cp_revocation *said = &w->answers->revocation;
	bool revoked = single->status == CP_OCSP_REVOKED;
	cp_revocation_status status = revoked ? CP_REVOCATION_REVOKED : CP_REVOCATION_GOOD;

	if (w->answers->sct_list.len == 0)
		w->answers->sct_list = single->sct_list;
	w->answers->is_stapled |= response->is_staple && !revoked;
	if (response->is_staple && w->answers->staple != CP_STAPLE_REVOKED)
		w->answers->staple = revoked ? CP_STAPLE_REVOKED : CP_STAPLE_GOOD;
	if (status < said->status ||
		(status == said->status && single->this_update <= said->this_update))
		return;
	*said = (cp_revocation){.status = status,
		.source = CP_REVOCATION_BY_OCSP,
		.has_this_update = true,
		.this_update = single->this_update,
		.has_next_update = single->has_next_update,
		.next_update = single->next_update,
		.has_revoked_at = revoked,
		.revoked_at = single->revoked_at,
		.reason = revoked ? single->reason : -1};
}

static void
note_fault(nearest *near, const cp_response *response, const cp_answer *answer)
{
	if (near->response != NULL && answer->fault <= near->fault)
		return;
	near->fault = answer->fault;
	near->response = response;
	near->single = answer->single;
}

static const char *
text_of(const weighing *w, const nearest *near)
{
	if (near->response == NULL)
		return NULL;
	return cp_response_fault_text(
		w->signers->arena, near->fault, &near->response->ocsp, &near->single);
}

static cp_staple_outcome
outcome_of(cp_list_fault fault)
{
	switch (fault) {
	case CP_LIST_UNREADABLE:
		return CP_STAPLE_UNREADABLE;
	case CP_LIST_ERROR:
		return CP_STAPLE_ERROR;
	case CP_LIST_NOT_YET:
		return CP_STAPLE_NOT_YET;
	case CP_LIST_SAYS_UNKNOWN:
		return CP_STAPLE_UNKNOWN;
	case CP_LIST_BAD_SIGNATURE:
		return CP_STAPLE_BAD_SIGNATURE;
	default:
		return CP_STAPLE_OTHER;
	}
}

/* Of staples none of which counts. */
static void
note_staple_fault(const weighing *w, const nearest *near)
{
	cp_answers *answers = w->answers;

	answers->staple_fault = text_of(w, near);
	if (answers->staple != CP_STAPLE_NONE || near->response == NULL)
		return;
	answers->staple = outcome_of(near->fault);
	answers->staple_status = near->response->ocsp.status;
}

bool
cp_answers_judge(const cp_signers *signers, const cp_question *question, cp_answers *answers)
{
	weighing w = {.signers = signers, .question = question, .answers = answers};
	const cp_responses *responses = &signers->input->cache->responses;
	nearest of_all = {.response = NULL}, of_staples = {.response = NULL};
	size_t i;

	memset(answers, 0, sizeof(*answers));
	answers->revocation.reason = -1;
	w.ids.cert = question->cert;
	w.ids.issuer = question->facts->subjects[question->first].cert;
	for (i = 0; i < responses->n; i++) {
		cp_response *response = &responses->list[i];
		cp_answer answer;

		if (!ask(&w, response, &answer))
			return false;
		if (answer.fault == CP_LIST_COUNTS) {
			take(&w, response, &answer.single);
			continue;
		}
		note_fault(&of_all, response, &answer);
		if (response->is_staple)
			note_fault(&of_staples, response, &answer);
	}
	if (answers->revocation.status == CP_REVOCATION_UNKNOWN)
		answers->revocation.detail = text_of(&w, &of_all);
	if (!answers->is_stapled)
		note_staple_fault(&w, &of_staples);
	return !cp_arena_failed(signers->arena);
}
