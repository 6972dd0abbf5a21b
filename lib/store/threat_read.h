/*
 * Threat lists as they are published, entry by entry into an index that is built. The form is told
 * by the content: digests one a line, CSV (SSLBL), STIX and MISP (both JSON).
 */
#ifndef CP_STORE_THREAT_READ_H
#define CP_STORE_THREAT_READ_H

#include "store/threat_build.h"

/*
 * One list. What is damaged, cut short or lists nothing is an error (input.denylist) with its
 * place. `date` is used when the list says none of its own; may be NULL.
 */
CP_CHECK_RESULT int
cp_threat_read(cp_threat_builder *builder, cp_bytes text, const char *source, const int64_t *date,
	certpolicy_error **error);

/* ---- between the readers ---- */

typedef struct cp_threat_reading {
	cp_threat_builder *builder;
	cp_bytes text;
	const char *source;
	cp_threat_list about;
	certpolicy_error **error;
} cp_threat_reading;

/* Sets the error with the place of an offset of the text. */
int
cp_threat_refuse(const cp_threat_reading *reading, size_t offset, const char *format, ...)
	CP_PRINTF(3, 4);

/* The latest of the dates that a list mentions. */
void
cp_threat_note_date(cp_threat_reading *reading, int64_t date);

CP_CHECK_RESULT int
cp_threat_read_json(cp_threat_reading *reading);
CP_CHECK_RESULT int
cp_threat_read_csv(cp_threat_reading *reading);

#endif
