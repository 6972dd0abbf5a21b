/* DER as a tree: reading, copying, finding children, writing. */
#include <config.h>
#include "mutants/tree.h"
#include "asn1/der.h"

/* Elements inside elements; what lies deeper stays octets. */
#define DEPTH 24

void
tree_clear(der_tree *tree)
{
	tree->n = 0;
	tree->used = 0;
}

cp_bytes
tree_octets(der_tree *tree, const void *data, size_t len)
{
	uint8_t *octets = tree->octets + tree->used;

	if (len > TREE_OCTETS - tree->used)
		len = TREE_OCTETS - tree->used;
	if (len > 0)
		memcpy(octets, data, len);
	tree->used += len;
	return cp_bytes_of(octets, len);
}

tree_node *
tree_node_new(der_tree *tree, uint8_t tag, cp_bytes lead, tree_node *children)
{
	tree_node *node;

	if (tree->n == TREE_NODES)
		return NULL;
	node = &tree->nodes[tree->n++];
	memset(node, 0, sizeof(*node));
	node->tag = tag;
	node->lead = lead;
	node->first = children;
	return node;
}

/* Whether the octets are whole elements, one behind the other. */
static bool
is_elements(cp_bytes octets)
{
	cp_tlv tlv;

	if (octets.len == 0)
		return false;
	while (octets.len > 0) {
		if (cp_der_split(&octets, &tlv) != CP_DER_OK || tlv.flaws != 0 ||
			tlv.tag == CP_DER_HIGH_TAG || tlv.tag == 0)
			return false;
	}
	return true;
}

/* Where elements may begin in the content. */
static bool
opens(const cp_tlv *tlv, size_t *lead)
{
	*lead = tlv->tag == CP_DER_BIT_STRING;
	return ((tlv->tag & 0x20) != 0 || tlv->tag == CP_DER_OCTET_STRING ||
		       tlv->tag == CP_DER_BIT_STRING) &&
	       is_elements(cp_bytes_slice(tlv->content, *lead, tlv->content.len));
}

static tree_node *
read_elements(der_tree *tree, cp_bytes octets, unsigned depth)
{
	tree_node *first = NULL, **end = &first;
	size_t lead;
	cp_tlv tlv;

	while (cp_der_walk(&octets, &tlv)) {
		*end = tree_node_new(tree, (uint8_t)tlv.tag, tlv.content, NULL);
		if (*end == NULL)
			break;
		if (depth < DEPTH && opens(&tlv, &lead)) {
			(*end)->lead = cp_bytes_slice(tlv.content, 0, lead);
			(*end)->first = read_elements(tree,
				cp_bytes_slice(tlv.content, lead, tlv.content.len), depth + 1);
		}
		end = &(*end)->next;
	}
	return first;
}

tree_node *
tree_read(der_tree *tree, cp_bytes der)
{
	cp_bytes own = tree_octets(tree, der.data, der.len), rest = own;
	cp_tlv tlv;

	if (own.len < der.len || cp_der_split(&rest, &tlv) != CP_DER_OK || rest.len > 0 ||
		tlv.flaws != 0 || tlv.tag == CP_DER_HIGH_TAG)
		return NULL;
	return read_elements(tree, own, 0);
}

tree_node *
tree_copy(der_tree *tree, const tree_node *node)
{
	tree_node *copy = tree_node_new(tree, node->tag, node->lead, NULL);
	const tree_node *child;
	tree_node **end;

	if (copy == NULL)
		return NULL;
	/* Another tree may be cleared before this one. */
	copy->lead = tree_octets(tree, node->lead.data, node->lead.len);
	copy->form = node->form;
	copy->lie = node->lie;
	end = &copy->first;
	for (child = node->first; child != NULL; child = child->next) {
		*end = tree_copy(tree, child);
		if (*end == NULL)
			break;
		end = &(*end)->next;
	}
	return copy;
}

size_t
tree_count(const tree_node *node)
{
	const tree_node *child;
	size_t n = 0;

	for (child = node->first; child != NULL; child = child->next)
		n++;
	return n;
}

tree_node *
tree_child(const tree_node *node, size_t n)
{
	tree_node *child = node->first;

	while (child != NULL && n-- > 0)
		child = child->next;
	return child;
}

tree_node **
tree_link(tree_node *parent, const tree_node *child)
{
	tree_node **link = &parent->first;

	while (*link != NULL && *link != child)
		link = &(*link)->next;
	return link;
}

/* The length that the head says. */
static size_t
said(const tree_node *node)
{
	if (node->lie < 0 && node->len < (size_t)-node->lie)
		return 0;
	return node->lie < 0 ? node->len - (size_t)-node->lie : node->len + (size_t)node->lie;
}

static size_t
length_octets(size_t length)
{
	size_t n = 0;

	if (length >= 0x80) {
		for (; length > 0; length >>= 8)
			n++;
	}
	return n;
}

static size_t
whole(const tree_node *node)
{
	switch (node->form) {
	case TREE_MINIMAL:
		return 2 + length_octets(said(node)) + node->len;
	case TREE_LONG:
		return 3 + length_octets(said(node)) + node->len;
	case TREE_INDEFINITE:
		return 4 + node->len;
	case TREE_OPEN:
		return 2 + node->len;
	case TREE_RAW:
		break;
	}
	return node->len;
}

static void
measure(tree_node *node)
{
	tree_node *child;

	node->len = node->lead.len;
	for (child = node->first; child != NULL; child = child->next) {
		measure(child);
		node->len += whole(child);
	}
}

static void
put_length(cp_buf *buf, size_t length, bool longer)
{
	size_t n = length_octets(length), total = n + longer;

	if (longer && n == 0)
		total = 1;
	if (total == 0) {
		cp_buf_append_char(buf, (char)length);
		return;
	}
	cp_buf_append_char(buf, (char)(0x80 | total));
	while (total-- > 0)
		cp_buf_append_char(buf, (char)(total < sizeof(length) ? length >> 8 * total : 0));
}

static void
put(cp_buf *buf, const tree_node *node)
{
	const tree_node *child;

	if (node->form != TREE_RAW)
		cp_buf_append_char(buf, (char)node->tag);
	if (node->form == TREE_MINIMAL || node->form == TREE_LONG)
		put_length(buf, said(node), node->form == TREE_LONG);
	else if (node->form != TREE_RAW)
		cp_buf_append_char(buf, (char)0x80);
	cp_buf_append(buf, node->lead.data, node->lead.len);
	for (child = node->first; child != NULL; child = child->next)
		put(buf, child);
	if (node->form == TREE_INDEFINITE)
		cp_buf_append(buf, "\0", 2);
}

void
tree_write(cp_buf *buf, tree_node *node)
{
	measure(node);
	put(buf, node);
}
