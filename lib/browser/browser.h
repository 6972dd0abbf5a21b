/* What Chromium and Firefox would show. */
#ifndef CP_BROWSER_BROWSER_H
#define CP_BROWSER_BROWSER_H

#include "policy/policy.h"

/* Whether a visitor can go on in spite of the page. No browser lets anybody past for a host that it
 * knows to be https only (HSTS, RFC 6797 12.1). */
typedef enum cp_browser_override {
	CP_BROWSER_NEVER,
	CP_BROWSER_UNLESS_HSTS,
	CP_BROWSER_ALWAYS /* an address, of which HSTS knows nothing (RFC 6797 8.1.1) */
} cp_browser_override;

/* "never", "unless-hsts", "always". */
const char *
cp_browser_override_name(cp_browser_override override);

typedef struct cp_browser_page {
	const char *error;    /* "OK" or the page's error code; static */
	const char *headline; /* NULL when no page is shown; static */
	cp_browser_override override;
} cp_browser_page;

typedef struct cp_browser {
	cp_browser_page chromium, firefox;
	bool trusted;        /* both say OK and the root is public */
	const char *warning; /* the headline of Chromium's page, else of Firefox's; NULL */
} cp_browser;

/*
 * From the facts of the path judged, and from the findings that rules with a bearing on browsers
 * raised (raised, not judged: actions do not matter). The visitor's browser trusts exactly the
 * anchors given.
 */
void
cp_browser_show(const cp_facts *facts, const cp_findings *findings, cp_browser *browser);

/* Which codes browsers look at: `wanted` for cp_rules_run. */
void
cp_browser_wanted(bool wanted[CP_N_CODES]);

#endif
