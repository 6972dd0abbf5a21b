/*
 * The anchors of one source while it is being read: nothing reaches the store until all of them
 * are at hand. One file a kind of source fills a stage.
 */
#ifndef CP_STORE_ANCHOR_STAGE_H
#define CP_STORE_ANCHOR_STAGE_H

#include "base/table.h"
#include "store/roots.h"

typedef struct cp_staged_anchor {
	cp_bytes der, subject; /* lent by the stage's arena */
	uint8_t sha256[CP_SHA256_LEN];
	bool is_public;
	bool programme_distrusted;
	bool has_distrust_after, has_sct_not_after;
	int64_t distrust_after, sct_not_after;
	bool constrained;
	const cp_scope_entry *permitted; /* lent */
	size_t n_permitted;
} cp_staged_anchor;

typedef struct cp_anchor_stage {
	cp_arena *arena;           /* lent; what was staged in vain stays there */
	cp_staged_anchor *anchors; /* owned */
	size_t n_anchors, capacity;
	cp_table by_digest;
	cp_roots *roots; /* lent: where files of root programmes are read into; NULL: they are refused */
	bool lenient; /* certificates of a file that cannot be read are passed over */
} cp_anchor_stage;

void
cp_anchor_stage_clear(cp_anchor_stage *stage);

/*
 * Copies a certificate unless it is there already; *row, which may be NULL, is its row: private and
 * without dates when it is new, lent until the next one. CERTPOLICY_ERROR_BAD_INPUT when it has no
 * subject that can be read.
 */
CP_CHECK_RESULT int
cp_anchor_stage_add(
	cp_anchor_stage *stage, cp_bytes der, cp_staged_anchor **row, certpolicy_error **error);

/* Forgets all rows but the first `n`. */
void
cp_anchor_stage_cut(cp_anchor_stage *stage, size_t n);

/* A file, every certificate of which must be readable, or a folder, where what is not is skipped.
 */
CP_CHECK_RESULT int
cp_anchor_stage_path(cp_anchor_stage *stage, const char *path, certpolicy_error **error);

/* What this machine trusts; anchors_system.c says where that is looked for. */
CP_CHECK_RESULT int
cp_anchor_stage_system(cp_anchor_stage *stage, certpolicy_error **error);

/* Mozilla's list by NSS's own module. CERTPOLICY_ERROR_NOT_FOUND when the machine has none. */
CP_CHECK_RESULT int
cp_anchor_stage_nss(cp_anchor_stage *stage, certpolicy_error **error);

/* The certificates that a PKCS#11 URI (RFC 7512) names. */
CP_CHECK_RESULT int
cp_anchor_stage_pkcs11(cp_anchor_stage *stage, const char *uri, certpolicy_error **error);

#endif
