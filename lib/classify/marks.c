/*
 * Names and marks that certificates bear: much impersonated domains, development tools, products
 * that open connections. The lists are data.
 */
#include <config.h>

#include "classify/classify.h"

#include "classify/names.h"
#include "classify/steps.h"
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
is_impersonated(cp_bytes name, void *context)
{
	size_t i;

	(void)context;
	for (i = 0; i < CP_COUNT(impersonated); i++) {
		if (cp_dns_is_within(name, cp_bytes_of_string(impersonated[i].domain)))
			return true;
	}
	return false;
}

typedef struct protection {
	const cp_walk_terms *terms;
	cp_budget *budget;
	bool spent;
} protection;

/*
 * What stands on a list counts, and what lies below; behind a wildcard only the latter. A budget
 * that is spent ends the walk too.
 */
static bool
is_protected(cp_bytes name, void *context)
{
	protection *under = context;
	const cp_walk_terms *terms = under->terms;
	size_t k, i;

	for (k = 0; k < CP_COUNT(terms->n_protected_names); k++) {
		under->spent = !cp_budget_take(
			under->budget, CP_LIMIT_NAME_COMPARISONS, terms->n_protected_names[k]);
		if (under->spent)
			return true;
		for (i = 0; i < terms->n_protected_names[k]; i++) {
			const cp_scope_entry *entry = &terms->protected_names[k][i];
			cp_bytes domain = cp_bytes_of_string(entry->name);

			if (cp_dns_is_within(name, domain) &&
				(!entry->is_wildcard || name.len > domain.len))
				return true;
		}
	}
	return false;
}

/* The first name of the leaf that is meant; a CN where there is no subjectAltName. */
static const char *
find_name(const cp_cert *leaf, cp_arena *arena, bool (*is_meant)(cp_bytes, void *), void *context)
{
	cp_bytes rest = leaf->san;
	cp_general_name name;
	cp_attribute cn;
	cp_bytes host;

	while (cp_general_name_next(&rest, &name)) {
		if (cp_presented_host(&name, &host) && is_meant(host, context))
			return cp_arena_strndup(arena, (const char *)host.data, host.len);
	}
	if (!leaf->ext[CP_EXT_SUBJECT_ALT_NAME].present &&
		cp_name_find(leaf->subject, CP_OID_COMMON_NAME, &cn) &&
		cp_dns_looks_like_host(cn.value) && is_meant(cn.value, context))
		return cp_arena_strndup(arena, (const char *)cn.value.data, cn.value.len);
	return NULL;
}

const char *
cp_impersonated_name(const cp_cert *leaf, cp_arena *arena)
{
	return find_name(leaf, arena, is_impersonated, NULL);
}

void
cp_classify_protected(
	cp_facts *facts, cp_arena *arena, cp_budget *budget, const cp_walk_terms *terms)
{
	protection under = {terms, budget, false};
	const char *name;

	facts->protected_name = NULL;
	if (terms->n_protected_names[0] + terms->n_protected_names[1] == 0 ||
		!facts->leaf_readable || facts->classification.kind == CP_KIND_PUBLIC_CA)
		return;
	name = find_name(facts->subjects[0].cert, arena, is_protected, &under);
	if (!under.spent) {
		facts->protected_name = name;
	} else if (!facts->budget_spent) {
		facts->budget_spent = true;
		facts->spent_limit = CP_LIMIT_NAME_COMPARISONS;
	}
}

/* How a value is held against an attribute of a name. */
typedef enum mark_how { MARK_EXACTLY, MARK_BEGINS, MARK_ENDS } mark_how;

typedef struct mark {
	cp_oid attribute;
	mark_how how;
	const char *value;
} mark;

static bool
attribute_bears(const cp_attribute *attribute, const mark *wanted)
{
	cp_bytes value = cp_bytes_of_string(wanted->value), part = attribute->value;

	if (attribute->id != wanted->attribute || part.len < value.len)
		return false;
	if (wanted->how == MARK_BEGINS)
		part = cp_bytes_slice(part, 0, value.len);
	else if (wanted->how == MARK_ENDS)
		part = cp_bytes_slice(part, part.len - value.len, value.len);
	return cp_bytes_equal(part, value);
}

/* As much of a value as a line can take: what was looked for is at one of its ends. */
#define VALUE_SHOWN 120u

/* "organizationName \"Zscaler Inc.\" of the issuer": which attribute it was. */
static const char *
attribute_text(cp_arena *arena, const cp_attribute *attribute, const char *of_whom)
{
	cp_attribute shown = *attribute;
	cp_buf buf = CP_BUF_EMPTY;

	cp_buf_printf(&buf, "%s \"", cp_oid_name(attribute->id));
	shown.value = cp_bytes_slice(shown.value, 0, VALUE_SHOWN);
	cp_attribute_append_text(&buf, &shown);
	cp_buf_printf(&buf, "\" of the %s", of_whom);
	return cp_keep_text(arena, &buf);
}

/* ---- development tools ---- */

static const struct {
	const char *tool;
	enum { MARK_SUBJECT, MARK_ISSUER } where;
	mark mark;
	const char *source;
} tools[] = {
#define CP_DEVELOPMENT_MARK(tool, where, attribute, how, value, source)                            \
	{tool, MARK_##where, {CP_OID_##attribute, MARK_##how, value}, source},
#define CP_DEVELOPMENT_EXTENSION(tool, extension, source)
#include "classify/development.def"
#undef CP_DEVELOPMENT_MARK
#undef CP_DEVELOPMENT_EXTENSION
};

static const struct {
	const char *tool;
	cp_oid extension;
	const char *source;
} tool_extensions[] = {
#define CP_DEVELOPMENT_MARK(tool, where, attribute, how, value, source)
#define CP_DEVELOPMENT_EXTENSION(tool, extension, source) {tool, CP_OID_##extension, source},
#include "classify/development.def"
#undef CP_DEVELOPMENT_MARK
#undef CP_DEVELOPMENT_EXTENSION
};

/* The row of the first extension that a tool writes; CP_COUNT(tool_extensions): none. */
static size_t
find_tool_extension(const cp_cert *leaf)
{
	cp_bytes rest = leaf->extensions;
	cp_extension extension;
	cp_ext_id id;
	size_t i;

	while (cp_cert_next_extension(leaf, &rest, &extension, &id)) {
		cp_oid oid = id == CP_EXT_OTHER ? cp_oid_find(extension.oid) : CP_OID_UNKNOWN;

		for (i = 0; oid != CP_OID_UNKNOWN && i < CP_COUNT(tool_extensions); i++) {
			if (tool_extensions[i].extension == oid)
				return i;
		}
	}
	return CP_COUNT(tool_extensions);
}

static bool
bears_tool(const cp_cert *leaf, size_t row, cp_attribute *attribute)
{
	cp_bytes name = tools[row].where == MARK_SUBJECT ? leaf->subject : leaf->issuer;

	return cp_name_find(name, tools[row].mark.attribute, attribute) &&
	       attribute_bears(attribute, &tools[row].mark);
}

const char *
cp_development_tool(const cp_cert *leaf)
{
	cp_attribute attribute;
	size_t i;

	for (i = 0; i < CP_COUNT(tools); i++) {
		if (bears_tool(leaf, i, &attribute))
			return tools[i].tool;
	}
	i = find_tool_extension(leaf);
	return i < CP_COUNT(tool_extensions) ? tool_extensions[i].tool : NULL;
}

const char *
cp_development_mark_text(cp_arena *arena, const cp_cert *leaf)
{
	cp_attribute attribute;
	size_t i;

	for (i = 0; i < CP_COUNT(tools); i++) {
		if (bears_tool(leaf, i, &attribute))
			return attribute_text(arena, &attribute,
				tools[i].where == MARK_SUBJECT ? "certificate" : "issuer");
	}
	i = find_tool_extension(leaf);
	return i < CP_COUNT(tool_extensions) ? cp_arena_printf(arena, "extension %s",
						       cp_oid_name(tool_extensions[i].extension))
					     : NULL;
}

/* ---- products that open connections ---- */

static const struct {
	const char *product, *kind;
	mark mark;
	const char *source;
} products[] = {
#define CP_INSPECTION(product, kind, attribute, how, value, source)                                \
	{product, kind, {CP_OID_##attribute, MARK_##how, value}, source},
#include "classify/inspection.def"
#undef CP_INSPECTION
};

/* No product writes more. Every path of a search is asked, so that names without end would cost. */
#define ATTRIBUTES_READ 16

static bool
find_product(cp_bytes name, const char *of_whom, cp_arena *arena, cp_inspection *found)
{
	cp_name_walk walk = cp_name_walk_start(name);
	cp_attribute attribute;
	size_t i, n;

	for (n = 0; n < ATTRIBUTES_READ && cp_name_walk_next(&walk, &attribute); n++) {
		for (i = 0; i < CP_COUNT(products); i++) {
			if (!attribute_bears(&attribute, &products[i].mark))
				continue;
			found->product = products[i].product;
			found->kind = products[i].kind;
			found->known_by = attribute_text(arena, &attribute, of_whom);
			return true;
		}
	}
	return false;
}

bool
cp_inspection_find(const cp_facts *facts, cp_arena *arena, cp_inspection *found)
{
	size_t i;

	if (facts->leaf_readable &&
		find_product(facts->subjects[0].cert->issuer, "issuer", arena, found))
		return true;
	for (i = 1; i < facts->n_subjects; i++) {
		const cp_subject *subject = &facts->subjects[i];

		if (find_product(subject->cert->subject,
			    subject->roles & CP_ROLE_ANCHOR ? "root" : "intermediate", arena,
			    found))
			return true;
	}
	return false;
}
