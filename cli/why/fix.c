/* Goes through the rows of fixes.def for a cause. */
#include <config.h>
#include "fix.h"
#include "shell.h"

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

/* ---- changes to the policy file ---- */

/*
 * A private address proves nothing of a name: whoever answers the look-up, or sits in this network,
 * chooses it. That the name is the user's own only the user can know, and the change is said.
 */
static const char *
put_condition(const why_facts *facts, const why_edit *edit, char *room, size_t room_len)
{
	snprintf(room, room_len,
		"Only if %.200s is a name of your own network, which this calls internal (that %s "
		"answered proves nothing): ",
		why_word(facts, "peer"), facts->seen.address);
	return edit->is_internal ? room : "";
}

static void
set_phrase(why_facts *facts, const why_edit *edit)
{
	char phrase[1100], room[400];
	const char *condition = put_condition(facts, edit, room, sizeof(room));

	if (edit->waives)
		snprintf(phrase, sizeof(phrase),
			"%sLet %.200s pass with this one certificate until %s, as a waiver with an "
			"owner, "
			"while it is being mended",
			condition, why_word(facts, "peer"), edit->until);
	else
		snprintf(phrase, sizeof(phrase),
			"%sTrust this key for %.200s and no other name until %s; first compare it, "
			"%s, "
			"with the server's owner",
			condition, why_word(facts, "peer"), edit->until, why_word(facts, "pin"));
	why_set_word(facts, "exception", phrase);
}

static char *
apply_command(const why_facts *facts, size_t number)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL)
		return NULL;
	why_put_command(out, facts->settings, "why", CLI_FOR_WHY, facts->settings->policy);
	fprintf(out, " --apply %zu", number);
	return fclose(out) == 0 ? text : NULL;
}

/* Left out when no change helps. */
static int
add_edit(why_facts *facts, const why_cause *cause, const fix_row *row, why_fixes *fixes)
{
	why_fix *fix = &fixes->items[fixes->n];
	char reason[100];
	int code;

	snprintf(reason, sizeof(reason), "certpolicy why: %s", cause->name);
	code = why_edit_plan(facts, reason,
		row->kind == WHY_FIX_EDIT ? WHY_EDIT_TRUST : WHY_EDIT_WAIVE, &fix->edit);
	if (code != 0 || fix->edit.draft.text == NULL) {
		why_edit_clear(&fix->edit);
		memset(fix, 0, sizeof(*fix));
		return code;
	}
	set_phrase(facts, &fix->edit);
	fix->kind = fix->edit.waives ? WHY_FIX_EDIT_WAIVER : WHY_FIX_EDIT;
	fix->is_edit = true;
	fix->title = why_expand(facts, row->title, false);
	fix->command = apply_command(facts, fixes->n + 1);
	fixes->n++;
	return fix->title != NULL && fix->command != NULL ? 0 : cli_fail_no_memory();
}

static bool
is_edit(const fix_row *row)
{
	return row->kind == WHY_FIX_EDIT || row->kind == WHY_FIX_EDIT_WAIVER;
}

int
why_fixes_find(why_facts *facts, const why_cause *cause, why_fixes *fixes)
{
	const fix_row *row;
	size_t i;
	int code = 0;

	memset(fixes, 0, sizeof(*fixes));
	why_fix_words(facts);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]) && fixes->n < WHY_MOST_FIXES && code == 0;
		i++) {
		row = &rows[i];
		if (strcmp(row->cause, cause->name) != 0 ||
			(facts->bits & row->with) != row->with || (facts->bits & row->without) != 0)
			continue;
		if (!is_edit(row))
			(void)add_row(facts, row, fixes);
		else if (cause->remedy == WHY_MEND && facts->report != NULL)
			code = add_edit(facts, cause, row, fixes);
	}
	return code == 0 && facts->no_memory ? cli_fail_no_memory() : code;
}

void
why_fixes_clear(why_fixes *fixes)
{
	size_t i;

	for (i = 0; i < WHY_MOST_FIXES; i++) {
		free(fixes->items[i].title);
		free(fixes->items[i].command);
		why_edit_clear(&fixes->items[i].edit);
	}
	memset(fixes, 0, sizeof(*fixes));
}
