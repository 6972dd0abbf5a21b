/*
 * The folder of imported data, written to: content under names made of its digest, each a new file
 * that comes into its place by a rename once its octets are on the disk; then the manifest likewise,
 * which is the moment that counts; then what no manifest names any more goes.
 */
#ifndef CP_DATA_FOLDER_H
#define CP_DATA_FOLDER_H

#include "data/manifest.h"

/* One import on its way in. */
typedef struct cp_data_import {
	const char *folder, *kind; /* lent */
	int lock;                  /* of the folder, held against other imports */
	cp_manifest manifest;      /* what there will be */
	certpolicy_error **error;
} cp_data_import;

/* Makes the folder where there is none (0700), and holds it against other imports until the end. */
CP_CHECK_RESULT int
cp_data_begin(cp_data_import *import, const char *folder, const char *kind,
	certpolicy_error **error);

/* Content that is at hand. `item` has source, date and entries. */
CP_CHECK_RESULT int
cp_data_keep(cp_data_import *import, cp_bytes content, cp_data_item *item);

/* Content that somebody else writes: an empty file (0600) for that, its path for cp_free; then it is
 * kept, or removed. */
CP_CHECK_RESULT int
cp_data_new_file(cp_data_import *import, char **path);
CP_CHECK_RESULT int
cp_data_keep_file(cp_data_import *import, const char *path, cp_data_item *item);
void
cp_data_drop_file(const char *path);

/* Puts the manifest into its place. */
CP_CHECK_RESULT int
cp_data_commit(cp_data_import *import, int64_t now);

/* Whatever happened; releases everything. */
void
cp_data_end(cp_data_import *import);

#endif
