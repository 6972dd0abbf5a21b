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

/* The finding about a name that the session was given, and whose word the judgement is. */
static void
emit_named(cp_rule_context *context, const char *key, const char *name, const char *reason,
	const char *source)
{
	cp_finding *finding = cp_rule_emit(context, NULL);

	cp_evidence_text(finding, key, shown(context, name));
	if (reason != NULL)
		cp_evidence_text(finding, "reason", reason);
	if (source != NULL)
		cp_evidence_text(finding, "source", source);
}

static const char *
why_unknown(const char *name)
{
	return cp_session_is_grease(name) ? "a value that no peer may choose (RFC 8701 3.1)"
					  : "which nobody here knows";
}

/* What was given and is not known counts as old. */
void
cp_rule_session_legacy_protocol(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_session *session = &context->facts->session;

	(void)leaf;
	if (session->said.protocol != NULL && session->protocol < CP_PROTOCOL_TLS12)
		emit_named(context, "protocol", session->said.protocol, NULL, NULL);
}

/* ---- cipher suites ---- */

void
cp_rule_session_unknown_cipher(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_session *session = &context->facts->session;

	(void)leaf;
	if (session->said.cipher != NULL && session->suite.cipher == CP_CIPHER_UNKNOWN)
		emit_named(context, "cipher", session->said.cipher,
			why_unknown(session->said.cipher), NULL);
}

void
cp_rule_session_broken_cipher(cp_rule_context *context, const cp_subject *leaf)
{
	static const char *const reasons[] = {[CP_CIPHER_SHORT] = "whose cipher is too short",
		[CP_CIPHER_BROKEN] = "whose cipher is broken",
		[CP_CIPHER_NONE] = "which does not encrypt"};
	const cp_session *session = &context->facts->session;

	(void)leaf;
	if (session->suite.cipher >= CP_CIPHER_SHORT)
		emit_named(context, "cipher", session->said.cipher, reasons[session->suite.cipher],
			session->suite.cipher_source);
}

void
cp_rule_session_not_aead(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_session *session = &context->facts->session;

	(void)leaf;
	if (session->suite.cipher == CP_CIPHER_SEPARATE)
		emit_named(context, "cipher", session->said.cipher, NULL,
			session->suite.cipher_source);
}

static void
judge_exchange(cp_rule_context *context, cp_exchange_kind refused)
{
	const cp_session *session = &context->facts->session;

	if (session->suite.exchange == refused)
		emit_named(context, "cipher", session->said.cipher, NULL,
			session->suite.exchange_source);
}

void
cp_rule_session_anonymous(cp_rule_context *context, const cp_subject *leaf)
{
	(void)leaf;
	judge_exchange(context, CP_EXCHANGE_ANONYMOUS);
}

void
cp_rule_session_no_forward_secrecy(cp_rule_context *context, const cp_subject *leaf)
{
	(void)leaf;
	judge_exchange(context, CP_EXCHANGE_STATIC);
}

void
cp_rule_session_finite_field(cp_rule_context *context, const cp_subject *leaf)
{
	(void)leaf;
	judge_exchange(context, CP_EXCHANGE_FINITE);
}

/* ---- groups ---- */

/* 112 bits of security: a curve of 224 bits, a prime of 2048 (RFC 9325 4.5). */
#define LEAST_GROUP_BITS 112
#define LEAST_DH_BITS 2048

void
cp_rule_session_weak_group(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_session *session = &context->facts->session;

	(void)leaf;
	if (session->group_bits > 0 && session->group_bits < LEAST_GROUP_BITS)
		emit_named(context, "group", session->said.group, "which is too short",
			"RFC 9325 4.5 (2022-11): curves of less than 224 bits");
}

void
cp_rule_session_short_prime(cp_rule_context *context, const cp_subject *leaf)
{
	unsigned bits = context->facts->session.said.dh_bits;

	(void)leaf;
	if (bits > 0 && bits < LEAST_DH_BITS)
		cp_evidence_int(cp_rule_emit(context, NULL), "dh_bits", bits);
}

void
cp_rule_session_unknown_group(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_session *session = &context->facts->session;

	(void)leaf;
	if (session->said.group != NULL && session->group_bits == 0)
		emit_named(context, "group", session->said.group, why_unknown(session->said.group),
			NULL);
}

/* ---- signatures of the handshake ---- */

void
cp_rule_session_weak_signature(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_session *session = &context->facts->session;

	(void)leaf;
	if (session->scheme == CP_SCHEME_WEAK)
		emit_named(context, "signature", session->said.signature,
			"which is broken or withdrawn", session->scheme_source);
}

void
cp_rule_session_unknown_signature(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_session *session = &context->facts->session;

	(void)leaf;
	if (session->said.signature != NULL && session->scheme == CP_SCHEME_UNKNOWN)
		emit_named(context, "signature", session->said.signature,
			why_unknown(session->said.signature), NULL);
}

/* ---- what TLS 1.3 has or has done away with ---- */

void
cp_rule_session_insecure_renegotiation(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_session *session = &context->facts->session;

	(void)leaf;
	if (!session->is_tls13 &&
		session->said.facts[CP_SESSION_SECURE_RENEGOTIATION] == CP_TOLD_NO)
		cp_rule_emit(context, NULL);
}

void
cp_rule_session_extended_master_secret(cp_rule_context *context, const cp_subject *leaf)
{
	const cp_session *session = &context->facts->session;

	(void)leaf;
	if (!session->is_tls13 &&
		session->said.facts[CP_SESSION_EXTENDED_MASTER_SECRET] == CP_TOLD_NO)
		cp_rule_emit(context, NULL);
}

void
cp_rule_session_compression(cp_rule_context *context, const cp_subject *leaf)
{
	(void)leaf;
	if (context->facts->session.said.facts[CP_SESSION_COMPRESSION] == CP_TOLD_YES)
		cp_rule_emit(context, NULL);
}

void
cp_rule_session_early_data(cp_rule_context *context, const cp_subject *leaf)
{
	(void)leaf;
	if (context->facts->session.said.facts[CP_SESSION_EARLY_DATA] == CP_TOLD_YES)
		cp_rule_emit(context, NULL);
}
