/* What the readers of publications share: a reading adds records, and all or none of them stay. */
#ifndef CP_STORE_ROOTS_READ_H
#define CP_STORE_ROOTS_READ_H

#include "base/error.h"
#include "store/roots.h"

typedef struct cp_roots_reading {
	cp_roots *roots;
	cp_arena *arena; /* of the records; what is read in vain stays there */
	cp_bytes content;
	cp_root_source *source;
	certpolicy_error **error;
} cp_roots_reading;

/* A new record, lent until the next one; NULL without memory. */
CP_CHECK_RESULT cp_root *
cp_roots_new_record(cp_roots_reading *reading, const uint8_t sha256[CP_SHA256_LEN]);

/* The same for a certificate, which is copied. */
CP_CHECK_RESULT cp_root *
cp_roots_new_certificate(cp_roots_reading *reading, cp_bytes der);

/* What is said of the newest record besides. False without memory or, for the first, when it is no
 * OID or no name or network. */
CP_CHECK_RESULT int
cp_roots_add_ev_policy(cp_roots_reading *reading, cp_root *root, cp_bytes dotted);
CP_CHECK_RESULT int
cp_roots_add_permitted(cp_roots_reading *reading, cp_root *root, cp_bytes text);

/* Text from outside that can be shown. */
const char *
cp_roots_keep_name(cp_roots_reading *reading, cp_bytes text);

/* CERTPOLICY_ERROR_BAD_INPUT at a line (0: of the whole). */
int
cp_roots_refuse(cp_roots_reading *reading, size_t line, const char *format, ...) CP_PRINTF(3, 4);

/* One form each. */
CP_CHECK_RESULT int
cp_roots_read_certdata(cp_roots_reading *reading);
CP_CHECK_RESULT int
cp_roots_read_json(cp_roots_reading *reading);
CP_CHECK_RESULT int
cp_roots_read_ccadb(cp_roots_reading *reading);
CP_CHECK_RESULT int
cp_roots_read_chrome(cp_roots_reading *reading);
/* Whether a file that begins so is a report of the CCADB. */
bool
cp_roots_is_ccadb(cp_bytes first_line);

#endif
