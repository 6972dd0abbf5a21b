/* Goes through the rows of fixes.def for a cause. */
#include <config.h>
#include "fix.h"

#include "../cli.h"
#include "../fail.h"

#include <stdlib.h>
#include <string.h>

typedef struct fix_row {
	const char *cause;
	why_fix_kind kind;
	unsigned with, without;
	const char *title, *command;
} fix_row;

static const fix_row rows[] = {
#define SERVER WHY_FIX_SERVER
#define USE WHY_FIX_USE
#define HERE WHY_FIX_HERE
#define ASK WHY_FIX_ASK
#define EDIT WHY_FIX_EDIT
#define EDIT_WAIVER WHY_FIX_EDIT_WAIVER
#define EDIT_PIN WHY_FIX_EDIT_PIN
#define WHY_FIX(cause, kind, with, without, title, command)                                        \
	{cause, kind, with, without, title, command},
#include "fixes.def"
#undef WHY_FIX
};

static const char *const kind_names[] = {"server", "use", "here", "ask", "policy", "waiver", "pin"};

const char *
why_fix_kind_name(why_fix_kind kind)
{
	return kind_names[kind];
}

/* False when a word of it is not known. */
static bool
add_row(const why_facts *facts, const fix_row *row, why_fixes *fixes)
{
	why_fix *fix = &fixes->items[fixes->n];

	fix->kind = row->kind;
	fix->command = *row->command != '\0' ? why_expand(facts, row->command, true) : NULL;
	fix->title = why_expand(facts, row->title, false);
	if ((*row->command != '\0' && fix->command == NULL) || fix->title == NULL) {
		free(fix->command);
		free(fix->title);
		memset(fix, 0, sizeof(*fix));
		return false;
	}
	fixes->n++;
	return true;
}

int
why_fixes_find(why_facts *facts, const why_cause *cause, why_fixes *fixes)
{
	size_t i;

	memset(fixes, 0, sizeof(*fixes));
	why_fix_words(facts);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]) && fixes->n < WHY_MOST_FIXES; i++) {
		if (strcmp(rows[i].cause, cause->name) == 0 &&
			(facts->bits & rows[i].with) == rows[i].with &&
			(facts->bits & rows[i].without) == 0)
			(void)add_row(facts, &rows[i], fixes);
	}
	return facts->no_memory ? cli_fail_no_memory() : 0;
}

void
why_fixes_clear(why_fixes *fixes)
{
	size_t i;

	for (i = 0; i < fixes->n; i++) {
		free(fixes->items[i].title);
		free(fixes->items[i].command);
	}
	memset(fixes, 0, sizeof(*fixes));
}
