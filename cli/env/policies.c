/* The policy files and the imported data that hold here, and whether they can be used. */
#include <config.h>
#include "document.h"

#include "../catalogue.h"
#include "../data_folder.h"
#include "../fail.h"
#include "../policy_files.h"

#include <certpolicy/certpolicy.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct listing {
	json_t *files;
	certpolicy_engine *engine; /* takes over what is valid */
	bool invalid;
} listing;

/* Text of the library is escaped; a path is not. */
static json_t *
printable(const char *text)
{
	char *shown = env_printable(text, strlen(text));
	json_t *string = shown != NULL ? json_string(shown) : NULL;

	free(shown);
	return string;
}

static int
list_file(void *user, const cli_settings *settings, const char *path)
{
	listing *all = user;
	certpolicy_error *error = NULL;
	json_t *file = json_pack("{s:o}", "file", printable(path));
	int status = certpolicy_engine_add_policy_file(all->engine, path, &error);

	(void)settings;
	json_object_set_new(file, "valid", json_boolean(status == CERTPOLICY_OK));
	if (status != CERTPOLICY_OK) {
		all->invalid = true;
		json_object_set_new(
			file, "problem", json_string(certpolicy_error_get_message(error)));
	}
	certpolicy_error_free(error);
	json_array_append_new(all->files, file);
	return 0;
}

/* Where a policy is milder than the built-in one that it rests on: ["validity.expired", ...]. */
static json_t *
list_lowered(const certpolicy_policy *policy, const certpolicy_policy *base)
{
	json_t *codes = json_array();
	certpolicy_action own, theirs;
	const char *code;
	size_t i;

	for (i = 0; (code = certpolicy_code_name(i)) != NULL; i++) {
		if (certpolicy_policy_get_action(policy, code, &own, NULL) == CERTPOLICY_OK &&
			certpolicy_policy_get_action(base, code, &theirs, NULL) == CERTPOLICY_OK &&
			own < theirs)
			json_array_append_new(codes, json_string(code));
	}
	return codes;
}

static json_t *
describe_policy(const certpolicy_engine *engine, const char *name)
{
	certpolicy_policy *policy = NULL, *base = NULL;
	json_t *about = json_pack("{s:o}", "name", printable(name)), *read = NULL;
	char *text = NULL;
	const char *on = "";

	if (certpolicy_policy_find(engine, name, &policy, NULL) == CERTPOLICY_OK)
		text = certpolicy_policy_to_json(policy);
	if (text != NULL)
		read = json_loads(text, 0, NULL);
	on = cli_catalogue_string(read, "base");
	json_object_set_new(about, "base", json_string(on));
	if (certpolicy_policy_find(NULL, on, &base, NULL) == CERTPOLICY_OK)
		json_object_set_new(about, "lowers", list_lowered(policy, base));
	json_decref(read);
	certpolicy_string_free(text);
	certpolicy_policy_free(base);
	certpolicy_policy_free(policy);
	return about;
}

json_t *
env_policies(const cli_settings *settings, bool *invalid)
{
	listing all = {json_array(), certpolicy_engine_new(), false};
	cli_settings plain =
		*settings; /* a failure is a line on stderr, and no document of its own */
	json_t *policies = json_array();
	const char *name;
	size_t i;

	plain.format = NULL;
	if (all.engine == NULL || all.files == NULL || policies == NULL ||
		cli_policy_files_each(&plain, list_file, &all) != 0)
		all.invalid = true;
	for (i = 0;
		all.engine != NULL && (name = certpolicy_engine_policy_name(all.engine, i)) != NULL;
		i++)
		json_array_append_new(policies, describe_policy(all.engine, name));
	certpolicy_engine_free(all.engine);
	*invalid = all.invalid;
	return json_pack("{s:o,s:o}", "files", all.files, "policies", policies);
}

json_t *
env_data(const cli_settings *settings, bool *invalid)
{
	certpolicy_error *error = NULL;
	json_t *about = json_object();
	char *folder = NULL, *text = NULL;
	struct stat there;

	*invalid = false;
	if (cli_data_folder(settings, &folder) != 0 || folder == NULL)
		return about;
	json_object_set_new(about, "folder", printable(folder));
	if (stat(folder, &there) != 0) {
		json_object_set_new(about, "state", json_string("absent"));
	} else if (certpolicy_data_status(folder, &text, &error) == CERTPOLICY_OK) {
		*invalid = strstr(text, "\"state\":\"damaged\"") != NULL;
		json_object_set_new(about, "state", json_string(*invalid ? "damaged" : "sound"));
	} else {
		*invalid = true;
		json_object_set_new(about, "state", json_string("damaged"));
		json_object_set_new(
			about, "problem", json_string(certpolicy_error_get_message(error)));
	}
	certpolicy_error_free(error);
	certpolicy_string_free(text);
	free(folder);
	return about;
}
