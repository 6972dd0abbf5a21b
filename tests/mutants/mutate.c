/* Mutants: the table of changes, and what each does to an element. */
#include <config.h>
#include "mutants/mutate.h"
#include "asn1/der.h"

#include <stdio.h>
#include <stdlib.h>

/* An element and what holds it; NULL for the outermost. */
typedef struct place {
	tree_node *node, *parent;
} place;

void
pool_read(const char *file, cert_pool *pool)
{
	FILE *stream = fopen(file, "rb");
	size_t len = 0, at, capacity = 1;
	long size;

	memset(pool, 0, sizeof(*pool));
	if (stream == NULL || fseek(stream, 0, SEEK_END) != 0 || (size = ftell(stream)) < 0)
		exit(99);
	rewind(stream);
	pool->data = malloc((size_t)size + 1);
	if (pool->data == NULL || fread(pool->data, 1, (size_t)size, stream) != (size_t)size)
		exit(99);
	fclose(stream);
	for (at = 0; at + 4 <= (size_t)size; at += 4 + len) {
		const uint8_t *head = pool->data + at;

		len = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 |
		      head[3];
		if (len > (size_t)size - at - 4)
			exit(99);
		if (pool->n + 1 >= capacity) {
			capacity *= 2;
			pool->items = realloc(pool->items, capacity * sizeof(*pool->items));
			if (pool->items == NULL)
				exit(99);
		}
		pool->items[pool->n++] = cp_bytes_of(head + 4, len);
	}
	if (pool->n == 0)
		exit(99);
}

void
pool_free(cert_pool *pool)
{
	free(pool->items);
	free(pool->data);
}

void
mutator_init(mutator *m, const cert_pool *pool)
{
	memset(m, 0, sizeof(*m));
	m->pool = pool;
	m->tree = malloc(sizeof(*m->tree));
	m->donor = malloc(sizeof(*m->donor));
	if (m->tree == NULL || m->donor == NULL)
		exit(99);
}

void
mutator_free(mutator *m)
{
	free(m->tree);
	free(m->donor);
}

void
mutator_seed(mutator *m, uint64_t number)
{
	m->state = number * UINT64_C(0x9e3779b97f4a7c15) + 20261125;
	m->what[0] = '\0';
}

/* SplitMix64 */
size_t
mutator_pick(mutator *m, size_t n)
{
	uint64_t z = m->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return n > 0 ? (size_t)(z % n) : 0;
}

static bool
chance(mutator *m, size_t one_in)
{
	return mutator_pick(m, one_in) == 0;
}

static void
note(mutator *m, const char *what)
{
	size_t len = strlen(m->what);

	snprintf(m->what + len, sizeof(m->what) - len, "%s%s", len > 0 ? " " : "", what);
}

/* Every element below `root`, itself first. */
static size_t
list(tree_node *root, place *places, size_t capacity)
{
	size_t n = 1, i;
	tree_node *child;

	places[0].node = root;
	places[0].parent = NULL;
	for (i = 0; i < n; i++) {
		for (child = places[i].node->first; child != NULL && n < capacity;
			child = child->next) {
			places[n].node = child;
			places[n].parent = places[i].node;
			n++;
		}
	}
	return n;
}

static place
pick_place(mutator *m, tree_node *root)
{
	static place places[TREE_NODES];

	return places[mutator_pick(m, list(root, places, TREE_NODES))];
}

static cp_bytes
hex(mutator *m, const char *digits)
{
	uint8_t octets[64];
	size_t n;
	unsigned octet;

	for (n = 0; n < sizeof(octets) && sscanf(digits + 2 * n, "%2x", &octet) == 1; n++)
		octets[n] = (uint8_t)octet;
	return tree_octets(m->tree, octets, n);
}

/* The content as one run of octets, from here on without children. */
static void
flatten(mutator *m, tree_node *node)
{
	cp_buf buf = CP_BUF_EMPTY;
	tree_node *child;

	if (node->first == NULL)
		return;
	cp_buf_append(&buf, node->lead.data, node->lead.len);
	for (child = node->first; child != NULL; child = child->next)
		tree_write(&buf, child);
	node->lead = tree_octets(m->tree, buf.data, buf.len);
	node->first = NULL;
	cp_buf_clear(&buf);
}

/* A part of the content replaced. */
static void
splice(mutator *m, tree_node *node, size_t at, size_t gone, cp_bytes with)
{
	cp_buf buf = CP_BUF_EMPTY;

	flatten(m, node);
	cp_buf_append(&buf, node->lead.data, at);
	cp_buf_append(&buf, with.data, with.len);
	if (at + gone < node->lead.len)
		cp_buf_append(&buf, node->lead.data + at + gone, node->lead.len - at - gone);
	node->lead = tree_octets(m->tree, buf.data, buf.len);
	cp_buf_clear(&buf);
}

static cp_bytes
random_octets(mutator *m, size_t n)
{
	uint8_t octets[16];
	size_t i;

	for (i = 0; i < n && i < sizeof(octets); i++)
		octets[i] = (uint8_t)mutator_pick(m, 256);
	return tree_octets(m->tree, octets, i);
}

#define HEX(m, texts) hex(m, (texts)[mutator_pick(m, CP_COUNT(texts))])

/* Values by type. */

static void
change_boolean(mutator *m, tree_node *node)
{
	static const char *const values[] = {"00", "01", "ff", "fe", "80", "", "ffff", "00ff"};

	node->lead = HEX(m, values);
}

static void
change_integer(mutator *m, tree_node *node)
{
	static const char *const values[] = {"00", "01", "7f", "80", "ff", "", "0080", "ff80",
		"0000", "ffff", "7fffffff", "00ffffffff", "7fffffffffffffff", "00ffffffffffffffff",
		"010000000000000000", "80000000", "000001"};
	static const char *const signs[] = {"00", "ff", "0000", "80", "7f"};

	if (chance(m, 2) || node->lead.len == 0)
		node->lead = HEX(m, values);
	else
		splice(m, node, 0, mutator_pick(m, 2), HEX(m, signs));
}

static void
change_bits(mutator *m, tree_node *node)
{
	static const char *const values[] = {"", "00", "0000", "0780", "0520", "0106", "020004",
		"0000ff", "0801", "0780ff", "06c0", "05a0", "07ff", "000080", "0186", "ff00",
		"070080", "0106ff"};

	flatten(m, node);
	if (chance(m, 2) || node->lead.len == 0)
		node->lead = HEX(m, values);
	else if (chance(m, 2))
		splice(m, node, 0, 1, random_octets(m, 1));
	else
		splice(m, node, node->lead.len, 0, hex(m, "00"));
}

static void
change_oid(mutator *m, tree_node *node)
{
	static const char *const known[] = {"551d0f", "551d11", "551d12", "551d13", "551d1e",
		"551d1f", "551d20", "551d21", "551d23", "551d24", "551d25", "551d36", "551d0e",
		"551d2e", "551d2000", "551d2500", "2b06010505070301", "2b06010505070302",
		"2b06010505070101", "2b0601050507010b", "2b06010505070118", "2b06010401d679020402",
		"2b06010401d679020403", "2a8648ce3d040302", "2a8648ce3d040303",
		"2a864886f70d01010b", "2a864886f70d010105", "2a864886f70d010101", "2a8648ce3d0201",
		"2a8648ce3d030107", "2b81040022", "2b6570", "550403", "550406", "55040a",
		"2a864886f70d010901", "0992268993f22c640119", "67810c010201", "67810c010202",
		"67810c0101", "", "80", "5580", "551d", "ff", "28", "7f", "8837", "2a80864886f70d",
		"550480", "81", "2b8fffffffffffffffff7f", "2bffffffffffffffffff7f"};

	if (chance(m, 2) || node->lead.len == 0)
		node->lead = HEX(m, known);
	else if (chance(m, 2))
		splice(m, node, mutator_pick(m, node->lead.len), 0, hex(m, "80"));
	else
		splice(m, node, node->lead.len - 1, 1, random_octets(m, 1 + mutator_pick(m, 2)));
}

static void
change_time(mutator *m, tree_node *node)
{
	static const char *const texts[] = {"200101000000Z", "491231235959Z", "500101000000Z",
		"20200101000000Z", "20491231235959Z", "20500101000000Z", "99991231235959Z",
		"2001010000Z", "202001010000Z", "200101000000+0000", "20200101000000+0000",
		"20200101000000.0Z", "20200101000000.5Z", "20200101000000", "200101000000",
		"200101240000Z", "200101235960Z", "200230000000Z", "20210229000000Z",
		"20200229000000Z", "200001000000Z", "201301000000Z", "200100000000Z",
		"200132000000Z", "200101006000Z", "20010100000 Z", "+00101000000Z", "", "Z",
		"00000101000000Z", "19500101000000Z", "20200101000000z", "2 0101000000Z",
		"20200101000000,0Z", "200101000000-0700", "20200101000000-0700"};
	const char *text = texts[mutator_pick(m, CP_COUNT(texts))];

	if (chance(m, 3) && node->lead.len > 0) {
		splice(m, node, mutator_pick(m, node->lead.len), 1,
			tree_octets(m->tree, "0123456789Z+-. " + mutator_pick(m, 15), 1));
		return;
	}
	node->lead = tree_octets(m->tree, text, strlen(text));
	if (chance(m, 2))
		node->tag = strlen(text) > 13 ? CP_DER_GENERALIZED_TIME : CP_DER_UTC_TIME;
}

static void
change_string(mutator *m, tree_node *node)
{
	static const char *const parts[] = {"00", "2a", "2a2e", "2e", "40", "20", "0a", "0d", "7f",
		"80", "ff", "5f", "2d", "2c", "2b", "c080", "c3a9", "eda080", "f4908080", "e2808e",
		"0000", "d800", "41", "2f", "25", "5c", "3a", "5b", "1b", "a0", "2e2e", "786e2d2d"};
	size_t at = chance(m, 3) ? node->lead.len : mutator_pick(m, node->lead.len + 1);

	splice(m, node, chance(m, 4) ? 0 : at, mutator_pick(m, 2), HEX(m, parts));
}

static void
change_null(mutator *m, tree_node *node)
{
	node->lead = random_octets(m, 1 + mutator_pick(m, 2));
}

/* Octets of any type. */
static void
change_octets(mutator *m, tree_node *node)
{
	uint8_t *octet;

	flatten(m, node);
	switch (node->lead.len == 0 ? 3 : mutator_pick(m, 6)) {
	case 0:
		node->lead = cp_bytes_slice(
			node->lead, 0, node->lead.len - 1 - mutator_pick(m, node->lead.len));
		break;
	case 1:
		node->lead = cp_bytes_slice(node->lead, 1, node->lead.len);
		break;
	case 2:
		node->lead = CP_BYTES_NONE;
		break;
	case 3:
		splice(m, node, node->lead.len, 0, random_octets(m, 1 + mutator_pick(m, 4)));
		break;
	default:
		node->lead = tree_octets(m->tree, node->lead.data, node->lead.len);
		octet = (uint8_t *)(uintptr_t)node->lead.data;
		octet[mutator_pick(m, node->lead.len)] ^= (uint8_t)(1u << mutator_pick(m, 8));
		break;
	}
}

static bool
is_string(unsigned tag)
{
	return tag == CP_DER_UTF8_STRING || tag == CP_DER_NUMERIC_STRING ||
	       tag == CP_DER_PRINTABLE_STRING || tag == CP_DER_TELETEX_STRING ||
	       tag == CP_DER_IA5_STRING || tag == CP_DER_VISIBLE_STRING ||
	       tag == CP_DER_UNIVERSAL_STRING || tag == CP_DER_BMP_STRING || (tag & 0xe0) == 0x80;
}

static void
change_value(mutator *m, tree_node *root)
{
	place at = pick_place(m, root);

	note(m, "value");
	if (chance(m, 6))
		change_octets(m, at.node);
	else if (at.node->tag == CP_DER_BOOLEAN)
		change_boolean(m, at.node);
	else if (at.node->tag == CP_DER_INTEGER)
		change_integer(m, at.node);
	else if (at.node->tag == CP_DER_BIT_STRING)
		change_bits(m, at.node);
	else if (at.node->tag == CP_DER_OID)
		change_oid(m, at.node);
	else if (at.node->tag == CP_DER_UTC_TIME || at.node->tag == CP_DER_GENERALIZED_TIME)
		change_time(m, at.node);
	else if (at.node->tag == CP_DER_NULL)
		change_null(m, at.node);
	else if (is_string(at.node->tag))
		change_string(m, at.node);
	else
		change_octets(m, at.node);
}

/* The element itself. */

static void
change_tag(mutator *m, tree_node *root)
{
	static const uint8_t tags[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x12, 0x13,
		0x14, 0x16, 0x17, 0x18, 0x1a, 0x1c, 0x1e, 0x30, 0x31, 0x80, 0x81, 0x82, 0x83, 0x84,
		0x85, 0x86, 0x87, 0x88, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0x00, 0x1f, 0x24, 0x23, 0x2c,
		0x10, 0x70, 0xbf};
	static const uint8_t strings[] = {0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a, 0x1c, 0x1e, 0x1b};
	place at = pick_place(m, root);

	note(m, "tag");
	if (is_string(at.node->tag) && at.node->tag < 0x80 && chance(m, 2))
		at.node->tag = strings[mutator_pick(m, sizeof(strings))];
	else if (chance(m, 3))
		at.node->tag ^= 0x20;
	else if (at.node->tag >= 0x80 && chance(m, 2))
		at.node->tag = (uint8_t)((at.node->tag & 0xe0) | mutator_pick(m, 10));
	else
		at.node->tag = tags[mutator_pick(m, sizeof(tags))];
}

static void
change_length(mutator *m, tree_node *root)
{
	static const int lies[] = {-1, 1, -2, 2, 127, -5, 1000, 70000};
	place at = pick_place(m, root);

	note(m, "length");
	switch (mutator_pick(m, 5)) {
	case 0:
	case 1:
		at.node->form = TREE_LONG;
		break;
	case 2:
		at.node->form = TREE_INDEFINITE;
		at.node->tag |= chance(m, 2) ? 0x20 : 0;
		break;
	case 3:
		at.node->form = TREE_OPEN;
		break;
	default:
		at.node->lie = lies[mutator_pick(m, CP_COUNT(lies))];
		break;
	}
}

static void
remove_element(mutator *m, tree_node *root)
{
	place at = pick_place(m, root);

	note(m, "remove");
	if (at.parent != NULL)
		*tree_link(at.parent, at.node) = at.node->next;
}

static void
repeat_element(mutator *m, tree_node *root)
{
	place at = pick_place(m, root);
	tree_node *copy = at.parent != NULL ? tree_copy(m->tree, at.node) : NULL;

	note(m, "repeat");
	if (copy != NULL) {
		copy->next = at.node->next;
		at.node->next = copy;
	}
}

static void
swap_elements(mutator *m, tree_node *root)
{
	place at = pick_place(m, root);
	tree_node *next = at.node->next;

	note(m, "swap");
	if (at.parent == NULL || next == NULL)
		return;
	*tree_link(at.parent, at.node) = next;
	at.node->next = next->next;
	next->next = at.node;
}

static void
reverse_elements(mutator *m, tree_node *root)
{
	place at = pick_place(m, root);
	tree_node *child = at.node->first, *next;

	note(m, "reverse");
	at.node->first = NULL;
	for (; child != NULL; child = next) {
		next = child->next;
		child->next = at.node->first;
		at.node->first = child;
	}
}

/* Somewhere under `parent`, as its n-th child. */
static void
insert(tree_node *parent, size_t n, tree_node *node)
{
	tree_node **link = &parent->first;

	while (*link != NULL && n-- > 0)
		link = &(*link)->next;
	node->next = *link;
	*link = node;
}

static void
wrap_element(mutator *m, tree_node *root)
{
	static const uint8_t tags[] = {0x30, 0x31, 0x04, 0xa0, 0x24};
	place at = pick_place(m, root);
	tree_node *inner = tree_copy(m->tree, at.node);

	note(m, "wrap");
	if (inner == NULL)
		return;
	at.node->tag = tags[mutator_pick(m, sizeof(tags))];
	at.node->lead = CP_BYTES_NONE;
	at.node->first = inner;
}

static void
unwrap_element(mutator *m, tree_node *root)
{
	place at = pick_place(m, root);
	tree_node *last = at.node->first;

	note(m, "unwrap");
	if (at.parent == NULL || last == NULL)
		return;
	while (last->next != NULL)
		last = last->next;
	last->next = at.node->next;
	*tree_link(at.parent, at.node) = at.node->first;
}

static void
move_element(mutator *m, tree_node *root)
{
	place from = pick_place(m, root), to;
	tree_node *copy = from.parent != NULL ? tree_copy(m->tree, from.node) : NULL;

	note(m, "move");
	if (copy == NULL)
		return;
	*tree_link(from.parent, from.node) = from.node->next;
	to = pick_place(m, root);
	if (to.node->first != NULL)
		insert(to.node, mutator_pick(m, tree_count(to.node) + 1), copy);
}

static void
insert_element(mutator *m, tree_node *root)
{
	static const char *const elements[] = {"0500", "0101ff", "010100", "020100", "0400", "3000",
		"3100", "0000", "0c00", "8000", "a000", "06032a0304", "030100", "1300"};
	place at = pick_place(m, root);
	tree_node *node = tree_read(m->tree, HEX(m, elements));

	note(m, "insert");
	if (node != NULL && (at.node->tag & 0x20) != 0)
		insert(at.node, mutator_pick(m, tree_count(at.node) + 1), node);
}

/* Parts of another certificate. */

static tree_node *
pick_donor(mutator *m)
{
	size_t tries;
	tree_node *root = NULL;

	for (tries = 0; root == NULL && tries < 4; tries++) {
		tree_clear(m->donor);
		root = tree_read(m->donor, m->pool->items[mutator_pick(m, m->pool->n)]);
	}
	return root;
}

/* In place of an element another of its tag, or of any. */
static void
graft_element(mutator *m, tree_node *root)
{
	place at = pick_place(m, root), from = {NULL, NULL};
	tree_node *donor = pick_donor(m), *copy;
	size_t tries;

	note(m, "graft");
	if (donor == NULL || at.parent == NULL)
		return;
	for (tries = 0; tries < 16; tries++) {
		from = pick_place(m, donor);
		if (from.node->tag == at.node->tag)
			break;
	}
	copy = tree_copy(m->tree, from.node);
	if (copy != NULL) {
		copy->next = at.node->next;
		*tree_link(at.parent, at.node) = copy;
	}
}

/* The SEQUENCE OF Extension of a certificate or of its TBSCertificate. */
static tree_node *
extensions_of(tree_node *root)
{
	tree_node *child;
	unsigned depth;

	for (depth = 0; root != NULL && depth < 2; depth++, root = root->first) {
		for (child = root->first; child != NULL; child = child->next) {
			if (child->tag == CP_DER_CONTEXT_CONSTRUCTED(3))
				return child->first;
		}
	}
	return NULL;
}

static tree_node *
pick_child(mutator *m, const tree_node *parent)
{
	return parent != NULL ? tree_child(parent, mutator_pick(m, tree_count(parent))) : NULL;
}

static void
splice_extension(mutator *m, tree_node *root)
{
	tree_node *extensions = extensions_of(root), *donor = pick_donor(m), *from, *copy, *old;

	note(m, "extension");
	from = donor != NULL ? pick_child(m, extensions_of(donor)) : NULL;
	copy = from != NULL && extensions != NULL ? tree_copy(m->tree, from) : NULL;
	if (copy == NULL)
		return;
	old = pick_child(m, extensions);
	if (old != NULL && chance(m, 2)) {
		copy->next = old->next;
		*tree_link(extensions, old) = copy;
	} else {
		insert(extensions, mutator_pick(m, tree_count(extensions) + 1), copy);
	}
}

static void
flip_critical(mutator *m, tree_node *root)
{
	tree_node *extension = pick_child(m, extensions_of(root)), *second, *flag;

	note(m, "critical");
	second = extension != NULL ? tree_child(extension, 1) : NULL;
	if (second == NULL)
		return;
	if (second->tag == CP_DER_BOOLEAN) {
		if (chance(m, 2))
			*tree_link(extension, second) = second->next;
		else
			second->lead = hex(m, "00");
		return;
	}
	flag = tree_node_new(m->tree, CP_DER_BOOLEAN, hex(m, chance(m, 4) ? "00" : "ff"), NULL);
	if (flag != NULL)
		insert(extension, 1, flag);
}

/* Changes inside one extension: half of all that a certificate says stands there. */
static void
change_extension(mutator *m, tree_node *root)
{
	static void (*const changes[])(mutator *, tree_node *) = {change_value, change_value,
		change_value, change_tag, change_length, remove_element, repeat_element,
		swap_elements, insert_element, graft_element};
	tree_node *extension = pick_child(m, extensions_of(root));

	if (extension != NULL)
		changes[mutator_pick(m, CP_COUNT(changes))](m, extension);
}

static void (*const changes[])(mutator *, tree_node *) = {change_value, change_value, change_value,
	change_value, change_tag, change_tag, change_length, change_length, remove_element,
	repeat_element, swap_elements, reverse_elements, wrap_element, unwrap_element, move_element,
	insert_element, graft_element, graft_element, splice_extension, splice_extension,
	flip_critical, change_extension, change_extension, change_extension, change_extension};

static void
change_blindly(mutator *m, cp_bytes der, cp_buf *out)
{
	size_t at = mutator_pick(m, der.len), n = 1 + mutator_pick(m, 4), kind = mutator_pick(m, 6);
	cp_bytes some = random_octets(m, n);
	char octet = at < der.len ? (char)der.data[at] : 0;

	note(m, "blind");
	cp_buf_append(out, der.data, at);
	if (kind == 0)
		cp_buf_append(out, some.data, some.len);
	else if (kind == 1)
		at += n;
	else if (kind == 2 && at < der.len)
		cp_buf_append(out, some.data, 1);
	else if (at < der.len)
		cp_buf_append_char(out, (char)(octet ^ (char)(1u << mutator_pick(m, 8))));
	at += kind > 1;
	if (at < der.len)
		cp_buf_append(out, der.data + at, der.len - at);
	if (chance(m, 20))
		cp_buf_append(out, some.data, some.len);
}

void
mutate(mutator *m, cp_bytes der, cp_buf *out)
{
	tree_node *root;
	size_t n = 1;

	tree_clear(m->tree);
	root = tree_read(m->tree, der);
	if (root == NULL || chance(m, 8)) {
		change_blindly(m, der, out);
		return;
	}
	while (n < 5 && chance(m, 4))
		n++;
	while (n-- > 0)
		changes[mutator_pick(m, CP_COUNT(changes))](m, root);
	tree_write(out, root);
}
