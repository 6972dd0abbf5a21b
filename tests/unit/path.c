/* lib/path: which paths are proposed, in which order, and where the search ends when there is none.
 */
#include <config.h>
#include "path/builder.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "unit/make_cert.h"
#include "unit/unit.h"

#include <pthread.h>

#define NOW INT64_C(1800000000) /* 2027-01-15 */

enum {
	CA = 1 << 0,
	EXPIRED = 1 << 1,
	BAD = 1 << 2,       /* one bit of the signature is wrong */
	NO_IDS = 1 << 3,    /* neither key identifier */
	WRONG_AKI = 1 << 4, /* names a key identifier that nobody has */
	NEWER = 1 << 5,
};

/* A certificate of a case. Keys are numbers. */
typedef struct row {
	const char *label;
	const char *subject, *issuer;
	unsigned key, issuer_key;
	unsigned flags;
} row;

#define MOST_ROWS 12

typedef struct topology {
	const char *name;
	row rows[MOST_ROWS];        /* the first is the leaf */
	const char *anchors, *pool; /* labels, parted by spaces */
	const char *paths;          /* the candidates in order: "leaf I R|leaf J R" */
	const char *end;            /* "" or the partial path: "leaf I unknown-issuer" */
} topology;

static cp_cert *
make(const row *r, unsigned serial)
{
	char subject[100], issuer[100];
	unit_cert_spec spec = {.subject = subject,
		.issuer = issuer,
		.key = unit_key(UNIT_P256, r->key),
		.issuer_key = unit_key(UNIT_P256, r->issuer_key),
		.serial = serial,
		.is_ca = (r->flags & CA) != 0,
		.bad_signature = (r->flags & BAD) != 0,
		.no_ski = (r->flags & NO_IDS) != 0,
		.no_aki = (r->flags & NO_IDS) != 0};
	cp_cert *cert;

	if ((r->flags & EXPIRED) != 0)
		spec.not_after = "2024-01-01T00:00:00Z";
	if ((r->flags & WRONG_AKI) != 0)
		spec.aki = "00112233445566778899aabbccddeeff00112233";
	if ((r->flags & NEWER) != 0)
		spec.not_before = "2022-01-01T00:00:00Z";
	snprintf(subject, sizeof(subject), "CN=%s", r->subject);
	snprintf(issuer, sizeof(issuer), "CN=%s", r->issuer);
	cert = cp_cert_read(unit_cert(&spec));
	CP_INVARIANT(cert != NULL && cert->skeleton);
	return cert;
}

/* What a search uses. */
typedef struct scene {
	cp_cert *leaf;
	cp_anchors *anchors;
	cp_pool *pool;
	cp_budget budget;
	cp_memo *memo;
	cp_trail *trail;
} scene;

static void
scene_open(scene *s, cp_cert *leaf)
{
	memset(s, 0, sizeof(*s));
	s->leaf = leaf;
	s->anchors = cp_anchors_new();
	s->pool = cp_pool_new();
	CP_INVARIANT(s->anchors != NULL && s->pool != NULL);
	cp_budget_init(&s->budget);
}

static void
scene_add_anchor(scene *s, cp_cert *cert)
{
	cp_anchor_terms terms = {.source = "test"};

	CP_INVARIANT(cp_anchors_add(s->anchors, cert->der, &terms, NULL) == 0);
}

static void
scene_add(scene *s, cp_cert *cert)
{
	CP_INVARIANT(cp_pool_add(s->pool, cert) == 0);
}

static cp_builder *
scene_start(scene *s)
{
	const cp_anchors *anchors[1] = {s->anchors};
	const cp_pool *pools[1] = {s->pool};
	cp_builder_input input = {.leaf = s->leaf,
		.anchors = anchors,
		.n_anchor_stores = 1,
		.pools = pools,
		.n_pools = 1,
		.time = NOW,
		.memo = s->memo,
		.budget = &s->budget,
		.trail = s->trail};
	/* The builder keeps the input, and with it these lists. */
	static const cp_anchors *kept_anchors[1];
	static const cp_pool *kept_pools[1];
	cp_builder *builder;

	kept_anchors[0] = anchors[0];
	kept_pools[0] = pools[0];
	input.anchors = kept_anchors;
	input.pools = kept_pools;
	CP_INVARIANT(cp_anchors_freeze(s->anchors, NULL) == 0 && cp_pool_freeze(s->pool) == 0);
	builder = cp_builder_new(&input);
	CP_INVARIANT(builder != NULL);
	return builder;
}

static void
scene_close(scene *s)
{
	cp_anchors_free(s->anchors);
	cp_pool_free(s->pool);
	cp_memo_free(s->memo);
}

static const char *
label_of(const topology *t, cp_cert *const *certs, const cp_cert *cert)
{
	size_t i;

	for (i = 0; i < MOST_ROWS && t->rows[i].label != NULL; i++) {
		if (cp_bytes_equal(certs[i]->der, cert->der))
			return t->rows[i].label;
	}
	return "?";
}

static void
append_path(cp_buf *buf, const topology *t, cp_cert *const *certs, const cp_path *path)
{
	size_t i;

	for (i = 0; i < path->n_certs; i++)
		cp_buf_printf(buf, "%s%s", i > 0 ? " " : "", label_of(t, certs, path->certs[i]));
}

/* Every candidate, and where it ends without one: as the table writes it. */
static void
describe(cp_builder *builder, const topology *t, cp_cert *const *certs, char **paths, char **end)
{
	cp_buf all = CP_BUF_EMPTY, last = CP_BUF_EMPTY;
	cp_builder_step step;
	size_t n = 0;
	cp_path path;

	while ((step = cp_builder_next(builder, &path)) == CP_BUILDER_PATH) {
		if (n++ > 0)
			cp_buf_append_char(&all, '|');
		append_path(&all, t, certs, &path);
	}
	CU_ASSERT(step == CP_BUILDER_DONE);
	if (n == 0) {
		cp_builder_partial(builder, &path);
		append_path(&last, t, certs, &path);
		cp_buf_printf(&last, " %s", cp_path_end_name(path.end));
		if (path.failed_issuer != NULL)
			cp_buf_printf(&last, " %s", label_of(t, certs, path.failed_issuer));
	}
	*paths = cp_buf_finish(&all);
	*end = cp_buf_finish(&last);
	CP_INVARIANT(*paths != NULL && *end != NULL);
}

static bool
lists(const char *labels, const char *label)
{
	size_t len = strlen(label);
	const char *at;

	for (at = strstr(labels, label); at != NULL; at = strstr(at + 1, label)) {
		if ((at == labels || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
			return true;
	}
	return false;
}

/* Makes a topology's certificates and lays them out; how many there are. */
static size_t
scene_set(scene *s, const topology *t, bool backwards, cp_cert *certs[MOST_ROWS])
{
	size_t n = 0, i;

	for (; n < MOST_ROWS && t->rows[n].label != NULL; n++)
		certs[n] = make(&t->rows[n], (unsigned)n + 1);
	scene_open(s, certs[0]);
	for (i = 0; i < n; i++) {
		size_t at = backwards ? n - 1 - i : i;

		if (lists(t->anchors, t->rows[at].label))
			scene_add_anchor(s, certs[at]);
		if (lists(t->pool, t->rows[at].label)) {
			scene_add(s, certs[at]);
			scene_add(s, certs[at]);
		}
	}
	return n;
}

static void
scene_end(scene *s, cp_builder *builder, cp_cert **certs, size_t n)
{
	size_t i;

	cp_builder_free(builder);
	scene_close(s);
	for (i = 0; i < n; i++)
		cp_cert_unref(certs[i]);
}

static void
run_topology(const topology *t, bool backwards)
{
	cp_cert *certs[MOST_ROWS];
	scene s;
	size_t n = scene_set(&s, t, backwards, certs);
	cp_builder *builder;
	char *paths, *end;

	builder = scene_start(&s);
	describe(builder, t, certs, &paths, &end);
	UNIT_ROW(t->name, strcmp(paths, t->paths) == 0 && strcmp(end, t->end) == 0);
	if (strcmp(paths, t->paths) != 0 || strcmp(end, t->end) != 0)
		fprintf(stderr, "  paths: %s\n  end:   %s\n", paths, end);
	UNIT_ROW(t->name, cp_budget_first_spent(&s.budget) == CP_N_LIMITS);
	cp_free(paths);
	cp_free(end);
	scene_end(&s, builder, certs, n);
}

static void
topologies_give_their_paths_in_any_order(void)
{
	static const topology topologies[] = {
		{"a plain chain",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA},
				{"R", "R", "R", 3, 3, CA}},
			"R", "I", "leaf I R", ""},
		{"the root was sent too",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA},
				{"R", "R", "R", 3, 3, CA}},
			"R", "leaf I R", "leaf I R", ""},
		{"extra certificates",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA},
				{"R", "R", "R", 3, 3, CA}, {"X", "X", "Y", 4, 5, CA},
				{"Y", "Y", "X", 5, 4, CA}, {"other", "leaf", "I", 6, 2, 0}},
			"R", "X I Y other", "leaf I R", ""},
		{"an intermediate is missing",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"R", "R", "R", 3, 3, CA}}, "R", "", "",
			"leaf unknown-issuer"},
		{"a root is missing",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA},
				{"Q", "Q", "Q", 4, 4, CA}},
			"Q", "I", "", "leaf I unknown-issuer"},
		{"the root is at hand and no anchor",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA},
				{"R", "R", "R", 3, 3, CA}},
			"", "I R", "", "leaf I R self-signed"},
		{"self-signed", {{"leaf", "leaf", "leaf", 1, 1, CA}}, "", "", "",
			"leaf self-signed"},
		{"self-signed, and sent twice", {{"leaf", "leaf", "leaf", 1, 1, CA}}, "", "leaf",
			"", "leaf self-signed"},
		{"self-signed by another key, and denied by its key identifiers",
			{{"leaf", "leaf", "leaf", 1, 2, CA}}, "", "", "", "leaf unknown-issuer"},
		{"self-issued with a signature that nobody made",
			{{"leaf", "leaf", "leaf", 1, 1, CA | BAD}}, "", "", "",
			"leaf bad-signature leaf"},
		{"self-signed and an anchor", {{"leaf", "leaf", "leaf", 1, 1, 0}}, "leaf", "leaf",
			"leaf", ""},
		{"a leaf that is an anchor and has an issuer",
			{{"leaf", "leaf", "R", 1, 2, 0}, {"R", "R", "R", 2, 2, CA}}, "leaf R", "",
			"leaf|leaf R", ""},
		{"cross-signed: the anchor's own key first",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"I-by-R", "I", "R", 2, 3, CA | NEWER},
				{"I-by-X", "I", "X", 2, 4, CA}, {"R", "R", "R", 3, 3, CA},
				{"X", "X", "X", 4, 4, CA}},
			"R X", "I-by-X I-by-R", "leaf I-by-R R|leaf I-by-X X", ""},
		{"cross-signed: one root is known",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"I-by-R", "I", "R", 2, 3, CA | NEWER},
				{"I-by-X", "I", "X", 2, 4, CA}, {"X", "X", "X", 4, 4, CA}},
			"X", "I-by-X I-by-R", "leaf I-by-X X", ""},
		{"cross-signed: the expired one last",
			{{"leaf", "leaf", "I", 1, 2, 0},
				{"old", "I", "R", 2, 3, CA | NEWER | EXPIRED},
				{"new", "I", "R", 2, 3, CA}, {"R", "R", "R", 3, 3, CA}},
			"R", "old new", "leaf new R|leaf old R", ""},
		{"one that is no CA goes after one that is",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"no-ca", "I", "R", 2, 3, NEWER},
				{"ca", "I", "R", 2, 3, CA}, {"R", "R", "R", 3, 3, CA}},
			"R", "no-ca ca", "leaf ca R|leaf no-ca R", ""},
		{"a root that was signed by another root",
			{{"leaf", "leaf", "R", 1, 2, 0}, {"R", "R", "R", 2, 2, CA},
				{"R-by-X", "R", "X", 2, 3, CA}, {"X", "X", "X", 3, 3, CA}},
			"R X", "R-by-X R", "leaf R|leaf R-by-X X", ""},
		{"a renewed root was sent",
			{{"leaf", "leaf", "R", 1, 2, 0}, {"old", "R", "R", 2, 2, CA},
				{"new", "R", "R", 2, 2, CA | NEWER}},
			"old", "new", "leaf old", ""},
		{"a root that changed its key",
			{{"leaf", "leaf", "R", 1, 3, 0}, {"old", "R", "R", 2, 2, CA},
				{"new-by-old", "R", "R", 3, 2, CA | NEWER},
				{"new", "R", "R", 3, 3, CA | NEWER}},
			"old", "new new-by-old", "leaf new-by-old old", ""},
		{"a trusted intermediate, and what is beyond it",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA},
				{"R", "R", "R", 3, 3, CA}},
			"I R", "I R", "leaf I|leaf I R", ""},
		{"a trusted intermediate alone",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA}}, "I", "",
			"leaf I", ""},
		{"one key under two names",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "J", 2, 2, CA},
				{"J", "J", "R", 2, 3, CA}, {"R", "R", "R", 3, 3, CA}},
			"R", "I J", "leaf I J R", ""},
		{"two that issue each other, and nobody else",
			{{"leaf", "leaf", "A", 1, 2, 0}, {"A", "A", "B", 2, 3, CA},
				{"B", "B", "A", 3, 2, CA}},
			"", "A B", "", "leaf A B loop"},
		{"two that issue each other, and a root",
			{{"leaf", "leaf", "A", 1, 2, 0}, {"A-by-B", "A", "B", 2, 3, CA | NEWER},
				{"B", "B", "A", 3, 2, CA}, {"A-by-R", "A", "R", 2, 4, CA},
				{"R", "R", "R", 4, 4, CA}},
			"R", "A-by-B A-by-R B", "leaf A-by-R R", ""},
		{"the key identifier of nobody",
			{{"leaf", "leaf", "I", 1, 2, WRONG_AKI},
				{"I", "I", "R", 2, 3, CA | WRONG_AKI}, {"R", "R", "R", 3, 3, CA}},
			"R", "I", "leaf I R", ""},
		{"no key identifiers, two keys of one name",
			{{"leaf", "leaf", "I", 1, 2, NO_IDS},
				{"wrong", "I", "R", 5, 3, CA | NO_IDS | NEWER},
				{"I", "I", "R", 2, 3, CA | NO_IDS},
				{"R", "R", "R", 3, 3, CA | NO_IDS}},
			"R", "wrong I", "leaf I R", ""},
		{"an anchor of that name has another key",
			{{"leaf", "leaf", "I", 1, 2, NO_IDS},
				{"wrong", "I", "I", 5, 5, CA | NO_IDS},
				{"I", "I", "R", 2, 3, CA | NO_IDS},
				{"R", "R", "R", 3, 3, CA | NO_IDS}},
			"wrong R", "I", "leaf I R", ""},
		{"a bad signature",
			{{"leaf", "leaf", "I", 1, 2, BAD}, {"I", "I", "R", 2, 3, CA},
				{"R", "R", "R", 3, 3, CA}},
			"R", "I", "", "leaf bad-signature I"},
		{"a bad signature higher up",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA | BAD},
				{"R", "R", "R", 3, 3, CA}},
			"R", "I", "", "leaf I bad-signature R"},
		{"a bad signature without any anchor",
			{{"leaf", "leaf", "I", 1, 2, BAD}, {"I", "I", "R", 2, 3, CA}}, "", "I", "",
			"leaf bad-signature I"},
		{"a bad signature, and another certificate that serves",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"bad", "I", "R", 2, 3, CA | BAD | NEWER},
				{"I", "I", "X", 2, 4, CA}, {"R", "R", "R", 3, 3, CA},
				{"X", "X", "X", 4, 4, CA}},
			"R X", "bad I", "leaf I X", ""},
		{"a bad signature on one of two ways",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"bad", "I", "R", 2, 3, CA | BAD | NEWER},
				{"I", "I", "X", 2, 4, CA}, {"R", "R", "R", 3, 3, CA}},
			"R", "bad I", "", "leaf bad bad-signature R"},
		{"the signature is another key's, and the identifiers say so",
			{{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 5, 3, CA},
				{"R", "R", "R", 3, 3, CA}},
			"R", "I", "", "leaf unknown-issuer"},
		{"the signature is another key's, and nothing says so",
			{{"leaf", "leaf", "I", 1, 2, NO_IDS}, {"I", "I", "R", 5, 3, CA},
				{"R", "R", "R", 3, 3, CA}},
			"R", "I", "", "leaf bad-signature I"},
		{"a self-made root with a known name",
			{{"leaf", "leaf", "R", 1, 2, 0}, {"fake", "R", "R", 2, 2, CA},
				{"R", "R", "R", 3, 3, CA}},
			"R", "fake", "", "leaf fake self-signed"},
		{"names that differ in case",
			{{"leaf", "leaf", "i", 1, 2, 0}, {"I", "I", "r", 2, 3, CA},
				{"R", "R", "R", 3, 3, CA}},
			"R", "I", "leaf I R", ""},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(topologies); i++) {
		run_topology(&topologies[i], false);
		run_topology(&topologies[i], true);
	}
}

/* "leaf:I followed|I:R path", and after " / " where the walk along signatures begins. */
static char *
trail_text(const cp_trail *trail, const topology *t, cp_cert *const *certs)
{
	cp_buf text = CP_BUF_EMPTY;
	size_t i;

	for (i = 0; i < trail->n_steps; i++) {
		const cp_trail_step *step = &trail->steps[i];

		if (i > 0)
			cp_buf_append_string(
				&text, step->stage == trail->steps[i - 1].stage ? "|" : " / ");
		cp_buf_printf(&text, "%s:", label_of(t, certs, step->cert));
		if (step->issuer != NULL)
			cp_buf_printf(&text, "%s", label_of(t, certs, step->issuer));
		cp_buf_printf(&text, " %s", cp_trail_step_name(step));
		if (step->outcome == CP_TRAIL_LIMIT)
			cp_buf_printf(&text, " %s", cp_limit_name(step->limit));
		if (step->key_id == CP_KEY_ID_MISMATCH)
			cp_buf_append_char(&text, '!');
	}
	return cp_buf_finish(&text);
}

static void
trails_tell_every_step_in_its_order(void)
{
	static const struct {
		topology t;
		const char *trail;
		cp_limit limit; /* lowered to `value`; CP_N_LIMITS: none */
		uint64_t value;
	} rows[] = {
		{{"a plain chain",
			 {{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA},
				 {"R", "R", "R", 3, 3, CA}},
			 "R", "I", NULL, NULL},
			"leaf:I followed|I:R path|I:R followed|R:R loop|R:R loop", CP_N_LIMITS, 0},
		{{"a leaf that is an anchor", {{"leaf", "leaf", "leaf", 1, 1, 0}}, "leaf", "", NULL,
			 NULL},
			"leaf:leaf path|leaf:leaf loop|leaf:leaf loop", CP_N_LIMITS, 0},
		{{"the cross-sign that leads nowhere is left",
			 {{"leaf", "leaf", "I", 1, 2, 0}, {"I-by-R", "I", "R", 2, 3, CA | NEWER},
				 {"I-by-X", "I", "X", 2, 4, CA},
				 {"X", "X", "X", 4, 4, CA | NO_IDS}},
			 "X", "I-by-R I-by-X", NULL, NULL},
			"leaf:I-by-X followed|I-by-X:X path|I-by-X:X followed|X:X loop|X:X loop|"
			"leaf:I-by-R no-anchor-above",
			CP_N_LIMITS, 0},
		{{"a bad signature on one of two ways",
			 {{"leaf", "leaf", "I", 1, 2, 0}, {"bad", "I", "R", 2, 3, CA | BAD | NEWER},
				 {"I", "I", "R", 2, 3, CA}, {"R", "R", "R", 3, 3, CA}},
			 "R", "bad I", NULL, NULL},
			"leaf:bad followed|bad:R bad-signature|bad:R ruled-out|leaf:I followed|"
			"I:R path|I:R followed|R:R loop|R:R loop",
			CP_N_LIMITS, 0},
		{{"key identifiers that differ go last",
			 {{"leaf", "leaf", "I", 1, 2, 0}, {"other", "I", "R", 5, 3, CA | NEWER},
				 {"I", "I", "R", 2, 3, CA}, {"R", "R", "R", 3, 3, CA | NO_IDS}},
			 "R", "other I", NULL, NULL},
			"leaf:I followed|I:R path|I:R followed|R:R loop|R:R loop|"
			"leaf:other ruled-out!",
			CP_N_LIMITS, 0},
		{{"nobody bears the name",
			 {{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA}}, "", "I", NULL,
			 NULL},
			"leaf:I signed|I: unknown-issuer", CP_N_LIMITS, 0},
		{{"signed by nobody of that name",
			 {{"leaf", "leaf", "I", 1, 2, BAD}, {"I", "I", "R", 2, 3, CA},
				 {"R", "R", "R", 3, 3, CA | NO_IDS}},
			 "R", "I", NULL, NULL},
			"leaf:I followed|leaf:I bad-signature / "
			"leaf:I bad-signature|leaf: bad-signature",
			CP_N_LIMITS, 0},
		{{"no signature may be checked",
			 {{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA},
				 {"R", "R", "R", 3, 3, CA}},
			 "R", "I", NULL, NULL},
			"leaf:I followed|I:R limit signatures / leaf:I limit signatures|leaf: "
			"limit",
			CP_LIMIT_SIGNATURES, 0},
		{{"too deep",
			 {{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA},
				 {"R", "R", "R", 3, 3, CA}},
			 "R", "I", NULL, NULL},
			"leaf:I limit depth / leaf:I signed|leaf: limit", CP_LIMIT_DEPTH, 1},
		{{"too many to look at",
			 {{"leaf", "leaf", "I", 1, 2, 0}, {"I", "I", "R", 2, 3, CA},
				 {"R", "R", "R", 3, 3, CA}},
			 "R", "I", NULL, NULL},
			"leaf:I limit steps / leaf:I signed|I: limit", CP_LIMIT_STEPS, 1},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		const topology *t = &rows[i].t;
		cp_cert *certs[MOST_ROWS];
		cp_trail trail = {.stage = CP_TRAIL_SEARCH};
		cp_builder *builder;
		cp_path path;
		char *text;
		scene s;
		size_t n = scene_set(&s, t, false, certs);

		s.trail = &trail;
		if (rows[i].limit != CP_N_LIMITS)
			s.budget.limit[rows[i].limit] = rows[i].value;
		builder = scene_start(&s);
		while (cp_builder_next(builder, &path) == CP_BUILDER_PATH)
			continue;
		text = trail_text(&trail, t, certs);
		UNIT_ROW(t->name, strcmp(text, rows[i].trail) == 0);
		if (strcmp(text, rows[i].trail) != 0)
			fprintf(stderr, "  trail: %s\n", text);
		cp_free(text);
		cp_trail_clear(&trail);
		scene_end(&s, builder, certs, n);
	}
}

static void
trails_end_at_a_bound(void)
{
	row leaf_row = {"leaf", "leaf", "I", 1, 2, 0};
	cp_cert *leaf = make(&leaf_row, 1);
	cp_trail trail = {.stage = CP_TRAIL_SEARCH};
	const cp_trail_step step = {.cert = leaf, .issuer = leaf, .outcome = CP_TRAIL_LOOP};
	size_t i;

	for (i = 0; i < CP_TRAIL_MAX + 5; i++)
		cp_trail_add(&trail, &step);
	CU_ASSERT(trail.n_steps == CP_TRAIL_MAX && trail.n_left_out == 5 && !trail.failed);
	cp_trail_clear(&trail);
	cp_cert_unref(leaf);
}

/* A chain of `n` certificates, the leaf first, the root last. */
static void
make_chain(cp_cert **certs, unsigned n)
{
	char subject[20], issuer[20];
	unsigned i;

	for (i = 0; i < n; i++) {
		row r = {"", subject, issuer, i + 1, i + 1 < n ? i + 2 : i + 1, i > 0 ? CA : 0};

		snprintf(subject, sizeof(subject), "level %u", i);
		snprintf(issuer, sizeof(issuer), "level %u", i + 1 < n ? i + 1 : i);
		certs[i] = make(&r, i + 1);
	}
}

static void
limits_end_the_search(void)
{
	static const struct {
		const char *name;
		cp_limit limit;
		uint64_t value;
		bool found;
		cp_path_end end;
		size_t n_certs;
	} rows[] = {
		{"three signatures needed and there", CP_LIMIT_SIGNATURES, 3, true,
			CP_PATH_ANCHORED, 4},
		{"one signature too few", CP_LIMIT_SIGNATURES, 2, false, CP_PATH_BUDGET, 1},
		{"no signature", CP_LIMIT_SIGNATURES, 0, false, CP_PATH_BUDGET, 1},
		{"depth enough", CP_LIMIT_DEPTH, 4, true, CP_PATH_ANCHORED, 4},
		{"depth too small", CP_LIMIT_DEPTH, 3, false, CP_PATH_BUDGET, 3},
		{"no depth", CP_LIMIT_DEPTH, 0, false, CP_PATH_BUDGET, 1},
		{"depth beyond what can be", CP_LIMIT_DEPTH, UINT64_MAX, true, CP_PATH_ANCHORED, 4},
		{"steps enough", CP_LIMIT_STEPS, 4, true, CP_PATH_ANCHORED, 4},
		{"steps too few", CP_LIMIT_STEPS, 1, false, CP_PATH_BUDGET, 2},
		{"no step", CP_LIMIT_STEPS, 0, false, CP_PATH_BUDGET, 1},
	};
	cp_cert *certs[4];
	size_t i, j;

	make_chain(certs, 4);
	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_builder *builder;
		cp_path path;
		scene s;

		scene_open(&s, certs[0]);
		scene_add_anchor(&s, certs[3]);
		for (j = 1; j < 3; j++)
			scene_add(&s, certs[j]);
		s.budget.limit[rows[i].limit] = rows[i].value;
		builder = scene_start(&s);
		UNIT_ROW(rows[i].name,
			(cp_builder_next(builder, &path) == CP_BUILDER_PATH) == rows[i].found);
		if (!rows[i].found)
			cp_builder_partial(builder, &path);
		UNIT_ROW(rows[i].name, path.end == rows[i].end && path.n_certs == rows[i].n_certs);
		UNIT_ROW(rows[i].name, cp_budget_first_spent(&s.budget) ==
					       (rows[i].found ? CP_N_LIMITS : rows[i].limit));
		cp_builder_free(builder);
		scene_close(&s);
	}
	for (j = 0; j < 4; j++)
		cp_cert_unref(certs[j]);
}

/* Everything that is proposed, up to a number; how many there were. */
static size_t
drain(cp_builder *builder, size_t most)
{
	cp_path path;
	size_t n = 0;

	while (n < most && cp_builder_next(builder, &path) == CP_BUILDER_PATH)
		n++;
	return n;
}

/*
 * Certificates of one name at hand: `n_keys` keys in turn, all issued by the root's name, one of
 * them the leaf's issuer. Without key identifiers, so that only signatures tell.
 */
static void
crowd_of(unsigned n, unsigned n_keys, unsigned flags, bool with_root, size_t *n_found,
	uint64_t *signatures, cp_limit *spent)
{
	row leaf_row = {"leaf", "leaf", "I", 1, 2, flags}, root_row = {"R", "R", "R", 3, 3, CA};
	cp_cert *leaf = make(&leaf_row, 1), *root = make(&root_row, 1);
	cp_builder *builder;
	unsigned i;
	scene s;

	scene_open(&s, leaf);
	if (with_root)
		scene_add_anchor(&s, root);
	for (i = 0; i < n; i++) {
		row r = {"I", "I", "R", i % n_keys == 0 ? 2 : 3 + i % n_keys, 3, CA | flags};
		cp_cert *cert = make(&r, i + 1);

		scene_add(&s, cert);
		cp_cert_unref(cert);
	}
	builder = scene_start(&s);
	*n_found = drain(builder, SIZE_MAX);
	*signatures = s.budget.used[CP_LIMIT_SIGNATURES];
	*spent = cp_budget_first_spent(&s.budget);
	cp_builder_free(builder);
	scene_close(&s);
	cp_cert_unref(leaf);
	cp_cert_unref(root);
}

static void
crowds_of_one_name_stay_within_bounds(void)
{
	uint64_t signatures;
	size_t n_found;
	cp_limit spent;

	/* One key, cross-signed a thousand times: each certificate is a path, each its own
	 * signature. */
	crowd_of(1000, 1, 0, true, &n_found, &signatures, &spent);
	CU_ASSERT(n_found == 99 && spent == CP_LIMIT_SIGNATURES && signatures == 100);
	/* Many keys, told apart by their identifiers: the right ones first, and then no other. */
	crowd_of(120, 40, 0, true, &n_found, &signatures, &spent);
	CU_ASSERT(n_found == 3 && signatures == 4);
	/* Many keys, told apart by nothing: each key is tried once. */
	crowd_of(60, 40, NO_IDS, true, &n_found, &signatures, &spent);
	CU_ASSERT(n_found == 2 && spent == CP_N_LIMITS && signatures <= 100);
	/* No anchor: nothing is searched; why there is none costs little. */
	crowd_of(1000, 40, 0, false, &n_found, &signatures, &spent);
	CU_ASSERT(n_found == 0 && spent == CP_N_LIMITS && signatures <= 40);
}

/* A certificate is hashed once for nothing; for more keys that may have signed it, it is paid for.
 */
static void
hashing_again_is_budgeted(void)
{
	row leaf_row = {"leaf", "leaf", "I", 1, 2, NO_IDS};
	row others[] = {{"I", "I", "I", 4, 4, CA | NO_IDS}, {"J", "I", "I", 5, 5, CA | NO_IDS}};
	cp_cert *leaf = make(&leaf_row, 1);
	uint64_t limit;

	for (limit = leaf->tbs.len - 1; limit <= leaf->tbs.len; limit++) {
		bool enough = limit == leaf->tbs.len;
		cp_builder *builder;
		size_t i;
		scene s;

		scene_open(&s, leaf);
		for (i = 0; i < CP_COUNT(others); i++) {
			cp_cert *cert = make(&others[i], (unsigned)i + 1);

			scene_add_anchor(&s, cert);
			cp_cert_unref(cert);
		}
		s.budget.limit[CP_LIMIT_SIGNED_OCTETS] = limit;
		builder = scene_start(&s);
		CU_ASSERT(drain(builder, SIZE_MAX) == 0);
		CU_ASSERT(cp_budget_first_spent(&s.budget) ==
			  (enough ? CP_N_LIMITS : CP_LIMIT_SIGNED_OCTETS));
		CU_ASSERT(s.budget.used[CP_LIMIT_SIGNATURES] == (enough ? 2 : 1));
		cp_builder_free(builder);
		scene_close(&s);
	}
	cp_cert_unref(leaf);
}

/* `levels` times two CAs, each issued by both above it: 2^levels paths. */
static void
mesh_of(unsigned levels, uint64_t depth, bool with_root, size_t most, size_t *n_found,
	cp_budget *budget)
{
	row leaf_row = {"leaf", "leaf", "m 0", 1, 2, 0}, root_row = {"R", "R", "R", 40, 40, CA};
	cp_cert *leaf = make(&leaf_row, 1), *root = make(&root_row, 1);
	cp_builder *builder;
	unsigned level, i;
	scene s;

	scene_open(&s, leaf);
	s.budget.limit[CP_LIMIT_DEPTH] = depth;
	if (with_root)
		scene_add_anchor(&s, root);
	for (level = 0; level < levels; level++) {
		char subject[20], issuer[20];

		snprintf(subject, sizeof(subject), "m %u", level);
		snprintf(issuer, sizeof(issuer), "m %u", level + 1);
		for (i = 0; i < 2; i++) {
			row r = {"", subject, level + 1 < levels ? issuer : "R", level + 2,
				level + 1 < levels ? level + 3 : 40, CA};
			cp_cert *cert = make(&r, level * 2 + i + 1);

			scene_add(&s, cert);
			cp_cert_unref(cert);
		}
	}
	builder = scene_start(&s);
	*n_found = drain(builder, most);
	*budget = s.budget;
	cp_builder_free(builder);
	scene_close(&s);
	cp_cert_unref(leaf);
	cp_cert_unref(root);
}

static void
meshes_stay_within_bounds(void)
{
	cp_budget budget;
	size_t n_found;

	mesh_of(30, 40, true, 256, &n_found, &budget);
	CU_ASSERT(n_found == 256 && cp_budget_first_spent(&budget) == CP_N_LIMITS);
	CU_ASSERT(budget.used[CP_LIMIT_SIGNATURES] <= 62);
	CU_ASSERT(budget.used[CP_LIMIT_DEPTH] == 32);
	/* Deeper than is allowed: seen before anything is walked. */
	mesh_of(30, 20, true, 256, &n_found, &budget);
	CU_ASSERT(n_found == 0 && budget.spent[CP_LIMIT_DEPTH] && !budget.spent[CP_LIMIT_STEPS]);
	mesh_of(30, 40, false, 256, &n_found, &budget);
	CU_ASSERT(n_found == 0 && cp_budget_first_spent(&budget) == CP_N_LIMITS);
	/* All of them: the steps end it. */
	mesh_of(16, 40, true, SIZE_MAX, &n_found, &budget);
	CU_ASSERT(n_found > 256 && budget.spent[CP_LIMIT_STEPS]);
}

/* `n` CAs that all issue one another, the last of them issued by the root: the way out is short. */
static void
the_way_out_of_a_complete_graph_is_short(void)
{
	enum { N = 12 };
	row leaf_row = {"leaf", "leaf", "n 0", 1, 2, 0}, root_row = {"R", "R", "R", 40, 40, CA};
	cp_cert *leaf = make(&leaf_row, 1), *root = make(&root_row, 1);
	cp_builder *builder;
	cp_path path;
	unsigned i;
	scene s;

	scene_open(&s, leaf);
	scene_add_anchor(&s, root);
	for (i = 0; i < N * N; i++) {
		bool by_root = i == N * N - 1;
		char subject[20], issuer[20];
		row r = {"", subject, issuer, 2 + i / N, by_root ? 40 : 2 + i % N, CA};
		cp_cert *cert;

		snprintf(subject, sizeof(subject), "n %u", i / N);
		snprintf(issuer, sizeof(issuer), by_root ? "R" : "n %u", i % N);
		cert = make(&r, i + 1);
		scene_add(&s, cert);
		cp_cert_unref(cert);
	}
	builder = scene_start(&s);
	CU_ASSERT(cp_builder_next(builder, &path) == CP_BUILDER_PATH);
	CU_ASSERT(path.n_certs == 4 && s.budget.used[CP_LIMIT_SIGNATURES] == 3);
	CU_ASSERT(s.budget.used[CP_LIMIT_STEPS] < 100);
	cp_builder_free(builder);
	scene_close(&s);
	cp_cert_unref(leaf);
	cp_cert_unref(root);
}

/* A builder pays for a link once; another of the same engine pays as much, whether it is
 * remembered. */
static void
links_are_verified_once(void)
{
	cp_cert *certs[4];
	cp_builder *builder;
	cp_path path;
	scene s;
	size_t i, round;

	make_chain(certs, 4);
	scene_open(&s, certs[0]);
	s.memo = cp_memo_new(16);
	scene_add_anchor(&s, certs[3]);
	for (i = 1; i < 3; i++)
		scene_add(&s, certs[i]);
	for (round = 0; round < 2; round++) {
		builder = scene_start(&s);
		CU_ASSERT(cp_builder_next(builder, &path) == CP_BUILDER_PATH);
		CU_ASSERT(path.end == CP_PATH_ANCHORED && path.anchor != NULL);
		CU_ASSERT(!path.leaf_self_signature_valid);
		CU_ASSERT(cp_builder_next(builder, &path) == CP_BUILDER_DONE);
		CU_ASSERT(cp_builder_next(builder, &path) == CP_BUILDER_DONE);
		CU_ASSERT(s.budget.used[CP_LIMIT_SIGNATURES] == 3 + 3 * round);
		cp_builder_free(builder);
	}
	scene_close(&s);
	for (i = 0; i < 4; i++)
		cp_cert_unref(certs[i]);
}

static void
self_signed_leaves_are_told(void)
{
	static const struct {
		const char *name;
		row row;
		bool anchor, valid;
	} rows[] = {
		{"good", {"leaf", "leaf", "leaf", 1, 1, 0}, false, true},
		{"good and an anchor", {"leaf", "leaf", "leaf", 1, 1, 0}, true, true},
		{"forged", {"leaf", "leaf", "leaf", 1, 1, BAD}, false, false},
		{"forged and an anchor", {"leaf", "leaf", "leaf", 1, 1, BAD}, true, false},
		{"by another", {"leaf", "leaf", "other", 1, 1, 0}, false, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_cert *leaf = make(&rows[i].row, 1);
		cp_builder *builder;
		cp_path path;
		scene s;

		scene_open(&s, leaf);
		if (rows[i].anchor)
			scene_add_anchor(&s, leaf);
		builder = scene_start(&s);
		UNIT_ROW(rows[i].name,
			(cp_builder_next(builder, &path) == CP_BUILDER_PATH) == rows[i].anchor);
		if (!rows[i].anchor)
			cp_builder_partial(builder, &path);
		UNIT_ROW(rows[i].name, path.leaf_self_signature_valid == rows[i].valid);
		cp_builder_free(builder);
		scene_close(&s);
		cp_cert_unref(leaf);
	}
}

/* Asked only of an anchor that names neither itself nor a key as its issuer. */
static void
anchors_that_signed_themselves_are_told(void)
{
	static const struct {
		const char *name;
		row row;
		bool told;
		uint64_t signatures;
	} rows[] = {
		{"under another name", {"R", "R", "old", 2, 2, CA | NO_IDS}, true, 2},
		{"by another CA", {"R", "R", "X", 2, 3, CA | NO_IDS}, false, 2},
		{"self-issued", {"R", "R", "R", 2, 2, CA | NO_IDS}, false, 1},
		{"with an AKI", {"R", "R", "old", 2, 2, CA}, false, 1},
	};
	static const row leaf_row = {"leaf", "leaf", "R", 1, 2, NO_IDS};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_cert *leaf = make(&leaf_row, 1), *anchor = make(&rows[i].row, 2);
		cp_builder *builder;
		cp_path path;
		scene s;

		scene_open(&s, leaf);
		scene_add_anchor(&s, anchor);
		builder = scene_start(&s);
		UNIT_ROW(rows[i].name, cp_builder_next(builder, &path) == CP_BUILDER_PATH);
		UNIT_ROW(rows[i].name, path.anchor_signed_itself == rows[i].told);
		UNIT_ROW(rows[i].name, s.budget.used[CP_LIMIT_SIGNATURES] == rows[i].signatures);
		cp_builder_free(builder);
		scene_close(&s);
		cp_cert_unref(leaf);
		cp_cert_unref(anchor);
	}
}

/* A leaf of which nothing can be read, and one that is broken but an anchor. */
static void
unreadable_leaves_lead_nowhere(void)
{
	cp_cert *leaf = cp_cert_read(cp_bytes_of_string("no certificate"));
	cp_builder *builder;
	cp_path path;
	scene s;

	CU_ASSERT_FATAL(leaf != NULL);
	scene_open(&s, leaf);
	builder = scene_start(&s);
	CU_ASSERT(cp_builder_next(builder, &path) == CP_BUILDER_DONE);
	cp_builder_partial(builder, &path);
	CU_ASSERT(path.n_certs == 1 && path.certs[0] == leaf && path.end == CP_PATH_UNKNOWN_ISSUER);
	CU_ASSERT(s.budget.used[CP_LIMIT_SIGNATURES] == 0);
	cp_builder_free(builder);
	scene_close(&s);
	cp_cert_unref(leaf);
}

static void
fill(uint8_t digest[32], unsigned n)
{
	memset(digest, 0, 32);
	memcpy(digest, &n, sizeof(n));
	memcpy(digest + 16, &n, sizeof(n));
}

static void
memos_forget_the_oldest(void)
{
	cp_memo *memo = cp_memo_new(100), *none = cp_memo_new(0);
	uint8_t digest[32];
	unsigned i, known = 0;

	CU_ASSERT_FATAL(memo != NULL && none != NULL);
	for (i = 0; i < 1000; i++) {
		fill(digest, i);
		cp_memo_add(memo, digest);
		cp_memo_add(memo, digest);
		CU_ASSERT(cp_memo_has(memo, digest));
		cp_memo_add(none, digest);
		CU_ASSERT(!cp_memo_has(none, digest));
	}
	for (i = 0; i < 1000; i++) {
		fill(digest, i);
		CU_ASSERT(cp_memo_has(memo, digest) == (i >= 900));
		known += cp_memo_has(memo, digest);
	}
	CU_ASSERT(known == 100);
	cp_memo_free(memo);
	cp_memo_free(none);
	cp_memo_free(NULL);
}

static void *
use_memo(void *memo)
{
	uint8_t digest[32];
	unsigned i;

	for (i = 0; i < 20000; i++) {
		fill(digest, i % 300);
		cp_memo_add(memo, digest);
		(void)cp_memo_has(memo, digest);
	}
	return NULL;
}

static void
memos_serve_threads(void)
{
	cp_memo *memo = cp_memo_new(128);
	pthread_t threads[4];
	size_t i;

	CU_ASSERT_FATAL(memo != NULL);
	for (i = 0; i < 4; i++)
		CP_INVARIANT(pthread_create(&threads[i], NULL, use_memo, memo) == 0);
	for (i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	cp_memo_free(memo);
}

/* Whichever allocation fails, the search says so and leaks nothing. */
static void
searches_survive_want_of_memory(void)
{
	cp_cert *certs[4];
	long allowed;
	bool done = false;
	size_t i;
	scene s;

	make_chain(certs, 4);
	scene_open(&s, certs[0]);
	scene_add_anchor(&s, certs[3]);
	for (i = 1; i < 3; i++)
		scene_add(&s, certs[i]);
	cp_builder_free(scene_start(&s));
	for (allowed = 0; allowed < 500 && !done; allowed++) {
		const cp_anchors *anchors[1] = {s.anchors};
		const cp_pool *pools[1] = {s.pool};
		cp_builder_input input = {.leaf = certs[0],
			.anchors = anchors,
			.n_anchor_stores = 1,
			.pools = pools,
			.n_pools = 1,
			.time = NOW,
			.budget = &s.budget};
		cp_builder *builder;
		cp_path path;

		cp_budget_init(&s.budget);
		cp_mem_fail_after(allowed, true);
		builder = cp_builder_new(&input);
		if (builder != NULL) {
			cp_builder_step step = cp_builder_next(builder, &path);

			CU_ASSERT(step == CP_BUILDER_PATH || step == CP_BUILDER_NO_MEMORY);
			done = step == CP_BUILDER_PATH;
			if (!done)
				CU_ASSERT(cp_builder_next(builder, &path) == CP_BUILDER_NO_MEMORY);
		}
		cp_mem_fail_after(-1, false);
		cp_builder_free(builder);
	}
	CU_ASSERT(done && allowed > 3);
	scene_close(&s);
	for (i = 0; i < 4; i++)
		cp_cert_unref(certs[i]);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"topologies give their paths in any order",
			topologies_give_their_paths_in_any_order},
		{"trails tell every step in its order", trails_tell_every_step_in_its_order},
		{"trails end at a bound", trails_end_at_a_bound},
		{"limits end the search", limits_end_the_search},
		{"crowds of one name stay within bounds", crowds_of_one_name_stay_within_bounds},
		{"hashing again is budgeted", hashing_again_is_budgeted},
		{"meshes stay within bounds", meshes_stay_within_bounds},
		{"the way out of a complete graph is short",
			the_way_out_of_a_complete_graph_is_short},
		{"links are verified once", links_are_verified_once},
		{"self-signed leaves are told", self_signed_leaves_are_told},
		{"anchors that signed themselves are told",
			anchors_that_signed_themselves_are_told},
		{"unreadable leaves lead nowhere", unreadable_leaves_lead_nowhere},
		{"memos forget the oldest", memos_forget_the_oldest},
		{"memos serve threads", memos_serve_threads},
		{"searches survive want of memory", searches_survive_want_of_memory},
		{NULL, NULL},
	};

	return unit_main("path", tests);
}
