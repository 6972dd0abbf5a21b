/*
 * YAML text as a tree of nodes, by libyaml's events and an explicit stack. What makes YAML a
 * programming language is refused: aliases, anchors, tags, merge keys, several documents.
 */
#include <config.h>
#include "policy/tree.h"
#include "base/error.h"
#include "base/text.h"

#include <yaml.h>

/* Where the tree grows. */
typedef struct growth {
	const cp_reader *reader;
	cp_node *root, *open; /* `open`: the innermost container */
	size_t depth, n_nodes, n_documents;
	const char *key; /* read, its value is next; NULL */
	size_t key_line, key_column;
	bool done;
} growth;

static int
error_at(const cp_reader *reader, const yaml_mark_t *mark, const char *code, const char *message)
{
	cp_error_set(reader->error, CERTPOLICY_ERROR_BAD_POLICY, code, "%s", message);
	cp_error_set_place(reader->error, reader->file, mark->line + 1, mark->column + 1);
	return CERTPOLICY_ERROR_BAD_POLICY;
}

static int
syntax_error(const cp_reader *reader, const yaml_parser_t *parser)
{
	if (parser->error == YAML_MEMORY_ERROR)
		return cp_error_no_memory(reader->error);
	return error_at(reader, &parser->problem_mark, "policy.syntax",
		parser->problem != NULL ? parser->problem : "this is no YAML");
}

static const char *
copy_text(const growth *tree, const yaml_event_t *event)
{
	return cp_arena_strndup(tree->reader->arena, (const char *)event->data.scalar.value,
		event->data.scalar.length);
}

static bool
expects_key(const growth *tree)
{
	return tree->open != NULL && tree->open->kind == CP_NODE_MAPPING && tree->key == NULL;
}

static int
take_key(growth *tree, const yaml_event_t *event)
{
	if (event->type != YAML_SCALAR_EVENT)
		return error_at(
			tree->reader, &event->start_mark, "policy.syntax", "a key must be text");
	tree->key = copy_text(tree, event);
	if (tree->key == NULL)
		return cp_error_no_memory(tree->reader->error);
	tree->key_line = event->start_mark.line + 1;
	tree->key_column = event->start_mark.column + 1;
	if (strlen(tree->key) != event->data.scalar.length)
		return error_at(tree->reader, &event->start_mark, "policy.bad-value",
			"a key holds a NUL character");
	if (strcmp(tree->key, "<<") == 0)
		return error_at(tree->reader, &event->start_mark, "policy.alias",
			"merge keys are not taken: use \"extends\"");
	return CERTPOLICY_OK;
}

static int
add_node(growth *tree, const yaml_event_t *event, cp_node_kind kind, cp_node **node)
{
	int status = cp_tree_append(tree->reader, tree->open, &tree->n_nodes, node);

	if (status != CERTPOLICY_OK)
		return status;
	(*node)->kind = kind;
	(*node)->text = "";
	(*node)->line = event->start_mark.line + 1;
	(*node)->column = event->start_mark.column + 1;
	if (tree->key != NULL) {
		(*node)->key = tree->key;
		(*node)->key_line = tree->key_line;
		(*node)->key_column = tree->key_column;
		tree->key = NULL;
	}
	if (tree->root == NULL)
		tree->root = *node;
	return CERTPOLICY_OK;
}

static int
open_container(growth *tree, const yaml_event_t *event, cp_node_kind kind)
{
	cp_node *node;
	int status;

	if (++tree->depth > CP_TREE_DEEPEST)
		return error_at(
			tree->reader, &event->start_mark, "policy.too-large", "nested too deeply");
	status = add_node(tree, event, kind, &node);
	if (status == CERTPOLICY_OK)
		tree->open = node;
	return status;
}

static int
close_container(growth *tree)
{
	cp_node *closed = tree->open;

	tree->depth--;
	tree->open = closed->parent;
	return closed->kind == CP_NODE_MAPPING ? cp_node_check_duplicates(tree->reader, closed)
					       : CERTPOLICY_OK;
}

static int
take_scalar(growth *tree, const yaml_event_t *event)
{
	cp_node *node;
	int status = add_node(tree, event, CP_NODE_SCALAR, &node);

	if (status != CERTPOLICY_OK)
		return status;
	node->style = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? CP_SCALAR_PLAIN
									  : CP_SCALAR_STRING;
	node->text = copy_text(tree, event);
	if (node->text == NULL)
		return cp_error_no_memory(tree->reader->error);
	if (strlen(node->text) != event->data.scalar.length)
		return cp_node_error(
			tree->reader, node, "policy.bad-value", "a text holds a NUL character");
	return CERTPOLICY_OK;
}

static bool
has_anchor_or_tag(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL;
	case YAML_SEQUENCE_START_EVENT:
		return event->data.sequence_start.anchor != NULL ||
		       event->data.sequence_start.tag != NULL;
	case YAML_MAPPING_START_EVENT:
		return event->data.mapping_start.anchor != NULL ||
		       event->data.mapping_start.tag != NULL;
	default:
		return event->type == YAML_ALIAS_EVENT;
	}
}

static int
take_event(growth *tree, const yaml_event_t *event)
{
	if (has_anchor_or_tag(event))
		return error_at(tree->reader, &event->start_mark, "policy.alias",
			"anchors, aliases and tags of YAML are not taken: use \"extends\", or "
			"quote "
			"the text");
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (tree->n_documents++ > 0)
			return error_at(tree->reader, &event->start_mark, "policy.syntax",
				"a second document begins: one file holds one");
		return CERTPOLICY_OK;
	case YAML_STREAM_END_EVENT:
		tree->done = true;
		return CERTPOLICY_OK;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		return close_container(tree);
	case YAML_SCALAR_EVENT:
		return expects_key(tree) ? take_key(tree, event) : take_scalar(tree, event);
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT:
		if (expects_key(tree))
			return take_key(tree, event);
		return open_container(tree, event,
			event->type == YAML_MAPPING_START_EVENT ? CP_NODE_MAPPING
								: CP_NODE_SEQUENCE);
	default:
		return CERTPOLICY_OK;
	}
}

static int
read_events(growth *tree, yaml_parser_t *parser)
{
	yaml_event_t event;
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK && !tree->done) {
		if (yaml_parser_parse(parser, &event) == 0)
			return syntax_error(tree->reader, parser);
		status = take_event(tree, &event);
		yaml_event_delete(&event);
	}
	return status;
}

static int
check_text(const cp_reader *reader, cp_bytes *text)
{
	static const uint8_t mark[] = {0xef, 0xbb, 0xbf};
	const char *wrong = NULL, *code = "policy.syntax";

	if (text->len >= sizeof(mark) && memcmp(text->data, mark, sizeof(mark)) == 0)
		*text = cp_bytes_of(text->data + sizeof(mark), text->len - sizeof(mark));
	if (text->len > CP_TREE_LARGEST_FILE) {
		wrong = "the file is larger than 1 MiB";
		code = "policy.too-large";
	} else if (!cp_utf8_is_valid(*text)) {
		wrong = "the file is not UTF-8";
	} else if (text->len == 0) {
		wrong = "the file is empty";
	}
	if (wrong == NULL)
		return CERTPOLICY_OK;
	cp_error_set(reader->error, CERTPOLICY_ERROR_BAD_POLICY, code, "%s", wrong);
	cp_error_set_place(reader->error, reader->file, 0, 0);
	return CERTPOLICY_ERROR_BAD_POLICY;
}

int
cp_tree_from_yaml(const cp_reader *reader, cp_bytes text, cp_node **root)
{
	growth tree = {reader, NULL, NULL, 0, 0, 0, NULL, 0, 0, false};
	yaml_parser_t parser;
	int status = check_text(reader, &text);

	if (status != CERTPOLICY_OK)
		return status;
	if (yaml_parser_initialize(&parser) == 0)
		return cp_error_no_memory(reader->error);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, text.data, text.len);
	status = read_events(&tree, &parser);
	yaml_parser_delete(&parser);
	if (status == CERTPOLICY_OK && tree.root == NULL) {
		cp_error_set(reader->error, CERTPOLICY_ERROR_BAD_POLICY, "policy.syntax",
			"the file is empty");
		cp_error_set_place(reader->error, reader->file, 0, 0);
		status = CERTPOLICY_ERROR_BAD_POLICY;
	}
	if (status == CERTPOLICY_OK)
		*root = tree.root;
	return status;
}
