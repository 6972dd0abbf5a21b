/*
 * DER as a tree that can be changed and written again, with every outer length fitted, or with one
 * that lies on purpose. An element whose content is elements again has children, inside OCTET
 * STRING and BIT STRING too. A tree holds what it read and made until it is cleared; when it is
 * full it stays as it is.
 */
#ifndef CP_TESTS_TREE_H
#define CP_TESTS_TREE_H

#include "base/buf.h"
#include "base/bytes.h"

#define TREE_NODES 4096
#define TREE_OCTETS ((size_t)1 << 18)

/* How the length is written. */
typedef enum tree_form {
	TREE_MINIMAL,
	TREE_LONG,       /* an octet more than needed */
	TREE_INDEFINITE, /* with its end-of-contents octets */
	TREE_OPEN,       /* without them */
	TREE_RAW         /* no head at all: the octets alone */
} tree_form;

typedef struct tree_node {
	uint8_t tag;
	tree_form form;
	int lie;       /* added to the length that is written */
	cp_bytes lead; /* content before the children */
	struct tree_node *first, *next;
	size_t len; /* of the content, while writing */
} tree_node;

typedef struct der_tree {
	size_t n, used;
	tree_node nodes[TREE_NODES];
	uint8_t octets[TREE_OCTETS];
} der_tree;

void
tree_clear(der_tree *tree);

/* The one element that `der` is; NULL when it is none, or too large. The octets are copied. */
tree_node *
tree_read(der_tree *tree, cp_bytes der);

/* New octets of the tree's; fewer than asked for when it is full. */
cp_bytes
tree_octets(der_tree *tree, const void *data, size_t len);

/* NULL when the tree is full. */
tree_node *
tree_node_new(der_tree *tree, uint8_t tag, cp_bytes lead, tree_node *children);
tree_node *
tree_copy(der_tree *tree, const tree_node *node);

size_t
tree_count(const tree_node *node);

/* The n-th child; NULL when there are fewer. */
tree_node *
tree_child(const tree_node *node, size_t n);

/* The place that points to `child`, so that it can be taken out or something put before it. */
tree_node **
tree_link(tree_node *parent, const tree_node *child);

void
tree_write(cp_buf *buf, tree_node *node);

#endif
