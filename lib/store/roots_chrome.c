/*
 * Chrome's root store as Chromium's tree has it (root_store.textproto): protocol buffers as text.
 * Of an anchor the digest, the EV policies and the constraints are read; fields that are not known
 * pass, but within constraints, where what is not known would be lost, they are an error.
 *
 * An anchor's constraints are alternatives, each of which holds for some versions of Chrome. Those
 * for older versions do not count. Of several that do, the latest date and all names are taken,
 * both together: stricter than Chrome is where one alternative has a date and another has names.
 */
#include <config.h>
#include "base/civil.h"
#include "base/text.h"
#include "store/roots_read.h"

#include <errno.h>
#include <stdlib.h>

typedef enum token_kind { TOKEN_WORD, TOKEN_STRING, TOKEN_MARK, TOKEN_END } token_kind;

typedef struct token {
	token_kind kind;
	cp_bytes text; /* a string's without its quotes; a mark's is one of :{}[]<>,; */
	size_t line;
} token;

typedef struct chrome {
	cp_roots_reading *reading;
	cp_bytes rest;
	size_t line;
	token now; /* the token that is looked at */
	cp_root *root;
	bool has_digest;
	size_t n_constraints, n_live; /* of the anchor; of these, those for Chrome of today */
} chrome;

static int
refuse(const chrome *file, const char *what)
{
	return cp_roots_refuse(file->reading, file->now.line, "%s", what);
}

static bool
is_word_octet(uint8_t c)
{
	return cp_ascii_is_letter(c) || cp_ascii_is_digit(c) || c == '_' || c == '-' || c == '+' ||
	       c == '.';
}

/* White space and comments. */
static void
skip_blanks(chrome *file)
{
	bool in_comment = false;
	size_t i;

	for (i = 0; i < file->rest.len; i++) {
		uint8_t c = file->rest.data[i];

		if (c == '\n') {
			file->line++;
			in_comment = false;
		} else if (c == '#') {
			in_comment = true;
		} else if (!in_comment && c != ' ' && c != '\t' && c != '\r') {
			break;
		}
	}
	file->rest = cp_bytes_slice(file->rest, i, file->rest.len);
}

/* A string ends on its line. Nothing that is read has an escape in it. */
static int
read_string(chrome *file)
{
	size_t i;

	for (i = 1; i < file->rest.len && file->rest.data[i] != '\n'; i++) {
		if (file->rest.data[i] == '\\' && i + 1 < file->rest.len) {
			i++;
		} else if (file->rest.data[i] == file->rest.data[0]) {
			file->now.kind = TOKEN_STRING;
			file->now.text = cp_bytes_slice(file->rest, 1, i - 1);
			file->rest = cp_bytes_slice(file->rest, i + 1, file->rest.len);
			return CERTPOLICY_OK;
		}
	}
	return refuse(file, "a string has no end: the file was cut");
}

static int
next(chrome *file)
{
	size_t len = 0;

	skip_blanks(file);
	file->now = (token){TOKEN_END, CP_BYTES_NONE, file->line};
	if (file->rest.len == 0)
		return CERTPOLICY_OK;
	if (file->rest.data[0] == '"' || file->rest.data[0] == '\'')
		return read_string(file);
	while (len < file->rest.len && is_word_octet(file->rest.data[len]))
		len++;
	file->now.kind = len > 0 ? TOKEN_WORD : TOKEN_MARK;
	if (len == 0) {
		len = 1;
		if (strchr(":{}[]<>,;", file->rest.data[0]) == NULL || file->rest.data[0] == '\0')
			return refuse(file, "this is no text of a protocol buffer");
	}
	file->now.text = cp_bytes_slice(file->rest, 0, len);
	file->rest = cp_bytes_slice(file->rest, len, file->rest.len);
	return CERTPOLICY_OK;
}

static bool
is(const chrome *file, token_kind kind, const char *text)
{
	return file->now.kind == kind && cp_bytes_equal(file->now.text, cp_bytes_of_string(text));
}

static bool
is_mark(const chrome *file, char mark)
{
	return file->now.kind == TOKEN_MARK && file->now.text.data[0] == mark;
}

/* The name of a field, its colon taken with it, and what comes after. */
static int
read_name(chrome *file, cp_bytes *name)
{
	int status;

	if (file->now.kind != TOKEN_WORD)
		return refuse(file, "here a field should begin");
	*name = file->now.text;
	status = next(file);
	return status == CERTPOLICY_OK && is_mark(file, ':') ? next(file) : status;
}

static int
enter(chrome *file)
{
	return is_mark(file, '{') ? next(file) : refuse(file, "here a brace should open");
}

/* Passes over one value, whatever is in it. */
static int
skip_value(chrome *file)
{
	size_t depth = 0;
	int status = CERTPOLICY_OK;

	do {
		if (file->now.kind == TOKEN_END)
			return refuse(file, "the file ends within a field: it was cut");
		if (is_mark(file, '{') || is_mark(file, '[') || is_mark(file, '<'))
			depth++;
		else if ((is_mark(file, '}') || is_mark(file, ']') || is_mark(file, '>')) &&
			 depth-- == 0)
			return refuse(file, "a field has no value");
		status = next(file);
	} while (status == CERTPOLICY_OK && depth > 0);
	return status;
}

static int
expect_string(chrome *file, cp_bytes *text)
{
	*text = file->now.text;
	if (file->now.kind != TOKEN_STRING || text->len == 0)
		return refuse(file, "here a string should stand");
	if (memchr(text->data, '\\', text->len) != NULL)
		return refuse(file, "this string has an escape in it");
	return next(file);
}

/* What one set of constraints says. */
typedef struct constraint_set {
	bool is_for_older, has_date;
	int64_t date;
} constraint_set;

static int
read_seconds(chrome *file, constraint_set *set)
{
	char text[24], *end;

	if (file->now.kind != TOKEN_WORD || file->now.text.len >= sizeof(text))
		return refuse(file, "here a number should stand");
	memcpy(text, file->now.text.data, file->now.text.len);
	text[file->now.text.len] = '\0';
	errno = 0;
	set->date = strtoll(text, &end, 10);
	set->has_date = true;
	if (errno != 0 || *end != '\0' || set->date < CP_TIME_MIN || set->date > CP_TIME_MAX)
		return refuse(file, "this is no instant");
	return next(file);
}

/* Names of a set for older versions are let in too: more than Chrome does, and never more than no
 * names at all. */
static int
read_permitted(chrome *file)
{
	cp_bytes text = file->now.text;
	int status;

	if (file->now.kind != TOKEN_STRING)
		return refuse(file, "here a string should stand");
	file->root->constrained = true;
	status = cp_roots_add_permitted(file->reading, file->root, text);
	if (status == CERTPOLICY_ERROR_BAD_INPUT)
		return refuse(file, "this is no DNS suffix");
	return status == CERTPOLICY_OK ? next(file) : status;
}

static int
read_constraint(chrome *file, constraint_set *set)
{
	cp_bytes name;
	int status = read_name(file, &name);

	if (status != CERTPOLICY_OK)
		return status;
	if (cp_bytes_equal(name, cp_bytes_of_string("sct_not_after_sec")))
		return read_seconds(file, set);
	if (cp_bytes_equal(name, cp_bytes_of_string("permitted_dns_names")))
		return read_permitted(file);
	if (cp_bytes_equal(name, cp_bytes_of_string("max_version_exclusive")))
		set->is_for_older = true;
	else if (!cp_bytes_equal(name, cp_bytes_of_string("min_version")))
		return refuse(file, "this constraint is not known here");
	return skip_value(file);
}

/* Joins a set to what others of the anchor say: an alternative without a date lifts none. */
static void
join(chrome *file, const constraint_set *set)
{
	cp_root_date *date = &file->root->dates[CP_DISTRUST_BY_SCT];

	file->n_constraints++;
	if (set->is_for_older)
		return;
	file->n_live++;
	if (!set->has_date)
		return;
	if (!date->is_set || set->date > date->at)
		date->at = set->date;
	date->is_set = true;
}

/* The next fields up to the brace that closes, by `read`. */
static int
read_until_closed(chrome *file, int (*read)(chrome *file, void *user), void *user)
{
	int status = enter(file);

	while (status == CERTPOLICY_OK && !is_mark(file, '}')) {
		if (is_mark(file, ',') || is_mark(file, ';'))
			status = next(file);
		else
			status = read(file, user);
	}
	return status == CERTPOLICY_OK ? next(file) : status;
}

static int
read_one_of_set(chrome *file, void *user)
{
	return read_constraint(file, user);
}

static int
read_constraints(chrome *file)
{
	constraint_set set = {0};
	int status = read_until_closed(file, read_one_of_set, &set);

	if (status == CERTPOLICY_OK)
		join(file, &set);
	return status;
}

static int
read_digest(chrome *file)
{
	cp_bytes text;
	int status = expect_string(file, &text);

	if (status != CERTPOLICY_OK)
		return status;
	file->has_digest = true;
	if (text.len == 2 * CP_SHA256_LEN && cp_hex_decode(text, file->root->sha256))
		return CERTPOLICY_OK;
	return refuse(file, "before this stands no SHA-256 digest");
}

static int
read_ev_policy(chrome *file)
{
	cp_bytes text;
	int status = expect_string(file, &text);

	if (status != CERTPOLICY_OK)
		return status;
	status = cp_roots_add_ev_policy(file->reading, file->root, text);
	return status == CERTPOLICY_ERROR_BAD_INPUT ? refuse(file, "before this stands no policy")
						    : status;
}

static int
read_field(chrome *file, void *user)
{
	cp_bytes name;
	int status = read_name(file, &name);

	(void)user;
	if (status != CERTPOLICY_OK)
		return status;
	if (cp_bytes_equal(name, cp_bytes_of_string("sha256_hex")))
		return read_digest(file);
	if (cp_bytes_equal(name, cp_bytes_of_string("ev_policy_oids")))
		return read_ev_policy(file);
	if (cp_bytes_equal(name, cp_bytes_of_string("constraints")))
		return read_constraints(file);
	return skip_value(file);
}

/* One anchor. With constraints for older versions only it is none any more. */
static int
read_anchor(chrome *file)
{
	static const uint8_t unknown[CP_SHA256_LEN];
	cp_root_date *date;
	int status;

	file->root = cp_roots_new_record(file->reading, unknown);
	file->has_digest = false;
	file->n_constraints = file->n_live = 0;
	if (file->root == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	date = &file->root->dates[CP_DISTRUST_BY_SCT];
	file->root->ev_is_told = date->is_told = file->root->is_public = true;
	status = read_until_closed(file, read_field, NULL);
	if (status == CERTPOLICY_OK && !file->has_digest)
		status = refuse(file, "the anchor before this has no sha256_hex");
	if (file->n_constraints > 0 && file->n_live == 0) {
		file->root->is_public = false;
		date->is_set = true;
		date->at = CP_TIME_MIN;
	}
	return status;
}

int
cp_roots_read_chrome(cp_roots_reading *reading)
{
	chrome file = {.reading = reading, .rest = reading->content, .line = 1};
	cp_bytes name;
	int status = next(&file);

	while (status == CERTPOLICY_OK && file.now.kind != TOKEN_END) {
		bool is_anchor = is(&file, TOKEN_WORD, "trust_anchors");

		status = read_name(&file, &name);
		if (status == CERTPOLICY_OK)
			status = is_anchor ? read_anchor(&file) : skip_value(&file);
	}
	return status;
}
