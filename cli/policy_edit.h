/*
 * A change to a policy file: an exception for one peer, put into the text by its places, so that
 * comments and layout of the rest stay. The text is shown and judged before anything is written;
 * then a new version beside the old takes its place at once, and the old one is kept.
 */
#ifndef CLI_POLICY_EDIT_H
#define CLI_POLICY_EDIT_H

#include "options.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdio.h>

/* What is added. Everything is lent. */
typedef struct cli_policy_change {
	const char *policy;      /* its name; made when the file has none of it */
	const char *extends;     /* of one that is made */
	const char *description; /* of one that is made */
	const char *peer;        /* the route to it; the first, so that it counts */
	bool is_internal;        /* the peer is put into the internal zone */
	const char
		*new_key; /* "sha256/…", in the place of the first pin for the peer; NULL: none */
	const char *until; /* of that pin */
	const json_t *pins, *anchors,
		*waivers; /* arrays of objects as the file has them; or NULL */
} cli_policy_change;

/* A file as it is and as it is to be. */
struct cli_policy_draft {
	char *path;   /* owned; links followed */
	char *before; /* owned; NULL when there is no such file */
	size_t before_len;
	char *text; /* owned; NULL until it is made */
};
typedef struct cli_policy_draft cli_policy_draft;

/* Where changes go: the only --policy-file, else CERTPOLICY_FILE, else 00-peers.yaml in the user's
 * folder. 0, or an exit code after a line on stderr; clear the draft in either case. */
int
cli_policy_draft_open(const cli_settings *settings, cli_policy_draft *draft);
void
cli_policy_draft_clear(cli_policy_draft *draft);

/* Puts a change in; a text that was made before is dropped. False when there is no place for it, or
 * no memory: *reason says so (static). */
bool
cli_policy_draft_make(
	cli_policy_draft *draft, const cli_policy_change *change, const char **reason);

/* What is taken out and put in, as lines with - and +, and what stands around. */
void
cli_policy_draft_diff(const cli_policy_draft *draft, FILE *out);

/*
 * Shows the diff on stderr and asks on the terminal, unless --yes is given; reads the new version
 * by the library's own loader; keeps the old one as FILE.bak; then moves the new one to its place.
 * 0, CLI_NOT_JUDGED or CLI_USAGE after a line on stderr: then nothing has changed.
 */
int
cli_policy_draft_write(const cli_settings *settings, const cli_policy_draft *draft);

#endif
