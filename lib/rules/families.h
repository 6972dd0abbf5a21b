/*
 * What the families' files share: every rule's function, declared from the table, and how a rule
 * emits. Their only includers are the families, run.c and registry.c.
 */
#ifndef CP_RULES_FAMILIES_H
#define CP_RULES_FAMILIES_H

#include "rules/rule.h"

#define CP_RULE(NAME, ID, ROLES, FLAGS, DATES, SOURCE, RUN) cp_rule_run RUN;
#define CP_SUBRULE(NAME, ID, ROLES, FLAGS, DATES, SOURCE, TEXT, RUN) cp_rule_run RUN;
#define CP_PERIOD(NAME, ID, ROLES, FLAGS, DATES, DAYS, SOURCE, RUN) cp_rule_run RUN;
#include "rules/table.def"

/* A finding about this certificate, or (NULL) about the path, the session or the request. */
cp_finding *
cp_rule_emit(cp_rule_context *context, const cp_subject *subject);

/* Its subject, for messages that name the certificate. */
void
cp_rule_name_subject(cp_finding *finding, const cp_subject *subject);

/* What people call the peer: its text as given, or the address that answered. NULL: nobody said. */
const char *
cp_rule_peer_text(const cp_rule_context *context);

/* The names of a set of purposes (CP_EKU_*), with commas between. */
const char *
cp_rule_purposes_text(cp_arena *arena, unsigned eku);

/* {product}, {product_kind} and {product_known_by}, when an issuer's name is one that such a product writes. */
void
cp_rule_name_inspection(cp_rule_context *context, cp_finding *finding);

#endif
