/* Publications of root programmes: certdata.txt, JSON, reports of the CCADB. */
#include <config.h>
#include "fuzz.h"
#include "store/roots.h"

#include <certpolicy/certpolicy.h>

static void
touch(const cp_root *root)
{
	size_t i;

	(void)fuzz_touch(root->der);
	if (root->name != NULL)
		(void)fuzz_touch(cp_bytes_of_string(root->name));
	for (i = 0; i < root->n_ev_policies; i++)
		(void)fuzz_touch(root->ev_policies[i]);
	for (i = 0; i < root->n_permitted; i++) {
		if (root->permitted[i].name != NULL)
			(void)fuzz_touch(cp_bytes_of_string(root->permitted[i].name));
	}
	CP_INVARIANT(!root->is_anchor || root->der.len > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	cp_bytes content = cp_bytes_of(data, len);
	cp_roots *roots = cp_roots_new();
	certpolicy_error *error = NULL;
	int64_t date = 0;
	size_t i;
	int status;

	CP_INVARIANT(roots != NULL);
	status = cp_roots_read(roots, content, "seed", &date, &error);
	CP_INVARIANT((status == CERTPOLICY_OK) == (error == NULL));
	CP_INVARIANT((status == CERTPOLICY_OK) == (cp_roots_count(roots) > 0));
	CP_INVARIANT(status == CERTPOLICY_OK || status == CERTPOLICY_ERROR_BAD_INPUT);
	CP_INVARIANT(status != CERTPOLICY_OK || cp_roots_form_of(content) != CP_ROOTS_NO_FORM);
	for (i = 0; i < cp_roots_count(roots); i++)
		touch(cp_roots_at(roots, i));
	cp_roots_freeze(roots);
	for (i = 0; i < cp_roots_count(roots); i++) {
		const cp_root *first;

		CP_INVARIANT(cp_roots_find(roots, cp_roots_at(roots, i)->sha256, &first) > 0);
	}
	certpolicy_error_free(error);
	cp_roots_free(roots);
	return 0;
}
