/* Names and marks that leaves bear: much impersonated domains, development tools. The lists are
 * data. */
#include <config.h>

#include "classify/classify.h"

#include "classify/names.h"
#include "x509/name.h"

static const struct {
	const char *domain;
	const char *reason;
} impersonated[] = {
#define CP_IMPERSONATED(domain, reason) {domain, reason},
#include "classify/impersonated.def"
#undef CP_IMPERSONATED
};

static bool
is_impersonated(cp_bytes name)
{
	size_t i;

	for (i = 0; i < CP_COUNT(impersonated); i++) {
		if (cp_dns_is_within(name, cp_bytes_of_string(impersonated[i].domain)))
			return true;
	}
	return false;
}

/* The first name of the leaf that stands on the list; a CN where there is no subjectAltName. */
const char *
cp_impersonated_name(const cp_cert *leaf, cp_arena *arena)
{
	cp_bytes rest = leaf->san;
	cp_general_name name;
	cp_attribute cn;
	cp_bytes host;

	while (cp_general_name_next(&rest, &name)) {
		if (cp_presented_host(&name, &host) && is_impersonated(host))
			return cp_arena_strndup(arena, (const char *)host.data, host.len);
	}
	if (!leaf->ext[CP_EXT_SUBJECT_ALT_NAME].present &&
		cp_name_find(leaf->subject, CP_OID_COMMON_NAME, &cn) &&
		cp_dns_looks_like_host(cn.value) && is_impersonated(cn.value))
		return cp_arena_strndup(arena, (const char *)cn.value.data, cn.value.len);
	return NULL;
}

static const struct {
	const char *tool;
	enum { MARK_SUBJECT, MARK_ISSUER } where;
	cp_oid attribute;
	enum { MARK_EXACTLY, MARK_BEGINS } how;
	const char *value;
	const char *source;
} marks[] = {
#define CP_DEVELOPMENT_MARK(tool, where, attribute, how, value, source)                            \
	{tool, MARK_##where, CP_OID_##attribute, MARK_##how, value, source},
#include "classify/development.def"
#undef CP_DEVELOPMENT_MARK
};

static bool
bears_mark(const cp_cert *leaf, size_t row)
{
	cp_bytes name = marks[row].where == MARK_SUBJECT ? leaf->subject : leaf->issuer;
	cp_bytes value = cp_bytes_of_string(marks[row].value);
	cp_attribute attribute;

	if (!cp_name_find(name, marks[row].attribute, &attribute))
		return false;
	if (marks[row].how == MARK_BEGINS)
		attribute.value = cp_bytes_slice(attribute.value, 0, value.len);
	return cp_bytes_equal(attribute.value, value);
}

const char *
cp_development_tool(const cp_cert *leaf)
{
	size_t i;

	for (i = 0; i < CP_COUNT(marks); i++) {
		if (bears_mark(leaf, i))
			return marks[i].tool;
	}
	return NULL;
}
