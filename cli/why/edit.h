/* A fix that is a change to the policy file: planned, and tried on what was seen before it is
 * shown. */
#ifndef CLI_WHY_EDIT_H
#define CLI_WHY_EDIT_H

#include "cause.h"
#include "policy_edit.h"

typedef enum why_edit_kind {
	WHY_EDIT_TRUST,  /* a pin, and a root for these names if need be */
	WHY_EDIT_PIN,    /* the same for one that was not known, without waivers */
	WHY_EDIT_WAIVE,  /* what is wrong stays wrong, and is let through until a date */
	WHY_EDIT_NEW_KEY /* the pin gets the key that is there now */
} why_edit_kind;

typedef struct why_edit {
	cli_policy_draft draft;     /* draft.text is NULL when no change helps */
	char policy[65];            /* for the peer */
	char until[16];             /* the day with which it ends */
	bool waives;                /* something is waived */
	bool is_internal;           /* the peer is called internal */
	certpolicy_verdict verdict; /* with it */
	const char *reason;         /* why the file cannot be changed; NULL: it can. Static */
} why_edit;

/* Whether the texts of --reason and --owner can stand in a policy file. 0, or an exit code after a
 * line on stderr. */
int
why_edit_check_texts(const cli_settings *settings);

/*
 * Finds the narrowest change after which this peer with this certificate is let through; whether it
 * is, and whether another peer's policy stays what it was, is tried. 0, or an exit code after a
 * line on stderr; that none helps is no failure. Clear the edit in either case.
 */
int
why_edit_plan(const why_facts *facts, const char *reason, why_edit_kind kind, why_edit *edit);
void
why_edit_clear(why_edit *edit);

/* The check that follows it, as a command. NULL without memory; release with free. */
char *
why_edit_check(const why_facts *facts, const why_edit *edit);

#endif
