/*
 * What a policy does about each code: `rules` and `insecure_rules`, actions and parameters. An
 * action below that of the policy extended stands in insecure_rules, and nowhere else.
 */
#include <config.h>
#include "policy/define.h"
#include "base/error.h"

#include <stdio.h>

/* One code's entry in one of the two mappings. */
typedef struct rule_entry {
	cp_definition *definition;
	const cp_node *node;
	cp_code code;
	bool insecure; /* it stands in insecure_rules */
} rule_entry;

int
cp_define_action(const cp_reader *reader, const cp_node *node, certpolicy_action *action)
{
	static const char *const words[] = {"ignore", "info", "warn", "deny", NULL};
	const char *text;
	size_t i;
	int status = cp_node_string(reader, node, &text);

	if (status != CERTPOLICY_OK)
		return status;
	for (i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], text) == 0) {
			*action = (certpolicy_action)i;
			return CERTPOLICY_OK;
		}
	}
	return cp_node_error(reader, node, "policy.bad-value",
		"\"%s\" is no action (ignore, info, warn, deny)%s", text,
		cp_node_hint(reader, text, words));
}

static int
refuse_lower(const rule_entry *entry, const cp_node *node, const char *what)
{
	return cp_node_error(&entry->definition->reader, node, "policy.insecure",
		"%s is weaker than in \"%s\", which this policy extends: put it under "
		"insecure_rules if you mean it",
		what, entry->definition->policy->extends);
}

static bool
may_lower(const rule_entry *entry)
{
	return entry->insecure || cp_policy_is_raw(entry->definition->policy);
}

static int
apply_action(const rule_entry *entry, const cp_node *node, certpolicy_action action)
{
	certpolicy_policy *policy = entry->definition->policy;
	const cp_code_row *row = cp_code_row_of(entry->code);
	cp_cell cell = {action, CP_WHEN_NEVER, action};
	char what[128];

	if (action < CERTPOLICY_ACTION_DENY && row->guard == CP_GUARD_NEVER_LOWERED_IN_PUBLIC) {
		cell.action = CERTPOLICY_ACTION_DENY;
		cell.when = CP_WHEN_NEAR;
	} else if (action < CERTPOLICY_ACTION_DENY && row->guard != CP_GUARD_NONE) {
		return cp_node_error(&entry->definition->reader, node, "policy.guarded",
			"\"%s\" is never below deny%s", row->code,
			row->guard == CP_GUARD_NEVER_WAIVED
				? ""
				: "; a waiver can except one leaf for one peer");
	}
	if (cp_cell_is_lower(cell, policy->cells[entry->code]) && !may_lower(entry)) {
		snprintf(what, sizeof(what), "\"%s: %s\"", row->code,
			certpolicy_action_name(action));
		return refuse_lower(entry, node, what);
	}
	policy->cells[entry->code] = cell;
	policy->cell_places[entry->code] = cp_define_place(entry->definition, entry->node);
	return CERTPOLICY_OK;
}

static int
read_word(const cp_reader *reader, const cp_node *node, const cp_param_row *row, int64_t *value)
{
	const char *word;
	size_t i;
	int status = cp_node_string(reader, node, &word);

	if (status != CERTPOLICY_OK)
		return status;
	for (i = 0; row->words[i] != NULL && strcmp(row->words[i], word) != 0; i++)
		;
	if (row->words[i] == NULL)
		return cp_node_error(reader, node, "policy.bad-value",
			"\"%s\" is no word of \"%s\"%s", word, row->name,
			cp_node_hint(reader, word, row->words));
	*value |= INT64_C(1) << i;
	return CERTPOLICY_OK;
}

/* A list of words, or one of them, as a bit set. */
static int
read_words(const cp_reader *reader, const cp_node *node, const cp_param_row *row, int64_t *value)
{
	const cp_node *child;
	int status;

	*value = 0;
	if (node->kind == CP_NODE_SCALAR)
		return read_word(reader, node, row, value);
	status = cp_node_sequence(reader, node);
	for (child = node->first; status == CERTPOLICY_OK && child != NULL; child = child->next)
		status = read_word(reader, child, row, value);
	if (status == CERTPOLICY_OK && *value < row->min)
		return cp_node_error(
			reader, node, "policy.bad-value", "\"%s\" is empty", row->name);
	return status;
}

static int
read_param(const cp_reader *reader, const cp_node *node, const cp_param_row *row, int64_t *value)
{
	bool flag = false;
	int status;

	switch (row->type) {
	case CP_PARAM_WORDS:
		return read_words(reader, node, row, value);
	case CP_PARAM_BOOL:
		status = cp_node_bool(reader, node, &flag);
		*value = flag;
		return status;
	case CP_PARAM_INT:
		break;
	}
	return cp_node_integer(reader, node, row->min, row->max, value);
}

static bool
param_is_weaker(const cp_param_row *row, int64_t value, int64_t than)
{
	if (row->type == CP_PARAM_WORDS)
		return row->lower_is_weaker ? (than & ~value) != 0 : (value & ~than) != 0;
	return row->lower_is_weaker ? value < than : value > than;
}

static int
apply_param(const rule_entry *entry, cp_param param, const cp_node *node)
{
	certpolicy_policy *policy = entry->definition->policy;
	const cp_param_row *row = cp_param_row_of(param);
	char what[128];
	int64_t value;
	int status = read_param(&entry->definition->reader, node, row, &value);

	if (status != CERTPOLICY_OK)
		return status;
	if (param_is_weaker(row, value, policy->params[param]) && !may_lower(entry)) {
		snprintf(what, sizeof(what), "\"%s\"", row->name);
		return refuse_lower(entry, node, what);
	}
	policy->params[param] = value;
	policy->param_places[param] = cp_define_place(entry->definition, node);
	return CERTPOLICY_OK;
}

/* {action: …, parameters …} */
static int
apply_mapping(const rule_entry *entry)
{
	const cp_reader *reader = &entry->definition->reader;
	const char *keys[CP_N_PARAMS + 2] = {"action"};
	const cp_node *node;
	certpolicy_action action;
	size_t n = 1, i;
	int status;

	for (i = 0; i < CP_N_PARAMS; i++) {
		if (cp_param_row_of((cp_param)i)->code == entry->code)
			keys[n++] = cp_param_row_of((cp_param)i)->name;
	}
	status = cp_node_mapping(reader, entry->node, keys);
	if (status == CERTPOLICY_OK && entry->node->n == 0)
		status = cp_node_error(reader, entry->node, "policy.bad-value",
			"\"%s\" says nothing: give it an action", entry->node->key);
	node = status == CERTPOLICY_OK ? cp_node_find(entry->node, "action") : NULL;
	if (node != NULL) {
		status = cp_define_action(reader, node, &action);
		if (status == CERTPOLICY_OK)
			status = apply_action(entry, node, action);
	}
	for (i = 0; status == CERTPOLICY_OK && i < CP_N_PARAMS; i++) {
		if (cp_param_row_of((cp_param)i)->code != entry->code)
			continue;
		node = cp_node_find(entry->node, cp_param_row_of((cp_param)i)->name);
		if (node != NULL)
			status = apply_param(entry, (cp_param)i, node);
	}
	return status;
}

static int
unknown_code(const cp_reader *reader, const cp_node *node)
{
	const char *codes[CP_N_CODES + 1];
	const char *slash = strchr(node->key, '/');
	size_t i;

	for (i = 0; i < CP_N_CODES; i++)
		codes[i] = cp_code_name((cp_code)i);
	codes[i] = NULL;
	if (slash != NULL)
		return cp_node_key_error(reader, node, "policy.unknown-code",
			"\"%s\" is one rule of several: a policy speaks of the whole code \"%.*s\"",
			node->key, (int)(slash - node->key), node->key);
	return cp_node_key_error(reader, node, "policy.unknown-code", "unknown code \"%s\"%s",
		node->key, cp_node_hint(reader, node->key, codes));
}

static bool
is_own_code(const char *code)
{
	return strncmp(code, "x-", 2) == 0;
}

static int
apply_own_action(const rule_entry *entry)
{
	static const char *const keys[] = {"action", NULL};
	certpolicy_policy *policy = entry->definition->policy;
	const cp_reader *reader = &entry->definition->reader;
	const char *code = entry->node->key;
	const cp_node *word = entry->node;
	certpolicy_action action, inherited;
	cp_own_action *own;
	void *list;
	char what[96];
	int status = CERTPOLICY_OK;

	if (word->kind == CP_NODE_MAPPING) {
		status = cp_node_mapping(reader, word, keys);
		word = cp_node_find(word, "action");
		if (status == CERTPOLICY_OK && word == NULL)
			status = cp_node_error(reader, entry->node, "policy.missing-key",
				"\"%s\" needs an action", code);
	}
	if (status == CERTPOLICY_OK)
		status = cp_define_action(reader, word, &action);
	if (status != CERTPOLICY_OK)
		return status;
	inherited = cp_policy_own_action(policy, code, action);
	if (action < inherited && !may_lower(entry)) {
		snprintf(what, sizeof(what), "\"%.64s\"", code);
		return refuse_lower(entry, entry->node, what);
	}
	status = cp_define_extend_list(entry->definition, entry->node, policy->own_actions,
		policy->n_own_actions, 1, sizeof(*own), &list);
	if (status != CERTPOLICY_OK)
		return status;
	own = list;
	own[policy->n_own_actions].code = cp_arena_strdup(&policy->arena, code);
	own[policy->n_own_actions].action = action;
	own[policy->n_own_actions].place = cp_define_place(entry->definition, entry->node);
	policy->own_actions = own;
	policy->n_own_actions++;
	return own[policy->n_own_actions - 1].code != NULL ? CERTPOLICY_OK
							   : cp_error_no_memory(reader->error);
}

static int
apply_entry(rule_entry *entry)
{
	const cp_reader *reader = &entry->definition->reader;
	certpolicy_action action;
	int status;

	if (is_own_code(entry->node->key))
		return apply_own_action(entry);
	entry->code = cp_code_by_name(entry->node->key);
	if (entry->code == CP_N_CODES)
		return unknown_code(reader, entry->node);
	if (entry->node->kind == CP_NODE_MAPPING)
		return apply_mapping(entry);
	status = cp_define_action(reader, entry->node, &action);
	return status == CERTPOLICY_OK ? apply_action(entry, entry->node, action) : status;
}

int
cp_define_rules(cp_definition *definition, const cp_node *node)
{
	static const char *const keys[] = {"rules", "insecure_rules"};
	const cp_node *mappings[2];
	const cp_node *child;
	size_t i;
	int status = CERTPOLICY_OK;

	for (i = 0; i < 2; i++) {
		mappings[i] = cp_node_find(node, keys[i]);
		if (mappings[i] == NULL)
			continue;
		status = cp_node_mapping(&definition->reader, mappings[i], NULL);
		if (status != CERTPOLICY_OK)
			return status;
	}
	for (i = 0; i < 2 && status == CERTPOLICY_OK; i++) {
		child = mappings[i] != NULL ? mappings[i]->first : NULL;
		for (; child != NULL && status == CERTPOLICY_OK; child = child->next) {
			rule_entry entry = {definition, child, CP_N_CODES, i == 1};

			if (i == 1 && mappings[0] != NULL &&
				cp_node_find(mappings[0], child->key) != NULL)
				return cp_node_key_error(&definition->reader, child,
					"policy.duplicate-key", "\"%s\" stands under rules too",
					child->key);
			status = apply_entry(&entry);
		}
	}
	return status;
}
