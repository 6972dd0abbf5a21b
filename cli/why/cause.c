/* Finds the row of causes.def, and fills in its sentence. */
#include <config.h>
#include "cause.h"
#include "shell.h"

#include "../catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const why_cause causes[] = {
#define MEND WHY_MEND
#define STOP WHY_STOP
#define WHY_CAUSE(name, code, with, without, remedy, sentence)                                     \
	{name, code, with, without, remedy, sentence},
#include "causes.def"
#undef WHY_CAUSE
#undef MEND
#undef STOP
};

#define N_CAUSES (sizeof(causes) / sizeof(causes[0]))

/* What became of the connection, in the words of the table. */
static const char *
outcome(const why_facts *facts)
{
	if (facts->seen.code != NULL)
		return facts->seen.code;
	return facts->is_host && facts->seen.stage != CLI_STAGE_DONE ? "handshake" : "";
}

static bool
holds(const why_facts *facts, const why_cause *cause)
{
	if ((facts->bits & cause->with) != cause->with || (facts->bits & cause->without) != 0)
		return false;
	return *cause->code == '\0' || strcmp(cause->code, outcome(facts)) == 0 ||
	       why_facts_find(facts, cause->code) != NULL;
}

const why_cause *
why_cause_find(why_facts *facts)
{
	const json_t *first = json_array_get(json_object_get(facts->report, "findings"), 0);
	size_t i = 0;

	while (i + 1 < N_CAUSES && !holds(facts, &causes[i]))
		i++;
	if (first != NULL && *causes[i].code == '\0')
		why_set_word(facts, "what", cli_catalogue_string(first, "message"));
	return &causes[i];
}

json_t *
why_cause_symptoms(const why_facts *facts, const why_cause *cause)
{
	const char *wanted = facts->verdict == CERTPOLICY_VERDICT_DENY ? "deny" : "warn";
	json_t *list = json_array();
	const json_t *finding;
	size_t i;

	json_array_foreach(json_object_get(facts->report, "findings"), i, finding)
	{
		if (strcmp(cli_catalogue_string(finding, "action"), wanted) != 0 ||
			strcmp(cli_catalogue_string(finding, "code"), cause->code) == 0)
			continue;
		json_array_append_new(
			list, json_pack("{s:s,s:s}", "code", cli_catalogue_string(finding, "code"),
				      "message", cli_catalogue_string(finding, "message")));
	}
	return list;
}

/* One {word} at *at, which moves behind it. */
static bool
put_word_at(FILE *out, const why_facts *facts, const char **at, bool for_shell)
{
	char name[32];
	size_t len = strcspn(*at + 1, "}");
	const char *value;

	snprintf(name, sizeof(name), "%.*s", (int)len, *at + 1);
	value = why_word(facts, name);
	*at += len + 2;
	if (!for_shell) {
		fputs(*value != '\0' ? value : "somebody without a name", out);
		return true;
	}
	if (*value == '\0')
		return false;
	if (*name == '=') { /* made for the shell */
		fputs(value, out);
		return true;
	}
	if (!why_is_typable(value))
		return false;
	why_put_word(out, value);
	return true;
}

char *
why_expand(const why_facts *facts, const char *text, bool for_shell)
{
	char *expanded = NULL;
	size_t len, run;
	bool well = true;
	FILE *out = open_memstream(&expanded, &len);

	while (out != NULL && well && *text != '\0') {
		run = strcspn(text, "{");
		fwrite(text, 1, run, out);
		text += run;
		if (*text == '{')
			well = put_word_at(out, facts, &text, for_shell);
	}
	if (out == NULL || fclose(out) != 0 || !well) {
		free(expanded);
		return NULL;
	}
	return expanded;
}
