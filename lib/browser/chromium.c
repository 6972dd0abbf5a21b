/*
 * Chromium collects what is wrong, from the root down to the leaf, and then shows the error that
 * stands first in a fixed ranking. The rows are in chromium.def.
 */
#include <config.h>
#include "browser/checks.h"

enum stage {
	HANDSHAKE,
	LEAF,
	FINDING,
	SIGNATURE,
	EACH,
	ISSUER,
	KEY,
	WHOLE,
	END,
	REVOCATION,
	BESIDE,
	PUBLIC_KEY
};

static const cp_browser_row rows[] = {
#define CP_BROWSER(STAGE, CHECK, ERROR) {STAGE, CHECK, ERROR},
#include "browser/chromium.def"
#undef CP_BROWSER
};

/* MapCertStatusToNetError of net/cert/cert_status_flags.cc. The first is the general one, which is
 * given to a path only that has none of the others. */
#define GENERAL 1u
static const char *const ranking[] = {
	"ERR_CERT_INVALID",
	"ERR_CERT_REVOKED",
	"ERR_CERT_AUTHORITY_INVALID",
	"ERR_CERT_COMMON_NAME_INVALID",
	"ERR_CERTIFICATE_TRANSPARENCY_REQUIRED",
	"ERR_CERT_WEAK_KEY",
	"ERR_CERT_DATE_INVALID",
	"ERR_CERT_VALIDITY_TOO_LONG",
};

static const char *
first(const cp_browser_view *view, enum stage stage, size_t i)
{
	return cp_browser_first(rows, CP_COUNT(rows), stage, view, i);
}

/* Errors as a set: bit n is ranking[n]. */
static unsigned
set_of(const char *error)
{
	size_t n;

	for (n = 0; error != NULL && n < CP_COUNT(ranking); n++) {
		if (strcmp(ranking[n], error) == 0)
			return 1u << n;
	}
	return 0;
}

static unsigned
collect(const cp_browser_view *view, enum stage stage, size_t i)
{
	unsigned errors = 0;
	size_t k;

	for (k = 0; k < CP_COUNT(rows); k++) {
		if (rows[k].stage == (unsigned)stage && rows[k].complains(view, i))
			errors |= set_of(rows[k].error);
	}
	return errors;
}

static unsigned
without_general(unsigned errors)
{
	return (errors & ~GENERAL) != 0 ? errors & ~GENERAL : errors;
}

/* A leaf that is installed as a root has to be one: it is taken as its own issuer. */
static unsigned
judge_installed_leaf(const cp_browser_view *view)
{
	if (!view->facts->leaf_self_signed)
		return set_of("ERR_CERT_AUTHORITY_INVALID");
	return without_general(collect(view, EACH, 0) | collect(view, ISSUER, 0));
}

/* What is wrong with the certificate `i`; `stop`: nobody looks further down. */
static unsigned
look_at(const cp_browser_view *view, size_t i, bool *stop)
{
	unsigned errors = i + 1 < view->facts->n_subjects ? collect(view, SIGNATURE, i) : 0;
	unsigned key = 0;

	*stop = errors != 0;
	if (*stop)
		return errors;
	errors = collect(view, EACH, i);
	if (i > 0) {
		errors |= collect(view, ISSUER, i);
		key = collect(view, KEY, i);
	}
	*stop = key != 0;
	return errors | key;
}

static unsigned
walk_down(const cp_browser_view *view)
{
	unsigned errors = 0;
	bool stop = false;
	size_t i;

	if (view->facts->n_subjects == 1)
		return judge_installed_leaf(view);
	for (i = view->facts->n_subjects; i-- > 0 && !stop;)
		errors |= look_at(view, i, &stop);
	return without_general(errors | collect(view, WHOLE, 0));
}

/* An issuer is at hand, but not what its signature could be checked by. */
static const char *
find_way_up(const cp_browser_view *view)
{
	size_t n = view->facts->n_subjects, i;
	const char *error = NULL;

	for (i = 0; i + 1 < n && error == NULL; i++)
		error = first(view, SIGNATURE, i);
	return error != NULL ? error : first(view, END, n - 1);
}

static unsigned
judge_path(const cp_browser_view *view)
{
	const cp_facts *facts = view->facts;
	const char *missing = NULL;
	unsigned errors;
	size_t i;

	for (i = 1; i < facts->n_subjects && missing == NULL; i++)
		missing = first(view, FINDING, i);
	if (missing != NULL)
		return set_of(missing);
	if (!facts->anchored)
		return set_of(find_way_up(view));
	errors = walk_down(view);
	for (i = 0; i < facts->n_subjects && errors == 0; i++)
		errors = set_of(first(view, REVOCATION, i));
	return errors;
}

static unsigned
judge_beside(const cp_browser_view *view)
{
	unsigned errors = collect(view, BESIDE, 0);
	size_t i;

	for (i = 0; i < view->facts->n_subjects; i++)
		errors |= collect(view, PUBLIC_KEY, i);
	return errors;
}

const char *
cp_browser_chromium(const cp_browser_view *view)
{
	const char *error = first(view, HANDSHAKE, 0);
	unsigned errors;
	size_t n;

	if (error == NULL)
		error = first(view, LEAF, 0);
	if (error != NULL)
		return error;
	errors = judge_path(view) | judge_beside(view);
	for (n = 0; n < CP_COUNT(ranking); n++) {
		if ((errors & 1u << n) != 0)
			return ranking[n];
	}
	return "OK";
}
