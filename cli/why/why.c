/* certpolicy why: the cause, what shows it, whom it concerns, and the smallest safe fix. */
#include <config.h>
#include "clients.h"
#include "fix.h"
#include "show.h"

#include "../catalogue.h"
#include "../cli.h"
#include "../fail.h"
#include "../output.h"
#include "../setup.h"

#include <stdlib.h>
#include <string.h>

/* Of a change: what is written, and the check after it. */
static void
describe_edit(const why_facts *facts, const why_edit *edit, json_t *object)
{
	char *diff = NULL, *check = why_edit_check(facts, edit);
	size_t len;
	FILE *out = open_memstream(&diff, &len);

	if (out != NULL)
		cli_policy_draft_diff(&edit->draft, out);
	if (out != NULL && fclose(out) == 0)
		json_object_set_new(object, "diff", json_string(diff));
	json_object_set_new(object, "file", json_string(edit->draft.path));
	json_object_set_new(object, "check", json_string(check));
	free(diff);
	free(check);
}

static json_t *
list_fixes(const why_facts *facts, const why_fixes *fixes)
{
	json_t *list = json_array(), *object;
	size_t i;

	for (i = 0; i < fixes->n; i++) {
		object = json_pack("{s:s,s:s}", "kind", why_fix_kind_name(fixes->items[i].kind),
			"title", fixes->items[i].title);
		if (fixes->items[i].command != NULL)
			json_object_set_new(
				object, "command", json_string(fixes->items[i].command));
		if (fixes->items[i].is_edit)
			describe_edit(facts, &fixes->items[i].edit, object);
		json_array_append_new(list, object);
	}
	return list;
}

static int
code_of(const why_facts *facts)
{
	if (facts->report == NULL)
		return CLI_NOT_JUDGED;
	switch (facts->verdict) {
	case CERTPOLICY_VERDICT_ALLOW:
		return CLI_ALLOW;
	case CERTPOLICY_VERDICT_WARN:
		return CLI_WARN;
	case CERTPOLICY_VERDICT_DENY:
		break;
	}
	return CLI_DENY;
}

static json_t *
describe(why_facts *facts, const why_cause *cause, const why_fixes *fixes)
{
	static const char *const verdicts[] = {"allow", "warn", "deny", "none"};
	/* What no row knows is the finding that comes first. */
	const char *code = *cause->code == '\0' && facts->verdict != CERTPOLICY_VERDICT_ALLOW
				   ? cli_catalogue_string(facts->report, "primary")
				   : cause->code;
	char *sentence = why_expand(facts, cause->sentence, false);
	json_t *document = json_pack("{s:s,s:s,s:s,s:s,s:s*,s:b,s:s*,s:O,s:o,s:o,s:o}", "schema",
		"certpolicy.why/1", "target", why_word(facts, "target"), "verdict",
		verdicts[code_of(facts)], "cause", cause->name, "code", *code != '\0' ? code : NULL,
		"stop", cause->remedy == WHY_STOP, "sentence", sentence, "evidence",
		facts->evidence, "symptoms", why_cause_symptoms(facts, cause), "clients",
		why_clients(facts), "fixes", list_fixes(facts, fixes));

	free(sentence);
	return document;
}

static int
put(const cli_settings *settings, const json_t *document)
{
	char *text;
	int code;

	if (document == NULL)
		return cli_fail_no_memory();
	if (!cli_wants_json(settings))
		return why_show(document);
	text = json_dumps(document, JSON_COMPACT | JSON_ENSURE_ASCII);
	code = text != NULL ? cli_put_line(text) : cli_fail_no_memory();
	free(text);
	return code;
}

/* --apply N: the change is written, and what follows it is said. */
static int
apply(const why_facts *facts, const why_fixes *fixes)
{
	const cli_settings *settings = facts->settings;
	unsigned long number = cli_setup_number(settings->apply, WHY_MOST_FIXES);
	const why_fix *fix = &fixes->items[number > 0 ? number - 1 : 0];
	char *check, *text = NULL;
	int code;

	if (number == 0 || number > fixes->n)
		return cli_fail_usage(
			settings->command, "--apply takes the number of a fix, 1 to %zu", fixes->n);
	if (!fix->is_edit)
		return cli_fail_usage(settings->command,
			"fix %lu is no change to a policy file: run its command yourself", number);
	code = cli_policy_draft_write(settings, &fix->edit.draft);
	if (code != 0)
		return code;
	check = why_edit_check(facts, &fix->edit);
	if (check == NULL ||
		asprintf(&text, "written: %s\nnext:    %s", fix->edit.draft.path, check) < 0)
		code = cli_fail_no_memory();
	else
		code = cli_put_line(text);
	free(check);
	free(text);
	if (code != 0)
		return code;
	return fix->edit.verdict == CERTPOLICY_VERDICT_WARN ? CLI_WARN : CLI_ALLOW;
}

static int
tell(why_facts *facts, const why_cause *cause, const why_fixes *fixes)
{
	json_t *document = describe(facts, cause, fixes);
	int code = put(facts->settings, document);

	json_decref(document);
	return code != 0 ? code : code_of(facts);
}

int
cli_why(const cli_settings *settings)
{
	why_facts facts;
	why_fixes fixes;
	const why_cause *cause;
	int code;

	memset(&fixes, 0, sizeof(fixes));
	code = why_edit_check_texts(settings);
	if (code != 0)
		return code;
	code = why_facts_gather(settings, &facts);
	if (code == 0) {
		cause = why_cause_find(&facts);
		code = why_fixes_find(&facts, cause, &fixes);
		if (code == 0)
			code = settings->apply != NULL ? apply(&facts, &fixes)
						       : tell(&facts, cause, &fixes);
	}
	why_fixes_clear(&fixes);
	why_facts_clear(&facts);
	return code;
}
