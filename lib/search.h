/* One search: the candidate paths of a request, taken from the builder as they are wanted. */
#ifndef CP_SEARCH_H
#define CP_SEARCH_H

#include "engine.h"
#include "path/builder.h"
#include "status/revocation.h"
#include "status/transparency.h"
#include "threats.h"

/* What is searched. Lent for the search's life. */
typedef struct cp_search_input {
	const certpolicy_engine *engine;
	const certpolicy_request *request;
	cp_cert *leaf;
	const cp_anchors *policy_anchors;        /* NULL: the policy brings none */
	const cp_crls *policy_crls, *floor_crls; /* likewise */
	const cp_ct_logs *ct_logs;               /* NULL: nobody brought a list of logs */
	const cp_walk_request *asked;
	const cp_walk_terms *terms; /* those that the candidates' facts are built under */
	cp_trail *trail;            /* what the search did; may be NULL */
	certpolicy_error **error;   /* the caller's; may be NULL */
} cp_search_input;

typedef struct cp_search {
	cp_search_input input;
	const cp_anchors *stores[3];
	const cp_pool *pools[2];
	cp_pool *sent; /* what the peer sent beside the leaf, and the request's intermediates */
	cp_builder_input building;
	cp_builder *builder;
	cp_revocation_cache *revocations;
	cp_walk_known known;
	cp_transparency_known transparency;
	cp_threat_memo threats;
	cp_cert_rows published; /* the list of weak keys that a key is on (const char *, lent by the
	                         * engine); NULL: none */
	cp_table sent_by_digest; /* places in the request's chain */
	cp_budget budget;
	cp_judgement **candidates; /* owned, until one is taken */
	size_t n_candidates, capacity;
	bool refused; /* the leaf alone is larger than the limits: it is not looked at */
	bool ended;
} cp_search;

/* `search` is released by cp_search_clear also when this fails. */
CP_CHECK_RESULT int
cp_search_start(cp_search *search, const cp_search_input *input);
void
cp_search_clear(cp_search *search);

/*
 * The candidate at `index`, its facts built and its subjects looked up; *candidate is NULL past the
 * last one. Without any anchored path the one candidate is how far the search came.
 */
CP_CHECK_RESULT int
cp_search_get(cp_search *search, size_t index, cp_judgement **candidate);

/* Hands one of the candidates over to the caller; the search forgets it. */
void
cp_search_take(cp_search *search, const cp_judgement *candidate);

#endif
