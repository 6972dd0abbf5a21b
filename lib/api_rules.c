/* The public calls about codes and an application's own rules: argument checks, then one call. */
#include <config.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine.h"
#include "render/catalogue.h"

#include <certpolicy/rules.h>

const char *
certpolicy_code_name(size_t index)
{
	return index < CP_N_CODES ? cp_code_name((cp_code)index) : NULL;
}

/* CERTPOLICY_ERROR_NOT_FOUND with the nearest right word. */
static int
unknown_code(const char *code, certpolicy_error **error)
{
	const char *words[CP_N_CODES + 1] = {NULL};
	const char *nearest;
	size_t i;

	for (i = 0; i < CP_N_CODES; i++)
		words[i] = cp_code_name((cp_code)i);
	nearest = cp_text_nearest(code, words);
	if (nearest == NULL)
		return cp_error_set(error, CERTPOLICY_ERROR_NOT_FOUND, "code.unknown",
			"there is no code \"%s\"", code);
	return cp_error_set(error, CERTPOLICY_ERROR_NOT_FOUND, "code.unknown",
		"there is no code \"%s\"; did you mean \"%s\"?", code, nearest);
}

int
certpolicy_code_to_json(const char *code, char **json, certpolicy_error **error)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_code found;

	cp_error_clear(error);
	if (code == NULL || json == NULL)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.null",
			"code and json must not be NULL");
	*json = NULL;
	found = cp_code_by_name(code);
	if (found == CP_N_CODES)
		return unknown_code(code, error);
	cp_catalogue_append_json(&buf, found);
	*json = cp_buf_finish(&buf);
	return *json != NULL ? CERTPOLICY_OK : cp_error_no_memory(error);
}

/* x-[a-z0-9.-]+ */
static bool
is_own_code(const char *code)
{
	size_t i;

	if (strncmp(code, "x-", 2) != 0 || code[2] == '\0')
		return false;
	for (i = 2; code[i] != '\0'; i++) {
		if (!(code[i] >= 'a' && code[i] <= 'z') && !cp_ascii_is_digit((uint8_t)code[i]) &&
			code[i] != '.' && code[i] != '-')
			return false;
	}
	return true;
}

static int
check_rule(const certpolicy_engine *engine, const char *code, certpolicy_action action,
	certpolicy_error **error)
{
	size_t i;

	if (!is_own_code(code))
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "rule.code",
			"an application's code looks like x-name, of lower-case letters, digits, "
			"dots and "
			"hyphens: \"%s\" does not",
			code);
	if (action != CERTPOLICY_ACTION_INFO && action != CERTPOLICY_ACTION_WARN &&
		action != CERTPOLICY_ACTION_DENY)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "rule.action",
			"the action of a rule is info, warn or deny");
	for (i = 0; i < engine->n_own_rules; i++) {
		if (strcmp(engine->own_rules[i].code, code) == 0)
			return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "rule.duplicate",
				"a rule %s is there already", code);
	}
	return CERTPOLICY_OK;
}

int
certpolicy_engine_add_rule(certpolicy_engine *engine, const char *code, certpolicy_action action,
	const char *title, certpolicy_rule *rule, void *user, certpolicy_error **error)
{
	cp_own_rule made = {NULL, NULL, action, rule, user};
	int status;

	cp_error_clear(error);
	if (engine == NULL || code == NULL || title == NULL || rule == NULL)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "argument.null",
			"engine, code, title and rule must not be NULL");
	status = cp_engine_check_open(engine, error);
	if (status == CERTPOLICY_OK)
		status = check_rule(engine, code, action, error);
	if (status != CERTPOLICY_OK)
		return status;
	if (!cp_grow((void **)&engine->own_rules, engine->n_own_rules, &engine->own_rules_capacity,
		    sizeof(*engine->own_rules)))
		return cp_error_no_memory(error);
	made.code = cp_strdup(code);
	made.title = cp_strdup(title);
	if (made.code == NULL || made.title == NULL) {
		cp_free(made.code);
		cp_free(made.title);
		return cp_error_no_memory(error);
	}
	engine->own_rules[engine->n_own_rules++] = made;
	return CERTPOLICY_OK;
}
