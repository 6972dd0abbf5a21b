/* Patterns of STIX, and the texts for names and numbers in them. */
#include <config.h>
#include "base/mem.h"
#include "fuzz.h"
#include "store/threat_pattern.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	cp_bytes text = cp_bytes_of(data, len);
	cp_threat_clauses clauses = {NULL, 0, 0, 0};
	cp_threat_hash hash;
	size_t i;

	CP_INVARIANT(cp_threat_pattern_read(text, &clauses) == CERTPOLICY_OK);
	CP_INVARIANT(clauses.n + clauses.n_unusable > 0 && clauses.n <= CP_CLAUSES_MAX);
	for (i = 0; i < clauses.n; i++) {
		const cp_threat_clause *clause = &clauses.list[i];

		CP_INVARIANT(clause->kind != CP_CLAUSE_FOREIGN);
		CP_INVARIANT(clause->kind != CP_CLAUSE_CERTIFICATE ||
			     cp_threat_subject_is_usable(&clause->subject));
		if (clause->kind != CP_CLAUSE_CERTIFICATE)
			(void)fuzz_touch(clause->text);
	}
	cp_threat_clauses_clear(&clauses);
	if (!cp_trait_name(text, &hash) && !cp_trait_hex(text, &hash))
		CP_INVARIANT(!cp_trait_decimal(text, &hash));
	return 0;
}
