/*
 * Proposes candidate paths, best first, with an explicit stack and within budgets. It never says good
 * or bad: whether a path may be used is for the rules. The order of proposals, and so every answer,
 * is independent of the order in which certificates were sent.
 */
#ifndef CP_PATH_BUILDER_H
#define CP_PATH_BUILDER_H

#include "base/budget.h"
#include "base/horizon.h"
#include "path/memo.h"
#include "path/path.h"
#include "path/trail.h"
#include "store/pool.h"

/* What a search may use. All lent for the builder's life; lists may be empty, never NULL entries. */
typedef struct cp_builder_input {
	cp_cert *leaf;
	const cp_anchors *const *anchors; /* several stores: the engine's, the request's, the policy's */
	size_t n_anchor_stores;
	const cp_pool *const *pools; /* what the peer sent, the request's and the engine's intermediates */
	size_t n_pools;
	int64_t time;  /* a hint for the order: certificates valid then go first */
	cp_horizon *horizon; /* until when that order holds; may be NULL */
	cp_memo *memo; /* may be NULL */
	cp_budget *budget; /* SIGNATURES, SIGNED_OCTETS, STEPS, DEPTH are taken here */
	cp_trail *trail;   /* what the search did is added to it; may be NULL */
} cp_builder_input;

typedef struct cp_builder cp_builder;

/* NULL means no memory. */
CP_CHECK_RESULT cp_builder *
cp_builder_new(const cp_builder_input *input);
void
cp_builder_free(cp_builder *builder);

typedef enum cp_builder_step {
	CP_BUILDER_PATH,     /* *path is the next candidate; its pointers live as long as the builder's input */
	CP_BUILDER_DONE,     /* there are no more */
	CP_BUILDER_NO_MEMORY /* the search ended for want of memory: nothing may be concluded */
} cp_builder_step;

/*
 * The next anchored path. Each step only pays for signatures not verified by this builder before.
 * A leaf that is an anchor itself is the first candidate, a path of one.
 */
CP_CHECK_RESULT cp_builder_step
cp_builder_next(cp_builder *builder, cp_path *path);

/*
 * After CP_BUILDER_DONE: the most telling path that ended without an anchor, for the report when
 * there is no anchored one. BAD_SIGNATURE goes before UNSUPPORTED before UNKNOWN_ISSUER, longer
 * before shorter; a spent budget shows as CP_PATH_BUDGET only when nothing else is known.
 */
void
cp_builder_partial(const cp_builder *builder, cp_path *path);

/* Starts over with the paths that were found, at no cost. */
void
cp_builder_rewind(cp_builder *builder);

#endif
