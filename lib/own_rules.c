/* Runs an application's own rules: they add findings under their own code, and nothing else. */
#include <config.h>
#include "own_rules.h"

#include "base/error.h"

int
cp_own_rules_run(const certpolicy_engine *engine, const cp_facts *facts, cp_findings *findings,
	certpolicy_error **error)
{
	size_t i;

	for (i = 0; i < engine->n_own_rules; i++) {
		const cp_own_rule *rule = &engine->own_rules[i];
		certpolicy_facts seen = {facts, findings, rule, CP_N_CODES + i};

		if (rule->run(&seen, rule->user) != 0)
			return cp_error_set(error, CERTPOLICY_ERROR_INTERNAL, "rule.failed",
				"the application's rule %s failed", rule->code);
	}
	return CERTPOLICY_OK;
}

int
certpolicy_facts_add_finding(const certpolicy_facts *facts, int certificate, const char *message)
{
	cp_buf text = CP_BUF_EMPTY;
	const char *own_message;
	int place = -1;

	if (facts == NULL || certificate < -1 ||
		(certificate >= 0 && (size_t)certificate >= facts->facts->n_subjects))
		return CERTPOLICY_ERROR_BAD_ARGUMENT;
	if (certificate >= 0)
		place = facts->facts->subjects[certificate].report_index;
	cp_buf_append_escaped(
		&text, cp_bytes_of_string(message != NULL ? message : facts->rule->title));
	own_message = text.failed ? NULL
				  : cp_arena_strndup(facts->findings->arena,
					    (const char *)text.data, text.len);
	if (own_message == NULL)
		facts->findings->arena->failed = true;
	cp_buf_clear(&text);
	(void)cp_emit_own(facts->findings, facts->rule->code, facts->rank, facts->rule->action,
		own_message, place);
	return own_message != NULL ? CERTPOLICY_OK : CERTPOLICY_ERROR_NO_MEMORY;
}

static const cp_subject *
subject_at(const certpolicy_facts *facts, size_t index)
{
	if (facts == NULL || index >= facts->facts->n_subjects)
		return NULL;
	return &facts->facts->subjects[index];
}

size_t
certpolicy_facts_count_path(const certpolicy_facts *facts)
{
	return facts != NULL ? facts->facts->n_subjects : 0;
}

const uint8_t *
certpolicy_facts_get_der(const certpolicy_facts *facts, size_t index, size_t *der_len)
{
	const cp_subject *subject = subject_at(facts, index);

	if (der_len != NULL)
		*der_len = subject != NULL ? subject->cert->der.len : 0;
	return subject != NULL ? subject->cert->der.data : NULL;
}

int64_t
certpolicy_facts_get_not_before(const certpolicy_facts *facts, size_t index)
{
	const cp_subject *subject = subject_at(facts, index);

	return subject != NULL ? subject->cert->not_before : 0;
}

int64_t
certpolicy_facts_get_not_after(const certpolicy_facts *facts, size_t index)
{
	const cp_subject *subject = subject_at(facts, index);

	return subject != NULL ? subject->cert->not_after : 0;
}

const char *
certpolicy_facts_get_subject(const certpolicy_facts *facts, size_t index)
{
	const cp_subject *subject = subject_at(facts, index);

	return subject != NULL ? cp_subject_text(facts->findings->arena, subject->cert) : NULL;
}

const char *
certpolicy_facts_get_issuer(const certpolicy_facts *facts, size_t index)
{
	const cp_subject *subject = subject_at(facts, index);

	return subject != NULL ? cp_issuer_text(facts->findings->arena, subject->cert) : NULL;
}

const char *
certpolicy_facts_get_kind(const certpolicy_facts *facts)
{
	return facts != NULL ? cp_kind_name(facts->facts->classification.kind) : NULL;
}

const char *
certpolicy_facts_get_zone(const certpolicy_facts *facts)
{
	return facts != NULL ? cp_zone_name(facts->facts->zone) : NULL;
}

int
certpolicy_facts_is_anchored(const certpolicy_facts *facts)
{
	return facts != NULL && facts->facts->anchored ? 1 : 0;
}

int64_t
certpolicy_facts_get_time(const certpolicy_facts *facts)
{
	return facts != NULL ? facts->facts->time : 0;
}
