/*
 * Imported data in a folder: one manifest a kind, KIND.json, which names the files of content and
 * says of each where it is from, as of when, and what its octets are. A manifest comes into its
 * place by a rename, and with it all of an import at once.
 */
#ifndef CP_DATA_MANIFEST_H
#define CP_DATA_MANIFEST_H

#include "base/arena.h"
#include "crypto/crypto.h"

#include <certpolicy/types.h>

typedef struct cp_data_item {
	const char *file;   /* its name in the folder: the kind and 16 digits of its digest */
	const char *path;   /* the same with the folder before it */
	const char *source; /* what was imported, as it was named */
	int64_t date;       /* as of when the data speaks */
	uint64_t octets, entries;
	uint8_t sha256[CP_SHA256_LEN];
} cp_data_item;

#define CP_DATA_MOST_ITEMS 256u

typedef struct cp_manifest {
	cp_arena arena;      /* of the items */
	int64_t imported;    /* when */
	cp_data_item *items; /* owned */
	size_t n, capacity;
} cp_manifest;

#define CP_MANIFEST_EMPTY {CP_ARENA_EMPTY, 0, NULL, 0, 0}

void
cp_manifest_clear(cp_manifest *manifest);

/*
 * Reads the manifest of a kind. *is_there is false, and nothing else happens, when nothing of the
 * kind was imported. One that cannot be read or names nothing is data.damaged, never an empty list.
 */
CP_CHECK_RESULT int
cp_manifest_read(const char *folder, const char *kind, cp_manifest *manifest, bool *is_there,
	certpolicy_error **error);

/* Whether a file of the folder is content of the kind, by its name. */
bool
cp_data_is_content(const char *name, const char *kind);

/* A new item; its strings are copied. False without memory. */
CP_CHECK_RESULT bool
cp_manifest_add(cp_manifest *manifest, const char *folder, const cp_data_item *item);

/* The text of a manifest for cp_free; NULL without memory. */
CP_CHECK_RESULT char *
cp_manifest_write(const char *kind, const cp_manifest *manifest);

#endif
