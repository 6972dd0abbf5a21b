/*
 * The library's locks: a fixed number of them, none of which belongs to an object. fork() takes
 * them all, so that a child finds each of them free and what it guards whole, whatever other
 * threads were about.
 *
 * From engines to anchors to objects: whoever holds a lock takes none of an earlier kind, and one
 * object's at a time.
 */
#ifndef CP_BASE_LOCK_H
#define CP_BASE_LOCK_H

#include <stdbool.h>

#include "base/compiler.h"

/* What freezes for good, one at a time in a process. */
typedef enum cp_freezing { CP_FREEZING_ENGINES, CP_FREEZING_ANCHORS, CP_N_FREEZINGS } cp_freezing;

/* Makes fork() take the locks from now on; again and again is once. False: no memory. */
CP_CHECK_RESULT bool
cp_lock_at_fork(void);

void
cp_lock_freezing(cp_freezing what);
void
cp_unlock_freezing(cp_freezing what);

/* What guards an object that threads share; others may have the same. */
void
cp_lock_object(const void *object);
void
cp_unlock_object(const void *object);

#endif
