/* The classification of what a path leads to, and the facts it rests on. */
#ifndef CP_CLASSIFY_CLASSIFY_H
#define CP_CLASSIFY_CLASSIFY_H

#include "classify/walk.h"
#include "x509/general_name.h"

/* Kind, validation, strength, cost; what the leaf claims to be. Wants the path's facts to be there.
 */
void
cp_classify(cp_facts *facts, cp_arena *arena);

/* What hangs on a policy's zones: public names, development names. */
void
cp_classify_names(cp_facts *facts, const cp_zones *zones);

/* What hangs on a policy's protected names. A spent budget is a fact too. */
void
cp_classify_protected(
	cp_facts *facts, cp_arena *arena, cp_budget *budget, const cp_walk_terms *terms);

/* The first name of the leaf that stands on the list of much impersonated ones; arena; NULL. */
const char *
cp_impersonated_name(const cp_cert *leaf, cp_arena *arena);

/* The development tool whose mark the leaf bears; static; NULL. */
const char *
cp_development_tool(const cp_cert *leaf);

/* The zone of a name or address that a certificate presents; false for other names. */
bool
cp_zone_of_presented(const cp_zones *zones, const cp_general_name *name, cp_zone *zone);

#endif
