/*
 * The candidates of one search, kept, so that several policies can judge them while each path is
 * built and looked at once. Says nothing about good or bad.
 */
#include <config.h>
#include "search.h"

#include "base/mem.h"
#include "classify/programmes.h"
#include "store/published_keys.h"

/* Who builds paths compares the names of all, both sides and more than once, which is nothing as
 * long as they are of usual length. */
#define USUAL_NAMES 256u
#define COST_OF_LONG_NAMES 4u

static bool
pay_for_names(cp_budget *budget, const cp_cert *cert)
{
	size_t octets = cert->subject.len + cert->issuer.len;

	return octets <= USUAL_NAMES ||
	       cp_budget_compare(budget, COST_OF_LONG_NAMES * (octets - USUAL_NAMES));
}

/* Whether what a request brings is within its limits, each certificate and all together. */
static bool
pay_for_certificate(cp_budget *budget, const cp_cert *cert)
{
	if (cert->was_too_large || cert->der.len > budget->limit[CP_LIMIT_CERTIFICATE_OCTETS]) {
		budget->spent[CP_LIMIT_CERTIFICATE_OCTETS] = true;
		return false;
	}
	if (cert->der.len > budget->used[CP_LIMIT_CERTIFICATE_OCTETS])
		budget->used[CP_LIMIT_CERTIFICATE_OCTETS] = cert->der.len;
	return cp_budget_take(budget, CP_LIMIT_CERTIFICATES, 1) &&
	       cp_budget_take(budget, CP_LIMIT_CHAIN_OCTETS, cert->der.len) &&
	       pay_for_names(budget, cert);
}

/* What is too much is as if it were not there, and a search that finds nothing says so. */
static int
fill_pool(cp_search *search)
{
	const certpolicy_request *request = search->input.request;
	size_t i, n = request->n_chain + request->n_intermediates;
	int status = CERTPOLICY_OK;

	search->sent = cp_pool_new();
	if (search->sent == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	search->budget.spent[CP_LIMIT_CERTIFICATES] = request->is_cut;
	search->refused = !pay_for_certificate(&search->budget, search->input.leaf);
	for (i = request->n_chain > 0 ? 1 : 0; i < n && status == CERTPOLICY_OK; i++) {
		cp_cert *cert = i < request->n_chain ? request->chain[i]
						     : request->intermediates[i - request->n_chain];

		if (pay_for_certificate(&search->budget, cert))
			status = cp_pool_add(search->sent, cert);
	}
	return status == CERTPOLICY_OK ? cp_pool_freeze(search->sent) : status;
}

static bool
is_sent(const void *context, uint32_t row, const void *key)
{
	const certpolicy_request *request = context;

	return memcmp(request->chain[row]->sha256, key, CP_SHA256_LEN) == 0;
}

/* Where a certificate stands in what was sent, the first time; CP_TABLE_NONE: nowhere. */
static uint32_t
place_in_chain(const cp_search *search, const cp_cert *cert)
{
	return cp_table_find(&search->sent_by_digest, cp_table_hash(cert->sha256), is_sent,
		search->input.request, cert->sha256);
}

static bool
index_chain(cp_search *search)
{
	const certpolicy_request *request = search->input.request;
	size_t i;

	if (!cp_table_reserve(&search->sent_by_digest, request->n_chain))
		return false;
	for (i = 0; i < request->n_chain; i++) {
		if (place_in_chain(search, request->chain[i]) == CP_TABLE_NONE)
			cp_table_add(&search->sent_by_digest,
				cp_table_hash(request->chain[i]->sha256), (uint32_t)i);
	}
	return true;
}

int
cp_search_start(cp_search *search, const cp_search_input *input)
{
	const certpolicy_request *request = input->request;
	cp_builder_input *built = &search->building;
	int status;

	memset(search, 0, sizeof(*search));
	search->input = *input;
	search->budget = input->engine->budget;
	status = index_chain(search) ? fill_pool(search) : CERTPOLICY_ERROR_NO_MEMORY;
	if (status != CERTPOLICY_OK)
		return status;
	search->pools[built->n_pools++] = search->sent;
	search->pools[built->n_pools++] = input->engine->intermediates;
	if (!request->own_anchors)
		search->stores[built->n_anchor_stores++] = input->engine->anchors;
	if (request->anchors != NULL)
		search->stores[built->n_anchor_stores++] = request->anchors;
	if (input->policy_anchors != NULL)
		search->stores[built->n_anchor_stores++] = input->policy_anchors;
	built->leaf = input->leaf;
	built->anchors = search->stores;
	built->pools = search->pools;
	built->time = input->asked->time;
	built->horizon = input->asked->horizon;
	built->memo = input->engine->memo;
	built->budget = &search->budget;
	built->trail = input->trail;
	search->builder = cp_builder_new(built);
	built->trail = NULL; /* of the paths of others nothing is told */
	search->revocations = cp_revocation_cache_new();
	if (search->builder == NULL || search->revocations == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	return CERTPOLICY_OK;
}

void
cp_search_clear(cp_search *search)
{
	size_t i;

	for (i = 0; i < search->n_candidates; i++)
		cp_judgement_free(search->candidates[i]);
	cp_free(search->candidates);
	cp_builder_free(search->builder);
	cp_revocation_cache_free(search->revocations);
	cp_threat_memo_clear(&search->threats);
	cp_cert_rows_clear(&search->published);
	cp_pool_free(search->sent);
	cp_cert_rows_clear(&search->known.profiles);
	cp_table_clear(&search->sent_by_digest);
	memset(search, 0, sizeof(*search));
}

/*
 * Where each certificate of the path stands in the report: among what was sent, or after it. Of a
 * peer that sent none, the leaf stands nowhere.
 */
static void
place_in_report(const cp_search *search, const cp_path *path, int index[CP_PATH_MAX])
{
	size_t n_sent = search->input.request->n_chain, elsewhere = 0, i;

	for (i = 0; i < path->n_certs; i++) {
		uint32_t place = place_in_chain(search, path->certs[i]);

		if (n_sent == 0)
			index[i] = -1;
		else
			index[i] = (int)(place != CP_TABLE_NONE ? place : n_sent + elsewhere++);
	}
}

/* Candidates share certificates, and digests of a large key cost: each is looked up once. */
static bool
look_up_key(cp_search *search, const cp_cert *cert, const char **list)
{
	bool is_new;
	const char **row = cp_cert_rows_get(&search->published, cert, sizeof(*row), &is_new);

	if (row == NULL)
		return false;
	if (is_new)
		*row = cp_weak_keys_find(
			search->input.engine->weak_keys, &cert->key, cert->spki_sha256);
	*list = *row;
	return true;
}

static bool
look_up_keys(cp_search *search, cp_facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n_subjects; i++) {
		cp_subject *subject = &facts->subjects[i];

		if (cp_weak_keys_are_empty(search->input.engine->weak_keys))
			subject->published_key = cp_published_key_find(subject->cert->spki_sha256);
		else if (!look_up_key(search, subject->cert, &subject->published_key))
			return false;
	}
	return true;
}

static int
look_up_revocation(cp_search *search, cp_judgement *candidate)
{
	const certpolicy_request *request = search->input.request;
	const cp_revocation_input input = {
		.stores = {search->input.engine->crls, search->input.policy_crls,
			search->input.floor_crls},
		.request_crls = request->crls,
		.n_request_crls = request->n_crls,
		.staples = request->staples,
		.n_staples = request->n_staples,
		.responses = request->ocsp,
		.n_responses = request->n_ocsp,
		.chain = request->chain,
		.n_chain = request->n_chain,
		.building = &search->building,
		.denylist = search->input.engine->denylist,
		.weak_keys = search->input.engine->weak_keys,
		.cache = search->revocations,
		.budget = &search->budget,
	};

	if (!cp_revocation_judge(&candidate->facts, &candidate->arena, &input))
		return CERTPOLICY_ERROR_NO_MEMORY;
	return cp_revocation_cache_status(search->revocations, search->input.error);
}

/* After revocation, which knows what OCSP responses brought. */
static bool
look_up_transparency(cp_search *search, cp_judgement *candidate)
{
	const cp_transparency_input input = {
		.logs = search->input.ct_logs,
		.tls_list = search->input.request->sct_list,
		.memo = search->input.engine->memo,
		.budget = &search->budget,
		.known = &search->transparency,
	};

	return cp_transparency_judge(&candidate->facts, &candidate->arena, &input);
}

/* The facts of a path, stage by stage. */
static int
settle_facts(cp_search *search, cp_judgement *candidate)
{
	const cp_search_input *input = &search->input;
	cp_walk_request asked = *input->asked;
	int report_index[CP_PATH_MAX];
	bool before[CP_N_LIMITS];
	int status;

	asked.known = &search->known;
	memcpy(before, search->budget.spent, sizeof(before));
	memset(search->budget.spent, 0, sizeof(before));
	place_in_report(search, &candidate->path, report_index);
	cp_facts_build(&candidate->facts, &candidate->arena, &search->budget, &candidate->path,
		report_index, &asked, input->terms);
	if (cp_arena_failed(&candidate->arena))
		return CERTPOLICY_ERROR_NO_MEMORY;
	status = look_up_revocation(search, candidate);
	if (status != CERTPOLICY_OK)
		return status;
	if (!look_up_transparency(search, candidate) || !look_up_keys(search, &candidate->facts) ||
		!cp_threats_look_up(&search->threats, input->engine->denylist, &search->budget,
			&candidate->arena, &candidate->facts))
		return CERTPOLICY_ERROR_NO_MEMORY;
	cp_programmes_judge(&candidate->facts, &candidate->arena, &search->budget,
		cp_anchors_roots(input->engine->anchors));
	if (cp_arena_failed(&candidate->arena))
		return CERTPOLICY_ERROR_NO_MEMORY;
	/* Where a list cannot be read nothing is known of the path. The engine says which. */
	status = cp_denylist_check(input->engine->denylist, NULL);
	if (status != CERTPOLICY_OK)
		return status;
	/* A limit that a path's own facts ran into hangs on this path, not on the search. */
	candidate->facts.spent_limit = cp_budget_first_spent(&search->budget);
	candidate->facts.budget_spent = candidate->facts.spent_limit != CP_N_LIMITS;
	memcpy(search->budget.spent, before, sizeof(before));
	cp_facts_recommend(&candidate->facts);
	return CERTPOLICY_OK;
}

static int
add_candidate(cp_search *search, const cp_path *path)
{
	cp_judgement *candidate;
	int status;

	if (!cp_grow((void **)&search->candidates, search->n_candidates, &search->capacity,
		    sizeof(*search->candidates)))
		return CERTPOLICY_ERROR_NO_MEMORY;
	candidate = cp_calloc(1, sizeof(*candidate));
	if (candidate == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	search->candidates[search->n_candidates++] = candidate;
	candidate->path = *path;
	status = settle_facts(search, candidate);
	if (status == CERTPOLICY_OK &&
		(search->known.first == NULL || !search->known.first->marks_read))
		search->known.first = &candidate->facts;
	return status;
}

/*
 * The next path to look at. *found is false when the search is over and something was found before.
 * A search that may not look at a single path ends at the leaf, for want of budget.
 */
static int
next_path(cp_search *search, cp_path *path, bool *found)
{
	cp_builder_step step = CP_BUILDER_PATH;

	if (!search->refused)
		step = cp_builder_next(search->builder, path);
	if (step == CP_BUILDER_NO_MEMORY)
		return CERTPOLICY_ERROR_NO_MEMORY;
	*found = !search->refused && step == CP_BUILDER_PATH && cp_path_pay(path, &search->budget);
	search->ended = !*found;
	if (*found || search->n_candidates > 0)
		return CERTPOLICY_OK;
	*found = true;
	if (step == CP_BUILDER_DONE) {
		cp_builder_partial(search->builder, path);
	} else {
		memset(path, 0, sizeof(*path));
		path->certs[path->n_certs++] = search->input.leaf;
		path->end = CP_PATH_BUDGET;
	}
	return CERTPOLICY_OK;
}

int
cp_search_get(cp_search *search, size_t index, cp_judgement **candidate)
{
	cp_path path;
	int status = CERTPOLICY_OK;

	*candidate = NULL;
	while (status == CERTPOLICY_OK && index >= search->n_candidates && !search->ended) {
		bool found = false;

		status = next_path(search, &path, &found);
		if (status == CERTPOLICY_OK && found)
			status = add_candidate(search, &path);
	}
	if (status == CERTPOLICY_OK && index < search->n_candidates)
		*candidate = search->candidates[index];
	return status;
}

void
cp_search_take(cp_search *search, const cp_judgement *candidate)
{
	size_t i;

	for (i = 0; search->candidates[i] != candidate; i++)
		continue;
	search->n_candidates--;
	memmove(&search->candidates[i], &search->candidates[i + 1],
		(search->n_candidates - i) * sizeof(*search->candidates));
}
