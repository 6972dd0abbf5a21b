/* A JSON value as a tree of nodes; it has been parsed already, so there are no lines to name. */
#include <config.h>
#include "policy/tree.h"
#include "base/error.h"

/* One container that is being walked. */
typedef struct walk_level {
	const json_t *value;
	cp_node *node;
	void *iterator; /* of an object */
	size_t index;   /* of an array */
} walk_level;

static int
fill_scalar(const cp_reader *reader, const json_t *value, cp_node *node)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		node->style = CP_SCALAR_STRING;
		if (strlen(json_string_value(value)) != json_string_length(value))
			return cp_node_error(
				reader, node, "policy.bad-value", "a text holds a NUL character");
		node->text = cp_arena_strndup(
			reader->arena, json_string_value(value), json_string_length(value));
		break;
	case JSON_INTEGER:
		node->style = CP_SCALAR_NUMBER;
		node->text = cp_arena_printf(
			reader->arena, "%lld", (long long)json_integer_value(value));
		break;
	case JSON_REAL:
		node->style = CP_SCALAR_NUMBER;
		node->text = cp_arena_printf(reader->arena, "%f", json_real_value(value));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		node->style = CP_SCALAR_BOOL;
		node->text = json_is_true(value) ? "true" : "false";
		break;
	default:
		node->style = CP_SCALAR_NULL;
		node->text = "";
		break;
	}
	return node->text != NULL ? CERTPOLICY_OK : cp_error_no_memory(reader->error);
}

/* Gives the node its kind; a container becomes the next level. */
static int
enter_value(const cp_reader *reader, const json_t *value, cp_node *node, walk_level *levels,
	size_t *depth)
{
	walk_level *level;

	if (!json_is_object(value) && !json_is_array(value)) {
		node->kind = CP_NODE_SCALAR;
		return fill_scalar(reader, value, node);
	}
	node->kind = json_is_object(value) ? CP_NODE_MAPPING : CP_NODE_SEQUENCE;
	node->text = "";
	if (*depth == CP_TREE_DEEPEST)
		return cp_node_error(reader, node, "policy.too-large",
			"nested deeper than %u levels", CP_TREE_DEEPEST);
	level = &levels[(*depth)++];
	level->value = value;
	level->node = node;
	level->index = 0;
	/* jansson's iterators and look-ups take their object without const and leave it alone. */
	level->iterator = json_object_iter((json_t *)(uintptr_t)value);
	return CERTPOLICY_OK;
}

/* The next value of a container and its key (NULL in an array); NULL at the end. */
static const json_t *
next_value(walk_level *level, const char **key)
{
	const json_t *value;

	*key = NULL;
	if (level->node->kind == CP_NODE_SEQUENCE)
		return json_array_get(level->value, level->index++);
	if (level->iterator == NULL)
		return NULL;
	*key = json_object_iter_key(level->iterator);
	value = json_object_iter_value(level->iterator);
	level->iterator = json_object_iter_next((json_t *)(uintptr_t)level->value, level->iterator);
	return value;
}

int
cp_tree_from_json(const cp_reader *reader, const json_t *value, const char *key, cp_node **root)
{
	walk_level levels[CP_TREE_DEEPEST];
	size_t depth = 0, n_nodes = 0;
	cp_node *node;
	int status;

	status = cp_tree_append(reader, NULL, &n_nodes, &node);
	if (status != CERTPOLICY_OK)
		return status;
	*root = node;
	node->key = key;
	status = enter_value(reader, value, node, levels, &depth);
	while (status == CERTPOLICY_OK && depth > 0) {
		walk_level *level = &levels[depth - 1];
		const json_t *child = next_value(level, &key);

		if (child == NULL) {
			depth--;
			continue;
		}
		status = cp_tree_append(reader, level->node, &n_nodes, &node);
		if (status != CERTPOLICY_OK)
			break;
		if (key != NULL && (node->key = cp_arena_strdup(reader->arena, key)) == NULL)
			return cp_error_no_memory(reader->error);
		status = enter_value(reader, child, node, levels, &depth);
	}
	return status;
}
