/*
 * Imported data: lists that go out of date, kept in a folder of the user's, each with its source, its
 * date and its digest, and held against that digest when it is read. What is damaged or missing is an
 * error that says so, never an empty list.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CERTPOLICY_DATA_H
#define CERTPOLICY_DATA_H

#include <certpolicy/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Takes over all that a folder has: what root programmes say ("roots"), the list of CT logs
 * ("ct-logs", unless the engine has one), revocation lists ("crl"), certificates and keys that are
 * never accepted ("threats"), keys that anyone can have ("weak-keys"). A kind that was not imported
 * is nothing; data.damaged names the file that is not what was imported. After an error the engine
 * may hold a part: do not judge with it. `folder` must exist. Since 0.1.0.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_engine_add_data(certpolicy_engine *engine, const char *folder, certpolicy_error **error);

/*
 * Imports files as the data of one kind, in place of what the folder had of it: all at once, or
 * nothing on failure. The folder is made if it is not there. `date`, seconds since
 * 1970-01-01T00:00:00Z, is as of when the data speaks, where it does not say so itself; NULL: when
 * each file was last changed. Since 0.1.0.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_data_import(const char *folder, const char *kind, const char *const *files,
	size_t n_files, const int64_t *date, certpolicy_error **error);

/*
 * What the folder has, every file held against its digest, as JSON:
 * {"schema": "certpolicy.data-status/1", "folder": ..., "kinds": [{"kind": "roots", "state":
 * "imported|absent|damaged", "problem": ..., "imported": time, "items": [{"state": "sound|damaged",
 * "problem": ..., "source": ..., "date": time, "octets": n, "entries": n, "sha256": ...,
 * "file": ...}]}]}. Release it with certpolicy_string_free. Since 0.1.0.
 */
CERTPOLICY_CHECK_RESULT CERTPOLICY_API int
certpolicy_data_status(const char *folder, char **json, certpolicy_error **error);

/* The kinds by index from 0, and a line about each; NULL past the end. Static strings. */
CERTPOLICY_API const char *
certpolicy_data_kind_name(size_t index);
CERTPOLICY_API const char *
certpolicy_data_kind_summary(size_t index);

#ifdef __cplusplus
}
#endif

#endif
