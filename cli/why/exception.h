/* What an exception for one peer is made of; edit.c tries them. */
#ifndef CLI_WHY_EXCEPTION_H
#define CLI_WHY_EXCEPTION_H

#include "edit.h"

#define WHY_DAY INT64_C(86400)
/* A pin lives as long as the certificate, at most as long as public ones may (CA/B BR until 2026).
 */
#define WHY_LONGEST (398 * WHY_DAY)

/* One attempt. */
typedef struct why_attempt {
	const why_facts *facts;
	why_edit *edit;
	cli_policy_change change;
	json_t *pins, *anchors, *waivers; /* owned */
	char description[200];
	const char *reason;
	char waived_until[16];
	json_t *report; /* owned; of the last attempt, NULL when it could not be loaded */
} why_attempt;

/* "2027-01-31". */
void
why_format_day(int64_t instant, char day[16]);
/* The name of the peer's policy. */
void
why_name_policy(const why_facts *facts, why_edit *edit);
/* When pin and waivers end, by --until or by the certificate. */
void
why_set_dates(why_attempt *trial);

/* The key of the leaf, until its end. */
void
why_add_pin(why_attempt *trial);
/* The topmost CA that was sent, else the leaf, for the leaf's names. */
void
why_add_anchor(why_attempt *trial);
/* Waivers for all that is still denied; false when something of it may not be waived. */
bool
why_add_waivers(why_attempt *trial);

#endif
