/*
 * Compact JSON as a tree of nodes, token by token; it has been checked already, so there are no
 * lines to name.
 */
#include <config.h>
#include "policy/tree.h"
#include "base/error.h"
#include "base/json_scan.h"

/* What is still to be read, and where the tree grows. */
typedef struct growth {
	const cp_reader *reader;
	cp_bytes rest;
	cp_node *open; /* the innermost container */
	size_t depth, n_nodes;
} growth;

static void
skip_octet(cp_bytes *rest)
{
	rest->data++;
	rest->len--;
}

/* Arena; NULL without memory. */
static const char *
copy_string(const cp_reader *reader, const cp_json_value *string, size_t *len)
{
	uint8_t *text = cp_arena_alloc(reader->arena, string->inner.len + 1, 1);

	if (text != NULL)
		*len = cp_json_unescape(string, text);
	return (const char *)text;
}

static int
fill_string(const cp_reader *reader, const cp_json_value *value, cp_node *node)
{
	size_t len = 0;

	node->style = CP_SCALAR_STRING;
	node->text = copy_string(reader, value, &len);
	if (node->text == NULL)
		return cp_error_no_memory(reader->error);
	if (strlen(node->text) != len)
		return cp_node_error(
			reader, node, "policy.bad-value", "a text holds a NUL character");
	return CERTPOLICY_OK;
}

static int
fill_scalar(const cp_reader *reader, const cp_json_value *value, cp_node *node)
{
	node->kind = CP_NODE_SCALAR;
	if (value->kind == CP_JSON_STRING)
		return fill_string(reader, value, node);
	node->style = value->kind == CP_JSON_NUMBER ? CP_SCALAR_NUMBER
		      : value->kind == CP_JSON_BOOL ? CP_SCALAR_BOOL
						    : CP_SCALAR_NULL;
	node->text = value->kind == CP_JSON_NULL
			     ? ""
			     : cp_arena_strndup(reader->arena, (const char *)value->whole.data,
				       value->whole.len);
	return node->text != NULL ? CERTPOLICY_OK : cp_error_no_memory(reader->error);
}

/* Gives the node its kind; a container is open from then on. */
static int
take_value(growth *tree, cp_node *node)
{
	uint8_t c = tree->rest.data[0];
	cp_json_value value;

	if (c != '{' && c != '[') {
		(void)cp_json_next(&tree->rest, &value);
		return fill_scalar(tree->reader, &value, node);
	}
	node->kind = c == '{' ? CP_NODE_MAPPING : CP_NODE_SEQUENCE;
	node->text = "";
	if (tree->depth++ == CP_TREE_DEEPEST)
		return cp_node_error(tree->reader, node, "policy.too-large",
			"nested deeper than %u levels", CP_TREE_DEEPEST);
	skip_octet(&tree->rest);
	tree->open = node;
	return CERTPOLICY_OK;
}

static int
take_key(growth *tree, cp_node *node)
{
	cp_json_value key;
	size_t len = 0;

	(void)cp_json_next(&tree->rest, &key);
	skip_octet(&tree->rest); /* the colon */
	node->text = "";
	node->key = copy_string(tree->reader, &key, &len);
	if (node->key == NULL)
		return cp_error_no_memory(tree->reader->error);
	if (strlen(node->key) != len)
		return cp_node_key_error(
			tree->reader, node, "policy.bad-value", "a key holds a NUL character");
	return CERTPOLICY_OK;
}

/* The next value of the innermost container, or the end of that. */
static int
take_next(growth *tree)
{
	uint8_t c = tree->rest.data[0];
	cp_node *node;
	int status;

	if (c == '}' || c == ']' || c == ',')
		skip_octet(&tree->rest);
	if (c == '}' || c == ']') {
		tree->open = tree->open->parent;
		tree->depth--;
		return CERTPOLICY_OK;
	}
	status = cp_tree_append(tree->reader, tree->open, &tree->n_nodes, &node);
	if (status == CERTPOLICY_OK && tree->open->kind == CP_NODE_MAPPING)
		status = take_key(tree, node);
	return status == CERTPOLICY_OK ? take_value(tree, node) : status;
}

int
cp_tree_from_json(const cp_reader *reader, cp_bytes text, const char *key, cp_node **root)
{
	growth tree = {reader, text, NULL, 0, 0};
	int status = cp_tree_append(reader, NULL, &tree.n_nodes, root);

	if (status != CERTPOLICY_OK)
		return status;
	(*root)->key = key;
	status = take_value(&tree, *root);
	while (status == CERTPOLICY_OK && tree.open != NULL)
		status = take_next(&tree);
	return status;
}
