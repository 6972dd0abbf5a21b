/*
 * THE table: every finding code with its severity, its texts, its sources and what the built-in
 * policies do about it; and the rules that judge it. Adding a rule is one row in table.def, one
 * function in its family's file, one case folder.
 *
 * Placeholders in texts are keys of the finding's evidence, or these, which hold for every finding:
 * of the certificate it is about (the leaf when it is about none) {subject} {issuer} {serial}
 * {sha256} {not_before} {not_after}; of the leaf {leaf_sha256} {pin} ("sha256/BASE64"); of the
 * request {peer} (the first one, when it is a DNS name or an address; as normalised),
 * {public_peer} (it, when it is the name of a public zone, for which a public CA issues),
 * {internal_peer} (it, when it is in the development or internal zone), {peer_san} ("DNS:…", "IP:…"
 * and the like for the first one), {time}; {policy};
 * {pin_until}: a day that suits a pin, 90 days after {time} but not beyond the leaf's notAfter.
 * Evidence goes first. A text in [brackets] is left out when a placeholder in it has no value;
 * elsewhere such a placeholder is "unknown", and PEER or the like in a command, for a person to fill
 * in. Lines that start with two spaces are commands or YAML: shown as they stand, never wrapped, and
 * so kept to 65 columns.
 */
#ifndef CP_RULES_RULE_H
#define CP_RULES_RULE_H

#include "classify/facts.h"
#include "finding/finding.h"

/* How a person can get past a finding in a browser: which of its three kinds it is. */
typedef enum cp_overridable { CP_OVERRIDE_NEVER, CP_OVERRIDE_TRUST, CP_OVERRIDE_NAME, CP_OVERRIDE_TIME } cp_overridable;

/* The base and built-in policies: columns of the table. */
typedef enum cp_builtin {
	CP_BUILTIN_PKIX,
	CP_BUILTIN_WEBPKI,
	CP_BUILTIN_DEV_ALLOW,
	CP_BUILTIN_INTERNAL_PINNED,
	CP_BUILTIN_PUBLIC_STRICT,
	CP_N_BUILTINS
} cp_builtin;

/* When a cell's softer action stands in for its action. */
typedef enum cp_when {
	CP_WHEN_NEVER,
	CP_WHEN_NEAR,        /* the peer is in the development or internal zone */
	CP_WHEN_PINNED_NEAR, /* likewise, and the leaf is self-signed and pinned itself */
	CP_WHEN_OWN_LEAF     /* the finding is about a leaf that is pinned itself or is itself an anchor */
} cp_when;

/* What a policy says of a code. */
typedef struct cp_cell {
	certpolicy_action action;
	cp_when when;             /* CP_WHEN_NEVER for a plain cell */
	certpolicy_action softer; /* when `when` holds */
} cp_cell;

/* How far a code may be lowered, whatever a policy says. */
typedef enum cp_guard {
	CP_GUARD_NONE,
	CP_GUARD_NEVER_LOWERED_IN_PUBLIC, /* a rule may lower it; for peers of the public zone it stays */
	CP_GUARD_NEVER_LOWERED, /* by a rule; a waiver for one leaf may */
	CP_GUARD_NEVER_WAIVED   /* neither by a rule nor by a waiver */
} cp_guard;

/* Codes in the order of the table, which is their rank. */
typedef enum cp_code {
#define CP_CODE(NAME, ...) CP_CODE_##NAME,
#include "rules/table.def"
	CP_N_CODES
} cp_code;

/* Parameters of rules that a policy can set, in params.def. */
typedef enum cp_param {
#define CP_PARAM(NAME, ...) CP_PARAM_##NAME,
#include "rules/params.def"
#undef CP_PARAM
	CP_N_PARAMS
} cp_param;

typedef struct cp_code_row {
	const char *code;
	certpolicy_severity severity;
	cp_overridable overridable;
	cp_guard guard;
	cp_cell cells[CP_N_BUILTINS];
	const char *judged_since; /* library version */
	const char *means;        /* one line, no placeholders: what the code stands for */
	const char *message;      /* with {evidence} placeholders; text in [brackets] is left out when a
	                           * placeholder in it has no evidence */
	const char *why;          /* likewise */
	const char *remedy;       /* likewise; holds a command where there is one */
	const char *references;   /* "RFC 5280 6.1; PCI DSS 4.0.1 4.2.1; …" */
} cp_code_row;

/* What the frame looks at before a rule runs. */
enum {
	CP_RULE_PER_PATH = 1 << 0,     /* once per path, whatever its roles; `subject` is the leaf */
	CP_RULE_UNLESS_WEB = 1 << 1,   /* not where the policy follows the Baseline Requirements (webpki,
	                                * public-strict), which relax it */
	CP_RULE_PUBLIC_ONLY = 1 << 2,  /* paths to public anchors only */
	CP_RULE_NOT_PUBLIC = 1 << 3,   /* self-signed and private only, by kind */
	CP_RULE_TLS_ONLY = 1 << 4,     /* purpose server or client, not any */
	CP_RULE_SERVER_ONLY = 1 << 5,  /* purpose server */
	CP_RULE_UNREADABLE_TOO = 1 << 6, /* certificates without their skeleton too */
	CP_RULE_DATED_IF_PUBLIC = 1 << 7, /* since and until count on paths to public anchors only:
	                                   * elsewhere nothing says which rules it was issued under */
	CP_RULE_NOT_ANCHOR = 1 << 8,   /* not the anchor, not even one that is the leaf */
	CP_RULE_UNLESS_ADMITTED = 1 << 9, /* not CA certificates on a path to a public root: its
	                                   * programme has admitted them as they are */
	CP_RULE_INFO_ONLY = 1 << 10    /* a sub-rule on trial: its findings are `info` at most */
};

typedef struct cp_rule_context {
	const cp_facts *facts;
	const int64_t *params; /* CP_N_PARAMS of them, the policy's */
	cp_findings *findings;
	const struct cp_rule *rule;
} cp_rule_context;

/* Looks at the facts and emits; sees one certificate in its role. */
typedef void cp_rule_run(cp_rule_context *context, const cp_subject *subject);

typedef struct cp_rule {
	const char *id;       /* "encoding.profile/serial-length", or the code itself */
	cp_code code;
	unsigned roles;       /* cp_role bits that it applies to; a leaf that is an anchor is a leaf here */
	unsigned flags;       /* CP_RULE_* */
	int64_t since, until; /* seconds; in force for certificates whose notBefore lies within, inclusive;
	                       * one without a date is held against what is in force last */
	const char *source;   /* the clause that demands it, or "none: …" */
	const char *text;     /* a sub-rule's own message; NULL: the code's */
	cp_rule_run *run;
	int days;             /* what it allows or exempts in that period; 0: it counts no days */
} cp_rule;

const cp_code_row *
cp_code_row_of(cp_code code);
/* CP_N_CODES for an unknown one. */
cp_code
cp_code_by_name(const char *name);
const char *
cp_code_name(cp_code code);
/* All rules that are judged, in the order of the table; a code has one or several. */
size_t
cp_rules_list(const cp_rule **rules);

/* A parameter as policies write it. */
typedef enum cp_param_type {
	CP_PARAM_INT,   /* within min..max */
	CP_PARAM_BOOL,
	CP_PARAM_WORDS  /* a list of words, or one of them; kept as a bit set, `min` 1: not empty */
} cp_param_type;

typedef struct cp_param_row {
	const char *name; /* as in the file: min_rsa_bits */
	cp_code code;     /* under which code it stands */
	cp_param_type type;
	int64_t defaults[CP_N_BUILTINS];
	int64_t min, max;
	const char *const *words; /* NULL-terminated; bit n is word n */
	bool lower_is_weaker; /* for "insecure": whether a smaller number (or fewer words) weakens the check;
	                       * else a larger one (or more words) does */
	const char *means;
} cp_param_row;

const cp_param_row *
cp_param_row_of(cp_param param);

/* The column of a built-in policy by name; CP_N_BUILTINS for another name. */
cp_builtin
cp_builtin_by_name(const char *name);
const char *
cp_builtin_name(cp_builtin builtin);

/*
 * Runs every rule whose code the policy does not ignore (`wanted[code]`), in table order. `web`: the
 * policy follows the Baseline Requirements.
 */
void
cp_rules_run(const cp_facts *facts, const int64_t params[CP_N_PARAMS],
	const bool wanted[CP_N_CODES], bool web, cp_findings *findings);

/* "critical" … "trust", "name", "time", "never". */
const char *
cp_overridable_name(cp_overridable overridable);

#endif
