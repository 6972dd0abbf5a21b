/*
 * Nodes and what they can be read as. Where they come from is in tree_yaml.c and tree_json.c, what
 * they mean in define*.c and load.c.
 */
#include <config.h>
#include "policy/tree.h"
#include "base/buf.h"
#include "base/civil.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int
cp_tree_append(const cp_reader *reader, cp_node *parent, size_t *n_nodes, cp_node **node)
{
	cp_node *made;

	if (++*n_nodes > CP_TREE_MOST_NODES)
		return cp_error_set(reader->error, CERTPOLICY_ERROR_BAD_POLICY, "policy.too-large",
			"more than %u values", CP_TREE_MOST_NODES);
	made = cp_arena_alloc(reader->arena, 1, sizeof(*made));
	if (made == NULL)
		return cp_error_no_memory(reader->error);
	made->parent = parent;
	if (parent != NULL) {
		if (parent->last != NULL)
			parent->last->next = made;
		else
			parent->first = made;
		parent->last = made;
		parent->n++;
	}
	*node = made;
	return CERTPOLICY_OK;
}

static size_t
index_in_parent(const cp_node *node)
{
	const cp_node *sibling = node->parent->first;
	size_t i;

	for (i = 0; sibling != node; i++)
		sibling = sibling->next;
	return i;
}

/* "policy.pins[0].until": where an object without lines has gone wrong. */
static const char *
key_path(const cp_reader *reader, const cp_node *node)
{
	const char *path = "";

	for (; node != NULL && path != NULL; node = node->parent) {
		const char *dot = path[0] != '\0' && path[0] != '[' ? "." : "";

		if (node->key != NULL)
			path = cp_arena_printf(reader->arena, "%s%s%s", node->key, dot, path);
		else if (node->parent != NULL)
			path = cp_arena_printf(
				reader->arena, "[%zu]%s%s", index_in_parent(node), dot, path);
	}
	return path != NULL ? path : "";
}

/* Longer messages are cut: they are for people. */
#define LONGEST_MESSAGE 1024

static int
set_error(const cp_reader *reader, const cp_node *node, bool at_key, const char *code,
	const char *format, va_list args)
{
	char message[LONGEST_MESSAGE];
	size_t line = at_key ? node->key_line : node->line;
	size_t column = at_key ? node->key_column : node->column;

	vsnprintf(message, sizeof(message), format, args);
	if (reader->file == NULL)
		cp_error_set(reader->error, CERTPOLICY_ERROR_BAD_POLICY, code, "%s: %s",
			key_path(reader, node), message);
	else
		cp_error_set(reader->error, CERTPOLICY_ERROR_BAD_POLICY, code, "%s", message);
	if (reader->file != NULL)
		cp_error_set_place(reader->error, reader->file, line, column);
	return CERTPOLICY_ERROR_BAD_POLICY;
}

int
cp_node_error(
	const cp_reader *reader, const cp_node *node, const char *code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_error(reader, node, false, code, format, args);
	va_end(args);
	return CERTPOLICY_ERROR_BAD_POLICY;
}

int
cp_node_key_error(
	const cp_reader *reader, const cp_node *node, const char *code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_error(reader, node, true, code, format, args);
	va_end(args);
	return CERTPOLICY_ERROR_BAD_POLICY;
}

const char *
cp_node_hint(const cp_reader *reader, const char *word, const char *const *words)
{
	const char *nearest = cp_text_nearest(word, words);
	const char *hint = NULL;

	if (nearest != NULL)
		hint = cp_arena_printf(reader->arena, "; did you mean \"%s\"?", nearest);
	return hint != NULL ? hint : "";
}

/* By key, equal ones in the order of the file. */
static int
compare_keys(const void *a, const void *b)
{
	const cp_node *const *left = a, *const *right = b;
	int order = strcmp((*left)->key, (*right)->key);

	if (order != 0)
		return order;
	if ((*left)->key_line != (*right)->key_line)
		return (*left)->key_line < (*right)->key_line ? -1 : 1;
	return ((*left)->key_column > (*right)->key_column) -
	       ((*left)->key_column < (*right)->key_column);
}

int
cp_node_check_duplicates(const cp_reader *reader, const cp_node *mapping)
{
	const cp_node **sorted, *child;
	size_t n = 0, i;

	if (mapping->n < 2)
		return CERTPOLICY_OK;
	sorted = cp_arena_alloc(reader->arena, mapping->n, sizeof(*sorted));
	if (sorted == NULL)
		return cp_error_no_memory(reader->error);
	for (child = mapping->first; child != NULL; child = child->next)
		sorted[n++] = child;
	qsort(sorted, n, sizeof(*sorted), compare_keys);
	for (i = 1; i < n; i++) {
		if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0)
			return cp_node_key_error(reader, sorted[i], "policy.duplicate-key",
				"key \"%s\" stands twice, first in line %zu", sorted[i]->key,
				sorted[i - 1]->key_line);
	}
	return CERTPOLICY_OK;
}

const cp_node *
cp_node_find(const cp_node *mapping, const char *key)
{
	const cp_node *child;

	for (child = mapping->first; child != NULL; child = child->next) {
		if (strcmp(child->key, key) == 0)
			return child;
	}
	return NULL;
}

static const char *
name_of(const cp_node *node)
{
	if (node->key != NULL)
		return node->key;
	return node->parent == NULL ? "the file" : "this value";
}

static bool
is_null(const cp_node *node)
{
	if (node->kind != CP_NODE_SCALAR)
		return false;
	return node->style == CP_SCALAR_NULL ||
	       (node->style == CP_SCALAR_PLAIN &&
		       (node->text[0] == '\0' || strcmp(node->text, "~") == 0 ||
			       strcmp(node->text, "null") == 0));
}

static int
wrong_type(const cp_reader *reader, const cp_node *node, const char *wanted)
{
	static const char *const kinds[] = {"a single value", "a list", "a mapping"};

	return cp_node_error(reader, node, "policy.bad-type", "\"%s\" must be %s, not %s",
		name_of(node), wanted, is_null(node) ? "empty" : kinds[node->kind]);
}

static bool
word_is_listed(const char *word, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strcmp(word, *words) == 0)
			return true;
	}
	return false;
}

int
cp_node_mapping(const cp_reader *reader, const cp_node *node, const char *const *keys)
{
	const cp_node *child;

	if (node->kind != CP_NODE_MAPPING)
		return wrong_type(reader, node, "a mapping");
	for (child = node->first; child != NULL && keys != NULL; child = child->next) {
		if (!word_is_listed(child->key, keys))
			return cp_node_key_error(reader, child, "policy.unknown-key",
				"unknown key \"%s\"%s", child->key,
				cp_node_hint(reader, child->key, keys));
	}
	return CERTPOLICY_OK;
}

int
cp_node_sequence(const cp_reader *reader, const cp_node *node)
{
	return node->kind == CP_NODE_SEQUENCE ? CERTPOLICY_OK : wrong_type(reader, node, "a list");
}

int
cp_node_string(const cp_reader *reader, const cp_node *node, const char **out)
{
	if (node->kind != CP_NODE_SCALAR || is_null(node) || node->style == CP_SCALAR_NUMBER ||
		node->style == CP_SCALAR_BOOL)
		return wrong_type(reader, node, "text");
	if (node->text[0] == '\0')
		return cp_node_error(
			reader, node, "policy.bad-value", "\"%s\" is empty", name_of(node));
	*out = node->text;
	return CERTPOLICY_OK;
}

int
cp_node_integer(
	const cp_reader *reader, const cp_node *node, int64_t min, int64_t max, int64_t *out)
{
	const char *digits = node->text;
	int64_t value = 0;

	if (node->kind != CP_NODE_SCALAR || is_null(node) || node->style == CP_SCALAR_STRING ||
		node->style == CP_SCALAR_BOOL)
		return wrong_type(reader, node, "a whole number without quotes");
	/* Ten digits hold every number that a policy can want. */
	if (digits[strspn(digits, "0123456789")] != '\0' || strlen(digits) > 10 ||
		(digits[0] == '0' && digits[1] != '\0'))
		return cp_node_error(reader, node, "policy.bad-value",
			"\"%s\" must be a whole number from %lld to %lld", name_of(node),
			(long long)min, (long long)max);
	for (; *digits != '\0'; digits++)
		value = value * 10 + (*digits - '0');
	if (value < min || value > max)
		return cp_node_error(reader, node, "policy.bad-value",
			"\"%s\" must be from %lld to %lld", name_of(node), (long long)min,
			(long long)max);
	*out = value;
	return CERTPOLICY_OK;
}

int
cp_node_bool(const cp_reader *reader, const cp_node *node, bool *out)
{
	bool is_true, is_false;

	if (node->kind != CP_NODE_SCALAR || is_null(node) || node->style == CP_SCALAR_STRING ||
		node->style == CP_SCALAR_NUMBER)
		return wrong_type(reader, node, "true or false without quotes");
	is_true = strcmp(node->text, "true") == 0;
	is_false = strcmp(node->text, "false") == 0;
	if (!is_true && !is_false)
		return cp_node_error(reader, node, "policy.bad-value",
			"\"%s\" must be true or false, not \"%s\"", name_of(node), node->text);
	*out = is_true;
	return CERTPOLICY_OK;
}

int
cp_node_time(const cp_reader *reader, const cp_node *node, int64_t *out)
{
	const char *text;
	int status = cp_node_string(reader, node, &text);

	if (status != CERTPOLICY_OK)
		return status;
	if (!cp_time_parse(cp_bytes_of_string(text), true, out))
		return cp_node_error(reader, node, "policy.bad-value",
			"\"%s\" is no date: write 2027-06-30 or 2027-06-30T12:00:00Z", text);
	return CERTPOLICY_OK;
}
