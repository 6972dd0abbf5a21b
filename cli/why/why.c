/* certpolicy why: the cause, what shows it, whom it concerns, and the smallest safe fix. */
#include <config.h>
#include "clients.h"
#include "fix.h"
#include "show.h"

#include "../cli.h"
#include "../fail.h"
#include "../output.h"

#include <stdlib.h>
#include <string.h>

static json_t *
list_fixes(const why_fixes *fixes)
{
	json_t *list = json_array(), *object;
	size_t i;

	for (i = 0; i < fixes->n; i++) {
		object = json_pack("{s:s,s:s}", "kind", why_fix_kind_name(fixes->items[i].kind),
			"title", fixes->items[i].title);
		if (fixes->items[i].command != NULL)
			json_object_set_new(
				object, "command", json_string(fixes->items[i].command));
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
	char *sentence = why_expand(facts, cause->sentence, false);
	json_t *document = json_pack("{s:s,s:s,s:s,s:s,s:s*,s:b,s:s*,s:O,s:o,s:o,s:o}", "schema",
		"certpolicy.why/1", "target", why_word(facts, "target"), "verdict",
		verdicts[code_of(facts)], "cause", cause->name, "code",
		*cause->code != '\0' ? cause->code : NULL, "stop", cause->remedy == WHY_STOP,
		"sentence", sentence, "evidence", facts->evidence, "symptoms",
		why_cause_symptoms(facts, cause), "clients", why_clients(facts), "fixes",
		list_fixes(fixes));

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

int
cli_why(const cli_settings *settings)
{
	why_facts facts;
	why_fixes fixes = {.n = 0};
	const why_cause *cause;
	json_t *document = NULL;
	int code = why_facts_gather(settings, &facts);

	if (code == 0) {
		cause = why_cause_find(&facts);
		code = why_fixes_find(&facts, cause, &fixes);
		if (code == 0) {
			document = describe(&facts, cause, &fixes);
			code = put(settings, document);
		}
		if (code == 0)
			code = code_of(&facts);
	}
	json_decref(document);
	why_fixes_clear(&fixes);
	why_facts_clear(&facts);
	return code;
}
