/* Timestamps in words: of which log, by which way, what they are worth, why they do not count. */
#include <config.h>

#include "classify/steps.h"

const char *
cp_sct_source_name(cp_sct_source source)
{
	static const char *const names[] = {
		[CP_SCT_EMBEDDED] = "embedded", [CP_SCT_BY_TLS] = "tls", [CP_SCT_BY_OCSP] = "ocsp"};

	return names[source];
}

const char *
cp_sct_status_name(cp_sct_status status)
{
	static const char *const names[] = {[CP_SCT_UNKNOWN_LOG] = "unknown-log",
		[CP_SCT_VALID] = "valid",
		[CP_SCT_INVALID] = "invalid",
		[CP_SCT_REFUSED_LOG] = "refused-log"};

	return names[status];
}

/* Names of lists are as long as their makers like. */
#define NAME_LEN 100u

static void
append_name(cp_buf *buf, const char *name)
{
	size_t len = strlen(name);

	if (len > NAME_LEN) {
		len = NAME_LEN;
		while (len > 0 && (name[len] & 0xc0) == 0x80)
			len--;
	}
	cp_buf_append(buf, name, len);
}

void
cp_sct_append_log(cp_buf *buf, const cp_sct_fact *sct)
{
	if (sct->operator_name == NULL) {
		cp_buf_append_base64(buf, cp_bytes_of(sct->log_id, sizeof(sct->log_id)));
		return;
	}
	if (sct->log != NULL) {
		append_name(buf, sct->log);
		cp_buf_append_string(buf, " of ");
	}
	append_name(buf, sct->operator_name);
}

const char *
cp_scts_missed_text(cp_arena *arena, const cp_transparency *transparency, cp_ct_policy policy)
{
	cp_buf buf = CP_BUF_EMPTY;
	size_t i;

	for (i = 0; i < transparency->n_scts; i++) {
		const cp_sct_fact *sct = &transparency->scts[i];
		const char *why_not = sct->why_not;

		if (why_not == NULL && sct->source == CP_SCT_BY_OCSP &&
			!transparency->standing[policy].takes_ocsp)
			why_not =
				"it came in an OCSP response, and none of those is taken any more";
		if (why_not == NULL)
			continue;
		cp_buf_append_string(&buf, buf.len > 0 ? "; " : "");
		cp_sct_append_log(&buf, sct);
		cp_buf_printf(&buf, ": %s", why_not);
	}
	if (buf.len == 0 && !buf.failed)
		return NULL;
	return cp_keep_text(arena, &buf);
}
