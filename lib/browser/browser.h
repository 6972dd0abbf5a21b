/* What Chromium and Firefox would show. */
#ifndef CP_BROWSER_BROWSER_H
#define CP_BROWSER_BROWSER_H

#include "policy/policy.h"

typedef struct cp_browser {
	const char *chromium, *firefox; /* "OK" or the page's error code; static */
	bool trusted;                   /* both say OK and the root is public */
	const char *warning;            /* the page's headline; NULL when none is shown */
} cp_browser;

/*
 * From the findings that every rule with a bearing on browsers raised (raised, not judged: actions do
 * not matter) and the facts. The visitor's browser trusts exactly the anchors given.
 */
void
cp_browser_show(const cp_facts *facts, const cp_findings *findings, cp_browser *browser);

/* Which codes browsers look at: `wanted` for cp_rules_run. */
void
cp_browser_wanted(bool wanted[CP_N_CODES]);

#endif
