/* A policy: cells, parameters, pins, anchors, revocation lists, waivers, each with the place it comes from. */
#ifndef CP_POLICY_POLICY_H
#define CP_POLICY_POLICY_H

#include "base/arena.h"
#include "classify/walk.h"
#include "rules/rule.h"
#include "store/anchors.h"
#include "store/crls.h"
#include "store/ct_logs.h"

#include <certpolicy/policy.h>

/* Where a value comes from. */
typedef struct cp_place {
	const char *source; /* a built-in policy's name, or the file; arena or static */
	size_t line, column; /* 0 for built-in ones */
} cp_place;

typedef struct cp_own_action { /* an action for an application's own code */
	const char *code; /* "x-…" */
	certpolicy_action action;
	cp_place place;
} cp_own_action;

typedef struct cp_policy_anchor {
	cp_bytes der;
	const char *source; /* "policy:FILE" */
	const cp_scope_entry *permitted;
	size_t n_permitted;
	bool constrained; /* `permitted` is in force */
	cp_place place;
} cp_policy_anchor;

typedef struct cp_policy_crl {
	cp_crl *crl;         /* lent by the store */
	uint8_t sha256[32];  /* of its octets */
	const char *source;  /* "policy:FILE" */
	cp_place place;
} cp_policy_crl;

typedef struct cp_policy_ct_logs {
	cp_ct_logs *list;    /* NULL: the policy names none; the parent's when nothing is named anew */
	uint8_t sha256[32];  /* of the file */
	const char *source;  /* "policy:FILE" */
	cp_place place;
} cp_policy_ct_logs;

typedef struct cp_policy_pin {
	cp_pin pin;
	const char *text; /* as written */
	cp_place place;
} cp_policy_pin;

typedef struct cp_waiver {
	const char *code_or_rule; /* as written */
	uint8_t certificate[32];  /* SHA-256 of the leaf */
	cp_scope_entry peer;
	const char *peer_text;
	int64_t until;
	const char *owner, *reason;
	bool by_floor_file; /* it stands in the file that sets the floor, and so counts against the floor */
	cp_place place;
} cp_waiver;

/* Arrays hold what the parent says first, then the policy's own. */
struct certpolicy_policy {
	unsigned references;
	bool is_builtin;           /* static: references are not counted */
	certpolicy_policy *parent; /* a reference: what is inherited is lent by it; NULL for built-in ones */
	cp_arena arena;            /* the policy's own part of everything below */
	const char *name, *description;
	cp_builtin base; /* the built-in policy that it descends from */
	const char *extends;
	bool web;        /* follows the Baseline Requirements: descends from webpki or public-strict */
	cp_cell cells[CP_N_CODES];
	cp_place cell_places[CP_N_CODES];
	int64_t params[CP_N_PARAMS];
	cp_place param_places[CP_N_PARAMS];
	const cp_own_action *own_actions;
	size_t n_own_actions;
	const cp_policy_pin *pins;
	const cp_pin *plain_pins; /* the same, as the walk takes them */
	size_t n_pins;
	const cp_policy_anchor *anchors;
	size_t n_anchors;
	cp_anchors *anchor_store; /* frozen; NULL when n_anchors is 0; the parent's when nothing is added */
	const cp_policy_crl *crls;
	size_t n_crls;
	cp_crls *crl_store; /* NULL when n_crls is 0; the parent's when nothing is added */
	cp_policy_ct_logs ct_logs;
	const cp_scope_entry *protected_names; /* names; a wildcard is what lies below only */
	const cp_place *protected_name_places; /* of each */
	size_t n_protected_names;
	const cp_waiver *waivers;
	size_t n_waivers;
	bool has_path_depth;
	uint64_t path_depth;
	cp_place path_depth_place;
	const cp_bytes *acceptable_policies; /* OID contents; none: any policy will do */
	size_t n_acceptable_policies;
	bool require_explicit_policy, inhibit_policy_mapping, inhibit_any_policy;
	cp_place certificate_policies_place;
	char digest[7 + 64 + 1]; /* "sha256:HEX" */
};

/* Built-in; static, never freed (ref and free leave it alone). Never NULL. */
certpolicy_policy *
cp_policy_builtin(cp_builtin builtin);

/* Raw material: descends from pkix or webpki, so that `rules` may also lower. */
bool
cp_policy_is_raw(const certpolicy_policy *policy);

/* Whether a cell is milder than another in any circumstance. */
bool
cp_cell_is_lower(cp_cell cell, cp_cell than);

/*
 * The SHA-256 over everything that the policy says, into policy->digest: independent of the order and
 * the layout of the file, of names and descriptions. Fails without memory.
 */
CP_CHECK_RESULT bool
cp_policy_digest(certpolicy_policy *policy);

/* All that policy files say: named policies, zones, routes, floor. */
typedef struct cp_route {
	bool has_peer, has_zone;
	cp_scope_entry peer;
	cp_zone zone;
	const char *policy_name;
	certpolicy_policy *policy; /* resolved; lent by the set */
	cp_place place;
} cp_route;

typedef struct cp_policy_set cp_policy_set;

CP_CHECK_RESULT cp_policy_set *
cp_policy_set_new(void);
void
cp_policy_set_free(cp_policy_set *set);

/* Reads a file's text into the set (lib/policy/load.c). Nothing is changed on failure. Names that a
 * file uses may stand in a file loaded later: cp_policy_set_resolve settles them. */
CP_CHECK_RESULT int
cp_policy_set_add_text(cp_policy_set *set, cp_bytes text, const char *file,
	certpolicy_error **error);
CP_CHECK_RESULT int
cp_policy_set_add_file(cp_policy_set *set, const char *path, certpolicy_error **error);

/* Settles `extends`, routes and floor; unknown names and cycles are errors with their place. */
CP_CHECK_RESULT int
cp_policy_set_resolve(cp_policy_set *set, certpolicy_error **error);

/* Built-in ones first, then the set's (`set` may be NULL). A new reference; NULL: unknown. */
certpolicy_policy *
cp_policy_set_find(const cp_policy_set *set, const char *name);
/* Likewise; an unknown name is an error that names the nearest right one. */
CP_CHECK_RESULT int
cp_policy_set_look_up(const cp_policy_set *set, const char *name, certpolicy_policy **policy,
	certpolicy_error **error);
/* By index; NULL past the end. Lent. */
const char *
cp_policy_set_name(const cp_policy_set *set, size_t index);

const cp_zones *
cp_policy_set_zones(const cp_policy_set *set);

/* The policy that the first matching route names, NULL when none does. Lent. */
certpolicy_policy *
cp_policy_set_route(const cp_policy_set *set, const cp_peer *peers, size_t n_peers, cp_zone zone);

/* The floor for a zone; NULL when there is none. Lent. The dmz, unless named, has
 * public's, else internal's. */
certpolicy_policy *
cp_policy_set_floor(const cp_policy_set *set, cp_zone zone);

/* The policy `name` of a file (NULL: the only one); its zones, routes and floor are not taken. */
CP_CHECK_RESULT int
cp_policy_load_one(const char *path, const char *name, certpolicy_policy **policy,
	certpolicy_error **error);

/* An inline policy object of a request as cp_json_compact leaves it; it may name no file, token or
 * store. */
CP_CHECK_RESULT int
cp_policy_from_inline(const cp_policy_set *set, cp_bytes object,
	certpolicy_policy **policy, certpolicy_error **error);

/* What the policy says of an application's own code; `fallback` when it says nothing. */
certpolicy_action
cp_policy_own_action(const certpolicy_policy *policy, const char *code,
	certpolicy_action fallback);

/* What it says of any code, in the circumstances that soften nothing. */
CP_CHECK_RESULT int
cp_policy_look_up_action(const certpolicy_policy *policy, const char *code,
	certpolicy_action *action, certpolicy_error **error);

#endif
