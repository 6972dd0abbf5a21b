/*
 * Firefox stops at the first thing that is wrong: it goes up from the leaf and looks at each issuer
 * as it meets it, comes back down verifying signatures, and only then says what it noticed of the
 * leaf itself. The rows are in firefox.def.
 */
#include <config.h>
#include "browser/checks.h"

enum stage {
	HANDSHAKE,
	READING,
	SEARCH,
	FINDING,
	LEAVING,
	DATES,
	SIGNATURE,
	KEY,
	ISSUER,
	LEAF,
	AGE,
	END,
	ROOT,
	REVOCATION,
	STAPLE,
	LAST,
	NAME
};

static const cp_browser_row rows[] = {
#define CP_BROWSER(STAGE, CHECK, ERROR) {STAGE, CHECK, ERROR},
#include "browser/firefox.def"
#undef CP_BROWSER
};

static const char *
first(const cp_browser_view *view, enum stage stage, size_t i)
{
	return cp_browser_first(rows, CP_COUNT(rows), stage, view, i);
}

/* The first of the stages, up to their end. */
static const char *
first_of(const cp_browser_view *view, const enum stage *stages, size_t n, size_t i)
{
	const char *error = NULL;
	size_t k;

	for (k = 0; k < n && error == NULL; k++)
		error = first(view, stages[k], i);
	return error;
}

static const char *
look_at_issuer(const cp_browser_view *view, size_t i)
{
	static const enum stage of_root[] = {READING, FINDING, DATES, KEY, ISSUER};
	static const enum stage of_ca[] = {FINDING, DATES, SIGNATURE, KEY, ISSUER, LEAVING};

	if (view->facts->anchored && i + 1 == view->facts->n_subjects)
		return first_of(view, of_root, CP_COUNT(of_root), i);
	if (first(view, READING, i) != NULL)
		return "SEC_ERROR_UNKNOWN_ISSUER";
	return first_of(view, of_ca, CP_COUNT(of_ca), i);
}

/* Firefox verifies a signature only once it has looked at who bears the name; and so is looked here
 * at the issuer that did not sign the last certificate of the path. What it was issued by nobody
 * sought. */
static const char *
look_at_refuted(const cp_browser_view *view)
{
	const cp_facts *facts = view->facts;
	cp_subject subjects[CP_PATH_MAX + 1];
	cp_facts longer = *facts;
	cp_browser_view extended = {&longer, view->findings};
	size_t n = facts->n_subjects;
	const cp_cert *issuer = facts->path->failed_issuer;

	memcpy(subjects, facts->subjects, n * sizeof(subjects[0]));
	memset(&subjects[n], 0, sizeof(subjects[n]));
	cp_horizon_note(facts->horizon, issuer->not_before);
	cp_horizon_note_end(facts->horizon, issuer->not_after);
	subjects[n].cert = issuer;
	subjects[n].expired = facts->time > issuer->not_after;
	subjects[n].not_yet_valid = facts->time < issuer->not_before;
	longer.subjects = subjects;
	longer.n_subjects = n + 1;
	longer.anchored = cp_cert_is_self_issued(issuer);
	return look_at_issuer(&extended, n);
}

static const char *
go_up(const cp_browser_view *view)
{
	const cp_facts *facts = view->facts;
	const char *error = first(view, SEARCH, 0);
	size_t i;

	for (i = 1; i < facts->n_subjects && error == NULL; i++)
		error = look_at_issuer(view, i);
	if (error == NULL && cp_check_refuted(view, facts->n_subjects - 1))
		error = look_at_refuted(view);
	if (error == NULL)
		error = first(view, facts->anchored ? ROOT : END, facts->n_subjects - 1);
	return error;
}

static const char *
come_down(const cp_browser_view *view, bool leaf_expired)
{
	const char *error = NULL;
	size_t i;

	for (i = view->facts->n_subjects; i-- > 1 && error == NULL;)
		error = first(view, REVOCATION, i);
	if (error == NULL && !leaf_expired)
		error = first(view, STAPLE, 0);
	if (error == NULL && !leaf_expired)
		error = first(view, REVOCATION, 0);
	return error;
}

/* What it noticed of the leaf; a wrong name weighs more than a wrong date. It tries one usage of
 * the key after the other and, when none serves, speaks of the usage: for a key that is for key
 * agreement alone that is whenever anything is wrong that is asked after the usage. */
static const char *
look_at_leaf(const cp_browser_view *view, const char *flaw)
{
	static const char usage[] = "SEC_ERROR_INADEQUATE_KEY_USAGE";
	const char *date = first(view, AGE, 0), *form = first(view, DATES, 0);
	const char *later = first(view, LEAF, 0);

	if (flaw == NULL || flaw == later) {
		if ((later != NULL || date != NULL) && cp_check_usage_is_agreement(view, 0))
			return usage;
	}
	if (flaw != NULL && flaw != form)
		return flaw;
	if (flaw == NULL && date == NULL)
		return NULL;
	if (first(view, NAME, 0) != NULL)
		return first(view, NAME, 0);
	return flaw != NULL ? flaw : date;
}

static const char *
verify(const cp_browser_view *view)
{
	static const enum stage of_leaf[] = {DATES, SIGNATURE, KEY, LEAF};
	static const enum stage of_installed[] = {DATES, KEY, LEAF};
	bool installed = view->facts->anchored && view->facts->n_subjects == 1;
	const char *flaw = installed ? first_of(view, of_installed, CP_COUNT(of_installed), 0)
				     : first_of(view, of_leaf, CP_COUNT(of_leaf), 0);
	const char *error = first(view, READING, 0);

	/* Nobody here sought issuers for what cannot be read; what is wrong with it weighs more. */
	if (error == NULL && !view->facts->leaf_readable)
		return look_at_leaf(view, flaw);
	if (error == NULL && !installed)
		error = go_up(view);
	if (error == NULL && !installed)
		error = come_down(view, flaw == NULL && cp_check_expired(view, 0));
	return error != NULL ? error : look_at_leaf(view, flaw);
}

/* With these a certificate that signed itself is called that. */
static bool
says_little(const char *error)
{
	static const char *const little[] = {"SEC_ERROR_UNKNOWN_ISSUER", "SEC_ERROR_BAD_SIGNATURE",
		"SEC_ERROR_INADEQUATE_KEY_USAGE"};
	size_t k;

	for (k = 0; k < CP_COUNT(little); k++) {
		if (strcmp(error, little[k]) == 0)
			return true;
	}
	return false;
}

static const char *
look_at_last(const cp_browser_view *view)
{
	const char *error = NULL;
	size_t i;

	for (i = 0; i < view->facts->n_subjects && error == NULL; i++)
		error = first(view, LAST, i);
	return error != NULL ? error : first(view, NAME, 0);
}

const char *
cp_browser_firefox(const cp_browser_view *view)
{
	const char *error = first(view, HANDSHAKE, 0);

	if (error != NULL)
		return error;
	error = verify(view);
	if (error != NULL && says_little(error) && view->facts->leaf_self_signed)
		return "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT";
	if (error == NULL)
		error = look_at_last(view);
	return error != NULL ? error : "OK";
}
