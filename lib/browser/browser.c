/* From errors to pages: what they look like, and whether a visitor can get past them. */
#include <config.h>
#include "browser/checks.h"

typedef enum browser_id { CHROMIUM, FIREFOX } browser_id;
typedef enum way { STAY, PAST } way;

static const struct {
	browser_id browser;
	const char *prefix, *headline;
	way way;
} pages[] = {
#define CP_BROWSER_PAGE(BROWSER, PREFIX, HEADLINE, WAY) {BROWSER, PREFIX, HEADLINE, WAY},
#include "browser/pages.def"
#undef CP_BROWSER_PAGE
};

const char *
cp_browser_override_name(cp_browser_override override)
{
	static const char *const names[] = {
		[CP_BROWSER_NEVER] = "never",
		[CP_BROWSER_UNLESS_HSTS] = "unless-hsts",
		[CP_BROWSER_ALWAYS] = "always",
	};

	return names[override];
}

const char *
cp_browser_first(
	const cp_browser_row *rows, size_t n, unsigned stage, const cp_browser_view *view, size_t i)
{
	size_t k;

	for (k = 0; k < n; k++) {
		if (rows[k].stage == stage && rows[k].complains(view, i))
			return rows[k].error;
	}
	return NULL;
}

/* What is possible for this peer at best. */
static cp_browser_override
widest(const cp_browser_view *view)
{
	const cp_facts *facts = view->facts;

	if (cp_browser_host_is_preloaded(view))
		return CP_BROWSER_NEVER;
	if (facts->n_peers == 1 && facts->peers[0].peer != NULL &&
		facts->peers[0].peer->kind == CP_PEER_IP)
		return CP_BROWSER_ALWAYS;
	return CP_BROWSER_UNLESS_HSTS;
}

static cp_browser_page
page_of(browser_id browser, const char *error, const cp_browser_view *view)
{
	cp_browser_page page = {.error = error};
	size_t k;

	if (strcmp(error, "OK") == 0)
		return page;
	for (k = 0; k < CP_COUNT(pages); k++) {
		if (pages[k].browser != browser ||
			strncmp(error, pages[k].prefix, strlen(pages[k].prefix)) != 0)
			continue;
		page.headline = pages[k].headline;
		page.override = pages[k].way == PAST ? widest(view) : CP_BROWSER_NEVER;
		break;
	}
	return page;
}

void
cp_browser_show(const cp_facts *facts, const cp_findings *findings, cp_browser *browser)
{
	cp_browser_view view = {facts, findings};

	browser->chromium = page_of(CHROMIUM, cp_browser_chromium(&view), &view);
	browser->firefox = page_of(FIREFOX, cp_browser_firefox(&view), &view);
	browser->warning = browser->chromium.headline != NULL ? browser->chromium.headline
							      : browser->firefox.headline;
	browser->trusted = browser->warning == NULL && facts->anchor_is_public;
}

void
cp_browser_wanted(bool wanted[CP_N_CODES])
{
	memset(wanted, 0, CP_N_CODES * sizeof(*wanted));
	wanted[CP_CODE_VALIDITY_TOO_LONG] = true;
}
