/*
 * Finds places in a policy file by the marks of libyaml, and puts text there. New entries come
 * first in their list or mapping, since that is where a mark stands in every layout. What is put in
 * is JSON in one line where it can be, which is YAML as well.
 */
#include <config.h>
#include "policy_edit.h"
#include "policy_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* A change comes to a policy, a route, a zone and three lists. */
#define MOST_SPLICES 8

/* Octets to be taken out at a place, and put in there. */
typedef struct splice {
	size_t at, cut;
	char *text; /* owned */
} one_splice;

typedef struct edit_state {
	const char *text;
	yaml_document_t document;
	const cli_policy_change *change;
	one_splice splices[MOST_SPLICES];
	size_t n;
	const char *reason; /* NULL while all is well */
} edit_state;

static const char no_memory[] = "out of memory";

/* ---- places ---- */

/* A mark counts letters. */
static size_t
offset_of(const char *text, size_t letters)
{
	size_t at = 0;

	while (letters > 0 && text[at] != '\0') {
		at++;
		while (((unsigned char)text[at] & 0xc0) == 0x80)
			at++;
		letters--;
	}
	return at;
}

static yaml_node_t *
member(edit_state *edit, yaml_node_t *map, const char *key)
{
	yaml_node_pair_t *pair;
	yaml_node_t *name;

	if (map == NULL || map->type != YAML_MAPPING_NODE)
		return NULL;
	for (pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top; pair++) {
		name = yaml_document_get_node(&edit->document, pair->key);
		if (name->type == YAML_SCALAR_NODE &&
			strcmp((const char *)name->data.scalar.value, key) == 0)
			return yaml_document_get_node(&edit->document, pair->value);
	}
	return NULL;
}

static const char *
scalar(yaml_node_t *node)
{
	return node != NULL && node->type == YAML_SCALAR_NODE
		       ? (const char *)node->data.scalar.value
		       : "";
}

static bool
is_flow(const yaml_node_t *node)
{
	return node->type == YAML_MAPPING_NODE
		       ? node->data.mapping.style == YAML_FLOW_MAPPING_STYLE
		       : node->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE;
}

static bool
is_empty(const yaml_node_t *node)
{
	return node->type == YAML_MAPPING_NODE
		       ? node->data.mapping.pairs.start == node->data.mapping.pairs.top
		       : node->data.sequence.items.start == node->data.sequence.items.top;
}

/* Takes the text over. */
static void
add_splice(edit_state *edit, size_t at, size_t cut, char *text)
{
	if (text == NULL || edit->n == MOST_SPLICES) {
		edit->reason = text == NULL ? no_memory : "it is too much at a time";
		free(text);
		return;
	}
	edit->splices[edit->n++] = (one_splice){at, cut, text};
}

/* ---- putting in ---- */

/* Something at the front of a list or a mapping, as `put` writes it for a line and for a block. */
typedef void
put_entry(FILE *out, const void *what, int indent);

static void
put_first(edit_state *edit, const yaml_node_t *node, put_entry *put, const void *what)
{
	bool list = node->type == YAML_SEQUENCE_NODE, flow = is_flow(node);
	size_t at = offset_of(edit->text, node->start_mark.index), len;
	int indent = (int)node->start_mark.column;
	char *text = NULL;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL) {
		edit->reason = no_memory;
		return;
	}
	if (!flow && list)
		fputs("- ", out);
	put(out, what, flow ? -1 : indent);
	if (flow)
		fputs(is_empty(node) ? "" : ", ", out);
	else
		fprintf(out, "%s%*s", list ? "\n" : "", indent, "");
	if (fclose(out) != 0)
		edit->reason = no_memory;
	add_splice(edit, flow ? at + 1 : at, 0, text);
}

static void
put_item(FILE *out, const void *what, int indent)
{
	(void)indent;
	cli_policy_put_json(out, what);
}

static void
put_route_entry(FILE *out, const void *what, int indent)
{
	(void)indent;
	cli_policy_put_route(out, what);
}

static void
put_peer_entry(FILE *out, const void *what, int indent)
{
	(void)indent;
	cli_policy_put_string(out, ((const cli_policy_change *)what)->peer);
}

static void
put_policy_entry(FILE *out, const void *what, int indent)
{
	if (indent < 0)
		cli_policy_put_line(out, what);
	else
		cli_policy_put_block(out, what, indent);
}

/* A key that the mapping does not have, with the first entry of what it leads to. */
typedef struct key_entry {
	const char *key;
	const char *open, *close; /* around it, in a line */
	put_entry *put;
	const void *what;
} key_entry;

static void
put_new_key(FILE *out, const void *what, int indent)
{
	const key_entry *new = what;

	if (indent < 0)
		fprintf(out, "\"%s\": %s", new->key, new->open);
	else
		fprintf(out, "%s: %s", new->key, new->open);
	new->put(out, new->what, -1);
	fprintf(out, "%s%s", new->close, indent < 0 ? "" : "\n");
}

/* Puts an entry into what a key of a mapping leads to, which is a list or another mapping. */
static void
put_under(edit_state *edit, yaml_node_t *map, const char *key, bool list, put_entry *put,
	const void *what)
{
	const key_entry new = {key, list ? "[" : "{", list ? "]" : "}", put, what};
	yaml_node_t *node = member(edit, map, key);

	if (node == NULL)
		put_first(edit, map, put_new_key, &new);
	else if (node->type == (list ? YAML_SEQUENCE_NODE : YAML_MAPPING_NODE))
		put_first(edit, node, put, what);
	else
		edit->reason = "a part of the file that should be a list or a mapping is none";
}

static void
put_all_items(FILE *out, const void *what, int indent)
{
	const json_t *item;
	size_t i;

	(void)indent;
	json_array_foreach((const json_t *)what, i, item)
	{
		fputs(i > 0 ? ", " : "", out);
		cli_policy_put_json(out, item);
	}
}

static void
put_items(edit_state *edit, yaml_node_t *policy, const char *key, const json_t *items)
{
	const json_t *item;
	size_t i;

	if (json_array_size(items) > 0 && member(edit, policy, key) == NULL) {
		put_under(edit, policy, key, true, put_all_items, items);
		return;
	}
	json_array_foreach(items, i, item)
	{
		put_under(edit, policy, key, true, put_item, item);
	}
}

/* ---- a key in the place of another ---- */

static void
replace_scalar(edit_state *edit, const yaml_node_t *node, const char *value)
{
	size_t at = offset_of(edit->text, node->start_mark.index), len;
	char *text = NULL;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL) {
		edit->reason = no_memory;
		return;
	}
	cli_policy_put_string(out, value);
	fclose(out);
	add_splice(edit, at, offset_of(edit->text, node->end_mark.index) - at, text);
}

static void
replace_pin(edit_state *edit, yaml_node_t *policy)
{
	yaml_node_t *pins = member(edit, policy, "pins"), *pin, *until;
	yaml_node_item_t *item;

	if (pins == NULL || pins->type != YAML_SEQUENCE_NODE) {
		edit->reason = "there is no pin to be replaced in this file";
		return;
	}
	for (item = pins->data.sequence.items.start; item < pins->data.sequence.items.top; item++) {
		pin = yaml_document_get_node(&edit->document, *item);
		if (strcmp(scalar(member(edit, pin, "peer")), edit->change->peer) != 0)
			continue;
		replace_scalar(edit, member(edit, pin, "spki"), edit->change->new_key);
		until = member(edit, pin, "until");
		if (until != NULL)
			replace_scalar(edit, until, edit->change->until);
		return;
	}
	edit->reason = "the pin to be replaced is not in this file";
}

/* ---- the whole ---- */

static bool
has_route(edit_state *edit, yaml_node_t *routes)
{
	yaml_node_t *route;

	if (routes == NULL || routes->type != YAML_SEQUENCE_NODE ||
		routes->data.sequence.items.start == routes->data.sequence.items.top)
		return false;
	route = yaml_document_get_node(&edit->document, *routes->data.sequence.items.start);
	return strcmp(scalar(member(edit, route, "peer")), edit->change->peer) == 0 &&
	       strcmp(scalar(member(edit, route, "policy")), edit->change->policy) == 0;
}

static bool
has_peer(edit_state *edit, yaml_node_t *list)
{
	yaml_node_item_t *item;

	if (list == NULL || list->type != YAML_SEQUENCE_NODE)
		return false;
	for (item = list->data.sequence.items.start; item < list->data.sequence.items.top; item++) {
		if (strcmp(scalar(yaml_document_get_node(&edit->document, *item)),
			    edit->change->peer) == 0)
			return true;
	}
	return false;
}

static void
put_peer_list(FILE *out, const void *what, int indent)
{
	(void)indent;
	fputs("\"internal\": [", out);
	cli_policy_put_string(out, ((const cli_policy_change *)what)->peer);
	fputc(']', out);
}

static void
put_zone(edit_state *edit, yaml_node_t *root)
{
	yaml_node_t *zones = member(edit, root, "zones");

	if (zones == NULL || zones->type != YAML_MAPPING_NODE)
		put_under(edit, root, "zones", false, put_peer_list, edit->change);
	else if (!has_peer(edit, member(edit, zones, "internal")))
		put_under(edit, zones, "internal", true, put_peer_entry, edit->change);
}

static void
put_change(edit_state *edit)
{
	const cli_policy_change *change = edit->change;
	yaml_node_t *root = yaml_document_get_root_node(&edit->document), *policy;

	if (root == NULL || root->type != YAML_MAPPING_NODE) {
		edit->reason = "the file is no mapping";
		return;
	}
	policy = member(edit, member(edit, root, "policies"), change->policy);
	if (change->new_key != NULL) {
		replace_pin(edit, policy);
		put_items(edit, policy, "anchors", change->anchors);
	} else if (policy == NULL) {
		put_under(edit, root, "policies", false, put_policy_entry, change);
	} else {
		put_items(edit, policy, "anchors", change->anchors);
		put_items(edit, policy, "pins", change->pins);
		put_items(edit, policy, "waivers", change->waivers);
	}
	if (!has_route(edit, member(edit, root, "routes")))
		put_under(edit, root, "routes", true, put_route_entry, change);
	if (change->is_internal)
		put_zone(edit, root);
}

/* The last place first. Of two at one place the one that came later stands in front. */
static int
by_place(const void *a, const void *b)
{
	const one_splice *first = a, *second = b;

	return first->at < second->at ? -1 : first->at > second->at;
}

static char *
put_together(edit_state *edit)
{
	char *text = NULL;
	size_t len, at = 0, i;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL)
		return NULL;
	qsort(edit->splices, edit->n, sizeof(edit->splices[0]), by_place);
	for (i = 0; i < edit->n; i++) {
		fwrite(edit->text + at, 1, edit->splices[i].at - at, out);
		fputs(edit->splices[i].text, out);
		at = edit->splices[i].at + edit->splices[i].cut;
	}
	fputs(edit->text + at, out);
	return fclose(out) == 0 ? text : NULL;
}

static char *
change_text(const char *before, size_t len, const cli_policy_change *change, const char **reason)
{
	edit_state edit = {.text = before, .change = change};
	yaml_parser_t parser;
	char *text = NULL;
	size_t i;

	*reason = no_memory;
	if (!yaml_parser_initialize(&parser))
		return NULL;
	yaml_parser_set_input_string(&parser, (const unsigned char *)before, len);
	if (yaml_parser_load(&parser, &edit.document)) {
		put_change(&edit);
		if (edit.reason == NULL)
			text = put_together(&edit);
		*reason = edit.reason != NULL ? edit.reason : no_memory;
		for (i = 0; i < edit.n; i++)
			free(edit.splices[i].text);
		yaml_document_delete(&edit.document);
	} else {
		*reason = "the file is no YAML";
	}
	yaml_parser_delete(&parser);
	return text;
}

bool
cli_policy_draft_make(cli_policy_draft *draft, const cli_policy_change *change, const char **reason)
{
	free(draft->text);
	*reason = no_memory;
	draft->text = draft->before == NULL
			      ? cli_policy_write_new(change)
			      : change_text(draft->before, draft->before_len, change, reason);
	return draft->text != NULL;
}
