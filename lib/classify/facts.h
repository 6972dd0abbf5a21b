/*
 * The facts of one judgement: everything that rules may look at. Built once per candidate path by
 * cp_facts_build, then read-only. Rules read facts and fields of cp_cert that are numbers, booleans
 * or enums; they never look into octets, verify or search.
 */
#ifndef CP_CLASSIFY_FACTS_H
#define CP_CLASSIFY_FACTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/budget.h"
#include "base/horizon.h"
#include "classify/peer.h"
#include "classify/profile.h"
#include "classify/scope.h"
#include "classify/session.h"
#include "classify/strength.h"
#include "path/path.h"
#include "store/denylist.h"
#include "store/roots.h"
#include "x509/general_name.h"

/* Roles of a certificate in the path judged; a bit set, since a path of one is leaf and anchor. */
typedef enum cp_role {
	CP_ROLE_LEAF = 1 << 0,
	CP_ROLE_INTERMEDIATE = 1 << 1, /* an issuer that is not the anchor */
	CP_ROLE_ANCHOR = 1 << 2
} cp_role;

/* Why a name of a certificate breaks the constraints of an issuer (RFC 5280 4.2.1.10). */
typedef enum cp_nc_reason {
	CP_NC_EXCLUDED,      /* inside an excluded subtree */
	CP_NC_NOT_PERMITTED, /* outside all permitted subtrees of its form */
	CP_NC_UNREADABLE,    /* the name or the constraint cannot be read while one of its form is in force */
	CP_NC_UNSUPPORTED    /* a constraint of a form that cannot be judged, critical, and a name of that form */
} cp_nc_reason;

typedef struct cp_nc_breach {
	cp_nc_reason reason;
	size_t constrainer; /* index of the constraining certificate in the path */
	const char *name;   /* the name that breaks, as text ("DNS:…"); arena */
	const char *subtree; /* the constraint as text; NULL when it is "not permitted by any" */
} cp_nc_breach;

typedef enum cp_revocation_status {
	CP_REVOCATION_UNKNOWN,
	CP_REVOCATION_GOOD,
	CP_REVOCATION_REVOKED
} cp_revocation_status;

typedef struct cp_revocation {
	cp_revocation_status status;
	enum { CP_REVOCATION_BY_NONE, CP_REVOCATION_BY_CRL, CP_REVOCATION_BY_OCSP } source;
	bool has_this_update, has_next_update, has_revoked_at;
	int64_t this_update, next_update, revoked_at;
	int reason;         /* CRLReason, -1 when not given */
	const char *detail; /* why nothing counted, for people; arena or static; NULL */
} cp_revocation;

/* One certificate of the path, leaf first. */
typedef struct cp_subject {
	const cp_cert *cert;
	unsigned roles;       /* cp_role */
	int report_index;     /* in the report's `certificates` */
	bool self_issued;     /* subject equals issuer (RFC 5280 7.1) */
	cp_profile profile;   /* facts about form, for encoding.profile and profile.server-certificate */

	/* Validity at the instant of judgement, both ends inclusive. */
	bool expired, not_yet_valid;
	int64_t lifetime;     /* seconds, notAfter - notBefore + 1; 0 or less when they contradict */
	int64_t seconds_left; /* until notAfter; negative afterwards */

	/* As an issuer. */
	size_t n_below;          /* non-self-issued intermediates between it and the leaf (RFC 5280 6.1.4 (l)) */
	bool path_len_exceeded;  /* n_below > pathLenConstraint */
	bool may_not_sign;       /* keyUsage present without keyCertSign */
	bool not_a_ca;           /* basicConstraints absent or cA FALSE, or version below 3 */
	bool eku_forbids;        /* as leaf or issuer: an EKU that leaves out the purpose */

	/* Critical extensions that nobody processed: dotted OIDs, arena. */
	const char *const *unknown_critical;
	size_t n_unknown_critical;

	/* Name constraints broken by this certificate's names. */
	cp_nc_breach *nc_breaches; /* arena */
	size_t n_nc_breaches; /* at most 16 are kept */

	/* The signature on this certificate; false for the anchor. */
	bool signature_judged;
	cp_revocation revocation;

	/* On a list of weak keys: its source, or NULL. */
	const char *published_key;
	/* What threat lists say of it; nothing while `what` is 0. Lent by the engine. */
	cp_threat_hit threat;
} cp_subject;

typedef enum cp_kind {
	CP_KIND_SELF_SIGNED,
	CP_KIND_PRIVATE_CA,
	CP_KIND_PUBLIC_CA,
	CP_KIND_UNKNOWN_CA,
	CP_KIND_UNREADABLE
} cp_kind;

typedef enum cp_validation {
	CP_VALIDATION_NONE,
	CP_VALIDATION_PRIVATE,
	CP_VALIDATION_DV,
	CP_VALIDATION_OV,
	CP_VALIDATION_IV,
	CP_VALIDATION_EV,
	CP_VALIDATION_UNKNOWN
} cp_validation;

typedef enum cp_setup_cost {
	CP_COST_FREE,
	CP_COST_FREE_OR_PAID,
	CP_COST_PAID,
	CP_COST_UNKNOWN
} cp_setup_cost;

typedef struct cp_classification {
	cp_kind kind;
	cp_validation validation;
	bool claims_ev; /* the EV OID, whatever the root */
	bool ev_root;   /* the root is enabled for EV */
	bool ev_root_known; /* data about EV roots is at hand */
	bool encryption_enabled; /* there is a key that a TLS stack can use */
	cp_strength strength;
	int64_t strength_until;      /* the last second for which that is said; INT64_MAX: no end is known */
	const char *strength_source; /* who says so; static; NULL for what cannot be read */
	cp_setup_cost setup_cost;
	bool fit_development, fit_internal, fit_public; /* recommended_scope */
} cp_classification;

typedef enum cp_peer_state { CP_PEERS_MISSING, CP_PEERS_NOT_CHECKED, CP_PEERS_GIVEN } cp_peer_state;

/* How one reference identity fared. */
typedef struct cp_peer_fact {
	const cp_peer *peer;
	cp_name_match match;
} cp_peer_fact;

/* Pins of the policy for this peer, held against the path. */
typedef struct cp_pin_facts {
	size_t n_configured;  /* for this peer, live or lapsed */
	size_t n_live;
	bool matched;         /* a live one is borne by a certificate of the path */
	bool matched_lapsed;  /* a lapsed one would have matched */
	bool leaf_matched;    /* a live one is borne by the leaf itself */
	int64_t lapsed_at;    /* the latest `until` of those that would have matched */
} cp_pin_facts;

/* The transparency policies that are known here: rows of lib/status/ct_policies.def. */
typedef enum cp_ct_policy { CP_CT_CHROME, CP_CT_APPLE, CP_CT_FIREFOX, CP_N_CT_POLICIES } cp_ct_policy;

typedef enum cp_sct_source { CP_SCT_EMBEDDED, CP_SCT_BY_TLS, CP_SCT_BY_OCSP } cp_sct_source;

/* What its signature says, whatever the log's state. */
typedef enum cp_sct_status {
	CP_SCT_UNKNOWN_LOG,
	CP_SCT_VALID,
	CP_SCT_INVALID,
	CP_SCT_REFUSED_LOG
} cp_sct_status;

typedef struct cp_sct_fact {
	uint8_t log_id[32];
	int64_t time; /* seconds, rounded down */
	cp_sct_source source;
	cp_sct_status status;
	const char *log, *operator_name; /* as the list has them for that time; NULL; lent by it */
	const char *why_not; /* why it does not count; NULL: it does; static */
} cp_sct_fact;

/* What a set of SCTs lacks under a transparency policy. */
typedef enum cp_ct_lack {
	CP_CT_LACKS_NOTHING,
	CP_CT_LACKS_SCTS,        /* fewer distinct logs than needed */
	CP_CT_LACKS_CURRENT_LOG, /* none of a log in service */
	CP_CT_LACKS_OPERATOR,    /* all of one operator */
	CP_CT_LACKS_RFC6962_LOG  /* none of a log with the interface of RFC 6962 */
} cp_ct_lack;

typedef struct cp_ct_standing {
	cp_ct_lack lack;
	size_t n_needed, n_logs, n_operators; /* embedded ones: asked for, and there */
	bool takes_ocsp;                      /* the policy counts SCTs of OCSP responses */
} cp_ct_standing;

/* Whether the list of logs can be gone by. */
typedef enum cp_ct_list_use {
	CP_CT_LIST_NONE,
	CP_CT_LIST_UNDATED,
	CP_CT_LIST_STALE,  /* older than 70 days at the instant of judgement */
	CP_CT_LIST_FUTURE, /* made more than a day after it */
	CP_CT_LIST_USED
} cp_ct_list_use;

typedef struct cp_transparency {
	cp_ct_list_use list;
	int64_t list_date;       /* unless NONE or UNDATED */
	const cp_sct_fact *scts; /* arena */
	size_t n_scts;
	cp_ct_standing standing[CP_N_CT_POLICIES]; /* when a list is USED */
} cp_transparency;

/* Certificate policies at the end of the path (RFC 5280 6.1.5, RFC 9618). */
typedef struct cp_policy_facts {
	bool failed;          /* explicit_policy is 0 and no valid policy remains */
	bool budget_spent;
	int failed_at;        /* index in the path of the certificate at which it failed, -1 */
} cp_policy_facts;

/* A date or a mark by which a root programme ends its trust in the anchor. */
typedef struct cp_distrust {
	cp_distrust_by by;
	const char *programme; /* "Mozilla", "Chrome"; NULL: whoever gave the anchor says so */
	int64_t last;          /* the last instant that is accepted; not of a mark */
	const char *source;    /* where it is said; arena or static */
	bool fired;            /* for this leaf */
} cp_distrust;

/* A name or an address that is on a threat list, and whose it is. */
typedef struct cp_threat_name {
	enum { CP_THREAT_OF_PEER, CP_THREAT_OF_ADDRESS, CP_THREAT_OF_LEAF } of;
	cp_threat_hit hit;         /* `what` 0: nothing is listed */
	cp_general_name presented; /* of the leaf */
	const char *text;          /* escaped; arena */
} cp_threat_name;

/* What the staple for the leaf comes to. */
typedef enum cp_staple_outcome {
	CP_STAPLE_NONE,
	CP_STAPLE_GOOD,
	CP_STAPLE_REVOKED,
	CP_STAPLE_UNKNOWN,       /* the responder does not know the certificate */
	CP_STAPLE_NOT_YET,       /* it holds from later on only */
	CP_STAPLE_BAD_SIGNATURE, /* it is not by the key that it names */
	CP_STAPLE_UNREADABLE,
	CP_STAPLE_ERROR, /* the responder could not answer: staple_status */
	CP_STAPLE_OTHER  /* nothing that counts: too old, by a stranger, about another … */
} cp_staple_outcome;

typedef struct cp_facts {
	int64_t time;
	cp_horizon *horizon; /* where comparisons with `time` are noted; lent; NULL: nobody asks */
	certpolicy_purpose purpose;

	/* The peer. */
	cp_peer_state peer_state;
	const cp_peer_fact *peers;
	size_t n_peers;
	cp_zone zone;          /* of the peer, the address counted in */
	cp_zone name_zone;     /* of the peer alone */
	bool has_address;
	cp_zone address_zone; /* where there is one */
	const char *address_text; /* lent by the request; NULL */
	bool common_name_only; /* no SAN of DNS or IP kind, and a CN that looks like a host */

	/* The path. */
	const cp_path *path;
	cp_subject *subjects;   /* later stages fill in what they learn: revocation, denylists */
	size_t n_subjects;      /* at least 1; subjects[0] is the leaf, readable or not */
	bool anchored;          /* path->end == CP_PATH_ANCHORED */
	bool leaf_readable;     /* the leaf has its skeleton */
	bool leaf_self_signed;  /* self-issued, and its own key verifies its signature */
	bool leaf_is_anchor;
	bool anchor_is_public;
	bool anchor_signed_itself; /* as in cp_path: not self-issued, and yet signed by its own key */
	const cp_anchor *anchor; /* NULL unless anchored */
	size_t n_intermediates; /* non-self-issued certificates between leaf and anchor */
	bool too_deep;          /* more than the policy's limits.path_depth */
	uint64_t depth_allowed;
	bool out_of_scope;      /* the anchor's `permitted` leaves out a name of the leaf or the peer */
	const char *out_of_scope_name; /* arena */
	bool distrusted;        /* one of the next has fired */
	cp_distrust distrusts[3]; /* what programmes say of the anchor, at most one of a kind */
	size_t n_distrusts;
	bool budget_spent;
	cp_limit spent_limit;
	const char *missing_issuer; /* for UNKNOWN_ISSUER: the name nobody bears; arena */
	const char *missing_issuer_url; /* its caIssuers URL as text; NULL */
	const char *missing_key_id; /* authority key identifier as hex; NULL */

	cp_policy_facts policies;
	cp_pin_facts pins;
	cp_session session;
	bool chain_unavailable; /* a resumed session without a chain */
	bool must_staple, stapled; /* a staple is demanded (RFC 7633); one is there that verifies and says good */
	cp_staple_outcome staple;
	unsigned staple_status;    /* OCSPResponseStatus (RFC 6960 4.2.1) of CP_STAPLE_ERROR */
	const char *staple_fault;  /* why none of those sent does; NULL: none was; static or arena */
	cp_bytes ocsp_sct_list;    /* of a valid response for the leaf, with its outer length; arena; empty */

	/* Classification and what it rests on. */
	cp_classification classification;
	const char *claimed_policy;   /* the CA/B policy OID that the leaf asserts, dotted; NULL */
	const char *impersonated;     /* a well-known public name in a private or self-signed leaf; NULL; arena */
	const char *protected_name;   /* likewise, by the policy's own list */
	bool is_development_certificate; /* made by a development tool, or development names only */
	const char *development_tool; /* "mkcert", "Caddy", …; NULL */
	bool has_public_name;         /* the leaf has a DNS name or address of the public zone */
	bool has_development_names;   /* it has such names, and all are of the development zone */
	bool names_read;              /* the two were looked for, under names_read_by */
	const cp_zones *names_read_by;
	bool marks_read;              /* impersonated and development_tool were looked for */
	bool anchor_is_local;         /* the anchor was added locally to a mixture ("system") and is private */

	cp_threat_name threat_name;

	/* Certificate Transparency, filled in by lib/status/transparency.c. */
	cp_transparency transparency;
	bool has_earliest_sct;  /* the leaf has a valid SCT, */
	int64_t earliest_sct;   /* and this is the time of the earliest: seconds */
} cp_facts;

/*
 * Texts for evidence. Facts are built for every candidate path, texts are wanted for few of them: so
 * they are made when a finding asks. Escaped; they live in `arena`; without memory NULL, and the
 * arena remembers.
 */
const char *
cp_subject_text(cp_arena *arena, const cp_cert *cert);
const char *
cp_issuer_text(cp_arena *arena, const cp_cert *cert);
/* For findings: of a name that fills pages, how long it is. */
const char *
cp_name_shown(cp_arena *arena, cp_bytes name);
/* Why a programme's word fires for this leaf. */
const char *
cp_distrust_text(cp_arena *arena, const cp_facts *facts, const cp_distrust *distrust);
/* The log of an SCT with its operator, or its id where it is not known. */
void
cp_sct_append_log(cp_buf *buf, const cp_sct_fact *sct);
/* Why those SCTs do not count under a policy, log by log; NULL when all do. */
const char *
cp_scts_missed_text(cp_arena *arena, const cp_transparency *transparency, cp_ct_policy policy);
/* "embedded", "tls", "ocsp"; "valid", "invalid", "unknown-log", "refused-log". */
const char *
cp_sct_source_name(cp_sct_source source);
const char *
cp_sct_status_name(cp_sct_status status);
/* The list's source. */
const char *
cp_threat_list_text(cp_arena *arena, const cp_threat_hit *hit);
/* What a list says of an entry, "reason (its name on the list)"; NULL when it says nothing. */
const char *
cp_threat_entry_text(cp_arena *arena, const cp_threat_hit *hit);
/* The digest that an entry was found by, "sha1:HEX"; NULL when it was none. */
const char *
cp_threat_digest_text(cp_arena *arena, const cp_threat_hit *hit);
/* What the certificate is for, "DNS:a.example, IP:192.0.2.1, …", joined and cut; NULL when it names nobody. */
const char *
cp_names_text(cp_arena *arena, const cp_cert *cert);

/* A product that opens connections, as names of issuers tell it: a hint, since anybody can write a name. */
typedef struct cp_inspection {
	const char *product, *kind; /* static */
	const char *known_by;       /* which attribute of whom; arena */
} cp_inspection;

/* Whether the leaf's issuer or somebody further up bears such a name. For findings. */
bool
cp_inspection_find(const cp_facts *facts, cp_arena *arena, cp_inspection *found);
/* Of a certificate that has profile.san_is_not_public: the first such name, as "DNS:…", "IP:…". */
const char *
cp_internal_name_text(cp_arena *arena, const cp_cert *cert);
/* The mark of a development tool that the leaf bears, as "commonName \"…\" of the issuer"; NULL. */
const char *
cp_development_mark_text(cp_arena *arena, const cp_cert *leaf);

#endif
