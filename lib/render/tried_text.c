/* The story of a search for people: every step under the one that led to it, then the paths. */
#include <config.h>
#include "render/tried.h"

#include "base/text.h"
#include "x509/name.h"

/* So many octets of a digest tell the certificates of one search apart. */
#define DIGEST_SHOWN 4

/* "CN=Some CA [1a2b3c4d]" */
static void
append_cert(cp_page *page, const cp_cert *cert)
{
	cp_text_append_name(&page->line, cert->subject, "(empty subject)");
	cp_buf_append_string(&page->line, " [");
	cp_buf_append_hex(&page->line, cp_bytes_of(cert->sha256, DIGEST_SHOWN));
	cp_buf_append_char(&page->line, ']');
}

static void
append_end(cp_page *page, const cp_trail_step *step)
{
	switch (step->end) {
	case CP_PATH_UNKNOWN_ISSUER:
		cp_buf_append_string(&page->line, "nobody at hand bears the name of its issuer, ");
		cp_text_append_name(&page->line, step->cert->issuer, "(empty issuer)");
		return;
	case CP_PATH_BAD_SIGNATURE:
		cp_buf_append_string(
			&page->line, "of those who bear its issuer's name nobody signed it");
		return;
	case CP_PATH_UNSUPPORTED:
		cp_buf_append_string(
			&page->line, "its signature is of a kind that nobody here can check");
		return;
	case CP_PATH_SELF_SIGNED:
		cp_buf_append_string(&page->line, "it is self-signed, and no anchor");
		return;
	case CP_PATH_LOOP:
		cp_buf_append_string(&page->line, "its issuers lead in a circle");
		return;
	case CP_PATH_ANCHORED:
	case CP_PATH_BUDGET:
		break;
	}
	cp_buf_append_string(&page->line, "a limit ended the search here");
}

static void
append_outcome(cp_page *page, const cp_trail_step *step)
{
	switch (step->outcome) {
	case CP_TRAIL_PATH:
		cp_buf_append_string(&page->line, "a path; every signature below it verifies");
		return;
	case CP_TRAIL_FOLLOWED:
		cp_buf_append_string(&page->line, "followed up");
		return;
	case CP_TRAIL_SIGNED:
		cp_buf_append_string(&page->line, "its key signed ");
		append_cert(page, step->cert);
		return;
	case CP_TRAIL_NO_ANCHOR_ABOVE:
		cp_buf_append_string(&page->line, "left out: names lead from it to no anchor");
		return;
	case CP_TRAIL_LOOP:
		cp_buf_append_string(
			&page->line, "left out: it, or its name and key, is in the path already");
		return;
	case CP_TRAIL_RULED_OUT:
		cp_buf_append_string(
			&page->line, "left out: its key did not sign, as was found before");
		return;
	case CP_TRAIL_BAD_SIGNATURE:
		cp_buf_append_string(&page->line, "its key did not sign ");
		append_cert(page, step->cert);
		return;
	case CP_TRAIL_UNSUPPORTED:
		cp_buf_append_string(&page->line, "nobody here can check its signature on ");
		append_cert(page, step->cert);
		return;
	case CP_TRAIL_LIMIT:
		cp_buf_printf(&page->line, "left out: the limit \"%s\" is reached",
			cp_limit_name(step->limit));
		return;
	case CP_TRAIL_END:
		append_end(page, step);
		return;
	}
}

static void
put_step(cp_page *page, const cp_trail_step *step)
{
	static const char *const hints[] = {[CP_KEY_ID_MATCH] = " (key identifiers agree)",
		[CP_KEY_ID_NONE] = "",
		[CP_KEY_ID_MISMATCH] = " (key identifiers differ)"};

	if (step->issuer != NULL) {
		cp_buf_append_string(&page->line, step->is_anchor ? "anchor " : "");
		append_cert(page, step->issuer);
		cp_buf_append_string(&page->line, hints[step->key_id]);
		cp_buf_append_string(&page->line, ": ");
	}
	append_outcome(page, step);
	cp_page_put_indented(page, 4 + 2 * (size_t)step->depth);
}

static void
put_steps(cp_page *page, const cp_trail *trail, cp_trail_stage stage, const char *title)
{
	bool titled = false;
	size_t i;

	for (i = 0; i < trail->n_steps; i++) {
		if (trail->steps[i].stage != stage)
			continue;
		if (!titled) {
			cp_buf_append_string(&page->line, title);
			append_cert(page, page->report->leaf);
			cp_page_put_indented(page, 2);
		}
		titled = true;
		put_step(page, &trail->steps[i]);
	}
}

static void
append_findings(cp_page *page, const cp_tried_path *path)
{
	size_t i;

	for (i = 0; i < path->n_findings; i++) {
		const cp_tried_finding *finding = &path->findings[i];

		if (!page->report->is_description && finding->action < CERTPOLICY_ACTION_WARN)
			continue;
		cp_buf_append_string(&page->line, page->line.len > 0 ? ", " : "");
		cp_buf_append_string(&page->line, finding->rule_id);
		if (finding->place >= 0)
			cp_buf_printf(&page->line, " (%d)", finding->place + 1);
	}
}

static void
put_path(cp_page *page, size_t number, const cp_tried_path *path)
{
	size_t i;

	cp_buf_printf(
		&page->line, "%s %zu", path->end == CP_PATH_ANCHORED ? "path" : "no path", number);
	if (path->is_judged && !page->report->is_description)
		cp_buf_printf(&page->line, ": %s", certpolicy_verdict_name(path->verdict));
	else if (!path->is_judged)
		cp_buf_append_string(&page->line, ": looked at for other policies only");
	if (path->is_reported)
		cp_buf_append_string(&page->line, ", told above");
	cp_page_put_indented(page, 2);
	for (i = 0; i < path->n_certs; i++) {
		cp_buf_printf(&page->line, "%zu ", i + 1);
		append_cert(page, path->certs[i]);
		if (i + 1 == path->n_certs && path->anchor_source != NULL) {
			cp_buf_append_string(&page->line, ", anchor of ");
			cp_buf_append_escaped(&page->line, cp_bytes_of_string(path->anchor_source));
		}
		cp_page_put_indented(page, 4);
	}
	append_findings(page, path);
	if (page->line.len > 0)
		cp_page_put_indented(page, 4);
}

void
cp_tried_put(cp_page *page, const cp_tried *tried)
{
	size_t i;

	cp_buf_printf(page->buf, "\n%show paths were sought%s\n", cp_page_bold(page),
		cp_page_plain(page));
	put_steps(page, &tried->trail, CP_TRAIL_SEARCH, "up to anchors, from ");
	put_steps(page, &tried->trail, CP_TRAIL_DEAD_ENDS, "along signatures that verify, from ");
	if (tried->trail.n_left_out > 0) {
		cp_buf_printf(&page->line, "and %zu more steps", tried->trail.n_left_out);
		cp_page_put_indented(page, 2);
	}
	for (i = 0; i < tried->n_paths; i++)
		put_path(page, i + 1, &tried->paths[i]);
}
