/* The coordinator: what an engine holds, and the one way through the stages. */
#ifndef CP_ENGINE_H
#define CP_ENGINE_H

#include "base/budget.h"
#include "path/memo.h"
#include "policy/policy.h"
#include "render/report.h"
#include "store/anchors.h"
#include "store/crls.h"
#include "store/ct_logs.h"
#include "store/denylist.h"
#include "store/pool.h"
#include "store/weak_keys.h"

#include <certpolicy/engine.h>
#include <certpolicy/rules.h>


typedef struct cp_own_rule {
	char *code, *title; /* owned */
	certpolicy_action action;
	certpolicy_rule *run;
	void *user;
} cp_own_rule;

/* What lives as long as the engine. */
typedef struct cp_kept {
	void (*release)(void *user);
	void *user;
} cp_kept;

/* A file or folder that was read and is named in reports. */
typedef struct cp_input_file {
	cp_input_kind kind;
	char *path; /* owned */
	bool has_date;
	int64_t date;
	bool has_sha256; /* of a file, not of a folder */
	uint8_t sha256[32];
	uint64_t n_skipped; /* entries that nothing can be held against */
} cp_input_file;

struct certpolicy_engine {
	unsigned references;
	int frozen; /* read with cp_atomic_load */
	cp_anchors *anchors;
	cp_pool *intermediates;
	cp_crls *crls;
	cp_denylist *denylist;
	cp_weak_keys *weak_keys;
	cp_policy_set *policies;
	cp_memo *memo;           /* made when the engine freezes */
	cp_budget budget;        /* the limits; a copy serves each judgement */
	certpolicy_clock *clock; /* NULL: the system's */
	void *clock_user;
	cp_own_rule *own_rules;
	size_t n_own_rules, own_rules_capacity;
	cp_kept *kept;
	size_t n_kept, kept_capacity;
	cp_input_file *files;
	size_t n_files, files_capacity;
	cp_ct_logs *ct_logs; /* NULL until a list is set */
};

/* Freezes at first use; any thread. */
CP_CHECK_RESULT int
cp_engine_freeze(certpolicy_engine *engine, certpolicy_error **error);

/* CERTPOLICY_ERROR_FROZEN once the engine has judged. */
CP_CHECK_RESULT int
cp_engine_check_open(const certpolicy_engine *engine, certpolicy_error **error);

/* What a file that an engine reads may measure; the largest in use are CRLs of some 40 MB. */
#define CP_LARGEST_FILE ((size_t)64 << 20)
/* Lists of weak keys grow: that of badkeys had 60 MB in 2025. */
#define CP_LARGEST_WEAK_KEYS ((size_t)512 << 20)

/*
 * Reads a file of up to `limit` octets and names it in the report's `inputs`. *content is for
 * cp_free. Should it turn out to be of no use, the last file noted is forgotten.
 */
CP_CHECK_RESULT int
cp_engine_note_file(certpolicy_engine *engine, cp_input_kind kind, const char *path, size_t limit,
	cp_bytes *content, certpolicy_error **error);
/* The same for a folder, or a file that somebody else reads. */
CP_CHECK_RESULT int
cp_engine_note_path(
	certpolicy_engine *engine, cp_input_kind kind, const char *path, certpolicy_error **error);
void
cp_engine_forget_file(certpolicy_engine *engine);

/* The policy that somebody said: the caller, else the request; *policy NULL: nobody did. */
CP_CHECK_RESULT int
cp_engine_said_policy(const certpolicy_engine *engine, const certpolicy_policy *given,
	const certpolicy_request *request, certpolicy_policy **policy, certpolicy_error **error);

/* The same without what the built-in policies and the browsers say, which the report then lacks: for
 * whoever asks often. */
CP_CHECK_RESULT int
cp_engine_judge(certpolicy_engine *engine, const certpolicy_policy *policy,
	const certpolicy_request *request, certpolicy_report **report, certpolicy_error **error);

/* The one way through. `policy` is the caller's or NULL. */
CP_CHECK_RESULT int
cp_engine_evaluate(certpolicy_engine *engine, const certpolicy_policy *policy,
	const certpolicy_request *request, bool describe, certpolicy_report **report,
	certpolicy_error **error);

#endif
