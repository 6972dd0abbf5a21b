/*
 * Reads STIX patterns into ways to match, by operator precedence with stacks of its own: AND joins
 * every way on its left with every way on its right, OR puts them side by side.
 */
#include <config.h>
#include "store/threat_pattern.h"
#include "base/mem.h"
#include "base/text.h"

#define DEEPEST 64u

typedef enum token_kind {
	TOKEN_END,
	TOKEN_WORD,   /* a path, an operator, a number */
	TOKEN_STRING, /* between quotes; timestamps and the like too */
	TOKEN_SIGN,   /* one of []()=!<>, */
	TOKEN_WRONG
} token_kind;

typedef struct token {
	token_kind kind;
	cp_bytes text; /* string: between the quotes, escapes and all */
} token;

/* Ways from `first` on are an operand. */
typedef struct operand {
	size_t first;
} operand;

typedef struct parser {
	cp_bytes rest;
	token now;
	cp_threat_clauses *clauses;
	operand operands[DEEPEST];
	char operators[DEEPEST]; /* '&', '|', '(' */
	size_t n_operands, n_operators;
	bool no_memory;
} parser;

/* ---- tokens ---- */

static bool
is_white(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* How long a string is, its quotes included; 0: it does not end. */
static size_t
string_len(cp_bytes text)
{
	size_t i;

	for (i = 1; i < text.len; i++) {
		if (text.data[i] == '\\')
			i++;
		else if (text.data[i] == '\'')
			return i + 1;
	}
	return 0;
}

static bool
is_sign(uint8_t c)
{
	return c != '\0' && strchr("[]()=!<>,", c) != NULL;
}

/* A word ends before white space and signs; within a path steps may be quoted. */
static size_t
word_len(cp_bytes text)
{
	size_t i = 0, quoted;

	while (i < text.len && !is_white(text.data[i]) && !is_sign(text.data[i])) {
		if (text.data[i] == '\'') {
			quoted = string_len(cp_bytes_slice(text, i, text.len));
			if (quoted == 0)
				return 0;
			i += quoted;
		} else {
			i++;
		}
	}
	return i;
}

static void
next(parser *p)
{
	size_t len;

	while (p->rest.len > 0 && is_white(p->rest.data[0]))
		p->rest = cp_bytes_slice(p->rest, 1, p->rest.len);
	p->now.kind = TOKEN_END;
	p->now.text = CP_BYTES_NONE;
	if (p->rest.len == 0)
		return;
	if (is_sign(p->rest.data[0])) {
		p->now.kind = TOKEN_SIGN;
		len = 1;
	} else if (p->rest.data[0] == '\'') {
		p->now.kind = TOKEN_STRING;
		len = string_len(p->rest);
	} else {
		p->now.kind = TOKEN_WORD;
		len = word_len(p->rest);
	}
	p->now.text = cp_bytes_slice(p->rest, 0, len);
	p->rest = cp_bytes_slice(p->rest, len, p->rest.len);
	if (len == 0)
		p->now.kind = TOKEN_WRONG;
	if (p->now.kind == TOKEN_STRING)
		p->now.text = cp_bytes_slice(p->now.text, 1, len - 2);
}

static bool
is(const parser *p, const char *text)
{
	return (p->now.kind == TOKEN_SIGN || p->now.kind == TOKEN_WORD) &&
	       cp_bytes_equal(p->now.text, cp_bytes_of_string(text));
}

/* Goes on behind this token, if it is the next. */
static bool
take(parser *p, const char *text)
{
	if (!is(p, text))
		return false;
	next(p);
	return true;
}

/* ---- comparisons ---- */

static const struct {
	const char *path;
	cp_threat_field field;
} certificate_paths[] = {
	{"issuer", CP_FIELD_ISSUER},
	{"subject", CP_FIELD_SUBJECT},
	{"serial_number", CP_FIELD_SERIAL},
	{"subject_public_key_modulus", CP_FIELD_MODULUS},
	{"validity_not_before", CP_FIELD_NOT_BEFORE},
	{"validity_not_after", CP_FIELD_NOT_AFTER},
};

static bool
take_prefix(cp_bytes *text, const char *prefix)
{
	size_t len = strlen(prefix);

	if (!cp_bytes_equal(cp_bytes_slice(*text, 0, len), cp_bytes_of_string(prefix)))
		return false;
	*text = cp_bytes_slice(*text, len, text->len);
	return true;
}

static cp_threat_field
certificate_field(cp_bytes path)
{
	size_t i;

	if (take_prefix(&path, "hashes.")) {
		if (path.len > 2 && path.data[0] == '\'' && path.data[path.len - 1] == '\'')
			path = cp_bytes_slice(path, 1, path.len - 2);
		return cp_threat_hash_field(path);
	}
	for (i = 0; i < CP_COUNT(certificate_paths); i++) {
		if (cp_bytes_equal(path, cp_bytes_of_string(certificate_paths[i].path)))
			return certificate_paths[i].field;
	}
	return CP_FIELD_OTHER;
}

/* What a comparison is about, its value still missing. */
typedef struct about {
	int kind;
	cp_threat_field field;
} about;

static about
read_path(cp_bytes path)
{
	about found = {CP_CLAUSE_FOREIGN, CP_FIELD_OTHER};

	if (take_prefix(&path, "x509-certificate:")) {
		found.kind = CP_CLAUSE_CERTIFICATE;
		found.field = certificate_field(path);
	} else if (cp_bytes_equal(path, cp_bytes_of_string("domain-name:value"))) {
		found.kind = CP_CLAUSE_NAME;
	} else if (cp_bytes_equal(path, cp_bytes_of_string("ipv4-addr:value")) ||
		   cp_bytes_equal(path, cp_bytes_of_string("ipv6-addr:value"))) {
		found.kind = CP_CLAUSE_NETWORK;
	}
	return found;
}

static bool
add_clause(parser *p, const cp_threat_clause *clause)
{
	cp_threat_clauses *clauses = p->clauses;

	if (clauses->n == CP_CLAUSES_MAX)
		return false;
	if (!cp_grow((void **)&clauses->list, clauses->n, &clauses->capacity,
		    sizeof(*clauses->list))) {
		p->no_memory = true;
		return false;
	}
	clauses->list[clauses->n++] = *clause;
	return true;
}

/* Longer values are none that anybody looks up. */
#define VALUE_MAX 8192u

/* Distinguished names come with escapes of their own, which are escaped once more here. */
static bool
set_field(cp_threat_subject *subject, cp_threat_field field, cp_bytes text)
{
	uint8_t plain[VALUE_MAX];
	size_t len = 0, i;

	if (text.len > sizeof(plain))
		return false;
	for (i = 0; i < text.len; i++) {
		if (text.data[i] == '\\' && i + 1 < text.len)
			i++;
		plain[len++] = text.data[i];
	}
	cp_threat_subject_set(subject, field, cp_bytes_of(plain, len));
	return true;
}

static bool
add_comparison(parser *p, const about *compared, cp_bytes value, bool is_usable)
{
	cp_threat_clause clause;

	memset(&clause, 0, sizeof(clause));
	clause.kind = is_usable || compared->kind == CP_CLAUSE_CERTIFICATE ? compared->kind
									   : CP_CLAUSE_FOREIGN;
	clause.text = value;
	if (compared->kind == CP_CLAUSE_CERTIFICATE &&
		!(is_usable && set_field(&clause.subject, compared->field, value)))
		clause.subject.is_narrower = true;
	return add_clause(p, &clause);
}

/* A value: a string, or a word such as a number or t'…'; *value is what can be compared. */
static bool
read_value(parser *p, cp_bytes *value, bool *is_text)
{
	*value = p->now.text;
	*is_text = p->now.kind == TOKEN_STRING;
	if (p->now.kind != TOKEN_STRING && p->now.kind != TOKEN_WORD)
		return false;
	/* t'2026-01-01T00:00:00Z' */
	if (!*is_text && value->len > 3 && value->data[0] == 't' && value->data[1] == '\'') {
		*value = cp_bytes_slice(*value, 2, value->len - 3);
		*is_text = true;
	}
	next(p);
	return true;
}

static bool
read_set(parser *p, const about *compared, bool is_usable)
{
	cp_bytes value;
	bool is_text;

	if (!take(p, "("))
		return false;
	do {
		if (!read_value(p, &value, &is_text) ||
			!add_comparison(p, compared, value, is_usable && is_text))
			return false;
	} while (take(p, ","));
	return take(p, ")");
}

/* Comparisons that are no equality: "!=", "<=", "LIKE" and others. */
static bool
take_operator(parser *p)
{
	if (p->now.kind == TOKEN_WORD) {
		next(p);
		return true;
	}
	if (!is(p, "=") && !is(p, "!") && !is(p, "<") && !is(p, ">"))
		return false;
	while (is(p, "=") || is(p, "!") || is(p, "<") || is(p, ">"))
		next(p);
	return true;
}

static bool
read_comparison(parser *p)
{
	about compared = read_path(p->now.text);
	bool is_negated, is_text, is_equal;
	cp_bytes value;

	if (p->now.kind != TOKEN_WORD)
		return false;
	next(p);
	is_negated = take(p, "NOT");
	if (take(p, "IN"))
		return read_set(p, &compared, !is_negated);
	is_equal = take(p, "=");
	if (is_equal)
		(void)take(p, "=");
	else if (!take_operator(p))
		return false;
	return read_value(p, &value, &is_text) &&
	       add_comparison(p, &compared, value, is_equal && !is_negated && is_text);
}

/* ---- AND, OR and parentheses ---- */

/* What both say of one thing. */
static void
merge(cp_threat_clause *clause, const cp_threat_clause *more)
{
	if (clause->kind == CP_CLAUSE_CERTIFICATE && more->kind == CP_CLAUSE_CERTIFICATE)
		cp_threat_subject_merge(&clause->subject, &more->subject);
	else
		clause->kind = CP_CLAUSE_FOREIGN;
}

/* Every way of the last operand but one with every way of the last: made behind both, moved down.
 */
static bool
join(parser *p, size_t first, size_t middle)
{
	cp_threat_clauses *clauses = p->clauses;
	size_t end = clauses->n, i, j;

	for (i = first; i < middle; i++) {
		for (j = middle; j < end; j++) {
			cp_threat_clause both = clauses->list[i];

			merge(&both, &clauses->list[j]);
			if (!add_clause(p, &both))
				return false;
		}
	}
	memmove(clauses->list + first, clauses->list + end,
		(clauses->n - end) * sizeof(*clauses->list));
	clauses->n -= end - first;
	return true;
}

/* Applies operators on top of the stack that bind as closely as `least`. */
static bool
apply(parser *p, char least)
{
	while (p->n_operators > 0) {
		char operator= p->operators[p->n_operators - 1];

		if (operator== '(' ||(least == '&' && operator== '|'))
			return true;
		p->n_operators--;
		p->n_operands--;
		if (operator== '&' && !join(p, p->operands[p->n_operands - 1].first,
			    p->operands[p->n_operands].first))
			return false;
	}
	return true;
}

static bool
push_operator(parser *p, char operator)
{
	if (p->n_operators == DEEPEST)
		return false;
	p->operators[p->n_operators++] = operator;
	return true;
}

static bool
read_operand(parser *p)
{
	while (is(p, "(")) {
		if (!push_operator(p, '('))
			return false;
		next(p);
	}
	if (p->n_operands == DEEPEST)
		return false;
	p->operands[p->n_operands++].first = p->clauses->n;
	return read_comparison(p);
}

static bool
close_parentheses(parser *p)
{
	while (is(p, ")")) {
		if (!apply(p, '|') || p->n_operators == 0)
			return false;
		p->n_operators--;
		next(p);
	}
	return true;
}

/* Between brackets. */
static bool
read_observation(parser *p)
{
	p->n_operands = 0;
	p->n_operators = 0;
	for (;;) {
		char operator;

		if (!read_operand(p) || !close_parentheses(p))
			return false;
		operator= is(p, "AND") ? '&' : is(p, "OR") ? '|' : '\0';
		if (operator== '\0')
			break;
		next(p);
		if (!apply(p, operator) || !push_operator(p, operator))
			return false;
	}
	return apply(p, '|') && p->n_operators == 0 && take(p, "]");
}

/* Observations one of which is enough. */
static bool
read_pattern(parser *p)
{
	do {
		if (!take(p, "[") || !read_observation(p))
			return false;
	} while (take(p, "OR"));
	return p->now.kind == TOKEN_END;
}

static bool
is_usable(const cp_threat_clause *clause)
{
	if (clause->kind == CP_CLAUSE_CERTIFICATE)
		return cp_threat_subject_is_usable(&clause->subject);
	return clause->kind != CP_CLAUSE_FOREIGN;
}

static void
drop_unusable(cp_threat_clauses *clauses)
{
	size_t kept = 0, i;

	for (i = 0; i < clauses->n; i++) {
		if (is_usable(&clauses->list[i]))
			clauses->list[kept++] = clauses->list[i];
	}
	clauses->n_unusable = clauses->n - kept;
	clauses->n = kept;
}

int
cp_threat_pattern_read(cp_bytes pattern, cp_threat_clauses *clauses)
{
	parser p = {.rest = pattern, .clauses = clauses};

	clauses->n = 0;
	clauses->n_unusable = 0;
	next(&p);
	if (read_pattern(&p)) {
		drop_unusable(clauses);
		return CERTPOLICY_OK;
	}
	clauses->n = 0;
	clauses->n_unusable = 1;
	return p.no_memory ? CERTPOLICY_ERROR_NO_MEMORY : CERTPOLICY_OK;
}

void
cp_threat_clauses_clear(cp_threat_clauses *clauses)
{
	cp_free(clauses->list);
	memset(clauses, 0, sizeof(*clauses));
}
