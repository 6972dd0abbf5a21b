/*
 * The digest of a policy: SHA-256 over a canonical form of all that it says. Cells and parameters
 * stand in the order of the table; pins, anchors, waivers and the like as sorted lines.
 */
#include <config.h>
#include "policy/policy.h"
#include "asn1/oid.h"
#include "base/buf.h"
#include "crypto/crypto.h"

#include <inttypes.h>
#include <stdlib.h>

/* Lines under way; the arena serves this digest only. */
typedef struct line_list {
	cp_arena arena;
	const char **lines;
	size_t n;
} line_list;

static void
append_scope_entry(cp_buf *buf, const cp_scope_entry *entry)
{
	if (entry->is_network) {
		cp_buf_append_hex(buf, cp_bytes_of(entry->address, sizeof(entry->address)));
		cp_buf_printf(buf, "/%u", entry->prefix_bits);
	} else {
		cp_buf_append_string(buf, entry->is_wildcard ? "*." : "");
		cp_buf_append_string(buf, entry->name);
	}
}

/* Escaped, so that no text can pass for the end of its line or field. */
static void
append_field(cp_buf *buf, const char *text)
{
	cp_buf_append_char(buf, '\n');
	cp_buf_append_escaped(buf, cp_bytes_of_string(text));
}

static void
append_pin(cp_buf *buf, const certpolicy_policy *policy, size_t index)
{
	const cp_pin *pin = &policy->pins[index].pin;

	cp_buf_append_string(buf, "pin ");
	cp_buf_append_hex(buf, cp_bytes_of(pin->spki_sha256, sizeof(pin->spki_sha256)));
	cp_buf_printf(buf, " %d ", pin->backup);
	if (pin->has_until)
		cp_buf_printf(buf, "%" PRId64, pin->until);
	cp_buf_append_char(buf, ' ');
	if (pin->has_peer)
		append_scope_entry(buf, &pin->peer);
}

static void
append_anchor(cp_buf *buf, const certpolicy_policy *policy, size_t index)
{
	const cp_policy_anchor *anchor = &policy->anchors[index];
	uint8_t digest[CP_SHA256_LEN];
	size_t i;

	cp_crypto_sha256(anchor->der, digest);
	cp_buf_append_string(buf, "anchor ");
	cp_buf_append_hex(buf, cp_bytes_of(digest, sizeof(digest)));
	cp_buf_append_string(buf, anchor->constrained ? " within" : "");
	for (i = 0; i < anchor->n_permitted; i++) {
		cp_buf_append_char(buf, ' ');
		append_scope_entry(buf, &anchor->permitted[i]);
	}
}

static void
append_crl(cp_buf *buf, const certpolicy_policy *policy, size_t index)
{
	const uint8_t *digest = policy->crls[index].sha256;

	cp_buf_append_string(buf, "crl ");
	cp_buf_append_hex(buf, cp_bytes_of(digest, sizeof(policy->crls[index].sha256)));
}

static void
append_ct_logs(cp_buf *buf, const certpolicy_policy *policy, size_t index)
{
	(void)index;
	cp_buf_append_string(buf, "ct-logs ");
	cp_buf_append_hex(buf, cp_bytes_of(policy->ct_logs.sha256, sizeof(policy->ct_logs.sha256)));
}

static void
append_waiver(cp_buf *buf, const certpolicy_policy *policy, size_t index)
{
	const cp_waiver *waiver = &policy->waivers[index];

	cp_buf_append_string(buf, "waiver ");
	cp_buf_append_hex(buf, cp_bytes_of(waiver->certificate, sizeof(waiver->certificate)));
	cp_buf_printf(buf, " %" PRId64 " %d ", waiver->until, waiver->by_floor_file);
	append_scope_entry(buf, &waiver->peer);
	append_field(buf, waiver->code_or_rule);
	append_field(buf, waiver->owner);
	append_field(buf, waiver->reason);
}

static void
append_own_action(cp_buf *buf, const certpolicy_policy *policy, size_t index)
{
	const cp_own_action *own = &policy->own_actions[index];

	/* One that is overridden says nothing. */
	cp_buf_printf(
		buf, "own %d", cp_policy_own_action(policy, own->code, CERTPOLICY_ACTION_DENY));
	append_field(buf, own->code);
}

static void
append_acceptable(cp_buf *buf, const certpolicy_policy *policy, size_t index)
{
	cp_buf_append_string(buf, "acceptable ");
	cp_buf_append_hex(buf, policy->acceptable_policies[index]);
}

static void
append_protected(cp_buf *buf, const certpolicy_policy *policy, size_t index)
{
	cp_buf_append_string(buf, "protected ");
	append_scope_entry(buf, &policy->protected_names[index]);
}

static void
add_lines(line_list *list, const certpolicy_policy *policy, size_t n,
	void (*append)(cp_buf *buf, const certpolicy_policy *policy, size_t index))
{
	cp_buf buf = CP_BUF_EMPTY;
	size_t i;

	for (i = 0; i < n; i++) {
		buf.len = 0;
		append(&buf, policy, i);
		if (buf.failed) {
			list->arena.failed = true;
			break;
		}
		list->lines[list->n] =
			cp_arena_strndup(&list->arena, (const char *)buf.data, buf.len);
		if (list->lines[list->n] == NULL)
			break;
		list->n++;
	}
	cp_buf_clear(&buf);
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All lines, sorted, each once. */
static bool
make_lines(line_list *list, const certpolicy_policy *policy)
{
	size_t n = policy->n_pins + policy->n_anchors + policy->n_crls +
		   (policy->ct_logs.list != NULL) + policy->n_waivers + policy->n_own_actions +
		   policy->n_acceptable_policies + policy->n_protected_names;
	size_t kept = 0, i;

	if (n == 0)
		return true;
	list->lines = cp_arena_alloc(&list->arena, n, sizeof(*list->lines));
	if (list->lines == NULL)
		return false;
	add_lines(list, policy, policy->n_pins, append_pin);
	add_lines(list, policy, policy->n_anchors, append_anchor);
	add_lines(list, policy, policy->n_crls, append_crl);
	add_lines(list, policy, policy->ct_logs.list != NULL, append_ct_logs);
	add_lines(list, policy, policy->n_waivers, append_waiver);
	add_lines(list, policy, policy->n_own_actions, append_own_action);
	add_lines(list, policy, policy->n_acceptable_policies, append_acceptable);
	add_lines(list, policy, policy->n_protected_names, append_protected);
	if (cp_arena_failed(&list->arena))
		return false;
	qsort(list->lines, list->n, sizeof(*list->lines), compare_lines);
	for (i = 0; i < list->n; i++) {
		if (i == 0 || strcmp(list->lines[i], list->lines[i - 1]) != 0)
			list->lines[kept++] = list->lines[i];
	}
	list->n = kept;
	return true;
}

static void
put_number(uint8_t out[8], uint64_t number)
{
	size_t i;

	for (i = 0; i < 8; i++)
		out[i] = (uint8_t)(number >> (56 - 8 * i));
}

/* Octets for the flags and limits that are neither cells nor lists. */
#define N_FLAGS 6u

static void
digest_parts(const certpolicy_policy *policy, const line_list *list, uint8_t digest[CP_SHA256_LEN])
{
	static const char title[] = "certpolicy.policy/1";
	uint8_t cells[CP_N_CODES][3], params[CP_N_PARAMS][8], flags[N_FLAGS], depth[8], joined[32];
	/* Names with their NULs, so that no two of them run together. */
	cp_bytes parts[1 + 2 * CP_N_CODES + 2 * CP_N_PARAMS + 3];
	size_t n = 0, i;

	parts[n++] = cp_bytes_of(title, sizeof(title));
	for (i = 0; i < CP_N_CODES; i++) {
		cells[i][0] = (uint8_t)policy->cells[i].action;
		cells[i][1] = (uint8_t)policy->cells[i].when;
		cells[i][2] = (uint8_t)policy->cells[i].softer;
		parts[n++] =
			cp_bytes_of(cp_code_name((cp_code)i), strlen(cp_code_name((cp_code)i)) + 1);
		parts[n++] = cp_bytes_of(cells[i], sizeof(cells[i]));
	}
	for (i = 0; i < CP_N_PARAMS; i++) {
		const char *name = cp_param_row_of((cp_param)i)->name;

		put_number(params[i], (uint64_t)policy->params[i]);
		parts[n++] = cp_bytes_of(name, strlen(name) + 1);
		parts[n++] = cp_bytes_of(params[i], sizeof(params[i]));
	}
	flags[0] = policy->web;
	flags[1] = policy->require_explicit_policy;
	flags[2] = policy->inhibit_policy_mapping;
	flags[3] = policy->inhibit_any_policy;
	flags[4] = policy->has_path_depth;
	flags[5] = list->n > 0;
	parts[n++] = cp_bytes_of(flags, sizeof(flags));
	put_number(depth, policy->has_path_depth ? policy->path_depth : 0);
	parts[n++] = cp_bytes_of(depth, sizeof(depth));
	cp_crypto_sha256(CP_BYTES_NONE, joined);
	for (i = 0; i < list->n; i++) {
		cp_bytes chained[2];

		chained[0] = cp_bytes_of(joined, sizeof(joined));
		chained[1] = cp_bytes_of_string(list->lines[i]);
		cp_crypto_sha256_parts(chained, 2, joined);
	}
	parts[n++] = cp_bytes_of(joined, sizeof(joined));
	cp_crypto_sha256_parts(parts, n, digest);
}

bool
cp_policy_digest(certpolicy_policy *policy)
{
	static const char digits[] = "0123456789abcdef";
	line_list list = {CP_ARENA_EMPTY, NULL, 0};
	uint8_t digest[CP_SHA256_LEN];
	bool made = make_lines(&list, policy);
	size_t i;

	if (made) {
		digest_parts(policy, &list, digest);
		memcpy(policy->digest, "sha256:", 7);
		for (i = 0; i < sizeof(digest); i++) {
			policy->digest[7 + 2 * i] = digits[digest[i] >> 4];
			policy->digest[8 + 2 * i] = digits[digest[i] & 15];
		}
		policy->digest[7 + 2 * sizeof(digest)] = '\0';
	}
	cp_arena_clear(&list.arena);
	return made;
}
