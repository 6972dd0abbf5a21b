/* A policy as JSON: what is in force and where each value comes from. */
#include <config.h>
#include "render/policy.h"
#include "asn1/oid.h"
#include "base/mem.h"
#include "crypto/crypto.h"
#include "render/writer.h"
#include "x509/general_name.h"
#include "x509/name.h"

static void
write_place(cp_writer *writer, const cp_place *place)
{
	if (place->source == NULL)
		return;
	cp_write_object(writer, "from");
	cp_write_string(writer, "source", place->source);
	if (place->line > 0) {
		cp_write_uint(writer, "line", place->line);
		cp_write_uint(writer, "column", place->column);
	}
	cp_write_object_end(writer);
}

static const char *
when_name(cp_when when)
{
	switch (when) {
	case CP_WHEN_NEAR:
		return "peer-in-development-or-internal";
	case CP_WHEN_PINNED_NEAR:
		return "pinned-leaf-in-development-or-internal";
	case CP_WHEN_OWN_LEAF:
		return "leaf-pinned-or-anchor";
	case CP_WHEN_NEVER:
		break;
	}
	return NULL;
}

static void
write_param(cp_writer *writer, const certpolicy_policy *policy, cp_param param)
{
	const cp_param_row *row = cp_param_row_of(param);
	int64_t value = policy->params[param];
	size_t i;

	cp_write_object(writer, NULL);
	cp_write_string(writer, "name", row->name);
	if (row->type == CP_PARAM_WORDS) {
		cp_write_array(writer, "value");
		for (i = 0; row->words[i] != NULL; i++) {
			if ((value >> i & 1) != 0)
				cp_write_string(writer, NULL, row->words[i]);
		}
		cp_write_array_end(writer);
	} else if (row->type == CP_PARAM_BOOL) {
		cp_write_bool(writer, "value", value != 0);
	} else {
		cp_write_int(writer, "value", value);
	}
	write_place(writer, &policy->param_places[param]);
	cp_write_object_end(writer);
}

static void
write_params(cp_writer *writer, const certpolicy_policy *policy, cp_code code)
{
	bool open = false;
	size_t i;

	for (i = 0; i < CP_N_PARAMS; i++) {
		if (cp_param_row_of((cp_param)i)->code != code)
			continue;
		if (!open)
			cp_write_array(writer, "parameters");
		open = true;
		write_param(writer, policy, (cp_param)i);
	}
	if (open)
		cp_write_array_end(writer);
}

static void
write_rules(cp_writer *writer, const certpolicy_policy *policy)
{
	size_t i;

	cp_write_array(writer, "rules");
	for (i = 0; i < CP_N_CODES; i++) {
		const cp_cell *cell = &policy->cells[i];

		cp_write_object(writer, NULL);
		cp_write_string(writer, "code", cp_code_name((cp_code)i));
		cp_write_string(writer, "action", certpolicy_action_name(cell->action));
		if (cell->when != CP_WHEN_NEVER) {
			cp_write_string(writer, "softer", certpolicy_action_name(cell->softer));
			cp_write_string(writer, "when", when_name(cell->when));
		}
		write_params(writer, policy, (cp_code)i);
		write_place(writer, &policy->cell_places[i]);
		cp_write_object_end(writer);
	}
	for (i = 0; i < policy->n_own_actions; i++) {
		const cp_own_action *own = &policy->own_actions[i];

		cp_write_object(writer, NULL);
		cp_write_string(writer, "code", own->code);
		cp_write_string(writer, "action", certpolicy_action_name(own->action));
		write_place(writer, &own->place);
		cp_write_object_end(writer);
	}
	cp_write_array_end(writer);
}

/* An IPv4 network is kept as an IPv4-mapped one. */
static void
append_scope_entry(cp_buf *text, const cp_scope_entry *entry)
{
	static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	bool is_ipv4;

	if (!entry->is_network) {
		cp_buf_append_string(text, entry->is_wildcard ? "*." : "");
		cp_buf_append_string(text, entry->name);
		return;
	}
	is_ipv4 = entry->prefix_bits >= 96 && memcmp(entry->address, mapped, sizeof(mapped)) == 0;
	cp_ip_append_text(text,
		is_ipv4 ? cp_bytes_of(entry->address + 12, 4) : cp_bytes_of(entry->address, 16));
	if (entry->prefix_bits < 128)
		cp_buf_printf(text, "/%u", is_ipv4 ? entry->prefix_bits - 96 : entry->prefix_bits);
}

static void
write_scope_entry(cp_writer *writer, const char *name, const cp_scope_entry *entry)
{
	cp_buf text = CP_BUF_EMPTY;

	append_scope_entry(&text, entry);
	if (text.failed)
		writer->buf->failed = true;
	else
		cp_write_bytes(writer, name, cp_bytes_of(text.data, text.len));
	cp_buf_clear(&text);
}

static void
write_anchors(cp_writer *writer, const certpolicy_policy *policy)
{
	size_t i, k;

	cp_write_array(writer, "anchors");
	for (i = 0; i < policy->n_anchors; i++) {
		const cp_policy_anchor *anchor = &policy->anchors[i];
		uint8_t digest[CP_SHA256_LEN];

		cp_crypto_sha256(anchor->der, digest);
		cp_write_object(writer, NULL);
		cp_write_hex(writer, "sha256", "sha256:", cp_bytes_of(digest, sizeof(digest)));
		cp_write_string(writer, "source", anchor->source);
		if (anchor->constrained) {
			cp_write_array(writer, "permitted");
			for (k = 0; k < anchor->n_permitted; k++)
				write_scope_entry(writer, NULL, &anchor->permitted[k]);
			cp_write_array_end(writer);
		}
		write_place(writer, &anchor->place);
		cp_write_object_end(writer);
	}
	cp_write_array_end(writer);
}

static void
write_crls(cp_writer *writer, const certpolicy_policy *policy)
{
	size_t i;

	cp_write_array(writer, "crls");
	for (i = 0; i < policy->n_crls; i++) {
		const cp_policy_crl *row = &policy->crls[i];
		cp_buf issuer = CP_BUF_EMPTY;

		cp_name_append_text(&issuer, row->crl->issuer);
		cp_write_object(writer, NULL);
		if (issuer.failed)
			writer->buf->failed = true;
		else
			cp_write_bytes(writer, "issuer", cp_bytes_of(issuer.data, issuer.len));
		cp_write_time(writer, "this_update", row->crl->this_update);
		if (row->crl->has_next_update)
			cp_write_time(writer, "next_update", row->crl->next_update);
		cp_write_hex(
			writer, "sha256", "sha256:", cp_bytes_of(row->sha256, sizeof(row->sha256)));
		cp_write_string(writer, "source", row->source);
		write_place(writer, &row->place);
		cp_write_object_end(writer);
		cp_buf_clear(&issuer);
	}
	cp_write_array_end(writer);
}

static void
write_ct_logs(cp_writer *writer, const certpolicy_policy *policy)
{
	const cp_policy_ct_logs *logs = &policy->ct_logs;

	if (logs->list == NULL)
		return;
	cp_write_object(writer, "ct_log_list");
	if (logs->list->has_date)
		cp_write_time(writer, "date", logs->list->date);
	cp_write_uint(writer, "logs", logs->list->n_logs);
	cp_write_hex(writer, "sha256", "sha256:", cp_bytes_of(logs->sha256, sizeof(logs->sha256)));
	cp_write_string(writer, "source", logs->source);
	write_place(writer, &logs->place);
	cp_write_object_end(writer);
}

static void
write_pins(cp_writer *writer, const certpolicy_policy *policy)
{
	size_t i;

	cp_write_array(writer, "pins");
	for (i = 0; i < policy->n_pins; i++) {
		const cp_policy_pin *pin = &policy->pins[i];

		cp_write_object(writer, NULL);
		cp_write_string(writer, "spki", pin->text);
		if (pin->pin.has_peer)
			write_scope_entry(writer, "peer", &pin->pin.peer);
		if (pin->pin.has_until)
			cp_write_time(writer, "until", pin->pin.until);
		cp_write_bool(writer, "backup", pin->pin.backup);
		write_place(writer, &pin->place);
		cp_write_object_end(writer);
	}
	cp_write_array_end(writer);
}

static void
write_protected_names(cp_writer *writer, const certpolicy_policy *policy)
{
	size_t i;

	cp_write_array(writer, "protected_names");
	for (i = 0; i < policy->n_protected_names; i++) {
		cp_write_object(writer, NULL);
		write_scope_entry(writer, "name", &policy->protected_names[i]);
		write_place(writer, &policy->protected_name_places[i]);
		cp_write_object_end(writer);
	}
	cp_write_array_end(writer);
}

static void
write_waivers(cp_writer *writer, const certpolicy_policy *policy)
{
	size_t i;

	cp_write_array(writer, "waivers");
	for (i = 0; i < policy->n_waivers; i++) {
		const cp_waiver *waiver = &policy->waivers[i];

		cp_write_object(writer, NULL);
		cp_write_string(writer, "code", waiver->code_or_rule);
		cp_write_hex(writer, "certificate",
			"sha256:", cp_bytes_of(waiver->certificate, sizeof(waiver->certificate)));
		cp_write_string(writer, "peer", waiver->peer_text);
		cp_write_time(writer, "until", waiver->until);
		cp_write_string(writer, "owner", waiver->owner);
		cp_write_string(writer, "reason", waiver->reason);
		cp_write_bool(writer, "counts_against_floor", waiver->by_floor_file);
		write_place(writer, &waiver->place);
		cp_write_object_end(writer);
	}
	cp_write_array_end(writer);
}

static void
write_acceptable(cp_writer *writer, const certpolicy_policy *policy)
{
	size_t i;

	cp_write_array(writer, "acceptable");
	for (i = 0; i < policy->n_acceptable_policies; i++) {
		cp_buf text = CP_BUF_EMPTY;

		cp_oid_append_dotted(&text, policy->acceptable_policies[i]);
		if (text.failed)
			writer->buf->failed = true;
		else
			cp_write_bytes(writer, NULL, cp_bytes_of(text.data, text.len));
		cp_buf_clear(&text);
	}
	cp_write_array_end(writer);
}

static void
write_limits(cp_writer *writer, const certpolicy_policy *policy)
{
	cp_write_object(writer, "limits");
	if (policy->has_path_depth) {
		cp_write_object(writer, "path_depth");
		cp_write_uint(writer, "value", policy->path_depth);
		write_place(writer, &policy->path_depth_place);
		cp_write_object_end(writer);
	}
	cp_write_object_end(writer);
	cp_write_object(writer, "certificate_policies");
	write_acceptable(writer, policy);
	cp_write_bool(writer, "require_explicit", policy->require_explicit_policy);
	cp_write_bool(writer, "inhibit_mapping", policy->inhibit_policy_mapping);
	cp_write_bool(writer, "inhibit_any", policy->inhibit_any_policy);
	write_place(writer, &policy->certificate_policies_place);
	cp_write_object_end(writer);
}

char *
cp_render_policy(const certpolicy_policy *policy)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_writer writer = {&buf, false};

	cp_write_object(&writer, NULL);
	cp_write_string(&writer, "schema", "certpolicy.policy/1");
	cp_write_string(&writer, "name", policy->name);
	cp_write_string(&writer, "description", policy->description);
	cp_write_string(&writer, "extends", policy->extends);
	cp_write_string(&writer, "base", cp_builtin_name(policy->base));
	cp_write_string(&writer, "digest", policy->digest);
	write_rules(&writer, policy);
	write_anchors(&writer, policy);
	write_crls(&writer, policy);
	write_ct_logs(&writer, policy);
	write_pins(&writer, policy);
	write_limits(&writer, policy);
	write_protected_names(&writer, policy);
	write_waivers(&writer, policy);
	cp_write_object_end(&writer);
	return cp_buf_finish(&buf);
}

char *
cp_render_advice(const cp_policy_advice *advice)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_writer writer = {&buf, false};
	size_t i;

	cp_write_array(&writer, NULL);
	for (i = 0; i < advice->n_rows; i++) {
		cp_write_object(&writer, NULL);
		cp_write_string(&writer, "message", advice->rows[i].message);
		cp_write_uint(&writer, "line", advice->rows[i].line);
		cp_write_uint(&writer, "column", advice->rows[i].column);
		cp_write_object_end(&writer);
	}
	cp_write_array_end(&writer);
	return cp_buf_finish(&buf);
}
