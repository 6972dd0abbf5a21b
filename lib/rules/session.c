/* session.*: the TLS session that the certificates came in. */
#include <config.h>

#include "rules/families.h"

void
cp_rule_session_chain_unavailable(cp_rule_context *context, const cp_subject *leaf)
{
	(void)leaf;
	if (context->facts->chain_unavailable)
		cp_rule_emit(context, NULL);
}

/* Escaped: a request may say anything. */
static const char *
shown(cp_rule_context *context, const char *text)
{
	cp_buf buf = CP_BUF_EMPTY;
	const char *copy;

	cp_buf_append_escaped(&buf, cp_bytes_of_string(text));
	copy = buf.failed ? NULL
			  : cp_arena_strndup(
				    context->findings->arena, (const char *)buf.data, buf.len);
	context->findings->arena->failed |= buf.failed;
	cp_buf_clear(&buf);
	return copy;
}

/* What was given and is not known counts as old. */
void
cp_rule_session_legacy_protocol(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_session *session = &context->facts->session;

	(void)leaf;
	if (session->protocol_text != NULL && session->protocol < CP_PROTOCOL_TLS12)
		cp_evidence_text(cp_rule_emit(context, NULL), "protocol",
			shown(context, session->protocol_text));
}

void
cp_rule_session_weak_cipher(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_session *session = &context->facts->session;
	cp_finding *finding;

	(void)leaf;
	if (session->cipher == NULL ||
		(session->cipher_known && session->cipher_aead && session->cipher_forward_secret))
		return;
	finding = cp_rule_emit(context, NULL);
	cp_evidence_text(finding, "cipher", shown(context, session->cipher));
	cp_evidence_text(finding, "reason",
		!session->cipher_known            ? "which nobody here knows"
		: !session->cipher_forward_secret ? "which has no forward secrecy"
						  : "which is not AEAD");
}
