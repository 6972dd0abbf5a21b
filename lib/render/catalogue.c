/* The catalogue: a code's row, its rules, its parameters and what each built-in policy says of it.
 */
#include <config.h>
#include "render/catalogue.h"

#include "render/report.h"
#include "render/writer.h"

static const char *const roles[] = {"leaf", "intermediate", "anchor"};

/* A template read without a finding: options stand, placeholders show their names. */
static void
write_template(cp_writer *writer, const char *name, const char *template)
{
	cp_buf text = CP_BUF_EMPTY;

	while (template != NULL && *template != '\0') {
		size_t len = cp_placeholder_len(template);

		if (len > 0) {
			cp_buf_append_char(&text, '<');
			cp_buf_append(&text, template + 1, len - 2);
			cp_buf_append_char(&text, '>');
			template += len;
			continue;
		}
		if (*template != '[' && *template != ']')
			cp_buf_append_char(&text, *template);
		template ++;
	}
	if (text.failed)
		writer->buf->failed = true;
	else if (text.len > 0)
		cp_write_bytes(writer, name, cp_bytes_of(text.data, text.len));
	cp_buf_clear(&text);
}

static const char *
when_name(cp_when when)
{
	switch (when) {
	case CP_WHEN_NEAR:
		return "the peer is in the development or internal zone";
	case CP_WHEN_PINNED_NEAR:
		return "the leaf is self-signed and pinned itself, for a peer in the development "
		       "or internal zone";
	case CP_WHEN_OWN_LEAF:
		return "the leaf is pinned itself or is itself an anchor";
	default:
		return NULL;
	}
}

static void
write_cell(cp_writer *writer, cp_builtin builtin, const cp_cell *cell)
{
	cp_write_object(writer, cp_builtin_name(builtin));
	cp_write_string(writer, "action", certpolicy_action_name(cell->action));
	if (cell->when != CP_WHEN_NEVER) {
		cp_write_string(writer, "softer", certpolicy_action_name(cell->softer));
		cp_write_string(writer, "when", when_name(cell->when));
	}
	cp_write_object_end(writer);
}

static const char *
guard_name(cp_guard guard)
{
	switch (guard) {
	case CP_GUARD_NEVER_LOWERED:
		return "waived, never lowered by a rule";
	case CP_GUARD_NEVER_LOWERED_IN_PUBLIC:
		return "waived, never lowered by a rule for peers in the public zone";
	case CP_GUARD_NEVER_WAIVED:
		return "never waived, never lowered";
	default:
		return "waived or lowered";
	}
}

static void
write_rule(cp_writer *writer, const cp_rule *rule)
{
	size_t i;

	cp_write_object(writer, NULL);
	cp_write_string(writer, "rule", rule->id);
	write_template(writer, "message", rule->text);
	cp_write_string(writer, "source", rule->source);
	if (rule->since > INT64_MIN)
		cp_write_time(writer, "since", rule->since);
	if (rule->until < INT64_MAX)
		cp_write_time(writer, "until", rule->until);
	if (rule->days > 0)
		cp_write_int(writer, "days", rule->days);
	if (rule->flags & CP_RULE_INFO_ONLY)
		cp_write_bool(writer, "on_trial", true);
	if (!(rule->flags & CP_RULE_PER_PATH)) {
		cp_write_array(writer, "roles");
		for (i = 0; i < CP_COUNT(roles); i++) {
			if (rule->roles & 1u << i)
				cp_write_string(writer, NULL, roles[i]);
		}
		cp_write_array_end(writer);
	}
	cp_write_object_end(writer);
}

static void
write_rules(cp_writer *writer, cp_code code)
{
	const cp_rule *rules;
	size_t n = cp_rules_list(&rules);
	size_t i;

	cp_write_array(writer, "rules");
	for (i = 0; i < n; i++) {
		if (rules[i].code == code)
			write_rule(writer, &rules[i]);
	}
	cp_write_array_end(writer);
}

static void
write_param_value(cp_writer *writer, const char *name, const cp_param_row *row, int64_t value)
{
	size_t i;

	if (row->type == CP_PARAM_INT) {
		cp_write_int(writer, name, value);
	} else if (row->type == CP_PARAM_BOOL) {
		cp_write_bool(writer, name, value != 0);
	} else {
		cp_write_array(writer, name);
		for (i = 0; row->words[i] != NULL; i++) {
			if ((uint64_t)value >> i & 1)
				cp_write_string(writer, NULL, row->words[i]);
		}
		cp_write_array_end(writer);
	}
}

static void
write_param(cp_writer *writer, const cp_param_row *row)
{
	size_t i;

	cp_write_object(writer, NULL);
	cp_write_string(writer, "name", row->name);
	cp_write_string(writer, "means", row->means);
	if (row->type == CP_PARAM_INT) {
		cp_write_int(writer, "min", row->min);
		cp_write_int(writer, "max", row->max);
	}
	if (row->type == CP_PARAM_WORDS) {
		cp_write_array(writer, "words");
		for (i = 0; row->words[i] != NULL; i++)
			cp_write_string(writer, NULL, row->words[i]);
		cp_write_array_end(writer);
	}
	cp_write_object(writer, "defaults");
	for (i = 0; i < CP_N_BUILTINS; i++)
		write_param_value(writer, cp_builtin_name((cp_builtin)i), row, row->defaults[i]);
	cp_write_object_end(writer);
	cp_write_object_end(writer);
}

void
cp_catalogue_append_json(cp_buf *buf, cp_code code)
{
	const cp_code_row *row = cp_code_row_of(code);
	cp_writer writer = {buf, false};
	size_t i;

	cp_write_object(&writer, NULL);
	cp_write_string(&writer, "code", row->code);
	cp_write_string(&writer, "means", row->means);
	cp_write_string(&writer, "severity", certpolicy_severity_name(row->severity));
	cp_write_string(&writer, "overridable", cp_overridable_name(row->overridable));
	cp_write_string(&writer, "may_be", guard_name(row->guard));
	cp_write_string(&writer, "judged_since", row->judged_since);
	write_template(&writer, "message", row->message);
	write_template(&writer, "why", row->why);
	write_template(&writer, "remediation", row->remedy);
	cp_write_list(&writer, "references", row->references);
	cp_write_object(&writer, "policies");
	for (i = 0; i < CP_N_BUILTINS; i++)
		write_cell(&writer, (cp_builtin)i, &row->cells[i]);
	cp_write_object_end(&writer);
	write_rules(&writer, code);
	cp_write_array(&writer, "parameters");
	for (i = 0; i < CP_N_PARAMS; i++) {
		if (cp_param_row_of((cp_param)i)->code == code)
			write_param(&writer, cp_param_row_of((cp_param)i));
	}
	cp_write_array_end(&writer);
	cp_write_object_end(&writer);
}
