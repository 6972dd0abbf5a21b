/* certpolicy env: what on this machine says how programs verify certificates. */
#include <config.h>
#include "document.h"

#include "../cli.h"
#include "../fail.h"
#include "../output.h"

#include <stdlib.h>

static void
set_text(json_t *object, const char *key, const char *text)
{
	if (text != NULL)
		json_object_set_new(object, key, json_string(text));
}

static json_t *
describe_setting(const env_setting *setting)
{
	const env_row *row = setting->row;
	json_t *object = json_object();

	set_text(object, "name", setting->name);
	set_text(object, "value", setting->value);
	set_text(object, "effect", env_effect_name(row->effect));
	set_text(object, "tool", row->tool != NULL ? row->tool : row->who);
	set_text(object, "what", row->what);
	set_text(object, "file", setting->file);
	if (setting->line > 0)
		json_object_set_new(object, "line", json_integer((json_int_t)setting->line));
	set_text(object, "undo", setting->undo);
	set_text(object, "problem", setting->problem);
	return object;
}

/* What weakens comes first; otherwise as found. */
static json_t *
list_settings(const env_found *found)
{
	json_t *list = json_array();
	size_t i;
	int pass;

	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < found->n_settings; i++) {
			if (env_is_weakening(&found->settings[i]) == (pass == 0))
				json_array_append_new(list, describe_setting(&found->settings[i]));
		}
	}
	return list;
}

static json_t *
list_unread(const env_found *found)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < found->n_unread; i++)
		json_array_append_new(list, json_string(found->unread[i]));
	return list;
}

static bool
is_weakened(const env_found *found)
{
	size_t i;

	for (i = 0; i < found->n_settings; i++) {
		if (env_is_weakening(&found->settings[i]))
			return true;
	}
	return false;
}

static int
put_document(const cli_settings *settings, const json_t *document)
{
	char *text;
	int code;

	if (document == NULL)
		return cli_fail_no_memory();
	if (!cli_wants_json(settings))
		return env_show(document);
	text = json_dumps(document, JSON_COMPACT | JSON_ENSURE_ASCII);
	code = text != NULL ? cli_put_line(text) : cli_fail_no_memory();
	free(text);
	return code;
}

/* What is known to weaken outweighs what could not be looked at. */
int
cli_env(const cli_settings *settings)
{
	bool bad_policy = false, bad_data = false, weakened;
	env_found found;
	json_t *document;
	int code;

	env_gather(&found);
	weakened = is_weakened(&found);
	document = json_pack("{s:s,s:b,s:o,s:o,s:o,s:o,s:o}", "schema", "certpolicy.env/1",
		"weakened", weakened, "settings", list_settings(&found), "stores",
		env_stores(&found), "policy", env_policies(settings, &bad_policy), "data",
		env_data(settings, &bad_data), "unread", list_unread(&found));
	code = found.no_memory ? cli_fail_no_memory() : put_document(settings, document);
	if (code == 0 && weakened)
		code = CLI_WARN;
	else if (code == 0 && (bad_policy || bad_data || found.n_unread > 0))
		code = CLI_NOT_JUDGED;
	json_decref(document);
	env_found_clear(&found);
	return code;
}
