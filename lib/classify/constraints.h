/* Name constraints: RFC 5280 4.2.1.10, 6.1.3 (b), (c), 6.1.4 (g). */
#ifndef CP_CLASSIFY_CONSTRAINTS_H
#define CP_CLASSIFY_CONSTRAINTS_H

#include "classify/facts.h"
#include "x509/general_name.h"

/*
 * Holds the names of every certificate of the path against the constraints of every certificate
 * above it, and records breaches in the subjects. False when CP_LIMIT_NAME_COMPARISONS ended it.
 */
CP_CHECK_RESULT bool
cp_constraints_judge(cp_subject *subjects, size_t n_subjects, cp_arena *arena, cp_budget *budget);

/* One name against one base; exposed for tests. */
typedef enum cp_nc_match {
	CP_NC_OUTSIDE,
	CP_NC_INSIDE,
	CP_NC_COULD_BE_INSIDE, /* a wildcard (or a mailbox of another alphabet) that may stand for
				  such a name */
	CP_NC_CANNOT_READ
} cp_nc_match;

/* `utf8_mailbox`: the name of type e-mail is an SmtpUTF8Mailbox (RFC 9598 6). */
cp_nc_match
cp_constraint_match(const cp_general_name *name, bool utf8_mailbox, const cp_general_name *base);

#endif
