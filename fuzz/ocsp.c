/* OCSP responses: reading, and walking the single responses and certificates that were read. */
#include <config.h>
#include "fuzz.h"
#include "x509/ocsp.h"

static void
touch_single(const cp_ocsp_single *single)
{
	(void)fuzz_touch(single->issuer_name_hash);
	(void)fuzz_touch(single->issuer_key_hash);
	(void)fuzz_touch(single->serial);
	(void)fuzz_touch(single->sct_list);
}

static void
walk_singles(const cp_ocsp *ocsp)
{
	cp_bytes rest = ocsp->singles, others;
	cp_ocsp_single single, found;
	size_t n = 0;

	while (n < ocsp->n_singles && cp_ocsp_next_single(&rest, &single)) {
		touch_single(&single);
		/* Whoever looks for it finds it, or one before it. */
		others = ocsp->singles;
		CP_INVARIANT(!ocsp->skeleton || n > 50 ||
			     cp_ocsp_next_of_serial(&others, single.serial, &found));
		n++;
	}
	/* What was accepted is seen again, all of it. */
	CP_INVARIANT(!ocsp->skeleton || (n == ocsp->n_singles && rest.len == 0));
}

static void
touch_fields(const cp_ocsp *ocsp)
{
	const cp_bytes fields[] = {ocsp->tbs, ocsp->algorithm.oid, ocsp->algorithm.whole,
		ocsp->signature, ocsp->responder_name, ocsp->responder_key_hash, ocsp->singles,
		ocsp->certs};
	cp_bytes rest = ocsp->certs, der;
	size_t i;

	for (i = 0; i < CP_COUNT(fields); i++)
		(void)fuzz_touch(fields[i]);
	while (cp_ocsp_next_cert(&rest, &der))
		(void)fuzz_touch(der);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	cp_buf path = CP_BUF_EMPTY;
	cp_ocsp ocsp;

	cp_ocsp_read(cp_bytes_of(data, len), &ocsp);
	CP_INVARIANT(ocsp.skeleton || ocsp.n_problems > 0 ||
		     (ocsp.has_status && ocsp.status != CP_OCSP_SUCCESSFUL));
	CP_INVARIANT(!ocsp.skeleton || (ocsp.tbs.len > 0 && ocsp.algorithm.whole.len > 0));
	if (ocsp.n_problems > 0) {
		CP_INVARIANT(ocsp.problem.offset <= len);
		cp_problem_append_path(&path, &ocsp.problem);
		cp_buf_clear(&path);
	}
	touch_fields(&ocsp);
	walk_singles(&ocsp);
	return 0;
}
