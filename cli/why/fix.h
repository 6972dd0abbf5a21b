/* What to do about a cause. */
#ifndef CLI_WHY_FIX_H
#define CLI_WHY_FIX_H

#include "cause.h"
#include "edit.h"

#define WHY_MOST_FIXES 3

typedef enum why_fix_kind {
	WHY_FIX_SERVER,
	WHY_FIX_USE,
	WHY_FIX_HERE,
	WHY_FIX_ASK,
	WHY_FIX_EDIT,
	WHY_FIX_EDIT_WAIVER,
	WHY_FIX_EDIT_PIN
} why_fix_kind;

typedef struct why_fix {
	why_fix_kind kind;
	char *title;   /* owned */
	char *command; /* owned; NULL for none */
	bool is_edit;  /* --apply writes it */
	why_edit edit; /* with is_edit */
} why_fix;

typedef struct why_fixes {
	why_fix items[WHY_MOST_FIXES];
	size_t n;
} why_fixes;

/* At most three, the safest first. 0, or an exit code after a line on stderr; clear the fixes in
 * either case. */
int
why_fixes_find(why_facts *facts, const why_cause *cause, why_fixes *fixes);
void
why_fixes_clear(why_fixes *fixes);

/* "server", "use", … of JSON. Static. */
const char *
why_fix_kind_name(why_fix_kind kind);

/* The words of the table that are made for the shell. */
void
why_fix_words(why_facts *facts);

#endif
