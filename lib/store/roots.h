/*
 * What root programmes say of roots: whether servers may rely on them, until when, for which names,
 * and with which policies for EV. One record a root and a publication; the readers of publications
 * stand in files of their own (roots_*.c), the dates that the library brings in programmes.def.
 */
#ifndef CP_STORE_ROOTS_H
#define CP_STORE_ROOTS_H

#include "crypto/crypto.h"
#include "store/anchors.h"

#include <certpolicy/types.h>

/* How a programme ends its trust in a root for what is issued from some day on. */
typedef enum cp_distrust_by {
	CP_DISTRUST_BY_NOT_BEFORE, /* by the leaf's notBefore: Mozilla's way */
	CP_DISTRUST_BY_SCT,        /* by its earliest SCT: Chrome's */
	CP_DISTRUST_BY_MARK        /* altogether */
} cp_distrust_by;
#define CP_N_DISTRUST_DATES 2

/* A date of the first two kinds. */
typedef struct cp_root_date {
	bool is_told; /* the publication speaks of it; "no date" is a word too */
	bool is_set;
	int64_t at; /* the last instant that is accepted */
} cp_root_date;

/* A publication: a file as it was read. */
typedef struct cp_root_source {
	const char *name; /* as reports call it */
	int64_t date;     /* as of when it speaks */
} cp_root_source;

typedef struct cp_root {
	const cp_root_source *source;
	uint8_t sha256[CP_SHA256_LEN];
	cp_bytes der;     /* empty: only its digest is known */
	const char *name; /* for people, escaped; NULL */
	bool is_anchor;   /* to be taken as one where the publication is; what is marked is, too */
	bool is_public;   /* a public programme trusts it for servers */
	bool is_distrusted; /* marked as such */
	cp_root_date dates[CP_N_DISTRUST_DATES];
	bool ev_is_told;
	const cp_bytes *ev_policies; /* contents of OIDs */
	size_t n_ev_policies;
	bool constrained; /* `permitted` is in force, even when empty */
	const cp_scope_entry *permitted;
	size_t n_permitted;
} cp_root;

typedef struct cp_roots cp_roots;

CP_CHECK_RESULT cp_roots *
cp_roots_new(void);
void
cp_roots_free(cp_roots *roots);

/* The forms of publications; told by the content. */
typedef enum cp_roots_form {
	CP_ROOTS_NO_FORM,
	CP_ROOTS_CERTDATA,
	CP_ROOTS_JSON,
	CP_ROOTS_CCADB,
	CP_ROOTS_CHROME
} cp_roots_form;

/* CP_ROOTS_NO_FORM: it is none, and may be certificates. */
cp_roots_form
cp_roots_form_of(cp_bytes content);

/*
 * Adds the records of one publication, copied. *date is as of when it speaks; where the publication
 * says so itself, *date becomes that. Strict: an error names file and line, and nothing is added;
 * none is as good as an error.
 */
CP_CHECK_RESULT int
cp_roots_read(cp_roots *roots, cp_bytes content, const char *name, int64_t *date,
	certpolicy_error **error);

size_t
cp_roots_count(const cp_roots *roots);
/* In the order of reading until the records are frozen. */
const cp_root *
cp_roots_at(const cp_roots *roots, size_t index);

/* Sorts; afterwards the records are read-only and shared between threads. */
void
cp_roots_freeze(cp_roots *roots);

/* The records of one root, the newest first; how many. Wants them frozen. */
size_t
cp_roots_find(const cp_roots *roots, const uint8_t sha256[CP_SHA256_LEN], const cp_root **first);

/* A date that the library brings. Static. */
typedef struct cp_programme_date {
	cp_distrust_by by;
	const char *sha256; /* of the root's certificate, 64 hexadecimal digits */
	const char *root;   /* its name, for readers of the table */
	int64_t last;       /* the last second that is accepted */
	const char *source; /* with its date */
} cp_programme_date;

/* What the table has for a root: its date of that kind. False when there is none. */
bool
cp_programme_date_find(const uint8_t sha256[CP_SHA256_LEN], cp_distrust_by by, int64_t *last);
/* By index; NULL past the end. */
const cp_programme_date *
cp_programme_date_at(size_t index);
/* Whose way it is: "Mozilla", "Chrome". */
const char *
cp_programme_name(cp_distrust_by by);

#endif
