/*
 * Threat lists: certificates, keys, issuers and names that must never be accepted. What lists say
 * is kept in indexes (threat_index.h), one a file that was given: mapped when it is one, made in
 * memory of anything else.
 */
#ifndef CP_STORE_DENYLIST_H
#define CP_STORE_DENYLIST_H

#include "store/threat_index.h"
#include "x509/cert.h"

typedef struct cp_denylist cp_denylist;

/* The largest file that is read: 8 GB, mapped and not kept. */
#define CP_DENYLIST_FILE_MAX                                                                       \
	(SIZE_MAX / 2 < UINT64_C(8) << 30 ? SIZE_MAX / 2 : (size_t)(UINT64_C(8) << 30))

CP_CHECK_RESULT cp_denylist *
cp_denylist_new(void);
void
cp_denylist_free(cp_denylist *list);

/* Any form that threat_read.h knows, or an index. Of two files that list the same the one that was
 * added first is named. */
CP_CHECK_RESULT int
cp_denylist_add_file(cp_denylist *list, const char *path, certpolicy_error **error);

bool
cp_denylist_is_empty(const cp_denylist *list);

/* The lists at hand, those that an index was made of one by one; lent. */
size_t
cp_denylist_count(const cp_denylist *list);
const cp_threat_list *
cp_denylist_at(const cp_denylist *list, size_t index);

/* What a list says of something. Lent by the list. */
typedef struct cp_threat_hit {
	unsigned what; /* one of CP_THREAT_* */
	const cp_threat_list *list;
	bool has_listed;
	int64_t listed;     /* when it was entered */
	cp_bytes id, label; /* as given: to be escaped when shown; empty */
	/* The digest that it was found by; CP_THREAT_OTHER: found by something else. */
	cp_threat_section section;
	uint8_t digest[CP_THREAT_KEY_MAX];
} cp_threat_hit;

/*
 * Whether some list has it at that instant. What a damaged index would say nobody knows: then
 * cp_denylist_damaged says so from there on, and no judgement may rest on these answers.
 */
bool
cp_denylist_find_certificate(
	const cp_denylist *list, const cp_cert *cert, int64_t time, cp_threat_hit *hit);
/* One digest alone; `what` is of CP_THREAT_CERTIFICATE and CP_THREAT_KEY. */
bool
cp_denylist_find_digest(const cp_denylist *list, cp_threat_section section, const uint8_t *digest,
	unsigned what, int64_t time, cp_threat_hit *hit);
/* `name` in lower-case A-labels; a wildcard is looked up by what is below its first label. */
bool
cp_denylist_find_name(const cp_denylist *list, cp_bytes name, int64_t time, cp_threat_hit *hit);
/* 4 or 16 octets. */
bool
cp_denylist_find_address(
	const cp_denylist *list, cp_bytes address, int64_t time, cp_threat_hit *hit);

/* Whether names and addresses are worth looking up. */
bool
cp_denylist_has_names(const cp_denylist *list);

/* Sets the error once an index turned out to be damaged (denylist.damaged). */
CP_CHECK_RESULT int
cp_denylist_check(const cp_denylist *list, certpolicy_error **error);

/* ---- importing ---- */

typedef struct cp_denylist_about {
	bool has_date;
	int64_t date; /* the oldest of the lists' dates */
	uint64_t n_lists, n_entries;
	uint64_t n_skipped; /* entries that cannot be looked up */
} cp_denylist_about;

/* Reads every file and writes one index of all their lists over `out`, which is no index until it
 * is whole. The caller syncs it and puts it into its place. */
CP_CHECK_RESULT int
cp_denylist_write_index(const char *const *files, size_t n_files, const char *out,
	cp_denylist_about *about, certpolicy_error **error);

#endif
