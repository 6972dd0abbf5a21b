/* How strong keys and signature algorithms are at an instant: the crypto table (strength.def). */
#ifndef CP_CLASSIFY_STRENGTH_H
#define CP_CLASSIFY_STRENGTH_H

#include "crypto/key.h"

#include <stddef.h>

typedef enum cp_strength {
	CP_STRENGTH_WEAK,
	CP_STRENGTH_ACCEPTABLE,
	CP_STRENGTH_STRONG
} cp_strength;

#define CP_HASH_ANY ((cp_hash)-1)

typedef struct cp_strength_row {
	bool is_key; /* else a signature algorithm */
	cp_key_type key;
	unsigned from_bits, to_bits; /* of a key, inclusive; UINT_MAX: no upper bound */
	cp_signature_scheme scheme;
	cp_hash hash; /* CP_HASH_ANY: whatever it is */
	cp_strength strength;
	int64_t since, until; /* seconds, inclusive; INT64_MIN and INT64_MAX: unbounded */
	const char *source;
} cp_strength_row;

/* The row in force at `time` (seconds); what nobody lists is weak. Never NULL; static. */
const cp_strength_row *
cp_strength_of_key(const cp_public_key *key, int64_t time);
const cp_strength_row *
cp_strength_of_signature(const cp_signature_algorithm *algorithm, int64_t time);

/* The whole table, in its order. */
size_t
cp_strength_rows(const cp_strength_row **rows);

#endif
