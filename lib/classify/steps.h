/* Steps of the walk that fill files of their own. */
#ifndef CP_CLASSIFY_STEPS_H
#define CP_CLASSIFY_STEPS_H

#include "base/buf.h"
#include "classify/facts.h"

/* Names the critical extensions of one certificate that are not processed. */
void
cp_critical_judge(cp_subject *subject, cp_arena *arena);

/* A `permitted` is closed: every DNS and IP name of the leaf, and the peers, lie inside, or else the
 * facts say which one does not. */
void
cp_scope_judge(cp_facts *facts, cp_arena *arena, cp_budget *budget, const cp_scope_entry *permitted,
	size_t n_permitted);

/* Anchor and scope; the missing issuer of a path without one. Wants subjects and peers. A
 * spent budget is a fact too. */
void
cp_anchor_judge(cp_facts *facts, cp_arena *arena, cp_budget *budget);

/* Moves a text into the arena; NULL without memory, and the arena remembers. The buffer is empty
 * then. */
const char *
cp_keep_text(cp_arena *arena, cp_buf *buf);

#endif
