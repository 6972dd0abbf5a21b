/*
 * What a policy file or an inline policy object says, before it is understood: nodes with places.
 * YAML and JSON become the same tree, so that one reader serves both.
 */
#ifndef CP_POLICY_TREE_H
#define CP_POLICY_TREE_H

#include "base/arena.h"

#include <certpolicy/types.h>

typedef enum cp_node_kind { CP_NODE_SCALAR, CP_NODE_SEQUENCE, CP_NODE_MAPPING } cp_node_kind;

/* How a scalar was written, which says what it can stand for. */
typedef enum cp_scalar_style {
	CP_SCALAR_PLAIN,  /* YAML without quotes: what the schema wants there */
	CP_SCALAR_STRING, /* quoted, or a JSON string */
	CP_SCALAR_NUMBER, /* JSON only, as are the next two */
	CP_SCALAR_BOOL,
	CP_SCALAR_NULL
} cp_scalar_style;

typedef struct cp_node cp_node;

struct cp_node {
	cp_node_kind kind;
	cp_scalar_style style;
	const char *text; /* scalar: valid UTF-8 without NUL */
	size_t line, column; /* from 1; 0 in inline objects */
	const char *key;     /* inside a mapping; NULL elsewhere */
	size_t key_line, key_column;
	cp_node *parent, *next; /* next sibling */
	cp_node *first, *last;  /* children */
	size_t n;               /* children */
};

/* What a reader of nodes carries with it. */
typedef struct cp_reader {
	cp_arena *arena;         /* what is read goes here */
	const char *file;        /* for places; NULL: an inline object */
	const char *folder;      /* what relative paths start from: "" or "…/" */
	certpolicy_error **error;
} cp_reader;

/* Bounds of a policy file, far beyond what people write. */
#define CP_TREE_LARGEST_FILE 1048576u /* octets */
#define CP_TREE_DEEPEST 32u
#define CP_TREE_MOST_NODES 100000u

/* Reads YAML (JSON too) into reader->arena. */
CP_CHECK_RESULT int
cp_tree_from_yaml(const cp_reader *reader, cp_bytes text, cp_node **root);

/* A JSON value as cp_json_compact leaves it; nothing of it is kept. `key` names the root in
 * messages. */
CP_CHECK_RESULT int
cp_tree_from_json(const cp_reader *reader, cp_bytes text, const char *key, cp_node **root);

/* For those two: a new node below `parent` (NULL: the root); bounds are checked. */
CP_CHECK_RESULT int
cp_tree_append(const cp_reader *reader, cp_node *parent, size_t *n_nodes, cp_node **node);

/* Sets an error at the node (its value) or at its key, returns CERTPOLICY_ERROR_BAD_POLICY. */
int
cp_node_error(const cp_reader *reader, const cp_node *node, const char *code, const char *format,
	...) CP_PRINTF(4, 5);
int
cp_node_key_error(const cp_reader *reader, const cp_node *node, const char *code,
	const char *format, ...) CP_PRINTF(4, 5);

/* Fails on two equal keys of a mapping. */
CP_CHECK_RESULT int
cp_node_check_duplicates(const cp_reader *reader, const cp_node *mapping);

/* The child of that key, or NULL. */
const cp_node *
cp_node_find(const cp_node *mapping, const char *key);

/* Typed reading; each is an error in its own words when the node is something else. `*out` is
 * arena memory or the node's own text. */
CP_CHECK_RESULT int
cp_node_mapping(const cp_reader *reader, const cp_node *node, const char *const *keys);
CP_CHECK_RESULT int
cp_node_sequence(const cp_reader *reader, const cp_node *node);
CP_CHECK_RESULT int
cp_node_string(const cp_reader *reader, const cp_node *node, const char **out);
CP_CHECK_RESULT int
cp_node_integer(const cp_reader *reader, const cp_node *node, int64_t min, int64_t max, int64_t *out);
CP_CHECK_RESULT int
cp_node_bool(const cp_reader *reader, const cp_node *node, bool *out);
/* RFC 3339, or a bare day that ends in UTC. */
CP_CHECK_RESULT int
cp_node_time(const cp_reader *reader, const cp_node *node, int64_t *out);

/* `"; did you mean \"…\"?"` or `""`; arena. */
const char *
cp_node_hint(const cp_reader *reader, const char *word, const char *const *words);

#endif
