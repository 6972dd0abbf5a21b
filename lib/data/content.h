/* Content of imported data, read: never other octets than those that were imported. */
#ifndef CP_DATA_CONTENT_H
#define CP_DATA_CONTENT_H

#include "data/manifest.h"

/* All of it, held against size and digest; *content is for cp_free. What is missing, cut or changed is
 * data.damaged, CERTPOLICY_ERROR_NOT_FOUND when it is missing. */
CP_CHECK_RESULT int
cp_data_read(const cp_data_item *item, size_t limit, cp_bytes *content, certpolicy_error **error);

/* For what is mapped: its size alone, or its digest too, which costs reading all of it. */
CP_CHECK_RESULT int
cp_data_check_size(const cp_data_item *item, certpolicy_error **error);
CP_CHECK_RESULT int
cp_data_check_digest(const cp_data_item *item, certpolicy_error **error);

#endif
