/* Pins, protected names and waivers of a policy: each holds for what it says and no more. */
#include <config.h>
#include "policy/define.h"
#include "base/error.h"
#include "base/text.h"

/* "sha256/" and the base64 of 32 octets. */
#define PIN_TEXT_LEN (7u + 44u)
/* "sha256:" and the hexadecimal of 32 octets. */
#define DIGEST_TEXT_LEN (7u + 64u)

static int
read_spki(cp_definition *definition, const cp_node *node, cp_policy_pin *pin)
{
	const char *text;
	uint8_t decoded[44];
	size_t len = 0;
	int status = cp_node_string(&definition->reader, node, &text);

	if (status != CERTPOLICY_OK)
		return status;
	if (strlen(text) != PIN_TEXT_LEN || strncmp(text, "sha256/", 7) != 0 ||
		!cp_base64_decode(cp_bytes_of_string(text + 7), decoded, &len) || len != 32)
		return cp_node_error(&definition->reader, node, "policy.bad-value",
			"a pin is \"sha256/\" and the base64 of the SHA-256 of a public key, 44 "
			"characters");
	memcpy(pin->pin.spki_sha256, decoded, 32);
	pin->text = cp_arena_strdup(&definition->policy->arena, text);
	return CERTPOLICY_OK;
}

static int
read_pin(cp_definition *definition, const cp_node *node, cp_policy_pin *pin)
{
	static const char *const keys[] = {"spki", "peer", "until", "backup", NULL};
	const cp_reader *reader = &definition->reader;
	const cp_node *child;
	int status;

	pin->place = cp_define_place(definition, node);
	if (node->kind == CP_NODE_SCALAR)
		return read_spki(definition, node, pin);
	status = cp_node_mapping(reader, node, keys);
	if (status != CERTPOLICY_OK)
		return status;
	child = cp_node_find(node, "spki");
	if (child == NULL)
		return cp_node_error(
			reader, node, "policy.missing-key", "a pin needs \"spki\": sha256/BASE64");
	status = read_spki(definition, child, pin);
	child = cp_node_find(node, "peer");
	if (status == CERTPOLICY_OK && child != NULL) {
		pin->pin.has_peer = true;
		status = cp_define_scope_entry(reader, child, &pin->pin.peer);
	}
	child = cp_node_find(node, "until");
	if (status == CERTPOLICY_OK && child != NULL) {
		pin->pin.has_until = true;
		status = cp_node_time(reader, child, &pin->pin.until);
	}
	child = cp_node_find(node, "backup");
	if (status == CERTPOLICY_OK && child != NULL)
		status = cp_node_bool(reader, child, &pin->pin.backup);
	return status;
}

/* The walk takes pins without their places. */
static int
copy_plain_pins(cp_definition *definition)
{
	certpolicy_policy *policy = definition->policy;
	cp_pin *plain = cp_arena_alloc(&policy->arena, policy->n_pins, sizeof(*plain));
	size_t i;

	if (plain == NULL)
		return cp_error_no_memory(definition->reader.error);
	for (i = 0; i < policy->n_pins; i++)
		plain[i] = policy->pins[i].pin;
	policy->plain_pins = plain;
	return CERTPOLICY_OK;
}

int
cp_define_pins(cp_definition *definition, const cp_node *pins)
{
	certpolicy_policy *policy = definition->policy;
	const cp_node *node;
	void *list;
	int status = cp_node_sequence(&definition->reader, pins);

	if (status == CERTPOLICY_OK)
		status = cp_define_extend_list(definition, pins, policy->pins, policy->n_pins,
			pins->n, sizeof(cp_policy_pin), &list);
	if (status != CERTPOLICY_OK)
		return status;
	policy->pins = list;
	for (node = pins->first; node != NULL; node = node->next) {
		status = read_pin(definition, node, &((cp_policy_pin *)list)[policy->n_pins]);
		if (status != CERTPOLICY_OK)
			return status;
		policy->n_pins++;
	}
	return copy_plain_pins(definition);
}

/* Names whose owner is known: more of them can only make a policy stricter. */
int
cp_define_protected_names(cp_definition *definition, const cp_node *names)
{
	certpolicy_policy *policy = definition->policy;
	const cp_node *node;
	cp_scope_entry *entries;
	cp_place *places;
	void *entry_room, *place_room;
	size_t n = policy->n_protected_names;
	int status = cp_node_sequence(&definition->reader, names);

	if (status == CERTPOLICY_OK)
		status = cp_define_extend_list(definition, names, policy->protected_names, n,
			names->n, sizeof(*entries), &entry_room);
	if (status == CERTPOLICY_OK)
		status = cp_define_extend_list(definition, names, policy->protected_name_places, n,
			names->n, sizeof(*places), &place_room);
	if (status != CERTPOLICY_OK)
		return status;
	entries = entry_room;
	places = place_room;
	for (node = names->first; node != NULL; node = node->next, n++) {
		status = cp_define_scope_entry(&definition->reader, node, &entries[n]);
		if (status != CERTPOLICY_OK)
			return status;
		if (entries[n].is_network)
			return cp_node_error(&definition->reader, node, "policy.bad-value",
				"a protected name is a host name or *.suffix, no address");
		places[n] = cp_define_place(definition, node);
	}
	policy->protected_names = entries;
	policy->protected_name_places = places;
	policy->n_protected_names = n;
	return CERTPOLICY_OK;
}

/* The code that a waiver names, or whose rule it names; CP_N_CODES for an application's own. */
static int
check_waived_code(const cp_reader *reader, const cp_node *node, const char *text)
{
	const char *words[CP_N_CODES + 1];
	const cp_rule *rules;
	cp_code code = cp_code_by_name(text);
	size_t n_rules, i;

	if (strncmp(text, "x-", 2) == 0)
		return CERTPOLICY_OK;
	n_rules = cp_rules_list(&rules);
	for (i = 0; code == CP_N_CODES && i < n_rules; i++) {
		if (strcmp(rules[i].id, text) == 0)
			code = rules[i].code;
	}
	if (code == CP_N_CODES) {
		for (i = 0; i < CP_N_CODES; i++)
			words[i] = cp_code_name((cp_code)i);
		words[i] = NULL;
		return cp_node_error(reader, node, "policy.unknown-code",
			"unknown code or rule \"%s\"%s", text, cp_node_hint(reader, text, words));
	}
	if (cp_code_row_of(code)->guard == CP_GUARD_NEVER_WAIVED)
		return cp_node_error(reader, node, "policy.guarded", "\"%s\" is never waived",
			cp_code_name(code));
	return CERTPOLICY_OK;
}

static int
read_waived_code(cp_definition *definition, const cp_node *node, cp_waiver *waiver)
{
	const cp_node *code = cp_node_find(node, "code"), *rule = cp_node_find(node, "rule");
	const char *text;
	int status;

	if ((code == NULL) == (rule == NULL))
		return cp_node_error(&definition->reader, node, "policy.missing-key",
			"a waiver needs \"code\" or \"rule\", one of them");
	if (code == NULL)
		code = rule;
	status = cp_node_string(&definition->reader, code, &text);
	if (status == CERTPOLICY_OK)
		status = check_waived_code(&definition->reader, code, text);
	if (status == CERTPOLICY_OK)
		waiver->code_or_rule = cp_arena_strdup(&definition->policy->arena, text);
	return status;
}

static int
read_waived_certificate(cp_definition *definition, const cp_node *node, cp_waiver *waiver)
{
	const char *text;
	int status = cp_node_string(&definition->reader, node, &text);

	if (status != CERTPOLICY_OK)
		return status;
	if (strlen(text) != DIGEST_TEXT_LEN || strncmp(text, "sha256:", 7) != 0 ||
		!cp_hex_decode(cp_bytes_of_string(text + 7), waiver->certificate))
		return cp_node_error(&definition->reader, node, "policy.bad-value",
			"a certificate is \"sha256:\" and 64 hexadecimal digits, the digest of the "
			"leaf");
	return CERTPOLICY_OK;
}

/* "0.0.0.0/0" and "::/0", whatever digits they are written with. */
static bool
is_every_address(const cp_scope_entry *entry)
{
	static const uint8_t lowest[4] = {0, 0, 0, 0}, highest[4] = {255, 255, 255, 255};

	return entry->is_network &&
	       (entry->prefix_bits == 0 ||
		       (cp_scope_entry_covers_address(entry, cp_bytes_of(lowest, sizeof(lowest))) &&
			       cp_scope_entry_covers_address(
				       entry, cp_bytes_of(highest, sizeof(highest)))));
}

static int
read_waived_peer(cp_definition *definition, const cp_node *node, cp_waiver *waiver)
{
	const char *text;
	int status = cp_node_string(&definition->reader, node, &text);
	bool is_all = status == CERTPOLICY_OK && strcmp(text, "*") == 0;

	if (status == CERTPOLICY_OK && !is_all)
		status = cp_define_scope_entry(&definition->reader, node, &waiver->peer);
	if (status != CERTPOLICY_OK)
		return status;
	if (is_all || is_every_address(&waiver->peer))
		return cp_node_error(&definition->reader, node, "policy.bad-value",
			"a waiver holds for a peer that it names, never for all (\"%s\")", text);
	waiver->peer_text = cp_arena_strdup(&definition->policy->arena, text);
	return CERTPOLICY_OK;
}

static int
read_waiver(cp_definition *definition, const cp_node *node, cp_waiver *waiver)
{
	static const char *const keys[] = {
		"code", "rule", "certificate", "peer", "until", "owner", "reason", NULL};
	const cp_reader *reader = &definition->reader;
	const cp_node *fields[CP_COUNT(keys)];
	const char *owner, *reason;
	size_t i;
	int status = cp_node_mapping(reader, node, keys);

	for (i = 2; status == CERTPOLICY_OK && keys[i] != NULL; i++) {
		fields[i] = cp_node_find(node, keys[i]);
		if (fields[i] == NULL)
			status = cp_node_error(reader, node, "policy.missing-key",
				"a waiver needs \"%s\"", keys[i]);
	}
	if (status == CERTPOLICY_OK)
		status = read_waived_code(definition, node, waiver);
	if (status == CERTPOLICY_OK)
		status = read_waived_certificate(definition, fields[2], waiver);
	if (status == CERTPOLICY_OK)
		status = read_waived_peer(definition, fields[3], waiver);
	if (status == CERTPOLICY_OK)
		status = cp_node_time(reader, fields[4], &waiver->until);
	if (status == CERTPOLICY_OK)
		status = cp_node_string(reader, fields[5], &owner);
	if (status == CERTPOLICY_OK)
		status = cp_node_string(reader, fields[6], &reason);
	if (status != CERTPOLICY_OK)
		return status;
	waiver->owner = cp_arena_strdup(&definition->policy->arena, owner);
	waiver->reason = cp_arena_strdup(&definition->policy->arena, reason);
	waiver->by_floor_file = definition->sets_floor;
	waiver->place = cp_define_place(definition, node);
	return CERTPOLICY_OK;
}

int
cp_define_waivers(cp_definition *definition, const cp_node *waivers)
{
	certpolicy_policy *policy = definition->policy;
	const cp_node *node;
	void *list;
	int status = cp_node_sequence(&definition->reader, waivers);

	if (status == CERTPOLICY_OK)
		status = cp_define_extend_list(definition, waivers, policy->waivers,
			policy->n_waivers, waivers->n, sizeof(cp_waiver), &list);
	if (status != CERTPOLICY_OK)
		return status;
	policy->waivers = list;
	for (node = waivers->first; node != NULL; node = node->next) {
		status = read_waiver(definition, node, &((cp_waiver *)list)[policy->n_waivers]);
		if (status != CERTPOLICY_OK)
			return status;
		policy->n_waivers++;
	}
	return CERTPOLICY_OK;
}
