/* Revocation lists: reading, and walking the entries that were read. */
#include <config.h>
#include "base/mem.h"
#include "fuzz.h"
#include "x509/crl_index.h"

static void
walk_entries(const cp_crl *crl)
{
	cp_bytes rest = crl->entries;
	cp_crl_entry entry;
	bool has_unknown_critical = false;
	size_t n = 0;

	while (n < crl->n_entries && cp_crl_next_entry(&rest, &entry)) {
		(void)fuzz_touch(entry.serial);
		(void)fuzz_touch(entry.certificate_issuer);
		has_unknown_critical |= entry.has_unknown_critical;
		n++;
	}
	/* What was accepted is seen again, all of it. */
	CP_INVARIANT(!crl->skeleton || (n == crl->n_entries && rest.len == 0));
	CP_INVARIANT(!crl->skeleton || !has_unknown_critical || crl->has_unknown_critical);
}

/* The index finds what a walk finds, entry by entry. */
static void
ask_index(const cp_crl *crl)
{
	static const uint8_t sha256[CP_SHA256_LEN];
	cp_bytes rest = crl->entries, again;
	cp_crl_entry entry, walked, found;
	cp_crl_index *index;
	cp_bytes issuer;
	size_t n = 0;

	if (!cp_crl_index_build(crl, sha256, &index) || index == NULL)
		return;
	while (n++ < 64 && cp_crl_next_entry(&rest, &entry)) {
		cp_crl_lookup lookup = cp_crl_lookup_start(crl, index, entry.serial);

		again = crl->entries;
		while (cp_crl_next_of_serial(&again, entry.serial, &walked))
			CP_INVARIANT(cp_crl_lookup_next(&lookup, &found, &issuer) &&
				     walked.serial.data == found.serial.data);
		CP_INVARIANT(!cp_crl_lookup_next(&lookup, &found, &issuer) && !lookup.is_damaged);
	}
	cp_free(index);
}

static void
touch_fields(const cp_crl *crl)
{
	const cp_bytes fields[] = {crl->tbs, crl->issuer, crl->entries, crl->signature,
		crl->crl_number, crl->delta_base, crl->aki_key_id, crl->idp_full_name,
		crl->idp_relative_name, crl->inner_algorithm.oid, crl->inner_algorithm.whole,
		crl->outer_algorithm.oid, crl->outer_algorithm.whole};
	size_t i;

	for (i = 0; i < CP_COUNT(fields); i++)
		(void)fuzz_touch(fields[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	cp_crl *crl = cp_crl_read(cp_bytes_of(data, len));
	cp_buf path = CP_BUF_EMPTY;

	if (crl == NULL)
		return 0;
	CP_INVARIANT(crl->skeleton || crl->n_problems > 0);
	CP_INVARIANT(!crl->skeleton || (crl->issuer.len > 0 && crl->tbs.len > 0));
	if (crl->n_problems > 0) {
		CP_INVARIANT(crl->problem.offset <= len);
		cp_problem_append_path(&path, &crl->problem);
		cp_buf_clear(&path);
	}
	touch_fields(crl);
	walk_entries(crl);
	ask_index(crl);
	cp_crl_unref(crl);
	return 0;
}
