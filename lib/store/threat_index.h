/*
 * What threat lists say, in one run of octets: sorted rows that are looked up where they lie,
 * mapped from a file or in memory. Nothing is read on opening but the header; every look-up checks
 * the block of rows that it rests on, so that what is damaged is never taken for "not listed".
 *
 *   header (512 octets) | notes | for each section: blocks, then fences | lists
 *
 * A row is a key and the place of its note, which says what the list said of it. Rows stand in
 * ascending order in blocks of 512 octets, each with a check under its own number. A fence is how
 * the first key of a block begins, as a number: fences only tell where to look, and need no check.
 */
#ifndef CP_STORE_THREAT_INDEX_H
#define CP_STORE_THREAT_INDEX_H

#include "base/bytes.h"
#include "base/compiler.h"

#include <certpolicy/types.h>

/* Digests as lists give them; and 16 octets of SHA-256 over anything else, as threat_key.h makes
 * them. */
typedef enum cp_threat_section {
	CP_THREAT_MD5,
	CP_THREAT_SHA1,
	CP_THREAT_SHA256,
	CP_THREAT_OTHER,
	CP_N_THREAT_SECTIONS
} cp_threat_section;

#define CP_THREAT_KEY_MAX 32u
size_t
cp_threat_key_len(cp_threat_section section);

/* What a row is about. A plain digest may be a certificate's or a key's. */
enum {
	CP_THREAT_CERTIFICATE = 1 << 0,
	CP_THREAT_KEY = 1 << 1,
	CP_THREAT_ISSUER = 1 << 2, /* its name, the certificate's serial number with it or not */
	CP_THREAT_SUBJECT = 1 << 3,
	CP_THREAT_NAME = 1 << 4, /* of a host */
	CP_THREAT_ADDRESS = 1 << 5,
	CP_THREAT_WITHDRAWN = 1 << 6 /* its key is the name of an entry that no longer holds */
};

/* Which keys of CP_THREAT_OTHER there are, so that nobody makes others. */
typedef struct cp_threat_kinds {
	uint64_t traits; /* bit n: some key is made of the traits whose bit set is n (threat_key.h)
			  */
	bool exact_names, subtrees, withdrawn;
	uint8_t prefixes[17]; /* bit n: some network has n bits, of the 128 of IPv6 */
} cp_threat_kinds;

typedef struct cp_threat_times {
	bool has_listed, has_from, has_until;
	int64_t listed;
	int64_t from, until; /* in force from the one, no longer at the other */
} cp_threat_times;

/* What the list says of a row. */
typedef struct cp_threat_note {
	unsigned what; /* one or two of CP_THREAT_* */
	size_t list;   /* index */
	cp_threat_times times;
	cp_bytes id;    /* the entry's own name; empty */
	cp_bytes label; /* the reason as given, valid UTF-8, cut; empty */
} cp_threat_note;

#define CP_THREAT_ID_MAX 80u
#define CP_THREAT_LABEL_MAX 120u

typedef enum cp_threat_format {
	CP_THREAT_DIGESTS,
	CP_THREAT_CSV,
	CP_THREAT_STIX,
	CP_THREAT_MISP,
	CP_N_THREAT_FORMATS
} cp_threat_format;

/* A list that went into an index. */
typedef struct cp_threat_list {
	const char *source; /* its file, as it was named */
	cp_threat_format format;
	bool has_date;
	int64_t date;
	uint8_t sha256[32]; /* of the file */
	uint64_t n_entries; /* that say something of certificates, keys or names */
	uint64_t n_skipped; /* that do, but not in a way that can be looked up */
} cp_threat_list;

typedef struct cp_threat_rows {
	uint64_t n;
	cp_bytes blocks, fences;
} cp_threat_rows;

typedef struct cp_threat_index {
	cp_bytes octets; /* lent */
	uint64_t id;     /* mixed into every check */
	cp_threat_kinds kinds;
	cp_threat_rows sections[CP_N_THREAT_SECTIONS];
	cp_bytes notes;
	cp_threat_list *lists; /* owned */
	size_t n_lists;
} cp_threat_index;

/* Whether these octets say that they are an index, of whatever version. */
bool
cp_threat_index_is(cp_bytes octets);

/* `octets` are lent for the index's life; `name` stands for them in errors (denylist.damaged,
 * denylist.version). */
CP_CHECK_RESULT int
cp_threat_index_open(
	cp_bytes octets, const char *name, cp_threat_index *index, certpolicy_error **error);
void
cp_threat_index_close(cp_threat_index *index);

typedef enum cp_threat_step { CP_THREAT_ROW, CP_THREAT_END, CP_THREAT_DAMAGED } cp_threat_step;

/* The rows of one key. */
typedef struct cp_threat_cursor {
	const cp_threat_index *index;
	cp_threat_section section;
	const uint8_t *key; /* lent */
	uint64_t fence;     /* how it begins */
	uint64_t block;
	size_t row;  /* within the block */
	bool opened; /* the block was checked, and `row` is where its rows of the key begin */
	bool moved;  /* it is not the block where the search began */
} cp_threat_cursor;

cp_threat_cursor
cp_threat_index_seek(const cp_threat_index *index, cp_threat_section section, const uint8_t *key);

/* The next row of the key, in the order of the lists. */
CP_CHECK_RESULT cp_threat_step
cp_threat_index_next(cp_threat_cursor *cursor, cp_threat_note *note);

/* All rows, section by section. */
typedef struct cp_threat_walk {
	cp_threat_cursor cursor;
} cp_threat_walk;

cp_threat_walk
cp_threat_walk_start(const cp_threat_index *index);
CP_CHECK_RESULT cp_threat_step
cp_threat_walk_next(cp_threat_walk *walk, cp_threat_section *section, const uint8_t **key,
	cp_threat_note *note);

/* ---- for whoever writes one ---- */

#define CP_THREAT_HEADER_LEN 512u
#define CP_THREAT_BLOCK_LEN 512u
#define CP_THREAT_NOTE_UNIT 8u /* notes begin at multiples; rows count in them */

/* The parts of an index are filled up to multiples of a block. */
CP_CHECK_RESULT bool
cp_threat_fill(uint64_t len, uint64_t *filled);

size_t
cp_threat_rows_per_block(cp_threat_section section);

/* The fence of a key. */
#define CP_THREAT_FENCE_LEN 8u
uint64_t
cp_threat_fence(const uint8_t *key);

/* Fills in a block's check, its last eight octets. */
void
cp_threat_block_seal(uint64_t id, cp_threat_section section, uint64_t number,
	uint8_t block[CP_THREAT_BLOCK_LEN]);

#define CP_THREAT_NOTE_MAX (40u + CP_THREAT_ID_MAX + CP_THREAT_LABEL_MAX)
/* A note as it stands in an index, but for its check; its length, a multiple of
 * CP_THREAT_NOTE_UNIT. */
size_t
cp_threat_note_pack(const cp_threat_note *note, uint8_t out[CP_THREAT_NOTE_MAX]);
/* Fills in the check of one that begins at `offset` of the notes. */
void
cp_threat_note_seal(uint8_t *note, size_t len, uint64_t offset);

/* What is put before the source of a list and its NUL. */
#define CP_THREAT_LIST_LEN 72u
void
cp_threat_list_pack(const cp_threat_list *list, uint8_t out[CP_THREAT_LIST_LEN]);

/* What the header says, once all else is written. */
typedef struct cp_threat_layout {
	uint64_t id;
	cp_threat_kinds kinds;
	uint64_t n_rows[CP_N_THREAT_SECTIONS];
	uint64_t notes_len; /* filled up */
	uint64_t n_lists;
	cp_bytes lists; /* packed, one after the other */
} cp_threat_layout;

void
cp_threat_header_pack(const cp_threat_layout *layout, uint8_t header[CP_THREAT_HEADER_LEN]);

/* Makes the checks of a header and of the lists anew, of an index that was changed: for tests. */
void
cp_threat_header_seal(uint8_t *octets, size_t len);

#endif
