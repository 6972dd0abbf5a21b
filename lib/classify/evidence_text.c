/* Texts that findings ask for as evidence: names and serials of certificates, escaped. */
#include <config.h>

#include "classify/steps.h"

#include "classify/names.h"
#include "x509/general_name.h"
#include "x509/name.h"

const char *
cp_keep_text(cp_arena *arena, cp_buf *buf)
{
	const char *text = NULL;

	if (buf->failed)
		arena->failed = true;
	else
		text = cp_arena_strndup(arena, (const char *)buf->data, buf->len);
	cp_buf_clear(buf);
	return text;
}

static const char *
name_text(cp_arena *arena, cp_bytes name)
{
	cp_buf buf = CP_BUF_EMPTY;

	cp_name_append_text(&buf, name);
	return cp_keep_text(arena, &buf);
}

const char *
cp_subject_text(cp_arena *arena, const cp_cert *cert)
{
	return name_text(arena, cert->subject);
}

const char *
cp_issuer_text(cp_arena *arena, const cp_cert *cert)
{
	return name_text(arena, cert->issuer);
}

const char *
cp_name_shown(cp_arena *arena, cp_bytes name)
{
	cp_buf buf = CP_BUF_EMPTY;

	cp_name_append_shown(&buf, name);
	return cp_keep_text(arena, &buf);
}

static bool
is_not_public(const cp_general_name *name)
{
	cp_bytes host = name->value;

	if (name->type == CP_GN_IP)
		return cp_address_is_reserved(name->value);
	if (name->type != CP_GN_DNS)
		return false;
	if (host.len > 2 && host.data[0] == '*' && host.data[1] == '.')
		host = cp_bytes_slice(host, 2, host.len);
	return cp_dns_is_host(host) && cp_zone_is_near(cp_zone_of_name(NULL, host));
}

const char *
cp_internal_name_text(cp_arena *arena, const cp_cert *cert)
{
	cp_bytes rest = cert->san;
	cp_general_name name;
	cp_buf buf = CP_BUF_EMPTY;

	while (cp_general_name_next(&rest, &name)) {
		if (!is_not_public(&name))
			continue;
		cp_general_name_append_text(&buf, &name);
		return cp_keep_text(arena, &buf);
	}
	return NULL;
}

const char *
cp_threat_list_text(cp_arena *arena, const cp_threat_hit *hit)
{
	cp_buf buf = CP_BUF_EMPTY;

	cp_buf_append_escaped(&buf, cp_bytes_of_string(hit->list->source));
	return cp_keep_text(arena, &buf);
}

const char *
cp_threat_entry_text(cp_arena *arena, const cp_threat_hit *hit)
{
	cp_buf buf = CP_BUF_EMPTY;

	if (hit->label.len == 0 && hit->id.len == 0)
		return NULL;
	cp_buf_append_escaped(&buf, hit->label.len > 0 ? hit->label : hit->id);
	if (hit->label.len > 0 && hit->id.len > 0) {
		cp_buf_append_string(&buf, " (");
		cp_buf_append_escaped(&buf, hit->id);
		cp_buf_append_char(&buf, ')');
	}
	return cp_keep_text(arena, &buf);
}

const char *
cp_threat_digest_text(cp_arena *arena, const cp_threat_hit *hit)
{
	static const char *const names[CP_THREAT_OTHER] = {"md5:", "sha1:", "sha256:"};
	cp_buf buf = CP_BUF_EMPTY;

	if (hit->section == CP_THREAT_OTHER)
		return NULL;
	cp_buf_append_string(&buf, names[hit->section]);
	cp_buf_append_hex(&buf, cp_bytes_of(hit->digest, cp_threat_key_len(hit->section)));
	return cp_keep_text(arena, &buf);
}

/* As much as a line of a report can take; whoever wants more looks at the report's `names`. */
#define NAMES_LEN 240

const char *
cp_names_text(cp_arena *arena, const cp_cert *cert)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_bytes rest = cert->san;
	cp_general_name name;
	size_t n_left = cert->n_san;

	for (; buf.len < NAMES_LEN && !buf.failed && cp_general_name_next(&rest, &name); n_left--) {
		if (buf.len > 0)
			cp_buf_append_string(&buf, ", ");
		name.value = cp_bytes_slice(name.value, 0, NAMES_LEN);
		cp_general_name_append_text(&buf, &name);
	}
	if (n_left > 0 && buf.len >= NAMES_LEN)
		cp_buf_printf(&buf, " and %zu more", n_left);
	if (buf.len == 0 && !buf.failed)
		return NULL;
	return cp_keep_text(arena, &buf);
}
