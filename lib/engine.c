/*
 * The coordinator, the only file that knows the order of the stages: policy and terms, search,
 * rules, verdict, the other policies, the browsers, the report. It decides nothing by itself.
 */
#include <config.h>
#include "engine.h"

#include "base/civil.h"
#include "base/error.h"
#include "base/mem.h"
#include "inputs.h"
#include "judge.h"
#include "render/tried.h"

#include <time.h>

/* One evaluation on its way. */
typedef struct evaluation {
	certpolicy_engine *engine;
	const certpolicy_request *request;
	certpolicy_report *report;
	cp_bench bench;
	cp_walk_request asked;
	const certpolicy_policy *floor; /* of the peer's zone; lent; NULL */
	cp_walk_terms terms;            /* of the report's policy and the floor */
	cp_search search;
	cp_arena scratch; /* of judgements that are not kept */
	bool only_policy; /* nobody asks what built-in policies and browsers say */
} evaluation;

/* The floor's list of logs, which nobody may loosen, else the policy's, else the engine's. */
static const cp_ct_logs *
choose_logs(const certpolicy_engine *engine, const certpolicy_policy *policy,
	const certpolicy_policy *floor)
{
	if (floor != NULL && floor->ct_logs.list != NULL)
		return floor->ct_logs.list;
	return policy->ct_logs.list != NULL ? policy->ct_logs.list : engine->ct_logs;
}

static int
start_search(evaluation *run, const certpolicy_policy *policy, const certpolicy_policy *floor,
	const cp_walk_terms *terms, cp_search *search)
{
	const cp_search_input input = {
		.engine = run->engine,
		.request = run->request,
		.leaf = run->report->leaf,
		.policy_anchors = policy->anchor_store,
		.policy_crls = policy->crl_store,
		.floor_crls = floor != NULL ? floor->crl_store : NULL,
		.ct_logs = choose_logs(run->engine, policy, floor),
		.asked = &run->asked,
		.terms = terms,
		.trail = search == &run->search && run->report->tried != NULL
				 ? &run->report->tried->trail
				 : NULL,
		.error = run->bench.error,
	};

	return cp_search_start(search, &input);
}

/* What the built-in policies say; `own` is the requested policy's judgement without a floor, or
 * NULL. */
static int
judge_fit(evaluation *run, cp_search *search, const certpolicy_policy *asked, const cp_ruling *own)
{
	size_t i;
	int status = CERTPOLICY_OK;

	for (i = 0; i < CP_N_FIT_FOR && status == CERTPOLICY_OK; i++) {
		certpolicy_policy *policy = cp_policy_builtin(cp_report_fit_for_builtin(i));
		cp_ruling fit = {0};

		if (policy == NULL)
			return CERTPOLICY_ERROR_NO_MEMORY;
		if (own != NULL && strcmp(policy->digest, asked->digest) == 0)
			fit = *own;
		else
			status = cp_judge(&run->bench, search, policy, NULL, &run->scratch, &fit);
		run->report->fit_for[i] = fit.verdict.verdict;
		cp_arena_clear(&run->scratch);
		certpolicy_policy_free(policy);
	}
	return status;
}

/* Whether somebody brought anchors or lists that the built-in policies know nothing of. */
static bool
is_supplied(const evaluation *run)
{
	const certpolicy_policy *asked = run->report->policy;

	return asked->anchor_store != NULL || asked->crl_store != NULL ||
	       asked->ct_logs.list != NULL ||
	       (run->floor != NULL &&
		       (run->floor->crl_store != NULL || run->floor->ct_logs.list != NULL));
}

/* What the built-in policies say: of the same search, or of one without what was supplied. */
static int
judge_builtins(evaluation *run, const cp_ruling *best)
{
	const certpolicy_policy *asked = run->report->policy;
	certpolicy_policy *plain;
	cp_walk_terms terms;
	cp_search search = {0};
	int status;

	if (!is_supplied(run))
		return judge_fit(run, &run->search, asked, run->floor == NULL ? best : NULL);
	plain = cp_policy_builtin(CP_BUILTIN_PUBLIC_STRICT);
	if (plain == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	terms = cp_judge_terms(plain, NULL, run->bench.zones);
	status = start_search(run, plain, NULL, &terms, &search);
	if (status == CERTPOLICY_OK)
		status = judge_fit(run, &search, asked, NULL);
	cp_search_clear(&search);
	certpolicy_policy_free(plain);
	return status;
}

/* Browsers follow the Baseline Requirements and their own list of what matters, not the policy. */
static int
look_through_browsers(evaluation *run, const cp_ruling *best)
{
	certpolicy_policy *web = cp_policy_builtin(CP_BUILTIN_WEBPKI);
	bool wanted[CP_N_CODES] = {false};
	cp_findings findings;
	bool failed;

	if (web == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	cp_browser_wanted(wanted);
	if (run->request->n_chain == 0)
		cp_judge_want_without_chain(wanted, run->asked.session.said.resumed);
	cp_findings_init(&findings, &run->scratch);
	cp_rules_run(&best->facts, web->params, wanted, true, &findings);
	cp_browser_show(&best->facts, &findings, &run->report->browser);
	failed = cp_arena_failed(&run->scratch);
	cp_arena_clear(&run->scratch);
	certpolicy_policy_free(web);
	return failed ? CERTPOLICY_ERROR_NO_MEMORY : CERTPOLICY_OK;
}

static cp_zone
zone_of(const evaluation *run)
{
	const certpolicy_request *request = run->request;
	const cp_zones *zones = run->bench.zones;
	cp_zone zone = cp_zone_of_peers(zones, request->peers, request->n_peers);
	cp_zone answered = zone;

	if (request->address_len > 0)
		answered = cp_zone_of_address(
			zones, cp_bytes_of(request->address, request->address_len));
	return answered > zone ? answered : zone;
}

int
cp_engine_said_policy(const certpolicy_engine *engine, const certpolicy_policy *given,
	const certpolicy_request *request, certpolicy_policy **policy, certpolicy_error **error)
{
	*policy = certpolicy_policy_ref((certpolicy_policy *)(uintptr_t)given);
	if (given != NULL)
		return CERTPOLICY_OK;
	if (request->policy_inline != NULL)
		return cp_policy_from_inline(engine->policies,
			cp_bytes_of_string(request->policy_inline), policy, error);
	if (request->policy_name != NULL)
		return cp_policy_set_look_up(engine->policies, request->policy_name, policy, error);
	return CERTPOLICY_OK;
}

/* What was said, else the route's, else public-strict. */
static int
choose_policy(evaluation *run, const certpolicy_policy *given)
{
	const certpolicy_request *request = run->request;
	const cp_policy_set *set = run->engine->policies;
	certpolicy_policy **policy = &run->report->policy;
	int status = CERTPOLICY_OK;

	if (!run->bench.describe)
		status = cp_engine_said_policy(
			run->engine, given, request, policy, run->bench.error);
	if (status == CERTPOLICY_OK && *policy == NULL && !run->bench.describe)
		*policy = certpolicy_policy_ref(
			cp_policy_set_route(set, request->peers, request->n_peers, zone_of(run)));
	if (status != CERTPOLICY_OK || *policy != NULL)
		return status;
	return cp_policy_set_look_up(set, "public-strict", policy, run->bench.error);
}

static int64_t
instant_of(const evaluation *run)
{
	int64_t now;

	if (run->request->has_time)
		return run->request->time;
	now = run->engine->clock != NULL ? run->engine->clock(run->engine->clock_user)
					 : (int64_t)time(NULL);
	if (now < CP_TIME_MIN)
		return CP_TIME_MIN;
	return now > CP_TIME_MAX ? CP_TIME_MAX : now;
}

static void
read_request(evaluation *run)
{
	const certpolicy_request *request = run->request;
	cp_walk_request *asked = &run->asked;

	asked->time = run->report->time;
	asked->horizon = &run->report->horizon;
	asked->purpose = request->purpose;
	asked->peer_state = request->peer_state;
	asked->peers = request->peers;
	asked->n_peers = request->n_peers;
	asked->has_address = request->address_len > 0;
	memcpy(asked->address, request->address, sizeof(asked->address));
	asked->address_len = request->address_len;
	asked->address_text = request->address_text;
	asked->chain_empty = request->n_chain == 0;
	if (request->has_session)
		cp_session_read(&asked->session, &request->session);
}

static int
prepare(evaluation *run, const certpolicy_policy *given)
{
	certpolicy_report *report = run->report;
	int status = CERTPOLICY_OK;

	if (run->request->anchors != NULL)
		status = cp_anchors_freeze(run->request->anchors, run->bench.error);
	if (status == CERTPOLICY_OK)
		status = choose_policy(run, given);
	if (status != CERTPOLICY_OK)
		return status;
	report->engine = certpolicy_engine_ref(run->engine);
	report->is_description = run->bench.describe;
	if (run->request->id != NULL && (report->id = cp_strdup(run->request->id)) == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	report->time = instant_of(run);
	cp_horizon_start(&report->horizon, report->time);
	run->report->leaf = run->request->n_chain > 0 ? cp_cert_ref(run->request->chain[0])
						      : cp_cert_read(CP_BYTES_NONE);
	if (run->report->leaf == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	if (run->request->explain_path && (report->tried = cp_tried_new()) == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	read_request(run);
	if (!run->bench.describe)
		run->floor = cp_policy_set_floor(run->engine->policies, zone_of(run));
	run->terms = cp_judge_terms(report->policy, run->floor, run->bench.zones);
	return start_search(run, report->policy, run->floor, &run->terms, &run->search);
}

/* What the peer sent, then what the path took from elsewhere: the indices that the facts were
 * given. Of what the peer sent the path may have taken somebody else's copy, an anchor's of the
 * request, say: that one is held, too. */
static int
list_certificates(certpolicy_report *report, const certpolicy_request *request)
{
	const cp_facts *facts = &report->judgement->facts;
	size_t i;

	report->certificates =
		cp_calloc(request->n_chain + facts->n_subjects, sizeof(*report->certificates));
	if (report->certificates == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	for (i = 0; i < request->n_chain; i++)
		report->certificates[report->n_certificates++] = cp_cert_ref(request->chain[i]);
	for (i = 0; i < facts->n_subjects; i++) {
		if (facts->subjects[i].report_index >= (int)request->n_chain)
			report->certificates[report->n_certificates++] =
				cp_cert_ref(report->judgement->path.certs[i]);
	}
	report->n_held = report->n_certificates;
	for (i = 0; i < facts->n_subjects; i++) {
		if (facts->subjects[i].report_index < (int)request->n_chain)
			report->certificates[report->n_held++] =
				cp_cert_ref(report->judgement->path.certs[i]);
	}
	return CERTPOLICY_OK;
}

/* For whoever asked how the path was found. */
static int
list_paths(evaluation *run, const cp_ruling *best)
{
	cp_tried *tried = run->report->tried;
	size_t i;

	for (i = 0; tried != NULL && i < run->search.n_candidates; i++) {
		const cp_judgement *candidate = run->search.candidates[i];

		if (!cp_tried_add(tried, candidate, candidate == best->candidate))
			return CERTPOLICY_ERROR_NO_MEMORY;
	}
	return tried != NULL && tried->trail.failed ? CERTPOLICY_ERROR_NO_MEMORY : CERTPOLICY_OK;
}

static int
complete_report(evaluation *run, cp_ruling *best)
{
	certpolicy_report *report = run->report;
	int status = list_paths(run, best);

	cp_search_take(&run->search, best->candidate);
	report->judgement = best->candidate;
	report->judgement->facts = best->facts;
	if (status == CERTPOLICY_OK)
		status = list_certificates(report, run->request);
	if (status == CERTPOLICY_OK)
		status = cp_inputs_list(report, run->engine, run->request, run->floor);
	if (status == CERTPOLICY_OK)
		cp_report_detach(report);
	if (cp_arena_failed(&report->arena))
		status = CERTPOLICY_ERROR_NO_MEMORY;
	return status;
}

static int
go_through(evaluation *run, const certpolicy_policy *given)
{
	cp_ruling best;
	int status = prepare(run, given);

	if (status == CERTPOLICY_OK)
		status = cp_judge(
			&run->bench, &run->search, run->report->policy, run->floor, NULL, &best);
	if (status != CERTPOLICY_OK)
		return status;
	run->report->budget = run->search.budget;
	if (!run->only_policy)
		status = judge_builtins(run, &best);
	if (status == CERTPOLICY_OK && !run->only_policy)
		status = look_through_browsers(run, &best);
	if (status == CERTPOLICY_OK)
		status = complete_report(run, &best);
	return status;
}

/* Data of the engine that a look-up found damaged, unless the request was bad. */
static int
say_damage(const certpolicy_engine *engine, int status, certpolicy_error **error)
{
	int damage = cp_denylist_check(engine->denylist, error);

	return damage != CERTPOLICY_OK ? damage : status;
}

static int
evaluate(evaluation *run, const certpolicy_policy *policy, bool describe,
	certpolicy_report **report, certpolicy_error **error)
{
	certpolicy_engine *engine = run->engine;
	int status = cp_engine_freeze(engine, error);

	*report = NULL;
	if (status != CERTPOLICY_OK)
		return status;
	run->bench = (cp_bench){engine, run->request, &run->asked,
		cp_policy_set_zones(engine->policies), describe, error};
	run->report = cp_report_new();
	status = run->report != NULL ? go_through(run, policy) : CERTPOLICY_ERROR_NO_MEMORY;
	cp_search_clear(&run->search);
	cp_arena_clear(&run->scratch);
	if (status == CERTPOLICY_OK) {
		*report = run->report;
		return CERTPOLICY_OK;
	}
	certpolicy_report_free(run->report);
	if (status == CERTPOLICY_ERROR_BAD_INPUT)
		status = say_damage(engine, status, error);
	return status == CERTPOLICY_ERROR_NO_MEMORY ? cp_error_no_memory(error) : status;
}

int
cp_engine_evaluate(certpolicy_engine *engine, const certpolicy_policy *policy,
	const certpolicy_request *request, bool describe, certpolicy_report **report,
	certpolicy_error **error)
{
	evaluation run = {.engine = engine, .request = request};

	return evaluate(&run, policy, describe, report, error);
}

int
cp_engine_judge(certpolicy_engine *engine, const certpolicy_policy *policy,
	const certpolicy_request *request, certpolicy_report **report, certpolicy_error **error)
{
	evaluation run = {.engine = engine, .request = request, .only_policy = true};

	return evaluate(&run, policy, false, report, error);
}
