/*
 * From findings to the error pages of Chromium and Firefox. The rows are in errors.def; here stand
 * the conditions that a code alone does not tell.
 */
#include <config.h>

#include "browser/browser.h"

#define CHROMIUM_HEADLINE "Your connection is not private"
#define FIREFOX_HEADLINE "Warning: Potential Security Risk Ahead"

typedef enum browser_id { CHROMIUM, FIREFOX } browser_id;

typedef enum condition {
	ANY,
	LEAF,             /* the finding is about the leaf, */
	ISSUER,           /* or about another certificate of the path */
	SELF_SIGNED_LEAF, /* whatever the finding is about */
	UNREADABLE,       /* the leaf cannot be read at all */
	GENERAL,          /* unless the path has an error that Chromium finds more telling */
	GENERAL_LEAF,     /* likewise, and about the leaf */
	RSA_BELOW_1024,
	RSA_PUBLIC,     /* RSA, on a path to a public root */
	OTHER_KEY_LEAF, /* no RSA key */
	OTHER_KEY_ISSUER,
	BY_CHROME,     /* distrust that is not Mozilla's alone, */
	BY_MOZILLA,    /* or not Chrome's alone */
	P521_LEAF,      /* without any finding: Chromium does not offer P-521 signatures */
	STAPLE_MISSING, /* without any finding: must-staple, and no staple that is good */
	CT_CHROME,      /* without any finding, which speaks of the policy's choice: public, and */
	CT_FIREFOX      /* not logged as this browser asks */
} condition;

typedef struct error_row {
	browser_id browser;
	size_t code;      /* a cp_code; CP_CODE_NONE: needs no finding */
	const char *rule; /* only what this one finds; NULL: whatever the code is raised for */
	condition when;
	const char *error;
	unsigned rank;
} error_row;

#define CP_CODE_NONE CP_N_CODES

static const error_row rows[] = {
#define CP_BROWSER(BROWSER, CODE, RULE, WHEN, ERROR, RANK, SEEN_OR_READ)                           \
	{BROWSER, CP_CODE_##CODE, RULE, WHEN, ERROR, RANK},
#include "browser/errors.def"
#undef CP_BROWSER
};

static bool
is_raised(const cp_findings *findings, cp_code code)
{
	size_t i;

	for (i = 0; i < findings->n; i++) {
		if (findings->list[i].rank == (size_t)code)
			return true;
	}
	return false;
}

/* Whether a word has fired that another programme does not speak alone. */
static bool
is_distrusted_beside(const cp_facts *facts, cp_distrust_by others)
{
	size_t i;

	for (i = 0; i < facts->n_distrusts; i++) {
		const cp_distrust *distrust = &facts->distrusts[i];

		if (distrust->fired && (distrust->programme == NULL || distrust->by != others))
			return true;
	}
	return false;
}

/* Chromium's MapPathBuilderErrorsToCertStatus: the general error only when none of these is set. */
static bool
has_more_telling(const cp_facts *facts, const cp_findings *findings)
{
	return is_raised(findings, CP_CODE_VALIDITY_EXPIRED) ||
	       is_raised(findings, CP_CODE_VALIDITY_NOT_YET_VALID) ||
	       is_raised(findings, CP_CODE_PATH_UNKNOWN_ISSUER) ||
	       is_raised(findings, CP_CODE_IDENTITY_SELF_SIGNED) ||
	       is_raised(findings, CP_CODE_PATH_BAD_SIGNATURE) ||
	       is_distrusted_beside(facts, CP_DISTRUST_BY_NOT_BEFORE);
}

static const cp_public_key *
key_of(const cp_facts *facts, const cp_finding *finding)
{
	size_t i;

	for (i = 0; i < facts->n_subjects; i++) {
		if (facts->subjects[i].report_index == finding->certificate)
			return &facts->subjects[i].cert->key;
	}
	return &facts->subjects[0].cert->key;
}

static bool
is_rsa(const cp_public_key *key)
{
	return key->type == CP_KEY_RSA || key->type == CP_KEY_RSA_PSS;
}

static bool
finding_holds(const error_row *row, const cp_facts *facts, const cp_findings *findings,
	const cp_finding *finding)
{
	bool leaf = finding->certificate == facts->subjects[0].report_index;
	const cp_public_key *key;

	if (finding->rank != row->code ||
		(row->rule != NULL && strcmp(row->rule, finding->rule_id) != 0))
		return false;
	key = key_of(facts, finding);
	switch (row->when) {
	case ANY:
		return true;
	case LEAF:
		return leaf;
	case ISSUER:
		return !leaf;
	case SELF_SIGNED_LEAF:
		return facts->leaf_self_signed;
	case UNREADABLE:
		return !facts->leaf_readable;
	case GENERAL:
		return !has_more_telling(facts, findings);
	case GENERAL_LEAF:
		return leaf && !has_more_telling(facts, findings);
	case RSA_BELOW_1024:
		return is_rsa(key) && key->bits < 1024;
	case RSA_PUBLIC:
		return is_rsa(key) && facts->anchor_is_public;
	case OTHER_KEY_LEAF:
		return leaf && !is_rsa(key);
	case OTHER_KEY_ISSUER:
		return !leaf && !is_rsa(key);
	case BY_CHROME:
		return is_distrusted_beside(facts, CP_DISTRUST_BY_NOT_BEFORE);
	case BY_MOZILLA:
		return is_distrusted_beside(facts, CP_DISTRUST_BY_SCT);
	case P521_LEAF:
	case STAPLE_MISSING:
	case CT_CHROME:
	case CT_FIREFOX:
		break;
	}
	return false;
}

static bool
is_logged_too_little(const cp_facts *facts, cp_ct_policy policy)
{
	return facts->classification.kind == CP_KIND_PUBLIC_CA &&
	       facts->transparency.list == CP_CT_LIST_USED &&
	       facts->transparency.standing[policy].lack != CP_CT_LACKS_NOTHING;
}

static bool
fact_holds(condition when, const cp_facts *facts)
{
	const cp_public_key *key = &facts->subjects[0].cert->key;

	switch (when) {
	case P521_LEAF:
		return key->type == CP_KEY_EC && key->curve == CP_CURVE_P521;
	case STAPLE_MISSING:
		return facts->must_staple && !facts->stapled;
	case CT_CHROME:
		return is_logged_too_little(facts, CP_CT_CHROME);
	case CT_FIREFOX:
		return is_logged_too_little(facts, CP_CT_FIREFOX);
	default:
		return false;
	}
}

static bool
row_holds(const error_row *row, const cp_facts *facts, const cp_findings *findings)
{
	size_t i;

	if (row->code == CP_CODE_NONE)
		return fact_holds(row->when, facts);
	for (i = 0; i < findings->n; i++) {
		if (finding_holds(row, facts, findings, &findings->list[i]))
			return true;
	}
	return false;
}

static const char *
error_of(browser_id browser, const cp_facts *facts, const cp_findings *findings)
{
	const error_row *shown = NULL;
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		if (rows[i].browser == browser && (shown == NULL || rows[i].rank < shown->rank) &&
			row_holds(&rows[i], facts, findings))
			shown = &rows[i];
	}
	return shown != NULL ? shown->error : "OK";
}

void
cp_browser_show(const cp_facts *facts, const cp_findings *findings, cp_browser *browser)
{
	bool chromium_shows, firefox_shows;

	browser->chromium = error_of(CHROMIUM, facts, findings);
	browser->firefox = error_of(FIREFOX, facts, findings);
	chromium_shows = strcmp(browser->chromium, "OK") != 0;
	firefox_shows = strcmp(browser->firefox, "OK") != 0;
	browser->trusted = !chromium_shows && !firefox_shows && facts->anchor_is_public;
	browser->warning = chromium_shows  ? CHROMIUM_HEADLINE
			   : firefox_shows ? FIREFOX_HEADLINE
					   : NULL;
}

void
cp_browser_wanted(bool wanted[CP_N_CODES])
{
	size_t i;

	memset(wanted, 0, CP_N_CODES * sizeof(*wanted));
	for (i = 0; i < CP_COUNT(rows); i++) {
		if (rows[i].code != CP_CODE_NONE)
			wanted[rows[i].code] = true;
	}
}
