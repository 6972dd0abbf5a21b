/* pin.*: the policy's pins for this peer against the keys of the path. */
#include <config.h>

#include "rules/families.h"

static const char *
leaf_pin(cp_rule_context *context)
{
	const cp_cert *leaf = context->facts->subjects[0].cert;
	cp_buf buf = CP_BUF_EMPTY;
	const char *text;

	cp_buf_append_string(&buf, "sha256/");
	cp_buf_append_base64(&buf, cp_bytes_of(leaf->spki_sha256, sizeof(leaf->spki_sha256)));
	text = buf.failed ? NULL
			  : cp_arena_strndup(
				    context->findings->arena, (const char *)buf.data, buf.len);
	context->findings->arena->failed |= buf.failed;
	cp_buf_clear(&buf);
	return text;
}

/*
 * A lapsed pin is no match, and no reason to take another key either: a policy that has pins for a
 * peer, live or lapsed, wants one of them.
 */
void
cp_rule_pin_mismatch(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_pin_facts *pins = &context->facts->pins;
	cp_finding *finding;

	(void)leaf;
	if (pins->n_configured == 0 || pins->matched || pins->matched_lapsed)
		return;
	finding = cp_rule_emit(context, NULL);
	cp_evidence_int(finding, "pins", (int64_t)pins->n_configured);
	cp_evidence_text(finding, "leaf_pin", leaf_pin(context));
}

void
cp_rule_pin_expired(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_pin_facts *pins = &context->facts->pins;
	cp_finding *finding;

	(void)leaf;
	if (pins->matched || !pins->matched_lapsed)
		return;
	finding = cp_rule_emit(context, NULL);
	cp_evidence_time(finding, "lapsed_at", pins->lapsed_at);
	cp_evidence_text(finding, "leaf_pin", leaf_pin(context));
}

void
cp_rule_pin_not_configured(cp_rule_context *context, const cp_subject *leaf)
{
	(void)leaf;
	if (context->facts->pins.n_configured == 0)
		cp_evidence_text(cp_rule_emit(context, NULL), "leaf_pin", leaf_pin(context));
}
