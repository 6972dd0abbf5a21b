/* Walking a SignedCertificateTimestampList (RFC 6962 3.2, 3.3). */
#ifndef CP_X509_SCT_H
#define CP_X509_SCT_H

#include "base/bytes.h"
#include "base/compiler.h"

typedef struct cp_sct {
	unsigned version;     /* 0 is v1 */
	cp_bytes log_id;      /* 32 octets */
	uint64_t timestamp;   /* milliseconds since 1970-01-01T00:00:00Z */
	cp_bytes extensions;
	unsigned hash_algorithm, signature_algorithm; /* TLS 1.2 numbers */
	cp_bytes signature;
	cp_bytes whole;
} cp_sct;

/* Takes the outer length off a list as the TLS extension carries it; false when it does not fit. */
CP_CHECK_RESULT bool
cp_sct_list_open(cp_bytes list_with_length, cp_bytes *list);

/* Walks the list. False at the end; *broken tells an end from a cut. */
bool
cp_sct_next(cp_bytes *rest, cp_sct *sct, bool *broken);

#endif
