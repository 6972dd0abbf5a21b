/* Questions about the path as a whole: where it ends, who trusts its root, what the staple says. */
#include <config.h>
#include "browser/checks.h"

static const cp_subject *
subject_of(const cp_browser_view *view, size_t i)
{
	return &view->facts->subjects[i];
}

/* ---- where the path ends ---- */

bool
cp_check_unanchored(const cp_browser_view *view, size_t i)
{
	(void)i;
	return !view->facts->anchored;
}

/* Whose signature on the certificate `i` did not verify; NULL. */
static const cp_cert *
refuted_issuer(const cp_browser_view *view, size_t i)
{
	const cp_path *path = view->facts->path;

	if (path == NULL || i + 1 != view->facts->n_subjects ||
		(path->end != CP_PATH_BAD_SIGNATURE && path->end != CP_PATH_UNSUPPORTED))
		return NULL;
	return path->failed_issuer;
}

bool
cp_check_refuted(const cp_browser_view *view, size_t i)
{
	const cp_cert *issuer = refuted_issuer(view, i);

	/* A certificate is never looked at as its own issuer. */
	return issuer != NULL && memcmp(issuer->sha256, subject_of(view, i)->cert->sha256,
					 sizeof(issuer->sha256)) != 0;
}

bool
cp_check_refuted_by_algorithm(const cp_browser_view *view, size_t i)
{
	return cp_check_refuted(view, i) && cp_check_signature_unsupported(view, i);
}

bool
cp_check_refuted_by_curve(const cp_browser_view *view, size_t i)
{
	return cp_check_refuted(view, i) &&
	       cp_key_fitness_of(&refuted_issuer(view, i)->key) == CP_CURVE_IS_STRANGE;
}

bool
cp_check_refuted_by_key_type(const cp_browser_view *view, size_t i)
{
	return cp_check_refuted(view, i) &&
	       cp_key_fitness_of(&refuted_issuer(view, i)->key) == CP_KEY_IS_STRANGE;
}

/* ---- the path as a whole ---- */

bool
cp_check_policies(const cp_browser_view *view, size_t i)
{
	(void)i;
	return view->facts->policies.failed;
}

/* Whether a word has fired that another programme does not speak alone. */
static bool
is_distrusted_beside(const cp_facts *facts, cp_distrust_by others)
{
	size_t k;

	for (k = 0; k < facts->n_distrusts; k++) {
		const cp_distrust *distrust = &facts->distrusts[k];

		if (distrust->fired && (distrust->programme == NULL || distrust->by != others))
			return true;
	}
	return false;
}

bool
cp_check_distrusted_by_chrome(const cp_browser_view *view, size_t i)
{
	(void)i;
	return is_distrusted_beside(view->facts, CP_DISTRUST_BY_NOT_BEFORE);
}

bool
cp_check_distrusted_by_mozilla(const cp_browser_view *view, size_t i)
{
	(void)i;
	return is_distrusted_beside(view->facts, CP_DISTRUST_BY_SCT);
}

static bool
is_logged_too_little(const cp_facts *facts, cp_ct_policy policy)
{
	return facts->classification.kind == CP_KIND_PUBLIC_CA &&
	       facts->transparency.list == CP_CT_LIST_USED &&
	       facts->transparency.standing[policy].lack != CP_CT_LACKS_NOTHING;
}

bool
cp_check_logged_for_chrome(const cp_browser_view *view, size_t i)
{
	(void)i;
	return is_logged_too_little(view->facts, CP_CT_CHROME);
}

bool
cp_check_logged_for_firefox(const cp_browser_view *view, size_t i)
{
	(void)i;
	return is_logged_too_little(view->facts, CP_CT_FIREFOX);
}

/* How long a leaf may live, by its date, is the table's business: a finding says it. */
bool
cp_check_lives_too_long(const cp_browser_view *view, size_t i)
{
	size_t k;

	(void)i;
	for (k = 0; k < view->findings->n; k++) {
		if (view->findings->list[k].rank == CP_CODE_VALIDITY_TOO_LONG)
			return true;
	}
	return false;
}

/* ---- revocation ---- */

/* By the staple; of chains to public roots browsers know what CAs' lists say, too. */
bool
cp_check_revoked(const cp_browser_view *view, size_t i)
{
	return (i == 0 && view->facts->staple == CP_STAPLE_REVOKED) ||
	       (view->facts->anchor_is_public &&
		       subject_of(view, i)->revocation.status == CP_REVOCATION_REVOKED);
}

#define STAPLE_CHECK(NAME, IS)                                                                     \
	bool NAME(const cp_browser_view *view, size_t i)                                           \
	{                                                                                          \
		const cp_facts *facts = view->facts;                                               \
                                                                                                   \
		(void)i;                                                                           \
		return IS;                                                                         \
	}

/* Firefox is content with any response at all: what it says is asked before. */
STAPLE_CHECK(cp_check_staple_missing, facts->must_staple && facts->staple == CP_STAPLE_NONE)
STAPLE_CHECK(cp_check_staple_unknown, facts->staple == CP_STAPLE_UNKNOWN)
STAPLE_CHECK(cp_check_staple_early, facts->staple == CP_STAPLE_NOT_YET)
STAPLE_CHECK(cp_check_staple_unsigned, facts->staple == CP_STAPLE_BAD_SIGNATURE)
STAPLE_CHECK(cp_check_staple_unreadable, facts->staple == CP_STAPLE_UNREADABLE)

/* OCSPResponseStatus, RFC 6960 4.2.1. */
#define ANSWERED(STATUS) (facts->staple == CP_STAPLE_ERROR && facts->staple_status == (STATUS))
STAPLE_CHECK(cp_check_staple_malformed_request, ANSWERED(1))
STAPLE_CHECK(cp_check_staple_internal_error, ANSWERED(2))
STAPLE_CHECK(cp_check_staple_signature_wanted, ANSWERED(5))
STAPLE_CHECK(cp_check_staple_unauthorized, ANSWERED(6))
