/*
 * What a search for paths did, step by step, for people who must know why a certificate was taken
 * or left. Kept only when somebody asks: a search without a trail compares a pointer with NULL.
 */
#ifndef CP_PATH_TRAIL_H
#define CP_PATH_TRAIL_H

#include "base/budget.h"
#include "path/path.h"

/* Steps that are kept, more than a person reads; later ones are counted. */
#define CP_TRAIL_MAX 1000

typedef enum cp_trail_stage {
	CP_TRAIL_SEARCH,   /* up from the leaf, to every anchor that names lead to */
	CP_TRAIL_DEAD_ENDS /* no path was found: along links that verify, to see where they end */
} cp_trail_stage;

typedef enum cp_trail_outcome {
	CP_TRAIL_PATH,            /* an anchor, and every link from it down verifies */
	CP_TRAIL_FOLLOWED,        /* its own issuer is sought next */
	CP_TRAIL_SIGNED,          /* its key made the signature */
	CP_TRAIL_NO_ANCHOR_ABOVE, /* left: by names no anchor can be reached from it */
	CP_TRAIL_LOOP,            /* left: it, or its name and key, is in the path already */
	CP_TRAIL_RULED_OUT,       /* left: its key was found before not to have signed */
	CP_TRAIL_BAD_SIGNATURE,   /* its key did not make the signature */
	CP_TRAIL_UNSUPPORTED,     /* nobody here can check such a signature or key */
	CP_TRAIL_LIMIT,           /* a limit kept the search from going on */
	CP_TRAIL_END              /* nobody at hand signed it */
} cp_trail_outcome;

/* Key identifiers as hints (RFC 5280 4.2.1.1): those that contradict each other go last. */
typedef enum cp_key_id_hint { CP_KEY_ID_MATCH, CP_KEY_ID_NONE, CP_KEY_ID_MISMATCH } cp_key_id_hint;

typedef struct cp_trail_step {
	cp_trail_stage stage;
	uint32_t depth;  /* certificates below the one that was looked at; 0: the leaf itself */
	cp_cert *cert;   /* whose issuer was sought; a reference */
	cp_cert *issuer; /* who was looked at for it; a reference; NULL at an end */
	bool is_anchor;  /* the issuer was looked at as an anchor */
	cp_key_id_hint key_id; /* of the two */
	cp_trail_outcome outcome;
	cp_limit limit;  /* of CP_TRAIL_LIMIT */
	cp_path_end end; /* of CP_TRAIL_END: why */
} cp_trail_step;

typedef struct cp_trail {
	cp_trail_stage stage; /* of the steps that are added next */
	cp_trail_step *steps; /* owned */
	size_t n_steps, capacity;
	size_t n_left_out; /* beyond CP_TRAIL_MAX */
	bool failed;       /* for want of memory some are missing */
} cp_trail;

/* Adds a step, whose stage is the trail's and whose certificates are referred to. NULL is no trail.
 */
void
cp_trail_add(cp_trail *trail, const cp_trail_step *step);
void
cp_trail_clear(cp_trail *trail);

/* "path", "followed", …; of an end the end's own. */
const char *
cp_trail_step_name(const cp_trail_step *step);

#endif
