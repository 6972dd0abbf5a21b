/* The kinds of data that can be imported: what is kept of each, and what an engine makes of it. */
#ifndef CP_DATA_KINDS_H
#define CP_DATA_KINDS_H

#include "data/folder.h"
#include "engine.h"

/* What was found out about data while it was looked at; zeroed before. */
typedef struct cp_data_about {
	bool has_date;
	int64_t date; /* as of when it speaks, by its own word */
	uint64_t entries;
} cp_data_about;

typedef enum cp_data_shape {
	CP_DATA_ONE,   /* one file, kept as it is */
	CP_DATA_EACH,  /* several, each kept as it is */
	CP_DATA_MERGED /* several, out of which one is built */
} cp_data_shape;

typedef struct cp_data_kind {
	const char *name;
	const char *summary;
	cp_data_shape shape;
	cp_input_kind input; /* what the report's `inputs` call it */
	size_t largest;      /* octets of one file that is imported */
	/* ONE, EACH: whether the octets are what the kind wants; `name` is for errors. */
	int (*check)(cp_bytes content, const char *name, cp_data_about *about,
		certpolicy_error **error);
	/* MERGED: builds one file at `out`, which is there and empty. */
	int (*build)(const char *const *files, size_t n, const char *out, cp_data_about *about,
		certpolicy_error **error);
	/*
	 * Into an engine that is open. ONE, EACH: `content` was held against its digest. MERGED: it is
	 * empty, and item->path is for mapping: its length was held against the manifest, the rest it
	 * checks itself, where it is read; `data status` looks at the digest.
	 */
	int (*load)(certpolicy_engine *engine, const cp_data_item *item, cp_bytes content,
		certpolicy_error **error);
} cp_data_kind;

/* By index; NULL past the end. */
const cp_data_kind *
cp_data_kind_at(size_t index);
/* NULL and data.unknown-kind for a name that none bears. */
CP_CHECK_RESULT const cp_data_kind *
cp_data_kind_find(const char *name, certpolicy_error **error);

/* Files into the folder, in place of what was there of the kind. `date` serves where the data has
 * none of its own; NULL: when each file was last changed. */
CP_CHECK_RESULT int
cp_data_import_files(const char *folder, const cp_data_kind *kind, const char *const *files,
	size_t n, const int64_t *date, int64_t now, certpolicy_error **error);

/* All that the folder has of a kind, into an engine. */
CP_CHECK_RESULT int
cp_data_load(certpolicy_engine *engine, const char *folder, const cp_data_kind *kind,
	certpolicy_error **error);

/* What the folder has, each file held against its digest, as JSON for cp_free. */
CP_CHECK_RESULT int
cp_data_describe(const char *folder, char **json, certpolicy_error **error);

#endif
